//! Posts to the bridge.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Error, ErrorKind, Retry, retry_after};

/// How long the bridge may take.
const PATIENCE: Duration = Duration::from_secs(15);
/// An answer is not read beyond this.
const LARGEST_ANSWER: usize = 64 * 1024;
/// Waited if the bridge says no time of its own.
const AGAIN: Duration = Duration::from_secs(2);

/// Where the bridge is. Cheap to clone.
#[derive(Clone)]
pub(super) struct Wire {
    client: reqwest::Client,
    url: reqwest::Url,
}

impl Wire {
    pub(super) fn new(url: &str) -> Result<Self, Error> {
        let url = reqwest::Url::parse(url).map_err(|_| bad_url())?;
        let is_loopback = url.host_str().is_some_and(|host| {
            let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
            host == "localhost" || address.is_ok_and(|address| address.is_loopback())
        });
        if url.scheme() != "https" && !(url.scheme() == "http" && is_loopback) {
            return Err(bad_url());
        }
        Ok(Self { client: client(is_loopback)?, url })
    }

    pub(super) fn with(self, client: reqwest::Client) -> Self {
        Self { client, ..self }
    }

    /// Posts a signed message: the id under which a report may come, if the bridge says one.
    pub(super) async fn post(
        &self,
        head: [(&'static str, String); 3],
        body: Vec<u8>,
    ) -> Result<Option<String>, Error> {
        let mut request = self.client.post(self.url.clone()).body(body);
        for (name, value) in head.into_iter().chain([("content-type", "application/json".into())]) {
            request = request.header(name, value);
        }
        let mut answer = match request.send().await {
            Ok(answer) => answer,
            Err(source) => {
                let retry = if source.is_connect() { Retry::After(AGAIN) } else { Retry::Check };
                let error =
                    Error::new("TCC-DESK-0203", ErrorKind::Unavailable, "the bridge is not there");
                return Err(error.with_retry(retry).with_source(source.without_url()));
            }
        };
        let status = answer.status().as_u16();
        let now = std::time::SystemTime::now().duration_since(std::time::SystemTime::UNIX_EPOCH);
        let now_s = i64::try_from(now.unwrap_or_default().as_secs()).unwrap_or(i64::MAX);
        let headers = answer.headers().clone();
        let wait = retry_after(|name| headers.get(name)?.to_str().ok(), now_s);
        match status {
            200..=299 => {}
            429 | 503 => {
                let error =
                    Error::new("TCC-DESK-0204", ErrorKind::Throttled, "the bridge says later");
                return Err(error.with_retry(Retry::After(wait.unwrap_or(AGAIN))));
            }
            _ => return Err(refused(status)),
        }
        let mut text = Vec::new();
        // It was taken: an answer that cannot be read only costs the report.
        while let Ok(Some(piece)) = answer.chunk().await {
            if text.len() + piece.len() > LARGEST_ANSWER {
                return Ok(None);
            }
            text.extend_from_slice(&piece);
        }
        let json: Value = serde_json::from_slice(&text).unwrap_or_default();
        Ok(json.get("id").and_then(Value::as_str).map(str::to_owned))
    }
}

/// rustls over aws-lc-rs whatever the process default is, the system's roots, no redirects.
fn client(is_loopback: bool) -> Result<reqwest::Client, Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new(provider.clone());
    let verifier = verifier.map_err(|source| bad_url().with_source(source))?;
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| bad_url().with_source(source))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    let builder = reqwest::Client::builder();
    let builder = if is_loopback { builder.no_proxy() } else { builder };
    builder
        .tls_backend_preconfigured(tls)
        .redirect(reqwest::redirect::Policy::none())
        .timeout(PATIENCE)
        .build()
        .map_err(|source| bad_url().with_source(source))
}

fn bad_url() -> Error {
    Error::new("TCC-DESK-0202", ErrorKind::Config, "the bridge's address cannot be used")
        .fix("write an https address, or http on loopback")
}

fn refused(status: u16) -> Error {
    let text = format!("the bridge refuses the message ({status})");
    let retry = if status >= 500 { Retry::Check } else { Retry::Never };
    Error::new("TCC-DESK-0205", ErrorKind::Refused, text).with_retry(retry)
}
