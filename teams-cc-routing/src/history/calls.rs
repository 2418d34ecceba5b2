//! Calls in the history, whatever carries them.

use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::time::SystemTime;

use parking_lot::Mutex;
use teams_cc_core::channel::Identity;
use teams_cc_core::{CallId, Ended, Voice};

use super::kept::Noted;
use super::{ContactId, History};
use crate::{Work, WorkId};

/// A history that a router feeds as long as somebody holds it.
pub(crate) struct Fed(Weak<Mutex<Noted>>);

impl Fed {
    /// A caller waits as this work.
    pub(crate) fn waits(&self, caller: Caller, work: &Work, id: WorkId) {
        let Some(history) = self.0.upgrade().map(History) else { return };
        let Some(contact) = history.comes(caller) else { return };
        history.queued(contact, id);
        if !work.notes().is_empty() {
            history.summarise(contact, &work.notes().join("\n"));
        }
    }
}

/// Who calls, and when that is over.
pub(crate) struct Caller {
    call: CallId,
    who: Option<Identity>,
    ended: Pin<Box<dyn Future<Output = Ended> + Send>>,
}

impl Caller {
    pub(crate) fn of(call: &impl Voice) -> Self {
        // Who shows no number is nobody's history.
        let who = call.other_end().and_then(|other| Identity::try_from(&other).ok());
        Self { call: call.id(), who, ended: Box::pin(call.ended()) }
    }
}

/// Now, in milliseconds since 1970.
pub(crate) fn wall_ms() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl History {
    /// Takes everything that happens in this router, as long as one of its clones lives: calls that
    /// it brings to somebody ([`Work::by`](crate::Work::by)) enter by themselves. A router feeds one
    /// history, the latest that follows it. Outside a tokio runtime it panics.
    pub fn follow(&self, router: &crate::Router) {
        use futures::StreamExt as _;
        router.feeds(Fed(Arc::downgrade(&self.0)));
        let (noted, mut events) = (Arc::downgrade(&self.0), router.events());
        tokio::spawn(async move {
            while let Some(happened) = events.next().await {
                match noted.upgrade() {
                    Some(noted) => noted.lock().heed(&happened),
                    None => return,
                }
            }
        });
    }

    /// A call came, over any wire: it is in the customer's history from now on, and so is how it ends.
    /// Told twice, it is one contact. `None` if nobody knows who is at the other end. Work that waits
    /// for somebody says so itself; this is for calls that no router sees. Outside a tokio runtime it
    /// panics.
    pub fn called(&self, call: &impl Voice) -> Option<ContactId> {
        self.comes(Caller::of(call))
    }

    fn comes(&self, caller: Caller) -> Option<ContactId> {
        let Caller { call, who, ended } = caller;
        let who = who?;
        let mut noted = self.0.lock();
        let (id, is_new) = noted.book.called(call, &who, wall_ms());
        if is_new {
            noted.note(id);
            let weak = Arc::downgrade(&self.0);
            tokio::spawn(async move {
                let how = ended.await;
                let Some(noted) = weak.upgrade() else { return };
                let mut noted = noted.lock();
                if let Some(id) = noted.book.hung_up(call, wall_ms(), &how) {
                    noted.note(id);
                }
            });
        }
        Some(id)
    }
}
