//! The driver of a watch: asks, hands over the answers, sleeps until the next moment.

use std::borrow::Borrow;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::Stream;
use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};

use teams_cc_core::{
    Agent, AgentId, Error, ErrorKind, Guid, Instant, Machine, PresenceChange, Retry,
};

use super::feed::{self, Noticed, PresenceFeed};
use super::watcher::{Input, Output, Pace, Seen, Watcher};
use super::{BATCH, Presences};
use crate::models::Presence;
use crate::request::PRESENCE_SPACING;
use crate::{Graph, Receiver};

/// Each person is asked about this often. One request shows 650 people, so that this costs a
/// hundredth of the published limit; Teams itself shows Graph a change within seconds.
const DEFAULT_EVERY: Duration = Duration::from_secs(2);
/// What was heard counts this long when nothing newer can be had.
const DEFAULT_STALE_AFTER: Duration = Duration::from_secs(60);

/// People whose changes are notified are asked about this often all the same: a notification can be
/// lost without a word.
const RELAXED: Duration = Duration::from_secs(20);

/// A watch that has not begun: tune it, then `.await` it.
#[must_use = "a watch does nothing until it is awaited"]
#[derive(Debug)]
pub struct Watch {
    presences: Presences,
    agents: Vec<(AgentId, Guid)>,
    every: Duration,
    stale_after: Duration,
    readers: Option<(Vec<Graph>, Receiver)>,
}

impl Watch {
    pub(super) fn new(
        presences: Presences,
        agents: impl IntoIterator<Item: Borrow<Agent>>,
    ) -> Self {
        let people = agents.into_iter().filter_map(|agent| {
            let agent = agent.borrow();
            let person = agent.teams_user();
            if person.is_none() {
                tracing::warn!(
                    agent.id = %agent.id(),
                    "not watched: nothing says who this is in Teams"
                );
            }
            Some((agent.id().clone(), person?))
        });
        let agents = people.collect();
        let (every, stale_after) = (DEFAULT_EVERY, DEFAULT_STALE_AFTER);
        Self { presences, agents, every, stale_after, readers: None }
    }

    /// How often each person is asked about (2 s). More people than the published limit allows at
    /// this pace are asked about more seldom; the watch takes at most half of the limit.
    pub fn every(mut self, period: Duration) -> Self {
        self.every = period;
        self
    }

    /// How long what was last heard counts (60 s). After that the router is told that nobody
    /// knows: [`PresenceChange::presence`] is `None`.
    pub fn stale_after(mut self, age: Duration) -> Self {
        self.stale_after = age;
        self
    }

    /// Has changes notified as well, through these readers: handles whose token is a signed-in
    /// user's with `Presence.Read.All`. Graph allows one presence subscription per app and reader,
    /// and 650 people in it: the first reader takes the first 650, and so on; people beyond the
    /// last reader's are only asked about.
    ///
    /// Notified people are asked about every 20 s (a third of
    /// [`stale_after`](Self::stale_after), if that is less), and at once when notifications may be
    /// missing. What comes to a
    /// [`Graph::webhook`](crate::Graph::webhook) with this receiver is handed over by itself; what
    /// comes elsewhere, with [`PresenceWatch::feed`].
    pub fn notified_through(
        mut self,
        readers: impl IntoIterator<Item = Graph>,
        receiver: Receiver,
    ) -> Self {
        self.readers = Some((readers.into_iter().collect(), receiver));
        self
    }
}

impl IntoFuture for Watch {
    type Output = Result<PresenceWatch, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Done when everybody was asked about once. What cannot work is an error here: no
    /// permission, wrong credentials, a cloud without presence. What passes is not: the watch
    /// begins, and who could not be asked about is not known yet.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let graph = self.presences.graph().clone();
            let pace = Pace {
                every: self.every.max(Duration::from_millis(100)),
                spacing: PRESENCE_SPACING * 2,
                stale_after: self.stale_after,
                relaxed: RELAXED.min(self.stale_after / 3),
                batch: BATCH,
            };
            let now = graph.clock().now();
            let watcher = Watcher::new(now, self.agents, pace, graph.fork_rng());
            let feed = match self.readers {
                Some((readers, receiver)) => {
                    feed::open(&watcher, &graph, readers, &receiver).await?
                }
                None => feed::silent(),
            };
            let (feed, noticed) = feed;
            let mut watch = PresenceWatch {
                presences: self.presences,
                watcher,
                feed,
                noticed,
                asked: FuturesUnordered::new(),
                alarm: None,
                told: Vec::new().into_iter(),
            };
            watch.first_round().await?;
            Ok(watch)
        })
    }
}

type Asked = BoxFuture<'static, (usize, Result<Vec<Presence>, Error>)>;

/// A stream of what becomes known about agents, changes and is lost. Ends only if there is nobody
/// to watch; dropping it ends the watch.
///
/// It works while it is polled: a consumer that is slow is asked for less, never buried.
#[must_use = "a stream does nothing until it is polled"]
pub struct PresenceWatch {
    presences: Presences,
    watcher: Watcher,
    feed: PresenceFeed,
    noticed: Noticed,
    asked: FuturesUnordered<Asked>,
    alarm: Option<(Instant, BoxFuture<'static, ()>)>,
    /// What the first round brought.
    told: std::vec::IntoIter<PresenceChange>,
}

impl PresenceWatch {
    /// The next change; `None` if there is nobody to watch.
    pub async fn next_change(&mut self) -> Option<PresenceChange> {
        self.next().await
    }

    /// Where notifications are handed over.
    pub fn feed(&self) -> PresenceFeed {
        self.feed.clone()
    }

    /// How long ago something was last heard of this agent; `None` if nobody knows what Teams
    /// shows for them.
    pub fn age(&self, agent: &AgentId) -> Option<Duration> {
        let now = self.presences.graph().clock().now();
        self.watcher.heard(agent).map(|heard| now.since(heard))
    }

    async fn first_round(&mut self) -> Result<(), Error> {
        let mut told = Vec::new();
        self.do_what_it_wants(&mut told);
        let batches = self.asked.len();
        for _ in 0..batches {
            let Some((batch, answer)) = self.asked.next().await else { break };
            let failed = answer.as_ref().err();
            if failed.is_some_and(is_lasting) {
                return answer.map(drop);
            }
            self.hear(batch, answer);
            self.do_what_it_wants(&mut told);
        }
        self.told = told.into_iter();
        Ok(())
    }

    fn hear(&mut self, batch: usize, answer: Result<Vec<Presence>, Error>) {
        let input = match answer {
            Ok(presences) => {
                Input::Answered { batch, seen: presences.iter().filter_map(seen).collect() }
            }
            Err(error) => {
                tracing::warn!(code = error.code(), retry = %error.retry(), "presence not known");
                Input::Failed { batch, retry: error.retry() }
            }
        };
        self.watcher.handle(self.presences.graph().clock().now(), input);
    }

    fn do_what_it_wants(&mut self, told: &mut Vec<PresenceChange>) {
        while let Some(output) = self.watcher.poll() {
            match output {
                Output::Tell(change) => told.push(change),
                Output::Ask { batch, people } => {
                    let presences = self.presences.clone();
                    self.asked.push(Box::pin(async move {
                        (batch, presences.batch(people.to_vec()).await)
                    }));
                }
            }
        }
    }

    /// Sleeps until the machine's deadline; true when it has come.
    fn poll_alarm(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(deadline) = self.watcher.deadline() else { return false };
        let clock = self.presences.graph().clock();
        if self.alarm.as_ref().is_none_or(|(moment, _)| *moment != deadline) {
            self.alarm = Some((deadline, Box::pin(clock.sleep_until(deadline))));
        }
        let rang = self.alarm.as_mut().is_some_and(|(_, sleep)| sleep.as_mut().poll(cx).is_ready());
        if rang {
            self.alarm = None;
            // The timer's resolution is coarser than ours: never tick before the moment.
            self.watcher.handle(clock.now().max(deadline), Input::Tick);
        }
        rang
    }
}

/// Whether a person must do something before this can work.
fn is_lasting(error: &Error) -> bool {
    error.retry() == Retry::Never
        && matches!(
            error.kind(),
            ErrorKind::Unauthorized
                | ErrorKind::Refused
                | ErrorKind::Config
                | ErrorKind::Unsupported
        )
}

/// One person of an answer; without a readable id it is nobody.
pub(super) fn seen(presence: &Presence) -> Option<Seen> {
    let person = presence.id.as_deref()?.parse().ok()?;
    let sequence = presence.sequence_number.clone();
    Some(Seen { person, presence: presence.shown(), sequence })
}

impl Stream for PresenceWatch {
    type Item = PresenceChange;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<PresenceChange>> {
        let watch = &mut *self;
        loop {
            if let Some(change) = watch.told.next() {
                return Poll::Ready(Some(change));
            }
            if watch.watcher.is_empty() {
                return Poll::Ready(None);
            }
            let mut told = Vec::new();
            watch.do_what_it_wants(&mut told);
            if !told.is_empty() {
                watch.told = told.into_iter();
                continue;
            }
            if let Poll::Ready(Some((batch, answer))) = watch.asked.poll_next_unpin(cx) {
                watch.hear(batch, answer);
            } else if let Poll::Ready(Some(input)) = watch.noticed.poll_recv(cx) {
                let now = watch.presences.graph().clock().now();
                watch.watcher.handle(now, input);
            } else if !watch.poll_alarm(cx) {
                return Poll::Pending;
            }
        }
    }
}

impl fmt::Debug for PresenceWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PresenceWatch").field("asked", &self.asked.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
