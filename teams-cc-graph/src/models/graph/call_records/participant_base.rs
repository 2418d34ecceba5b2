//! `microsoft.graph.callRecords.participantBase` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::AdministrativeUnitInfo;
use crate::models::family::{Derives, widen};
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
        identity: Box<CommunicationsIdentitySet> = "identity",
    }
}

impl Derives<ParticipantBase> for Organizer {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.organizer"]
    }
}

impl From<Organizer> for ParticipantBase {
    fn from(derived: Organizer) -> Self {
        widen(&derived)
    }
}

impl From<Organizer> for Box<ParticipantBase> {
    fn from(derived: Organizer) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for Organizer {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.organizer"]
    }
}

impl From<Organizer> for Entity {
    fn from(derived: Organizer) -> Self {
        widen(&derived)
    }
}

impl From<Organizer> for Box<Entity> {
    fn from(derived: Organizer) -> Self {
        Box::new(widen(&derived))
    }
}

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
        identity: Box<CommunicationsIdentitySet> = "identity",
    }
}

impl Derives<ParticipantBase> for Participant {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.participant"]
    }
}

impl From<Participant> for ParticipantBase {
    fn from(derived: Participant) -> Self {
        widen(&derived)
    }
}

impl From<Participant> for Box<ParticipantBase> {
    fn from(derived: Participant) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for Participant {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.participant"]
    }
}

impl From<Participant> for Entity {
    fn from(derived: Participant) -> Self {
        widen(&derived)
    }
}

impl From<Participant> for Box<Entity> {
    fn from(derived: Participant) -> Self {
        Box::new(widen(&derived))
    }
}

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
        identity: Box<CommunicationsIdentitySet> = "identity",
    }
}

impl Derives<Entity> for ParticipantBase {
    fn names() -> &'static [&'static str] {
        &[
            "microsoft.graph.callRecords.participantBase",
            "microsoft.graph.callRecords.organizer",
            "microsoft.graph.callRecords.participant",
        ]
    }
}

impl From<ParticipantBase> for Entity {
    fn from(derived: ParticipantBase) -> Self {
        widen(&derived)
    }
}

impl From<ParticipantBase> for Box<Entity> {
    fn from(derived: ParticipantBase) -> Self {
        Box::new(widen(&derived))
    }
}
