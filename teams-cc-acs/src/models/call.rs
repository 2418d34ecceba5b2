//! Calls, participants and results as the service tells them.

use serde_json::Value;

use super::{Hidden, Identifier, Rest};

words! {
    /// How far a call is.
    CallState {
        UnknownToService = "unknown",
        Connecting = "connecting",
        Connected = "connected",
        Transferring = "transferring",
        TransferAccepted = "transferAccepted",
        Disconnecting = "disconnecting",
        Disconnected = "disconnected",
    }
    /// Why a call is refused.
    RejectReason {
        None = "none",
        Busy = "busy",
        Forbidden = "forbidden",
    }
    /// Which kind of call is connected to.
    LocatorKind {
        Group = "groupCallLocator",
        Server = "serverCallLocator",
        Room = "roomCallLocator",
    }
}

model! {
    /// A phone number as the service writes it.
    PhoneNumber {
        value: Hidden = "value",
        is_anonymous: bool = "isAnonymous",
        asserted_id: Hidden = "assertedId",
    }
    /// An identity of a Communication Services resource, bare.
    CommunicationUser { id: String = "id", }
    /// A resource account or a bot, bare.
    TeamsApp {
        app_id: String = "appId",
        cloud: String = "cloud",
    }
    /// One call, as one application sees it.
    CallProperties {
        /// The call of this application; every request names it.
        call_connection_id: String = "callConnectionId",
        /// The call of everybody in it.
        server_call_id: String = "serverCallId",
        targets: Vec<Identifier> = "targets",
        state: CallState = "callConnectionState",
        callback_uri: String = "callbackUri",
        source_caller_id_number: PhoneNumber = "sourceCallerIdNumber",
        source_display_name: Hidden = "sourceDisplayName",
        source: Identifier = "source",
        correlation_id: String = "correlationId",
        answered_by: CommunicationUser = "answeredBy",
        answered_for: PhoneNumber = "answeredFor",
        media_streaming: StreamingSubscription = "mediaStreamingSubscription",
        transcription: TranscriptionSubscription = "transcriptionSubscription",
    }
    /// How audio streaming of a call stands.
    StreamingSubscription {
        id: String = "id",
        state: String = "state",
        content_types: Vec<String> = "subscribedContentTypes",
    }
    /// How transcription of a call stands.
    TranscriptionSubscription {
        id: String = "id",
        state: String = "state",
        result_types: Vec<String> = "subscribedResultTypes",
        locale: String = "locale",
    }
    /// One participant of a call.
    CallParticipant {
        identifier: Identifier = "identifier",
        is_muted: bool = "isMuted",
        is_on_hold: bool = "isOnHold",
    }
    /// A page of participants.
    ParticipantPage {
        value: Vec<CallParticipant> = "value",
        next_link: String = "nextLink",
    }
    /// Why something came out as it did.
    ResultInformation {
        /// As of HTTP.
        code: i64 = "code",
        /// The service's own number, which says more.
        sub_code: i64 = "subCode",
        message: Hidden = "message",
        sip_details: ProtocolDetails = "sipDetails",
        q850_details: ProtocolDetails = "q850Details",
    }
    /// The code of a telephone network.
    ProtocolDetails {
        code: i64 = "code",
        message: Hidden = "message",
    }
    /// The answer of an operation that goes on.
    Accepted {
        operation_context: String = "operationContext",
        participant: CallParticipant = "participant",
        participants: Vec<CallParticipant> = "participants",
        invitation_id: String = "invitationId",
        from_call: String = "fromCall",
    }
    /// Which call is meant.
    CallLocator {
        kind: LocatorKind = "kind",
        group_call_id: String = "groupCallId",
        server_call_id: String = "serverCallId",
        room_id: String = "roomId",
    }
}

impl CallLocator {
    /// The call that a server call id names.
    pub fn server(id: impl Into<String>) -> Self {
        Self::default().kind(LocatorKind::Server).server_call_id(id)
    }

    /// A group call.
    pub fn group(id: impl Into<String>) -> Self {
        Self::default().kind(LocatorKind::Group).group_call_id(id)
    }

    /// A room.
    pub fn room(id: impl Into<String>) -> Self {
        Self::default().kind(LocatorKind::Room).room_id(id)
    }
}

/// A map of texts that came as JSON: headers, facts about a caller.
pub type Texts = std::collections::BTreeMap<String, Hidden>;

model! {
    /// The context that travels with a call: headers, and what the next screen needs to know.
    ///
    /// # Source
    /// `acs.md` section 4, CC-69.
    CustomContext {
        voip_headers: Texts = "voipHeaders",
        sip_headers: Texts = "sipHeaders",
        teams_phone: TeamsPhoneDetails = "teamsPhoneCallDetails",
    }
    /// What an agent's screen shows before the first word: a screen-pop contract.
    TeamsPhoneDetails {
        caller: CallerDetails = "teamsPhoneCallerDetails",
        source: SourceDetails = "teamsPhoneSourceDetails",
        session_id: String = "sessionId",
        intent: Hidden = "intent",
        topic: Hidden = "callTopic",
        context: Hidden = "callContext",
        transcript_url: Hidden = "transcriptUrl",
        sentiment: Hidden = "callSentiment",
        suggested_actions: Hidden = "suggestedActions",
    }
    /// Who calls, as far as the vendor knows.
    CallerDetails {
        caller: Identifier = "caller",
        name: Hidden = "name",
        phone_number: Hidden = "phoneNumber",
        record_id: String = "recordId",
        screen_pop_url: Hidden = "screenPopUrl",
        is_authenticated: bool = "isAuthenticated",
        more: Texts = "additionalCallerInformation",
    }
    /// Where the call came from inside Teams Phone.
    SourceDetails {
        source: Identifier = "source",
        language: String = "language",
        status: String = "status",
        intended_targets: std::collections::BTreeMap<String, Identifier> = "intendedTargets",
    }
}

impl CustomContext {
    /// A header towards a telephone network: `User-To-User` or one that begins with `X-MS-Custom-`
    /// (the service adds that prefix to other names itself).
    pub fn sip_header(mut self, name: impl Into<String>, value: impl Into<Hidden>) -> Self {
        self.sip_headers.get_or_insert_default().insert(name.into(), value.into());
        self
    }

    /// A header towards a client on the calling SDK.
    pub fn voip_header(mut self, name: impl Into<String>, value: impl Into<Hidden>) -> Self {
        self.voip_headers.get_or_insert_default().insert(name.into(), value.into());
        self
    }
}

impl ResultInformation {
    /// Anything else that the service said, by name.
    pub fn more(&self, name: &str) -> Option<&Value> {
        let rest: &Rest = &self.rest;
        rest.get(name)
    }
}
