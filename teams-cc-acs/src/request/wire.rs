//! The one place that touches the network.

use std::error::Error as StdError;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::Method;
use reqwest::header::HeaderMap;
use rustls_pki_types::CertificateDer;
use url::Url;

use teams_cc_core::Error;

use crate::error;

/// No answer is read beyond this; recordings have a limit of their own.
pub(crate) const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// A connection that takes longer is not worth waiting for (RS-75).
const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// Redirects within the same host; more is a loop.
const MOST_REDIRECTS: usize = 5;

/// One attempt on its way out.
#[derive(Clone)]
pub(crate) struct Outgoing {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Option<Bytes>,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Nothing came back.
#[derive(Debug)]
pub(crate) enum Loss {
    /// No connection: nothing was sent.
    NotSent(Box<dyn StdError + Send + Sync>),
    /// It may have been sent.
    Broken(Box<dyn StdError + Send + Sync>),
    /// There was more than we accept.
    TooLarge,
}

/// Carries one request and its answer; tests put a scripted one in its place.
#[async_trait]
pub(crate) trait Wire: Send + Sync {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss>;
}

#[async_trait]
impl Wire for reqwest::Client {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss> {
        let broken = |source: reqwest::Error| Loss::Broken(source.without_url().into());
        let mut request = self.request(outgoing.method, outgoing.url).headers(outgoing.headers);
        if let Some(body) = outgoing.body {
            request = request.body(body);
        }
        let mut answer = request.send().await.map_err(|source| {
            let connecting = source.is_connect() || source.is_builder();
            // The address may name people; who failed is in the error's own fields.
            let source = Box::new(source.without_url());
            if connecting { Loss::NotSent(source) } else { Loss::Broken(source) }
        })?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let mut body = BytesMut::new();
        while let Some(piece) = answer.chunk().await.map_err(broken)? {
            if body.len() + piece.len() > LARGEST_ANSWER {
                return Err(Loss::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Incoming { status, headers, body: body.freeze() })
    }
}

/// The HTTP client we use unless the caller gives one: rustls over aws-lc-rs whatever the process
/// default is, the system's root certificates and `extra` ones, HTTP/2, no redirect to another
/// host (RS-78), no proxy towards loopback.
pub(crate) fn client(
    extra: &[CertificateDer<'static>],
    on_loopback: bool,
) -> Result<reqwest::Client, Error> {
    let tls = tls(extra)?;
    let same_host = reqwest::redirect::Policy::custom(|attempt| {
        let first = attempt.previous().first().map(Url::origin);
        if attempt.previous().len() > MOST_REDIRECTS || first != Some(attempt.url().origin()) {
            attempt.stop()
        } else {
            attempt.follow()
        }
    });
    let mut builder = reqwest::Client::builder();
    if on_loopback {
        builder = builder.no_proxy();
    }
    builder
        .tls_backend_preconfigured(tls)
        .redirect(same_host)
        .connect_timeout(CONNECT_LIMIT)
        .pool_max_idle_per_host(32)
        .user_agent(concat!("teams-cc-acs/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|source| error::tls().with_source(source))
}

/// A client that follows nothing and gives up after `patience`: for key sets (RS-61).
pub(crate) fn without_redirects(
    on_loopback: bool,
    patience: Duration,
) -> Result<reqwest::Client, Error> {
    let mut builder = reqwest::Client::builder();
    if on_loopback {
        builder = builder.no_proxy();
    }
    builder
        .tls_backend_preconfigured(tls(&[])?)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_LIMIT)
        .timeout(patience)
        .user_agent(concat!("teams-cc-acs/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|source| error::tls().with_source(source))
}

/// rustls over aws-lc-rs, the system's root certificates and `extra` ones.
fn tls(extra: &[CertificateDer<'static>]) -> Result<rustls::ClientConfig, Error> {
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(
        extra.iter().cloned(),
        std::sync::Arc::clone(&provider),
    )
    .map_err(|source| error::tls().with_source(source))?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| error::tls().with_source(source))?
        .dangerous()
        .with_custom_certificate_verifier(std::sync::Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
