//! `microsoft.graph.callEvent` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, Entity, Participant};

model! {
    /// `microsoft.graph.callEvent`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    CallEvent = "microsoft.graph.callEvent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `callEventType`: `callEventType`.
        call_event_type: CallEventType = "callEventType",
        /// `eventDateTime`: a moment.
        event_date_time: DateTime = "eventDateTime",
        /// `participants`: list of `participant`; comes when expanded.
        participants: Vec<Participant> = "participants",
    }
}

derives!(CallEvent: Entity ["microsoft.graph.callEvent", "microsoft.graph.emergencyCallEvent"]);

open_enum! {
    /// `microsoft.graph.callEventType`.
    CallEventType = "microsoft.graph.callEventType" {
        /// `callStarted`.
        CallStarted = "callStarted",
        /// `callEnded`.
        CallEnded = "callEnded",
        /// `rosterUpdated`.
        RosterUpdated = "rosterUpdated",
    }
}

model! {
    /// `microsoft.graph.emergencyCallEvent`: entity.
    ///
    /// Derives from `microsoft.graph.callEvent`.
    EmergencyCallEvent = "microsoft.graph.emergencyCallEvent" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `callEventType`: `callEventType`.
        call_event_type: CallEventType = "callEventType",
        /// `eventDateTime`: a moment.
        event_date_time: DateTime = "eventDateTime",
        /// `participants`: list of `participant`; comes when expanded.
        participants: Vec<Participant> = "participants",
        /// `callerInfo`: `emergencyCallerInfo`.
        caller_info => EmergencyCallerInfo = "callerInfo",
        /// `emergencyNumberDialed`: text.
        emergency_number_dialed: String = "emergencyNumberDialed",
        /// `policyName`: text.
        policy_name: String = "policyName",
    }
}

derives!(EmergencyCallEvent: CallEvent ["microsoft.graph.emergencyCallEvent"]);

derives!(EmergencyCallEvent: Entity ["microsoft.graph.emergencyCallEvent"]);

model! {
    /// `microsoft.graph.emergencyCallerInfo`: complex type.
    EmergencyCallerInfo = "microsoft.graph.emergencyCallerInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `location`: `location`.
        location => Location = "location",
        /// `phoneNumber`: text.
        phone_number: String = "phoneNumber",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `upn`: text.
        upn: String = "upn",
    }
}

model! {
    /// `microsoft.graph.location`: complex type.
    Location = "microsoft.graph.location" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `address`: `physicalAddress`.
        address => PhysicalAddress = "address",
        /// `coordinates`: `outlookGeoCoordinates`.
        coordinates => OutlookGeoCoordinates = "coordinates",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `locationEmailAddress`: text.
        location_email_address: String = "locationEmailAddress",
        /// `locationType`: `locationType`.
        location_type: LocationType = "locationType",
        /// `locationUri`: text.
        location_uri: String = "locationUri",
        /// `uniqueId`: text.
        unique_id: String = "uniqueId",
        /// `uniqueIdType`: `locationUniqueIdType`.
        unique_id_type: LocationUniqueIdType = "uniqueIdType",
    }
}

open_enum! {
    /// `microsoft.graph.locationType`.
    LocationType = "microsoft.graph.locationType" {
        /// `default`.
        Default = "default",
        /// `conferenceRoom`.
        ConferenceRoom = "conferenceRoom",
        /// `homeAddress`.
        HomeAddress = "homeAddress",
        /// `businessAddress`.
        BusinessAddress = "businessAddress",
        /// `geoCoordinates`.
        GeoCoordinates = "geoCoordinates",
        /// `streetAddress`.
        StreetAddress = "streetAddress",
        /// `hotel`.
        Hotel = "hotel",
        /// `restaurant`.
        Restaurant = "restaurant",
        /// `localBusiness`.
        LocalBusiness = "localBusiness",
        /// `postalAddress`.
        PostalAddress = "postalAddress",
    }
}

open_enum! {
    /// `microsoft.graph.locationUniqueIdType`.
    LocationUniqueIdType = "microsoft.graph.locationUniqueIdType" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `locationStore`.
        LocationStore = "locationStore",
        /// `directory`.
        Directory = "directory",
        /// `private`.
        Private = "private",
        /// `bing`.
        Bing = "bing",
    }
}

model! {
    /// `microsoft.graph.outlookGeoCoordinates`: complex type.
    OutlookGeoCoordinates = "microsoft.graph.outlookGeoCoordinates" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `accuracy`: a number.
        accuracy: f64 = "accuracy",
        /// `altitude`: a number.
        altitude: f64 = "altitude",
        /// `altitudeAccuracy`: a number.
        altitude_accuracy: f64 = "altitudeAccuracy",
        /// `latitude`: a number.
        latitude: f64 = "latitude",
        /// `longitude`: a number.
        longitude: f64 = "longitude",
    }
}

model! {
    /// `microsoft.graph.physicalAddress`: complex type.
    PhysicalAddress = "microsoft.graph.physicalAddress" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `city`: text.
        city: String = "city",
        /// `countryOrRegion`: text.
        country_or_region: String = "countryOrRegion",
        /// `postalCode`: text.
        postal_code: String = "postalCode",
        /// `state`: text.
        state: String = "state",
        /// `street`: text.
        street: String = "street",
    }
}
