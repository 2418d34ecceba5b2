//! Typed views of header values.

mod address;
mod cseq;
mod event;
mod history;
mod media_type;
mod rack;
mod reason;
mod replaces;
mod session;
mod tokens;
mod via;

pub use address::{NameAddr, NameAddrBuilder};
pub use cseq::CSeq;
pub use event::{Event, State, SubscriptionState};
pub use history::HistoryInfo;
pub use media_type::MediaType;
pub use rack::RAck;
pub use reason::Reason;
pub use replaces::Replaces;
pub use session::{Refresher, SessionExpires};
pub use tokens::Tokens;
pub use via::{Via, ViaBuilder};

pub(crate) use address::AddrParts;
pub(crate) use via::ViaParts;

use std::ops::Range;
use std::time::Duration;

use bytes::Bytes;

use super::lex;

/// A type that one value of a header is read into.
pub(crate) trait FromValue: Sized {
    /// Reads the value in `range` of `text`; shares its octets, copies nothing.
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str>;
}

/// `delta-seconds`; what does not fit 32 bits is clamped, not wrapped (RS-11, RFC 3261 §20.19).
pub(crate) fn seconds(text: &[u8]) -> Result<Duration, &'static str> {
    if text.is_empty() || !text.iter().all(u8::is_ascii_digit) {
        return Err("a time is a number of seconds");
    }
    let seconds = lex::number(text).unwrap_or(u64::MAX).min(u64::from(u32::MAX));
    Ok(Duration::from_secs(seconds))
}

/// A number of seconds, followed by parameters or a comment in brackets that nobody needs.
pub(crate) struct Seconds(pub(crate) Duration);

impl FromValue for Seconds {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let text = &text[range];
        let stop = lex::run(text, 0, |b| b.is_ascii_digit());
        let at = lex::skip_space(text, stop);
        match text.get(at) {
            None | Some(b';' | b'(') => seconds(&text[..stop]).map(Self),
            Some(_) => Err("text behind a number of seconds"),
        }
    }
}
