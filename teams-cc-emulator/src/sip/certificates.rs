//! TLS of the proxies: certificates shown and asked for, both ways (EM-01, EM-02).

use std::io;
use std::sync::Arc;

use rustls::server::WebPkiClientVerifier;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use rustls_pki_types::{CertificateDer, ServerName};
use teams_cc_core::{Error, ErrorKind};
use tokio::net::TcpStream;
use tokio_rustls::{TlsAcceptor, TlsConnector, client, server};
use x509_parser::prelude::{FromDer, GeneralName, X509Certificate};

use crate::certs::Flaw;
use crate::{Fault, Stage};

/// Names of the three proxies (DR-13).
pub(crate) const PROXIES: [&str; 3] =
    ["sip.pstnhub.microsoft.com", "sip2.pstnhub.microsoft.com", "sip3.pstnhub.microsoft.com"];

/// What stands in the proxies' certificate: their names, the regional one, and the names that
/// reach them on this machine.
fn names(stage: &Stage) -> Vec<String> {
    let ip = stage.addresses().sip[0].ip().to_string();
    let mut names: Vec<String> = PROXIES.map(str::to_owned).to_vec();
    names.extend(["*.pstnhub.microsoft.com".to_owned(), "localhost".to_owned(), ip]);
    names
}

fn provider() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn roots(stage: &Stage) -> Result<Arc<RootCertStore>, Error> {
    let mut roots = RootCertStore::empty();
    roots.add(stage.certs.root()).map_err(|e| unusable(&e))?;
    Ok(Arc::new(roots))
}

fn unusable(why: &dyn std::fmt::Display) -> Error {
    Error::new("TCC-EMU-0201", ErrorKind::Config, "the proxies' TLS cannot be set up")
        .cause(why.to_string())
}

/// The accepting half: a good certificate and the flawed ones that faults ask for.
#[derive(Clone)]
pub(crate) struct Server {
    good: TlsAcceptor,
    expired: TlsAcceptor,
    wrong_name: TlsAcceptor,
    unknown: TlsAcceptor,
}

impl Server {
    pub(crate) fn new(stage: &Stage) -> Result<Self, Error> {
        let acceptor = |flaw| -> Result<TlsAcceptor, Error> {
            let names = names(stage);
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let leaf = stage.certs.flawed_leaf(&names, flaw)?;
            // DR-04: without a client certificate, or with one for servers only, no handshake.
            let verifier = WebPkiClientVerifier::builder_with_provider(roots(stage)?, provider())
                .build()
                .map_err(|e| unusable(&e))?;
            let config = ServerConfig::builder_with_provider(provider())
                .with_protocol_versions(&[&rustls::version::TLS12])
                .map_err(|e| unusable(&e))?
                .with_client_cert_verifier(verifier)
                .with_single_cert(leaf.chain(), leaf.key())
                .map_err(|e| unusable(&e))?;
            Ok(TlsAcceptor::from(Arc::new(config)))
        };
        Ok(Self {
            good: acceptor(Flaw::None)?,
            expired: acceptor(Flaw::Expired)?,
            wrong_name: acceptor(Flaw::WrongName)?,
            unknown: acceptor(Flaw::UnknownAuthority)?,
        })
    }

    pub(crate) async fn accept(
        &self,
        stream: TcpStream,
        fault: Option<&Fault>,
    ) -> io::Result<(server::TlsStream<TcpStream>, Arc<[String]>)> {
        let acceptor = match fault {
            Some(Fault::ExpiredCertificate) => &self.expired,
            Some(Fault::WrongName) => &self.wrong_name,
            Some(Fault::UnknownAuthority) => &self.unknown,
            _ => &self.good,
        };
        let stream = acceptor.accept(stream).await?;
        let names = names_of(stream.get_ref().1.peer_certificates());
        Ok((stream, names))
    }
}

/// The connecting half: shows the proxies' certificate to the trunk.
#[derive(Clone)]
pub(crate) struct Client(TlsConnector);

impl Client {
    pub(crate) fn new(stage: &Stage) -> Result<Self, Error> {
        let names = names(stage);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let leaf = stage.certs.leaf(&names)?;
        let config = ClientConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&rustls::version::TLS12])
            .map_err(|e| unusable(&e))?
            .with_root_certificates(roots(stage)?)
            .with_client_auth_cert(leaf.chain(), leaf.key())
            .map_err(|e| unusable(&e))?;
        Ok(Self(TlsConnector::from(Arc::new(config))))
    }

    /// A handshake with a trunk of this name; its certificate must name it.
    pub(crate) async fn connect(
        &self,
        name: &str,
        stream: TcpStream,
    ) -> io::Result<(client::TlsStream<TcpStream>, Arc<[String]>)> {
        let name = ServerName::try_from(name.to_owned()).map_err(io::Error::other)?;
        let stream = self.0.connect(name, stream).await?;
        let names = names_of(stream.get_ref().1.peer_certificates());
        Ok((stream, names))
    }
}

/// The DNS names of a leaf: subject alternative names, and the common name behind them.
fn names_of(chain: Option<&[CertificateDer<'_>]>) -> Arc<[String]> {
    let Some(leaf) = chain.and_then(<[_]>::first) else { return Arc::from([]) };
    let Ok((_, leaf)) = X509Certificate::from_der(leaf) else { return Arc::from([]) };
    let mut names = Vec::new();
    if let Ok(Some(alternatives)) = leaf.subject_alternative_name() {
        for name in &alternatives.value.general_names {
            if let GeneralName::DNSName(name) = name {
                names.push((*name).to_owned());
            }
        }
    }
    for common in leaf.subject().iter_common_name() {
        names.extend(common.as_str().map(str::to_owned));
    }
    names.into()
}
