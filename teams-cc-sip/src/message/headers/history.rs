//! History-Info, RFC 7044 §5, escaped and unescaped (DR-71).

use std::fmt;
use std::ops::{Deref, Range};

use bytes::Bytes;

use super::{FromValue, NameAddr, Reason};

/// One stop of a call on its way, oldest first.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryInfo(NameAddr);

impl HistoryInfo {
    /// The address with its parameters.
    pub fn address(&self) -> &NameAddr {
        &self.0
    }

    /// The place in the tree of stops: `1`, `1.1` (RFC 7044 §5).
    pub fn index(&self) -> Option<String> {
        self.0.param("index").map(std::borrow::Cow::into_owned)
    }

    /// Why the call went on from here, from the Reason header in the URI.
    ///
    /// Microsoft's pages show it escaped and unescaped; both are read (DR-71).
    pub fn reason(&self) -> Option<Reason> {
        self.0.uri().header("Reason")?.parse().ok()
    }

    /// True if this stop is not to be shown (RFC 7044 §10.1).
    pub fn is_private(&self) -> bool {
        let private = |value: &str| {
            value.split(';').any(|word| {
                let word = word.trim();
                word.eq_ignore_ascii_case("history") || word.eq_ignore_ascii_case("session")
            })
        };
        self.0.uri().header("Privacy").is_some_and(|value| private(&value))
    }
}

impl Deref for HistoryInfo {
    type Target = NameAddr;

    fn deref(&self) -> &NameAddr {
        &self.0
    }
}

impl FromValue for HistoryInfo {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        NameAddr::from_value(text, range).map(Self)
    }
}

impl fmt::Display for HistoryInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for HistoryInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HistoryInfo({:?}, {:?})", self.index().unwrap_or_default(), self.0.uri())
    }
}
