//! What the actions of `call` take.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{
    IncomingCallOptions, InvitationParticipantInfo, MediaConfig, Modality, ParticipantInfo, Prompt,
    RecordingStatus, RejectReason, ScreenSharingRole, TeleconferenceDeviceQuality, Tone,
};

model! {
    /// `call.addLargeGalleryView`: what the action takes.
    CallAddLargeGalleryView = "call.addLargeGalleryView" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `call.answer`: what the action takes.
    CallAnswer = "call.answer" {
        /// `acceptedModalities`: list of `modality`.
        accepted_modalities: Vec<Modality> = "acceptedModalities",
        /// `callOptions`: `incomingCallOptions`.
        call_options => IncomingCallOptions = "callOptions",
        /// `callbackUri`: text.
        callback_uri: String = "callbackUri",
        /// `mediaConfig`: `mediaConfig`.
        media_config => MediaConfig = "mediaConfig",
        /// `participantCapacity`: a whole number.
        participant_capacity: i64 = "participantCapacity",
    }
}

model! {
    /// `call.cancelMediaProcessing`: what the action takes.
    CallCancelMediaProcessing = "call.cancelMediaProcessing" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `call.changeScreenSharingRole`: what the action takes.
    CallChangeScreenSharingRole = "call.changeScreenSharingRole" {
        /// `role`: `screenSharingRole`.
        role: ScreenSharingRole = "role",
    }
}

model! {
    /// `call.logTeleconferenceDeviceQuality`: what the action takes.
    CallLogTeleconferenceDeviceQuality = "call.logTeleconferenceDeviceQuality" {
        /// `quality`: `teleconferenceDeviceQuality`.
        quality => TeleconferenceDeviceQuality = "quality",
    }
}

model! {
    /// `call.mute`: what the action takes.
    CallMute = "call.mute" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `call.playPrompt`: what the action takes.
    CallPlayPrompt = "call.playPrompt" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `prompts`: list of `prompt`.
        prompts: Vec<Prompt> = "prompts",
    }
}

model! {
    /// `call.recordResponse`: what the action takes.
    CallRecordResponse = "call.recordResponse" {
        /// `bargeInAllowed`: yes or no.
        barge_in_allowed: bool = "bargeInAllowed",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `initialSilenceTimeoutInSeconds`: a whole number.
        initial_silence_timeout_in_seconds: i64 = "initialSilenceTimeoutInSeconds",
        /// `maxRecordDurationInSeconds`: a whole number.
        max_record_duration_in_seconds: i64 = "maxRecordDurationInSeconds",
        /// `maxSilenceTimeoutInSeconds`: a whole number.
        max_silence_timeout_in_seconds: i64 = "maxSilenceTimeoutInSeconds",
        /// `playBeep`: yes or no.
        play_beep: bool = "playBeep",
        /// `prompts`: list of `prompt`.
        prompts: Vec<Prompt> = "prompts",
        /// `stopTones`: list of text.
        stop_tones: Vec<String> = "stopTones",
    }
}

model! {
    /// `call.redirect`: what the action takes.
    CallRedirect = "call.redirect" {
        /// `callbackUri`: text.
        callback_uri: String = "callbackUri",
        /// `targets`: list of `invitationParticipantInfo`.
        targets: Vec<InvitationParticipantInfo> = "targets",
        /// `timeout`: a whole number.
        timeout: i64 = "timeout",
    }
}

model! {
    /// `call.reject`: what the action takes.
    CallReject = "call.reject" {
        /// `callbackUri`: text.
        callback_uri: String = "callbackUri",
        /// `reason`: `rejectReason`.
        reason: RejectReason = "reason",
    }
}

model! {
    /// `call.sendDtmfTones`: what the action takes.
    CallSendDtmfTones = "call.sendDtmfTones" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `delayBetweenTonesMs`: a whole number.
        delay_between_tones_ms: i64 = "delayBetweenTonesMs",
        /// `tones`: list of `tone`.
        tones: Vec<Tone> = "tones",
    }
}

model! {
    /// `call.subscribeToTone`: what the action takes.
    CallSubscribeToTone = "call.subscribeToTone" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `call.transfer`: what the action takes.
    CallTransfer = "call.transfer" {
        /// `transferTarget`: `invitationParticipantInfo`.
        transfer_target => InvitationParticipantInfo = "transferTarget",
        /// `transferee`: `participantInfo`.
        transferee => ParticipantInfo = "transferee",
    }
}

model! {
    /// `call.unmute`: what the action takes.
    CallUnmute = "call.unmute" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
    }
}

model! {
    /// `call.updateRecordingStatus`: what the action takes.
    CallUpdateRecordingStatus = "call.updateRecordingStatus" {
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `status`: `recordingStatus`.
        status: RecordingStatus = "status",
    }
}
