//! The steps inside SRTP, for vectors that give session keys or ask for key streams.

use super::keys::given;
use super::stream::Streams;
use super::{Receiver, Sender};
use crate::sdp::MasterKey;

/// A sender whose AES-GCM session key and salt are given, as in RFC 7714 §16 and §17; its next
/// RTCP packet has the index `rtcp_index`.
pub fn gcm_sender(key: &[u8], salt: &[u8; 12], rtcp_index: u32) -> Sender {
    Sender {
        keys: given::gcm(key, salt),
        streams: Streams::new(0),
        rtcp_index: rtcp_index.saturating_sub(1),
        mki: None,
    }
}

/// The receiver of [`gcm_sender`].
pub fn gcm_receiver(key: &[u8], salt: &[u8; 12]) -> Receiver {
    Receiver { keys: given::gcm(key, salt), streams: Streams::new(0), rtcp: Vec::new(), mki: None }
}

/// A sender whose rollover counter starts at `roc`.
pub fn sender_at(key: &MasterKey, roc: u32) -> Sender {
    Sender { streams: Streams::new(roc), ..Sender::with_master(key, None) }
}

/// Block `block` of the key stream for SSRC 0 and index 0 (RFC 3711 appendix B.2).
pub fn key_stream(session_key: &[u8], session_salt: &[u8; 14], block: u16) -> [u8; 16] {
    given::key_stream(session_key, session_salt, block)
}

/// `length` octets of the session key with a label (RFC 3711 appendix B.3).
pub fn derived(master: &MasterKey, label: u8, length: usize) -> Vec<u8> {
    given::derived(master, label, length)
}
