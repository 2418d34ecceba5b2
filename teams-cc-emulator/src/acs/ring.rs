//! Whom the application calls: they ring, answer, decline, or nobody waits any longer.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, SOON};
use super::call::{CallState, Op, Outcome};
use super::identity::Party;
use crate::people::Ringing;

/// How long an outgoing call rings.
pub(crate) const RINGS_FOR: Duration = Duration::from_secs(60);

/// Somebody who rings.
#[derive(Clone, Debug)]
pub(crate) struct Invitation {
    pub(crate) party: Party,
    pub(crate) purpose: Purpose,
}

/// What ringing is for.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    /// An outgoing call.
    Create(Guid),
    /// One more in a call.
    Add(Guid, Op),
    /// Takes over who is in the call.
    Transfer(Guid, Guid, Op),
    /// Takes an incoming call that the application does not want: the caller's phone.
    Redirect(u64),
}

impl Invitation {
    pub(crate) fn call(&self) -> Option<Guid> {
        match &self.purpose {
            Purpose::Create(call) | Purpose::Add(call, _) | Purpose::Transfer(call, _, _) => {
                Some(*call)
            }
            Purpose::Redirect(_) => None,
        }
    }
}

impl Book {
    /// Starts ringing somebody; the decision comes later, or time is up.
    pub(crate) fn rings(
        &mut self,
        now: Instant,
        party: &Party,
        purpose: Purpose,
        patience: Duration,
    ) -> Guid {
        let id = self.id();
        let behaviour = self.behaviour(party);
        let wait = match &behaviour.ringing {
            Ringing::Answer { after_ms }
            | Ringing::Decline { after_ms }
            | Ringing::Voicemail { after_ms } => Some(Duration::from_millis(*after_ms) + 2 * SOON),
            Ringing::Busy | Ringing::Offline | Ringing::Unknown => Some(3 * SOON),
            Ringing::Ignore => None,
        };
        let is_elsewhere = self.softphone_rings(id, party, &purpose);
        let invitation = Invitation { party: party.clone(), purpose };
        self.note(party, invitation.call().unwrap_or(id), "rings");
        self.invitations.insert(id, invitation);
        if let Some(wait) = wait.filter(|_| !is_elsewhere) {
            self.after(now, wait, Due::Decides(id, behaviour.ringing));
        }
        self.after(now, patience, Due::GivesUp(id));
        id
    }

    pub(crate) fn decides(&mut self, now: Instant, id: Guid, ringing: &Ringing) {
        let Some(one) = self.invitations.remove(&id) else { return };
        let answers = matches!(ringing, Ringing::Answer { .. } | Ringing::Voicemail { .. });
        if answers {
            match self.cannot_answer(&one.party) {
                None => self.answers(now, id, &one),
                Some(why) => self.does_not_come(now, id, &one, &why),
            }
        } else {
            self.does_not_come(now, id, &one, &refusal(ringing, &one.party));
        }
    }

    pub(crate) fn gives_up(&mut self, now: Instant, id: Guid) {
        let Some(one) = self.invitations.remove(&id) else { return };
        let why = refusal(&Ringing::Ignore, &one.party);
        self.does_not_come(now, id, &one, &why);
    }

    /// A call is over: nobody rings for it any longer, and whoever asked is told.
    pub(crate) fn invitations_end(&mut self, call: Guid) {
        let mut all: Vec<Guid> = self
            .invitations
            .iter()
            .filter(|(_, one)| one.call() == Some(call))
            .map(|(id, _)| *id)
            .collect();
        // A map has no order of its own, and the same seed is to give the same run.
        all.sort_unstable();
        let why = Outcome::new(487, 0, "The call has ended.");
        for id in all {
            let Some(one) = self.invitations.remove(&id) else { continue };
            match &one.purpose {
                Purpose::Add(_, op) => {
                    let extra = json!({"participant": one.party.json(), "invitationId": id});
                    self.tell(call, "AddParticipantFailed", op, Some(&why), extra);
                }
                Purpose::Transfer(_, _, op) => {
                    self.tell(call, "CallTransferFailed", op, Some(&why), Value::Null);
                }
                Purpose::Create(_) | Purpose::Redirect(_) => {}
            }
        }
    }

    /// An agent's client that is not set up for this (section 7).
    fn cannot_answer(&self, party: &Party) -> Option<Outcome> {
        let behaviour = self.behaviour(party);
        let Party::Extension(_, tenant, user) = party else { return None };
        if !behaviour.licensed {
            return Some(Outcome::new(403, 0, "UserLicenseNotPresentForbidden"));
        }
        if !self.agent_has_consent(*tenant, *user, party) {
            // Its client got no token, so that it is not there.
            let text = "Callee client endpoint was not found: its client has not been assigned.";
            return Some(Outcome::new(408, 10057, text));
        }
        let text = "Callee client endpoint was not found: it is not registered with dual persona.";
        (!behaviour.dual_persona).then(|| Outcome::new(408, 10057, text))
    }

    fn answers(&mut self, now: Instant, id: Guid, one: &Invitation) {
        let party = &one.party;
        match one.purpose.clone() {
            Purpose::Create(call) => {
                let Some(room) = self.calls.get(&call).map(|call| call.room) else { return };
                self.joins(now, room, party);
                self.note(party, call, "answers");
                if self.calls.get(&call).is_some_and(|c| c.state == CallState::Connecting) {
                    self.establish(now, call, true);
                } else {
                    self.roster(room);
                }
            }
            Purpose::Add(call, op) => {
                let Some(room) = self.calls.get(&call).map(|call| call.room) else { return };
                self.joins(now, room, party);
                self.note(party, call, "answers");
                let extra = json!({"participant": party.json(), "invitationId": id});
                self.tell(call, "AddParticipantSucceeded", &op, Some(&Outcome::fine()), extra);
                self.roster(room);
            }
            Purpose::Transfer(call, who, op) => self.transferred(now, call, who, &op, party),
            Purpose::Redirect(phone) => self.redirected(now, phone, party),
        }
    }

    pub(crate) fn does_not_come(
        &mut self,
        now: Instant,
        id: Guid,
        one: &Invitation,
        why: &Outcome,
    ) {
        let what = format!("does not answer: {} {}", why.code, why.sub_code);
        self.note(&one.party, one.call().unwrap_or(id), &what);
        match one.purpose.clone() {
            Purpose::Create(call) => self.create_fails(now, call, why),
            Purpose::Add(call, op) => {
                let extra = json!({"participant": one.party.json(), "invitationId": id});
                self.tell(call, "AddParticipantFailed", &op, Some(why), extra);
            }
            Purpose::Transfer(call, _, op) => {
                if let Some(call) = self.calls.get_mut(&call)
                    && call.state == CallState::Transferring
                {
                    call.state = CallState::Connected;
                }
                self.tell(call, "CallTransferFailed", &op, Some(why), Value::Null);
            }
            Purpose::Redirect(phone) => self.phone_ends(now, phone, "no_answer"),
        }
    }

    /// One of those called does not come; the call fails when nobody is left to wait for.
    fn create_fails(&mut self, now: Instant, id: Guid, why: &Outcome) {
        let waits = self.invitations.values().any(|one| one.call() == Some(id));
        let Some(call) = self.calls.get_mut(&id) else { return };
        if waits || call.state != CallState::Connecting {
            return;
        }
        call.state = CallState::Disconnected;
        call.ended = Some(now);
        let op = Op { context: call.context.clone(), callback: None };
        self.tell(id, "CreateCallFailed", &op, Some(why), Value::Null);
    }

    /// The connection is up, or comes to nothing.
    pub(crate) fn establish(&mut self, now: Instant, id: Guid, works: bool) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.state != CallState::Connecting {
            return;
        }
        let op = Op { context: call.context.clone(), callback: None };
        let room = call.room;
        if !works {
            call.state = CallState::Disconnected;
            call.ended = Some(now);
            let is_answered = call.answered_for.is_some();
            let (name, why) = if is_answered {
                ("AnswerFailed", Outcome::new(487, 0, "The caller has given up."))
            } else {
                ("ConnectFailed", Outcome::new(404, 8522, "The call was not found."))
            };
            self.tell(id, name, &op, Some(&why), Value::Null);
            return;
        }
        call.state = CallState::Connected;
        self.tell(id, "CallConnected", &op, Some(&Outcome::new(200, 0, "")), Value::Null);
        self.roster(room);
        self.streams_begin(now, id);
    }
}

/// Why somebody did not answer. Telephones give the code of their network too.
pub(crate) fn refusal(ringing: &Ringing, party: &Party) -> Outcome {
    let (code, sub_code, text, q850) = match ringing {
        Ringing::Decline { .. } => (603, 0, "Decline", (21, "Call rejected")),
        Ringing::Busy => (486, 0, "Busy Here", (17, "User busy")),
        Ringing::Unknown => (404, 0, "Not Found", (1, "Unallocated number")),
        Ringing::Offline => (480, 10037, "Temporarily Unavailable", (20, "Subscriber absent")),
        _ => (487, 10004, "Request Terminated", (19, "No answer from user")),
    };
    if !party.is_phone() {
        return Outcome::new(code, sub_code, text);
    }
    // The PSTN's sub-codes are 560 and the SIP status.
    let outcome = Outcome::new(code, 560_000 + u32::from(code), text);
    outcome.sip(code, text).q850(q850.0, q850.1)
}
