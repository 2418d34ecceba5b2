//! Why a message, or a part of one, cannot be read.

use std::fmt;

use bytes::Bytes;
use teams_cc_core::{Error, ErrorKind};

use super::head::Head;
use super::name::{Known, Name, Named};
use super::status::StatusCode;
use super::value::Value;

/// A message or header that breaks its grammar or a limit: which header, what is wrong, and the
/// status to answer with.
///
/// What was readable is kept, so that a request can be answered although it cannot be understood:
/// [`answer`](Self::answer) gives the response as bytes (RS-05).
#[derive(Clone)]
pub struct Malformed(Box<Inner>);

#[derive(Clone)]
struct Inner {
    problem: Problem,
    /// What could be indexed of the message; only for requests.
    request: Option<Head>,
}

/// One finding, small enough to be passed around while reading.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Problem {
    pub(crate) what: &'static str,
    pub(crate) header: Known,
    pub(crate) status: StatusCode,
    /// On a stream nothing after this message can be trusted.
    pub(crate) closes: bool,
}

impl Problem {
    pub(crate) fn new(what: &'static str) -> Self {
        Self { what, header: Known::Other, status: StatusCode::BAD_REQUEST, closes: false }
    }

    pub(crate) fn too_large(what: &'static str) -> Self {
        Self { status: StatusCode::MESSAGE_TOO_LARGE, closes: true, ..Self::new(what) }
    }

    pub(crate) fn of(mut self, header: Known) -> Self {
        if self.header == Known::Other {
            self.header = header;
        }
        self
    }

    pub(crate) fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    pub(crate) fn closing(mut self) -> Self {
        self.closes = true;
        self
    }
}

impl From<Problem> for Malformed {
    fn from(problem: Problem) -> Self {
        Self(Box::new(Inner { problem, request: None }))
    }
}

impl Malformed {
    pub(crate) fn with_request(problem: Problem, request: Option<Head>) -> Self {
        Self(Box::new(Inner { problem, request }))
    }

    /// What to answer a request that is wrong in this way: 400, 483, 505, 513.
    pub fn status(&self) -> StatusCode {
        self.0.problem.status
    }

    /// The header to blame; `None` for the start line, the framing or an unnamed header.
    pub fn header(&self) -> Option<Name> {
        match self.0.problem.header {
            Known::Other => None,
            known => Some(known.name(b"")),
        }
    }

    /// What is wrong, without any of the peer's text.
    pub fn what(&self) -> &'static str {
        self.0.problem.what
    }

    /// True if nothing after this message on the same stream can be trusted: answer, then close
    /// (RS-07).
    pub fn closes(&self) -> bool {
        self.0.problem.closes
    }

    /// A header of the broken request as it came, if it was found.
    pub fn found(&self, name: impl Named) -> Option<Value<'_>> {
        self.0.request.as_ref()?.header(name)
    }

    /// True if this was a request, and one that may be answered: ACK never is.
    pub fn is_answerable(&self) -> bool {
        self.0.request.as_ref().is_some_and(Head::has_answer)
    }

    /// The response to send, with a phrase that names the header; `None` if Via, From, To, Call-ID
    /// or CSeq were not found, and for responses and ACK: then drop it (RS-05).
    ///
    /// `to_tag` is used if To has no tag.
    pub fn answer(&self, to_tag: &str) -> Option<Bytes> {
        let request = self.0.request.as_ref().filter(|request| request.has_answer())?;
        let status = self.status();
        let mut phrase = String::new();
        match self.header() {
            Some(header) if status == StatusCode::BAD_REQUEST => {
                phrase.push_str("Malformed ");
                phrase.push_str(header.as_str());
            }
            _ => phrase.push_str(status.phrase()),
        }
        Some(request.rough_answer(status, &phrase, to_tag))
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(header) = self.header() {
            write!(f, "{header}: ")?;
        }
        f.write_str(self.what())
    }
}

impl fmt::Debug for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Malformed({} {self})", self.status())
    }
}

impl std::error::Error for Malformed {}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        let code = match malformed.status() {
            StatusCode::MESSAGE_TOO_LARGE | StatusCode::TOO_MANY_HOPS => "TCC-SIP-0102",
            StatusCode::VERSION_NOT_SUPPORTED => "TCC-SIP-0103",
            _ => "TCC-SIP-0101",
        };
        Self::new(code, ErrorKind::Protocol, "a SIP message breaks the grammar or a limit")
            .cause(malformed.to_string())
            .with_source(malformed)
    }
}
