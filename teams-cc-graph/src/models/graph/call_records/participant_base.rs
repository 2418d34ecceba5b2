//! `microsoft.graph.callRecords.participantBase` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::AdministrativeUnitInfo;
use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{CommunicationsIdentitySet, Entity};

model! {
    /// `microsoft.graph.callRecords.organizer`: entity.
    ///
    /// Derives from `microsoft.graph.callRecords.participantBase`.
    Organizer = "microsoft.graph.callRecords.organizer" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `administrativeUnitInfos`: list of `administrativeUnitInfo`.
        administrative_unit_infos: Vec<AdministrativeUnitInfo> = "administrativeUnitInfos",
        /// `identity`: `communicationsIdentitySet`.
        identity => CommunicationsIdentitySet = "identity",
    }
}

derives!(Organizer: ParticipantBase ["microsoft.graph.callRecords.organizer"]);

derives!(Organizer: Entity ["microsoft.graph.callRecords.organizer"]);

model! {
    /// `microsoft.graph.callRecords.participant`: entity.
    ///
    /// Derives from `microsoft.graph.callRecords.participantBase`.
    Participant = "microsoft.graph.callRecords.participant" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `administrativeUnitInfos`: list of `administrativeUnitInfo`.
        administrative_unit_infos: Vec<AdministrativeUnitInfo> = "administrativeUnitInfos",
        /// `identity`: `communicationsIdentitySet`.
        identity => CommunicationsIdentitySet = "identity",
    }
}

derives!(Participant: ParticipantBase ["microsoft.graph.callRecords.participant"]);

derives!(Participant: Entity ["microsoft.graph.callRecords.participant"]);

model! {
    /// `microsoft.graph.callRecords.participantBase`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ParticipantBase = "microsoft.graph.callRecords.participantBase" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `administrativeUnitInfos`: list of `administrativeUnitInfo`.
        administrative_unit_infos: Vec<AdministrativeUnitInfo> = "administrativeUnitInfos",
        /// `identity`: `communicationsIdentitySet`.
        identity => CommunicationsIdentitySet = "identity",
    }
}

derives!(ParticipantBase: Entity ["microsoft.graph.callRecords.participantBase", "microsoft.graph.callRecords.organizer", "microsoft.graph.callRecords.participant"]);
