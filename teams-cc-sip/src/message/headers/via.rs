//! Via, RFC 3261 §20.42, RFC 3581.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::net::{IpAddr, Ipv6Addr};
use std::ops::Range;
use std::str::FromStr;

use bytes::Bytes;

use super::FromValue;
use crate::message::lex::{self, Span};
use crate::message::malformed::{Malformed, Problem};
use crate::message::params::{self, Params};
use crate::message::uri::read_host;
use crate::message::value::Value;

/// Where the parts of a Via value stand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ViaParts {
    pub(crate) whole: Span,
    transport: Span,
    host: Span,
    port: u16,
    params: Span,
    branch: Option<Span>,
}

impl ViaParts {
    pub(crate) fn read(text: &[u8], range: Range<usize>) -> Result<Self, &'static str> {
        let end = range.end;
        let text = &text[..end];
        let word = |at: usize| {
            let start = lex::skip_space(text, at);
            let stop = lex::run(text, start, lex::is_token_byte);
            (start..stop, lex::skip_space(text, stop))
        };
        let (protocol, at) = word(range.start);
        let slash = |at: usize| (text.get(at) == Some(&b'/')).then_some(at + 1);
        let at = slash(at).ok_or("no SIP/2.0")?;
        let (version, at) = word(at);
        let at = slash(at).ok_or("no transport")?;
        let (transport, at) = word(at);
        if !text[protocol].eq_ignore_ascii_case(b"SIP") || &text[version] != b"2.0" {
            return Err("another protocol than SIP/2.0");
        }
        if transport.is_empty() {
            return Err("no transport");
        }
        if at == transport.end {
            return Err("no space before the sender");
        }
        let (host, at) = read_host(text, at)?;
        let mut at = lex::skip_space(text, at);
        let mut port = 0;
        if text.get(at) == Some(&b':') {
            let start = lex::skip_space(text, at + 1);
            let stop = lex::run(text, start, |b| b.is_ascii_digit());
            port = lex::port(&text[start..stop]).ok_or("a port is 1 to 65535")?;
            at = stop;
        }
        let branch = params::check_and_find(text, at, "branch")?;
        Ok(Self {
            branch: branch.map(Span::new),
            whole: Span::new(range),
            transport: Span::new(transport),
            host: Span::new(host),
            port,
            params: Span::new(at..end),
        })
    }

    pub(crate) fn branch<'a>(&self, text: &'a [u8]) -> Option<&'a str> {
        self.branch.map(|branch| branch.str(text))
    }
}

/// One hop of a request: the way its response goes back.
#[derive(Clone)]
pub struct Via {
    text: Bytes,
    parts: ViaParts,
}

impl Via {
    /// Starts a Via for our own requests; transport as on the wire (`UDP`, `TCP`, `TLS`).
    pub fn build(transport: &str, host: &str) -> ViaBuilder {
        let host = match host.parse::<Ipv6Addr>() {
            Ok(address) => format!("[{address}]"),
            Err(_) => host.to_owned(),
        };
        ViaBuilder { text: format!("SIP/2.0/{transport} {host}"), problem: None }
    }

    /// Reads one value that fills `text`.
    pub fn parse(text: impl Into<Bytes>) -> Result<Self, Malformed> {
        let text = text.into();
        let range = lex::trim(&text, 0..text.len());
        Ok(Self::from_value(&text, range).map_err(Problem::new)?)
    }

    pub(crate) fn from_parts(text: Bytes, parts: ViaParts) -> Self {
        Self { text, parts }
    }

    /// The transport as it came: `UDP`, `TCP`, `TLS`, or another.
    pub fn transport(&self) -> &str {
        self.parts.transport.str(&self.text)
    }

    /// Where the sender says it is; an IPv6 address without brackets.
    pub fn host(&self) -> &str {
        self.parts.host.str(&self.text)
    }

    /// The host as an address, if it is one.
    pub fn host_ip(&self) -> Option<IpAddr> {
        self.host().parse().ok()
    }

    /// The port, if one is written.
    pub fn port(&self) -> Option<u16> {
        (self.parts.port != 0).then_some(self.parts.port)
    }

    /// The transaction's name.
    pub fn branch(&self) -> Option<&str> {
        self.parts.branch(&self.text)
    }

    /// The address the request came from, with or without brackets (RFC 5118 §4.5).
    pub fn received(&self) -> Option<IpAddr> {
        let text = self.params().token("received")?;
        let text = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        text.parse().ok()
    }

    /// The port the request came from, once the receiver has written it (RFC 3581 §4).
    pub fn rport(&self) -> Option<u16> {
        self.params().token("rport")?.parse().ok()
    }

    /// True if the sender wants the response at the port it sent from (RFC 3581 §3).
    pub fn asks_rport(&self) -> bool {
        self.params().has("rport")
    }

    /// All parameters.
    pub fn params(&self) -> Params<'_> {
        Params::new(&self.text, self.parts.params.range())
    }

    /// A parameter without quotes; empty if it has no value.
    pub fn param(&self, name: &str) -> Option<Cow<'_, str>> {
        self.params().get(name)
    }

    /// All of it, as it came.
    pub fn value(&self) -> Value<'_> {
        Value(self.parts.whole.of(&self.text))
    }

    /// The same hop with `received`, and with `rport` filled in if it asked for that: what a
    /// server writes into the topmost Via (RFC 3261 §18.2.1, RFC 3581 §4).
    ///
    /// `received` is written if the sender is not where it says, or if it asked for `rport`.
    pub fn seen_from(&self, ip: IpAddr, port: u16) -> Self {
        let moved = self.host_ip() != Some(ip);
        if !moved && !self.asks_rport() {
            return self.clone();
        }
        let raw = &self.text;
        let mut text =
            Vec::from(&raw[self.parts.whole.start as usize..self.parts.params.start as usize]);
        let mut at = self.parts.params.start as usize;
        let end = self.parts.params.end as usize;
        // Foreign `received` values are ours to overwrite (RS-21).
        while let Ok(Some((param, next))) = params::next(raw, at, end) {
            let name = &raw[param.name.clone()];
            if name.eq_ignore_ascii_case(b"rport") {
                text.extend_from_slice(format!(";rport={port}").as_bytes());
            } else if !name.eq_ignore_ascii_case(b"received") {
                text.push(b';');
                text.extend_from_slice(name);
                if let Some(value) = param.value {
                    text.push(b'=');
                    text.extend_from_slice(&raw[value]);
                }
            }
            at = next;
        }
        text.extend_from_slice(format!(";received={ip}").as_bytes());
        let text = Bytes::from(text);
        match ViaParts::read(&text, 0..text.len()) {
            Ok(parts) => Self { text, parts },
            Err(_) => self.clone(),
        }
    }
}

impl FromValue for Via {
    fn from_value(text: &Bytes, range: Range<usize>) -> Result<Self, &'static str> {
        let parts = ViaParts::read(text, range)?;
        Ok(Self { text: text.clone(), parts })
    }
}

impl FromStr for Via {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.value(), f)
    }
}

impl fmt::Debug for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Via({})", self.value())
    }
}

impl PartialEq for Via {
    fn eq(&self, other: &Self) -> bool {
        self.value() == other.value()
    }
}

impl Eq for Via {}

/// A Via in the making; see [`Via::build`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ViaBuilder {
    text: String,
    problem: Option<&'static str>,
}

impl ViaBuilder {
    /// Writes a port; before any parameter.
    pub fn port(mut self, port: u16) -> Self {
        let _ = write!(self.text, ":{port}");
        self
    }

    /// Adds `;branch=`; it starts with `z9hG4bK` (RFC 3261 §8.1.1.7).
    pub fn branch(self, branch: &str) -> Self {
        self.param("branch", branch)
    }

    /// Asks for the response at the port the request comes from (RFC 3581).
    pub fn rport(self) -> Self {
        self.flag("rport")
    }

    /// Adds `;name=value`.
    pub fn param(mut self, name: &str, value: &str) -> Self {
        if let Err(what) = params::write(&mut self.text, name, Some(value)) {
            self.problem = Some(what);
        }
        self
    }

    /// Adds `;name`.
    pub fn flag(mut self, name: &str) -> Self {
        if let Err(what) = params::write(&mut self.text, name, None) {
            self.problem = Some(what);
        }
        self
    }

    /// The Via.
    ///
    /// # Errors
    /// If host, transport or a parameter break the grammar.
    pub fn finish(self) -> Result<Via, Malformed> {
        match self.problem {
            Some(what) => Err(Problem::new(what).into()),
            None => Via::parse(self.text),
        }
    }
}
