//! `chats.installedApps`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `chats.installedApps`.
    ChatsInstalledApps {
        /// `GET /chats/{chat-id}/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadForChat.All`, `TeamsAppInstallation.ReadWriteSelfForChat.All`, or one of: `Chat.Manage.Chat`, `TeamsAppInstallation.ManageSelectedForChat.All`, `TeamsAppInstallation.Read.All`, `TeamsAppInstallation.Read.Chat`, `TeamsAppInstallation.ReadForChat.All`, `TeamsAppInstallation.ReadWriteAndConsentForChat.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All`, `TeamsAppInstallation.ReadWriteForChat.All`, `TeamsAppInstallation.ReadWriteSelfForChat.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadForChat`, `TeamsAppInstallation.ReadWriteSelfForChat`, or one of: `TeamsAppInstallation.ManageSelectedForChat`, `TeamsAppInstallation.ReadForChat`, `TeamsAppInstallation.ReadWriteAndConsentForChat`, `TeamsAppInstallation.ReadWriteAndConsentSelfForChat`, `TeamsAppInstallation.ReadWriteForChat`, `TeamsAppInstallation.ReadWriteSelfForChat`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(chat_id) => crate::models::Collection<crate::models::TeamsAppInstallation> = GET "/chats/{}/installedApps";
        /// `POST /chats/{chat-id}/installedApps`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForChat.All`, or one of: `Chat.Manage.Chat`, `TeamsAppInstallation.ManageSelectedForChat.All`, `TeamsAppInstallation.ReadWriteAndConsentForChat.All`, `TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All`, `TeamsAppInstallation.ReadWriteForChat.All`, `TeamsAppInstallation.ReadWriteSelfForChat.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForChat`, or one of: `TeamsAppInstallation.ManageSelectedForChat`, `TeamsAppInstallation.ReadWriteAndConsentForChat`, `TeamsAppInstallation.ReadWriteAndConsentSelfForChat`, `TeamsAppInstallation.ReadWriteForChat`, `TeamsAppInstallation.ReadWriteSelfForChat`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(chat_id; crate::models::TeamsAppInstallation) => crate::models::TeamsAppInstallation = POST "/chats/{}/installedApps";
        /// `DELETE /chats/{chat-id}/installedApps/{teamsAppInstallation-id}`.
        ///
        /// - An application needs at least `TeamsAppInstallation.ReadWriteSelfForChat.All`, or one of: `Chat.Manage.Chat`, `TeamsAppInstallation.ManageSelectedForChat.All`, `TeamsAppInstallation.ReadWriteForChat.All`, `TeamsAppInstallation.ReadWriteSelfForChat.All`.
        /// - A signed-in user needs at least `TeamsAppInstallation.ReadWriteSelfForChat`, or one of: `TeamsAppInstallation.ManageSelectedForChat`, `TeamsAppInstallation.ReadWriteForChat`, `TeamsAppInstallation.ReadWriteSelfForChat`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(chat_id, teams_app_installation_id) => () = DELETE "/chats/{}/installedApps/{}";
    }
}
