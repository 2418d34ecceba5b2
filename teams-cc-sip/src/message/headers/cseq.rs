//! CSeq, RFC 3261 §20.16.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex;
use crate::message::method::Method;

/// The order of requests in a dialog, and the method that a response answers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CSeq {
    /// Below 2^31 (RFC 3261 §8.1.1.5).
    pub number: u32,
    /// The method of the request.
    pub method: Method,
}

impl CSeq {
    /// A number and a method.
    pub fn new(number: u32, method: Method) -> Self {
        Self { number, method }
    }
}

impl CSeq {
    pub(crate) fn read(text: &[u8], range: Range<usize>) -> Result<Self, &'static str> {
        let text = &text[..range.end];
        let stop = lex::run(text, range.start, |b| b.is_ascii_digit());
        let number = lex::number(&text[range.start..stop])
            .and_then(|number| u32::try_from(number).ok())
            .filter(|&number| number < 1 << 31)
            .ok_or("a sequence number is below 2^31")?;
        let start = lex::skip_space(text, stop);
        if start == stop {
            return Err("no space between number and method");
        }
        let method = Method::read(&text[start..]).ok_or("the method is no token")?;
        Ok(Self { number, method })
    }
}

impl FromValue for CSeq {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        Self::read(text, range)
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}
