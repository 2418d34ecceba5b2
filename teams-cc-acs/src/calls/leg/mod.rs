//! One call as a machine: wishes, answers and events in; requests, results and events out.
//!
//! It owns no socket and no clock. Events may come in any order, twice, late or never, also before
//! the answer to the request that caused them; answers may be lost. What the machine promises
//! whatever happens (`tests.rs` checks it in worlds from seeds):
//!
//! * every wish gets exactly one result, and in bounded time;
//! * the call never moves backwards;
//! * the call ends once, and nothing but results follows.
//!
//! # Source
//! `acs.md` sections 3 and 5; RS-68, RS-76.

mod input;
mod keys;
mod settle;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Ended, Instant, Machine, Reason, Side};

use crate::models::{CallParticipant, Identifier};
pub use input::{
    Answer, Event, Failure, Fruit, Input, Miss, Output, RequestId, State, Step, Target, Wish,
    WishId,
};
use keys::Keys;

/// The service gives a call up that nobody takes; its word may be lost.
pub const RINGS_AT_MOST: Duration = Duration::from_secs(60);
/// A call that was answered and is not up.
const UP_WITHIN: Duration = Duration::from_secs(45);
/// An outgoing call that neither fails nor is answered; telephone networks ring 115 s
/// (`acs.md` section 8).
const ESTABLISHED_WITHIN: Duration = Duration::from_secs(150);
/// A transfer is given up after this time (60 s at the service, `acs.md` section 8).
const TRANSFERRED_WITHIN: Duration = Duration::from_secs(90);
/// A hang-up is taken as done after this time.
const HUNG_UP_WITHIN: Duration = Duration::from_secs(10);
/// What is done in a moment, or never.
const MOMENT: Duration = Duration::from_secs(30);
/// After the time that something takes by itself.
const GRACE: Duration = Duration::from_secs(20);
/// A call of which nothing is heard is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// While a call comes up, or an answer was lost.
const LOOK_SOON: Duration = Duration::from_secs(3);
/// A call that is over may still be told why, or that it was transferred.
const WHY_WITHIN: Duration = Duration::from_secs(3);
/// So many wishes may wait for their results at once; more are refused.
const MOST_WISHES: usize = 64;

/// One call.
#[derive(Debug)]
pub struct Leg {
    state: State,
    bound: bool,
    wishes: Vec<Pending>,
    /// Looks that are under way.
    looks: Vec<RequestId>,
    /// Requests that nobody waits for.
    loose: Vec<RequestId>,
    look_at: Option<Instant>,
    /// Over, for this reason, unless somebody tells a better one until then.
    ending: Option<(Instant, Ended)>,
    rings_until: Option<Instant>,
    /// A hang-up waits for the connection's id.
    hang_up_when_bound: bool,
    moved_to: Option<Target>,
    /// Whose call this is; it ends when they leave, whoever else is in it.
    peer: Option<Identifier>,
    /// They have been in it.
    peer_seen: bool,
    roster: (Option<i64>, Vec<CallParticipant>),
    keys: Keys,
    ended: Option<Ended>,
    next_request: u64,
    outputs: VecDeque<Output>,
}

/// A wish that has no result yet.
#[derive(Debug)]
struct Pending {
    id: WishId,
    wish: Wish,
    at: At,
    /// The id of an invitation.
    invitation: Option<String>,
    /// Somebody wants the invitation back.
    withdrawn: bool,
    give_up: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// It waits for a request that it must not overtake.
    Held,
    /// The request is out.
    Asked(RequestId),
    /// It is answered, or there is nothing to ask yet.
    Answered,
}

/// Whether a wish must wait for an earlier one. Requests take connections of their own and may
/// overtake each other: what ends all that sounds waits until that has got there, and what sounds
/// next waits until the rest was ended.
fn is_held(wish: &Wish, earlier: &[Pending]) -> bool {
    let sounds = |wish: &Wish| matches!(wish, Wish::Play { .. } | Wish::Recognize { .. });
    let ends = |wish: &Wish| matches!(wish, Wish::Cancel);
    let mut on_their_way = earlier.iter().filter(|one| one.at != At::Answered);
    match wish {
        wish if ends(wish) => on_their_way.any(|one| sounds(&one.wish)),
        wish if sounds(wish) => on_their_way.any(|one| ends(&one.wish)),
        _ => false,
    }
}

impl Leg {
    /// A call that rings at us.
    pub fn incoming() -> Self {
        Self::new(State::Incoming, false)
    }

    /// A call that the service has just made for us, or that we have joined.
    pub fn outgoing() -> Self {
        Self::new(State::Connecting, true)
    }

    fn new(state: State, bound: bool) -> Self {
        Self {
            state,
            bound,
            wishes: Vec::new(),
            looks: Vec::new(),
            loose: Vec::new(),
            look_at: None,
            ending: None,
            rings_until: None,
            hang_up_when_bound: false,
            moved_to: None,
            peer: None,
            peer_seen: false,
            roster: (None, Vec::new()),
            keys: Keys::default(),
            ended: None,
            next_request: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Whose call this is: when they leave, the call is over for us, and nobody is left alone in it.
    pub fn of(mut self, peer: Option<Identifier>) -> Self {
        self.peer = peer;
        self
    }

    /// How far the call is.
    pub fn state(&self) -> State {
        self.state
    }

    /// How it ended.
    pub fn ended(&self) -> Option<&Ended> {
        self.ended.as_ref()
    }

    /// Who is in the call, as last told.
    pub fn participants(&self) -> &[CallParticipant] {
        &self.roster.1
    }

    fn request(&mut self, step: Step) -> RequestId {
        let id = RequestId(self.next_request);
        self.next_request += 1;
        self.outputs.push_back(Output::Send(id, step));
        id
    }

    fn tell(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    fn wish(&mut self, now: Instant, id: WishId, wish: Wish) {
        if let Some(failure) = self.refusal(&wish) {
            self.outputs.push_back(Output::Done(id, Err(failure)));
            return;
        }
        if let Wish::Withdraw(of) = wish {
            return self.withdraw(id, of);
        }
        let patience = match &wish {
            Wish::Answer => UP_WITHIN,
            Wish::Established => ESTABLISHED_WITHIN,
            Wish::Transfer { .. } => TRANSFERRED_WITHIN,
            Wish::Invite { within, .. } => *within + GRACE,
            Wish::Play { lasts, .. } | Wish::Recognize { lasts, .. } => lasts.saturating_add(GRACE),
            Wish::HangUp | Wish::Terminate => HUNG_UP_WITHIN,
            _ => MOMENT,
        };
        let ends_call = matches!(wish, Wish::HangUp | Wish::Terminate);
        let at = match &wish {
            Wish::Established => At::Answered,
            _ if ends_call && !self.bound => {
                // There may be a connection by and by; until then there is nothing to end.
                self.hang_up_when_bound = true;
                At::Answered
            }
            wish if is_held(wish, &self.wishes) => At::Held,
            _ => At::Asked(self.request(Step::Do(id, wish.clone()))),
        };
        let soon = matches!(wish, Wish::Answer | Wish::Established);
        let look = now + if soon { LOOK_SOON } else { LOOK_EVERY };
        self.look_at = Some(self.look_at.map_or(look, |at| at.min(look)));
        let (invitation, give_up) = (None, now + patience);
        self.wishes.push(Pending { id, wish, at, invitation, withdrawn: false, give_up });
        if self.state >= State::Connected {
            self.up();
        }
    }

    /// Why a wish cannot be, before anything is sent.
    fn refusal(&self, wish: &Wish) -> Option<Failure> {
        if let Some(ended) = &self.ended {
            return Some(Failure::Ended(ended.clone()));
        }
        if self.wishes.len() >= MOST_WISHES {
            return Some(Failure::TooMany);
        }
        let decides = |w: &Wish| matches!(w, Wish::Answer | Wish::Reject(_) | Wish::Redirect(_));
        let moves = |w: &Wish| matches!(w, Wish::Transfer { who: None, .. });
        let again = |of: &dyn Fn(&Wish) -> bool| self.wishes.iter().any(|one| of(&one.wish));
        let decided = (decides(wish) && (again(&decides) || self.state != State::Incoming))
            || (moves(wish) && (again(&moves) || self.moved_to.is_some()));
        decided.then_some(Failure::Decided)
    }

    fn withdraw(&mut self, id: WishId, of: WishId) {
        let mut step = None;
        if let Some(one) = self.wishes.iter_mut().find(|one| one.id == of) {
            one.withdrawn = true;
            step = one.invitation.clone().map(|invitation| Step::Withdraw(of, invitation));
        }
        if let Some(step) = step {
            let request = self.request(step);
            self.loose.push(request);
        }
        self.outputs.push_back(Output::Done(id, Ok(Fruit::Done)));
    }

    /// The call has moved; backwards it does not go.
    fn advance(&mut self, to: State) {
        if self.ended.is_some() || to <= self.state {
            return;
        }
        self.state = to;
        self.rings_until = None;
        self.tell(Event::Moved(to));
        if to >= State::Connected {
            self.up();
        }
    }

    /// Whoever waits for the call to be up has it.
    fn up(&mut self) {
        let waits = |one: &Pending| matches!(one.wish, Wish::Answer | Wish::Established);
        while let Some(id) = self.wishes.iter().find(|one| waits(one)).map(|one| one.id) {
            self.done(id, Ok(Fruit::Done));
        }
    }

    fn done(&mut self, id: WishId, result: Result<Fruit, Failure>) {
        if let Some(place) = self.wishes.iter().position(|one| one.id == id) {
            self.wishes.remove(place);
            self.outputs.push_back(Output::Done(id, result));
        }
    }

    /// Ends the call, once, and everything that was wished of it.
    fn end(&mut self, ended: Ended) {
        if self.ended.is_some() {
            return;
        }
        let ended = match (&self.moved_to, ended) {
            (Some(to), Ended::HungUp(_) | Ended::Lost(_)) => Ended::Transferred(to.address.clone()),
            (_, ended) => ended,
        };
        if self.state != State::Disconnected {
            self.state = State::Disconnected;
            self.tell(Event::Moved(State::Disconnected));
        }
        self.ended = Some(ended.clone());
        (self.ending, self.rings_until, self.look_at) = (None, None, None);
        for one in std::mem::take(&mut self.wishes) {
            let result = match one.wish {
                Wish::HangUp | Wish::Terminate | Wish::Reject(_) => Ok(Fruit::Done),
                _ => Err(Failure::Ended(ended.clone())),
            };
            self.outputs.push_back(Output::Done(one.id, result));
        }
        self.looks.clear();
        self.outputs.push_back(Output::Ended(ended));
    }

    fn tick(&mut self, now: Instant) {
        for key in self.keys.tick(now) {
            self.tell(Event::Pressed(key));
        }
        if self.state == State::Incoming && self.wishes.is_empty() {
            let until = *self.rings_until.get_or_insert(now + RINGS_AT_MOST);
            if now >= until {
                return self.end(Ended::Abandoned);
            }
        } else {
            self.rings_until = None;
        }
        if let Some((at, ended)) = &self.ending
            && now >= *at
        {
            let ended = ended.clone();
            return self.end(ended);
        }
        let late: Vec<WishId> =
            self.wishes.iter().filter(|one| now >= one.give_up).map(|one| one.id).collect();
        for id in late {
            self.give_up(id);
            if self.ended.is_some() {
                return;
            }
        }
        if self.wishes.is_empty() {
            self.look_at = None;
        } else if self.look_at.is_none_or(|at| now >= at) {
            let waits = |one: &Pending| matches!(one.wish, Wish::Answer | Wish::Established);
            let soon = self.wishes.iter().any(waits);
            self.look_at = Some(now + if soon { LOOK_SOON * 2 } else { LOOK_EVERY });
            let asking = self.wishes.iter().all(|one| one.at != At::Answered);
            if self.bound && self.looks.is_empty() && !asking {
                let look = self.request(Step::Look);
                self.looks.push(look);
            }
        }
    }

    /// Nobody says how a wish came out.
    fn give_up(&mut self, id: WishId) {
        let Some(one) = self.wishes.iter().find(|one| one.id == id) else { return };
        let withdraw = one.invitation.clone();
        match one.wish {
            Wish::HangUp | Wish::Terminate => return self.end(Ended::HungUp(Side::Us)),
            Wish::Answer | Wish::Established => {
                self.done(id, Err(Failure::Unknown));
                if self.bound {
                    let leave = self.request(Step::HangUp);
                    self.loose.push(leave);
                }
                return self.end(Ended::Lost(Reason::NoAnswer));
            }
            _ => {}
        }
        if let Some(invitation) = withdraw {
            // Whom nobody waits for any more shall not join.
            let withdraw = self.request(Step::Withdraw(id, invitation));
            self.loose.push(withdraw);
        }
        self.done(id, Err(Failure::Unknown));
    }

    fn bind(&mut self) {
        self.bound = true;
        if std::mem::take(&mut self.hang_up_when_bound) {
            let waits = |one: &Pending| {
                matches!(one.wish, Wish::HangUp | Wish::Terminate) && one.at == At::Answered
            };
            if let Some(place) = self.wishes.iter().position(waits) {
                self.ask(place);
            }
        }
    }

    /// Asks for what was held back, once nothing that it must not overtake is on its way.
    fn release(&mut self) {
        for place in 0..self.wishes.len() {
            let (earlier, rest) = self.wishes.split_at(place);
            if rest.first().is_some_and(|one| one.at == At::Held && !is_held(&one.wish, earlier)) {
                self.ask(place);
            }
        }
    }

    fn ask(&mut self, place: usize) {
        let Some((id, wish)) = self.wishes.get(place).map(|one| (one.id, one.wish.clone())) else {
            return;
        };
        let request = self.request(Step::Do(id, wish));
        if let Some(one) = self.wishes.get_mut(place) {
            one.at = At::Asked(request);
        }
    }
}

impl Machine for Leg {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Wish(id, wish) => self.wish(now, id, wish),
            Input::Answered(request, answer) => self.answered(now, request, answer),
            Input::News(wish, kind, body) => self.news(now, wish, kind, body),
            Input::Bound => self.bind(),
            Input::Tick => {}
        }
        if self.ended.is_none() {
            self.tick(now);
            self.release();
        }
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        if self.ended.is_some() {
            return None;
        }
        let waiting = self.wishes.iter().map(|one| one.give_up);
        let ending = self.ending.as_ref().map(|(at, _)| *at);
        let own = [ending, self.rings_until, self.look_at, self.keys.deadline()];
        waiting.chain(own.into_iter().flatten()).min()
    }
}
