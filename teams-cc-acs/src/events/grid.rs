//! Event Grid: the handshake, calls that ring, files of recordings.

use std::fmt;
use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Address, Error};

use super::{data, items};
use crate::error;
use crate::models::{CustomContext, Hidden, Identifier};

/// Names that Event Grid alone has, also where it writes CloudEvents.
const OWN: [&str; 6] = [
    ".IncomingCall",
    ".RecordingFileStatusUpdated",
    ".CallStarted",
    ".CallEnded",
    ".CallParticipantAdded",
    ".CallParticipantRemoved",
];

model! {
    /// A call that rings. Match `to` by raw id: its kind is `unknown` with Teams Phone.
    Ringing {
        to: Identifier = "to",
        from: Identifier = "from",
        server_call_id: String = "serverCallId",
        caller_display_name: Hidden = "callerDisplayName",
        custom_context: CustomContext = "customContext",
        /// What answers, rejects or redirects it: whoever has it can.
        incoming_call_context: Hidden = "incomingCallContext",
        correlation_id: String = "correlationId",
        on_behalf_of: Identifier = "onBehalfOfCallee",
    }
    /// Files of a recording are there.
    FileStatus {
        storage: StorageDetails = "recordingStorageInfo",
        start: String = "recordingStartTime",
        duration_ms: i64 = "recordingDurationMs",
    }
    /// Where the files are.
    StorageDetails { chunks: Vec<Chunk> = "recordingChunks", }
    /// One file.
    Chunk {
        document_id: String = "documentId",
        index: i64 = "index",
        end_reason: String = "endReason",
        content_location: Hidden = "contentLocation",
        metadata_location: Hidden = "metadataLocation",
        delete_location: Hidden = "deleteLocation",
    }
    /// A call of the resource's own users, as Event Grid tells of it. There are no such events of
    /// people on the telephone, in Teams, or of Teams Phone extensibility (CC-74).
    VoipCall {
        server_call_id: String = "serverCallId",
        correlation_id: String = "correlationId",
        started_by: VoipUser = "startedBy",
        /// Who joined or left.
        user: VoipUser = "user",
        display_name: Hidden = "displayName",
        participant_id: String = "participantId",
        is_two_party: bool = "isTwoParty",
        is_rooms_call: bool = "isRoomsCall",
        /// Seconds, as the documents write it.
        duration_of_call: f64 = "durationOfCall",
        /// Seconds, as Microsoft's libraries read it.
        call_duration_in_seconds: f64 = "callDurationInSeconds",
    }
    /// Somebody in such a call.
    VoipUser {
        /// As Microsoft's libraries read it; the documents write its fields without this one around.
        communication_identifier: Identifier = "communicationIdentifier",
        role: String = "role",
    }
}

impl VoipUser {
    /// Who it is, however it was written.
    pub fn identifier(&self) -> Option<Identifier> {
        let flat = || self.rest.get("rawId")?.as_str()?.parse().ok();
        self.communication_identifier.clone().or_else(flat)
    }
}

impl VoipCall {
    /// How long it lasted, however it was written.
    pub fn duration(&self) -> Option<Duration> {
        let seconds = self.duration_of_call.or(self.call_duration_in_seconds)?;
        Duration::try_from_secs_f64(seconds).ok()
    }
}

/// What became of a call of the resource's own users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[allow(missing_docs, reason = "four words that say what they are")]
pub enum VoipChange {
    Started,
    Ended,
    Joined,
    Left,
}

impl VoipChange {
    fn of(kind: &str) -> Option<Self> {
        let is = |name: &str| kind.eq_ignore_ascii_case(&format!("Microsoft.Communication.{name}"));
        [
            ("CallStarted", Self::Started),
            ("CallEnded", Self::Ended),
            ("CallParticipantAdded", Self::Joined),
            ("CallParticipantRemoved", Self::Left),
        ]
        .into_iter()
        .find_map(|(name, change)| is(name).then_some(change))
    }
}

impl Ringing {
    /// Who calls, where the crates know such an address.
    pub fn caller(&self) -> Option<Address> {
        self.from.as_ref().and_then(Identifier::address)
    }
}

/// One event of Event Grid.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum GridEvent {
    /// Event Grid asks whether this address wants its events; the code is the answer.
    Handshake {
        /// To be sent back as `validationResponse`.
        code: String,
    },
    /// A call rings.
    Incoming {
        /// The event's id: the same event comes again under the same one.
        id: String,
        /// The call.
        call: Box<Ringing>,
    },
    /// Files of a recording are there.
    RecordingFiles {
        /// The event's id.
        id: String,
        /// Which.
        files: Box<FileStatus>,
    },
    /// A call of the resource's own users began or ended, or one of them came or left.
    Voip {
        /// The event's id.
        id: String,
        /// What became of it.
        change: VoipChange,
        /// The call.
        call: Box<VoipCall>,
    },
    /// Anything else, and whatever is newer.
    Other {
        /// The event's id.
        id: String,
        /// Its name.
        kind: String,
        /// The whole event.
        json: Value,
    },
}

/// A code is a secret, and an event that nobody here knows may name people: neither is printed.
impl fmt::Debug for GridEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Handshake { .. } => f.write_str("Handshake(***)"),
            Self::Incoming { id, call } => {
                f.debug_struct("Incoming").field("id", id).field("call", call).finish()
            }
            Self::RecordingFiles { id, files } => {
                f.debug_struct("RecordingFiles").field("id", id).field("files", files).finish()
            }
            Self::Voip { id, change, call } => {
                let mut shown = f.debug_struct("Voip");
                shown.field("id", id).field("change", change).field("call", call).finish()
            }
            Self::Other { id, kind, .. } => {
                f.debug_struct("Other").field("id", id).field("kind", kind).finish_non_exhaustive()
            }
        }
    }
}

impl GridEvent {
    /// Reads a post of Event Grid, in its own schema or as CloudEvents. It is not verified here.
    ///
    /// # Errors
    /// `TCC-ACS-0503` if it is no list of events; nothing of it counts then.
    pub fn read(post: &[u8]) -> Result<Vec<Self>, Error> {
        items(post)?.into_iter().map(Self::of).collect()
    }

    pub(crate) fn of(item: Value) -> Result<Self, Error> {
        let text = |name: &str| item.get(name).and_then(Value::as_str).map(str::to_owned);
        let (Some(id), Some(kind)) = (text("id"), text("eventType").or_else(|| text("type")))
        else {
            return Err(error::bad_post("an event has no id or no type"));
        };
        let body = data(&item);
        let told = |what: &str| kind.eq_ignore_ascii_case(what);
        if told("Microsoft.EventGrid.SubscriptionValidationEvent") {
            let code = body.get("validationCode").and_then(Value::as_str);
            let code = code.ok_or_else(|| error::bad_post("a handshake has no code"))?.to_owned();
            return Ok(Self::Handshake { code });
        }
        if told("Microsoft.Communication.IncomingCall")
            && let Ok(call) = serde_json::from_value::<Ringing>(body.clone())
            && call.incoming_call_context.is_some()
        {
            return Ok(Self::Incoming { id, call: Box::new(call) });
        }
        if told("Microsoft.Communication.RecordingFileStatusUpdated")
            && let Ok(files) = serde_json::from_value(body.clone())
        {
            return Ok(Self::RecordingFiles { id, files: Box::new(files) });
        }
        if let Some(change) = VoipChange::of(&kind)
            && let Ok(call) = serde_json::from_value(body)
        {
            return Ok(Self::Voip { id, change, call: Box::new(call) });
        }
        Ok(Self::Other { id, kind, json: item })
    }

    /// Whether a post's item is Event Grid's own and not a CloudEvent about a call.
    pub(crate) fn is_one(item: &Value) -> bool {
        let text = |name: &str| item.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = text("type");
        item.get("eventType").is_some()
            // In the schema of CloudEvents the topic is the source: a resource of Azure.
            || text("source").starts_with("/subscriptions/")
            || OWN.iter().any(|own| kind.ends_with(own))
            || kind.ends_with(".SMSReceived")
            || kind.ends_with(".SMSDeliveryReportReceived")
    }
}
