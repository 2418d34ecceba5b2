//! Where key sets come from: an issuer's OpenID document, or a file.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use async_trait::async_trait;
use rustls_pki_types::CertificateDer;
use serde::Deserialize;
use url::Url;

use teams_cc_core::Error;

use super::key_set::LARGEST_KEY_SET;
use crate::error;
use crate::send::without_redirects;
use crate::{certificates, is_loopback};

/// The calling service's document (`graph.md` section 2.5).
const CALLING: &str = "https://api.aps.skype.com/v1/.well-known/OpenIdConfiguration";
/// Entra's document (`graph.md` section 6.5); its keys sign tokens of both versions.
const ENTRA: &str =
    "https://login.microsoftonline.com/common/v2.0/.well-known/openid-configuration";
/// The Bot Framework's document.
const BOT_FRAMEWORK: &str = "https://login.botframework.com/v1/.well-known/openidconfiguration";
/// Call Automation's document (RS-61).
const CALL_AUTOMATION: &str =
    "https://acscallautomation.communication.azure.com/calling/.well-known/acsopenidconfiguration";
/// What we call ourselves.
const AGENT: &str = concat!("teams-cc-http/", env!("CARGO_PKG_VERSION"));
/// Documents and key sets are small; a service that takes longer is down.
const PATIENCE: Duration = Duration::from_secs(5);

/// Brings the key set of one issuer, as JSON. [`Keys`](super::Keys) decides when.
#[async_trait]
pub trait KeySource: Send + Sync {
    /// Brings it.
    ///
    /// # Errors
    /// Why there is none now; the caller asks again when it is time.
    async fn fetch(&self) -> Result<Vec<u8>, Error>;
}

/// A key set in a file, for tests and for networks without a way out. It is read again under the
/// same rules as a set on the network.
#[derive(Clone, Debug)]
pub struct KeyFile(PathBuf);

impl KeyFile {
    /// The file holds a JSON Web Key Set.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }
}

#[async_trait]
impl KeySource for KeyFile {
    async fn fetch(&self) -> Result<Vec<u8>, Error> {
        let path = self.0.clone();
        // A mounted file may be slow; the runtime's threads have other things to do.
        let read = tokio::task::spawn_blocking(move || std::fs::read(path)).await;
        let read = read.map_err(|_| error::no_key_set("the file could not be read"))?;
        read.map_err(|source| error::no_key_set("the file could not be read").with_source(source))
    }
}

/// An issuer's OpenID document and the key set that it names.
///
/// The key set is read over https from a host on the list only (the document's own, unless
/// [`key_host`](Self::key_host) adds one), without redirects, at most 1 MiB, in at most 5 seconds.
/// A document on loopback may name a key set on loopback, also over http: for emulators.
///
/// # Source
/// RS-61.
#[derive(Clone)]
pub struct OpenIdDocument {
    document: Url,
    hosts: Vec<String>,
    http: reqwest::Client,
}

#[derive(Deserialize)]
struct Document {
    jwks_uri: String,
}

impl OpenIdDocument {
    /// The document at `url`: https, or http on loopback.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): no such URL, or TLS cannot be set up.
    pub fn new(url: &str) -> Result<Self, Error> {
        let document = Url::parse(url).ok().filter(|url| may_be_read(url, is_loopback(url)));
        let document = document.ok_or_else(error::bad_document)?;
        let http = without_redirects(AGENT, &[], is_loopback(&document), PATIENCE)?;
        let hosts = document.host_str().map(str::to_owned).into_iter().collect();
        Ok(Self { document, hosts, http })
    }

    /// Trusts these certificates (PEM, one or more) beside those of the system.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): there is none in it.
    pub fn root_certificates(self, pem: &[u8]) -> Result<Self, Error> {
        self.trusting(&certificates(pem)?)
    }

    /// The same with certificates that were read already; none changes nothing.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn trusting(mut self, roots: &[CertificateDer<'static>]) -> Result<Self, Error> {
        if !roots.is_empty() {
            let on_loopback = is_loopback(&self.document);
            self.http = without_redirects(AGENT, roots, on_loopback, PATIENCE)?;
        }
        Ok(self)
    }

    /// The document of the calling service.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn calling() -> Result<Self, Error> {
        Self::new(CALLING)
    }

    /// Entra's document, for change notifications and people who sign in.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn entra() -> Result<Self, Error> {
        Self::new(ENTRA)
    }

    /// The Bot Framework's document, for activities.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn bot_framework() -> Result<Self, Error> {
        Self::new(BOT_FRAMEWORK)
    }

    /// Call Automation's document.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn call_automation() -> Result<Self, Error> {
        Self::new(CALL_AUTOMATION)
    }

    /// One more host that may serve the key set.
    pub fn key_host(mut self, host: impl Into<String>) -> Self {
        self.hosts.push(host.into());
        self
    }

    /// The address of the key set, if the document may name it.
    fn key_set(&self, named: &str) -> Result<Url, Error> {
        let url = Url::parse(named).ok();
        let url = url.filter(|url| {
            let host = url.host_str().unwrap_or_default();
            may_be_read(url, is_loopback(&self.document))
                && self.hosts.iter().any(|allowed| allowed.eq_ignore_ascii_case(host))
        });
        url.ok_or_else(|| error::no_key_set("its document names an address that is not allowed"))
    }

    async fn read(&self, url: Url) -> Result<Vec<u8>, Error> {
        let gone = |source: reqwest::Error| {
            error::no_key_set("the issuer cannot be reached").with_source(source.without_url())
        };
        let mut answer = self.http.get(url).send().await.map_err(gone)?;
        if answer.status() != reqwest::StatusCode::OK {
            return Err(error::no_key_set("the issuer does not answer 200"));
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(gone)? {
            if body.len() + piece.len() > LARGEST_KEY_SET {
                return Err(error::no_key_set("it is larger than 1 MiB"));
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

#[async_trait]
impl KeySource for OpenIdDocument {
    async fn fetch(&self) -> Result<Vec<u8>, Error> {
        let document = self.read(self.document.clone()).await?;
        let document: Document = serde_json::from_slice(&document)
            .map_err(|_| error::no_key_set("the issuer's document names none"))?;
        self.read(self.key_set(&document.jwks_uri)?).await
    }
}

impl fmt::Debug for OpenIdDocument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenIdDocument")
            .field("document", &self.document.as_str())
            .field("hosts", &self.hosts)
            .finish_non_exhaustive()
    }
}

fn may_be_read(url: &Url, from_loopback: bool) -> bool {
    let clear = url.scheme() == "http" && from_loopback && is_loopback(url);
    (url.scheme() == "https" || clear) && url.username().is_empty() && url.password().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rs_61_a_document_names_key_sets_of_its_own_host_over_https_only() {
        let calling = OpenIdDocument::calling().unwrap();
        assert!(calling.key_set("https://api.aps.skype.com/v1/keys").is_ok());
        for foreign in [
            "http://api.aps.skype.com/v1/keys",
            "https://evil.example/v1/keys",
            "https://api.aps.skype.com.evil.example/keys",
            "https://user@api.aps.skype.com/keys",
            "https://169.254.169.254/keys",
            "http://127.0.0.1/keys",
            "file:///etc/passwd",
            "keys",
        ] {
            assert_eq!(calling.key_set(foreign).unwrap_err().code(), "TCC-HTTP-0202", "{foreign}");
        }
        let more = calling.key_host("keys.example");
        assert!(more.key_set("https://keys.example/v1/keys").is_ok());
        assert!(more.key_set("http://keys.example/v1/keys").is_err());
    }

    #[test]
    fn rs_61_http_is_for_loopback_only() {
        assert!(OpenIdDocument::new("http://127.0.0.1:9/openid").is_ok());
        assert!(OpenIdDocument::new("http://login.example/openid").is_err());
        let local = OpenIdDocument::new("http://127.0.0.1:9/openid").unwrap();
        assert!(local.key_set("http://127.0.0.1:9/keys").is_ok());
        assert!(local.key_set("http://169.254.169.254/keys").is_err());
    }
}
