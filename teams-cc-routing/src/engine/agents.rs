//! Agents (`routing.md` 3.3): coming, going, wanting work, and when they may be asked.

use std::collections::BTreeSet;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Agent, AgentId, SessionPresence, Skill};

use super::index::GroupKey;
use super::occupancy::Occupancy;
use super::record::Watch;
use super::{AgentRec, AgentTimer, Engine, Ready};
use crate::command::{Membership, Readiness, Revoked};
use crate::decision::AgentState;
use crate::policy::OrderPolicy;
use crate::{Capacity, Decision, Medium, QueueId, Refusal, Reply};

/// Queue, rank, delay in nanoseconds.
pub(super) type Members = Vec<(u16, i16, u64)>;

impl<P: OrderPolicy> Engine<P> {
    /// With the groups that the plan lists the agent in, as skills.
    pub(super) fn grouped(&self, agent: Agent) -> Agent {
        let others: Vec<Skill> = (agent.skills().map(|(skill, _)| skill))
            .filter(|skill| skill.name().starts_with('@'))
            .cloned()
            .collect();
        let agent = others.iter().fold(agent, Agent::without);
        let groups = self.plan.groups.iter();
        let mine: Vec<_> = groups.filter(|(_, who)| who.contains(agent.id())).collect();
        mine.into_iter().fold(agent, |agent, (name, _)| {
            agent.with(Skill::group(name), teams_cc_core::skill::MAX_LEVEL)
        })
    }

    pub(super) fn sign_on(&mut self, agent: Agent) -> Result<Reply, Refusal> {
        let agent = if self.plan.groups.is_empty() { agent } else { self.grouped(agent) };
        let mut members: Members = Vec::new();
        for name in agent.queues() {
            members.push((self.queue_of(name)?, 0, 0));
        }
        if members.is_empty() {
            members = (0..self.queues.len() as u16).map(|queue| (queue, 0, 0)).collect();
        }
        if let Some(a) = self.agent_names.get(agent.id()).copied() {
            let known = &self.agents[a as usize];
            // Ranks and delays given before stay, as long as the queues are named the same.
            if known.agent.queues() == agent.queues() {
                members.clone_from(&self.index.groups[known.group as usize].key.queues);
            }
            let group = self.group_for(&agent, members)?;
            let known = &mut self.agents[a as usize];
            known.agent = agent;
            known.leaving = false;
            self.regroup(a, group);
            self.arrive(a);
            return Ok(Reply::Done);
        }
        if self.agents.len() >= self.plan.limits.agents as usize {
            return Err(Refusal::TooManyAgents);
        }
        let group = self.group_for(&agent, members)?;
        let a = self.agents.len() as u32;
        self.agent_names.insert(agent.id().clone(), a);
        self.agents.push(AgentRec {
            agent,
            group,
            rank: 0,
            capacity: self.plan.capacity,
            signed_on: false,
            leaving: false,
            ready: Ready::Ready,
            pause_pending: false,
            backed_off: false,
            misses: 0,
            live: [0; Medium::COUNT],
            offers: SmallVec::new(),
            items: SmallVec::new(),
            wrapping: 0,
            idle_since: self.clock,
            idle_order: 0,
            asked: 0,
            contacts: 0,
            talk: Duration::ZERO,
            standing: [None; Medium::COUNT],
            shown: AgentState::Off,
            over_committed: false,
            watch: Watch::default(),
            wanted: SessionPresence::Cleared,
            share: 1,
            occupancy: Occupancy::default(),
            notes: SmallVec::new(),
            direct: BTreeSet::new(),
            timers: SmallVec::new(),
        });
        self.shown[AgentState::Off as usize] += 1;
        self.index.groups[group as usize].agents += 1;
        self.agents[a as usize].rank = self.best_rank(group);
        self.adopt(a);
        self.arrive(a);
        Ok(Reply::Done)
    }

    /// Work that names this agent, and was there before the agent, counts now.
    fn adopt(&mut self, a: u32) {
        let name = self.agents[a as usize].agent.id().clone();
        let known_of = self.strangers.remove(&name);
        if !known_of && self.strangers.len() < self.plan.limits.agents as usize {
            return;
        }
        let waiting: Vec<u32> = (self.items.iter())
            .filter(|(_, item)| {
                item.work.preferred.contains(&name) || item.work.excluded.contains(&name)
            })
            .map(|(i, _)| i)
            .collect();
        for i in waiting {
            self.unplace(i);
            if self.items[i].work.excluded.contains(&name) {
                self.items[i].excluded.push((a, teams_cc_core::Instant::FAR));
            }
            self.open(i);
        }
    }

    fn arrive(&mut self, a: u32) {
        if !self.agents[a as usize].signed_on {
            let rec = &mut self.agents[a as usize];
            rec.signed_on = true;
            rec.ready = Ready::Ready;
            rec.pause_pending = false;
            rec.misses = 0;
            let agent = rec.agent.id().clone();
            let queues = self.queues_of(self.agents[a as usize].group);
            self.count_staff(&queues, 1);
            self.idle_from_now(a);
            self.emit(Decision::SignedOn { agent });
        }
        self.watch_again(a);
        self.refresh(a);
        self.free(a);
    }

    pub(super) fn group_for(
        &mut self,
        agent: &Agent,
        mut members: Members,
    ) -> Result<u32, Refusal> {
        let mut skills = Vec::new();
        for (skill, level) in agent.skills() {
            skills.push((self.index.skill(skill).ok_or(Refusal::TooManyKinds)?, level));
        }
        skills.sort_unstable();
        members.sort_unstable();
        members.dedup_by_key(|(queue, _, _)| *queue);
        for (queue, _, delay) in &members {
            if *delay > 0 {
                self.know_delay(*queue, *delay);
            }
        }
        let key = GroupKey { skills, queues: members };
        self.index.group(key, self.plan.limits.kinds).ok_or(Refusal::TooManyKinds)
    }

    fn know_delay(&mut self, queue: u16, delay: u64) {
        self.delays = true;
        let delays = &mut self.queues[queue as usize].delays;
        if let Err(at) = delays.binary_search(&delay) {
            delays.insert(at, delay);
            let waiting: Vec<u32> =
                self.queues[queue as usize].by_age.iter().map(|key| key.2).collect();
            waiting.into_iter().for_each(|i| self.arm_delay(i));
        }
    }

    fn best_rank(&self, group: u32) -> i16 {
        let queues = &self.index.groups[group as usize].key.queues;
        queues.iter().map(|(_, rank, _)| *rank).min().unwrap_or(0)
    }

    pub(super) fn regroup(&mut self, a: u32, group: u32) {
        let old = self.agents[a as usize].group;
        if old == group {
            return;
        }
        self.unindex(a);
        self.index.groups[old as usize].agents -= 1;
        self.index.groups[group as usize].agents += 1;
        self.agents[a as usize].group = group;
        self.agents[a as usize].rank = self.best_rank(group);
        if self.agents[a as usize].signed_on {
            let (left, joined) = (self.queues_of(old), self.queues_of(group));
            self.count_staff(&joined, 1);
            self.count_staff(&left, -1);
        }
    }

    fn queues_of(&self, group: u32) -> Vec<u16> {
        let queues = &self.index.groups[group as usize].key.queues;
        queues.iter().map(|(queue, _, _)| *queue).collect()
    }

    /// One agent more or less for these queues; rules for queues without agents follow.
    fn count_staff(&mut self, queues: &[u16], by: i64) {
        for queue in queues {
            let staffed = &mut self.queues[*queue as usize].staffed;
            *staffed = (i64::from(*staffed) + by) as u32;
        }
        for queue in queues {
            if by < 0 && self.queues[*queue as usize].staffed == 0 {
                self.emit(Decision::NoAgents { queue: QueueId(*queue) });
                self.deserted.push(*queue);
            }
        }
    }

    pub(super) fn sign_off(&mut self, agent: &AgentId) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        if !self.agents[a as usize].signed_on {
            return Ok(Reply::Already);
        }
        self.agents[a as usize].leaving = true;
        self.refresh(a);
        self.revoke_of(a, Revoked::AgentGone, false);
        self.leave_if_done(a);
        self.refresh(a);
        Ok(if self.agents[a as usize].signed_on { Reply::Pending } else { Reply::Done })
    }

    pub(super) fn force_off(&mut self, agent: &AgentId) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        if !self.agents[a as usize].signed_on {
            return Ok(Reply::Already);
        }
        self.agents[a as usize].leaving = true;
        self.refresh(a);
        self.revoke_of(a, Revoked::AgentGone, false);
        if self.agents[a as usize].signed_on {
            for i in self.agents[a as usize].items.clone() {
                let work = self.items[i].id;
                self.emit(Decision::AgentLost { agent: agent.clone(), work });
            }
            self.leave(a);
        }
        self.refresh(a);
        Ok(Reply::Done)
    }

    fn leave(&mut self, a: u32) {
        let rec = &mut self.agents[a as usize];
        rec.signed_on = false;
        rec.leaving = false;
        rec.backed_off = false;
        rec.misses = 0;
        rec.watch.silent = false;
        let agent = rec.agent.id().clone();
        self.disarm_agent(a, AgentTimer::BackOff);
        self.disarm_agent(a, AgentTimer::Heartbeat);
        self.emit(Decision::SignedOff { agent });
        let queues = self.queues_of(self.agents[a as usize].group);
        self.count_staff(&queues, -1);
    }

    /// A pause or sign-off that waited for the last piece of work begins.
    pub(super) fn leave_if_done(&mut self, a: u32) {
        let rec = &mut self.agents[a as usize];
        if !rec.items.is_empty() || !rec.offers.is_empty() || !rec.notes.is_empty() {
            return;
        }
        if rec.pause_pending {
            rec.pause_pending = false;
            rec.ready = Ready::Away;
        }
        if rec.leaving && rec.signed_on {
            self.leave(a);
        }
    }

    pub(super) fn set_readiness(
        &mut self,
        agent: &AgentId,
        readiness: &Readiness,
    ) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        let rec = &mut self.agents[a as usize];
        if !rec.signed_on {
            return Err(Refusal::NotSignedOn);
        }
        match readiness {
            Readiness::Ready => {
                if rec.ready == Ready::Ready && !rec.pause_pending {
                    return Ok(Reply::Already);
                }
                let came_back = rec.ready != Ready::Ready;
                rec.ready = Ready::Ready;
                rec.pause_pending = false;
                rec.misses = 0;
                rec.backed_off = false;
                self.disarm_agent(a, AgentTimer::BackOff);
                if came_back {
                    self.idle_from_now(a);
                }
                self.refresh(a);
                Ok(Reply::Done)
            }
            Readiness::Away(_) => {
                if rec.ready == Ready::Away || rec.pause_pending {
                    return Ok(Reply::Already);
                }
                rec.pause_pending = true;
                self.refresh(a);
                self.revoke_of(a, Revoked::AgentGone, false);
                self.leave_if_done(a);
                self.refresh(a);
                let pending = self.agents[a as usize].pause_pending;
                Ok(if pending { Reply::Pending } else { Reply::Done })
            }
        }
    }

    pub(super) fn set_capacity(
        &mut self,
        agent: &AgentId,
        capacity: Capacity,
    ) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        self.agents[a as usize].capacity = capacity;
        self.refresh(a);
        Ok(Reply::Done)
    }

    pub(super) fn set_membership(
        &mut self,
        agent: &AgentId,
        queues: &[Membership],
    ) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        let mut members: Members = Vec::new();
        for one in queues {
            let delay = one.delay.as_nanos().min(u128::from(u64::MAX)) as u64;
            members.push((self.queue_of(&one.queue)?, one.rank, delay));
        }
        let known = self.agents[a as usize].agent.clone();
        let group = self.group_for(&known, members)?;
        self.agents[a as usize].share = queues.iter().map(|one| one.share).max().unwrap_or(1);
        self.regroup(a, group);
        self.refresh(a);
        self.free(a);
        Ok(Reply::Done)
    }

    pub(super) fn agent_timer(&mut self, a: u32, kind: AgentTimer) {
        match kind {
            AgentTimer::BackOff => self.agents[a as usize].backed_off = false,
            AgentTimer::Stale => self.presence_stale(a),
            AgentTimer::Heartbeat => return self.heartbeat_missed(a),
            AgentTimer::Notes => return self.notes_due(a),
            AgentTimer::LagIn | AgentTimer::LagOut | AgentTimer::External => {}
        }
        self.watch_again(a);
        self.refresh(a);
    }

    /// Idle begins: now, and behind all who are idle already.
    pub(super) fn idle_from_now(&mut self, a: u32) {
        self.next_idle += 1;
        let rec = &mut self.agents[a as usize];
        rec.idle_since = self.clock;
        rec.idle_order = self.next_idle;
    }

    /// Looks for work before this step ends.
    pub(super) fn free(&mut self, a: u32) {
        if !self.free_agents.contains(&a) {
            self.free_agents.push(a);
        }
    }
}
