//! What is done to one leg of a talk.

use std::sync::atomic::Ordering;

use teams_cc_core::{CallId, Ended, Error, Side};

use super::call::{Call, passes_by};
use super::dial::Dial;
use super::guests::too_many;
use super::table::{AGENT, CALLER, MOST_IN_A_TALK, Seat, SeatId, Table};
use super::talk::TalkAsk;
use super::transcript::Speaker;

impl Table {
    /// What was asked of one leg; without an answer there is no such leg.
    pub(super) fn of_one(&mut self, ask: TalkAsk) -> Option<Ended> {
        match ask {
            TalkAsk::Dial(who, to, reply) => {
                let leg = &self.named(who)?.call.leg;
                let dial = Dial::new(leg.shared.clone(), leg.hub.clone(), to);
                reply.send(dial.for_tenant(leg.life.tenant)).ok();
            }
            TalkAsk::Mute(who, muted, reply) => {
                reply.send(self.named(who)?.call.leg.mute(muted)).ok();
            }
            TalkAsk::Remove(who, reply) => {
                let leg = &self.named(who)?.call.leg;
                leg.bye();
                // That it has left is an event of the leg.
                reply.send(leg.life.clone()).ok();
            }
            TalkAsk::TakeOut(who, reply) => {
                let place = self.seats.iter().position(|seat| seat.call.id() == who)?;
                let Seat { call, .. } = self.seats.remove(place);
                call.leg.life.seated.store(false, Ordering::Release);
                self.join();
                reply.send(call).ok();
                // One alone has nobody to talk to; dropping the table hangs up.
                return (self.seats.len() < 2).then_some(Ended::HungUp(Side::Us));
            }
            TalkAsk::TakeOver(call, reply) => {
                let taken = self.take_over(*call);
                reply.send(taken).ok();
            }
            TalkAsk::Whisper(sound, reply) => {
                reply.send(self.at(AGENT)?.media()?.play(sound)).ok();
            }
            TalkAsk::Listen(reply) => {
                let both = [(CALLER, Speaker::Caller), (AGENT, Speaker::Agent)].into_iter();
                let legs = both.filter_map(|(id, by)| Some((by, self.at(id)?.media()?.stream())));
                let legs: Vec<_> = legs.collect();
                if !legs.is_empty() {
                    reply.send(legs).ok();
                }
            }
            TalkAsk::Transfer { .. } | TalkAsk::Invite(_) | TalkAsk::End => {}
        }
        None
    }

    fn at(&self, id: SeatId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.id == id && seat.left.is_none())
    }

    fn named(&self, who: CallId) -> Option<&Seat> {
        self.seats.iter().find(|seat| seat.call.id() == who && seat.left.is_none())
    }

    fn take_over(&mut self, call: Call) -> Result<CallId, Error> {
        let is_full = self.seats.len() + self.inviting.len() >= MOST_IN_A_TALK;
        if is_full {
            return Err(too_many());
        }
        if call.leg.life.media.get().is_none() || self.seats.iter().any(|s| s.media().is_none()) {
            return Err(passes_by());
        }
        let id = call.id();
        self.sit(call);
        Ok(id)
    }
}
