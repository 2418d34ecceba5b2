//! `microsoft.graph.call` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{
    AudioRoutingGroup, ChatInfo, CommsOperation, ContentSharingSession, DateTime, Entity,
    IdentitySet, InvitationParticipantInfo, MediaConfig, Modality, Participant, ParticipantInfo,
    ResultInfo, Tone,
};

open_enum! {
    /// `microsoft.graph.autoAdmittedUsersType`, beta.
    AutoAdmittedUsersType = "microsoft.graph.autoAdmittedUsersType" {
        /// `everyoneInCompany`.
        EveryoneInCompany = "everyoneInCompany",
        /// `everyone`.
        Everyone = "everyone",
    }
}

model! {
    /// `microsoft.graph.call`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Call = "microsoft.graph.call" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `audioRoutingGroups`: list of `audioRoutingGroup`; comes when expanded.
        audio_routing_groups: Vec<AudioRoutingGroup> = "audioRoutingGroups",
        /// `callChainId`: text.
        call_chain_id: String = "callChainId",
        /// `callOptions`: `callOptions`.
        call_options => CallOptions = "callOptions",
        /// `callRoutes`: list of `callRoute`.
        call_routes: Vec<CallRoute> = "callRoutes",
        /// `callbackUri`: text.
        callback_uri: String = "callbackUri",
        /// `chatInfo`: `chatInfo`.
        chat_info => ChatInfo = "chatInfo",
        /// `contentSharingSessions`: list of `contentSharingSession`; comes when expanded.
        content_sharing_sessions: Vec<ContentSharingSession> = "contentSharingSessions",
        /// `direction`: `callDirection`.
        direction: CallDirection = "direction",
        /// `incomingContext`: `incomingContext`.
        incoming_context => IncomingContext = "incomingContext",
        /// `mediaConfig`: `mediaConfig`.
        media_config => MediaConfig = "mediaConfig",
        /// `mediaState`: `callMediaState`.
        media_state => CallMediaState = "mediaState",
        /// `meetingInfo`: `meetingInfo`.
        meeting_info => MeetingInfo = "meetingInfo",
        /// `myParticipantId`: text.
        my_participant_id: String = "myParticipantId",
        /// `operations`: list of `commsOperation`; comes when expanded.
        operations: Vec<CommsOperation> = "operations",
        /// `participants`: list of `participant`; comes when expanded.
        participants: Vec<Participant> = "participants",
        /// `requestedModalities`: list of `modality`.
        requested_modalities: Vec<Modality> = "requestedModalities",
        /// `resultInfo`: `resultInfo`.
        result_info => ResultInfo = "resultInfo",
        /// `source`: `participantInfo`.
        source => ParticipantInfo = "source",
        /// `state`: `callState`.
        state: CallState = "state",
        /// `subject`: text.
        subject: String = "subject",
        /// `targets`: list of `invitationParticipantInfo`.
        targets: Vec<InvitationParticipantInfo> = "targets",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `toneInfo`: `toneInfo`.
        tone_info => ToneInfo = "toneInfo",
        /// `transcription`: `callTranscriptionInfo`.
        transcription => CallTranscriptionInfo = "transcription",
        /// `activeModalities`: list of `modality`; beta.
        active_modalities: Vec<Modality> = "activeModalities",
        /// `answeredBy`: `participantInfo`; beta.
        answered_by => ParticipantInfo = "answeredBy",
        /// `meetingCapability`: `meetingCapability`; beta.
        meeting_capability => MeetingCapability = "meetingCapability",
        /// `ringingTimeoutInSeconds`: a whole number; beta.
        ringing_timeout_in_seconds: i64 = "ringingTimeoutInSeconds",
        /// `routingPolicies`: list of `routingPolicy`; beta.
        routing_policies: Vec<RoutingPolicy> = "routingPolicies",
        /// `terminationReason`: text; beta.
        termination_reason: String = "terminationReason",
    }
}

derives!(Call: Entity ["microsoft.graph.call"]);

open_enum! {
    /// `microsoft.graph.callDirection`.
    CallDirection = "microsoft.graph.callDirection" {
        /// `incoming`.
        Incoming = "incoming",
        /// `outgoing`.
        Outgoing = "outgoing",
    }
}

model! {
    /// `microsoft.graph.callMediaState`: complex type.
    CallMediaState = "microsoft.graph.callMediaState" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `audio`: `mediaState`.
        audio: MediaState = "audio",
    }
}

model! {
    /// `microsoft.graph.callOptions`: complex type.
    CallOptions = "microsoft.graph.callOptions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `hideBotAfterEscalation`: yes or no.
        hide_bot_after_escalation: bool = "hideBotAfterEscalation",
        /// `isContentSharingNotificationEnabled`: yes or no.
        is_content_sharing_notification_enabled: bool = "isContentSharingNotificationEnabled",
        /// `isDeltaRosterEnabled`: yes or no.
        is_delta_roster_enabled: bool = "isDeltaRosterEnabled",
        /// `isInteractiveRosterEnabled`: yes or no.
        is_interactive_roster_enabled: bool = "isInteractiveRosterEnabled",
    }
}

model! {
    /// `microsoft.graph.callRoute`: complex type.
    CallRoute = "microsoft.graph.callRoute" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `final`: `identitySet`.
        r#final => IdentitySet = "final",
        /// `original`: `identitySet`.
        original => IdentitySet = "original",
        /// `routingType`: `routingType`.
        routing_type: RoutingType = "routingType",
    }
}

open_enum! {
    /// `microsoft.graph.callState`.
    CallState = "microsoft.graph.callState" {
        /// `incoming`.
        Incoming = "incoming",
        /// `establishing`.
        Establishing = "establishing",
        /// `established`.
        Established = "established",
        /// `hold`.
        Hold = "hold",
        /// `transferring`.
        Transferring = "transferring",
        /// `transferAccepted`.
        TransferAccepted = "transferAccepted",
        /// `redirecting`.
        Redirecting = "redirecting",
        /// `terminating`.
        Terminating = "terminating",
        /// `terminated`.
        Terminated = "terminated",
        /// `ringing`.
        Ringing = "ringing",
    }
}

model! {
    /// `microsoft.graph.callTranscriptionInfo`: complex type.
    CallTranscriptionInfo = "microsoft.graph.callTranscriptionInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `lastModifiedDateTime`: a moment.
        last_modified_date_time: DateTime = "lastModifiedDateTime",
        /// `state`: `callTranscriptionState`.
        state: CallTranscriptionState = "state",
    }
}

open_enum! {
    /// `microsoft.graph.callTranscriptionState`.
    CallTranscriptionState = "microsoft.graph.callTranscriptionState" {
        /// `notStarted`.
        NotStarted = "notStarted",
        /// `active`.
        Active = "active",
        /// `inactive`.
        Inactive = "inactive",
    }
}

model! {
    /// `microsoft.graph.incomingContext`: complex type.
    IncomingContext = "microsoft.graph.incomingContext" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `observedParticipantId`: text.
        observed_participant_id: String = "observedParticipantId",
        /// `onBehalfOf`: `identitySet`.
        on_behalf_of => IdentitySet = "onBehalfOf",
        /// `sourceParticipantId`: text.
        source_participant_id: String = "sourceParticipantId",
        /// `transferor`: `identitySet`.
        transferor => IdentitySet = "transferor",
    }
}

open_enum! {
    /// `microsoft.graph.mediaState`.
    MediaState = "microsoft.graph.mediaState" {
        /// `active`.
        Active = "active",
        /// `inactive`.
        Inactive = "inactive",
    }
}

model! {
    /// `microsoft.graph.meetingCapability`: complex type, beta.
    MeetingCapability = "microsoft.graph.meetingCapability" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowAnonymousUsersToDialOut`: yes or no.
        allow_anonymous_users_to_dial_out: bool = "allowAnonymousUsersToDialOut",
        /// `allowAnonymousUsersToStartMeeting`: yes or no.
        allow_anonymous_users_to_start_meeting: bool = "allowAnonymousUsersToStartMeeting",
        /// `autoAdmittedUsers`: `autoAdmittedUsersType`.
        auto_admitted_users: AutoAdmittedUsersType = "autoAdmittedUsers",
    }
}

model! {
    /// `microsoft.graph.meetingInfo`: complex type.
    MeetingInfo = "microsoft.graph.meetingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowConversationWithoutHost`: yes or no; beta.
        allow_conversation_without_host: bool = "allowConversationWithoutHost",
    }
}

open_enum! {
    /// `microsoft.graph.routingPolicy`, beta.
    RoutingPolicy = "microsoft.graph.routingPolicy" {
        /// `none`.
        None = "none",
        /// `noMissedCall`.
        NoMissedCall = "noMissedCall",
        /// `disableForwardingExceptPhone`.
        DisableForwardingExceptPhone = "disableForwardingExceptPhone",
        /// `disableForwarding`.
        DisableForwarding = "disableForwarding",
        /// `preferSkypeForBusiness`.
        PreferSkypeForBusiness = "preferSkypeForBusiness",
    }
}

open_enum! {
    /// `microsoft.graph.routingType`.
    RoutingType = "microsoft.graph.routingType" {
        /// `forwarded`.
        Forwarded = "forwarded",
        /// `lookup`.
        Lookup = "lookup",
        /// `selfFork`.
        SelfFork = "selfFork",
    }
}

model! {
    /// `microsoft.graph.toneInfo`: complex type.
    ToneInfo = "microsoft.graph.toneInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `sequenceId`: a whole number.
        sequence_id: i64 = "sequenceId",
        /// `tone`: `tone`.
        tone: Tone = "tone",
    }
}
