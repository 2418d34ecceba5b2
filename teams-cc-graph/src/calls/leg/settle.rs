//! How wishes get their results: by answers, by notifications, by looking, by giving up.

use teams_cc_core::{Ended, Instant, Reason, Side};

use super::input::{
    Answer, Event, Failure, Miss, News, Output, Recorded, RequestId, Said, State, Status, Step,
    Wish, WishId,
};
use super::{At, KEEP_ALIVE_AGAIN, LOOK_EVERY, LOOK_SOON, Leg, Look, Pending, WHY_WITHIN};
use crate::calls::result::ResultCode;

/// How a wish is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// By the state of the call.
    State,
    /// By the end of an operation.
    Operation,
    /// By the answer to the request.
    Answer,
}

impl Wish {
    fn by(&self) -> By {
        match self {
            Self::Answer { .. }
            | Self::Reject(_)
            | Self::Redirect { .. }
            | Self::Established
            | Self::Transfer { .. }
            | Self::HangUp => By::State,
            // Accepted with 202 or 204, without an operation that could be followed.
            Self::Remove(_) | Self::HoldMusic(..) => By::Answer,
            _ => By::Operation,
        }
    }

    pub(super) fn is_done_by_state(&self) -> bool {
        self.by() == By::State
    }

    /// Whether asking again does no harm once the call was seen as it was before: the service
    /// refuses a second decision about a call that was decided.
    fn may_be_repeated_while_incoming(&self) -> bool {
        matches!(self, Self::Answer { .. } | Self::Reject(_) | Self::Redirect { .. })
    }
}

/// What a wish comes to when the call ends first.
pub(super) fn at_end(one: &Pending, ended: &Ended) -> Result<Option<Recorded>, Failure> {
    match (&one.wish, ended) {
        (Wish::HangUp | Wish::Reject(_), _) => Ok(None),
        (Wish::Redirect { .. } | Wish::Transfer { .. }, Ended::Transferred(_)) => Ok(None),
        _ => Err(Failure::Ended(ended.clone())),
    }
}

impl Leg {
    pub(super) fn answered(&mut self, now: Instant, request: RequestId, answer: Answer) {
        if self.ended.is_some() {
            return;
        }
        if self.keep_alive_asked == Some(request) {
            self.keep_alive_asked = None;
            return match answer {
                Answer::Missed(Miss::NotFound) => self.not_there(now),
                Answer::Missed(_) => self.keep_alive(now, KEEP_ALIVE_AGAIN),
                _ => {}
            };
        }
        if let Some(place) = self.looks.iter().position(|look| look.request == request) {
            let look = self.looks.swap_remove(place);
            return self.looked(now, &look, answer);
        }
        let Some(place) = self.wishes.iter().position(|one| one.at == At::Asked(request)) else {
            return;
        };
        match answer {
            Answer::Accepted => self.accepted(now, place),
            Answer::Said(said) => {
                let id = self.wishes.get(place).map(|one| one.id);
                self.accepted(now, place);
                // The answer to our own request speaks of our own wish.
                self.said(now, said, id);
            }
            Answer::Missed(miss) => self.missed(now, place, miss),
        }
    }

    fn accepted(&mut self, now: Instant, place: usize) {
        let Some(one) = self.wishes.get_mut(place) else { return };
        one.at = At::Accepted;
        one.look = now + if one.wish.is_done_by_state() { LOOK_SOON * 2 } else { LOOK_EVERY };
        match &one.wish {
            wish if wish.by() == By::Answer => {
                let id = one.id;
                self.done(id, Ok(None));
            }
            Wish::HangUp => {
                // Ours is over; the notification only repeats it.
                self.end(Ended::HungUp(Side::Us));
            }
            _ => self.settle_by_state(now),
        }
    }

    fn missed(&mut self, now: Instant, place: usize, miss: Miss) {
        let Some(one) = self.wishes.get_mut(place) else { return };
        let id = one.id;
        match (miss, &one.wish) {
            (
                Miss::NotFound,
                Wish::Remove(_)
                | Wish::MuteParticipant(_)
                | Wish::HoldMusic(..)
                | Wish::Transfer { who: Some(_), .. },
            ) => {
                // The participant has left, or the call has: the look tells.
                self.done(id, Err(Failure::Failed(None)));
                self.look(None, None);
            }
            (Miss::NotFound, _) => {
                // Not accepted: what ended the call was something else.
                one.at = At::Unknown;
                one.look = now + LOOK_EVERY;
                self.not_there(now);
            }
            (Miss::Refused(_), Wish::HangUp) => {
                // It is tried no more: the call ends by itself or is taken as ended.
                one.at = At::Unknown;
                one.look = now + LOOK_SOON;
            }
            (Miss::Refused(error), _) => self.done(id, Err(Failure::Refused(error))),
            (Miss::Lost, _) => {
                one.at = At::Unknown;
                one.look = now + LOOK_SOON;
            }
        }
    }

    /// Graph does not know the call: it has ended, and somebody may still say why.
    fn not_there(&mut self, now: Instant) {
        self.gone.get_or_insert(now + WHY_WITHIN);
    }

    fn look(&mut self, wish: Option<WishId>, operation: Option<String>) {
        let is_operation = operation.is_some();
        let request = self.request(operation.map_or(Step::Look, Step::LookAtOperation));
        self.looks.push(Look { request, wish, operation: is_operation });
    }

    fn looked(&mut self, now: Instant, look: &Look, answer: Answer) {
        match answer {
            Answer::Said(said @ Said::Operation { .. }) => self.said(now, said, look.wish),
            Answer::Said(said) => {
                let state = match &said {
                    Said::Call { state, .. } => *state,
                    Said::Operation { .. } => None,
                };
                self.said(now, said, None);
                if let (Some(state), Some(wish)) = (state, look.wish) {
                    self.seen_as(now, wish, state);
                }
            }
            Answer::Missed(Miss::NotFound) if look.operation => {
                // Operations of ended calls are gone too: the call tells.
                if let Some(id) = look.wish {
                    self.forget_operation(id);
                    self.look(Some(id), None);
                }
            }
            Answer::Missed(Miss::NotFound) => self.not_there(now),
            // Looking again is due anyway.
            Answer::Missed(_) | Answer::Accepted => {}
        }
    }

    fn forget_operation(&mut self, id: WishId) {
        if let Some(one) = self.wishes.iter_mut().find(|one| one.id == id) {
            one.operation = None;
            one.at = At::Unknown;
        }
    }

    /// A look, made for the sake of a wish, saw the call in this state (RS-76).
    fn seen_as(&mut self, now: Instant, id: WishId, state: State) {
        let Some(one) = self.wishes.iter_mut().find(|one| one.id == id) else { return };
        match &one.wish {
            wish if wish.may_be_repeated_while_incoming()
                && state == State::Incoming
                && one.at == At::Unknown
                && now < one.give_up =>
            {
                let wish = wish.clone();
                let request = self.request(Step::Do(id, wish));
                self.keep_asking(id, request);
            }
            // Ending our own leg twice does no harm.
            Wish::HangUp if one.at == At::Unknown => {
                let request = self.request(Step::Do(id, Wish::HangUp));
                self.keep_asking(id, request);
            }
            // Whoever was to be moved is gone from a group, or a failure was told, or it goes on.
            Wish::Transfer { who: Some(who), .. } if one.seen && state == State::Established => {
                let failed = one.failed;
                if one.at == At::Accepted && self.roster.lacks(who) {
                    self.moved_on(id);
                } else if failed.is_some() {
                    self.transfer_failed(id, failed);
                }
            }
            // A transfer that began and is not under way any more has failed.
            Wish::Transfer { who: None, .. } if one.seen && state == State::Established => {
                let failed = one.failed;
                self.transfer_failed(id, failed);
            }
            _ => {}
        }
    }

    /// The call is gone without a word: transfers may have succeeded.
    pub(super) fn doubt_transfers(&mut self) {
        if self.state == State::TransferAccepted && !self.is_group {
            return;
        }
        let open = |one: &&Pending| matches!(one.wish, Wish::Transfer { .. });
        while let Some(id) = self.wishes.iter().find(open).map(|one| one.id) {
            self.done(id, Err(Failure::Unknown));
        }
    }

    pub(super) fn keep_asking(&mut self, id: WishId, request: RequestId) {
        if let Some(one) = self.wishes.iter_mut().find(|one| one.id == id) {
            one.at = At::Asked(request);
        }
    }

    /// The transfer that has moved somebody out of the group: Graph has accepted it, the call was
    /// seen to carry it out, and they are gone. Without a roster the state alone must do.
    fn moved_out(&self) -> Option<WishId> {
        let is_accepted = self.state == State::TransferAccepted;
        let done = self.wishes.iter().find(|one| match &one.wish {
            Wish::Transfer { who: Some(who), .. } if one.at == At::Accepted && one.seen => {
                self.roster.lacks(who) || (is_accepted && self.roster.is_unknown())
            }
            _ => false,
        });
        done.map(|one| one.id)
    }

    /// Somebody was moved out of a group, which goes on.
    fn moved_on(&mut self, id: WishId) {
        if self.state != State::Established {
            self.state = State::Established;
            self.tell(Event::Moved(State::Established));
        }
        self.done(id, Ok(None));
    }

    /// Whether a state is that of an earlier transfer out of this group, told late: a group ends
    /// with none of them.
    fn is_of_yesterday(&self, state: State) -> bool {
        let moves = |one: &Pending| matches!(one.wish, Wish::Transfer { .. });
        self.is_group
            && matches!(state, State::Transferring | State::TransferAccepted)
            && !self.wishes.iter().any(moves)
    }

    fn transfer_failed(&mut self, id: WishId, result: Option<ResultCode>) {
        // The one step back that there is.
        self.state = State::Established;
        self.tell(Event::Moved(State::Established));
        self.done(id, Err(Failure::Failed(result)));
    }

    pub(super) fn news(&mut self, now: Instant, news: News) {
        if self.ended.is_some() {
            return;
        }
        match news {
            News::Said(said) => self.said(now, said, None),
            News::Deleted(result) => {
                self.result = result;
                let ended = self.how(result.as_ref());
                self.end(ended);
            }
            News::Tone(sequence, key) => {
                if self.tones.is_new(sequence) {
                    self.tell(Event::Pressed(key));
                }
            }
            News::Roster { list, whole, sequence } => {
                if self.roster.take(list, whole, sequence) {
                    let list = self.roster.iter().cloned().collect();
                    self.tell(Event::Roster(list));
                    self.settle_by_state(now);
                    self.peer_left();
                }
            }
        }
    }

    /// Why the call ended, of what the service says and what we wanted.
    fn how(&self, result: Option<&ResultCode>) -> Ended {
        let rejected = self.wishes.iter().find_map(|one| match &one.wish {
            Wish::Reject(reason) => Some(Ended::Rejected(*reason)),
            // Before Graph has said so, the caller may have left by themselves.
            Wish::Redirect { to, .. }
                if one.at == At::Accepted
                    || one.seen
                    || result.is_some_and(|result| result.is_plain()) =>
            {
                to.first().cloned().map(Ended::Transferred)
            }
            _ => None,
        });
        let by_us = self.wishes.iter().any(|one| matches!(one.wish, Wish::HangUp));
        match (rejected, result) {
            (Some(ended), _) => ended,
            (None, Some(result)) => match result.ended(self.state) {
                Ended::HungUp(Side::Them) if by_us => Ended::HungUp(Side::Us),
                ended => ended,
            },
            (None, None) if by_us => Ended::HungUp(Side::Us),
            (None, None) if self.state == State::TransferAccepted && !self.is_group => {
                Ended::Transferred(super::unknown())
            }
            (None, None) if self.state == State::Incoming => Ended::Abandoned,
            (None, None) => Ended::HungUp(Side::Them),
        }
    }

    fn said(&mut self, now: Instant, said: Said, ours: Option<WishId>) {
        match said {
            Said::Call { state, audio, result } => {
                if let Some(audio) = audio {
                    self.audio = audio;
                }
                match state {
                    Some(State::Terminated) => {
                        self.result = result;
                        let ended = self.how(result.as_ref());
                        return self.end(ended);
                    }
                    Some(state) if self.is_of_yesterday(state) => {}
                    Some(State::Established)
                        if self.state == State::Transferring
                            || (self.is_group && self.state == State::TransferAccepted) =>
                    {
                        self.maybe_back(result.as_ref());
                    }
                    Some(state) => self.advance(now, state),
                    None => {}
                }
                self.settle_by_state(now);
            }
            Said::Operation { id, wish, status, result, recording } => {
                let found = self.wishes.iter_mut().find(|one| {
                    let known = one.operation.as_deref() == Some(id.as_str());
                    known || ours == Some(one.id) || wish == Some(one.id)
                });
                let Some(one) = found.filter(|one| one.wish.by() == By::Operation) else { return };
                if one.operation.is_none() && !id.is_empty() {
                    one.operation = Some(id);
                }
                one.at = At::Accepted;
                one.look = now + LOOK_EVERY;
                let wish = one.id;
                match status {
                    Status::Completed => self.done(wish, Ok(recording)),
                    Status::Failed => self.done(wish, Err(Failure::Failed(result))),
                    Status::NotStarted | Status::Running => {}
                }
            }
        }
    }

    /// Established again while transferring: a failure if it says so, else an old notification.
    /// Even a failure may be that of an earlier transfer, told late: the call is looked at.
    fn maybe_back(&mut self, result: Option<&ResultCode>) {
        let failed = result.copied().filter(ResultCode::is_failure);
        let is_transfer = |one: &&mut Pending| matches!(one.wish, Wish::Transfer { .. });
        let Some(one) = self.wishes.iter_mut().find(is_transfer) else { return };
        // A group is established again also when somebody was moved out of it.
        let is_of_group = matches!(one.wish, Wish::Transfer { who: Some(_), .. });
        if failed.is_none() && !is_of_group {
            return;
        }
        one.failed = failed.or(one.failed);
        let id = one.id;
        if !self.looks.iter().any(|look| look.wish == Some(id)) {
            self.look(Some(id), None);
        }
    }

    /// Gives their results to wishes that are done by the state of the call.
    pub(super) fn settle_by_state(&mut self, _now: Instant) {
        if let Some(id) = self.moved_out() {
            return self.moved_on(id);
        }
        if !self.is_up() {
            return;
        }
        let up = |one: &Pending| matches!(one.wish, Wish::Answer { .. } | Wish::Established);
        while let Some(id) = self.wishes.iter().find(|one| up(one)).map(|one| one.id) {
            self.done(id, Ok(None));
        }
    }

    fn done(&mut self, id: WishId, result: Result<Option<Recorded>, Failure>) {
        if let Some(place) = self.wishes.iter().position(|one| one.id == id) {
            self.wishes.remove(place);
            self.looks.retain(|look| look.wish != Some(id));
            self.outputs.push_back(Output::Done(id, result));
        }
    }

    pub(super) fn look_after_silence(&mut self, now: Instant) {
        let late: Vec<WishId> =
            self.wishes.iter().filter(|one| now >= one.give_up).map(|one| one.id).collect();
        for id in late {
            self.done(id, Err(Failure::Unknown));
        }
        let mut looks = Vec::new();
        let mut lost = Vec::new();
        for one in self.wishes.iter_mut().filter(|one| now >= one.look) {
            one.look = now + LOOK_EVERY;
            match (one.at, one.wish.by()) {
                // The request has its own budget, and its answer comes.
                (At::Held | At::Asked(_), _) => {}
                (_, By::Operation) => match one.operation.clone() {
                    Some(operation) => looks.push((one.id, Some(operation))),
                    // Nobody ever named the operation: there is nothing to look at twice.
                    None if one.seen_silence() => lost.push(one.id),
                    None => looks.push((one.id, None)),
                },
                (At::Unknown, By::Answer) => lost.push(one.id),
                (_, By::State | By::Answer) => {
                    one.look = now + LOOK_SOON * 2;
                    looks.push((one.id, None));
                }
            }
        }
        for id in lost {
            self.done(id, Err(Failure::Unknown));
        }
        for (id, operation) in looks {
            if !self.looks.iter().any(|look| look.wish == Some(id)) {
                self.look(Some(id), operation);
            }
        }
    }

    /// The reason that an ended call gives for who was not reached.
    pub fn reason(&self) -> Option<Reason> {
        self.ended.as_ref().map(super::super::result::reason_of)
    }
}

impl Pending {
    /// Counts the silences about an operation without a name: the second one is the last.
    fn seen_silence(&mut self) -> bool {
        std::mem::replace(&mut self.seen, true)
    }
}
