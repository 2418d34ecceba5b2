//! `microsoft.graph.team` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{
    Channel, ConversationMember, DateTime, Entity, TeamsAppInstallation, TeamsAsyncOperation,
};

open_enum! {
    /// `microsoft.graph.giphyRatingType`.
    GiphyRatingType = "microsoft.graph.giphyRatingType" {
        /// `strict`.
        Strict = "strict",
        /// `moderate`.
        Moderate = "moderate",
    }
}

model! {
    /// `microsoft.graph.team`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    Team = "microsoft.graph.team" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `allChannels`: list of `channel`; comes when expanded.
        all_channels: Vec<Channel> = "allChannels",
        /// `channels`: list of `channel`; comes when expanded.
        channels: Vec<Channel> = "channels",
        /// `classification`: text.
        classification: String = "classification",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `description`: text.
        description: String = "description",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `firstChannelName`: text.
        first_channel_name: String = "firstChannelName",
        /// `funSettings`: `teamFunSettings`.
        fun_settings => TeamFunSettings = "funSettings",
        /// `group`: `group`, not described here; comes when expanded.
        group: serde_json::Value = "group",
        /// `guestSettings`: `teamGuestSettings`.
        guest_settings => TeamGuestSettings = "guestSettings",
        /// `incomingChannels`: list of `channel`; comes when expanded.
        incoming_channels: Vec<Channel> = "incomingChannels",
        /// `installedApps`: list of `teamsAppInstallation`; comes when expanded.
        installed_apps: Vec<TeamsAppInstallation> = "installedApps",
        /// `internalId`: text.
        internal_id: String = "internalId",
        /// `isArchived`: yes or no.
        is_archived: bool = "isArchived",
        /// `memberSettings`: `teamMemberSettings`.
        member_settings => TeamMemberSettings = "memberSettings",
        /// `members`: list of `conversationMember`; comes when expanded.
        members: Vec<ConversationMember> = "members",
        /// `messagingSettings`: `teamMessagingSettings`.
        messaging_settings => TeamMessagingSettings = "messagingSettings",
        /// `operations`: list of `teamsAsyncOperation`; comes when expanded.
        operations: Vec<TeamsAsyncOperation> = "operations",
        /// `permissionGrants`: list of `resourceSpecificPermissionGrant`, not described here; comes when expanded.
        permission_grants: Vec<serde_json::Value> = "permissionGrants",
        /// `photo`: `profilePhoto`, not described here; comes when expanded.
        photo: serde_json::Value = "photo",
        /// `primaryChannel`: `channel`; comes when expanded.
        primary_channel => Channel = "primaryChannel",
        /// `schedule`: `schedule`, not described here; comes when expanded.
        schedule: serde_json::Value = "schedule",
        /// `specialization`: `teamSpecialization`.
        specialization: TeamSpecialization = "specialization",
        /// `summary`: `teamSummary`.
        summary => TeamSummary = "summary",
        /// `tags`: list of `teamworkTag`, not described here; comes when expanded.
        tags: Vec<serde_json::Value> = "tags",
        /// `template`: `teamsTemplate`, not described here; comes when expanded.
        template: serde_json::Value = "template",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `visibility`: `teamVisibilityType`.
        visibility: TeamVisibilityType = "visibility",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

derives!(Team: Entity ["microsoft.graph.team"]);

model! {
    /// `microsoft.graph.teamFunSettings`: complex type.
    TeamFunSettings = "microsoft.graph.teamFunSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowCustomMemes`: yes or no.
        allow_custom_memes: bool = "allowCustomMemes",
        /// `allowGiphy`: yes or no.
        allow_giphy: bool = "allowGiphy",
        /// `allowStickersAndMemes`: yes or no.
        allow_stickers_and_memes: bool = "allowStickersAndMemes",
        /// `giphyContentRating`: `giphyRatingType`.
        giphy_content_rating: GiphyRatingType = "giphyContentRating",
    }
}

model! {
    /// `microsoft.graph.teamGuestSettings`: complex type.
    TeamGuestSettings = "microsoft.graph.teamGuestSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowCreateUpdateChannels`: yes or no.
        allow_create_update_channels: bool = "allowCreateUpdateChannels",
        /// `allowDeleteChannels`: yes or no.
        allow_delete_channels: bool = "allowDeleteChannels",
    }
}

model! {
    /// `microsoft.graph.teamMemberSettings`: complex type.
    TeamMemberSettings = "microsoft.graph.teamMemberSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowAddRemoveApps`: yes or no.
        allow_add_remove_apps: bool = "allowAddRemoveApps",
        /// `allowCreatePrivateChannels`: yes or no.
        allow_create_private_channels: bool = "allowCreatePrivateChannels",
        /// `allowCreateUpdateChannels`: yes or no.
        allow_create_update_channels: bool = "allowCreateUpdateChannels",
        /// `allowCreateUpdateRemoveConnectors`: yes or no.
        allow_create_update_remove_connectors: bool = "allowCreateUpdateRemoveConnectors",
        /// `allowCreateUpdateRemoveTabs`: yes or no.
        allow_create_update_remove_tabs: bool = "allowCreateUpdateRemoveTabs",
        /// `allowDeleteChannels`: yes or no.
        allow_delete_channels: bool = "allowDeleteChannels",
    }
}

model! {
    /// `microsoft.graph.teamMessagingSettings`: complex type.
    TeamMessagingSettings = "microsoft.graph.teamMessagingSettings" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `allowChannelMentions`: yes or no.
        allow_channel_mentions: bool = "allowChannelMentions",
        /// `allowOwnerDeleteMessages`: yes or no.
        allow_owner_delete_messages: bool = "allowOwnerDeleteMessages",
        /// `allowTeamMentions`: yes or no.
        allow_team_mentions: bool = "allowTeamMentions",
        /// `allowUserDeleteMessages`: yes or no.
        allow_user_delete_messages: bool = "allowUserDeleteMessages",
        /// `allowUserEditMessages`: yes or no.
        allow_user_edit_messages: bool = "allowUserEditMessages",
    }
}

open_enum! {
    /// `microsoft.graph.teamSpecialization`.
    TeamSpecialization = "microsoft.graph.teamSpecialization" {
        /// `none`.
        None = "none",
        /// `educationStandard`.
        EducationStandard = "educationStandard",
        /// `educationClass`.
        EducationClass = "educationClass",
        /// `educationProfessionalLearningCommunity`.
        EducationProfessionalLearningCommunity = "educationProfessionalLearningCommunity",
        /// `educationStaff`.
        EducationStaff = "educationStaff",
        /// `healthcareStandard`.
        HealthcareStandard = "healthcareStandard",
        /// `healthcareCareCoordination`.
        HealthcareCareCoordination = "healthcareCareCoordination",
    }
}

model! {
    /// `microsoft.graph.teamSummary`: complex type.
    TeamSummary = "microsoft.graph.teamSummary" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `guestsCount`: a whole number.
        guests_count: i64 = "guestsCount",
        /// `membersCount`: a whole number.
        members_count: i64 = "membersCount",
        /// `ownersCount`: a whole number.
        owners_count: i64 = "ownersCount",
    }
}

open_enum! {
    /// `microsoft.graph.teamVisibilityType`.
    TeamVisibilityType = "microsoft.graph.teamVisibilityType" {
        /// `private`.
        Private = "private",
        /// `public`.
        Public = "public",
        /// `hiddenMembership`.
        HiddenMembership = "hiddenMembership",
    }
}
