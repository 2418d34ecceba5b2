//! What Teams writes down about each call (EM-16), readable by tests and the control interface.

use std::sync::Arc;

use parking_lot::Mutex;
use serde::Serialize;
use teams_cc_core::{Guid, Instant};
use tokio::sync::watch;

/// Calls kept; older ended ones are dropped.
const MOST_CALLS: usize = 10_000;

/// One leg at the emulated side: between a Teams user (or the carrier's phone) and the trunk.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct CallRecord {
    /// Counted from 1.
    pub id: u64,
    /// `teams` or `carrier`.
    pub side: &'static str,
    /// The SIP Call-ID.
    pub call_id: String,
    /// The tenant's short name; empty on the carrier's side.
    pub tenant: String,
    /// The user, on the Teams side.
    pub user: Option<Guid>,
    /// True when the emulator placed it.
    pub is_outgoing: bool,
    /// The caller as the wire said it.
    pub from: String,
    /// The called as the wire said it.
    pub to: String,
    /// When the INVITE was sent or arrived.
    pub started: Instant,
    /// When it was answered.
    pub answered: Option<Instant>,
    /// When it ended.
    pub ended: Option<Instant>,
    /// `CallEndReason`: the SIP status, 0 for a normal end.
    pub end_reason: u16,
    /// `CallEndSubReason`: Microsoft's sub-code, 0 if none.
    pub end_sub_reason: u32,
    /// What the other side did that Teams does not allow, in words.
    pub violations: Vec<String>,
}

/// All calls of one emulator. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Calls {
    list: Arc<Mutex<List>>,
    changed: watch::Sender<u64>,
}

#[derive(Debug, Default)]
struct List {
    next: u64,
    calls: Vec<CallRecord>,
}

impl Default for Calls {
    fn default() -> Self {
        Self { list: Arc::default(), changed: watch::Sender::new(0) }
    }
}

impl Calls {
    /// Writes down a new call and gives its number.
    #[allow(clippy::too_many_arguments, reason = "a record has its fields")]
    pub fn begin(
        &self,
        at: Instant,
        side: &'static str,
        call_id: &str,
        tenant: &str,
        user: Option<Guid>,
        is_outgoing: bool,
        from: &str,
        to: &str,
    ) -> u64 {
        let id = {
            let mut list = self.list.lock();
            list.next += 1;
            let id = list.next;
            if list.calls.len() == MOST_CALLS {
                let oldest = list.calls.iter().position(|call| call.ended.is_some()).unwrap_or(0);
                list.calls.remove(oldest);
            }
            list.calls.push(CallRecord {
                id,
                side,
                call_id: call_id.into(),
                tenant: tenant.into(),
                user,
                is_outgoing,
                from: from.into(),
                to: to.into(),
                started: at,
                answered: None,
                ended: None,
                end_reason: 0,
                end_sub_reason: 0,
                violations: Vec::new(),
            });
            id
        };
        self.changed.send_modify(|times| *times += 1);
        id
    }

    /// Changes a record; false if it is not there.
    pub fn change(&self, id: u64, change: impl FnOnce(&mut CallRecord)) -> bool {
        let found = self.list.lock().calls.iter_mut().find(|c| c.id == id).map(change).is_some();
        self.changed.send_modify(|times| *times += 1);
        found
    }

    /// A copy of all records, oldest first.
    pub fn list(&self) -> Vec<CallRecord> {
        self.list.lock().calls.clone()
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// Waits until `is_so` holds for the records.
    pub async fn wait_until(&self, mut is_so: impl FnMut(&[CallRecord]) -> bool) {
        let mut changed = self.changed.subscribe();
        while !is_so(&self.list.lock().calls) {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }
}
