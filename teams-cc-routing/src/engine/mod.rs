//! The engine: commands and time in, decisions out. No clock, no randomness, no I/O.

mod agents;
mod callback;
mod check;
mod classify;
mod experts;
mod idle;
mod index;
mod items;
mod line;
mod notes;
mod occupancy;
mod offers;
mod parties;
mod presence;
mod record;
mod replan;
mod rules;
mod select;
mod store;
mod talk;
mod told;
mod wanted;

use std::cell::Cell;
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::num::NonZeroU64;

use teams_cc_core::{Address, Agent, AgentId, Instant, Machine};

use experts::Expert;
pub(crate) use index::{ClassKey, ClassOrder, Group, Index};
pub(crate) use record::{AgentRec, Item, NOBODY, OfferRec, Place, QueueRec, Ready};
pub(crate) use store::{AgentTimer, IdMap, ItemTimer, Remembered, Slab, Timer, TimerKey, Timers};

use crate::command::{OfferEnd, WorkState};
use crate::policy::{OrderPolicy, StaticKey};
use crate::wait::{Blend, WaitEstimator};
use crate::{
    Cause, Command, CommandId, Decision, Event, HeldBy, OfferId, Plan, QueueId, Refusal, Reply,
    Work, WorkId,
};

/// The engine of one routing domain, as a [`Machine`].
///
/// One writer, all state in memory, single-threaded. Commands and their times in, events out;
/// the same commands at the same times give the same events on every machine.
#[derive(Debug)]
pub struct Engine<P> {
    pub(crate) policy: P,
    pub(crate) keys: StaticKey,
    pub(crate) plan: Plan,
    pub(crate) clock: Instant,
    pub(crate) sequence: u64,
    pub(crate) commands: u64,
    pub(crate) cause: Cause,
    pub(crate) events: VecDeque<Event>,
    pub(crate) timers: Timers,
    pub(crate) queues: Vec<QueueRec>,
    pub(crate) queue_names: HashMap<String, u16>,
    pub(crate) index: Index,
    pub(crate) agents: Vec<AgentRec>,
    pub(crate) agent_names: HashMap<AgentId, u32>,
    /// Agents whom work named before they were known.
    pub(crate) strangers: BTreeSet<AgentId>,
    pub(crate) items: Slab<Item>,
    pub(crate) work: IdMap<WorkId, u32>,
    pub(crate) offers: Slab<OfferRec>,
    pub(crate) offer_ids: IdMap<OfferId, u32>,
    pub(crate) answers: Remembered<CommandId, Result<Reply, Refusal>>,
    pub(crate) past_work: Remembered<WorkId, (WorkState, u64)>,
    pub(crate) past_offers: Remembered<OfferId, (OfferEnd, WorkId)>,
    pub(crate) forgotten_early: u64,
    pub(crate) free_agents: Vec<u32>,
    pub(crate) open_items: Vec<u32>,
    /// Queues whose last agent left in this step.
    pub(crate) deserted: Vec<u16>,
    /// Queues whose outbound work may go now.
    pub(crate) stirred: Vec<u16>,
    pub(crate) next_seq: u64,
    pub(crate) next_idle: u64,
    pub(crate) next_asked: u64,
    pub(crate) delays: bool,
    pub(crate) policy_failed: Cell<bool>,
    pub(crate) shown: [u32; 9],
    pub(crate) experts: Vec<Expert>,
    /// Callbacks that are not over, by customer.
    pub(crate) pending: IdMap<NonZeroU64, WorkId>,
    /// Work whose first agent still writes notes, and who.
    pub(crate) noted: Vec<(WorkId, u32)>,
    /// Some queue has a presence gate of its own.
    pub(crate) gates: bool,
    pub(crate) estimator: Box<dyn WaitEstimator>,
}

impl<P: OrderPolicy> Engine<P> {
    /// An engine for this plan and order. The agents of the plan are signed on by who drives it.
    pub fn new(plan: Plan, policy: P) -> Self {
        let queues = plan.queues.iter().map(QueueRec::of);
        let names = plan.queues.iter().enumerate();
        Self {
            keys: policy.static_key(),
            queues: queues.collect(),
            queue_names: names.map(|(i, queue)| (queue.name.clone(), i as u16)).collect(),
            experts: plan.experts.iter().map(|_| Expert::default()).collect(),
            gates: plan.queues.iter().any(|queue| queue.presence.is_some()),
            policy,
            plan,
            clock: Instant::START,
            sequence: 0,
            commands: 0,
            cause: Cause::Command(0, None),
            events: VecDeque::new(),
            timers: Timers::default(),
            index: Index::default(),
            agents: Vec::new(),
            agent_names: HashMap::new(),
            strangers: BTreeSet::new(),
            items: Slab::default(),
            work: IdMap::default(),
            offers: Slab::default(),
            offer_ids: IdMap::default(),
            answers: Remembered::default(),
            past_work: Remembered::default(),
            past_offers: Remembered::default(),
            forgotten_early: 0,
            free_agents: Vec::new(),
            open_items: Vec::new(),
            stirred: Vec::new(),
            deserted: Vec::new(),
            next_seq: 0,
            next_idle: 0,
            next_asked: 0,
            delays: false,
            policy_failed: Cell::new(false),
            shown: [0; 9],
            pending: IdMap::default(),
            noted: Vec::new(),
            estimator: Box::new(Blend),
        }
    }

    /// With an estimator of the vendor's own in place of [`Blend`].
    #[must_use]
    pub fn estimating(mut self, estimator: impl WaitEstimator + 'static) -> Self {
        self.estimator = Box::new(estimator);
        self
    }

    /// One step: time passes to `now`, then the command happens whole or is refused.
    ///
    /// Timers due by `now` fire first, each at its own time: an accept at exactly the deadline
    /// loses. A `now` before the last one counts as the last one. A command with an `id` that was
    /// seen before (within [`Limits::remembered_for`](crate::Limits)) is answered as then, and
    /// does nothing.
    pub fn step(
        &mut self,
        now: Instant,
        id: Option<CommandId>,
        command: Command,
    ) -> Result<Reply, Refusal> {
        if let Some(answer) = id.and_then(|id| self.answers.get(&id)) {
            return *answer;
        }
        self.pass_time(now);
        self.commands += 1;
        self.cause = Cause::Command(self.commands, id);
        let answer = if self.events.len() >= self.plan.limits.events as usize {
            Err(Refusal::EventsNotTaken)
        } else {
            self.apply(command)
        };
        self.settle();
        self.report_policy();
        if let Some(id) = id {
            let limits = &self.plan.limits;
            let (most, age) = (limits.remembered, limits.remembered_for);
            self.forgotten_early += self.answers.keep(self.clock, id, answer, most, age);
        }
        self.debug_check();
        answer
    }

    fn pass_time(&mut self, now: Instant) {
        let now = now.max(self.clock);
        while let Some((key, timer)) = self.timers.pop_due(now) {
            self.clock = self.clock.max(key.0);
            self.cause = Cause::Timer(key.1);
            self.fire(timer);
            self.settle();
        }
        self.clock = now;
    }

    fn fire(&mut self, timer: Timer) {
        match timer {
            Timer::Item(i, kind) => {
                self.items[i].timers.retain(|(armed, _)| *armed != kind);
                self.item_timer(i, kind);
            }
            Timer::Offer(o) => self.offer_expired(o),
            Timer::Agent(a, kind) => {
                self.agents[a as usize].timers.retain(|(armed, _)| *armed != kind);
                self.agent_timer(a, kind);
            }
        }
    }

    fn apply(&mut self, command: Command) -> Result<Reply, Refusal> {
        use Command as C;
        match command {
            C::SignOn(agent) => self.sign_on(agent),
            C::SignOff(agent) => self.sign_off(&agent),
            C::ForceOff(agent) => self.force_off(&agent),
            C::SetReadiness(agent, readiness) => self.set_readiness(&agent, &readiness),
            C::SetPresence(agent, presence) => self.set_presence(&agent, presence),
            C::SetExternalCall(agent, source, ttl) => self.set_external(&agent, source, ttl),
            C::SetCapacity(agent, capacity) => self.set_capacity(&agent, capacity),
            C::SetMembership(agent, queues) => self.set_membership(&agent, &queues),
            C::Heartbeat(agent, within) => self.heartbeat(&agent, within),
            C::NotesDone(agent) => self.notes_done(&agent),
            C::Classify(id, found) => self.classify(id, found),
            C::SetAttribute(id, name, value) => self.set_attribute(id, name, value),
            C::CallBack(id, after) => self.call_back(id, after),
            C::NotReached(id) => self.not_reached(id),
            C::Consult(id, agent) => self.consult(id, &agent),
            C::EndConsult(id, agent) => self.end_consult(id, &agent),
            C::Supervise(id, agent, how) => self.supervise(id, &agent, how),
            C::EndSupervision(id, agent) => self.end_supervision(id, &agent),
            C::By(actor, reason, command) => self.by(actor, reason, *command),
            C::PutPlan(version, plan) => self.put_plan(version, *plan),
            C::Enqueue(id, work) => self.enqueue(id, work),
            C::Update(id, need, points) => self.update(id, need, points),
            C::Cancel(id) => self.cancel(id),
            C::Abandoned(id) => self.abandoned(id),
            C::Park(id) => self.park(id),
            C::Resume(id) => self.resume(id),
            C::Accept(offer) => self.accept(offer),
            C::Accepted(id) => self.first_offer(id).and_then(|offer| self.accept(offer)),
            C::Decline(offer, reason) => self.decline(offer, reason),
            C::Declined(id, reason) => {
                self.first_offer(id).and_then(|offer| self.decline(offer, reason))
            }
            C::Assign(id, agent) => self.assign(id, &agent),
            C::Connected(id) => self.connected(id),
            C::ConnectFailed(id, reason) => self.connect_failed(id, reason),
            C::Hold(id) => self.hold(id),
            C::Unhold(id) => self.unhold(id),
            C::TransferToQueue(id, queue, next) => self.transfer_to_queue(id, queue, next),
            C::TransferToAgent(id, agent) => self.transfer_to_agent(id, &agent),
            C::Complete(id, wrap_up) => self.complete(id, wrap_up),
            C::WrapUpDone(id) => self.wrap_up_done(id),
            C::AskExpert(id, expert) => self.ask_expert(id, &expert),
            C::OpenQueue(queue) => self.open_queue(&queue),
            C::CloseQueue(queue, closing) => self.close_queue(&queue, closing),
            C::Tick => Ok(Reply::Done),
        }
    }

    pub(crate) fn emit(&mut self, decision: Decision) {
        self.sequence += 1;
        self.events.push_back(Event {
            sequence: self.sequence,
            at: self.clock,
            cause: self.cause,
            decision,
        });
    }

    pub(crate) fn item_of(&self, id: WorkId) -> Result<u32, Refusal> {
        if let Some(slot) = self.work.get(&id) {
            return Ok(*slot);
        }
        match self.past_work.get(&id) {
            Some((state, _)) => Err(Refusal::NotWhile(*state)),
            None => Err(Refusal::UnknownWork),
        }
    }

    pub(crate) fn agent_of(&self, id: &AgentId) -> Result<u32, Refusal> {
        self.agent_names.get(id).copied().ok_or(Refusal::UnknownAgent)
    }

    pub(crate) fn queue_of(&self, name: &str) -> Result<u16, Refusal> {
        self.queue_names.get(name).copied().ok_or(Refusal::UnknownQueue)
    }

    pub(crate) fn arm_item(&mut self, i: u32, kind: ItemTimer, at: Instant) {
        self.disarm_item(i, kind);
        let key = self.timers.arm(at, Timer::Item(i, kind));
        self.items[i].timers.push((kind, key));
    }

    pub(crate) fn disarm_item(&mut self, i: u32, kind: ItemTimer) {
        let timers = &mut self.items[i].timers;
        if let Some(at) = timers.iter().position(|(armed, _)| *armed == kind) {
            let (_, key) = timers.swap_remove(at);
            self.timers.disarm(key);
        }
    }

    pub(crate) fn arm_agent(&mut self, a: u32, kind: AgentTimer, at: Instant) {
        self.disarm_agent(a, kind);
        let key = self.timers.arm(at, Timer::Agent(a, kind));
        self.agents[a as usize].timers.push((kind, key));
    }

    pub(crate) fn disarm_agent(&mut self, a: u32, kind: AgentTimer) {
        let timers = &mut self.agents[a as usize].timers;
        if let Some(at) = timers.iter().position(|(armed, _)| *armed == kind) {
            let (_, key) = timers.swap_remove(at);
            self.timers.disarm(key);
        }
    }

    /// The moment of the last input.
    pub fn now(&self) -> Instant {
        self.clock
    }

    /// The plan it works by.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The order it works by.
    pub fn policy(&self) -> &P {
        &self.policy
    }

    /// The name of a queue.
    pub fn queue_name(&self, queue: QueueId) -> &str {
        self.plan.queues.get(usize::from(queue.0)).map_or("", |queue| &queue.name)
    }

    /// Where this work stands; `None` if it is not known (any more).
    pub fn state(&self, work: WorkId) -> Option<WorkState> {
        match self.work.get(&work) {
            Some(slot) => Some(self.items[*slot].state),
            None => self.past_work.get(&work).map(|(state, _)| *state),
        }
    }

    /// The work itself, while it is not over.
    pub fn work(&self, work: WorkId) -> Option<&Work> {
        self.work.get(&work).map(|slot| &*self.items[*slot].work)
    }

    /// Who has this work.
    pub fn agent_with(&self, work: WorkId) -> Option<&Agent> {
        let item = &self.items[*self.work.get(&work)?];
        self.agents.get(item.agent as usize).map(|rec| &rec.agent)
    }

    /// The work that an agent has, and where each stands.
    pub fn held_by(&self, agent: &AgentId) -> impl Iterator<Item = (WorkId, WorkState)> {
        let rec = self.agent_names.get(agent).map(|a| &self.agents[*a as usize]);
        let items = rec.into_iter().flat_map(|rec| rec.items.iter());
        items.map(|i| (self.items[*i].id, self.items[*i].state))
    }

    /// What keeps work away from an agent who wants it.
    pub fn held_because(&self, agent: &AgentId) -> Option<HeldBy> {
        self.agents[*self.agent_names.get(agent)? as usize].watch.held_by
    }

    /// What is known of an agent.
    pub fn agent(&self, agent: &AgentId) -> Option<&Agent> {
        self.agent_names.get(agent).map(|a| &self.agents[*a as usize].agent)
    }

    /// All agents that were ever signed on, in that order.
    pub fn agents(&self) -> impl Iterator<Item = &Agent> {
        self.agents.iter().map(|rec| &rec.agent)
    }

    /// Where this work goes if nobody takes it.
    pub fn overflow_of(&self, work: WorkId) -> Address {
        let queue = self.work.get(&work).map(|slot| self.items[*slot].queue);
        self.plan.overflow_of(queue.map_or("", |queue| self.queue_name(QueueId(queue))))
    }

    /// The place of waiting work in its queue, from 1: how many of the queue come before it by
    /// points, and one. Not for the decision path: it counts.
    pub fn place(&self, work: WorkId) -> Option<usize> {
        let item = &self.items[*self.work.get(&work)?];
        if !item.state.is_waiting() {
            return None;
        }
        let key = |item: &Item| (self.order_of(item), item.original, item.seq);
        let mine = key(item);
        let before = self.queues[item.queue as usize].by_age.iter();
        let slots = before.map(|(_, _, slot)| &self.items[*slot]);
        Some(1 + slots.filter(|other| key(other) < mine).count())
    }
}

impl<P: OrderPolicy> Machine for Engine<P> {
    type Input<'a> = Command;
    type Output = Event;

    /// As [`Engine::step`] without an id; a refusal comes out as [`Decision::Refused`].
    fn handle(&mut self, now: Instant, command: Command) {
        if let Err(refusal) = self.step(now, None, command) {
            self.emit(Decision::Refused { refusal });
        }
    }

    fn poll(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        self.timers.first()
    }
}
