//! The handle: one app, one tenant, one pipeline.

mod builder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "identity")]
use azure_core::credentials::TokenCredential;
use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde::Serialize;
use url::Url;

use teams_cc_core::{Error, Rng, Secret, TenantId};
use teams_cc_http::Clock;
use teams_cc_http::send::{Incoming, LARGEST_ANSWER, Loss, Outgoing, Wire};

#[cfg(feature = "identity")]
use crate::auth::entra::Entra;
use crate::auth::{Credentials, Token, Tokens};
use crate::bot::Bot;
use crate::cloud::{Cloud, Root};
use crate::error;
use crate::inbound::{Inbound, Inbox, OpenWebhook};
use crate::people::{Group, People};
use crate::presence::Presences;
use crate::records::Records;
use crate::request::{Batch, Budget, Parts, Pipeline, Request};
use crate::subscriptions::{OpenSubscriptions, Receiver};

pub use builder::GraphBuilder;

/// So many requests are under way at once.
const MOST_IN_FLIGHT: usize = 128;

/// Microsoft Graph, as one app sees one tenant. Cheap to clone; all clones share tokens, limits
/// and connections.
///
/// Made by [`Graph::from_env`] or [`Graph::builder`]; dropping the last clone closes the
/// connections.
#[derive(Clone)]
pub struct Graph {
    app: Arc<App>,
    tenant: Arc<str>,
    /// Somebody else's tokens than the application's own.
    person: Option<Arc<Tokens>>,
}

struct App {
    pipeline: Pipeline,
    wire: Arc<dyn Wire>,
    credentials: Arc<Credentials>,
    root: Root,
    cloud: Cloud,
    within: Duration,
    inbound: Arc<Inbound>,
    #[cfg(feature = "identity")]
    entra: Option<Arc<Entra>>,
    #[cfg(feature = "identity")]
    behalf: crate::sign_in::Behalf,
}

impl Graph {
    /// Starts with what a program must decide itself.
    pub fn builder() -> GraphBuilder {
        GraphBuilder::default()
    }

    /// Every operation of Graph that a contact centre uses, typed, by resource.
    pub fn api(&self) -> crate::operations::Api {
        crate::operations::Api::new(self)
    }

    /// Presence: who is free, who is in a call.
    pub fn presence(&self) -> Presences {
        Presences::new(self.clone())
    }

    /// Up to 20 requests in one: see [`Batch`].
    pub fn batch(&self) -> Batch {
        Batch::new(self.clone())
    }

    /// Subscriptions that stay: made, renewed and made again, sent to `receiver`.
    ///
    /// Which token they are made with is this handle's: an application's, or a signed-in reader's.
    pub fn subscriptions(&self, receiver: Receiver) -> OpenSubscriptions {
        OpenSubscriptions::new(self.clone(), receiver)
    }

    /// The bot of this application (its id): it says in chats what no application may say.
    pub fn bot(&self, app: impl Into<Arc<str>>) -> Bot {
        Bot::new(self.clone(), app)
    }

    /// A group of the directory, by display name or object id.
    pub fn group(&self, name: impl Into<String>) -> Group {
        Group::new(self.clone(), name)
    }

    /// People of the directory.
    pub fn people(&self) -> People {
        People::new(self.clone())
    }

    /// Call records and logs.
    pub fn records(&self) -> Records {
        Records::new(self.clone())
    }

    /// Calls of a bot: answering, making, steering them.
    pub fn calls(&self) -> crate::calls::Calls {
        crate::calls::Calls::new(self.clone(), Arc::clone(&self.app.inbound.calls))
    }

    /// What Microsoft posts to us, in any web framework: see [`Inbox`].
    pub fn notifications(&self) -> Inbox {
        Inbox::new(self.clone())
    }

    /// Everything that Microsoft posts to us, taken below `public`, the https address under which
    /// this program is reached from the internet: see [`Webhook`](crate::Webhook).
    pub fn webhook(&self, public: impl Into<String>) -> OpenWebhook {
        OpenWebhook::new(self.clone(), public.into())
    }

    /// The same app in another tenant: its own tokens and limits, shared connections.
    pub fn in_tenant(&self, tenant: TenantId) -> Self {
        Self { app: Arc::clone(&self.app), tenant: tenant.to_string().into(), person: None }
    }

    /// Sign-in of people to this application.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn sign_in(&self) -> crate::SignIn {
        crate::SignIn::new(self.clone())
    }

    /// Reads `path` (`/me/calendars`, below `/v1.0` unless it begins with `/beta`), or the whole
    /// link of a next page. Same tokens, same limits, same repetitions, same errors as everything
    /// that is typed.
    ///
    /// ```no_run
    /// # async fn f(graph: teams_cc_graph::Graph) -> Result<(), teams_cc_core::Error> {
    /// let site: serde_json::Value = graph.get("/sites/root?$select=displayName").await?;
    /// # Ok(()) }
    /// ```
    pub fn get<T>(&self, path: &str) -> Request<T> {
        Request::new(self.clone(), Method::GET, path)
    }

    /// Posts `body`. Repeated only when it cannot have happened, unless
    /// [`repeatable`](Request::repeatable).
    pub fn post<T>(&self, path: &str, body: &impl Serialize) -> Request<T> {
        Request::new(self.clone(), Method::POST, path).json(body)
    }

    /// Changes what is there. Repeated only when it cannot have happened.
    pub fn patch<T>(&self, path: &str, body: &impl Serialize) -> Request<T> {
        Request::new(self.clone(), Method::PATCH, path).json(body)
    }

    /// Replaces what is there.
    pub fn put<T>(&self, path: &str, body: &impl Serialize) -> Request<T> {
        Request::new(self.clone(), Method::PUT, path).json(body)
    }

    /// Removes what is there.
    pub fn delete(&self, path: &str) -> Request<()> {
        Request::new(self.clone(), Method::DELETE, path)
    }

    /// How much of Graph's published limits is used up, as far as this process knows: those that
    /// were touched, by name. Requests wait at them by themselves; this is for a dashboard.
    pub fn budgets(&self) -> Vec<Budget> {
        self.app.pipeline.budgets(&self.tenant)
    }

    /// Which cloud this is.
    pub fn cloud(&self) -> &Cloud {
        &self.app.cloud
    }

    /// The same app and tenant towards another service: tokens of that scope, limits and a breaker
    /// of its own.
    pub(crate) fn beside(&self, scope: &str) -> Self {
        let app = &self.app;
        let (clock, mut rng) = (app.pipeline.clock(), app.pipeline.fork_rng());
        let tokens = Tokens::new(Arc::clone(&app.credentials), clock, rng.fork());
        let (wire, most) = (Arc::clone(&app.wire), MOST_IN_FLIGHT);
        let pipeline = Pipeline::new(Arc::clone(&wire), tokens, scope.to_owned(), clock, rng, most);
        let app = App {
            pipeline,
            wire,
            credentials: Arc::clone(&app.credentials),
            root: app.root.clone(),
            cloud: app.cloud.clone(),
            within: app.within,
            inbound: Arc::clone(&app.inbound),
            #[cfg(feature = "identity")]
            entra: self.app.entra.clone(),
            #[cfg(feature = "identity")]
            behalf: crate::sign_in::Behalf::default(),
        };
        Self { app: Arc::new(app), tenant: Arc::clone(&self.tenant), person: None }
    }

    pub(crate) fn inbound(&self) -> &Inbound {
        &self.app.inbound
    }

    pub(crate) fn is_on_loopback(&self) -> bool {
        self.app.root.is_on_loopback()
    }

    /// The tenant, if it is known by its id.
    pub(crate) fn tenant_id(&self) -> Option<TenantId> {
        self.tenant.parse().ok()
    }

    pub(crate) fn within(&self) -> Duration {
        self.app.within
    }

    pub(crate) fn url(&self, path: &str) -> Result<Url, Error> {
        self.app.root.join(path)
    }

    pub(crate) async fn send(&self, parts: &Parts) -> Result<Incoming, Error> {
        self.app.pipeline.send(&self.tenant, self.person.as_deref(), parts).await
    }

    /// Reads what lies elsewhere and has a token of its own: https, or on loopback where we are.
    pub(crate) async fn fetch(&self, url: &str, token: &Secret) -> Result<Bytes, Error> {
        let fits = |url: &Url| {
            url.scheme() == "https" || (self.is_on_loopback() && teams_cc_http::is_loopback(url))
        };
        let url = Url::parse(url).ok().filter(fits).ok_or_else(error::foreign_link)?;
        let mut headers = HeaderMap::new();
        let bearer = HeaderValue::try_from(format!("Bearer {}", token.expose()));
        headers.insert(AUTHORIZATION, bearer.map_err(|_| error::bad_request())?);
        let outgoing = Outgoing { method: Method::GET, url, headers, body: None };
        let carried = tokio::time::timeout(self.within(), self.app.wire.carry(outgoing)).await;
        match carried.map_err(|_| error::timed_out(true, true))? {
            Ok(Incoming { status: 200, body, .. }) => Ok(body),
            Ok(answer) => {
                let status = crate::calls::ResultCode::new(answer.status, 0);
                Err(error::call_failed("what was recorded is not there", status))
            }
            Err(Loss::TooLarge) => Err(error::too_large(LARGEST_ANSWER)),
            Err(Loss::NotSent(source) | Loss::Broken(source)) => {
                Err(error::lost(true, Duration::from_secs(1)).with_source(source))
            }
        }
    }

    /// When the certificate ends that this process signs in with, in seconds since 1970.
    #[cfg(feature = "identity")]
    pub(crate) fn own_certificate_ends(&self) -> Option<i64> {
        self.app.entra.as_ref().and_then(|entra| entra.certificate_ends())
    }

    /// A token, without a request.
    pub(crate) async fn token(&self) -> Result<Token, Error> {
        self.app.pipeline.token(&self.tenant, self.person.as_deref()).await
    }

    pub(crate) fn tenant(&self) -> &str {
        &self.tenant
    }

    pub(crate) fn clock(&self) -> Clock {
        self.app.pipeline.clock()
    }

    pub(crate) fn fork_rng(&self) -> Rng {
        self.app.pipeline.fork_rng()
    }
}

/// What sign-in needs of a handle.
#[cfg(feature = "identity")]
impl Graph {
    pub(crate) fn entra(&self) -> Option<Arc<Entra>> {
        self.app.entra.clone()
    }

    pub(crate) fn behalf(&self) -> &crate::sign_in::Behalf {
        &self.app.behalf
    }

    /// The same handle with the tokens of this credential; limits and connections stay shared.
    pub(crate) fn asking_as(&self, credential: Arc<dyn TokenCredential>) -> Self {
        let make = move |_: &str| Ok(Arc::clone(&credential));
        let tokens = Tokens::new(Arc::new(make), self.clock(), self.fork_rng());
        self.with_tokens(Arc::new(tokens))
    }

    pub(crate) fn with_tokens(&self, tokens: Arc<Tokens>) -> Self {
        Self { person: Some(tokens), ..self.clone() }
    }

    pub(crate) fn tokens(&self) -> Option<Arc<Tokens>> {
        self.person.clone()
    }

    /// Gets a token, so that what Entra has against it is said now.
    pub(crate) async fn token_is_there(&self) -> Result<(), Error> {
        self.token().await.map(drop)
    }

    /// 256 random bits of the operating system as 43 letters (RFC 7636 section 4.1).
    #[expect(clippy::unused_self, reason = "randomness belongs to a handle, whatever its source")]
    pub(crate) fn random_text(&self) -> String {
        use base64::Engine as _;
        let mut bits = [0; 32];
        from_system().fill(&mut bits);
        base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(bits)
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Graph")
            .field("host", &self.app.root.host())
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

fn from_system() -> Rng {
    // 244 random bits of the operating system.
    let mut seed = [0; 32];
    for half in seed.chunks_exact_mut(16) {
        half.copy_from_slice(uuid::Uuid::new_v4().as_bytes());
    }
    Rng::from_entropy(seed)
}

#[cfg(test)]
mod tests;
