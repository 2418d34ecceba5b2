//! What is known about our own subscriptions, so that others' are not believed.

use std::collections::HashMap;
use std::fmt;

use parking_lot::RwLock;

use teams_cc_core::{Secret, TenantId};

use super::ChangeNotification;

/// What notifications of one subscription must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    pub(super) client_state: Option<Secret>,
    pub(super) tenant: Option<TenantId>,
    pub(super) resource: Option<String>,
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

/// Knows our subscriptions. Implemented by whoever makes them.
pub trait Subscriptions: Send + Sync {
    /// What a notification of this subscription must say; `None` if it is none of ours. Called
    /// before anything about the notification is believed.
    fn expected(&self, notification: &ChangeNotification) -> Option<Expected>;

    /// This notification passed every check.
    fn passed(&self, notification: &ChangeNotification) {
        let _ = notification;
    }
}

/// Subscriptions in memory.
#[derive(Default)]
pub struct KnownSubscriptions(RwLock<HashMap<String, Expected>>);

impl KnownSubscriptions {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on `subscription` is ours. Its first notification may come before Graph's answer
    /// to the creation: insert what the answer says at once, Graph repeats what was refused.
    pub fn insert(&self, subscription: impl Into<String>, expected: Expected) {
        self.0.write().insert(subscription.into().to_ascii_lowercase(), expected);
    }

    /// It has ended.
    pub fn remove(&self, subscription: &str) {
        self.0.write().remove(&subscription.to_ascii_lowercase());
    }
}

impl Subscriptions for KnownSubscriptions {
    fn expected(&self, notification: &ChangeNotification) -> Option<Expected> {
        self.0.read().get(&notification.subscription().to_ascii_lowercase()).cloned()
    }
}

impl fmt::Debug for KnownSubscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.read().keys()).finish()
    }
}
