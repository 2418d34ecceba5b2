//! Content-Type and the entries of Accept, RFC 3261 §20.1 and §20.15.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex::{self, Span};
use crate::message::malformed::{Malformed, Problem};
use crate::message::params::{self, Params};
use crate::message::value::Value;

/// What a body is: `application/sdp`, `multipart/mixed;boundary=..`.
#[derive(Clone)]
pub struct MediaType {
    text: Bytes,
    whole: Span,
    kind: Span,
    subtype: Span,
    params: Span,
}

impl MediaType {
    /// The word before the slash.
    pub fn kind(&self) -> &str {
        self.kind.str(&self.text)
    }

    /// The word behind the slash.
    pub fn subtype(&self) -> &str {
        self.subtype.str(&self.text)
    }

    /// True if this is `what`, for example `application/sdp`; parameters and case do not count.
    pub fn is(&self, what: &str) -> bool {
        what.split_once('/').is_some_and(|(kind, subtype)| {
            self.kind().eq_ignore_ascii_case(kind) && self.subtype().eq_ignore_ascii_case(subtype)
        })
    }

    /// True for `multipart/..`.
    pub fn is_multipart(&self) -> bool {
        self.kind().eq_ignore_ascii_case("multipart")
    }

    /// A parameter without quotes.
    pub fn param(&self, name: &str) -> Option<Cow<'_, str>> {
        Params::new(&self.text, self.params.range()).get(name)
    }

    /// All of it, as it came.
    pub fn value(&self) -> Value<'_> {
        Value(self.whole.of(&self.text))
    }
}

impl FromValue for MediaType {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let octets = &text[..range.end];
        let kind = range.start..lex::run(octets, range.start, lex::is_token_byte);
        let slash = lex::skip_space(octets, kind.end);
        if kind.is_empty() || octets.get(slash) != Some(&b'/') {
            return Err("a media type has two words with a slash between them");
        }
        let start = lex::skip_space(octets, slash + 1);
        let subtype = start..lex::run(octets, start, lex::is_token_byte);
        if subtype.is_empty() {
            return Err("a media type has two words with a slash between them");
        }
        params::check(octets, subtype.end)?;
        Ok(Self {
            whole: Span::new(range.clone()),
            kind: Span::new(kind),
            params: Span::new(subtype.end..range.end),
            subtype: Span::new(subtype),
            text: text.clone(),
        })
    }
}

impl FromStr for MediaType {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = Bytes::copy_from_slice(text.trim().as_bytes());
        Self::from_value(&text, 0..text.len()).map_err(|what| Problem::new(what).into())
    }
}

impl fmt::Display for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

impl fmt::Debug for MediaType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MediaType({})", self.value())
    }
}

impl PartialEq for MediaType {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for MediaType {}
