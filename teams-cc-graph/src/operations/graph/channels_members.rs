//! `channels.members`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `channels.members`.
    ChannelsMembers {
        /// `GET /teams/{team-id}/channels/{channel-id}/members`.
        ///
        /// - An application needs at least `ChannelMember.Read.Group`, or one of: `ChannelMember.Read.All`, `ChannelMember.Read.Group`, `ChannelMember.ReadWrite.All`, `ChannelMember.ReadWrite.Group`.
        /// - A signed-in user needs at least `ChannelMember.Read.All`, or one of: `ChannelMember.Read.All`, `ChannelMember.ReadWrite.All`, `Group.Read.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id, channel_id) => crate::models::Collection<crate::models::ConversationMember> = GET "/teams/{}/channels/{}/members";
        /// `POST /teams/{team-id}/channels/{channel-id}/members`.
        ///
        /// - An application needs at least `ChannelMember.ReadWrite.Group`, or one of: `ChannelMember.ReadWrite.All`, `ChannelMember.ReadWrite.Group`.
        /// - A signed-in user needs `ChannelMember.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(team_id, channel_id; crate::models::ConversationMember) => crate::models::ConversationMember = POST "/teams/{}/channels/{}/members";
    }
}
