//! What has changed, for whoever subscribed: every area of the emulated Graph says it here, and
//! [`subscriptions`](super::subscriptions) takes it from here.
#![allow(dead_code, reason = "the areas that publish land next")]

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value;
use teams_cc_core::TenantId;
use tokio::sync::Notify;

/// Changes that wait to be looked at; beyond it the newest is dropped, and every subscriber is told
/// that something was missed.
const MOST_WAITING: usize = 100_000;

/// What happened to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum ChangeKind {
    Created,
    Updated,
    Deleted,
}

impl ChangeKind {
    /// As it stands in `changeType`.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }
}

/// One change of one resource.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    pub(crate) tenant: TenantId,
    /// Relative to the version, as notifications spell it: `chats('19:..')/messages('1')`.
    pub(crate) resource: String,
    pub(crate) kind: ChangeKind,
    /// The whole resource, with `@odata.type` and `id`: rich notifications carry it.
    pub(crate) data: Value,
}

/// The bus. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Debug, Default)]
struct Waiting {
    list: VecDeque<Change>,
    has_dropped: bool,
}

impl Changes {
    /// Says that something has changed.
    ///
    /// `resource` is relative to the version and names keys in parentheses
    /// (`chats('19:..')/messages('1')`, `communications/callRecords('..')`); subscriptions are
    /// compared without regard to which of the two spellings either side uses. `data` is the whole
    /// resource with `@odata.type` (`#microsoft.graph.chatMessage`) and `id`.
    pub(crate) fn publish(
        &self,
        tenant: TenantId,
        resource: impl Into<String>,
        kind: ChangeKind,
        data: Value,
    ) {
        {
            let mut waiting = self.0.waiting.lock();
            if waiting.list.len() < MOST_WAITING {
                let change = Change { tenant, resource: resource.into(), kind, data };
                waiting.list.push_back(change);
            } else {
                waiting.has_dropped = true;
            }
        }
        self.0.news.notify_one();
    }

    /// The oldest change nobody has looked at.
    pub(crate) fn take(&self) -> Option<Change> {
        self.0.waiting.lock().list.pop_front()
    }

    /// Whether something was dropped since this was last asked.
    pub(crate) fn take_dropped(&self) -> bool {
        std::mem::take(&mut self.0.waiting.lock().has_dropped)
    }

    /// Waits until somebody publishes. For one reader.
    pub(crate) async fn news(&self) {
        self.0.news.notified().await;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use teams_cc_core::Guid;

    use super::*;

    #[test]
    fn changes_leave_in_their_order_and_a_full_bus_says_that_it_dropped() {
        let changes = Changes::default();
        let tenant = TenantId(Guid::from_u128(1));
        for n in 0..=MOST_WAITING {
            changes.publish(tenant, n.to_string(), ChangeKind::Created, json!({}));
        }
        assert!(changes.take_dropped() && !changes.take_dropped());
        let first = changes.take().map(|change| change.resource);
        assert_eq!(first.as_deref(), Some("0"));
        let rest = std::iter::from_fn(|| changes.take()).count();
        assert_eq!(rest, MOST_WAITING - 1);
    }
}
