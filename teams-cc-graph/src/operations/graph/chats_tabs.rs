//! `chats.tabs`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `chats.tabs`.
    ChatsTabs {
        /// `GET /chats/{chat-id}/tabs`.
        ///
        /// - An application needs at least `TeamsTab.Read.All`, or one of: `TeamsTab.Read.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForChat.All`, `TeamsTab.ReadWriteSelfForChat.All`.
        /// - A signed-in user needs at least `TeamsTab.Read.All`, or one of: `TeamsTab.Read.All`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForChat`, `TeamsTab.ReadWriteSelfForChat`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(chat_id) => crate::models::Collection<crate::models::TeamsTab> = GET "/chats/{}/tabs";
        /// `POST /chats/{chat-id}/tabs`.
        ///
        /// - An application needs at least `TeamsTab.Create`, or one of: `TeamsTab.Create`, `TeamsTab.Create.Chat`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWrite.Chat`, `TeamsTab.ReadWriteForChat.All`, `TeamsTab.ReadWriteSelfForChat.All`.
        /// - A signed-in user needs at least `TeamsTab.Create`, or one of: `TeamsTab.Create`, `TeamsTab.ReadWrite.All`, `TeamsTab.ReadWriteForChat`, `TeamsTab.ReadWriteSelfForChat`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(chat_id; crate::models::TeamsTab) => crate::models::TeamsTab = POST "/chats/{}/tabs";
    }
}
