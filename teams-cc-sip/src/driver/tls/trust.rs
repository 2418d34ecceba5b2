//! Whose certificates we believe.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::RwLock;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer};
use teams_cc_core::{Error, ErrorKind};

/// Where operating systems keep their bundle of roots; it holds DigiCert Global Root G2, which
/// signs for Teams (DR-08).
const SYSTEM_BUNDLES: [&str; 5] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
];

/// Whose certificates are believed, as a config says it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Trust {
    /// The operating system's roots.
    #[default]
    System,
    /// The roots in this PEM file, and no others.
    File(PathBuf),
    /// The roots in this PEM text, and no others.
    Pem(String),
    /// Everybody: encryption without authentication. For benches and laboratories.
    DangerousAnybody,
}

/// The roots in use. Clones share them: after [`reload`](Roots::reload) the next handshake uses the
/// new ones.
#[derive(Clone)]
pub struct Roots {
    shared: Arc<Shared>,
}

struct Shared {
    trust: Trust,
    crl: Option<PathBuf>,
    current: RwLock<Arc<Loaded>>,
}

/// One reading of the files.
#[derive(Debug)]
pub(super) struct Loaded {
    pub(super) anybody: bool,
    pub(super) roots: Arc<RootCertStore>,
    pub(super) crls: Vec<CertificateRevocationListDer<'static>>,
}

impl Roots {
    /// Reads what `trust` names.
    pub fn load(trust: &Trust) -> Result<Self, Error> {
        Self::load_with_crl(trust, None)
    }

    /// Reads what `trust` names, and a PEM file of revocation lists: a peer whose certificate is in
    /// one of them is refused.
    pub fn load_with_crl(trust: &Trust, crl: Option<&Path>) -> Result<Self, Error> {
        let current = RwLock::new(Arc::new(read(trust, crl)?));
        let crl = crl.map(Path::to_owned);
        Ok(Self { shared: Arc::new(Shared { trust: trust.clone(), crl, current }) })
    }

    /// Reads the files again. On an error the old roots stay.
    pub fn reload(&self) -> Result<(), Error> {
        let fresh = read(&self.shared.trust, self.shared.crl.as_deref())?;
        *self.shared.current.write() = Arc::new(fresh);
        Ok(())
    }

    pub(super) fn current(&self) -> Arc<Loaded> {
        self.shared.current.read().clone()
    }
}

impl fmt::Debug for Roots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Roots({:?}, {} roots)", self.shared.trust, self.current().roots.len())
    }
}

fn read(trust: &Trust, crl: Option<&Path>) -> Result<Loaded, Error> {
    let (bytes, at) = match trust {
        Trust::DangerousAnybody => (Vec::new(), String::new()),
        Trust::Pem(text) => (text.clone().into_bytes(), "the given text".to_owned()),
        Trust::File(path) => (file(path)?, path.display().to_string()),
        Trust::System => {
            let found =
                SYSTEM_BUNDLES.iter().find_map(|path| Some((std::fs::read(path).ok()?, path)));
            let (bytes, path) = found.ok_or_else(|| {
                refuse("this system has no bundle of root certificates where one is expected")
                    .fix("install ca-certificates, or name a PEM file as roots")
            })?;
            (bytes, (*path).to_owned())
        }
    };
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let certificate =
            certificate.map_err(|error| refuse(format!("{at} is not a PEM file ({error})")))?;
        // A system bundle may hold one that webpki cannot use; the others still count.
        let added = roots.add(certificate);
        if let (Err(error), false) = (added, *trust == Trust::System) {
            return Err(refuse(format!("a root in {at} cannot be used ({error})")));
        }
    }
    let anybody = *trust == Trust::DangerousAnybody;
    if roots.is_empty() && !anybody {
        return Err(refuse(format!("{at} holds no root certificate"))
            .fix("put the roots that sign for the other side into it, as PEM"));
    }
    let crls = match crl {
        None => Vec::new(),
        Some(path) => CertificateRevocationListDer::pem_slice_iter(&file(path)?)
            .collect::<Result<_, _>>()
            .map_err(|error| {
                refuse(format!("{} holds no revocation list ({error})", path.display()))
            })?,
    };
    Ok(Loaded { anybody, roots: Arc::new(roots), crls })
}

fn file(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|error| {
        refuse(format!("{} cannot be read", path.display()))
            .fix("give the path of a readable PEM file")
            .with_source(error)
    })
}

fn refuse(text: impl Into<String>) -> Error {
    Error::new("TCC-SIP-0404", ErrorKind::Config, text)
}
