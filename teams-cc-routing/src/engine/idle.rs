//! Who may be asked now, and how agents are shown: in line with the books after every change.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::{Engine, Ready};
use crate::command::WorkState;
use crate::decision::AgentState;
use crate::policy::{AgentView, OrderPolicy};
use crate::{Decision, Medium};

impl<P: OrderPolicy> Engine<P> {
    pub(crate) fn agent_view(&self, a: u32) -> AgentView<'_> {
        let rec = &self.agents[a as usize];
        AgentView {
            agent: &rec.agent,
            ordinal: a,
            rank: rec.rank,
            idle_since: rec.idle_since,
            contacts: rec.contacts,
            talk: rec.talk,
            asked: rec.asked,
            used: rec.capacity.used(&rec.live),
            total: rec.capacity.total,
            live: rec.live.iter().sum(),
            share: rec.share,
            occupancy: rec.occupancy.key(self.plan.occupancy_half_life),
            pool: &self.index.groups[rec.group as usize],
        }
    }

    /// Whether it may be asked for anything at all, by everything but capacity and presence for
    /// calls.
    pub(crate) fn may_be_asked(&self, a: u32) -> bool {
        let rec = &self.agents[a as usize];
        rec.signed_on
            && !rec.leaving
            && rec.ready == Ready::Ready
            && !rec.pause_pending
            && !rec.backed_off
            && rec.wrapping == 0
            && !rec.watch.nothing
            && rec.offers.len() < usize::from(self.plan.limits.offers_per_agent)
    }

    /// Brings the index and the shown state in line after anything about an agent changed.
    pub(super) fn refresh(&mut self, a: u32) {
        let half_life = self.plan.occupancy_half_life;
        let now = self.clock;
        let rec = &mut self.agents[a as usize];
        let busy = !rec.items.is_empty() || !rec.notes.is_empty();
        rec.occupancy.turn(now, busy, half_life);
        let asked = self.may_be_asked(a);
        let mut keys = [None; Medium::COUNT];
        if asked {
            let rec = &self.agents[a as usize];
            let able = |medium: Medium| {
                !(medium == Medium::Voice && rec.watch.no_calls)
                    && rec.capacity.fits(medium, &rec.live)
            };
            let able = Medium::ALL.map(able);
            if able.contains(&true) {
                let view = self.agent_view(a);
                // A vendor's policy that panics stands by idle time (RS-89).
                let standing = catch_unwind(AssertUnwindSafe(|| self.policy.standing(&view)));
                let standing = standing.unwrap_or_else(|_| rec.idle_since.as_nanos() as i64);
                for medium in Medium::ALL {
                    if able[medium as usize] {
                        keys[medium as usize] = Some((standing, rec.idle_order));
                    }
                }
            }
        }
        let (group, old) = {
            let rec = &mut self.agents[a as usize];
            (rec.group, std::mem::replace(&mut rec.standing, keys))
        };
        let mut more = false;
        for medium in 0..Medium::COUNT {
            if old[medium] != keys[medium] {
                if let Some((standing, order)) = old[medium] {
                    self.index.remove_idle(group, medium, (standing, order, a));
                }
                if let Some((standing, order)) = keys[medium] {
                    self.index.add_idle(group, medium, (standing, order, a));
                    more |= old[medium].is_none();
                }
            }
        }
        if more {
            self.free(a);
        }
        self.show(a);
    }

    pub(super) fn unindex(&mut self, a: u32) {
        let rec = &mut self.agents[a as usize];
        let (group, old) = (rec.group, std::mem::take(&mut rec.standing));
        for (medium, key) in old.into_iter().enumerate() {
            if let Some((standing, order)) = key {
                self.index.remove_idle(group, medium, (standing, order, a));
            }
        }
    }

    fn show(&mut self, a: u32) {
        let rec = &self.agents[a as usize];
        let talks = |i: &u32| {
            let state = self.items.get(*i).map(|item| item.state);
            !matches!(state, None | Some(WorkState::WrappingUp))
        };
        let state = if !rec.signed_on {
            AgentState::Off
        } else if rec.items.iter().any(talks) {
            AgentState::Talking
        } else if !rec.items.is_empty() || !rec.notes.is_empty() {
            AgentState::WrapUp
        } else if !rec.offers.is_empty() {
            AgentState::Offered
        } else if rec.ready == Ready::NotResponding {
            AgentState::NotResponding
        } else if rec.ready == Ready::Away {
            AgentState::Away
        } else if rec.backed_off {
            AgentState::BackOff
        } else if rec.watch.held_by.is_some() {
            AgentState::Held
        } else {
            AgentState::Idle
        };
        let over = rec.capacity.used(&rec.live) > u32::from(rec.capacity.total);
        let (was_over, shown) = (rec.over_committed, rec.shown);
        if shown != state {
            self.shown[shown as usize] -= 1;
            self.shown[state as usize] += 1;
            self.agents[a as usize].shown = state;
            let agent = self.agents[a as usize].agent.id().clone();
            self.emit(Decision::AgentState { agent, state });
        }
        if self.plan.shows_presence {
            self.want_presence(a);
        }
        if over != was_over {
            self.agents[a as usize].over_committed = over;
            if over {
                let agent = self.agents[a as usize].agent.id().clone();
                self.emit(Decision::OverCommitted { agent });
            }
        }
    }
}
