//! The presence resources and actions (`graph.md` section 3).

use std::time::Duration;

use axum::http::Method;
use serde_json::{Map, Value, json};
use teams_cc_core::Guid;

use super::answer::{Answer, Ask};
use super::odata::Filter;
use super::{Caller, Graph};
use crate::UserRecord;
use crate::presence::{
    PREFERRED_PAIRS, Presences, SESSION_LEAST, SESSION_MOST, SESSION_PAIRS, Shown, StatusMessage,
};

/// Most ids in one `getPresencesByUserId`.
const MOST_IDS: usize = 650;
/// Characters of a status message.
const MOST_MESSAGE: usize = 280;

type Object = Map<String, Value>;

impl Graph {
    /// `POST /communications/getPresencesByUserId`.
    pub(super) fn presences_by_user_id(
        &self,
        ask: &Ask,
        caller: &Caller,
    ) -> Result<Answer, Answer> {
        if ask.method != Method::POST {
            return Err(Answer::wrong_method());
        }
        caller.needs(&["Presence.Read.All", "Presence.ReadWrite.All"])?;
        let bad = |text: &str| Answer::error(400, "BadRequest", text);
        let ids = ask.object()?.get("ids").and_then(Value::as_array);
        let ids = ids.ok_or_else(|| bad("The property 'ids' is required and is a collection."))?;
        if ids.is_empty() || ids.len() > MOST_IDS {
            return Err(bad("The number of ids must be between 1 and 650."));
        }
        let parsed: Option<Vec<Guid>> = ids.iter().map(|id| id.as_str()?.parse().ok()).collect();
        let parsed = parsed.ok_or_else(|| bad("Each of 'ids' must be a GUID."))?;
        let value: Vec<Value> = parsed
            .into_iter()
            .map(|id| match self.stage.people.user(&caller.tenant, &id.to_string()) {
                Some(user) => self.presence_of(&user),
                None => unknown_presence(id),
            })
            .collect();
        Ok(Answer::ok(json!({
            "@odata.context": self.context(ask, "Collection(microsoft.graph.presence)"),
            "value": value,
        })))
    }

    /// `GET /users/{id}/presence` and `GET /communications/presences/{id}`.
    pub(super) fn presence(&self, ask: &Ask, caller: &Caller, who: &str) -> Result<Answer, Answer> {
        if ask.method != Method::GET {
            return Err(Answer::wrong_method());
        }
        let user = self.user(caller, who)?;
        let mut any = vec!["Presence.Read.All", "Presence.ReadWrite.All"];
        if caller.reader() == Some(user.id) {
            any.extend(["Presence.Read", "Presence.ReadWrite"]);
        }
        caller.needs(&any)?;
        let mut body = self.presence_of(&user);
        let context = self.context(ask, &format!("users('{}')/presence/$entity", user.id));
        body["@odata.context"] = context.into();
        Ok(Answer::ok(body))
    }

    /// The actions under `/users/{id}/presence/` and `/communications/presences/{id}/`.
    pub(super) fn presence_action(
        &self,
        ask: &Ask,
        caller: &Caller,
        who: &str,
        action: &str,
    ) -> Result<Answer, Answer> {
        // Actions may be written with their namespace.
        let action = action.strip_prefix("microsoft.graph.").unwrap_or(action);
        let known = [
            "setPresence",
            "clearPresence",
            "setUserPreferredPresence",
            "clearUserPreferredPresence",
            "setStatusMessage",
            "setManualLocation",
            "setAutomaticLocation",
            "clearAutomaticLocation",
            "clearLocation",
        ];
        if !known.contains(&action) {
            return Err(Answer::no_segment(action));
        }
        if ask.method != Method::POST {
            return Err(Answer::wrong_method());
        }
        let user = self.user(caller, who)?;
        let own = caller.reader() == Some(user.id);
        let any = ["Presence.ReadWrite.All", "Presence.ReadWrite"];
        caller.needs(if own { &any } else { &any[..1] })?;
        match action {
            "setStatusMessage" => self.set_status_message(ask.object()?, user.id)?,
            _ if action.ends_with("Location") => {
                return self.locate(action, ask, caller, user.id);
            }
            "setPresence" => {
                let object = ask.object()?;
                let session = session(object, caller)?;
                let shown = pair(object, &SESSION_PAIRS)?;
                let lasts = expiration(object)?.unwrap_or(SESSION_LEAST);
                if !(SESSION_LEAST..=SESSION_MOST).contains(&lasts) {
                    let text = "expirationDuration must be between PT5M and PT4H.";
                    return Err(Answer::error(400, "BadRequest", text));
                }
                self.stage.presences.set_session(user.id, &session, shown, lasts);
            }
            "clearPresence" => {
                let session = session(ask.object()?, caller)?;
                self.stage.presences.clear_session(user.id, &session);
            }
            "setUserPreferredPresence" => {
                let object = ask.object()?;
                let shown = pair(object, &PREFERRED_PAIRS)?;
                self.stage.presences.prefer(user.id, shown, expiration(object)?);
            }
            _ => self.stage.presences.clear_preferred(user.id),
        }
        Ok(Answer::empty())
    }

    fn presence_of(&self, user: &UserRecord) -> Value {
        presence_json(&self.stage.presences, user.id)
    }

    /// `GET /communications/presences`.
    pub(super) fn all_presences(&self, ask: &Ask, caller: &Caller) -> Result<Answer, Answer> {
        if ask.method != Method::GET {
            return Err(Answer::wrong_method());
        }
        caller.needs(&["Presence.Read.All", "Presence.ReadWrite.All"])?;
        let users = self.stage.people.users();
        let here = users.iter().filter(|user| user.tenant == caller.tenant).take(MOST_IDS);
        let mut value: Vec<Value> = here.map(|user| self.presence_of(user)).collect();
        if let Some(text) = ask.option("filter").filter(|text| !text.is_empty()) {
            let filter = Filter::parse(text).map_err(|why| {
                Answer::error(400, "BadRequest", &format!("Invalid filter clause: {why}."))
            })?;
            value.retain(|one| filter.holds(one));
        }
        Ok(Answer::ok(json!({
            "@odata.context": self.context(ask, "communications/presences"),
            "value": value,
        })))
    }

    /// `setStatusMessage`.
    fn set_status_message(&self, object: &Object, user: Guid) -> Result<(), Answer> {
        let bad = |text: &str| Answer::error(400, "BadRequest", text);
        let given = object.get("statusMessage").filter(|given| given.is_object());
        let given = given.ok_or_else(|| bad("The property 'statusMessage' is required."))?;
        let text = |at: &str| given.pointer(at).and_then(Value::as_str);
        let content = text("/message/content").unwrap_or_default();
        if content.chars().count() > MOST_MESSAGE {
            return Err(bad("The message may have at most 280 characters."));
        }
        let content_type = text("/message/contentType").unwrap_or("text").to_ascii_lowercase();
        if content_type != "text" {
            return Err(bad("The contentType of a status message must be text."));
        }
        let wall = self.stage.clock.wall();
        let expiry = text("/expiryDateTime/dateTime").map(|date| {
            let zone = text("/expiryDateTime/timeZone").unwrap_or("UTC");
            (date.to_owned(), zone.to_owned())
        });
        let until = match &expiry {
            None => None,
            Some((date, zone)) => {
                let left = moment(date, zone).map(|at| at.duration_since(wall));
                let left = left.ok_or_else(|| bad("The expiryDateTime cannot be understood."))?;
                let left = Duration::try_from(left);
                Some(self.stage.clock.now() + left.map_err(|_| bad("The expiry has passed."))?)
            }
        };
        let said = (!content.is_empty()).then(|| StatusMessage {
            content: content.into(),
            content_type,
            published: wall.to_string(),
            expiry,
            until,
        });
        self.stage.presences.says(user, said);
        Ok(())
    }

    /// `set*Location` and `clear*Location`: only the signed-in user's own.
    fn locate(
        &self,
        action: &str,
        ask: &Ask,
        caller: &Caller,
        user: Guid,
    ) -> Result<Answer, Answer> {
        if caller.reader() != Some(user) {
            return Err(Answer::forbidden());
        }
        if action.starts_with("clear") {
            self.stage.presences.works_at(user, None);
            return Ok(Answer::empty());
        }
        let object = ask.object()?;
        let kind = object.get("workLocationType").and_then(Value::as_str).unwrap_or_default();
        let known = ["unspecified", "office", "remote", "timeOff"];
        let kind = known.iter().find(|known| known.eq_ignore_ascii_case(kind));
        let kind = kind.ok_or_else(|| {
            Answer::error(400, "BadRequest", "The property 'workLocationType' is unknown.")
        })?;
        let source = if action == "setManualLocation" { "manual" } else { "automatic" };
        // Manual is stronger than automatic.
        let there = self.stage.presences.place(user);
        let is_manual = there.is_some_and(|there| there["source"] == "manual");
        if source == "manual" || !is_manual {
            let place = json!({
                "workLocationType": kind,
                "placeId": object.get("placeId"),
                "source": source,
            });
            self.stage.presences.works_at(user, Some(place));
        }
        Ok(Answer::empty())
    }
}

/// A presence as Graph shows it to somebody else: the status message without its dates.
pub(crate) fn presence_json(presences: &Presences, user: Guid) -> Value {
    let said = presences.message(user);
    let ((availability, activity), sequence) = presences.shown(user);
    let message = said.map(|said| {
        json!({
            "expiryDateTime": null,
            "publishedDateTime": null,
            "message": {"content": said.content, "contentType": said.content_type},
        })
    });
    json!({
        "id": user,
        "availability": availability,
        "activity": activity,
        "statusMessage": message,
        "outOfOfficeSettings": {"message": null, "isOutOfOffice": false},
        "workLocation": presences.place(user),
        // Compared as text: as many digits always.
        "sequenceNumber": format!("{sequence:020}"),
    })
}

/// A date and time in a named zone.
fn moment(date: &str, zone: &str) -> Option<jiff::Timestamp> {
    if let Ok(at) = date.parse::<jiff::Timestamp>() {
        return Some(at);
    }
    let local: jiff::civil::DateTime = date.parse().ok()?;
    let zone = match zone {
        // Windows' names of the zones that need no table.
        "UTC" | "Coordinated Universal Time" | "Etc/GMT" => jiff::tz::TimeZone::UTC,
        other => jiff::tz::TimeZone::get(other).ok()?,
    };
    local.to_zoned(zone).ok().map(|zoned| zoned.timestamp())
}

/// What Graph shows of somebody it does not know in this tenant.
fn unknown_presence(id: Guid) -> Value {
    json!({
        "id": id,
        "availability": "PresenceUnknown",
        "activity": "PresenceUnknown",
        "statusMessage": null,
        "outOfOfficeSettings": null,
        "workLocation": null,
        "sequenceNumber": null,
    })
}

/// The session of an application is its own id.
fn session(object: &Object, caller: &Caller) -> Result<String, Answer> {
    let bad = |text: &str| Answer::error(400, "BadRequest", text);
    let given = object.get("sessionId").and_then(Value::as_str);
    let given = given.ok_or_else(|| bad("The property 'sessionId' is required."))?;
    if !given.eq_ignore_ascii_case(&caller.app.to_string()) {
        return Err(bad("The property 'sessionId' must be the id of the application."));
    }
    Ok(caller.app.to_string())
}

fn pair(object: &Object, allowed: &[(&str, &str)]) -> Result<Shown, Answer> {
    let bad = |text: &str| Answer::error(400, "BadRequest", text);
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let (Some(availability), Some(activity)) = (text("availability"), text("activity")) else {
        return Err(bad("The properties 'availability' and 'activity' are required."));
    };
    let known = allowed
        .iter()
        .find(|(a, b)| a.eq_ignore_ascii_case(availability) && b.eq_ignore_ascii_case(activity));
    let (a, b) = known.ok_or_else(|| {
        bad(&format!("'{availability}' with '{activity}' is not a supported combination."))
    })?;
    Ok(((*a).into(), (*b).into()))
}

fn expiration(object: &Object) -> Result<Option<Duration>, Answer> {
    let text = match object.get("expirationDuration") {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value.as_str().unwrap_or_default(),
    };
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let parsed = text
        .parse::<jiff::Span>()
        .ok()
        .and_then(|span| span.to_duration(days).ok())
        .and_then(|wait| Duration::try_from(wait).ok())
        .filter(|wait| !wait.is_zero() && text.starts_with('P'));
    let bad = || {
        let text = "expirationDuration must be a positive ISO 8601 duration.";
        Answer::error(400, "BadRequest", text)
    };
    parsed.map(Some).ok_or_else(bad)
}
