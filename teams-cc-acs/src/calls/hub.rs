//! Where events find their calls.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::Hash;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use super::durable::{Ring, Store};
use super::incoming::IncomingCall;
use super::left::Left;
use super::leg::{Input, WishId};
use super::life::Life;
use super::prompts::Prompts;
use crate::CallAutomation;
use crate::events::{Event, EventBody, EventKind, GridEvent, Ringing};

/// Calls that ring and that nobody has taken yet; more are refused by silence, and the service
/// rings elsewhere.
const MOST_RINGING: usize = 1_000;
/// Events about calls that we do not know yet: they overtook the answer that names the call.
const MOST_STRAYS: usize = 1_000;
/// Ended calls whose late events are known as such.
const MOST_OVER: usize = 10_000;
/// Events that are known by their id when they come again.
const MOST_IDS: usize = 50_000;

/// What all handles share.
pub(crate) struct Hub {
    pub(crate) acs: CallAutomation,
    /// Our address, without a slash at its end.
    pub(crate) base: Arc<str>,
    book: Mutex<Book>,
    ringing: mpsc::Sender<IncomingCall>,
    rings: tokio::sync::Mutex<mpsc::Receiver<IncomingCall>>,
    pub(super) prompts: Prompts,
    /// The queue on disk, if there is one.
    store: OnceLock<Arc<Store>>,
    /// Calls of an earlier process that nobody has taken up yet.
    lefts: Mutex<VecDeque<(u64, Left)>>,
    left: Notify,
}

#[derive(Default)]
struct Book {
    legs: HashMap<u64, Entry>,
    by_connection: HashMap<String, u64>,
    over: Recent<u64>,
    seen: Recent<String>,
    strays: VecDeque<(String, Option<WishId>, EventKind, Box<EventBody>)>,
}

struct Entry {
    inputs: mpsc::Sender<Input>,
    life: std::sync::Weak<Life>,
}

/// The newest so many.
pub(super) struct Recent<T> {
    known: HashSet<T>,
    order: VecDeque<T>,
    most: usize,
}

impl<T: Hash + Eq + Clone> Recent<T> {
    pub(super) fn new(most: usize) -> Self {
        Self { known: HashSet::new(), order: VecDeque::new(), most }
    }

    /// Whether it is new.
    pub(super) fn add(&mut self, one: T) -> bool {
        if !self.known.insert(one.clone()) {
            return false;
        }
        self.order.push_back(one);
        if self.order.len() > self.most
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    /// Takes one of the newest back.
    pub(super) fn forget(&mut self, one: &T) {
        if self.known.remove(one)
            && let Some(place) = self.order.iter().rposition(|known| known == one)
        {
            self.order.remove(place);
        }
    }
}

impl Default for Recent<u64> {
    fn default() -> Self {
        Self::new(MOST_OVER)
    }
}

impl Default for Recent<String> {
    fn default() -> Self {
        Self::new(MOST_IDS)
    }
}

/// What is written into `operationContext`: which leg, which wish.
pub(super) fn context(key: u64, wish: WishId) -> String {
    format!("tcc.{key:016x}.{}", wish.0)
}

fn of_context(text: &str) -> Option<(u64, WishId)> {
    let (key, wish) = text.strip_prefix("tcc.")?.split_once('.')?;
    Some((u64::from_str_radix(key, 16).ok()?, WishId(wish.parse().ok()?)))
}

impl Hub {
    pub(super) fn new(acs: CallAutomation, base: &str) -> Arc<Self> {
        let (ringing, rings) = mpsc::channel(MOST_RINGING);
        Arc::new(Self {
            acs,
            base: base.trim_end_matches('/').into(),
            book: Mutex::default(),
            ringing,
            rings: tokio::sync::Mutex::new(rings),
            prompts: Prompts::default(),
            store: OnceLock::new(),
            lefts: Mutex::default(),
            left: Notify::new(),
        })
    }

    pub(super) fn register(&self, life: &Arc<Life>, inputs: mpsc::Sender<Input>) {
        let entry = Entry { inputs, life: Arc::downgrade(life) };
        self.book.lock().legs.insert(life.key, entry);
    }

    /// From now on events of this connection are this leg's; what came too early comes now.
    pub(super) fn bind(&self, key: u64, connection: &str) {
        let mut book = self.book.lock();
        if book.by_connection.insert(connection.to_owned(), key).is_some() {
            return;
        }
        let Some(entry) = book.legs.get(&key) else { return };
        let inputs = entry.inputs.clone();
        if let Some(life) = entry.life.upgrade() {
            life.bound(connection);
            if let Some(store) = self.store.get().filter(|_| !life.owes()) {
                store.up(&life, connection);
            }
        }
        drop(inputs.try_send(Input::Bound));
        let (early, rest) = std::mem::take(&mut book.strays)
            .into_iter()
            .partition::<VecDeque<_>, _>(|(of, ..)| of == connection);
        book.strays = rest;
        for (_, wish, kind, body) in early {
            drop(inputs.try_send(Input::News(wish, kind, body)));
        }
    }

    pub(super) fn forget(&self, key: u64, connection: Option<&str>) {
        let mut book = self.book.lock();
        book.legs.remove(&key);
        if let Some(connection) = connection {
            book.by_connection.remove(connection);
        }
        book.over.add(key);
    }

    /// Takes a verified event. `false` if it came before.
    pub(crate) fn take(&self, event: Event) -> bool {
        let Event { id, kind, body, .. } = event;
        let named = body.operation_context.as_deref().and_then(of_context);
        let connection = body.call_connection_id.clone().unwrap_or_default();
        let mut book = self.book.lock();
        if !book.seen.add(id) {
            return false;
        }
        let known = book.by_connection.get(&connection).copied();
        let key = known.or_else(|| {
            let (key, _) = named?;
            book.legs.contains_key(&key).then_some(key)
        });
        let wish = named.map(|(_, wish)| wish);
        if let Some(key) = key {
            drop(book);
            if known.is_none() && !connection.is_empty() {
                self.bind(key, &connection);
            }
            let inputs = self.book.lock().legs.get(&key).map(|entry| entry.inputs.clone());
            if let Some(inputs) = inputs {
                // A full inbox loses events as the network does: the machine looks for itself.
                drop(inputs.try_send(Input::News(wish, kind, Box::new(body))));
            }
            return true;
        }
        let over = named.is_some_and(|(key, _)| book.over.known.contains(&key));
        if over {
            drop(book);
            if kind == EventKind::CallConnected && !connection.is_empty() {
                self.leave(connection);
            }
            return true;
        }
        if book.strays.len() == MOST_STRAYS {
            book.strays.pop_front();
        }
        book.strays.push_back((connection, wish, kind, Box::new(body)));
        true
    }

    /// A call came up that nobody waits for any more: the caller would hear nothing for ever.
    fn leave(&self, connection: String) {
        let acs = self.acs.clone();
        tokio::spawn(async move {
            if let Err(error) = acs.api().call(&connection).hang_up().await {
                tracing::warn!(code = error.code(), "a call that came up late could not be left");
            }
        });
    }

    /// Takes news of Event Grid. `false` if it came before, or there is no room. `held` is let go
    /// when somebody has decided about the ring.
    pub(crate) fn take_grid(self: &Arc<Self>, event: GridEvent, held: Option<Ring>) -> bool {
        let GridEvent::Incoming { id, call } = event else { return true };
        // The same ring under two ids is one call.
        let ring = format!("ring:{}", call.incoming_call_context.as_deref().unwrap_or(&id));
        let is_new = {
            let mut book = self.book.lock();
            let new = book.seen.add(id);
            book.seen.add(ring) && new
        };
        is_new && self.ring(*call, held)
    }

    fn ring(self: &Arc<Self>, call: Ringing, held: Option<Ring>) -> bool {
        let ring = IncomingCall::start(Arc::clone(self), call, held);
        // Without room the call is dropped, and so refused.
        self.ringing.try_send(ring).is_ok()
    }

    pub(super) async fn next_call(&self) -> IncomingCall {
        let mut rings = self.rings.lock().await;
        match rings.recv().await {
            Some(call) => call,
            // The hub holds a sender itself.
            None => std::future::pending().await,
        }
    }

    /// From now on everything goes through this queue. Only the first counts.
    pub(crate) fn store_in(&self, store: Arc<Store>) {
        drop(self.store.set(store));
    }

    pub(crate) fn store(&self) -> Option<&Arc<Store>> {
        self.store.get()
    }

    /// Keeps a call of an earlier process for whoever wants it, for so long.
    pub(super) async fn offer_left(&self, left: Left, within: Duration) {
        let number = self.acs.fork_rng().next_u64();
        self.lefts.lock().push_back((number, left));
        self.left.notify_one();
        tokio::time::sleep(within).await;
        let mut lefts = self.lefts.lock();
        let place = lefts.iter().position(|(of, _)| *of == number);
        // Dropped after the lock is free.
        let unwanted = place.and_then(|place| lefts.remove(place));
        drop(lefts);
        drop(unwanted);
    }

    pub(super) async fn next_left(&self) -> Left {
        loop {
            let arrived = self.left.notified();
            let next = self.lefts.lock().pop_front();
            if let Some((_, left)) = next {
                // Whoever waits beside us may go on.
                self.left.notify_one();
                return left;
            }
            arrived.await;
        }
    }

    /// The call of a connection.
    pub(crate) fn life(&self, connection: &str) -> Option<Arc<Life>> {
        let book = self.book.lock();
        let key = book.by_connection.get(connection)?;
        book.legs.get(key)?.life.upgrade()
    }

    pub(super) fn len(&self) -> usize {
        self.book.lock().legs.len()
    }
}
