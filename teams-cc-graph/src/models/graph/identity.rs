//! `microsoft.graph.identity` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
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

derives!(ApplicationIdentity: Identity ["microsoft.graph.applicationIdentity"]);

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

derives!(AzureCommunicationServicesUserIdentity: Identity ["microsoft.graph.azureCommunicationServicesUserIdentity"]);

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

derives!(CommunicationsEncryptedIdentity: Identity ["microsoft.graph.communicationsEncryptedIdentity"]);

model! {
    /// `microsoft.graph.communicationsGuestIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsGuestIdentity = "microsoft.graph.communicationsGuestIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `email`: text.
        email: String = "email",
    }
}

derives!(CommunicationsGuestIdentity: Identity ["microsoft.graph.communicationsGuestIdentity"]);

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

derives!(CommunicationsPhoneIdentity: Identity ["microsoft.graph.communicationsPhoneIdentity"]);

model! {
    /// `microsoft.graph.communicationsUserIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    CommunicationsUserIdentity = "microsoft.graph.communicationsUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
    }
}

derives!(CommunicationsUserIdentity: Identity ["microsoft.graph.communicationsUserIdentity"]);

model! {
    /// `microsoft.graph.detailsInfo`: complex type.
    DetailsInfo = "microsoft.graph.detailsInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}

model! {
    /// `microsoft.graph.emailIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    EmailIdentity = "microsoft.graph.emailIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `email`: text.
        email: String = "email",
    }
}

derives!(EmailIdentity: Identity ["microsoft.graph.emailIdentity"]);

model! {
    /// `microsoft.graph.groupIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    GroupIdentity = "microsoft.graph.groupIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `mailNickname`: text.
        mail_nickname: String = "mailNickname",
    }
}

derives!(GroupIdentity: Identity ["microsoft.graph.groupIdentity"]);

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

model! {
    /// `microsoft.graph.initiator`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    Initiator = "microsoft.graph.initiator" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `initiatorType`: `initiatorType`.
        initiator_type: InitiatorType = "initiatorType",
    }
}

derives!(Initiator: Identity ["microsoft.graph.initiator"]);

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
    /// `microsoft.graph.programResource`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProgramResource = "microsoft.graph.programResource" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `type`: text.
        r#type: String = "type",
    }
}

derives!(ProgramResource: Identity ["microsoft.graph.programResource"]);

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

derives!(ProvisioningServicePrincipal: Identity ["microsoft.graph.provisioningServicePrincipal"]);

model! {
    /// `microsoft.graph.provisioningSystem`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ProvisioningSystem = "microsoft.graph.provisioningSystem" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `details`: `detailsInfo`.
        details => DetailsInfo = "details",
    }
}

derives!(ProvisioningSystem: Identity ["microsoft.graph.provisioningSystem"]);

model! {
    /// `microsoft.graph.security.submissionUserIdentity`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identity`.
    SubmissionUserIdentity = "microsoft.graph.security.submissionUserIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `email`: text.
        email: String = "email",
    }
}

derives!(SubmissionUserIdentity: Identity ["microsoft.graph.security.submissionUserIdentity"]);

model! {
    /// `microsoft.graph.servicePrincipalIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    ServicePrincipalIdentity = "microsoft.graph.servicePrincipalIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `appId`: text.
        app_id: String = "appId",
    }
}

derives!(ServicePrincipalIdentity: Identity ["microsoft.graph.servicePrincipalIdentity"]);

model! {
    /// `microsoft.graph.sharePointIdentity`: complex type.
    ///
    /// Derives from `microsoft.graph.identity`.
    SharePointIdentity = "microsoft.graph.sharePointIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `id`: text.
        id: String = "id",
        /// `loginName`: text.
        login_name: String = "loginName",
    }
}

derives!(SharePointIdentity: Identity ["microsoft.graph.sharePointIdentity"]);

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

derives!(SourceProvisionedIdentity: Identity ["microsoft.graph.sourceProvisionedIdentity"]);

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

derives!(TargetProvisionedIdentity: Identity ["microsoft.graph.targetProvisionedIdentity"]);

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

derives!(TeamworkTagIdentity: Identity ["microsoft.graph.teamworkTagIdentity"]);
