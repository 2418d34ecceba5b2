//! Voice administration (`microsoft.graph.teamsAdministration`).

// Made by `cargo xtask generate` from the tables in `metadata`.

mod assignment_category;
mod number_assignment;
mod number_type;
mod policy_identifier_detail;
mod teams_policy_user_assignment;
mod teams_user_configuration;
mod telephone_number_long_running_operation;

pub use assignment_category::AssignmentCategory;
pub use number_assignment::{
    ActivationState, AssignmentStatus, CustomerAction, NumberAssignment, NumberCapability,
    NumberSource, PortInStatus, ReverseNumberLookupOption,
};
pub use number_type::NumberType;
pub use policy_identifier_detail::PolicyIdentifierDetail;
pub use teams_policy_user_assignment::TeamsPolicyUserAssignment;
pub use teams_user_configuration::{
    AccountType, AssignedTelephoneNumber, AssignmentType, EffectivePolicyAssignment,
    PolicyAssignment, TeamsUserConfiguration,
};
pub use telephone_number_long_running_operation::{
    TelephoneNumberLongRunningOperation, TelephoneNumberLongRunningOperationDetails,
};
