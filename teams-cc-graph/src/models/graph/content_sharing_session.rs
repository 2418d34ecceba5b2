//! `microsoft.graph.contentSharingSession` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.contentSharingSession`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ContentSharingSession = "microsoft.graph.contentSharingSession" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `pngOfCurrentSlide`: text; beta.
        png_of_current_slide: String = "pngOfCurrentSlide",
        /// `presenterParticipantId`: text; beta.
        presenter_participant_id: String = "presenterParticipantId",
    }
}

derives!(ContentSharingSession: Entity ["microsoft.graph.contentSharingSession"]);
