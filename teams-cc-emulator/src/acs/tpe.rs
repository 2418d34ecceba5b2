//! Teams Phone extensibility: what it forbids, who may call for a resource account, consent
//! (section 7).

use std::collections::BTreeMap;

use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::answer::{Answer, Done, Object};
use super::book::Book;
use super::callers::Line;
use super::identity::Party;

/// The version of the consent interface.
pub(crate) const VERSION: &str = "2025-06-30";
/// Assignments kept.
const MOST: usize = 10_000;

/// Consent by tenant and object.
pub(crate) type Assignments = BTreeMap<(Guid, Guid), Value>;

impl Book {
    /// 400 with 8523: the caller id is the resource account's, always.
    pub(crate) fn no_caller_id(object: &Object) -> Result<(), Answer> {
        for name in ["sourceCallerIdNumber", "sourceDisplayName"] {
            if object.get(name).is_some_and(|given| !given.is_null()) {
                let text = format!("{name} is not allowed with Teams Phone extensibility.");
                return Err(Answer::error(400, "8523", &text));
            }
        }
        Ok(())
    }

    /// Teams users can be neither added nor transferred to.
    pub(crate) fn reachable_in_tpe(party: &Party) -> Result<(), Answer> {
        match party {
            Party::TeamsUser(_) => {
                let text = "Teams users cannot be called, added or transferred to with Teams \
                            Phone extensibility.";
                Err(Answer::error(400, "BadRequest", text))
            }
            _ => Ok(()),
        }
    }

    /// A refusal of somebody of the wrong kind: a known defect answers 500.
    pub(crate) fn of_wrong_kind(&self, refusal: Answer) -> Answer {
        if self.rules.known_defects {
            return Answer::error(500, "InternalServerError", "An internal error occurred.");
        }
        refusal
    }

    /// Whether the vendor's client may act for that agent: nobody need ask, or it was assigned.
    pub(crate) fn agent_has_consent(&self, tenant: Guid, user: Guid, agent: &Party) -> bool {
        let behaviour = self.behaviour(agent);
        if !behaviour.needs_consent && !self.rules.agents_need_consent {
            return true;
        }
        let Some(made) = self.assignments.get(&(tenant, user)) else { return false };
        if made["principalType"] != "user" {
            return false;
        }
        let is_client = |id: &Value| {
            let id = id.as_str().and_then(|id| id.parse::<Guid>().ok());
            behaviour.client.is_none() || behaviour.client == id
        };
        made["clientIds"].as_array().is_some_and(|all| all.iter().any(is_client))
    }

    /// Whether calls may be made in the name of that resource account.
    pub(crate) fn may_call_for(&self, app: &Party) -> Result<(), Answer> {
        let line = self.line(&app.raw()).ok_or_else(|| {
            Answer::error(403, "Forbidden", "The resource account is not known to this resource.")
        })?;
        if line.no_teams_channel {
            return Err(Answer::error(403, "10105", "The bot has no Teams channel."));
        }
        if !self.is_provisioned(line) {
            let text = "The tenant has not consented to this resource.";
            return Err(Answer::error(403, "Forbidden", text));
        }
        Ok(())
    }

    /// A line with a resource account whose tenant has consented.
    pub(crate) fn is_provisioned(&self, line: &Line) -> bool {
        let account = line.account;
        let is_assigned =
            |(_, object): &&(Guid, Guid)| account.is_some_and(|account| account == *object);
        self.assignments.keys().any(|key| is_assigned(&key))
    }

    /// Whether that number carries as many calls as it may.
    pub(crate) fn lines_busy(&self, number: Option<&str>, targets: &[Party]) -> bool {
        let Some(line) = number.and_then(|number| self.line(number)) else { return false };
        let Some(most) = line.most_outbound else { return false };
        let phones = |party: &Party| usize::from(party.is_phone());
        let under_way: usize = self
            .calls
            .values()
            .filter(|call| !call.is_over() && call.source_number.as_deref() == number)
            .map(|call| call.targets.iter().map(phones).sum::<usize>())
            .sum();
        under_way + targets.iter().map(phones).sum::<usize>() > most
    }

    /// `/access/teamsExtension/tenants/{tenant}/assignments/{objectId}`.
    pub(crate) fn assignment(
        &mut self,
        method: &str,
        tenant: &str,
        object: &str,
        body: Option<&Object>,
    ) -> Done {
        let guid = |text: &str, name: &str| {
            text.parse::<Guid>().map_err(|_| Answer::field(name, "must be a GUID"))
        };
        let key = (guid(tenant, "tenantId")?, guid(object, "objectId")?);
        let none = || Answer::error(404, "NotFound", "The assignment was not found.");
        match method {
            "GET" => {
                let known = self.assignments.get(&key).ok_or_else(none)?;
                Ok(Answer::json(200, known.clone()))
            }
            "DELETE" => {
                self.assignments.remove(&key);
                Ok(Answer::empty(204))
            }
            "PUT" | "PATCH" => {
                let before = self.assignments.get(&key).cloned();
                if method == "PATCH" && before.is_none() {
                    return Err(none());
                }
                let body = body.ok_or_else(|| Answer::bad("The body must be a JSON object."))?;
                let given = body.get("principalType").and_then(Value::as_str);
                let known = before.as_ref().and_then(|known| known["principalType"].as_str());
                let kinds = ["user", "teamsResourceAccount"];
                let kind = given.or(known).and_then(|given| {
                    kinds.into_iter().find(|kind| kind.eq_ignore_ascii_case(given))
                });
                let kind = kind.ok_or_else(|| {
                    Answer::field("principalType", "must be one of user, teamsResourceAccount")
                })?;
                let clients = body.get("clientIds").filter(|given| !given.is_null()).cloned();
                let clients =
                    clients.or_else(|| before.as_ref().and_then(|b| b.get("clientIds").cloned()));
                let are_ids = |all: &Value| {
                    all.as_array().is_some_and(|all| {
                        let is_id =
                            |id: &Value| id.as_str().is_some_and(|id| id.parse::<Guid>().is_ok());
                        !all.is_empty() && all.iter().all(is_id)
                    })
                };
                if kind == "user" && !clients.as_ref().is_some_and(are_ids) {
                    return Err(Answer::field("clientIds", "must name applications for a user"));
                }
                let mut made = json!({
                    "tenantId": key.0, "objectId": key.1, "principalType": kind,
                });
                if let Some(clients) = clients {
                    made["clientIds"] = clients;
                }
                if self.assignments.len() >= MOST && before.is_none() {
                    return Err(Answer::error(429, "TooManyRequests", "Too many assignments."));
                }
                self.assignments.insert(key, made.clone());
                let status = if method == "PUT" { 201 } else { 200 };
                Ok(Answer::json(status, made))
            }
            _ => Err(Answer::error(405, "MethodNotAllowed", "GET, PUT, PATCH or DELETE.")),
        }
    }

    /// A line is there from now on; a resource account has its consent unless it needs it.
    pub(crate) fn add_line(&mut self, mut line: Line, home: Guid) {
        self.lines.retain(|other| other.number != line.number);
        if let Some(account) = line.account {
            let tenant = *line.tenant.get_or_insert(home);
            if !line.needs_consent {
                let made = json!({
                    "tenantId": tenant, "objectId": account,
                    "principalType": "teamsResourceAccount",
                });
                self.assignments.insert((tenant, account), made);
            }
        }
        self.lines.push(line);
    }
}
