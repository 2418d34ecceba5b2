//! The manifest of a Teams app, as JSON.

use serde_json::{Value, json};
use url::Url;

use teams_cc_core::{Error, Guid};

use crate::error;

/// The version of the manifest schema that is written.
const SCHEMA: &str = "1.17";
/// Tabs of one app (manifest schema, `staticTabs`).
const MOST_TABS: usize = 16;
/// Kinds of activities (manifest schema, `activities`).
const MOST_ACTIVITIES: usize = 128;

/// What Teams must know to show the agents' app: who made it, its tab, its bot, what it puts into
/// the activity feed. [`json`](Self::json) goes into the package beside two icons (`color.png`,
/// 192 × 192, and `outline.png`, 32 × 32).
///
/// ```
/// use teams_cc_graph::Manifest;
///
/// # fn main() -> Result<(), teams_cc_core::Error> {
/// let app = "00001111-aaaa-2222-bbbb-3333cccc4444".parse()?;
/// let manifest = Manifest::new(app, "Contoso Desk", "Contoso", "https://contoso.example")
///     .tab("desk", "Desk", "https://desk.contoso.example/tab")
///     .bot(app)
///     .activity("customerWaits", "A customer waits", "{actor} has a customer for you")
///     .json()?;
/// assert_eq!(manifest["bots"][0]["botId"], app.to_string());
/// # Ok(()) }
/// ```
///
/// # Source
/// Microsoft, "App manifest reference for Teams", version 1.17.
#[derive(Clone, Debug, PartialEq)]
pub struct Manifest {
    app: Guid,
    name: String,
    developer: String,
    website: String,
    version: String,
    tabs: Vec<Value>,
    bots: Vec<Value>,
    searches: Vec<Value>,
    activities: Vec<Value>,
    urls: Vec<String>,
    bot: Option<Guid>,
}

impl Manifest {
    /// An app of this id and name (at most 30 characters), made by `developer`.
    pub fn new(
        app: Guid,
        name: impl Into<String>,
        developer: impl Into<String>,
        website: impl Into<String>,
    ) -> Self {
        let (name, developer, website) = (name.into(), developer.into(), website.into());
        let none = Vec::new;
        Self {
            app,
            name,
            developer,
            urls: vec![website.clone()],
            website,
            version: "1.0.0".into(),
            tabs: none(),
            bots: none(),
            searches: none(),
            activities: none(),
            bot: None,
        }
    }

    /// The version of the app (`1.0.0`); Teams updates only to higher ones.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// A page in the app.
    pub fn tab(mut self, id: &str, name: &str, url: &str) -> Self {
        self.urls.push(url.to_owned());
        self.tabs.push(json!({
            "entityId": id, "name": name, "contentUrl": url, "websiteUrl": url,
            "scopes": ["personal"]
        }));
        self
    }

    /// The bot, for cards and for what it says.
    pub fn bot(mut self, bot: Guid) -> Self {
        self.bot = Some(bot);
        self.bots.push(json!({
            "botId": bot, "scopes": ["personal", "team", "groupChat"],
            "supportsFiles": false, "isNotificationOnly": false
        }));
        self
    }

    /// A command of the message extension, answered by the bot: see
    /// [`BotEvent::Searched`](crate::BotEvent::Searched).
    pub fn search(mut self, command: &str, title: &str) -> Self {
        self.searches.push(json!({
            "id": command, "type": "query", "title": title, "initialRun": false,
            "parameters": [{"name": "text", "title": title, "inputType": "text"}]
        }));
        self
    }

    /// A kind of notice in the activity feed, for [`Bot::notify`](crate::Bot::notify). The template
    /// may name `{actor}`.
    pub fn activity(mut self, kind: &str, description: &str, template: &str) -> Self {
        self.activities.push(json!({
            "type": kind, "description": description, "templateText": template
        }));
        self
    }

    /// As it stands in `manifest.json`.
    ///
    /// # Errors
    /// `TCC-GRAPH-0604`: an address without https, a name longer than 30 characters, a kind of
    /// activity that is no word of at most 32 letters, a search without a bot, too many of
    /// something.
    pub fn json(&self) -> Result<Value, Error> {
        let mut domains = Vec::new();
        for url in &self.urls {
            let url = Url::parse(url).ok().filter(|url| url.scheme() == "https");
            let url = url.ok_or_else(|| error::bad_activity("a page of the app needs https"))?;
            let host = url.host_str().unwrap_or_default().to_owned();
            if !domains.contains(&host) {
                domains.push(host);
            }
        }
        if self.name.is_empty() || self.name.chars().count() > 30 {
            return Err(error::bad_activity("an app's name has 1 to 30 characters"));
        }
        let is_word = |activity: &Value| {
            let kind = activity.get("type").and_then(Value::as_str).unwrap_or_default();
            (1..=32).contains(&kind.len()) && kind.bytes().all(|b| b.is_ascii_alphabetic())
        };
        if !self.activities.iter().all(is_word) {
            return Err(error::bad_activity("a kind of activity is a word of 1 to 32 letters"));
        }
        if self.tabs.len() > MOST_TABS || self.activities.len() > MOST_ACTIVITIES {
            return Err(error::bad_activity("an app has at most 16 tabs and 128 activities"));
        }
        let website = self.website.trim_end_matches('/');
        let mut manifest = json!({
            "$schema": format!(
                "https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/\
                 MicrosoftTeams.schema.json"
            ),
            "manifestVersion": SCHEMA,
            "version": self.version,
            "id": self.app,
            "developer": {
                "name": self.developer, "websiteUrl": website,
                "privacyUrl": format!("{website}/privacy"),
                "termsOfUseUrl": format!("{website}/terms")
            },
            "name": {"short": self.name, "full": self.name},
            "description": {
                "short": "The desk of contact centre agents",
                "full": "Work, customers and notes of contact centre agents, inside Teams."
            },
            "icons": {"color": "color.png", "outline": "outline.png"},
            "accentColor": "#464775",
            "permissions": ["identity", "messageTeamMembers"],
            "validDomains": domains,
            "webApplicationInfo": {"id": self.app, "resource": format!("api://{}", self.app)},
        });
        let searches = match (self.searches.is_empty(), self.bot) {
            (true, _) => Vec::new(),
            (false, Some(bot)) => vec![json!({"botId": bot, "commands": self.searches})],
            (false, None) => return Err(error::bad_activity("a search is answered by a bot")),
        };
        if let Value::Object(manifest) = &mut manifest {
            // The schema wants no empty lists.
            for (name, list) in
                [("staticTabs", &self.tabs), ("bots", &self.bots), ("composeExtensions", &searches)]
            {
                if !list.is_empty() {
                    manifest.insert(name.into(), json!(list));
                }
            }
            if !self.activities.is_empty() {
                let kinds = json!({"activityTypes": self.activities});
                manifest.insert("activities".into(), kinds);
            }
        }
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest() -> Manifest {
        Manifest::new(Guid::from_u128(1), "Desk", "Contoso", "https://contoso.example/")
    }

    #[test]
    fn cc_31_what_the_schema_requires_is_there() {
        let json = manifest().json().unwrap();
        let required = [
            "manifestVersion",
            "version",
            "id",
            "developer",
            "name",
            "description",
            "icons",
            "accentColor",
        ];
        assert!(required.iter().all(|field| !json[*field].is_null()), "{json}");
        assert!(json.get("bots").is_none() && json.get("staticTabs").is_none());
        let whole = manifest()
            .bot(Guid::from_u128(2))
            .search("customers", "Find a customer")
            .tab("desk", "Desk", "https://desk.contoso.example/tab")
            .activity("customerWaits", "A customer waits", "{actor} waits")
            .json()
            .unwrap();
        assert_eq!(whole["validDomains"], json!(["contoso.example", "desk.contoso.example"]));
        assert_eq!(whole["composeExtensions"][0]["commands"][0]["id"], "customers");
        assert_eq!(whole["activities"]["activityTypes"][0]["type"], "customerWaits");
    }

    #[test]
    fn what_teams_would_refuse_is_refused_here() {
        for bad in [
            manifest().tab("desk", "Desk", "http://desk.contoso.example/tab"),
            manifest().activity("customer waits", "", ""),
            manifest().search("customers", "Find a customer"),
            Manifest::new(Guid::from_u128(1), "x".repeat(31), "Contoso", "https://contoso.example"),
        ] {
            assert_eq!(bad.json().unwrap_err().code(), "TCC-GRAPH-0604");
        }
    }
}
