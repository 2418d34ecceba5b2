//! `microsoft.graph.licenseDetails` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
use crate::models::model::model;

model! {
    /// `microsoft.graph.licenseDetails`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    LicenseDetails = "microsoft.graph.licenseDetails" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `servicePlans`: list of `servicePlanInfo`.
        service_plans: Vec<ServicePlanInfo> = "servicePlans",
        /// `skuId`: a GUID.
        sku_id: String = "skuId",
        /// `skuPartNumber`: text.
        sku_part_number: String = "skuPartNumber",
    }
}

derives!(LicenseDetails: Entity ["microsoft.graph.licenseDetails"]);

model! {
    /// `microsoft.graph.servicePlanInfo`: complex type.
    ServicePlanInfo = "microsoft.graph.servicePlanInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `appliesTo`: text.
        applies_to: String = "appliesTo",
        /// `provisioningStatus`: text.
        provisioning_status: String = "provisioningStatus",
        /// `servicePlanId`: a GUID.
        service_plan_id: String = "servicePlanId",
        /// `servicePlanName`: text.
        service_plan_name: String = "servicePlanName",
    }
}
