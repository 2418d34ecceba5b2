//! `calls`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `calls`.
    Calls {
        /// `POST /communications/calls`.
        ///
        /// - An application needs at least `Calls.JoinGroupCalls.Chat`, or one of: `Calls.Initiate.All`, `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallAsGuest.All`, `Calls.JoinGroupCalls.Chat`.
        /// - A signed-in user: not supported.
        /// - Answer: 201. Clouds: global,usgov.
        fn create(; crate::models::Call) => crate::models::Call = POST "/communications/calls";
        /// `GET /communications/calls/{call-id}`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn get(call_id) => crate::models::Call = GET "/communications/calls/{}";
        /// `DELETE /communications/calls/{call-id}`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 204. Clouds: global,usgov.
        fn hang_up(call_id) => () = DELETE "/communications/calls/{}";
        /// `POST /communications/calls/{call-id}/answer`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallAsGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn answer(call_id; crate::models::requests::CallAnswer) => () = POST "/communications/calls/{}/answer";
        /// `POST /communications/calls/{call-id}/reject`.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 202. Clouds: global,usgov.
        fn reject(call_id; crate::models::requests::CallReject) => () = POST "/communications/calls/{}/reject";
        /// `POST /communications/calls/{call-id}/redirect`.
        ///
        /// - An application needs `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn redirect(call_id; crate::models::requests::CallRedirect) => () = POST "/communications/calls/{}/redirect";
        /// `POST /communications/calls/{call-id}/transfer`.
        ///
        /// - An application needs `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn transfer(call_id; crate::models::requests::CallTransfer) => () = POST "/communications/calls/{}/transfer";
        /// `POST /communications/calls/{call-id}/keepAlive`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn keep_alive(call_id) => () = POST "/communications/calls/{}/keepAlive";
        /// `POST /communications/calls/{call-id}/mute`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn mute(call_id; crate::models::requests::CallMute) => crate::models::MuteParticipantOperation = POST "/communications/calls/{}/mute";
        /// `POST /communications/calls/{call-id}/unmute`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn unmute(call_id; crate::models::requests::CallUnmute) => crate::models::UnmuteParticipantOperation = POST "/communications/calls/{}/unmute";
        /// `POST /communications/calls/{call-id}/playPrompt`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn play_prompt(call_id; crate::models::requests::CallPlayPrompt) => crate::models::PlayPromptOperation = POST "/communications/calls/{}/playPrompt";
        /// `POST /communications/calls/{call-id}/recordResponse`.
        ///
        /// - An application needs `Calls.AccessMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn record_response(call_id; crate::models::requests::CallRecordResponse) => crate::models::RecordOperation = POST "/communications/calls/{}/recordResponse";
        /// `POST /communications/calls/{call-id}/subscribeToTone`.
        ///
        /// - An application needs `Calls.AccessMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn subscribe_to_tone(call_id; crate::models::requests::CallSubscribeToTone) => crate::models::SubscribeToToneOperation = POST "/communications/calls/{}/subscribeToTone";
        /// `POST /communications/calls/{call-id}/sendDtmfTones`.
        ///
        /// - An application needs `Calls.AccessMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn send_dtmf_tones(call_id; crate::models::requests::CallSendDtmfTones) => crate::models::SendDtmfTonesOperation = POST "/communications/calls/{}/sendDtmfTones";
        /// `POST /communications/calls/{call-id}/cancelMediaProcessing`.
        ///
        /// - An application needs at least `Calls.Initiate.All`, or one of: `Calls.AccessMedia.All`, `Calls.Initiate.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn cancel_media_processing(call_id; crate::models::requests::CallCancelMediaProcessing) => crate::models::CancelMediaProcessingOperation = POST "/communications/calls/{}/cancelMediaProcessing";
        /// `POST /communications/calls/{call-id}/updateRecordingStatus`.
        ///
        /// - An application needs at least `Calls.AccessMedia.All`, or one of: `Calls.AccessMedia.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn update_recording_status(call_id; crate::models::requests::CallUpdateRecordingStatus) => crate::models::UpdateRecordingStatusOperation = POST "/communications/calls/{}/updateRecordingStatus";
        /// `POST /communications/calls/{call-id}/changeScreenSharingRole`.
        ///
        /// - An application needs `Calls.AccessMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 202. Clouds: global,usgov.
        fn change_screen_sharing_role(call_id; crate::models::requests::CallChangeScreenSharingRole) => () = POST "/communications/calls/{}/changeScreenSharingRole";
        /// `POST /communications/calls/{call-id}/addLargeGalleryView`.
        ///
        /// - An application needs at least `Calls.JoinGroupCallAsGuest.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`, `Calls.JoinGroupCallAsGuest.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn add_large_gallery_view(call_id; crate::models::requests::CallAddLargeGalleryView) => crate::models::AddLargeGalleryViewOperation = POST "/communications/calls/{}/addLargeGalleryView";
        /// `POST /communications/calls/logTeleconferenceDeviceQuality`.
        ///
        /// - An application needs `Calls.AccessMedia.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global,usgov.
        fn log_teleconference_device_quality(; crate::models::requests::CallLogTeleconferenceDeviceQuality) => () = POST "/communications/calls/logTeleconferenceDeviceQuality";
        /// `POST /communications/calls/{call-id}/record`, beta.
        ///
        /// - No permission of its own is documented.
        /// - Answer: 200. Clouds: .
        fn record(call_id; serde_json::Value) => crate::models::RecordOperation = POST "/beta/communications/calls/{}/record";
        /// `POST /communications/calls/{call-id}/startRecording`, beta.
        ///
        /// - An application needs `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn start_recording(call_id; serde_json::Value) => crate::models::StartRecordingOperation = POST "/beta/communications/calls/{}/startRecording";
        /// `POST /communications/calls/{call-id}/stopRecording`, beta.
        ///
        /// - An application needs `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn stop_recording(call_id; serde_json::Value) => crate::models::StopRecordingOperation = POST "/beta/communications/calls/{}/stopRecording";
        /// `POST /communications/calls/{call-id}/startTranscription`, beta.
        ///
        /// - An application needs `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn start_transcription(call_id; serde_json::Value) => crate::models::StartTranscriptionOperation = POST "/beta/communications/calls/{}/startTranscription";
        /// `POST /communications/calls/{call-id}/stopTranscription`, beta.
        ///
        /// - An application needs `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: .
        fn stop_transcription(call_id; serde_json::Value) => crate::models::StopTranscriptionOperation = POST "/beta/communications/calls/{}/stopTranscription";
    }
}
