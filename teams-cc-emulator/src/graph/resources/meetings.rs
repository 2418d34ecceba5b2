//! Online meetings (`graph.md` section 5).

use serde_json::{Map, Value, json};

use super::super::answer::{Answer, Ask, percent_encoded};
use super::super::odata::Listing;
use super::teams::merge;
use super::{Deed, bad, needed, not_found};
use crate::UserRecord;
use crate::uri::percent_decoded;

impl Deed<'_> {
    pub(super) fn meetings(&self) -> Result<Answer, Answer> {
        let listing = Listing::new("onlineMeeting", 100, 999);
        if self.id() == "onlineMeetings.findByVtcId" {
            let filter = self.ask.option("filter").unwrap_or_default().to_ascii_lowercase();
            if !filter.starts_with("videoteleconferenceid eq ") {
                return Err(bad("Filter expression expected: VideoTeleconferenceId eq '{id}'."));
            }
            let shelves = self.store().shelves(self.tenant(), "users/").into_iter();
            let shelves = shelves.filter(|shelf| shelf.ends_with("/onlineMeetings"));
            let all = shelves.flat_map(|shelf| self.store().list(self.tenant(), &shelf)).collect();
            return self.list(all, "communications/onlineMeetings", &listing);
        }
        let user = self.graph.user(self.caller, self.key(0))?;
        if self.caller.user.is_some_and(|me| me != user.id) {
            let text = "The signed-in user may only work with his own meetings.";
            return Err(Answer::error(403, "Forbidden", text));
        }
        self.may_meet(user.id)?;
        let shelf = format!("users/{}/onlineMeetings", user.id);
        let what = format!("users('{}')/onlineMeetings", user.id);
        match self.id() {
            "onlineMeetings.create" => {
                let body = self.body("onlineMeeting")?;
                let meeting = self.meeting(&user, body)?;
                self.store().put(self.tenant(), &shelf, meeting.clone())?;
                self.entity(meeting, &what, &listing)
            }
            "onlineMeetings.createOrGet" => {
                let body = self.body("onlineMeeting.createOrGet")?;
                let external = needed(body, "externalId")?;
                let known = self.store().list(self.tenant(), &shelf);
                if let Some(known) = known.into_iter().find(|m| m["externalId"] == external) {
                    return self.entity(known, &what, &listing);
                }
                let meeting = self.meeting(&user, body)?;
                self.store().put(self.tenant(), &shelf, meeting.clone())?;
                let mut answer = self.entity(meeting, &what, &listing)?;
                answer.status = 201;
                Ok(answer)
            }
            "onlineMeetings.list" => {
                let filter = self.ask.option("filter").unwrap_or_default().to_ascii_lowercase();
                let known = [
                    "joinweburl eq ",
                    "joinmeetingidsettings/joinmeetingid eq ",
                    "videoteleconferenceid eq ",
                ];
                if !known.iter().any(|start| filter.starts_with(start)) {
                    return Err(bad(
                        "Filter expression expected: JoinWebUrl eq '{url}' or joinMeetingIdSettings/joinMeetingId eq '{id}'.",
                    ));
                }
                let all = self.store().list(self.tenant(), &shelf);
                let asked = self.as_stored(&all);
                self.list_of(asked.as_ref().unwrap_or(self.ask), all, &what, &listing)
            }
            "onlineMeetings.delete" => {
                let gone = self.store().remove(self.tenant(), &shelf, self.key(1));
                gone.ok_or_else(|| not_found("Meeting not found."))?;
                Ok(self.nothing())
            }
            "onlineMeetings.update" => {
                let body = self.body("onlineMeeting")?.clone();
                check_times(&body)?;
                let id = self.key(1);
                let now = self.store().change(self.tenant(), &shelf, id, |m| merge(m, &body));
                self.entity(now.ok_or_else(|| not_found("Meeting not found."))?, &what, &listing)
            }
            _ => {
                let meeting = self.store().get(self.tenant(), &shelf, self.key(1));
                let meeting = meeting.ok_or_else(|| not_found("Meeting not found."))?;
                match self.id() {
                    "onlineMeetings.get" => self.entity(meeting, &what, &listing),
                    "onlineMeetings.attendeeReport" => {
                        Ok(Answer::stream("application/octet-stream", self.attendees_csv(&user)))
                    }
                    "virtualAppointment.joinWebUrl" => {
                        let context = self.context("Edm.String");
                        Ok(self.done(
                            json!({"@odata.context": context, "value": meeting["joinWebUrl"]}),
                        ))
                    }
                    id => {
                        let kind = match id {
                            "virtualAppointment.sendSms" => {
                                "onlineMeeting.sendVirtualAppointmentSms"
                            }
                            _ => "onlineMeeting.sendVirtualAppointmentReminderSms",
                        };
                        let body = self.body(kind)?;
                        let attendees = body.get("attendees").and_then(Value::as_array);
                        if attendees.is_none_or(Vec::is_empty) {
                            return Err(bad("The property 'attendees' is required."));
                        }
                        Ok(self.nothing())
                    }
                }
            }
        }
    }

    /// The question with a join address as it is stored: people write it with its escapes, without
    /// them, and in either case.
    fn as_stored(&self, meetings: &[Value]) -> Option<Ask> {
        let filter = self.ask.option("filter")?;
        let (name, given) = filter.split_once(" eq ")?;
        let given = given.trim().strip_prefix('\'')?.strip_suffix('\'')?;
        let mut urls = meetings.iter().filter_map(|one| one["joinWebUrl"].as_str());
        let known = urls.find(|url| {
            percent_decoded(url, false).eq_ignore_ascii_case(&percent_decoded(given, false))
        })?;
        let mut ask = self.ask.clone();
        for (option, value) in &mut ask.query {
            if option.trim_start_matches('$') == "filter" {
                *value = format!("{name} eq '{known}'");
            }
        }
        Some(ask)
    }

    fn attendees_csv(&self, user: &UserRecord) -> Vec<u8> {
        let shelf = format!("users/{}/onlineMeetings/{}/attendanceReports", user.id, self.key(1));
        let mut csv = "Full Name,User Action,Timestamp\r\n".to_owned();
        for report in self.store().list(self.tenant(), &shelf) {
            let id = report["id"].as_str().unwrap_or_default();
            for one in self.store().list(self.tenant(), &format!("{shelf}/{id}/attendanceRecords"))
            {
                let name = one["identity"]["displayName"].as_str().unwrap_or_default();
                let joined =
                    one.pointer("/attendanceIntervals/0/joinDateTime").and_then(Value::as_str);
                csv.push_str(name);
                csv.push_str(",Joined,");
                csv.push_str(joined.unwrap_or_default());
                csv.push_str("\r\n");
            }
        }
        csv.into_bytes()
    }

    fn meeting(&self, organizer: &UserRecord, body: &Map<String, Value>) -> Result<Value, Answer> {
        check_times(body)?;
        let now = self.now();
        let given = |name: &str, other: Value| match body.get(name) {
            Some(value) if !value.is_null() => value.clone(),
            _ => other,
        };
        let word = self.graph.fresh_id().replace('-', "");
        let thread = format!("19:meeting_{word}@thread.v2");
        let digits = self.graph.fresh_digits(12);
        let context = format!("{{\"Tid\":\"{}\",\"Oid\":\"{}\"}}", self.tenant(), organizer.id);
        let url = format!(
            "https://teams.microsoft.com/l/meetup-join/{}/0?context={}",
            percent(&thread),
            percent(&context)
        );
        let person = json!({"application": null, "device": null, "phone": null,
            "user": {"id": organizer.id, "displayName": null, "tenantId": self.tenant(),
                "identityProvider": "AAD"}});
        let attendees = body.get("participants").and_then(|p| p.get("attendees")).cloned();
        let settings = given("joinMeetingIdSettings", json!({}));
        let needs_code = settings["isPasscodeRequired"].as_bool().unwrap_or(false);
        let end = given("endDateTime", hour_later(&given("startDateTime", now.clone().into())));
        let html = format!("data:text/html,{}", percent(&format!("<a href=\"{url}\">Join</a>")));
        Ok(json!({
            "id": super::opaque(&format!("1*{}*0**{thread}", organizer.id)),
            "creationDateTime": now,
            "startDateTime": given("startDateTime", now.clone().into()),
            "endDateTime": end,
            "subject": given("subject", Value::Null),
            "joinUrl": url,
            "joinWebUrl": url,
            "meetingCode": digits,
            "externalId": given("externalId", Value::Null),
            "isBroadcast": false,
            "autoAdmittedUsers": "everyoneInCompany",
            "isEntryExitAnnounced": given("isEntryExitAnnounced", true.into()),
            "allowedPresenters": given("allowedPresenters", "everyone".into()),
            "allowMeetingChat": given("allowMeetingChat", "enabled".into()),
            "allowTeamworkReactions": given("allowTeamworkReactions", true.into()),
            "allowAttendeeToEnableMic": given("allowAttendeeToEnableMic", true.into()),
            "allowAttendeeToEnableCamera": given("allowAttendeeToEnableCamera", true.into()),
            "allowRecording": given("allowRecording", true.into()),
            "allowTranscription": given("allowTranscription", true.into()),
            "recordAutomatically": given("recordAutomatically", false.into()),
            "videoTeleconferenceId": self.graph.fresh_digits(9),
            "broadcastSettings": null,
            "audioConferencing": null,
            "lobbyBypassSettings": given("lobbyBypassSettings",
                json!({"scope": "organization", "isDialInBypassEnabled": false})),
            "joinMeetingIdSettings": {"isPasscodeRequired": needs_code, "joinMeetingId": digits,
                "passcode": if needs_code { json!(word.get(..6)) } else { Value::Null }},
            "chatInfo": given("chatInfo", json!({"threadId": thread, "messageId": "0",
                "replyChainMessageId": null})),
            "joinInformation": {"contentType": "html", "content": html},
            "participants": {
                "organizer": {"upn": organizer.upn, "role": "presenter", "identity": person},
                "attendees": attendees.unwrap_or_else(|| json!([])),
            },
        }))
    }
}

fn check_times(body: &Map<String, Value>) -> Result<(), Answer> {
    let time = |name: &str| body.get(name)?.as_str()?.parse::<jiff::Timestamp>().ok();
    match (time("startDateTime"), time("endDateTime")) {
        (Some(start), Some(end)) if end < start => {
            Err(bad("The endDateTime must not be before the startDateTime."))
        }
        _ => Ok(()),
    }
}

fn hour_later(start: &Value) -> Value {
    let start = start.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    let end = start.and_then(|start| start.checked_add(jiff::SignedDuration::from_hours(1)).ok());
    end.map_or(Value::Null, |end| end.to_string().into())
}

/// Everything escaped that is no letter or digit: the text stands inside an address.
fn percent(text: &str) -> String {
    percent_encoded(text, b"-_.")
}
