//! `microsoft.graph.changeNotification` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{
    ChangeNotificationEncryptedContent, ChangeType, DateTime, LifecycleEventType, ResourceData,
};

model! {
    /// `microsoft.graph.changeNotification`: complex type.
    ChangeNotification = "microsoft.graph.changeNotification" {
        /// `changeType`: `changeType`.
        change_type: ChangeType = "changeType",
        /// `clientState`: text.
        client_state: String = "clientState",
        /// `encryptedContent`: `changeNotificationEncryptedContent`.
        encrypted_content => ChangeNotificationEncryptedContent = "encryptedContent",
        /// `id`: text.
        id: String = "id",
        /// `lifecycleEvent`: `lifecycleEventType`.
        lifecycle_event: LifecycleEventType = "lifecycleEvent",
        /// `resource`: text.
        resource: String = "resource",
        /// `resourceData`: `resourceData`.
        resource_data => ResourceData = "resourceData",
        /// `subscriptionExpirationDateTime`: a moment.
        subscription_expiration_date_time: DateTime = "subscriptionExpirationDateTime",
        /// `subscriptionId`: a GUID.
        subscription_id: String = "subscriptionId",
        /// `tenantId`: a GUID.
        tenant_id: String = "tenantId",
    }
}
