//! Multipart bodies, RFC 2046 §5.1.

use bytes::Bytes;
use memchr::memmem;

use crate::message::headers::{FromValue, MediaType};
use crate::message::lex;
use crate::message::limits::MAX_MULTIPART_DEPTH;
use crate::message::malformed::{Malformed, Problem};
use crate::message::name::{Known, Named};
use crate::message::value::Value;

/// Longest boundary: RFC 2046 §5.1.1.
const MAX_BOUNDARY: usize = 70;
/// Most parts of one body, so that a body of separators costs no more than its size: our choice;
/// an emergency call has two.
const MAX_PARTS: usize = 64;

/// One part of a body.
#[derive(Clone, Debug)]
pub struct Part {
    content_type: MediaType,
    /// Its own headers, empty for a body that is not multipart.
    head: Bytes,
    body: Bytes,
}

impl Part {
    /// What it is; `text/plain` if it does not say (RFC 2046 §5.1).
    pub fn content_type(&self) -> &MediaType {
        &self.content_type
    }

    /// True if it is `what`.
    pub fn is(&self, what: &str) -> bool {
        self.content_type.is(what)
    }

    /// The octets.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Its own header lines as they came, to pass it on unchanged (DR-137).
    pub fn head(&self) -> &Bytes {
        &self.head
    }

    /// One of its own headers: `Content-ID`, `Content-Disposition`.
    pub fn header(&self, name: impl Named) -> Option<Value<'_>> {
        find(&self.head, name.text()).map(|range| Value(&self.head[range]))
    }
}

pub(super) fn read(
    content_type: MediaType,
    body: Bytes,
    parts: &mut Vec<Part>,
) -> Result<(), Malformed> {
    level(content_type, Bytes::new(), body, parts, 0)
        .map_err(|what| Problem::new(what).of(Known::ContentType).into())
}

fn level(
    content_type: MediaType,
    head: Bytes,
    body: Bytes,
    parts: &mut Vec<Part>,
    depth: usize,
) -> Result<(), &'static str> {
    if !content_type.is_multipart() {
        if parts.len() >= MAX_PARTS {
            return Err("too many parts");
        }
        parts.push(Part { content_type, head, body });
        return Ok(());
    }
    if depth >= MAX_MULTIPART_DEPTH {
        return Err("parts in parts beyond the limit");
    }
    let boundary = content_type.param("boundary").ok_or("a multipart body without a boundary")?;
    if boundary.is_empty() || boundary.len() > MAX_BOUNDARY {
        return Err("a boundary has 1 to 70 characters");
    }
    let marker = format!("--{boundary}");
    let finder = memmem::Finder::new(marker.as_bytes());
    let mut start = None;
    let mut at = 0;
    while let Some(n) = finder.find(&body[at..]) {
        let found = at + n;
        let behind = found + marker.len();
        at = behind;
        // A separator stands at the start of a line and fills it.
        if found != 0 && body[found - 1] != b'\n' {
            continue;
        }
        let last = body[behind..].starts_with(b"--");
        let line = lex::run(&body, behind, |b| b == b' ' || b == b'\t');
        let next = match &body[line..] {
            [b'\r', b'\n', ..] => line + 2,
            [b'\n', ..] => line + 1,
            _ if last => behind + 2,
            _ => continue,
        };
        if let Some(start) = start {
            // The line end before the separator belongs to it.
            let before = &body[..found];
            let line_end = if before.ends_with(b"\r\n") { 2 } else { 1 };
            part(&body.slice(start..(found - line_end).max(start)), parts, depth)?;
        }
        if last {
            return Ok(());
        }
        start = Some(next);
    }
    Err("a multipart body without an end")
}

fn part(text: &Bytes, parts: &mut Vec<Part>, depth: usize) -> Result<(), &'static str> {
    let (head, body) = if text.starts_with(b"\r\n") {
        (0, 2)
    } else {
        match memmem::find(text, b"\r\n\r\n") {
            Some(n) => (n + 2, n + 4),
            None => (text.len(), text.len()),
        }
    };
    let head = text.slice(..head);
    let content_type = if let Some(range) = find(&head, "Content-Type") {
        MediaType::from_value(&head, range)?
    } else {
        let plain = Bytes::from_static(b"text/plain");
        MediaType::from_value(&plain, 0..plain.len())?
    };
    level(content_type, head, text.slice(body..), parts, depth + 1)
}

/// The value of a header among the lines of `head`.
fn find(head: &[u8], name: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    while at < head.len() {
        let mut end = at;
        loop {
            end = memchr::memchr(b'\n', &head[end..]).map_or(head.len(), |n| end + n + 1);
            if !matches!(head.get(end), Some(b' ' | b'\t')) {
                break;
            }
        }
        let line = at..end;
        if let Some(colon) = memchr::memchr(b':', &head[line.clone()]) {
            let found = lex::trim(head, at..at + colon);
            if head[found].eq_ignore_ascii_case(name.as_bytes()) {
                return Some(lex::trim(head, at + colon + 1..end));
            }
        }
        at = end;
    }
    None
}
