//! What is on the wire, with nothing lost: unknown words, fields and kinds are kept and written
//! back as they came.
//!
//! Every field may be absent. Each model is made by `Default` and by setters of its fields' names;
//! `rest` holds what this version has no field for.
//!
//! # Source
//! `acs.md` sections 3 to 5, api-version 2026-03-12.

#[macro_use]
mod macros;
mod call;
mod context;
mod identifier;
mod media;
mod requests;
mod rest;
#[cfg(test)]
mod tests;

pub use call::{
    Accepted, CallLocator, CallParticipant, CallProperties, CallState, CallerDetails,
    CommunicationUser, CustomContext, LocatorKind, ParticipantPage, PhoneNumber, ProtocolDetails,
    RejectReason, ResultInformation, SourceDetails, StreamingSubscription, TeamsApp,
    TeamsPhoneDetails, Texts, TranscriptionSubscription,
};
pub use identifier::{Home, Identifier, Kind};
pub use media::{
    AudioChannels, AudioFormat, ChannelAffinity, Choice, DtmfOptions, ExternalStorage, FileSource,
    Intelligence, PlayOptions, PlaySource, PlaySourceKind, RecognizeInput, RecognizeOptions,
    RecordingChannels, RecordingContent, RecordingFormat, RecordingState, RecordingStatus,
    SpeechOptions, SsmlSource, StreamContent, StreamingOptions, TextSource, Tone,
    TranscriptionOptions, Transport, VoiceKind,
};
pub use requests::{
    AddParticipant, AnswerCall, CancelAdd, ConnectCall, ContinuousTones, CreateCall, Hold,
    MoveParticipants, MuteParticipants, Play, Recognize, RedirectCall, RejectCall,
    RemoveParticipant, SendTones, StartRecording, StreamChange, TranscriptionChange, TransferCall,
};
pub use rest::{Hidden, Rest};

impl From<teams_cc_core::E164> for PhoneNumber {
    fn from(number: teams_cc_core::E164) -> Self {
        Self::default().value(number.to_string())
    }
}
