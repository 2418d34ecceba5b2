//! `contentSharingSessions`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `contentSharingSessions`.
    ContentSharingSessions {
        /// `GET /communications/calls/{call-id}/contentSharingSessions`.
        ///
        /// - An application needs at least `Calls.JoinGroupCallAsGuest.All`, or one of: `Calls.Initiate.All`, `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallAsGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn list(call_id) => crate::models::Collection<crate::models::ContentSharingSession> = GET "/communications/calls/{}/contentSharingSessions";
        /// `GET /communications/calls/{call-id}/contentSharingSessions/{contentSharingSession-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCallAsGuest.All`, or one of: `Calls.Initiate.All`, `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallAsGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn get(call_id, content_sharing_session_id) => crate::models::ContentSharingSession = GET "/communications/calls/{}/contentSharingSessions/{}";
    }
}
