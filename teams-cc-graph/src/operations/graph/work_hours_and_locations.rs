//! `workHoursAndLocations`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `workHoursAndLocations`.
    WorkHoursAndLocations {
        /// `GET /users/{user-id}/settings/workHoursAndLocations`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs at least `MailboxSettings.Read`, or one of: `Calendars.Read`, `Calendars.ReadWrite`, `MailboxSettings.Read`, `MailboxSettings.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn get(user_id) => serde_json::Value = GET "/users/{}/settings/workHoursAndLocations";
    }
}
