//! `users.teamwork`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::UsersTeamworkInstalledApps;
use crate::operations::macros::operations;

operations! {
    /// The operations on `users.teamwork`.
    UsersTeamwork {
        leads to [
        /// `users.teamwork.installedApps`.
        installed_apps: UsersTeamworkInstalledApps,
        ]
        /// `POST /users/{user-id}/teamwork/sendActivityNotification`.
        ///
        /// - An application needs at least `TeamsActivity.Send.User`, or one of: `TeamsActivity.Send`, `TeamsActivity.Send.User`.
        /// - A signed-in user needs `TeamsActivity.Send`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn send_activity_notification(user_id; crate::models::requests::UserTeamworkSendActivityNotification) => () = POST "/users/{}/teamwork/sendActivityNotification";
    }
}
