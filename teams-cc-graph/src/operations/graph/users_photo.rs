//! `users.photo`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `users.photo`.
    UsersPhoto {
        /// `GET /users/{user-id}/photo/$value`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn value(user_id) => crate::operations::Content = GET "/users/{}/photo/$value";
    }
}
