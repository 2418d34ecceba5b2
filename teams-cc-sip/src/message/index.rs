//! From octets to an index of spans.
//!
//! One pass over the head with `memchr`. The first problem is remembered and reading goes on, so
//! that a request that breaks the grammar can still be answered (RS-05).

use std::ops::Range;

use super::headers::{AddrParts, CSeq, ViaParts};
use super::lex::{self, Span};
use super::limits::Limits;
use super::malformed::Problem;
use super::method::Method;
use super::name::Known;
use super::status::StatusCode;
use super::store::{Field, Start, Store, WIRE};
use super::uri::Parts;

/// Where the message came from decides what a missing Content-Length means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Framing {
    /// The rest of the datagram is the body (RFC 3261 §18.3).
    Datagram,
    /// Nothing says where the message ends: an error (RS-07).
    Stream,
}

/// What was found besides the index.
pub(crate) struct Found {
    pub(crate) problem: Option<Problem>,
    /// Where the body starts.
    pub(crate) head_end: usize,
    pub(crate) content_length: Option<usize>,
    /// False if not even the start line could be read.
    pub(crate) has_start: bool,
    /// Line ends, names and Content-Length are sound: the message can be cut out of a stream even
    /// if it has a problem.
    pub(crate) framed: bool,
}

impl Found {
    fn blame(&mut self, problem: Problem) {
        self.framed &= !problem.closes;
        self.problem.get_or_insert(problem);
    }
}

/// Indexes the head of the message at the start of `text`; the caller sets `wire` and `body`.
pub(crate) fn head(store: &mut Store, text: &[u8], limits: &Limits) -> Found {
    let mut found = Found {
        problem: None,
        head_end: text.len(),
        content_length: None,
        has_start: false,
        framed: true,
    };
    let Some(line) = next_line(text, 0, false) else {
        found.blame(Problem::new("no end of the first line").closing());
        return found;
    };
    store.start_line = (WIRE, Span::new(0..line.next));
    match start_line(text, line.end) {
        Ok((start, problem)) => {
            store.start = start;
            found.has_start = true;
            if let Some(problem) = problem {
                found.blame(problem);
            }
        }
        Err(problem) => found.blame(problem.closing()),
    }
    if line.end > limits.start_line {
        found.blame(Problem::too_large("the start line is too long"));
    }
    if line.odd {
        found.blame(Problem::new("a line end that is not CR LF").closing());
    }
    fields(store, text, line.next, limits, &mut found);
    if let Err(problem) = essentials(store, text, limits) {
        found.blame(problem);
    }
    found
}

struct Line {
    /// Of the content.
    end: usize,
    /// Where the next line starts.
    next: usize,
    /// A bare CR or LF was met. Peers disagree about those, so they are refused.
    odd: bool,
}

/// The line at `at`, with the lines folded into it if `folds`; `None` if it does not end.
fn next_line(text: &[u8], at: usize, folds: bool) -> Option<Line> {
    let mut odd = false;
    let mut cursor = at;
    loop {
        let end = cursor + memchr::memchr2(b'\r', b'\n', text.get(cursor..)?)?;
        let next = if text[end] == b'\n' {
            odd = true;
            end + 1
        } else if text.get(end + 1) == Some(&b'\n') {
            end + 2
        } else {
            odd = true;
            cursor = end + 1;
            continue;
        };
        if folds && end > at && matches!(text.get(next), Some(b' ' | b'\t')) {
            cursor = next;
            continue;
        }
        return Some(Line { end, next, odd });
    }
}

fn fields(store: &mut Store, text: &[u8], mut at: usize, limits: &Limits, found: &mut Found) {
    let mut seen = 0u128;
    loop {
        if text[at..].starts_with(b"\r\n") {
            found.head_end = at + 2;
            return;
        }
        let Some(line) = next_line(text, at, true) else {
            found.blame(Problem::new("the message ends inside its headers").closing());
            return;
        };
        if line.end == at {
            // A bare LF as an empty line.
            found.blame(Problem::new("a line end that is not CR LF").closing());
            found.head_end = line.next;
            return;
        }
        let Some((name_end, colon, known)) = name(&text[..line.end], at) else {
            found.blame(Problem::new("a header line without a name and a colon").closing());
            at = line.next;
            continue;
        };
        if line.odd {
            let problem = Problem::new("a line end that is not CR LF").of(known);
            found.blame(problem.closing());
        }
        if line.end - at > limits.header_line {
            found.blame(Problem::too_large("a header line is too long").of(known));
        }
        if store.fields.len() >= limits.headers {
            found.blame(Problem::too_large("too many header fields"));
            at = line.next;
            continue;
        }
        let value = lex::trim(text, colon + 1..line.end);
        if known.is_single() {
            if seen & known.bit() != 0 {
                let problem = Problem::new("it appears twice").of(known);
                found.blame(if known == Known::ContentLength {
                    problem.closing()
                } else {
                    problem
                });
            }
            seen |= known.bit();
        }
        if known == Known::ContentLength {
            // A length beyond usize is larger than any limit all the same.
            let length = lex::number(&text[value.clone()]).and_then(|n| usize::try_from(n).ok());
            match length {
                Some(length) => found.content_length = Some(length),
                None if text[value.clone()].iter().all(u8::is_ascii_digit) && !value.is_empty() => {
                    found.content_length = Some(usize::MAX);
                }
                None => found.blame(Problem::new("a length is a number").of(known).closing()),
            }
        }
        store.fields.push(Field {
            line: Span::new(at..line.next),
            value: Span::new(value),
            // A longer name is refused with its line.
            name_len: (name_end - at).min(usize::from(u16::MAX)) as u16,
            source: WIRE,
            known,
        });
        at = line.next;
    }
}

/// The name at the start of a line: where it ends, where the colon stands, what it is.
fn name(line: &[u8], at: usize) -> Option<(usize, usize, Known)> {
    let colon = at + memchr::memchr(b':', &line[at..])?;
    let mut end = colon;
    while end > at && matches!(line[end - 1], b' ' | b'\t') {
        end -= 1;
    }
    let text = &line[at..end];
    let known = Known::of(text);
    // A name that is known is spelt as a token.
    (known != Known::Other || lex::is_token(text)).then_some((end, colon, known))
}

/// The start line `text[..end]`; a problem beside it if the line can be read but not accepted.
fn start_line(text: &[u8], end: usize) -> Result<(Start, Option<Problem>), Problem> {
    let line = &text[..end];
    if line.len() >= 8 && line[..4].eq_ignore_ascii_case(b"SIP/") {
        return status_line(line);
    }
    let first = memchr::memchr(b' ', line).ok_or(Problem::new("no SIP start line"))?;
    let last = memchr::memrchr(b' ', line).unwrap_or(first);
    let method = Method::read(&line[..first]).ok_or(Problem::new("the method is no token"))?;
    let version = &line[last + 1..];
    let mut problem = None;
    let trimmed = lex::trim(line, 0..line.len());
    if trimmed.end != line.len() {
        problem = Some(Problem::new("white space behind the request line"));
    } else if version.len() < 5 || !version[..4].eq_ignore_ascii_case(b"SIP/") {
        return Err(Problem::new("no SIP start line"));
    } else if &version[4..] != b"2.0" {
        let what = "another version than SIP/2.0";
        problem = Some(Problem::new(what).status(StatusCode::VERSION_NOT_SUPPORTED));
    }
    if last == first {
        let problem = problem.unwrap_or(Problem::new("no Request-URI"));
        return Ok((Start::Request { method, uri: Parts::default() }, Some(problem)));
    }
    let uri = match Parts::read(text, first + 1..last) {
        // A Request-URI is never in angle brackets and holds no white space: `read` says so.
        Ok(uri) if memchr::memchr(b' ', &line[first + 1..last]).is_none() => uri,
        Ok(_) => {
            problem.get_or_insert(Problem::new("white space in the Request-URI"));
            Parts::default()
        }
        Err(what) => {
            problem.get_or_insert(Problem::new(what));
            Parts::default()
        }
    };
    Ok((Start::Request { method, uri }, problem))
}

fn status_line(line: &[u8]) -> Result<(Start, Option<Problem>), Problem> {
    let mut problem = None;
    if &line[4..7] != b"2.0" || line[7] != b' ' {
        let what = "another version than SIP/2.0";
        problem = Some(Problem::new(what).status(StatusCode::VERSION_NOT_SUPPORTED));
    }
    let stop = lex::run(line, 8, |b| b.is_ascii_digit());
    // The phrase may be empty, and some leave out the space before it.
    let ends = stop == line.len() || line[stop] == b' ';
    let status = (stop == 11 && ends)
        .then(|| lex::number(&line[8..stop]).and_then(|n| StatusCode::new(n as u16)))
        .flatten()
        .ok_or(Problem::new("a status code is 100 to 699"))?;
    let phrase = Span::new((stop + 1).min(line.len())..line.len());
    Ok((Start::Response { status, phrase }, problem))
}

/// Reads the five headers that everything needs; the first problem ends it.
fn essentials(store: &mut Store, text: &[u8], limits: &Limits) -> Result<(), Problem> {
    const REQUIRED: [Known; 5] = [Known::Via, Known::From, Known::To, Known::CallId, Known::CSeq];
    let mut required = [None; 5];
    // Upper bounds first: counting commas exactly is only worth it near the limit.
    let mut hops = [0usize; 3];
    let mut others = false;
    for (i, field) in store.fields.iter().enumerate() {
        let slot = match field.known {
            Known::Via => 0,
            Known::From => 1,
            Known::To => 2,
            Known::CallId => 3,
            Known::CSeq => 4,
            Known::Route | Known::RecordRoute => {
                let slot = if field.known == Known::Route { 1 } else { 2 };
                hops[slot] += commas(field.value.of(text)) + 1;
                continue;
            }
            Known::MaxForwards => {
                // RFC 3261 §20.22: 0 to 255.
                let hops = lex::number(field.value.of(text));
                if hops.is_none_or(|hops| hops > 255) {
                    return Err(Problem::new("it is a number up to 255").of(Known::MaxForwards));
                }
                continue;
            }
            _ => continue,
        };
        if slot == 0 {
            hops[0] += commas(field.value.of(text)) + 1;
            others |= required[0].is_some();
        }
        required[slot].get_or_insert(i);
    }
    for (slot, known) in [Known::Via, Known::Route, Known::RecordRoute].into_iter().enumerate() {
        if hops[slot] > limits.hops && count(store, text, known) > limits.hops {
            return Err(Problem::too_large("too many values")
                .status(StatusCode::TOO_MANY_HOPS)
                .of(known));
        }
    }
    let mut spans: [Range<usize>; 5] = Default::default();
    for (slot, known) in REQUIRED.into_iter().enumerate() {
        let field = required[slot].ok_or(Problem::new("it is missing").of(known))?;
        spans[slot] = store.fields[field].value.range();
    }
    let [via, from, to, call_id, cseq] = spans;
    let blame = |known: Known| move |what: &'static str| Problem::new(what).of(known);

    let mut values = lex::Commas::new(text, via);
    let top = values.next().unwrap_or_default();
    store.essentials.via = (WIRE, ViaParts::read(text, top).map_err(blame(Known::Via))?);
    for value in values {
        ViaParts::read(text, value).map_err(blame(Known::Via))?;
    }
    if others {
        for field in store.fields.iter().filter(|field| field.known == Known::Via).skip(1) {
            for value in lex::Commas::new(text, field.value.range()) {
                ViaParts::read(text, value).map_err(blame(Known::Via))?;
            }
        }
    }
    store.essentials.from = (WIRE, AddrParts::read(text, from).map_err(blame(Known::From))?);
    store.essentials.to = (WIRE, AddrParts::read(text, to).map_err(blame(Known::To))?);
    if !lex::is_word(&text[call_id.clone()]) {
        return Err(Problem::new("it is one word").of(Known::CallId));
    }
    store.essentials.call_id = (WIRE, Span::new(call_id));
    store.essentials.cseq = CSeq::read(text, cseq).map_err(blame(Known::CSeq))?;
    match &store.start {
        Start::Request { method, .. } if *method != store.essentials.cseq.method => {
            Err(Problem::new("its method is not the request's").of(Known::CSeq))
        }
        _ => Ok(()),
    }
}

fn commas(value: &[u8]) -> usize {
    memchr::memchr_iter(b',', value).count()
}

fn count(store: &Store, text: &[u8], known: Known) -> usize {
    let fields = store.fields.iter().filter(|field| field.known == known);
    fields.map(|field| lex::Commas::new(text, field.value.range()).count()).sum()
}
