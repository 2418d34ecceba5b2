//! What the upkeep wants, as requests of Graph.

use std::sync::Arc;
use std::time::Duration;

use azure_core::time::{OffsetDateTime, parse_rfc3339, to_rfc3339};
use futures::future::BoxFuture;
use serde::Deserialize;
use serde_json::{Value, json};

use teams_cc_core::{Error, Retry};
use teams_cc_http::wall_clock_s;

use super::receiver::Receiver;
use super::upkeep::{Failed, Found, Input, Made, Output};
use super::wanted::Wanted;
use crate::Graph;
use crate::models::Collection;

/// Subscriptions of one app in one tenant; a list that never ends is none.
const MOST_LISTED: usize = 50_000;
/// Graph measures a life from when the request arrives: ask for a little less than the most.
const ON_THE_WAY: Duration = Duration::from_secs(60);

/// What became of what was asked.
pub(super) enum Answered {
    Input(Input),
    Saved(bool),
}

/// A subscription, as far as the upkeep looks at it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Subscription {
    id: Option<String>,
    resource: Option<String>,
    notification_url: Option<String>,
    expiration_date_time: Option<String>,
}

/// The request that an output is, if it is one.
pub(super) fn ask(
    graph: &Graph,
    receiver: &Arc<Receiver>,
    output: Output,
) -> Option<BoxFuture<'static, Answered>> {
    let (graph, receiver) = (graph.clone(), Arc::clone(receiver));
    Some(match output {
        Output::List => Box::pin(async move {
            let listed = list(&graph, &receiver).await.map_err(|error| failed(&error));
            Answered::Input(Input::Listed(listed))
        }),
        Output::Create { wanted, number, client_state } => Box::pin(async move {
            let body = body(&wanted, &receiver, client_state.expose());
            let made = graph.post::<Subscription>("/subscriptions", &body).await;
            let result = made.map_err(|error| {
                tracing::warn!(code = error.code(), retry = %error.retry(), "not subscribed");
                failed(&error)
            });
            let result = result.and_then(|one| read(&graph, one, wanted.life_of()));
            Answered::Input(Input::Created { name: Arc::clone(wanted.key()), number, result })
        }),
        Output::Renew { id, life } => Box::pin(async move {
            let path = format!("/subscriptions/{id}");
            let body = json!({"expirationDateTime": expires_in(life)});
            // Renewing twice renews: a lost answer does no harm.
            let renewed = graph.patch::<Subscription>(&path, &body).repeatable().await;
            let result = renewed.map_err(|error| failed(&error));
            let result = result.and_then(|mut one| {
                one.id.get_or_insert_with(|| id.clone());
                read(&graph, one, life)
            });
            Answered::Input(Input::Renewed { id, result })
        }),
        Output::Delete { id } => Box::pin(async move {
            delete(&graph, &id).await;
            Answered::Input(Input::Deleted { id })
        }),
        _ => return None,
    })
}

/// Deletes one; that it is gone already is no failure.
pub(super) fn delete(graph: &Graph, id: &str) -> BoxFuture<'static, ()> {
    let delete = graph.delete(&format!("/subscriptions/{id}"));
    Box::pin(async move {
        if let Err(error) = delete.await
            && error.code() != "TCC-GRAPH-0304"
        {
            tracing::warn!(code = error.code(), "a subscription is not deleted");
        }
    })
}

async fn list(graph: &Graph, receiver: &Receiver) -> Result<Vec<Found>, Error> {
    let all = graph.get::<Collection<Subscription>>("/subscriptions").all(MOST_LISTED).await?;
    let found = all.into_iter().filter_map(|one| {
        let expires = graph.clock().now() + left(one.expiration_date_time.as_deref());
        let is_ours = one.notification_url.as_deref() == Some(receiver.url());
        Some(Found { id: one.id?, resource: one.resource?, expires, is_ours })
    });
    Ok(found.collect())
}

fn body(wanted: &Wanted, receiver: &Receiver, client_state: &str) -> Value {
    let mut body = json!({
        "changeType": wanted.kinds(),
        "resource": wanted.resource(),
        "notificationUrl": receiver.url(),
        "lifecycleNotificationUrl": receiver.lifecycle(),
        "expirationDateTime": expires_in(wanted.life_of()),
        "clientState": client_state,
        "latestSupportedTlsVersion": "v1_2",
    });
    if let (true, Some((id, certificate)), Value::Object(body)) =
        (wanted.has_content(), receiver.certificate(), &mut body)
    {
        body.insert("includeResourceData".into(), true.into());
        body.insert("encryptionCertificate".into(), certificate.into());
        body.insert("encryptionCertificateId".into(), id.into());
    }
    body
}

fn expires_in(life: Duration) -> String {
    let life = i64::try_from(life.saturating_sub(ON_THE_WAY).as_secs()).unwrap_or(i64::MAX);
    let at = OffsetDateTime::from_unix_timestamp(wall_clock_s().saturating_add(life));
    to_rfc3339(&at.unwrap_or(OffsetDateTime::UNIX_EPOCH))
}

/// How long until then; nothing if it is past or no date.
fn left(date: Option<&str>) -> Duration {
    let at =
        date.and_then(|date| parse_rfc3339(date).ok()).map_or(0, OffsetDateTime::unix_timestamp);
    Duration::from_secs(u64::try_from(at.saturating_sub(wall_clock_s())).unwrap_or(0))
}

fn read(graph: &Graph, one: Subscription, asked: Duration) -> Result<Made, Failed> {
    let left = match one.expiration_date_time.as_deref() {
        // An answer without a date lives as asked.
        None => asked.saturating_sub(ON_THE_WAY),
        date => left(date),
    };
    let id = one.id.filter(|id| !id.is_empty()).ok_or(Failed::Unknown)?;
    Ok(Made { id, expires: graph.clock().now() + left })
}

fn failed(error: &Error) -> Failed {
    match (error.code(), error.retry()) {
        ("TCC-GRAPH-0304", _) => Failed::Gone,
        ("TCC-GRAPH-0305", _) => Failed::Conflict,
        (_, Retry::After(wait)) => Failed::Passing(wait),
        (_, Retry::Check) => Failed::Unknown,
        (_, Retry::Never) => Failed::Lasting,
    }
}
