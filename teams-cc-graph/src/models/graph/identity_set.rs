//! `microsoft.graph.identitySet` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    EndpointType, Identity, SharePointGroupIdentity, SharePointIdentity,
    TeamworkConversationIdentity, TeamworkTagIdentity,
};

model! {
    /// `microsoft.graph.aiInteractionMentionedIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    AiInteractionMentionedIdentitySet = "microsoft.graph.aiInteractionMentionedIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `conversation`: `teamworkConversationIdentity`.
        conversation => TeamworkConversationIdentity = "conversation",
        /// `tag`: `teamworkTagIdentity`.
        tag => TeamworkTagIdentity = "tag",
    }
}

derives!(AiInteractionMentionedIdentitySet: IdentitySet ["microsoft.graph.aiInteractionMentionedIdentitySet"]);

model! {
    /// `microsoft.graph.approvalIdentitySet`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ApprovalIdentitySet = "microsoft.graph.approvalIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `group`: `identity`.
        group => Identity = "group",
    }
}

derives!(ApprovalIdentitySet: IdentitySet ["microsoft.graph.approvalIdentitySet"]);

model! {
    /// `microsoft.graph.chatMessageFromIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageFromIdentitySet = "microsoft.graph.chatMessageFromIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
    }
}

derives!(ChatMessageFromIdentitySet: IdentitySet ["microsoft.graph.chatMessageFromIdentitySet"]);

model! {
    /// `microsoft.graph.chatMessageMentionedIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageMentionedIdentitySet = "microsoft.graph.chatMessageMentionedIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `conversation`: `teamworkConversationIdentity`.
        conversation => TeamworkConversationIdentity = "conversation",
        /// `tag`: `teamworkTagIdentity`; beta.
        tag => TeamworkTagIdentity = "tag",
    }
}

derives!(ChatMessageMentionedIdentitySet: IdentitySet ["microsoft.graph.chatMessageMentionedIdentitySet"]);

model! {
    /// `microsoft.graph.chatMessageReactionIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageReactionIdentitySet = "microsoft.graph.chatMessageReactionIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
    }
}

derives!(ChatMessageReactionIdentitySet: IdentitySet ["microsoft.graph.chatMessageReactionIdentitySet"]);

model! {
    /// `microsoft.graph.communicationsIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    CommunicationsIdentitySet = "microsoft.graph.communicationsIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `applicationInstance`: `identity`.
        application_instance => Identity = "applicationInstance",
        /// `assertedIdentity`: `identity`.
        asserted_identity => Identity = "assertedIdentity",
        /// `azureCommunicationServicesUser`: `identity`.
        azure_communication_services_user => Identity = "azureCommunicationServicesUser",
        /// `encrypted`: `identity`.
        encrypted => Identity = "encrypted",
        /// `endpointType`: `endpointType`.
        endpoint_type: EndpointType = "endpointType",
        /// `guest`: `identity`.
        guest => Identity = "guest",
        /// `onPremises`: `identity`.
        on_premises => Identity = "onPremises",
        /// `phone`: `identity`.
        phone => Identity = "phone",
    }
}

derives!(CommunicationsIdentitySet: IdentitySet ["microsoft.graph.communicationsIdentitySet"]);

model! {
    /// `microsoft.graph.customEmojiFromIdentitySet`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    CustomEmojiFromIdentitySet = "microsoft.graph.customEmojiFromIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
    }
}

derives!(CustomEmojiFromIdentitySet: IdentitySet ["microsoft.graph.customEmojiFromIdentitySet"]);

model! {
    /// `microsoft.graph.engagementIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    EngagementIdentitySet = "microsoft.graph.engagementIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `audience`: `identity`.
        audience => Identity = "audience",
        /// `group`: `identity`.
        group => Identity = "group",
    }
}

derives!(EngagementIdentitySet: IdentitySet ["microsoft.graph.engagementIdentitySet"]);

model! {
    /// `microsoft.graph.identitySet`: complex type.
    IdentitySet = "microsoft.graph.identitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
    }
}

model! {
    /// `microsoft.graph.sharePointIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    SharePointIdentitySet = "microsoft.graph.sharePointIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application => Identity = "application",
        /// `device`: `identity`.
        device => Identity = "device",
        /// `user`: `identity`.
        user => Identity = "user",
        /// `group`: `identity`.
        group => Identity = "group",
        /// `sharePointGroup`: `sharePointGroupIdentity`.
        share_point_group => SharePointGroupIdentity = "sharePointGroup",
        /// `siteGroup`: `sharePointIdentity`.
        site_group => SharePointIdentity = "siteGroup",
        /// `siteUser`: `sharePointIdentity`.
        site_user => SharePointIdentity = "siteUser",
    }
}

derives!(SharePointIdentitySet: IdentitySet ["microsoft.graph.sharePointIdentitySet"]);
