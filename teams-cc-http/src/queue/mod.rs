//! A queue that survives `kill -9`: first on disk, then answered.

mod disk;
mod log;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;
use std::sync::{Arc, mpsc};

use parking_lot::Mutex;
use tokio::sync::{Notify, oneshot};

use teams_cc_core::Error;

pub use self::disk::{Disk, Folder};
use self::log::Log;
use crate::error;

/// One write covers at most so many waiting posts.
const LARGEST_GROUP: usize = 4_096;

/// How much a [`DurableQueue`] holds. At a limit it is full: the post is answered 503 and comes
/// again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct QueueLimits {
    /// Records (1,000,000).
    pub records: usize,
    /// Bytes of records (512 MiB). They are held in memory too.
    pub bytes: usize,
    /// A file of the log (64 MiB); it is removed when all of it was acknowledged.
    pub file: usize,
}

impl Default for QueueLimits {
    fn default() -> Self {
        Self { records: 1_000_000, bytes: 512 * 1024 * 1024, file: 64 * 1024 * 1024 }
    }
}

/// Records that outlive the process, in order. Cheap to clone; the last clone ends the writer.
///
/// [`put`](Self::put) returns when the records are on disk: one write and one `fdatasync` for all
/// that wait meanwhile. [`take`](Self::take) gives the oldest that nobody has;
/// [`Taken::acknowledge`] removes it for good. What was taken and not acknowledged when the process
/// dies is given again: at least once, never lost.
///
/// # Source
/// RS-66.
#[derive(Clone)]
pub struct DurableQueue(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    writer: mpsc::Sender<Order>,
}

struct Shared {
    held: Mutex<Held>,
    arrived: Notify,
    limits: QueueLimits,
}

#[derive(Default)]
struct Held {
    records: BTreeMap<u64, Arc<[u8]>>,
    /// Not taken yet.
    waiting: BTreeSet<u64>,
    /// On their way to the disk.
    reserved: usize,
    bytes: usize,
}

enum Order {
    Put(Vec<Vec<u8>>, oneshot::Sender<Result<(), Error>>),
    Acknowledge(u64),
}

impl DurableQueue {
    /// Opens the queue in a folder of its own, makes it if there is none.
    ///
    /// # Errors
    /// `TCC-HTTP-0302`: the folder cannot be written, or another process has it.
    pub fn open(folder: impl AsRef<Path>, limits: QueueLimits) -> Result<Self, Error> {
        Self::on(Folder::open(folder.as_ref()).map_err(error::queue_broken)?, limits)
    }

    /// Opens the queue on a disk of yours.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn on(disk: impl Disk + 'static, limits: QueueLimits) -> Result<Self, Error> {
        let (log, records) = Log::open(disk, limits.file).map_err(error::queue_broken)?;
        let mut held = Held::default();
        for (number, record) in records {
            held.bytes += record.len();
            held.waiting.insert(number);
            held.records.insert(number, record.into());
        }
        let shared = Arc::new(Shared { held: Mutex::new(held), arrived: Notify::new(), limits });
        let (writer, orders) = mpsc::channel();
        let kept = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("teams-cc-queue".to_owned())
            .spawn(move || write(log, &orders, &kept))
            .map_err(error::queue_broken)?;
        Ok(Self(Arc::new(Inner { shared, writer })))
    }

    /// What a folder holds that was not acknowledged, oldest first, without opening it: for looking,
    /// also while a process has it.
    ///
    /// # Errors
    /// `TCC-HTTP-0302` if the folder cannot be read.
    pub fn peek(folder: impl AsRef<Path>) -> Result<Vec<Vec<u8>>, Error> {
        let records = log::read(&mut Folder::look(folder.as_ref())).map_err(error::queue_broken)?;
        Ok(records.into_values().collect())
    }

    /// Puts records at the end, all or none. Returns when they are on disk.
    ///
    /// # Errors
    /// `TCC-HTTP-0301` if there is no room, `TCC-HTTP-0302` if the disk fails.
    ///
    /// # Cancel safety
    /// What a dropped future wanted to put may be put.
    pub async fn put(&self, records: Vec<Vec<u8>>) -> Result<(), Error> {
        let shared = &self.0.shared;
        let size = records.iter().map(Vec::len).sum::<usize>();
        {
            let mut held = shared.held.lock();
            let count = held.records.len() + held.reserved + records.len();
            if count > shared.limits.records || held.bytes + size > shared.limits.bytes {
                return Err(error::queue_full());
            }
            held.reserved += records.len();
            held.bytes += size;
        }
        let (done, result) = oneshot::channel();
        let gone = || error::queue_broken(std::io::Error::other("the writer has ended"));
        self.0.writer.send(Order::Put(records, done)).map_err(|_| gone())?;
        result.await.map_err(|_| gone())?
    }

    /// The oldest record that nobody has; waits for one.
    ///
    /// # Cancel safety
    /// A dropped future has taken nothing.
    pub async fn take(&self) -> Taken {
        loop {
            let arrived = self.0.shared.arrived.notified();
            if let Some(taken) = self.try_take() {
                return taken;
            }
            arrived.await;
        }
    }

    /// The oldest record that nobody has, if there is one now.
    pub fn try_take(&self) -> Option<Taken> {
        let mut held = self.0.shared.held.lock();
        let number = held.waiting.pop_first()?;
        let record = held.records.get(&number).map(Arc::clone)?;
        if !held.waiting.is_empty() {
            // Whoever waits beside us may go on.
            self.0.shared.arrived.notify_one();
        }
        Some(Taken { number, record, queue: self.clone(), acknowledged: false })
    }

    /// Records that were not acknowledged.
    pub fn len(&self) -> usize {
        self.0.shared.held.lock().records.len()
    }

    /// Whether all was acknowledged.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl fmt::Debug for DurableQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DurableQueue")
            .field("records", &self.len())
            .field("limits", &self.0.shared.limits)
            .finish()
    }
}

/// A record that is yours until you acknowledge it. Dropped without that, it goes back to its
/// place.
#[must_use = "dropping it puts it back"]
pub struct Taken {
    number: u64,
    record: Arc<[u8]>,
    queue: DurableQueue,
    acknowledged: bool,
}

impl Taken {
    /// What was put.
    pub fn record(&self) -> &[u8] {
        &self.record
    }

    /// It is done: it will not be given again, unless the machine loses power within the next
    /// moments.
    pub fn acknowledge(mut self) {
        self.acknowledged = true;
        let mut held = self.queue.0.shared.held.lock();
        held.records.remove(&self.number);
        held.bytes = held.bytes.saturating_sub(self.record.len());
        drop(held);
        // Without a writer the disk has failed: the record comes again, as promised.
        let _ = self.queue.0.writer.send(Order::Acknowledge(self.number));
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        if !self.acknowledged {
            self.queue.0.shared.held.lock().waiting.insert(self.number);
            self.queue.0.shared.arrived.notify_one();
        }
    }
}

impl fmt::Debug for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Taken").field("number", &self.number).finish_non_exhaustive()
    }
}

/// The writer: takes what waits, writes it at once, answers all.
fn write(mut log: Log<impl Disk>, orders: &mpsc::Receiver<Order>, shared: &Shared) {
    while let Ok(first) = orders.recv() {
        let mut puts = Vec::new();
        let rest = std::iter::from_fn(|| orders.try_recv().ok()).take(LARGEST_GROUP);
        for order in std::iter::once(first).chain(rest) {
            match order {
                Order::Acknowledge(number) => log.acknowledge(number),
                Order::Put(records, done) => {
                    let first = log.next();
                    records.iter().for_each(|record| log.put(record));
                    puts.push((first, records, done));
                }
            }
        }
        // Acknowledgements alone need no sync: losing one repeats a record, which is allowed.
        let written = if puts.is_empty() { log.write() } else { log.write_and_sync() };
        let failed = written.err();
        let mut held = shared.held.lock();
        for (first, records, done) in puts {
            held.reserved = held.reserved.saturating_sub(records.len());
            let result = match &failed {
                None => {
                    for (number, record) in (first..).zip(records) {
                        held.records.insert(number, record.into());
                        held.waiting.insert(number);
                    }
                    Ok(())
                }
                Some(failed) => {
                    let size = records.iter().map(Vec::len).sum::<usize>();
                    held.bytes = held.bytes.saturating_sub(size);
                    let text = failed.to_string();
                    Err(error::queue_broken(std::io::Error::new(failed.kind(), text)))
                }
            };
            let _ = done.send(result);
        }
        drop(held);
        shared.arrived.notify_one();
    }
}
