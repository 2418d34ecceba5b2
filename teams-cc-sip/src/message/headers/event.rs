//! Event and Subscription-State, RFC 6665 §8.2.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::{FromValue, seconds};
use crate::message::lex;
use crate::message::params::{self, Params};

/// What a subscription or notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Event {
    /// The event package: `refer`, `dialog`.
    pub package: String,
    /// Which of several subscriptions in one dialog (RFC 3515 §2.4.6).
    pub id: Option<String>,
}

impl Event {
    /// A package without an id.
    pub fn new(package: impl Into<String>) -> Self {
        Self { package: package.into(), id: None }
    }

    /// Adds an id.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl FromValue for Event {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let (package, params) = word(text, range)?;
        let id = params.token("id").map(str::to_owned);
        Ok(Self { package, id })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.package)?;
        self.id.as_ref().map_or(Ok(()), |id| write!(f, ";id={id}"))
    }
}

/// What a subscription is in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum State {
    /// Accepted.
    Active,
    /// Not decided yet.
    Pending,
    /// Over.
    Terminated,
    /// A state of another document.
    Other(String),
}

/// The state of a subscription, and how long it holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SubscriptionState {
    /// The state.
    pub state: State,
    /// How long the subscription lives.
    pub expires: Option<Duration>,
    /// Why it is over.
    pub reason: Option<String>,
    /// When to try again.
    pub retry_after: Option<Duration>,
}

impl SubscriptionState {
    /// `active`, for so long.
    pub fn active(expires: Duration) -> Self {
        Self { state: State::Active, expires: Some(expires), reason: None, retry_after: None }
    }

    /// `terminated`, with a reason such as `noresource` (RFC 6665 §4.1.3).
    pub fn terminated(reason: impl Into<String>) -> Self {
        Self {
            state: State::Terminated,
            expires: None,
            reason: Some(reason.into()),
            retry_after: None,
        }
    }

    /// True if no further notification comes.
    pub fn is_terminated(&self) -> bool {
        self.state == State::Terminated
    }
}

impl FromValue for SubscriptionState {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let (state, params) = word(text, range)?;
        let state = match state.to_ascii_lowercase().as_str() {
            "active" => State::Active,
            "pending" => State::Pending,
            "terminated" => State::Terminated,
            _ => State::Other(state),
        };
        let time = |name| params.token(name).map(|text| seconds(text.as_bytes())).transpose();
        Ok(Self {
            state,
            expires: time("expires")?,
            reason: params.get("reason").map(std::borrow::Cow::into_owned),
            retry_after: time("retry-after")?,
        })
    }
}

impl fmt::Display for SubscriptionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.state {
            State::Active => "active",
            State::Pending => "pending",
            State::Terminated => "terminated",
            State::Other(state) => state,
        })?;
        if let Some(reason) = &self.reason {
            write!(f, ";reason={reason}")?;
        }
        if let Some(expires) = self.expires {
            write!(f, ";expires={}", expires.as_secs())?;
        }
        if let Some(after) = self.retry_after {
            write!(f, ";retry-after={}", after.as_secs())?;
        }
        Ok(())
    }
}

fn word(text: &[u8], range: Range<usize>) -> Result<(String, Params<'_>), &'static str> {
    let text = &text[..range.end];
    let stop = lex::run(text, range.start, lex::is_token_byte);
    let word = std::str::from_utf8(&text[range.start..stop]).unwrap_or_default();
    if word.is_empty() {
        return Err("no word at its start");
    }
    params::check(text, stop)?;
    Ok((word.to_owned(), Params::new(text, stop..range.end)))
}
