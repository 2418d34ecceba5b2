//! Subscriptions that stay: made, renewed, made again, remembered over restarts.
//!
//! [`Graph::subscriptions`](crate::Graph::subscriptions) opens them. What decides is a machine
//! without clock or network; this is its driver.

mod expectations;
mod receiver;
mod requests;
mod store;
mod upkeep;
mod wanted;

use std::collections::BTreeMap;
use std::fmt;
use std::future::IntoFuture;
use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, StreamExt};
use parking_lot::Mutex;
use tokio::sync::{Notify, mpsc};

use teams_cc_core::{Error, Machine};

use crate::Graph;
pub use expectations::Expectations;
pub use receiver::Receiver;
use requests::Answered;
pub use store::{InFile, InMemory, Remembered, SubscriptionStore};
use upkeep::{Failed, Input, Known, Lifecycle, MOST_WANTED, Output, Upkeep};
pub use wanted::Wanted;

/// What there is to know about something wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SubscriptionNews {
    /// Its notifications come from now on.
    Live(Arc<str>),
    /// Notifications may be missing: read the resource now. Follows every [`Live`](Self::Live),
    /// so that what happened before is known as well.
    Missed(Arc<str>),
    /// No notifications come; it is being made again. Why, as a stable word: `gone`, `conflict`,
    /// `refused`, `unavailable`.
    Down(Arc<str>, &'static str),
}

/// What Graph tells about a subscription itself (`lifecycleEvent`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum LifecycleEvent {
    /// It must be authorised again (`reauthorizationRequired`).
    ReauthorizationRequired,
    /// It is gone (`subscriptionRemoved`).
    SubscriptionRemoved,
    /// Notifications were lost (`missed`).
    Missed,
}

impl From<LifecycleEvent> for Lifecycle {
    fn from(event: LifecycleEvent) -> Self {
        match event {
            LifecycleEvent::ReauthorizationRequired => Self::Reauthorize,
            LifecycleEvent::SubscriptionRemoved => Self::Removed,
            LifecycleEvent::Missed => Self::Missed,
        }
    }
}

/// Subscriptions that are not open yet: say what is wanted, then `.await`.
#[must_use = "nothing is subscribed to until this is awaited"]
pub struct OpenSubscriptions {
    graph: Graph,
    receiver: Receiver,
    store: Arc<dyn SubscriptionStore>,
    wanted: Vec<Wanted>,
    expectations: Expectations,
}

impl OpenSubscriptions {
    pub(crate) fn new(graph: Graph, receiver: Receiver) -> Self {
        let store = Arc::new(InMemory::default());
        let expectations = graph.inbound().expectations.clone();
        Self { graph, receiver, store, wanted: Vec::new(), expectations }
    }

    /// Wants this from the beginning. What an earlier run made and is not wanted now is deleted.
    pub fn wanting(mut self, wanted: Wanted) -> Self {
        self.wanted.push(wanted);
        self
    }

    /// Remembers there, so that a restart keeps what lives.
    pub fn remembered_in(mut self, store: impl SubscriptionStore) -> Self {
        self.store = Arc::new(store);
        self
    }

    /// Tells these expectations instead of those that all handles of the application share.
    pub fn expected_by(mut self, expectations: &Expectations) -> Self {
        self.expectations = expectations.clone();
        self
    }
}

impl fmt::Debug for OpenSubscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenSubscriptions").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

impl IntoFuture for OpenSubscriptions {
    type Output = Result<Subscriptions, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    /// Done when what was remembered is read; making them goes on in the background.
    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            self.receiver.check()?;
            let store = Arc::clone(&self.store);
            let remembered = blocking(move || store.load()).await?;
            let tenant = self.graph.tenant_id();
            // What belongs to another tenant is not looked at, whoever put it there.
            let remembered = remembered.into_iter().filter(|one| one.tenant == tenant);
            let known = remembered.map(|one| Known {
                id: one.id,
                name: one.name.into(),
                resource: one.resource.into(),
                client_state: one.client_state,
            });
            let clock = self.graph.clock();
            let known: Vec<Known> = known.collect();
            let mut upkeep = Upkeep::new(clock.now(), known.clone(), self.graph.fork_rng());
            for wanted in self.wanted {
                upkeep.handle(clock.now(), Input::Want(wanted));
            }
            let (commands, orders) = mpsc::channel(MOST_WANTED);
            let keeper = commands.downgrade();
            let news = Arc::new(News::default());
            let driver = Driver {
                graph: self.graph,
                receiver: Arc::new(self.receiver),
                store: self.store,
                keeper,
                expectations: self.expectations.clone(),
                upkeep,
                mine: BTreeMap::new(),
                asked: FuturesUnordered::new(),
                news: Arc::clone(&news),
                is_saving: false,
                is_dirty: false,
            };
            tokio::spawn(driver.run(orders));
            Ok(Subscriptions { commands, news, expectations: self.expectations })
        })
    }
}

/// The subscriptions of one identity in one tenant, kept alive by a task.
///
/// Dropping it stops the upkeep and leaves them at Graph, where they end by themselves, or are
/// taken over by the next run that remembers them; [`close`](Self::close) deletes them.
pub struct Subscriptions {
    commands: mpsc::Sender<Command>,
    news: Arc<News>,
    expectations: Expectations,
}

impl Subscriptions {
    /// Wants this as well, or instead of what has the same name.
    ///
    /// # Cancel safety
    /// Dropping the future may leave it unwanted; once it resolved it is wanted.
    pub async fn want(&self, wanted: Wanted) {
        let _ = self.commands.send(Command::Tell(Input::Want(wanted))).await;
    }

    /// Wants what has this name no longer; the subscription is deleted.
    pub async fn unwant(&self, name: &str) {
        let _ = self.commands.send(Command::Tell(Input::Unwant(name.into()))).await;
    }

    /// Graph told this about one of them. Unknown ids change nothing. Verify who says so first.
    pub async fn told(&self, subscription: &str, event: LifecycleEvent) {
        let input = Input::Told { id: subscription.into(), lifecycle: event.into() };
        let _ = self.commands.send(Command::Tell(input)).await;
    }

    /// What is to be believed.
    pub fn expectations(&self) -> &Expectations {
        &self.expectations
    }

    /// The next news. Of several about the same thing that were not taken yet, the newest state
    /// stands, and what was missed is told once.
    ///
    /// # Cancel safety
    /// Safe: what was not returned is still there.
    pub async fn next_news(&self) -> SubscriptionNews {
        self.news.next().await
    }

    /// Deletes all of them, and ends. Done when Graph answered, or did not within its budget.
    pub async fn close(self) {
        let (done, ended) = tokio::sync::oneshot::channel();
        if self.commands.send(Command::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
    }
}

impl fmt::Debug for Subscriptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscriptions")
            .field("live", &self.expectations.len())
            .finish_non_exhaustive()
    }
}

enum Command {
    Tell(Input),
    Close(tokio::sync::oneshot::Sender<()>),
}

/// News that wait, at most two for each name.
#[derive(Default)]
struct News {
    waiting: Mutex<BTreeMap<Arc<str>, Waiting>>,
    came: Notify,
}

/// The newest state, and whether something was missed.
#[derive(Default, PartialEq)]
struct Waiting {
    state: Option<SubscriptionNews>,
    missed: bool,
}

impl News {
    fn push(&self, news: SubscriptionNews) {
        {
            let mut waiting = self.waiting.lock();
            match news {
                SubscriptionNews::Missed(name) => waiting.entry(name).or_default().missed = true,
                SubscriptionNews::Live(ref name) | SubscriptionNews::Down(ref name, _) => {
                    let name = Arc::clone(name);
                    waiting.entry(name).or_default().state = Some(news);
                }
            }
        }
        self.came.notify_one();
    }

    fn take(&self) -> Option<SubscriptionNews> {
        let mut waiting = self.waiting.lock();
        let mut first = waiting.first_entry()?;
        let waiting = first.get_mut();
        let news = match waiting.state.take() {
            Some(news) => news,
            None => {
                waiting.missed = false;
                SubscriptionNews::Missed(Arc::clone(first.key()))
            }
        };
        if *first.get() == Waiting::default() {
            first.remove();
        }
        Some(news)
    }

    async fn next(&self) -> SubscriptionNews {
        loop {
            let came = self.came.notified();
            if let Some(news) = self.take() {
                return news;
            }
            came.await;
        }
    }
}

struct Driver {
    graph: Graph,
    receiver: Arc<Receiver>,
    store: Arc<dyn SubscriptionStore>,
    /// Where others tell this one.
    keeper: mpsc::WeakSender<Command>,
    expectations: Expectations,
    upkeep: Upkeep,
    /// What this one added to the expectations.
    mine: BTreeMap<String, Remembered>,
    asked: FuturesUnordered<BoxFuture<'static, Answered>>,
    news: Arc<News>,
    is_saving: bool,
    is_dirty: bool,
}

impl Driver {
    async fn run(mut self, mut orders: mpsc::Receiver<Command>) {
        let clock = self.graph.clock();
        self.upkeep.handle(clock.now(), Input::Tick);
        loop {
            self.do_what_it_wants();
            let deadline = self.upkeep.deadline();
            let alarm = async {
                match deadline {
                    Some(deadline) => clock.sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            let input = tokio::select! {
                biased;
                command = orders.recv() => match command {
                    Some(Command::Tell(input)) => input,
                    Some(Command::Close(done)) => {
                        self.close().await;
                        let _ = done.send(());
                        return;
                    }
                    None => {
                        self.mine.keys().for_each(|id| self.expectations.forget(id));
                        return;
                    }
                },
                Some(answered) = self.asked.next() => match answered {
                    Answered::Input(input) => input,
                    Answered::Saved(ok) => {
                        self.is_saving = false;
                        self.is_dirty |= !ok;
                        Input::Tick
                    }
                },
                () = alarm => Input::Tick,
            };
            // The timer's resolution is coarser than ours: never tick before the moment.
            let now = match (&input, deadline) {
                (Input::Tick, Some(deadline)) if clock.now() + TIMER >= deadline => {
                    clock.now().max(deadline)
                }
                _ => clock.now(),
            };
            self.upkeep.handle(now, input);
        }
    }

    fn do_what_it_wants(&mut self) {
        while let Some(output) = self.upkeep.poll() {
            match output {
                Output::Expect(known) => {
                    let remembered = Remembered {
                        id: known.id.clone(),
                        tenant: self.graph.tenant_id(),
                        resource: known.resource.to_string(),
                        name: known.name.to_string(),
                        client_state: known.client_state,
                    };
                    let keeper = self.keeper.clone();
                    self.expectations.made(&known.id, remembered.expected(), keeper);
                    self.mine.insert(known.id, remembered);
                    self.is_dirty = true;
                }
                Output::Forget { id } => {
                    self.expectations.forget(&id);
                    self.mine.remove(&id);
                    self.is_dirty = true;
                }
                Output::Live { name } => self.news.push(SubscriptionNews::Live(name)),
                Output::Missed { name } => self.news.push(SubscriptionNews::Missed(name)),
                Output::Down { name, because } => {
                    let why = word(because);
                    tracing::warn!(why, "a subscription does not live");
                    self.news.push(SubscriptionNews::Down(name, why));
                }
                ask => {
                    let asked = requests::ask(&self.graph, &self.receiver, ask);
                    self.asked.extend(asked);
                }
            }
        }
        self.save();
    }

    fn save(&mut self) {
        if !self.is_dirty || self.is_saving {
            return;
        }
        (self.is_dirty, self.is_saving) = (false, true);
        let all: Vec<Remembered> = self.mine.values().cloned().collect();
        let store = Arc::clone(&self.store);
        self.asked.push(Box::pin(async move {
            let saved = blocking(move || store.save(&all)).await;
            if let Err(error) = &saved {
                tracing::error!(code = error.code(), "subscriptions are not remembered");
            }
            Answered::Saved(saved.is_ok())
        }));
    }

    async fn close(mut self) {
        for id in self.mine.keys() {
            self.expectations.forget(id);
        }
        let mut deletions = Vec::new();
        for id in self.mine.keys() {
            deletions.push(requests::delete(&self.graph, id));
        }
        futures::stream::iter(deletions).buffer_unordered(8).collect::<()>().await;
        // An answer that is still on its way would be nobody's; it is not waited for.
        self.asked.clear();
        let store = Arc::clone(&self.store);
        if let Err(error) = blocking(move || store.save(&[])).await {
            tracing::error!(code = error.code(), "subscriptions are not forgotten");
        }
    }
}

/// The resolution of the timer.
const TIMER: std::time::Duration = std::time::Duration::from_millis(2);

fn word(failed: Failed) -> &'static str {
    match failed {
        Failed::Gone => "gone",
        Failed::Conflict => "conflict",
        Failed::Lasting => "refused",
        Failed::Passing(_) | Failed::Unknown => "unavailable",
    }
}

pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let worked = tokio::task::spawn_blocking(work).await;
    worked.unwrap_or_else(|_| Err(crate::error::store().cause("the store failed")))
}

#[cfg(test)]
mod tests;
