//! The decision: which work for this agent, which agent for this work (`routing.md` 2.5, 2.6).

use std::panic::{AssertUnwindSafe, catch_unwind};

use teams_cc_core::Instant;

use super::{Engine, Item};
use crate::Decision;
use crate::decision::Why;
use crate::policy::{AgentKey, OrderPolicy, StaticKey, WaitingView, WorkKey};

/// An agent among agents: its key, then who was idle first, then who signed on first.
type Ranked = (AgentKey, u64, u32);

impl<P: OrderPolicy> Engine<P> {
    /// Matches until nothing that waits can be matched with anybody who is free.
    pub(super) fn settle(&mut self) {
        loop {
            // Rules wait for the end of the transition that made them hold.
            for queue in std::mem::take(&mut self.deserted) {
                self.unstaffed(queue);
            }
            match (&self.free_agents[..], &self.open_items[..]) {
                ([], []) if self.stirred.is_empty() => return,
                ([], []) => self.stir(),
                ([], [i]) => {
                    let i = *i;
                    if !self.wants_offers(i) {
                        self.unplace(i);
                        self.open_items.clear();
                    } else if let Some((a, why)) = self.agent_for(i) {
                        self.issue(i, a, why);
                    } else {
                        self.open_items.clear();
                        self.put_in_line(i);
                    }
                }
                ([a], []) => {
                    let a = *a;
                    match self.work_for(a) {
                        Some((_, i)) => {
                            // Nobody else who is idle could take it, or it would not wait; but
                            // outbound work waits for the reserve, so there may be a better one.
                            let best = if self.items[i].work.outbound || self.delays {
                                self.agent_for(i)
                            } else {
                                Some((a, self.why(i, a, 1)))
                            };
                            match best {
                                Some((a, why)) => self.issue(i, a, why),
                                None => self.free_agents.clear(),
                            }
                        }
                        None => {
                            self.free_agents.clear();
                            self.one_more_idle(a);
                        }
                    }
                }
                _ => self.settle_many(),
            }
        }
    }

    /// An agent stays idle: the reserve may be full now, for outbound work and others who are idle.
    fn one_more_idle(&mut self, a: u32) {
        let group = self.agents[a as usize].group as usize;
        for queue in 0..self.queues.len() {
            if !self.queues[queue].outbound.is_empty() {
                let queues = &self.index.groups[group].key.queues;
                let serves = queues.iter().any(|(member, _, _)| *member as usize == queue);
                if serves || !self.plan.queues[queue].rings.is_empty() {
                    self.stirred.push(queue as u16);
                }
            }
        }
    }

    /// Nobody else waits in these queues any more: outbound work may go, as far as the reserve
    /// allows. Tries the oldest and those that agents are kept away from, up to the first that
    /// finds nobody though it may meet everybody of its class.
    fn stir(&mut self) {
        for queue in std::mem::take(&mut self.stirred) {
            let rec = &self.queues[queue as usize];
            if rec.queued > 0 {
                continue;
            }
            let mut tried = Vec::new();
            let mut found = None;
            for (_, _, i) in &rec.outbound {
                let item = &self.items[*i];
                let plain = item.excluded.is_empty() && item.offers.is_empty() && !item.preferring;
                if !self.wants_offers(*i) {
                    continue;
                }
                if plain && tried.contains(&item.class) {
                    continue;
                }
                if self.agent_for(*i).is_some() {
                    found = Some(*i);
                    break;
                }
                if plain {
                    tried.push(item.class);
                }
            }
            if let Some(i) = found {
                self.open(i);
            }
        }
    }

    /// Several agents and pieces of work changed in one step: the best work first, to its best
    /// agent.
    fn settle_many(&mut self) {
        type Found = (WorkKey, Instant, u64, u32);
        let mut best: Option<Found> = None;
        let mut consider = |found: Found| {
            if best.is_none_or(|known| found < known) {
                best = Some(found);
            }
        };
        for i in self.open_items.clone() {
            if !self.wants_offers(i) {
                self.unplace(i);
                self.open_items.retain(|open| *open != i);
            } else if let Some((a, _)) = self.agent_for(i) {
                let item = &self.items[i];
                consider((self.work_key(i, a), item.original, item.seq, i));
            } else {
                self.put_in_line(i);
                self.open_items.retain(|open| *open != i);
            }
        }
        for a in self.free_agents.clone() {
            if let Some((key, i)) = self.work_for(a) {
                let item = &self.items[i];
                consider((key, item.original, item.seq, i));
            } else {
                self.free_agents.retain(|free| *free != a);
                self.one_more_idle(a);
            }
        }
        let Some((_, _, _, i)) = best else { return };
        match self.agent_for(i) {
            Some((a, why)) => self.issue(i, a, why),
            None => self.free_agents.clear(),
        }
    }

    fn why(&self, i: u32, a: u32, of_agents: u32) -> Why {
        let item = &self.items[i];
        let idle = self.clock.since(self.agents[a as usize].idle_since);
        Why { idle, of_agents, ring: item.ring, preferred: item.preferring }
    }

    /// The order of waiting work by points, lower first.
    pub(crate) fn order_of(&self, item: &Item) -> i128 {
        let order = &self.index.orders[item.class as usize];
        order.key(item.original.as_nanos(), self.clock)
    }

    pub(crate) fn waiting_view(&self, i: u32) -> WaitingView<'_> {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let waited = self.clock.since(item.original);
        let order = &self.index.orders[item.class as usize];
        WaitingView {
            work: &item.work,
            need: item.need(),
            queue: &queue.name,
            points: order.points_at(waited.as_nanos() as u64),
            over_ceiling: waited >= queue.ceiling,
            original: item.original,
            now: self.clock,
            ring: item.ring,
            attempt: item.attempt,
        }
    }

    pub(crate) fn work_key(&self, i: u32, a: u32) -> WorkKey {
        let view = self.waiting_view(i);
        match self.keys {
            StaticKey::Standing => view.by_points(),
            _ => self
                .guarded(|| self.policy.work_key(&view, &self.agent_view(a)))
                .unwrap_or_else(|| view.by_points()),
        }
    }

    pub(crate) fn agent_key(&self, a: u32, i: u32) -> AgentKey {
        let view = self.agent_view(a);
        self.guarded(|| self.policy.agent_key(&view, &self.waiting_view(i)))
            .unwrap_or_else(|| AgentKey::by(view.idle_since().as_nanos() as i64))
    }

    /// A vendor's policy may panic; then longest idle decides (RS-89).
    fn guarded<T>(&self, ask: impl FnOnce() -> T) -> Option<T> {
        let answer = catch_unwind(AssertUnwindSafe(ask)).ok();
        if answer.is_none() {
            self.policy_failed.set(true);
        }
        answer
    }

    /// Nothing about this one piece of work and this one agent keeps them apart.
    pub(crate) fn may_meet(&self, i: u32, a: u32) -> bool {
        let item = &self.items[i];
        if item.is_excluded(a, self.clock) {
            return false;
        }
        if item.offers.iter().any(|o| self.offers[*o].agent == a) {
            return false;
        }
        (!self.delays || self.delay_passed(i, a)) && !(self.gates && self.gate_shut(i, a))
    }

    pub(crate) fn delay_passed(&self, i: u32, a: u32) -> bool {
        let item = &self.items[i];
        let waited = self.clock.since(item.original).as_nanos() as u64;
        waited >= self.index.delay(self.agents[a as usize].group, item.class)
    }

    /// Outbound work waits until nobody else waits and more agents than the reserve are idle.
    pub(crate) fn reserve_allows(&self, class: u32) -> bool {
        let key = &self.index.classes[class as usize].key;
        let queue = &self.queues[key.queue as usize];
        let reserve = self.plan.queues[key.queue as usize].outbound_reserve;
        queue.queued == 0 && self.index.count_idle(class) > reserve
    }

    /// The best agent for this work, of those who can take it now.
    pub(super) fn agent_for(&self, i: u32) -> Option<(u32, Why)> {
        let item = &self.items[i];
        let medium = item.work.medium as usize;
        let class = item.class;
        if item.work.outbound && !self.reserve_allows(class) {
            return None;
        }
        let row = &self.index.classes[class as usize].row;
        let mut best: Option<Ranked> = None;
        let mut of_agents = 0;
        if item.preferring {
            for a in self.preferred_of(i) {
                let rec = &self.agents[a as usize];
                let Some((standing, order)) = rec.standing[medium] else { continue };
                if !row.get(rec.group) || !self.may_meet(i, a) {
                    continue;
                }
                of_agents += 1;
                let key = self.key_of(a, i, standing);
                keep_best(&mut best, (key, order, a));
            }
        } else {
            for g in row.both(&self.index.idle[medium]) {
                let idle = &self.index.groups[g as usize].idle[medium];
                of_agents += idle.len() as u32;
                if self.keys == StaticKey::No {
                    for (standing, order, a) in idle {
                        if self.may_meet(i, *a) {
                            keep_best(&mut best, (self.key_of(*a, i, *standing), *order, *a));
                        }
                    }
                } else if let Some((standing, order, a)) =
                    idle.iter().find(|(_, _, a)| self.may_meet(i, *a))
                {
                    keep_best(&mut best, (self.key_of(*a, i, *standing), *order, *a));
                }
            }
        }
        let (_, _, a) = best?;
        Some((a, self.why(i, a, of_agents)))
    }

    fn key_of(&self, a: u32, i: u32, standing: i64) -> AgentKey {
        match self.keys {
            StaticKey::Standing => AgentKey::by(standing),
            _ => self.agent_key(a, i),
        }
    }

    /// The best work for this agent, of what it can take now.
    pub(super) fn work_for(&self, a: u32) -> Option<(WorkKey, u32)> {
        let rec = &self.agents[a as usize];
        let group = &self.index.groups[rec.group as usize];
        let mut best: Option<(WorkKey, u64, u64, u32)> = None;
        for medium in 0..rec.standing.len() {
            if rec.standing[medium].is_none() {
                continue;
            }
            for c in group.row.both(&self.index.waiting[medium]) {
                let class = &self.index.classes[c as usize];
                if class.key.outbound && !self.reserve_allows(c) {
                    continue;
                }
                if self.keys == StaticKey::No {
                    for (original, seq, i) in &class.waiting {
                        if self.may_meet(*i, a) && self.agent_key(a, *i) != AgentKey::NEVER {
                            let found = (self.work_key(*i, a), *original, *seq, *i);
                            keep_best(&mut best, found);
                        }
                    }
                    continue;
                }
                // The first of its class has the best key of it; looked at closely only if that
                // would win.
                let order = &self.index.orders[c as usize];
                let (mut original, mut seq, mut i) = order.head;
                if self.keys == StaticKey::Standing {
                    let rank = WorkKey { rank: 0, order: order.key(original, self.clock) };
                    if best.is_some_and(|known| (rank, original, seq, i) >= known) {
                        continue;
                    }
                }
                if !self.may_meet(i, a) {
                    let next = class.waiting.iter().find(|(_, _, i)| self.may_meet(*i, a));
                    let Some(next) = next else { continue };
                    (original, seq, i) = *next;
                }
                let key = match self.keys {
                    StaticKey::Standing => {
                        WorkKey { rank: 0, order: order.key(original, self.clock) }
                    }
                    _ => self.work_key(i, a),
                };
                keep_best(&mut best, (key, original, seq, i));
            }
        }
        for (original, seq, i) in &rec.direct {
            let item = &self.items[*i];
            let fits = rec.standing[item.work.medium as usize].is_some()
                && group.row.get(item.class)
                && (!item.work.outbound || self.reserve_allows(item.class))
                && self.may_meet(*i, a);
            if fits && (self.keys != StaticKey::No || self.agent_key(a, *i) != AgentKey::NEVER) {
                keep_best(&mut best, (self.work_key(*i, a), *original, *seq, *i));
            }
        }
        best.map(|(key, _, _, i)| (key, i))
    }

    /// Says so once per step when the policy panicked.
    pub(super) fn report_policy(&mut self) {
        if self.policy_failed.take() {
            self.emit(Decision::PolicyFailed);
        }
    }
}

fn keep_best<T: PartialOrd + Copy + Lowest>(best: &mut Option<T>, found: T) {
    if !found.is_never() && best.is_none_or(|known| found < known) {
        *best = Some(found);
    }
}

/// A key may say "never".
trait Lowest {
    fn is_never(&self) -> bool;
}

impl Lowest for Ranked {
    fn is_never(&self) -> bool {
        self.0 == AgentKey::NEVER
    }
}

impl Lowest for (WorkKey, u64, u64, u32) {
    fn is_never(&self) -> bool {
        false
    }
}
