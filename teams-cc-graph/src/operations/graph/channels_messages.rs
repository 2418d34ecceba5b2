//! `channels.messages`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::ChannelsMessagesReplies;
use crate::operations::macros::operations;

operations! {
    /// The operations on `channels.messages`.
    ChannelsMessages {
        leads to [
        /// `channels.messages.replies`.
        replies: ChannelsMessagesReplies,
        ]
        /// `GET /teams/{team-id}/channels/{channel-id}/messages`.
        ///
        /// - An application needs at least `ChannelMessage.Read.Group`, or one of: `ChannelMessage.Read.All`, `ChannelMessage.Read.Group`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `ChannelMessage.Read.All`, or one of: `ChannelMessage.Read.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id, channel_id) => crate::models::Collection<crate::models::ChatMessage> = GET "/teams/{}/channels/{}/messages";
        /// `POST /teams/{team-id}/channels/{channel-id}/messages`.
        ///
        /// - An application needs one of: `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `ChannelMessage.Send`, or one of: `ChannelMessage.Send`, `Group.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn send(team_id, channel_id; crate::models::ChatMessage) => crate::models::ChatMessage = POST "/teams/{}/channels/{}/messages";
        /// `GET /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}`.
        ///
        /// - An application needs at least `ChannelMessage.Read.Group`, or one of: `ChannelMessage.Read.All`, `ChannelMessage.Read.Group`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `ChannelMessage.Read.All`, or one of: `ChannelMessage.Read.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(team_id, channel_id, chat_message_id) => crate::models::ChatMessage = GET "/teams/{}/channels/{}/messages/{}";
        /// `POST /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/replies`.
        ///
        /// - An application needs one of: `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `ChannelMessage.Send`, or one of: `ChannelMessage.Send`, `Group.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn reply(team_id, channel_id, chat_message_id; crate::models::ChatMessage) => crate::models::ChatMessage = POST "/teams/{}/channels/{}/messages/{}/replies";
        /// `GET /teams/{team-id}/channels/{channel-id}/messages/delta()`.
        ///
        /// - An application needs at least `ChannelMessage.Read.Group`, or one of: `ChannelMessage.Read.All`, `ChannelMessage.Read.Group`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `ChannelMessage.Read.All`, or one of: `ChannelMessage.Read.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn delta(team_id, channel_id) => crate::models::Collection<crate::models::ChatMessage> = GET "/teams/{}/channels/{}/messages/delta()";
        /// `POST /teams/{team-id}/channels/{channel-id}/messages/{chatMessage-id}/softDelete`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `ChannelMessage.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn soft_delete(team_id, channel_id, chat_message_id) => () = POST "/teams/{}/channels/{}/messages/{}/softDelete";
    }
}
