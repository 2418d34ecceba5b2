//! Session-Expires, RFC 4028 §4.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::{FromValue, seconds};
use crate::message::lex;
use crate::message::params::{self, Params};

/// Who sends the refresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refresher {
    /// Who sent this request, or the request this responds to.
    Uac,
    /// Who answers it.
    Uas,
}

/// How long the session lives without a refresh, and who refreshes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionExpires {
    /// Whole seconds on the wire.
    pub interval: Duration,
    /// Absent in a request that leaves the choice to the other side.
    pub refresher: Option<Refresher>,
}

impl SessionExpires {
    /// An interval without a refresher.
    pub fn new(interval: Duration) -> Self {
        Self { interval, refresher: None }
    }

    /// Says who refreshes.
    pub fn refresher(mut self, refresher: Refresher) -> Self {
        self.refresher = Some(refresher);
        self
    }
}

impl FromValue for SessionExpires {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let text = &text[..range.end];
        let stop = lex::run(text, range.start, |b| b.is_ascii_digit());
        let interval = seconds(&text[range.start..stop])?;
        params::check(text, stop)?;
        let refresher = match Params::new(text, stop..range.end).token("refresher") {
            None => None,
            Some(who) if who.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            Some(who) if who.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            Some(_) => return Err("the refresher is uac or uas"),
        };
        Ok(Self { interval, refresher })
    }
}

impl fmt::Display for SessionExpires {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.interval.as_secs())?;
        match self.refresher {
            Some(Refresher::Uac) => f.write_str(";refresher=uac"),
            Some(Refresher::Uas) => f.write_str(";refresher=uas"),
            None => Ok(()),
        }
    }
}
