//! Our certificate and its key, replaceable while connections live.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use teams_cc_core::{Error, ErrorKind};

/// A certificate chain and its private key. Clones share it: after [`reload`](Identity::reload)
/// every new handshake, as server and as client, shows the new one (DR-10).
#[derive(Clone)]
pub struct Identity {
    shared: Arc<Shared>,
}

struct Shared {
    /// None if it came from memory: then there is nothing to read again.
    files: Option<(PathBuf, PathBuf)>,
    current: RwLock<Current>,
}

#[derive(Clone)]
struct Current {
    key: Arc<CertifiedKey>,
    generation: u64,
}

impl Identity {
    /// Reads a PEM chain (leaf first) and a PEM key (PKCS#8, PKCS#1 or SEC1).
    pub fn from_files(chain: impl AsRef<Path>, key: impl AsRef<Path>) -> Result<Self, Error> {
        let (chain, key) = (chain.as_ref().to_owned(), key.as_ref().to_owned());
        let certified = read_files(&chain, &key)?;
        Ok(Self::sharing(Some((chain, key)), certified))
    }

    /// From PEM text.
    pub fn from_pem(chain: &str, key: &str) -> Result<Self, Error> {
        let certified = certify(chain.as_bytes(), key.as_bytes(), "the chain", "the key")?;
        Ok(Self::sharing(None, certified))
    }

    fn sharing(files: Option<(PathBuf, PathBuf)>, key: CertifiedKey) -> Self {
        let current = RwLock::new(Current { key: Arc::new(key), generation: 1 });
        Self { shared: Arc::new(Shared { files, current }) }
    }

    /// Reads the files again; true if the certificate is another one now. On an error, and while a
    /// new key does not yet fit a new chain (a half-written pair), the old identity stays.
    pub fn reload(&self) -> Result<bool, Error> {
        let Some((chain, key)) = &self.shared.files else { return Ok(false) };
        let fresh = read_files(chain, key)?;
        let mut current = self.shared.current.write();
        if current.key.cert == fresh.cert {
            return Ok(false);
        }
        *current = Current { key: Arc::new(fresh), generation: current.generation + 1 };
        Ok(true)
    }

    /// Replaces it by another one from PEM text.
    pub fn replace_pem(&self, chain: &str, key: &str) -> Result<(), Error> {
        let fresh = certify(chain.as_bytes(), key.as_bytes(), "the chain", "the key")?;
        let mut current = self.shared.current.write();
        *current = Current { key: Arc::new(fresh), generation: current.generation + 1 };
        Ok(())
    }

    /// Counts replacements: a connection made under a lower number shows an old certificate.
    pub fn generation(&self) -> u64 {
        self.shared.current.read().generation
    }

    /// The chain in DER, leaf first.
    pub fn chain(&self) -> Vec<Vec<u8>> {
        self.key().cert.iter().map(|certificate| certificate.to_vec()).collect()
    }

    fn key(&self) -> Arc<CertifiedKey> {
        self.shared.current.read().key.clone()
    }
}

/// Prints names, never keys.
impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.key().cert.first().map(|leaf| super::names::of(leaf)).unwrap_or_default();
        f.debug_struct("Identity")
            .field("names", &names)
            .field("generation", &self.generation())
            .finish_non_exhaustive()
    }
}

impl ResolvesServerCert for Identity {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.key())
    }
}

impl ResolvesClientCert for Identity {
    fn resolve(
        &self,
        _root_hints: &[&[u8]],
        _schemes: &[SignatureScheme],
    ) -> Option<Arc<CertifiedKey>> {
        // Whatever roots are hinted at: the trunk has one identity, and a peer that does not
        // believe it says so with an alert that names the reason.
        Some(self.key())
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn read_files(chain: &Path, key: &Path) -> Result<CertifiedKey, Error> {
    let read = |path: &Path, what: &str| {
        std::fs::read(path).map_err(|error| {
            let text = format!("{what} {} cannot be read", path.display());
            Error::new("TCC-SIP-0402", ErrorKind::Config, text)
                .fix("give the path of a readable PEM file")
                .with_source(error)
        })
    };
    let names = (chain.display().to_string(), key.display().to_string());
    certify(&read(chain, "certificate")?, &read(key, "key")?, &names.0, &names.1)
}

fn certify(chain: &[u8], key: &[u8], at: &str, key_at: &str) -> Result<CertifiedKey, Error> {
    let refuse = |text: String, fix: &str| {
        Error::new("TCC-SIP-0403", ErrorKind::Config, text).fix(fix.to_owned())
    };
    let chain: Vec<CertificateDer<'static>> =
        CertificateDer::pem_slice_iter(chain).collect::<Result<_, _>>().map_err(|error| {
            refuse(format!("{at} is not a PEM certificate chain ({error})"), "write it again")
        })?;
    if chain.is_empty() {
        return Err(refuse(
            format!("{at} holds no certificate"),
            "put the leaf first, then each intermediate, as PEM",
        ));
    }
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|error| {
        refuse(
            format!("{key_at} holds no private key ({error})"),
            "give an unencrypted PEM key in PKCS#8, PKCS#1 or SEC1",
        )
    })?;
    let signer = super::provider().key_provider.load_private_key(key).map_err(|error| {
        refuse(
            format!("the key in {key_at} cannot be used ({error})"),
            "use RSA of 2048 bits or more",
        )
    })?;
    let certified = CertifiedKey::new(chain, signer);
    certified.keys_match().map_err(|_| {
        refuse(
            format!("the key in {key_at} does not belong to the certificate in {at}"),
            "give the key with which the certificate was requested",
        )
    })?;
    Ok(certified)
}
