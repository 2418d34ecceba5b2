//! `groups.members`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `groups.members`.
    GroupsMembers {
        /// `GET /groups/{group-id}/members`.
        ///
        /// - An application needs at least `GroupMember.ReadBasic.All`, or one of: `Directory.Read.All`, `Group.Read.All`, `Group.ReadBasic.All`, `Group.ReadWrite.All`, `GroupMember.Read.All`, `GroupMember.ReadBasic.All`, `GroupMember.ReadWrite.All`.
        /// - A signed-in user needs at least `GroupMember.ReadBasic.All`, or one of: `Directory.Read.All`, `Group.Read.All`, `Group.ReadBasic.All`, `Group.ReadWrite.All`, `GroupMember.Read.All`, `GroupMember.ReadBasic.All`, `GroupMember.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(group_id) => crate::models::Collection<crate::models::DirectoryObject> = GET "/groups/{}/members";
    }
}
