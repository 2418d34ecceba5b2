//! `chats.members`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `chats.members`.
    ChatsMembers {
        /// `GET /chats/{chat-id}/members`.
        ///
        /// - An application needs at least `Chat.Manage.Chat`, `ChatMember.Read.All`, or one of: `Chat.Manage.Chat`, `Chat.Read.All`, `Chat.ReadBasic.All`, `Chat.ReadWrite.All`, `ChatMember.Read.All`, `ChatMember.Read.Chat`, `ChatMember.ReadWrite.All`.
        /// - A signed-in user needs at least `Chat.ReadBasic`, `ChatMember.ReadWrite`, or one of: `Chat.Read`, `Chat.ReadBasic`, `Chat.ReadWrite`, `ChatMember.Read`, `ChatMember.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(chat_id) => crate::models::Collection<crate::models::ConversationMember> = GET "/chats/{}/members";
        /// `POST /chats/{chat-id}/members`.
        ///
        /// - An application needs at least `Chat.Manage.Chat`, or one of: `Chat.Manage.Chat`, `Chat.ReadWrite.All`, `ChatMember.ReadWrite.All`.
        /// - A signed-in user needs at least `ChatMember.ReadWrite`, or one of: `Chat.ReadWrite`, `ChatMember.ReadWrite`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(chat_id; crate::models::ConversationMember) => crate::models::ConversationMember = POST "/chats/{}/members";
        /// `GET /chats/{chat-id}/members/{conversationMember-id}`.
        ///
        /// - An application needs at least `ChatMember.Read.All`, `ChatMember.ReadWrite.All`, or one of: `Chat.Manage.Chat`, `Chat.Read.All`, `Chat.ReadBasic.All`, `Chat.ReadWrite.All`, `ChatMember.Read.All`, `ChatMember.Read.Chat`, `ChatMember.ReadWrite.All`, `TeamMember.Read.Group`.
        /// - A signed-in user needs at least `Chat.ReadBasic`, `ChatMember.ReadWrite`, or one of: `Chat.Read`, `Chat.ReadBasic`, `Chat.ReadWrite`, `ChatMember.Read`, `ChatMember.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(chat_id, conversation_member_id) => crate::models::ConversationMember = GET "/chats/{}/members/{}";
        /// `DELETE /chats/{chat-id}/members/{conversationMember-id}`.
        ///
        /// - An application needs at least `ChatMember.ReadWrite.All`, or one of: `Chat.Manage.Chat`, `ChatMember.ReadWrite.All`.
        /// - A signed-in user needs `ChatMember.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(chat_id, conversation_member_id) => () = DELETE "/chats/{}/members/{}";
    }
}
