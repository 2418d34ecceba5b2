//! `microsoft.graph.callRecords.callRecord` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::{Modality, Organizer, Participant, Session};
use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, Entity, IdentitySet};

model! {
    /// `microsoft.graph.callRecords.callRecord`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CallRecord = "microsoft.graph.callRecords.callRecord" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `joinWebUrl`: text.
        join_web_url: String = "joinWebUrl",
        /// `lastModifiedDateTime`: a moment.
        last_modified_date_time: DateTime = "lastModifiedDateTime",
        /// `modalities`: list of `modality`.
        modalities: Vec<Modality> = "modalities",
        /// `organizer`: `identitySet`.
        organizer => IdentitySet = "organizer",
        /// `organizer_v2`: `organizer`; comes when expanded.
        organizer_v2 => Organizer = "organizer_v2",
        /// `participants`: list of `identitySet`.
        participants: Vec<IdentitySet> = "participants",
        /// `participants_v2`: list of `participant`; comes when expanded.
        participants_v2: Vec<Participant> = "participants_v2",
        /// `sessions`: list of `session`; comes when expanded.
        sessions: Vec<Session> = "sessions",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
        /// `type`: `callType`.
        r#type: CallType = "type",
        /// `version`: a whole number.
        version: i64 = "version",
    }
}

derives!(CallRecord: Entity ["microsoft.graph.callRecords.callRecord"]);

open_enum! {
    /// `microsoft.graph.callRecords.callType`.
    CallType = "microsoft.graph.callRecords.callType" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `groupCall`.
        GroupCall = "groupCall",
        /// `peerToPeer`.
        PeerToPeer = "peerToPeer",
    }
}
