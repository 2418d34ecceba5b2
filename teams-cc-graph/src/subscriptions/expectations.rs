//! Which notifications are to be believed, and who is told of what becomes of a subscription.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::mpsc;

use super::upkeep::Input;
use super::{Command, LifecycleEvent};
use crate::notifications::{ChangeNotification, Expected, Expecting};

/// Which notifications are to be believed: the subscriptions that live, by id. Cheap to clone;
/// fed by any number of [`Subscriptions`](crate::Subscriptions), read by whoever receives
/// notifications (RS-67).
///
/// All handles of one application share one: what [`Graph::subscriptions`](crate::Graph) makes is
/// believed by what [`Graph::notifications`](crate::Graph::notifications) receives.
#[derive(Clone, Default)]
pub struct Expectations(Arc<RwLock<HashMap<String, Known>>>);

struct Known {
    expected: Expected,
    /// Who keeps the subscription alive, as long as they do.
    keeper: Option<mpsc::WeakSender<Command>>,
}

impl Expectations {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What notifications of this subscription must say. `None`: nobody here made it, or it is
    /// gone.
    pub fn of(&self, subscription: &str) -> Option<Expected> {
        self.0.read().get(&key(subscription)).map(|known| known.expected.clone())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.read().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.read().is_empty()
    }

    /// From now on this subscription, which something else made, is ours. Its first notification
    /// may come before Graph's answer to the creation: say what the answer says at once.
    pub fn expect(&self, subscription: impl AsRef<str>, expected: Expected) {
        self.keep(subscription.as_ref(), Known { expected, keeper: None });
    }

    pub(super) fn made(&self, id: &str, expected: Expected, keeper: mpsc::WeakSender<Command>) {
        self.keep(id, Known { expected, keeper: Some(keeper) });
    }

    fn keep(&self, id: &str, known: Known) {
        self.0.write().insert(key(id), known);
    }

    /// From now on it is not believed.
    pub fn forget(&self, subscription: &str) {
        self.0.write().remove(&key(subscription));
    }

    /// Tells who keeps a subscription what Graph said about it. Unknown ids change nothing.
    pub(crate) async fn tell(&self, subscription: &str, event: LifecycleEvent) {
        let keeper = {
            let all = self.0.read();
            let known = all.get(&key(subscription));
            known.and_then(|known| known.keeper.as_ref()?.upgrade())
        };
        if let Some(keeper) = keeper {
            let input = Input::Told { id: subscription.into(), lifecycle: event.into() };
            // Who stopped keeping it need not know.
            let _ = keeper.send(Command::Tell(input)).await;
        }
    }
}

/// Ids are written in either case.
fn key(subscription: &str) -> String {
    subscription.to_ascii_lowercase()
}

impl Expecting for Expectations {
    fn expected(&self, notification: &ChangeNotification) -> Option<Expected> {
        self.of(notification.subscription())
    }
}

impl fmt::Debug for Expectations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.read().keys()).finish()
    }
}
