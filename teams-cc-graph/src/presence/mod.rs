//! Presence: what Teams shows for people, read in batches, and watched.

mod display;
mod feed;
mod showing;
mod shown;
mod watch;
mod watcher;

use std::borrow::Borrow;

use futures::stream::{self, StreamExt, TryStreamExt};
use serde::Serialize;

use teams_cc_core::{Agent, Error, Guid};

use crate::models::{Collection, Presence};
use crate::{Graph, error};
pub(crate) use feed::Inlet;
pub use feed::PresenceFeed;
pub use showing::Showing;
pub use shown::{Session, Shown, aggregate};
pub use watch::{PresenceWatch, Watch};

/// At most so many people in one `getPresencesByUserId` (Graph throttling limits, presence).
pub(crate) const BATCH: usize = 650;
/// So many batches are asked for at once.
const AT_ONCE: usize = 4;

/// Presence of one tenant's people. Needs the application permission `Presence.Read.All`.
#[derive(Clone, Debug)]
pub struct Presences {
    graph: Graph,
}

#[derive(Serialize)]
struct Ids<'a> {
    ids: &'a [Guid],
}

impl Presences {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// What Teams shows for these people now, in batches of 650. People whom Teams does not know
    /// are left out of the answer.
    ///
    /// # Source
    /// Graph v1.0, "cloudCommunications: getPresencesByUserId".
    pub async fn of(
        &self,
        people: impl IntoIterator<Item: Borrow<Guid>>,
    ) -> Result<Vec<Presence>, Error> {
        let people: Vec<Guid> = people.into_iter().map(|id| *id.borrow()).collect();
        let batches: Vec<Vec<Guid>> = people.chunks(BATCH).map(<[Guid]>::to_vec).collect();
        let answers = stream::iter(batches).map(|ids| self.batch(ids)).buffered(AT_ONCE);
        let answers: Vec<Vec<Presence>> = answers.try_collect().await?;
        Ok(answers.into_iter().flatten().collect())
    }

    /// Watches these agents: a stream of what becomes known, changes and is lost, for
    /// `router.follow`.
    ///
    /// Who an agent is in Teams says [`Agent::teams_user`]; agents of whom nothing says it are left
    /// out, which is logged. See [`Watch`] for what can be tuned.
    pub fn watch(&self, agents: impl IntoIterator<Item: Borrow<Agent>>) -> Watch {
        Watch::new(self.clone(), agents)
    }

    /// Shows agents' work in Teams: `session` is this application's id. Needs the application
    /// permission `Presence.ReadWrite.All`.
    ///
    /// ```no_run
    /// # async fn f(graph: teams_cc_graph::Graph, agents: Vec<teams_cc_core::Agent>,
    /// #     events: futures::stream::Empty<teams_cc_core::Happened>) -> Result<(), teams_cc_core::Error> {
    /// let app = "c1f8f1b2-1111-4b5c-9a4c-000000000001".parse()?;
    /// let presence = graph.presence();
    /// let showing = presence.show(app, &agents);
    /// showing.follow(events); // router.events()
    /// let _told = showing.without_echo(presence.watch(&agents).await?); // for router.follow
    /// # Ok(()) }
    /// ```
    pub fn show(&self, session: Guid, agents: impl IntoIterator<Item: Borrow<Agent>>) -> Showing {
        Showing::start(self.graph.clone(), session, agents)
    }

    pub(crate) fn graph(&self) -> &Graph {
        &self.graph
    }

    /// One request for at most [`BATCH`] people. A `POST` that only reads: repeating is harmless.
    async fn batch(&self, ids: Vec<Guid>) -> Result<Vec<Presence>, Error> {
        if !self.graph.cloud().has_communications() {
            return Err(error::not_in_this_cloud(self.graph.cloud().name()));
        }
        let body = Ids { ids: &ids };
        let path = "/communications/getPresencesByUserId";
        let page: Collection<Presence> = self.graph.post(path, &body).repeatable().await?;
        Ok(page.value)
    }
}
