//! `microsoft.graph.locationConstraintItem` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    Location, LocationType, LocationUniqueIdType, OutlookGeoCoordinates, PhysicalAddress,
};

model! {
    /// `microsoft.graph.locationConstraintItem`: complex type.
    ///
    /// Derives from `microsoft.graph.location`.
    LocationConstraintItem = "microsoft.graph.locationConstraintItem" {
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
        /// `resolveAvailability`: yes or no.
        resolve_availability: bool = "resolveAvailability",
    }
}

derives!(LocationConstraintItem: Location ["microsoft.graph.locationConstraintItem"]);
