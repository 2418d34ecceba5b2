//! `callSettings`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::CallSettingsDelegates;
use super::CallSettingsDelegators;
use crate::operations::macros::operations;

operations! {
    /// The operations on `callSettings`.
    CallSettings {
        leads to [
        /// `callSettings.delegates`.
        delegates: CallSettingsDelegates,
        /// `callSettings.delegators`.
        delegators: CallSettingsDelegators,
        ]
        /// `GET /users/{user-id}/communications/callSettings`, beta.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: .
        fn get(user_id) => crate::models::CallSettings = GET "/beta/users/{}/communications/callSettings";
    }
}
