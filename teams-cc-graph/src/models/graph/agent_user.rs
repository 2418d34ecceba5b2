//! `microsoft.graph.agentUser` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::derives;
use crate::models::model::model;
use crate::models::{
    AdhocCall, AssignedLicense, AssignedPlan, AuthorizationInfo, Chat,
    CustomSecurityAttributeValue, DateTime, DirectoryObject, EmployeeOrgData, Entity,
    LicenseAssignmentState, LicenseDetails, MailboxSettings, ObjectIdentity,
    OnPremisesExtensionAttributes, OnPremisesProvisioningError, OnlineMeeting, PasswordProfile,
    Presence, ProvisionedPlan, ServiceProvisioningError, SignInActivity, Team, User, UserPrint,
};

model! {
    /// `microsoft.graph.agentUser`: entity.
    ///
    /// Derives from `microsoft.graph.user`.
    AgentUser = "microsoft.graph.agentUser" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `id`: text.
        id: String = "id",
        /// `deletedDateTime`: a moment.
        deleted_date_time: DateTime = "deletedDateTime",
        /// `aboutMe`: text.
        about_me: String = "aboutMe",
        /// `accountEnabled`: yes or no.
        account_enabled: bool = "accountEnabled",
        /// `activities`: list of `userActivity`, not described here; comes when expanded.
        activities: Vec<serde_json::Value> = "activities",
        /// `adhocCalls`: list of `adhocCall`; comes when expanded.
        adhoc_calls: Vec<AdhocCall> = "adhocCalls",
        /// `ageGroup`: text.
        age_group: String = "ageGroup",
        /// `agreementAcceptances`: list of `agreementAcceptance`, not described here; comes when expanded.
        agreement_acceptances: Vec<serde_json::Value> = "agreementAcceptances",
        /// `appRoleAssignments`: list of `appRoleAssignment`, not described here; comes when expanded.
        app_role_assignments: Vec<serde_json::Value> = "appRoleAssignments",
        /// `assignedLicenses`: list of `assignedLicense`.
        assigned_licenses: Vec<AssignedLicense> = "assignedLicenses",
        /// `assignedPlans`: list of `assignedPlan`.
        assigned_plans: Vec<AssignedPlan> = "assignedPlans",
        /// `authentication`: `authentication`, not described here; comes when expanded.
        authentication: serde_json::Value = "authentication",
        /// `authorizationInfo`: `authorizationInfo`.
        authorization_info => AuthorizationInfo = "authorizationInfo",
        /// `birthday`: a moment.
        birthday: DateTime = "birthday",
        /// `businessPhones`: list of text.
        business_phones: Vec<String> = "businessPhones",
        /// `calendar`: `calendar`, not described here; comes when expanded.
        calendar: serde_json::Value = "calendar",
        /// `calendarGroups`: list of `calendarGroup`, not described here; comes when expanded.
        calendar_groups: Vec<serde_json::Value> = "calendarGroups",
        /// `calendarView`: list of `event`, not described here; comes when expanded.
        calendar_view: Vec<serde_json::Value> = "calendarView",
        /// `calendars`: list of `calendar`, not described here; comes when expanded.
        calendars: Vec<serde_json::Value> = "calendars",
        /// `chats`: list of `chat`; comes when expanded.
        chats: Vec<Chat> = "chats",
        /// `city`: text.
        city: String = "city",
        /// `cloudClipboard`: `cloudClipboardRoot`, not described here; comes when expanded.
        cloud_clipboard: serde_json::Value = "cloudClipboard",
        /// `cloudPCs`: list of `cloudPC`, not described here; comes when expanded.
        cloud_p_cs: Vec<serde_json::Value> = "cloudPCs",
        /// `companyName`: text.
        company_name: String = "companyName",
        /// `consentProvidedForMinor`: text.
        consent_provided_for_minor: String = "consentProvidedForMinor",
        /// `contactFolders`: list of `contactFolder`, not described here; comes when expanded.
        contact_folders: Vec<serde_json::Value> = "contactFolders",
        /// `contacts`: list of `contact`, not described here; comes when expanded.
        contacts: Vec<serde_json::Value> = "contacts",
        /// `country`: text.
        country: String = "country",
        /// `createdDateTime`: a moment.
        created_date_time: DateTime = "createdDateTime",
        /// `createdObjects`: list of `directoryObject`; comes when expanded.
        created_objects: Vec<DirectoryObject> = "createdObjects",
        /// `creationType`: text.
        creation_type: String = "creationType",
        /// `customSecurityAttributes`: `customSecurityAttributeValue`.
        custom_security_attributes => CustomSecurityAttributeValue = "customSecurityAttributes",
        /// `dataSecurityAndGovernance`: `userDataSecurityAndGovernance`, not described here; comes when expanded.
        data_security_and_governance: serde_json::Value = "dataSecurityAndGovernance",
        /// `department`: text.
        department: String = "department",
        /// `deviceEnrollmentLimit`: a whole number.
        device_enrollment_limit: i64 = "deviceEnrollmentLimit",
        /// `deviceManagementTroubleshootingEvents`: list of `deviceManagementTroubleshootingEvent`, not described here; comes when expanded.
        device_management_troubleshooting_events: Vec<serde_json::Value> = "deviceManagementTroubleshootingEvents",
        /// `directReports`: list of `directoryObject`; comes when expanded.
        direct_reports: Vec<DirectoryObject> = "directReports",
        /// `displayName`: text.
        display_name: String = "displayName",
        /// `drive`: `drive`, not described here; comes when expanded.
        drive: serde_json::Value = "drive",
        /// `drives`: list of `drive`, not described here; comes when expanded.
        drives: Vec<serde_json::Value> = "drives",
        /// `employeeExperience`: `employeeExperienceUser`, not described here; comes when expanded.
        employee_experience: serde_json::Value = "employeeExperience",
        /// `employeeHireDate`: a moment.
        employee_hire_date: DateTime = "employeeHireDate",
        /// `employeeId`: text.
        employee_id: String = "employeeId",
        /// `employeeLeaveDateTime`: a moment.
        employee_leave_date_time: DateTime = "employeeLeaveDateTime",
        /// `employeeOrgData`: `employeeOrgData`.
        employee_org_data => EmployeeOrgData = "employeeOrgData",
        /// `employeeType`: text.
        employee_type: String = "employeeType",
        /// `events`: list of `event`, not described here; comes when expanded.
        events: Vec<serde_json::Value> = "events",
        /// `extensions`: list of `extension`, not described here; comes when expanded.
        extensions: Vec<serde_json::Value> = "extensions",
        /// `externalUserState`: text.
        external_user_state: String = "externalUserState",
        /// `externalUserStateChangeDateTime`: a moment.
        external_user_state_change_date_time: DateTime = "externalUserStateChangeDateTime",
        /// `faxNumber`: text.
        fax_number: String = "faxNumber",
        /// `followedSites`: list of `site`, not described here; comes when expanded.
        followed_sites: Vec<serde_json::Value> = "followedSites",
        /// `givenName`: text.
        given_name: String = "givenName",
        /// `hireDate`: a moment.
        hire_date: DateTime = "hireDate",
        /// `identities`: list of `objectIdentity`.
        identities: Vec<ObjectIdentity> = "identities",
        /// `identityParentId`: text.
        identity_parent_id: String = "identityParentId",
        /// `imAddresses`: list of text.
        im_addresses: Vec<String> = "imAddresses",
        /// `inferenceClassification`: `inferenceClassification`, not described here; comes when expanded.
        inference_classification: serde_json::Value = "inferenceClassification",
        /// `insights`: `itemInsights`, not described here; comes when expanded.
        insights: serde_json::Value = "insights",
        /// `interests`: list of text.
        interests: Vec<String> = "interests",
        /// `isManagementRestricted`: yes or no.
        is_management_restricted: bool = "isManagementRestricted",
        /// `isResourceAccount`: yes or no.
        is_resource_account: bool = "isResourceAccount",
        /// `jobTitle`: text.
        job_title: String = "jobTitle",
        /// `joinedTeams`: list of `team`; comes when expanded.
        joined_teams: Vec<Team> = "joinedTeams",
        /// `lastPasswordChangeDateTime`: a moment.
        last_password_change_date_time: DateTime = "lastPasswordChangeDateTime",
        /// `legalAgeGroupClassification`: text.
        legal_age_group_classification: String = "legalAgeGroupClassification",
        /// `licenseAssignmentStates`: list of `licenseAssignmentState`.
        license_assignment_states: Vec<LicenseAssignmentState> = "licenseAssignmentStates",
        /// `licenseDetails`: list of `licenseDetails`; comes when expanded.
        license_details: Vec<LicenseDetails> = "licenseDetails",
        /// `mail`: text.
        mail: String = "mail",
        /// `mailFolders`: list of `mailFolder`, not described here; comes when expanded.
        mail_folders: Vec<serde_json::Value> = "mailFolders",
        /// `mailNickname`: text.
        mail_nickname: String = "mailNickname",
        /// `mailboxSettings`: `mailboxSettings`.
        mailbox_settings => MailboxSettings = "mailboxSettings",
        /// `managedAppRegistrations`: list of `managedAppRegistration`, not described here; comes when expanded.
        managed_app_registrations: Vec<serde_json::Value> = "managedAppRegistrations",
        /// `managedDevices`: list of `managedDevice`, not described here; comes when expanded.
        managed_devices: Vec<serde_json::Value> = "managedDevices",
        /// `manager`: `directoryObject`; comes when expanded.
        manager => DirectoryObject = "manager",
        /// `memberOf`: list of `directoryObject`; comes when expanded.
        member_of: Vec<DirectoryObject> = "memberOf",
        /// `messages`: list of `message`, not described here; comes when expanded.
        messages: Vec<serde_json::Value> = "messages",
        /// `mobilePhone`: text.
        mobile_phone: String = "mobilePhone",
        /// `mySite`: text.
        my_site: String = "mySite",
        /// `notes`: list of `note`, not described here.
        notes: Vec<serde_json::Value> = "notes",
        /// `oauth2PermissionGrants`: list of `oAuth2PermissionGrant`, not described here; comes when expanded.
        oauth2_permission_grants: Vec<serde_json::Value> = "oauth2PermissionGrants",
        /// `officeLocation`: text.
        office_location: String = "officeLocation",
        /// `onPremisesDistinguishedName`: text.
        on_premises_distinguished_name: String = "onPremisesDistinguishedName",
        /// `onPremisesDomainName`: text.
        on_premises_domain_name: String = "onPremisesDomainName",
        /// `onPremisesExtensionAttributes`: `onPremisesExtensionAttributes`.
        on_premises_extension_attributes => OnPremisesExtensionAttributes = "onPremisesExtensionAttributes",
        /// `onPremisesImmutableId`: text.
        on_premises_immutable_id: String = "onPremisesImmutableId",
        /// `onPremisesLastSyncDateTime`: a moment.
        on_premises_last_sync_date_time: DateTime = "onPremisesLastSyncDateTime",
        /// `onPremisesProvisioningErrors`: list of `onPremisesProvisioningError`.
        on_premises_provisioning_errors: Vec<OnPremisesProvisioningError> = "onPremisesProvisioningErrors",
        /// `onPremisesSamAccountName`: text.
        on_premises_sam_account_name: String = "onPremisesSamAccountName",
        /// `onPremisesSecurityIdentifier`: text.
        on_premises_security_identifier: String = "onPremisesSecurityIdentifier",
        /// `onPremisesSyncBehavior`: `onPremisesSyncBehavior`, not described here; comes when expanded.
        on_premises_sync_behavior: serde_json::Value = "onPremisesSyncBehavior",
        /// `onPremisesSyncEnabled`: yes or no.
        on_premises_sync_enabled: bool = "onPremisesSyncEnabled",
        /// `onPremisesUserPrincipalName`: text.
        on_premises_user_principal_name: String = "onPremisesUserPrincipalName",
        /// `onenote`: `onenote`, not described here; comes when expanded.
        onenote: serde_json::Value = "onenote",
        /// `onlineMeetings`: list of `onlineMeeting`; comes when expanded.
        online_meetings: Vec<OnlineMeeting> = "onlineMeetings",
        /// `otherMails`: list of text.
        other_mails: Vec<String> = "otherMails",
        /// `outlook`: `outlookUser`, not described here; comes when expanded.
        outlook: serde_json::Value = "outlook",
        /// `ownedDevices`: list of `directoryObject`; comes when expanded.
        owned_devices: Vec<DirectoryObject> = "ownedDevices",
        /// `ownedObjects`: list of `directoryObject`; comes when expanded.
        owned_objects: Vec<DirectoryObject> = "ownedObjects",
        /// `passwordPolicies`: text.
        password_policies: String = "passwordPolicies",
        /// `passwordProfile`: `passwordProfile`.
        password_profile => PasswordProfile = "passwordProfile",
        /// `pastProjects`: list of text.
        past_projects: Vec<String> = "pastProjects",
        /// `people`: list of `person`, not described here; comes when expanded.
        people: Vec<serde_json::Value> = "people",
        /// `permissionGrants`: list of `resourceSpecificPermissionGrant`, not described here; comes when expanded.
        permission_grants: Vec<serde_json::Value> = "permissionGrants",
        /// `photo`: `profilePhoto`, not described here; comes when expanded.
        photo: serde_json::Value = "photo",
        /// `photos`: list of `profilePhoto`, not described here; comes when expanded.
        photos: Vec<serde_json::Value> = "photos",
        /// `planner`: `plannerUser`, not described here; comes when expanded.
        planner: serde_json::Value = "planner",
        /// `postalCode`: text.
        postal_code: String = "postalCode",
        /// `preferredDataLocation`: text.
        preferred_data_location: String = "preferredDataLocation",
        /// `preferredLanguage`: text.
        preferred_language: String = "preferredLanguage",
        /// `preferredName`: text.
        preferred_name: String = "preferredName",
        /// `presence`: `presence`; comes when expanded.
        presence => Presence = "presence",
        /// `print`: `userPrint`.
        print => UserPrint = "print",
        /// `provisionedPlans`: list of `provisionedPlan`.
        provisioned_plans: Vec<ProvisionedPlan> = "provisionedPlans",
        /// `proxyAddresses`: list of text.
        proxy_addresses: Vec<String> = "proxyAddresses",
        /// `registeredDevices`: list of `directoryObject`; comes when expanded.
        registered_devices: Vec<DirectoryObject> = "registeredDevices",
        /// `responsibilities`: list of text.
        responsibilities: Vec<String> = "responsibilities",
        /// `schools`: list of text.
        schools: Vec<String> = "schools",
        /// `scopedRoleMemberOf`: list of `scopedRoleMembership`, not described here; comes when expanded.
        scoped_role_member_of: Vec<serde_json::Value> = "scopedRoleMemberOf",
        /// `securityIdentifier`: text.
        security_identifier: String = "securityIdentifier",
        /// `serviceProvisioningErrors`: list of `serviceProvisioningError`.
        service_provisioning_errors: Vec<ServiceProvisioningError> = "serviceProvisioningErrors",
        /// `settings`: `userSettings`, not described here; comes when expanded.
        settings: serde_json::Value = "settings",
        /// `showInAddressList`: yes or no.
        show_in_address_list: bool = "showInAddressList",
        /// `signInActivity`: `signInActivity`.
        sign_in_activity => SignInActivity = "signInActivity",
        /// `signInSessionsValidFromDateTime`: a moment.
        sign_in_sessions_valid_from_date_time: DateTime = "signInSessionsValidFromDateTime",
        /// `skills`: list of text.
        skills: Vec<String> = "skills",
        /// `solutions`: `userSolutionRoot`, not described here; comes when expanded.
        solutions: serde_json::Value = "solutions",
        /// `sponsorOf`: list of `directoryObject`; comes when expanded.
        sponsor_of: Vec<DirectoryObject> = "sponsorOf",
        /// `sponsors`: list of `directoryObject`; comes when expanded.
        sponsors: Vec<DirectoryObject> = "sponsors",
        /// `state`: text.
        state: String = "state",
        /// `streetAddress`: text.
        street_address: String = "streetAddress",
        /// `surname`: text.
        surname: String = "surname",
        /// `teamwork`: `userTeamwork`, not described here; comes when expanded.
        teamwork: serde_json::Value = "teamwork",
        /// `todo`: `todo`, not described here; comes when expanded.
        todo: serde_json::Value = "todo",
        /// `transitiveMemberOf`: list of `directoryObject`; comes when expanded.
        transitive_member_of: Vec<DirectoryObject> = "transitiveMemberOf",
        /// `usageLocation`: text.
        usage_location: String = "usageLocation",
        /// `userPrincipalName`: text.
        user_principal_name: String = "userPrincipalName",
        /// `userType`: text.
        user_type: String = "userType",
    }
}

derives!(AgentUser: User ["microsoft.graph.agentUser"]);

derives!(AgentUser: DirectoryObject ["microsoft.graph.agentUser"]);

derives!(AgentUser: Entity ["microsoft.graph.agentUser"]);
