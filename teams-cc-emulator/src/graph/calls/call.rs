//! One leg of a bot, with everybody at the other end.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};
use teams_cc_core::{Guid, Instant, TenantId};

use super::operation::Operation;
use super::party::Party;
use crate::People;

/// What `resultInfo` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: u32,
    pub(crate) subcode: u32,
    pub(crate) message: String,
}

impl Outcome {
    pub(crate) fn new(code: u32, subcode: u32, message: &str) -> Self {
        Self { code, subcode, message: message.into() }
    }

    pub(crate) fn json(&self) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.resultInfo",
            "code": self.code,
            "subcode": self.subcode,
            "message": self.message,
        })
    }
}

/// What kind of call it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    PeerToPeer,
    Group,
    Meeting,
}

/// States of `call` (section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Incoming,
    Establishing,
    Established,
    Hold,
    Transferring,
    TransferAccepted,
    Terminated,
}

impl State {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Establishing => "establishing",
            Self::Established => "established",
            Self::Hold => "hold",
            Self::Transferring => "transferring",
            Self::TransferAccepted => "transferAccepted",
            Self::Terminated => "terminated",
        }
    }
}

/// Where a participant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Ringing,
    In,
}

/// Somebody at the other end.
#[derive(Clone, Debug)]
pub(crate) struct Participant {
    pub(crate) id: Guid,
    pub(crate) party: Party,
    pub(crate) standing: Standing,
    pub(crate) is_muted: bool,
    pub(crate) is_held: bool,
    /// Prompts heard, by URI, each when it had been played to its end or was cut.
    pub(crate) heard: Vec<String>,
    pub(crate) keys_heard: String,
    /// Talked from, to.
    pub(crate) speech: Vec<(Instant, Instant)>,
    /// The `inviteParticipants` operation that brought it.
    pub(crate) invited_by: Option<Guid>,
}

/// One leg of a bot.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) id: Guid,
    pub(crate) app: Guid,
    pub(crate) tenant: TenantId,
    pub(crate) is_outgoing: bool,
    pub(crate) kind: Kind,
    pub(crate) state: State,
    pub(crate) chain: Guid,
    pub(crate) me: Guid,
    pub(crate) callback: String,
    pub(crate) source: Value,
    pub(crate) targets: Vec<Value>,
    /// What was given and is given back: `mediaConfig`, `chatInfo`, `requestedModalities`...
    pub(crate) given: Map<String, Value>,
    pub(crate) participants: Vec<Participant>,
    pub(crate) roster_sequence: u64,
    pub(crate) has_delta_roster: bool,
    pub(crate) has_audio: bool,
    pub(crate) is_muted: bool,
    pub(crate) wants_tones: bool,
    pub(crate) tone_sequence: u32,
    pub(crate) operations: Vec<Operation>,
    /// playPrompt and recordResponse, the one that runs first.
    pub(crate) media: VecDeque<Guid>,
    pub(crate) keep_alive_by: Instant,
    pub(crate) result: Option<Outcome>,
    /// Asked for before the call was established; done then.
    pub(crate) later: Vec<super::transfer::Transfer>,
    pub(crate) transfer: Option<super::transfer::Transfer>,
    pub(crate) recording: &'static str,
    pub(crate) thread: Option<String>,
    pub(crate) started: Instant,
    pub(crate) ended: Option<Instant>,
    /// Who has left, for assertions.
    pub(crate) left: Vec<Participant>,
    pub(crate) capacity: u64,
    pub(crate) routing_groups: Vec<Value>,
    /// The bot may be in conferences: its permissions when it called or answered.
    pub(crate) may_join_groups: bool,
    /// Screens that are shared.
    pub(crate) sharing: Vec<Guid>,
    /// A recording policy brought the bot.
    pub(crate) is_policy: bool,
}

impl Call {
    pub(crate) fn is_over(&self) -> bool {
        self.state == State::Terminated
    }

    /// Whether a request finds it: a bot sees its own calls until they end.
    pub(crate) fn is_of(&self, app: Guid) -> bool {
        self.app == app && !self.is_over()
    }

    pub(crate) fn participant(&self, id: Guid) -> Option<&Participant> {
        self.participants.iter().find(|one| one.id == id)
    }

    pub(crate) fn participant_mut(&mut self, id: Guid) -> Option<&mut Participant> {
        self.participants.iter_mut().find(|one| one.id == id)
    }

    pub(crate) fn of_party(&self, party: &Party) -> Option<&Participant> {
        self.participants.iter().find(|one| one.party == *party)
    }

    pub(crate) fn operation_mut(&mut self, id: Guid) -> Option<&mut Operation> {
        self.operations.iter_mut().find(|one| one.id == id)
    }

    /// As `GET` shows it: every property of the type, null where it has no value.
    pub(crate) fn json(&self) -> Value {
        let mut all = json!({
            "@odata.type": "#microsoft.graph.call",
            "id": self.id,
            "state": self.state.text(),
            "direction": if self.is_outgoing { "outgoing" } else { "incoming" },
            "callbackUri": self.callback,
            "callChainId": self.chain,
            "callRoutes": [],
            "source": self.source,
            "targets": self.targets,
            "requestedModalities": ["audio"],
            "tenantId": self.tenant,
            "myParticipantId": self.me,
            "mediaState": self.media_state(),
            "resultInfo": self.result.as_ref().map(Outcome::json),
            "toneInfo": null,
            "answeredBy": null,
            "callOptions": null,
            "chatInfo": null,
            "clientContext": null,
            "incomingContext": null,
            "mediaConfig": null,
            "meetingInfo": null,
            "subject": null,
            "transcription": null,
        });
        if let Some(all) = all.as_object_mut() {
            all.extend(self.given.clone());
        }
        all
    }

    pub(crate) fn media_state(&self) -> Value {
        if self.has_audio {
            json!({"@odata.type": "#microsoft.graph.callMediaState", "audio": "active"})
        } else if self.state == State::TransferAccepted || self.is_over() {
            json!({"@odata.type": "#microsoft.graph.callMediaState", "audio": "inactive"})
        } else {
            Value::Null
        }
    }

    /// As a callback shows it: what a bot needs in order to go on.
    pub(crate) fn notice(&self) -> Value {
        let mut all = self.json();
        if let Some(all) = all.as_object_mut() {
            all.retain(|_, value| !value.is_null());
            if self.state != State::Incoming {
                all.retain(|name, _| !matches!(name.as_str(), "callRoutes" | "mediaConfig"));
            }
        }
        all
    }

    /// One participant as the roster shows it.
    pub(crate) fn participant_json(&self, one: &Participant, people: &People) -> Value {
        let direction = if one.is_held { "inactive" } else { "sendReceive" };
        json!({
            "@odata.type": "#microsoft.graph.participant",
            "id": one.id,
            "info": {
                "@odata.type": "#microsoft.graph.participantInfo",
                "identity": one.party.identity_set(people),
                "region": null,
                "languageId": null,
                "countryCode": null,
                "endpointType": "default",
                "participantId": one.id,
                "platformId": null,
            },
            "isInLobby": false,
            "isMuted": one.is_muted,
            "mediaStreams": [{
                "@odata.type": "#microsoft.graph.mediaStream",
                "mediaType": "audio",
                "label": "main-audio",
                "sourceId": "1",
                "direction": direction,
                "serverMuted": one.is_muted,
            }],
            "metadata": null,
            "recordingInfo": null,
            "restrictedExperience": null,
            "rosterSequenceNumber": self.roster_sequence,
        })
    }

    /// The bot itself, as the roster shows it.
    pub(crate) fn me_json(&self, people: &People) -> Value {
        let me = Participant {
            id: self.me,
            party: Party::App(self.app),
            standing: Standing::In,
            is_muted: self.is_muted,
            is_held: false,
            heard: Vec::new(),
            keys_heard: String::new(),
            speech: Vec::new(),
            invited_by: None,
        };
        let mut shown = self.participant_json(&me, people);
        shown["recordingInfo"] = json!({
            "@odata.type": "#microsoft.graph.recordingInfo",
            "recordingStatus": self.recording,
            "initiator": null,
        });
        shown
    }

    /// Everybody who is in, the bot included, as the roster shows them.
    pub(crate) fn roster(&self, people: &People) -> Vec<Value> {
        let others = self.participants.iter().filter(|one| one.standing == Standing::In);
        let others = others.map(|one| self.participant_json(one, people));
        others.chain([self.me_json(people)]).collect()
    }
}
