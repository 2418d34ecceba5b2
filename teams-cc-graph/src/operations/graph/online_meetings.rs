//! `onlineMeetings`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `onlineMeetings`.
    OnlineMeetings {
        /// `POST /users/{user-id}/onlineMeetings`.
        ///
        /// - An application needs `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.ReadWrite`.
        /// - Answer: 201. Clouds: global,usgov.
        fn create(user_id; crate::models::OnlineMeeting) => crate::models::OnlineMeeting = POST "/users/{}/onlineMeetings";
        /// `POST /users/{user-id}/onlineMeetings/createOrGet`.
        ///
        /// - An application needs `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn create_or_get(user_id; crate::models::requests::OnlineMeetingCreateOrGet) => crate::models::OnlineMeeting = POST "/users/{}/onlineMeetings/createOrGet";
        /// `GET /users/{user-id}/onlineMeetings`.
        ///
        /// - An application needs `OnlineMeetings.Read.All`, `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.Read`, `OnlineMeetings.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(user_id) => crate::models::Collection<crate::models::OnlineMeeting> = GET "/users/{}/onlineMeetings";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}`.
        ///
        /// - An application needs `OnlineMeetings.Read.All`, `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.Read`, `OnlineMeetings.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(user_id, online_meeting_id) => crate::models::OnlineMeeting = GET "/users/{}/onlineMeetings/{}";
        /// `PATCH /users/{user-id}/onlineMeetings/{onlineMeeting-id}`.
        ///
        /// - An application needs `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn update(user_id, online_meeting_id; crate::models::OnlineMeeting) => crate::models::OnlineMeeting = PATCH "/users/{}/onlineMeetings/{}";
        /// `DELETE /users/{user-id}/onlineMeetings/{onlineMeeting-id}`.
        ///
        /// - An application needs `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs `OnlineMeetings.ReadWrite`.
        /// - Answer: 204. Clouds: global,usgov.
        fn delete(user_id, online_meeting_id) => () = DELETE "/users/{}/onlineMeetings/{}";
        /// `GET /communications/onlineMeetings`.
        ///
        /// - An application needs at least `OnlineMeetings.Read.All`, or one of: `OnlineMeetings.Read.All`, `OnlineMeetings.ReadWrite.All`.
        /// - A signed-in user needs at least `OnlineMeetings.Read`, or one of: `OnlineMeetings.Read`, `OnlineMeetings.ReadWrite`.
        /// - Answer: 200. Clouds: global,usgov.
        fn find_by_vtc_id() => crate::models::Collection<crate::models::OnlineMeeting> = GET "/communications/onlineMeetings";
        /// `GET /users/{user-id}/onlineMeetings/{onlineMeeting-id}/attendeeReport`.
        ///
        /// - An application needs `OnlineMeetingArtifact.Read.All`.
        /// - A signed-in user needs `OnlineMeetingArtifact.Read.All`.
        /// - Answer: 200. Clouds: global,usgov.
        fn attendee_report(user_id, online_meeting_id) => crate::operations::Content = GET "/users/{}/onlineMeetings/{}/attendeeReport";
    }
}
