//! `$select` and `$expand` on what is no shelf of a tenant: calls, presence, subscriptions.

use axum::http::Method;
use serde_json::Value;

use super::answer::{Answer, Ask};
use super::odata::Listing;
use super::{Caller, Graph};

/// What a call can be expanded with: each is a list at an address below it.
const OF_A_CALL: [&str; 4] =
    ["participants", "operations", "audioRoutingGroups", "contentSharingSessions"];

/// The type of what a path leads to, if it is one of these.
fn kind_of(path: &[&str]) -> Option<&'static str> {
    Some(match path {
        ["communications", "calls", _] => "call",
        ["communications", "calls", _, "participants", ..] => "participant",
        ["communications", "calls", _, "operations", ..] => "commsOperation",
        ["communications", "presences", ..] | ["users", _, "presence"] => "presence",
        ["subscriptions", ..] => "subscription",
        _ => return None,
    })
}

impl Graph {
    /// The answer to a question as its options want it.
    pub(super) fn as_asked(
        &self,
        ask: &Ask,
        caller: &Caller,
        path: &[&str],
        mut answer: Answer,
    ) -> Result<Answer, Answer> {
        let given = |name: &str| ask.option(name).is_some_and(|text| !text.is_empty());
        let is_plain = ask.method != Method::GET || !(given("select") || given("expand"));
        let Some(kind) = kind_of(path).filter(|_| !is_plain && answer.status == 200) else {
            return Ok(answer);
        };
        let expand = |name: &str, _: &Value| {
            if kind != "call" || !OF_A_CALL.contains(&name) {
                return None;
            }
            let below: Vec<&str> = path.iter().skip(2).copied().chain([name]).collect();
            let plain = Ask { query: Vec::new(), ..ask.clone() };
            let mut list = self.calls(&plain, caller, &below).ok()?;
            list.body.as_mut().and_then(|body| body.get_mut("value")).map(Value::take)
        };
        let listing = Listing::new(kind, 100, 999).expand(&expand);
        let Some(body) = &mut answer.body else { return Ok(answer) };
        match body.get_mut("value").and_then(Value::as_array_mut) {
            Some(items) => {
                for item in items {
                    *item = listing.shaped(ask, item.take())?;
                }
            }
            None => *body = listing.shaped(ask, body.take())?,
        }
        Ok(answer)
    }
}
