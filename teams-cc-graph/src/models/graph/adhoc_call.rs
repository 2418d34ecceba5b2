//! `microsoft.graph.adhocCall` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{CallRecording, CallTranscript, Entity};

model! {
    /// `microsoft.graph.adhocCall`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    AdhocCall = "microsoft.graph.adhocCall" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `recordings`: list of `callRecording`; comes when expanded.
        recordings: Vec<CallRecording> = "recordings",
        /// `transcripts`: list of `callTranscript`; comes when expanded.
        transcripts: Vec<CallTranscript> = "transcripts",
    }
}

derives!(AdhocCall: Entity ["microsoft.graph.adhocCall"]);
