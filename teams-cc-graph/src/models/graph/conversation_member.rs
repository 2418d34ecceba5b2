//! `microsoft.graph.conversationMember` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, Entity, User};

model! {
    /// `microsoft.graph.aadUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    AadUserConversationMember = "microsoft.graph.aadUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `email`: text.
        email: String = "email",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `user`: `user`; comes when expanded.
        user => User = "user",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

derives!(AadUserConversationMember: ConversationMember ["microsoft.graph.aadUserConversationMember"]);

derives!(AadUserConversationMember: Entity ["microsoft.graph.aadUserConversationMember"]);

model! {
    /// `microsoft.graph.anonymousGuestConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    AnonymousGuestConversationMember = "microsoft.graph.anonymousGuestConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `anonymousGuestId`: text.
        anonymous_guest_id: String = "anonymousGuestId",
    }
}

derives!(AnonymousGuestConversationMember: ConversationMember ["microsoft.graph.anonymousGuestConversationMember"]);

derives!(AnonymousGuestConversationMember: Entity ["microsoft.graph.anonymousGuestConversationMember"]);

model! {
    /// `microsoft.graph.azureCommunicationServicesUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    AzureCommunicationServicesUserConversationMember = "microsoft.graph.azureCommunicationServicesUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `azureCommunicationServicesId`: text.
        azure_communication_services_id: String = "azureCommunicationServicesId",
    }
}

derives!(AzureCommunicationServicesUserConversationMember: ConversationMember ["microsoft.graph.azureCommunicationServicesUserConversationMember"]);

derives!(AzureCommunicationServicesUserConversationMember: Entity ["microsoft.graph.azureCommunicationServicesUserConversationMember"]);

model! {
    /// `microsoft.graph.conversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ConversationMember = "microsoft.graph.conversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
    }
}

derives!(ConversationMember: Entity ["microsoft.graph.conversationMember", "microsoft.graph.aadUserConversationMember", "microsoft.graph.anonymousGuestConversationMember", "microsoft.graph.azureCommunicationServicesUserConversationMember", "microsoft.graph.microsoftAccountUserConversationMember", "microsoft.graph.phoneUserConversationMember", "microsoft.graph.skypeForBusinessUserConversationMember", "microsoft.graph.skypeUserConversationMember"]);

model! {
    /// `microsoft.graph.microsoftAccountUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    MicrosoftAccountUserConversationMember = "microsoft.graph.microsoftAccountUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

derives!(MicrosoftAccountUserConversationMember: ConversationMember ["microsoft.graph.microsoftAccountUserConversationMember"]);

derives!(MicrosoftAccountUserConversationMember: Entity ["microsoft.graph.microsoftAccountUserConversationMember"]);

model! {
    /// `microsoft.graph.phoneUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    PhoneUserConversationMember = "microsoft.graph.phoneUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `phoneNumber`: text.
        phone_number: String = "phoneNumber",
    }
}

derives!(PhoneUserConversationMember: ConversationMember ["microsoft.graph.phoneUserConversationMember"]);

derives!(PhoneUserConversationMember: Entity ["microsoft.graph.phoneUserConversationMember"]);

model! {
    /// `microsoft.graph.skypeForBusinessUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    SkypeForBusinessUserConversationMember = "microsoft.graph.skypeForBusinessUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `userId`: text.
        user_id: String = "userId",
    }
}

derives!(SkypeForBusinessUserConversationMember: ConversationMember ["microsoft.graph.skypeForBusinessUserConversationMember"]);

derives!(SkypeForBusinessUserConversationMember: Entity ["microsoft.graph.skypeForBusinessUserConversationMember"]);

model! {
    /// `microsoft.graph.skypeUserConversationMember`: entity.
    ///
    /// Derives from `microsoft.graph.conversationMember`.
    SkypeUserConversationMember = "microsoft.graph.skypeUserConversationMember" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `roles`: list of text.
        roles: Vec<String> = "roles",
        /// `visibleHistoryStartDateTime`: a moment.
        visible_history_start_date_time: DateTime = "visibleHistoryStartDateTime",
        /// `skypeId`: text.
        skype_id: String = "skypeId",
    }
}

derives!(SkypeUserConversationMember: ConversationMember ["microsoft.graph.skypeUserConversationMember"]);

derives!(SkypeUserConversationMember: Entity ["microsoft.graph.skypeUserConversationMember"]);
