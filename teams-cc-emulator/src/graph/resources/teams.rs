//! Teams: made in the background, with their members and their group.

use serde_json::{Map, Value, json};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::{Deed, bad, needed, not_found};
use crate::people::fresh_guid;

/// How long a team is in the making, of the emulator's time.
const MAKING_MS: u64 = 1000;

impl Deed<'_> {
    pub(super) fn teams(&self) -> Result<Answer, Answer> {
        let members = format!("teams/{}/members", self.key(0));
        let expand = |name: &str, team: &Value| self.expanded_team(name, team);
        let listing = Listing::new("team", 100, 999).expand(&expand);
        let member_list = Listing::new("conversationMember", 100, 999);
        match self.id() {
            "teams.create" => self.create_team(),
            "teams.list" => self.list(self.store().list(self.tenant(), "teams"), "teams", &listing),
            "teams.operations.get" => {
                let shelf = format!("teams/{}/operations", self.key(0));
                let operation = self.store().get(self.tenant(), &shelf, self.key(1));
                let operation = operation.ok_or_else(|| not_found("Operation not found."))?;
                let listing = Listing::new("teamsAsyncOperation", 20, 50);
                self.entity(operation, &format!("teams('{}')/operations", self.key(0)), &listing)
            }
            "teams.get" => self.entity(self.team(self.key(0))?, "teams", &listing),
            "teams.update" => {
                let body = self.body("team")?.clone();
                self.team(self.key(0))?;
                let changed = self.store().change(self.tenant(), "teams", self.key(0), |team| {
                    merge(team, &body);
                });
                let team = changed.ok_or_else(|| not_found("No team found."))?;
                let resource = format!("teams('{}')", self.key(0));
                self.publish(resource, ChangeKind::Updated, "team", &team);
                Ok(self.nothing())
            }
            "teams.members.list" => {
                self.team(self.key(0))?;
                let what = format!("teams('{}')/members", self.key(0));
                self.list(self.store().list(self.tenant(), &members), &what, &member_list)
            }
            "teams.members.get" => {
                let member = self.store().get(self.tenant(), &members, self.key(1));
                let member = member.ok_or_else(|| not_found("Member not found."))?;
                self.entity(member, &format!("teams('{}')/members", self.key(0)), &member_list)
            }
            "teams.members.add" => {
                self.team(self.key(0))?;
                self.add_member(&members, &format!("teams('{}')", self.key(0)))
            }
            "teams.members.remove" => {
                self.team(self.key(0))?;
                self.remove_member(&members, &format!("teams('{}')", self.key(0)), self.key(1))
            }
            "teams.primaryChannel" => {
                self.team(self.key(0))?;
                let shelf = format!("teams/{}/channels", self.key(0));
                let channel = self.store().list(self.tenant(), &shelf).into_iter().next();
                let channel = channel.ok_or_else(|| not_found("No channel found."))?;
                let what = format!("teams('{}')/primaryChannel", self.key(0));
                self.entity(channel, &what, &Listing::new("channel", 20, 50))
            }
            other => Err(Answer::no_segment(other)),
        }
    }

    /// A team, or the refusal.
    pub(super) fn team(&self, id: &str) -> Result<Value, Answer> {
        let team = self.store().get(self.tenant(), "teams", id);
        team.ok_or_else(|| not_found("No team found with Group Id."))
    }

    fn expanded_team(&self, name: &str, team: &Value) -> Option<Value> {
        let id = team["id"].as_str().unwrap_or_default();
        let shelf = match name {
            "members" | "channels" | "installedApps" => format!("teams/{id}/{name}"),
            _ => return None,
        };
        Some(self.store().list(self.tenant(), &shelf).into())
    }

    pub(super) fn add_member(&self, shelf: &str, of: &str) -> Result<Answer, Answer> {
        let body = self.body("aadUserConversationMember")?;
        let (user, roles) = self.member_of(&Value::Object(body.clone()))?;
        let member = self.member(self.key(0), &user, &roles);
        let id = member["id"].as_str().unwrap_or_default().to_owned();
        self.store().put(self.tenant(), shelf, member.clone())?;
        let resource = format!("{of}/members('{id}')");
        self.publish(resource, ChangeKind::Created, "aadUserConversationMember", &member);
        Ok(self.done(member))
    }

    pub(super) fn remove_member(&self, shelf: &str, of: &str, id: &str) -> Result<Answer, Answer> {
        let gone = self.store().remove(self.tenant(), shelf, id);
        let gone = gone.ok_or_else(|| not_found("Member not found."))?;
        let resource = format!("{of}/members('{id}')");
        self.publish(resource, ChangeKind::Deleted, "aadUserConversationMember", &gone);
        Ok(self.nothing())
    }

    fn create_team(&self) -> Result<Answer, Answer> {
        let body = self.body("team")?;
        needed(body, "template@odata.bind")?;
        let name = needed(body, "displayName")?.to_owned();
        let members = body.get("members").and_then(Value::as_array).cloned().unwrap_or_default();
        let mut people =
            members.iter().map(|m| self.member_of(m)).collect::<Result<Vec<_>, _>>()?;
        if let Some(me) = self.caller.user {
            let me = self.graph.user(self.caller, &me.to_string())?;
            people.push((me, json!(["owner"])));
        } else if people.is_empty() {
            return Err(bad(
                "A team owner must be provided when creating a team in application context.",
            ));
        }
        let id = fresh_guid(&mut self.graph.shared.rng.lock()).to_string();
        let operation = fresh_guid(&mut self.graph.shared.rng.lock()).to_string();
        let now = self.now();
        let given = |name: &str, other: Value| body.get(name).cloned().unwrap_or(other);
        let team = json!({
            "id": id,
            "createdDateTime": now,
            "displayName": name,
            "description": given("description", name.clone().into()),
            "internalId": format!("19:{}@thread.tacv2", id.replace('-', "")),
            "classification": null,
            "specialization": null,
            "visibility": given("visibility", "public".into()),
            "webUrl": format!("https://teams.microsoft.com/l/team/{id}?tenantId={}", self.tenant()),
            "isArchived": false,
            "tenantId": self.tenant(),
            "memberSettings": given("memberSettings", json!({"allowCreateUpdateChannels": true})),
            "guestSettings": given("guestSettings", json!({"allowCreateUpdateChannels": false})),
            "messagingSettings": given("messagingSettings", json!({"allowUserEditMessages": true})),
            "funSettings": given("funSettings", json!({"allowGiphy": true})),
        });
        let making = json!({"id": operation, "operationType": "createTeam", "createdDateTime": now,
            "status": "inProgress", "lastActionDateTime": now, "attemptsCount": 1,
            "targetResourceId": id, "targetResourceLocation": format!("/teams('{id}')"),
            "error": null});
        self.store().put(self.tenant(), &format!("teams/{id}/operations"), making)?;
        for (user, roles) in &people {
            let member = self.member(&id, user, roles);
            self.store().put(self.tenant(), &format!("teams/{id}/members"), member)?;
        }
        let ready = self.graph.stage.clock.now().as_millis() + MAKING_MS;
        let coming = json!({"id": id, "ready": ready, "operation": operation, "team": team});
        self.store().put(self.tenant(), "teams-in-the-making", coming)?;
        Ok(self
            .nothing()
            .header("Location", format!("/teams('{id}')/operations('{operation}')"))
            .header("Content-Location", format!("/teams('{id}')")))
    }

    /// Teams whose making is over appear, with their group and their first channel.
    pub(super) fn ready_teams(&self) {
        let now = self.graph.stage.clock.now().as_millis();
        for coming in self.store().list(self.tenant(), "teams-in-the-making") {
            if coming["ready"].as_u64().is_some_and(|ready| ready > now) {
                continue;
            }
            let id = coming["id"].as_str().unwrap_or_default();
            if self.store().remove(self.tenant(), "teams-in-the-making", id).is_none() {
                continue;
            }
            let team = &coming["team"];
            let group = json!({"id": id, "displayName": team["displayName"], "description": team["description"],
                "groupTypes": ["Unified"], "mailEnabled": true, "securityEnabled": false,
                "resourceProvisioningOptions": ["Team"],
                "visibility": team["visibility"], "createdDateTime": team["createdDateTime"]});
            let channel = json!({"id": team["internalId"], "createdDateTime": team["createdDateTime"],
                "displayName": "General", "description": team["description"], "isFavoriteByDefault": null,
                "email": "", "tenantId": self.tenant(), "webUrl": "", "membershipType": "standard",
                "isArchived": false});
            let at = format!("teams/{id}/channels");
            let stored = self
                .store()
                .put(self.tenant(), "groups", group)
                .and_then(|()| self.store().put(self.tenant(), &at, channel))
                .and_then(|()| self.store().put(self.tenant(), "teams", team.clone()));
            let (status, when) = (if stored.is_ok() { "succeeded" } else { "failed" }, self.now());
            let operation = coming["operation"].as_str().unwrap_or_default();
            self.store().change(
                self.tenant(),
                &format!("teams/{id}/operations"),
                operation,
                |making| {
                    making["status"] = status.into();
                    making["lastActionDateTime"] = when.into();
                },
            );
            self.publish(format!("teams('{id}')"), ChangeKind::Created, "team", team);
        }
    }
}

/// What a PATCH changes: properties given; objects inside are merged.
pub(super) fn merge(into: &mut Value, from: &Map<String, Value>) {
    for (name, value) in from {
        if name.contains('@') || name == "id" {
            continue;
        }
        match (into.get_mut(name), value) {
            (Some(old @ Value::Object(_)), Value::Object(inner)) => merge(old, inner),
            _ => into[name] = value.clone(),
        }
    }
}
