//! `participants`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `participants`.
    Participants {
        /// `GET /communications/calls/{call-id}/participants`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn list(call_id) => crate::models::Collection<crate::models::Participant> = GET "/communications/calls/{}/participants";
        /// `GET /communications/calls/{call-id}/participants/{participant-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_id, participant_id) => crate::models::Participant = GET "/communications/calls/{}/participants/{}";
        /// `DELETE /communications/calls/{call-id}/participants/{participant-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 204. Clouds: global,usgov.
        fn remove(call_id, participant_id) => () = DELETE "/communications/calls/{}/participants/{}";
        /// `POST /communications/calls/{call-id}/participants/invite`.
        ///
        /// - An application needs `Calls.InitiateGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn invite(call_id; crate::models::requests::ParticipantInvite) => crate::models::InviteParticipantsOperation = POST "/communications/calls/{}/participants/invite";
        /// `POST /communications/calls/{call-id}/participants/{participant-id}/mute`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn mute(call_id, participant_id; crate::models::requests::ParticipantMute) => crate::models::MuteParticipantOperation = POST "/communications/calls/{}/participants/{}/mute";
        /// `POST /communications/calls/{call-id}/participants/{participant-id}/startHoldMusic`.
        ///
        /// - An application needs at least `Calls.JoinGroupCallasGuest.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn start_hold_music(call_id, participant_id; crate::models::requests::ParticipantStartHoldMusic) => crate::models::StartHoldMusicOperation = POST "/communications/calls/{}/participants/{}/startHoldMusic";
        /// `POST /communications/calls/{call-id}/participants/{participant-id}/stopHoldMusic`.
        ///
        /// - An application needs at least `Calls.JoinGroupCallasGuest.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn stop_hold_music(call_id, participant_id; crate::models::requests::ParticipantStopHoldMusic) => crate::models::StopHoldMusicOperation = POST "/communications/calls/{}/participants/{}/stopHoldMusic";
        /// `POST /communications/calls/{call-id}/participants/muteAll`, beta.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallasGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn mute_all(call_id; serde_json::Value) => crate::models::MuteParticipantsOperation = POST "/beta/communications/calls/{}/participants/muteAll";
        /// `POST /communications/calls/{call-id}/participants/{participant-id}/reportSyntheticMedia`, beta.
        ///
        /// - An application needs `Calls.ReportSyntheticMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 204. Clouds: .
        fn report_synthetic_media(call_id, participant_id; serde_json::Value) => () = POST "/beta/communications/calls/{}/participants/{}/reportSyntheticMedia";
    }
}
