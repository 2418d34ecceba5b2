//! Codecs and payload formats.

use std::fmt;

/// An audio codec that this stack codes and decodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Codec {
    /// G.711 µ-law, static payload type 0.
    Pcmu,
    /// G.711 A-law, static payload type 8.
    Pcma,
    /// G.722 at 64 kbit/s, static payload type 9; its clock rate is 8000 by RFC 3551 §4.5.2.
    G722,
}

impl Codec {
    /// The static payload type of RFC 3551.
    pub const fn payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
            Self::G722 => 9,
        }
    }

    /// The name in `a=rtpmap`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
        }
    }

    /// The codec of a name and clock rate, in any case.
    pub fn named(name: &str, clock_rate: u32) -> Option<Self> {
        [Self::Pcmu, Self::Pcma, Self::G722]
            .into_iter()
            .find(|codec| clock_rate == 8000 && codec.name().eq_ignore_ascii_case(name))
    }

    /// True for the two laws of G.711, which convert into each other by table.
    pub const fn is_g711(self) -> bool {
        matches!(self, Self::Pcmu | Self::Pcma)
    }
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One number of an `m=` line with what `a=rtpmap` and `a=fmtp` say of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Format {
    /// 0 to 127.
    pub payload_type: u8,
    /// Encoding name as written, or the static name of RFC 3551; empty if neither is known.
    pub name: String,
    /// Clock rate; 0 if unknown.
    pub clock_rate: u32,
    /// What `a=fmtp` says, as written.
    pub parameters: String,
}

impl Format {
    /// What a number means without `a=rtpmap`.
    pub(super) fn statically(payload_type: u8) -> Self {
        let (name, clock_rate) = match payload_type {
            0 => ("PCMU", 8000),
            8 => ("PCMA", 8000),
            9 => ("G722", 8000),
            13 => ("CN", 8000),
            18 => ("G729", 8000),
            _ => ("", 0),
        };
        Self { payload_type, name: name.to_owned(), clock_rate, parameters: String::new() }
    }

    /// The codec, if it is one of ours.
    pub fn codec(&self) -> Option<Codec> {
        Codec::named(&self.name, self.clock_rate)
    }

    /// RFC 4733 events at the clock of our codecs (DR-122).
    pub fn is_event(&self) -> bool {
        self.name.eq_ignore_ascii_case("telephone-event") && self.clock_rate == 8000
    }

    /// RFC 3389 comfort noise, at any clock rate (DR-123).
    pub fn is_comfort_noise(&self) -> bool {
        self.name.eq_ignore_ascii_case("CN")
    }
}
