//! `microsoft.graph.lifecycleEventType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.lifecycleEventType`.
    LifecycleEventType = "microsoft.graph.lifecycleEventType" {
        /// `missed`.
        Missed = "missed",
        /// `subscriptionRemoved`.
        SubscriptionRemoved = "subscriptionRemoved",
        /// `reauthorizationRequired`.
        ReauthorizationRequired = "reauthorizationRequired",
    }
}
