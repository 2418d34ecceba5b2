//! `microsoft.graph.virtualAppointmentMessageType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.virtualAppointmentMessageType`.
    VirtualAppointmentMessageType = "microsoft.graph.virtualAppointmentMessageType" {
        /// `confirmation`.
        Confirmation = "confirmation",
        /// `reschedule`.
        Reschedule = "reschedule",
        /// `cancellation`.
        Cancellation = "cancellation",
    }
}
