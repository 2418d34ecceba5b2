//! Parameters: `;name=value` behind a header value or inside a URI.

use std::borrow::Cow;
use std::ops::Range;

use super::lex;

/// One parameter as the scanner finds it; the value still has its quotes.
pub(crate) struct Raw {
    pub(crate) name: Range<usize>,
    pub(crate) value: Option<Range<usize>>,
}

/// Reads one `;name[=value]` of a header at `at`, white space allowed; the position behind it.
pub(crate) fn next(
    text: &[u8],
    at: usize,
    end: usize,
) -> Result<Option<(Raw, usize)>, &'static str> {
    let text = &text[..end];
    let at = lex::skip_space(text, at);
    match text.get(at) {
        None => return Ok(None),
        Some(b';') => {}
        Some(_) => return Err("text where a parameter should be"),
    }
    let start = lex::skip_space(text, at + 1);
    let stop = lex::run(text, start, lex::is_token_byte);
    if stop == start {
        return Err("a parameter without a name");
    }
    let name = start..stop;
    let at = lex::skip_space(text, stop);
    if text.get(at) != Some(&b'=') {
        return Ok(Some((Raw { name, value: None }, stop)));
    }
    let start = lex::skip_space(text, at + 1);
    let stop = if text.get(start) == Some(&b'"') {
        lex::skip_quoted(text, start).ok_or("a quoted parameter without an end")?
    } else {
        // Wider than `gen-value`: bare IPv6 addresses (RFC 5118 §4.5) and what Teams writes.
        lex::run(text, start, |b| {
            !lex::is_space(b) && !matches!(b, b';' | b',' | b'"' | b'<' | b'>')
        })
    };
    Ok(Some((Raw { name, value: Some(start..stop) }, stop)))
}

/// Parameters of a header value.
#[derive(Clone, Copy, Debug)]
pub struct Params<'a> {
    text: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Params<'a> {
    pub(crate) fn new(text: &'a [u8], range: Range<usize>) -> Self {
        Self { text, start: range.start, end: range.end }
    }

    /// The raw value as it stands, quotes included.
    pub(crate) fn raw(&self, name: &str) -> Option<&'a [u8]> {
        let mut at = self.start;
        while let Ok(Some((raw, next))) = self::next(self.text, at, self.end) {
            if self.text[raw.name].eq_ignore_ascii_case(name.as_bytes()) {
                return Some(raw.value.map_or(&[][..], |value| &self.text[value]));
            }
            at = next;
        }
        None
    }

    /// The value as text without quotes needed: tokens such as tags and branches.
    pub(crate) fn token(&self, name: &str) -> Option<&'a str> {
        std::str::from_utf8(self.raw(name)?).ok()
    }

    /// The value of a parameter, without quotes and backslashes; empty if it has none.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        self.raw(name).map(plain)
    }

    /// True if a parameter of this name is there, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.raw(name).is_some()
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'a, str>, Option<Cow<'a, str>>)> + use<'a> {
        let (text, end) = (self.text, self.end);
        let mut at = self.start;
        std::iter::from_fn(move || {
            let (raw, next) = self::next(text, at, end).ok()??;
            at = next;
            let name = String::from_utf8_lossy(&text[raw.name]);
            Some((name, raw.value.map(|value| plain(&text[value]))))
        })
    }
}

/// A parameter value for people: without quotes, lossy where it is not UTF-8.
pub(crate) fn plain(raw: &[u8]) -> Cow<'_, str> {
    match raw {
        [b'"', inner @ .., b'"'] if inner.contains(&b'\\') => {
            String::from_utf8_lossy(&lex::unquote(inner)).into_owned().into()
        }
        [b'"', inner @ .., b'"'] => String::from_utf8_lossy(inner),
        _ => String::from_utf8_lossy(raw),
    }
}

/// Checks all parameters from `at` to the end: grammar only.
pub(crate) fn check(text: &[u8], at: usize) -> Result<(), &'static str> {
    check_and_find(text, at, "").map(drop)
}

/// The same, and where the value of the first parameter `name` stands.
pub(crate) fn check_and_find(
    text: &[u8],
    mut at: usize,
    name: &str,
) -> Result<Option<Range<usize>>, &'static str> {
    let mut found = None;
    while let Some((raw, next)) = next(text, at, text.len())? {
        if raw.name.len() == name.len()
            && found.is_none()
            && text[raw.name.clone()].eq_ignore_ascii_case(name.as_bytes())
        {
            found = Some(raw.value.unwrap_or(raw.name.end..raw.name.end));
        }
        at = next;
    }
    Ok(found)
}

/// Writes `;name` or `;name=value`, quoting the value if it is no token.
///
/// # Errors
/// Control characters cannot be written (RS-10), nor a name that is no token.
pub(crate) fn write(out: &mut String, name: &str, value: Option<&str>) -> Result<(), &'static str> {
    if !lex::is_token(name.as_bytes()) {
        return Err("a parameter name is a token");
    }
    out.push(';');
    out.push_str(name);
    if let Some(value) = value {
        out.push('=');
        // What `host` adds to `token` needs no quotes either.
        let bare = !value.is_empty()
            && value.bytes().all(|b| lex::is_token_byte(b) || matches!(b, b'[' | b']' | b':'));
        if bare {
            out.push_str(value);
        } else if value.bytes().any(|b| b.is_ascii_control()) {
            return Err("a parameter value holds a control character");
        } else {
            lex::quote(value, out);
        }
    }
    Ok(())
}
