//! How the agents' app is set up: in code, or by a TOML file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use teams_cc_core::{Error, Guid};

use crate::{Manifest, error};

/// Where the agents' app listens, and what Teams must know of it.
///
/// ```
/// use teams_cc_graph::AppConfig;
///
/// # fn main() -> Result<(), teams_cc_core::Error> {
/// let config = AppConfig::from_toml("app.toml", r#"
///     public = "https://cc.contoso.example/graph" # where Microsoft reaches this program
///     listen = "127.0.0.1:8080"                   # plain HTTP: put TLS in front of it
///     bot = "00001111-aaaa-2222-bbbb-3333cccc4444"
///     tab = "https://cc.contoso.example/desk"
///     name = "Contoso Desk"
///     developer = "Contoso"
///     website = "https://contoso.example"
/// "#)?;
/// let manifest = config.manifest()?.json()?; // goes into the package for Teams
/// assert_eq!(manifest["staticTabs"][0]["contentUrl"], "https://cc.contoso.example/desk");
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct AppConfig {
    pub(super) public: String,
    pub(super) listen: SocketAddr,
    pub(super) bot: Option<Guid>,
    pub(super) queue: Option<PathBuf>,
    tab: Option<String>,
    name: String,
    developer: String,
    website: String,
}

/// What a file may say. Keys are the setters' names.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    public: String,
    listen: SocketAddr,
    bot: Option<Guid>,
    queue: Option<PathBuf>,
    tab: Option<String>,
    name: Option<String>,
    developer: Option<String>,
    website: Option<String>,
}

impl AppConfig {
    /// Reached by Microsoft under `public` (https), listening on `listen` (plain HTTP behind TLS).
    pub fn new(public: impl Into<String>, listen: SocketAddr) -> Self {
        Self {
            public: public.into(),
            listen,
            bot: None,
            queue: None,
            tab: None,
            name: "Agent desk".into(),
            developer: String::new(),
            website: String::new(),
        }
    }

    /// The bot's application, if it is another than the one that signs in to Graph.
    pub fn bot(mut self, bot: Guid) -> Self {
        self.bot = Some(bot);
        self
    }

    /// Puts what Microsoft posts on disk there before it is answered.
    pub fn queue(mut self, folder: impl Into<PathBuf>) -> Self {
        self.queue = Some(folder.into());
        self
    }

    /// The page that agents see in Teams.
    pub fn tab(mut self, url: impl Into<String>) -> Self {
        self.tab = Some(url.into());
        self
    }

    /// What the app is called in Teams (at most 30 characters), who made it, and their website.
    pub fn named(
        mut self,
        name: impl Into<String>,
        developer: impl Into<String>,
        website: impl Into<String>,
    ) -> Self {
        (self.name, self.developer, self.website) = (name.into(), developer.into(), website.into());
        self
    }

    /// Reads a TOML file; a relative `queue` begins in its folder.
    ///
    /// # Errors
    /// `TCC-GRAPH-0609`, with file, line and what is wrong.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| {
            error::bad_app(&format!("{name} cannot be read")).with_source(source)
        })?;
        let mut config = Self::from_toml(&name, &text)?;
        if let (Some(queue), Some(folder)) = (&config.queue, path.parent()) {
            config.queue = Some(folder.join(queue));
        }
        Ok(config)
    }

    /// Reads TOML text; `name` names it in errors.
    ///
    /// # Errors
    /// As [`from_file`](Self::from_file).
    pub fn from_toml(name: &str, text: &str) -> Result<Self, Error> {
        let file: File = toml::from_str(text).map_err(|problem| {
            let before = problem.span().and_then(|span| text.get(..span.start)).unwrap_or("");
            let line = before.matches('\n').count() + 1;
            let what = problem.message().trim().replace('\n', " ");
            error::bad_app(&format!("{name}, line {line}: {what}"))
        })?;
        let base = Self::new(file.public, file.listen);
        Ok(Self {
            bot: file.bot,
            queue: file.queue,
            tab: file.tab,
            name: file.name.unwrap_or(base.name),
            developer: file.developer.unwrap_or_default(),
            website: file.website.unwrap_or_default(),
            public: base.public,
            listen: base.listen,
        })
    }

    /// The app's manifest: its bot, its tab, and notices of waiting customers.
    ///
    /// # Errors
    /// `TCC-GRAPH-0509` if the bot is not named here.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        let bot = self.bot.ok_or_else(error::no_app)?;
        let manifest = Manifest::new(bot, &self.name, &self.developer, &self.website)
            .bot(bot)
            .activity("customerWaits", "A customer waits", "{actor} has a customer for you");
        Ok(match &self.tab {
            Some(tab) => manifest.tab("desk", "Desk", tab),
            None => manifest,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_file_line_and_key() {
        let text = "public = \"https://cc.example\"\nlisten = \"127.0.0.1:0\"\ntabb = \"x\"\n";
        let error = AppConfig::from_toml("app.toml", text).expect_err("tabb is no key");
        let said = error.to_string();
        assert_eq!(error.code(), "TCC-GRAPH-0609");
        assert!(said.contains("app.toml, line 3") && said.contains("tabb"), "{said}");
        let error = AppConfig::from_file("no-such.toml").expect_err("there is no file");
        assert!(error.to_string().contains("no-such.toml"));
    }
}
