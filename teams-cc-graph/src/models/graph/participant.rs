//! `microsoft.graph.participant` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{Entity, IdentitySet, Modality, ParticipantInfo, RecordingStatus};

open_enum! {
    /// `microsoft.graph.mediaDirection`.
    MediaDirection = "microsoft.graph.mediaDirection" {
        /// `inactive`.
        Inactive = "inactive",
        /// `sendOnly`.
        SendOnly = "sendOnly",
        /// `receiveOnly`.
        ReceiveOnly = "receiveOnly",
        /// `sendReceive`.
        SendReceive = "sendReceive",
    }
}

model! {
    /// `microsoft.graph.mediaStream`: complex type.
    MediaStream = "microsoft.graph.mediaStream" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `direction`: `mediaDirection`.
        direction: MediaDirection = "direction",
        /// `label`: text.
        label: String = "label",
        /// `mediaType`: `modality`.
        media_type: Modality = "mediaType",
        /// `serverMuted`: yes or no.
        server_muted: bool = "serverMuted",
        /// `sourceId`: text.
        source_id: String = "sourceId",
    }
}

open_enum! {
    /// `microsoft.graph.onlineMeetingContentSharingDisabledReason`, several joined by commas.
    OnlineMeetingContentSharingDisabledReason = "microsoft.graph.onlineMeetingContentSharingDisabledReason" {
        /// `watermarkProtection`.
        WatermarkProtection = "watermarkProtection",
    }
}

model! {
    /// `microsoft.graph.onlineMeetingRestricted`: complex type.
    OnlineMeetingRestricted = "microsoft.graph.onlineMeetingRestricted" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `contentSharingDisabled`: `onlineMeetingContentSharingDisabledReason`.
        content_sharing_disabled: OnlineMeetingContentSharingDisabledReason = "contentSharingDisabled",
        /// `videoDisabled`: `onlineMeetingVideoDisabledReason`.
        video_disabled: OnlineMeetingVideoDisabledReason = "videoDisabled",
    }
}

open_enum! {
    /// `microsoft.graph.onlineMeetingVideoDisabledReason`, several joined by commas.
    OnlineMeetingVideoDisabledReason = "microsoft.graph.onlineMeetingVideoDisabledReason" {
        /// `watermarkProtection`.
        WatermarkProtection = "watermarkProtection",
    }
}

model! {
    /// `microsoft.graph.participant`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Participant = "microsoft.graph.participant" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `info`: `participantInfo`.
        info => ParticipantInfo = "info",
        /// `isInLobby`: yes or no.
        is_in_lobby: bool = "isInLobby",
        /// `isMuted`: yes or no.
        is_muted: bool = "isMuted",
        /// `mediaStreams`: list of `mediaStream`.
        media_streams: Vec<MediaStream> = "mediaStreams",
        /// `metadata`: text.
        metadata: String = "metadata",
        /// `recordingInfo`: `recordingInfo`.
        recording_info => RecordingInfo = "recordingInfo",
        /// `removedState`: `removedState`.
        removed_state => RemovedState = "removedState",
        /// `restrictedExperience`: `onlineMeetingRestricted`.
        restricted_experience => OnlineMeetingRestricted = "restrictedExperience",
        /// `rosterSequenceNumber`: a whole number.
        roster_sequence_number: i64 = "rosterSequenceNumber",
        /// `isIdentityAnonymized`: yes or no; beta.
        is_identity_anonymized: bool = "isIdentityAnonymized",
        /// `preferredDisplayName`: text; beta.
        preferred_display_name: String = "preferredDisplayName",
        /// `syntheticMediaDetection`: `syntheticMediaDetectionInfo`; beta.
        synthetic_media_detection => SyntheticMediaDetectionInfo = "syntheticMediaDetection",
    }
}

derives!(Participant: Entity ["microsoft.graph.participant"]);

model! {
    /// `microsoft.graph.recordingInfo`: complex type.
    RecordingInfo = "microsoft.graph.recordingInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `initiator`: `identitySet`.
        initiator => IdentitySet = "initiator",
        /// `recordingStatus`: `recordingStatus`.
        recording_status: RecordingStatus = "recordingStatus",
        /// `initiatedBy`: `participantInfo`; beta.
        initiated_by => ParticipantInfo = "initiatedBy",
    }
}

model! {
    /// `microsoft.graph.removedState`: complex type.
    RemovedState = "microsoft.graph.removedState" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `reason`: text.
        reason: String = "reason",
    }
}

model! {
    /// `microsoft.graph.syntheticMediaDetectionInfo`: complex type, beta.
    SyntheticMediaDetectionInfo = "microsoft.graph.syntheticMediaDetectionInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `detectionId`: a GUID.
        detection_id: String = "detectionId",
        /// `detectorBot`: text.
        detector_bot: String = "detectorBot",
        /// `isParticipantTrusted`: yes or no.
        is_participant_trusted: bool = "isParticipantTrusted",
        /// `syntheticConfidence`: a number.
        synthetic_confidence: f64 = "syntheticConfidence",
    }
}
