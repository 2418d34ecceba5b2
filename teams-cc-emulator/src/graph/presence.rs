//! The presence resources and actions (`graph.md` section 3).

use std::time::Duration;

use axum::http::Method;
use serde_json::{Map, Value, json};
use teams_cc_core::Guid;

use super::answer::{Answer, Ask};
use super::{Caller, Graph};
use crate::UserRecord;
use crate::presence::{PREFERRED_PAIRS, SESSION_LEAST, SESSION_MOST, SESSION_PAIRS, Shown};

/// Most ids in one `getPresencesByUserId`.
const MOST_IDS: usize = 650;

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
        caller.needs(&["Presence.Read.All", "Presence.ReadWrite.All"])?;
        let user = self.user(caller, who)?;
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
        ];
        if !known.contains(&action) {
            return Err(Answer::no_segment(action));
        }
        if ask.method != Method::POST {
            return Err(Answer::wrong_method());
        }
        caller.needs(&["Presence.ReadWrite.All"])?;
        let user = self.user(caller, who)?;
        match action {
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
        let ((availability, activity), sequence) = self.stage.presences.shown(user.id);
        json!({
            "id": user.id,
            "availability": availability,
            "activity": activity,
            "statusMessage": null,
            "outOfOfficeSettings": {"message": null, "isOutOfOffice": false},
            "workLocation": null,
            // Compared as text: as many digits always.
            "sequenceNumber": format!("{sequence:020}"),
        })
    }
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
