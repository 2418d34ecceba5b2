//! Octet classes and the small steps that every grammar of RFC 3261 §25 shares.

use std::ops::Range;

/// Where something stands in a text. 32 bits: a message is never larger (see `Limits`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Span {
    pub(crate) fn new(range: Range<usize>) -> Self {
        Self { start: range.start as u32, end: range.end as u32 }
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The octets; empty if the span does not fit, which would be a bug of ours.
    pub(crate) fn of(self, text: &[u8]) -> &[u8] {
        debug_assert!(self.end as usize <= text.len());
        text.get(self.range()).unwrap_or_default()
    }

    /// The octets as text; empty if they are not UTF-8 (parsers check that where they promise it).
    pub(crate) fn str(self, text: &[u8]) -> &str {
        std::str::from_utf8(self.of(text)).unwrap_or_default()
    }
}

const TOKEN: u8 = 1;
const SPACE: u8 = 2;
const HOST: u8 = 4;

const CLASS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        let b = i as u8;
        let mut class = 0;
        if b.is_ascii_alphanumeric()
            || matches!(b, b'-' | b'.' | b'!' | b'%' | b'*' | b'_' | b'+' | b'`' | b'\'' | b'~')
        {
            class |= TOKEN;
        }
        if matches!(b, b' ' | b'\t' | b'\r' | b'\n') {
            class |= SPACE;
        }
        // The underscore is no host name character, but it is used in host names.
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_') {
            class |= HOST;
        }
        table[i] = class;
        i += 1;
    }
    table
};

/// `token` of RFC 3261 §25.1.
pub(crate) fn is_token_byte(b: u8) -> bool {
    CLASS[b as usize] & TOKEN != 0
}

/// White space inside a value. CR and LF only occur there as part of folding: the index refuses
/// them elsewhere.
pub(crate) fn is_space(b: u8) -> bool {
    CLASS[b as usize] & SPACE != 0
}

pub(crate) fn is_host_byte(b: u8) -> bool {
    CLASS[b as usize] & HOST != 0
}

/// True for a non-empty `token`.
pub(crate) fn is_token(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(|&b| is_token_byte(b))
}

/// A Call-ID: visible characters, wider than `word ["@" word]` where that harms nobody.
pub(crate) fn is_word(text: &[u8]) -> bool {
    !text.is_empty()
        && text.iter().all(|&b| b > b' ' && b != 0x7f)
        && (text.is_ascii() || std::str::from_utf8(text).is_ok())
}

/// The span without white space at both ends.
pub(crate) fn trim(text: &[u8], mut span: Range<usize>) -> Range<usize> {
    while span.start < span.end && is_space(text[span.start]) {
        span.start += 1;
    }
    while span.start < span.end && is_space(text[span.end - 1]) {
        span.end -= 1;
    }
    span
}

/// The first position from `at` on that is no white space.
pub(crate) fn skip_space(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && is_space(text[at]) {
        at += 1;
    }
    at
}

/// The end of the run of octets from `at` on for which `test` holds.
pub(crate) fn run(text: &[u8], mut at: usize, test: impl Fn(u8) -> bool) -> usize {
    while at < text.len() && test(text[at]) {
        at += 1;
    }
    at
}

/// `at` stands on an opening quote: the position behind the closing one.
pub(crate) fn skip_quoted(text: &[u8], at: usize) -> Option<usize> {
    let mut at = at + 1;
    loop {
        let rest = text.get(at..)?;
        at += memchr::memchr2(b'"', b'\\', rest)?;
        if text[at] == b'"' {
            return Some(at + 1);
        }
        at += 2;
    }
}

/// A whole decimal number, or `None` (RS-11: no wrap, no sign, no empty string).
pub(crate) fn number(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0u64, |n, &b| {
        b.is_ascii_digit().then(|| n.checked_mul(10)?.checked_add(u64::from(b - b'0'))).flatten()
    })
}

/// 1 to 65535 (RS-11).
pub(crate) fn port(text: &[u8]) -> Option<u16> {
    number(text).and_then(|port| u16::try_from(port).ok()).filter(|&port| port != 0)
}

/// Cuts a value at commas that stand outside quotes and `<>`.
#[derive(Clone, Debug)]
pub(crate) struct Commas<'a> {
    text: &'a [u8],
    at: usize,
    end: usize,
    done: bool,
}

impl<'a> Commas<'a> {
    pub(crate) fn new(text: &'a [u8], within: Range<usize>) -> Self {
        Self { text, at: within.start, end: within.end, done: false }
    }
}

impl Iterator for Commas<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        if self.done {
            return None;
        }
        let start = self.at;
        let text = &self.text[..self.end];
        let mut at = start;
        while let Some(step) = memchr::memchr3(b',', b'"', b'<', &text[at..]) {
            at += step;
            match text[at] {
                b',' => {
                    self.at = at + 1;
                    return Some(trim(text, start..at));
                }
                // An open quote or bracket takes the rest: the item's parser will complain.
                b'"' => at = skip_quoted(text, at).unwrap_or(text.len()),
                _ => at = memchr::memchr(b'>', &text[at..]).map_or(text.len(), |n| at + n + 1),
            }
            if at >= text.len() {
                break;
            }
        }
        self.done = true;
        Some(trim(text, start..self.end))
    }
}

/// What stands between quotes, without the backslashes.
pub(crate) fn unquote(inner: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(inner.len());
    let mut octets = inner.iter();
    while let Some(&b) = octets.next() {
        plain.push(if b == b'\\' { octets.next().copied().unwrap_or(b) } else { b });
    }
    plain
}

/// Writes a quoted string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}

/// Folding as one space, white space at the ends gone.
pub(crate) fn unfold(value: &[u8]) -> std::borrow::Cow<'_, [u8]> {
    if memchr::memchr2(b'\r', b'\n', value).is_none() {
        return value.into();
    }
    let mut plain = Vec::with_capacity(value.len());
    let mut at = 0;
    while at < value.len() {
        if matches!(value[at], b'\r' | b'\n') {
            while plain.last().is_some_and(|&b| is_space(b)) {
                plain.pop();
            }
            at = skip_space(value, at);
            plain.push(b' ');
        } else {
            plain.push(value[at]);
            at += 1;
        }
    }
    plain.into()
}
