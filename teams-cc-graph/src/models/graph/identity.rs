//! `microsoft.graph.identity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::{model, open_enum};

model! {
    /// `microsoft.graph.applicationIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    ApplicationIdentity = "microsoft.graph.applicationIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for ApplicationIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.applicationIdentity"]
    }
}

impl From<ApplicationIdentity> for Identity {
    fn from(derived: ApplicationIdentity) -> Self {
        widen(&derived)
    }
}

impl From<ApplicationIdentity> for Box<Identity> {
    fn from(derived: ApplicationIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.azureCommunicationServicesUserIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    AzureCommunicationServicesUserIdentity = "microsoft.graph.azureCommunicationServicesUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `azureCommunicationServicesResourceId`: text.
        azure_communication_services_resource_id: String = "azureCommunicationServicesResourceId",
    }
}

impl Derives<Identity> for AzureCommunicationServicesUserIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.azureCommunicationServicesUserIdentity"]
    }
}

impl From<AzureCommunicationServicesUserIdentity> for Identity {
    fn from(derived: AzureCommunicationServicesUserIdentity) -> Self {
        widen(&derived)
    }
}

impl From<AzureCommunicationServicesUserIdentity> for Box<Identity> {
    fn from(derived: AzureCommunicationServicesUserIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.communicationsEncryptedIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsEncryptedIdentity = "microsoft.graph.communicationsEncryptedIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for CommunicationsEncryptedIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsEncryptedIdentity"]
    }
}

impl From<CommunicationsEncryptedIdentity> for Identity {
    fn from(derived: CommunicationsEncryptedIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsEncryptedIdentity> for Box<Identity> {
    fn from(derived: CommunicationsEncryptedIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.communicationsPhoneIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsPhoneIdentity = "microsoft.graph.communicationsPhoneIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for CommunicationsPhoneIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.communicationsPhoneIdentity"]
    }
}

impl From<CommunicationsPhoneIdentity> for Identity {
    fn from(derived: CommunicationsPhoneIdentity) -> Self {
        widen(&derived)
    }
}

impl From<CommunicationsPhoneIdentity> for Box<Identity> {
    fn from(derived: CommunicationsPhoneIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.detailsInfo`: complex type.
    DetailsInfo = "microsoft.graph.detailsInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}

model! {
    /// `microsoft.graph.identity`: complex type.
    Identity = "microsoft.graph.identity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

open_enum! {
    /// `microsoft.graph.initiatorType`.
    InitiatorType = "microsoft.graph.initiatorType" {
        /// `user`.
        User = "user",
        /// `application`.
        Application = "application",
        /// `system`.
        System = "system",
    }
}

model! {
    /// `microsoft.graph.provisioningServicePrincipal`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProvisioningServicePrincipal = "microsoft.graph.provisioningServicePrincipal" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for ProvisioningServicePrincipal {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.provisioningServicePrincipal"]
    }
}

impl From<ProvisioningServicePrincipal> for Identity {
    fn from(derived: ProvisioningServicePrincipal) -> Self {
        widen(&derived)
    }
}

impl From<ProvisioningServicePrincipal> for Box<Identity> {
    fn from(derived: ProvisioningServicePrincipal) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.sourceProvisionedIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    SourceProvisionedIdentity = "microsoft.graph.sourceProvisionedIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for SourceProvisionedIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sourceProvisionedIdentity"]
    }
}

impl From<SourceProvisionedIdentity> for Identity {
    fn from(derived: SourceProvisionedIdentity) -> Self {
        widen(&derived)
    }
}

impl From<SourceProvisionedIdentity> for Box<Identity> {
    fn from(derived: SourceProvisionedIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.targetProvisionedIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    TargetProvisionedIdentity = "microsoft.graph.targetProvisionedIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for TargetProvisionedIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.targetProvisionedIdentity"]
    }
}

impl From<TargetProvisionedIdentity> for Identity {
    fn from(derived: TargetProvisionedIdentity) -> Self {
        widen(&derived)
    }
}

impl From<TargetProvisionedIdentity> for Box<Identity> {
    fn from(derived: TargetProvisionedIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

open_enum! {
    /// `microsoft.graph.teamworkApplicationIdentityType`.
    TeamworkApplicationIdentityType = "microsoft.graph.teamworkApplicationIdentityType" {
        /// `aadApplication`.
        AadApplication = "aadApplication",
        /// `bot`.
        Bot = "bot",
        /// `tenantBot`.
        TenantBot = "tenantBot",
        /// `office365Connector`.
        Office365Connector = "office365Connector",
        /// `outgoingWebhook`.
        OutgoingWebhook = "outgoingWebhook",
    }
}

open_enum! {
    /// `microsoft.graph.teamworkConversationIdentityType`.
    TeamworkConversationIdentityType = "microsoft.graph.teamworkConversationIdentityType" {
        /// `team`.
        Team = "team",
        /// `channel`.
        Channel = "channel",
        /// `chat`.
        Chat = "chat",
    }
}

model! {
    /// `microsoft.graph.teamworkTagIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    TeamworkTagIdentity = "microsoft.graph.teamworkTagIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
    }
}

impl Derives<Identity> for TeamworkTagIdentity {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.teamworkTagIdentity"]
    }
}

impl From<TeamworkTagIdentity> for Identity {
    fn from(derived: TeamworkTagIdentity) -> Self {
        widen(&derived)
    }
}

impl From<TeamworkTagIdentity> for Box<Identity> {
    fn from(derived: TeamworkTagIdentity) -> Self {
        Box::new(widen(&derived))
    }
}

open_enum! {
    /// `microsoft.graph.teamworkUserIdentityType`.
    TeamworkUserIdentityType = "microsoft.graph.teamworkUserIdentityType" {
        /// `aadUser`.
        AadUser = "aadUser",
        /// `onPremiseAadUser`.
        OnPremiseAadUser = "onPremiseAadUser",
        /// `anonymousGuest`.
        AnonymousGuest = "anonymousGuest",
        /// `federatedUser`.
        FederatedUser = "federatedUser",
        /// `personalMicrosoftAccountUser`.
        PersonalMicrosoftAccountUser = "personalMicrosoftAccountUser",
        /// `skypeUser`.
        SkypeUser = "skypeUser",
        /// `phoneUser`.
        PhoneUser = "phoneUser",
        /// `emailUser`.
        EmailUser = "emailUser",
        /// `azureCommunicationServicesUser`.
        AzureCommunicationServicesUser = "azureCommunicationServicesUser",
    }
}
