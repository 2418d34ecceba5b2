//! Typed views of header values.

mod address;
mod cseq;
mod via;

pub use address::{NameAddr, NameAddrBuilder};
pub use cseq::CSeq;
pub use via::{Via, ViaBuilder};

pub(crate) use address::AddrParts;
pub(crate) use via::ViaParts;

use std::ops::Range;

use bytes::Bytes;

/// A type that one value of a header is read into.
pub(crate) trait FromValue: Sized {
    /// Reads the value in `range` of `text`; shares its octets, copies nothing.
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str>;
}
