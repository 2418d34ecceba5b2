//! What requests and responses share: headers, body, and the octets.

use bytes::Bytes;

use super::headers::{CSeq, FromValue, NameAddr, Via};
use super::index::{self, Found, Framing};
use super::lex::{self, Span};
use super::limits::Limits;
use super::malformed::{Malformed, Problem};
use super::method::Method;
use super::name::{Known, Name, Named};
use super::status::StatusCode;
use super::store::{Field, Shared, Start, Store, WIRE};
use super::value::Value;

/// Headers and body of a message. [`Request`](super::Request), [`Response`](super::Response) and
/// [`Message`](super::Message) deref to it.
///
/// Via, From, To, Call-ID and CSeq are there and well-formed in every message, so their views
/// cannot fail. Everything else is read when it is asked for: absent is `None`, malformed is an
/// error that names the header and the status to answer with.
#[derive(Clone)]
pub struct Head {
    pub(crate) shared: Shared,
}

/// Names of the header fields, no values: those hold numbers and names of people.
impl std::fmt::Debug for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.fields().map(|(name, _)| name)).finish()
    }
}

/// How reading ended: the message, or what could be read of it.
pub(crate) type Outcome = Result<Head, (Problem, Option<Head>)>;

/// Reads the message that fills `text`, or begins it.
pub(crate) fn read(text: Bytes, limits: &Limits, framing: Framing) -> Outcome {
    let (shared, found) = index(&text, limits);
    let end = match body_end(&found, text.len(), limits, framing) {
        Ok(end) => end,
        Err(problem) => return Head::conclude(shared, found, text, Some(problem)),
    };
    let text = if end == text.len() { text } else { text.slice(..end) };
    Head::conclude(shared, found, text, None)
}

/// The index of the head at the start of `text`, spans relative to it.
pub(crate) fn index(text: &[u8], limits: &Limits) -> (Shared, Found) {
    let mut shared = Shared::take();
    let found = index::head(shared.get_mut(), text, limits);
    (shared, found)
}

fn body_end(
    found: &Found,
    size: usize,
    limits: &Limits,
    framing: Framing,
) -> Result<usize, Problem> {
    let Some(length) = found.content_length else {
        return match framing {
            Framing::Datagram => Ok(size),
            Framing::Stream => {
                Err(Problem::new("it is missing").of(Known::ContentLength).closing())
            }
        };
    };
    let end = found.head_end.saturating_add(length);
    if end > limits.message && framing == Framing::Stream {
        return Err(Problem::too_large("the message is too large"));
    }
    if end > size {
        return Err(Problem::new("more is announced than came").of(Known::ContentLength).closing());
    }
    Ok(end)
}

impl Head {
    /// Puts octets and index together; `text` ends with the message.
    pub(crate) fn conclude(
        mut shared: Shared,
        found: Found,
        text: Bytes,
        problem: Option<Problem>,
    ) -> Outcome {
        let store = shared.get_mut();
        store.body = (WIRE, Span::new(found.head_end.min(text.len())..text.len()));
        store.wire = text;
        let head = Self { shared };
        match found.problem.or(problem) {
            None => Ok(head),
            Some(problem) => {
                let request = found.has_start && head.is_request();
                Err((problem, request.then_some(head)))
            }
        }
    }

    pub(crate) fn store(&self) -> &Store {
        self.shared.get()
    }

    pub(crate) fn is_request(&self) -> bool {
        matches!(self.store().start, Start::Request { .. })
    }

    // ---------------------------------------------------------------- any header

    /// The first value field of this name, as it came. `v`, `via` and `Via` are the same name.
    pub fn header(&self, name: impl Named) -> Option<Value<'_>> {
        let (known, text) = (Known::of(name.text().as_bytes()), name.text());
        let store = self.store();
        let field = store.fields.iter().find(|field| store.is_named(field, known, text))?;
        Some(Value(store.value_of(field)))
    }

    /// All fields of this name, in order; lists on one line are not cut.
    pub fn headers(&self, name: impl Named) -> impl Iterator<Item = Value<'_>> {
        let known = Known::of(name.text().as_bytes());
        let text: Box<str> = if known == Known::Other { name.text().into() } else { "".into() };
        let store = self.store();
        store
            .fields
            .iter()
            .filter(move |field| store.is_named(field, known, &text))
            .map(move |field| Value(store.value_of(field)))
    }

    /// Every header field in order: name as it came, value as it came.
    pub fn fields(&self) -> impl Iterator<Item = (Name, Value<'_>)> {
        let store = self.store();
        store.fields.iter().map(move |field| {
            (field.known.name(store.name_of(field)), Value(store.value_of(field)))
        })
    }

    /// True if a field of this name is there.
    pub fn has(&self, name: impl Named) -> bool {
        self.header(name).is_some()
    }

    // ---------------------------------------------------------------- the five

    /// The topmost Via.
    pub fn via(&self) -> Via {
        let store = self.store();
        let (source, parts) = store.essentials.via;
        Via::from_parts(store.source(source).clone(), parts)
    }

    /// The branch of the topmost Via, without a copy of anything.
    pub fn branch(&self) -> Option<&str> {
        let store = self.store();
        let (source, parts) = &store.essentials.via;
        parts.branch(store.source(*source))
    }

    /// From.
    pub fn from(&self) -> NameAddr {
        let store = self.store();
        let (source, parts) = store.essentials.from;
        NameAddr::from_parts(store.source(source).clone(), parts)
    }

    /// The tag of From, without a copy of anything.
    pub fn from_tag(&self) -> Option<&str> {
        let store = self.store();
        let (source, parts) = &store.essentials.from;
        parts.tag(store.source(*source))
    }

    /// To.
    pub fn to(&self) -> NameAddr {
        let store = self.store();
        let (source, parts) = store.essentials.to;
        NameAddr::from_parts(store.source(source).clone(), parts)
    }

    /// The tag of To, without a copy of anything.
    pub fn to_tag(&self) -> Option<&str> {
        let store = self.store();
        let (source, parts) = &store.essentials.to;
        parts.tag(store.source(*source))
    }

    /// Call-ID.
    pub fn call_id(&self) -> &str {
        let store = self.store();
        let (source, span) = store.essentials.call_id;
        span.str(store.source(source))
    }

    /// CSeq.
    pub fn cseq(&self) -> &CSeq {
        &self.store().essentials.cseq
    }

    // ---------------------------------------------------------------- body and octets

    /// The body, empty if there is none.
    pub fn body(&self) -> Bytes {
        let store = self.store();
        let (source, span) = store.body;
        store.source(source).slice(span.range())
    }

    /// The whole message. What was not edited is as it came; without edits this copies nothing.
    pub fn to_bytes(&self) -> Bytes {
        let store = self.store();
        if store.edited { super::edit::assemble(store) } else { store.wire.clone() }
    }

    // ---------------------------------------------------------------- for our own modules

    /// The value of a header that stands once, typed.
    pub(crate) fn one<T: FromValue>(&self, known: Known) -> Result<Option<T>, Malformed> {
        let store = self.store();
        let Some(field) = store.first(known) else { return Ok(None) };
        typed(store, field, field.value.range(), known).map(Some)
    }

    /// All values of a header that may stand several times, lists cut.
    pub(crate) fn all<T: FromValue>(
        &self,
        known: Known,
    ) -> impl Iterator<Item = Result<T, Malformed>> + use<'_, T> {
        let store = self.store();
        store.fields.iter().filter(move |field| field.known == known).flat_map(move |field| {
            let text = store.source(field.source);
            lex::Commas::new(text, field.value.range())
                .filter(|range| !range.is_empty())
                .map(move |range| typed(store, field, range, known))
        })
    }

    pub(crate) fn has_answer(&self) -> bool {
        let store = self.store();
        let five = [Known::Via, Known::From, Known::To, Known::CallId, Known::CSeq];
        matches!(&store.start, Start::Request { method, .. } if *method != Method::Ack)
            && five.into_iter().all(|known| store.first(known).is_some())
    }

    /// A response from raw lines: for requests that cannot be understood.
    pub(crate) fn rough_answer(&self, status: StatusCode, phrase: &str, to_tag: &str) -> Bytes {
        let store = self.store();
        let mut out = Vec::with_capacity(512);
        out.extend_from_slice(format!("SIP/2.0 {status} {phrase}\r\n").as_bytes());
        let mut copied = 0u128;
        for field in &store.fields {
            let known = field.known;
            let wanted =
                matches!(known, Known::Via | Known::From | Known::To | Known::CallId | Known::CSeq);
            if !wanted || (known != Known::Via && copied & known.bit() != 0) {
                continue;
            }
            copied |= known.bit();
            out.extend_from_slice(known.as_str().as_bytes());
            out.extend_from_slice(b": ");
            // Line ends that are no folding would start a line of the peer's making.
            let value = store.value_of(field);
            let clean = lex::unfold(value);
            out.extend_from_slice(&clean);
            if known == Known::To
                && NameAddr::parse(clean.into_owned()).is_ok_and(|to| to.tag().is_none())
                && lex::is_token(to_tag.as_bytes())
            {
                out.extend_from_slice(b";tag=");
                out.extend_from_slice(to_tag.as_bytes());
            }
            out.extend_from_slice(b"\r\n");
        }
        out.extend_from_slice(b"Content-Length: 0\r\n\r\n");
        out.into()
    }
}

fn typed<T: FromValue>(
    store: &Store,
    field: &Field,
    range: std::ops::Range<usize>,
    known: Known,
) -> Result<T, Malformed> {
    T::from_value(store.source(field.source), range)
        .map_err(|what| Problem::new(what).of(known).into())
}
