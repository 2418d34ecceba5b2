//! TLS 1.2 and 1.3 with mutual authentication, over rustls and one crypto provider.
//!
//! Three questions, three types: who are we ([`Identity`], can be replaced while calls run), whose
//! certificates do we believe ([`Trust`]), and which names must they carry ([`Names`]). The
//! answers become a [`ServerTls`] for connections that come to us and a [`ClientTls`] for those
//! that we make. [`check`] reads our own certificate the way Teams will, before Teams does.

pub mod check;
mod identity;
pub mod names;
mod trust;
mod verify;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::{ClientConfig, ServerConfig};

pub use self::identity::Identity;
pub use self::names::Names;
pub use self::trust::{Roots, Trust};
use self::verify::{PeerOfClient, PeerOfServer};
pub use crate::config::ClientCertificate;
use teams_cc_core::{Error, ErrorKind};

/// The one provider of this family: aws-lc-rs, with the suites that Direct Routing lists and rustls
/// has (DR-03): ECDHE with AES-GCM in TLS 1.2, and the three of TLS 1.3. No CBC, no RSA key
/// exchange (RS-32).
pub fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

/// TLS for connections that come to us.
#[derive(Clone)]
pub struct ServerTls {
    config: Arc<ServerConfig>,
    identity: Identity,
}

impl ServerTls {
    /// Presents `identity`, asks for a certificate as `client` says, believes `roots`, and accepts
    /// only certificates with one of `names`.
    pub fn new(
        identity: &Identity,
        client: ClientCertificate,
        roots: &Roots,
        names: Names,
    ) -> Result<Self, Error> {
        let provider = provider();
        let builder = ServerConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| unusable(&error))?;
        let builder = match client {
            ClientCertificate::Ignored => builder.with_no_client_auth(),
            _ => builder.with_client_cert_verifier(Arc::new(PeerOfServer::new(
                provider,
                roots.clone(),
                names,
                client == ClientCertificate::Required,
            ))),
        };
        let mut config = builder.with_cert_resolver(Arc::new(identity.clone()));
        // No early data on SIP (RS-32). A renewed certificate must be seen by the next connection,
        // so sessions are not resumed either.
        config.max_early_data_size = 0;
        config.session_storage = Arc::new(rustls::server::NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        Ok(Self { config: Arc::new(config), identity: identity.clone() })
    }

    /// Who we are to those who connect.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// The rustls configuration behind it: a named door for those who bring their own acceptor.
    pub fn rustls(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}

/// TLS for connections that we make.
#[derive(Clone)]
pub struct ClientTls {
    config: Arc<ClientConfig>,
    identity: Option<Identity>,
}

impl ClientTls {
    /// Presents `identity` if it is asked for, believes `roots`, and accepts only certificates with
    /// one of `names`.
    pub fn new(identity: Option<&Identity>, roots: &Roots, names: Names) -> Result<Self, Error> {
        let provider = provider();
        let builder = ClientConfig::builder_with_provider(provider.clone())
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| unusable(&error))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(PeerOfClient::new(
                provider,
                roots.clone(),
                names,
            )));
        let mut config = match identity {
            Some(identity) => builder.with_client_cert_resolver(Arc::new(identity.clone())),
            None => builder.with_no_client_auth(),
        };
        config.resumption = rustls::client::Resumption::disabled();
        Ok(Self { config: Arc::new(config), identity: identity.cloned() })
    }

    /// Who we are to those whom we call, if anybody.
    pub fn identity(&self) -> Option<&Identity> {
        self.identity.as_ref()
    }

    /// The rustls configuration behind it: a named door for those who bring their own connector.
    pub fn rustls(&self) -> Arc<ClientConfig> {
        self.config.clone()
    }
}

impl std::fmt::Debug for ServerTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ServerTls").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ClientTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ClientTls").field("identity", &self.identity).finish_non_exhaustive()
    }
}

fn unusable(error: &rustls::Error) -> Error {
    Error::new("TCC-SIP-0401", ErrorKind::Config, format!("TLS cannot be set up: {error}"))
}

#[cfg(test)]
mod tests;
