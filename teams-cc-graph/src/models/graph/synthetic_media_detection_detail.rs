//! `microsoft.graph.syntheticMediaDetectionDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{ContentModality, MediaSegment};

model! {
    /// `microsoft.graph.syntheticMediaDetectionDetail`: complex type, beta.
    SyntheticMediaDetectionDetail = "microsoft.graph.syntheticMediaDetectionDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `confidence`: a number.
        confidence: f64 = "confidence",
        /// `modality`: `contentModality`.
        modality: ContentModality = "modality",
        /// `modelName`: text.
        model_name: String = "modelName",
        /// `modelTasks`: list of text.
        model_tasks: Vec<String> = "modelTasks",
        /// `segment`: `mediaSegment`.
        segment => MediaSegment = "segment",
    }
}
