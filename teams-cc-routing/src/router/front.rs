//! The handle that everybody holds.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};
use std::time::SystemTime;

use futures::{Stream, StreamExt};
use parking_lot::Mutex;
use teams_cc_core::{Address, Agent, AgentId, AgentSignal, Happened, Instant, Machine};
use tokio::sync::{Notify, broadcast, watch};

use super::happened::happened;
use super::lives::{Assignment, GaveUpWhy, Ticket, Watched};
use super::opening::{Wall, keep_hours};
use crate::command::Readiness;
use crate::history::Fed;
use crate::{
    Command, Decision, Engine, Event, Explanation, Figures, OfferEnd, OfferId, OrderPolicy, Plan,
    Refusal, Reply, WorkId,
};

/// Events that a slow listener may be behind before it loses the oldest.
const EVENTS_BEHIND: usize = 4096;

/// Gives work to people. Cheap to clone; all clones are one router.
///
/// It is made by [`start`](Self::start), which needs a tokio runtime, and ends when the last clone,
/// ticket, offer and assignment is gone.
#[derive(Clone)]
pub struct Router {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    state: Mutex<State>,
    wake: Arc<Notify>,
    replanned: Arc<Notify>,
    events: broadcast::Sender<Happened>,
    history: Mutex<Option<Fed>>,
    started: tokio::time::Instant,
    runtime: tokio::runtime::Handle,
}

struct State {
    engine: Engine<Box<dyn OrderPolicy>>,
    tickets: HashMap<WorkId, Line>,
    offers: HashMap<OfferId, watch::Sender<Option<OfferEnd>>>,
    next_work: u64,
}

/// What a ticket waits for.
pub(super) struct Line {
    pub(super) offers: VecDeque<Asked>,
    pub(super) over: Option<GaveUpWhy>,
    pub(super) overflow: Option<Address>,
    pub(super) news: Arc<Notify>,
    watcher: Option<tokio::task::AbortHandle>,
}

/// An offer on its way to its ticket.
pub(super) struct Asked {
    pub(super) id: OfferId,
    pub(super) agent: Agent,
    pub(super) until: Instant,
    pub(super) ended: watch::Receiver<Option<OfferEnd>>,
}

impl Drop for Shared {
    fn drop(&mut self) {
        // The tasks see that nobody is left.
        self.wake.notify_one();
        self.replanned.notify_one();
    }
}

impl fmt::Debug for Router {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Router").finish_non_exhaustive()
    }
}

impl Router {
    /// Starts with the order that the plan names (longest idle), and signs on the plan's agents.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start(plan: Plan) -> Self {
        let policy = plan.order.policy();
        Self::start_with(plan, policy)
    }

    /// Starts with an order of the vendor's own.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start_with(plan: Plan, policy: impl OrderPolicy + 'static) -> Self {
        Self::run(plan, policy, Wall::System)
    }

    /// Starts with the plan's order and a wall clock of its own, which shows `now` and goes on with
    /// the runtime's clock: for tests of opening hours on paused time.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    pub fn start_on(plan: Plan, now: SystemTime) -> Self {
        let policy = plan.order.policy();
        Self::run(plan, policy, Wall::From(now, tokio::time::Instant::now()))
    }

    fn run(plan: Plan, policy: impl OrderPolicy + 'static, wall: Wall) -> Self {
        let agents = plan.agents.clone();
        let policy: Box<dyn OrderPolicy> = Box::new(policy);
        let state = State {
            engine: Engine::new(plan, policy),
            tickets: HashMap::new(),
            offers: HashMap::new(),
            next_work: 1,
        };
        let router = Self {
            shared: Arc::new(Shared {
                state: Mutex::new(state),
                wake: Arc::new(Notify::new()),
                replanned: Arc::new(Notify::new()),
                events: broadcast::channel(EVENTS_BEHIND).0,
                history: Mutex::default(),
                started: tokio::time::Instant::now(),
                runtime: tokio::runtime::Handle::current(),
            }),
        };
        router.sign_on(&agents);
        let (shared, wake) = (Arc::downgrade(&router.shared), router.shared.wake.clone());
        router.shared.runtime.spawn(keep_time(shared.clone(), wake));
        let replanned = router.shared.replanned.clone();
        router.shared.runtime.spawn(keep_hours(shared, replanned, wall));
        router
    }

    /// Puts work into its queue. Never fails: work that finds no room gives a ticket that is over,
    /// and says so in [`GaveUp`](super::GaveUp).
    pub fn enqueue(&self, work: impl Into<Watched>) -> Ticket {
        let Watched { work, gone, caller } = work.into();
        let news = Arc::new(Notify::new());
        let mut state = self.shared.state.lock();
        let id = WorkId(state.next_work);
        state.next_work += 1;
        let line = Line {
            offers: VecDeque::new(),
            over: None,
            overflow: None,
            news: news.clone(),
            watcher: None,
        };
        state.tickets.insert(id, line);
        // Before anything happens to the work: the history knows whose it is.
        if let (Some(caller), Some(fed)) = (caller, &*self.shared.history.lock()) {
            let _inside = self.shared.runtime.enter();
            fed.waits(caller, &work, id);
        }
        if let Err(refusal) = self.step(&mut state, Command::Enqueue(id, work)) {
            tracing::warn!(work = %id, %refusal, "work refused");
            if let Some(line) = state.tickets.get_mut(&id) {
                line.over = Some(GaveUpWhy::Refused(refusal));
            }
        }
        let waits = state.tickets.get(&id).is_some_and(|line| line.over.is_none());
        if let (Some(gone), true) = (gone, waits) {
            let router = Arc::downgrade(&self.shared);
            let watcher = self.shared.runtime.spawn(async move {
                gone.await;
                if let Some(shared) = router.upgrade() {
                    // Refused if the work is over: then there is nothing to abandon.
                    let _ = Self { shared }.tell(Command::Abandoned(id));
                }
            });
            if let Some(line) = state.tickets.get_mut(&id) {
                line.watcher = Some(watcher.abort_handle());
            }
        }
        drop(state);
        self.shared.wake.notify_one();
        Ticket::new(self.clone(), id, news)
    }

    /// This history is told of every call that comes.
    pub(crate) fn feeds(&self, history: Fed) {
        *self.shared.history.lock() = Some(history);
    }

    /// These people come to work.
    pub fn sign_on(&self, agents: &[Agent]) {
        for agent in agents {
            if let Err(refusal) = self.tell(Command::SignOn(agent.clone())) {
                tracing::warn!(agent = %agent.id(), %refusal, "sign-on refused");
            }
        }
    }

    /// This agent leaves, when the work in hand is done.
    pub fn sign_off(&self, agent: impl Into<AgentId>) -> Result<Reply, Refusal> {
        self.tell(Command::SignOff(agent.into()))
    }

    /// Takes what a stream tells about agents, until it ends: presence, sign-on, readiness.
    pub fn follow<S>(&self, signals: S)
    where
        S: Stream + Send + 'static,
        S::Item: Into<AgentSignal> + Send,
    {
        let shared = Arc::downgrade(&self.shared);
        self.shared.runtime.spawn(async move {
            let mut signals = std::pin::pin!(signals);
            while let Some(signal) = signals.next().await {
                let Some(shared) = shared.upgrade() else { return };
                Self { shared }.heed(signal.into());
            }
        });
    }

    /// Takes one such signal.
    pub fn heed(&self, signal: AgentSignal) {
        let command = match signal {
            AgentSignal::Presence(change) => Command::SetPresence(change.agent, change.presence),
            AgentSignal::SignedOn(agent) => Command::SignOn(agent),
            AgentSignal::SignedOff(agent) => Command::SignOff(agent),
            AgentSignal::Ready(agent, true) => Command::SetReadiness(agent, Readiness::Ready),
            AgentSignal::Ready(agent, false) => {
                Command::SetReadiness(agent, Readiness::Away("own wish".into()))
            }
            AgentSignal::WrappedUp(agent) => Command::NotesDone(agent),
            _ => return,
        };
        if let Err(refusal) = self.tell(command) {
            tracing::debug!(%refusal, "signal refused");
        }
    }

    /// Everybody this router knows: the plan's agents and experts, and all who signed on.
    pub fn agents(&self) -> Vec<Agent> {
        let state = self.shared.state.lock();
        let experts = state.engine.plan().experts.iter();
        state.engine.agents().chain(experts).cloned().collect()
    }

    /// What happens from now on. A listener that falls far behind loses the oldest events.
    pub fn events(&self) -> Events {
        let receiver = self.shared.events.subscribe();
        Events(Box::pin(futures::stream::unfold(receiver, |mut receiver| async move {
            loop {
                match receiver.recv().await {
                    Ok(event) => return Some((event, receiver)),
                    Err(broadcast::error::RecvError::Lagged(lost)) => {
                        tracing::warn!(lost, "a listener is too slow for the router's events");
                    }
                    Err(broadcast::error::RecvError::Closed) => return None,
                }
            }
        })))
    }

    /// An expert for what this work needs, whom Teams shows as free; the one asked least.
    pub fn expert(&self, duty: &Assignment) -> Option<Agent> {
        let mut state = self.shared.state.lock();
        let expert = state.engine.expert_for(duty.work())?.clone();
        self.step(&mut state, Command::AskExpert(duty.work(), expert.id().clone())).ok()?;
        Some(expert)
    }

    /// The pending callback of a customer, by the key given in
    /// [`Work::customer`](crate::Work::customer).
    pub fn callback_of(&self, customer: &str) -> Option<WorkId> {
        self.shared.state.lock().engine.callback_of(customer)
    }

    /// The wallboard's figures of this moment.
    pub fn figures(&self) -> Figures {
        self.shared.state.lock().engine.figures(self.now())
    }

    /// Why this work is where it is.
    pub fn explain(&self, work: WorkId) -> Explanation {
        self.shared.state.lock().engine.explain(work)
    }

    /// Any command, for what has no method here (supervision, closing a queue).
    pub fn tell(&self, command: Command) -> Result<Reply, Refusal> {
        let replans = matches!(command, Command::PutPlan(..));
        let mut state = self.shared.state.lock();
        let before = state.engine.deadline();
        let answer = self.step(&mut state, command);
        if replans {
            self.shared.replanned.notify_one();
        }
        let sooner = state.engine.deadline() != before;
        drop(state);
        if sooner {
            self.shared.wake.notify_one();
        }
        answer
    }

    pub(super) fn of(shared: Arc<Shared>) -> Self {
        Self { shared }
    }

    pub(super) fn with_plan<T>(&self, look: impl FnOnce(&Plan) -> T) -> T {
        look(self.shared.state.lock().engine.plan())
    }

    pub(super) fn now(&self) -> Instant {
        let nanos = self.shared.started.elapsed().as_nanos();
        Instant::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }

    /// Accept and connect in one step of the driver; false if the work is gone.
    pub(super) fn take(&self, offer: OfferId, work: WorkId, agent: &AgentId) -> bool {
        let mut state = self.shared.state.lock();
        let mut taken = self.step(&mut state, Command::Accept(offer)).is_ok();
        if !taken {
            // The offer ended in the moment in which the agent answered: whoever is on the line
            // has the work, if it still waits.
            taken = self.step(&mut state, Command::Assign(work, agent.clone())).is_ok();
        }
        let talking = taken && self.step(&mut state, Command::Connected(work)).is_ok();
        if talking
            && let Some(watcher) = state.tickets.get_mut(&work).and_then(|line| line.watcher.take())
        {
            watcher.abort(); // from here on the assignment says when it ends
        }
        drop(state);
        self.shared.wake.notify_one();
        talking
    }

    /// One look at what a ticket waits for.
    pub(super) fn line<T>(&self, work: WorkId, look: impl FnOnce(&mut Line) -> T) -> Option<T> {
        self.shared.state.lock().tickets.get_mut(&work).map(look)
    }

    pub(super) fn forget(&self, work: WorkId) {
        if let Some(line) = self.shared.state.lock().tickets.remove(&work)
            && let Some(watcher) = line.watcher
        {
            watcher.abort();
        }
    }

    /// Whether an agent has this work; `None` once it is over.
    pub(super) fn is_with_agent(&self, work: WorkId) -> Option<bool> {
        let state = self.shared.state.lock().engine.state(work)?;
        (!state.is_final()).then_some(state.is_held_by_agent())
    }

    pub(super) fn place_of(&self, work: WorkId) -> Option<usize> {
        self.shared.state.lock().engine.place(work)
    }

    pub(super) fn overflow_of(&self, work: WorkId) -> Address {
        let state = self.shared.state.lock();
        let known = state.tickets.get(&work).and_then(|line| line.overflow.clone());
        known.unwrap_or_else(|| state.engine.overflow_of(work))
    }

    fn step(&self, state: &mut State, command: Command) -> Result<Reply, Refusal> {
        if let Command::Enqueue(work, _) = &command {
            tracing::trace!(work = %work, "enqueue");
        }
        let answer = state.engine.step(self.now(), None, command);
        self.tell_all(state);
        answer
    }

    /// Events to tickets, offers and listeners.
    fn tell_all(&self, state: &mut State) {
        for event in state.engine.take_events() {
            Self::tell_ticket(state, &event);
            if self.shared.events.receiver_count() > 0
                && let Some(happened) = happened(&state.engine, &event)
            {
                // Nobody listens: nothing is lost that anybody wanted.
                let _ = self.shared.events.send(happened);
            }
        }
    }

    fn tell_ticket(state: &mut State, event: &Event) {
        if let Some((offer, end)) = event.decision.offer_end()
            && let Some(asked) = state.offers.remove(&offer)
        {
            asked.send_replace(Some(end));
        }
        let over = match &event.decision {
            Decision::Offered { offer, work, agent, until, .. } => {
                let (told, ended) = watch::channel(None);
                let agent = state.engine.agent(agent).cloned();
                if let (Some(line), Some(agent)) = (state.tickets.get_mut(work), agent) {
                    line.offers.push_back(Asked { id: *offer, agent, until: *until, ended });
                    line.news.notify_one();
                    state.offers.insert(*offer, told);
                }
                return;
            }
            Decision::Abandoned { .. } => GaveUpWhy::Abandoned,
            Decision::Cancelled { .. } => GaveUpWhy::Cancelled,
            Decision::Expired { .. } => GaveUpWhy::Expired,
            Decision::Deflected { .. } => GaveUpWhy::Overflowed,
            Decision::CallbackAsked { .. } => GaveUpWhy::Callback,
            _ => return,
        };
        let Some(work) = event.decision.work() else { return };
        if let Some(line) = state.tickets.get_mut(&work) {
            line.over = Some(over);
            if let Decision::Deflected { to, .. } = &event.decision {
                line.overflow.clone_from(to);
            }
            line.news.notify_one();
            if let Some(watcher) = line.watcher.take() {
                watcher.abort();
            }
        }
    }
}

/// Sleeps until the engine's next deadline, or until there is an earlier one.
async fn keep_time(shared: Weak<Shared>, wake: Arc<Notify>) {
    loop {
        let deadline = {
            let Some(shared) = shared.upgrade() else { return };
            let router = Router { shared };
            let mut state = router.shared.state.lock();
            let due = state.engine.deadline().is_some_and(|deadline| deadline <= router.now());
            if due {
                // A tick is never refused: it asks for nothing.
                let _ = router.step(&mut state, Command::Tick);
            }
            let started = router.shared.started;
            state.engine.deadline().map(|deadline| {
                let nanos = std::time::Duration::from_nanos(deadline.as_nanos());
                started.checked_add(nanos).unwrap_or_else(|| {
                    tokio::time::Instant::now() + std::time::Duration::from_secs(3600)
                })
            })
        };
        match deadline {
            Some(deadline) => {
                tokio::select! {
                    () = tokio::time::sleep_until(deadline) => {}
                    () = wake.notified() => {}
                }
            }
            None => wake.notified().await,
        }
    }
}

/// What happens in the contact centre, for screens, history and alarms.
pub struct Events(Pin<Box<dyn Stream<Item = Happened> + Send>>);

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events(..)")
    }
}

impl Stream for Events {
    type Item = Happened;
    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Happened>> {
        self.0.as_mut().poll_next(cx)
    }
}
