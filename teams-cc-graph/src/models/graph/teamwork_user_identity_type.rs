//! `microsoft.graph.teamworkUserIdentityType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

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
