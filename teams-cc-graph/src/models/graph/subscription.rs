//! `microsoft.graph.subscription` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity};

model! {
    /// `microsoft.graph.subscription`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Subscription = "microsoft.graph.subscription" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `applicationId`: text.
        application_id: String = "applicationId",
        /// `changeType`: text.
        change_type: String = "changeType",
        /// `clientState`: text.
        client_state: String = "clientState",
        /// `creatorId`: text.
        creator_id: String = "creatorId",
        /// `encryptionCertificate`: text.
        encryption_certificate: String = "encryptionCertificate",
        /// `encryptionCertificateId`: text.
        encryption_certificate_id: String = "encryptionCertificateId",
        /// `expirationDateTime`: a moment.
        expiration_date_time: DateTime = "expirationDateTime",
        /// `includeResourceData`: yes or no.
        include_resource_data: bool = "includeResourceData",
        /// `latestSupportedTlsVersion`: text.
        latest_supported_tls_version: String = "latestSupportedTlsVersion",
        /// `lifecycleNotificationUrl`: text.
        lifecycle_notification_url: String = "lifecycleNotificationUrl",
        /// `notificationQueryOptions`: text.
        notification_query_options: String = "notificationQueryOptions",
        /// `notificationUrl`: text.
        notification_url: String = "notificationUrl",
        /// `notificationUrlAppId`: text.
        notification_url_app_id: String = "notificationUrlAppId",
        /// `resource`: text.
        resource: String = "resource",
        /// `vapidPublicKey`: text.
        vapid_public_key: String = "vapidPublicKey",
        /// `webPushEncryptionP256dhPublicKey`: text.
        web_push_encryption_p256dh_public_key: String = "webPushEncryptionP256dhPublicKey",
        /// `webPushEncryptionSecret`: text.
        web_push_encryption_secret: String = "webPushEncryptionSecret",
    }
}

derives!(Subscription: Entity ["microsoft.graph.subscription"]);
