//! The one place that touches the network.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use reqwest::Method;
use reqwest::header::HeaderMap;
use rustls_pki_types::CertificateDer;
use url::Url;

use teams_cc_core::Error;

use crate::error;

/// No answer is read into memory beyond this: 16 MiB.
pub const LARGEST_ANSWER: usize = 16 * 1024 * 1024;
/// A connection that takes longer is not worth waiting for (RS-75).
const CONNECT_LIMIT: Duration = Duration::from_secs(3);
/// Redirects within the same host; more is a loop.
const MOST_REDIRECTS: usize = 5;

/// One attempt on its way out.
#[derive(Clone)]
pub struct Outgoing {
    /// GET, POST ...
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// All headers but those that the connection itself needs.
    pub headers: HeaderMap,
    /// What is sent, if anything.
    pub body: Option<Bytes>,
}

/// Addresses and headers may name people and hold tokens.
impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").field("method", &self.method).finish_non_exhaustive()
    }
}

/// What came back, whole.
#[derive(Debug)]
pub struct Incoming {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, at most [`LARGEST_ANSWER`] bytes.
    pub body: Bytes,
}

/// What comes back, piece by piece.
pub struct Opened {
    /// The HTTP status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub pieces: Box<dyn Pieces>,
}

impl Opened {
    /// Reads all of the body, if it is no larger than `most` bytes.
    ///
    /// # Errors
    /// The connection breaks, or there is more.
    pub async fn collect(mut self, most: usize) -> Result<Incoming, Loss> {
        let mut body = BytesMut::new();
        while let Some(piece) = self.pieces.next().await? {
            if body.len() + piece.len() > most {
                return Err(Loss::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(Incoming { status: self.status, headers: self.headers, body: body.freeze() })
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("status", &self.status).finish_non_exhaustive()
    }
}

/// A body as it comes.
#[async_trait]
pub trait Pieces: Send {
    /// The next piece; `None` after the last.
    ///
    /// # Errors
    /// The connection broke before the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Loss>;
}

#[async_trait]
impl Pieces for reqwest::Response {
    async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
        self.chunk().await.map_err(broken)
    }
}

/// A body that is there already.
#[async_trait]
impl Pieces for Option<Bytes> {
    async fn next(&mut self) -> Result<Option<Bytes>, Loss> {
        Ok(self.take().filter(|body| !body.is_empty()))
    }
}

/// Nothing came back.
#[derive(Debug)]
pub enum Loss {
    /// No connection: nothing was sent.
    NotSent(Box<dyn StdError + Send + Sync>),
    /// It may have been sent.
    Broken(Box<dyn StdError + Send + Sync>),
    /// There was more than we accept.
    TooLarge,
}

/// The address may name people; who failed is in the error's own fields.
fn broken(source: reqwest::Error) -> Loss {
    Loss::Broken(source.without_url().into())
}

/// Carries one request and its answer; tests put a scripted one in its place.
#[async_trait]
pub trait Wire: Send + Sync {
    /// Sends, and reads the whole answer.
    ///
    /// # Errors
    /// No whole answer came back.
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss>;

    /// Sends, and reads the head of the answer; its body comes in pieces.
    ///
    /// # Errors
    /// No head came back.
    async fn open(&self, outgoing: Outgoing) -> Result<Opened, Loss> {
        let Incoming { status, headers, body } = self.carry(outgoing).await?;
        Ok(Opened { status, headers, pieces: Box::new(Some(body)) })
    }
}

#[async_trait]
impl Wire for reqwest::Client {
    async fn carry(&self, outgoing: Outgoing) -> Result<Incoming, Loss> {
        self.open(outgoing).await?.collect(LARGEST_ANSWER).await
    }

    async fn open(&self, outgoing: Outgoing) -> Result<Opened, Loss> {
        let mut request = self.request(outgoing.method, outgoing.url).headers(outgoing.headers);
        if let Some(body) = outgoing.body {
            request = request.body(body);
        }
        let answer = request.send().await.map_err(|source| {
            let connecting = source.is_connect() || source.is_builder();
            if connecting { Loss::NotSent(source.without_url().into()) } else { broken(source) }
        })?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Ok(Opened { status, headers, pieces: Box::new(answer) })
    }
}

/// The HTTP client we use unless the caller gives one: rustls over aws-lc-rs whatever the process
/// default is, the system's root certificates and `extra` ones, HTTP/2, no redirect to another
/// host (RS-78), no proxy towards loopback. It calls itself `agent`.
///
/// # Errors
/// `TCC-HTTP-0101`: TLS cannot be set up.
pub fn client(
    agent: &str,
    extra: &[CertificateDer<'static>],
    on_loopback: bool,
) -> Result<reqwest::Client, Error> {
    let same_host = reqwest::redirect::Policy::custom(|attempt| {
        let first = attempt.previous().first().map(Url::origin);
        if attempt.previous().len() > MOST_REDIRECTS || first != Some(attempt.url().origin()) {
            attempt.stop()
        } else {
            attempt.follow()
        }
    });
    builder(agent, extra, on_loopback)?
        .redirect(same_host)
        .pool_max_idle_per_host(32)
        .build()
        .map_err(|source| error::tls().with_source(source))
}

/// A client that follows nothing and gives up after `patience`: for key sets (RS-61).
///
/// # Errors
/// `TCC-HTTP-0101`: TLS cannot be set up.
pub fn without_redirects(
    agent: &str,
    extra: &[CertificateDer<'static>],
    on_loopback: bool,
    patience: Duration,
) -> Result<reqwest::Client, Error> {
    builder(agent, extra, on_loopback)?
        .redirect(reqwest::redirect::Policy::none())
        .timeout(patience)
        .build()
        .map_err(|source| error::tls().with_source(source))
}

fn builder(
    agent: &str,
    extra: &[CertificateDer<'static>],
    on_loopback: bool,
) -> Result<reqwest::ClientBuilder, Error> {
    let mut builder = reqwest::Client::builder();
    if on_loopback {
        builder = builder.no_proxy();
    }
    Ok(builder
        .tls_backend_preconfigured(tls(extra)?)
        .connect_timeout(CONNECT_LIMIT)
        .user_agent(agent))
}

/// rustls over aws-lc-rs, the system's root certificates and `extra` ones.
fn tls(extra: &[CertificateDer<'static>]) -> Result<rustls::ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let verifier = rustls_platform_verifier::Verifier::new_with_extra_roots(
        extra.iter().cloned(),
        Arc::clone(&provider),
    )
    .map_err(|source| error::tls().with_source(source))?;
    let mut config = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| error::tls().with_source(source))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
