//! The handle: one app, one tenant, one pipeline.

mod builder;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "identity")]
use azure_core::credentials::TokenCredential;
use reqwest::Method;
use serde::Serialize;
use url::Url;

use teams_cc_core::{Error, Rng, TenantId};

#[cfg(feature = "identity")]
use crate::auth::entra::Entra;
use crate::auth::{Credentials, Tokens};
use crate::bot::Bot;
use crate::clock::Clock;
use crate::cloud::{Cloud, Root};
use crate::people::{Group, People};
use crate::presence::Presences;
use crate::records::Records;
use crate::request::wire::{Incoming, Wire};
use crate::request::{Batch, Parts, Pipeline, Request};
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
    calls: Arc<crate::calls::Hub>,
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
        crate::calls::Calls::new(self.clone(), Arc::clone(&self.app.calls))
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
            calls: Arc::clone(&app.calls),
            #[cfg(feature = "identity")]
            entra: self.app.entra.clone(),
            #[cfg(feature = "identity")]
            behalf: crate::sign_in::Behalf::default(),
        };
        Self { app: Arc::new(app), tenant: Arc::clone(&self.tenant), person: None }
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

    pub(crate) fn tenant_name(&self) -> &str {
        &self.tenant
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
        self.app.pipeline.token(&self.tenant, self.person.as_deref()).await.map(drop)
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

/// Wiring of a [`Graph`]: whom to ask, and as whom.
#[derive(Default)]
pub struct GraphBuilder {
    tenant: Option<String>,
    cloud: Option<Cloud>,
    endpoint: Option<String>,
    credential: Option<Arc<dyn TokenCredential>>,
    credentials: Option<Arc<Credentials>>,
    #[cfg(feature = "identity")]
    app: Option<(String, Proof)>,
    #[cfg(feature = "identity")]
    sign_in: Option<String>,
    http: Option<reqwest::Client>,
    wire: Option<Arc<dyn Wire>>,
    roots: Vec<u8>,
    within: Option<Duration>,
    most_in_flight: Option<usize>,
    seed: Option<u64>,
}

impl GraphBuilder {
    /// The tenant: its id, or one of its domain names.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = Some(tenant.into());
        self
    }

    /// A national cloud instead of the worldwide one.
    pub fn cloud(mut self, cloud: Cloud) -> Self {
        self.cloud = Some(cloud);
        self
    }

    /// Another root than the cloud's: an emulator, a gateway. Scheme, host and port; https, or
    /// http on loopback. Tokens are still asked for the cloud's Graph.
    pub fn endpoint(mut self, root: impl Into<String>) -> Self {
        self.endpoint = Some(root.into());
        self
    }

    /// The credential of the one tenant that is used; another tenant gets none of its tokens.
    pub fn credential(mut self, credential: Arc<dyn TokenCredential>) -> Self {
        self.credential = Some(credential);
        self
    }

    /// Makes a credential for a tenant (id or domain name). Called for each renewal, so that a
    /// cache inside the credential does not hold an old token back.
    pub fn credentials(
        mut self,
        make: impl Fn(&str) -> Result<Arc<dyn TokenCredential>, Error> + Send + Sync + 'static,
    ) -> Self {
        self.credentials = Some(Arc::new(make));
        self
    }

    /// Signs in as this application with its secret, in whatever tenant is used.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn client_secret(
        mut self,
        client_id: impl Into<String>,
        secret: teams_cc_core::Secret,
    ) -> Self {
        self.app = Some((client_id.into(), Proof::Secret(secret)));
        self
    }

    /// Signs in as this application with the token that a workload platform keeps fresh in a file
    /// (workload identity on Kubernetes), in whatever tenant is used.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn workload_identity(
        mut self,
        client_id: impl Into<String>,
        token_file: impl Into<std::path::PathBuf>,
    ) -> Self {
        self.app = Some((client_id.into(), Proof::TokenFile(token_file.into())));
        self
    }

    /// Another sign-in host than the cloud's, for [`client_secret`](Self::client_secret) and
    /// [`workload_identity`](Self::workload_identity): https.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn sign_in(mut self, root: impl Into<String>) -> Self {
        self.sign_in = Some(root.into());
        self
    }

    /// Sends through this client: a proxy, a pool, a TLS set-up of your own. Switch redirects to
    /// other hosts off in it.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// Trusts these certificates (PEM, one or more) beside those of the system.
    pub fn root_certificates(mut self, pem: &[u8]) -> Self {
        self.roots.extend_from_slice(pem);
        self.roots.push(b'\n');
        self
    }

    /// How long a request may take, repetitions and waiting included (10 s).
    pub fn within(mut self, budget: Duration) -> Self {
        self.within = Some(budget);
        self
    }

    /// How many requests may be under way at once (128); the others wait.
    pub fn most_in_flight(mut self, requests: usize) -> Self {
        self.most_in_flight = Some(requests);
        self
    }

    /// Answers come from a script, randomness from a seed.
    #[cfg(test)]
    pub(crate) fn scripted(mut self, wire: Arc<dyn Wire>, seed: u64) -> Self {
        self.wire = Some(wire);
        self.seed = Some(seed);
        self
    }

    /// Checks everything and makes the handle. Nothing is sent yet.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): no tenant, no credential, an endpoint
    /// that gets no tokens, certificates that cannot be read.
    pub fn build(self) -> Result<Graph, Error> {
        let cloud = self.cloud.clone().unwrap_or(Cloud::WORLDWIDE);
        let root = Root::parse(self.endpoint.as_deref().unwrap_or(cloud.graph()))?;
        let scope = Root::parse(cloud.graph())?.scope();
        let tenant = self.tenant.clone().filter(|tenant| !tenant.is_empty());
        let tenant = tenant.ok_or_else(|| error::no_credential().cause("no tenant was named"))?;
        let (wire, credentials) = self.connections(&cloud, &root)?;
        let clock = Clock::start();
        let mut rng = self.seed.map_or_else(from_system, Rng::from_seed);
        let tokens = Tokens::new(Arc::clone(&credentials), clock, rng.fork());
        let most_in_flight = self.most_in_flight.unwrap_or(MOST_IN_FLIGHT).max(1);
        let pipeline = Pipeline::new(Arc::clone(&wire), tokens, scope, clock, rng, most_in_flight);
        let within = self.within.unwrap_or(DEFAULT_BUDGET);
        let calls = Arc::default();
        let app = App { pipeline, wire, credentials, root, cloud, within, calls };
        Ok(Graph { app: Arc::new(app), tenant: tenant.into() })
    }

    /// The network, and whom to ask for tokens.
    fn connections(
        &self,
        cloud: &Cloud,
        root: &Root,
    ) -> Result<(Arc<dyn Wire>, Arc<Credentials>), Error> {
        let given = self.given();
        if let (Some(wire), Some(credentials)) = (&self.wire, &given) {
            return Ok((Arc::clone(wire), Arc::clone(credentials)));
        }
        let http = match self.http.clone() {
            Some(client) => client,
            None => wire::client(&self.trusted()?, root.is_on_loopback())?,
        };
        let credentials = match given {
            Some(credentials) => credentials,
            None => self.who(cloud, &http)?,
        };
        Ok((Arc::new(http), credentials))
    }

    /// The credentials that the caller gave.
    fn given(&self) -> Option<Arc<Credentials>> {
        if let Some(credentials) = &self.credentials {
            return Some(Arc::clone(credentials));
        }
        let (credential, home) = (self.credential.clone()?, self.tenant.clone());
        Some(Arc::new(move |tenant: &str| {
            if home.as_deref() == Some(tenant) {
                Ok(Arc::clone(&credential))
            } else {
                Err(error::no_credential().cause("the only credential is of another tenant"))
            }
        }))
    }

    fn trusted(&self) -> Result<Vec<CertificateDer<'static>>, Error> {
        let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&self.roots).collect();
        let read = read.map_err(|source| error::tls().with_source(source))?;
        if read.is_empty() && !self.roots.is_empty() {
            return Err(error::tls().cause("the PEM holds no certificate"));
        }
        Ok(read)
    }

    #[cfg_attr(
        not(feature = "identity"),
        expect(unused_variables, clippy::unused_self, reason = "identity uses them")
    )]
    fn who(&self, cloud: &Cloud, http: &reqwest::Client) -> Result<Arc<Credentials>, Error> {
        #[cfg(feature = "identity")]
        if let Some((client_id, proof)) = &self.app {
            let sign_in = self.sign_in.as_deref().unwrap_or(cloud.sign_in()).to_owned();
            let (client_id, proof) = (client_id.clone(), proof.clone());
            let make = crate::auth::identity::application(client_id, proof, sign_in, http.clone());
            // What cannot work is said now, not at the first request.
            make(self.tenant.as_deref().unwrap_or_default())?;
            return Ok(make);
        }
        Err(error::no_credential())
    }
}

/// Without credentials and certificates.
impl fmt::Debug for GraphBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GraphBuilder")
            .field("tenant", &self.tenant)
            .field("cloud", &self.cloud)
            .field("endpoint", &self.endpoint)
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
