//! `microsoft.graph.auditUserIdentity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<UserIdentity> for AuditUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.auditUserIdentity"]
    }
}

impl From<AuditUserIdentity> for UserIdentity {
    fn from(derived: AuditUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<AuditUserIdentity> for Box<UserIdentity> {
    fn from(derived: AuditUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Identity> for AuditUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.auditUserIdentity"]
    }
}

impl From<AuditUserIdentity> for Identity {
    fn from(derived: AuditUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<AuditUserIdentity> for Box<Identity> {
    fn from(derived: AuditUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}
