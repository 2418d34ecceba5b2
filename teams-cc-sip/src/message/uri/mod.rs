//! URIs as SIP uses them: `sip:`, `sips:`, `tel:`, and any other kept as it came.

mod build;
mod compare;
mod escape;
mod parse;

use std::borrow::Cow;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use bytes::Bytes;

pub use build::UriBuilder;
pub use escape::{decode, encode_header, encode_user};
pub(crate) use parse::{Parts, read_host};

use super::lex::Span;
use super::malformed::{Malformed, Problem};

/// What stands before the first colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// `sip:`, RFC 3261 §19.1.
    Sip,
    /// `sips:`, RFC 3261 §19.1. Direct Routing does not support it (DR-01).
    Sips,
    /// `tel:`, RFC 3966.
    Tel,
    /// Any other scheme, for example `urn:service:sos`; the URI is opaque.
    Other,
}

/// A URI. It keeps its text: what was received is sent again byte for byte.
///
/// `==` compares the text. RFC 3261's own comparison, which knows defaults, escapes and the order
/// of parameters, is [`equivalent`](Self::equivalent).
///
/// A clone shares the octets. A URI read from a message keeps that message's octets alive; see
/// [`compact`](Self::compact).
///
/// ```
/// use teams_cc_sip::message::{Scheme, Uri};
///
/// let uri: Uri = "sip:+14255550100@sbc.contoso.example:5061;user=phone;transport=tls".parse()?;
/// assert_eq!(uri.scheme(), Scheme::Sip);
/// assert_eq!(uri.user(), Some("+14255550100"));
/// assert_eq!((uri.host(), uri.port()), ("sbc.contoso.example", Some(5061)));
/// assert_eq!(uri.param("user"), Some("phone"));
///
/// let target: Uri = "sip:a@b.example?Replaces=1%40h%3Bto-tag%3D2%3Bfrom-tag%3D3".parse()?;
/// assert_eq!(target.header("replaces").as_deref(), Some("1@h;to-tag=2;from-tag=3"));
/// # Ok::<(), teams_cc_sip::message::Malformed>(())
/// ```
#[derive(Clone)]
pub struct Uri {
    text: Bytes,
    parts: Parts,
}

impl Uri {
    /// Reads a URI that fills `text`.
    pub fn parse(text: impl Into<Bytes>) -> Result<Self, Malformed> {
        let text = text.into();
        let parts = Parts::read(&text, 0..text.len()).map_err(Problem::new)?;
        Ok(Self { text, parts })
    }

    pub(crate) fn from_parts(text: Bytes, parts: Parts) -> Self {
        Self { text, parts }
    }

    /// Starts a `sip:` URI for `host` (a name, IPv4 or IPv6 address).
    pub fn build(host: &str) -> UriBuilder {
        UriBuilder::new(host)
    }

    /// What the URI stands in: itself, a header value, a message.
    pub(crate) fn octets(&self) -> &Bytes {
        &self.text
    }

    fn part(&self, span: Span) -> &str {
        span.str(&self.text)
    }

    /// The whole URI as it came.
    pub fn as_str(&self) -> &str {
        self.part(self.parts.whole)
    }

    /// What stands before the first colon.
    pub fn scheme(&self) -> Scheme {
        self.parts.scheme
    }

    /// The scheme as it came.
    pub fn scheme_str(&self) -> &str {
        self.as_str().split(':').next().unwrap_or_default()
    }

    /// True for `sip:` and `sips:`.
    pub fn is_sip(&self) -> bool {
        matches!(self.scheme(), Scheme::Sip | Scheme::Sips)
    }

    /// The user part as it came, percent escapes and parameters of its own included. For `tel:`
    /// the number.
    pub fn user(&self) -> Option<&str> {
        self.parts.user.map(|user| self.part(user))
    }

    /// The user part with its percent escapes resolved.
    pub fn user_text(&self) -> Option<Cow<'_, str>> {
        self.user().map(escape::decode)
    }

    /// The password, if somebody still sends one.
    pub fn password(&self) -> Option<&str> {
        self.parts.password.map(|password| self.part(password))
    }

    /// The number of a `tel:` URI or of a SIP URI's user part, without visual separators and
    /// without parameters such as `;ext=`. `None` if it is not made of digits, `*`, `#` and a
    /// leading plus.
    pub fn number(&self) -> Option<Cow<'_, str>> {
        let user = self.user()?;
        let number = user.split(';').next().unwrap_or_default();
        let is_separator = |c: char| matches!(c, '-' | '.' | '(' | ')');
        let plain = if number.contains(is_separator) {
            Cow::Owned(number.chars().filter(|c| !is_separator(*c)).collect())
        } else {
            Cow::Borrowed(number)
        };
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        let dialled = !digits.is_empty()
            && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'*' | b'#'));
        dialled.then_some(plain)
    }

    /// The host, an IPv6 address without its brackets. Empty for `tel:` and unknown schemes.
    pub fn host(&self) -> &str {
        self.part(self.parts.host)
    }

    /// The host as an address, if it is one.
    pub fn host_ip(&self) -> Option<IpAddr> {
        let host = self.host();
        if self.parts.ipv6 {
            return host.parse::<Ipv6Addr>().ok().map(IpAddr::V6);
        }
        host.parse().ok().map(IpAddr::V4)
    }

    /// The host as it stands in a URI: an IPv6 address in brackets.
    pub fn host_text(&self) -> Cow<'_, str> {
        if self.parts.ipv6 { format!("[{}]", self.host()).into() } else { self.host().into() }
    }

    /// The port, if one is written.
    pub fn port(&self) -> Option<u16> {
        (self.parts.port != 0).then_some(self.parts.port)
    }

    /// The value of a parameter as it came, empty if it has none.
    pub fn param(&self, name: &str) -> Option<&str> {
        let is_it = |found: &str| {
            found.eq_ignore_ascii_case(name)
                // `%6Cr` is `lr` (RFC 3261 §19.1.4).
                || (found.contains('%') && escape::decode(found).eq_ignore_ascii_case(name))
        };
        self.params().find(|(found, _)| is_it(found)).map(|(_, value)| value)
    }

    /// True if the parameter is there, with or without a value.
    pub fn has_param(&self, name: &str) -> bool {
        self.param(name).is_some()
    }

    /// The parameters as they came; the value is empty where there is none.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.part(self.parts.params)
            .split(';')
            .filter(|param| !param.is_empty())
            .map(|param| param.split_once('=').unwrap_or((param, "")))
    }

    /// The `transport` parameter.
    pub fn transport(&self) -> Option<&str> {
        self.param("transport")
    }

    /// True if this is a loose router (RFC 3261 §19.1.1).
    pub fn is_loose_router(&self) -> bool {
        self.has_param("lr")
    }

    /// A header carried in the URI, unescaped: `?Replaces=...` (RFC 3261 §19.1.1).
    pub fn header(&self, name: &str) -> Option<Cow<'_, str>> {
        self.headers().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// True if the URI carries headers.
    pub fn has_headers(&self) -> bool {
        !self.parts.headers.is_empty()
    }

    /// The headers carried in the URI, names and values unescaped.
    pub fn headers(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        self.part(self.parts.headers).split('&').filter(|header| !header.is_empty()).map(|header| {
            let (name, value) = header.split_once('=').unwrap_or((header, ""));
            (escape::decode(name), escape::decode(value))
        })
    }

    /// The same URI without the headers it carries: what a Request-URI must be (RFC 3261
    /// §19.1.5).
    pub fn without_headers(&self) -> Self {
        let mut uri = self.clone();
        if self.has_headers() {
            // The question mark goes too.
            uri.parts.whole.end = self.parts.headers.start - 1;
            uri.parts.headers = Span::default();
        }
        uri
    }

    /// A copy of its own, so that the message it was read from can be freed.
    pub fn compact(&self) -> Self {
        let text = Bytes::copy_from_slice(self.as_str().as_bytes());
        // It was read once, so it can be read again.
        let parts = Parts::read(&text, 0..text.len()).unwrap_or_default();
        Self { text, parts }
    }
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Numbers in the user part are hidden but for a few digits.
impl fmt::Debug for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uri({}:", self.scheme_str())?;
        if let Some(user) = self.user() {
            f.write_str(&teams_cc_core::redact_number(user))?;
            f.write_str(if self.is_sip() { "@" } else { "" })?;
        }
        f.write_str(&self.host_text())?;
        self.port().map_or(Ok(()), |port| write!(f, ":{port}"))?;
        f.write_str(if self.scheme() == Scheme::Other { "..)" } else { ")" })
    }
}

impl FromStr for Uri {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        Self::parse(Bytes::copy_from_slice(text.as_bytes()))
    }
}

impl PartialEq for Uri {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Uri {}

impl Hash for Uri {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<str> for Uri {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl PartialEq<&str> for Uri {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}
