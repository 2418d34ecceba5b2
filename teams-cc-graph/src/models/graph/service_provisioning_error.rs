//! `microsoft.graph.serviceProvisioningXmlError` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
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

impl Derives<ServiceProvisioningError> for ServiceProvisioningXmlError {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.serviceProvisioningXmlError"]
    }
}

impl From<ServiceProvisioningXmlError> for ServiceProvisioningError {
    fn from(derived: ServiceProvisioningXmlError) -> Self {
        widen(&derived)
    }
}

impl From<ServiceProvisioningXmlError> for Box<ServiceProvisioningError> {
    fn from(derived: ServiceProvisioningXmlError) -> Self {
        Box::new(widen(&derived))
    }
}
