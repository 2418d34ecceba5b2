//! Why this agent, and why not me (`routing.md` 2.3).

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{AgentId, Instant};

use crate::command::WorkState;
use crate::decision::{HeldBy, Why};
use crate::engine::Ready;
use crate::policy::{AgentKey, OrderPolicy};
use crate::{Closing, Engine, Medium, WorkId};

/// The first condition that an agent fails, in the order in which they are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Hurdle {
    /// Signed off.
    SignedOff,
    /// Wants no work, or is about to leave.
    Away,
    /// Did not answer several times.
    NotResponding,
    /// Presence, or a call outside.
    Held(HeldBy),
    /// Did not answer just now.
    BackOff,
    /// Does not serve the queue.
    OtherQueue,
    /// Takes only work that has waited longer.
    Delay,
    /// Does not do this medium.
    MediumOff,
    /// Carries all it can, or writes notes.
    Full,
    /// Lacks a skill or level.
    Need,
    /// Declined it, or is excluded.
    Excluded,
    /// Has as many offers before it as it may.
    OfferLimit,
}

impl Hurdle {
    /// One clause.
    pub fn words(self) -> &'static str {
        match self {
            Self::SignedOff => "signed off",
            Self::Away => "away or leaving",
            Self::NotResponding => "not responding",
            Self::Held(by) => by.words(),
            Self::BackOff => "in back-off after an offer",
            Self::OtherQueue => "does not serve the queue",
            Self::Delay => "takes only work that waited longer",
            Self::MediumOff => "does not take this medium",
            Self::Full => "carries all it can",
            Self::Need => "lacks a skill or level",
            Self::Excluded => "excluded from this work",
            Self::OfferLimit => "is being asked already",
        }
    }
}

/// One agent before one piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Who.
    pub agent: AgentId,
    /// What stands between them; `None`: could be asked.
    pub hurdle: Option<Hurdle>,
    /// The key, for those who could be asked; lower is better.
    pub key: Option<(AgentKey, Duration)>,
}

/// Everything about one piece of work and who could take it, at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// Which work.
    pub work: WorkId,
    /// Where it stands; `None`: not known.
    pub state: Option<WorkState>,
    /// Of the moment.
    pub at: Instant,
    /// Its queue, need, ring and time in line, in words.
    pub asks: String,
    /// The last offer: to whom, when, why.
    pub last_offer: Option<(AgentId, Instant, Why)>,
    /// Those who could be asked now, best first, then the others by hurdle.
    pub agents: Vec<Standing>,
}

/// How many of a kind are printed by name.
const NAMED: usize = 5;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(state) = self.state else {
            return write!(f, "{} is not known", self.work);
        };
        writeln!(f, "{} at {:?}: {state:?}; {}", self.work, self.at, self.asks)?;
        if let Some((agent, at, why)) = &self.last_offer {
            let preferred = if why.preferred { ", preferred" } else { "" };
            writeln!(
                f,
                "  last offer at {at:?} to {agent}: idle {:?}, best of {}, ring {}{preferred}",
                why.idle, why.of_agents, why.ring
            )?;
        }
        let could: Vec<_> = self.agents.iter().filter(|one| one.hurdle.is_none()).collect();
        if could.is_empty() {
            writeln!(f, "  nobody could be asked now")?;
        }
        for (place, one) in could.iter().take(NAMED).enumerate() {
            if let Some((key, idle)) = &one.key {
                let key = format!("key {}/{}", key.rank, key.order);
                writeln!(f, "  {}. {}: {key}, idle {idle:?}", place + 1, one.agent)?;
            }
        }
        if could.len() > NAMED {
            writeln!(f, "  ... and {} more", could.len() - NAMED)?;
        }
        let mut rest = self.agents.iter().filter(|one| one.hurdle.is_some()).peekable();
        while let Some(first) = rest.next() {
            let Some(hurdle) = first.hurdle else { continue };
            let mut names = vec![first.agent.as_str()];
            while let Some(same) = rest.next_if(|one| one.hurdle == Some(hurdle)) {
                names.push(same.agent.as_str());
            }
            let more = names.len().saturating_sub(NAMED);
            names.truncate(NAMED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            writeln!(f, "  out, {}: {}{more}", hurdle.words(), names.join(", "))?;
        }
        Ok(())
    }
}

impl<P: OrderPolicy> Engine<P> {
    /// Why this work is where it is: the last offer, who could be asked now, and the first
    /// condition that each other agent fails. Looks at every agent: not for the decision path.
    pub fn explain(&self, work: WorkId) -> Explanation {
        let mut explanation = Explanation {
            work,
            state: self.state(work),
            at: self.clock,
            asks: String::new(),
            last_offer: None,
            agents: Vec::new(),
        };
        let Some(i) = self.work.get(&work).copied() else { return explanation };
        let item = &self.items[i];
        let view = self.waiting_view(i);
        explanation.asks = format!(
            "queue {}, needs {}, ring {}, waited {:?}, {} failed offers",
            view.queue(),
            view.need(),
            item.ring,
            view.waited(),
            item.attempt
        );
        explanation.last_offer =
            item.why.map(|(a, at, why)| (self.agents[a as usize].agent.id().clone(), at, why));
        let mut agents: Vec<_> = (0..self.agents.len() as u32)
            .map(|a| {
                let hurdle = self.hurdle(i, a);
                let rec = &self.agents[a as usize];
                let idle = self.clock.since(rec.idle_since);
                let key = hurdle.is_none().then(|| (self.agent_key(a, i), idle));
                let order = (hurdle, key.map(|(key, _)| key), rec.idle_order, a);
                (order, Standing { agent: rec.agent.id().clone(), hurdle, key })
            })
            .collect();
        agents.sort_by_key(|(order, _)| *order);
        explanation.agents = agents.into_iter().map(|(_, standing)| standing).collect();
        explanation
    }

    /// What stands between this work and this agent, straight from the rules, without the index.
    pub(crate) fn hurdle(&self, i: u32, a: u32) -> Option<Hurdle> {
        let (item, rec) = (&self.items[i], &self.agents[a as usize]);
        let medium = item.work.medium;
        let key = &self.index.groups[rec.group as usize].key;
        let class = &self.index.classes[item.class as usize].key;
        let member = |queue: &u16| *queue == class.queue || class.also.contains(queue);
        let memberships: Vec<_> = key.queues.iter().filter(|(queue, _, _)| member(queue)).collect();
        let waited = self.clock.since(item.original).as_nanos();
        let held = if self.gates {
            self.gate_shut(i, a)
        } else {
            rec.watch.nothing || (rec.watch.no_calls && medium == Medium::Voice)
        };
        let checks = [
            (rec.signed_on, Hurdle::SignedOff),
            (!rec.leaving && !rec.pause_pending && rec.ready != Ready::Away, Hurdle::Away),
            (rec.ready == Ready::Ready, Hurdle::NotResponding),
            (!held, Hurdle::Held(rec.watch.held_by.unwrap_or(HeldBy::Presence))),
            (!rec.backed_off, Hurdle::BackOff),
            (!memberships.is_empty(), Hurdle::OtherQueue),
            (memberships.iter().any(|(_, _, delay)| u128::from(*delay) <= waited), Hurdle::Delay),
            (rec.capacity.loads[medium as usize].most > 0, Hurdle::MediumOff),
            (rec.wrapping == 0 && rec.capacity.fits(medium, &rec.live), Hurdle::Full),
            (item.need().is_met_by(|skill| rec.agent.level(skill)), Hurdle::Need),
            (!item.is_excluded(a, self.clock), Hurdle::Excluded),
            (
                rec.offers.len() < usize::from(self.plan.limits.offers_per_agent)
                    && !rec.offers.iter().any(|o| self.offers[*o].item == i),
                Hurdle::OfferLimit,
            ),
        ];
        checks.into_iter().find(|(holds, _)| !holds).map(|(_, hurdle)| hurdle)
    }

    /// Whether this work may be offered at all now: the same for every agent.
    pub(crate) fn is_on_offer(&self, i: u32) -> bool {
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        item.state.is_waiting()
            && self.queues[item.queue as usize].closed != Some(Closing::Keep)
            && !item.paced
            && item.offers.len() < usize::from(queue.offers_at_once)
            && (!item.work.outbound || self.reserve_allows(item.class))
    }
}
