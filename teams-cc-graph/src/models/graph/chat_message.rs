//! `microsoft.graph.chatMessage` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{
    ChatMessageFromIdentitySet, ChatMessageHostedContent, ChatMessageMentionedIdentitySet,
    ChatMessageReactionIdentitySet, ChatMessageType, DateTime, Entity, EventMessageDetail,
    Identity, ItemBody,
};

model! {
    /// `microsoft.graph.channelIdentity`: complex type.
    ChannelIdentity = "microsoft.graph.channelIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `teamId`: text.
        team_id: String = "teamId",
    }
}

model! {
    /// `microsoft.graph.chatMessage`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    ChatMessage = "microsoft.graph.chatMessage" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `attachments`: list of `chatMessageAttachment`.
        attachments: Vec<ChatMessageAttachment> = "attachments",
        /// `body`: `itemBody`.
        body => ItemBody = "body",
        /// `channelIdentity`: `channelIdentity`.
        channel_identity => ChannelIdentity = "channelIdentity",
        /// `chatId`: text.
        chat_id: String = "chatId",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `deletedDateTime`: a moment.
        deleted_date_time: DateTime = "deletedDateTime",
        /// `etag`: text.
        etag: String = "etag",
        /// `eventDetail`: `eventMessageDetail`.
        event_detail => EventMessageDetail = "eventDetail",
        /// `from`: `chatMessageFromIdentitySet`.
        from => ChatMessageFromIdentitySet = "from",
        /// `hostedContents`: list of `chatMessageHostedContent`; comes when expanded.
        hosted_contents: Vec<ChatMessageHostedContent> = "hostedContents",
        /// `importance`: `chatMessageImportance`.
        importance: ChatMessageImportance = "importance",
        /// `lastEditedDateTime`: a moment.
        last_edited_date_time: DateTime = "lastEditedDateTime",
        /// `lastModifiedDateTime`: a moment.
        last_modified_date_time: DateTime = "lastModifiedDateTime",
        /// `locale`: text.
        locale: String = "locale",
        /// `mentions`: list of `chatMessageMention`.
        mentions: Vec<ChatMessageMention> = "mentions",
        /// `messageHistory`: list of `chatMessageHistoryItem`.
        message_history: Vec<ChatMessageHistoryItem> = "messageHistory",
        /// `messageType`: `chatMessageType`.
        message_type: ChatMessageType = "messageType",
        /// `policyViolation`: `chatMessagePolicyViolation`.
        policy_violation => ChatMessagePolicyViolation = "policyViolation",
        /// `reactions`: list of `chatMessageReaction`.
        reactions: Vec<ChatMessageReaction> = "reactions",
        /// `replies`: list of `chatMessage`; comes when expanded.
        replies: Vec<ChatMessage> = "replies",
        /// `replyToId`: text.
        reply_to_id: String = "replyToId",
        /// `subject`: text.
        subject: String = "subject",
        /// `summary`: text.
        summary: String = "summary",
        /// `webUrl`: text.
        web_url: String = "webUrl",
    }
}

derives!(ChatMessage: Entity ["microsoft.graph.chatMessage", "microsoft.graph.targetedChatMessage"]);

open_enum! {
    /// `microsoft.graph.chatMessageActions`, several joined by commas.
    ChatMessageActions = "microsoft.graph.chatMessageActions" {
        /// `reactionAdded`.
        ReactionAdded = "reactionAdded",
        /// `reactionRemoved`.
        ReactionRemoved = "reactionRemoved",
        /// `actionUndefined`.
        ActionUndefined = "actionUndefined",
    }
}

model! {
    /// `microsoft.graph.chatMessageAttachment`: complex type.
    ChatMessageAttachment = "microsoft.graph.chatMessageAttachment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `content`: text.
        content: String = "content",
        /// `contentType`: text.
        content_type: String = "contentType",
        /// `contentUrl`: text.
        content_url: String = "contentUrl",
        /// `id`: text.
        id: String = "id",
        /// `name`: text.
        name: String = "name",
        /// `teamsAppId`: text.
        teams_app_id: String = "teamsAppId",
        /// `thumbnailUrl`: text.
        thumbnail_url: String = "thumbnailUrl",
    }
}

model! {
    /// `microsoft.graph.chatMessageHistoryItem`: complex type.
    ChatMessageHistoryItem = "microsoft.graph.chatMessageHistoryItem" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `actions`: `chatMessageActions`.
        actions: ChatMessageActions = "actions",
        /// `modifiedDateTime`: a moment.
        modified_date_time: DateTime = "modifiedDateTime",
        /// `reaction`: `chatMessageReaction`.
        reaction => ChatMessageReaction = "reaction",
    }
}

open_enum! {
    /// `microsoft.graph.chatMessageImportance`.
    ChatMessageImportance = "microsoft.graph.chatMessageImportance" {
        /// `normal`.
        Normal = "normal",
        /// `high`.
        High = "high",
        /// `urgent`.
        Urgent = "urgent",
    }
}

model! {
    /// `microsoft.graph.chatMessageMention`: complex type.
    ChatMessageMention = "microsoft.graph.chatMessageMention" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: a whole number.
        id: i64 = "id",
        /// `mentionText`: text.
        mention_text: String = "mentionText",
        /// `mentioned`: `chatMessageMentionedIdentitySet`.
        mentioned => ChatMessageMentionedIdentitySet = "mentioned",
    }
}

model! {
    /// `microsoft.graph.chatMessagePolicyViolation`: complex type.
    ChatMessagePolicyViolation = "microsoft.graph.chatMessagePolicyViolation" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `dlpAction`: `chatMessagePolicyViolationDlpActionTypes`.
        dlp_action: ChatMessagePolicyViolationDlpActionTypes = "dlpAction",
        /// `justificationText`: text.
        justification_text: String = "justificationText",
        /// `policyTip`: `chatMessagePolicyViolationPolicyTip`.
        policy_tip => ChatMessagePolicyViolationPolicyTip = "policyTip",
        /// `userAction`: `chatMessagePolicyViolationUserActionTypes`.
        user_action: ChatMessagePolicyViolationUserActionTypes = "userAction",
        /// `verdictDetails`: `chatMessagePolicyViolationVerdictDetailsTypes`.
        verdict_details: ChatMessagePolicyViolationVerdictDetailsTypes = "verdictDetails",
    }
}

open_enum! {
    /// `microsoft.graph.chatMessagePolicyViolationDlpActionTypes`, several joined by commas.
    ChatMessagePolicyViolationDlpActionTypes = "microsoft.graph.chatMessagePolicyViolationDlpActionTypes" {
        /// `none`.
        None = "none",
        /// `notifySender`.
        NotifySender = "notifySender",
        /// `blockAccess`.
        BlockAccess = "blockAccess",
        /// `blockAccessExternal`.
        BlockAccessExternal = "blockAccessExternal",
    }
}

model! {
    /// `microsoft.graph.chatMessagePolicyViolationPolicyTip`: complex type.
    ChatMessagePolicyViolationPolicyTip = "microsoft.graph.chatMessagePolicyViolationPolicyTip" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `complianceUrl`: text.
        compliance_url: String = "complianceUrl",
        /// `generalText`: text.
        general_text: String = "generalText",
        /// `matchedConditionDescriptions`: list of text.
        matched_condition_descriptions: Vec<String> = "matchedConditionDescriptions",
    }
}

open_enum! {
    /// `microsoft.graph.chatMessagePolicyViolationUserActionTypes`, several joined by commas.
    ChatMessagePolicyViolationUserActionTypes = "microsoft.graph.chatMessagePolicyViolationUserActionTypes" {
        /// `none`.
        None = "none",
        /// `override`.
        Override = "override",
        /// `reportFalsePositive`.
        ReportFalsePositive = "reportFalsePositive",
    }
}

open_enum! {
    /// `microsoft.graph.chatMessagePolicyViolationVerdictDetailsTypes`, several joined by commas.
    ChatMessagePolicyViolationVerdictDetailsTypes = "microsoft.graph.chatMessagePolicyViolationVerdictDetailsTypes" {
        /// `none`.
        None = "none",
        /// `allowFalsePositiveOverride`.
        AllowFalsePositiveOverride = "allowFalsePositiveOverride",
        /// `allowOverrideWithoutJustification`.
        AllowOverrideWithoutJustification = "allowOverrideWithoutJustification",
        /// `allowOverrideWithJustification`.
        AllowOverrideWithJustification = "allowOverrideWithJustification",
    }
}

model! {
    /// `microsoft.graph.chatMessageReaction`: complex type.
    ChatMessageReaction = "microsoft.graph.chatMessageReaction" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `reactionContentUrl`: text.
        reaction_content_url: String = "reactionContentUrl",
        /// `reactionType`: text.
        reaction_type: String = "reactionType",
        /// `user`: `chatMessageReactionIdentitySet`.
        user => ChatMessageReactionIdentitySet = "user",
    }
}

model! {
    /// `microsoft.graph.targetedChatMessage`: entity.
    ///
    /// Derives from `microsoft.graph.chatMessage`.
    TargetedChatMessage = "microsoft.graph.targetedChatMessage" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `attachments`: list of `chatMessageAttachment`.
        attachments: Vec<ChatMessageAttachment> = "attachments",
        /// `body`: `itemBody`.
        body => ItemBody = "body",
        /// `channelIdentity`: `channelIdentity`.
        channel_identity => ChannelIdentity = "channelIdentity",
        /// `chatId`: text.
        chat_id: String = "chatId",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `deletedDateTime`: a moment.
        deleted_date_time: DateTime = "deletedDateTime",
        /// `etag`: text.
        etag: String = "etag",
        /// `eventDetail`: `eventMessageDetail`.
        event_detail => EventMessageDetail = "eventDetail",
        /// `from`: `chatMessageFromIdentitySet`.
        from => ChatMessageFromIdentitySet = "from",
        /// `hostedContents`: list of `chatMessageHostedContent`; comes when expanded.
        hosted_contents: Vec<ChatMessageHostedContent> = "hostedContents",
        /// `importance`: `chatMessageImportance`.
        importance: ChatMessageImportance = "importance",
        /// `lastEditedDateTime`: a moment.
        last_edited_date_time: DateTime = "lastEditedDateTime",
        /// `lastModifiedDateTime`: a moment.
        last_modified_date_time: DateTime = "lastModifiedDateTime",
        /// `locale`: text.
        locale: String = "locale",
        /// `mentions`: list of `chatMessageMention`.
        mentions: Vec<ChatMessageMention> = "mentions",
        /// `messageHistory`: list of `chatMessageHistoryItem`.
        message_history: Vec<ChatMessageHistoryItem> = "messageHistory",
        /// `messageType`: `chatMessageType`.
        message_type: ChatMessageType = "messageType",
        /// `policyViolation`: `chatMessagePolicyViolation`.
        policy_violation => ChatMessagePolicyViolation = "policyViolation",
        /// `reactions`: list of `chatMessageReaction`.
        reactions: Vec<ChatMessageReaction> = "reactions",
        /// `replies`: list of `chatMessage`; comes when expanded.
        replies: Vec<ChatMessage> = "replies",
        /// `replyToId`: text.
        reply_to_id: String = "replyToId",
        /// `subject`: text.
        subject: String = "subject",
        /// `summary`: text.
        summary: String = "summary",
        /// `webUrl`: text.
        web_url: String = "webUrl",
        /// `recipient`: `identity`.
        recipient => Identity = "recipient",
    }
}

derives!(TargetedChatMessage: ChatMessage ["microsoft.graph.targetedChatMessage"]);

derives!(TargetedChatMessage: Entity ["microsoft.graph.targetedChatMessage"]);
