//! What Teams should show for an agent (`routing.md` 2.9): the session presence of the vendor's
//! application, never the preferred state.

use teams_cc_core::SessionPresence;

use super::{Engine, Ready};
use crate::policy::OrderPolicy;
use crate::{Decision, Medium};

impl<P: OrderPolicy> Engine<P> {
    /// Only a plan that [shows presence](crate::Plan::shows_presence) comes here. A ring alone
    /// shows nothing: its echo would look like a foreign call.
    pub(super) fn want_presence(&mut self, a: u32) {
        let rec = &self.agents[a as usize];
        let calls = |i: &u32| self.items.get(*i).is_some_and(|i| i.work.medium == Medium::Voice);
        let in_call = rec.items.iter().any(calls)
            || rec.notes.iter().any(|notes| notes.medium == Medium::Voice);
        let show = if !rec.signed_on {
            SessionPresence::Cleared
        } else if in_call && !self.takes_calls_beside(a) {
            SessionPresence::InACall
        } else if rec.ready == Ready::Ready {
            SessionPresence::Available
        } else {
            SessionPresence::Away
        };
        if rec.wanted != show {
            self.agents[a as usize].wanted = show;
            let agent = self.agents[a as usize].agent.id().clone();
            self.emit(Decision::PresenceWanted { agent, show });
        }
    }

    /// Room for another call, offers aside.
    fn takes_calls_beside(&self, a: u32) -> bool {
        let rec = &self.agents[a as usize];
        let mut live = rec.live;
        for o in &rec.offers {
            live[self.items[self.offers[*o].item].work.medium as usize] -= 1;
        }
        rec.wrapping == 0 && rec.capacity.fits(Medium::Voice, &live)
    }
}
