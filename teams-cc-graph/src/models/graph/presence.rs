//! `microsoft.graph.presence` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{Entity, PresenceStatusMessage, WorkLocationType};

model! {
    /// `microsoft.graph.outOfOfficeSettings`: complex type.
    OutOfOfficeSettings = "microsoft.graph.outOfOfficeSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `isOutOfOffice`: yes or no.
        is_out_of_office: bool = "isOutOfOffice",
        /// `message`: text.
        message: String = "message",
    }
}

model! {
    /// `microsoft.graph.presence`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Presence = "microsoft.graph.presence" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `activity`: text.
        activity: teams_cc_core::Activity = "activity",
        /// `availability`: text.
        availability: teams_cc_core::Availability = "availability",
        /// `outOfOfficeSettings`: `outOfOfficeSettings`.
        out_of_office_settings => OutOfOfficeSettings = "outOfOfficeSettings",
        /// `sequenceNumber`: text.
        sequence_number: String = "sequenceNumber",
        /// `statusMessage`: `presenceStatusMessage`.
        status_message => PresenceStatusMessage = "statusMessage",
        /// `workLocation`: `userWorkLocation`.
        work_location => UserWorkLocation = "workLocation",
    }
}

derives!(Presence: Entity ["microsoft.graph.presence"]);

model! {
    /// `microsoft.graph.userWorkLocation`: complex type.
    UserWorkLocation = "microsoft.graph.userWorkLocation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `placeId`: text.
        place_id: String = "placeId",
        /// `source`: `workLocationSource`.
        source: WorkLocationSource = "source",
        /// `workLocationType`: `workLocationType`.
        work_location_type: WorkLocationType = "workLocationType",
    }
}

open_enum! {
    /// `microsoft.graph.workLocationSource`.
    WorkLocationSource = "microsoft.graph.workLocationSource" {
        /// `none`.
        None = "none",
        /// `manual`.
        Manual = "manual",
        /// `scheduled`.
        Scheduled = "scheduled",
        /// `automatic`.
        Automatic = "automatic",
    }
}
