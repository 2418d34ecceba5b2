//! `channels`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::ChannelsMembers;
use super::ChannelsMessages;
use super::ChannelsTabs;
use crate::operations::macros::operations;

operations! {
    /// The operations on `channels`.
    Channels {
        leads to [
        /// `channels.members`.
        members: ChannelsMembers,
        /// `channels.messages`.
        messages: ChannelsMessages,
        /// `channels.tabs`.
        tabs: ChannelsTabs,
        ]
        /// `GET /teams/{team-id}/channels`.
        ///
        /// - An application needs at least `ChannelSettings.Read.Group`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.Read.Group`, `ChannelSettings.ReadWrite.All`, `ChannelSettings.ReadWrite.Group`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `Channel.ReadBasic.All`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id) => crate::models::Collection<crate::models::Channel> = GET "/teams/{}/channels";
        /// `POST /teams/{team-id}/channels`.
        ///
        /// - An application needs at least `Channel.Create.Group`, or one of: `Channel.Create`, `Channel.Create.Group`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`, `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `Channel.Create`, or one of: `Channel.Create`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn create(team_id; crate::models::Channel) => crate::models::Channel = POST "/teams/{}/channels";
        /// `GET /teams/{team-id}/channels/{channel-id}`.
        ///
        /// - An application needs at least `ChannelSettings.Read.Group`, `ChannelSettings.ReadWrite.Group`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.Read.Group`, `ChannelSettings.ReadWrite.All`, `ChannelSettings.ReadWrite.Group`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `Channel.ReadBasic.All`, `ChannelSettings.ReadWrite.All`, or one of: `Channel.ReadBasic.All`, `ChannelSettings.Read.All`, `ChannelSettings.ReadWrite.All`, `Directory.Read.All`, `Directory.ReadWrite.All`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(team_id, channel_id) => crate::models::Channel = GET "/teams/{}/channels/{}";
        /// `PATCH /teams/{team-id}/channels/{channel-id}`.
        ///
        /// - An application needs at least `ChannelSettings.ReadWrite.Group`, or one of: `ChannelSettings.ReadWrite.All`, `ChannelSettings.ReadWrite.Group`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `ChannelSettings.ReadWrite.All`, or one of: `ChannelSettings.ReadWrite.All`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn update(team_id, channel_id; crate::models::Channel) => crate::models::Channel = PATCH "/teams/{}/channels/{}";
        /// `DELETE /teams/{team-id}/channels/{channel-id}`.
        ///
        /// - An application needs at least `Channel.Delete.Group`, or one of: `Channel.Delete.All`, `Channel.Delete.Group`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `Channel.Delete.All`, or one of: `Channel.Delete.All`, `Directory.ReadWrite.All`, `Group.ReadWrite.All`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn delete(team_id, channel_id) => () = DELETE "/teams/{}/channels/{}";
    }
}
