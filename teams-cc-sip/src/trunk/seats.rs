//! What is done to one leg of a talk.

use std::sync::atomic::Ordering;

use teams_cc_core::{CallId, Ended, Error, Side, Supervision};

use super::call::{Call, passes_by};
use super::dial::Dial;
use super::guests::too_many;
use super::table::{AGENT, CALLER, MOST_IN_A_TALK, Seat, SeatId, Table};
use super::talk::TalkAsk;
use super::transcript::{Leg, Speaker};
use crate::driver::rtp::MediaLeg;

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
                let Seat { id, call, .. } = self.seats.remove(place);
                call.leg.life.seated.store(false, Ordering::Release);
                self.join();
                // What they say elsewhere is not of this talk.
                self.write_down(id);
                reply.send(call).ok();
                // One alone has nobody to talk to; dropping the table hangs up.
                return self.is_over().then_some(Ended::HungUp(Side::Us));
            }
            TalkAsk::TakeOver(call, supervises, reply) => {
                let taken = self.take_over(*call, supervises);
                reply.send(taken).ok();
            }
            TalkAsk::Reach(who, reply) => {
                let dial = self.dial(who)?;
                reply.send(self.room().map(|()| dial)).ok();
            }
            TalkAsk::Supervise(who, how, reply) => {
                let is_it = |seat: &&mut Seat| seat.call.id() == who && seat.left.is_none();
                let seat = self.seats.iter_mut().find(is_it);
                *seat?.supervises.as_mut()? = how;
                self.join();
                reply.send(()).ok();
                // Whoever had taken the caller over gives them back to nobody.
                return self.is_over().then_some(Ended::HungUp(Side::Us));
            }
            TalkAsk::Whisper(sound, reply) => {
                reply.send(self.at(AGENT)?.media()?.whisper(sound)).ok();
            }
            TalkAsk::Listen(give, reply) => {
                let mut both = [CALLER, AGENT].into_iter().filter_map(|id| self.at(id)?.media());
                both.next()?;
                self.written = Some(give);
                [CALLER, AGENT].into_iter().for_each(|id| self.write_down(id));
                reply.send(()).ok();
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

    /// Gives whoever sits here to be written down; nobody, if the seat is free.
    pub(super) fn write_down(&mut self, id: SeatId) {
        let by = match id {
            CALLER => Speaker::Caller,
            AGENT => Speaker::Agent,
            _ => return,
        };
        let leg = self.at(id).and_then(Seat::media).map(MediaLeg::stream);
        let given = self.written.as_ref().map(|written| written.send(Leg { by, leg }));
        if let Some(Err(_)) = given {
            // Nobody reads it any more.
            self.written = None;
        }
    }

    /// Whether one more may take part.
    fn room(&self) -> Result<(), Error> {
        if self.seats.len() + self.inviting.len() >= MOST_IN_A_TALK {
            return Err(too_many());
        }
        let is_here = self.seats.iter().all(|seat| seat.media().is_some());
        if is_here { Ok(()) } else { Err(passes_by()) }
    }

    fn take_over(&mut self, call: Call, how: Option<Supervision>) -> Result<CallId, Error> {
        self.room()?;
        call.leg.media()?;
        let id = call.id();
        self.sit(call, how);
        Ok(id)
    }
}
