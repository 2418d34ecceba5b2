//! `chats.messages`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::ChatsMessagesHostedContents;
use crate::operations::macros::operations;

operations! {
    /// The operations on `chats.messages`.
    ChatsMessages {
        leads to [
        /// `chats.messages.hostedContents`.
        hosted_contents: ChatsMessagesHostedContents,
        ]
        /// `GET /chats/{chat-id}/messages`.
        ///
        /// - An application needs at least `ChatMessage.Read.Chat`, or one of: `Chat.Read.All`, `Chat.ReadWrite.All`, `ChatMessage.Read.Chat`.
        /// - A signed-in user needs at least `Chat.Read`, or one of: `Chat.Read`, `Chat.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(chat_id) => crate::models::Collection<crate::models::ChatMessage> = GET "/chats/{}/messages";
        /// `POST /chats/{chat-id}/messages`.
        ///
        /// - An application needs one of: `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `ChatMessage.Send`, or one of: `Chat.ReadWrite`, `ChatMessage.Send`, `Group.ReadWrite.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn send(chat_id; crate::models::ChatMessage) => crate::models::ChatMessage = POST "/chats/{}/messages";
        /// `GET /chats/{chat-id}/messages/{chatMessage-id}`.
        ///
        /// - An application needs at least `ChatMessage.Read.Chat`, or one of: `Chat.Read.All`, `ChatMessage.Read.Chat`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `Chat.Read`, `Chat.ReadWrite`, or one of: `Chat.Read`, `Chat.ReadWrite`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(chat_id, chat_message_id) => crate::models::ChatMessage = GET "/chats/{}/messages/{}";
        /// `PATCH /chats/{chat-id}/messages/{chatMessage-id}`.
        ///
        /// - An application needs at least `Chat.UpdatePolicyViolation.All`, or one of: `Chat.ReadWrite.All`, `Chat.UpdatePolicyViolation.All`, `Group.ReadWrite.All`, `Teamwork.Migrate.All`.
        /// - A signed-in user needs at least `Chat.ReadWrite`, or one of: `Chat.ReadWrite`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn update(chat_id, chat_message_id; crate::models::ChatMessage) => crate::models::ChatMessage = PATCH "/chats/{}/messages/{}";
        /// `POST /users/{user-id}/chats/{chat-id}/messages/{chatMessage-id}/softDelete`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Chat.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn soft_delete_for_user(user_id, chat_id, chat_message_id) => () = POST "/users/{}/chats/{}/messages/{}/softDelete";
        /// `POST /chats/{chat-id}/messages/{chatMessage-id}/setReaction`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn set_reaction(chat_id, chat_message_id; crate::models::requests::ChatMessageSetReaction) => () = POST "/chats/{}/messages/{}/setReaction";
        /// `POST /chats/{chat-id}/messages/replyWithQuote`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn reply_with_quote(chat_id; crate::models::requests::ChatMessageReplyWithQuote) => crate::models::ChatMessage = POST "/chats/{}/messages/replyWithQuote";
    }
}
