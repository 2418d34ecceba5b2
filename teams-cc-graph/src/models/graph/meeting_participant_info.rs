//! `microsoft.graph.virtualEventPresenterDetails` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{IdentitySet, ItemBody, MeetingParticipantInfo, OnlineMeetingRole};

model! {
    /// `microsoft.graph.virtualEventPresenterDetails`: complex type.
    VirtualEventPresenterDetails = "microsoft.graph.virtualEventPresenterDetails" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `bio`: `itemBody`.
        bio => ItemBody = "bio",
        /// `company`: text.
        company: String = "company",
        /// `jobTitle`: text.
        job_title: String = "jobTitle",
        /// `linkedInProfileWebUrl`: text.
        linked_in_profile_web_url: String = "linkedInProfileWebUrl",
        /// `personalSiteWebUrl`: text.
        personal_site_web_url: String = "personalSiteWebUrl",
        /// `photo`: a stream.
        photo: String = "photo",
        /// `twitterProfileWebUrl`: text.
        twitter_profile_web_url: String = "twitterProfileWebUrl",
    }
}

model! {
    /// `microsoft.graph.virtualEventPresenterInfo`: complex type.
    ///
    /// Derives from `microsoft.graph.meetingParticipantInfo`.
    VirtualEventPresenterInfo = "microsoft.graph.virtualEventPresenterInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `identity`: `identitySet`.
        identity => IdentitySet = "identity",
        /// `role`: `onlineMeetingRole`.
        role: OnlineMeetingRole = "role",
        /// `upn`: text.
        upn: String = "upn",
        /// `presenterDetails`: `virtualEventPresenterDetails`.
        presenter_details => VirtualEventPresenterDetails = "presenterDetails",
    }
}

derives!(VirtualEventPresenterInfo: MeetingParticipantInfo ["microsoft.graph.virtualEventPresenterInfo"]);
