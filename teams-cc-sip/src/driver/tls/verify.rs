//! Chain first, then the name; who fails is named in the log.

use std::fmt;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use super::names::{self, Names};
use super::trust::{Loaded, Roots};

/// Judges the peers of connections that we make.
pub(super) struct PeerOfClient {
    provider: Arc<CryptoProvider>,
    roots: Roots,
    names: Names,
}

impl PeerOfClient {
    pub(super) fn new(provider: Arc<CryptoProvider>, roots: Roots, names: Names) -> Self {
        Self { provider, roots, names }
    }

    fn judge(
        &self,
        loaded: &Loaded,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<(), Error> {
        if loaded.anybody {
            return Ok(());
        }
        let inner = WebPkiServerVerifier::builder_with_provider(
            loaded.roots.clone(),
            self.provider.clone(),
        )
        .with_crls(loaded.crls.iter().cloned())
        .allow_unknown_revocation_status()
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
        // rustls checks the chain first, so an error about the name means that the chain holds.
        let issuers = issuers(intermediates);
        match inner.verify_server_cert(end_entity, &issuers, server_name, &[], now) {
            Ok(_)
            | Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. },
            )) => {}
            Err(other) => return Err(other),
        }
        let presented = names::of(end_entity);
        let named = match (&self.names, server_name) {
            (Names::Any, _) => true,
            (Names::OneOf(allowed), _) => one_of(&presented, allowed),
            (Names::Dialled, ServerName::DnsName(host)) => {
                presented.iter().any(|name| names::matches(name, host.as_ref()))
            }
            // An address has no name, and address entries do not count (RS-33).
            (Names::Dialled, _) => false,
        };
        if named { Ok(()) } else { Err(CertificateError::NotValidForName.into()) }
    }
}

impl ServerCertVerifier for PeerOfClient {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let loaded = self.roots.current();
        self.judge(&loaded, end_entity, intermediates, server_name, now)
            .map_err(|error| refused(error, end_entity, &server_name.to_str()))?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Judges the peers of connections that come to us.
pub(super) struct PeerOfServer {
    provider: Arc<CryptoProvider>,
    roots: Roots,
    names: Names,
    required: bool,
}

impl PeerOfServer {
    pub(super) fn new(
        provider: Arc<CryptoProvider>,
        roots: Roots,
        names: Names,
        required: bool,
    ) -> Self {
        Self { provider, roots, names, required }
    }

    fn judge(
        &self,
        loaded: &Loaded,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<(), Error> {
        if loaded.anybody {
            return Ok(());
        }
        let inner = WebPkiClientVerifier::builder_with_provider(
            loaded.roots.clone(),
            self.provider.clone(),
        )
        .with_crls(loaded.crls.iter().cloned())
        .allow_unknown_revocation_status()
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
        inner.verify_client_cert(end_entity, &issuers(intermediates), now)?;
        match &self.names {
            Names::OneOf(allowed) if !one_of(&names::of(end_entity), allowed) => {
                Err(CertificateError::NotValidForName.into())
            }
            _ => Ok(()),
        }
    }
}

impl ClientCertVerifier for PeerOfServer {
    fn client_auth_mandatory(&self) -> bool {
        self.required
    }

    // No hints: what we believe is nobody's business, and Teams has one certificate to show.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let loaded = self.roots.current();
        self.judge(&loaded, end_entity, intermediates, now)
            .map_err(|error| refused(error, end_entity, "a peer that connects to us"))?;
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Those of the chain that may sign certificates: webpki looks at basic constraints only, RFC 5280
/// §4.2.1.3 at the key usage too.
fn issuers<'a>(chain: &[CertificateDer<'a>]) -> Vec<CertificateDer<'a>> {
    let may_sign = |der: &CertificateDer<'_>| match X509Certificate::from_der(der) {
        Ok((_, certificate)) => match certificate.key_usage() {
            Ok(usage) => usage.is_none_or(|usage| usage.value.key_cert_sign()),
            Err(_) => false,
        },
        Err(_) => false,
    };
    chain.iter().filter(|der| may_sign(der)).cloned().collect()
}

fn one_of(presented: &[String], allowed: &[String]) -> bool {
    presented.iter().any(|name| allowed.iter().any(|allowed| names::satisfies(name, allowed)))
}

fn refused(error: Error, end_entity: &CertificateDer<'_>, whom: &str) -> Error {
    let subject = super::check::subject(end_entity);
    let names = names::of(end_entity).join(", ");
    tracing::warn!(%error, subject, names, whom, "a certificate was refused");
    error
}

impl fmt::Debug for PeerOfClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerOfClient")
            .field("roots", &self.roots)
            .field("names", &self.names)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for PeerOfServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerOfServer")
            .field("roots", &self.roots)
            .field("names", &self.names)
            .field("required", &self.required)
            .finish_non_exhaustive()
    }
}
