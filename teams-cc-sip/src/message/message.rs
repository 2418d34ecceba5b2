//! Requests and responses.

use std::fmt;
use std::ops::{Deref, DerefMut};

use bytes::Bytes;

use super::head::{self, Head};
use super::index::Framing;
use super::limits::Limits;
use super::malformed::Malformed;
use super::method::Method;
use super::status::StatusCode;
use super::store::Start;
use super::uri::Uri;

/// A request or a response. Cheap to clone: a clone shares octets and index.
#[derive(Clone)]
#[non_exhaustive]
pub enum Message {
    /// Somebody asks for something.
    Request(Request),
    /// What became of it.
    Response(Response),
}

/// A request: method, Request-URI, and all that [`Head`] gives.
#[derive(Clone)]
pub struct Request {
    head: Head,
}

/// A response: status, phrase, and all that [`Head`] gives.
#[derive(Clone)]
pub struct Response {
    head: Head,
}

impl Message {
    /// Reads one datagram with the default [`Limits`].
    ///
    /// Empty lines before the message are skipped, octets behind Content-Length are ignored, and
    /// without a Content-Length the body runs to the end (RFC 3261 §18.3, RS-06). A stream is
    /// read by a [`Framer`](super::Framer).
    ///
    /// # Errors
    /// [`Malformed`] says what is wrong, and can be answered.
    pub fn parse(datagram: impl Into<Bytes>) -> Result<Self, Malformed> {
        Self::parse_with(datagram, &Limits::default())
    }

    /// Reads one datagram with limits of your own.
    pub fn parse_with(datagram: impl Into<Bytes>, limits: &Limits) -> Result<Self, Malformed> {
        let mut text: Bytes = datagram.into();
        let empty = text.chunks(2).take_while(|pair| *pair == b"\r\n").count() * 2;
        if empty != 0 {
            text = text.slice(empty..);
        }
        Self::read(text, limits, Framing::Datagram)
    }

    pub(crate) fn read(text: Bytes, limits: &Limits, framing: Framing) -> Result<Self, Malformed> {
        if text.len() > limits.message {
            let problem = super::malformed::Problem::too_large("the message is too large");
            // The five headers stand at the start, as a rule: read what a limit's worth holds.
            let cut = head::read(text.slice(..limits.message), limits, Framing::Datagram);
            let request = match cut {
                Ok(head) => head.is_request().then_some(head),
                Err((_, request)) => request,
            };
            return Err(Malformed::with_request(problem, request));
        }
        head::read(text, limits, framing)
            .map(Self::from_head)
            .map_err(|(problem, request)| Malformed::with_request(problem, request))
    }

    pub(crate) fn from_head(head: Head) -> Self {
        if head.is_request() {
            Self::Request(Request { head })
        } else {
            Self::Response(Response { head })
        }
    }

    /// The request, if it is one.
    pub fn request(&self) -> Option<&Request> {
        match self {
            Self::Request(request) => Some(request),
            Self::Response(_) => None,
        }
    }

    /// The response, if it is one.
    pub fn response(&self) -> Option<&Response> {
        match self {
            Self::Request(_) => None,
            Self::Response(response) => Some(response),
        }
    }
}

impl Request {
    pub(crate) fn from_head(head: Head) -> Self {
        Self { head }
    }

    fn start(&self) -> (&Method, super::uri::Parts) {
        match &self.head.store().start {
            Start::Request { method, uri } => (method, *uri),
            Start::Response { .. } => unreachable!("a Request is only made of a request"),
        }
    }

    /// What is asked for.
    pub fn method(&self) -> Method {
        self.start().0.clone()
    }

    /// The Request-URI.
    pub fn uri(&self) -> Uri {
        let store = self.head.store();
        Uri::from_parts(store.source(store.start_line.0).clone(), self.start().1)
    }
}

impl Response {
    pub(crate) fn from_head(head: Head) -> Self {
        Self { head }
    }

    /// What became of the request.
    pub fn status(&self) -> StatusCode {
        match self.head.store().start {
            Start::Response { status, .. } => status,
            Start::Request { .. } => unreachable!("a Response is only made of a response"),
        }
    }

    /// The text behind the status, as it came; octets that are not UTF-8 become U+FFFD.
    pub fn phrase(&self) -> std::borrow::Cow<'_, str> {
        let store = self.head.store();
        match store.start {
            Start::Response { phrase, .. } => {
                String::from_utf8_lossy(phrase.of(store.source(store.start_line.0)))
            }
            Start::Request { .. } => unreachable!("a Response is only made of a response"),
        }
    }
}

impl From<Request> for Message {
    fn from(request: Request) -> Self {
        Self::Request(request)
    }
}

impl From<Response> for Message {
    fn from(response: Response) -> Self {
        Self::Response(response)
    }
}

macro_rules! deref {
    ($($of:ident),*) => {$(
        impl Deref for $of {
            type Target = Head;

            fn deref(&self) -> &Head {
                &self.head
            }
        }

        impl DerefMut for $of {
            fn deref_mut(&mut self) -> &mut Head {
                &mut self.head
            }
        }
    )*};
}

deref!(Request, Response);

impl Deref for Message {
    type Target = Head;

    fn deref(&self) -> &Head {
        match self {
            Self::Request(request) => request,
            Self::Response(response) => response,
        }
    }
}

impl DerefMut for Message {
    fn deref_mut(&mut self) -> &mut Head {
        match self {
            Self::Request(request) => request,
            Self::Response(response) => response,
        }
    }
}

/// One line: what it is and which transaction it belongs to; no numbers, no names.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.method(), self.cseq(), self.call_id())
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ({}, {})", self.status(), self.cseq(), self.call_id())
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(request) => request.fmt(f),
            Self::Response(response) => response.fmt(f),
        }
    }
}
