//! Voice administration: who has which number and which policies (`graph.md` section 8).

use serde_json::{Value, json};
use teams_cc_core::E164;

use super::super::answer::Answer;
use super::super::odata::Listing;
use super::{Deed, bad, needed, not_found};
use crate::UserRecord;
use crate::people::guid;

/// How long an order about numbers runs, of the emulator's time.
const RUNS_MS: u64 = 1000;
/// Kinds of policies with the two names every tenant has.
const POLICIES: [&str; 8] = [
    "TeamsCallingPolicy",
    "TeamsMeetingPolicy",
    "TeamsMessagingPolicy",
    "TenantDialPlan",
    "OnlineVoiceRoutingPolicy",
    "TeamsCallParkPolicy",
    "TeamsCallHoldPolicy",
    "CallingLineIdentity",
];
/// Most assignments of one request.
const MOST_ASSIGNMENTS: usize = 500;

impl Deed<'_> {
    pub(super) fn voice(&self) -> Result<Answer, Answer> {
        let configuration = Listing::new("teamsAdministration.teamsUserConfiguration", 100, 999);
        let at = "admin/teams/userConfigurations";
        match self.id() {
            "userConfigurations.list" => {
                let users = self.graph.stage.people.users().into_iter();
                let here = users.filter(|user| user.tenant == self.caller.tenant);
                let all = here.map(|user| self.configuration(&user)).collect();
                self.list(all, at, &configuration)
            }
            "userConfigurations.get" => {
                let user = self.graph.user(self.caller, self.key(0))?;
                self.entity(self.configuration(&user), at, &configuration)
            }
            "numberAssignments.list" => {
                let listing = Listing::new("teamsAdministration.numberAssignment", 1000, 1000);
                let at = "admin/teams/telephoneNumberManagement/numberAssignments";
                self.list(self.numbers(), at, &listing)
            }
            "numberAssignments.assign" => self.assign_number(),
            "numberAssignments.unassign" => self.unassign_number(),
            "numberAssignments.update" => {
                let body = self.body("teamsAdministration.numberAssignment.updateNumber")?.clone();
                let number = needed(&body, "telephoneNumber")?.to_owned();
                self.numbers();
                let known = self.store().change(self.tenant(), "numbers", &number, |row| {
                    for name in ["locationId", "networkSiteId", "reverseNumberLookupOptions"] {
                        if let Some(value) = body.get(name) {
                            row[name] = value.clone();
                        }
                    }
                });
                known.ok_or_else(|| not_found("The telephone number is not in the tenant."))?;
                self.order(&number)
            }
            "numberOperations.get" => {
                let order = self.store().get(self.tenant(), "numberOperations", self.key(0));
                let order = order.ok_or_else(|| not_found("The operation does not exist."))?;
                let now = self.graph.stage.clock.now().as_millis();
                let is_over = order["~over"].as_u64().is_none_or(|over| over <= now);
                let status = if is_over { "succeeded" } else { "running" };
                let shown = json!({"id": order["id"], "createdDateTime": order["createdDateTime"],
                    "status": status, "numbers": [{"status": status, "statusDetail": null,
                        "resourceLocation": order["number"]}]});
                let what = "admin/teams/telephoneNumberManagement/operations";
                self.entity(shown, what, &Listing::new("", 20, 50))
            }
            "policy.getPolicyId" => {
                let kind = self.argument("type").unwrap_or_default();
                let kind = POLICIES.iter().find(|known| known.eq_ignore_ascii_case(kind));
                let kind = kind.ok_or_else(|| bad("The policy type is not supported."))?;
                let name = self.argument("name").unwrap_or_default();
                let known = ["Global", "Tag:CallCentre"].iter().filter(|known| {
                    name.is_empty() || known.to_lowercase().contains(&name.to_lowercase())
                });
                let rows: Vec<Value> = known
                    .map(|name| json!({"name": name, "policyId": self.policy(kind, name)}))
                    .collect();
                let what = "Collection(microsoft.graph.teamsAdministration.policyIdentifierDetail)";
                self.list(rows, what, &Listing::new("", 100, 999))
            }
            _ => self.assign_policies(),
        }
    }

    fn policy(&self, kind: &str, name: &str) -> String {
        guid(self.graph.stage.settings().seed, &["policy", kind, name]).to_string()
    }

    /// Numbers that are assigned, brought up to date with the people, and those that wait.
    fn numbers(&self) -> Vec<Value> {
        let users = self.graph.stage.people.users();
        let here: Vec<&UserRecord> =
            users.iter().filter(|u| u.tenant == self.caller.tenant).collect();
        for user in &here {
            let number = user.number.to_string();
            let known = self.store().get(self.tenant(), "numbers", &number);
            let waits = known.as_ref().is_some_and(|row| row["~unassigned"] == user.id.to_string());
            if !waits && known.is_none_or(|row| row["assignmentTargetId"] != user.id.to_string()) {
                let row = row(&number, "directRouting", Some(&user.id.to_string()), "primary");
                // A full shelf shows in the list that follows.
                let _ = self.store().put(self.tenant(), "numbers", row);
            }
        }
        let mut all = self.store().list(self.tenant(), "numbers");
        for row in &mut all {
            if let Some(row) = row.as_object_mut() {
                row.remove("~unassigned");
            }
        }
        all
    }

    fn assign_number(&self) -> Result<Answer, Answer> {
        let body = self.body("teamsAdministration.numberAssignment.assignNumber")?;
        let number = needed(body, "telephoneNumber")?.to_owned();
        let kind = needed(body, "numberType")?.to_owned();
        let target = needed(body, "assignmentTargetId")?;
        let parsed: E164 = number.parse().map_err(|_| bad("The telephoneNumber is not E.164."))?;
        let user = self.graph.user(self.caller, target)?;
        let taken = self.numbers().into_iter().find(|row| row["id"] == number.as_str());
        if let Some(row) = taken.filter(|row| !row["assignmentTargetId"].is_null())
            && row["assignmentTargetId"] != user.id.to_string()
        {
            let text = "The telephone number is already assigned to another target.";
            return Err(Answer::error(409, "Conflict", text));
        }
        let category = body.get("assignmentCategory").and_then(Value::as_str).unwrap_or("primary");
        let row = row(&number, &kind, Some(&user.id.to_string()), category);
        let before = user.number.to_string();
        if category == "primary" && before != number {
            self.store().remove(self.tenant(), "numbers", &before);
            self.graph.stage.people.change(user.id, |user| user.number = parsed);
        }
        self.store().put(self.tenant(), "numbers", row)?;
        self.order(&number)
    }

    fn unassign_number(&self) -> Result<Answer, Answer> {
        let body = self.body("teamsAdministration.numberAssignment.unassignNumber")?;
        let number = needed(body, "telephoneNumber")?.to_owned();
        self.numbers();
        let changed = self.store().change(self.tenant(), "numbers", &number, |row| {
            row["~unassigned"] = row["assignmentTargetId"].clone();
            row["assignmentTargetId"] = Value::Null;
            row["assignmentStatus"] = "unassigned".into();
        });
        changed.ok_or_else(|| not_found("The telephone number is not in the tenant."))?;
        self.order(&number)
    }

    /// 202 with the operation's address.
    fn order(&self, number: &str) -> Result<Answer, Answer> {
        let id = self.graph.fresh_id();
        let over = self.graph.stage.clock.now().as_millis() + RUNS_MS;
        let order =
            json!({"id": id, "createdDateTime": self.now(), "number": number, "~over": over});
        self.store().put(self.tenant(), "numberOperations", order)?;
        let root = format!("{}/{}", self.graph.base(), self.ask.version);
        let location = format!("{root}/admin/teams/telephoneNumberManagement/operations('{id}')");
        Ok(self.nothing().header("Location", location))
    }

    fn configuration(&self, user: &UserRecord) -> Value {
        self.numbers();
        let numbers = self.store().list(self.tenant(), "numbers").into_iter();
        let theirs = numbers.filter(|row| row["assignmentTargetId"] == user.id.to_string());
        let numbers: Vec<Value> = theirs
            .map(|row| {
                json!({"telephoneNumber": row["telephoneNumber"],
                "assignmentCategory": row["assignmentCategory"]})
            })
            .collect();
        let has_voice = !numbers.is_empty();
        let policies = self.store().list(self.tenant(), &format!("users/{}/policies", user.id));
        let policies: Vec<Value> = policies
            .iter()
            .map(|p| {
                json!({"policyType": p["id"], "policyAssignment": {"displayName": null,
                "assignmentType": "direct", "policyId": p["policyId"], "groupId": null}})
            })
            .collect();
        json!({
            "id": user.id,
            "tenantId": self.tenant(),
            "userPrincipalName": user.upn,
            "accountType": "user",
            "isEnterpriseVoiceEnabled": has_voice,
            "telephoneNumbers": numbers,
            "effectivePolicyAssignments": policies,
            "featureTypes": ["Teams", "PhoneSystem"],
            "createdDateTime": "2026-01-01T00:00:00Z",
            "modifiedDateTime": "2026-01-01T00:00:00Z",
        })
    }

    fn assign_policies(&self) -> Result<Answer, Answer> {
        let assigns = self.id().ends_with(".assign");
        let kind = if assigns { "assign" } else { "unassign" };
        let body = self.body(&format!("teamsAdministration.teamsPolicyUserAssignment.{kind}"))?;
        let all = body.get("value").and_then(Value::as_array).cloned().unwrap_or_default();
        if all.is_empty() || all.len() > MOST_ASSIGNMENTS {
            return Err(bad("The property 'value' needs 1 to 500 assignments."));
        }
        for one in &all {
            let one = one.as_object().ok_or_else(|| bad("An assignment must be an object."))?;
            let user = self.graph.user(self.caller, needed(one, "userId")?)?;
            let kind = needed(one, "policyType")?;
            if !POLICIES.iter().any(|known| known.eq_ignore_ascii_case(kind)) {
                return Err(bad("The policy type is not supported."));
            }
            let shelf = format!("users/{}/policies", user.id);
            if assigns {
                let policy = needed(one, "policyId")?;
                let row = json!({"id": kind, "policyId": policy});
                self.store().put(self.tenant(), &shelf, row)?;
            } else {
                self.store().remove(self.tenant(), &shelf, kind);
            }
        }
        Ok(self.nothing())
    }
}

fn row(number: &str, kind: &str, target: Option<&str>, category: &str) -> Value {
    json!({"id": number, "telephoneNumber": number, "operatorId": null, "numberType": kind,
        "activationState": "activated", "capabilities": ["userAssignment"], "locationId": null,
        "civicAddressId": null, "networkSiteId": null, "assignmentTargetId": target,
        "assignmentCategory": category, "portInStatus": null, "isoCountryCode": null, "city": null,
        "numberSource": if kind == "directRouting" { "onPremises" } else { "online" },
        "assignmentStatus": if target.is_some() { "userAssigned" } else { "unassigned" },
        "supportedCustomerActions": [], "reverseNumberLookupOptions": []})
}
