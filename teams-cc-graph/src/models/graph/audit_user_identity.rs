//! `microsoft.graph.auditUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{Identity, UserIdentity};

model! {
    /// `microsoft.graph.auditUserIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.userIdentity`.
    AuditUserIdentity = "microsoft.graph.auditUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `ipAddress`: text.
        ip_address: String = "ipAddress",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `homeTenantId`: text.
        home_tenant_id: String = "homeTenantId",
        /// `homeTenantName`: text.
        home_tenant_name: String = "homeTenantName",
    }
}

derives!(AuditUserIdentity: UserIdentity ["microsoft.graph.auditUserIdentity"]);

derives!(AuditUserIdentity: Identity ["microsoft.graph.auditUserIdentity"]);
