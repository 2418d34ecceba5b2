//! What consent alone does not give: application access policies for online meetings, and the
//! permissions of one chat, team or user (resource-specific consent).

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use teams_cc_core::{Guid, TenantId};

use super::super::answer::Answer;
use super::{Deed, bad};

/// For whom an application may work with online meetings: what
/// `Grant-CsApplicationAccessPolicy` grants (`graph.md` section 1.2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MeetingAccess {
    /// For nobody, as it is for every application but the first one until something is granted.
    Nobody,
    /// For everybody in the tenant: the policy was granted with `-Global`.
    Everybody,
    /// For these users, by object id.
    Users(Vec<Guid>),
}

/// The application access policies of all tenants. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct AccessPolicies(Arc<Mutex<HashMap<(TenantId, Guid), MeetingAccess>>>);

impl AccessPolicies {
    pub(crate) fn grant(&self, tenant: TenantId, app: Guid, access: MeetingAccess) {
        self.0.lock().insert((tenant, app), access);
    }

    fn of(&self, tenant: TenantId, app: Guid) -> Option<MeetingAccess> {
        self.0.lock().get(&(tenant, app)).cloned()
    }
}

/// Whether a permission is one of a chat, a team or a user, and no tenant-wide one.
pub(super) fn is_specific(permission: &str) -> bool {
    [".Chat", ".Group", ".User"].iter().any(|end| permission.ends_with(end))
}

impl Deed<'_> {
    /// Whether the application may work with that user's meetings, or Graph's own refusal.
    pub(super) fn may_meet(&self, user: Guid) -> Result<(), Answer> {
        if self.caller.user.is_some() || self.is_consented_here() {
            return Ok(());
        }
        let (app, is_first) = (self.caller.app, self.graph.sign_in.credentials().0);
        let granted = self.graph.stage.access.of(self.tenant(), app);
        let allows = match granted {
            // The first application has what it needs from the start, as it has consent.
            None => app == is_first,
            Some(MeetingAccess::Nobody) => false,
            Some(MeetingAccess::Everybody) => true,
            Some(MeetingAccess::Users(users)) => users.contains(&user),
        };
        let text = "No application access policy found for this app";
        allows.then_some(()).ok_or_else(|| Answer::error(403, "Forbidden", text))
    }

    /// Whether the chat, team or user that is asked about has the application installed, with one
    /// of the operation's permissions consented to there.
    pub(super) fn is_consented_here(&self) -> bool {
        let path = self.found.operation.path;
        let shelf = if path.starts_with("/chats/{") {
            format!("chats/{}", self.key(0))
        } else if path.starts_with("/teams/{") {
            format!("teams/{}", self.key(0))
        } else if path.contains("/onlineMeetings/{") {
            let meetings = format!("users/{}/onlineMeetings", self.key(0));
            let meeting = self.store().get(self.tenant(), &meetings, self.key(1));
            let thread = meeting.as_ref().and_then(|one| one.pointer("/chatInfo/threadId"));
            let Some(thread) = thread.and_then(Value::as_str) else { return false };
            format!("chats/{thread}")
        } else if path.starts_with("/users/{") {
            let user = self.graph.user(self.caller, self.key(0));
            let Ok(user) = user else { return false };
            format!("users/{}", user.id)
        } else {
            return false;
        };
        let wanted = &self.found.operation.app_permissions;
        let all = self.store().list(self.tenant(), &format!("{shelf}/installedApps"));
        all.iter().filter(|one| self.is_ours(one)).any(|installation| {
            let consented = permissions(&installation["consentedPermissionSet"]);
            consented.iter().any(|has| {
                is_specific(has) && wanted.iter().any(|want| want.eq_ignore_ascii_case(has))
            })
        })
    }

    /// Whether an installation is one of the application that asks.
    fn is_ours(&self, installation: &Value) -> bool {
        let own = self.own_app(None);
        own.is_some_and(|own| own["id"] == installation["teamsAppId"])
    }

    /// What an installation consents to: exactly what the app's manifest asks for, by a caller who
    /// may consent.
    pub(super) fn consent(
        &self,
        body: &Map<String, Value>,
        manifest: &Value,
    ) -> Result<Value, Answer> {
        let asked = manifest.pointer("/authorization/permissions/resourceSpecific");
        let mut asked: Vec<&str> = asked
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|one| one["name"].as_str())
            .collect();
        let given = body.get("consentedPermissionSet").filter(|given| !given.is_null());
        let Some(given) = given else {
            if asked.is_empty() {
                return Ok(Value::Null);
            }
            let text = "The app needs resource-specific permissions: consent to them in \
                        'consentedPermissionSet'.";
            return Err(bad(text));
        };
        if !self.caller.roles.iter().any(|role| role.contains("AndConsent")) {
            let text = "Missing role permissions on the request: consenting needs a permission of \
                        the family TeamsAppInstallation.ReadWriteAndConsent.";
            return Err(Answer::error(403, "Forbidden", text));
        }
        let mut said = permissions(given);
        asked.sort_unstable();
        said.sort_unstable();
        if asked != said {
            return Err(bad("The consented permissions are not those of the app's manifest."));
        }
        Ok(json!({ "resourceSpecificPermissions": given["resourceSpecificPermissions"] }))
    }
}

fn permissions(set: &Value) -> Vec<&str> {
    let all = set["resourceSpecificPermissions"].as_array().into_iter().flatten();
    all.filter_map(|one| one["permissionValue"].as_str()).collect()
}
