//! What the accept loops and connections share with the driver: the ways to it, the numbering of
//! flows, and the census that says whether there is room for one more.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, mpsc};

use super::Event;
use crate::Flow;
use crate::config::Limits;
use crate::driver::stream::FromStream;

/// TLS handshakes under way at once; more callers wait in the listener's backlog (RS-31).
const HANDSHAKES: usize = 256;

/// What the accept loops and connections share with the driver.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) opened: mpsc::Sender<Event>,
    pub(super) streams: mpsc::Sender<FromStream>,
    flows: Mutex<u64>,
    census: Mutex<Census>,
    pub(super) handshakes: Semaphore,
}

/// How many connections there are, in all and by source.
#[derive(Debug, Default)]
struct Census {
    all: usize,
    by_source: HashMap<IpAddr, usize>,
}

/// A place in the census; given back on drop.
pub(super) struct Place {
    shared: Arc<Shared>,
    source: IpAddr,
}

impl Shared {
    pub(super) fn new(opened: mpsc::Sender<Event>, streams: mpsc::Sender<FromStream>) -> Self {
        Self {
            opened,
            streams,
            flows: Mutex::new(0),
            census: Mutex::default(),
            handshakes: Semaphore::new(HANDSHAKES),
        }
    }

    pub(super) fn flow(&self) -> Flow {
        let mut last = self.flows.lock();
        *last += 1;
        Flow(*last)
    }

    pub(super) fn admit(self: &Arc<Self>, source: IpAddr, limits: &Limits) -> Option<Place> {
        let mut census = self.census.lock();
        let of_source = census.by_source.get(&source).copied().unwrap_or(0);
        if census.all >= limits.connections || of_source >= limits.connections_of_one {
            return None;
        }
        census.all += 1;
        census.by_source.insert(source, of_source + 1);
        Some(Place { shared: self.clone(), source })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut census = self.shared.census.lock();
        census.all -= 1;
        if let Some(count) = census.by_source.get_mut(&self.source) {
            *count -= 1;
            if *count == 0 {
                census.by_source.remove(&self.source);
            }
        }
    }
}
