//! Presence that is notified: subscriptions through readers, and the way in for what they bring.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;

use teams_cc_core::Error;

use super::watch::seen;
use super::watcher::{Input, Watcher};
use crate::models::Presence;
use crate::{
    Expectations, Graph, LifecycleEvent, Receiver, SubscriptionNews, Subscriptions, Wanted,
};

/// So many notifications wait for a watch that is not polled. When there are more, they are
/// dropped, and everybody is asked about instead.
const WAITING: usize = 10_000;

/// What waits for the watch.
pub(super) struct Noticed {
    inputs: mpsc::Receiver<Input>,
    overflown: Arc<AtomicBool>,
    batches: usize,
    /// Batches that must be asked about because notifications were dropped.
    missed: usize,
}

impl Noticed {
    pub(super) fn poll_recv(
        &mut self,
        cx: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Input>> {
        if self.overflown.swap(false, Ordering::AcqRel) {
            self.missed = self.batches;
        }
        if let Some(batch) = self.missed.checked_sub(1) {
            self.missed = batch;
            return std::task::Poll::Ready(Some(Input::Missed { batch }));
        }
        self.inputs.poll_recv(cx)
    }
}

/// Where notifications of a [`PresenceWatch`](crate::PresenceWatch) are handed over. Cheap to
/// clone. Verify and decrypt before: everything that comes in here is believed.
#[derive(Clone)]
pub struct PresenceFeed {
    inputs: mpsc::Sender<Input>,
    overflown: Arc<AtomicBool>,
    readers: Arc<Vec<Subscriptions>>,
    expectations: Expectations,
}

impl PresenceFeed {
    /// A notification showed this. Never waits: what does not fit is asked for later.
    pub fn notice(&self, presence: Presence) {
        let Some(seen) = seen(presence) else { return };
        if self.inputs.try_send(Input::Noticed(seen)).is_err() {
            self.overflown.store(true, Ordering::Release);
        }
    }

    /// Graph told this about one of the subscriptions.
    pub async fn told(&self, subscription: &str, event: LifecycleEvent) {
        for reader in &*self.readers {
            reader.told(subscription, event).await;
        }
    }

    /// Which notifications are to be believed.
    pub fn expectations(&self) -> &Expectations {
        &self.expectations
    }
}

impl fmt::Debug for PresenceFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresenceFeed")
            .field("readers", &self.readers.len())
            .field("live", &self.expectations.len())
            .finish_non_exhaustive()
    }
}

/// A feed without readers; what is handed over by other means counts all the same.
pub(super) fn silent() -> (PresenceFeed, Noticed) {
    feed(Vec::new(), Expectations::default(), 0)
}

/// Subscribes to the watcher's batches, one for each reader.
pub(super) async fn open(
    watcher: &Watcher,
    readers: Vec<Graph>,
    receiver: &Receiver,
) -> Result<(PresenceFeed, Noticed), Error> {
    let expectations = Expectations::default();
    let mut opened = Vec::new();
    for (graph, people) in readers.iter().zip(watcher.batches()) {
        let wanted = Wanted::presence_of(&**people)?;
        let subscriptions = graph.subscriptions(receiver.clone()).expected_by(&expectations);
        opened.push(subscriptions.wanting(wanted).await?);
    }
    let (feed, noticed) = feed(opened, expectations, watcher.batches().count());
    for batch in 0..feed.readers.len() {
        let (readers, inputs) = (Arc::clone(&feed.readers), feed.inputs.clone());
        tokio::spawn(async move {
            let Some(reader) = readers.get(batch) else { return };
            loop {
                let news = tokio::select! {
                    news = reader.next_news() => news,
                    () = inputs.closed() => return,
                };
                let input = match news {
                    SubscriptionNews::Live(_) => Input::Covered { batch, is_live: true },
                    SubscriptionNews::Down(..) => Input::Covered { batch, is_live: false },
                    SubscriptionNews::Missed(_) => Input::Missed { batch },
                };
                if inputs.send(input).await.is_err() {
                    return;
                }
            }
        });
    }
    Ok((feed, noticed))
}

fn feed(
    readers: Vec<Subscriptions>,
    expectations: Expectations,
    batches: usize,
) -> (PresenceFeed, Noticed) {
    let (inputs, taken) = mpsc::channel(WAITING);
    let overflown = Arc::new(AtomicBool::new(false));
    let noticed = Noticed { inputs: taken, overflown: Arc::clone(&overflown), batches, missed: 0 };
    (PresenceFeed { inputs, overflown, readers: Arc::new(readers), expectations }, noticed)
}
