//! Replaces, RFC 3891 §6.1; Target-Dialog and Join have the same shape.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex;
use crate::message::malformed::{Malformed, Problem};
use crate::message::params::{self, Params};

/// Which dialog this INVITE takes the place of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Replaces {
    /// Call-ID of the dialog.
    pub call_id: String,
    /// The tag on the side of whom gets this request.
    pub to_tag: String,
    /// The tag on the other side.
    pub from_tag: String,
    /// Only if the dialog is not answered yet (RFC 3891 §3).
    pub early_only: bool,
}

impl Replaces {
    /// The dialog as the receiver of the request sees it: to-tag is its own.
    pub fn new(
        call_id: impl Into<String>,
        to_tag: impl Into<String>,
        from_tag: impl Into<String>,
    ) -> Self {
        Self {
            call_id: call_id.into(),
            to_tag: to_tag.into(),
            from_tag: from_tag.into(),
            early_only: false,
        }
    }
}

impl FromValue for Replaces {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let text = &text[..range.end];
        let stop = lex::run(text, range.start, |b| !lex::is_space(b) && b != b';' && b != b',');
        if stop == range.start {
            return Err("no Call-ID");
        }
        let call_id = std::str::from_utf8(&text[range.start..stop])
            .map_err(|_| "a Call-ID that is not UTF-8")?;
        params::check(text, stop)?;
        let params = Params::new(text, stop..range.end);
        let tag = |name| params.token(name).filter(|tag| lex::is_token(tag.as_bytes()));
        Ok(Self {
            call_id: call_id.to_owned(),
            to_tag: tag("to-tag").ok_or("no to-tag")?.to_owned(),
            from_tag: tag("from-tag").ok_or("no from-tag")?.to_owned(),
            early_only: params.has("early-only"),
        })
    }
}

/// Reads the unescaped text, for example of `Refer-To: <sip:..?Replaces=..>`.
impl FromStr for Replaces {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let text = Bytes::copy_from_slice(text.trim().as_bytes());
        let problem = |what| Problem::new(what).of(crate::message::name::Known::Replaces).into();
        Self::from_value(&text, 0..text.len()).map_err(problem)
    }
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{};to-tag={};from-tag={}", self.call_id, self.to_tag, self.from_tag)?;
        if self.early_only { f.write_str(";early-only") } else { Ok(()) }
    }
}
