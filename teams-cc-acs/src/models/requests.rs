//! The bodies of requests.

use super::media::{
    ChannelAffinity, ExternalStorage, Intelligence, PlayOptions, PlaySource, RecognizeInput,
    RecognizeOptions, RecordingChannels, RecordingContent, RecordingFormat, StreamingOptions, Tone,
    TranscriptionOptions,
};
use super::{
    CallLocator, CommunicationUser, CustomContext, Hidden, Identifier, PhoneNumber, RejectReason,
    TeamsApp,
};

model! {
    /// Calls somebody.
    CreateCall {
        targets: Vec<Identifier> = "targets",
        callback_uri: String = "callbackUri",
        source_caller_id_number: PhoneNumber = "sourceCallerIdNumber",
        source_display_name: Hidden = "sourceDisplayName",
        source: CommunicationUser = "source",
        operation_context: String = "operationContext",
        intelligence: Intelligence = "callIntelligenceOptions",
        streaming: StreamingOptions = "mediaStreamingOptions",
        transcription: TranscriptionOptions = "transcriptionOptions",
        /// The resource account that calls, in Teams Phone extensibility.
        teams_app_source: TeamsApp = "teamsAppSource",
    }
    /// Takes a call that rings.
    AnswerCall {
        incoming_call_context: Hidden = "incomingCallContext",
        callback_uri: String = "callbackUri",
        operation_context: String = "operationContext",
        intelligence: Intelligence = "callIntelligenceOptions",
        answered_by: CommunicationUser = "answeredBy",
        streaming: StreamingOptions = "mediaStreamingOptions",
        transcription: TranscriptionOptions = "transcriptionOptions",
    }
    /// Sends a call that rings elsewhere.
    RedirectCall {
        incoming_call_context: Hidden = "incomingCallContext",
        target: Identifier = "target",
    }
    /// Refuses a call that rings.
    RejectCall {
        incoming_call_context: Hidden = "incomingCallContext",
        reason: RejectReason = "callRejectReason",
    }
    /// Joins a call that is up.
    ConnectCall {
        locator: CallLocator = "callLocator",
        callback_uri: String = "callbackUri",
        operation_context: String = "operationContext",
        intelligence: Intelligence = "callIntelligenceOptions",
        streaming: StreamingOptions = "mediaStreamingOptions",
        transcription: TranscriptionOptions = "transcriptionOptions",
    }
    /// Moves somebody to another target.
    TransferCall {
        target_participant: Identifier = "targetParticipant",
        transferee: Identifier = "transferee",
        context: CustomContext = "customCallingContext",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
        source_caller_id_number: PhoneNumber = "sourceCallerIdNumber",
    }
    /// Brings somebody in.
    AddParticipant {
        participant: Identifier = "participantToAdd",
        source_caller_id_number: PhoneNumber = "sourceCallerIdNumber",
        source_display_name: Hidden = "sourceDisplayName",
        /// 0 to 180.
        invitation_timeout_s: i64 = "invitationTimeoutInSeconds",
        context: CustomContext = "customCallingContext",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Takes an invitation back.
    CancelAdd {
        invitation_id: String = "invitationId",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Puts somebody out.
    RemoveParticipant {
        participant: Identifier = "participantToRemove",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Mutes somebody.
    MuteParticipants {
        participants: Vec<Identifier> = "targetParticipants",
        operation_context: String = "operationContext",
    }
    /// Takes somebody over from another call of ours.
    MoveParticipants {
        participants: Vec<Identifier> = "targetParticipants",
        /// The connection they are moved out of.
        from_call: String = "fromCall",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Plays something.
    Play {
        sources: Vec<PlaySource> = "playSources",
        /// Empty: to all.
        play_to: Vec<Identifier> = "playTo",
        interrupt: bool = "interruptCallMediaOperation",
        options: PlayOptions = "playOptions",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Asks and listens.
    Recognize {
        input: RecognizeInput = "recognizeInputType",
        prompt: PlaySource = "playPrompt",
        prompts: Vec<PlaySource> = "playPrompts",
        interrupt: bool = "interruptCallMediaOperation",
        options: RecognizeOptions = "recognizeOptions",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Hears every key, or no longer.
    ContinuousTones {
        participant: Identifier = "targetParticipant",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Presses keys.
    SendTones {
        tones: Vec<Tone> = "tones",
        participant: Identifier = "targetParticipant",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Lets somebody wait, or no longer.
    Hold {
        participant: Identifier = "targetParticipant",
        source: PlaySource = "playSourceInfo",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Starts or stops a stream.
    StreamChange {
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Starts, stops or changes a transcript.
    TranscriptionChange {
        locale: String = "locale",
        speech_model_endpoint_id: String = "speechModelEndpointId",
        operation_context: String = "operationContext",
        callback_uri: String = "operationCallbackUri",
    }
    /// Records a call. With Teams Phone extensibility name the connection, not the locator.
    StartRecording {
        locator: CallLocator = "callLocator",
        call_connection_id: String = "callConnectionId",
        state_callback_uri: String = "recordingStateCallbackUri",
        content: RecordingContent = "recordingContentType",
        channels: RecordingChannels = "recordingChannelType",
        format: RecordingFormat = "recordingFormatType",
        channel_order: Vec<Identifier> = "audioChannelParticipantOrdering",
        channel_affinity: Vec<ChannelAffinity> = "channelAffinity",
        pause_on_start: bool = "pauseOnStart",
        storage: ExternalStorage = "externalStorage",
    }
}
