//! `callSettings.delegates`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `callSettings.delegates`.
    CallSettingsDelegates {
        /// `GET /users/{user-id}/communications/callSettings/delegates`, beta.
        ///
        /// - An application needs at least `CallDelegation.Read.All`, or one of: `CallDelegation.Read.All`, `CallDelegation.ReadWrite.All`.
        /// - A signed-in user needs at least `CallDelegation.Read`, or one of: `CallDelegation.Read`, `CallDelegation.ReadWrite`.
        /// - Answer: 200. Clouds: .
        fn list(user_id) => crate::models::Collection<crate::models::DelegationSettings> = GET "/beta/users/{}/communications/callSettings/delegates";
        /// `POST /users/{user-id}/communications/callSettings/delegates`, beta.
        ///
        /// - An application needs `CallDelegation.ReadWrite.All`.
        /// - A signed-in user needs `CallDelegation.ReadWrite`.
        /// - Answer: 201. Clouds: .
        fn add(user_id; crate::models::DelegationSettings) => crate::models::DelegationSettings = POST "/beta/users/{}/communications/callSettings/delegates";
        /// `PATCH /users/{user-id}/communications/callSettings/delegates/{delegationSettings-id}`, beta.
        ///
        /// - An application needs `CallDelegation.ReadWrite.All`.
        /// - A signed-in user needs `CallDelegation.ReadWrite`.
        /// - Answer: 200. Clouds: .
        fn update(user_id, delegation_settings_id; crate::models::DelegationSettings) => crate::models::DelegationSettings = PATCH "/beta/users/{}/communications/callSettings/delegates/{}";
        /// `DELETE /users/{user-id}/communications/callSettings/delegates/{delegationSettings-id}`, beta.
        ///
        /// - An application needs `CallDelegation.ReadWrite.All`.
        /// - A signed-in user needs `CallDelegation.ReadWrite`.
        /// - Answer: 204. Clouds: .
        fn remove(user_id, delegation_settings_id) => () = DELETE "/beta/users/{}/communications/callSettings/delegates/{}";
    }
}
