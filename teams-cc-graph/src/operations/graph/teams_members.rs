//! `teams.members`.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::operations::macros::operations;

operations! {
    /// The operations on `teams.members`.
    TeamsMembers {
        /// `GET /teams/{team-id}/members`.
        ///
        /// - An application needs at least `TeamMember.Read.Group`, `TeamMember.ReadWrite.All`, or one of: `TeamMember.Read.All`, `TeamMember.Read.Group`, `TeamMember.ReadWrite.All`.
        /// - A signed-in user needs `TeamMember.Read.All`, `TeamMember.ReadWrite.All`.
        /// - Answer: 200. Clouds: global,usgov,china.
        fn list(team_id) => crate::models::Collection<crate::models::ConversationMember> = GET "/teams/{}/members";
        /// `POST /teams/{team-id}/members`.
        ///
        /// - An application needs at least `TeamMember.ReadWriteNonOwnerRole.All`, or one of: `TeamMember.ReadWrite.All`, `TeamMember.ReadWriteNonOwnerRole.All`.
        /// - A signed-in user needs at least `TeamMember.ReadWriteNonOwnerRole.All`, or one of: `TeamMember.ReadWrite.All`, `TeamMember.ReadWriteNonOwnerRole.All`.
        /// - Answer: 201. Clouds: global,usgov,china.
        fn add(team_id; crate::models::ConversationMember) => crate::models::ConversationMember = POST "/teams/{}/members";
        /// `DELETE /teams/{team-id}/members/{conversationMember-id}`.
        ///
        /// - An application needs at least `TeamMember.ReadWriteNonOwnerRole.All`, or one of: `TeamMember.ReadWrite.All`, `TeamMember.ReadWriteNonOwnerRole.All`.
        /// - A signed-in user needs at least `TeamMember.ReadWriteNonOwnerRole.All`, or one of: `TeamMember.ReadWrite.All`, `TeamMember.ReadWriteNonOwnerRole.All`.
        /// - Answer: 204. Clouds: global,usgov,china.
        fn remove(team_id, conversation_member_id) => () = DELETE "/teams/{}/members/{}";
    }
}
