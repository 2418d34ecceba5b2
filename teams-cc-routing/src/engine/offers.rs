//! Offers (`routing.md` 2.7, 3.2): reserve, ask, and what follows each answer.

use teams_cc_core::Reason;

use super::{AgentTimer, Engine, ItemTimer, NOBODY, OfferRec, Ready, Timer};
use crate::command::{OfferEnd, Revoked, WorkState};
use crate::decision::Why;
use crate::policy::OrderPolicy;
use crate::{Decision, Medium, OfferId, Refusal, Reply, WorkId};

impl<P: OrderPolicy> Engine<P> {
    /// Asks this agent.
    pub(super) fn issue(&mut self, i: u32, a: u32, why: Why) {
        let now = self.clock;
        let item = &self.items[i];
        let queue = &self.plan.queues[item.queue as usize];
        let (id, medium) = (item.id, item.work.medium);
        let (offer_for, every) = (queue.offer_for, queue.offer_every);
        let (at_once, pause) = (queue.offers_at_once, queue.rings_pause_while_offered);
        let until = now + offer_for;
        let offer = OfferId(self.sequence + 1);

        self.next_asked += 1;
        let rec = &mut self.agents[a as usize];
        rec.live[medium as usize] += 1;
        rec.asked = self.next_asked;
        let agent = rec.agent.id().clone();

        let timer = super::TimerKey(until, 0);
        let o = self.offers.insert(OfferRec {
            id: offer,
            item: i,
            agent: a,
            issued: now,
            until,
            timer,
        });
        self.offers[o].timer = self.timers.arm(until, Timer::Offer(o));
        self.offer_ids.insert(offer, o);
        self.agents[a as usize].offers.push(o);
        self.items[i].offers.push(o);

        let waited = now.since(self.items[i].segment);
        if self.items[i].first_offer.is_none() {
            self.items[i].first_offer = Some(now);
            self.queues[self.items[i].queue as usize].counts.first_offer_after(waited);
        }
        self.items[i].why = Some((a, now, why));
        if self.items[i].state == WorkState::Queued {
            self.set_waiting(i, WorkState::Offered);
            if pause {
                self.items[i].stood_still = Some(now);
                self.disarm_item(i, ItemTimer::Ring);
            }
        }
        if !every.is_zero() && self.items[i].offers.len() < usize::from(at_once) {
            self.items[i].paced = true;
            self.arm_item(i, ItemTimer::NextOffer, now + every);
        }
        if !self.wants_offers(i) {
            self.unplace(i);
            self.open_items.retain(|open| *open != i);
        }
        self.queues[self.items[i].queue as usize].counts.offers += 1;
        self.emit(Decision::Offered { offer, work: id, agent, until, waited, why });
        if self.items[i].work.outbound {
            self.stirred.push(self.items[i].queue);
        }
        self.refresh(a);
    }

    pub(super) fn first_offer(&self, id: WorkId) -> Result<OfferId, Refusal> {
        let item = &self.items[self.item_of(id)?];
        let first = item.offers.first().map(|o| self.offers[*o].id);
        first.ok_or(Refusal::NotWhile(item.state))
    }

    fn offer_of(&self, offer: OfferId) -> Result<u32, Refusal> {
        if let Some(o) = self.offer_ids.get(&offer) {
            return Ok(*o);
        }
        match self.past_offers.get(&offer) {
            Some((end, _)) => Err(Refusal::OfferOver(*end)),
            None => Err(Refusal::UnknownOffer),
        }
    }

    /// Ends an offer in every book but the agent's index; the units stay reserved if accepted.
    fn end_offer(&mut self, o: u32, end: OfferEnd) -> (u32, u32) {
        let Some(rec) = self.offers.remove(o) else { return (NOBODY, NOBODY) };
        let (i, a, offer) = (rec.item, rec.agent, rec.id);
        self.timers.disarm(rec.timer);
        self.offer_ids.remove(&offer);
        let limits = &self.plan.limits;
        let (most, age) = (limits.remembered, limits.remembered_for);
        let work = self.items[i].id;
        self.forgotten_early += self.past_offers.keep(self.clock, offer, (end, work), most, age);
        self.items[i].offers.retain(|live| *live != o);
        let medium = self.items[i].work.medium as usize;
        let agent = &mut self.agents[a as usize];
        agent.offers.retain(|live| *live != o);
        let name = agent.agent.id().clone();
        if end != OfferEnd::Accepted {
            agent.live[medium] -= 1;
        }
        self.emit(match end {
            OfferEnd::Accepted => Decision::Accepted { offer, work, agent: name },
            OfferEnd::Declined(reason) => Decision::Declined { offer, work, agent: name, reason },
            OfferEnd::Expired => Decision::OfferExpired { offer, work, agent: name },
            OfferEnd::Revoked(why) => Decision::Revoked { offer, work, agent: name, why },
        });
        (i, a)
    }

    /// Takes back all live offers of an item.
    pub(super) fn revoke_all(&mut self, i: u32, why: Revoked) {
        while let Some(o) = self.items[i].offers.first().copied() {
            let (_, a) = self.end_offer(o, OfferEnd::Revoked(why));
            self.after_offer(a);
        }
    }

    /// Takes back one offer; the work keeps its place.
    pub(super) fn revoke_one(&mut self, o: u32, why: Revoked) {
        let (i, a) = self.end_offer(o, OfferEnd::Revoked(why));
        self.back_to_place(i, false);
        self.after_offer(a);
    }

    /// Takes back all live offers of an agent on these media; the work goes back to its place.
    pub(super) fn revoke_of(&mut self, a: u32, why: Revoked, voice_only: bool) {
        loop {
            let offers = &self.agents[a as usize].offers;
            let found = offers.iter().copied().find(|o| {
                let item = &self.items[self.offers[*o].item];
                !voice_only || item.work.medium == Medium::Voice
            });
            let Some(o) = found else { return };
            self.revoke_one(o, why);
        }
    }

    /// The agent's side of an ended offer.
    fn after_offer(&mut self, a: u32) {
        self.watch_again(a);
        self.leave_if_done(a);
        self.refresh(a);
    }

    /// The work's side of a failed offer: its old place, its old age.
    fn back_to_place(&mut self, i: u32, counts_as_attempt: bool) {
        if !self.items[i].offers.is_empty() {
            self.open(i);
            return;
        }
        self.set_waiting(i, WorkState::Queued);
        self.items[i].paced = false;
        self.disarm_item(i, ItemTimer::NextOffer);
        self.go_on(i);
        self.arm_ring(i);
        if counts_as_attempt {
            self.items[i].attempt = self.items[i].attempt.saturating_add(1);
        }
        if let Some(rule) = self.items[i].overflow_pending.take() {
            self.do_rule(i, usize::from(rule));
        } else if counts_as_attempt {
            self.after_attempt(i);
        }
        if self.items.get(i).is_some_and(|item| item.state == WorkState::Queued) {
            self.open(i);
        }
    }

    pub(super) fn accept(&mut self, offer: OfferId) -> Result<Reply, Refusal> {
        let o = match self.offer_of(offer) {
            Err(Refusal::OfferOver(OfferEnd::Accepted)) => return Ok(Reply::Already),
            other => other?,
        };
        let (i, a) = self.end_offer(o, OfferEnd::Accepted);
        self.assigned(i, a);
        Ok(Reply::Done)
    }

    /// The agent has it; its units are reserved already.
    pub(super) fn assigned(&mut self, i: u32, a: u32) {
        self.revoke_all(i, Revoked::Taken);
        self.unplace(i);
        self.disarm_waiting(i);
        self.open_items.retain(|open| *open != i);
        self.set_waiting(i, WorkState::Assigned);
        let item = &mut self.items[i];
        item.agent = a;
        item.accepted = self.clock;
        item.preferring = false;
        item.overflow_pending = None;
        let (work, waited) = (item.id, self.clock.since(item.segment));
        let rec = &mut self.agents[a as usize];
        rec.items.push(i);
        rec.misses = 0;
        let agent = rec.agent.id().clone();
        self.emit(Decision::Assigned { work, agent, waited });
        self.watch_again(a);
        self.refresh(a);
    }

    pub(super) fn decline(&mut self, offer: OfferId, reason: Reason) -> Result<Reply, Refusal> {
        let o = match self.offer_of(offer) {
            Err(Refusal::OfferOver(OfferEnd::Declined(_))) => return Ok(Reply::Already),
            other => other?,
        };
        let (i, a) = self.end_offer(o, OfferEnd::Declined(reason));
        self.queues[self.items[i].queue as usize].counts.declined += 1;
        self.consequence(i, a, reason);
        self.back_to_place(i, true);
        self.after_offer(a);
        Ok(Reply::Done)
    }

    pub(super) fn offer_expired(&mut self, o: u32) {
        let (i, a) = self.end_offer(o, OfferEnd::Expired);
        self.queues[self.items[i].queue as usize].counts.unanswered += 1;
        self.consequence(i, a, Reason::NoAnswer);
        self.back_to_place(i, true);
        self.after_offer(a);
    }

    /// What an offer that failed for this reason means for the agent and for the work.
    pub(super) fn consequence(&mut self, i: u32, a: u32, reason: Reason) {
        let rules = self.plan.back_off;
        let pause = match reason {
            Reason::NoAnswer => {
                let rec = &mut self.agents[a as usize];
                rec.misses = rec.misses.saturating_add(1);
                let misses = rec.misses;
                if rules.misses > 0 && misses >= rules.misses && rec.ready == Ready::Ready {
                    rec.ready = Ready::NotResponding;
                    let agent = rec.agent.id().clone();
                    self.emit(Decision::AgentNotResponding { agent, misses });
                }
                rules.no_answer
            }
            Reason::Busy => rules.busy,
            Reason::Declined | Reason::Forbidden | Reason::Cancelled => {
                let keep_away = self.plan.queues[self.items[i].queue as usize].keep_away;
                self.exclude(i, a, keep_away);
                return;
            }
            _ => rules.device,
        };
        if !pause.is_zero() {
            self.agents[a as usize].backed_off = true;
            self.arm_agent(a, AgentTimer::BackOff, self.clock + pause);
        }
    }

    fn exclude(&mut self, i: u32, a: u32, wait: std::time::Duration) {
        if wait.is_zero() {
            return;
        }
        let until = self.clock + wait;
        let excluded = &mut self.items[i].excluded;
        excluded.retain(|(who, _)| *who != a);
        // At the limit the exclusion that ends first makes room.
        if excluded.len() >= MAX_EXCLUSIONS {
            let first = (0..excluded.len()).min_by_key(|at| excluded[*at].1).unwrap_or(0);
            excluded.swap_remove(first);
        }
        excluded.push((a, until));
        self.arm_exclusion(i);
    }
}

/// Agents kept away from one piece of work at once.
const MAX_EXCLUSIONS: usize = 64;
