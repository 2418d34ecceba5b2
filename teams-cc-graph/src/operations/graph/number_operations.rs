//! `numberOperations`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `numberOperations`.
    NumberOperations {
        /// `GET /admin/teams/telephoneNumberManagement/operations/{telephoneNumberLongRunningOperation-id}`.
        ///
        /// - An application needs at least `TeamsTelephoneNumber.Read.All`, or one of: `TeamsTelephoneNumber.Read.All`, `TeamsTelephoneNumber.ReadWrite.All`.
        /// - A signed-in user needs at least `TeamsTelephoneNumber.Read.All`, or one of: `TeamsTelephoneNumber.Read.All`, `TeamsTelephoneNumber.ReadWrite.All`.
        /// - Answer: 200. Clouds: global.
        fn get(telephone_number_long_running_operation_id) => crate::models::teams_administration::TelephoneNumberLongRunningOperation = GET "/admin/teams/telephoneNumberManagement/operations/{}";
    }
}
