//! `microsoft.graph.teamsAdministration.teamsUserConfiguration` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::{model, open_enum};
use crate::models::teams_administration::AssignmentCategory;
use crate::models::{DateTime, Entity, User};

open_enum! {
    /// `microsoft.graph.teamsAdministration.accountType`.
    AccountType = "microsoft.graph.teamsAdministration.accountType" {
        /// `user`.
        User = "user",
        /// `resourceAccount`.
        ResourceAccount = "resourceAccount",
        /// `guest`.
        Guest = "guest",
        /// `sfbOnPremUser`.
        SfbOnPremUser = "sfbOnPremUser",
        /// `unknown`.
        UnknownToGraph = "unknown",
        /// `ineligibleUser`.
        IneligibleUser = "ineligibleUser",
    }
}

model! {
    /// `microsoft.graph.teamsAdministration.assignedTelephoneNumber`: complex type.
    AssignedTelephoneNumber = "microsoft.graph.teamsAdministration.assignedTelephoneNumber" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `assignmentCategory`: `assignmentCategory`.
        assignment_category: AssignmentCategory = "assignmentCategory",
        /// `telephoneNumber`: text.
        telephone_number: String = "telephoneNumber",
    }
}

open_enum! {
    /// `microsoft.graph.teamsAdministration.assignmentType`.
    AssignmentType = "microsoft.graph.teamsAdministration.assignmentType" {
        /// `direct`.
        Direct = "direct",
        /// `group`.
        Group = "group",
    }
}

model! {
    /// `microsoft.graph.teamsAdministration.effectivePolicyAssignment`: complex type.
    EffectivePolicyAssignment = "microsoft.graph.teamsAdministration.effectivePolicyAssignment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `policyAssignment`: `policyAssignment`.
        policy_assignment => PolicyAssignment = "policyAssignment",
        /// `policyType`: text.
        policy_type: String = "policyType",
    }
}

model! {
    /// `microsoft.graph.teamsAdministration.policyAssignment`: complex type.
    PolicyAssignment = "microsoft.graph.teamsAdministration.policyAssignment" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `assignmentType`: `assignmentType`.
        assignment_type: AssignmentType = "assignmentType",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `groupId`: text.
        group_id: String = "groupId",
        /// `policyId`: text.
        policy_id: String = "policyId",
    }
}

model! {
    /// `microsoft.graph.teamsAdministration.teamsUserConfiguration`: entity.
    ///
    /// Derives from `microsoft.graph.entity`.
    TeamsUserConfiguration = "microsoft.graph.teamsAdministration.teamsUserConfiguration" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `accountType`: `accountType`.
        account_type: AccountType = "accountType",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `effectivePolicyAssignments`: list of `effectivePolicyAssignment`.
        effective_policy_assignments: Vec<EffectivePolicyAssignment> = "effectivePolicyAssignments",
        /// `featureTypes`: list of text.
        feature_types: Vec<String> = "featureTypes",
        /// `isEnterpriseVoiceEnabled`: yes or no.
        is_enterprise_voice_enabled: bool = "isEnterpriseVoiceEnabled",
        /// `modifiedDateTime`: a moment.
        modified_date_time: DateTime = "modifiedDateTime",
        /// `telephoneNumbers`: list of `assignedTelephoneNumber`.
        telephone_numbers: Vec<AssignedTelephoneNumber> = "telephoneNumbers",
        /// `tenantId`: text.
        tenant_id: String = "tenantId",
        /// `user`: `user`; comes when expanded.
        user => User = "user",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
    }
}

derives!(TeamsUserConfiguration: Entity ["microsoft.graph.teamsAdministration.teamsUserConfiguration"]);
