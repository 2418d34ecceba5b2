//! `microsoft.graph.callRecords.endpoint` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{Identity, IdentitySet};

model! {
    /// `microsoft.graph.callRecords.endpoint`: complex type.
    Endpoint = "microsoft.graph.callRecords.endpoint" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `userAgent`: `userAgent`.
        user_agent => UserAgent = "userAgent",
    }
}

model! {
    /// `microsoft.graph.callRecords.feedbackTokenSet`: complex type.
    FeedbackTokenSet = "microsoft.graph.callRecords.feedbackTokenSet" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}

model! {
    /// `microsoft.graph.callRecords.participantEndpoint`: complex type.
    ///
    /// Derives from `microsoft.graph.callRecords.endpoint`.
    ParticipantEndpoint = "microsoft.graph.callRecords.participantEndpoint" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `userAgent`: `userAgent`.
        user_agent => UserAgent = "userAgent",
        /// `associatedIdentity`: `identity`.
        associated_identity => Identity = "associatedIdentity",
        /// `cpuCoresCount`: a whole number.
        cpu_cores_count: i64 = "cpuCoresCount",
        /// `cpuName`: text.
        cpu_name: String = "cpuName",
        /// `cpuProcessorSpeedInMhz`: a whole number.
        cpu_processor_speed_in_mhz: i64 = "cpuProcessorSpeedInMhz",
        /// `feedback`: `userFeedback`.
        feedback => UserFeedback = "feedback",
        /// `identity`: `identitySet`.
        identity => IdentitySet = "identity",
        /// `name`: text.
        name: String = "name",
    }
}

derives!(ParticipantEndpoint: Endpoint ["microsoft.graph.callRecords.participantEndpoint"]);

model! {
    /// `microsoft.graph.callRecords.serviceEndpoint`: complex type.
    ///
    /// Derives from `microsoft.graph.callRecords.endpoint`.
    ServiceEndpoint = "microsoft.graph.callRecords.serviceEndpoint" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `userAgent`: `userAgent`.
        user_agent => UserAgent = "userAgent",
    }
}

derives!(ServiceEndpoint: Endpoint ["microsoft.graph.callRecords.serviceEndpoint"]);

model! {
    /// `microsoft.graph.callRecords.userAgent`: complex type.
    UserAgent = "microsoft.graph.callRecords.userAgent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `applicationVersion`: text.
        application_version: String = "applicationVersion",
        /// `headerValue`: text.
        header_value: String = "headerValue",
    }
}

model! {
    /// `microsoft.graph.callRecords.userFeedback`: complex type.
    UserFeedback = "microsoft.graph.callRecords.userFeedback" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `rating`: `userFeedbackRating`.
        rating: UserFeedbackRating = "rating",
        /// `text`: text.
        text: String = "text",
        /// `tokens`: `feedbackTokenSet`.
        tokens => FeedbackTokenSet = "tokens",
    }
}

open_enum! {
    /// `microsoft.graph.callRecords.userFeedbackRating`.
    UserFeedbackRating = "microsoft.graph.callRecords.userFeedbackRating" {
        /// `notRated`.
        NotRated = "notRated",
        /// `bad`.
        Bad = "bad",
        /// `poor`.
        Poor = "poor",
        /// `fair`.
        Fair = "fair",
        /// `good`.
        Good = "good",
        /// `excellent`.
        Excellent = "excellent",
    }
}
