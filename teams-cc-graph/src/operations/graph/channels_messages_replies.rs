//! `channels.messages.replies`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `channels.messages.replies`.
    ChannelsMessagesReplies {
        /// `GET /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies`.
        ///
        /// - An application needs at least `ChannelMessage.Read.Group`, or one of: `ChannelMessage.Read.All`, `ChannelMessage.Read.Group`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `ChannelMessage.Read.All`, or one of: `ChannelMessage.Read.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id, channel_id, chat_message_id) => crate::models::Collection<crate::models::ChatMessage> = GET "/teams/{}/channels/{}/messages/{}/replies";
    }
}
