//! Presence with its lag (`routing.md` 2.9): an echo of our own call is not a foreign call.

use std::time::Duration;

use teams_cc_core::{AgentId, Presence};

use super::record::Watch;
use super::{AgentTimer, Engine};
use crate::command::{Revoked, WorkState};
use crate::decision::HeldBy;
use crate::gate::{Gate, PresenceGate, Source};
use crate::policy::OrderPolicy;
use crate::{Decision, Medium, Refusal, Reply};

impl<P: OrderPolicy> Engine<P> {
    pub(super) fn set_presence(
        &mut self,
        agent: &AgentId,
        presence: Option<Presence>,
    ) -> Result<Reply, Refusal> {
        let gate = self.plan.presence;
        if self.note_expert(agent, presence.as_ref()) && !self.agent_names.contains_key(agent) {
            return Ok(Reply::Done);
        }
        let a = self.agent_of(agent)?;
        let known = presence.filter(|presence| gate.row(presence) != Gate::Unknown);
        let watch = &mut self.agents[a as usize].watch;
        if known.is_some() {
            watch.presence = known;
            watch.lost = None;
            watch.stale = false;
            self.disarm_agent(a, AgentTimer::Stale);
        } else if watch.lost.is_none() {
            watch.lost = Some(self.clock);
            self.arm_agent(a, AgentTimer::Stale, self.clock + gate.stale_after);
        }
        self.watch_again(a);
        self.refresh(a);
        Ok(Reply::Done)
    }

    pub(super) fn presence_stale(&mut self, a: u32) {
        self.agents[a as usize].watch.stale = true;
        let agent = self.agents[a as usize].agent.id().clone();
        self.emit(Decision::PresenceStale { agent });
    }

    pub(super) fn set_external(
        &mut self,
        agent: &AgentId,
        source: Source,
        ttl: Duration,
    ) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        let until = self.clock + ttl;
        let external = &mut self.agents[a as usize].watch.external;
        external.retain(|(known, _)| *known != source);
        if !ttl.is_zero() {
            external.push((source, until));
        }
        self.watch_again(a);
        self.refresh(a);
        Ok(Reply::Done)
    }

    /// Computes the gate anew from presence, own calls, offers and other sources.
    pub(super) fn watch_again(&mut self, a: u32) {
        let rec = &self.agents[a as usize];
        let quiet = rec.watch.presence.is_none()
            && rec.watch.lost.is_none()
            && rec.watch.external.is_empty()
            && !rec.watch.silent
            && rec.watch.held_by.is_none();
        if quiet {
            return;
        }
        let (now, rules) = (self.clock, self.plan.presence);
        let voice = |i: &u32| self.items[*i].work.medium == Medium::Voice;
        let own_call = rec.items.iter().any(|i| {
            let state = self.items[*i].state;
            let wraps = state == WorkState::WrappingUp && !self.plan.shows_presence;
            voice(i) && state.is_held_by_agent() && !wraps
        });
        let own_call = own_call
            || self.plan.shows_presence
                && rec.notes.iter().any(|notes| notes.medium == Medium::Voice);
        let ringing = rec.offers.iter().any(|o| voice(&self.offers[*o].item));
        let echo_until = rec.watch.own_call_ended.map(|ended| ended + rules.lag_out);
        let echo_until = echo_until.filter(|until| *until > now);
        let mut suspect = None;
        let mut foreign = false;
        let mut arm = None;
        let silent = rec.watch.silent;
        let (mut nothing, mut no_calls, mut held_by) = match row_of(&rules, &rec.watch) {
            Gate::Open => (false, false, None),
            Gate::Shut => (true, true, Some(HeldBy::Presence)),
            Gate::NoCalls => (false, true, Some(HeldBy::Presence)),
            Gate::Unknown if rules.unknown_blocks_calls => (false, true, Some(HeldBy::Unknown)),
            Gate::Unknown => (false, false, None),
            Gate::InCall if own_call => (false, false, None),
            Gate::InCall => {
                if let Some(until) = echo_until {
                    arm = Some((AgentTimer::LagOut, until));
                    (false, false, None)
                } else if ringing {
                    // It may be the ring that is under way: an accept within `lag_in` explains it.
                    let since = rec.watch.suspect.unwrap_or(now);
                    let until = since + rules.lag_in;
                    suspect = Some(since);
                    foreign = until <= now;
                    if !foreign {
                        arm = Some((AgentTimer::LagIn, until));
                    }
                    (false, true, foreign.then_some(HeldBy::ForeignCall))
                } else {
                    foreign = true;
                    (false, true, Some(HeldBy::ForeignCall))
                }
            }
        };
        let next_end = {
            let external = &mut self.agents[a as usize].watch.external;
            external.retain(|(_, until)| *until > now);
            external.iter().map(|(_, until)| *until).min()
        };
        if let Some(end) = next_end {
            self.arm_agent(a, AgentTimer::External, end);
            foreign = true;
            no_calls = true;
            held_by = held_by.or(Some(HeldBy::ForeignCall));
        }
        if silent {
            (nothing, no_calls) = (true, true);
            held_by = Some(HeldBy::Silent);
        }
        let calls_shut = silent || foreign || suspect.is_some();
        if self.gates && !silent {
            // Kept out of the index only by what every queue's gate says.
            let watch = &self.agents[a as usize].watch;
            let queues = self.plan.queues.iter();
            for gate in queues.filter_map(|queue| queue.presence.as_ref()) {
                let (all, calls) = shuts(gate, watch);
                nothing &= all;
                no_calls &= all || calls || calls_shut;
            }
        }
        for kind in [AgentTimer::LagIn, AgentTimer::LagOut] {
            match arm {
                Some((armed, at)) if armed == kind => self.arm_agent(a, kind, at),
                _ => self.disarm_agent(a, kind),
            }
        }
        let rec = &mut self.agents[a as usize];
        let (was_foreign, was_held) = (rec.watch.foreign, rec.watch.held_by);
        rec.watch.suspect = suspect;
        rec.watch.foreign = foreign;
        rec.watch.nothing = nothing;
        rec.watch.no_calls = no_calls;
        rec.watch.calls_shut = calls_shut;
        rec.watch.held_by = held_by;
        let (busy, signed_on) = (!rec.items.is_empty(), rec.signed_on);
        let agent = rec.agent.id().clone();
        if foreign && !was_foreign && signed_on {
            self.emit(Decision::AgentExternallyBusy { agent: agent.clone() });
        }
        match (was_held, held_by) {
            (was, Some(by)) if was != Some(by) && signed_on => {
                self.emit(Decision::AgentHeld { agent, by });
            }
            (Some(_), None) if signed_on => {
                self.emit(Decision::AgentReleased { agent });
                if !busy {
                    self.idle_from_now(a);
                }
            }
            _ => {}
        }
        if foreign && ringing {
            self.revoke_of(a, Revoked::Busy, true);
        }
        if self.gates {
            self.free(a); // a gate may have opened although the agent stands where it stood
        }
    }

    /// The presence gate of the item's queue keeps this agent away.
    pub(crate) fn gate_shut(&self, i: u32, a: u32) -> bool {
        let (item, watch) = (&self.items[i], &self.agents[a as usize].watch);
        let own = self.plan.queues[item.queue as usize].presence.as_ref();
        let (all, calls) = shuts(own.unwrap_or(&self.plan.presence), watch);
        let voice = item.work.medium == Medium::Voice;
        watch.silent || all || voice && (calls || watch.calls_shut)
    }

    pub(super) fn heartbeat(
        &mut self,
        agent: &AgentId,
        within: Duration,
    ) -> Result<Reply, Refusal> {
        let a = self.agent_of(agent)?;
        if !self.agents[a as usize].signed_on {
            return Err(Refusal::NotSignedOn);
        }
        self.agents[a as usize].watch.silent = false;
        if within.is_zero() {
            self.disarm_agent(a, AgentTimer::Heartbeat);
        } else {
            self.arm_agent(a, AgentTimer::Heartbeat, self.clock + within);
        }
        self.watch_again(a);
        self.refresh(a);
        Ok(Reply::Done)
    }

    /// Silence holds offers; silence for long signs off.
    pub(super) fn heartbeat_missed(&mut self, a: u32) {
        let agent = self.agents[a as usize].agent.id().clone();
        if std::mem::replace(&mut self.agents[a as usize].watch.silent, true) {
            // It is signed on, or its timer would be gone.
            let _ = self.sign_off(&agent);
            return;
        }
        self.emit(Decision::AgentSilent { agent });
        let until = self.clock + self.plan.presence.silent_off_after;
        self.arm_agent(a, AgentTimer::Heartbeat, until);
        self.watch_again(a);
        self.refresh(a);
    }
}

fn row_of(gate: &PresenceGate, watch: &Watch) -> Gate {
    match &watch.presence {
        _ if watch.stale => Gate::Unknown,
        None => Gate::Open,
        Some(presence) => gate.row(presence),
    }
}

/// What this gate shuts by the table alone: everything, calls.
fn shuts(gate: &PresenceGate, watch: &Watch) -> (bool, bool) {
    match row_of(gate, watch) {
        Gate::Open | Gate::InCall => (false, false),
        Gate::Shut => (true, true),
        Gate::NoCalls => (false, true),
        Gate::Unknown => (false, gate.unknown_blocks_calls),
    }
}
