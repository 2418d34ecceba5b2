//! One call as a machine: wishes, answers of Graph and notifications in; requests, results and
//! events out.
//!
//! It owns no socket and no clock. Notifications may come in any order, twice, late or never; the
//! answer of a request may be lost. What the machine promises whatever happens (`tests.rs` checks
//! it in worlds from seeds):
//!
//! * every wish gets exactly one result;
//! * the call never moves backwards, except from a transfer that failed;
//! * the call ends once, and nothing but results follows;
//! * nothing that cannot be undone (answer, redirect, transfer) happens twice: before a request
//!   whose answer was lost is repeated, the call is looked at (RS-76).
//!
//! # Source
//! `graph.md` sections 2.3 to 2.6; RS-68, RS-76.

mod input;
mod roster;
mod settle;

#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::{Address, Ended, Instant, Machine, Reason, Rng, Side};

pub use input::{
    Answer, Event, Failure, Input, Miss, News, Output, Recorded, RecordingStatus, RequestId, Said,
    State, Status, Step, Wish, WishId,
};
pub use roster::Participant;
use roster::Roster;

use super::result::ResultCode;

/// An incoming call is taken within this time (`graph.md` section 2.3).
pub const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// A policy recording call is taken within this time (`graph.md` section 2.3).
pub const RECORDER_ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// The service is told this often that we live; it gives up after 45 min (`graph.md` section 2.3).
pub const KEEP_ALIVE_EVERY: Duration = Duration::from_secs(15 * 60);
/// After a keep-alive that failed.
const KEEP_ALIVE_AGAIN: Duration = Duration::from_secs(60);
/// An operation that nobody speaks of any more is looked at this often.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// After a lost answer the call is looked at this soon: the request may still be under way.
const LOOK_SOON: Duration = Duration::from_secs(2);
/// A call that Graph does not know has ended; the notification that says why may come this late.
const WHY_WITHIN: Duration = Duration::from_secs(5);
/// An outgoing call that neither rings out nor is answered.
const ESTABLISHED_WITHIN: Duration = Duration::from_secs(120);
/// A transfer is given up after this time.
const TRANSFERRED_WITHIN: Duration = Duration::from_secs(120);
/// A hang-up is taken as done after this time.
const HUNG_UP_WITHIN: Duration = Duration::from_secs(10);
/// The service ends a call after 15 s that nobody takes; its notification may be lost.
const RINGS_AT_MOST: Duration = Duration::from_secs(60);
/// So many wishes may wait for their results at once; more are refused.
const MOST_WISHES: usize = 64;

/// One call.
#[derive(Debug)]
pub struct Leg {
    state: State,
    audio: bool,
    wishes: Vec<Pending>,
    looks: Vec<Look>,
    keep_alive: Option<Instant>,
    keep_alive_asked: Option<RequestId>,
    /// Graph said that there is no such call.
    gone: Option<Instant>,
    hung_up: Option<Instant>,
    /// A call that rang so long rings no more, whatever got lost.
    rings_until: Option<Instant>,
    roster: Roster,
    /// Somebody was to be moved out of it: it is a group, which no transfer ends.
    is_group: bool,
    /// The other side of a call that began between two.
    peer: Option<Address>,
    /// The roster has shown it.
    peer_seen: bool,
    tones: Tones,
    ended: Option<Ended>,
    /// The numbers that the end came with.
    result: Option<ResultCode>,
    next_request: u64,
    rng: Rng,
    outputs: VecDeque<Output>,
}

/// A wish that has no result yet.
#[derive(Debug)]
struct Pending {
    id: WishId,
    wish: Wish,
    at: At,
    /// The operation that carries it out.
    operation: Option<String>,
    /// When something is done about silence.
    look: Instant,
    give_up: Instant,
    /// Whether the call was seen to react to it.
    seen: bool,
    /// What a failure said that is not sure to be this wish's.
    failed: Option<ResultCode>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum At {
    /// It waits for a request that it must not overtake.
    Held,
    /// The request is out.
    Asked(RequestId),
    /// Graph has accepted it.
    Accepted,
    /// The answer was lost: it may have happened.
    Unknown,
}

#[derive(Clone, Debug)]
struct Look {
    request: RequestId,
    wish: Option<WishId>,
    operation: bool,
}

/// Which tones were told: their numbers, the newest and a window below it.
#[derive(Debug, Default)]
struct Tones {
    newest: u64,
    told: VecDeque<u64>,
}

impl Tones {
    /// Numbers that are remembered.
    const WINDOW: usize = 64;

    fn is_new(&mut self, sequence: u64) -> bool {
        let old = self.newest.saturating_sub(Self::WINDOW as u64);
        if self.told.contains(&sequence) || (sequence < old && self.newest > 0) {
            return false;
        }
        if self.told.len() == Self::WINDOW {
            self.told.pop_front();
        }
        self.told.push_back(sequence);
        self.newest = self.newest.max(sequence);
        true
    }
}

/// Whether a wish must wait for an earlier one. Requests take connections of their own and may
/// overtake each other: what empties the media queue waits until what it is to cancel has got
/// there, and what is played next waits until the queue was emptied.
fn held(wish: &Wish, earlier: &[Pending]) -> bool {
    let sounds = |wish: &Wish| matches!(wish, Wish::Play(_) | Wish::Record { .. });
    let empties = |wish: &Wish| matches!(wish, Wish::Cancel);
    let is_on_its_way = |one: &Pending| matches!(one.at, At::Held | At::Asked(_));
    let mut on_their_way = earlier.iter().filter(|one| is_on_its_way(one));
    match wish {
        wish if empties(wish) => on_their_way.any(|one| sounds(&one.wish)),
        wish if sounds(wish) => on_their_way.any(|one| empties(&one.wish)),
        _ => false,
    }
}

impl Leg {
    /// A call that rings at us.
    pub fn incoming(seed: u64) -> Self {
        Self::new(State::Incoming, seed)
    }

    /// A call that Graph has just made for us.
    pub fn outgoing(seed: u64) -> Self {
        Self::new(State::Establishing, seed)
    }

    fn new(state: State, seed: u64) -> Self {
        Self {
            state,
            audio: false,
            wishes: Vec::new(),
            looks: Vec::new(),
            keep_alive: None,
            keep_alive_asked: None,
            gone: None,
            hung_up: None,
            rings_until: None,
            roster: Roster::default(),
            is_group: false,
            peer: None,
            peer_seen: false,
            tones: Tones::default(),
            ended: None,
            result: None,
            next_request: 0,
            rng: Rng::from_seed(seed),
            outputs: VecDeque::new(),
        }
    }

    /// Between the bot and this other side: the call is over when they leave, also if others are
    /// in it by then.
    #[must_use]
    pub fn of(mut self, peer: Option<Address>) -> Self {
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

    /// The code and subcode that the service ended it with, if it said any.
    pub fn result(&self) -> Option<ResultCode> {
        self.result
    }

    /// Who is in the call, as far as the service has told.
    pub fn participants(&self) -> impl Iterator<Item = &Participant> {
        self.roster.iter()
    }

    /// Whether media can be used: established, and audio active (`graph.md` section 2.3).
    pub fn is_up(&self) -> bool {
        self.audio && matches!(self.state, State::Established | State::Hold)
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
        let patience = match &wish {
            Wish::Answer { .. } | Wish::Reject(_) | Wish::Redirect { .. } => ANSWER_WITHIN * 2,
            Wish::Established => ESTABLISHED_WITHIN,
            Wish::Transfer { .. } => TRANSFERRED_WITHIN,
            Wish::HangUp => HUNG_UP_WITHIN,
            Wish::Record { most, .. } => *most + LOOK_EVERY * 3,
            // A prompt is as long as it is; looking goes on as long as Graph says `running`.
            _ => Duration::from_secs(24 * 3600),
        };
        self.is_group |= matches!(wish, Wish::Transfer { who: Some(_), .. });
        let give_up = now + patience;
        // A caller who waits for a state hears nothing meanwhile.
        let look = now + if wish.is_done_by_state() { LOOK_SOON * 2 } else { LOOK_EVERY };
        let at = match &wish {
            // Nothing to ask: the call was asked for when it was made.
            Wish::Established => At::Accepted,
            wish if held(wish, &self.wishes) => At::Held,
            _ => At::Asked(self.request(Step::Do(id, wish.clone()))),
        };
        if matches!(wish, Wish::HangUp) {
            self.hung_up = Some(now + HUNG_UP_WITHIN);
        }
        let (operation, seen, failed) = (None, false, None);
        self.wishes.push(Pending { id, wish, at, operation, look, give_up, seen, failed });
        self.settle_by_state(now);
    }

    /// Asks for what waited, once nothing that it must not overtake is on its way.
    fn release(&mut self) {
        for place in 0..self.wishes.len() {
            let (earlier, rest) = self.wishes.split_at(place);
            let Some(one) = rest.first().filter(|one| one.at == At::Held) else { continue };
            if !held(&one.wish, earlier) {
                let (id, wish) = (one.id, one.wish.clone());
                let request = self.request(Step::Do(id, wish));
                self.keep_asking(id, request);
            }
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
        let decides =
            |w: &Wish| matches!(w, Wish::Answer { .. } | Wish::Reject(_) | Wish::Redirect { .. });
        let moves = |w: &Wish| matches!(w, Wish::Transfer { .. });
        if decides(wish) {
            let again = self.wishes.iter().any(|one| decides(&one.wish));
            return (again || self.state != State::Incoming).then_some(Failure::Decided);
        }
        if let Wish::Transfer { who: Some(who), .. } = wish
            && self.roster.lacks(who)
        {
            return Some(Failure::Failed(None));
        }
        // What rings cannot be transferred: it is redirected.
        let early = self.state == State::Incoming;
        let again = self.wishes.iter().any(|one| moves(&one.wish));
        (moves(wish) && (early || again)).then_some(Failure::Decided)
    }

    fn keep_alive(&mut self, now: Instant, after: Duration) {
        // A tenth of jitter: calls that began together do not knock together.
        let tenth = u64::try_from(after.as_millis() / 10).unwrap_or(0).max(1);
        self.keep_alive =
            Some(now + after.saturating_sub(Duration::from_millis(self.rng.below(tenth))));
    }

    /// The call has moved; backwards it does not go.
    fn advance(&mut self, now: Instant, to: State) {
        if self.ended.is_some() || to.rank() <= self.state.rank() {
            return;
        }
        self.state = to;
        self.tell(Event::Moved(to));
        if self.keep_alive.is_none() && to.rank() >= State::Establishing.rank() {
            self.keep_alive(now, KEEP_ALIVE_EVERY);
        }
        for one in &mut self.wishes {
            one.seen |= match one.wish {
                Wish::Transfer { .. } => to.rank() >= State::Transferring.rank(),
                Wish::Redirect { .. } => to == State::Redirecting,
                _ => to != State::Incoming,
            };
        }
    }

    /// Ends the call, once, and everything that was wished of it.
    fn end(&mut self, ended: Ended) {
        if self.ended.is_some() {
            return;
        }
        let ended = self.transferred(&ended).unwrap_or(ended);
        if self.state != State::Terminated {
            self.state = State::Terminated;
            self.tell(Event::Moved(State::Terminated));
        }
        self.ended = Some(ended.clone());
        (self.keep_alive, self.gone, self.hung_up) = (None, None, None);
        self.rings_until = None;
        for one in std::mem::take(&mut self.wishes) {
            let result = settle::at_end(&one, &ended);
            self.outputs.push_back(Output::Done(one.id, result));
        }
        self.looks.clear();
        self.outputs.push_back(Output::Ended(ended));
    }

    /// The end of a call that was transferred names the target.
    fn transferred(&self, ended: &Ended) -> Option<Ended> {
        let to = self.wishes.iter().find_map(|one| match &one.wish {
            Wish::Transfer { to, .. } => Some(to),
            Wish::Redirect { to, .. } => to.first(),
            _ => None,
        });
        match (ended, to) {
            (Ended::Transferred(_), Some(to)) => Some(Ended::Transferred(to.clone())),
            _ => None,
        }
    }

    fn tick(&mut self, now: Instant) {
        if self.state == State::Incoming {
            let until = *self.rings_until.get_or_insert(now + RINGS_AT_MOST);
            if now >= until {
                return self.end(Ended::Abandoned);
            }
        } else {
            self.rings_until = None;
        }
        if self.gone.is_some_and(|at| now >= at) {
            let was_moving = self.state == State::TransferAccepted && !self.is_group;
            let asked = self.hung_up.is_some();
            // Nobody said why: a transfer that Graph had accepted may be why.
            self.doubt_transfers();
            return self.end(match (was_moving, asked) {
                (true, _) => Ended::Transferred(unknown()),
                (false, true) => Ended::HungUp(Side::Us),
                (false, false) => Ended::Lost(Reason::Failed),
            });
        }
        if self.hung_up.is_some_and(|at| now >= at) {
            return self.end(Ended::HungUp(Side::Us));
        }
        if self.keep_alive.is_some_and(|at| now >= at) {
            self.keep_alive(now, KEEP_ALIVE_EVERY);
            let request = self.request(Step::KeepAlive);
            self.keep_alive_asked = Some(request);
        }
        self.look_after_silence(now);
    }
}

/// The target of a transfer that is not ours.
pub(super) fn unknown() -> Address {
    Address::Dialled("unknown".into())
}

impl Machine for Leg {
    type Input<'a> = Input;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input) {
        match input {
            Input::Wish(id, wish) => self.wish(now, id, wish),
            Input::Answered(request, answer) => self.answered(now, request, answer),
            Input::News(news) => self.news(now, news),
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
        let waiting = self.wishes.iter().map(|one| one.look.min(one.give_up));
        let own = [self.keep_alive, self.gone, self.hung_up, self.rings_until];
        waiting.chain(own.into_iter().flatten()).min()
    }
}
