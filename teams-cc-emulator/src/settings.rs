//! How an emulator is set up: in code, or from a TOML file.

use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use teams_cc_core::{E164, Error, ErrorKind, Guid, TenantId};

use crate::acs::AcsSettings;
use crate::ai::AiSettings;
use crate::graph::Limits;
use crate::outbound::is_reachable;
use crate::people::{SipBehaviour, guid};
use crate::{Bot, Emulator, Stage};

/// How an emulator is set up. [`Settings::default`] gives one tenant, `adatum`, with
/// three people; [`Emulator::tenant`] makes more.
///
/// ```toml
/// seed = 7
/// trunk = "sbc.contoso.example"
///
/// [[bot]]
/// webhook = "http://127.0.0.1:3978/calling"
/// number = "+18005550100"
///
/// [[tenant]]
/// name = "adatum"
///
/// [[tenant.user]]
/// name = "adele"
/// number = "+14255550100"
/// presence = "Available/Available"
/// behaviour = { ringing = { do = "answer", after_ms = 500 } }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[non_exhaustive]
pub struct Settings {
    /// Object ids, tags and everything else that looks random come from it.
    pub seed: u64,
    /// The address all servers listen on; ports are chosen by the system.
    pub bind: IpAddr,
    /// The name of the vendor's trunk (DR-24). Each tenant's is `TENANT.TRUNK`.
    pub trunk: String,
    /// Where files go; a temporary folder, removed at the end, if absent.
    pub folder: Option<PathBuf>,
    /// Port of Graph over http; 0 = any free one.
    pub graph_port: u16,
    /// Port of sign-in; 0 = any free one.
    pub signin_port: u16,
    /// Port of the control interface; 0 = any free one.
    pub control_port: u16,
    /// Files with certificates (PEM) that are good where the emulator is the client: those of
    /// authorities, or a server's own. The emulator's own authority is good anyway.
    pub trust: Vec<PathBuf>,
    /// Ports of the three SIP proxies; 0 = any free one.
    pub sip_ports: [u16; 3],
    /// Call Automation: port, key, numbers, people, event subscriptions.
    pub acs: AcsSettings,
    /// The Azure AI resource: port, key, deployments.
    pub ai: AiSettings,
    /// Port of the emulated carrier, UDP and TCP; 0 = any free one.
    pub carrier_port: u16,
    /// Graph's throttling limits.
    pub limits: Limits,
    /// How long after its end a call's record is written, in milliseconds of the emulator's time.
    /// Microsoft says half a minute to half an hour on average, and 150 min at most; the default is
    /// short, so that a test need not skip.
    pub call_records_after_ms: u64,
    /// Calling bots.
    #[serde(rename = "bot")]
    pub bots: Vec<BotSettings>,
    /// The tenants.
    #[serde(rename = "tenant")]
    pub tenants: Vec<TenantSettings>,
}

/// A calling bot in the settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BotSettings {
    /// The application's id; the first application if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<Guid>,
    /// Where incoming calls are announced, on loopback.
    pub webhook: String,
    /// The number of its resource account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<E164>,
    /// The tenant of that account by its short name; the first one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<String>,
}

/// A tenant in the settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TenantSettings {
    /// Short name.
    pub name: String,
    /// Entra tenant id; from the seed if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<TenantId>,
    /// The name of its trunk; `NAME.TRUNK` if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trunk: Option<String>,
    /// Its people.
    #[serde(default, rename = "user")]
    pub users: Vec<UserSettings>,
}

/// A user in the settings, and in the control interface.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct UserSettings {
    /// Short name.
    pub name: String,
    /// Entra object id; from the seed if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Guid>,
    /// Teams Phone number; the next free one if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<E164>,
    /// What the Teams client shows, `availability/activity`; `Available/Available` if absent,
    /// `Offline/Offline` for signed out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub presence: Option<String>,
    /// What the Teams client does with calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behaviour: Option<SipBehaviour>,
}

impl Default for Settings {
    fn default() -> Self {
        let tenant = |name: &str, users: [&str; 3]| TenantSettings {
            name: name.into(),
            users: users
                .map(|name| UserSettings { name: name.into(), ..UserSettings::default() })
                .into(),
            ..TenantSettings::default()
        };
        Self {
            seed: 1,
            bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
            trunk: "sbc.contoso.example".into(),
            folder: None,
            graph_port: 0,
            signin_port: 0,
            control_port: 0,
            trust: Vec::new(),
            sip_ports: [0; 3],
            acs: AcsSettings::default(),
            ai: AiSettings::default(),
            carrier_port: 0,
            limits: Limits::default(),
            call_records_after_ms: 5000,
            bots: Vec::new(),
            tenants: vec![tenant("adatum", ["adele", "diego", "megan"])],
        }
    }
}

impl Settings {
    /// From a TOML file. Errors name file, line and key.
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let what = format!("{} cannot be read: {error}", path.display());
            Error::new("TCC-EMU-0103", ErrorKind::Config, what).fix("check the path after --config")
        })?;
        Self::from_toml(&text, &path.display().to_string())
    }

    /// From TOML text; `name` stands in errors.
    pub fn from_toml(text: &str, name: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(""));
            let line = before.matches('\n').count() + 1;
            let what =
                format!("{name}, line {line}: {}", error.message().trim().replace('\n', " "));
            Error::new("TCC-EMU-0104", ErrorKind::Config, what)
        })
    }

    /// Sets the seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the folder for files.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Starts an emulator with these settings.
    pub async fn start(self) -> Result<Emulator, Error> {
        Emulator::start_with(self).await
    }

    pub(crate) fn populate(&self, stage: &Stage) -> Result<(), Error> {
        if self.tenants.is_empty() {
            return Err(Error::new("TCC-EMU-0105", ErrorKind::Config, "no tenant is configured")
                .fix("add [[tenant]] with a name"));
        }
        for path in &self.trust {
            let read = std::fs::read(path).map_err(|error| error.to_string());
            read.and_then(|pem| stage.outbound.trust(&pem)).map_err(|why| {
                let what = format!("{} cannot be trusted: {why}", path.display());
                Error::new("TCC-EMU-0116", ErrorKind::Config, what).fix("name files in PEM")
            })?;
        }
        self.tenants.iter().try_for_each(|tenant| tenant.settle(stage))?;
        self.bots.iter().try_for_each(|bot| bot.settle(self, stage))?;
        self.acs.settle(stage)
    }
}

impl BotSettings {
    fn settle(&self, settings: &Settings, stage: &Stage) -> Result<(), Error> {
        if !is_reachable(&self.webhook) {
            let what = format!("the webhook {} is not on loopback", self.webhook);
            return Err(Error::new("TCC-EMU-0112", ErrorKind::Config, what)
                .fix("write for example \"http://127.0.0.1:3978/calling\""));
        }
        let app = self.app.unwrap_or_else(|| guid(settings.seed, &["application"]));
        stage.bots.register(Bot::new(app, &self.webhook));
        let tenants = stage.people.tenants();
        let home = match &self.tenant {
            Some(name) => tenants.iter().find(|tenant| tenant.name == *name),
            None => tenants.first(),
        };
        let home = home.map(|tenant| tenant.id).ok_or_else(|| {
            let name = self.tenant.as_deref().unwrap_or_default();
            let what = format!("a bot's resource account names the unknown tenant {name:?}");
            Error::new("TCC-EMU-0113", ErrorKind::Config, what).fix("add a [[tenant]] of that name")
        })?;
        if let Some(number) = self.number {
            stage.bots.number(app, home, number);
        }
        Ok(())
    }
}

impl TenantSettings {
    /// Makes this tenant, or changes what is known.
    pub(crate) fn settle(&self, stage: &Stage) -> Result<(), Error> {
        if self.name.is_empty()
            || !self.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        {
            let what = format!("{:?} is no name for a tenant", self.name);
            return Err(Error::new("TCC-EMU-0111", ErrorKind::Config, what)
                .fix("use letters, digits and hyphens: it becomes part of host names"));
        }
        stage.people.ensure_tenant(&self.name);
        stage.people.change_tenant(&self.name, |known| {
            known.id = self.id.unwrap_or(known.id);
            if let Some(trunk) = &self.trunk {
                known.trunk.clone_from(trunk);
            }
        });
        self.users.iter().try_for_each(|user| user.settle(&self.name, stage).map(drop))
    }
}

impl UserSettings {
    /// Puts this user into a tenant, or changes what is known.
    pub(crate) fn settle(&self, tenant: &str, stage: &Stage) -> Result<crate::UserRecord, Error> {
        let shown = self.presence.as_deref().unwrap_or("Available/Available");
        let Some((availability, activity)) = shown.split_once('/') else {
            let what = format!("presence of {} is not availability/activity", self.name);
            return Err(Error::new("TCC-EMU-0106", ErrorKind::Config, what)
                .fix("write for example \"Available/Available\""));
        };
        let known = stage.people.user_named(tenant, &self.name).is_some();
        let mut user = stage.people.ensure_user(tenant, &self.name);
        stage.people.change(user.id, |record| {
            record.id = self.id.unwrap_or(record.id);
            record.number = self.number.unwrap_or(record.number);
            if let Some(behaviour) = &self.behaviour {
                record.behaviour = behaviour.clone();
            }
            user = record.clone();
        });
        if availability == "Offline" {
            stage.presences.client_signs_out(user.id);
        } else if self.presence.is_some() || !known {
            stage.presences.client_shows(user.id, availability, activity);
        }
        Ok(user)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_names_file_line_and_key() {
        let text = "seed = 1\n[[tenant]]\nname = \"adatum\"\n[[tenant.user]]\nname = \"a\"\nnumbr = \"1\"\n";
        let error = Settings::from_toml(text, "adatum.toml").expect_err("numbr is no key");
        let said = error.to_string();
        assert!(said.contains("adatum.toml, line 6") && said.contains("numbr"), "{said}");
    }

    #[tokio::test]
    async fn a_bot_and_its_number_come_from_the_settings() {
        let text = "[[bot]]\nwebhook = \"http://127.0.0.1:3978/calling\"\n\
                    number = \"+18005550100\"\n";
        let settings = Settings::from_toml(text, "bots.toml").expect("it is understood");
        let teams = settings.start().await.expect("it starts");
        let (app, _) = teams.sign_in().credentials();
        assert_eq!(teams.bots().list().first().map(|bot| bot.app), Some(app));
        let number = teams.bots().accounts().first().and_then(|account| account.number);
        assert_eq!(number.map(|number| number.to_string()).as_deref(), Some("+18005550100"));
        let far = Settings::from_toml("[[bot]]\nwebhook = \"https://bot.example/\"\n", "x");
        let error = far.expect("it is understood").start().await.expect_err("not on loopback");
        assert_eq!(error.code(), "TCC-EMU-0112");
    }
}
