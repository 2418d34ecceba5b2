//! What is left of a meeting or a call: attendance, transcripts, recordings (`graph.md` section 5).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::odata::Listing;
use super::{Deed, bad, not_found};

impl Deed<'_> {
    pub(super) fn artifacts(&self) -> Result<Answer, Answer> {
        let user = self.graph.user(self.caller, self.key(0))?;
        let id = self.id();
        let is_adhoc = id.starts_with("adhocCalls.");
        if !is_adhoc {
            self.may_meet(user.id)?;
        }
        let family = if is_adhoc { "adhocCalls" } else { "onlineMeetings" };
        let kind = if id.contains("ecording") { "recordings" } else { "transcripts" };
        let all = format!("users/{}/{family}", user.id);
        if self.verb() == "getAll" {
            return self.all_artifacts(&all, kind, is_adhoc);
        }
        if !is_adhoc {
            let meeting = self.store().get(self.tenant(), &all, self.key(1));
            meeting.ok_or_else(|| not_found("Meeting not found."))?;
        }
        let of = format!("{all}/{}", self.key(1));
        if id.starts_with("attendance") {
            let what =
                format!("users('{}')/{family}('{}')/attendanceReports", user.id, self.key(1));
            return self.attendance(&format!("{of}/attendanceReports"), &what);
        }
        let shelf = format!("{of}/{kind}");
        let listing = Listing::new(type_of(kind), 100, 999);
        let what = format!("users('{}')/{family}('{}')/{kind}", user.id, self.key(1));
        if self.verb() == "list" {
            let all = self.store().list(self.tenant(), &shelf).iter().map(bare).collect();
            return self.list(all, &what, &listing);
        }
        if self.verb() == "delta" {
            let mut answer = self.delta(&shelf, type_of(kind), &listing)?;
            let items = answer.body.as_mut().and_then(|b| b["value"].as_array_mut());
            for item in items.into_iter().flatten() {
                *item = bare(item);
            }
            return Ok(answer);
        }
        let found = self.store().get(self.tenant(), &shelf, self.key(2));
        let found = found.ok_or_else(|| not_found("It does not exist."))?;
        let bytes = |name: &str| STANDARD.decode(found[name].as_str().unwrap_or_default());
        if self.verb() == "metadataContent" {
            return Ok(Answer::stream("text/vtt", bytes("~metadata").unwrap_or_default()));
        }
        if self.verb() == "content" {
            if kind == "recordings" {
                return Ok(Answer::stream("video/mp4", bytes("~content").unwrap_or_default()));
            }
            // Text with times is all a transcript comes as.
            let wanted = self.ask.option("format").unwrap_or("text/vtt");
            if wanted != "text/vtt" {
                let text = format!("The format '{wanted}' is not supported; use text/vtt.");
                return Err(Answer::error(415, "UnsupportedMediaType", &text));
            }
            return Ok(Answer::stream("text/vtt", bytes("~content").unwrap_or_default()));
        }
        self.entity(bare(&found), &what, &listing)
    }

    fn all_artifacts(&self, all: &str, kind: &str, is_adhoc: bool) -> Result<Answer, Answer> {
        let who = if is_adhoc { "userId" } else { "meetingOrganizerUserId" };
        let named = self.argument(who).or_else(|| self.ask.option(who)).unwrap_or_default();
        let user = self.graph.user(self.caller, self.key(0))?;
        if !named.is_empty() && !named.eq_ignore_ascii_case(&user.id.to_string()) {
            return Err(bad(&format!("The argument '{who}' must be the user of the path.")));
        }
        if named.is_empty() && !is_adhoc {
            return Err(bad(&format!("The argument '{who}' is required.")));
        }
        let time = |name: &str| match self.argument(name).or_else(|| self.ask.option(name)) {
            None | Some("" | "null") => Ok(None),
            Some(text) => match text.parse::<jiff::Timestamp>() {
                Ok(time) => Ok(Some(time)),
                Err(_) => Err(bad(&format!("The argument '{name}' is no date and time."))),
            },
        };
        let (from, to) = (time("startDateTime")?, time("endDateTime")?);
        let shelves = self.store().shelves(self.tenant(), &format!("{all}/")).into_iter();
        let shelves = shelves.filter(|shelf| shelf.ends_with(&format!("/{kind}")));
        let mut found: Vec<Value> =
            shelves.flat_map(|shelf| self.store().list(self.tenant(), &shelf)).collect();
        found.retain(|one| {
            let at =
                one["createdDateTime"].as_str().and_then(|t| t.parse::<jiff::Timestamp>().ok());
            at.is_none_or(|at| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to))
        });
        let found = found.iter().map(bare).collect();
        let what = format!("Collection({})", type_of(kind));
        self.list(found, &what, &Listing::new(type_of(kind), 100, 999))
    }

    fn attendance(&self, shelf: &str, what: &str) -> Result<Answer, Answer> {
        let expand = |name: &str, report: &Value| {
            let id = report["id"].as_str().unwrap_or_default();
            let records = format!("{shelf}/{id}/attendanceRecords");
            (name == "attendanceRecords").then(|| self.store().list(self.tenant(), &records).into())
        };
        let listing = Listing::new("meetingAttendanceReport", 100, 999).expand(&expand);
        match self.id() {
            "attendanceReports.list" => {
                self.list(self.store().list(self.tenant(), shelf), what, &listing)
            }
            "attendanceReports.get" => {
                let report = self.store().get(self.tenant(), shelf, self.key(2));
                let report = report.ok_or_else(|| not_found("Report not found."))?;
                self.entity(report, what, &listing)
            }
            _ => {
                let records = format!("{shelf}/{}/attendanceRecords", self.key(2));
                let all = self.store().list(self.tenant(), &records);
                let what = format!("{what}('{}')/attendanceRecords", self.key(2));
                self.list(all, &what, &Listing::new("attendanceRecord", 100, 999))
            }
        }
    }
}

fn type_of(kind: &str) -> &'static str {
    if kind == "recordings" { "callRecording" } else { "callTranscript" }
}

/// Without the content, which is fetched on its own.
pub(super) fn bare(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let kept = object.iter().filter(|(name, _)| !name.starts_with('~'));
            Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
        }
        other => other.clone(),
    }
}

/// A recording or a transcript of a meeting or a call, as it lies on its shelf.
#[allow(clippy::too_many_arguments, reason = "an artifact has its fields")]
pub(crate) fn artifact(
    kind: &str,
    id: &str,
    place: (&str, &str),
    organizer: (teams_cc_core::Guid, teams_cc_core::TenantId),
    (from, to): (&str, &str),
    address: &str,
    content: &[u8],
) -> Value {
    let (family, of) = place;
    let (user, tenant) = organizer;
    let url = format!("{address}/users/{user}/{family}/{of}/{kind}/{id}/content");
    let named = if kind == "recordings" { "recordingContentUrl" } else { "transcriptContentUrl" };
    let (meeting, call) = match family {
        "onlineMeetings" => (json!(of), Value::Null),
        _ => (Value::Null, json!(of)),
    };
    json!({"id": id, "meetingId": meeting, "callId": call, "contentCorrelationId": id,
        "createdDateTime": from, "endDateTime": to, named: url,
        "meetingOrganizer": {"application": null, "device": null, "user": {
            "@odata.type": "#microsoft.graph.teamworkUserIdentity", "id": user,
            "displayName": null, "userIdentityType": "aadUser", "tenantId": tenant}},
        "~content": STANDARD.encode(content),
        "~metadata": STANDARD.encode("WEBVTT\r\n\r\n")})
}
