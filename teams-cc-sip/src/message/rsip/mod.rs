//! Conversions to and from the `rsip` crate, for code that already speaks it; feature `rsip`.
//!
//! rsip 0.4 cannot hold everything that a SIP message can: URI headers, `tel:`, unknown methods,
//! octets that are not UTF-8. A conversion therefore looks at what came out, and what was not
//! carried over is an error, never a loss.
//!
//! Names come out in their usual spelling and folding as one space; everything else is the same.
//! Trait methods are the standard `TryFrom`:
//!
//! ```
//! use teams_cc_sip::message::Message;
//!
//! let ours = Message::parse(
//!     "OPTIONS sip:b@h SIP/2.0\r\nv: SIP/2.0/UDP h;branch=z9hG4bK1\r\nf: <sip:a@h>;tag=1\r\nt: <sip:b@h>\r\ni: 1\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n",
//! )?;
//! let theirs = rsip::SipMessage::try_from(&ours)?;
//! let back = Message::try_from(&theirs)?;
//! assert_eq!(back.call_id(), ours.call_id());
//!
//! let refer = Message::parse(
//!     "INVITE tel:+14255550100 SIP/2.0\r\nv: SIP/2.0/UDP h\r\nf: <sip:a@h>\r\nt: <sip:b@h>\r\ni: 1\r\nCSeq: 1 INVITE\r\n\r\n",
//! )?;
//! assert!(rsip::SipMessage::try_from(&refer).is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::fmt;

use ::rsip::prelude::*;
use ::rsip::{SipMessage, StatusCode as TheirStatus, Uri as TheirUri};
use bytes::Bytes;
use teams_cc_core::{Error, ErrorKind};

use super::head;
use super::index::Framing;
use super::limits::Limits;
use super::{Head, Message, Request, Response, StatusCode, Uri};

/// What one of the two crates cannot hold: a conversion between a message here and one of the
/// `rsip` crate gives this instead of losing it.
///
/// The conversions are `TryFrom`, from a reference, both ways, for messages, requests, responses
/// and URIs. Names come out in their usual spelling and folding as one space.
///
/// ```
/// use teams_cc_sip::message::Uri;
///
/// let plain: Uri = "sip:+14255550100@sbc.contoso.example;user=phone".parse()?;
/// assert_eq!(rsip::Uri::try_from(&plain)?.user(), Some("+14255550100"));
///
/// let attended: Uri = "sip:a@b.example?Replaces=1%40h%3Bto-tag%3D2%3Bfrom-tag%3D3".parse()?;
/// assert!(rsip::Uri::try_from(&attended).is_err(), "rsip would make it a host name");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCarried {
    what: Cow<'static, str>,
}

impl NotCarried {
    fn new(what: impl Into<Cow<'static, str>>) -> Self {
        Self { what: what.into() }
    }
}

impl fmt::Display for NotCarried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} cannot be carried over", self.what)
    }
}

impl std::error::Error for NotCarried {}

impl From<NotCarried> for Error {
    fn from(error: NotCarried) -> Self {
        Self::new("TCC-SIP-0104", ErrorKind::Unsupported, "this has no equal in the rsip crate")
            .cause(error.to_string())
            .with_source(error)
    }
}

/// A header as both sides see it: long name, unfolded value.
type Line = (String, String);

fn our_lines(head: &Head) -> Result<Vec<Line>, NotCarried> {
    head.fields()
        .map(|(name, value)| {
            let name = name.as_str().to_owned();
            let value = super::lex::unfold(value.as_bytes()).into_owned();
            match String::from_utf8(value) {
                Ok(value) => Ok((name, value)),
                Err(_) => Err(NotCarried::new(format!("a value of {name} that is not UTF-8"))),
            }
        })
        .collect()
}

fn their_lines(headers: &::rsip::Headers) -> Vec<Line> {
    headers
        .iter()
        .map(|header| {
            let line = header.to_string();
            let (name, value) = line.split_once(':').unwrap_or((&line, ""));
            (name.trim().to_owned(), value.trim_matches([' ', '\t']).to_owned())
        })
        .collect()
}

/// The first header that is not the same on both sides.
fn difference(ours: &[Line], theirs: &[Line]) -> Option<NotCarried> {
    if let Some((ours, _)) = ours
        .iter()
        .zip(theirs)
        .find(|(ours, theirs)| !ours.0.eq_ignore_ascii_case(&theirs.0) || ours.1 != theirs.1)
    {
        return Some(NotCarried::new(format!("the value of {}", ours.0)));
    }
    (ours.len() != theirs.len()).then(|| NotCarried::new("the number of header fields"))
}

/// Phrases that are not the usual ones travel in `Other`.
fn to_status(response: &Response) -> TheirStatus {
    let status = response.status();
    let phrase = response.phrase();
    if phrase == status.phrase() {
        match TheirStatus::from(status.code()) {
            TheirStatus::Other(code, _) => TheirStatus::Other(code, phrase.into_owned()),
            known => known,
        }
    } else {
        TheirStatus::Other(status.code(), phrase.into_owned())
    }
}

fn to_theirs(head: &Head, start: &str) -> Result<SipMessage, NotCarried> {
    let lines = our_lines(head)?;
    let mut text = format!("{start}\r\n");
    for (name, value) in &lines {
        text.push_str(name);
        text.push_str(": ");
        text.push_str(value);
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    let mut theirs = SipMessage::try_from(text.as_bytes())
        .map_err(|error| NotCarried::new(format!("a message that rsip refuses ({error})")))?;
    if let Some(difference) = difference(&lines, &their_lines(theirs.headers())) {
        return Err(difference);
    }
    *theirs.body_mut() = head.body().to_vec();
    Ok(theirs)
}

impl TryFrom<&Request> for ::rsip::Request {
    type Error = NotCarried;

    fn try_from(ours: &Request) -> Result<Self, NotCarried> {
        // Their URI first: it is where most is lost.
        let uri = TheirUri::try_from(&ours.uri())?;
        let method = ours.method();
        let start = format!("{method} sip:placeholder.invalid SIP/2.0");
        match to_theirs(ours, &start)? {
            SipMessage::Request(mut theirs) if theirs.method.to_string() == method.as_str() => {
                theirs.uri = uri;
                Ok(theirs)
            }
            _ => Err(NotCarried::new("the method")),
        }
    }
}

impl TryFrom<&Response> for ::rsip::Response {
    type Error = NotCarried;

    fn try_from(ours: &Response) -> Result<Self, NotCarried> {
        match to_theirs(ours, "SIP/2.0 200 OK")? {
            SipMessage::Response(mut theirs) => {
                theirs.status_code = to_status(ours);
                Ok(theirs)
            }
            SipMessage::Request(_) => Err(NotCarried::new("the status line")),
        }
    }
}

impl TryFrom<&Message> for SipMessage {
    type Error = NotCarried;

    fn try_from(ours: &Message) -> Result<Self, NotCarried> {
        Ok(match ours {
            Message::Request(request) => ::rsip::Request::try_from(request)?.into(),
            Message::Response(response) => ::rsip::Response::try_from(response)?.into(),
        })
    }
}

impl TryFrom<&Uri> for TheirUri {
    type Error = NotCarried;

    fn try_from(ours: &Uri) -> Result<Self, NotCarried> {
        if !ours.is_sip() {
            return Err(NotCarried::new("a URI that is not sip or sips"));
        }
        let theirs = Self::try_from(ours.as_str())
            .map_err(|error| NotCarried::new(format!("a URI that rsip refuses ({error})")))?;
        let back: Uri =
            theirs.to_string().parse().map_err(|_| NotCarried::new("a URI that rsip changes"))?;
        // Read as text it may come back whole although it was misread: URI headers end up in the
        // host name there.
        let parts = theirs.host().to_string() == ours.host_text()
            && theirs.port().map(|port| *port.value()) == ours.port()
            && theirs.user() == ours.user();
        if parts && same(ours, &back) {
            Ok(theirs)
        } else {
            Err(NotCarried::new("a URI that rsip changes"))
        }
    }
}

/// Equal but for what RFC 3261 §19.1.4 calls equal: rsip writes `transport=TLS` in capitals.
fn same(a: &Uri, b: &Uri) -> bool {
    a.equivalent(b)
        && a.params().count() == b.params().count()
        && a.params().all(|(name, _)| b.has_param(name))
        && a.headers().count() == b.headers().count()
}

fn from_theirs(start: &str, headers: &::rsip::Headers, body: &[u8]) -> Result<Message, NotCarried> {
    let lines = their_lines(headers);
    let mut text = format!("{start}\r\n").into_bytes();
    let mut has_length = false;
    for (name, value) in &lines {
        has_length |= *name == super::Name::ContentLength.as_str();
        super::write::write_line(&mut text, name, value.as_str())
            .map_err(|problem| NotCarried::new(format!("{name}: {}", problem.what)))?;
    }
    if !has_length {
        text.extend_from_slice(format!("Content-Length: {}\r\n", body.len()).as_bytes());
    }
    text.extend_from_slice(b"\r\n");
    text.extend_from_slice(body);
    let head = head::read(Bytes::from(text), &Limits::default(), Framing::Stream)
        .map_err(|(problem, _)| NotCarried::new(problem.what))?;
    // rsip never looks at Content-Length: a wrong one would cut the body.
    if head.body() != body {
        return Err(NotCarried::new("a Content-Length that is not the body's"));
    }
    let ours = our_lines(&head)?;
    match difference(&ours[..lines.len().min(ours.len())], &lines) {
        Some(difference) => Err(difference),
        None => Ok(Message::from_head(head)),
    }
}

impl TryFrom<&::rsip::Request> for Request {
    type Error = NotCarried;

    fn try_from(theirs: &::rsip::Request) -> Result<Self, NotCarried> {
        // URI headers are numbers there, which nothing is ever read into.
        if !theirs.uri.headers.is_empty() {
            return Err(NotCarried::new("the headers of a URI"));
        }
        if theirs.version != ::rsip::Version::V2 {
            return Err(NotCarried::new("another version than SIP/2.0"));
        }
        let start = format!("{} {} SIP/2.0", theirs.method, theirs.uri);
        let message = from_theirs(&start, &theirs.headers, &theirs.body)?;
        message.request().cloned().ok_or(NotCarried::new("the request line"))
    }
}

impl TryFrom<&::rsip::Response> for Response {
    type Error = NotCarried;

    fn try_from(theirs: &::rsip::Response) -> Result<Self, NotCarried> {
        if theirs.version != ::rsip::Version::V2 {
            return Err(NotCarried::new("another version than SIP/2.0"));
        }
        let status = StatusCode::new(theirs.status_code.code())
            .ok_or(NotCarried::new("a status that is not 100 to 699"))?;
        let phrase = match &theirs.status_code {
            TheirStatus::Other(_, phrase) => phrase.as_str(),
            _ => status.phrase(),
        };
        if phrase.bytes().any(|b| b.is_ascii_control()) {
            return Err(NotCarried::new("a phrase with control characters"));
        }
        let start = format!("SIP/2.0 {status} {phrase}");
        let message = from_theirs(&start, &theirs.headers, &theirs.body)?;
        message.response().cloned().ok_or(NotCarried::new("the status line"))
    }
}

impl TryFrom<&SipMessage> for Message {
    type Error = NotCarried;

    fn try_from(theirs: &SipMessage) -> Result<Self, NotCarried> {
        Ok(match theirs {
            SipMessage::Request(request) => Request::try_from(request)?.into(),
            SipMessage::Response(response) => Response::try_from(response)?.into(),
        })
    }
}

impl TryFrom<&TheirUri> for Uri {
    type Error = NotCarried;

    fn try_from(theirs: &TheirUri) -> Result<Self, NotCarried> {
        if !theirs.headers.is_empty() {
            return Err(NotCarried::new("the headers of a URI"));
        }
        theirs.to_string().parse().map_err(|_| NotCarried::new("a URI that breaks the grammar"))
    }
}
