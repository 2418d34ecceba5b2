//! Every SIP message a trunk sends or receives, as a stream: for ladders and captures (DR-145).
//!
//! Off until somebody subscribes; then each message is kept once and shared. A listener that lags
//! misses the oldest entries and is told how many.

mod ladder;
mod pcap;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use tokio::sync::broadcast;

pub use ladder::Ladder;
pub use pcap::PcapWriter;

use crate::Transport;
use crate::trunk::Ends;

/// Entries that a slow listener may lag behind.
const ENTRIES: usize = 4_096;

/// Which way a message went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Direction {
    /// To us.
    In,
    /// From us.
    Out,
}

/// One message, or one piece of a stream, on the wire.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// When.
    pub at: SystemTime,
    /// Whose.
    pub trunk: Arc<str>,
    /// How it travelled.
    pub transport: Transport,
    /// Which way.
    pub direction: Direction,
    /// Our side.
    pub local: SocketAddr,
    /// The other side.
    pub peer: SocketAddr,
    /// What.
    pub bytes: Bytes,
}

impl Entry {
    /// The first line: a request line or a status line.
    pub fn first_line(&self) -> &str {
        let end = memchr::memchr2(b'\r', b'\n', &self.bytes).unwrap_or(self.bytes.len());
        std::str::from_utf8(&self.bytes[..end]).unwrap_or("(no text)")
    }

    /// The value of a header, found without reading the rest; long and compact names.
    pub fn header(&self, name: &str, compact: &str) -> Option<&str> {
        let head = memchr::memmem::find(&self.bytes, b"\r\n\r\n").unwrap_or(self.bytes.len());
        std::str::from_utf8(&self.bytes[..head]).ok()?.split("\r\n").skip(1).find_map(|line| {
            let (found, value) = line.split_once(':')?;
            let found = found.trim_end();
            (found.eq_ignore_ascii_case(name) || found.eq_ignore_ascii_case(compact))
                .then(|| value.trim())
        })
    }

    /// The Call-ID.
    pub fn call_id(&self) -> Option<&str> {
        self.header("Call-ID", "i")
    }
}

/// What a trunk records into.
#[derive(Clone, Debug)]
pub(crate) struct Tracer {
    trunk: Arc<str>,
    entries: broadcast::Sender<Arc<Entry>>,
}

impl Tracer {
    pub(crate) fn new(trunk: &str) -> Self {
        Self { trunk: trunk.into(), entries: broadcast::channel(ENTRIES).0 }
    }

    pub(crate) fn subscribe(&self) -> Trace {
        Trace { entries: self.entries.subscribe() }
    }

    /// Costs one comparison while nobody listens.
    pub(crate) fn record(&self, direction: Direction, ends: &Ends, bytes: impl FnOnce() -> Bytes) {
        if self.entries.receiver_count() == 0 {
            return;
        }
        let bytes = bytes();
        // Keep-alives are no messages.
        if bytes.iter().all(|b| matches!(b, b'\r' | b'\n')) {
            return;
        }
        let entry = Entry {
            at: SystemTime::now(),
            trunk: self.trunk.clone(),
            transport: ends.transport,
            direction,
            local: ends.local,
            peer: ends.peer,
            bytes,
        };
        self.entries.send(Arc::new(entry)).ok();
    }
}

/// A stream of [`Entry`]s.
#[derive(Debug)]
pub struct Trace {
    entries: broadcast::Receiver<Arc<Entry>>,
}

impl Trace {
    /// The next one; `None` when the trunk is gone.
    pub async fn next(&mut self) -> Option<Arc<Entry>> {
        loop {
            match self.entries.recv().await {
                Ok(entry) => return Some(entry),
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "trace entries were not taken in time");
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }

    /// One that is there already.
    pub fn try_next(&mut self) -> Option<Arc<Entry>> {
        loop {
            match self.entries.try_recv() {
                Ok(entry) => return Some(entry),
                Err(broadcast::error::TryRecvError::Lagged(_)) => {}
                Err(_) => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests;
