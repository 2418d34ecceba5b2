//! `a=crypto`: RFC 4568 lines, their suites and keys.

use std::fmt::{self, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use teams_cc_core::Rng;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// An SRTP crypto suite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the registered names say what they are")]
pub enum Suite {
    AesCm128HmacSha1_80,
    AesCm128HmacSha1_32,
    AesCm256HmacSha1_80,
    AesCm256HmacSha1_32,
    AeadAes128Gcm,
    AeadAes256Gcm,
}

impl Suite {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::AesCm128HmacSha1_80,
        Self::AesCm128HmacSha1_32,
        Self::AesCm256HmacSha1_80,
        Self::AesCm256HmacSha1_32,
        Self::AeadAes128Gcm,
        Self::AeadAes256Gcm,
    ];

    /// The registered name (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2).
    pub const fn name(self) -> &'static str {
        match self {
            Self::AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
            Self::AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32",
            Self::AesCm256HmacSha1_80 => "AES_256_CM_HMAC_SHA1_80",
            Self::AesCm256HmacSha1_32 => "AES_256_CM_HMAC_SHA1_32",
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
        }
    }

    /// The suite of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name().eq_ignore_ascii_case(name))
    }

    /// Octets of the master key.
    pub const fn key_length(self) -> usize {
        match self {
            Self::AesCm128HmacSha1_80 | Self::AesCm128HmacSha1_32 | Self::AeadAes128Gcm => 16,
            _ => 32,
        }
    }

    /// Octets of the master salt.
    pub const fn salt_length(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 12,
            _ => 14,
        }
    }
}

/// A master key with its salt. It never prints itself and is wiped when dropped (DR-118).
#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey {
    bytes: [u8; 46],
    #[zeroize(skip)]
    suite: Suite,
}

impl MasterKey {
    /// A fresh one.
    pub fn random(suite: Suite, rng: &mut Rng) -> Self {
        let mut bytes = [0; 46];
        rng.fill(&mut bytes[..suite.key_length() + suite.salt_length()]);
        Self { bytes, suite }
    }

    /// From key and salt one behind the other; `None` if the length is not the suite's.
    pub fn from_bytes(suite: Suite, key_and_salt: &[u8]) -> Option<Self> {
        if key_and_salt.len() != suite.key_length() + suite.salt_length() {
            return None;
        }
        let mut bytes = [0; 46];
        bytes[..key_and_salt.len()].copy_from_slice(key_and_salt);
        Some(Self { bytes, suite })
    }

    fn from_base64(suite: Suite, text: &str) -> Option<Self> {
        let mut decoded = STANDARD.decode(text).ok()?;
        let key = Self::from_bytes(suite, &decoded);
        decoded.zeroize();
        key
    }

    /// Its suite.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// The key's octets; the call site is the place an auditor looks at.
    pub fn expose_key(&self) -> &[u8] {
        &self.bytes[..self.suite.key_length()]
    }

    /// The salt's octets.
    pub fn expose_salt(&self) -> &[u8] {
        let key = self.suite.key_length();
        &self.bytes[key..key + self.suite.salt_length()]
    }

    fn to_base64(&self) -> String {
        STANDARD.encode(&self.bytes[..self.suite.key_length() + self.suite.salt_length()])
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({}, ***)", self.suite.name())
    }
}

/// A master key identifier: its octets stand behind the payload of each packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Mki {
    value: u128,
    length: u8,
}

impl Mki {
    /// `None` unless `length` is 1 to 16 and holds `value`.
    pub fn new(value: u128, length: u8) -> Option<Self> {
        let fits = match length {
            1..=15 => value < 1 << (8 * u32::from(length)),
            length => length == 16,
        };
        fits.then_some(Self { value, length })
    }

    /// How many octets each packet carries.
    pub fn length(self) -> usize {
        usize::from(self.length)
    }

    /// The value, right-aligned in 16 octets.
    pub fn octets(self) -> [u8; 16] {
        self.value.to_be_bytes()
    }
}

/// One `a=crypto` line that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crypto {
    /// Number of the line; Teams starts at 0 and answers with numbers never offered (DR-115).
    pub tag: u32,
    /// The key; it knows its suite.
    pub key: MasterKey,
    /// Present if packets carry a key identifier.
    pub mki: Option<Mki>,
}

/// Why an `a=crypto` line is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CryptoRefused {
    /// A suite we do not have: look at the next line.
    #[error("unknown suite")]
    UnknownSuite,
    /// Not RFC 4568.
    #[error("malformed line")]
    Malformed,
    /// Key and salt have not the suite's length.
    #[error("key of a wrong length")]
    KeyLength,
    /// A session parameter that would weaken or change the packets.
    #[error("session parameter that is not spoken")]
    Parameter,
}

impl Crypto {
    /// Reads what stands behind `a=crypto:`.
    pub fn parse(value: &str) -> Result<Self, CryptoRefused> {
        let mut words = value.split_ascii_whitespace();
        // `a=crypto: SUITE …` has no tag: the blank directly behind the colon gives it away.
        if value.starts_with([' ', '\t']) {
            return Err(CryptoRefused::Malformed);
        }
        let tag = words.next().ok_or(CryptoRefused::Malformed)?;
        if tag.len() > 9 || !tag.bytes().all(|b| b.is_ascii_digit()) {
            return Err(CryptoRefused::Malformed);
        }
        let tag = tag.parse().map_err(|_| CryptoRefused::Malformed)?;
        let suite = words.next().ok_or(CryptoRefused::Malformed)?;
        let suite = Suite::named(suite).ok_or(CryptoRefused::UnknownSuite)?;

        let parameters = words.next().ok_or(CryptoRefused::Malformed)?;
        // Several keys in one line need several contexts for one stream; nobody sends them.
        let inline = parameters.strip_prefix("inline:").ok_or(CryptoRefused::Malformed)?;
        let mut parts = inline.split('|');
        let key = parts.next().unwrap_or_default();
        let key = MasterKey::from_base64(suite, key).ok_or(CryptoRefused::KeyLength)?;
        let mut mki = None;
        for (place, part) in parts.enumerate() {
            if let Some((value, length)) = part.split_once(':') {
                let value = value.parse().map_err(|_| CryptoRefused::Malformed)?;
                let length = length.parse().map_err(|_| CryptoRefused::Malformed)?;
                mki = Some(Mki::new(value, length).ok_or(CryptoRefused::Malformed)?);
            } else {
                // A lifetime: a number or a power of two. A call never reaches 2^31 packets.
                let digits = part.strip_prefix("2^").unwrap_or(part);
                if place > 0 || digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
                    return Err(CryptoRefused::Malformed);
                }
            }
        }
        for word in words {
            // WSH is a hint for the window; anything else would change what is on the wire, and
            // an unknown one without '-' must not be passed over (RFC 4568 §6.3).
            if !word.starts_with("WSH=") && (!word.starts_with('-') || word.contains("SRT")) {
                return Err(CryptoRefused::Parameter);
            }
        }
        Ok(Self { tag, key, mki })
    }

    /// The value of the attribute, with the lifetime 2^31 (DR-110).
    pub(super) fn to_value(&self) -> String {
        let suite = self.key.suite().name();
        let mut text = format!("{} {suite} inline:{}|2^31", self.tag, self.key.to_base64());
        if let Some(mki) = self.mki {
            let _ = write!(text, "|{}:{}", mki.value, mki.length);
        }
        text
    }
}
