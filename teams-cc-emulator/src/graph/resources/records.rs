//! Call records (`graph.md` section 4): written some time after a call has ended, as Teams does.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, TenantId};

use super::super::answer::Answer;
use super::super::calls::{Call, Kind, Outcome};
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::{Deed, bad, not_found};
use crate::people::guid;
use crate::{CallRecord, Stage};

/// How long records are kept.
const KEPT: Duration = Duration::from_secs(30 * 24 * 3600);

/// A call that has ended, as far as a record tells of it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) tenant: TenantId,
    /// The record's id: `callChainId` of a bot's call.
    pub(crate) id: Guid,
    pub(crate) is_group: bool,
    pub(crate) started: jiff::Timestamp,
    pub(crate) ended: jiff::Timestamp,
    /// Who called first; identity sets (`{"user": {..}}`, `{"phone": {"id": ..}}`).
    pub(crate) parties: Vec<Value>,
    /// Reason and stage when it failed.
    pub(crate) failure: Option<String>,
}

/// Puts a record on its shelves and tells whoever subscribed; a record of that id is replaced by
/// one of the next version.
pub(crate) fn write(stage: &Stage, told: &Told) -> Result<(), Answer> {
    let (tenant, id) = (told.tenant, told.id.to_string());
    let known = stage.store.get(tenant, "callRecords", &id);
    let version = known.and_then(|known| known["version"].as_i64()).unwrap_or(0) + 1;
    let (start, end) = (seven(told.started), seven(told.ended));
    let organizer = told.parties.first().cloned().unwrap_or_default();
    let record = json!({
        "id": id,
        "version": version,
        "type": if told.is_group { "groupCall" } else { "peerToPeer" },
        "modalities": ["audio"],
        "lastModifiedDateTime": stage.clock.rfc3339(),
        "startDateTime": start,
        "endDateTime": end,
        "joinWebUrl": null,
        "organizer": organizer,
        "participants": told.parties,
        "organizer_v2": {"id": party_id(&organizer), "identity": organizer, "administrativeUnitInfos": []},
    });
    let session = guid(stage.settings().seed, &["session", &id]).to_string();
    let endpoint = |party: &Value| {
        json!({"@odata.type": "#microsoft.graph.callRecords.participantEndpoint",
            "identity": party, "associatedIdentity": null, "name": null, "feedback": null,
            "userAgent": {"@odata.type": "#microsoft.graph.callRecords.clientUserAgent",
                "headerValue": null, "applicationVersion": null, "platform": "unknown",
                "productFamily": "teams", "communicationServiceId": null, "azureADAppId": null}})
    };
    let none = Value::Null;
    let (caller, callee) =
        (told.parties.first().unwrap_or(&none), told.parties.get(1).unwrap_or(&none));
    let failure = told
        .failure
        .as_ref()
        .map_or(Value::Null, |reason| json!({"reason": reason, "stage": "callSetup"}));
    let part = json!({"id": session, "caller": endpoint(caller), "callee": endpoint(callee),
        "failureInfo": failure, "startDateTime": start, "endDateTime": end});
    let mut whole = part.clone();
    whole["modalities"] = json!(["audio"]);
    whole["isTest"] = false.into();
    let mut segment = part;
    segment["media"] = json!([]);
    stage.store.put(tenant, "callRecords", record.clone())?;
    stage.store.put(tenant, &format!("callRecords/{id}/sessions"), whole)?;
    stage.store.put(tenant, &format!("callRecords/{id}/sessions/{session}/segments"), segment)?;
    for party in &told.parties {
        let who = json!({"id": party_id(party), "identity": party, "administrativeUnitInfos": []});
        stage.store.put(tenant, &format!("callRecords/{id}/participants_v2"), who)?;
    }
    let kind = if version == 1 { ChangeKind::Created } else { ChangeKind::Updated };
    let mut data = record;
    data["@odata.type"] = "#microsoft.graph.callRecords.callRecord".into();
    stage.changes.publish(tenant, format!("communications/callRecords('{id}')"), kind, data);
    Ok(())
}

fn party_id(party: &Value) -> Value {
    let found = party.as_object().into_iter().flatten().find_map(|(_, who)| who.get("id"));
    found.cloned().unwrap_or_default()
}

/// Seven decimals, as the records have them.
pub(super) fn seven(time: jiff::Timestamp) -> String {
    format!("{time:.7}")
}

/// When something of the emulator's clock was, as a date.
pub(super) fn when(stage: &Stage, at: Instant) -> jiff::Timestamp {
    let ago = stage.clock.now().since(at);
    let now: jiff::Timestamp = stage.clock.rfc3339().parse().unwrap_or_default();
    now.checked_sub(ago).unwrap_or(now)
}

/// Writes what is due: calls that ended long enough ago, over Direct Routing and of bots. Gives the
/// moment of the next one.
fn write_due(stage: &Stage) -> Option<Instant> {
    let wait = Duration::from_millis(stage.settings().call_records_after_ms);
    let now = stage.clock.now();
    let mut next: Option<Instant> = None;
    let mut is_due = |ended: Instant, key: Guid| {
        let due = ended + wait;
        if due > now {
            next = Some(next.map_or(due, |other| other.min(due)));
            return false;
        }
        stage.told.lock().insert(key)
    };
    let mut all = Vec::new();
    for call in stage.calls.list() {
        let Some(ended) = call.ended.filter(|_| call.side == "teams") else { continue };
        if is_due(ended, key(stage, &call)) {
            all.extend(direct(stage, &call));
        }
    }
    stage.bots.look(|book| {
        for call in book.in_order() {
            let Some(ended) = call.ended else { continue };
            if is_due(ended, call.id) {
                all.push(of_bot(stage, call));
            }
        }
    });
    for told in all {
        if let Err(refusal) = write(stage, &told) {
            tracing::warn!(status = refusal.status, "a call record was not kept");
        }
    }
    next
}

/// What stands for a call over Direct Routing among those a record was written of.
pub(super) fn key(stage: &Stage, call: &CallRecord) -> Guid {
    guid(stage.settings().seed, &["told", &call.id.to_string()])
}

/// A bot's call, as a record tells it: its id is the `callChainId`.
fn of_bot(stage: &Stage, call: &Call) -> Told {
    let bot = json!({"application": {"id": call.app, "displayName": null}});
    let others = call.left.iter().map(|one| one.party.identity_set(&stage.people));
    let mut parties: Vec<Value> = others.collect();
    if parties.is_empty() {
        let named = if call.is_outgoing { call.targets.first() } else { Some(&call.source) };
        parties.extend(named.map(|who| who["identity"].clone()));
    }
    parties.insert(if call.is_outgoing { 0 } else { parties.len().min(1) }, bot);
    let failure = call
        .result
        .as_ref()
        .map(Outcome::json)
        .filter(|result| result["code"].as_u64().is_some_and(|code| code >= 400));
    Told {
        tenant: call.tenant,
        id: call.chain,
        is_group: call.kind != Kind::PeerToPeer,
        started: when(stage, call.started),
        ended: call.ended.map_or_else(|| when(stage, call.started), |at| when(stage, at)),
        parties,
        failure: failure.map(|result| result["message"].as_str().unwrap_or_default().to_owned()),
    }
}

/// A call over Direct Routing, as a record tells it.
fn direct(stage: &Stage, call: &CallRecord) -> Option<Told> {
    let tenant = stage.people.tenant(&call.tenant)?;
    let user = call.user.and_then(|id| stage.people.user(&call.tenant, &id.to_string()))?;
    let person = json!({"user": {"id": user.id, "displayName": user.display_name,
        "tenantId": tenant.id, "userPrincipalName": user.upn}});
    let other = if call.is_outgoing { &call.to } else { &call.from };
    let phone = json!({"phone": {"id": other, "displayName": null}});
    let parties = if call.is_outgoing { vec![person, phone] } else { vec![phone, person] };
    let failure = (call.end_reason >= 400)
        .then(|| format!("SIP {} with sub-code {}", call.end_reason, call.end_sub_reason));
    let ended = call.ended.map_or_else(jiff::Timestamp::default, |at| when(stage, at));
    Some(Told {
        tenant: tenant.id,
        id: correlation(stage, call),
        is_group: false,
        started: when(stage, call.started),
        ended,
        parties,
        failure,
    })
}

/// One id for record and log, from the Call-ID.
pub(super) fn correlation(stage: &Stage, call: &CallRecord) -> Guid {
    guid(stage.settings().seed, &["correlation", &call.call_id])
}

/// Writes records until it is dropped.
#[derive(Debug)]
pub(crate) struct Writing(tokio::task::AbortHandle);

impl Drop for Writing {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Writing {
    pub(crate) fn start(stage: &Stage) -> Self {
        let stage = stage.clone();
        let writing = tokio::spawn(async move {
            let (mut calls, mut bots) = (stage.calls.subscribe(), stage.bots.subscribe());
            loop {
                let next = write_due(&stage);
                let at_next = async {
                    match next {
                        Some(at) => stage.clock.sleep_until(at).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    () = at_next => {}
                    changed = calls.changed() => if changed.is_err() { return },
                    changed = bots.changed() => if changed.is_err() { return },
                }
            }
        });
        Self(writing.abort_handle())
    }
}

impl Deed<'_> {
    pub(super) fn call_records(&self) -> Result<Answer, Answer> {
        match self.id() {
            "callRecords.getDirectRoutingCalls" => return self.log(true),
            "callRecords.getPstnCalls" => return self.log(false),
            _ => {}
        }
        let with_segments = self.ask.option("expand").is_some_and(|e| e.contains("segments"));
        let expand = |name: &str, record: &Value| {
            let id = record["id"].as_str().unwrap_or_default();
            match name {
                "sessions" => Some(self.sessions(id, with_segments).into()),
                "participants_v2" => Some(
                    self.store()
                        .list(self.tenant(), &format!("callRecords/{id}/participants_v2"))
                        .into(),
                ),
                _ => None,
            }
        };
        let listing = Listing::new("callRecords.callRecord", 60, 60).expand(&expand);
        let id = self.key(0);
        let at = format!("callRecords/{id}");
        if self.id() == "callRecords.list" {
            if self.ask.option("expand").is_some() {
                return Err(bad("$expand is not supported on the list of call records."));
            }
            let oldest = self.graph.stage.clock.unix().saturating_sub(KEPT.as_secs());
            let mut all = self.store().list(self.tenant(), "callRecords");
            all.retain(|record| {
                let ended =
                    record["endDateTime"].as_str().and_then(|t| t.parse::<jiff::Timestamp>().ok());
                ended.is_none_or(|ended| ended.as_second() >= i64::try_from(oldest).unwrap_or(0))
            });
            let by_person =
                self.ask.option("filter").is_some_and(|f| f.contains("participants_v2"));
            for record in &mut all {
                if by_person && let Some(people) = expand("participants_v2", record) {
                    record["participants_v2"] = people;
                }
            }
            return self.list(all, "communications/callRecords", &listing);
        }
        let record = self.store().get(self.tenant(), "callRecords", id);
        let record = record.ok_or_else(|| not_found("The call record does not exist."))?;
        let sessions = Listing::new("callRecords.session", 60, 60);
        let what = format!("communications/callRecords('{id}')");
        match self.id() {
            "callRecords.get" => self.entity(record, "communications/callRecords", &listing),
            "callRecords.organizer.get" => {
                let who = record["organizer_v2"].clone();
                self.entity(who, &format!("{what}/organizer_v2"), &Listing::new("", 60, 60))
            }
            "callRecords.sessions.list" => {
                let expand = |name: &str, session: &Value| {
                    let sid = session["id"].as_str().unwrap_or_default();
                    let at = format!("{at}/sessions/{sid}/segments");
                    (name == "segments").then(|| self.store().list(self.tenant(), &at).into())
                };
                let all = self.store().list(self.tenant(), &format!("{at}/sessions"));
                self.list(all, &format!("{what}/sessions"), &sessions.expand(&expand))
            }
            "callRecords.participants.list" => {
                let all = self.store().list(self.tenant(), &format!("{at}/participants_v2"));
                self.list(all, &format!("{what}/participants_v2"), &Listing::new("", 130, 130))
            }
            "callRecords.segments.list" => {
                let all = self
                    .store()
                    .list(self.tenant(), &format!("{at}/sessions/{}/segments", self.key(1)));
                let listing = Listing::new("callRecords.segment", 60, 60);
                self.list(all, &format!("{what}/sessions/segments"), &listing)
            }
            other => {
                let (shelf, key) = match other {
                    "callRecords.sessions.get" => (format!("{at}/sessions"), 1),
                    "callRecords.segments.get" => {
                        (format!("{at}/sessions/{}/segments", self.key(1)), 2)
                    }
                    _ => (format!("{at}/participants_v2"), 1),
                };
                let found = self.store().get(self.tenant(), &shelf, self.key(key));
                let found = found.ok_or_else(|| not_found("It does not exist."))?;
                self.entity(found, &what, &Listing::new("", 60, 60))
            }
        }
    }

    fn sessions(&self, record: &str, with_segments: bool) -> Vec<Value> {
        let at = format!("callRecords/{record}/sessions");
        let mut all = self.store().list(self.tenant(), &at);
        for session in all.iter_mut().filter(|_| with_segments) {
            let id = session["id"].as_str().unwrap_or_default();
            let segments = self.store().list(self.tenant(), &format!("{at}/{id}/segments"));
            session["segments"] = segments.into();
        }
        all
    }
}
