//! `microsoft.graph.actionResultPart` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::PublicError;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.aadUserConversationMemberResult`: complex type.
    ///
    /// Derives from `microsoft.graph.actionResultPart`.
    AadUserConversationMemberResult = "microsoft.graph.aadUserConversationMemberResult" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `error`: `publicError`.
        error => PublicError = "error",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

derives!(AadUserConversationMemberResult: ActionResultPart ["microsoft.graph.aadUserConversationMemberResult"]);

model! {
    /// `microsoft.graph.actionResultPart`: complex type.
    ActionResultPart = "microsoft.graph.actionResultPart" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `error`: `publicError`.
        error => PublicError = "error",
    }
}
