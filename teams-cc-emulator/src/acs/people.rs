//! Participants: list, get, add, cancel, remove, mute, move, hold; and transfer.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due, MOST_PARTICIPANTS, SOON};
use super::call::{Call, CallState, Op, Outcome, Room};
use super::callers::PhoneState;
use super::identity::{Party, number};
use super::ring::Purpose;

/// Participants on a page.
const PAGE: usize = 100;
/// How long an added participant rings, if the request does not say.
const INVITED_FOR_S: u64 = 60;
/// Contexts kept, one for each person.
const MOST_CONTEXTS: usize = 10_000;
/// How long a transfer rings (section 8).
const TRANSFER: Duration = Duration::from_secs(60);

pub(super) fn party(object: &Object, name: &str) -> Result<Party, Answer> {
    let given = object.get(name).filter(|given| !given.is_null());
    Party::read(given.ok_or_else(|| missing(name))?, name)
}

fn accepted(status: u16, op: &Op, mut body: Value) -> Answer {
    if let Some(context) = &op.context {
        body["operationContext"] = context.clone().into();
    }
    Answer::json(status, body)
}

impl Book {
    /// `GET .../participants`.
    pub(crate) fn participants(&self, id: &str, query: &[(String, String)]) -> Done {
        let (call, room) = self.call(id)?;
        let option = |name: &str| query.iter().find(|(other, _)| other == name);
        let from = match option("skipToken") {
            None => 0,
            Some((_, token)) => {
                let decoded = URL_SAFE_NO_PAD.decode(token).ok();
                let text = decoded.and_then(|octets| String::from_utf8(octets).ok());
                let place = text.and_then(|text| text.parse::<usize>().ok());
                place.ok_or_else(|| {
                    Answer::field("skipToken", "was not given out by this service")
                })?
            }
        };
        let all: Vec<Value> =
            room.members.iter().skip(from).take(PAGE).map(super::call::Member::json).collect();
        let mut body = json!({ "value": all });
        if room.members.len() > from + PAGE {
            let token = URL_SAFE_NO_PAD.encode((from + PAGE).to_string());
            let version = option("api-version").map_or("", |(_, version)| version.as_str());
            body["nextLink"] = format!(
                "{}/calling/callConnections/{}/participants?api-version={version}&skipToken={token}",
                self.base, call.id
            )
            .into();
        }
        Ok(Answer::json(200, body))
    }

    /// `GET .../participants/{rawId}`.
    pub(crate) fn participant(&self, id: &str, raw: &str) -> Done {
        let (_, room) = self.call(id)?;
        let found = room.member(&Party::from_raw(raw));
        let found = found.ok_or_else(|| Answer::error(404, "8522", "Participant not found."))?;
        Ok(Answer::json(200, found.json()))
    }

    /// `POST .../participants:add`.
    pub(crate) fn add(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let target = party(object, "participantToAdd")?;
        let op = Op::read(object)?;
        number(object.get("sourceCallerIdNumber"), "sourceCallerIdNumber")?;
        let seconds = answer::number(object, "invitationTimeoutInSeconds", (0, 180))?;
        let custom = answer::inner(object, "customCallingContext")?;
        let (call, room) = self.up(id)?;
        if call.is_tpe {
            Self::no_caller_id(object)?;
            Self::reachable_in_tpe(&target)?;
        }
        let invited = self.invitations.values().filter(|one| one.call() == Some(call.id));
        if room.members.len() + invited.count() >= MOST_PARTICIPANTS {
            return Err(Answer::bad("A call has 350 participants at most."));
        }
        let id = call.id;
        let is_there = room.member(&target).is_some();
        let failure = self.failure("AddParticipant").or_else(|| {
            let text = "The participant is in the call already.";
            is_there.then(|| Outcome::new(400, 0, text))
        });
        let invitation = if let Some(why) = failure {
            let invitation = self.id();
            let extra = json!({"participant": target.json(), "invitationId": invitation});
            self.soon(now, id, "AddParticipantFailed", &op, &why, extra);
            invitation
        } else {
            self.keep_context(&target, custom);
            // Nought is what a client sends that leaves it out.
            let seconds = seconds.filter(|seconds| *seconds > 0).unwrap_or(INVITED_FOR_S);
            self.rings(now, &target, Purpose::Add(id, op.clone()), Duration::from_secs(seconds))
        };
        let shown = json!({"identifier": target.json(), "isMuted": false, "isOnHold": false});
        Ok(accepted(202, &op, json!({"participant": shown, "invitationId": invitation})))
    }

    /// What the phone of somebody who is called is told (CC-69).
    pub(crate) fn keep_context(&mut self, party: &Party, custom: Option<&Object>) {
        match custom {
            Some(custom) if self.contexts.len() < MOST_CONTEXTS => {
                self.contexts.insert(party.clone(), Value::Object(custom.clone()));
            }
            _ => drop(self.contexts.remove(party)),
        }
    }

    /// An event a little later, about a connection.
    pub(crate) fn soon(
        &mut self,
        now: Instant,
        id: Guid,
        name: &'static str,
        op: &Op,
        outcome: &Outcome,
        extra: Value,
    ) {
        if let Some(notice) = self.notice(id, name, op, Some(outcome), extra) {
            self.after(now, SOON, Due::Tell(Box::new(notice)));
        }
    }

    /// `POST .../participants:cancelAddParticipant`.
    pub(crate) fn cancel_add(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let text = answer::needed(object, "invitationId")?;
        let op = Op::read(object)?;
        let id = self.up(id)?.0.id;
        let invitation = text.parse::<Guid>().ok().filter(|key| {
            let found = self.invitations.get(key);
            found.is_some_and(|one| matches!(&one.purpose, Purpose::Add(call, _) if *call == id))
        });
        let extra = json!({ "invitationId": text });
        let failure = self.failure("CancelAddParticipant");
        match (invitation, failure) {
            (Some(key), None) => {
                if let Some(one) = self.invitations.remove(&key) {
                    self.note(&one.party, id, "is not rung any longer");
                }
                self.soon(now, id, "CancelAddParticipantSucceeded", &op, &Outcome::fine(), extra);
            }
            (_, failure) => {
                let text = "The invitation is not open: answered, refused, or never made.";
                let why = failure.unwrap_or_else(|| Outcome::new(404, 8522, text));
                self.soon(now, id, "CancelAddParticipantFailed", &op, &why, extra);
            }
        }
        Ok(accepted(202, &op, json!({ "invitationId": text })))
    }

    /// `POST .../participants:remove`.
    pub(crate) fn remove(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let target = party(object, "participantToRemove")?;
        let op = Op::read(object)?;
        let (call, room) = self.up(id)?;
        let (id, room_id) = (call.id, call.room);
        let member = room.member(&target).map(|one| one.id);
        let extra = json!({ "participant": target.json() });
        match (member, self.failure("RemoveParticipant")) {
            (Some(who), None) => {
                let fine = Outcome::fine();
                self.soon(now, id, "RemoveParticipantSucceeded", &op, &fine, extra);
                for phone in self.phones.values_mut().filter(|phone| phone.member == Some(who)) {
                    phone.state = PhoneState::Ended("removed");
                }
                self.leaves(now, room_id, who, &Outcome::new(200, 0, "Everybody was removed."));
            }
            (_, failure) => {
                let why = failure.unwrap_or_else(Outcome::nobody);
                self.soon(now, id, "RemoveParticipantFailed", &op, &why, extra);
            }
        }
        Ok(accepted(202, &op, json!({})))
    }

    /// `POST .../participants:mute`.
    pub(crate) fn mute(&mut self, id: &str, object: &Object) -> Done {
        let given = answer::list(object, "targetParticipants")?;
        if given.is_empty() {
            return Err(missing("targetParticipants"));
        }
        let op = Op::read(object)?;
        let (call, room) = self.up(id)?;
        let room_id = call.room;
        let mut found = Vec::new();
        for (n, one) in given.iter().enumerate() {
            let target = Party::read(one, &format!("targetParticipants[{n}]"))?;
            if call.is_tpe && !matches!(target, Party::Extension(..)) {
                return Err(Answer::bad(
                    "PSTN and VoIP participants cannot be muted with Teams Phone extensibility.",
                ));
            }
            let member = room.member(&target).map(|one| one.id);
            found.push(member.ok_or_else(|| {
                Answer::error(400, "8522", "The participant was not found in the call.")
            })?);
        }
        if let Some(room) = self.rooms.get_mut(&room_id) {
            for one in room.members.iter_mut().filter(|one| found.contains(&one.id)) {
                one.is_muted = true;
            }
        }
        if self.rules.mute_is_told {
            self.roster(room_id);
        }
        Ok(accepted(200, &op, json!({})))
    }

    /// `POST .../participants:moveHere`.
    pub(crate) fn move_here(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let given = answer::list(object, "targetParticipants")?;
        if given.is_empty() {
            return Err(missing("targetParticipants"));
        }
        let from_call = answer::needed(object, "fromCall")?;
        let op = Op::read(object)?;
        let mut targets = Vec::new();
        for (n, one) in given.iter().enumerate() {
            targets.push(Party::read(one, &format!("targetParticipants[{n}]"))?);
        }
        let (call, _) = self.up(id)?;
        let (id, here) = (call.id, call.room);
        let there = self.call(&from_call).map(|(call, _)| call.room)?;
        let mut shown = Vec::new();
        for target in &targets {
            shown.push(json!({"identifier": target.json(), "isMuted": false, "isOnHold": false}));
            let extra = json!({"participant": target.json(), "fromCall": from_call});
            let member = self.rooms.get(&there).and_then(|room| room.member(target));
            let member = member.map(|one| one.id).filter(|_| here != there);
            match (member, self.failure("MoveParticipant")) {
                (Some(who), None) => {
                    let script = self.behaviours.remove(target);
                    let new = self.joins(now, here, target);
                    if let Some(script) = script {
                        self.behaviours.insert(target.clone(), script);
                    }
                    for phone in self.phones.values_mut().filter(|p| p.member == Some(who)) {
                        phone.room = here;
                        phone.member = Some(new);
                    }
                    let fine = Outcome::fine();
                    self.soon(now, id, "MoveParticipantSucceeded", &op, &fine, extra);
                    self.roster(here);
                    let why = Outcome::new(200, 0, "Everybody was moved to another call.");
                    self.leaves(now, there, who, &why);
                }
                (_, failure) => {
                    let why = failure.unwrap_or_else(Outcome::nobody);
                    self.soon(now, id, "MoveParticipantFailed", &op, &why, extra);
                }
            }
        }
        Ok(accepted(202, &op, json!({"participants": shown, "fromCall": from_call})))
    }

    /// `POST ...:hold` and `:unhold`. Only failing is an event.
    pub(crate) fn hold(&mut self, now: Instant, id: &str, object: &Object, holds: bool) -> Done {
        let target = party(object, "targetParticipant")?;
        let op = Op::read(object)?;
        let music = match object.get("playSourceInfo").filter(|given| holds && !given.is_null()) {
            None => None,
            Some(source) => Some(super::media::Source::read(source, "playSourceInfo")?),
        };
        let (call, room) = self.up(id)?;
        let (id, room_id) = (call.id, call.room);
        let member = room.member(&target).map(|one| one.id);
        let failure = if holds { self.failure("Hold") } else { None };
        match (member, failure) {
            (Some(who), None) => {
                // Also when it is on hold already: other music begins another hold.
                self.hold_ends(now, room_id, who);
                if holds
                    && let Some(one) = self.rooms.get_mut(&room_id).and_then(|r| r.of_id_mut(who))
                {
                    one.is_on_hold = true;
                    one.held.push((now, None));
                }
                if let Some(source) = music {
                    self.music_begins(now, (id, room_id, who), op, source);
                }
                if self.rules.hold_is_told {
                    self.roster(room_id);
                }
            }
            (_, failure) if holds => {
                let why = failure.unwrap_or_else(Outcome::nobody);
                self.soon(now, id, "HoldFailed", &op, &why, Value::Null);
            }
            _ => return Err(Answer::error(400, "8522", "The participant is not in the call.")),
        }
        Ok(Answer::empty(200))
    }

    /// `POST ...:transferToParticipant`.
    pub(crate) fn transfer(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let target = party(object, "targetParticipant")?;
        let op = Op::read(object)?;
        number(object.get("sourceCallerIdNumber"), "sourceCallerIdNumber")?;
        let custom = answer::inner(object, "customCallingContext")?;
        let transferee = match object.get("transferee").filter(|given| !given.is_null()) {
            None => None,
            Some(_) => Some(party(object, "transferee")?),
        };
        let (call, room) = self.up(id)?;
        if call.is_tpe {
            Self::no_caller_id(object)?;
            Self::reachable_in_tpe(&target).map_err(|refusal| self.of_wrong_kind(refusal))?;
        }
        if call.state == CallState::Transferring {
            return Err(Answer::conflict("8501", "A transfer is under way."));
        }
        let who = Self::transferee(room, transferee.as_ref())?;
        let id = call.id;
        if let Some(why) = self.failure("Transfer") {
            self.soon(now, id, "CallTransferFailed", &op, &why, Value::Null);
        } else {
            if let Some(call) = self.calls.get_mut(&id) {
                call.state = CallState::Transferring;
            }
            self.keep_context(&target, custom);
            self.rings(now, &target, Purpose::Transfer(id, who, op.clone()), TRANSFER);
        }
        Ok(accepted(202, &op, json!({})))
    }

    fn transferee(room: &Room, named: Option<&Party>) -> Result<Guid, Answer> {
        match (named, room.members.as_slice()) {
            (Some(named), _) => {
                let found = room.member(named).map(|one| one.id);
                found.ok_or_else(|| Answer::field("transferee", "is not in the call"))
            }
            (None, [one]) => Ok(one.id),
            (None, []) => Err(Answer::bad("Nobody is in the call.")),
            (None, _) => Err(missing("transferee")),
        }
    }

    /// The target has answered: whoever is transferred talks with it, and is out of this call.
    pub(crate) fn transferred(
        &mut self,
        now: Instant,
        id: Guid,
        who: Guid,
        op: &Op,
        target: &Party,
    ) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.state != CallState::Transferring {
            return;
        }
        let room = call.room;
        let moved = self.rooms.get(&room).and_then(|room| room.of_id(who));
        let Some(moved) = moved.map(|one| one.party.clone()) else {
            let why = Outcome::new(487, 0, "The transferee has hung up.");
            self.tell(id, "CallTransferFailed", op, Some(&why), Value::Null);
            return;
        };
        let is_last = self.rooms.get(&room).is_some_and(|room| room.members.len() == 1);
        if let Some(call) = self.calls.get_mut(&id) {
            call.state = if is_last { CallState::TransferAccepted } else { CallState::Connected };
        }
        let extra = json!({"transferTarget": target.json(), "transferee": moved.json()});
        self.tell(id, "CallTransferAccepted", op, Some(&Outcome::fine()), extra);
        self.note(target, id, "takes the transferred call");
        let mut moved = None;
        for (id, phone) in self.phones.iter_mut().filter(|(_, one)| one.member == Some(who)) {
            phone.state = PhoneState::TalksWith;
            phone.talks_with = Some(target.clone());
            moved = Some(*id);
        }
        self.leaves(now, room, who, &Outcome::new(200, 0, "The call was transferred."));
        if let Some(phone) = moved {
            self.talk_alone(now, phone, target);
        }
    }

    /// Everything of a call that was meant for somebody who has left.
    pub(crate) fn lost_target(&mut self, now: Instant, id: Guid, party: &Party) {
        let stops = |call: &mut Call| {
            let stopped: Vec<Op> = call
                .continuous
                .iter()
                .filter(|(target, _, _)| target == party)
                .map(|(_, op, _)| op.clone())
                .collect();
            call.continuous.retain(|(target, _, _)| target != party);
            stopped
        };
        let stopped = self.calls.get_mut(&id).map(stops).unwrap_or_default();
        for op in stopped {
            let fine = Outcome::fine();
            self.soon(now, id, "ContinuousDtmfRecognitionStopped", &op, &fine, Value::Null);
        }
        self.job_lost_target(now, id, party);
    }
}
