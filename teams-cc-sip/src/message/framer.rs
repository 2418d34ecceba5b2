//! Messages out of a stream of octets (RFC 3261 §18.3).

use bytes::Bytes;

use super::head::{self, Head, Outcome};
use super::index::Framing;
use super::limits::Limits;
use super::malformed::{Malformed, Problem};
use super::message::Message;
use super::name::Known;

/// Cuts messages out of what TCP or TLS delivers, wherever it was cut on the way.
///
/// Only Content-Length says where a message ends; nothing is ever searched for a new start
/// (RS-07). After an error with [`Malformed::closes`] the stream is useless: `next` gives nothing
/// more, answer and close the connection.
///
/// ```
/// use teams_cc_core::Error;
/// use teams_cc_sip::message::{Framer, Message, Method};
///
/// fn methods(stream: &[u8]) -> Result<Vec<Method>, Error> {
///     let mut framer = Framer::new(64 * 1024); // a peer that sends more than this without an end is cut off
///     let mut methods = Vec::new();
///     for piece in stream.chunks(7) {
///         framer.push(piece); // TCP and TLS cut messages anywhere
///         while let Some(message) = framer.next() {
///             if let Message::Request(request) = message? {
///                 methods.push(request.method());
///             }
///         }
///     }
///     Ok(methods)
/// }
///
/// # let bye = "BYE sip:b@h SIP/2.0\r\nVia: SIP/2.0/TCP h;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\nTo: <sip:b@h>;tag=2\r\n\
/// #     Call-ID: 1\r\nCSeq: 2 BYE\r\nContent-Length: 0\r\n\r\n";
/// assert_eq!(methods(bye.repeat(2).as_bytes())?, [Method::Bye, Method::Bye]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug)]
pub struct Framer {
    buffer: Vec<u8>,
    /// Where the current message starts.
    start: usize,
    /// Up to where line ends were looked for.
    scanned: usize,
    /// Where the line that is being scanned starts.
    line: usize,
    /// Lines seen of the current head, folded ones too.
    lines: usize,
    /// What the current message needs in all, once its head is complete.
    needed: Option<usize>,
    limits: Limits,
    pings: u32,
    pongs: u32,
    /// One CRLF of a possible ping has been seen.
    half_ping: bool,
    broken: bool,
}

impl Framer {
    /// A framer for one connection; `limit` is the largest message in bytes, other limits are the
    /// defaults of [`Limits`].
    pub fn new(limit: usize) -> Self {
        Self::with_limits(Limits::with_message(limit))
    }

    /// A framer with limits of your own.
    pub fn with_limits(limits: Limits) -> Self {
        Self {
            buffer: Vec::new(),
            start: 0,
            scanned: 0,
            line: 0,
            lines: 0,
            needed: None,
            limits,
            pings: 0,
            pongs: 0,
            half_ping: false,
            broken: false,
        }
    }

    /// Takes what was read. Call [`next`](Self::next) until it is empty before pushing more: then
    /// the framer holds at most one limit and one read.
    pub fn push(&mut self, octets: &[u8]) {
        if self.broken {
            return;
        }
        if self.start > 0 {
            self.buffer.drain(..self.start);
            self.scanned -= self.start;
            self.line = self.line.saturating_sub(self.start);
            self.start = 0;
        }
        self.buffer.extend_from_slice(octets);
    }

    /// The next message, an error, or `None` if more octets are needed.
    #[expect(clippy::should_implement_trait, reason = "None is no end: more may come after a push")]
    pub fn next(&mut self) -> Option<Result<Message, Malformed>> {
        if self.broken {
            return None;
        }
        if self.lines == 0 && self.line <= self.start {
            self.skip_keep_alive();
        }
        let outcome = match self.needed {
            // The body was not complete when the head was read: it is read again.
            Some(needed) => {
                let text = self.cut(needed)?;
                head::read(text, &self.limits, Framing::Stream)
            }
            None => self.head()?,
        };
        Some(outcome.map(Message::from_head).map_err(|(problem, request)| {
            if problem.closes {
                self.broken = true;
                self.buffer = Vec::new();
            }
            Malformed::with_request(problem, request)
        }))
    }

    /// How often the peer asked for a sign of life (CRLF CRLF) since the last call: answer each
    /// with one CRLF (RFC 5626 §4.4.1).
    pub fn take_pings(&mut self) -> u32 {
        std::mem::take(&mut self.pings)
    }

    /// How many CRLF between messages came since the last call: an answer to our own ping.
    pub fn take_pongs(&mut self) -> u32 {
        std::mem::take(&mut self.pongs)
    }

    /// True while a message has begun and not ended: the clock of RS-31 (30 s) runs.
    pub fn is_mid_message(&self) -> bool {
        !self.broken && self.buffer.len() > self.start
    }

    /// True after an error that makes the rest of the stream useless.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    fn reset(&mut self) {
        self.scanned = self.start;
        self.line = self.start;
        self.lines = 0;
        self.needed = None;
        self.half_ping = false;
    }

    /// The current message, if it is all there. A copy of exactly its size: a message that a
    /// dialog keeps for hours pins nothing else.
    fn cut(&mut self, needed: usize) -> Option<Bytes> {
        let text = self.buffer.get(self.start..self.start + needed)?;
        let text = Bytes::copy_from_slice(text);
        self.start += needed;
        self.reset();
        Some(text)
    }

    /// CRLFs between messages: two are a ping, one alone is a pong.
    fn skip_keep_alive(&mut self) {
        while self.buffer[self.start..].starts_with(b"\r\n") {
            self.start += 2;
            self.pongs = self.pongs.saturating_add(1);
            if self.half_ping {
                self.pings = self.pings.saturating_add(1);
            }
            self.half_ping = !self.half_ping;
        }
        self.scanned = self.scanned.max(self.start);
        self.line = self.start;
    }

    /// Scans for the empty line; once it is there, the message, or `None` until its body is.
    fn head(&mut self) -> Option<Outcome> {
        loop {
            let found = memchr::memchr(b'\n', &self.buffer[self.scanned..]);
            let end = found.map_or(self.buffer.len(), |n| self.scanned + n + 1);
            let line = &self.buffer[self.line..end];
            let empty = line == b"\r\n" || line == b"\n";
            self.scanned = end;
            if let Some(problem) = self.over_limit() {
                return Some(Err(self.partly(problem)));
            }
            found?;
            if empty {
                return self.message(end);
            }
            self.lines += 1;
            if !matches!(self.buffer.get(end), Some(b' ' | b'\t')) {
                self.line = end;
            }
        }
    }

    /// Limits are enforced while the head comes in: nothing waits for an end that never comes.
    fn over_limit(&self) -> Option<Problem> {
        let line = self.scanned - self.line;
        let limits = &self.limits;
        if self.scanned - self.start > limits.message {
            Some(Problem::too_large("the message is too large"))
        } else if self.lines == 0 && line > limits.start_line {
            Some(Problem::too_large("the start line is too long"))
        } else if line > limits.header_line {
            Some(Problem::too_large("a header line is too long"))
        } else if self.lines > limits.headers * 2 {
            Some(Problem::too_large("too many header fields"))
        } else {
            None
        }
    }

    /// What came of a head that will never be complete, for the answer.
    fn partly(&self, problem: Problem) -> (Problem, Option<Head>) {
        let mut text = Vec::from(&self.buffer[self.start..self.line.max(self.start)]);
        text.extend_from_slice(b"\r\n");
        let request = match head::read(text.into(), &self.limits, Framing::Datagram) {
            Ok(head) => head.is_request().then_some(head),
            Err((_, request)) => request,
        };
        (problem, request)
    }

    /// The head ends at `end`: it is indexed where it lies, and copied once with its body.
    fn message(&mut self, end: usize) -> Option<Outcome> {
        let (shared, found) = head::index(&self.buffer[self.start..end], &self.limits);
        let head_size = end - self.start;
        let problem = match (found.framed, found.content_length) {
            (true, Some(length)) => {
                let needed = head_size.saturating_add(length);
                if needed <= self.limits.message {
                    self.needed = Some(needed);
                    let text = self.cut(needed)?;
                    return Some(Head::conclude(shared, found, text, None));
                }
                Problem::too_large("the message is too large")
            }
            (true, None) => Problem::new("it is missing").of(Known::ContentLength).closing(),
            (false, _) => found.problem.unwrap_or(Problem::new("it cannot be cut out")).closing(),
        };
        let text = Bytes::copy_from_slice(&self.buffer[self.start..end]);
        Some(match Head::conclude(shared, found, text, Some(problem)) {
            // The problem of the stream, not an earlier one of the message, decides.
            Err((_, request)) => Err((problem, request)),
            Ok(_) => Err((problem, None)),
        })
    }
}
