//! SRTP and SRTCP: RFC 3711, RFC 6188 (AES-256), RFC 7714 (AES-GCM), without allocation.
//!
//! A [`Sender`] protects what one side sends with its master key, a [`Receiver`] checks what
//! arrives with the peer's. Both work in place, in a buffer with room for the trailer.
//!
//! A packet that fails leaves no trace: window, rollover counter and stream table only move after
//! the authentication (RS-50).

mod keys;
#[cfg(any(test, feature = "test-util"))]
pub mod steps;
mod stream;
#[cfg(test)]
mod tests;

use keys::SessionKeys;
use stream::{Streams, Window};

use crate::sdp::{Crypto, MasterKey, Mki};

/// Most octets that protection adds: a GCM tag, the SRTCP index and a key identifier.
pub const MAX_TRAILER: usize = 16 + 4 + 16;

/// The fixed part of an RTP header, and of an RTCP header with its first SSRC.
const RTP_HEADER: usize = 12;
const RTCP_HEADER: usize = 8;
/// The E flag of SRTCP: the packet is encrypted.
const ENCRYPTED: u32 = 0x8000_0000;

/// Why a packet is dropped. None of these ends a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SrtpError {
    /// Not RTP, or shorter than its own header says.
    #[error("malformed packet")]
    Malformed,
    /// The buffer has no room for the trailer.
    #[error("no room for the trailer")]
    NoRoom,
    /// The tag is wrong: forged, damaged, or made with another key.
    #[error("authentication failed")]
    Forged,
    /// Seen before, or too old to tell.
    #[error("replayed packet")]
    Replayed,
    /// The key has protected as many packets as it may (2^48, or 2^31 of RTCP).
    #[error("key exhausted")]
    Exhausted,
}

/// Protects what we send.
#[derive(Debug)]
pub struct Sender {
    keys: SessionKeys,
    streams: Streams,
    rtcp_index: u32,
    mki: Option<Mki>,
}

impl Sender {
    /// Starts with rollover counter 0 (DR-117).
    pub fn new(crypto: &Crypto) -> Self {
        Self::with_master(&crypto.key, crypto.mki)
    }

    /// Starts from a master key.
    pub fn with_master(key: &MasterKey, mki: Option<Mki>) -> Self {
        Self { keys: SessionKeys::derive(key), streams: Streams::new(0), rtcp_index: 0, mki }
    }

    /// Protects the RTP packet in `buffer[..length]`; gives its new length.
    ///
    /// A sequence number is never used twice, because that would repeat the key stream: the second
    /// one is [`SrtpError::Replayed`].
    pub fn protect(&mut self, buffer: &mut [u8], length: usize) -> Result<usize, SrtpError> {
        let head = Head::of(buffer.get(..length).ok_or(SrtpError::Malformed)?)?;
        let trailer = self.keys.rtp_tag() + self.mki.map_or(0, Mki::length);
        if buffer.len() < length + trailer {
            return Err(SrtpError::NoRoom);
        }
        let (place, index) = self.streams.index(head.ssrc, head.sequence);
        if index >= 1 << 48 {
            return Err(SrtpError::Exhausted);
        }
        self.streams.check(place, index)?;
        let end =
            self.keys.seal_rtp(&mut buffer[..length + trailer], &head, length, index, self.mki);
        self.streams.accept(place, head.ssrc, index);
        Ok(end)
    }

    /// Protects the RTCP packet in `buffer[..length]`; gives its new length.
    pub fn protect_rtcp(&mut self, buffer: &mut [u8], length: usize) -> Result<usize, SrtpError> {
        if length < RTCP_HEADER || buffer.len() < length {
            return Err(SrtpError::Malformed);
        }
        if buffer.len() < length + MAX_TRAILER {
            return Err(SrtpError::NoRoom);
        }
        if self.rtcp_index >= ENCRYPTED - 1 {
            return Err(SrtpError::Exhausted);
        }
        self.rtcp_index += 1;
        Ok(self.keys.seal_rtcp(buffer, length, self.rtcp_index, self.mki))
    }
}

/// Checks and opens what arrives.
#[derive(Debug)]
pub struct Receiver {
    keys: SessionKeys,
    streams: Streams,
    rtcp: Vec<(u32, Window)>,
    mki: Option<Mki>,
}

/// Most senders of RTCP whose replay windows are kept under one key.
const MAX_RTCP_SOURCES: usize = 8;

impl Receiver {
    /// Starts with rollover counter 0 (DR-117).
    pub fn new(crypto: &Crypto) -> Self {
        Self::with_master(&crypto.key, crypto.mki, 0)
    }

    /// Starts from a master key and a rollover counter known by other means.
    pub fn with_master(key: &MasterKey, mki: Option<Mki>, roc: u32) -> Self {
        Self { keys: SessionKeys::derive(key), streams: Streams::new(roc), rtcp: Vec::new(), mki }
    }

    /// Opens the SRTP packet in place; gives the length of the RTP packet.
    pub fn unprotect(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let head = Head::of(packet)?;
        let trailer = self.keys.rtp_tag() + self.mki.map_or(0, Mki::length);
        if packet.len() < head.payload + trailer {
            return Err(SrtpError::Malformed);
        }
        let (place, index) = self.streams.index(head.ssrc, head.sequence);
        self.streams.check(place, index)?;
        let end = self.keys.open_rtp(packet, &head, index, self.mki)?;
        self.streams.accept(place, head.ssrc, index);
        Ok(end)
    }

    /// Opens the SRTCP packet in place; gives the length of the RTCP packet.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let trailer = 4 + self.keys.rtcp_tag() + self.mki.map_or(0, Mki::length);
        if packet.len() < RTCP_HEADER + trailer || packet[0] >> 6 != 2 {
            return Err(SrtpError::Malformed);
        }
        let ssrc = be32(packet, 4);
        let word = self.keys.rtcp_word(packet, self.mki);
        let index = u64::from(word & !ENCRYPTED);
        let place = self.rtcp.iter().position(|(known, _)| *known == ssrc);
        if let Some(place) = place {
            self.rtcp[place].1.check(index)?;
        }
        let end = self.keys.open_rtcp(packet, word, self.mki)?;
        if let Some(place) = place {
            self.rtcp[place].1.accept(index);
        } else {
            if self.rtcp.len() == MAX_RTCP_SOURCES {
                self.rtcp.remove(0);
            }
            self.rtcp.push((ssrc, Window::starting(index)));
        }
        Ok(end)
    }
}

/// What protection needs of an RTP header.
struct Head {
    sequence: u16,
    ssrc: u32,
    /// Where the payload starts: behind CSRCs and extension.
    payload: usize,
}

impl Head {
    fn of(packet: &[u8]) -> Result<Self, SrtpError> {
        if packet.len() < RTP_HEADER || packet[0] >> 6 != 2 {
            return Err(SrtpError::Malformed);
        }
        let mut payload = RTP_HEADER + 4 * usize::from(packet[0] & 0x0f);
        if packet[0] & 0x10 != 0 {
            let extension = packet.get(payload + 2..payload + 4).ok_or(SrtpError::Malformed)?;
            payload += 4 + 4 * usize::from(u16::from_be_bytes([extension[0], extension[1]]));
        }
        if packet.len() < payload {
            return Err(SrtpError::Malformed);
        }
        Ok(Self {
            sequence: u16::from_be_bytes([packet[2], packet[3]]),
            ssrc: be32(packet, 8),
            payload,
        })
    }
}

fn be32(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}
