//! Event Grid: subscriptions with their handshake, and delivery with retries.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::Guid;

use crate::outbound::{Outbound, Sent};
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

/// One subscription.
#[derive(Clone, Debug)]
pub(crate) struct Subscription {
    pub(crate) id: u64,
    pub(crate) url: String,
    pub(crate) types: Vec<String>,
    pub(crate) is_validated: bool,
}

impl Subscription {
    pub(crate) fn json(&self) -> Value {
        json!({"id": self.id, "url": self.url, "types": self.types, "validated": self.is_validated})
    }
}

/// All subscriptions.
#[derive(Debug, Default)]
pub(crate) struct Grid {
    pub(crate) all: Vec<Subscription>,
    next: u64,
}

impl Grid {
    pub(crate) fn add(&mut self, url: &str, types: &[String]) -> u64 {
        if self.all.len() == MOST {
            self.all.remove(0);
        }
        self.next += 1;
        let (url, types) = (url.to_owned(), types.to_vec());
        self.all.push(Subscription { id: self.next, url, types, is_validated: false });
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

async fn post(
    outbound: &Outbound,
    url: &str,
    kind: &str,
    body: &Value,
) -> Result<(u16, Vec<u8>), String> {
    let sent = Sent::post_json(url, body)
        .header("aeg-event-type", kind)
        .header("aeg-subscription-name", "EMULATOR")
        .header("aeg-delivery-count", "0")
        .header("aeg-data-version", "1.0")
        .header("aeg-metadata-version", "1");
    let reply = outbound.send(sent, PATIENCE).await?;
    Ok((reply.status, reply.body.to_vec()))
}

/// Shakes hands with a subscriber once: whether it gave the code back, or why not.
pub(crate) async fn shake_hands(stage: &Stage, id: u64) -> Result<(), String> {
    let url = stage.acs.grid().all.iter().find(|one| one.id == id).map(|one| one.url.clone());
    let url = url.ok_or_else(|| "the subscription is gone".to_owned())?;
    let code = fresh_guid(&mut stage.rng());
    let control = stage.addresses().control;
    let data = json!({
        "validationCode": code,
        "validationUrl": format!("http://{control}/acs/event-grid/{id}/validate"),
    });
    let kind = "Microsoft.EventGrid.SubscriptionValidationEvent";
    let body = event(stage, fresh_guid(&mut stage.rng()), kind, "", &data);
    stage.ladder.message(Wire::Acs, "event grid", "app", "", "POST SubscriptionValidation");
    let (status, answer) = post(&stage.outbound, &url, "SubscriptionValidation", &body).await?;
    stage.ladder.message(Wire::Acs, "app", "event grid", "", &status.to_string());
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    if status == 200 && answer["validationResponse"] == code.to_string() {
        stage.acs.grid().validated(id);
        return Ok(());
    }
    Err(format!("it answers {status} without the validation code"))
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
    let wants = |one: &&Subscription| one.types.is_empty() || one.types.iter().any(|t| t == kind);
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
    let body = event(&stage, id, kind, &subject, &data);
    for _ in 0..times {
        for wait in RETRIES.iter().map(Some).chain([None]) {
            stage.ladder.message(Wire::Acs, "event grid", "app", "", &format!("POST {short}"));
            let answer = post(&stage.outbound, &to.url, "Notification", &body).await;
            let line = match &answer {
                Ok((status, _)) => status.to_string(),
                Err(why) => format!("nothing: {why}"),
            };
            stage.ladder.message(Wire::Acs, "app", "event grid", "", &line);
            if answer.is_ok_and(|(status, _)| (200..300).contains(&status)) {
                break;
            }
            let Some(wait) = wait else { return };
            stage.clock.sleep(*wait).await;
        }
    }
}
