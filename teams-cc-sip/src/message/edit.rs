//! Edits as an overlay: new lines live beside the received octets, which stay as they are.

use bytes::Bytes;

use super::head::Head;
use super::headers::{AddrParts, CSeq, FromValue, Via, ViaParts};
use super::lex::{self, Span};
use super::malformed::{Malformed, Problem};
use super::message::{Request, Response};
use super::name::{Known, Named};
use super::store::{Field, Source, Start, Store};
use super::uri::{Parts, Uri};
use super::value::Value;
use super::write::{HeaderValue, WriteValue, write_line};

/// The message as octets: runs of neighbouring lines are copied at once.
pub(crate) fn assemble(store: &Store) -> Bytes {
    let body = store.source(store.body.0);
    let body = &body[store.body.1.range()];
    let mut out = Vec::with_capacity(store.wire.len() + body.len() + 256);
    let (mut source, mut run) = store.start_line;
    for field in &store.fields {
        if field.source == source && field.line.start == run.end {
            run.end = field.line.end;
        } else {
            out.extend_from_slice(run.of(store.source(source)));
            (source, run) = (field.source, field.line);
        }
    }
    out.extend_from_slice(run.of(store.source(source)));
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
    out.into()
}

/// Headers that every message has: they can be changed, not taken away.
const REQUIRED: [Known; 5] = [Known::Via, Known::From, Known::To, Known::CallId, Known::CSeq];

impl Store {
    fn add(&mut self, piece: Bytes) -> Result<Source, Problem> {
        let source = Source::try_from(self.annex.len() + 1)
            .map_err(|_| Problem::new("too many edits of one message"))?;
        self.annex.push(piece);
        self.edited = true;
        Ok(source)
    }

    /// A new line for `name`, checked as far as our own views depend on it.
    fn line(&mut self, name: &str, value: impl WriteValue) -> Result<Field, Problem> {
        let known = Known::of(name.as_bytes());
        if known == Known::ContentLength {
            return Err(Problem::new("it follows from the body").of(known));
        }
        let mut piece = Vec::with_capacity(96);
        let value = write_line(&mut piece, name, value)?;
        let piece = Bytes::from(piece);
        self.check(known, &piece, value).map_err(|what| Problem::new(what).of(known))?;
        let line = Span::new(0..piece.len());
        let source = self.add(piece)?;
        Ok(Field { line, value, name_len: name.len() as u16, source, known })
    }

    fn check(&self, known: Known, text: &Bytes, value: Span) -> Result<(), &'static str> {
        let range = value.range();
        match known {
            Known::Via => {
                for item in lex::Commas::new(text, range) {
                    ViaParts::read(text, item)?;
                }
            }
            Known::From | Known::To => drop(AddrParts::read(text, range)?),
            Known::CallId if !lex::is_word(&text[range.clone()]) => return Err("it is one word"),
            Known::CSeq => {
                let cseq = CSeq::from_value(text, range)?;
                if let Start::Request { method, .. } = &self.start
                    && *method != cseq.method
                {
                    return Err("its method is not the request's");
                }
            }
            Known::MaxForwards if lex::number(&text[range]).is_none_or(|hops| hops > 255) => {
                return Err("it is a number up to 255");
            }
            _ => {}
        }
        Ok(())
    }

    /// Reads the five again after one of them was edited; each was checked before.
    fn refresh(&mut self, known: Known) {
        let Some(field) = self.first(known).copied() else { return };
        let text = self.source(field.source).clone();
        let range = field.value.range();
        let essentials = &mut self.essentials;
        match known {
            Known::Via => {
                let top = lex::Commas::new(&text, range).next().unwrap_or_default();
                if let Ok(parts) = ViaParts::read(&text, top) {
                    essentials.via = (field.source, parts);
                }
            }
            Known::From => {
                if let Ok(parts) = AddrParts::read(&text, range) {
                    essentials.from = (field.source, parts);
                }
            }
            Known::To => {
                if let Ok(parts) = AddrParts::read(&text, range) {
                    essentials.to = (field.source, parts);
                }
            }
            Known::CallId => essentials.call_id = (field.source, field.value),
            Known::CSeq => {
                if let Ok(cseq) = CSeq::from_value(&text, range) {
                    essentials.cseq = cseq;
                }
            }
            _ => {}
        }
    }

    fn position(&self, known: Known, text: &str) -> Option<usize> {
        self.fields.iter().position(|field| self.is_named(field, known, text))
    }
}

impl Head {
    /// Replaces all fields of this name by one with this value, in the place of the first; adds it
    /// at the end if there was none.
    ///
    /// # Errors
    /// A value with control characters, a malformed one of the headers that must be well-formed,
    /// or Content-Length, which follows from the body. Nothing is changed then.
    pub fn set(&mut self, name: impl Named, value: impl HeaderValue) -> Result<(), Malformed> {
        let (known, text) = (Known::of(name.text().as_bytes()), name.text());
        let store = self.shared.get_mut();
        let field = store.line(text, value)?;
        if let Some(at) = store.position(known, text) {
            store.fields[at] = field;
            let mut places = 0..;
            let mut fields = std::mem::take(&mut store.fields);
            fields.retain(|other| {
                places.next().is_some_and(|i| i <= at) || !store.is_named(other, known, text)
            });
            store.fields = fields;
        } else {
            store.fields.push(field);
        }
        store.refresh(known);
        Ok(())
    }

    /// Adds a field at the end.
    ///
    /// # Errors
    /// As [`set`](Self::set), and if the header may stand only once and is there.
    pub fn push(&mut self, name: impl Named, value: impl HeaderValue) -> Result<(), Malformed> {
        let known = Known::of(name.text().as_bytes());
        let store = self.shared.get_mut();
        if known.is_single() && store.first(known).is_some() {
            return Err(Problem::new("it may stand only once").of(known).into());
        }
        let field = store.line(name.text(), value)?;
        store.fields.push(field);
        Ok(())
    }

    /// Adds a field before the first of this name, or before all others: how Via, Route and
    /// Record-Route grow.
    ///
    /// # Errors
    /// As [`push`](Self::push).
    pub fn insert_top(
        &mut self,
        name: impl Named,
        value: impl HeaderValue,
    ) -> Result<(), Malformed> {
        let (known, text) = (Known::of(name.text().as_bytes()), name.text());
        let store = self.shared.get_mut();
        if known.is_single() && store.first(known).is_some() {
            return Err(Problem::new("it may stand only once").of(known).into());
        }
        let field = store.line(text, value)?;
        let at = store.position(known, text).unwrap_or(0);
        store.fields.insert(at, field);
        store.refresh(known);
        Ok(())
    }

    /// Takes away all fields of this name; how many there were.
    ///
    /// Via, From, To, Call-ID, CSeq and Content-Length stay: a message without them is none.
    pub fn remove(&mut self, name: impl Named) -> usize {
        let (known, text) = (Known::of(name.text().as_bytes()), name.text());
        if REQUIRED.contains(&known) || known == Known::ContentLength || !self.has(text) {
            return 0;
        }
        let store = self.shared.get_mut();
        let before = store.fields.len();
        let mut fields = std::mem::take(&mut store.fields);
        fields.retain(|field| !store.is_named(field, known, text));
        store.fields = fields;
        store.edited = true;
        before - store.fields.len()
    }

    /// Takes away the first value of this name, which may share its line with others; false if
    /// there was none, or if it was the only Via.
    pub fn remove_top(&mut self, name: impl Named) -> bool {
        let (known, text) = (Known::of(name.text().as_bytes()), name.text());
        let store = self.shared.get();
        let Some(at) = store.position(known, text) else { return false };
        let field = store.fields[at];
        let source = store.source(field.source);
        let second = lex::Commas::new(source, field.value.range()).nth(1);
        let only = store.fields.iter().filter(|field| store.is_named(field, known, text)).count();
        if second.is_none() && only == 1 && REQUIRED.contains(&known) {
            return false;
        }
        let rest = second.map(|second| source.slice(second.start..field.value.end as usize));
        let name = store.name_of(&field).to_vec();
        let store = self.shared.get_mut();
        match rest {
            None => {
                store.fields.remove(at);
                store.edited = true;
            }
            Some(rest) => {
                let name = String::from_utf8_lossy(&name);
                // What stood behind a comma of a value that was read once.
                let Ok(field) = store.line(&name, Value(&rest)) else { return false };
                store.fields[at] = field;
            }
        }
        store.refresh(known);
        true
    }

    /// Replaces the topmost Via value: how a server writes `received` and `rport`
    /// ([`Via::seen_from`]).
    pub fn set_top_via(&mut self, via: &Via) -> Result<(), Malformed> {
        let store = self.shared.get_mut();
        let Some(at) = store.position(Known::Via, "Via") else { return Ok(()) };
        let field = store.fields[at];
        let source = store.source(field.source).clone();
        let rest = lex::Commas::new(&source, field.value.range()).nth(1);
        let mut value = Vec::from(via.value().0);
        if let Some(rest) = rest {
            value.extend_from_slice(b", ");
            value.extend_from_slice(&source[rest.start..field.value.end as usize]);
        }
        let line = store.line("Via", Value(&value))?;
        store.fields[at] = line;
        store.refresh(Known::Via);
        Ok(())
    }

    /// Replaces the body, Content-Type and Content-Length.
    pub fn set_body(
        &mut self,
        content_type: &str,
        body: impl Into<Bytes>,
    ) -> Result<(), Malformed> {
        self.set(super::Name::ContentType, content_type)?;
        self.put_body(body.into())
    }

    /// Takes the body and its headers away.
    pub fn clear_body(&mut self) -> Result<(), Malformed> {
        for name in ["Content-Type", "Content-Disposition", "Content-Encoding", "Content-Language"]
        {
            self.remove(name);
        }
        self.put_body(Bytes::new())
    }

    fn put_body(&mut self, body: Bytes) -> Result<(), Malformed> {
        let store = self.shared.get_mut();
        let mut piece = Vec::new();
        let value = write_line(&mut piece, "Content-Length", body.len())?;
        let line = Span::new(0..piece.len());
        let source = store.add(piece.into())?;
        let known = Known::ContentLength;
        let field = Field { line, value, name_len: 14, source, known };
        match store.position(known, "") {
            Some(at) => store.fields[at] = field,
            None => store.fields.push(field),
        }
        let span = Span::new(0..body.len());
        store.body = (store.add(body)?, span);
        Ok(())
    }
}

impl Request {
    /// Replaces the Request-URI; headers carried in it are left out (RFC 3261 §19.1.5).
    pub fn set_uri(&mut self, uri: &Uri) -> Result<(), Malformed> {
        let method = self.method();
        let line = format!("{method} {} SIP/2.0\r\n", uri.without_headers());
        let start = method.as_str().len() + 1;
        let end = line.len() - " SIP/2.0\r\n".len();
        let line = Bytes::from(line);
        if memchr::memchr(b' ', &line[start..end]).is_some() {
            return Err(Problem::new("white space in the Request-URI").into());
        }
        let parts = Parts::read(&line, start..end).map_err(Problem::new)?;
        let store = self.shared.get_mut();
        let span = Span::new(0..line.len());
        let source = store.add(line)?;
        store.start_line = (source, span);
        store.start = Start::Request { method, uri: parts };
        Ok(())
    }
}

impl Response {
    /// Sets the tag of To if it has none.
    pub fn set_to_tag(&mut self, tag: &str) -> Result<(), Malformed> {
        if self.to_tag().is_some() {
            return Ok(());
        }
        let to = self.to().with_tag(tag)?;
        self.set(super::Name::To, &to)
    }
}
