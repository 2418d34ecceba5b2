//! `chats.messages.hostedContents`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `chats.messages.hostedContents`.
    ChatsMessagesHostedContents {
        /// `GET /chats/{chat-id}/messages/{chatMessage-id}/hostedContents`.
        ///
        /// - An application needs at least `ChatMessage.Read.Chat`, or one of: `Chat.Read.All`, `Chat.ReadWrite.All`, `ChatMessage.Read.Chat`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - A signed-in user needs at least `Chat.Read`, or one of: `Chat.Read`, `Chat.ReadWrite`, `Group.Read.All`, `Group.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(chat_id, chat_message_id) => crate::models::Collection<crate::models::ChatMessageHostedContent> = GET "/chats/{}/messages/{}/hostedContents";
        /// `GET /chats/{chat-id}/messages/{chatMessage-id}/hostedContents/{chatMessageHostedContent-id}/$value`.
        ///
        /// - An application needs `ChatMessage.Read.Chat`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn value(chat_id, chat_message_id, chat_message_hosted_content_id) => crate::operations::Content = GET "/chats/{}/messages/{}/hostedContents/{}/$value";
    }
}
