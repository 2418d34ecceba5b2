//! Percent escapes (RFC 3261 §25.1, RFC 3986 §2.1).

use std::borrow::Cow;

fn hex(b: u8) -> Option<u8> {
    char::from(b).to_digit(16).map(|digit| digit as u8)
}

/// Resolves `%HH`; what is no escape stays, what is not UTF-8 becomes U+FFFD.
pub fn decode(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let octets = text.as_bytes();
    let mut plain = Vec::with_capacity(octets.len());
    let mut at = 0;
    while at < octets.len() {
        let pair = (octets[at] == b'%')
            .then(|| Some((hex(*octets.get(at + 1)?)?, hex(*octets.get(at + 2)?)?)))
            .flatten();
        if let Some((high, low)) = pair {
            plain.push(high << 4 | low);
            at += 3;
        } else {
            plain.push(octets[at]);
            at += 1;
        }
    }
    String::from_utf8(plain)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
        .into()
}

fn encode(text: &str, keep: fn(u8) -> bool) -> Cow<'_, str> {
    if text.bytes().all(keep) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for b in text.bytes() {
        if keep(b) {
            escaped.push(char::from(b));
        } else {
            const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
            escaped.push('%');
            escaped.push(char::from(DIGITS[usize::from(b >> 4)]));
            escaped.push(char::from(DIGITS[usize::from(b & 15)]));
        }
    }
    escaped.into()
}

fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric()
        || matches!(b, b'-' | b'_' | b'.' | b'!' | b'~' | b'*' | b'\'' | b'(' | b')')
}

/// Escapes what a user part cannot hold: everything but `unreserved` and `user-unreserved`.
pub fn encode_user(text: &str) -> Cow<'_, str> {
    encode(text, |b| {
        is_unreserved(b) || matches!(b, b'&' | b'=' | b'+' | b'$' | b',' | b';' | b'?' | b'/')
    })
}

/// Escapes what the value of a header inside a URI cannot hold: everything but `unreserved` and
/// `hnv-unreserved`.
pub fn encode_header(text: &str) -> Cow<'_, str> {
    encode(text, |b| {
        is_unreserved(b) || matches!(b, b'[' | b']' | b'/' | b'?' | b':' | b'+' | b'$')
    })
}

/// Escapes what a URI parameter cannot hold: everything but `unreserved` and `param-unreserved`.
pub(super) fn encode_param(text: &str) -> Cow<'_, str> {
    encode(text, |b| {
        is_unreserved(b) || matches!(b, b'[' | b']' | b'/' | b':' | b'&' | b'+' | b'$')
    })
}
