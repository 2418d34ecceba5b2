//! How wishes get their results: by answers, by events, by looking.

use teams_cc_core::{Ended, Instant, Reason, Side};

use super::{
    Answer, At, Event, Failure, Fruit, Leg, Miss, Pending, RequestId, State, Step, WHY_WITHIN,
    Wish, WishId,
};
use crate::calls::result::{ended, reason_of};
use crate::events::{EventBody, EventKind};
use crate::models::{CallParticipant, CallProperties, CallState, Identifier, RecordingState};

/// What an event says about a wish.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    Bad,
    Cut,
}

impl Wish {
    /// Whether the answer to the request is all there is.
    fn by_answer(&self) -> bool {
        matches!(
            self,
            Self::Reject(_)
                | Self::Redirect(_)
                | Self::Mute(_)
                | Self::Cancel
                | Self::Tones(..)
                | Self::Hold(..)
                | Self::Resume(_)
                | Self::Record(_)
                | Self::HangUp
                | Self::Terminate
                | Self::Withdraw(_)
        )
    }

    /// What this event says about it; nothing if it is about something else.
    fn verdict(&self, kind: &EventKind) -> Option<Verdict> {
        use EventKind as K;
        use Verdict::{Bad, Cut, Good};
        Some(match (self, kind) {
            (Self::Answer | Self::Established, K::CallConnected) => Good,
            (Self::Answer, K::AnswerFailed) => Bad,
            (Self::Established, K::CreateCallFailed | K::ConnectFailed) => Bad,
            (Self::Transfer { .. }, K::CallTransferAccepted) => Good,
            (Self::Transfer { .. }, K::CallTransferFailed) => Bad,
            (Self::Invite { .. }, K::AddParticipantSucceeded) => Good,
            (Self::Invite { .. }, K::AddParticipantFailed) => Bad,
            (Self::Invite { .. }, K::CancelAddParticipantSucceeded) => Cut,
            (Self::Remove(_), K::RemoveParticipantSucceeded) => Good,
            (Self::Remove(_), K::RemoveParticipantFailed) => Bad,
            (Self::MoveHere { .. }, K::MoveParticipantSucceeded) => Good,
            (Self::MoveHere { .. }, K::MoveParticipantFailed) => Bad,
            (Self::Play { .. }, K::PlayCompleted) => Good,
            (Self::Play { .. }, K::PlayFailed) => Bad,
            (Self::Play { .. }, K::PlayCanceled) => Cut,
            (Self::Recognize { .. }, K::RecognizeCompleted) => Good,
            (Self::Recognize { .. }, K::RecognizeFailed) => Bad,
            (Self::Recognize { .. }, K::RecognizeCanceled) => Cut,
            (Self::Press(..), K::SendTonesCompleted) => Good,
            (Self::Press(..), K::SendTonesFailed) => Bad,
            (Self::Streaming(true), K::StreamingStarted) => Good,
            (Self::Streaming(false), K::StreamingStopped) => Good,
            (Self::Streaming(_), K::StreamingFailed) => Bad,
            (Self::Transcribe(_), K::TranscriptionStarted) => Good,
            (Self::StopTranscript, K::TranscriptionStopped) => Good,
            (Self::ChangeLanguage(_), K::TranscriptionUpdated) => Good,
            (
                Self::Transcribe(_) | Self::StopTranscript | Self::ChangeLanguage(_),
                K::TranscriptionFailed,
            ) => Bad,
            _ => return None,
        })
    }
}

impl Leg {
    pub(super) fn answered(&mut self, now: Instant, request: RequestId, answer: Answer) {
        if self.ended.is_some() {
            return;
        }
        if let Some(place) = self.loose.iter().position(|loose| *loose == request) {
            self.loose.swap_remove(place);
            return;
        }
        if let Some(place) = self.looks.iter().position(|look| *look == request) {
            self.looks.swap_remove(place);
            match answer {
                Answer::Call(call) => self.seen(now, &call),
                Answer::Missed(Miss::NotFound) => self.not_there(now),
                // Looking again is due anyway.
                _ => {}
            }
            return;
        }
        let Some(one) = self.wishes.iter_mut().find(|one| one.at == At::Asked(request)) else {
            return;
        };
        one.at = At::Answered;
        let id = one.id;
        match answer {
            Answer::Missed(miss) => self.missed(now, id, miss),
            Answer::Recording(recording) => self.done(id, Ok(Fruit::Recording(recording))),
            Answer::Invited(invitation) => {
                one.invitation.clone_from(&invitation);
                if let (true, Some(invitation)) = (one.withdrawn, invitation) {
                    let request = self.request(Step::Withdraw(id, invitation));
                    self.loose.push(request);
                }
            }
            Answer::Call(call) => {
                self.bind();
                self.seen(now, &call);
            }
            Answer::Accepted => self.accepted(id),
        }
    }

    fn accepted(&mut self, id: WishId) {
        let Some(one) = self.wishes.iter().find(|one| one.id == id) else { return };
        match &one.wish {
            Wish::HangUp | Wish::Terminate => self.end(Ended::HungUp(Side::Us)),
            Wish::Reject(reason) => {
                let ended = Ended::Rejected(*reason);
                self.done(id, Ok(Fruit::Done));
                self.end(ended);
            }
            Wish::Redirect(to) => {
                let ended = Ended::Transferred(to.address.clone());
                self.done(id, Ok(Fruit::Done));
                self.end(ended);
            }
            wish if wish.by_answer() => self.done(id, Ok(Fruit::Done)),
            _ => {}
        }
    }

    fn missed(&mut self, now: Instant, id: WishId, miss: Miss) {
        let Some(one) = self.wishes.iter().find(|one| one.id == id) else { return };
        match (miss, &one.wish) {
            (Miss::Refused(_) | Miss::NotFound, Wish::HangUp | Wish::Terminate) => {
                // What cannot be hung up is over, or will be.
                self.end(Ended::HungUp(Side::Us));
            }
            // The rest of a hang-up is patience.
            (Miss::Lost, Wish::HangUp | Wish::Terminate) => {}
            (Miss::NotFound, Wish::Answer | Wish::Reject(_) | Wish::Redirect(_)) => {
                // The caller has given up.
                self.end(Ended::Abandoned);
            }
            (
                Miss::NotFound,
                Wish::Remove(_)
                | Wish::Mute(_)
                | Wish::Hold(..)
                | Wish::Resume(_)
                | Wish::Tones(..),
            ) => {
                // The participant has left, or the call has: a look tells.
                self.done(id, Err(Failure::Failed(Box::default())));
                if self.bound {
                    let look = self.request(Step::Look);
                    self.looks.push(look);
                }
            }
            (Miss::NotFound, _) => self.not_there(now),
            (Miss::Refused(error), Wish::Answer | Wish::Redirect(_)) => {
                self.done(id, Err(Failure::Refused(error)));
                // A call that cannot be decided about is not ours to decide about any more.
                if self.state == State::Incoming {
                    self.end(Ended::Lost(Reason::Failed));
                }
            }
            (Miss::Refused(_), Wish::Reject(reason)) => {
                let ended = Ended::Rejected(*reason);
                self.end(ended);
            }
            (Miss::Refused(error), _) => self.done(id, Err(Failure::Refused(error))),
            // Repeated under one id, and still no answer: events tell, or nobody does.
            (Miss::Lost, wish) if wish.by_answer() => self.done(id, Err(Failure::Unknown)),
            (Miss::Lost, _) => {}
        }
    }

    /// The service does not know the call: it is over, and somebody may still say why.
    fn not_there(&mut self, now: Instant) {
        let us = self.wishes.iter().any(|one| matches!(one.wish, Wish::HangUp | Wish::Terminate));
        let ended = if us { Ended::HungUp(Side::Us) } else { Ended::Lost(Reason::Failed) };
        self.ending.get_or_insert((now + WHY_WITHIN, ended));
    }

    fn seen(&mut self, now: Instant, call: &CallProperties) {
        match call.state {
            Some(CallState::Connected) => self.advance(State::Connected),
            Some(CallState::Connecting) => self.advance(State::Connecting),
            Some(CallState::TransferAccepted) => self.advance(State::TransferAccepted),
            Some(CallState::Disconnected) => self.not_there(now),
            _ => {}
        }
    }

    pub(super) fn news(
        &mut self,
        now: Instant,
        wish: Option<WishId>,
        kind: EventKind,
        body: Box<EventBody>,
    ) {
        if self.ended.is_some() {
            return;
        }
        // Whatever is told of a call tells that there is one.
        if !self.bound {
            self.bind();
        }
        match kind {
            EventKind::CallConnected => self.advance(State::Connected),
            EventKind::CallDisconnected => return self.disconnected(now, &body),
            EventKind::ParticipantsUpdated => return self.roster(*body),
            EventKind::ToneReceived => {
                if let Some(tone) = &body.tone {
                    for key in self.keys.take(now, body.sequence_id, tone.key()) {
                        self.tell(Event::Pressed(key));
                    }
                }
                return;
            }
            EventKind::HoldFailed => return self.tell(Event::HoldFailed),
            EventKind::StartRecordingFailed => return self.tell(Event::RecordingFailed),
            EventKind::RecordingStateChanged => {
                let state = body.recording_state.clone().unwrap_or(RecordingState::Inactive);
                let id = body.recording_id.clone().unwrap_or_default();
                return self.tell(Event::Recording { id, state });
            }
            _ => {}
        }
        match self.meant(wish, &kind) {
            Some((id, verdict)) => self.settle(id, verdict, *body),
            None if matches!(
                kind,
                EventKind::StreamingStopped
                    | EventKind::StreamingFailed
                    | EventKind::TranscriptionStopped
                    | EventKind::TranscriptionFailed
            ) =>
            {
                self.tell(Event::StreamEnded(kind));
            }
            None if matches!(kind, EventKind::Unknown(_)) => {
                self.tell(Event::Other(kind, body));
            }
            // Told twice, or about what nobody waits for any more.
            None => {}
        }
    }

    /// The wish that an event is about: the one that it names, or the only one that it fits.
    fn meant(&self, named: Option<WishId>, kind: &EventKind) -> Option<(WishId, Verdict)> {
        let fits = |one: &Pending| one.wish.verdict(kind).map(|verdict| (one.id, verdict));
        if let Some(id) = named {
            return self.wishes.iter().find(|one| one.id == id).and_then(fits);
        }
        let mut fitting = self.wishes.iter().filter_map(fits);
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn settle(&mut self, id: WishId, verdict: Verdict, body: EventBody) {
        let Some(one) = self.wishes.iter().find(|one| one.id == id) else { return };
        let wish = one.wish.clone();
        let result = Box::new(body.result.clone().unwrap_or_default());
        match (verdict, &wish) {
            (Verdict::Good, Wish::Transfer { to, who, .. }) => {
                let to = to.clone();
                self.done(id, Ok(Fruit::Done));
                if who.is_none() {
                    self.moved_to = Some(to);
                    self.advance(State::TransferAccepted);
                    if let Some((_, ended)) = self.ending.take() {
                        // The end had overtaken it.
                        self.end(ended);
                    }
                }
            }
            (Verdict::Good, Wish::Recognize { .. }) => {
                self.done(id, Ok(Fruit::Heard(Box::new(body))));
            }
            (Verdict::Good, _) => self.done(id, Ok(Fruit::Done)),
            (Verdict::Cut, _) => self.done(id, Err(Failure::Cut)),
            (Verdict::Bad, Wish::Answer) => {
                let ended = match reason_of(&result) {
                    Reason::Cancelled | Reason::NoAnswer => Ended::Abandoned,
                    reason => Ended::Lost(reason),
                };
                let is_gone = ended == Ended::Abandoned;
                let gone = Failure::Ended(ended.clone());
                self.done(id, Err(if is_gone { gone } else { Failure::Failed(result) }));
                self.end(ended);
            }
            (Verdict::Bad, Wish::Established) => {
                self.done(id, Err(Failure::Failed(result.clone())));
                self.end(Ended::Lost(reason_of(&result)));
            }
            (Verdict::Bad, _) => self.done(id, Err(Failure::Failed(result))),
        }
    }

    fn disconnected(&mut self, now: Instant, body: &EventBody) {
        let by_us = |one: &Pending| matches!(one.wish, Wish::HangUp | Wish::Terminate);
        let ended = if self.wishes.iter().any(by_us) {
            Ended::HungUp(Side::Us)
        } else {
            ended(body.result.as_ref(), self.state < State::Connected)
        };
        let moving = |one: &Pending| matches!(one.wish, Wish::Transfer { who: None, .. });
        if self.wishes.iter().any(moving) {
            // That the transfer was accepted may be on its way.
            self.ending = Some((now + WHY_WITHIN, ended));
            return;
        }
        self.end(ended);
    }

    fn roster(&mut self, body: EventBody) {
        let Some(list) = body.participants else { return };
        let newer = match (self.roster.0, body.sequence_number) {
            (Some(known), Some(told)) => told > known,
            _ => true,
        };
        if newer {
            let number = body.sequence_number.or(self.roster.0);
            let (_, before) = std::mem::replace(&mut self.roster, (number, list.clone()));
            self.tell(Event::Roster(list));
            self.look_for_guests(&before);
            self.look_for_peer();
        }
    }

    /// Whoever is in the call now and was not before has taken an invitation, whether or not that
    /// was told by an event of its own.
    fn look_for_guests(&mut self, before: &[CallParticipant]) {
        let among = |list: &[CallParticipant], who: &Identifier| {
            list.iter().any(|one| one.identifier.as_ref() == Some(who))
        };
        let new = self.roster.1.iter().filter_map(|one| one.identifier.as_ref());
        let joined: Vec<WishId> = new
            .filter(|who| !among(before, who))
            .filter_map(|who| {
                let mut waits = self.wishes.iter();
                waits
                    .find(|one| matches!(&one.wish, Wish::Invite { who: it, .. } if it.who == *who))
            })
            .map(|one| one.id)
            .collect();
        for id in joined {
            self.done(id, Ok(Fruit::Done));
        }
    }

    /// The one whose call this is may have left a group that goes on without them.
    fn look_for_peer(&mut self) {
        let Some(peer) = &self.peer else { return };
        let list = &self.roster.1;
        let there = list.iter().any(|one| one.identifier.as_ref() == Some(peer));
        let moving = |one: &Pending| matches!(one.wish, Wish::Transfer { .. });
        if there {
            self.peer_seen = true;
        } else if self.peer_seen && !self.wishes.iter().any(moving) {
            // Two who are left talk on; one alone would hear nothing for ever.
            let step = if list.len() > 1 { Step::HangUp } else { Step::Terminate };
            let leave = self.request(step);
            self.loose.push(leave);
            self.end(Ended::HungUp(Side::Them));
        }
    }
}
