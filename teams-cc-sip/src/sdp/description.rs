//! A received description, typed.

use std::net::{IpAddr, SocketAddr};

use super::codec::Format;
use super::crypto::{Crypto, CryptoRefused};
use super::{MAX_CRYPTO, MAX_LINES, MAX_MEDIA, SdpError};

/// Which way media flows, seen from the side that wrote the description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Both ways.
    #[default]
    SendRecv,
    /// The writer sends only.
    SendOnly,
    /// The writer receives only.
    RecvOnly,
    /// Neither: hold, as Teams understands it (DR-96).
    Inactive,
}

impl Direction {
    /// The attribute's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    fn named(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive]
            .into_iter()
            .find(|direction| direction.name().eq_ignore_ascii_case(name))
    }

    /// True if the writer sends.
    pub const fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// True if the writer receives.
    pub const fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The direction that sends and receives as said.
    pub const fn of(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// The same flow seen from the other side.
    pub const fn reversed(self) -> Self {
        Self::of(self.receives(), self.sends())
    }

    /// What both allow.
    pub const fn and(self, other: Self) -> Self {
        Self::of(self.sends() && other.sends(), self.receives() && other.receives())
    }
}

/// The protocol of an `m=` line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transport {
    /// `RTP/AVP`, `RTP/AVPF`: in the clear.
    Clear,
    /// `RTP/SAVP`, also with the prefixes that Teams writes in bypass offers (DR-105).
    Srtp,
    /// Anything else.
    Other(String),
}

impl Transport {
    fn named(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "RTP/AVP" | "RTP/AVPF" => Self::Clear,
            "RTP/SAVP" | "RTP/SAVPF" | "UDP/TLS/RTP/SAVP" | "UDP/TLS/RTP/SAVPF" => Self::Srtp,
            _ => Self::Other(name.to_owned()),
        }
    }
}

/// One `m=` line with its attributes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediaLine {
    /// `audio`, `video`, …, as written.
    pub kind: String,
    /// Where media goes; 0 switches the line off.
    pub port: u16,
    /// Protocol as written, to be given back in the answer.
    pub protocol: String,
    /// The protocol's meaning.
    pub transport: Transport,
    /// The list of formats as written.
    pub formats_text: String,
    /// The numbers of the list; words between them are passed over (DR-103).
    pub formats: Vec<Format>,
    /// The address of this line or of the session.
    pub address: Option<IpAddr>,
    /// The address as written, if it is no IP address.
    pub address_text: String,
    /// Where `a=rtcp` sends RTCP.
    pub rtcp: Option<(u16, Option<IpAddr>)>,
    /// `a=rtcp-mux`.
    pub mux: bool,
    /// The direction of the line or of the session.
    pub direction: Direction,
    /// `a=ptime`, if it is 1 to 200 (RS-11).
    pub ptime_ms: Option<u8>,
    /// `a=maxptime`, likewise.
    pub maxptime_ms: Option<u8>,
    /// Each `a=crypto` line, read or refused.
    pub crypto: Vec<Result<Crypto, CryptoRefused>>,
}

impl MediaLine {
    /// Where RTP goes; `None` without an address, or with `0.0.0.0` (an old way to hold).
    pub fn rtp(&self) -> Option<SocketAddr> {
        let address = self.address.filter(|address| !address.is_unspecified())?;
        Some(SocketAddr::new(address, self.port))
    }

    /// Where RTCP goes.
    pub fn rtcp(&self, mux: bool) -> Option<SocketAddr> {
        let rtp = self.rtp()?;
        if mux {
            return Some(rtp);
        }
        let (port, address) = self.rtcp.unwrap_or((self.port.saturating_add(1), None));
        Some(SocketAddr::new(address.unwrap_or(rtp.ip()), port))
    }

    /// True if the other side holds in one of the four ways (DR-96).
    pub fn is_hold(&self) -> bool {
        !self.direction.receives() || self.address.is_some_and(|address| address.is_unspecified())
    }
}

/// A session description as far as a call cares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description {
    /// `o=`'s session id, a number of any length.
    pub session_id: String,
    /// `o=`'s version.
    pub version: u64,
    /// The `m=` lines in their order.
    pub media: Vec<MediaLine>,
}

impl Description {
    /// Reads a description.
    ///
    /// What is not understood is passed over (DR-103, DR-108); what exceeds a limit is refused.
    pub fn parse(body: &[u8]) -> Result<Self, SdpError> {
        let cleaned = clean(body)?;
        let session = sdp_types::Session::parse(cleaned.as_bytes())
            .map_err(|error| SdpError::Unreadable(error.to_string()))?;
        if session.medias.len() > MAX_MEDIA {
            return Err(SdpError::TooMany("media lines"));
        }
        let connection = session.connection.as_ref().map(|c| c.connection_address.as_str());
        let direction = session.attributes.iter().find_map(|a| Direction::named(&a.attribute));
        let media = session
            .medias
            .iter()
            .map(|media| media_line(media, connection, direction.unwrap_or_default()))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            session_id: session.origin.sess_id.clone(),
            version: session.origin.sess_version,
            media,
        })
    }
}

/// Takes away what no grammar has and some peers send: blanks at line ends, lines that are no
/// `x=` lines, octets that are not UTF-8.
fn clean(body: &[u8]) -> Result<String, SdpError> {
    let text = String::from_utf8_lossy(body);
    let mut cleaned = String::with_capacity(text.len());
    for (count, line) in text.split(['\n', '\r']).filter(|line| !line.is_empty()).enumerate() {
        if count >= MAX_LINES {
            return Err(SdpError::TooMany("lines"));
        }
        let line = line.trim_end_matches([' ', '\t', '\0']);
        if line.as_bytes().get(1) == Some(&b'=') && !line.contains('\0') {
            cleaned.push_str(line);
            cleaned.push_str("\r\n");
        }
    }
    Ok(cleaned)
}

fn media_line(
    media: &sdp_types::Media,
    session_connection: Option<&str>,
    session_direction: Direction,
) -> Result<MediaLine, SdpError> {
    let address = media.connections.first().map(|c| c.connection_address.as_str());
    let address_text = address.or(session_connection).unwrap_or_default();
    let mut line = MediaLine {
        kind: media.media.clone(),
        port: media.port,
        protocol: media.proto.clone(),
        transport: Transport::named(&media.proto),
        formats_text: media.fmt.clone(),
        formats: Vec::new(),
        // "address/ttl" is multicast and not for calls; the address before it is still read.
        address: address_text.split('/').next().and_then(|text| text.parse().ok()),
        address_text: address_text.to_owned(),
        rtcp: None,
        mux: false,
        direction: session_direction,
        ptime_ms: None,
        maxptime_ms: None,
        crypto: Vec::new(),
    };
    for word in media.fmt.split_ascii_whitespace() {
        if let Ok(payload_type @ 0..=127) = word.parse::<u8>()
            && line.formats.iter().all(|format| format.payload_type != payload_type)
        {
            line.formats.push(Format::statically(payload_type));
        }
    }
    for attribute in &media.attributes {
        let value = attribute.value.as_deref().unwrap_or_default();
        match attribute.attribute.to_ascii_lowercase().as_str() {
            "rtpmap" => rtpmap(&mut line.formats, value),
            "fmtp" => fmtp(&mut line.formats, value),
            "rtcp-mux" => line.mux = true,
            "rtcp" => line.rtcp = rtcp(value),
            "ptime" => line.ptime_ms = milliseconds(value),
            "maxptime" => line.maxptime_ms = milliseconds(value),
            "crypto" => {
                if line.crypto.len() == MAX_CRYPTO {
                    return Err(SdpError::TooMany("crypto lines"));
                }
                line.crypto.push(Crypto::parse(value));
            }
            name => {
                if let Some(direction) = Direction::named(name) {
                    line.direction = direction;
                }
            }
        }
    }
    Ok(line)
}

fn rtpmap(formats: &mut [Format], value: &str) {
    let Some((number, encoding)) = value.split_once([' ', '\t']) else { return };
    let Ok(number) = number.trim().parse::<u8>() else { return };
    let mut parts = encoding.trim().split('/');
    let (Some(name), Some(clock_rate)) = (parts.next(), parts.next()) else { return };
    let Ok(clock_rate @ 1..) = clock_rate.trim().parse::<u32>() else { return };
    if let Some(format) = formats.iter_mut().find(|format| format.payload_type == number) {
        name.clone_into(&mut format.name);
        format.clock_rate = clock_rate;
    }
}

fn fmtp(formats: &mut [Format], value: &str) {
    let Some((number, parameters)) = value.split_once([' ', '\t']) else { return };
    let Ok(number) = number.trim().parse::<u8>() else { return };
    if let Some(format) = formats.iter_mut().find(|format| format.payload_type == number) {
        parameters.trim().clone_into(&mut format.parameters);
    }
}

/// `a=rtcp:53020 IN IP4 126.16.64.4` (RFC 3605).
fn rtcp(value: &str) -> Option<(u16, Option<IpAddr>)> {
    let mut words = value.split_ascii_whitespace();
    let port = words.next()?.parse().ok().filter(|port| *port != 0)?;
    Some((port, words.nth(2).and_then(|address| address.parse().ok())))
}

fn milliseconds(value: &str) -> Option<u8> {
    // Some peers write fractions: "20.0".
    let whole = value.trim().split('.').next()?;
    whole.parse().ok().filter(|ms| (1..=200).contains(ms))
}
