//! What a program needs in order to use the emulator instead of Microsoft and a carrier.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::PathBuf;

use teams_cc_core::{Error, ErrorKind, Guid, Secret, TenantId};

use crate::Stage;
use crate::certs::Flaw;

/// Addresses, files and credentials of a running emulator. From [`Emulator::config`].
///
/// [`Emulator::config`]: crate::Emulator::config
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EmulatorConfig {
    /// `http://127.0.0.1:PORT`: Graph without TLS.
    pub graph: String,
    /// `https://127.0.0.1:PORT`: Graph with TLS.
    pub graph_tls: String,
    /// `http://127.0.0.1:PORT`: Call Automation without TLS.
    pub acs: String,
    /// `https://127.0.0.1:PORT`: Call Automation with TLS.
    pub acs_tls: String,
    /// The access key of the Azure Communication Services resource, in base64.
    pub acs_key: Secret,
    /// The immutable id of that resource: the audience of the tokens on its events.
    pub acs_resource_id: Guid,
    /// The document that names the keys of those tokens.
    pub acs_openid: String,
    /// An Azure AI resource to name. Nobody is there: the emulated service speaks and understands
    /// by itself.
    pub acs_intelligence: String,
    /// `http://127.0.0.1:PORT`: the Azure AI resource without TLS.
    pub ai: String,
    /// Its key.
    pub ai_key: Secret,
    /// `https://127.0.0.1:PORT`: sign-in, TLS only.
    pub signin: String,
    /// `http://127.0.0.1:PORT`: the control interface.
    pub control: String,
    /// The three SIP proxies, in the order of DR-13.
    pub sip: [SocketAddr; 3],
    /// The emulated carrier, UDP and TCP.
    pub carrier: SocketAddr,
    /// The tenant whose credentials these are: the first one.
    pub tenant: TenantId,
    /// The application's id. Every tenant has consented to it.
    pub client_id: Guid,
    /// The application's secret.
    pub client_secret: Secret,
    /// The authority that signed every certificate here, as PEM text.
    pub ca_pem: String,
    /// The same as a file.
    pub ca_file: PathBuf,
    /// The trunk's certificate chain: the base name and one level below it (DR-06).
    pub trunk_certificate: PathBuf,
    /// The trunk's private key.
    pub trunk_key: PathBuf,
    /// The folder with these files.
    pub folder: PathBuf,
    /// `direct-routing.toml` of a trunk that has this emulator as its Teams.
    pub direct_routing_toml: String,
    /// The same as a file.
    pub direct_routing_file: PathBuf,
    /// `carrier.toml` of a trunk that has this emulator as its carrier.
    pub carrier_toml: String,
    /// The same as a file.
    pub carrier_file: PathBuf,
    /// Where the Direct Routing trunk is told to listen (its `SipSignalingPort`).
    pub trunk_listen: SocketAddr,
    /// Where the carrier trunk is told to listen.
    pub carrier_trunk_listen: SocketAddr,
}

impl EmulatorConfig {
    /// Writes the files and names everything.
    pub(crate) fn write(stage: &Stage, credentials: (Guid, Secret)) -> Result<Self, Error> {
        let addresses = stage.addresses();
        let base = stage.people.base();
        let leaf = stage.certs.trunk_leaf(&base, Flaw::None)?;
        let (trunk_certificate, trunk_key) = stage.certs.leaf_files("sbc", &leaf)?;
        let tenants = stage.people.tenants();
        let Some(tenant) = tenants.first().map(|tenant| tenant.id) else {
            return Err(Error::new("TCC-EMU-0105", ErrorKind::Config, "no tenant is configured"));
        };
        let [one, two, three] = addresses.sip.map(|address| address.port());
        let ip = addresses.trunk.ip();
        // Names, never addresses: SNI carries no IP literal (DR-09).
        let mut direct_routing_toml = format!(
            "name = \"{base}\"\nprofile = \"direct-routing\"\n\
             listen = [\"tls:{}\"]\n\
             peers = [\"tls:localhost:{one}\", \"tls:localhost:{two}\", \"tls:localhost:{three}\"]\n\
             certificate = \"sbc.crt\"\nkey = \"sbc.key\"\nroots = \"ca.pem\"\n\
             allow = [\"{ip}/32\"]\nmedia-address = \"{ip}\"\n",
            addresses.trunk,
        );
        for tenant in &tenants {
            // Writing into a String cannot fail.
            let _ = write!(
                direct_routing_toml,
                "\n[[tenant]]\nhost = \"{}\"\nid = \"{}\"\n",
                tenant.trunk, tenant.id
            );
        }
        let carrier_toml = format!(
            "name = \"carrier.{base}\"\nprofile = \"carrier\"\n\
             listen = [\"udp:{0}\", \"tcp:{0}\"]\npeers = [\"udp:{1}\"]\n\
             allow = [\"{ip}/32\"]\nmedia-address = \"{ip}\"\n",
            addresses.carrier_trunk, addresses.carrier,
        );
        Ok(Self {
            graph: format!("http://{}", addresses.graph),
            graph_tls: format!("https://{}", addresses.graph_tls),
            acs: format!("http://{}", addresses.acs),
            acs_tls: format!("https://{}", addresses.acs_tls),
            acs_key: stage.acs.resource().key.clone(),
            acs_resource_id: stage.acs.resource().id,
            acs_openid: format!(
                "http://{}/calling/.well-known/acsopenidconfiguration",
                addresses.acs
            ),
            acs_intelligence: format!("https://ai.{base}"),
            ai: format!("http://{}", addresses.ai),
            ai_key: stage.ai.with(|lines| lines.key.clone()),
            signin: format!("https://{}", addresses.signin),
            control: format!("http://{}", addresses.control),
            sip: addresses.sip,
            carrier: addresses.carrier,
            tenant,
            client_id: credentials.0,
            client_secret: credentials.1,
            ca_pem: stage.certs.root_pem().into(),
            ca_file: stage.certs.root_file()?,
            trunk_certificate,
            trunk_key,
            folder: stage.folder.path().into(),
            direct_routing_file: stage.folder.write("direct-routing.toml", &direct_routing_toml)?,
            direct_routing_toml,
            carrier_file: stage.folder.write("carrier.toml", &carrier_toml)?,
            carrier_toml,
            trunk_listen: addresses.trunk,
            carrier_trunk_listen: addresses.carrier_trunk,
        })
    }

    /// Endpoint and access key of the Communication Services resource in one, over http.
    pub fn acs_connection_string(&self) -> Secret {
        Secret::new(format!("endpoint={};accesskey={}", self.acs, self.acs_key.expose()))
    }

    /// Environment variables for `Graph::from_env()`, `CallAutomation::from_env()`, Microsoft's own
    /// SDKs and Python's `requests`.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let ca = self.ca_file.display().to_string();
        vec![
            ("AZURE_TENANT_ID", self.tenant.to_string()),
            ("AZURE_CLIENT_ID", self.client_id.to_string()),
            ("AZURE_CLIENT_SECRET", self.client_secret.expose().to_owned()),
            ("AZURE_AUTHORITY_HOST", self.signin.clone()),
            ("TEAMS_CC_GRAPH", self.graph_tls.clone()),
            ("TEAMS_CC_CA", ca.clone()),
            ("TEAMS_CC_KEYS", self.signin.clone()),
            ("TEAMS_CC_ACS_CONNECTION_STRING", self.acs_connection_string().expose().to_owned()),
            ("TEAMS_CC_ACS_RESOURCE_ID", self.acs_resource_id.to_string()),
            ("TEAMS_CC_ACS_OPENID", self.acs_openid.clone()),
            ("TEAMS_CC_ACS_INTELLIGENCE", self.acs_intelligence.clone()),
            ("TEAMS_CC_ACS_LOCALE", "en-US".into()),
            ("SSL_CERT_FILE", ca.clone()),
            ("REQUESTS_CA_BUNDLE", ca),
        ]
    }
}
