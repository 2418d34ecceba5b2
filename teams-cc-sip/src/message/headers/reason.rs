//! Reason, RFC 3326 §2, as Teams writes it (DR-141).

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex;
use crate::message::malformed::{Malformed, Problem};
use crate::message::params::{self, Params};

/// Why a call ended or was refused, in the words of one protocol.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Reason {
    /// `Q.850` or `SIP`, or another, as it came.
    pub protocol: String,
    /// A Q.850 cause or a SIP status.
    pub cause: Option<u16>,
    /// Text for people; Teams writes `GUID;phrase`.
    pub text: Option<String>,
}

impl Reason {
    /// A Q.850 cause.
    pub fn q850(cause: u16) -> Self {
        Self { protocol: "Q.850".into(), cause: Some(cause), text: None }
    }

    /// A SIP status.
    pub fn sip(status: u16) -> Self {
        Self { protocol: "SIP".into(), cause: Some(status), text: None }
    }

    /// Adds text.
    pub fn text(mut self, text: impl Into<String>) -> Self {
        self.text = Some(text.into());
        self
    }

    /// True for `Q.850`.
    pub fn is_q850(&self) -> bool {
        self.protocol.eq_ignore_ascii_case("Q.850")
    }

    /// True for `SIP`.
    pub fn is_sip(&self) -> bool {
        self.protocol.eq_ignore_ascii_case("SIP")
    }

    /// The GUID before the semicolon of Teams' text: the key for call records and for Microsoft's
    /// support (DR-141).
    pub fn guid(&self) -> Option<teams_cc_core::Guid> {
        self.text.as_deref()?.split_once(';')?.0.trim().parse().ok()
    }

    /// The text without Teams' GUID.
    pub fn phrase(&self) -> Option<&str> {
        let text = self.text.as_deref()?;
        match (self.guid(), text.split_once(';')) {
            (Some(_), Some((_, phrase))) => Some(phrase.trim()),
            _ => Some(text),
        }
    }
}

impl FromValue for Reason {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let text = &text[..range.end];
        let stop = lex::run(text, range.start, lex::is_token_byte);
        let protocol = std::str::from_utf8(&text[range.start..stop]).unwrap_or_default();
        if protocol.is_empty() {
            return Err("no protocol");
        }
        params::check(text, stop)?;
        let params = Params::new(text, stop..range.end);
        let cause = match params.get("cause") {
            None => None,
            Some(cause) => Some(cause.trim().parse().map_err(|_| "a cause is a number")?),
        };
        let text = params.get("text").map(std::borrow::Cow::into_owned);
        Ok(Self { protocol: protocol.to_owned(), cause, text })
    }
}

/// Reads the unescaped text, for example out of a History-Info entry.
impl FromStr for Reason {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = Bytes::copy_from_slice(text.trim().as_bytes());
        let problem = |what| Problem::new(what).of(crate::message::name::Known::Reason).into();
        Self::from_value(&text, 0..text.len()).map_err(problem)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        if let Some(cause) = self.cause {
            write!(f, ";cause={cause}")?;
        }
        if let Some(text) = &self.text {
            let mut quoted = String::with_capacity(text.len() + 2);
            lex::quote(text, &mut quoted);
            write!(f, ";text={quoted}")?;
        }
        Ok(())
    }
}
