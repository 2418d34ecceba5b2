//! A trunk from a TOML file; what is wrong is named by file, line and key.

use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Deserializer};
use teams_cc_core::{Error, ErrorKind, TenantId};

use super::{ClientCertificate, Listen, Profile, Protection, TrunkConfig};
use crate::Target;
use crate::direct_routing::Cidr;

/// What a file may say. Keys are the setters' names with hyphens.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    name: String,
    profile: Profile,
    #[serde(default)]
    listen: Vec<Listen>,
    #[serde(default)]
    peers: Vec<Target>,
    #[serde(default)]
    tenant: Vec<Tenant>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    roots: Option<PathBuf>,
    revoked: Option<PathBuf>,
    client_certificate: Option<ClientCertificate>,
    peer_names: Option<Vec<String>>,
    #[serde(default)]
    allow: Vec<Cidr>,
    advertise: Option<String>,
    media_address: Option<IpAddr>,
    media_ports: Option<Ports>,
    media: Option<Protection>,
    max_calls: Option<usize>,
    refer: Option<bool>,
    ping: Option<Span>,
    ring_for: Option<Span>,
    drain: Option<Span>,
    session_expires: Option<Span>,
    caller: Option<String>,
    #[serde(default)]
    hosts: std::collections::BTreeMap<String, std::net::SocketAddr>,
    danger_anybody_may_call: Option<bool>,
    danger_believe_anybody: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tenant {
    host: String,
    id: TenantId,
}

struct Ports(RangeInclusive<u16>);

impl<'de> Deserialize<'de> for Ports {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let ends = text
            .split_once('-')
            .and_then(|(first, last)| Some(first.trim().parse().ok()?..=last.trim().parse().ok()?));
        ends.map(Self).ok_or_else(|| {
            serde::de::Error::custom("this is not a range of ports: write \"20000-29999\"")
        })
    }
}

/// A time as `"90 s"`, `"250 ms"` or `"2 min"`.
struct Span(Duration);

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let (number, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(0));
        let span = number.parse::<u32>().ok().and_then(|number| match unit.trim() {
            "ms" => Some(Duration::from_millis(number.into())),
            "s" => Some(Duration::from_secs(number.into())),
            "min" => Some(Duration::from_secs(u64::from(number) * 60)),
            _ => None,
        });
        span.map(Self).ok_or_else(|| serde::de::Error::custom("this is not a time: write \"60 s\""))
    }
}

impl TrunkConfig {
    /// Reads a TOML file. Paths in it are relative to its folder.
    ///
    /// ```toml
    /// name = "sbc.contoso.example"
    /// profile = "direct-routing"        # or "carrier"
    /// certificate = "sbc.crt"
    /// key = "sbc.key"
    ///
    /// [[tenant]]
    /// host = "adatum.sbc.contoso.example"
    /// id = "72f988bf-86f1-41af-91ab-2d7cd011db47"
    /// ```
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|error| {
            let text = format!("{} cannot be read", path.display());
            Error::new("TCC-SIP-0206", ErrorKind::Config, text)
                .fix("give the path of a TOML file that describes the trunk")
                .with_source(error)
        })?;
        Self::from_toml(&text, path)
    }

    /// Reads TOML text; `path` names it in errors, and its folder is where relative paths start.
    pub fn from_toml(text: &str, path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let file: File = toml::from_str(text).map_err(|error| misread(text, path, &error))?;
        let config = file.into_config(path.parent().unwrap_or(Path::new(".")));
        match config.fault() {
            None => Ok(config),
            Some(fault) => {
                // What is missing has no line of its own; the file's first stands for it.
                let line = line_of_key(text, fault.key).unwrap_or(1);
                let text = format!("{}:{line}: `{}`: {}", path.display(), fault.key, fault.what);
                Err(Error::new("TCC-SIP-0205", ErrorKind::Config, text).fix(fault.fix))
            }
        }
    }
}

impl File {
    fn into_config(self, folder: &Path) -> TrunkConfig {
        let mut config = match self.profile {
            Profile::Carrier => TrunkConfig::carrier(self.name),
            Profile::DirectRouting => TrunkConfig::new(self.name),
        };
        for peer in self.peers {
            config = config.peer(peer);
        }
        for tenant in self.tenant {
            config = config.tenant(tenant.host, tenant.id);
        }
        if self.certificate.is_some() || self.key.is_some() {
            // One without the other becomes an empty path, which validation names.
            let file = |path: Option<PathBuf>| path.map_or(PathBuf::new(), |p| folder.join(p));
            config = config.certificate(file(self.certificate), file(self.key));
        }
        config.listen = self.listen;
        config.allow = self.allow;
        config.revoked = self.revoked.map(|path| folder.join(path));
        config.peer_names = self.peer_names;
        config.advertise = self.advertise;
        config.media_address = self.media_address;
        config.caller = self.caller;
        config.hosts = self.hosts.into_iter().collect();
        config.session_expires = self.session_expires.map(|span| span.0);
        if let Some(roots) = self.roots {
            config = config.roots(folder.join(roots));
        }
        if self.danger_believe_anybody == Some(true) {
            config = config.danger_believe_anybody();
        }
        config.danger_anybody_may_call = self.danger_anybody_may_call == Some(true);
        config.client_certificate = self.client_certificate.unwrap_or(config.client_certificate);
        config.media_ports = self.media_ports.map_or(config.media_ports, |ports| ports.0);
        config.protection = self.media.unwrap_or(config.protection);
        config.max_calls = self.max_calls.unwrap_or(config.max_calls);
        config.refer = self.refer.unwrap_or(config.refer);
        config.ping = self.ping.map_or(config.ping, |span| Some(span.0).filter(|s| !s.is_zero()));
        config.ring_for = self.ring_for.map_or(config.ring_for, |span| span.0);
        config.drain = self.drain.map_or(config.drain, |span| span.0);
        config
    }
}

fn misread(text: &str, path: &Path, error: &toml::de::Error) -> Error {
    let at = error.span().map_or(0, |span| span.start).min(text.len());
    let line = text[..at].matches('\n').count() + 1;
    let key = key_at(text, line).map(|key| format!("`{key}`: ")).unwrap_or_default();
    let message = error.message().replace('\n', " ");
    // A message that names the key itself needs no second naming.
    let key = if message.contains('`') && !message.contains("expected a") { "" } else { &key };
    let text = format!("{}:{line}: {key}{message}", path.display());
    Error::new("TCC-SIP-0207", ErrorKind::Config, text)
}

/// The key that the value on `line` belongs to: on that line, or above it for a long list.
fn key_at(text: &str, line: usize) -> Option<&str> {
    let lines: Vec<&str> = text.lines().collect();
    lines.get(..line.min(lines.len()))?.iter().rev().find_map(|line| key_of(line))
}

fn key_of(line: &str) -> Option<&str> {
    let key = line.split_once('=')?.0.trim();
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.\"".contains(&b);
    (!key.is_empty() && key.bytes().all(plain)).then_some(key)
}

fn line_of_key(text: &str, key: &str) -> Option<usize> {
    let table = format!("[[{key}]]");
    let is_it = |line: &str| key_of(line) == Some(key) || line.trim() == table;
    text.lines().position(is_it).map(|index| index + 1)
}
