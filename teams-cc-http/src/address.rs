//! Addresses and the certificates behind them.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use url::Url;

use teams_cc_core::Error;

use crate::error;

/// Whether an address is on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

/// The certificates in a PEM, in their order.
///
/// # Errors
/// `TCC-HTTP-0101`: it is damaged, or holds none.
pub fn certificates(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, Error> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let read = read.map_err(|source| error::tls().with_source(source))?;
    if read.is_empty() {
        return Err(error::tls().cause("the PEM holds no certificate"));
    }
    Ok(read)
}
