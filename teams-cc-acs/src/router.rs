//! The same as an axum router, for who has a server already.

use axum::Router;
use axum::body::Body;
use axum::extract::Request;

use crate::server::answer;
use crate::webhook::Webhook;

/// A router that answers for `webhook`, whatever the path: nest it below the path that was given
/// to [`CallAutomation::listen`](crate::CallAutomation::listen). Media sockets are upgraded too.
///
/// The limits of size are kept here; those of heads and connections are your server's.
///
/// ```no_run
/// # fn f(webhook: teams_cc_acs::Webhook) {
/// let app: axum::Router = axum::Router::new().nest("/acs", teams_cc_acs::router(webhook));
/// # }
/// ```
#[cfg_attr(docsrs, doc(cfg(feature = "axum")))]
pub fn router(webhook: Webhook) -> Router {
    Router::new().fallback(move |request: Request| {
        let webhook = webhook.clone();
        async move { answer(webhook, request).await.map(Body::new) }
    })
}
