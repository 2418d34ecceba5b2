//! `microsoft.graph.invitationParticipantInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{EndpointType, IdentitySet};

model! {
    /// `microsoft.graph.invitationParticipantInfo`: complex type.
    InvitationParticipantInfo = "microsoft.graph.invitationParticipantInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `hidden`: yes or no.
        hidden: bool = "hidden",
        /// `identity`: `identitySet`.
        identity => IdentitySet = "identity",
        /// `participantId`: text.
        participant_id: String = "participantId",
        /// `removeFromDefaultAudioRoutingGroup`: yes or no.
        remove_from_default_audio_routing_group: bool = "removeFromDefaultAudioRoutingGroup",
        /// `replacesCallId`: text.
        replaces_call_id: String = "replacesCallId",
        /// `endpointType`: `endpointType`; beta.
        endpoint_type: EndpointType = "endpointType",
    }
}
