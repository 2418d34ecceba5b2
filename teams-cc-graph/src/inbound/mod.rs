//! What Microsoft posts to us, brought to whom it is for: calls to their stories, presence to its
//! watches, the fate of subscriptions to who keeps them, everything else to the program.

mod change;
mod handover;
mod inbox;
mod keys;
mod webhook;

use std::sync::Arc;

use parking_lot::Mutex;

use teams_cc_core::{Error, TenantId};

pub use change::{Change, Resource};
pub use handover::Receipt;
pub use inbox::Inbox;
pub(crate) use keys::{Publishers, Signer};
pub use webhook::{OpenWebhook, Webhook};

use crate::calls::{Calls, Heard, Hub};
use crate::jwt::Keys;
use crate::models::Presence;
use crate::notifications::{ChangeNotification, DecryptionKeys, Lifecycle, Notice, Notifications};
use crate::presence::Inlet;
use crate::{Expectations, Graph, LifecycleEvent, error};

/// What all handles of one application share about what comes in.
pub(crate) struct Inbound {
    pub(crate) calls: Arc<Hub>,
    pub(crate) expectations: Expectations,
    pub(crate) decryption: DecryptionKeys,
    publishers: Publishers,
    /// Our own id, if the builder was told.
    app: Option<String>,
    /// Empty: any that Microsoft vouches for.
    tenants: Vec<TenantId>,
    feeds: Mutex<Vec<Inlet>>,
    notifications: Mutex<Option<Notifications>>,
}

impl Inbound {
    pub(crate) fn new(publishers: Publishers, app: Option<String>, tenants: Vec<TenantId>) -> Self {
        Self {
            calls: Arc::default(),
            expectations: Expectations::new(),
            decryption: DecryptionKeys::new(),
            publishers,
            app,
            tenants,
            feeds: Mutex::default(),
            notifications: Mutex::default(),
        }
    }

    /// A watch is told of presence from now on, until it ends.
    pub(crate) fn feeds(&self, inlet: Inlet) {
        let mut feeds = self.feeds.lock();
        feeds.retain(|feed| !feed.is_closed());
        feeds.push(inlet);
    }

    /// The tenants that are served; empty: any that Microsoft vouches for.
    pub(crate) fn tenants(&self) -> &[TenantId] {
        &self.tenants
    }

    /// The keys that somebody at Microsoft signs with. Fetched when a token first needs them.
    pub(crate) fn keys(&self, of: Signer) -> Result<Keys, Error> {
        self.publishers.keys(of)
    }

    /// The sign-in host, without a slash at the end.
    pub(crate) fn sign_in(&self) -> &str {
        self.publishers.sign_in()
    }

    /// Our own id.
    pub(crate) fn app(&self) -> Result<&str, Error> {
        self.app.as_deref().ok_or_else(error::no_app)
    }

    /// Who judges posts of the calling service and change notifications.
    pub(crate) fn notifications(&self) -> Result<Notifications, Error> {
        let mut made = self.notifications.lock();
        if let Some(made) = &*made {
            return Ok(made.clone());
        }
        let mut builder = Notifications::builder(self.app()?)
            .calling_keys(self.keys(Signer::Calling)?)
            .change_keys(self.keys(Signer::Entra)?)
            .subscriptions(Arc::new(self.expectations.clone()))
            .decryption(self.decryption.clone());
        for tenant in &self.tenants {
            builder = builder.tenant(*tenant);
        }
        Ok(made.insert(builder.build()).clone())
    }

    /// Brings what was verified to whom it is for, and says what it was. `true`: whom it is for has
    /// it, the program need not look.
    pub(crate) async fn sort(
        &self,
        graph: &Graph,
        notifications: &Notifications,
        notice: Notice,
    ) -> (Change, bool) {
        match notice {
            Notice::Resource(notification) => self.changed(notifications, notification).await,
            Notice::Subscription(notification) => {
                let event = notification.lifecycle().and_then(|lifecycle| match lifecycle {
                    Lifecycle::ReauthorizationRequired => {
                        Some(LifecycleEvent::ReauthorizationRequired)
                    }
                    Lifecycle::Removed => Some(LifecycleEvent::SubscriptionRemoved),
                    Lifecycle::Missed => Some(LifecycleEvent::Missed),
                    Lifecycle::Other(_) => None,
                });
                if let Some(event) = event {
                    self.expectations.tell(notification.subscription(), event).await;
                }
                (Change::Subscription(notification), event.is_some())
            }
            Notice::Participant(call) => (Change::Participant(call), false),
            Notice::Other(call) => (Change::Other(call), false),
            Notice::IncomingCall(call)
            | Notice::CallUpdated(call)
            | Notice::CallEnded(call)
            | Notice::Operation(call)
            | Notice::Roster(call) => {
                let calls = Calls::new(graph.clone(), Arc::clone(&self.calls));
                match calls.hear(call.tenant(), call.scenario(), call.json()) {
                    Heard::Rings(rings) => (Change::IncomingCall(rings), false),
                    Heard::Moved | Heard::Nothing => {
                        (Change::CallUpdated(call.call().to_owned()), true)
                    }
                }
            }
        }
    }

    async fn changed(
        &self,
        notifications: &Notifications,
        notification: ChangeNotification,
    ) -> (Change, bool) {
        // It opened when it was verified; a key may have been removed since.
        let content = notifications.open(&notification).await.unwrap_or_else(|error| {
            tracing::warn!(code = error.code(), "content does not open any more");
            None
        });
        let resource = Resource::new(notification, content);
        match resource.kind() {
            Some("presence") => match resource.read::<Presence>() {
                Ok(presence) if presence.availability.is_some() => {
                    let mut is_taken = false;
                    for feed in self.feeds.lock().iter().filter(|feed| !feed.is_closed()) {
                        feed.notice(&presence);
                        is_taken = true;
                    }
                    (Change::Presence(presence), is_taken)
                }
                _ => (Change::Resource(resource), false),
            },
            _ => (Change::Resource(resource), false),
        }
    }
}
