//! `microsoft.graph.participantInfo` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::model;
use crate::models::{EndpointType, IdentitySet};

model! {
    /// `microsoft.graph.participantInfo`: complex type.
    ParticipantInfo = "microsoft.graph.participantInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `countryCode`: text.
        country_code: String = "countryCode",
        /// `endpointType`: `endpointType`.
        endpoint_type: EndpointType = "endpointType",
        /// `identity`: `identitySet`.
        identity => IdentitySet = "identity",
        /// `languageId`: text.
        language_id: String = "languageId",
        /// `participantId`: text.
        participant_id: String = "participantId",
        /// `region`: text.
        region: String = "region",
        /// `nonAnonymizedIdentity`: `identitySet`; beta.
        non_anonymized_identity => IdentitySet = "nonAnonymizedIdentity",
        /// `platformId`: text; beta.
        platform_id: String = "platformId",
    }
}
