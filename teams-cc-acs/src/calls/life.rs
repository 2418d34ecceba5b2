//! What the handles of one call share, and the loop that turns its machine.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use parking_lot::Mutex;
use teams_cc_core::{CallId, Clock as _, Ended, Error, Key, Machine, TenantId};
use teams_cc_http::queue::Taken;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::AbortHandle;

use super::hub::Hub;
use super::leg::{Event, Failure, Fruit, Input, Leg, Output, RequestId, Wish, WishId};
use super::wire;
use crate::events::EventKind;
use crate::media::Lines;
use crate::models::{CallParticipant, Hidden, Identifier};

/// Inputs that wait for the machine; events beyond it are lost, wishes wait.
const INBOX: usize = 256;
/// Keys that nobody has taken; the newest are dropped beyond it.
const KEYS: usize = 64;
/// Events that a slow listener has not taken.
const EVENTS: usize = 64;
/// People of one call whose leaving is noticed; a call has 350 at a time at most.
const MOST_SEEN: usize = 2_000;
/// After the end, a pulse notices that the last handle has gone.
const PULSE: Duration = Duration::from_secs(60);

/// The end of a call follows so soon on what it has cut short.
const END_WITHIN: Duration = Duration::from_secs(1);

pub(super) type Outcome = Result<Fruit, Failure>;

/// One call, as long as anybody has a handle.
pub(crate) struct Life {
    pub(super) id: CallId,
    /// Names it in `operationContext`.
    pub(super) key: u64,
    pub(super) tenant: Option<TenantId>,
    /// Of Teams Phone extensibility, with its prohibitions.
    pub(super) teams_phone: bool,
    /// The other side, while there is one.
    pub(super) peer: Option<Identifier>,
    pub(super) hub: Arc<Hub>,
    connection: OnceLock<String>,
    /// What answers, rejects or redirects it.
    ring: OnceLock<Hidden>,
    inputs: mpsc::Sender<Input>,
    inbox: Mutex<Option<mpsc::Receiver<Input>>>,
    waiting: Mutex<HashMap<WishId, oneshot::Sender<Outcome>>>,
    wishes: AtomicU64,
    cuts: AtomicU64,
    press: mpsc::Sender<Key>,
    pub(super) keys: tokio::sync::Mutex<mpsc::Receiver<Key>>,
    pub(super) tones: tokio::sync::OnceCell<()>,
    pub(super) music: Mutex<Option<AbortHandle>>,
    ended: watch::Sender<Option<Ended>>,
    roster: watch::Sender<Vec<CallParticipant>>,
    /// Who was ever in it: only they can have left.
    seen: Mutex<HashSet<Identifier>>,
    events: broadcast::Sender<Event>,
    /// Audio and transcript, when the service connects.
    pub(crate) lines: Lines,
    /// On disk as a call that is up, until it is over.
    owed: Mutex<Option<Taken>>,
}

impl Life {
    pub(super) fn new(
        hub: Arc<Hub>,
        peer: Option<Identifier>,
        tenant: Option<TenantId>,
        teams_phone: bool,
    ) -> Self {
        let (inputs, inbox) = mpsc::channel(INBOX);
        let (press, keys) = mpsc::channel(KEYS);
        Self {
            id: CallId::fresh(),
            key: hub.acs.fork_rng().next_u64(),
            tenant,
            teams_phone,
            peer,
            hub,
            connection: OnceLock::new(),
            ring: OnceLock::new(),
            inputs,
            inbox: Mutex::new(Some(inbox)),
            waiting: Mutex::default(),
            wishes: AtomicU64::new(1),
            cuts: AtomicU64::new(0),
            press,
            keys: tokio::sync::Mutex::new(keys),
            tones: tokio::sync::OnceCell::new(),
            music: Mutex::default(),
            ended: watch::Sender::new(None),
            roster: watch::Sender::new(Vec::new()),
            seen: Mutex::default(),
            events: broadcast::Sender::new(EVENTS),
            lines: Lines::default(),
            owed: Mutex::default(),
        }
    }

    /// The service's name of it, once it has one.
    pub(crate) fn connection(&self) -> Option<&str> {
        self.connection.get().map(String::as_str)
    }

    pub(super) fn bound(&self, connection: &str) {
        // The first name stays: a call has one.
        drop(self.connection.set(connection.to_owned()));
    }

    /// It is written down as a call that is up; when it is over, that is forgotten.
    pub(super) fn owe(&self, taken: Taken) {
        if self.ended().is_some() {
            return taken.acknowledge();
        }
        *self.owed.lock() = Some(taken);
        // It may have ended meanwhile.
        if self.ended().is_some() {
            self.settle();
        }
    }

    pub(super) fn owes(&self) -> bool {
        self.owed.lock().is_some()
    }

    fn settle(&self) {
        let owed = self.owed.lock().take();
        if let Some(owed) = owed {
            owed.acknowledge();
        }
    }

    pub(super) fn keep_ring(&self, context: Option<Hidden>) {
        if let Some(context) = context {
            drop(self.ring.set(context));
        }
    }

    pub(super) fn ring(&self) -> Hidden {
        self.ring.get().cloned().unwrap_or_default()
    }

    fn next_wish(&self) -> WishId {
        WishId(self.wishes.fetch_add(1, Ordering::Relaxed))
    }

    /// Wishes, and waits for the result. Dropping the future takes nothing back.
    pub(super) async fn wish(&self, wish: Wish) -> Outcome {
        let (_, result) = self.begin(wish).await;
        let cuts = self.cuts.load(Ordering::Relaxed);
        self.outcome(result, cuts).await
    }

    /// What the task that repeats music wishes; `None` once that was stopped. A task cannot be ended
    /// in its middle: so nothing of it comes behind what is to interrupt it.
    pub(super) async fn wish_of_music(&self, wish: Wish) -> Option<Outcome> {
        let (result, cuts) = {
            let music = self.music.lock();
            if music.as_ref().map(AbortHandle::id) != tokio::task::try_id() {
                return None;
            }
            let (id, result) = self.expect(&wish);
            if self.inputs.try_send(Input::Wish(id, wish)).is_err() {
                self.waiting.lock().remove(&id);
            }
            (result, self.cuts.load(Ordering::Relaxed))
        };
        Some(self.outcome(async { result.await.unwrap_or(Err(Failure::Unknown)) }, cuts).await)
    }

    async fn outcome(&self, result: impl Future<Output = Outcome>, cuts: u64) -> Outcome {
        match result.await {
            Err(failure) => Err(self.explained(failure, cuts).await),
            fine => fine,
        }
    }

    /// A failure that the end of the call explains: what was under way is told of first, and the
    /// end may be on its way.
    pub(super) async fn explained(&self, failure: Failure, cuts: u64) -> Failure {
        let is_ours = matches!(failure, Failure::Cut) && self.cuts.load(Ordering::Relaxed) != cuts;
        if is_ours || !failure.may_be_the_end() {
            return failure;
        }
        tokio::select! {
            ended = self.until_over() => Failure::Ended(ended),
            () = tokio::time::sleep(END_WITHIN) => failure,
        }
    }

    /// How often something of ours cut short what played or listened.
    pub(super) fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::Relaxed)
    }

    fn counts(&self, wish: &Wish) {
        if matches!(wish, Wish::Cancel | Wish::Play { .. } | Wish::Recognize { .. }) {
            self.cuts.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Wishes; the id, and what the result will be.
    pub(super) async fn begin(
        &self,
        wish: Wish,
    ) -> (WishId, impl Future<Output = Outcome> + use<>) {
        let (id, result) = self.expect(&wish);
        if self.inputs.send(Input::Wish(id, wish)).await.is_err() {
            self.waiting.lock().remove(&id);
        }
        (id, async move { result.await.unwrap_or(Err(Failure::Unknown)) })
    }

    fn expect(&self, wish: &Wish) -> (WishId, oneshot::Receiver<Outcome>) {
        let id = self.next_wish();
        self.counts(wish);
        let (done, result) = oneshot::channel();
        self.waiting.lock().insert(id, done);
        (id, result)
    }

    /// Wishes, and does not wait.
    pub(super) fn fire(&self, wish: Wish) {
        self.counts(&wish);
        // A full inbox: the machine gives up by itself what nobody keeps alive.
        drop(self.inputs.try_send(Input::Wish(self.next_wish(), wish)));
    }

    /// Whether there was music: what comes next interrupts it at the service, without a gap.
    pub(super) fn stop_music(&self) -> bool {
        let music = self.music.lock().take();
        if let Some(music) = &music {
            music.abort();
        }
        music.is_some()
    }

    /// Wishes, and says what did not happen.
    pub(crate) async fn wish_for(&self, wish: Wish, what: &str) -> Result<(), Error> {
        self.wish(wish).await.map(drop).map_err(|failure| super::failed::error(failure, what))
    }

    /// Lets go of something that ends with the call anyway.
    pub(crate) fn fire_unless_over(&self, wish: Wish) {
        if self.ended().is_none() {
            self.fire(wish);
        }
    }

    #[cfg(feature = "server")]
    pub(crate) fn call_id(&self) -> CallId {
        self.id
    }

    pub(crate) fn peer(&self) -> Option<&Identifier> {
        self.peer.as_ref()
    }

    pub(crate) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    pub(super) fn ended(&self) -> Option<Ended> {
        self.ended.borrow().clone()
    }

    pub(super) async fn until_over(&self) -> Ended {
        let mut ended = self.ended.subscribe();
        match ended.wait_for(Option::is_some).await.ok().and_then(|ended| ended.clone()) {
            Some(ended) => ended,
            // `self` holds the sender.
            None => std::future::pending().await,
        }
    }

    pub(super) fn roster(&self) -> watch::Receiver<Vec<CallParticipant>> {
        self.roster.subscribe()
    }

    fn is_made_of(&self, list: &[CallParticipant]) {
        let mut seen = self.seen.lock();
        for who in list.iter().filter_map(|one| one.identifier.as_ref()) {
            if seen.len() < MOST_SEEN && !seen.contains(who) {
                seen.insert(who.clone());
            }
        }
        drop(seen);
        self.roster.send_replace(list.to_vec());
    }

    /// Done when somebody was in the call and is not any more.
    pub(super) async fn until_left(&self, who: &Identifier) {
        let gone = |list: &Vec<CallParticipant>| {
            let there = list.iter().any(|one| one.identifier.as_ref() == Some(who));
            !there && self.seen.lock().contains(who)
        };
        let mut roster = self.roster();
        // `self` holds the sender: an error cannot come.
        if roster.wait_for(gone).await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    fn output(&self, output: Output) -> Option<(RequestId, super::leg::Step)> {
        match output {
            Output::Send(request, step) => return Some((request, step)),
            Output::Done(id, outcome) => {
                if let Some(done) = self.waiting.lock().remove(&id) {
                    // Whoever wished may have stopped waiting.
                    drop(done.send(outcome));
                }
            }
            Output::Event(event) => {
                match &event {
                    Event::Pressed(key) => drop(self.press.try_send(*key)),
                    Event::Roster(list) => self.is_made_of(list),
                    Event::Moved(state) => {
                        tracing::debug!(call.id = %self.id, ?state, "call moved");
                    }
                    Event::StreamEnded(
                        EventKind::StreamingStopped | EventKind::StreamingFailed,
                    ) => {
                        self.lines.audio_broke();
                    }
                    Event::StreamEnded(_) => self.lines.transcript_broke(),
                    _ => {}
                }
                // Nobody has to listen.
                drop(self.events.send(event));
            }
            Output::Ended(ended) => {
                self.hub.forget(self.key, self.connection());
                self.stop_music();
                self.lines.close();
                self.ended.send_replace(Some(ended));
                self.settle();
            }
        }
        None
    }
}

/// Starts the loop of a call; it lives until the call is over and nobody has a handle.
pub(super) fn start(leg: Leg, life: Life, connection: Option<&str>) -> Arc<Life> {
    let life = Arc::new(life);
    life.hub.register(&life, life.inputs.clone());
    if let Some(connection) = connection {
        life.hub.bind(life.key, connection);
    }
    if let Some(inbox) = life.inbox.lock().take() {
        tokio::spawn(turn(leg, inbox, Arc::clone(&life)));
    }
    life
}

async fn turn(mut leg: Leg, mut inbox: mpsc::Receiver<Input>, life: Arc<Life>) {
    let clock = life.hub.acs.clock().clone();
    let mut requests = FuturesUnordered::new();
    leg.handle(clock.now(), Input::Tick);
    loop {
        while let Some(output) = leg.poll() {
            if let Some((request, step)) = life.output(output) {
                let life = Arc::clone(&life);
                requests.push(async move { (request, wire::carry(&life, step).await) });
            }
        }
        let over = leg.ended().is_some();
        // The loop's own handle and the machine's end: nobody can wish any more.
        if over && requests.is_empty() && Arc::strong_count(&life) == 1 && inbox.is_empty() {
            return;
        }
        let until = leg.deadline();
        // After the end, handles may still wish and are told so.
        let pulse = clock.now() + PULSE;
        let input = tokio::select! {
            input = inbox.recv() => input,
            Some((request, answer)) = requests.next(), if !requests.is_empty() => {
                Some(Input::Answered(request, answer))
            }
            () = clock.sleep_until(until.unwrap_or(pulse)), if until.is_some() || over => {
                Some(Input::Tick)
            }
        };
        let Some(input) = input else { return };
        leg.handle(clock.now(), input);
    }
}
