//! `microsoft.graph.conversationMember` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{DateTime, Entity};

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

impl Derives<ConversationMember> for AnonymousGuestConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.anonymousGuestConversationMember"]
    }
}

impl From<AnonymousGuestConversationMember> for ConversationMember {
    fn from(derived: AnonymousGuestConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AnonymousGuestConversationMember> for Box<ConversationMember> {
    fn from(derived: AnonymousGuestConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for AnonymousGuestConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.anonymousGuestConversationMember"]
    }
}

impl From<AnonymousGuestConversationMember> for Entity {
    fn from(derived: AnonymousGuestConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AnonymousGuestConversationMember> for Box<Entity> {
    fn from(derived: AnonymousGuestConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<ConversationMember> for AzureCommunicationServicesUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.azureCommunicationServicesUserConversationMember"]
    }
}

impl From<AzureCommunicationServicesUserConversationMember> for ConversationMember {
    fn from(derived: AzureCommunicationServicesUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AzureCommunicationServicesUserConversationMember> for Box<ConversationMember> {
    fn from(derived: AzureCommunicationServicesUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for AzureCommunicationServicesUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.azureCommunicationServicesUserConversationMember"]
    }
}

impl From<AzureCommunicationServicesUserConversationMember> for Entity {
    fn from(derived: AzureCommunicationServicesUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<AzureCommunicationServicesUserConversationMember> for Box<Entity> {
    fn from(derived: AzureCommunicationServicesUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<Entity> for ConversationMember {
    fn names() -> &'static [&'static str] {
        &[
            "microsoft.graph.conversationMember",
            "microsoft.graph.aadUserConversationMember",
            "microsoft.graph.anonymousGuestConversationMember",
            "microsoft.graph.azureCommunicationServicesUserConversationMember",
            "microsoft.graph.microsoftAccountUserConversationMember",
            "microsoft.graph.phoneUserConversationMember",
            "microsoft.graph.skypeForBusinessUserConversationMember",
            "microsoft.graph.skypeUserConversationMember",
        ]
    }
}

impl From<ConversationMember> for Entity {
    fn from(derived: ConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<ConversationMember> for Box<Entity> {
    fn from(derived: ConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<ConversationMember> for MicrosoftAccountUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.microsoftAccountUserConversationMember"]
    }
}

impl From<MicrosoftAccountUserConversationMember> for ConversationMember {
    fn from(derived: MicrosoftAccountUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<MicrosoftAccountUserConversationMember> for Box<ConversationMember> {
    fn from(derived: MicrosoftAccountUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for MicrosoftAccountUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.microsoftAccountUserConversationMember"]
    }
}

impl From<MicrosoftAccountUserConversationMember> for Entity {
    fn from(derived: MicrosoftAccountUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<MicrosoftAccountUserConversationMember> for Box<Entity> {
    fn from(derived: MicrosoftAccountUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<ConversationMember> for PhoneUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.phoneUserConversationMember"]
    }
}

impl From<PhoneUserConversationMember> for ConversationMember {
    fn from(derived: PhoneUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<PhoneUserConversationMember> for Box<ConversationMember> {
    fn from(derived: PhoneUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for PhoneUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.phoneUserConversationMember"]
    }
}

impl From<PhoneUserConversationMember> for Entity {
    fn from(derived: PhoneUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<PhoneUserConversationMember> for Box<Entity> {
    fn from(derived: PhoneUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

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

impl Derives<ConversationMember> for SkypeUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.skypeUserConversationMember"]
    }
}

impl From<SkypeUserConversationMember> for ConversationMember {
    fn from(derived: SkypeUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<SkypeUserConversationMember> for Box<ConversationMember> {
    fn from(derived: SkypeUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}

impl Derives<Entity> for SkypeUserConversationMember {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.skypeUserConversationMember"]
    }
}

impl From<SkypeUserConversationMember> for Entity {
    fn from(derived: SkypeUserConversationMember) -> Self {
        widen(&derived)
    }
}

impl From<SkypeUserConversationMember> for Box<Entity> {
    fn from(derived: SkypeUserConversationMember) -> Self {
        Box::new(widen(&derived))
    }
}
