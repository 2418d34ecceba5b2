//! From the answered post to whom it is for: through a queue on disk, or at once.

use std::collections::VecDeque;
use std::sync::Arc;

use async_trait::async_trait;
use parking_lot::Mutex;
use tokio::sync::Notify;

use teams_cc_core::Error;

use super::Change;
use crate::notifications::{DurableQueue, Notice, Notifications, Sink, Taken};
use crate::{Graph, error};

/// Changes that wait for the program when nothing is on disk; then posts are answered 503.
const MOST_WAITING: usize = 10_000;

/// Changes that nobody has asked for yet.
#[derive(Default)]
pub(super) struct Waiting {
    list: Mutex<VecDeque<(Change, Option<Taken>)>>,
    came: Notify,
    most: usize,
}

impl Waiting {
    fn has_room(&self) -> bool {
        self.list.lock().len() < self.most
    }

    fn push(&self, change: Change, taken: Option<Taken>) {
        self.list.lock().push_back((change, taken));
        self.came.notify_one();
    }

    pub(super) async fn next(&self) -> (Change, Receipt) {
        loop {
            let came = self.came.notified();
            let next = {
                let mut list = self.list.lock();
                let next = list.pop_front();
                if !list.is_empty() {
                    // Whoever waits beside us may go on.
                    self.came.notify_one();
                }
                next
            };
            if let Some((change, taken)) = next {
                return (change, Receipt(taken));
            }
            came.await;
        }
    }
}

/// The receipt of a change. Acknowledge it when the change is dealt with; dropped without that, a
/// change that lies in a queue on disk is given again, also to the next process. Without a queue it
/// does nothing.
#[derive(Debug)]
#[must_use = "dropping it gives the change back"]
pub struct Receipt(Option<Taken>);

impl Receipt {
    /// It is dealt with: it will not be given again.
    pub fn acknowledge(self) {
        if let Some(taken) = self.0 {
            taken.acknowledge();
        }
    }
}

/// Brings what came to whom it is for.
pub(super) struct Handover {
    sorting: Arc<Sorting>,
    queue: Option<DurableQueue>,
    /// Empties the queue as long as somebody may fill it.
    pump: Option<tokio::task::AbortHandle>,
}

struct Sorting {
    graph: Graph,
    notifications: Notifications,
    waiting: Arc<Waiting>,
}

impl Handover {
    pub(super) fn new(
        graph: Graph,
        notifications: Notifications,
        queue: Option<(DurableQueue, usize)>,
    ) -> (Self, Arc<Waiting>) {
        // Half of the queue: calls must find room, also if nobody asks for the rest.
        let most = queue.as_ref().map_or(MOST_WAITING, |(_, records)| records / 2);
        let waiting = Arc::new(Waiting { most, ..Waiting::default() });
        let sorting = Sorting { graph, notifications, waiting: Arc::clone(&waiting) };
        let sorting = Arc::new(sorting);
        let queue = queue.map(|(queue, _)| queue);
        let pump = queue.as_ref().map(|queue| {
            let pump = pump(queue.clone(), Arc::clone(&sorting));
            tokio::spawn(pump).abort_handle()
        });
        (Self { sorting, queue, pump }, waiting)
    }
}

/// Takes from the queue in its order.
async fn pump(queue: DurableQueue, sorting: Arc<Sorting>) {
    loop {
        let taken = queue.take().await;
        match Notice::from_record(taken.record()) {
            Ok(notice) => sorting.sort(notice, Some(taken)).await,
            Err(error) => {
                // Nobody will ever read it.
                tracing::error!(code = error.code(), "a record of the queue is left out");
                taken.acknowledge();
            }
        }
    }
}

impl Sorting {
    async fn sort(&self, notice: Notice, taken: Option<Taken>) {
        let inbound = self.graph.inbound();
        let (change, is_taken) = inbound.sort(&self.graph, &self.notifications, notice).await;
        let done = |taken: Option<Taken>| {
            if let Some(taken) = taken {
                taken.acknowledge();
            }
        };
        match change {
            Change::IncomingCall(call) => {
                inbound.calls.rings(call);
                done(taken);
            }
            _ if is_taken => done(taken),
            change if self.waiting.has_room() => self.waiting.push(change, taken),
            _ => {
                tracing::warn!("changes that nobody asks for are left out");
                self.notifications.count("nobody-asks");
                done(taken);
            }
        }
    }
}

#[async_trait]
impl Sink for Handover {
    async fn take(&self, notices: &[Notice]) -> Result<(), Error> {
        if let Some(queue) = &self.queue {
            return Sink::take(queue, notices).await;
        }
        let waits = |notice: &Notice| notice.change().is_some();
        if notices.iter().any(waits) && !self.sorting.waiting.has_room() {
            return Err(error::queue_full());
        }
        for notice in notices {
            self.sorting.sort(notice.clone(), None).await;
        }
        Ok(())
    }
}

impl Drop for Handover {
    fn drop(&mut self) {
        if let Some(pump) = self.pump.take() {
            pump.abort();
        }
    }
}
