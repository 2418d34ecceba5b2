//! `microsoft.graph.endpointType` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::model::open_enum;

open_enum! {
    /// `microsoft.graph.endpointType`.
    EndpointType = "microsoft.graph.endpointType" {
        /// `default`.
        Default = "default",
        /// `voicemail`.
        Voicemail = "voicemail",
        /// `skypeForBusiness`.
        SkypeForBusiness = "skypeForBusiness",
        /// `skypeForBusinessVoipPhone`.
        SkypeForBusinessVoipPhone = "skypeForBusinessVoipPhone",
    }
}
