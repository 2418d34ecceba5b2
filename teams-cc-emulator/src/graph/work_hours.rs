//! Where somebody works: `/users/{id}/settings/workHoursAndLocations` (`graph.md` section 3).

use axum::http::Method;
use serde_json::{Value, json};

use super::answer::{Answer, Ask};
use super::{Caller, Graph};

/// Permissions of which one lets somebody read work hours.
const MAY_READ: [&str; 4] =
    ["Calendars.Read", "Calendars.ReadWrite", "MailboxSettings.Read", "MailboxSettings.ReadWrite"];

impl Graph {
    /// Everything at and below `workHoursAndLocations`: only the signed-in user's own.
    pub(super) fn work_hours(
        &self,
        ask: &Ask,
        caller: &Caller,
        who: &str,
        below: &[&str],
    ) -> Result<Answer, Answer> {
        let user = self.user(caller, who)?;
        if caller.reader() != Some(user.id) {
            return Err(Answer::forbidden());
        }
        match (below, &ask.method) {
            ([], &Method::GET) => {
                caller.needs(&MAY_READ)?;
                let what = format!("users('{}')/settings/workHoursAndLocations", user.id);
                Ok(Answer::ok(json!({
                    "@odata.context": self.context(ask, &what),
                    "maxSharedWorkLocationDetails": "approximate",
                    "occurrences": [],
                    "recurrences": [],
                })))
            }
            (["occurrences", "setCurrentLocation"], &Method::POST) => {
                caller.needs(&["Calendars.ReadWrite"])?;
                let object = ask.object()?;
                let text = |name: &str| object.get(name).and_then(Value::as_str);
                let bad = |text: &str| Answer::error(400, "BadRequest", text);
                let fits = |given: &str, known: &[&str]| {
                    known.iter().any(|one| one.eq_ignore_ascii_case(given))
                };
                let kind = text("workLocationType").unwrap_or_default();
                if !fits(kind, &["unspecified", "office", "remote", "timeOff"]) {
                    return Err(bad("The property 'workLocationType' is unknown."));
                }
                let scope = text("updateScope").unwrap_or("currentDay");
                if !fits(scope, &["currentSegment", "currentDay"]) {
                    return Err(bad("The property 'updateScope' is unknown."));
                }
                let place = json!({
                    "workLocationType": kind,
                    "placeId": text("placeId"),
                    "source": "manual",
                });
                self.stage.presences.works_at(user.id, Some(place));
                Ok(Answer { status: 204, headers: Vec::new(), body: None, bytes: None })
            }
            ([] | ["occurrences", "setCurrentLocation"], _) => Err(Answer::wrong_method()),
            (below, _) => Err(Answer::no_segment(below.last().copied().unwrap_or_default())),
        }
    }
}
