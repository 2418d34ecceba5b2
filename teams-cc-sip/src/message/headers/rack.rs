//! RAck, RFC 3262 §7.2.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;

use super::{CSeq, FromValue};
use crate::message::lex;

/// Which reliable provisional response a PRACK acknowledges.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RAck {
    /// RSeq of the response.
    pub rseq: u32,
    /// CSeq of the response.
    pub cseq: CSeq,
}

impl FromValue for RAck {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let stop = lex::run(&text[..range.end], range.start, |b| b.is_ascii_digit());
        let rseq = lex::number(&text[range.start..stop])
            .and_then(|number| u32::try_from(number).ok())
            .ok_or("a response number is below 2^32")?;
        let start = lex::skip_space(&text[..range.end], stop);
        Ok(Self { rseq, cseq: CSeq::from_value(text, start..range.end)? })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}
