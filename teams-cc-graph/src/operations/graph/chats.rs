//! `chats`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::ChatsInstalledApps;
use super::ChatsMembers;
use super::ChatsMessages;
use super::ChatsTabs;
use crate::operations::macros::operations;

operations! {
    /// The operations on `chats`.
    Chats {
        leads to [
        /// `chats.installedApps`.
        installed_apps: ChatsInstalledApps,
        /// `chats.members`.
        members: ChatsMembers,
        /// `chats.messages`.
        messages: ChatsMessages,
        /// `chats.tabs`.
        tabs: ChatsTabs,
        ]
        /// `POST /chats`.
        ///
        /// - An application needs `Chat.Create`.
        /// - A signed-in user needs at least `Chat.Create`, or one of: `Chat.Create`, `Chat.ReadWrite`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn create(; crate::models::Chat) => crate::models::Chat = POST "/chats";
        /// `GET /chats`.
        ///
        /// - An application needs at least `Chat.ReadBasic.All`, or one of: `Chat.Read.All`, `Chat.ReadBasic.All`, `Chat.ReadWrite.All`.
        /// - A signed-in user needs at least `Chat.ReadBasic`, or one of: `Chat.Read`, `Chat.ReadBasic`, `Chat.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::Chat> = GET "/chats";
        /// `GET /chats/{chat-id}`.
        ///
        /// - An application needs at least `Chat.ReadBasic.All`, `ChatSettings.ReadWrite.Chat`, or one of: `Chat.Manage.Chat`, `Chat.Read.All`, `Chat.ReadBasic.All`, `ChatSettings.Read.Chat`, `ChatSettings.ReadWrite.Chat`.
        /// - A signed-in user needs at least `Chat.ReadBasic`, `Chat.ReadWrite`, or one of: `Chat.Read`, `Chat.ReadBasic`, `Chat.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(chat_id) => crate::models::Chat = GET "/chats/{}";
        /// `PATCH /chats/{chat-id}`.
        ///
        /// - An application needs at least `ChatSettings.ReadWrite.Chat`, or one of: `Chat.ReadWrite.All`, `ChatSettings.ReadWrite.Chat`.
        /// - A signed-in user needs `Chat.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn update(chat_id; crate::models::Chat) => crate::models::Chat = PATCH "/chats/{}";
        /// `DELETE /chats/{chat-id}`.
        ///
        /// - An application needs at least `Chat.ManageDeletion.Chat`, or one of: `Chat.ManageDeletion.All`, `Chat.ManageDeletion.Chat`.
        /// - A signed-in user needs `Chat.ManageDeletion.All`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn delete(chat_id) => () = DELETE "/chats/{}";
        /// `GET /users/{user-id}/chats`.
        ///
        /// - An application needs at least `Chat.ReadBasic.All`, or one of: `Chat.ReadBasic.All`, `Chat.ReadWrite.All`.
        /// - A signed-in user needs at least `Chat.ReadBasic`, or one of: `Chat.Read`, `Chat.ReadBasic`, `Chat.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list_for_user(user_id) => crate::models::Collection<crate::models::Chat> = GET "/users/{}/chats";
        /// `GET /users/{user-id}/chats/getAllMessages()`.
        ///
        /// - An application needs at least `Chat.Read.All`, or one of: `Chat.Read.All`, `Chat.ReadWrite.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get_all_messages(user_id) => crate::models::Collection<crate::models::ChatMessage> = GET "/users/{}/chats/getAllMessages()";
        /// `POST /chats/{chat-id}/markChatReadForUser`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Chat.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn mark_read_for_user(chat_id; crate::models::requests::ChatMarkChatReadForUser) => () = POST "/chats/{}/markChatReadForUser";
        /// `POST /chats/{chat-id}/hideForUser`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Chat.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn hide_for_user(chat_id; crate::models::requests::ChatHideForUser) => () = POST "/chats/{}/hideForUser";
        /// `POST /chats/{chat-id}/sendActivityNotification`.
        ///
        /// - An application needs at least `TeamsActivity.Send.Chat`, or one of: `TeamsActivity.Send`, `TeamsActivity.Send.Chat`.
        /// - A signed-in user needs `TeamsActivity.Send`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn send_activity_notification(chat_id; crate::models::requests::ChatSendActivityNotification) => () = POST "/chats/{}/sendActivityNotification";
    }
}
