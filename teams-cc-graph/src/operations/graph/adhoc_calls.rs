//! `adhocCalls`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::AdhocCallsRecordings;
use super::AdhocCallsTranscripts;
use crate::operations::macros::operations;

operations! {
    /// The operations on `adhocCalls`.
    AdhocCalls {
        leads to [
        /// `adhocCalls.recordings`.
        recordings: AdhocCallsRecordings,
        /// `adhocCalls.transcripts`.
        transcripts: AdhocCallsTranscripts,
        ]
    }
}
