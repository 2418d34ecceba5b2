//! Requests and responses from their parts.
//!
//! A builder writes the octets and reads them back once: what [`finish`](RequestBuilder::finish)
//! returns has passed the same checks as a received message, and its octets are ready to be sent.

use std::io::Write as _;

use bytes::Bytes;

use super::head::{self, Head};
use super::index::Framing;
use super::lex;
use super::limits::Limits;
use super::malformed::{Malformed, Problem};
use super::message::{Request, Response};
use super::method::Method;
use super::name::{Known, Named};
use super::status::StatusCode;
use super::uri::Uri;
use super::value::Value;
use super::write::{HeaderValue, WriteValue, write_line};

/// Max-Forwards of our own requests: RFC 3261 §8.1.1.6.
pub const DEFAULT_MAX_FORWARDS: u16 = 70;

/// The lines that both builders write.
#[derive(Clone, Debug, Default)]
struct Lines {
    out: Vec<u8>,
    seen: u128,
    body: Bytes,
    problem: Option<Problem>,
}

impl Lines {
    fn header(&mut self, name: &str, value: impl WriteValue) {
        let known = Known::of(name.as_bytes());
        let again = known.is_single() && self.seen & known.bit() != 0;
        self.seen |= known.bit();
        let written = if known == Known::ContentLength {
            Err(Problem::new("it follows from the body").of(known))
        } else if again {
            Err(Problem::new("it may stand only once").of(known))
        } else {
            write_line(&mut self.out, name, value).map(drop)
        };
        if let Err(problem) = written {
            self.problem.get_or_insert(problem);
        }
    }

    fn copy(&mut self, known: Known, name: &str, from: &Head) {
        let store = from.store();
        for field in store.named(known, name) {
            // The name in its long form, the value byte for byte.
            let long = if known == Known::Other { name } else { known.as_str() };
            self.header(long, Value(store.value_of(field)));
        }
    }

    fn body(&mut self, content_type: &str, body: Bytes) {
        self.header("Content-Type", content_type);
        self.body = body;
    }

    fn finish(mut self) -> Result<Head, Malformed> {
        if let Some(problem) = self.problem {
            return Err(problem.into());
        }
        // Writing to a Vec cannot fail.
        let _ = write!(self.out, "Content-Length: {}\r\n\r\n", self.body.len());
        self.out.extend_from_slice(&self.body);
        head::read(self.out.into(), &Limits::default(), Framing::Stream)
            .map_err(|(problem, _)| problem.into())
    }
}

macro_rules! lines {
    ($of:ident) => {
        impl $of {
            /// Adds a header; the value is text, a received [`Value`](super::Value) or a typed
            /// header. What cannot be written is reported by [`finish`](Self::finish).
            pub fn header(mut self, name: impl Named, value: impl HeaderValue) -> Self {
                self.lines.header(name.text(), value);
                self
            }

            /// Adds one header field for each value.
            pub fn headers<V: HeaderValue>(
                mut self,
                name: impl Named,
                values: impl IntoIterator<Item = V>,
            ) -> Self {
                for value in values {
                    self.lines.header(name.text(), value);
                }
                self
            }

            /// Copies all fields of this name from another message, values byte for byte.
            pub fn copy(mut self, name: impl Named, from: &Head) -> Self {
                self.lines.copy(Known::of(name.text().as_bytes()), name.text(), from);
                self
            }

            /// Gives it a body; Content-Length is written for every message.
            pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
                self.lines.body(content_type, body.into());
                self
            }
        }
    };
}

/// A request in the making; see [`Request::build`].
#[derive(Clone, Debug)]
#[must_use]
pub struct RequestBuilder {
    lines: Lines,
}

/// A response in the making; see [`Response::to`].
#[derive(Clone, Debug)]
#[must_use]
pub struct ResponseBuilder {
    lines: Lines,
    status: StatusCode,
    phrase: String,
    request: Head,
    to_tag: Option<String>,
}

lines!(RequestBuilder);
lines!(ResponseBuilder);

impl Request {
    /// Starts a request. Via, From, To, Call-ID and CSeq are yours to add; Max-Forwards (70) and
    /// Content-Length are added. Headers carried in the URI are left out (RFC 3261 §19.1.5).
    ///
    /// ```
    /// use teams_cc_sip::message::{CSeq, Method, Name, NameAddr, Request, Uri, Via};
    ///
    /// let teams: Uri = "sip:sip.pstnhub.microsoft.com:5061;transport=tls".parse()?;
    /// let us = Uri::build("sbc.contoso.example").port(5061).finish()?;
    /// let options = Request::build(Method::Options, &teams)
    ///     .header(Name::Via, Via::build("TLS", "sbc.contoso.example").port(5061).branch("z9hG4bK1").finish()?)
    ///     .header(Name::From, NameAddr::build(&us).tag("7").finish()?)
    ///     .header(Name::To, NameAddr::new(&teams))
    ///     .header(Name::CallId, "4502504d63c596e0")
    ///     .header(Name::CSeq, CSeq::new(1, Method::Options))
    ///     .header(Name::Contact, "<sip:sbc.contoso.example:5061;transport=tls>")
    ///     .finish()?;
    /// assert!(options.to_bytes().starts_with(b"OPTIONS sip:sip.pstnhub.microsoft.com:5061;"));
    /// # Ok::<(), teams_cc_sip::message::Malformed>(())
    /// ```
    pub fn build(method: Method, uri: &Uri) -> RequestBuilder {
        let mut lines = Lines { out: Vec::with_capacity(1024), ..Lines::default() };
        let _ = write!(lines.out, "{method} {} SIP/2.0\r\n", uri.without_headers());
        RequestBuilder { lines }
    }
}

impl RequestBuilder {
    /// The request.
    ///
    /// # Errors
    /// The first thing that was wrong: a value with control characters (RS-10), a header twice
    /// that stands once, one of the five missing or malformed.
    pub fn finish(mut self) -> Result<Request, Malformed> {
        if self.lines.seen & Known::MaxForwards.bit() == 0 {
            self.lines.header("Max-Forwards", DEFAULT_MAX_FORWARDS);
        }
        self.lines.finish().map(Request::from_head)
    }
}

impl Response {
    /// Starts the response to a request: Via, From, To, Call-ID and CSeq are copied byte for byte
    /// (RFC 3261 §8.2.6), Timestamp too into a 100.
    ///
    /// Record-Route belongs into responses that make a dialog: `.copy(Name::RecordRoute, request)`.
    pub fn to(request: &Request, status: StatusCode) -> ResponseBuilder {
        let head: &Head = request;
        let mut lines = Lines { out: Vec::with_capacity(512), ..Lines::default() };
        // These are written by `finish`, at the top.
        for known in COPIED {
            lines.seen |= known.bit();
        }
        ResponseBuilder {
            lines,
            status,
            phrase: status.phrase().to_owned(),
            request: head.clone(),
            to_tag: None,
        }
    }
}

/// What a response takes from its request, in the order it is written (RFC 3261 §8.2.6.2).
const COPIED: [Known; 5] = [Known::Via, Known::From, Known::To, Known::CallId, Known::CSeq];

impl ResponseBuilder {
    /// Replaces the phrase; control characters in it are an error of
    /// [`finish`](Self::finish).
    pub fn phrase(mut self, phrase: &str) -> Self {
        phrase.clone_into(&mut self.phrase);
        self
    }

    /// The tag for To if the request has none there.
    pub fn to_tag(mut self, tag: &str) -> Self {
        self.to_tag = Some(tag.to_owned());
        self
    }

    /// The response.
    ///
    /// # Errors
    /// The first thing that was wrong with a header, as for requests.
    pub fn finish(mut self) -> Result<Response, Malformed> {
        if self.phrase.bytes().any(|b| b.is_ascii_control()) {
            return Err(Problem::new("the phrase holds a control character").into());
        }
        let mut out = Vec::with_capacity(self.lines.out.len() + 512);
        let _ = write!(out, "SIP/2.0 {} {}\r\n", self.status, self.phrase);
        let request = self.request.store();
        let timestamp = (self.status == StatusCode::TRYING).then_some(Known::Timestamp);
        for known in COPIED.into_iter().chain(timestamp) {
            for field in request.named(known, "") {
                write_line(&mut out, known.as_str(), Value(request.value_of(field)))?;
                if known == Known::To {
                    self.write_tag(&mut out)?;
                }
            }
        }
        out.append(&mut self.lines.out);
        self.lines.out = out;
        self.lines.finish().map(Response::from_head)
    }

    /// The received value stays as it is, the tag goes behind it.
    fn write_tag(&self, out: &mut Vec<u8>) -> Result<(), Problem> {
        let Some(tag) = &self.to_tag else { return Ok(()) };
        if self.request.to_tag().is_some() {
            return Ok(());
        }
        if !lex::is_token(tag.as_bytes()) {
            return Err(Problem::new("a tag is a token").of(Known::To));
        }
        out.truncate(out.len() - 2);
        let _ = write!(out, ";tag={tag}\r\n");
        Ok(())
    }
}
