//! `/applications` and `/servicePrincipals`, as far as a program needs them to see what it was
//! granted and when its secrets end.

use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::answer::{Answer, Ask};
use super::{Caller, GRAPH_APP, Graph};
use crate::people::guid;
use crate::sign_in::App;

/// Who may read them.
const READ: [&str; 3] = ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"];
/// A secret that does not end is shown with the farthest date that Entra shows.
const NO_END: &str = "2299-12-31T00:00:00Z";

impl Graph {
    /// Answers below both, in both spellings: `/{id}` and `(appId='{id}')`.
    pub(super) fn apps(
        &self,
        ask: &Ask,
        caller: &Caller,
        first: &str,
        below: &[&str],
    ) -> Result<Answer, Answer> {
        if ask.method != axum::http::Method::GET {
            let text =
                "The emulator only reads applications; register them by its control interface.";
            return Err(Answer::error(405, "Request_BadRequest", text));
        }
        caller.needs(&READ)?;
        let (set, key) = first.split_once('(').unwrap_or((first, ""));
        let named = key.strip_prefix("appId='").and_then(|rest| rest.strip_suffix("')"));
        let filtered = ask.option("filter").and_then(|filter| {
            filter.trim().strip_prefix("appId eq '")?.strip_suffix('\'').map(str::to_owned)
        });
        let shown = |id: &str| self.shown(set, id, caller);
        match (named, below) {
            (Some(id), []) => Ok(Answer::ok(shown(id)?)),
            (Some(id), ["appRoleAssignments"]) => self.assignments(ask, id, caller),
            (None, []) => {
                let Some(id) = filtered else {
                    let text = "The emulator finds applications by $filter=appId eq '...'.";
                    return Err(Answer::error(400, "Request_UnsupportedQuery", text));
                };
                let value: Vec<Value> = shown(&id).into_iter().collect();
                let context = self.context(ask, set);
                Ok(Answer::ok(json!({"@odata.context": context, "value": value})))
            }
            (None, [object, rest @ ..]) => {
                let apps = self.sign_in.apps();
                let seed = self.stage.settings().seed;
                let place = if set == "applications" { "application" } else { "principal" };
                let fits = |app: &&App| {
                    object_id(seed, place, &caller.tenant, &app.name).to_string() == **object
                };
                let app = apps.iter().find(fits).ok_or_else(|| Answer::no_resource(object))?;
                match rest {
                    [] => Ok(Answer::ok(shown(&app.id.to_string())?)),
                    ["appRoleAssignments"] => self.assignments(ask, &app.id.to_string(), caller),
                    [.., last] => Err(Answer::no_segment(last)),
                }
            }
            (_, [.., last]) => Err(Answer::no_segment(last)),
        }
    }

    fn registered(&self, id: &str) -> Result<App, Answer> {
        let app = id.parse().ok().and_then(|id| self.sign_in.app(id));
        app.ok_or_else(|| Answer::no_resource(id))
    }

    fn shown(&self, set: &str, id: &str, caller: &Caller) -> Result<Value, Answer> {
        let seed = self.stage.settings().seed;
        if id == GRAPH_APP && set == "servicePrincipals" {
            return Ok(json!({
                "id": object_id(seed, "principal", &caller.tenant, "Microsoft Graph"),
                "appId": GRAPH_APP,
                "displayName": "Microsoft Graph",
                "appRoles": self.all_roles(),
            }));
        }
        let app = self.registered(id)?;
        if set == "applications" {
            return Ok(json!({
                "id": object_id(seed, "application", &caller.tenant, &app.name),
                "appId": app.id,
                "displayName": app.name,
                "signInAudience": "AzureADMultipleOrgs",
                "web": {"redirectUris": app.redirect_uris},
                "passwordCredentials": passwords(&app, seed),
                "keyCredentials": keys(&app, seed),
            }));
        }
        Ok(json!({
            "id": object_id(seed, "principal", &caller.tenant, &app.name),
            "appId": app.id,
            "displayName": app.name,
            "accountEnabled": true,
            "servicePrincipalType": "Application",
            "passwordCredentials": [],
            "keyCredentials": [],
        }))
    }

    fn assignments(&self, ask: &Ask, id: &str, caller: &Caller) -> Result<Answer, Answer> {
        let app = self.registered(id)?;
        let seed = self.stage.settings().seed;
        let principal = object_id(seed, "principal", &caller.tenant, &app.name);
        let resource = object_id(seed, "principal", &caller.tenant, "Microsoft Graph");
        let granted = self.sign_in.granted_roles(&app, caller.tenant_id);
        let value: Vec<Value> = granted
            .iter()
            .map(|role| {
                json!({
                    "id": guid(seed, &["assignment", &caller.tenant, &app.name, role]),
                    "appRoleId": role_id(role),
                    "principalDisplayName": app.name,
                    "principalId": principal,
                    "principalType": "ServicePrincipal",
                    "resourceDisplayName": "Microsoft Graph",
                    "resourceId": resource,
                })
            })
            .collect();
        let what = format!("servicePrincipals('{principal}')/appRoleAssignments");
        let context = self.context(ask, &what);
        Ok(Answer::ok(json!({"@odata.context": context, "value": value})))
    }

    /// Every application permission that anybody here has.
    fn all_roles(&self) -> Vec<Value> {
        let mut names: Vec<String> =
            self.sign_in.apps().into_iter().flat_map(|app| app.roles).collect();
        names.sort();
        names.dedup();
        let shown = names.iter().map(|name| {
            json!({"id": role_id(name), "value": name, "displayName": name, "isEnabled": true,
                "allowedMemberTypes": ["Application"], "origin": "Application"})
        });
        shown.collect()
    }
}

fn object_id(seed: u64, kind: &str, tenant: &str, name: &str) -> Guid {
    guid(seed, &[kind, tenant, name])
}

/// The same in every tenant, as Graph's own are.
fn role_id(name: &str) -> Guid {
    guid(0, &["role", name])
}

fn passwords(app: &App, seed: u64) -> Vec<Value> {
    let shown = app.secrets.iter().enumerate().map(|(place, (secret, ends))| {
        let hint: String = secret.expose().chars().take(3).collect();
        json!({
            "keyId": guid(seed, &["secret", &app.name, &place.to_string()]),
            "displayName": format!("secret {}", place + 1),
            "hint": hint,
            "secretText": null,
            "customKeyIdentifier": null,
            "startDateTime": "2026-01-01T00:00:00Z",
            "endDateTime": date(*ends),
        })
    });
    shown.collect()
}

fn keys(app: &App, seed: u64) -> Vec<Value> {
    let shown = app.certificates.iter().enumerate().map(|(place, certificate)| {
        let ends = x509_parser::parse_x509_certificate(certificate)
            .map(|(_, parsed)| parsed.validity().not_after.timestamp());
        let ends = ends.ok().and_then(|ends| u64::try_from(ends).ok()).unwrap_or(u64::MAX);
        json!({
            "keyId": guid(seed, &["certificate", &app.name, &place.to_string()]),
            "displayName": format!("certificate {}", place + 1),
            "type": "AsymmetricX509Cert",
            "usage": "Verify",
            "key": null,
            "startDateTime": "2026-01-01T00:00:00Z",
            "endDateTime": date(ends),
        })
    });
    shown.collect()
}

fn date(unix: u64) -> String {
    let seconds = i64::try_from(unix).ok();
    let stamp = seconds.and_then(|seconds| jiff::Timestamp::from_second(seconds).ok());
    stamp.map_or_else(|| NO_END.to_owned(), |stamp| stamp.to_string())
}
