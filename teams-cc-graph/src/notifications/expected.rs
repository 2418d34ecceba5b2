//! What is known about our own subscriptions, so that others' are not believed.

use teams_cc_core::{Secret, TenantId};

use super::ChangeNotification;

/// What notifications of one subscription must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub(crate) client_state: Option<Secret>,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) resource: Option<String>,
}

impl Expected {
    /// The `clientState` that the subscription was made with.
    pub fn client_state(state: Secret) -> Self {
        Self { client_state: Some(state), tenant: None, resource: None }
    }

    /// Only posts with a verified token count; they need no `clientState`.
    pub fn signed() -> Self {
        Self { client_state: None, tenant: None, resource: None }
    }

    /// The tenant that the subscription was made in.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenant = Some(tenant);
        self
    }

    /// What every resource of its notifications begins with: `communications/presences`. A leading
    /// slash, the case, and `('id')` instead of `/id` make no difference.
    pub fn resource(mut self, beginning: &str) -> Self {
        self.resource = Some(plain(beginning));
        self
    }

    pub(super) fn fits_resource(&self, resource: Option<&str>) -> bool {
        let Some(beginning) = &self.resource else { return true };
        resource.is_some_and(|resource| {
            let resource = plain(resource);
            resource.strip_prefix(beginning.as_str()).is_some_and(|rest| {
                // `users/ab` is not below `users/a`.
                rest.is_empty() || rest.starts_with('/') || beginning.ends_with('/')
            })
        })
    }
}

/// `/Users('a')/presence` → `users/a/presence`.
fn plain(resource: &str) -> String {
    let resource = resource.split('?').next().unwrap_or_default().trim_start_matches('/');
    resource.replace("('", "/").replace("')", "").to_ascii_lowercase()
}

/// Knows what notifications of our subscriptions must say: [`Expectations`](crate::Expectations),
/// or a store of yours.
pub trait Expecting: Send + Sync {
    /// What a notification of this subscription must say; `None` if it is none of ours. Called
    /// before anything about the notification is believed.
    fn expected(&self, notification: &ChangeNotification) -> Option<Expected>;

    /// This notification passed every check.
    fn passed(&self, notification: &ChangeNotification) {
        let _ = notification;
    }
}
