//! `audioRoutingGroups`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `audioRoutingGroups`.
    AudioRoutingGroups {
        /// `GET /communications/calls/{call-id}/audioRoutingGroups`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn list(call_id) => crate::models::Collection<crate::models::AudioRoutingGroup> = GET "/communications/calls/{}/audioRoutingGroups";
        /// `POST /communications/calls/{call-id}/audioRoutingGroups`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 201. Clouds: global.
        fn create(call_id; crate::models::AudioRoutingGroup) => crate::models::AudioRoutingGroup = POST "/communications/calls/{}/audioRoutingGroups";
        /// `GET /communications/calls/{call-id}/audioRoutingGroups/{audioRoutingGroup-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn get(call_id, audio_routing_group_id) => crate::models::AudioRoutingGroup = GET "/communications/calls/{}/audioRoutingGroups/{}";
        /// `PATCH /communications/calls/{call-id}/audioRoutingGroups/{audioRoutingGroup-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 200. Clouds: global.
        fn update(call_id, audio_routing_group_id; crate::models::AudioRoutingGroup) => crate::models::AudioRoutingGroup = PATCH "/communications/calls/{}/audioRoutingGroups/{}";
        /// `DELETE /communications/calls/{call-id}/audioRoutingGroups/{audioRoutingGroup-id}`.
        ///
        /// - An application needs at least `Calls.JoinGroupCall.All`, or one of: `Calls.InitiateGroupCall.All`, `Calls.JoinGroupCall.All`.
        /// - A signed-in user: not supported.
        /// - Answer: 204. Clouds: global.
        fn delete(call_id, audio_routing_group_id) => () = DELETE "/communications/calls/{}/audioRoutingGroups/{}";
    }
}
