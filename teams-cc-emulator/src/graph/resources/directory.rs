//! The directory: users, groups, the tenant itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::super::answer::Answer;
use super::super::odata::Listing;
use super::{Deed, bad};
use crate::UserRecord;

/// A picture of one pixel, as PNG.
const PHOTO: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";
/// Most ids of one request.
const MOST_IDS: usize = 1000;

impl Deed<'_> {
    pub(super) fn directory(&self) -> Result<Answer, Answer> {
        let listing = Listing::new("user", 100, 999).directory();
        let groups = Listing::new("group", 100, 999).directory();
        match self.id() {
            "users.list" => {
                self.sync_users();
                let all = self.store().list(self.tenant(), "users");
                self.list(self.default_properties(all), "users", &listing)
            }
            "users.delta" => {
                self.sync_users();
                self.delta("users", "user", &listing)
            }
            "users.get" | "users.me" => {
                let user = self.graph.user(self.caller, self.key(0))?;
                let shown = self.default_properties(vec![shape(&user)]);
                self.entity(shown.into_iter().next().unwrap_or_default(), "users", &listing)
            }
            "users.licenseDetails" => {
                let user = self.graph.user(self.caller, self.key(0))?;
                let plans = json!([{"servicePlanId": "57ff2da0-773e-42df-b2af-ffb7a2317929",
                    "servicePlanName": "TEAMS1", "provisioningStatus": "Success", "appliesTo": "User"},
                    {"servicePlanId": "4828c8ec-dc2e-4779-b502-87ac9ce28ab7",
                    "servicePlanName": "MCOEV", "provisioningStatus": "Success", "appliesTo": "User"}]);
                let row = json!({"id": format!("license-{}", user.id), "servicePlans": plans,
                    "skuId": "06ebc4ee-1bb5-47dd-8120-11324bc54e06", "skuPartNumber": "SPE_E5"});
                let what = format!("users('{}')/licenseDetails", user.id);
                self.list(vec![row], &what, &Listing::new("licenseDetails", 100, 999))
            }
            "users.photo.value" => {
                self.graph.user(self.caller, self.key(0))?;
                Ok(Answer::stream("image/png", STANDARD.decode(PHOTO).unwrap_or_default()))
            }
            "users.joinedTeams" => {
                let user = self.graph.user(self.caller, self.key(0))?;
                let mut teams = self.store().list(self.tenant(), "teams");
                teams.retain(|team| {
                    let id = team["id"].as_str().unwrap_or_default();
                    let members = self.store().list(self.tenant(), &format!("teams/{id}/members"));
                    members.iter().any(|m| m["userId"] == user.id.to_string())
                });
                let what = format!("users('{}')/joinedTeams", user.id);
                self.list(teams, &what, &Listing::new("team", 100, 999))
            }
            "directoryObjects.getByIds" => self.by_ids(),
            "groups.list" => {
                self.list(self.store().list(self.tenant(), "groups"), "groups", &groups)
            }
            "groups.get" => {
                let group = self.store().get(self.tenant(), "groups", self.key(0));
                let group = group.ok_or_else(|| Answer::no_resource(self.key(0)))?;
                self.entity(group, "groups", &groups)
            }
            "groups.members.list" => {
                let group = self.store().get(self.tenant(), "groups", self.key(0));
                group.ok_or_else(|| Answer::no_resource(self.key(0)))?;
                let members =
                    self.store().list(self.tenant(), &format!("teams/{}/members", self.key(0)));
                let people = members.iter().filter_map(|member| {
                    self.graph.stage.people.user(&self.caller.tenant, member["userId"].as_str()?)
                });
                let people = people.map(|user| typed(shape(&user))).collect();
                self.list(people, "directoryObjects", &listing)
            }
            "organization.list" => {
                let tenant = self.graph.stage.people.tenant(&self.caller.tenant);
                let domain = tenant.map(|tenant| tenant.domain).unwrap_or_default();
                let row = json!({"id": self.tenant(), "displayName": self.caller.tenant,
                    "countryLetterCode": null, "tenantType": "AAD", "createdDateTime": null,
                    "verifiedDomains": [{"name": domain, "isDefault": true, "isInitial": true,
                        "type": "Managed", "capabilities": "Email, OfficeCommunicationsOnline"}]});
                self.list(vec![row], "organization", &Listing::new("organization", 100, 999))
            }
            other => Err(Answer::no_segment(other)),
        }
    }

    /// Brings the shelf of users up to date with the people.
    fn sync_users(&self) {
        let users = self.graph.stage.people.users();
        let here: Vec<Value> =
            users.iter().filter(|u| u.tenant == self.caller.tenant).map(shape).collect();
        for known in self.store().list(self.tenant(), "users") {
            if !here.iter().any(|user| user["id"] == known["id"]) {
                let id = known["id"].as_str().unwrap_or_default();
                self.store().remove(self.tenant(), "users", id);
            }
        }
        for user in here {
            let id = user["id"].as_str().unwrap_or_default();
            if self.store().get(self.tenant(), "users", id).as_ref() != Some(&user) {
                // A full shelf shows in the list that follows.
                let _ = self.store().put(self.tenant(), "users", user);
            }
        }
    }

    /// Without `$select` only some properties of a user are sent.
    fn default_properties(&self, users: Vec<Value>) -> Vec<Value> {
        const MORE: [&str; 6] = [
            "accountEnabled",
            "userType",
            "companyName",
            "department",
            "usageLocation",
            "createdDateTime",
        ];
        let named = self.ask.option("select").is_some() || self.ask.option("filter").is_some();
        let strip = |mut user: Value| {
            if let (false, Some(object)) = (named, user.as_object_mut()) {
                object.retain(|name, _| !MORE.contains(&name.as_str()));
            }
            user
        };
        users.into_iter().map(strip).collect()
    }

    fn by_ids(&self) -> Result<Answer, Answer> {
        let body = self.body("directoryObject.getByIds")?;
        let ids = body.get("ids").and_then(Value::as_array);
        let ids = ids.ok_or_else(|| bad("The property 'ids' is required."))?;
        if ids.len() > MOST_IDS {
            return Err(bad("The number of ids must be at most 1000."));
        }
        let kinds = body.get("types").and_then(Value::as_array);
        let wants = |kind: &str| kinds.is_none_or(|kinds| kinds.iter().any(|k| k == kind));
        let found = ids.iter().filter_map(Value::as_str).filter_map(|id| {
            let user =
                self.graph.stage.people.user(&self.caller.tenant, id).filter(|_| wants("user"));
            let group = || self.store().get(self.tenant(), "groups", id).filter(|_| wants("group"));
            user.map(|user| typed(shape(&user))).or_else(|| {
                let mut group = group()?;
                group["@odata.type"] = "#microsoft.graph.group".into();
                Some(group)
            })
        });
        let listing = Listing::new("directoryObject", 1000, 1000);
        self.list(found.collect(), "directoryObjects", &listing)
    }
}

fn typed(mut user: Value) -> Value {
    user["@odata.type"] = "#microsoft.graph.user".into();
    user
}

/// A user as Graph shows him.
fn shape(user: &UserRecord) -> Value {
    json!({
        "businessPhones": [user.number],
        "displayName": user.display_name,
        "givenName": user.display_name,
        "jobTitle": null,
        "mail": user.upn,
        "mobilePhone": null,
        "officeLocation": null,
        "preferredLanguage": null,
        "surname": null,
        "userPrincipalName": user.upn,
        "id": user.id,
        "accountEnabled": true,
        "userType": "Member",
        "companyName": null,
        "department": null,
        "usageLocation": "US",
        "createdDateTime": "2026-01-01T00:00:00Z",
    })
}
