//! `microsoft.graph.callRecords.session` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::call_records::{Endpoint, FailureInfo, Modality, Segment};
use crate::models::family::{Derives, widen};
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
        callee: Box<Endpoint> = "callee",
        /// `caller`: `endpoint`.
        caller: Box<Endpoint> = "caller",
        /// `endDateTime`: a moment.
        end_date_time: DateTime = "endDateTime",
        /// `failureInfo`: `failureInfo`.
        failure_info: Box<FailureInfo> = "failureInfo",
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

impl Derives<Entity> for Session {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.callRecords.session"]
    }
}

impl From<Session> for Entity {
    fn from(derived: Session) -> Self {
        widen(&derived)
    }
}

impl From<Session> for Box<Entity> {
    fn from(derived: Session) -> Self {
        Box::new(widen(&derived))
    }
}
