//! Event Hubs as a receiver of notifications (`graph.md` section 6.6). There is no hub here: what
//! Graph would have sent to one is kept, and the control interface shows it.

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::{Value, json};

/// Messages kept; the oldest are forgotten.
const MOST: usize = 10_000;

/// What was sent to hubs, oldest first. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hubs(Arc<Mutex<VecDeque<Value>>>);

impl Hubs {
    /// Keeps a message for the hub at that `notificationUrl`.
    pub(super) fn sent(&self, url: &str, message: &Value) {
        let mut all = self.0.lock();
        if all.len() >= MOST {
            all.pop_front();
        }
        all.push_back(json!({"hub": url, "message": message}));
    }

    /// All messages that are kept.
    pub(crate) fn all(&self) -> Vec<Value> {
        self.0.lock().iter().cloned().collect()
    }
}

/// Whether a `notificationUrl` names a hub: through a secret of a key vault, or by its namespace.
pub(super) fn is_hub(url: &str) -> bool {
    url.strip_prefix("EventHub:").is_some_and(|rest| rest.starts_with("https://"))
}

/// The first message that a hub gets: it says nothing, and receivers skip it.
pub(super) fn validation(request: &str) -> Value {
    json!({"value": [{
        "subscriptionId": "NA",
        "subscriptionExpirationDateTime": "NA",
        "clientState": "NA",
        "changeType": format!(
            "Validation: Testing client application reachability for subscription Request-Id: {request}"
        ),
        "resource": "NA",
        "resourceData": {"@odata.type": "NA", "@odata.id": "NA", "id": "NA"},
    }]})
}
