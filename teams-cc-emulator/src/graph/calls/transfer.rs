//! Transfer, blind and after a consultation, and redirect: people whom a bot brings together.

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, Instant};

use super::book::{Between, Book, Due, SOON};
use super::call::{Kind, Outcome, Standing, State};
use super::create::target;
use super::fields::{self, Object, Refused, bad, missing};
use super::party::Party;
use super::ring::decides_after;
use crate::graph::answer::Answer;
use crate::people::Ringing;

/// Targets of a redirect.
const MOST_REDIRECTED: usize = 25;
/// How long a redirect rings: one target, several.
const RINGS_ONE: Duration = Duration::from_secs(55);
/// See [`RINGS_ONE`].
const RINGS_SEVERAL: Duration = Duration::from_secs(60);
/// Pairs kept that talk without a bot.
const MOST_BETWEEN: usize = 5_000;

/// A transfer or redirect that is under way.
#[derive(Clone, Debug)]
pub(crate) struct Transfer {
    /// Who is called: one for a transfer, several for a redirect. With the id used for timers.
    pub(crate) targets: Vec<(Guid, Party)>,
    /// Who is moved.
    pub(crate) who: Option<Guid>,
    /// The call with the target that is given up for it.
    pub(crate) replaces: Option<Guid>,
    /// Only this participant goes; the bot stays.
    pub(crate) stays: bool,
    /// Straight to the target's voicemail, without ringing.
    pub(crate) is_to_voicemail: bool,
    /// Whoever called, for a redirect.
    pub(crate) caller: Option<Party>,
    pub(crate) until: Option<Instant>,
}

impl Book {
    /// `transfer`.
    pub(super) fn transfer(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["transferTarget", "transferee", "clientContext"])?;
        let given = object.get("transferTarget").filter(|given| given.is_object());
        let given = given.ok_or_else(|| missing("transferTarget"))?;
        let party = target(given)?;
        let replaces = match given.get("replacesCallId").and_then(Value::as_str) {
            None | Some("") => None,
            Some(other) => Some(
                other
                    .parse::<Guid>()
                    .map_err(|_| bad("The property 'replacesCallId' must be the id of a call."))?,
            ),
        };
        let transferee = object.get("transferee").filter(|given| given.is_object());
        let (kind, state) = self
            .calls
            .get(&id)
            .map(|call| (call.kind, call.state))
            .ok_or_else(|| fields::not_found("Call"))?;
        let who = match (kind, transferee) {
            (Kind::PeerToPeer, Some(_)) => {
                return Err(bad("A transferee is allowed in a group call only."));
            }
            (Kind::PeerToPeer, None) => None,
            (_, None) => return Err(missing("transferee")),
            (_, Some(given)) => Some(self.transferee(id, given)?),
        };
        if matches!(party, Party::Phone(_)) {
            self.may_reach_phones(id)?;
        }
        let endpoint = given.get("endpointType").and_then(Value::as_str).unwrap_or_default();
        let key = self.id();
        let transfer = Transfer {
            targets: vec![(key, party)],
            who,
            replaces,
            stays: who.is_some(),
            is_to_voicemail: endpoint.eq_ignore_ascii_case("voicemail"),
            caller: None,
            until: None,
        };
        match state {
            State::Established | State::Hold => self.start_transfer(now, id, transfer),
            State::Establishing => {
                // It is done when the call is up; a bot that asks earlier is told in the ladder.
                let said = "transfer asked for before the call was established";
                self.ladder.note("bot", &id.to_string(), said);
                if let Some(call) = self.calls.get_mut(&id) {
                    call.later.truncate(7);
                    call.later.push(transfer);
                }
            }
            _ => return Err(bad("The call is not in a state in which it can be transferred.")),
        }
        Ok(fields::status(202))
    }

    /// The participant whom an identity or a participant id names.
    fn transferee(&self, id: Guid, given: &Value) -> Result<Guid, Refused> {
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let by_id = given.get("participantId").and_then(Value::as_str);
        let found = match by_id.and_then(|text| text.parse::<Guid>().ok()) {
            Some(who) => call.participant(who),
            None => call.of_party(&target(given)?),
        };
        let found = found.filter(|one| one.standing == Standing::In);
        found.map(|one| one.id).ok_or_else(|| fields::not_found("Participant"))
    }

    /// Telephones are reached from a call with an application instance, and not from one that was
    /// joined by a token (section 2.1).
    pub(super) fn may_reach_phones(&self, id: Guid) -> Result<(), Refused> {
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let ends = call.targets.iter().chain([&call.source]);
        let has_instance = |end: &Value| end.pointer("/identity/applicationInstance/id").is_some();
        let by_token = call.thread.as_ref().is_some_and(|thread| thread.starts_with("token:"));
        let by_meeting = call.kind == Kind::Meeting && !by_token;
        if by_meeting || (!by_token && ends.into_iter().any(has_instance)) {
            return Ok(());
        }
        let text = "A telephone is reached only from a call with an application instance.";
        Err(fields::service("7504", text))
    }

    pub(super) fn start_transfer(&mut self, now: Instant, id: Guid, transfer: Transfer) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.state = State::Transferring;
        call.result = None;
        let (app, tenant) = (call.app, call.tenant);
        let is_to_voicemail = transfer.is_to_voicemail;
        let (targets, replaces) = (transfer.targets.clone(), transfer.replaces);
        call.transfer = Some(transfer);
        self.notify_call(id, "updated");
        let Some((key, party)) = targets.into_iter().next() else { return };
        if let Some(other) = replaces {
            // The consulted one is in the other call already: no ringing.
            let fits = self.calls.get(&other).is_some_and(|call| {
                let there = call.of_party(&party).is_some_and(|one| one.standing == Standing::In);
                call.is_of(app) && there && call.state == State::Established
            });
            if fits {
                self.after(now, SOON, id, Due::Accepted);
            } else {
                self.transfer_fails(id, 7700, "The call to be replaced is not there.");
            }
            return;
        }
        let ringing = match self.ringing(tenant, &party) {
            Ringing::Offline | Ringing::Unknown if is_to_voicemail => Ringing::Unknown,
            _ if is_to_voicemail => Ringing::Voicemail { after_ms: 0 },
            ringing => ringing,
        };
        self.note(&party, id, "rings, transferred");
        self.after(now, decides_after(&ringing), id, Due::Target(key, ringing));
    }

    /// Whoever is called by a transfer or redirect has decided.
    pub(super) fn target_decides(&mut self, now: Instant, id: Guid, key: Guid, decided: &Ringing) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(transfer) = &call.transfer else { return };
        let Some((_, party)) = transfer.targets.iter().find(|(other, _)| *other == key).cloned()
        else {
            return;
        };
        let answers = matches!(decided, Ringing::Answer { .. } | Ringing::Voicemail { .. });
        if let Some(caller) = transfer.caller.clone() {
            let in_time = transfer.until.is_none_or(|until| now <= until);
            if answers && in_time {
                self.note(&party, id, "answers, redirected");
                self.talk(&[caller, party]);
                if let Some(call) = self.calls.get_mut(&id) {
                    call.transfer = None;
                }
            }
            return;
        }
        if answers && call.state == State::Transferring {
            self.transfer_accepted(now, id);
        } else if call.state == State::Transferring {
            self.transfer_fails(id, 7000, "The transfer target did not accept the call.");
        }
    }

    /// The target has answered: the two talk, the bot's leg ends.
    pub(super) fn transfer_accepted(&mut self, now: Instant, id: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.state != State::Transferring {
            return;
        }
        let Some(transfer) = call.transfer.take() else { return };
        call.state = State::TransferAccepted;
        call.has_audio = transfer.stays;
        let moved = match transfer.who {
            Some(who) => call.participant(who),
            None => call.participants.iter().find(|one| one.standing == Standing::In),
        };
        let moved = moved.map(|one| (one.id, one.party.clone()));
        self.notify_call(id, "updated");
        if let Some(other) = transfer.replaces {
            let why = Outcome::new(200, 0, "The call was replaced by a transfer.");
            self.end(now, other, why);
        }
        if let (Some((who, moved)), Some((_, party))) = (moved, transfer.targets.first().cloned()) {
            self.note(&party, id, "takes the transferred call");
            if let Some(call) = self.calls.get_mut(&id) {
                let (gone, stay) = call.participants.drain(..).partition(|one| one.id == who);
                call.participants = stay;
                call.left.extend::<Vec<_>>(gone);
            }
            self.talk(&[moved, party]);
        }
        if transfer.stays {
            if let Some(call) = self.calls.get_mut(&id) {
                call.state = State::Established;
            }
            self.notify_call(id, "updated");
            self.notify_roster(id, None);
        } else {
            self.end(now, id, Outcome::new(200, 7015, "GracefulTransferCompleted"));
        }
    }

    /// Back to established, with the reason.
    fn transfer_fails(&mut self, id: Guid, subcode: u32, text: &str) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.state = State::Established;
        call.transfer = None;
        call.result = Some(Outcome::new(500, subcode, text));
        self.notify_call(id, "updated");
        if let Some(call) = self.calls.get_mut(&id) {
            call.result = None;
        }
    }

    /// `redirect` of an incoming call: the targets ring together, the bot's leg ends.
    pub(super) fn redirect(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(
            object,
            &["targets", "timeout", "callbackUri", "targetDisposition", "maskCallee", "maskCaller"],
        )?;
        let targets = fields::list(object, "targets")?;
        if targets.is_empty() {
            return Err(missing("targets"));
        }
        if targets.len() > MOST_REDIRECTED {
            return Err(bad("At most 25 targets are allowed."));
        }
        let parties = targets.iter().map(target).collect::<Result<Vec<_>, _>>()?;
        let default = if parties.len() == 1 { RINGS_ONE } else { RINGS_SEVERAL };
        let seconds = fields::number(object, "timeout", default.as_secs(), (15, 90))?;
        self.must_be_incoming(id)?;
        let keyed: Vec<(Guid, Party)> =
            parties.into_iter().map(|party| (self.id(), party)).collect();
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let tenant = call.tenant;
        let caller = call.participants.first().map(|one| one.party.clone());
        for (key, party) in &keyed {
            self.note(party, id, "rings, redirected");
            let ringing = self.ringing(tenant, party);
            self.after(now, decides_after(&ringing), id, Due::Target(*key, ringing));
        }
        self.end(now, id, Outcome::new(200, 0, "The call was redirected."));
        if let Some(call) = self.calls.get_mut(&id) {
            let until = Some(now + Duration::from_secs(seconds));
            call.transfer = Some(Transfer {
                targets: keyed,
                who: None,
                replaces: None,
                stays: false,
                is_to_voicemail: false,
                caller,
                until,
            });
        }
        Ok(fields::status(202))
    }

    /// People talk without the bot from now on.
    pub(super) fn talk(&mut self, people: &[Party]) {
        if self.between.len() == MOST_BETWEEN {
            let over = self.between.iter().position(|talk| talk.is_over).unwrap_or(0);
            self.between.remove(over);
        }
        self.between.push(Between { people: people.to_vec(), is_over: false });
        people.iter().for_each(|one| self.shows_calls(one));
    }

    /// Somebody hangs up what a bot brought together; true if there was such a talk.
    pub(crate) fn ends_talk(&mut self, party: &Party) -> bool {
        let found = self.between.iter_mut().rev().find(|talk| !talk.is_over && talk.has(party));
        let Some(talk) = found else { return false };
        let before = talk.people.clone();
        talk.people.retain(|one| one != party);
        talk.is_over = talk.people.len() < 2;
        before.iter().for_each(|one| self.shows_calls(one));
        true
    }

    /// 400 unless the call still rings at the bot.
    pub(super) fn must_be_incoming(&self, id: Guid) -> Result<(), Refused> {
        let state = self.calls.get(&id).map(|call| call.state);
        (state == Some(State::Incoming))
            .then_some(())
            .ok_or_else(|| bad("The call is not in the incoming state."))
    }
}
