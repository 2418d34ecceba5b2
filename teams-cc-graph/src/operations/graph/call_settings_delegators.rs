//! `callSettings.delegators`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callSettings.delegators`.
    CallSettingsDelegators {
        /// `GET /users/{user-id}/communications/callSettings/delegators`, beta.
        ///
        /// - An application needs at least `CallDelegation.Read.All`, or one of: `CallDelegation.Read.All`, `CallDelegation.ReadWrite.All`.
        /// - A signed-in user needs at least `CallDelegation.Read`, or one of: `CallDelegation.Read`, `CallDelegation.ReadWrite`.
        /// - Answer: 200. Clouds: .
        fn list(user_id) => crate::models::Collection<crate::models::DelegationSettings> = GET "/beta/users/{}/communications/callSettings/delegators";
    }
}
