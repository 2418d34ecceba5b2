//! Whose certificates are taken where the emulator is the client: those of authorities, and single
//! ones that were shown before (a server's own, signed by itself).

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};

/// Certificates that were added at most.
const MOST: usize = 100;

/// What is trusted.
#[derive(Debug)]
pub(crate) struct Trusted {
    roots: RootCertStore,
    shown: Vec<CertificateDer<'static>>,
    tls: Arc<ClientConfig>,
}

impl Trusted {
    /// The emulator's own authority.
    pub(crate) fn new(root_pem: &str) -> Self {
        let mut roots = RootCertStore::empty();
        for root in CertificateDer::pem_slice_iter(root_pem.as_bytes()).flatten() {
            if let Err(error) = roots.add(root) {
                tracing::warn!(%error, "the authority is not taken as a root");
            }
        }
        let tls = match config(&roots, &[]) {
            Ok(tls) => tls,
            Err(why) => unreachable!("the emulator's own authority is good: {why}"),
        };
        Self { roots, shown: Vec::new(), tls }
    }

    /// Takes these too from now on (PEM): each as an authority, and as a server's own certificate.
    /// How many there were.
    pub(crate) fn add(&mut self, pem: &[u8]) -> Result<usize, String> {
        let found: Result<Vec<CertificateDer<'static>>, _> =
            CertificateDer::pem_slice_iter(pem).collect();
        let found = found.map_err(|error| error.to_string())?;
        if found.is_empty() {
            return Err("there is no certificate in it".into());
        }
        if self.shown.len() + found.len() > MOST {
            return Err(format!("{MOST} certificates are trusted at most"));
        }
        let (mut roots, mut shown) = (self.roots.clone(), self.shown.clone());
        for certificate in &found {
            roots.add(certificate.clone()).map_err(|error| error.to_string())?;
        }
        shown.extend(found.iter().cloned());
        self.tls = config(&roots, &shown)?;
        (self.roots, self.shown) = (roots, shown);
        Ok(found.len())
    }

    pub(crate) fn tls(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.tls)
    }
}

fn config(
    roots: &RootCertStore,
    shown: &[CertificateDer<'static>],
) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let roots = Arc::new(roots.clone());
    let chains = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider));
    let chains = chains.build().map_err(|error| error.to_string())?;
    let verifier = Arc::new(Verifier { chains, shown: shown.to_vec() });
    let builder = ClientConfig::builder_with_provider(provider);
    let builder =
        builder.with_safe_default_protocol_versions().map_err(|error| error.to_string())?;
    let builder = builder.dangerous().with_custom_certificate_verifier(verifier);
    Ok(Arc::new(builder.with_no_client_auth()))
}

/// As usual, but for certificates that were shown before.
#[derive(Debug)]
struct Verifier {
    chains: Arc<WebPkiServerVerifier>,
    shown: Vec<CertificateDer<'static>>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        if self.shown.iter().any(|shown| shown.as_ref() == certificate.as_ref()) {
            return Ok(ServerCertVerified::assertion());
        }
        self.chains.verify_server_cert(certificate, between, name, ocsp, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.chains.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.chains.supported_verify_schemes()
    }
}
