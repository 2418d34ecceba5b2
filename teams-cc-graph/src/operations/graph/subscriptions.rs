//! `subscriptions`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `subscriptions`.
    Subscriptions {
        /// `POST /subscriptions`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn create(; crate::models::Subscription) => crate::models::Subscription = POST "/subscriptions";
        /// `GET /subscriptions`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list() => crate::models::Collection<crate::models::Subscription> = GET "/subscriptions";
        /// `GET /subscriptions/{subscription-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn get(subscription_id) => crate::models::Subscription = GET "/subscriptions/{}";
        /// `PATCH /subscriptions/{subscription-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn update(subscription_id; crate::models::Subscription) => crate::models::Subscription = PATCH "/subscriptions/{}";
        /// `DELETE /subscriptions/{subscription-id}`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn delete(subscription_id) => () = DELETE "/subscriptions/{}";
        /// `POST /subscriptions/{subscription-id}/reauthorize`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn reauthorize(subscription_id) => () = POST "/subscriptions/{}/reauthorize";
    }
}
