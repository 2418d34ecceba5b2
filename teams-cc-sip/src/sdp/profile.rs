//! What a side of the world wants of a description.

use super::{Codec, Suite};

/// How media is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Keying {
    /// `RTP/AVP` only.
    Clear,
    /// `RTP/SAVP` with SDES only: anything else is refused (DR-105, RS-56).
    Srtp,
    /// Offers `RTP/AVP`, answers whatever is offered, SRTP first.
    #[default]
    Either,
}

/// What a leg may offer and take: one per kind of peer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a trait of a peer, set by name")]
pub struct Profile {
    pub(super) keying: Keying,
    pub(super) codecs: Vec<Codec>,
    pub(super) suites: Vec<Suite>,
    pub(super) comfort_noise: bool,
    pub(super) mux: bool,
    pub(super) mux_fixed: bool,
    pub(super) hold_by_inactive: bool,
}

impl Profile {
    /// A carrier or a phone: G.711, RTP in the clear or SRTP as the other side likes.
    pub fn carrier() -> Self {
        Self {
            keying: Keying::Either,
            codecs: vec![Codec::Pcma, Codec::Pcmu],
            suites: vec![
                Suite::AesCm128HmacSha1_80,
                Suite::AesCm128HmacSha1_32,
                Suite::AeadAes256Gcm,
                Suite::AeadAes128Gcm,
                Suite::AesCm256HmacSha1_80,
            ],
            comfort_noise: false,
            mux: true,
            mux_fixed: false,
            hold_by_inactive: false,
        }
    }

    /// Teams Direct Routing: SDES with `AES_CM_128_HMAC_SHA1_80` only, hold by `inactive` only,
    /// RTCP multiplexing fixed for the life of the leg (DR-96, DR-105, DR-110, DR-125).
    pub fn direct_routing() -> Self {
        Self {
            keying: Keying::Srtp,
            codecs: vec![Codec::Pcma, Codec::Pcmu],
            suites: vec![Suite::AesCm128HmacSha1_80],
            comfort_noise: true,
            mux: true,
            mux_fixed: true,
            hold_by_inactive: true,
        }
    }

    /// How media is protected.
    pub fn keying(mut self, keying: Keying) -> Self {
        self.keying = keying;
        self
    }

    /// How media is protected, as set.
    pub fn protection(&self) -> Keying {
        self.keying
    }

    /// True if RTCP multiplexing never changes during a call.
    pub fn is_mux_fixed(&self) -> bool {
        self.mux_fixed
    }

    /// Which codecs, in order of preference. An empty list leaves the profile as it is.
    pub fn codecs(mut self, codecs: impl IntoIterator<Item = Codec>) -> Self {
        let codecs: Vec<_> = codecs.into_iter().collect();
        if !codecs.is_empty() {
            self.codecs = codecs;
        }
        self
    }

    /// Puts `codec` first: the leg to be bridged with another one speaks the other's law, so that
    /// samples are never touched.
    pub fn prefer(mut self, codec: Codec) -> Self {
        self.codecs.retain(|other| *other != codec);
        self.codecs.insert(0, codec);
        self
    }

    /// Which crypto suites are offered and taken, in order of preference.
    pub fn suites(mut self, suites: impl IntoIterator<Item = Suite>) -> Self {
        self.suites = suites.into_iter().collect();
        self
    }

    /// RTCP on a port of its own instead of multiplexed.
    pub fn without_rtcp_mux(mut self) -> Self {
        self.mux = false;
        self
    }
}
