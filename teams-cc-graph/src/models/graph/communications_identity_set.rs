//! `microsoft.graph.communicationsIdentitySet` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EndpointType, Identity, IdentitySet};

model! {
    /// `microsoft.graph.communicationsIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    CommunicationsIdentitySet = "microsoft.graph.communicationsIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `applicationInstance`: `identity`.
        application_instance: Box<Identity> = "applicationInstance",
        /// `assertedIdentity`: `identity`.
        asserted_identity: Box<Identity> = "assertedIdentity",
        /// `azureCommunicationServicesUser`: `identity`.
        azure_communication_services_user: Box<Identity> = "azureCommunicationServicesUser",
        /// `encrypted`: `identity`.
        encrypted: Box<Identity> = "encrypted",
        /// `endpointType`: `endpointType`.
        endpoint_type: EndpointType = "endpointType",
        /// `guest`: `identity`.
        guest: Box<Identity> = "guest",
        /// `onPremises`: `identity`.
        on_premises: Box<Identity> = "onPremises",
        /// `phone`: `identity`.
        phone: Box<Identity> = "phone",
    }
}

impl Derives<IdentitySet> for CommunicationsIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsIdentitySet"]
    }
}

impl From<CommunicationsIdentitySet> for IdentitySet {
    fn from(derived: CommunicationsIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsIdentitySet> for Box<IdentitySet> {
    fn from(derived: CommunicationsIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}
