//! The history in a store: each contact as it is after each change.

use serde::{Deserialize, Serialize};
use teams_cc_core::channel::Identity;
use teams_cc_core::{Error, Happened, Store};

use super::book::Book;
use super::{Contact, ContactId, Kept};
use crate::store::{Ledger, written};

/// One record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record<C, I> {
    /// A contact as it is now.
    Contact(C),
    /// Both are one customer.
    Joined(I, I),
}

/// What is known, and where it is written.
#[derive(Default)]
pub(super) struct Noted {
    pub(super) book: Book,
    pub(super) ledger: Option<Ledger>,
}

impl Noted {
    pub(super) fn read(kept: Kept, store: Box<dyn Store>) -> Result<Self, Error> {
        let (ledger, records) = Ledger::open(store)?;
        let mut book = Book::new(kept);
        for record in records {
            match serde_json::from_slice(&record) {
                Ok(Record::<Contact, Identity>::Contact(contact)) => book.put(contact),
                // It fitted when it was written; with smaller limits now it may not.
                Ok(Record::Joined(one, other)) => drop(book.join(&one, &other)),
                Err(error) => tracing::error!(%error, "a record of another version is left out"),
            }
        }
        Ok(Self { book, ledger: Some(ledger) })
    }

    /// A contact has changed.
    pub(super) fn note(&mut self, id: ContactId) {
        if self.ledger.is_some()
            && let Some(contact) = self.book.contact(id)
        {
            self.append(&written(&Record::<_, Identity>::Contact(contact)));
        }
    }

    pub(super) fn joined(&mut self, one: &Identity, other: &Identity) {
        if self.ledger.is_some() {
            self.append(&written(&Record::<Contact, _>::Joined(one, other)));
        }
    }

    pub(super) fn heed(&mut self, happened: &Happened) {
        if let Some(id) = self.book.heed(happened) {
            self.note(id);
        }
    }

    fn append(&mut self, record: &[u8]) {
        let Some(ledger) = &mut self.ledger else { return };
        // A failure is said in the log; the history goes on in memory.
        drop(ledger.append(record));
        if ledger.is_due() {
            drop(self.rewrite());
        }
    }

    /// What counts, and nothing else.
    pub(super) fn rewrite(&mut self) -> Result<(), Error> {
        let Some(ledger) = &mut self.ledger else { return Ok(()) };
        let mut records = Vec::new();
        for (identities, contacts) in self.book.customers() {
            let contact = |one| written(&Record::<_, Identity>::Contact(one));
            records.extend(contacts.map(contact));
            let (first, others) =
                identities.split_first().map_or((None, &[][..]), |(f, o)| (Some(f), o));
            let join =
                |other| first.map(|first| written(&Record::<Contact, _>::Joined(first, other)));
            records.extend(others.iter().filter_map(join));
        }
        ledger.rewrite(&records)
    }
}
