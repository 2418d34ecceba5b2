//! What a program needs in order to use the emulator instead of Microsoft and a carrier.

use std::net::SocketAddr;
use std::path::PathBuf;

use teams_cc_core::{Guid, Secret, TenantId};

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
    /// `https://127.0.0.1:PORT`: sign-in, TLS only.
    pub signin: String,
    /// `http://127.0.0.1:PORT`: the control interface.
    pub control: String,
    /// The three SIP proxies, in the order of DR-13.
    pub sip: [SocketAddr; 3],
    /// The emulated carrier, UDP and TCP.
    pub carrier: Option<SocketAddr>,
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
    /// Environment variables for `Graph::from_env()`, Microsoft's own SDKs and Python's `requests`.
    pub fn env(&self) -> Vec<(&'static str, String)> {
        let ca = self.ca_file.display().to_string();
        vec![
            ("AZURE_TENANT_ID", self.tenant.to_string()),
            ("AZURE_CLIENT_ID", self.client_id.to_string()),
            ("AZURE_CLIENT_SECRET", self.client_secret.expose().to_owned()),
            ("AZURE_AUTHORITY_HOST", self.signin.clone()),
            ("TEAMS_CC_GRAPH", self.graph_tls.clone()),
            ("TEAMS_CC_CA", ca.clone()),
            ("SSL_CERT_FILE", ca.clone()),
            ("REQUESTS_CA_BUNDLE", ca),
        ]
    }
}
