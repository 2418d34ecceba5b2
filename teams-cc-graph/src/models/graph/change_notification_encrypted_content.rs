//! `microsoft.graph.changeNotificationEncryptedContent` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;

model! {
    /// `microsoft.graph.changeNotificationEncryptedContent`: complex type.
    ChangeNotificationEncryptedContent = "microsoft.graph.changeNotificationEncryptedContent" {
        /// `data`: text.
        data: String = "data",
        /// `dataKey`: text.
        data_key: String = "dataKey",
        /// `dataSignature`: text.
        data_signature: String = "dataSignature",
        /// `encryptionCertificateId`: text.
        encryption_certificate_id: String = "encryptionCertificateId",
        /// `encryptionCertificateThumbprint`: text.
        encryption_certificate_thumbprint: String = "encryptionCertificateThumbprint",
    }
}
