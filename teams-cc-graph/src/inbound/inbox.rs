//! The way in for programs with a web framework of their own.

use teams_cc_core::Error;

use super::Change;
use crate::Graph;

/// Takes what Microsoft posts, in any web framework: header and body in, changes out.
///
/// Made by [`Graph::notifications`]. Who is posting is verified with Microsoft's published keys,
/// for this application and the tenants that it serves; calls, watches and subscriptions of the
/// same [`Graph`] are told before the change is returned.
///
/// ```no_run
/// use teams_cc_graph::{Change, Graph};
///
/// /// Any web framework: give it the Authorization header and the body, get changes back.
/// async fn on_notification(
///     graph: &Graph, token: Option<&str>, body: &[u8],
/// ) -> Result<(), teams_cc_core::Error> {
///     for change in graph.notifications().receive(token, body).await? {
///         match change {
///             Change::IncomingCall(call) => drop(tokio::spawn(call.answer())), // 15 s are left
///             Change::CallUpdated(id) => println!("call {id} moved on"),
///             other => println!("{other:?}"),
///         }
///     }
///     Ok(())
/// }
/// ```
///
/// Nothing is queued: what is returned and not dealt with is lost with the process. A
/// [`Webhook`](crate::Webhook) answers handshakes, hosts prompts, and keeps what came on disk.
#[derive(Clone, Debug)]
pub struct Inbox {
    graph: Graph,
}

impl Inbox {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// Takes the `Authorization` header and the body of a post. With a header it is the calling
    /// service's, without it a change notification.
    ///
    /// Answer 202 to `Ok`, also if nothing in it is ours or new.
    ///
    /// # Errors
    /// `TCC-GRAPH-0503` (answer 401), `0504` (400), `0502` (503: it comes again); kind
    /// [`Config`](teams_cc_core::ErrorKind::Config) if nobody said which application this is.
    ///
    /// # Cancel safety
    /// A dropped future may have told some of whom it is for; the repetition counts.
    pub async fn receive(
        &self,
        authorization: Option<&str>,
        body: &[u8],
    ) -> Result<Vec<Change>, Error> {
        let inbound = self.graph.inbound();
        let notifications = inbound.notifications()?;
        let mut changes = Vec::new();
        for notice in notifications.receive(authorization, body).await? {
            let (change, _) = inbound.sort(&self.graph, &notifications, notice).await;
            changes.push(change);
        }
        Ok(changes)
    }
}
