//! Lists of words: Allow, Supported, Require, Unsupported, Allow-Events, Privacy.

use crate::message::lex;
use crate::message::method::Method;
use crate::message::value::Value;

/// The words of one header, over all its fields.
///
/// An absent header is an empty list; [`Head::has`](crate::message::Head::has) tells the two apart.
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    values: smallvec::SmallVec<[Value<'a>; 2]>,
    /// Privacy separates by semicolon (RFC 3323 §4.2), the others by comma.
    separator: u8,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(values: impl Iterator<Item = Value<'a>>, separator: u8) -> Self {
        Self { values: values.collect(), separator }
    }

    /// The words in order, as they came.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + use<'_, 'a> {
        let separator = self.separator;
        self.values.iter().flat_map(move |value| {
            value
                .0
                .split(move |&b| b == separator)
                .map(|word| &word[lex::trim(word, 0..word.len())])
                .filter(|word| !word.is_empty())
                .filter_map(|word| std::str::from_utf8(word).ok())
        })
    }

    /// True if the word is there; case does not matter, as for option tags and privacy values.
    pub fn contains(&self, word: &str) -> bool {
        self.iter().any(|found| found.eq_ignore_ascii_case(word))
    }

    /// True if the method is there; methods are case-sensitive.
    pub fn has_method(&self, method: &Method) -> bool {
        self.iter().any(|found| found == method.as_str())
    }

    /// True if there is no word.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }
}
