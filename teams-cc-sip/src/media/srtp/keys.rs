//! Session keys: derivation, sealing, opening.

use std::fmt;

use aes::cipher::{
    BlockCipherEncrypt, InnerIvInit, KeyInit, StreamCipher, StreamCipherCoreWrapper,
};
use aes::{Aes128, Aes256};
use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use hmac::{Hmac, Mac};
use sha1::Sha1;
use zeroize::Zeroizing;

use super::{ENCRYPTED, Head, RTCP_HEADER, SrtpError, be32};
use crate::sdp::{MasterKey, Mki, Suite};

type HmacSha1 = Hmac<Sha1>;

/// Octets of an SRTCP tag: 80 bits for every suite with HMAC (RFC 4568 §6.2).
const RTCP_HMAC_TAG: usize = 10;
const GCM_TAG: usize = 16;

/// The labels of RFC 3711 §4.3.1.
mod label {
    pub(super) const RTP_CIPHER: u8 = 0;
    pub(super) const RTP_AUTH: u8 = 1;
    pub(super) const RTP_SALT: u8 = 2;
    pub(super) const RTCP_CIPHER: u8 = 3;
    pub(super) const RTCP_AUTH: u8 = 4;
    pub(super) const RTCP_SALT: u8 = 5;
}

enum Cipher {
    Cm128(Box<Aes128>),
    Cm256(Box<Aes256>),
    Gcm128(Box<Aes128Gcm>),
    Gcm256(Box<Aes256Gcm>),
}

/// The keys of one protocol (RTP or RTCP).
struct Part {
    cipher: Cipher,
    salt: Zeroizing<[u8; 14]>,
    /// Keyed once, cloned for each packet: half the work of an HMAC over a short message.
    auth: Option<Box<HmacSha1>>,
    tag: usize,
}

/// The keys that a master key gives (key derivation rate 0).
pub(super) struct SessionKeys {
    rtp: Part,
    rtcp: Part,
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionKeys(***)")
    }
}

impl SessionKeys {
    pub(super) fn derive(master: &MasterKey) -> Self {
        let rtp = Part::derive(master, [label::RTP_CIPHER, label::RTP_AUTH, label::RTP_SALT]);
        let mut rtcp =
            Part::derive(master, [label::RTCP_CIPHER, label::RTCP_AUTH, label::RTCP_SALT]);
        if rtcp.auth.is_some() {
            rtcp.tag = RTCP_HMAC_TAG;
        }
        Self { rtp, rtcp }
    }

    pub(super) fn rtp_tag(&self) -> usize {
        self.rtp.tag
    }

    pub(super) fn rtcp_tag(&self) -> usize {
        self.rtcp.tag
    }

    /// `buffer` ends with the room for the trailer.
    pub(super) fn seal_rtp(
        &self,
        buffer: &mut [u8],
        head: &Head,
        length: usize,
        index: u64,
        mki: Option<Mki>,
    ) -> usize {
        let (packet, trailer) = buffer.split_at_mut(length);
        let (header, payload) = packet.split_at_mut(head.payload);
        if let Some(auth) = &self.rtp.auth {
            self.rtp.key_stream(head.ssrc, index, payload);
            // Payload, key identifier, tag; the identifier is not authenticated (RFC 3711 §3.1).
            let trailer = write_mki(trailer, mki);
            let tag = sum(auth, &[packet, &((index >> 16) as u32).to_be_bytes()]);
            trailer[..self.rtp.tag].copy_from_slice(&tag[..self.rtp.tag]);
        } else {
            let nonce = self.rtp.rtp_nonce(head.ssrc, index);
            let tag = self.rtp.gcm_seal(&nonce, header, payload);
            trailer[..GCM_TAG].copy_from_slice(&tag);
            write_mki(&mut trailer[GCM_TAG..], mki);
        }
        length + self.rtp.tag + mki.map_or(0, Mki::length)
    }

    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        head: &Head,
        index: u64,
        mki: Option<Mki>,
    ) -> Result<usize, SrtpError> {
        let extra = mki.map_or(0, Mki::length);
        let end = packet.len() - self.rtp.tag - extra;
        let (packet, trailer) = packet.split_at_mut(end);
        if let Some(auth) = &self.rtp.auth {
            let given = &trailer[extra..];
            let tag = sum(auth, &[packet, &((index >> 16) as u32).to_be_bytes()]);
            if !same_mki(trailer, mki) || !same(given, &tag[..self.rtp.tag]) {
                return Err(SrtpError::Forged);
            }
            self.rtp.key_stream(head.ssrc, index, &mut packet[head.payload..]);
        } else {
            let (header, payload) = packet.split_at_mut(head.payload);
            let nonce = self.rtp.rtp_nonce(head.ssrc, index);
            if !same_mki(&trailer[GCM_TAG..], mki) {
                return Err(SrtpError::Forged);
            }
            self.rtp.gcm_open(&nonce, header, payload, &trailer[..GCM_TAG])?;
        }
        Ok(end)
    }

    pub(super) fn seal_rtcp(
        &self,
        buffer: &mut [u8],
        length: usize,
        index: u32,
        mki: Option<Mki>,
    ) -> usize {
        let ssrc = be32(buffer, 4);
        let word = (ENCRYPTED | index).to_be_bytes();
        let extra = mki.map_or(0, Mki::length);
        if let Some(auth) = &self.rtcp.auth {
            self.rtcp.key_stream(ssrc, u64::from(index), &mut buffer[RTCP_HEADER..length]);
            buffer[length..length + 4].copy_from_slice(&word);
            let tag = sum(auth, &[&buffer[..length + 4]]);
            let trailer = write_mki(&mut buffer[length + 4..], mki);
            trailer[..self.rtcp.tag].copy_from_slice(&tag[..self.rtcp.tag]);
        } else {
            let nonce = self.rtcp.rtcp_nonce(ssrc, index);
            let mut data = [0; RTCP_HEADER + 4];
            data[..RTCP_HEADER].copy_from_slice(&buffer[..RTCP_HEADER]);
            data[RTCP_HEADER..].copy_from_slice(&word);
            let tag = self.rtcp.gcm_seal(&nonce, &data, &mut buffer[RTCP_HEADER..length]);
            buffer[length..length + GCM_TAG].copy_from_slice(&tag);
            buffer[length + GCM_TAG..length + GCM_TAG + 4].copy_from_slice(&word);
            write_mki(&mut buffer[length + GCM_TAG + 4..], mki);
        }
        length + self.rtcp.tag + 4 + extra
    }

    /// The word with E flag and index; the caller has checked the length.
    pub(super) fn rtcp_word(&self, packet: &[u8], mki: Option<Mki>) -> u32 {
        let behind =
            mki.map_or(0, Mki::length) + if self.rtcp.auth.is_some() { self.rtcp.tag } else { 0 };
        be32(packet, packet.len() - behind - 4)
    }

    pub(super) fn open_rtcp(
        &self,
        packet: &mut [u8],
        word: u32,
        mki: Option<Mki>,
    ) -> Result<usize, SrtpError> {
        let extra = mki.map_or(0, Mki::length);
        let ssrc = be32(packet, 4);
        let index = word & !ENCRYPTED;
        let end = packet.len() - self.rtcp.tag - 4 - extra;
        if let Some(auth) = &self.rtcp.auth {
            let (signed, trailer) = packet.split_at_mut(end + 4);
            let tag = sum(auth, &[signed]);
            if !same_mki(trailer, mki) || !same(&trailer[extra..], &tag[..self.rtcp.tag]) {
                return Err(SrtpError::Forged);
            }
            if word & ENCRYPTED != 0 {
                self.rtcp.key_stream(ssrc, u64::from(index), &mut signed[RTCP_HEADER..end]);
            }
            return Ok(end);
        }
        let nonce = self.rtcp.rtcp_nonce(ssrc, index);
        let (body, trailer) = packet.split_at_mut(end);
        if !same_mki(&trailer[GCM_TAG + 4..], mki) {
            return Err(SrtpError::Forged);
        }
        let tag = &trailer[..GCM_TAG];
        if word & ENCRYPTED != 0 {
            let (header, payload) = body.split_at_mut(RTCP_HEADER);
            let mut data = [0; RTCP_HEADER + 4];
            data[..RTCP_HEADER].copy_from_slice(header);
            data[RTCP_HEADER..].copy_from_slice(&word.to_be_bytes());
            self.rtcp.gcm_open(&nonce, &data, payload, tag)?;
        } else {
            // Signed only: everything is associated data (RFC 7714 §9.2). Rare; it may allocate.
            let mut data = body.to_vec();
            data.extend_from_slice(&word.to_be_bytes());
            self.rtcp.gcm_open(&nonce, &data, &mut [], tag)?;
        }
        Ok(end)
    }
}

impl Part {
    fn derive(master: &MasterKey, [cipher, auth, salt]: [u8; 3]) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        let key = &mut key[..master.suite().key_length()];
        derive(master, cipher, key);
        let mut session_salt = Zeroizing::new([0; 14]);
        derive(master, salt, &mut session_salt[..master.suite().salt_length()]);
        let mut auth_key = Zeroizing::new([0; 20]);
        derive(master, auth, &mut auth_key[..]);
        let hmac = || Hmac::new_from_slice(&auth_key[..]).ok().map(Box::new);
        let (cipher, auth, tag) = match master.suite() {
            Suite::AesCm128HmacSha1_80 => (Cipher::Cm128(Box::new(aes128(key))), hmac(), 10),
            Suite::AesCm128HmacSha1_32 => (Cipher::Cm128(Box::new(aes128(key))), hmac(), 4),
            Suite::AesCm256HmacSha1_80 => (Cipher::Cm256(Box::new(aes256(key))), hmac(), 10),
            Suite::AesCm256HmacSha1_32 => (Cipher::Cm256(Box::new(aes256(key))), hmac(), 4),
            Suite::AeadAes128Gcm => {
                (Cipher::Gcm128(Box::new(Aes128Gcm::from(aes128(key)))), None, GCM_TAG)
            }
            Suite::AeadAes256Gcm => {
                (Cipher::Gcm256(Box::new(Aes256Gcm::from(aes256(key)))), None, GCM_TAG)
            }
        };
        Self { cipher, salt: session_salt, auth, tag }
    }

    /// AES in counter mode over `data` (RFC 3711 §4.1.1).
    fn key_stream(&self, ssrc: u32, index: u64, data: &mut [u8]) {
        let iv = counter_block(&self.salt, ssrc, index);
        match &self.cipher {
            Cipher::Cm128(aes) => counter_mode(&**aes, &iv, data),
            Cipher::Cm256(aes) => counter_mode(&**aes, &iv, data),
            // Suites with GCM never come here: they have no HMAC.
            Cipher::Gcm128(_) | Cipher::Gcm256(_) => debug_assert!(false, "no counter mode"),
        }
    }

    /// RFC 7714 §8.1.
    fn rtp_nonce(&self, ssrc: u32, index: u64) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
        nonce[6..].copy_from_slice(&index.to_be_bytes()[2..]);
        self.salted(nonce)
    }

    /// RFC 7714 §9.1.
    fn rtcp_nonce(&self, ssrc: u32, index: u32) -> [u8; 12] {
        let mut nonce = [0; 12];
        nonce[2..6].copy_from_slice(&ssrc.to_be_bytes());
        nonce[8..].copy_from_slice(&index.to_be_bytes());
        self.salted(nonce)
    }

    fn salted(&self, mut nonce: [u8; 12]) -> [u8; 12] {
        nonce.iter_mut().zip(self.salt.iter()).for_each(|(n, s)| *n ^= s);
        nonce
    }

    fn gcm_seal(&self, nonce: &[u8; 12], data: &[u8], payload: &mut [u8]) -> [u8; GCM_TAG] {
        let sealed = match &self.cipher {
            Cipher::Gcm128(gcm) => gcm.encrypt_inout_detached(nonce.into(), data, payload.into()),
            Cipher::Gcm256(gcm) => gcm.encrypt_inout_detached(nonce.into(), data, payload.into()),
            Cipher::Cm128(_) | Cipher::Cm256(_) => Err(aes_gcm::Error),
        };
        debug_assert!(sealed.is_ok(), "a datagram is never too long for GCM");
        // A tag of zeros cannot be right: the packet would be dropped, never sent in the clear.
        sealed.map_or([0; GCM_TAG], Into::into)
    }

    fn gcm_open(
        &self,
        nonce: &[u8; 12],
        data: &[u8],
        payload: &mut [u8],
        tag: &[u8],
    ) -> Result<(), SrtpError> {
        let tag: [u8; GCM_TAG] = tag.try_into().map_err(|_| SrtpError::Malformed)?;
        let (payload, tag) = (payload.into(), (&tag).into());
        match &self.cipher {
            Cipher::Gcm128(gcm) => gcm.decrypt_inout_detached(nonce.into(), data, payload, tag),
            Cipher::Gcm256(gcm) => gcm.decrypt_inout_detached(nonce.into(), data, payload, tag),
            Cipher::Cm128(_) | Cipher::Cm256(_) => Err(aes_gcm::Error),
        }
        .map_err(|_| SrtpError::Forged)
    }
}

fn aes128(key: &[u8]) -> Aes128 {
    let mut whole = Zeroizing::new([0; 16]);
    whole.copy_from_slice(key);
    Aes128::new((&*whole).into())
}

fn aes256(key: &[u8]) -> Aes256 {
    let mut whole = Zeroizing::new([0; 32]);
    whole.copy_from_slice(key);
    Aes256::new((&*whole).into())
}

fn counter_mode<C>(aes: &C, iv: &[u8; 16], data: &mut [u8])
where
    C: BlockCipherEncrypt + aes::cipher::BlockSizeUser<BlockSize = aes::cipher::consts::U16>,
{
    // 32 counter bits are enough: the last 16 start at zero and count at most 2^16 blocks.
    let core = ctr::CtrCore::<&C, ctr::flavors::Ctr32BE>::inner_iv_init(aes, iv.into());
    StreamCipherCoreWrapper::from_core(core).apply_keystream(data);
}

/// `(salt << 16) ^ (ssrc << 64) ^ (index << 16)`.
fn counter_block(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut salted = [0; 16];
    salted[..14].copy_from_slice(salt);
    let block = u128::from_be_bytes(salted) ^ u128::from(ssrc) << 64 ^ u128::from(index) << 16;
    block.to_be_bytes()
}

/// RFC 3711 §4.3: the key stream at the salt with the label in octet 7. A salt of 12 octets has
/// two zero octets behind it (RFC 7714 §11).
fn derive(master: &MasterKey, label: u8, out: &mut [u8]) {
    let mut iv = [0; 16];
    let salt = master.expose_salt();
    iv[..salt.len()].copy_from_slice(salt);
    iv[7] ^= label;
    out.fill(0);
    match master.suite().key_length() {
        16 => counter_mode(&aes128(master.expose_key()), &iv, out),
        _ => counter_mode(&aes256(master.expose_key()), &iv, out),
    }
}

fn sum(auth: &HmacSha1, parts: &[&[u8]]) -> [u8; 20] {
    let mut mac = auth.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

/// Compares without telling by its time where the difference is.
fn same(given: &[u8], right: &[u8]) -> bool {
    let difference = given.iter().zip(right).fold(0, |all, (a, b)| all | (a ^ b));
    given.len() == right.len() && std::hint::black_box(difference) == 0
}

fn same_mki(trailer: &[u8], mki: Option<Mki>) -> bool {
    mki.is_none_or(|mki| trailer[..mki.length()] == mki.octets()[16 - mki.length()..])
}

/// Writes the identifier and gives the room behind it.
fn write_mki(trailer: &mut [u8], mki: Option<Mki>) -> &mut [u8] {
    let Some(mki) = mki else { return trailer };
    let (here, behind) = trailer.split_at_mut(mki.length());
    here.copy_from_slice(&mki.octets()[16 - mki.length()..]);
    behind
}

/// Session keys given instead of derived, and steps of the derivation, for published vectors.
#[cfg(any(test, feature = "test-util"))]
pub(super) mod given {
    use super::{Aes128, Aes128Gcm, Aes256, Aes256Gcm, Cipher, GCM_TAG, Part, SessionKeys};
    use super::{Zeroizing, aes128, aes256, counter_block, counter_mode, derive};
    use crate::sdp::MasterKey;

    pub(in super::super) fn gcm(key: &[u8], salt: &[u8; 12]) -> SessionKeys {
        let part = || {
            let cipher = match key.len() {
                16 => Cipher::Gcm128(Box::new(Aes128Gcm::from(aes128(key)))),
                _ => Cipher::Gcm256(Box::new(Aes256Gcm::from(aes256(key)))),
            };
            let mut whole = Zeroizing::new([0; 14]);
            whole[..12].copy_from_slice(salt);
            Part { cipher, salt: whole, auth: None, tag: GCM_TAG }
        };
        SessionKeys { rtp: part(), rtcp: part() }
    }

    pub(in super::super) fn key_stream(key: &[u8], salt: &[u8; 14], block: u16) -> [u8; 16] {
        let mut stream = vec![0; 16 * (usize::from(block) + 1)];
        let iv = counter_block(salt, 0, 0);
        match key.len() {
            16 => counter_mode::<Aes128>(&aes128(key), &iv, &mut stream),
            _ => counter_mode::<Aes256>(&aes256(key), &iv, &mut stream),
        }
        let mut last = [0; 16];
        last.copy_from_slice(&stream[16 * usize::from(block)..]);
        last
    }

    pub(in super::super) fn derived(master: &MasterKey, label: u8, length: usize) -> Vec<u8> {
        let mut out = vec![0; length];
        derive(master, label, &mut out);
        out
    }
}
