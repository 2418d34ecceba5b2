//! A header value as it stands in the message.

use std::borrow::Cow;
use std::fmt;

use super::lex;

/// A header value as received: may be folded, may be something else than UTF-8.
///
/// Comparisons and [`text`](Self::text) see folding as one space.
#[derive(Clone, Copy)]
pub struct Value<'a>(pub(crate) &'a [u8]);

impl<'a> Value<'a> {
    /// The octets, folding included.
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// The text if it is UTF-8 and not folded.
    pub fn as_str(self) -> Option<&'a str> {
        if memchr::memchr2(b'\r', b'\n', self.0).is_some() {
            return None;
        }
        std::str::from_utf8(self.0).ok()
    }

    /// The text, unfolded; octets that are not UTF-8 become U+FFFD.
    pub fn text(self) -> Cow<'a, str> {
        match lex::unfold(self.0) {
            Cow::Borrowed(plain) => String::from_utf8_lossy(plain),
            Cow::Owned(plain) => match String::from_utf8(plain) {
                Ok(text) => text.into(),
                Err(error) => String::from_utf8_lossy(error.as_bytes()).into_owned().into(),
            },
        }
    }

    /// The values of a list, cut at commas outside quotes and `<>`.
    pub fn items(self) -> impl Iterator<Item = Value<'a>> {
        let text = self.0;
        lex::Commas::new(text, 0..text.len())
            .filter(|item| !item.is_empty())
            .map(move |item| Value(&text[item]))
    }

    /// A whole decimal number.
    pub fn number(self) -> Option<u64> {
        lex::number(self.0)
    }
}

impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), f)
    }
}

impl PartialEq for Value<'_> {
    fn eq(&self, other: &Self) -> bool {
        lex::unfold(self.0) == lex::unfold(other.0)
    }
}

impl Eq for Value<'_> {}

impl PartialEq<str> for Value<'_> {
    fn eq(&self, other: &str) -> bool {
        *lex::unfold(self.0) == *other.as_bytes()
    }
}

impl PartialEq<&str> for Value<'_> {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}
