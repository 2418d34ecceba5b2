//! What a message is made of: octets, and an index of spans into them.
//!
//! Indexes are kept in a small pool of the thread when a message is dropped: after warm-up, reading
//! a message allocates nothing.

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;

use super::headers::{AddrParts, CSeq, ViaParts};
use super::lex::Span;
use super::method::Method;
use super::name::Known;
use super::status::StatusCode;
use super::uri::Parts;

/// Octets that the index points into: 0 is what was received, others are edits.
pub(crate) type Source = u16;
pub(crate) const WIRE: Source = 0;

/// One header field.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// The whole field with all folded lines and the last line end.
    pub(crate) line: Span,
    /// Without white space at the ends.
    pub(crate) value: Span,
    pub(crate) name_len: u16,
    pub(crate) source: Source,
    pub(crate) known: Known,
}

impl Field {
    pub(crate) fn name(&self) -> Range<usize> {
        let start = self.line.start as usize;
        start..start + usize::from(self.name_len)
    }
}

#[derive(Clone, Debug)]
pub(crate) enum Start {
    Request { method: Method, uri: Parts },
    Response { status: StatusCode, phrase: Span },
}

/// The five headers without which nothing can be done; read once, when the message is.
#[derive(Clone, Debug)]
pub(crate) struct Essentials {
    pub(crate) via: (Source, ViaParts),
    pub(crate) from: (Source, AddrParts),
    pub(crate) to: (Source, AddrParts),
    pub(crate) call_id: (Source, Span),
    pub(crate) cseq: CSeq,
}

#[derive(Clone, Debug)]
pub(crate) struct Store {
    /// What was received: this message only.
    pub(crate) wire: Bytes,
    /// What was written over it, one piece for each edit.
    pub(crate) annex: Vec<Bytes>,
    pub(crate) start: Start,
    /// The start line with its line end.
    pub(crate) start_line: (Source, Span),
    pub(crate) fields: Vec<Field>,
    pub(crate) essentials: Essentials,
    pub(crate) body: (Source, Span),
    /// False: `wire` is the message.
    pub(crate) edited: bool,
}

impl Store {
    fn empty() -> Self {
        Self {
            wire: Bytes::new(),
            annex: Vec::new(),
            start: Start::Request { method: Method::Options, uri: Parts::default() },
            start_line: (WIRE, Span::default()),
            fields: Vec::with_capacity(32),
            essentials: Essentials {
                via: (WIRE, ViaParts::default()),
                from: (WIRE, AddrParts::default()),
                to: (WIRE, AddrParts::default()),
                call_id: (WIRE, Span::default()),
                cseq: CSeq::new(0, Method::Options),
            },
            body: (WIRE, Span::default()),
            edited: false,
        }
    }

    /// Lets go of all octets, keeps the room for the index.
    fn clear(&mut self) {
        self.wire = Bytes::new();
        self.annex.clear();
        self.fields.clear();
        self.edited = false;
        // An unknown method holds octets.
        self.start = Start::Request { method: Method::Options, uri: Parts::default() };
        self.essentials.cseq = CSeq::new(0, Method::Options);
        self.body = (WIRE, Span::default());
    }

    pub(crate) fn source(&self, source: Source) -> &Bytes {
        match source {
            WIRE => &self.wire,
            n => &self.annex[usize::from(n) - 1],
        }
    }

    pub(crate) fn name_of(&self, field: &Field) -> &[u8] {
        &self.source(field.source)[field.name()]
    }

    pub(crate) fn value_of(&self, field: &Field) -> &[u8] {
        field.value.of(self.source(field.source))
    }

    pub(crate) fn first(&self, known: Known) -> Option<&Field> {
        self.fields.iter().find(|field| field.known == known)
    }

    /// The fields of a name; unknown names compare without case.
    pub(crate) fn named<'a>(
        &'a self,
        known: Known,
        text: &'a str,
    ) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| self.is_named(field, known, text))
    }

    pub(crate) fn is_named(&self, field: &Field, known: Known, text: &str) -> bool {
        field.known == known
            && (known != Known::Other || self.name_of(field).eq_ignore_ascii_case(text.as_bytes()))
    }
}

/// Indexes kept for reuse by each thread: enough for the messages that one round of a driver
/// holds at a time.
const POOL: usize = 32;
/// Indexes with more room than this (fields) are not kept: a header bomb must not stay in memory.
const POOL_FIELDS: usize = 64;

thread_local! {
    static FREE: RefCell<Vec<Arc<Store>>> = const { RefCell::new(Vec::new()) };
}

/// A shared store that goes back to the pool with its last owner.
#[derive(Debug)]
pub(crate) struct Shared(Option<Arc<Store>>);

impl Shared {
    /// An empty store, from the pool if there is one.
    pub(crate) fn take() -> Self {
        let free = FREE.try_with(|free| free.borrow_mut().pop()).ok().flatten();
        Self(Some(free.unwrap_or_else(|| Arc::new(Store::empty()))))
    }

    pub(crate) fn get(&self) -> &Store {
        // Present until drop.
        self.0.as_deref().expect("a store is only taken out by drop")
    }

    /// To change it: copies the index (never the octets) if somebody else has it too.
    pub(crate) fn get_mut(&mut self) -> &mut Store {
        Arc::make_mut(self.0.as_mut().expect("a store is only taken out by drop"))
    }
}

impl Clone for Shared {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let Some(mut store) = self.0.take() else { return };
        let Some(last) = Arc::get_mut(&mut store) else { return };
        if last.fields.capacity() > POOL_FIELDS {
            return;
        }
        last.clear();
        // While a thread ends its pool may be gone already: then the store is freed.
        let _ = FREE.try_with(|free| {
            if let Ok(mut free) = free.try_borrow_mut()
                && free.len() < POOL
            {
                free.push(store);
            }
        });
    }
}
