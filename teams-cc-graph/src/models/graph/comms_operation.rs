//! `microsoft.graph.commsOperation` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::{model, open_enum};
use crate::models::{Entity, ResultInfo};

model! {
    /// `microsoft.graph.addLargeGalleryViewOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    AddLargeGalleryViewOperation = "microsoft.graph.addLargeGalleryViewOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for AddLargeGalleryViewOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.addLargeGalleryViewOperation"]
    }
}

impl From<AddLargeGalleryViewOperation> for CommsOperation {
    fn from(derived: AddLargeGalleryViewOperation) -> Self {
        widen(&derived)
    }
}

impl From<AddLargeGalleryViewOperation> for Box<CommsOperation> {
    fn from(derived: AddLargeGalleryViewOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for AddLargeGalleryViewOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.addLargeGalleryViewOperation"]
    }
}

impl From<AddLargeGalleryViewOperation> for Entity {
    fn from(derived: AddLargeGalleryViewOperation) -> Self {
        widen(&derived)
    }
}

impl From<AddLargeGalleryViewOperation> for Box<Entity> {
    fn from(derived: AddLargeGalleryViewOperation) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.cancelMediaProcessingOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    CancelMediaProcessingOperation = "microsoft.graph.cancelMediaProcessingOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for CancelMediaProcessingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.cancelMediaProcessingOperation"]
    }
}

impl From<CancelMediaProcessingOperation> for CommsOperation {
    fn from(derived: CancelMediaProcessingOperation) -> Self {
        widen(&derived)
    }
}

impl From<CancelMediaProcessingOperation> for Box<CommsOperation> {
    fn from(derived: CancelMediaProcessingOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for CancelMediaProcessingOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.cancelMediaProcessingOperation"]
    }
}

impl From<CancelMediaProcessingOperation> for Entity {
    fn from(derived: CancelMediaProcessingOperation) -> Self {
        widen(&derived)
    }
}

impl From<CancelMediaProcessingOperation> for Box<Entity> {
    fn from(derived: CancelMediaProcessingOperation) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.commsOperation`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CommsOperation = "microsoft.graph.commsOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<Entity> for CommsOperation {
    fn names() -> &'static [&'static str] {
        &[
            "microsoft.graph.commsOperation",
            "microsoft.graph.addLargeGalleryViewOperation",
            "microsoft.graph.cancelMediaProcessingOperation",
            "microsoft.graph.inviteParticipantsOperation",
            "microsoft.graph.muteParticipantOperation",
            "microsoft.graph.muteParticipantsOperation",
            "microsoft.graph.playPromptOperation",
            "microsoft.graph.recordOperation",
            "microsoft.graph.sendDtmfTonesOperation",
            "microsoft.graph.startHoldMusicOperation",
            "microsoft.graph.startRecordingOperation",
            "microsoft.graph.startTranscriptionOperation",
            "microsoft.graph.stopHoldMusicOperation",
            "microsoft.graph.stopRecordingOperation",
            "microsoft.graph.stopTranscriptionOperation",
            "microsoft.graph.subscribeToToneOperation",
            "microsoft.graph.unmuteParticipantOperation",
            "microsoft.graph.updateRecordingStatusOperation",
        ]
    }
}

impl From<CommsOperation> for Entity {
    fn from(derived: CommsOperation) -> Self {
        widen(&derived)
    }
}

impl From<CommsOperation> for Box<Entity> {
    fn from(derived: CommsOperation) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.muteParticipantOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    MuteParticipantOperation = "microsoft.graph.muteParticipantOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for MuteParticipantOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.muteParticipantOperation"]
    }
}

impl From<MuteParticipantOperation> for CommsOperation {
    fn from(derived: MuteParticipantOperation) -> Self {
        widen(&derived)
    }
}

impl From<MuteParticipantOperation> for Box<CommsOperation> {
    fn from(derived: MuteParticipantOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for MuteParticipantOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.muteParticipantOperation"]
    }
}

impl From<MuteParticipantOperation> for Entity {
    fn from(derived: MuteParticipantOperation) -> Self {
        widen(&derived)
    }
}

impl From<MuteParticipantOperation> for Box<Entity> {
    fn from(derived: MuteParticipantOperation) -> Self {
        Box::new(widen(&derived))
    }
}

open_enum! {
    /// `microsoft.graph.operationStatus`.
    OperationStatus = "microsoft.graph.operationStatus" {
        /// `NotStarted`.
        NotStarted = "NotStarted",
        /// `Running`.
        Running = "Running",
        /// `Completed`.
        Completed = "Completed",
        /// `Failed`.
        Failed = "Failed",
    }
}

open_enum! {
    /// `microsoft.graph.playPromptCompletionReason`, beta.
    PlayPromptCompletionReason = "microsoft.graph.playPromptCompletionReason" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `completedSuccessfully`.
        CompletedSuccessfully = "completedSuccessfully",
        /// `mediaOperationCanceled`.
        MediaOperationCanceled = "mediaOperationCanceled",
    }
}

open_enum! {
    /// `microsoft.graph.recordCompletionReason`, beta.
    RecordCompletionReason = "microsoft.graph.recordCompletionReason" {
        /// `operationCanceled`.
        OperationCanceled = "operationCanceled",
        /// `stopToneDetected`.
        StopToneDetected = "stopToneDetected",
        /// `maxRecordDurationReached`.
        MaxRecordDurationReached = "maxRecordDurationReached",
        /// `initialSilenceTimeout`.
        InitialSilenceTimeout = "initialSilenceTimeout",
        /// `maxSilenceTimeout`.
        MaxSilenceTimeout = "maxSilenceTimeout",
        /// `playPromptFailed`.
        PlayPromptFailed = "playPromptFailed",
        /// `playBeepFailed`.
        PlayBeepFailed = "playBeepFailed",
        /// `mediaReceiveTimeout`.
        MediaReceiveTimeout = "mediaReceiveTimeout",
        /// `unspecifiedError`.
        UnspecifiedError = "unspecifiedError",
    }
}

open_enum! {
    /// `microsoft.graph.sendDtmfCompletionReason`.
    SendDtmfCompletionReason = "microsoft.graph.sendDtmfCompletionReason" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `completedSuccessfully`.
        CompletedSuccessfully = "completedSuccessfully",
        /// `mediaOperationCanceled`.
        MediaOperationCanceled = "mediaOperationCanceled",
    }
}

model! {
    /// `microsoft.graph.startHoldMusicOperation`: entity.
    ///
    /// Derives from `microsoft.graph.commsOperation`.
    StartHoldMusicOperation = "microsoft.graph.startHoldMusicOperation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `clientContext`: text.
        client_context: String = "clientContext",
        /// `resultInfo`: `resultInfo`.
        result_info: Box<ResultInfo> = "resultInfo",
        /// `status`: `operationStatus`.
        status: OperationStatus = "status",
    }
}

impl Derives<CommsOperation> for StartHoldMusicOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startHoldMusicOperation"]
    }
}

impl From<StartHoldMusicOperation> for CommsOperation {
    fn from(derived: StartHoldMusicOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartHoldMusicOperation> for Box<CommsOperation> {
    fn from(derived: StartHoldMusicOperation) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for StartHoldMusicOperation {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.startHoldMusicOperation"]
    }
}

impl From<StartHoldMusicOperation> for Entity {
    fn from(derived: StartHoldMusicOperation) -> Self {
        widen(&derived)
    }
}

impl From<StartHoldMusicOperation> for Box<Entity> {
    fn from(derived: StartHoldMusicOperation) -> Self {
        Box::new(widen(&derived))
    }
}
