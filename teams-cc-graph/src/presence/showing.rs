//! The driver of a display: follows what happens, sets presence, holds echoes back.

use std::borrow::Borrow;
use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use futures::stream::{FuturesUnordered, Stream, StreamExt};
use serde_json::json;
use tokio::sync::{mpsc, oneshot};

use teams_cc_core::{Agent, AgentId, Guid, Happened, Machine, PresenceChange};

use super::display::{Display, EXPIRES, Input, Output};
use super::shown::Shown;
use crate::Graph;

/// Orders that wait, and changes that wait to be taken: whoever sends more waits.
const WAITING: usize = 1_024;
/// The resolution of the timer.
const TIMER: Duration = Duration::from_millis(2);

/// Agents' work, shown in Teams (CC-40). Cheap to clone.
///
/// A task sets, renews and clears; it ends when the last handle and all that it follows are gone,
/// and what was shown ends by itself within ten minutes. [`close`](Self::close) clears it at once.
#[derive(Clone)]
pub struct Showing {
    orders: mpsc::Sender<Order>,
}

enum Order {
    Input(Input),
    /// Changes that are not ours go here.
    TellTo(mpsc::Sender<PresenceChange>),
    Close(oneshot::Sender<()>),
}

impl Showing {
    pub(super) fn start(
        graph: Graph,
        session: Guid,
        agents: impl IntoIterator<Item: Borrow<Agent>>,
    ) -> Self {
        let agents: Vec<Agent> = agents.into_iter().map(|agent| agent.borrow().clone()).collect();
        let display = Display::new(&agents, graph.fork_rng());
        let (orders, taken) = mpsc::channel(WAITING);
        let driver = Driver { graph, session, display, asked: FuturesUnordered::new(), told: None };
        tokio::spawn(driver.run(taken));
        Self { orders }
    }

    /// Shows the work of these agents as it happens (`router.events()`): talking as in a call,
    /// wrap-up as not to be disturbed, everything else not at all.
    pub fn follow(&self, events: impl Stream<Item = Happened> + Send + 'static) {
        let orders = self.orders.clone();
        tokio::spawn(async move {
            let mut events = std::pin::pin!(events);
            while let Some(event) = events.next().await {
                let Happened::Agent { agent, state, .. } = event else { continue };
                let input = Input::Show(agent, Shown::for_state(&state));
                if orders.send(Order::Input(input)).await.is_err() {
                    return;
                }
            }
        });
    }

    /// Shows this for an agent until something else is said.
    pub async fn set(&self, agent: impl Into<AgentId>, shown: Shown) {
        let _ = self.orders.send(Order::Input(Input::Show(agent.into(), Some(shown)))).await;
    }

    /// Shows nothing for an agent any more.
    pub async fn clear(&self, agent: impl Into<AgentId>) {
        let _ = self.orders.send(Order::Input(Input::Show(agent.into(), None))).await;
    }

    /// What a watch tells, without what only comes from ourselves: for `router.follow`.
    ///
    /// What we show, and what we showed in the last minute, is held back; if Teams shows it longer,
    /// it is somebody else's and is told then. One stream at a time: a new one replaces the last.
    pub fn without_echo(
        &self,
        changes: impl Stream<Item = PresenceChange> + Send + 'static,
    ) -> impl Stream<Item = PresenceChange> + Send + Unpin + 'static {
        let (orders, (tell, told)) = (self.orders.clone(), mpsc::channel(WAITING));
        tokio::spawn(async move {
            if orders.send(Order::TellTo(tell)).await.is_err() {
                return;
            }
            let mut changes = std::pin::pin!(changes);
            while let Some(change) = changes.next().await {
                if orders.send(Order::Input(Input::Seen(change))).await.is_err() {
                    return;
                }
            }
        });
        futures::stream::unfold(told, async |mut told| {
            let change = told.recv().await?;
            Some((change, told))
        })
        .boxed()
    }

    /// Clears everything that is shown. Done when Graph answered, or did not within its budget.
    pub async fn close(self) {
        let (done, ended) = oneshot::channel();
        if self.orders.send(Order::Close(done)).await.is_ok() {
            let _ = ended.await;
        }
    }
}

impl fmt::Debug for Showing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Showing").finish_non_exhaustive()
    }
}

struct Driver {
    graph: Graph,
    session: Guid,
    display: Display,
    asked: FuturesUnordered<BoxFuture<'static, Input>>,
    told: Option<mpsc::Sender<PresenceChange>>,
}

impl Driver {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let clock = self.graph.clock();
        loop {
            self.do_what_it_wants().await;
            let deadline = self.display.deadline();
            let alarm = async {
                match deadline {
                    Some(deadline) => clock.sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            let input = tokio::select! {
                order = orders.recv() => match order {
                    Some(Order::Input(input)) => input,
                    Some(Order::TellTo(told)) => {
                        self.told = Some(told);
                        Input::Tick
                    }
                    Some(Order::Close(done)) => {
                        self.close().await;
                        let _ = done.send(());
                        return;
                    }
                    None => return,
                },
                Some(input) = self.asked.next() => input,
                () = alarm => Input::Tick,
            };
            let now = match (&input, deadline) {
                (Input::Tick, Some(deadline)) if clock.now() + TIMER >= deadline => {
                    clock.now().max(deadline)
                }
                _ => clock.now(),
            };
            self.display.handle(now, input);
        }
    }

    async fn do_what_it_wants(&mut self) {
        while let Some(output) = self.display.poll() {
            let (person, action, body) = match output {
                Output::Tell(change) => {
                    if let Some(told) = &self.told {
                        // A router that is slow slows its own watch down, nothing else is lost.
                        let _ = told.send(change).await;
                    }
                    continue;
                }
                Output::Set { person, shown } => {
                    let (availability, activity) = shown.pair();
                    let body = json!({
                        "sessionId": self.session,
                        "availability": availability,
                        "activity": activity,
                        "expirationDuration": format!("PT{}M", EXPIRES.as_secs() / 60),
                    });
                    (person, "setPresence", body)
                }
                Output::Clear { person } => {
                    (person, "clearPresence", json!({"sessionId": self.session}))
                }
            };
            let path = format!("/users/{person}/presence/{action}");
            // Showing the same twice shows it once.
            let request = self.graph.post::<()>(&path, &body).repeatable();
            self.asked.push(Box::pin(async move {
                let result = match request.bytes().await {
                    Ok(_) => Ok(()),
                    // There was no session of ours: that is what was wanted.
                    Err(error) if action == "clearPresence" && error.code() == "TCC-GRAPH-0304" => {
                        Ok(())
                    }
                    Err(error) => {
                        tracing::warn!(code = error.code(), retry = %error.retry(), "not shown");
                        Err(error.retry())
                    }
                };
                Input::Done { person, result }
            }));
        }
    }

    async fn close(&mut self) {
        let clock = self.graph.clock();
        self.told = None;
        self.display.handle(clock.now(), Input::Stop);
        self.do_what_it_wants().await;
        // One answer for each request; what is still shown afterwards ends by itself.
        while let Some(input) = self.asked.next().await {
            self.display.handle(clock.now(), input);
            self.do_what_it_wants().await;
        }
    }
}
