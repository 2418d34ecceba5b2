//! What a call is made of: its connection to the application, and the room with the people in it.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Object};
use super::create::Locator;
use super::identity::Party;
use super::media::Job;
use super::sound::Sound;
use super::streams::Stream;
use super::voip::Told;
use crate::people::Ringing;

/// State of a call connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum CallState {
    /// Somebody rings.
    Connecting,
    /// People and application hear each other.
    Connected,
    /// A transfer is under way.
    Transferring,
    /// The transfer's target has answered.
    TransferAccepted,
    /// The end has been asked for.
    Disconnecting,
    /// It is over.
    Disconnected,
}

/// Where the outcome of an operation goes, and by which word it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Op {
    pub(crate) context: Option<String>,
    pub(crate) callback: Option<String>,
}

impl Op {
    pub(crate) fn read(object: &Object) -> Result<Self, Answer> {
        let callback = answer::address(object, "operationCallbackUri", &["http://", "https://"])?;
        Ok(Self { context: answer::text(object, "operationContext")?, callback })
    }
}

/// Code, sub-code and text of an event.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Outcome {
    pub(crate) code: u16,
    pub(crate) sub_code: u32,
    pub(crate) message: String,
    pub(crate) sip: Option<(u16, &'static str)>,
    pub(crate) q850: Option<(u16, &'static str)>,
}

impl Outcome {
    pub(crate) fn new(code: u16, sub_code: u32, message: &str) -> Self {
        Self { code, sub_code, message: message.into(), sip: None, q850: None }
    }

    pub(crate) fn fine() -> Self {
        Self::new(200, 0, "Action completed successfully.")
    }

    pub(crate) fn canceled() -> Self {
        Self::new(400, 8508, "Action failed, the operation was canceled.")
    }

    pub(crate) fn nobody() -> Self {
        Self::new(404, 8522, "The participant was not found in the call.")
    }

    pub(crate) fn sip(mut self, code: u16, text: &'static str) -> Self {
        self.sip = Some((code, text));
        self
    }

    pub(crate) fn q850(mut self, code: u16, text: &'static str) -> Self {
        self.q850 = Some((code, text));
        self
    }

    pub(crate) fn json(&self) -> Value {
        let mut all = json!({"code": self.code, "subCode": self.sub_code, "message": self.message});
        for (name, details) in [("sipDetails", self.sip), ("q850Details", self.q850)] {
            if let Some((code, message)) = details {
                all[name] = json!({"code": code, "message": message});
            }
        }
        all
    }
}

/// What a phone at the other end does by itself, one after the other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "do", deny_unknown_fields)]
#[non_exhaustive]
pub enum CallerStep {
    /// Does nothing for so long.
    Wait {
        /// Milliseconds.
        ms: u64,
    },
    /// Waits until the application asks for keys or words (`recognize`), and its prompt is over.
    WaitForQuestion,
    /// Presses keys.
    Press {
        /// `0`-`9`, `*`, `#`, `A`-`D`.
        keys: String,
    },
    /// Says words. They are scripted: recognition gets them as text, ears get a melody that is
    /// theirs alone.
    Say {
        /// The words.
        words: String,
    },
    /// Hangs up.
    HangUp,
}

/// Somebody's phone: what it does when it rings, and then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct CallerBehaviour {
    /// While it rings.
    pub ringing: Ringing,
    /// Where its phone is, a SIP softphone on this machine: `sip:adele@127.0.0.1:5062`, with
    /// `;transport=tcp` if it is not UDP. It rings there whatever `ringing` says, and its audio is
    /// the softphone's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sip: Option<String>,
    /// Once it is in a call.
    pub script: Vec<CallerStep>,
    /// An agent's client has both personas (section 7); without it adding the agent fails with
    /// 408 and 10057.
    pub dual_persona: bool,
    /// The agent has a Teams Phone licence; without it adding the agent fails with 403.
    pub licensed: bool,
    /// The agent's client must have been assigned to that user first; without it adding the agent
    /// fails as without `dual_persona`. [`AcsRules::agents_need_consent`] says it of all.
    ///
    /// [`AcsRules::agents_need_consent`]: super::AcsRules::agents_need_consent
    pub needs_consent: bool,
    /// The application id of the agent's client: consent must be for this one. Absent: any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<Guid>,
}

impl Default for CallerBehaviour {
    /// Answers after a second and listens.
    fn default() -> Self {
        let ringing = Ringing::Answer { after_ms: 1000 };
        Self {
            ringing,
            sip: None,
            script: Vec::new(),
            dual_persona: true,
            licensed: true,
            needs_consent: false,
            client: None,
        }
    }
}

/// Somebody in a room.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: Guid,
    pub(crate) party: Party,
    pub(crate) is_muted: bool,
    pub(crate) is_on_hold: bool,
    /// Times of not hearing and not being heard; the last one may be open.
    pub(crate) held: Vec<(Instant, Option<Instant>)>,
    pub(crate) joined: Instant,
    pub(crate) left: Option<Instant>,
    pub(crate) script: Vec<CallerStep>,
    /// Keys heard by whoever `sendDtmfTones` was for.
    pub(crate) tones: String,
}

impl Member {
    pub(crate) fn json(&self) -> Value {
        json!({
            "identifier": self.party.json(),
            "isMuted": self.is_muted,
            "isOnHold": self.is_on_hold,
        })
    }

    /// Whether the ear is open at that moment.
    pub(crate) fn hears_at(&self, at: Instant) -> bool {
        let is_held =
            |(from, to): &(Instant, Option<Instant>)| *from <= at && to.is_none_or(|to| at < to);
        at >= self.joined
            && self.left.is_none_or(|left| at < left)
            && !self.held.iter().any(is_held)
    }
}

/// People who hear each other, and the connections of applications to them.
#[derive(Clone, Debug)]
pub(crate) struct Room {
    pub(crate) server_call_id: String,
    pub(crate) correlation: Guid,
    pub(crate) members: Vec<Member>,
    pub(crate) gone: Vec<Member>,
    pub(crate) connections: Vec<Guid>,
    pub(crate) sequence: u32,
    pub(crate) sound: Sound,
    /// More than two people, or meant for more: it goes on when one is left.
    pub(crate) is_group: bool,
    /// The group call or room that it is.
    pub(crate) locator: Option<Locator>,
    /// Event Grid was told that it began.
    pub(crate) told: Option<Told>,
}

impl Room {
    pub(crate) fn member(&self, party: &Party) -> Option<&Member> {
        self.members.iter().find(|one| one.party == *party)
    }

    pub(crate) fn of_id(&self, id: Guid) -> Option<&Member> {
        self.members.iter().find(|one| one.id == id)
    }

    pub(crate) fn of_id_mut(&mut self, id: Guid) -> Option<&mut Member> {
        self.members.iter_mut().find(|one| one.id == id)
    }
}

/// An application's connection to a room: what `callConnectionId` names.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: Guid,
    pub(crate) room: Guid,
    pub(crate) state: CallState,
    pub(crate) callback: String,
    pub(crate) context: Option<String>,
    pub(crate) targets: Vec<Party>,
    pub(crate) source_number: Option<String>,
    pub(crate) source_name: Option<String>,
    pub(crate) source: Option<Party>,
    pub(crate) answered_by: Option<Party>,
    pub(crate) answered_for: Option<Party>,
    /// Under the rules of Teams Phone extensibility.
    pub(crate) is_tpe: bool,
    pub(crate) is_outgoing: bool,
    pub(crate) jobs: VecDeque<Job>,
    /// Whose keys are told continuously, and with which context.
    pub(crate) continuous: Vec<(Party, Op, u32)>,
    pub(crate) streaming: Option<Stream>,
    pub(crate) transcription: Option<Stream>,
    /// How many invitations of this call are out.
    pub(crate) ended: Option<Instant>,
}

impl Call {
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, CallState::Disconnecting | CallState::Disconnected)
    }

    pub(crate) fn is_up(&self) -> bool {
        matches!(self.state, CallState::Connected | CallState::Transferring)
    }

    /// `CallConnectionProperties`.
    pub(crate) fn json(&self, room: &Room) -> Value {
        let targets: Vec<Value> = self.targets.iter().map(Party::json).collect();
        let mut all = json!({
            "callConnectionId": self.id,
            "serverCallId": room.server_call_id,
            "targets": targets,
            "callConnectionState": self.state,
            "callbackUri": self.callback,
            "correlationId": room.correlation,
        });
        let number = |number: &String| json!({ "value": number });
        let optional = [
            ("sourceCallerIdNumber", self.source_number.as_ref().map(number)),
            ("sourceDisplayName", self.source_name.clone().map(Value::from)),
            ("source", self.source.as_ref().map(Party::json)),
            ("answeredBy", self.answered_by.as_ref().map(user_model)),
            (
                "answeredFor",
                self.answered_for.as_ref().map(|party| match party {
                    Party::Phone(number) => json!({ "value": number }),
                    other => other.json(),
                }),
            ),
            ("mediaStreamingSubscription", self.streaming.as_ref().map(Stream::json)),
            ("transcriptionSubscription", self.transcription.as_ref().map(Stream::json)),
        ];
        for (name, value) in optional {
            if let Some(value) = value {
                all[name] = value;
            }
        }
        all
    }
}

/// `answeredBy` is a bare communication user.
fn user_model(party: &Party) -> Value {
    json!({ "id": party.raw() })
}
