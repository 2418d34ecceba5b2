//! A process that dies after some effects, and a store that tests take over from it.

use std::io;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::{Rng, Store};

/// How many effects a process has left; `None`: as many as it likes.
#[derive(Clone, Default)]
pub(crate) struct Power(Arc<Mutex<Option<u64>>>);

impl Power {
    pub(crate) fn of(effects: u64) -> Self {
        Self(Arc::new(Mutex::new(Some(effects))))
    }

    /// One effect, if the process still lives.
    pub(crate) fn step(&self) -> io::Result<()> {
        match &mut *self.0.lock() {
            Some(0) => Err(io::Error::other("killed")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    pub(crate) fn is_gone(&self) -> bool {
        *self.0.lock() == Some(0)
    }
}

/// Records that outlive the process that holds them.
#[derive(Clone, Default)]
pub(crate) struct Frail {
    /// The records, and how many of them are synced.
    records: Arc<Mutex<(Vec<Vec<u8>>, usize)>>,
    power: Power,
}

impl Frail {
    /// The same records for another process.
    pub(crate) fn with(&self, power: &Power) -> Self {
        Self { records: self.records.clone(), power: power.clone() }
    }

    /// The power failed: of what was not synced only a part is there.
    pub(crate) fn lose(&self, rng: &mut Rng) {
        let (records, synced) = &mut *self.records.lock();
        let kept = *synced + rng.below((records.len() - *synced) as u64 + 1) as usize;
        records.truncate(kept);
        *synced = kept;
    }

    /// Everything that lies there, as text.
    pub(crate) fn text(&self) -> String {
        let records = &self.records.lock().0;
        records.iter().map(|record| String::from_utf8_lossy(record) + "\n").collect()
    }
}

impl Store for Frail {
    fn read(&mut self) -> io::Result<Vec<Vec<u8>>> {
        self.power.step()?;
        Ok(self.records.lock().0.clone())
    }

    fn append(&mut self, record: &[u8]) -> io::Result<()> {
        self.power.step()?;
        self.records.lock().0.push(record.to_vec());
        Ok(())
    }

    fn sync(&mut self) -> io::Result<()> {
        self.power.step()?;
        let (records, synced) = &mut *self.records.lock();
        *synced = records.len();
        Ok(())
    }

    fn replace(&mut self, records: &[Vec<u8>]) -> io::Result<()> {
        self.power.step()?;
        *self.records.lock() = (records.to_vec(), records.len());
        Ok(())
    }
}
