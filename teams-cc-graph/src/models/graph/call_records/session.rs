//! `microsoft.graph.callRecords.session` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::{Endpoint, FailureInfo, Modality, Segment};
use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity};

model! {
    /// `microsoft.graph.callRecords.session`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Session = "microsoft.graph.callRecords.session" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `callee`: `endpoint`.
        callee => Endpoint = "callee",
        /// `caller`: `endpoint`.
        caller => Endpoint = "caller",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `failureInfo`: `failureInfo`.
        failure_info => FailureInfo = "failureInfo",
        /// `isTest`: yes or no.
        is_test: bool = "isTest",
        /// `modalities`: list of `modality`.
        modalities: Vec<Modality> = "modalities",
        /// `segments`: list of `segment`; comes when expanded.
        segments: Vec<Segment> = "segments",
        /// `startDateTime`: a moment.
        start_date_time: DateTime = "startDateTime",
    }
}

derives!(Session: Entity ["microsoft.graph.callRecords.session"]);
