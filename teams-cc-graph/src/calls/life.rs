//! What the handles of one call share, and the loop that turns its machine.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use parking_lot::Mutex;
use reqwest::Method;
use serde_json::Value;
use teams_cc_core::{Address, CallId, Ended, Error, Key, Machine, TenantId};
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use tokio::task::AbortHandle;

use super::hub::{Calls, Hub, Scenario};
use super::leg::{
    Event, Failure, Input, Leg, Output, Participant, Recorded, RequestId, Step, Wish, WishId,
};
use super::result::ResultCode;
use super::wire::{self, Ask};
use crate::{Graph, Request};

/// Inputs that wait for the machine; news beyond it is lost, wishes wait.
const INBOX: usize = 256;
/// The end of a call follows so soon on what it has cut short.
const END_WITHIN: std::time::Duration = std::time::Duration::from_secs(1);
/// Keys that nobody has taken; the newest are dropped beyond it.
const KEYS: usize = 64;
/// Events that a slow listener has not taken.
const EVENTS: usize = 64;

type Outcome = Result<Option<Recorded>, Failure>;

/// One call, as long as anybody has a handle.
pub(super) struct Life {
    pub(super) id: CallId,
    pub(super) tenant: Option<TenantId>,
    /// Graph's name for it.
    pub(super) graph_id: String,
    /// The other side, where it is known.
    pub(super) peer: Option<Address>,
    /// The service's name for the conversation, once it was told.
    pub(super) scenario: Scenario,
    inputs: mpsc::Sender<Input>,
    inbox: Mutex<Option<mpsc::Receiver<Input>>>,
    waiting: Mutex<HashMap<WishId, oneshot::Sender<Outcome>>>,
    wishes: AtomicU64,
    /// How often something of ours cut short what played.
    cuts: AtomicU64,
    press: mpsc::Sender<Key>,
    pub(super) keys: tokio::sync::Mutex<mpsc::Receiver<Key>>,
    pub(super) subscribed: tokio::sync::OnceCell<()>,
    pub(super) music: Mutex<Option<AbortHandle>>,
    ended: watch::Sender<Option<Ended>>,
    /// The numbers that the end came with; there before the end is told.
    pub(super) result: OnceLock<ResultCode>,
    roster: watch::Sender<Vec<Participant>>,
    events: broadcast::Sender<Event>,
}

impl Life {
    /// A call of which Graph says `body`.
    pub(super) fn of(body: &Value, graph_id: &str, tenant: Option<TenantId>) -> Self {
        let (inputs, inbox) = mpsc::channel(INBOX);
        let (press, keys) = mpsc::channel(KEYS);
        let source = body.get("source").and_then(|source| source.get("identity"));
        Self {
            id: CallId::fresh(),
            tenant,
            graph_id: graph_id.to_owned(),
            peer: source.and_then(wire::address),
            scenario: Scenario::default(),
            inputs,
            inbox: Mutex::new(Some(inbox)),
            waiting: Mutex::default(),
            wishes: AtomicU64::new(1),
            cuts: AtomicU64::new(0),
            press,
            keys: tokio::sync::Mutex::new(keys),
            subscribed: tokio::sync::OnceCell::new(),
            music: Mutex::default(),
            ended: watch::Sender::new(None),
            result: OnceLock::new(),
            roster: watch::Sender::new(Vec::new()),
            events: broadcast::Sender::new(EVENTS),
        }
    }

    /// Where news come in.
    pub(super) fn inputs(&self) -> mpsc::Sender<Input> {
        self.inputs.clone()
    }

    /// Wishes, and waits for the result. Dropping the future takes nothing back.
    pub(super) async fn wish(&self, wish: Wish) -> Outcome {
        let (id, result) = self.expect(&wish);
        let cuts = self.cuts.load(Ordering::Relaxed);
        if self.inputs.send(Input::Wish(id, wish)).await.is_err() {
            self.waiting.lock().remove(&id);
        }
        self.outcome(result, cuts).await
    }

    /// What the task that repeats music wishes; `None` once that was stopped. A task cannot be ended
    /// in its middle: so nothing of it comes behind the cancel that is to end it.
    pub(super) async fn wish_of_music(&self, wish: Wish) -> Option<Outcome> {
        let cuts = self.cuts.load(Ordering::Relaxed);
        let result = {
            let music = self.music.lock();
            if music.as_ref().map(AbortHandle::id) != tokio::task::try_id() {
                return None;
            }
            let (id, result) = self.expect(&wish);
            if self.inputs.try_send(Input::Wish(id, wish)).is_err() {
                self.waiting.lock().remove(&id);
            }
            result
        };
        Some(self.outcome(result, cuts).await)
    }

    /// Whether there was music. What of it is at the service plays on: a cancel is to follow.
    pub(super) fn stop_music(&self) -> bool {
        let music = self.music.lock().take();
        if let Some(music) = &music {
            music.abort();
        }
        music.is_some()
    }

    fn expect(&self, wish: &Wish) -> (WishId, oneshot::Receiver<Outcome>) {
        let id = WishId(self.wishes.fetch_add(1, Ordering::Relaxed));
        self.counts(wish);
        let (done, result) = oneshot::channel();
        self.waiting.lock().insert(id, done);
        (id, result)
    }

    async fn outcome(&self, result: oneshot::Receiver<Outcome>, cuts: u64) -> Outcome {
        match result.await.unwrap_or(Err(Failure::Unknown)) {
            Err(failure) => Err(self.explained(failure, cuts).await),
            fine => fine,
        }
    }

    /// A failure that the end of the call explains: what was under way is told of first, and the
    /// end may be on its way.
    async fn explained(&self, failure: Failure, cuts: u64) -> Failure {
        let is_ours = self.cuts.load(Ordering::Relaxed) != cuts;
        let Failure::Failed(Some(result)) = &failure else { return failure };
        if is_ours || !(result.is_cancelled() || result.code == 487) {
            return failure;
        }
        tokio::select! {
            ended = self.until_over() => Failure::Ended(ended),
            () = tokio::time::sleep(END_WITHIN) => failure,
        }
    }

    fn counts(&self, wish: &Wish) {
        if matches!(wish, Wish::Cancel) {
            self.cuts.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Wishes, and does not wait.
    pub(super) fn fire(&self, wish: Wish) {
        let id = WishId(self.wishes.fetch_add(1, Ordering::Relaxed));
        self.counts(&wish);
        // A full inbox: the service ends what nobody keeps alive.
        drop(self.inputs.try_send(Input::Wish(id, wish)));
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

    pub(super) fn roster(&self) -> watch::Receiver<Vec<Participant>> {
        self.roster.subscribe()
    }

    pub(super) fn events(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    fn output(&self, hub: &Hub, output: Output) -> Option<(RequestId, Step)> {
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
                    Event::Roster(list) => drop(self.roster.send_replace(list.clone())),
                    Event::Moved(state) => {
                        tracing::debug!(call.id = %self.id, ?state, "call moved");
                    }
                }
                // Nobody has to listen.
                drop(self.events.send(event));
            }
            Output::Ended(ended) => {
                hub.forget(&wire::key(&self.graph_id));
                self.stop_music();
                self.ended.send_replace(Some(ended));
            }
        }
        None
    }
}

/// Starts the loop of a call; it lives until the call is over and nobody has a handle.
pub(super) fn start(calls: &Calls, leg: Leg, life: Life) -> Arc<Life> {
    let life = Arc::new(life);
    let (graph, hub) = (calls.graph().clone(), Arc::clone(calls.hub()));
    hub.register(&wire::key(&life.graph_id), &life);
    if let Some(inbox) = life.inbox.lock().take() {
        tokio::spawn(turn(leg, inbox, Arc::clone(&life), graph, hub));
    }
    life
}

async fn turn(
    mut leg: Leg,
    mut inbox: mpsc::Receiver<Input>,
    life: Arc<Life>,
    graph: Graph,
    hub: Arc<Hub>,
) {
    let clock = graph.clock();
    let mut requests = FuturesUnordered::new();
    leg.handle(clock.now(), Input::Tick);
    loop {
        if let Some(result) = leg.result() {
            let _ = life.result.set(result);
        }
        while let Some(output) = leg.poll() {
            if let Some((request, step)) = life.output(&hub, output) {
                let scenario = life.scenario.get().cloned();
                let sending = send(graph.clone(), life.graph_id.clone(), scenario, step);
                requests.push(async move { (request, wire::answer(sending.await)) });
            }
        }
        let over = leg.ended().is_some();
        // The loop's own handle and the machine's end: nobody can wish any more.
        if over && requests.is_empty() && Arc::strong_count(&life) == 1 && inbox.is_empty() {
            return;
        }
        let until = leg.deadline();
        // After the end, handles may still wish and are told so; a slow pulse notices their going.
        let pulse = clock.now() + std::time::Duration::from_secs(60);
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

/// Sends one step. What is harmless twice is repeated by the pipeline; nothing else is.
async fn send(
    graph: Graph,
    id: String,
    scenario: Option<Arc<str>>,
    step: Step,
) -> Result<Value, Error> {
    let path = |rest: &str| format!("/communications/calls/{id}{rest}");
    let request: Request<Value> = match wire::ask(&step)? {
        Ask::Get(rest) => graph.get(&path(&rest)),
        Ask::Delete(rest) => graph.delete(&path(&rest)).reading(),
        Ask::Post(rest, Value::Null) => {
            Request::new(graph, Method::POST, &path(&rest)).repeatable()
        }
        Ask::Post(rest, body) => graph.post(&path(&rest), &body),
    };
    match scenario {
        Some(scenario) => request.header("scenario-id", &scenario).await,
        None => request.await,
    }
}
