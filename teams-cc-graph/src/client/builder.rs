//! How a handle is put together.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use rustls_pki_types::CertificateDer;

use teams_cc_core::{Error, Rng, TenantId};
use teams_cc_http::send::{self, Wire};
use teams_cc_http::{Clock, certificates};

use super::{App, Graph, MOST_IN_FLIGHT, from_system};
#[cfg(feature = "identity")]
use crate::auth::certificate::ClientCertificate;
#[cfg(feature = "identity")]
use crate::auth::entra::{Entra, Proof};
use crate::auth::{Credentials, Tokens};
use crate::cloud::{Cloud, Root};
use crate::error;
use crate::inbound::{Inbound, Publishers};
use crate::request::Pipeline;

/// What we call ourselves.
const AGENT: &str = concat!("teams-cc-graph/", env!("CARGO_PKG_VERSION"));
/// How long a request may take unless it says otherwise (RS-75).
const DEFAULT_BUDGET: Duration = Duration::from_secs(10);
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
    app_id: Option<String>,
    tenants: Vec<TenantId>,
    published_keys: Option<String>,
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

    /// Signs in as this application with a certificate, in whatever tenant is used.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn client_certificate(
        mut self,
        client_id: impl Into<String>,
        certificate: ClientCertificate,
    ) -> Self {
        self.app = Some((client_id.into(), Proof::Certificate(Arc::new(certificate))));
        self
    }

    /// Signs in as the identity of the machine it runs on (Azure's managed identity), in the
    /// machine's own tenant.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn managed_identity(mut self) -> Self {
        self.app = Some((String::new(), Proof::Machine(None)));
        self
    }

    /// As [`managed_identity`](Self::managed_identity), with the user-assigned one of this client
    /// id.
    #[cfg(feature = "identity")]
    #[cfg_attr(docsrs, doc(cfg(feature = "identity")))]
    pub fn managed_identity_of(mut self, client_id: impl Into<String>) -> Self {
        let id: String = client_id.into();
        self.app = Some((id.clone(), Proof::Machine(Some(id))));
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

    /// The id of this application, for what Microsoft posts to it. What signs in with a client id
    /// has said it already.
    pub fn app_id(mut self, id: impl Into<String>) -> Self {
        self.app_id = Some(id.into());
        self
    }

    /// Serves this tenant too: its people may sign in, its calls, notifications and messages are
    /// taken. The handle's own tenant always is, if it is named by its id. If it is named by a
    /// domain name and no other is named, every tenant is served that Microsoft vouches for.
    pub fn serves_tenant(mut self, tenant: TenantId) -> Self {
        self.tenants.push(tenant);
        self
    }

    /// Where Microsoft's signing keys are published, in the place of its own hosts: an emulator.
    /// Https, or http on loopback.
    pub fn published_keys(mut self, root: impl Into<String>) -> Self {
        self.published_keys = Some(root.into());
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
        let connections = self.connections(&cloud, &root)?;
        let (wire, credentials) = (connections.wire, connections.credentials);
        let clock = Clock::start();
        let mut rng = self.seed.map_or_else(from_system, Rng::from_seed);
        let tokens = Tokens::new(Arc::clone(&credentials), clock, rng.fork());
        let most_in_flight = self.most_in_flight.unwrap_or(MOST_IN_FLIGHT).max(1);
        let pipeline = Pipeline::new(Arc::clone(&wire), tokens, scope, clock, rng, most_in_flight);
        let within = self.within.unwrap_or(DEFAULT_BUDGET);
        let inbound = self.inbound(&cloud, &tenant)?;
        let app = App {
            pipeline,
            wire,
            credentials,
            root,
            cloud,
            within,
            inbound: Arc::new(inbound),
            #[cfg(feature = "identity")]
            entra: connections.entra,
            #[cfg(feature = "identity")]
            behalf: crate::sign_in::Behalf::default(),
        };
        Ok(Graph { app: Arc::new(app), tenant: tenant.into(), person: None })
    }

    /// What is shared about what comes in.
    fn inbound(&self, cloud: &Cloud, tenant: &str) -> Result<Inbound, Error> {
        #[cfg(feature = "identity")]
        let (app, sign_in) = (self.app.as_ref().map(|(id, _)| id.clone()), self.sign_in.clone());
        #[cfg(not(feature = "identity"))]
        let (app, sign_in): (Option<String>, Option<String>) = (None, None);
        let app = self.app_id.clone().or(app).filter(|id| !id.is_empty());
        let sign_in = sign_in.unwrap_or_else(|| cloud.sign_in().to_owned());
        let keys = Publishers::new(sign_in, self.published_keys.clone(), self.trusted()?);
        let mut tenants: Vec<TenantId> = tenant.parse().into_iter().collect();
        tenants.extend(self.tenants.iter().copied());
        Ok(Inbound::new(keys, app, tenants))
    }

    /// The network, and whom to ask for tokens.
    #[cfg_attr(not(feature = "identity"), expect(unused_variables, reason = "identity uses it"))]
    fn connections(&self, cloud: &Cloud, root: &Root) -> Result<Connections, Error> {
        let given = self.given();
        if let (Some(wire), Some(credentials)) = (&self.wire, &given) {
            return Ok(Connections {
                wire: Arc::clone(wire),
                credentials: Arc::clone(credentials),
                #[cfg(feature = "identity")]
                entra: None,
            });
        }
        let http = match self.http.clone() {
            Some(client) => client,
            None => send::client(AGENT, &self.trusted()?, root.is_on_loopback())?,
        };
        #[cfg(feature = "identity")]
        let entra = self.entra(cloud, &http)?;
        #[cfg(feature = "identity")]
        let given = match given {
            Some(given) => Some(given),
            None => self.application(entra.as_ref())?,
        };
        let credentials = given.ok_or_else(error::no_credential)?;
        Ok(Connections {
            wire: Arc::new(http),
            credentials,
            #[cfg(feature = "identity")]
            entra,
        })
    }

    /// Tokens of the application itself.
    #[cfg(feature = "identity")]
    fn application(&self, entra: Option<&Arc<Entra>>) -> Result<Option<Arc<Credentials>>, Error> {
        let Some(entra) = entra else { return Ok(None) };
        let home = self.tenant.clone().unwrap_or_default();
        let make = crate::auth::identity::application(Arc::clone(entra), home.clone());
        // What cannot work is said now, not at the first request.
        make(&home)?;
        Ok(Some(make))
    }

    /// The application at its sign-in host.
    #[cfg(feature = "identity")]
    fn entra(&self, cloud: &Cloud, http: &reqwest::Client) -> Result<Option<Arc<Entra>>, Error> {
        let Some((client_id, proof)) = self.app.clone() else { return Ok(None) };
        let root = self.sign_in.as_deref().unwrap_or(cloud.sign_in());
        let root = root.trim_end_matches('/').to_owned();
        if !root.starts_with("https://") {
            return Err(error::bad_credential().cause("the sign-in host is not https"));
        }
        let entra = Entra { http: http.clone(), root, client_id, proof };
        Ok(Some(Arc::new(entra)))
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
        if self.roots.is_empty() { Ok(Vec::new()) } else { certificates(&self.roots) }
    }
}

/// The network, whom to ask for tokens, and where people sign in.
struct Connections {
    wire: Arc<dyn Wire>,
    credentials: Arc<Credentials>,
    #[cfg(feature = "identity")]
    entra: Option<Arc<Entra>>,
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
