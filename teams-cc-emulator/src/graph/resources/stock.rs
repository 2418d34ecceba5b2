//! What a test puts into a tenant, and what it looks at there.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Error, ErrorKind, Guid};

use super::apps::publish_manifest;
use super::artifacts::artifact;
use crate::graph::answer::Answer;
use crate::graph::changes::ChangeKind;
use crate::{Stage, Tenant, User, UserRecord};

fn refused(answer: &Answer) -> Error {
    let text = answer.body.as_ref().and_then(|body| body.pointer("/error/message"));
    let text = text.and_then(Value::as_str).unwrap_or("the emulator refused");
    Error::new("TCC-EMU-0120", ErrorKind::Config, text.to_owned())
}

impl Tenant {
    /// Puts an app into the tenant's catalogue from its manifest, as an administrator does; gives
    /// its catalogue id.
    ///
    /// # Errors
    /// `TCC-EMU-0120` when the manifest lacks `id`, `version` or `name.short`.
    pub fn publishes_app(&self, manifest: &Value) -> Result<Guid, Error> {
        let tenant = self.stage.people.ensure_tenant(&self.name).id;
        publish(&self.stage, tenant, manifest)
    }

    /// Puts these users into a group of that name; gives its object id.
    ///
    /// # Errors
    /// `TCC-EMU-0120` when the tenant holds too much.
    pub fn group<'a>(
        &self,
        name: &str,
        members: impl IntoIterator<Item = &'a User>,
    ) -> Result<Guid, Error> {
        let (stage, tenant) = (&self.stage, self.stage.people.ensure_tenant(&self.name).id);
        let id = crate::people::guid(stage.settings().seed, &[&self.name, "group", name]);
        let group = json!({"id": id, "displayName": name, "description": null, "groupTypes": [],
            "mailEnabled": false, "securityEnabled": true, "visibility": null,
            "createdDateTime": stage.clock.rfc3339()});
        let put = |shelf: &str, entry| {
            stage.store.put(tenant, shelf, entry).map_err(|answer| refused(&answer))
        };
        put("groups", group)?;
        for user in members {
            let member = json!({"id": user.id(), "userId": user.id(), "roles": []});
            put(&format!("teams/{id}/members"), member)?;
        }
        Ok(id)
    }
}

pub(crate) fn publish(
    stage: &Stage,
    tenant: teams_cc_core::TenantId,
    manifest: &Value,
) -> Result<Guid, Error> {
    publish_manifest(&stage.store, tenant, stage.settings().seed, manifest)
        .map_err(|answer| refused(&answer))
}

/// What is left of a meeting or a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kept {
    /// A recording: MP4.
    Recording,
    /// A transcript: WebVTT.
    Transcript,
}

/// Puts a recording or transcript onto its shelf and tells whoever subscribed. Gives its id.
pub(crate) fn keep(
    stage: &Stage,
    user: &UserRecord,
    kept: Kept,
    of: &str,
    content: &[u8],
) -> Result<Guid, Error> {
    let tenant = stage.people.ensure_tenant(&user.tenant).id;
    let (kind, name) = match kept {
        Kept::Recording => ("recordings", "callRecording"),
        Kept::Transcript => ("transcripts", "callTranscript"),
    };
    let meetings = format!("users/{}/onlineMeetings", user.id);
    // What is no meeting of the user's is a call that was started in Teams.
    let is_meeting = stage.store.get(tenant, &meetings, of).is_some();
    let family = if is_meeting { "onlineMeetings" } else { "adhocCalls" };
    let id = crate::people::fresh_guid(&mut stage.rng());
    let to = stage.clock.rfc3339();
    let from = to.parse::<jiff::Timestamp>().unwrap_or_default();
    let from = from.checked_sub(Duration::from_secs(60)).unwrap_or(from).to_string();
    let address = "https://graph.microsoft.com/v1.0";
    let one = artifact(
        kind,
        &id.to_string(),
        (family, of),
        (user.id, tenant),
        (&from, &to),
        address,
        content,
    );
    let shelf = format!("users/{}/{family}/{of}/{kind}", user.id);
    stage.store.put(tenant, &shelf, one.clone()).map_err(|answer| refused(&answer))?;
    let mut data = super::artifacts::bare(&one);
    data["@odata.type"] = format!("#microsoft.graph.{name}").into();
    let resource = format!("users('{}')/{family}('{of}')/{kind}('{id}')", user.id);
    stage.changes.publish(tenant, resource, ChangeKind::Created, data);
    Ok(id)
}

/// The activity feed of a user, oldest first.
pub(crate) fn feed(stage: &Stage, user: &UserRecord) -> Vec<Value> {
    let tenant = stage.people.ensure_tenant(&user.tenant).id;
    stage.store.list(tenant, &format!("feed/{}", user.id))
}

/// Somebody's attendance of a meeting.
pub(crate) fn attend(
    stage: &Stage,
    organizer: &UserRecord,
    meeting: &str,
    who: &UserRecord,
    stayed: Duration,
) -> Result<(), Error> {
    let tenant = stage.people.ensure_tenant(&organizer.tenant).id;
    let reports = format!("users/{}/onlineMeetings/{meeting}/attendanceReports", organizer.id);
    let to = stage.clock.rfc3339();
    let from = to.parse::<jiff::Timestamp>().unwrap_or_default();
    let from = from.checked_sub(stayed).unwrap_or(from).to_string();
    let report = crate::people::guid(stage.settings().seed, &["report", meeting]).to_string();
    let records = format!("{reports}/{report}/attendanceRecords");
    let record = json!({"id": who.id, "emailAddress": who.upn, "role": "Attendee",
        "totalAttendanceInSeconds": stayed.as_secs(), "registrationId": null,
        "identity": {"@odata.type": "#microsoft.graph.communicationsUserIdentity", "id": who.id,
            "displayName": who.display_name, "tenantId": tenant},
        "attendanceIntervals": [{"joinDateTime": from, "leaveDateTime": to,
            "durationInSeconds": stayed.as_secs()}]});
    let put = |shelf: &str, value| stage.store.put(tenant, shelf, value);
    let count = |()| stage.store.list(tenant, &records).len();
    put(&records, record)
        .map(count)
        .and_then(|count| {
            put(
                &reports,
                json!({"id": report, "totalParticipantCount": count,
                "meetingStartDateTime": from, "meetingEndDateTime": to}),
            )
        })
        .map_err(|answer| refused(&answer))
}

impl User {
    /// A recording or a transcript of a meeting of this user (`of` is the meeting's id) or of a
    /// call (any other id) is there from now on. Gives its id.
    ///
    /// # Errors
    /// `TCC-EMU-0120` when there is no room for it.
    pub fn keeps(&self, kept: Kept, of: &str, content: &[u8]) -> Result<Guid, Error> {
        keep(&self.stage, &self.record(), kept, of, content)
    }

    /// Somebody was in a meeting of this user for so long: it stands in the attendance report.
    ///
    /// # Errors
    /// `TCC-EMU-0120` when there is no room for it.
    pub fn was_visited(&self, meeting: &str, by: &Self, stayed: Duration) -> Result<(), Error> {
        attend(&self.stage, &self.record(), meeting, &by.record(), stayed)
    }

    /// What stands in the user's activity feed, oldest first: each with `at`, `app` and
    /// `notification`, as it was sent.
    pub fn feed(&self) -> Vec<Value> {
        feed(&self.stage, &self.record())
    }
}
