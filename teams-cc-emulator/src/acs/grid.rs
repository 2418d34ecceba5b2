//! Event Grid: subscriptions with their handshake, and delivery with retries, in its own schema or
//! as CloudEvents. Written from "Receive events from Event Grid by using webhooks", "Endpoint
//! validation with CloudEvents schema" and "CloudEvents v1.0 schema with Azure Event Grid".

use std::time::Duration;

use axum::http::{HeaderName, Method};
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::settings::{EventGridSettings, EventSchema};
use crate::outbound::{Reply, Sent};
use crate::people::fresh_guid;
use crate::{Fault, Place, Stage, Wire};

/// Subscriptions kept.
const MOST: usize = 100;
/// How long a subscriber may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// Event Grid's own schedule, its first half hour.
const RETRIES: [Duration; 6] = [
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_secs(60),
    Duration::from_secs(300),
    Duration::from_secs(600),
    Duration::from_secs(1800),
];
/// How often an address that is not there yet is asked.
const HANDSHAKES: usize = 40;
/// Between two of these.
const HANDSHAKE_AGAIN: Duration = Duration::from_millis(250);
/// Who asks whether CloudEvents may be delivered.
const ORIGIN: &str = "eventgrid.azure.net";
/// The header that says that they may.
const ALLOWED: HeaderName = HeaderName::from_static("webhook-allowed-origin");

/// One subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: u64,
    pub(crate) to: EventGridSettings,
    pub(crate) is_validated: bool,
}

impl Subscription {
    pub(crate) fn json(&self) -> Value {
        let EventGridSettings { url, types, schema } = &self.to;
        let is_valid = self.is_validated;
        json!({"id": self.id, "url": url, "types": types, "schema": schema, "validated": is_valid})
    }
}

/// All subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) all: Vec<Subscription>,
    next: u64,
}

impl Grid {
    pub(crate) fn add(&mut self, to: &EventGridSettings) -> u64 {
        if self.all.len() == MOST {
            self.all.remove(0);
        }
        self.next += 1;
        self.all.push(Subscription { id: self.next, to: to.clone(), is_validated: false });
        self.next
    }

    /// The handshake has succeeded; false if there is no such subscription.
    pub(crate) fn validated(&mut self, id: u64) -> bool {
        let found = self.all.iter_mut().find(|one| one.id == id);
        found.map(|one| one.is_validated = true).is_some()
    }
}

fn topic(stage: &Stage) -> String {
    let resource = stage.acs.resource().id;
    format!(
        "/subscriptions/{resource}/resourcegroups/emulator/providers/microsoft.communication/\
         communicationservices/emulator"
    )
}

/// One event in Event Grid's own schema, where it comes in a list.
fn event(stage: &Stage, id: Guid, kind: &str, subject: &str, data: &Value) -> Value {
    json!([{
        "id": id,
        "topic": topic(stage),
        "subject": subject,
        "data": data,
        "eventType": kind,
        "dataVersion": "1.0",
        "metadataVersion": "1",
        "eventTime": stage.clock.rfc3339(),
    }])
}

/// The same as a CloudEvent, which comes alone.
fn cloud_event(stage: &Stage, id: Guid, kind: &str, subject: &str, data: &Value) -> Value {
    json!({
        "id": id,
        "source": topic(stage),
        "subject": subject,
        "data": data,
        "type": kind,
        "time": stage.clock.rfc3339(),
        "specversion": "1.0",
    })
}

/// The headers are the same in either schema.
async fn send(stage: &Stage, sent: Sent, kind: &str) -> Result<Reply, String> {
    let sent = sent
        .header("aeg-event-type", kind)
        .header("aeg-subscription-name", "EMULATOR")
        .header("aeg-delivery-count", "0")
        .header("aeg-data-version", "1.0")
        .header("aeg-metadata-version", "1");
    stage.outbound.send(sent, PATIENCE).await
}

/// Shakes hands with a subscriber once: whether it wants the events, or why not.
pub(crate) async fn shake_hands(stage: &Stage, id: u64) -> Result<(), String> {
    let to = stage.acs.grid().all.iter().find(|one| one.id == id).map(|one| one.to.clone());
    let EventGridSettings { url, schema, .. } =
        to.ok_or_else(|| "the subscription is gone".to_owned())?;
    let control = stage.addresses().control;
    let elsewhere = format!("http://{control}/acs/event-grid/{id}/validate");
    match schema {
        EventSchema::EventGrid => asks_for_the_code(stage, &url, &elsewhere).await?,
        EventSchema::CloudEvents => asks_for_consent(stage, &url, elsewhere).await?,
    }
    stage.acs.grid().validated(id);
    Ok(())
}

/// An event with a code, which is to come back.
async fn asks_for_the_code(stage: &Stage, url: &str, elsewhere: &str) -> Result<(), String> {
    let code = fresh_guid(&mut stage.rng());
    let data = json!({"validationCode": code, "validationUrl": elsewhere});
    let kind = "Microsoft.EventGrid.SubscriptionValidationEvent";
    let body = event(stage, fresh_guid(&mut stage.rng()), kind, "", &data);
    stage.ladder.message(Wire::Acs, "event grid", "app", "", "POST SubscriptionValidation");
    let reply = send(stage, Sent::post_json(url, &body), "SubscriptionValidation").await?;
    stage.ladder.message(Wire::Acs, "app", "event grid", "", &reply.status.to_string());
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    if reply.status == 200 && answer["validationResponse"] == code.to_string() {
        return Ok(());
    }
    Err(format!("it answers {} without the validation code", reply.status))
}

/// OPTIONS, as CloudEvents has it against abuse (HTTP 1.1 Web Hooks for Event Delivery, section 4).
async fn asks_for_consent(stage: &Stage, url: &str, elsewhere: String) -> Result<(), String> {
    let sent = Sent { method: Method::OPTIONS, ..Sent::get(url) }
        .header("webhook-request-origin", ORIGIN)
        .header("webhook-request-callback", elsewhere);
    stage.ladder.message(Wire::Acs, "event grid", "app", "", "OPTIONS");
    let reply = stage.outbound.send(sent, PATIENCE).await?;
    stage.ladder.message(Wire::Acs, "app", "event grid", "", &reply.status.to_string());
    let allowed = reply.header(ALLOWED);
    if reply.status == 200 && (allowed == "*" || allowed.eq_ignore_ascii_case(ORIGIN)) {
        return Ok(());
    }
    Err(format!("it answers {} without WebHook-Allowed-Origin: {ORIGIN}", reply.status))
}

/// The same, until the subscriber is there.
pub(crate) async fn shake_hands_patiently(stage: Stage, id: u64) {
    for _ in 0..HANDSHAKES {
        match shake_hands(&stage, id).await {
            Ok(()) => return,
            Err(why) => stage.ladder.note("event grid", "", &format!("handshake: {why}")),
        }
        tokio::time::sleep(HANDSHAKE_AGAIN).await;
    }
}

/// Who wants events of that kind.
pub(crate) fn subscribers(stage: &Stage, kind: &str) -> Vec<Subscription> {
    let wants =
        |one: &&Subscription| one.to.types.is_empty() || one.to.types.iter().any(|t| t == kind);
    stage.acs.grid().all.iter().filter(wants).cloned().collect()
}

/// Delivers one event to one subscriber, with retries.
pub(crate) async fn deliver(
    stage: Stage,
    to: Subscription,
    id: Guid,
    kind: &'static str,
    subject: String,
    data: Value,
) {
    let short = kind.rsplit('.').next().unwrap_or(kind);
    let mut times = 1;
    match stage.faults.take(Place::EventGrid, short) {
        Some(Fault::Reset | Fault::Silent | Fault::LoseAnswer) => {
            stage.ladder.note("event grid", "", &format!("{short} lost on purpose"));
            return;
        }
        Some(Fault::Slow { ms }) => stage.clock.sleep(Duration::from_millis(ms)).await,
        Some(Fault::Duplicate) => times = 2,
        _ => {}
    }
    if !to.is_validated && shake_hands(&stage, to.id).await.is_err() {
        shake_hands_patiently(stage.clone(), to.id).await;
    }
    let sent = match to.to.schema {
        EventSchema::EventGrid => {
            Sent::post_json(&to.to.url, &event(&stage, id, kind, &subject, &data))
        }
        EventSchema::CloudEvents => {
            Sent::post_cloud_event(&to.to.url, &cloud_event(&stage, id, kind, &subject, &data))
        }
    };
    for _ in 0..times {
        for wait in RETRIES.iter().map(Some).chain([None]) {
            stage.ladder.message(Wire::Acs, "event grid", "app", "", &format!("POST {short}"));
            let answer = send(&stage, sent.clone(), "Notification").await;
            let line = match &answer {
                Ok(reply) => reply.status.to_string(),
                Err(why) => format!("nothing: {why}"),
            };
            stage.ladder.message(Wire::Acs, "app", "event grid", "", &line);
            if answer.is_ok_and(|reply| (200..300).contains(&reply.status)) {
                break;
            }
            let Some(wait) = wait else { return };
            stage.clock.sleep(*wait).await;
        }
    }
}
