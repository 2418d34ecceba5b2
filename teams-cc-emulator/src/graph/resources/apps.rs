//! Apps: the tenant's catalogue, who has installed what, tabs (`graph.md` section 7).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use teams_cc_core::{Guid, TenantId};

use super::super::answer::Answer;
use super::super::changes::ChangeKind;
use super::super::odata::Listing;
use super::store::Store;
use super::teams::merge;
use super::{Deed, bad, bound, needed, not_found};
use crate::people::guid;

/// The shelf of the catalogue.
const CATALOG: &str = "appCatalogs/teamsApps";

/// Puts an app into a tenant's catalogue from its manifest; gives its catalogue id. The manifest
/// needs `id`, `version` and a name.
pub(crate) fn publish_manifest(
    store: &Store,
    tenant: TenantId,
    seed: u64,
    manifest: &Value,
) -> Result<Guid, Answer> {
    let id = manifest["id"].as_str().ok_or_else(|| bad("The manifest has no id."))?;
    let name = manifest.pointer("/name/short").and_then(Value::as_str);
    let name = name.ok_or_else(|| bad("The manifest has no short name."))?;
    let version =
        manifest["version"].as_str().ok_or_else(|| bad("The manifest has no version."))?;
    let external: Guid = id.parse().map_err(|_| bad("The manifest's id is no GUID."))?;
    let catalog = guid(seed, &["catalog", &tenant.to_string(), &external.to_string()]);
    let app = json!({
        "id": catalog, "externalId": external, "displayName": name,
        "distributionMethod": "organization", "manifest": manifest, "version": version,
    });
    store.put(tenant, CATALOG, app)?;
    Ok(catalog)
}

impl Deed<'_> {
    pub(super) fn catalog(&self) -> Result<Answer, Answer> {
        let expand = |name: &str, app: &Value| {
            (name == "appDefinitions")
                .then(|| json!([definition(&self.app(&app["id"])?)]).into())?
        };
        let listing = Listing::new("teamsApp", 100, 999).expand(&expand);
        match self.id() {
            "appCatalogs.teamsApps.list" => {
                let all = self.store().list(self.tenant(), CATALOG);
                self.list(all.iter().map(shown).collect(), CATALOG, &listing)
            }
            "appCatalogs.teamsApps.get" => {
                let app = self.store().get(self.tenant(), CATALOG, self.key(0));
                let app = app.ok_or_else(|| not_found("App not found."))?;
                self.entity(shown(&app), CATALOG, &listing)
            }
            "appCatalogs.teamsApps.publish" => {
                let manifest = crate::zip::file(&self.ask.raw, "manifest.json");
                let manifest = manifest.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                let manifest: Value = manifest.ok_or_else(|| {
                    bad("The request must be a zip package with a manifest.json.")
                })?;
                let known = self.store().list(self.tenant(), CATALOG);
                if known.iter().any(|app| app["manifest"]["id"] == manifest["id"]) {
                    let text = "App with same id already exists in the tenant.";
                    return Err(Answer::error(409, "Conflict", text));
                }
                let seed = self.graph.stage.settings().seed;
                let id = publish_manifest(self.store(), self.tenant(), seed, &manifest)?;
                let app = self.app(&json!(id)).unwrap_or_default();
                self.entity(shown(&app), CATALOG, &listing)
            }
            _ => {
                let gone = self.store().remove(self.tenant(), CATALOG, self.key(0));
                gone.ok_or_else(|| not_found("App not found."))?;
                Ok(self.nothing())
            }
        }
    }

    fn app(&self, id: &Value) -> Option<Value> {
        self.store().get(self.tenant(), CATALOG, id.as_str()?)
    }

    /// The bot of an installed app.
    fn bot_of(&self, installation: &Value) -> Option<Guid> {
        let app = self.app(&installation["teamsAppId"])?;
        app["manifest"].pointer("/bots/0/botId")?.as_str()?.parse().ok()
    }

    /// The catalogue entry of the application that asks.
    pub(super) fn own_app(&self, named: Option<&str>) -> Option<Value> {
        if let Some(id) = named {
            return self.store().get(self.tenant(), CATALOG, id);
        }
        let us = self.caller.app.to_string();
        let is_ours = |app: &Value| {
            let says = |at: &str| {
                app["manifest"].pointer(at).and_then(Value::as_str).map(str::to_lowercase)
            };
            says("/webApplicationInfo/id").as_deref() == Some(&us)
                || says("/bots/0/botId").as_deref() == Some(&us)
        };
        self.store().list(self.tenant(), CATALOG).into_iter().find(is_ours)
    }

    /// Installed apps of a user, a chat or a team.
    pub(super) fn apps(&self) -> Result<Answer, Answer> {
        let id = self.id();
        let (shelf, of, user) = match id.split('.').next() {
            Some("users") => {
                let user = self.graph.user(self.caller, self.key(0))?;
                let shelf = format!("users/{}/installedApps", user.id);
                (shelf, format!("users('{}')/teamwork", user.id), Some(user))
            }
            Some("teams") => {
                self.team(self.key(0))?;
                let shelf = format!("teams/{}/installedApps", self.key(0));
                (shelf, format!("teams('{}')", self.key(0)), None)
            }
            _ => {
                self.chat(self.key(0))?;
                let shelf = format!("chats/{}/installedApps", self.key(0));
                (shelf, format!("chats('{}')", self.key(0)), None)
            }
        };
        let expand = |name: &str, installation: &Value| {
            let app = self.app(&installation["teamsAppId"]);
            match name {
                "teamsApp" => Some(app.as_ref().map_or(Value::Null, shown)),
                "teamsAppDefinition" => Some(app.as_ref().map_or(Value::Null, definition)),
                _ => None,
            }
        };
        let kind =
            if user.is_some() { "userScopeTeamsAppInstallation" } else { "teamsAppInstallation" };
        let listing = Listing::new(kind, 100, 999).expand(&expand);
        let what = format!("{of}/installedApps");
        if self.verb() == "list" {
            // Filters go through the app: `teamsApp/externalId eq '..'`.
            let wants_app = self.ask.option("filter").is_some_and(|f| f.contains("teamsApp/"));
            let mut all = self.store().list(self.tenant(), &shelf);
            if wants_app {
                for one in &mut all {
                    one["teamsApp"] = expand("teamsApp", one).unwrap_or_default();
                }
            }
            return Ok(bare(self.list(all, &what, &listing)?));
        }
        if self.verb() == "add" {
            return self.install(&shelf, &of, kind, user.as_ref());
        }
        let found = self.store().get(self.tenant(), &shelf, self.key(1));
        let found = found.ok_or_else(|| not_found("The app is not installed."))?;
        if self.verb() == "get" {
            return Ok(bare(self.entity(found, &what, &listing)?));
        }
        if self.verb() == "chat" {
            let chat = found["chatId"].as_str().unwrap_or_default();
            let chat = self.store().get(self.tenant(), "chats", chat);
            let chat = chat.ok_or_else(|| not_found("The app has no bot, so there is no chat."))?;
            return self.entity(chat, "chats", &Listing::new("chat", 20, 50));
        }
        self.store().remove(self.tenant(), &shelf, self.key(1));
        let resource = format!("{what}('{}')", self.key(1));
        self.publish(resource, ChangeKind::Deleted, "teamsAppInstallation", &found);
        if let (Some(user), Some(bot)) = (&user, self.bot_of(&found)) {
            crate::bot::tell_installed(&self.graph.stage, bot, user, false);
        }
        Ok(self.nothing())
    }

    fn install(
        &self,
        shelf: &str,
        of: &str,
        kind: &str,
        user: Option<&crate::UserRecord>,
    ) -> Result<Answer, Answer> {
        let body = self.ask.object()?;
        let app = bound(needed(body, "teamsApp@odata.bind")?).to_owned();
        let known = self.app(&app.clone().into());
        let known = known.ok_or_else(|| not_found("The app is not in the tenant's catalogue."))?;
        let id = URL_SAFE_NO_PAD.encode(format!("{of}##{app}"));
        if self.store().get(self.tenant(), shelf, &id).is_some() {
            let text = "App instance already exists with the given id.";
            return Err(Answer::error(409, "Conflict", text));
        }
        let consented = self.consent(body, &known["manifest"])?;
        let mut installation =
            json!({"id": id, "consentedPermissionSet": consented, "teamsAppId": app});
        let bot = known["manifest"].pointer("/bots/0/botId").and_then(Value::as_str);
        if let (Some(user), Some(bot)) = (user, bot) {
            // The one-to-one chat with the bot begins with the installation.
            let chat = format!("19:{}_{bot}@unq.gbl.spaces", user.id);
            self.new_chat(&chat, "oneOnOne", &Value::Null)?;
            let member = self.member(&chat, user, &json!(["owner"]));
            self.store().put(self.tenant(), &format!("chats/{chat}/members"), member)?;
            installation["chatId"] = chat.into();
        }
        self.store().put(self.tenant(), shelf, installation.clone())?;
        let resource = format!("{of}/installedApps('{id}')");
        self.publish(resource, ChangeKind::Created, kind, &installation);
        if let (Some(user), Some(bot)) = (user, self.bot_of(&installation)) {
            crate::bot::tell_installed(&self.graph.stage, bot, user, true);
        }
        let location = format!("{}/{id}", self.here());
        Ok(self.nothing().header("Location", location))
    }

    /// Tabs of a chat or a channel.
    pub(super) fn tabs(&self) -> Result<Answer, Answer> {
        let in_channel = self.id().starts_with("channels.");
        let (of, tab) = if in_channel {
            self.channel(self.key(0), self.key(1))?;
            (format!("teams/{}/channels/{}", self.key(0), self.key(1)), self.key(2))
        } else {
            self.chat(self.key(0))?;
            (format!("chats/{}", self.key(0)), self.key(1))
        };
        let shelf = format!("{of}/tabs");
        let expand = |name: &str, tab: &Value| {
            let id = tab["teamsAppId"].as_str()?;
            (name == "teamsApp").then(|| {
                let app = self.store().get(self.tenant(), CATALOG, id);
                // Apps of the store are known by their id alone.
                app.as_ref().map_or_else(
                    || {
                        json!({"id": id, "externalId": null,
                    "displayName": null, "distributionMethod": "store"})
                    },
                    shown,
                )
            })
        };
        let listing = Listing::new("teamsTab", 100, 999).expand(&expand);
        match self.id().rsplit('.').next().unwrap_or_default() {
            "list" => {
                Ok(bare(self.list(self.store().list(self.tenant(), &shelf), "tabs", &listing)?))
            }
            "add" => {
                let body = self.body("teamsTab")?;
                let app = bound(needed(body, "teamsApp@odata.bind")?).to_owned();
                let name = needed(body, "displayName")?;
                let configuration = body.get("configuration").cloned();
                let configuration = configuration.unwrap_or(json!({"entityId": null,
                    "contentUrl": null, "removeUrl": null, "websiteUrl": null}));
                let id = self.graph.fresh_id();
                let tab = json!({"id": id, "displayName": name, "teamsAppId": app,
                    "webUrl": format!("https://teams.microsoft.com/l/entity/{app}/{id}"),
                    "configuration": configuration});
                self.store().put(self.tenant(), &shelf, tab.clone())?;
                Ok(bare(self.entity(tab, "tabs", &listing)?))
            }
            "get" => {
                let found = self.store().get(self.tenant(), &shelf, tab);
                let found = found.ok_or_else(|| not_found("Tab not found."))?;
                Ok(bare(self.entity(found, "tabs", &listing)?))
            }
            "update" => {
                let body = self.body("teamsTab")?.clone();
                let now = self.store().change(self.tenant(), &shelf, tab, |tab| merge(tab, &body));
                let now = now.ok_or_else(|| not_found("Tab not found."))?;
                Ok(bare(self.entity(now, "tabs", &listing)?))
            }
            _ => {
                let gone = self.store().remove(self.tenant(), &shelf, tab);
                gone.ok_or_else(|| not_found("Tab not found."))?;
                Ok(self.nothing())
            }
        }
    }
}

/// A catalogue entry as Graph shows it.
fn shown(app: &Value) -> Value {
    json!({"id": app["id"], "externalId": app["externalId"], "displayName": app["displayName"],
        "distributionMethod": app["distributionMethod"]})
}

fn definition(app: &Value) -> Value {
    let manifest = &app["manifest"];
    json!({"id": app["id"], "teamsAppId": app["id"], "displayName": app["displayName"],
        "version": app["version"], "publishingState": "published",
        "shortDescription": manifest.pointer("/description/short").cloned().unwrap_or_default(),
        "description": manifest.pointer("/description/full").cloned().unwrap_or_default(),
        "createdBy": null, "lastModifiedDateTime": null})
}

/// Without what only the emulator needs to know.
fn bare(mut answer: Answer) -> Answer {
    let strip = |item: &mut Value| {
        if let Some(item) = item.as_object_mut() {
            item.retain(|name, _| !matches!(name.as_str(), "teamsAppId" | "chatId"));
        }
    };
    if let Some(body) = &mut answer.body {
        match body.get_mut("value").and_then(Value::as_array_mut) {
            Some(items) => items.iter_mut().for_each(strip),
            None => strip(body),
        }
    }
    answer
}
