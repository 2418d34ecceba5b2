//! `groups`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use super::GroupsMembers;
use crate::operations::macros::operations;

operations! {
    /// The operations on `groups`.
    Groups {
        leads to [
        /// `groups.members`.
        members: GroupsMembers,
        ]
    }
}
