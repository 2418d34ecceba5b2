//! `presence`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `presence`.
    Presence {
        /// `GET /users/{user-id}/presence`.
        ///
        /// - An application needs at least `Presence.Read.All`, or one of: `Presence.Read.All`, `Presence.ReadWrite.All`.
        /// - A signed-in user needs at least `Presence.Read`, or one of: `Presence.Read`, `Presence.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id) => crate::models::Presence = GET "/users/{}/presence";
        /// `GET /communications/presences/{presence-id}`.
        ///
        /// - An application needs at least `Presence.Read.All`, or one of: `Presence.Read.All`, `Presence.ReadWrite.All`.
        /// - A signed-in user needs at least `Presence.Read`, or one of: `Presence.Read`, `Presence.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_by_id(presence_id) => crate::models::Presence = GET "/communications/presences/{}";
        /// `GET /communications/presences`.
        ///
        /// - An application needs at least `Presence.Read.All`, or one of: `Presence.Read.All`, `Presence.ReadWrite.All`.
        /// - A signed-in user needs at least `Presence.Read`, or one of: `Presence.Read`, `Presence.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn list() => crate::models::Collection<crate::models::Presence> = GET "/communications/presences";
        /// `POST /communications/getPresencesByUserId`.
        ///
        /// - An application needs at least `Presence.Read.All`, or one of: `Presence.Read.All`, `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get_by_user_ids(; crate::models::requests::CloudCommunicationsGetPresencesByUserId) => crate::models::Collection<crate::models::Presence> = POST "/communications/getPresencesByUserId";
        /// `POST /users/{user-id}/presence/setPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_presence(user_id; crate::models::requests::PresenceSetPresence) => () = POST "/users/{}/presence/setPresence";
        /// `POST /users/{user-id}/presence/clearPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn clear_presence(user_id; crate::models::requests::PresenceClearPresence) => () = POST "/users/{}/presence/clearPresence";
        /// `POST /users/{user-id}/presence/setUserPreferredPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_user_preferred_presence(user_id; crate::models::requests::PresenceSetUserPreferredPresence) => () = POST "/users/{}/presence/setUserPreferredPresence";
        /// `POST /users/{user-id}/presence/clearUserPreferredPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn clear_user_preferred_presence(user_id) => () = POST "/users/{}/presence/clearUserPreferredPresence";
        /// `POST /users/{user-id}/presence/setStatusMessage`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_status_message(user_id; crate::models::requests::PresenceSetStatusMessage) => () = POST "/users/{}/presence/setStatusMessage";
        /// `POST /users/{user-id}/presence/setAutomaticLocation`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn set_automatic_location(user_id; crate::models::requests::PresenceSetAutomaticLocation) => () = POST "/users/{}/presence/setAutomaticLocation";
        /// `POST /users/{user-id}/presence/clearAutomaticLocation`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn clear_automatic_location(user_id) => () = POST "/users/{}/presence/clearAutomaticLocation";
        /// `POST /users/{user-id}/presence/setManualLocation`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn set_manual_location(user_id; crate::models::requests::PresenceSetManualLocation) => () = POST "/users/{}/presence/setManualLocation";
        /// `POST /users/{user-id}/presence/clearLocation`.
        ///
        /// - An application: not supported.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global.
        fn clear_location(user_id) => () = POST "/users/{}/presence/clearLocation";
        /// `POST /communications/presences/{presence-id}/setPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_presence_by_id(presence_id; crate::models::requests::PresenceSetPresence) => () = POST "/communications/presences/{}/setPresence";
        /// `POST /communications/presences/{presence-id}/clearPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn clear_presence_by_id(presence_id; crate::models::requests::PresenceClearPresence) => () = POST "/communications/presences/{}/clearPresence";
        /// `POST /communications/presences/{presence-id}/setUserPreferredPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_user_preferred_presence_by_id(presence_id; crate::models::requests::PresenceSetUserPreferredPresence) => () = POST "/communications/presences/{}/setUserPreferredPresence";
        /// `POST /communications/presences/{presence-id}/clearUserPreferredPresence`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn clear_user_preferred_presence_by_id(presence_id) => () = POST "/communications/presences/{}/clearUserPreferredPresence";
        /// `POST /communications/presences/{presence-id}/setStatusMessage`.
        ///
        /// - An application needs `Presence.ReadWrite.All`.
        /// - A signed-in user needs `Presence.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn set_status_message_by_id(presence_id; crate::models::requests::PresenceSetStatusMessage) => () = POST "/communications/presences/{}/setStatusMessage";
    }
}
