//! Certificates: an authority per emulator and the leaves it gives out, good ones and bad ones.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, SerialNumber,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use teams_cc_core::{Error, ErrorKind, Rng};

use crate::folder::RunFolder;

/// What is wrong with a leaf, if anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// Nothing: valid for a year, server and client authentication.
    None,
    /// It ended yesterday.
    Expired,
    /// It begins tomorrow.
    NotYetValid,
    /// It names `wrong.example` only.
    WrongName,
    /// It lacks client authentication (DR-05).
    ServerOnly,
    /// An authority signed it that nobody trusts.
    UnknownAuthority,
}

/// A leaf with its chain and key.
#[derive(Clone)]
pub struct Leaf {
    chain_der: Vec<CertificateDer<'static>>,
    chain_pem: String,
    key_pem: String,
    key_der: Vec<u8>,
}

impl Leaf {
    /// Leaf first, authority last, as DER.
    pub fn chain(&self) -> Vec<CertificateDer<'static>> {
        self.chain_der.clone()
    }

    /// The private key, PKCS#8 DER.
    pub fn key(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key_der.clone()))
    }

    /// Leaf and authority as PEM.
    pub fn chain_pem(&self) -> &str {
        &self.chain_pem
    }

    /// The private key as PEM.
    pub fn key_pem(&self) -> &str {
        &self.key_pem
    }
}

impl std::fmt::Debug for Leaf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Leaf({} certificates)", self.chain_der.len())
    }
}

/// The authority of one emulator. Cheap to clone.
#[derive(Clone)]
pub struct Authority(Arc<Inner>);

struct Inner {
    issuer: Issuer<'static, &'static KeyPair>,
    der: CertificateDer<'static>,
    pem: String,
    rogue: Issuer<'static, &'static KeyPair>,
    serials: Mutex<Rng>,
    leaves: Mutex<HashMap<(Vec<String>, Flaw), Leaf>>,
    folder: RunFolder,
}

impl std::fmt::Debug for Authority {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Authority(..)")
    }
}

/// RSA keys are slow to make and these guard nothing, so one process makes each only once and all
/// its emulators share them. Certificates differ per emulator.
pub(crate) fn shared_key(slot: usize) -> Result<&'static KeyPair, Error> {
    static KEYS: [OnceLock<Result<KeyPair, String>>; 16] = [const { OnceLock::new() }; 16];
    let made = KEYS[slot % KEYS.len()].get_or_init(|| {
        // DR-07: RSA, at least 2048 bits.
        KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).map_err(|e| e.to_string())
    });
    made.as_ref().map_err(|why| failed(why.clone()))
}

/// Leaves remembered.
const MOST_LEAVES: usize = 1_000;
const AUTHORITY_KEY: usize = 0;
const LEAF_KEY: usize = 1;
const TRUNK_KEY: usize = 2;
const ROGUE_KEY: usize = 3;
/// Tokens are signed with these, one after the other; each ring begins with another one.
pub(crate) const SIGNING_KEYS: [usize; 12] = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

impl Authority {
    /// A fresh root, valid from yesterday for ten years.
    pub(crate) fn new(mut rng: Rng, folder: RunFolder) -> Result<Self, Error> {
        let key = shared_key(AUTHORITY_KEY)?;
        let params = root_params("teams-cc emulated root", &mut rng)?;
        let root = params.self_signed(key).map_err(|e| failed(e.to_string()))?;
        let rogue = root_params("nobody's root", &mut rng)?;
        Ok(Self(Arc::new(Inner {
            der: root.der().clone(),
            pem: root.pem(),
            issuer: Issuer::new(params, key),
            rogue: Issuer::new(rogue, shared_key(ROGUE_KEY)?),
            serials: Mutex::new(rng),
            leaves: Mutex::default(),
            folder,
        })))
    }

    /// The root's certificate as DER.
    pub fn root(&self) -> CertificateDer<'static> {
        self.0.der.clone()
    }

    /// The root's certificate as PEM.
    pub fn root_pem(&self) -> &str {
        &self.0.pem
    }

    /// A file with the root's certificate, in the run folder.
    pub fn root_file(&self) -> Result<PathBuf, Error> {
        self.0.folder.write("ca.pem", self.root_pem())
    }

    /// A good leaf for these names (DNS names or IP addresses).
    pub fn leaf(&self, names: &[&str]) -> Result<Leaf, Error> {
        self.flawed_leaf(names, Flaw::None)
    }

    /// A leaf for the vendor's trunk: the base name and one level below it (DR-06), with a key that
    /// the emulator's own servers do not use.
    pub fn trunk_leaf(&self, base: &str, flaw: Flaw) -> Result<Leaf, Error> {
        self.issue(&[base.to_owned(), format!("*.{base}")], flaw, TRUNK_KEY)
    }

    /// A leaf with something wrong.
    pub fn flawed_leaf(&self, names: &[&str], flaw: Flaw) -> Result<Leaf, Error> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        self.issue(&names, flaw, LEAF_KEY)
    }

    /// Files `NAME.crt` (whole chain) and `NAME.key` in the run folder.
    pub fn leaf_files(&self, name: &str, leaf: &Leaf) -> Result<(PathBuf, PathBuf), Error> {
        let certificate = self.0.folder.write(&format!("{name}.crt"), leaf.chain_pem())?;
        let key = self.0.folder.write(&format!("{name}.key"), leaf.key_pem())?;
        Ok((certificate, key))
    }

    fn issue(&self, names: &[String], flaw: Flaw, key_slot: usize) -> Result<Leaf, Error> {
        if let Some(known) = self.0.leaves.lock().get(&(names.to_vec(), flaw)) {
            return Ok(known.clone());
        }
        let key = shared_key(key_slot)?;
        let names_in_it =
            if flaw == Flaw::WrongName { vec!["wrong.example".to_owned()] } else { names.to_vec() };
        let mut params =
            CertificateParams::new(names_in_it.clone()).map_err(|e| failed(e.to_string()))?;
        if let Some(first) = names_in_it.first() {
            params.distinguished_name.push(DnType::CommonName, first.as_str());
        }
        params.serial_number = Some(serial(&mut self.0.serials.lock()));
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        if flaw != Flaw::ServerOnly {
            params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        }
        params.use_authority_key_identifier_extension = true;
        let (from, to) = match flaw {
            Flaw::Expired => (-30, -1),
            Flaw::NotYetValid => (2, 365),
            _ => (-1, 365),
        };
        valid(&mut params, from, to)?;
        let issuer = if flaw == Flaw::UnknownAuthority { &self.0.rogue } else { &self.0.issuer };
        let certificate = params.signed_by(key, issuer).map_err(|e| failed(e.to_string()))?;
        let mut chain_der = vec![certificate.der().clone()];
        let mut chain_pem = certificate.pem();
        if flaw != Flaw::UnknownAuthority {
            chain_der.push(self.root());
            chain_pem.push_str(self.root_pem());
        }
        let leaf = Leaf {
            chain_der,
            chain_pem,
            key_pem: key.serialize_pem(),
            key_der: key.serialize_der(),
        };
        let mut leaves = self.0.leaves.lock();
        if leaves.len() >= MOST_LEAVES {
            leaves.clear();
        }
        leaves.insert((names.to_vec(), flaw), leaf.clone());
        Ok(leaf)
    }
}

fn root_params(name: &str, rng: &mut Rng) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(Vec::new()).map_err(|e| failed(e.to_string()))?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.serial_number = Some(serial(rng));
    valid(&mut params, -1, 3650)?;
    Ok(params)
}

/// Valid between two midnights, as days from today.
fn valid(params: &mut CertificateParams, from: i64, to: i64) -> Result<(), Error> {
    let ((y, m, d), (to_y, to_m, to_d)) = (day(from)?, day(to)?);
    params.not_before = rcgen::date_time_ymd(y, m, d);
    params.not_after = rcgen::date_time_ymd(to_y, to_m, to_d);
    Ok(())
}

/// 16 octets, positive, never zero (RFC 5280 §4.1.2.2).
fn serial(rng: &mut Rng) -> SerialNumber {
    let mut octets = [0; 16];
    rng.fill(&mut octets);
    octets[0] = octets[0] & 0x7f | 0x40;
    SerialNumber::from_slice(&octets)
}

/// Year, month and day (UTC) so many days from today.
fn day(offset: i64) -> Result<(i32, u8, u8), Error> {
    use jiff::ToSpan as _;
    let today = jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date();
    let day = today.checked_add(offset.days()).map_err(|e| failed(e.to_string()))?;
    let (month, day_of_month) = (day.month().unsigned_abs(), day.day().unsigned_abs());
    Ok((i32::from(day.year()), month, day_of_month))
}

fn failed(why: String) -> Error {
    Error::new("TCC-EMU-0101", ErrorKind::Config, "a certificate cannot be made").cause(why)
}
