//! Incoming calls: announced through Event Grid, answered by their context (sections 5 and 7).

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::Answer;
use super::book::{Book, Due, Effect};
use super::call::CallerStep;
use super::callers::{PhoneRecord, PhoneState};
use super::identity::Party;
use super::rules::WithoutConsent;

/// How long a caller hears nothing whom nobody may answer.
const DEAD_AIR: Duration = Duration::from_secs(10);
/// Announced calls kept.
const MOST: usize = 10_000;

/// What became of an announced call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Ringing,
    Answered,
    Rejected,
    Redirected,
}

/// A call that was announced.
#[derive(Clone, Debug)]
pub(crate) struct Incoming {
    pub(crate) phone: u64,
    pub(crate) room: Guid,
    pub(crate) from: Party,
    pub(crate) to: Party,
    pub(crate) is_tpe: bool,
    pub(crate) standing: Standing,
}

/// How somebody calls the resource.
#[derive(Clone, Debug, Default)]
pub(crate) struct Calling {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) name: Option<String>,
    pub(crate) context: Option<Value>,
    pub(crate) script: Option<Vec<CallerStep>>,
    pub(crate) is_softphone: bool,
}

impl Book {
    /// Somebody dials a number of the resource. `None` if nobody has that number.
    pub(crate) fn calls_in(&mut self, now: Instant, calling: &Calling) -> Option<u64> {
        let line = self.line(&calling.to)?.clone();
        let from = Party::from_raw(&calling.from);
        if let Some(script) = &calling.script {
            self.behaviours.entry(from.clone()).or_default().script.clone_from(script);
        }
        self.next_phone += 1;
        let phone = self.next_phone;
        let is_tpe = line.account.is_some();
        let to = line.account.map_or_else(
            || Party::Phone(line.number.clone()),
            |account| Party::TeamsApp(account.to_string()),
        );
        let room = self.room(false);
        self.forget_phones();
        self.phones.insert(
            phone,
            PhoneRecord {
                from: from.clone(),
                to: to.clone(),
                state: PhoneState::Ringing,
                room,
                member: None,
                talks_with: None,
                is_softphone: calling.is_softphone,
            },
        );
        if is_tpe && !self.is_provisioned(&line) {
            // Without consent or provisioning: a busy tone, or nothing (section 7).
            if self.rules.without_consent == WithoutConsent::Busy {
                self.ladder.note("acs", "", "no consent for the resource account: busy tone");
                self.phone_ends(now, phone, "busy");
            } else {
                self.ladder.note("acs", "", "no consent for the resource account: dead air");
                self.after(now, DEAD_AIR, Due::DeadAir(phone));
            }
            return Some(phone);
        }
        let context = format!("eyJhbGciOiJub25lIn0.{}", self.rng.token(180));
        let there = self.rooms.get(&room)?;
        let (server, correlation) = (there.server_call_id.clone(), there.correlation);
        let incoming = Incoming {
            phone,
            room,
            from: from.clone(),
            to: to.clone(),
            is_tpe,
            standing: Standing::Ringing,
        };
        if self.incoming.len() >= MOST {
            self.incoming.retain(|_, one| one.standing == Standing::Ringing);
        }
        self.incoming.insert(context.clone(), incoming);
        let mut shown_to = to.json();
        if is_tpe && self.rules.account_kind_is_unknown {
            // The documented sample says unknown: match by raw id.
            shown_to = json!({"kind": "unknown", "rawId": to.raw()});
        }
        let mut data = json!({
            "to": shown_to,
            "from": from.json(),
            "serverCallId": server,
            "callerDisplayName": calling.name.clone().unwrap_or_default(),
            "incomingCallContext": context,
            "correlationId": correlation,
        });
        let custom = json!({"voipHeaders": {}, "sipHeaders": {}});
        data["customContext"] = calling.context.clone().unwrap_or(custom);
        let subject = format!("/caller/{}/recipient/{}", from.raw(), to.raw());
        self.push(Effect::Grid("Microsoft.Communication.IncomingCall", subject, data));
        self.after(now, self.rules.incoming_waits(), Due::Unanswered(context));
        Some(phone)
    }

    /// The announced call that still waits for a decision.
    pub(crate) fn rings_here(&mut self, context: &str) -> Result<&mut Incoming, Answer> {
        let found = self.incoming.get_mut(context);
        let found =
            found.ok_or_else(|| Answer::field("incomingCallContext", "names no incoming call"))?;
        match found.standing {
            Standing::Ringing => Ok(found),
            Standing::Answered => {
                Err(Answer::conflict("8527", "The incoming call has been answered already."))
            }
            Standing::Rejected | Standing::Redirected => {
                Err(Answer::conflict("8527", "The incoming call was rejected or redirected."))
            }
        }
    }

    /// Whether that call was sent on.
    pub(crate) fn is_redirected(&self, context: &str) -> bool {
        let found = self.incoming.get(context);
        found.is_some_and(|one| one.standing == Standing::Redirected)
    }

    /// The application has not decided.
    pub(crate) fn unanswered(&mut self, now: Instant, context: &str) {
        let Some(incoming) = self.incoming.get(context) else { return };
        if incoming.standing == Standing::Ringing {
            let phone = incoming.phone;
            self.phone_ends(now, phone, "no_answer");
        }
    }
}
