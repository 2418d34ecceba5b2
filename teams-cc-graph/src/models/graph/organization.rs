//! `microsoft.graph.organization` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    AssignedPlan, DateTime, DirectoryObject, Entity, MdmAuthority, PartnerTenantType,
    PrivacyProfile, ProvisionedPlan, VerifiedDomain,
};

model! {
    /// `microsoft.graph.organization`: entity.
    ///
    /// Derives from `microsoft.graph.directoryObject`.
    Organization = "microsoft.graph.organization" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `deletedDateTime`: a moment.
        deleted_date_time: DateTime = "deletedDateTime",
        /// `assignedPlans`: list of `assignedPlan`.
        assigned_plans: Vec<AssignedPlan> = "assignedPlans",
        /// `branding`: `organizationalBranding`, not described here; comes when expanded.
        branding: serde_json::Value = "branding",
        /// `businessPhones`: list of text.
        business_phones: Vec<String> = "businessPhones",
        /// `certificateBasedAuthConfiguration`: list of `certificateBasedAuthConfiguration`, not described here; comes when expanded.
        certificate_based_auth_configuration: Vec<serde_json::Value> = "certificateBasedAuthConfiguration",
        /// `city`: text.
        city: String = "city",
        /// `country`: text.
        country: String = "country",
        /// `countryLetterCode`: text.
        country_letter_code: String = "countryLetterCode",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `defaultUsageLocation`: text.
        default_usage_location: String = "defaultUsageLocation",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `extensions`: list of `extension`, not described here; comes when expanded.
        extensions: Vec<serde_json::Value> = "extensions",
        /// `marketingNotificationEmails`: list of text.
        marketing_notification_emails: Vec<String> = "marketingNotificationEmails",
        /// `mobileDeviceManagementAuthority`: `mdmAuthority`.
        mobile_device_management_authority: MdmAuthority = "mobileDeviceManagementAuthority",
        /// `onPremisesLastSyncDateTime`: a moment.
        on_premises_last_sync_date_time: DateTime = "onPremisesLastSyncDateTime",
        /// `onPremisesSyncEnabled`: yes or no.
        on_premises_sync_enabled: bool = "onPremisesSyncEnabled",
        /// `partnerTenantType`: `partnerTenantType`.
        partner_tenant_type: PartnerTenantType = "partnerTenantType",
        /// `postalCode`: text.
        postal_code: String = "postalCode",
        /// `preferredLanguage`: text.
        preferred_language: String = "preferredLanguage",
        /// `privacyProfile`: `privacyProfile`.
        privacy_profile => PrivacyProfile = "privacyProfile",
        /// `provisionedPlans`: list of `provisionedPlan`.
        provisioned_plans: Vec<ProvisionedPlan> = "provisionedPlans",
        /// `securityComplianceNotificationMails`: list of text.
        security_compliance_notification_mails: Vec<String> = "securityComplianceNotificationMails",
        /// `securityComplianceNotificationPhones`: list of text.
        security_compliance_notification_phones: Vec<String> = "securityComplianceNotificationPhones",
        /// `state`: text.
        state: String = "state",
        /// `street`: text.
        street: String = "street",
        /// `technicalNotificationMails`: list of text.
        technical_notification_mails: Vec<String> = "technicalNotificationMails",
        /// `tenantType`: text.
        tenant_type: String = "tenantType",
        /// `verifiedDomains`: list of `verifiedDomain`.
        verified_domains: Vec<VerifiedDomain> = "verifiedDomains",
    }
}

derives!(Organization: DirectoryObject ["microsoft.graph.organization"]);

derives!(Organization: Entity ["microsoft.graph.organization"]);
