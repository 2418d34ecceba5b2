//! `microsoft.graph.serviceProvisioningXmlError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{DateTime, ServiceProvisioningError};

model! {
    /// `microsoft.graph.serviceProvisioningXmlError`: complex type.
    ///
    /// Derives from `microsoft.graph.serviceProvisioningError`.
    ServiceProvisioningXmlError = "microsoft.graph.serviceProvisioningXmlError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `isResolved`: yes or no.
        is_resolved: bool = "isResolved",
        /// `serviceInstance`: text.
        service_instance: String = "serviceInstance",
        /// `errorDetail`: text.
        error_detail: String = "errorDetail",
    }
}

derives!(ServiceProvisioningXmlError: ServiceProvisioningError ["microsoft.graph.serviceProvisioningXmlError"]);
