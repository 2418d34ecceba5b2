//! The invariants of `routing.md` section 4, straight from its words and without the index.

use std::collections::BTreeMap;

use super::{Engine, Place, Timer};
use crate::command::WorkState;
use crate::policy::{AgentKey, OrderPolicy, StaticKey};
use crate::{Medium, WrapUpHolds};

/// Debug builds check after every step while there is no more than this; above, now and then.
#[cfg(debug_assertions)]
const SMALL: usize = 48;

impl<P: OrderPolicy> Engine<P> {
    /// Debug builds stop at the first step that breaks an invariant.
    pub(super) fn debug_check(&self) {
        #[cfg(debug_assertions)]
        if (self.items.len() + self.agents.len() <= SMALL || self.commands.is_multiple_of(4096))
            && let Err(broken) = self.check()
        {
            panic!("after command {}: {broken}", self.commands);
        }
    }

    /// Checks the invariants that concern one moment (I1 to I8, I12 to I15, I20 of `routing.md`
    /// section 4). Looks at every pair of agent and work: for tests and auditors.
    ///
    /// # Errors
    /// The first invariant that is broken, in words.
    pub fn check(&self) -> Result<(), String> {
        self.check_items()?;
        self.check_offers()?;
        self.check_agents()?;
        self.check_queues()?;
        self.check_conservation()
    }

    fn check_items(&self) -> Result<(), String> {
        if self.work.len() != self.items.len() {
            return Err(format!("I1: {} ids, {} items", self.work.len(), self.items.len()));
        }
        let mut kinds = vec![0; self.index.classes.len()];
        self.items.iter().for_each(|(_, item)| kinds[item.class as usize] += 1);
        let counted = self.index.classes.iter().map(|class| class.items);
        if !counted.eq(kinds) {
            return Err("I19: work by class is miscounted".into());
        }
        for (i, item) in self.items.iter() {
            let id = item.id;
            if self.work.get(&id) != Some(&i) {
                return Err(format!("I1: {id} cannot be found"));
            }
            if item.state.is_final() {
                return Err(format!("I2: {id} is over and still here"));
            }
            if item.state.is_held_by_agent() {
                let holder = self.agents.get(item.agent as usize);
                if !holder.is_some_and(|rec| rec.items.contains(&i)) {
                    return Err(format!("I3: {id} is with an agent who does not have it"));
                }
            }
            if (item.state == WorkState::Offered) == item.offers.is_empty() {
                return Err(format!("I2: {id} is {:?} with {:?}", item.state, item.offers));
            }
            let queue = &self.plan.queues[item.queue as usize];
            if item.offers.len() > usize::from(queue.offers_at_once) {
                return Err(format!("I4: {id} has {} offers", item.offers.len()));
            }
            let waiting =
                self.index.classes[item.class as usize].waiting.contains(&item.wait_key(i));
            let direct = self.agents.iter().any(|rec| rec.direct.contains(&item.wait_key(i)));
            let place = (item.place == Place::Class, item.place == Place::Direct && direct);
            if waiting != place.0 || direct != place.1 && item.place != Place::Direct {
                return Err(format!("I2: {id} is not where it should be ({:?})", item.place));
            }
            if item.parties.is_some() && !matches!(item.state, WorkState::Active | WorkState::Held)
            {
                return Err(format!("I2: {id} is {:?} and others take part", item.state));
            }
            for (kind, key) in &item.timers {
                if self.timers.get(*key) != Some(Timer::Item(i, *kind)) {
                    return Err(format!("I15: {id} believes in a timer that is not armed"));
                }
            }
        }
        Ok(())
    }

    fn check_offers(&self) -> Result<(), String> {
        let mut pairs = BTreeMap::new();
        for (o, offer) in self.offers.iter() {
            let id = offer.id;
            if self.timers.get(offer.timer) != Some(Timer::Offer(o)) || offer.timer.0 != offer.until
            {
                return Err(format!("I7: {id} has no timer at its deadline"));
            }
            if offer.until < self.clock || offer.issued > self.clock {
                return Err(format!("I7: {id} outlives its deadline"));
            }
            if pairs.insert((offer.item, offer.agent), id).is_some() {
                return Err(format!(
                    "I4: {id} is a second offer of the same work to the same agent"
                ));
            }
            if !self.items[offer.item].offers.contains(&o) {
                return Err(format!("I3: {id} is not known to its work"));
            }
            if !self.agents[offer.agent as usize].offers.contains(&o) {
                return Err(format!("I5: {id} is not known to its agent"));
            }
            let rec = &self.agents[offer.agent as usize];
            let voice = self.items[offer.item].work.medium == Medium::Voice;
            if voice && rec.watch.foreign && rec.signed_on {
                return Err(format!("I13: {id} rings an agent in a foreign call"));
            }
        }
        let armed = self.timers.iter().filter(|(_, timer)| matches!(timer, Timer::Offer(_)));
        if armed.count() != self.offers.len() {
            return Err("I7: an offer's timer outlived it".into());
        }
        Ok(())
    }

    fn check_agents(&self) -> Result<(), String> {
        let mut shown = [0; 9];
        for (a, rec) in self.agents.iter().enumerate() {
            let name = rec.agent.id();
            shown[rec.shown as usize] += 1;
            let mut live = [0u16; Medium::COUNT];
            for o in &rec.offers {
                live[self.items[self.offers[*o].item].work.medium as usize] += 1;
            }
            let mut wrapping = 0;
            for i in &rec.items {
                let item = &self.items[*i];
                if !item.state.is_held_by_agent() || item.agent != a as u32 {
                    return Err(format!("I3: {name} has {} which is {:?}", item.id, item.state));
                }
                let holds = item.state != WorkState::WrappingUp || item.holds;
                live[item.work.medium as usize] += u16::from(holds);
                wrapping += u16::from(item.holds_all);
            }
            for notes in &rec.notes {
                let holds = notes.holds != WrapUpHolds::Nothing;
                live[notes.medium as usize] += u16::from(holds);
                wrapping += u16::from(notes.holds == WrapUpHolds::Everything);
                if !self.noted.contains(&(notes.work, a as u32)) || notes.until < self.clock {
                    return Err(format!("I14: {name} writes notes that nobody knows of"));
                }
            }
            if live != rec.live || wrapping != rec.wrapping {
                return Err(format!("I5: {name} holds {live:?}, the ledger says {:?}", rec.live));
            }
            let used = rec.capacity.used(&rec.live);
            if used > u32::from(rec.capacity.total) && !rec.over_committed {
                return Err(format!("I5: {name} uses {used} of {}", rec.capacity.total));
            }
            if rec.idle_since > self.clock {
                return Err(format!("I12: {name} is idle since a time to come"));
            }
            for medium in Medium::ALL {
                let able = self.may_be_asked(a as u32)
                    && !(medium == Medium::Voice && rec.watch.no_calls)
                    && rec.capacity.fits(medium, &rec.live);
                if able != rec.standing[medium as usize].is_some() {
                    return Err(format!("I6: {name} stands wrongly among the idle for {medium:?}"));
                }
            }
        }
        if shown != self.shown {
            return Err(format!("I19: agents by state {shown:?}, counted {:?}", self.shown));
        }
        Ok(())
    }

    fn check_queues(&self) -> Result<(), String> {
        for (q, rec) in self.queues.iter().enumerate() {
            let mine = || self.items.iter().map(|(_, item)| item).filter(|i| i.queue as usize == q);
            let queued =
                mine().filter(|i| i.state == WorkState::Queued && !i.work.outbound).count();
            let offered = mine().filter(|i| i.state == WorkState::Offered).count();
            let held = mine().filter(|i| i.state.is_held_by_agent()).count();
            let waiting = mine().filter(|i| i.state.is_waiting()).count();
            let counted = (rec.queued, rec.offered, rec.with_agent, rec.by_age.len());
            if counted != (queued as u32, offered as u32, held as u32, waiting) {
                return Err(format!("I19: queue {q} counts {counted:?}"));
            }
            let staffed = self.agents.iter().filter(|agent| {
                let queues = &self.index.groups[agent.group as usize].key.queues;
                agent.signed_on && queues.iter().any(|(member, _, _)| *member as usize == q)
            });
            if staffed.count() != rec.staffed as usize {
                return Err(format!("I19: queue {q} miscounts its agents"));
            }
            if rec.closed == Some(crate::Closing::Keep) && offered > 0 {
                return Err(format!("I20: queue {q} is closed and offers"));
            }
            let counts = &rec.counts;
            let over = counts.answered + counts.abandoned + counts.redirected;
            let open = mine().filter(|item| item.is_open_segment()).count() as u64;
            if counts.offered != over + open {
                let parts = (counts.answered, counts.abandoned, counts.redirected, open);
                return Err(format!("I19: queue {q}: {} segments are {parts:?}", counts.offered));
            }
        }
        Ok(())
    }

    /// I8: no waiting work could be taken by anybody who may be asked, but for the named delays.
    fn check_conservation(&self) -> Result<(), String> {
        for (i, item) in self.items.iter() {
            if !self.is_on_offer(i) {
                continue;
            }
            for a in 0..self.agents.len() as u32 {
                let rec = &self.agents[a as usize];
                if item.preferring && !item.work.preferred.contains(rec.agent.id()) {
                    continue;
                }
                let never =
                    || self.keys == StaticKey::No && self.agent_key(a, i) == AgentKey::NEVER;
                if self.hurdle(i, a).is_none() && !never() {
                    let why = self.explain(item.id);
                    return Err(format!("I8: {} waits beside {}: {why}", item.id, rec.agent.id()));
                }
            }
        }
        Ok(())
    }
}
