//! What can be written behind a header name.

use super::headers::{
    CSeq, Event, HistoryInfo, MediaType, NameAddr, RAck, Reason, Replaces, SessionExpires,
    SubscriptionState, Via,
};
use super::lex::{self, Span};
use super::malformed::Problem;
use super::method::Method;
use super::name::Known;
use super::value::Value;

mod sealed {
    pub trait WriteValue {
        fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str>;
    }
}

pub(crate) use sealed::WriteValue;

/// What can stand behind a header name: text, a received [`Value`] (byte for byte), or a typed
/// header.
///
/// Text with CR, LF, NUL or another control character is refused (RS-10).
pub trait HeaderValue: WriteValue {}

impl<T: WriteValue + ?Sized> HeaderValue for T {}

impl<T: WriteValue + ?Sized> WriteValue for &T {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        (**self).write(out)
    }
}

impl WriteValue for str {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        if self.bytes().any(|b| (b < b' ' && b != b'\t') || b == 0x7f) {
            return Err("it holds a control character");
        }
        out.extend_from_slice(self.trim_matches([' ', '\t']).as_bytes());
        Ok(())
    }
}

impl WriteValue for String {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.as_str().write(out)
    }
}

impl WriteValue for std::borrow::Cow<'_, str> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        (**self).write(out)
    }
}

impl WriteValue for Value<'_> {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        let octets = self.0;
        let mut at = 0;
        while let Some(n) = memchr::memchr2(b'\r', b'\n', &octets[at..]) {
            at += n;
            // Only folding, as it was received, may pass.
            if !octets[at..].starts_with(b"\r\n")
                || !matches!(octets.get(at + 2), Some(b' ' | b'\t'))
            {
                return Err("it holds a line end that is no folding");
            }
            at += 3;
        }
        out.extend_from_slice(octets);
        Ok(())
    }
}

impl WriteValue for NameAddr {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.value().write(out)
    }
}

impl WriteValue for Via {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.value().write(out)
    }
}

macro_rules! displayed {
    ($($of:ty),*) => {$(
        impl WriteValue for $of {
            fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
                self.to_string().as_str().write(out)
            }
        }
    )*};
}

displayed!(
    CSeq,
    RAck,
    Method,
    Event,
    Reason,
    Replaces,
    SessionExpires,
    SubscriptionState,
    u16,
    u32,
    u64,
    usize
);

impl WriteValue for HistoryInfo {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.value().write(out)
    }
}

impl WriteValue for MediaType {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.value().write(out)
    }
}

/// Whole seconds, as Min-SE, Expires and Retry-After want them.
impl WriteValue for std::time::Duration {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.as_secs().write(out)
    }
}

/// A list with commas: Allow.
impl WriteValue for [Method] {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        for (i, method) in self.iter().enumerate() {
            out.extend_from_slice(if i == 0 { b"" } else { b", " });
            out.extend_from_slice(method.as_str().as_bytes());
        }
        Ok(())
    }
}

impl<const N: usize> WriteValue for [Method; N] {
    fn write(&self, out: &mut Vec<u8>) -> Result<(), &'static str> {
        self.as_slice().write(out)
    }
}

/// `Name: value CR LF`, and where the value stands.
pub(crate) fn write_line(
    out: &mut Vec<u8>,
    name: &str,
    value: impl WriteValue,
) -> Result<Span, Problem> {
    let known = Known::of(name.as_bytes());
    if !lex::is_token(name.as_bytes()) || name.len() > usize::from(u16::MAX) {
        return Err(Problem::new("a header name is a token"));
    }
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b": ");
    let start = out.len();
    value.write(out).map_err(|what| Problem::new(what).of(known))?;
    let span = Span::new(start..out.len());
    out.extend_from_slice(b"\r\n");
    Ok(span)
}
