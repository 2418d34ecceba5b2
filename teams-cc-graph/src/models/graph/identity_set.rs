//! `microsoft.graph.identitySet` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{
    Identity, SharePointGroupIdentity, SharePointIdentity, TeamworkConversationIdentity,
    TeamworkTagIdentity,
};

model! {
    /// `microsoft.graph.aiInteractionMentionedIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    AiInteractionMentionedIdentitySet = "microsoft.graph.aiInteractionMentionedIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `conversation`: `teamworkConversationIdentity`.
        conversation: Box<TeamworkConversationIdentity> = "conversation",
        /// `tag`: `teamworkTagIdentity`.
        tag: Box<TeamworkTagIdentity> = "tag",
    }
}

impl Derives<IdentitySet> for AiInteractionMentionedIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.aiInteractionMentionedIdentitySet"]
    }
}

impl From<AiInteractionMentionedIdentitySet> for IdentitySet {
    fn from(derived: AiInteractionMentionedIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<AiInteractionMentionedIdentitySet> for Box<IdentitySet> {
    fn from(derived: AiInteractionMentionedIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.approvalIdentitySet`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ApprovalIdentitySet = "microsoft.graph.approvalIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `group`: `identity`.
        group: Box<Identity> = "group",
    }
}

impl Derives<IdentitySet> for ApprovalIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.approvalIdentitySet"]
    }
}

impl From<ApprovalIdentitySet> for IdentitySet {
    fn from(derived: ApprovalIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<ApprovalIdentitySet> for Box<IdentitySet> {
    fn from(derived: ApprovalIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.chatMessageFromIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageFromIdentitySet = "microsoft.graph.chatMessageFromIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
    }
}

impl Derives<IdentitySet> for ChatMessageFromIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageFromIdentitySet"]
    }
}

impl From<ChatMessageFromIdentitySet> for IdentitySet {
    fn from(derived: ChatMessageFromIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageFromIdentitySet> for Box<IdentitySet> {
    fn from(derived: ChatMessageFromIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.chatMessageMentionedIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageMentionedIdentitySet = "microsoft.graph.chatMessageMentionedIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `conversation`: `teamworkConversationIdentity`.
        conversation: Box<TeamworkConversationIdentity> = "conversation",
        /// `tag`: `teamworkTagIdentity`; beta.
        tag: Box<TeamworkTagIdentity> = "tag",
    }
}

impl Derives<IdentitySet> for ChatMessageMentionedIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageMentionedIdentitySet"]
    }
}

impl From<ChatMessageMentionedIdentitySet> for IdentitySet {
    fn from(derived: ChatMessageMentionedIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageMentionedIdentitySet> for Box<IdentitySet> {
    fn from(derived: ChatMessageMentionedIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.chatMessageReactionIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    ChatMessageReactionIdentitySet = "microsoft.graph.chatMessageReactionIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
    }
}

impl Derives<IdentitySet> for ChatMessageReactionIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.chatMessageReactionIdentitySet"]
    }
}

impl From<ChatMessageReactionIdentitySet> for IdentitySet {
    fn from(derived: ChatMessageReactionIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<ChatMessageReactionIdentitySet> for Box<IdentitySet> {
    fn from(derived: ChatMessageReactionIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.customEmojiFromIdentitySet`: complex type, beta.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    CustomEmojiFromIdentitySet = "microsoft.graph.customEmojiFromIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
    }
}

impl Derives<IdentitySet> for CustomEmojiFromIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.customEmojiFromIdentitySet"]
    }
}

impl From<CustomEmojiFromIdentitySet> for IdentitySet {
    fn from(derived: CustomEmojiFromIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<CustomEmojiFromIdentitySet> for Box<IdentitySet> {
    fn from(derived: CustomEmojiFromIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.engagementIdentitySet`: complex type.
    ///
    /// Derives from `microsoft.graph.identitySet`.
    EngagementIdentitySet = "microsoft.graph.engagementIdentitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `audience`: `identity`.
        audience: Box<Identity> = "audience",
        /// `group`: `identity`.
        group: Box<Identity> = "group",
    }
}

impl Derives<IdentitySet> for EngagementIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.engagementIdentitySet"]
    }
}

impl From<EngagementIdentitySet> for IdentitySet {
    fn from(derived: EngagementIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<EngagementIdentitySet> for Box<IdentitySet> {
    fn from(derived: EngagementIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.identitySet`: complex type.
    IdentitySet = "microsoft.graph.identitySet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `application`: `identity`.
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
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
        application: Box<Identity> = "application",
        /// `device`: `identity`.
        device: Box<Identity> = "device",
        /// `user`: `identity`.
        user: Box<Identity> = "user",
        /// `group`: `identity`.
        group: Box<Identity> = "group",
        /// `sharePointGroup`: `sharePointGroupIdentity`.
        share_point_group: Box<SharePointGroupIdentity> = "sharePointGroup",
        /// `siteGroup`: `sharePointIdentity`.
        site_group: Box<SharePointIdentity> = "siteGroup",
        /// `siteUser`: `sharePointIdentity`.
        site_user: Box<SharePointIdentity> = "siteUser",
    }
}

impl Derives<IdentitySet> for SharePointIdentitySet {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.sharePointIdentitySet"]
    }
}

impl From<SharePointIdentitySet> for IdentitySet {
    fn from(derived: SharePointIdentitySet) -> Self {
        widen(&derived)
    }
}

impl From<SharePointIdentitySet> for Box<IdentitySet> {
    fn from(derived: SharePointIdentitySet) -> Self {
        Box::new(widen(&derived))
    }
}
