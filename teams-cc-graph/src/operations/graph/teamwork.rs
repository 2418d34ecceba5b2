//! `teamwork`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `teamwork`.
    Teamwork {
        /// `POST /teamwork/sendActivityNotificationToRecipients`.
        ///
        /// - An application needs at least `TeamsActivity.Send.User`, or one of: `TeamsActivity.Send`, `TeamsActivity.Send.User`.
        /// - A signed-in user needs `TeamsActivity.Send`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn send_activity_notification_to_recipients(; crate::models::requests::TeamworkSendActivityNotificationToRecipients) => () = POST "/teamwork/sendActivityNotificationToRecipients";
    }
}
