//! The token endpoint, asked by us: certificates, codes, refresh tokens, on-behalf-of. What
//! `azure_identity` has is left to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::ErrorKind as AzureErrorKind;
use parking_lot::Mutex;
use serde::Deserialize;

use teams_cc_core::{Error, Secret};
use teams_cc_http::send::retry_after;
use teams_cc_http::wall_clock_s;

use super::aadsts::Denial;
use super::certificate::ClientCertificate;
use crate::error;

/// An answer of the token endpoint is never larger.
const LARGEST_ANSWER: usize = 256 * 1024;
/// Asked again after this if the service does not say when.
const BUSY: Duration = Duration::from_secs(2);

/// How an application proves that it is itself.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
    /// A client secret.
    Secret(Secret),
    /// A certificate whose key signs an assertion.
    Certificate(Arc<ClientCertificate>),
    /// A file that a workload platform (Kubernetes) keeps fresh.
    TokenFile(PathBuf),
    /// The machine vouches for it: a managed identity, the system's own if nothing is named.
    Machine(Option<String>),
}

/// One application at one sign-in host.
#[derive(Debug)]
pub(crate) struct Entra {
    pub(crate) http: reqwest::Client,
    /// Scheme, host and port, without a slash at the end.
    pub(crate) root: String,
    pub(crate) client_id: String,
    pub(crate) proof: Proof,
}

/// What the token endpoint gave.
pub(crate) struct Granted {
    pub(crate) access: Secret,
    pub(crate) life: Duration,
    pub(crate) refresh: Option<Secret>,
    pub(crate) id_token: Option<Secret>,
}

#[derive(Deserialize)]
struct Answer {
    access_token: Secret,
    expires_in: u64,
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
}

impl Entra {
    /// Where `what` of a tenant is.
    pub(crate) fn address(&self, tenant: &str, what: &str) -> String {
        format!("{}/{tenant}/{what}", self.root)
    }

    /// When the certificate ends that proves the application, in seconds since 1970.
    pub(crate) fn certificate_ends(&self) -> Option<i64> {
        match &self.proof {
            Proof::Certificate(certificate) => Some(certificate.ends_s()),
            _ => None,
        }
    }

    /// Asks for tokens. Never repeated here: who asks knows whether that does harm.
    ///
    /// # Errors
    /// With a [`Denial`] as source if Entra refused; kind
    /// [`Unavailable`](teams_cc_core::ErrorKind::Unavailable) if it does not answer.
    pub(crate) async fn ask(
        &self,
        tenant: &str,
        fields: &[(&str, &str)],
    ) -> Result<Granted, Error> {
        let address = self.address(tenant, "oauth2/v2.0/token");
        let mut form: Vec<(&str, String)> =
            fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        form.push(("client_id", self.client_id.clone()));
        self.prove(&mut form, &address).await?;
        let gone = |source: reqwest::Error| {
            error::token_unavailable(BUSY).with_source(source.without_url())
        };
        let mut answer = self.http.post(&address).form(&form).send().await.map_err(gone)?;
        let status = answer.status().as_u16();
        let wait = retry_after(answer.headers(), wall_clock_s());
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(gone)? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(error::too_large(LARGEST_ANSWER));
            }
            body.extend_from_slice(&piece);
        }
        match status {
            200 => {
                let answer: Answer =
                    serde_json::from_slice(&body).map_err(|source| error::bad_answer(&source))?;
                Ok(Granted {
                    access: answer.access_token,
                    life: Duration::from_secs(answer.expires_in.min(7 * 86_400)),
                    refresh: answer.refresh_token,
                    id_token: answer.id_token,
                })
            }
            400 | 401 | 403 | 404 => Err(error::sign_in_refused(Denial::read(status, &body))),
            _ => Err(error::token_unavailable(wait.unwrap_or(BUSY))),
        }
    }

    async fn prove(&self, form: &mut Vec<(&str, String)>, audience: &str) -> Result<(), Error> {
        let assertion = match &self.proof {
            Proof::Secret(secret) => {
                form.push(("client_secret", secret.expose().to_owned()));
                return Ok(());
            }
            Proof::Certificate(certificate) => {
                certificate.assertion(&self.client_id, audience, wall_clock_s())?
            }
            Proof::TokenFile(file) => {
                let file = file.clone();
                let read = tokio::task::spawn_blocking(move || std::fs::read_to_string(file)).await;
                let read = read.map_err(|_| error::bad_credential())?;
                let text = read.map_err(|source| error::bad_credential().with_source(source))?;
                text.trim().to_owned()
            }
            Proof::Machine(_) => {
                return Err(error::bad_credential()
                    .cause("a managed identity signs nobody in")
                    .fix("give the application a certificate or a secret"));
            }
        };
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        form.push(("client_assertion_type", kind.to_owned()));
        form.push(("client_assertion", assertion));
        Ok(())
    }
}

/// By which grant a credential asks.
#[derive(Debug)]
pub(crate) enum By {
    /// The application for itself.
    Application,
    /// For the person behind a token that was given to us (on-behalf-of).
    Assertion(Secret),
    /// For a person who signed in; the newest refresh token counts.
    Refresh(Mutex<Secret>),
}

/// A credential for our cache that asks the token endpoint each time.
#[derive(Debug)]
pub(crate) struct Asking {
    pub(crate) entra: Arc<Entra>,
    pub(crate) tenant: String,
    pub(crate) by: By,
}

#[async_trait]
impl TokenCredential for Asking {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let scope = scopes.join(" ");
        let asked = match &self.by {
            By::Application => {
                let fields = [("grant_type", "client_credentials"), ("scope", &scope)];
                self.entra.ask(&self.tenant, &fields).await
            }
            By::Assertion(assertion) => {
                let fields = [
                    ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                    ("requested_token_use", "on_behalf_of"),
                    ("assertion", assertion.expose()),
                    ("scope", &scope),
                ];
                self.entra.ask(&self.tenant, &fields).await
            }
            By::Refresh(newest) => {
                let refresh = newest.lock().clone();
                let scope = format!("{scope} offline_access");
                let fields = [
                    ("grant_type", "refresh_token"),
                    ("refresh_token", refresh.expose()),
                    ("scope", &scope),
                ];
                let granted = self.entra.ask(&self.tenant, &fields).await;
                if let Ok(Granted { refresh: Some(next), .. }) = &granted {
                    *newest.lock() = next.clone();
                }
                granted
            }
        };
        match asked {
            Ok(granted) => {
                let ends = SystemTime::now() + granted.life;
                Ok(AccessToken::new(granted.access.expose().to_owned(), ends.into()))
            }
            Err(error) => Err(for_azure(error)),
        }
    }
}

/// Our error in the trait's clothes; [`super::denied`] finds the denial in it.
fn for_azure(error: Error) -> azure_core::Error {
    let kind = match Denial::of(&error) {
        Some(_) => AzureErrorKind::Credential,
        None if error.kind() == teams_cc_core::ErrorKind::Unavailable => AzureErrorKind::Connection,
        None => AzureErrorKind::Credential,
    };
    azure_core::Error::new(kind, error)
}
