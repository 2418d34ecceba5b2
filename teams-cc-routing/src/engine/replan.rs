//! A new plan while work waits (`routing.md` section 5): one step, whole or refused. Queues are
//! known by name and keep their numbers, because events name them by number.

use std::collections::{BTreeMap, HashSet};

use super::record::timed_rules;
use super::{ClassOrder, Engine, ItemTimer, QueueRec};
use crate::command::{Revoked, WorkState};
use crate::policy::OrderPolicy;
use crate::{Closing, Decision, MAX_QUEUES, Plan, QueueId, Refusal, Reply};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn put_plan(&mut self, version: u64, mut plan: Plan) -> Result<Reply, Refusal> {
        let named: HashSet<&str> = plan.queues.iter().map(|queue| queue.name.as_str()).collect();
        let gone: Vec<u16> = (self.plan.queues.iter().enumerate())
            .filter(|(_, queue)| !named.contains(queue.name.as_str()))
            .map(|(q, _)| q as u16)
            .collect();
        let busy = |q: &u16| self.items.iter().any(|(_, item)| item.queue == *q);
        if gone.iter().any(busy) {
            return Err(Refusal::QueueInUse);
        }
        let new = plan.queues.len() - (self.plan.queues.len() - gone.len()).min(plan.queues.len());
        if self.plan.queues.len() + new > MAX_QUEUES {
            return Err(Refusal::TooManyKinds);
        }
        self.line_up(&mut plan);
        let closed = gone.iter().filter(|q| self.queues[**q as usize].closed.is_none());
        let closed: Vec<u16> = closed.copied().collect();
        let experts = std::mem::take(&mut self.experts);
        let mut known: BTreeMap<_, _> =
            self.plan.experts.iter().map(|expert| expert.id().clone()).zip(experts).collect();
        let experts = plan.experts.iter();
        self.experts =
            experts.map(|expert| known.remove(expert.id()).unwrap_or_default()).collect();
        let capacity = self.plan.capacity;
        self.plan = plan;
        self.gates = self.plan.queues.iter().any(|queue| queue.presence.is_some());
        for q in closed {
            self.queues[q as usize].closed = Some(Closing::Keep);
            self.emit(Decision::QueueClosed { queue: QueueId(q) });
        }
        self.emit(Decision::PlanApplied { version });
        for a in 0..self.agents.len() as u32 {
            if self.agents[a as usize].capacity == capacity {
                self.agents[a as usize].capacity = self.plan.capacity;
            }
            self.regroup_by_plan(a);
            self.watch_again(a);
            self.refresh(a);
            self.free(a);
        }
        self.reorder();
        Ok(Reply::Done)
    }

    /// Known queues first and by their numbers, those that are gone kept as empty shells, new ones
    /// behind.
    fn line_up(&mut self, plan: &mut Plan) {
        let mut given: BTreeMap<String, crate::Queue> = BTreeMap::new();
        let mut order = Vec::new();
        for queue in std::mem::take(&mut plan.queues) {
            order.push(queue.name.clone());
            given.entry(queue.name.clone()).or_insert(queue);
        }
        for (q, old) in self.plan.queues.iter().enumerate() {
            let kept = given.remove(&old.name).unwrap_or_else(|| old.clone());
            self.queues[q].timed = timed_rules(&kept);
            plan.queues.push(kept);
        }
        for name in order {
            let Some(queue) = given.remove(&name) else { continue };
            self.queue_names.insert(name, plan.queues.len() as u16);
            self.queues.push(QueueRec::of(&queue));
            plan.queues.push(queue);
        }
    }

    /// Groups of the plan are part of what an agent is.
    fn regroup_by_plan(&mut self, a: u32) {
        let known = self.agents[a as usize].agent.clone();
        let agent = self.grouped(known.clone());
        if agent == known {
            return;
        }
        let group = self.agents[a as usize].group as usize;
        let members = self.index.groups[group].key.queues.clone();
        // Beyond the limit of kinds the agent stays in the groups it was in.
        if let Ok(group) = self.group_for(&agent, members) {
            self.agents[a as usize].agent = agent;
            self.regroup(a, group);
        }
    }

    /// Priorities, ageing, ceilings, rings and rules of all work, by the new plan.
    fn reorder(&mut self) {
        for (class, order) in self.index.classes.iter().zip(&mut self.index.orders) {
            let queue = &self.plan.queues[class.key.queue as usize];
            let ceiling = queue.ceiling.as_nanos().min(u128::from(u64::MAX)) as u64;
            *order = ClassOrder { slope: queue.ageing, ceiling, ..*order };
        }
        let all: Vec<u32> = self.items.iter().map(|(i, _)| i).collect();
        for i in all {
            let item = &self.items[i];
            let queue = &self.plan.queues[item.queue as usize];
            let at_once = usize::from(queue.offers_at_once);
            let rings = queue.rings.len().min(usize::from(u8::MAX)) as u8;
            let waited = self.clock.since(item.segment);
            let past = |(after, _): &&(std::time::Duration, usize)| *after <= waited;
            let done = self.queues[item.queue as usize].timed.iter().filter(past).count();
            let item = &mut self.items[i];
            item.ring = item.ring.min(rings);
            item.timed_done = done as u16;
            item.overflow_pending = None;
            let state = item.state;
            let before_agent = state.is_waiting()
                || matches!(
                    state,
                    WorkState::Scheduled | WorkState::Parked | WorkState::Classifying
                );
            if !before_agent {
                continue;
            }
            // Fewer at once than are asked: the last ones are asked no longer.
            while self.items[i].offers.len() > at_once
                && let Some(last) = self.items[i].offers.last().copied()
            {
                self.revoke_one(last, Revoked::Withdrawn);
            }
            self.ask_at_ring(i);
            self.reclass(i);
            if state.is_waiting() {
                for kind in [ItemTimer::Ring, ItemTimer::Rule, ItemTimer::Tell, ItemTimer::Risk] {
                    self.disarm_item(i, kind);
                }
                self.arm_rule(i);
                self.arm_ring(i);
                self.arm_telling(i);
            }
        }
    }
}
