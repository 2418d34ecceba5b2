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

/// The end of the way in, of which the application knows: it lets a watch end.
#[derive(Clone)]
pub(crate) struct Inlet {
    inputs: mpsc::Sender<Input>,
    overflown: Arc<AtomicBool>,
}

impl Inlet {
    /// Whether the watch has ended.
    pub(crate) fn is_closed(&self) -> bool {
        self.inputs.is_closed()
    }

    /// Never waits: what does not fit is asked for later.
    pub(crate) fn notice(&self, presence: &Presence) {
        let Some(seen) = seen(presence) else { return };
        if self.inputs.try_send(Input::Noticed(seen)).is_err() {
            self.overflown.store(true, Ordering::Release);
        }
    }
}

/// Where notifications of a [`PresenceWatch`](crate::PresenceWatch) are handed over. Cheap to
/// clone. Verify and decrypt before: everything that comes in here is believed.
///
/// What [`Graph::webhook`](crate::Graph::webhook) or
/// [`Graph::notifications`](crate::Graph::notifications) receives is handed over by itself; this is
/// for what comes another way (Event Hubs).
#[derive(Clone)]
pub struct PresenceFeed {
    inlet: Inlet,
    readers: Arc<Vec<Subscriptions>>,
    expectations: Expectations,
}

impl PresenceFeed {
    /// A notification showed this. Never waits: what does not fit is asked for later.
    pub fn notice(&self, presence: &Presence) {
        self.inlet.notice(presence);
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
    graph: &Graph,
    readers: Vec<Graph>,
    receiver: &Receiver,
) -> Result<(PresenceFeed, Noticed), Error> {
    // A reader may be of another handle: what it makes is believed where this one receives.
    let expectations = graph.inbound().expectations.clone();
    let mut opened = Vec::new();
    for (graph, people) in readers.iter().zip(watcher.batches()) {
        let wanted = Wanted::presence_of(&**people)?;
        let subscriptions = graph.subscriptions(receiver.clone()).expected_by(&expectations);
        opened.push(subscriptions.wanting(wanted).await?);
    }
    let (feed, noticed) = feed(opened, expectations, watcher.batches().count());
    graph.inbound().feeds(feed.inlet.clone());
    for batch in 0..feed.readers.len() {
        let (readers, inputs) = (Arc::clone(&feed.readers), feed.inlet.inputs.clone());
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
    let inlet = Inlet { inputs, overflown };
    (PresenceFeed { inlet, readers: Arc::new(readers), expectations }, noticed)
}
