//! `microsoft.graph.teamsAdministration.numberAssignment` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::Entity;
use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::teams_administration::{AssignmentCategory, NumberType};

open_enum! {
    /// `microsoft.graph.teamsAdministration.activationState`.
    ActivationState = "microsoft.graph.teamsAdministration.activationState" {
        /// `activated`.
        Activated = "activated",
        /// `assignmentPending`.
        AssignmentPending = "assignmentPending",
        /// `assignmentFailed`.
        AssignmentFailed = "assignmentFailed",
        /// `updatePending`.
        UpdatePending = "updatePending",
        /// `updateFailed`.
        UpdateFailed = "updateFailed",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.assignmentStatus`.
    AssignmentStatus = "microsoft.graph.teamsAdministration.assignmentStatus" {
        /// `unassigned`.
        Unassigned = "unassigned",
        /// `internalError`.
        InternalError = "internalError",
        /// `userAssigned`.
        UserAssigned = "userAssigned",
        /// `conferenceAssigned`.
        ConferenceAssigned = "conferenceAssigned",
        /// `voiceApplicationAssigned`.
        VoiceApplicationAssigned = "voiceApplicationAssigned",
        /// `thirdPartyAppAssigned`.
        ThirdPartyAppAssigned = "thirdPartyAppAssigned",
        /// `policyAssigned`.
        PolicyAssigned = "policyAssigned",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.customerAction`.
    CustomerAction = "microsoft.graph.teamsAdministration.customerAction" {
        /// `locationUpdate`.
        LocationUpdate = "locationUpdate",
        /// `release`.
        Release = "release",
    }
}

model! {
    /// `microsoft.graph.teamsAdministration.numberAssignment`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    NumberAssignment = "microsoft.graph.teamsAdministration.numberAssignment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `activationState`: `activationState`.
        activation_state: ActivationState = "activationState",
        /// `assignmentCategory`: `assignmentCategory`.
        assignment_category: AssignmentCategory = "assignmentCategory",
        /// `assignmentStatus`: `assignmentStatus`.
        assignment_status: AssignmentStatus = "assignmentStatus",
        /// `assignmentTargetId`: text.
        assignment_target_id: String = "assignmentTargetId",
        /// `capabilities`: list of `numberCapability`.
        capabilities: Vec<NumberCapability> = "capabilities",
        /// `city`: text.
        city: String = "city",
        /// `civicAddressId`: text.
        civic_address_id: String = "civicAddressId",
        /// `isoCountryCode`: text.
        iso_country_code: String = "isoCountryCode",
        /// `locationId`: text.
        location_id: String = "locationId",
        /// `networkSiteId`: text.
        network_site_id: String = "networkSiteId",
        /// `numberSource`: `numberSource`.
        number_source: NumberSource = "numberSource",
        /// `numberType`: `numberType`.
        number_type: NumberType = "numberType",
        /// `operatorId`: text.
        operator_id: String = "operatorId",
        /// `portInStatus`: `portInStatus`.
        port_in_status: PortInStatus = "portInStatus",
        /// `reverseNumberLookupOptions`: list of `reverseNumberLookupOption`.
        reverse_number_lookup_options: Vec<ReverseNumberLookupOption> = "reverseNumberLookupOptions",
        /// `supportedCustomerActions`: list of `customerAction`.
        supported_customer_actions: Vec<CustomerAction> = "supportedCustomerActions",
        /// `telephoneNumber`: text.
        telephone_number: String = "telephoneNumber",
    }
}

derives!(NumberAssignment: Entity ["microsoft.graph.teamsAdministration.numberAssignment"]);

open_enum! {
    /// `microsoft.graph.teamsAdministration.numberCapability`.
    NumberCapability = "microsoft.graph.teamsAdministration.numberCapability" {
        /// `conferenceAssignment`.
        ConferenceAssignment = "conferenceAssignment",
        /// `voiceApplicationAssignment`.
        VoiceApplicationAssignment = "voiceApplicationAssignment",
        /// `userAssignment`.
        UserAssignment = "userAssignment",
        /// `teamsPhoneMobile`.
        TeamsPhoneMobile = "teamsPhoneMobile",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.numberSource`.
    NumberSource = "microsoft.graph.teamsAdministration.numberSource" {
        /// `online`.
        Online = "online",
        /// `onPremises`.
        OnPremises = "onPremises",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.portInStatus`.
    PortInStatus = "microsoft.graph.teamsAdministration.portInStatus" {
        /// `completed`.
        Completed = "completed",
        /// `firmOrderCommitmentAccepted`.
        FirmOrderCommitmentAccepted = "firmOrderCommitmentAccepted",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.reverseNumberLookupOption`.
    ReverseNumberLookupOption = "microsoft.graph.teamsAdministration.reverseNumberLookupOption" {
        /// `skipInternalVoip`.
        SkipInternalVoip = "skipInternalVoip",
    }
}
