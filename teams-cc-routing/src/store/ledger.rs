//! A store in use: what was appended since it was rewritten, and whether it can be believed.

use std::io;
use std::time::Duration;

use serde::Serialize;
use teams_cc_core::{Error, ErrorKind, Retry, Store};

/// A store smaller than this is not rewritten for its size.
const LEAST: usize = 4 * 1024 * 1024;

pub(crate) struct Ledger {
    store: Box<dyn Store>,
    /// Octets since it was rewritten, and those of that time.
    appended: usize,
    whole: usize,
    is_synced: bool,
    /// Something failed: nothing is known of what lies there, and nothing more is put there.
    is_broken: bool,
}

impl Ledger {
    /// A store, and what it holds.
    pub(crate) fn open(mut store: Box<dyn Store>) -> Result<(Self, Vec<Vec<u8>>), Error> {
        let records = store.read().map_err(|error| broken().with_source(error))?;
        let whole = records.iter().map(Vec::len).sum();
        let ledger = Self { store, appended: 0, whole, is_synced: true, is_broken: false };
        Ok((ledger, records))
    }

    /// Outlives the process from here on.
    pub(crate) fn append(&mut self, record: &[u8]) -> Result<(), Error> {
        self.appended += record.len();
        self.is_synced = false;
        self.ask(|store| store.append(record))
    }

    /// All of it outlives a loss of power from here on. Whoever comes while another one syncs
    /// waits for the lock, and has nothing left to do.
    #[cfg(feature = "tokio")]
    pub(crate) fn sync(&mut self) -> Result<(), Error> {
        if self.is_synced && !self.is_broken {
            return Ok(());
        }
        self.ask(|store| store.sync())?;
        self.is_synced = true;
        Ok(())
    }

    /// More was appended than there was.
    pub(crate) fn is_due(&self) -> bool {
        self.appended > self.whole.max(LEAST)
    }

    pub(crate) fn rewrite(&mut self, records: &[Vec<u8>]) -> Result<(), Error> {
        self.ask(|store| store.replace(records))?;
        (self.appended, self.is_synced) = (0, true);
        self.whole = records.iter().map(Vec::len).sum();
        Ok(())
    }

    fn ask(&mut self, ask: impl FnOnce(&mut dyn Store) -> io::Result<()>) -> Result<(), Error> {
        if self.is_broken {
            return Err(broken());
        }
        ask(self.store.as_mut()).map_err(|error| {
            self.is_broken = true;
            let error = broken().with_source(error);
            tracing::error!(error = %error.report(), "what happens is not written down any more");
            error
        })
    }
}

/// A record as it is written: our own types are always JSON.
pub(crate) fn written(record: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(record).unwrap_or_default()
}

fn broken() -> Error {
    Error::new("TCC-ROUTING-0011", ErrorKind::Unavailable, "it could not be written down")
        .cause("the store failed, now or earlier")
        .fix("make room or mend the disk, then start again: what was written down is read")
        .with_retry(Retry::After(Duration::from_secs(30)))
}
