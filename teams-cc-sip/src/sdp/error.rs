//! Why a description is of no use, and which status says so.

use teams_cc_core::{Error, ErrorKind};

/// Why an offer or an answer cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SdpError {
    /// Not a session description. Status 400.
    #[error("the session description cannot be read: {0}")]
    Unreadable(String),
    /// Beyond a limit of RS-08. Status 400.
    #[error("the session description has too many {0}")]
    TooMany(&'static str),
    /// No audio line that is switched on. Status 488.
    #[error("there is no audio line")]
    NoAudio,
    /// No codec that both sides have. Status 488.
    #[error("there is no common codec (offered: {0})")]
    NoCodec(String),
    /// The line has no address, or one that is not an IP address. Status 488.
    #[error("the audio line has no usable address: {0}")]
    NoAddress(String),
    /// Media in the clear where SRTP is required (DR-105, RS-56). Status 488.
    #[error("SRTP is required, {0} is not")]
    SrtpRequired(String),
    /// SRTP where this leg speaks RTP in the clear only. Status 488.
    #[error("{0} is not spoken on this leg, RTP/AVP is")]
    ClearRequired(String),
    /// `RTP/SAVP` without a key that can be used (RS-56). Status 488.
    #[error("no a=crypto line can be used")]
    NoUsableKey,
    /// RTCP multiplexing changed in mid-call (DR-125). Status 488.
    #[error("RTCP multiplexing cannot change during a call")]
    MuxChanged,
    /// The answer switched the audio off.
    #[error("the answer refuses the audio line")]
    Refused,
    /// There is no offer of ours that this could answer.
    #[error("an answer came without an offer")]
    NoOffer,
}

impl SdpError {
    /// The SIP status with which a request carrying such an offer is refused.
    pub fn status(&self) -> u16 {
        match self {
            Self::Unreadable(_) | Self::TooMany(_) => 400,
            _ => 488,
        }
    }

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "TCC-SIP-0601",
            Self::TooMany(_) => "TCC-SIP-0602",
            Self::NoAudio => "TCC-SIP-0603",
            Self::NoCodec(_) => "TCC-SIP-0604",
            Self::NoAddress(_) => "TCC-SIP-0605",
            Self::SrtpRequired(_) => "TCC-SIP-0606",
            Self::ClearRequired(_) => "TCC-SIP-0607",
            Self::NoUsableKey => "TCC-SIP-0608",
            Self::MuxChanged => "TCC-SIP-0609",
            Self::Refused => "TCC-SIP-0610",
            Self::NoOffer => "TCC-SIP-0611",
        }
    }
}

impl From<SdpError> for Error {
    fn from(error: SdpError) -> Self {
        Self::new(error.code(), ErrorKind::Protocol, error.to_string())
    }
}
