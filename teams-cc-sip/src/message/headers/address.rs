//! `"Display name" <uri>;parameters`: From, To, Contact, Route, Refer-To and their kin
//! (RFC 3261 §20.10).

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex::{self, Span};
use crate::message::malformed::{Malformed, Problem};
use crate::message::params::{self, Params};
use crate::message::uri::{Parts, Uri};
use crate::message::value::Value;

/// Where the parts of an address header stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AddrParts {
    whole: Span,
    /// With its quotes; empty if there is none.
    display: Span,
    uri: Parts,
    params: Span,
    tag: Option<Span>,
}

impl AddrParts {
    pub(crate) fn read(text: &[u8], range: Range<usize>) -> Result<Self, &'static str> {
        let end = range.end;
        let text = &text[..end];
        let start = lex::skip_space(text, range.start);
        let (display, open) = if text.get(start) == Some(&b'"') {
            let stop = lex::skip_quoted(text, start).ok_or("a quoted name without an end")?;
            let open = lex::skip_space(text, stop);
            if text.get(open) != Some(&b'<') {
                return Err("a quoted name without an address in <>");
            }
            (start..stop, Some(open))
        } else {
            let open = memchr::memchr(b'<', &text[start..]).map(|n| start + n);
            (lex::trim(text, start..open.unwrap_or(start)), open)
        };
        let (uri, at) = if let Some(open) = open {
            if text[display.clone()].contains(&b'"') && text[display.start] != b'"' {
                return Err("a quote inside a name");
            }
            let close = memchr::memchr(b'>', &text[open..]).ok_or("an address without >")?;
            (open + 1..open + close, open + close + 1)
        } else {
            // Without brackets all parameters are the header's (RFC 3261 §20).
            let stop = lex::run(text, start, |b| b != b';' && b != b',' && !lex::is_space(b));
            if text[start..stop].contains(&b'?') {
                return Err("a URI with a question mark stands in <>");
            }
            (start..stop, stop)
        };
        let tag = params::check_and_find(text, at, "tag")?.map(Span::new);
        let uri = Parts::read(text, uri)?;
        Ok(Self {
            whole: Span::new(range),
            display: Span::new(display),
            uri,
            params: Span::new(at..end),
            tag,
        })
    }

    pub(crate) fn tag<'a>(&self, text: &'a [u8]) -> Option<&'a str> {
        self.tag.map(|tag| tag.str(text))
    }
}

/// A URI with a display name and parameters, as From, To, Contact, Route, Record-Route, Refer-To,
/// Referred-By, P-Asserted-Identity, History-Info and Diversion hold it.
///
/// It keeps its text: written into another message it is the same byte for byte (DR-87).
#[derive(Clone)]
pub struct NameAddr {
    /// Holds the octets of the whole value.
    uri: Uri,
    whole: Span,
    display: Span,
    params: Span,
    tag: Option<Span>,
}

impl NameAddr {
    /// `<uri>` without a name and parameters.
    pub fn new(uri: &Uri) -> Self {
        let text = Bytes::from(format!("<{uri}>"));
        // Brackets around a URI are always an address.
        let parts = AddrParts::read(&text, 0..text.len()).unwrap_or_default();
        Self::from_parts(text, parts)
    }

    /// Starts an address with a name or parameters.
    pub fn build(uri: &Uri) -> NameAddrBuilder {
        NameAddrBuilder {
            display: String::new(),
            uri: uri.clone(),
            params: String::new(),
            problem: None,
        }
    }

    /// Reads one address that fills `text`.
    pub fn parse(text: impl Into<Bytes>) -> Result<Self, Malformed> {
        let text = text.into();
        let range = lex::trim(&text, 0..text.len());
        Ok(Self::from_value(&text, range).map_err(Problem::new)?)
    }

    pub(crate) fn from_parts(text: Bytes, parts: AddrParts) -> Self {
        let AddrParts { whole, display, uri, params, tag } = parts;
        Self { uri: Uri::from_parts(text, uri), whole, display, params, tag }
    }

    fn text(&self) -> &Bytes {
        self.uri.octets()
    }

    /// The address itself.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The name before the address, without its quotes.
    pub fn display_name(&self) -> Option<Cow<'_, str>> {
        let raw = self.display.of(self.text());
        if raw.is_empty() {
            return None;
        }
        Some(match lex::unfold(raw) {
            Cow::Borrowed(raw) => params::plain(raw),
            Cow::Owned(raw) => params::plain(&raw).into_owned().into(),
        })
    }

    /// The dialog tag.
    pub fn tag(&self) -> Option<&str> {
        self.tag.map(|tag| tag.str(self.text()))
    }

    /// The parameters behind the address.
    pub fn params(&self) -> Params<'_> {
        Params::new(self.text(), self.params.range())
    }

    /// A parameter behind the address, without quotes; empty if it has no value.
    pub fn param(&self, name: &str) -> Option<Cow<'_, str>> {
        self.params().get(name)
    }

    /// All of it, as it came.
    pub fn value(&self) -> Value<'_> {
        Value(self.whole.of(self.text()))
    }

    /// The same address with another tag, or with one if it had none; everything else stays byte
    /// for byte.
    ///
    /// # Errors
    /// If the tag is no token.
    pub fn with_tag(&self, tag: &str) -> Result<Self, Malformed> {
        if !lex::is_token(tag.as_bytes()) {
            return Err(Problem::new("a tag is a token").into());
        }
        let raw = self.text();
        let mut text = Vec::from(&raw[self.whole.start as usize..self.params.start as usize]);
        let (mut at, end) = (self.params.start as usize, self.params.end as usize);
        // They were read once, so they end where they end.
        while let Ok(Some((param, next))) = params::next(raw, at, end) {
            if !raw[param.name].eq_ignore_ascii_case(b"tag") {
                text.extend_from_slice(&raw[at..next]);
            }
            at = next;
        }
        text.extend_from_slice(b";tag=");
        text.extend_from_slice(tag.as_bytes());
        Self::parse(text)
    }

    /// A copy of its own, so that the message it was read from can be freed.
    pub fn compact(&self) -> Self {
        let text = Bytes::copy_from_slice(self.value().0);
        let parts = AddrParts::read(&text, 0..text.len()).unwrap_or_default();
        Self::from_parts(text, parts)
    }
}

impl FromValue for NameAddr {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let parts = AddrParts::read(text, range)?;
        Ok(Self::from_parts(text.clone(), parts))
    }
}

impl FromStr for NameAddr {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

/// Shows no display name, and of a number only a few digits.
impl fmt::Debug for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NameAddr")
            .field("uri", &self.uri)
            .field("tag", &self.tag())
            .finish_non_exhaustive()
    }
}

impl PartialEq for NameAddr {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for NameAddr {}

/// An address in the making; see [`NameAddr::build`].
#[derive(Clone, Debug)]
#[must_use]
pub struct NameAddrBuilder {
    display: String,
    uri: Uri,
    params: String,
    problem: Option<&'static str>,
}

impl NameAddrBuilder {
    /// Puts a name before the address; always quoted.
    pub fn display_name(mut self, name: &str) -> Self {
        self.display.clear();
        if name.bytes().any(|b| b.is_ascii_control()) {
            self.problem = Some("a display name holds a control character");
        } else if !name.is_empty() {
            lex::quote(name, &mut self.display);
        }
        self
    }

    /// Adds `;tag=`.
    pub fn tag(self, tag: &str) -> Self {
        self.param("tag", tag)
    }

    /// Adds `;name=value`, quoted if needed.
    pub fn param(mut self, name: &str, value: &str) -> Self {
        if let Err(what) = params::write(&mut self.params, name, Some(value)) {
            self.problem = Some(what);
        }
        self
    }

    /// Adds `;name`.
    pub fn flag(mut self, name: &str) -> Self {
        if let Err(what) = params::write(&mut self.params, name, None) {
            self.problem = Some(what);
        }
        self
    }

    /// The address.
    ///
    /// # Errors
    /// If a name or value holds a control character (RS-10).
    pub fn finish(self) -> Result<NameAddr, Malformed> {
        if let Some(what) = self.problem {
            return Err(Problem::new(what).into());
        }
        let space = if self.display.is_empty() { "" } else { " " };
        NameAddr::parse(format!("{}{space}<{}>{}", self.display, self.uri, self.params))
    }
}
