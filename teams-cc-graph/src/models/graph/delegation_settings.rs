//! `microsoft.graph.delegationSettings` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity};

model! {
    /// `microsoft.graph.delegateAllowedActions`: complex type, beta.
    DelegateAllowedActions = "microsoft.graph.delegateAllowedActions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `joinActiveCalls`: yes or no.
        join_active_calls: bool = "joinActiveCalls",
        /// `makeCalls`: yes or no.
        make_calls: bool = "makeCalls",
        /// `manageCallAndDelegateSettings`: yes or no.
        manage_call_and_delegate_settings: bool = "manageCallAndDelegateSettings",
        /// `pickUpHeldCalls`: yes or no.
        pick_up_held_calls: bool = "pickUpHeldCalls",
        /// `receiveCalls`: yes or no.
        receive_calls: bool = "receiveCalls",
    }
}

model! {
    /// `microsoft.graph.delegationSettings`: entity, beta.
    ///
    /// Derives from `microsoft.graph.entity`.
    DelegationSettings = "microsoft.graph.delegationSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `allowedActions`: `delegateAllowedActions`.
        allowed_actions => DelegateAllowedActions = "allowedActions",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `isActive`: yes or no.
        is_active: bool = "isActive",
    }
}

derives!(DelegationSettings: Entity ["microsoft.graph.delegationSettings"]);
