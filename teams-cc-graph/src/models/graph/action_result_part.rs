//! `microsoft.graph.actionResultPart` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::PublicError;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.aadUserConversationMemberResult`: complex type.
    ///
    /// Derives from `microsoft.graph.actionResultPart`.
    AadUserConversationMemberResult = "microsoft.graph.aadUserConversationMemberResult" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `error`: `publicError`.
        error: Box<PublicError> = "error",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

impl Derives<ActionResultPart> for AadUserConversationMemberResult {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.aadUserConversationMemberResult"]
    }
}

impl From<AadUserConversationMemberResult> for ActionResultPart {
    fn from(derived: AadUserConversationMemberResult) -> Self {
        widen(&derived)
    }
}

impl From<AadUserConversationMemberResult> for Box<ActionResultPart> {
    fn from(derived: AadUserConversationMemberResult) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.actionResultPart`: complex type.
    ActionResultPart = "microsoft.graph.actionResultPart" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `error`: `publicError`.
        error: Box<PublicError> = "error",
    }
}
