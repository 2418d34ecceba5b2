//! What came in outlives the process: first on disk, then answered.
//!
//! One queue holds four kinds of records: events of calls, news of Event Grid, calls that are up,
//! and the ids of what was done. An event is done when its call has it; a ring when somebody has
//! decided; a call that is up when it is over.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use teams_cc_core::{Error, TenantId};
use teams_cc_http::queue::{DurableQueue, Taken};

use super::hub::{Hub, Recent};
use super::left::Left;
use super::life::Life;
use crate::events::{Event, GridEvent};
use crate::models::Identifier;

/// So many ids of what was done are known after a restart.
const MOST_IDS: usize = 50_000;
/// So much is handed over before it is marked as done, with one write.
const LARGEST_BATCH: usize = 256;

/// One record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Record {
    /// A verified event of a call.
    Call(Value),
    /// News of Event Grid.
    Grid(Value),
    /// A call that is up.
    Up(Up),
    /// Ids of what was done, so that it is no news when it comes again.
    Done(Vec<String>),
}

/// What must be known of a call to find it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Up {
    /// Which process had it.
    process: String,
    pub(crate) connection: String,
    pub(crate) peer: Option<String>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) teams_phone: bool,
}

/// The queue of one hub.
pub(crate) struct Store {
    queue: DurableQueue,
    process: String,
    /// Ids of what is in the queue, or was done lately.
    seen: Mutex<Recent<String>>,
    pump: Mutex<Option<tokio::task::AbortHandle>>,
}

impl Store {
    /// Takes up what an earlier process left, and hands over from now on.
    pub(crate) fn open(queue: DurableQueue, before: &[Vec<u8>], hub: &Arc<Hub>) -> Arc<Self> {
        let mut seen = Recent::new(MOST_IDS);
        for record in before {
            match serde_json::from_slice(record) {
                Ok(Record::Call(item) | Record::Grid(item)) => {
                    seen.add(id_of(&item));
                }
                Ok(Record::Done(ids)) => {
                    ids.into_iter().for_each(|id| {
                        seen.add(id);
                    });
                }
                Ok(Record::Up(_)) | Err(_) => {}
            }
        }
        // Not of the seed of a test: two processes never have the same.
        let process = uuid::Uuid::new_v4().to_string();
        let store =
            Arc::new(Self { queue, process, seen: Mutex::new(seen), pump: Mutex::default() });
        let pump = tokio::spawn(pump(Arc::downgrade(&store), Arc::downgrade(hub)));
        *store.pump.lock() = Some(pump.abort_handle());
        store
    }

    /// Puts the items that are new on disk; returns when they are there.
    ///
    /// # Errors
    /// `TCC-HTTP-0301`: no room; `TCC-HTTP-0302`: the disk fails. Nothing was taken then.
    pub(crate) async fn put(&self, items: Vec<Value>, is_grid: bool) -> Result<(), Error> {
        let (mut records, mut ids) = (Vec::new(), Vec::new());
        {
            let mut seen = self.seen.lock();
            for item in items {
                let id = id_of(&item);
                if seen.add(id.clone()) {
                    ids.push(id);
                    records.push(write(&if is_grid {
                        Record::Grid(item)
                    } else {
                        Record::Call(item)
                    }));
                }
            }
        }
        if records.is_empty() {
            return Ok(());
        }
        let mut undo = Undo { seen: &self.seen, ids };
        self.queue.put(records).await?;
        undo.ids.clear();
        Ok(())
    }

    /// Notes that this call is up.
    pub(crate) fn up(self: &Arc<Self>, life: &Life, connection: &str) {
        let up = Up {
            process: self.process.clone(),
            connection: connection.to_owned(),
            peer: life.peer.as_ref().map(|peer| peer.raw_id().to_owned()),
            tenant: life.tenant,
            teams_phone: life.teams_phone,
        };
        let queue = self.queue.clone();
        tokio::spawn(async move {
            // Without room the call lives all the same; only a crash would not find it again.
            if let Err(error) = queue.put(vec![write(&Record::Up(up))]).await {
                tracing::warn!(code = error.code(), "a call that is up could not be written down");
            }
        });
    }

    /// Puts what was done on disk; its records may be forgotten afterwards.
    async fn done(&self, ids: Vec<String>) {
        if ids.is_empty() {
            return;
        }
        // Without it a repetition after a crash is taken for news, as it is when an event is given
        // again.
        if let Err(error) = self.queue.put(vec![write(&Record::Done(ids))]).await {
            tracing::warn!(code = error.code(), "what was done could not be written down");
        }
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(pump) = self.pump.lock().take() {
            pump.abort();
        }
    }
}

/// What could not be put, or whose answer nobody waits for, may come again as news.
struct Undo<'a> {
    seen: &'a Mutex<Recent<String>>,
    ids: Vec<String>,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        let mut seen = self.seen.lock();
        self.ids.iter().for_each(|id| seen.forget(id));
    }
}

fn id_of(item: &Value) -> String {
    item.get("id").and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn write(record: &Record) -> Vec<u8> {
    // Values and texts are always JSON.
    serde_json::to_vec(record).unwrap_or_default()
}

/// A ring that nobody has decided about: dropped, it is done.
pub(crate) struct Ring {
    taken: Option<Taken>,
    id: String,
    store: Weak<Store>,
}

impl Drop for Ring {
    fn drop(&mut self) {
        let (Some(taken), Some(store)) = (self.taken.take(), self.store.upgrade()) else { return };
        let id = std::mem::take(&mut self.id);
        // Outside of a runtime the program ends: the ring is given again to the next one.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                store.done(vec![id]).await;
                taken.acknowledge();
            });
        }
    }
}

/// Hands over, in the order in which it came.
async fn pump(store: Weak<Store>, hub: Weak<Hub>) {
    let Some(queue) = store.upgrade().map(|store| store.queue.clone()) else { return };
    let mut remembered: VecDeque<(usize, Taken)> = VecDeque::new();
    let mut ids = 0;
    loop {
        let mut next = Some(queue.take().await);
        let (Some(store), Some(hub)) = (store.upgrade(), hub.upgrade()) else { return };
        let (mut done, mut over) = (Vec::new(), Vec::new());
        while let Some(taken) = next.take() {
            match serde_json::from_slice(taken.record()) {
                Ok(Record::Call(item)) => {
                    over.push(id_of(&item));
                    if let Ok(event) = Event::of(item) {
                        hub.take(event);
                    }
                    done.push(taken);
                }
                Ok(Record::Grid(item)) => {
                    let id = id_of(&item);
                    match GridEvent::of(item) {
                        Ok(event @ GridEvent::Incoming { .. }) => {
                            let store = Arc::downgrade(&store);
                            hub.take_grid(event, Some(Ring { taken: Some(taken), id, store }));
                        }
                        read => {
                            over.push(id);
                            if let Ok(event) = read {
                                hub.take_grid(event, None);
                            }
                            done.push(taken);
                        }
                    }
                }
                Ok(Record::Up(up)) => match hub.life(&up.connection) {
                    Some(life) => life.owe(taken),
                    // It was over before this was on disk.
                    None if up.process == store.process => done.push(taken),
                    None => Left::found(&hub, up, taken),
                },
                Ok(Record::Done(list)) => {
                    ids += list.len();
                    remembered.push_back((list.len(), taken));
                    while ids > MOST_IDS
                        && let Some((count, oldest)) = remembered.pop_front()
                    {
                        ids -= count;
                        oldest.acknowledge();
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "a record of another version is left out");
                    done.push(taken);
                }
            }
            if done.len() < LARGEST_BATCH {
                next = queue.try_take();
            }
        }
        drop(hub);
        store.done(over).await;
        done.into_iter().for_each(Taken::acknowledge);
    }
}

impl Up {
    pub(crate) fn peer(&self) -> Option<Identifier> {
        self.peer.clone().map(Identifier::from_raw_id)
    }
}
