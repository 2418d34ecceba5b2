//! `microsoft.graph.directoryObject` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::{DateTime, DateTimeTimeZone, DayOfWeek, Entity};

model! {
    /// `microsoft.graph.assignedLicense`: complex type.
    AssignedLicense = "microsoft.graph.assignedLicense" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `disabledPlans`: list of a GUID.
        disabled_plans: Vec<String> = "disabledPlans",
        /// `skuId`: a GUID.
        sku_id: String = "skuId",
    }
}

model! {
    /// `microsoft.graph.assignedPlan`: complex type.
    AssignedPlan = "microsoft.graph.assignedPlan" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `assignedDateTime`: a moment.
        assigned_date_time: DateTime = "assignedDateTime",
        /// `capabilityStatus`: text.
        capability_status: String = "capabilityStatus",
        /// `service`: text.
        service: String = "service",
        /// `servicePlanId`: a GUID.
        service_plan_id: String = "servicePlanId",
    }
}

model! {
    /// `microsoft.graph.authorizationInfo`: complex type.
    AuthorizationInfo = "microsoft.graph.authorizationInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `certificateUserIds`: list of text.
        certificate_user_ids: Vec<String> = "certificateUserIds",
    }
}

model! {
    /// `microsoft.graph.automaticRepliesSetting`: complex type.
    AutomaticRepliesSetting = "microsoft.graph.automaticRepliesSetting" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `externalAudience`: `externalAudienceScope`.
        external_audience: ExternalAudienceScope = "externalAudience",
        /// `externalReplyMessage`: text.
        external_reply_message: String = "externalReplyMessage",
        /// `internalReplyMessage`: text.
        internal_reply_message: String = "internalReplyMessage",
        /// `scheduledEndDateTime`: `dateTimeTimeZone`.
        scheduled_end_date_time => DateTimeTimeZone = "scheduledEndDateTime",
        /// `scheduledStartDateTime`: `dateTimeTimeZone`.
        scheduled_start_date_time => DateTimeTimeZone = "scheduledStartDateTime",
        /// `status`: `automaticRepliesStatus`.
        status: AutomaticRepliesStatus = "status",
    }
}

open_enum! {
    /// `microsoft.graph.automaticRepliesStatus`.
    AutomaticRepliesStatus = "microsoft.graph.automaticRepliesStatus" {
        /// `disabled`.
        Disabled = "disabled",
        /// `alwaysEnabled`.
        AlwaysEnabled = "alwaysEnabled",
        /// `scheduled`.
        Scheduled = "scheduled",
    }
}

model! {
    /// `microsoft.graph.customSecurityAttributeValue`: complex type.
    CustomSecurityAttributeValue = "microsoft.graph.customSecurityAttributeValue" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
    }
}

open_enum! {
    /// `microsoft.graph.delegateMeetingMessageDeliveryOptions`.
    DelegateMeetingMessageDeliveryOptions = "microsoft.graph.delegateMeetingMessageDeliveryOptions" {
        /// `sendToDelegateAndInformationToPrincipal`.
        SendToDelegateAndInformationToPrincipal = "sendToDelegateAndInformationToPrincipal",
        /// `sendToDelegateAndPrincipal`.
        SendToDelegateAndPrincipal = "sendToDelegateAndPrincipal",
        /// `sendToDelegateOnly`.
        SendToDelegateOnly = "sendToDelegateOnly",
    }
}

model! {
    /// `microsoft.graph.directoryObject`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    DirectoryObject = "microsoft.graph.directoryObject" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `deletedDateTime`: a moment.
        deleted_date_time: DateTime = "deletedDateTime",
    }
}

derives!(DirectoryObject: Entity ["microsoft.graph.directoryObject", "microsoft.graph.agentUser", "microsoft.graph.organization", "microsoft.graph.user"]);

model! {
    /// `microsoft.graph.employeeOrgData`: complex type.
    EmployeeOrgData = "microsoft.graph.employeeOrgData" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `costCenter`: text.
        cost_center: String = "costCenter",
        /// `division`: text.
        division: String = "division",
    }
}

open_enum! {
    /// `microsoft.graph.externalAudienceScope`.
    ExternalAudienceScope = "microsoft.graph.externalAudienceScope" {
        /// `none`.
        None = "none",
        /// `contactsOnly`.
        ContactsOnly = "contactsOnly",
        /// `all`.
        All = "all",
    }
}

model! {
    /// `microsoft.graph.localeInfo`: complex type.
    LocaleInfo = "microsoft.graph.localeInfo" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `locale`: text.
        locale: String = "locale",
    }
}

open_enum! {
    /// `microsoft.graph.mdmAuthority`.
    MdmAuthority = "microsoft.graph.mdmAuthority" {
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `intune`.
        Intune = "intune",
        /// `sccm`.
        Sccm = "sccm",
        /// `office365`.
        Office365 = "office365",
    }
}

model! {
    /// `microsoft.graph.objectIdentity`: complex type.
    ObjectIdentity = "microsoft.graph.objectIdentity" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `issuer`: text.
        issuer: String = "issuer",
        /// `issuerAssignedId`: text.
        issuer_assigned_id: String = "issuerAssignedId",
        /// `signInType`: text.
        sign_in_type: String = "signInType",
    }
}

model! {
    /// `microsoft.graph.onPremisesProvisioningError`: complex type.
    OnPremisesProvisioningError = "microsoft.graph.onPremisesProvisioningError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `category`: text.
        category: String = "category",
        /// `occurredDateTime`: a moment.
        occurred_date_time: DateTime = "occurredDateTime",
        /// `propertyCausingError`: text.
        property_causing_error: String = "propertyCausingError",
        /// `value`: text.
        value: String = "value",
    }
}

open_enum! {
    /// `microsoft.graph.partnerTenantType`.
    PartnerTenantType = "microsoft.graph.partnerTenantType" {
        /// `microsoftSupport`.
        MicrosoftSupport = "microsoftSupport",
        /// `syndicatePartner`.
        SyndicatePartner = "syndicatePartner",
        /// `breadthPartner`.
        BreadthPartner = "breadthPartner",
        /// `breadthPartnerDelegatedAdmin`.
        BreadthPartnerDelegatedAdmin = "breadthPartnerDelegatedAdmin",
        /// `resellerPartnerDelegatedAdmin`.
        ResellerPartnerDelegatedAdmin = "resellerPartnerDelegatedAdmin",
        /// `valueAddedResellerPartnerDelegatedAdmin`.
        ValueAddedResellerPartnerDelegatedAdmin = "valueAddedResellerPartnerDelegatedAdmin",
    }
}

model! {
    /// `microsoft.graph.passwordProfile`: complex type.
    PasswordProfile = "microsoft.graph.passwordProfile" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `forceChangePasswordNextSignIn`: yes or no.
        force_change_password_next_sign_in: bool = "forceChangePasswordNextSignIn",
        /// `forceChangePasswordNextSignInWithMfa`: yes or no.
        force_change_password_next_sign_in_with_mfa: bool = "forceChangePasswordNextSignInWithMfa",
        /// `password`: text.
        password: String = "password",
    }
}

model! {
    /// `microsoft.graph.privacyProfile`: complex type.
    PrivacyProfile = "microsoft.graph.privacyProfile" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `contactEmail`: text.
        contact_email: String = "contactEmail",
        /// `statementUrl`: text.
        statement_url: String = "statementUrl",
    }
}

model! {
    /// `microsoft.graph.provisionedPlan`: complex type.
    ProvisionedPlan = "microsoft.graph.provisionedPlan" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `capabilityStatus`: text.
        capability_status: String = "capabilityStatus",
        /// `provisioningStatus`: text.
        provisioning_status: String = "provisioningStatus",
        /// `service`: text.
        service: String = "service",
    }
}

model! {
    /// `microsoft.graph.serviceProvisioningError`: complex type.
    ServiceProvisioningError = "microsoft.graph.serviceProvisioningError" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `isResolved`: yes or no.
        is_resolved: bool = "isResolved",
        /// `serviceInstance`: text.
        service_instance: String = "serviceInstance",
    }
}

model! {
    /// `microsoft.graph.timeZoneBase`: complex type.
    TimeZoneBase = "microsoft.graph.timeZoneBase" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `name`: text.
        name: String = "name",
    }
}

model! {
    /// `microsoft.graph.userPrint`: complex type.
    UserPrint = "microsoft.graph.userPrint" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `recentPrinterShares`: list of `printerShare`, not described here; comes when expanded.
        recent_printer_shares: Vec<serde_json::Value> = "recentPrinterShares",
    }
}

open_enum! {
    /// `microsoft.graph.userPurpose`.
    UserPurpose = "microsoft.graph.userPurpose" {
        /// `user`.
        User = "user",
        /// `linked`.
        Linked = "linked",
        /// `shared`.
        Shared = "shared",
        /// `room`.
        Room = "room",
        /// `equipment`.
        Equipment = "equipment",
        /// `others`.
        Others = "others",
    }
}

model! {
    /// `microsoft.graph.verifiedDomain`: complex type.
    VerifiedDomain = "microsoft.graph.verifiedDomain" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `capabilities`: text.
        capabilities: String = "capabilities",
        /// `isDefault`: yes or no.
        is_default: bool = "isDefault",
        /// `isInitial`: yes or no.
        is_initial: bool = "isInitial",
        /// `name`: text.
        name: String = "name",
        /// `type`: text.
        r#type: String = "type",
    }
}

model! {
    /// `microsoft.graph.workingHours`: complex type.
    WorkingHours = "microsoft.graph.workingHours" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `daysOfWeek`: list of `dayOfWeek`.
        days_of_week: Vec<DayOfWeek> = "daysOfWeek",
        /// `endTime`: text.
        end_time: String = "endTime",
        /// `startTime`: text.
        start_time: String = "startTime",
        /// `timeZone`: `timeZoneBase`.
        time_zone => TimeZoneBase = "timeZone",
    }
}
