//! SDP as text, read for what Teams looks at (RFC 8866, RFC 4568, RFC 5761).

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::audio::g711::Law;
use crate::audio::srtp::{MasterKey, Suite};

/// Which way speech may flow, seen from the side that wrote it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    Both,
    SendOnly,
    ReceiveOnly,
    Inactive,
}

impl Direction {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Both => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::ReceiveOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    pub(crate) fn sends(self) -> bool {
        matches!(self, Self::Both | Self::SendOnly)
    }

    pub(crate) fn receives(self) -> bool {
        matches!(self, Self::Both | Self::ReceiveOnly)
    }
}

/// One `a=crypto` line of a suite that is known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Crypto {
    pub(crate) tag: u32,
    pub(crate) suite: Suite,
    pub(crate) key: MasterKey,
}

impl Crypto {
    /// The line's value, with the lifetime that Teams writes.
    pub(crate) fn text(&self) -> String {
        let suite = if self.suite.tag == 4 { "32" } else { "80" };
        let key = STANDARD.encode(self.key.0);
        let mki = self.suite.mki.map(|(v, l)| format!("|{v}:{l}")).unwrap_or_default();
        format!("{} AES_CM_128_HMAC_SHA1_{suite} inline:{key}|2^31{mki}", self.tag)
    }

    /// Reads a line's value; `None` for suites and key methods that are not known.
    fn read(value: &str) -> Option<Self> {
        let mut words = value.split_ascii_whitespace();
        let tag = words.next()?.parse().ok()?;
        let length = match words.next()? {
            "AES_CM_128_HMAC_SHA1_80" => 10,
            "AES_CM_128_HMAC_SHA1_32" => 4,
            _ => return None,
        };
        let mut parts = words.next()?.strip_prefix("inline:")?.split('|');
        let key = STANDARD.decode(parts.next()?).ok()?.try_into().ok()?;
        // Lifetime and MKI are told apart by the colon (RFC 4568 §6.1).
        let mki = parts.find_map(|p| p.split_once(':'));
        let mki = match mki {
            Some((value, length)) => Some((value.parse().ok()?, length.parse().ok()?)),
            None => None,
        };
        // Session parameters switch protection off or change it: never for Teams.
        words.next().is_none().then_some(Self {
            tag,
            suite: Suite { tag: length, mki },
            key: MasterKey(key),
        })
    }
}

/// The audio line and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Audio {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) profile: String,
    /// Payload types in the order of the line; words among them are skipped (DR-103).
    pub(crate) formats: Vec<u8>,
    /// `a=rtpmap`: payload type, encoding name, clock rate.
    pub(crate) maps: Vec<(u8, String, u32)>,
    pub(crate) direction: Direction,
    pub(crate) crypto: Vec<Crypto>,
    /// Lines of suites that are not known here.
    pub(crate) foreign_crypto: usize,
    pub(crate) rtcp: Option<u16>,
    pub(crate) mux: bool,
    pub(crate) candidates: usize,
    pub(crate) ice_ufrag: Option<String>,
}

impl Audio {
    pub(crate) fn is_secure(&self) -> bool {
        self.profile.split('/').any(|part| part == "SAVP" || part == "SAVPF")
    }

    /// The payload type of an encoding at 8 kHz, from the map or from RFC 3551's static numbers.
    pub(crate) fn payload_type(&self, name: &str) -> Option<u8> {
        self.formats.iter().copied().find(|pt| {
            match self.maps.iter().find(|(mapped, ..)| mapped == pt) {
                Some((_, encoding, clock)) => encoding.eq_ignore_ascii_case(name) && *clock == 8000,
                None => matches!((pt, name), (0, "PCMU") | (8, "PCMA") | (13, "CN")),
            }
        })
    }

    /// The first law of the line, by static payload type.
    pub(crate) fn law(&self) -> Option<Law> {
        self.formats.iter().find_map(|pt| Law::of(*pt))
    }

    /// Where RTP goes.
    pub(crate) fn rtp_address(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.port)
    }

    /// Where RTCP goes if it is not multiplexed (RFC 3605).
    pub(crate) fn rtcp_address(&self) -> SocketAddr {
        SocketAddr::new(self.address, self.rtcp.unwrap_or(self.port.saturating_add(1)))
    }
}

/// A session description.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Sdp {
    pub(crate) session_id: String,
    pub(crate) version: u64,
    /// The first audio line.
    pub(crate) audio: Audio,
    /// Further media lines, whole, for their answers with port 0.
    pub(crate) others: Vec<String>,
    /// Whether the audio line stands behind this many of the others.
    pub(crate) audio_at: usize,
}

/// Why a description cannot be read: the word for a Reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Unreadable(pub(crate) &'static str);

impl Sdp {
    pub(crate) fn read(text: &str) -> Result<Self, Unreadable> {
        let mut lines = text.lines().map(str::trim_end).filter(|l| !l.is_empty());
        if lines.next() != Some("v=0") {
            return Err(Unreadable("v= is not 0"));
        }
        let mut origin = None;
        let mut session_address = None;
        let mut session_direction = Direction::Both;
        let mut audio: Option<Audio> = None;
        let mut inside_audio = false;
        let mut others = Vec::new();
        let mut audio_at = 0;
        let mut timed = false;
        for line in lines {
            let (kind, value) = line.split_once('=').ok_or(Unreadable("a line without ="))?;
            match kind {
                "o" => origin = Some(read_origin(value)?),
                "t" => timed = true,
                "c" if inside_audio => {
                    if let Some(audio) = &mut audio {
                        audio.address = read_address(value)?;
                    }
                }
                "c" if audio.is_none() && others.is_empty() => {
                    session_address = Some(read_address(value)?);
                }
                "m" => {
                    inside_audio = value.starts_with("audio ") && audio.is_none();
                    if inside_audio {
                        audio_at = others.len();
                        audio = Some(read_media(value, session_address, session_direction)?);
                    } else {
                        others.push(value.to_owned());
                    }
                }
                "a" if inside_audio => {
                    if let Some(audio) = &mut audio {
                        read_attribute(audio, value);
                    }
                }
                "a" if audio.is_none() && others.is_empty() => {
                    session_direction = direction(value).unwrap_or(session_direction);
                }
                _ => {}
            }
        }
        let (session_id, version) = origin.ok_or(Unreadable("o= is missing"))?;
        if !timed {
            return Err(Unreadable("t= is missing"));
        }
        let audio = audio.ok_or(Unreadable("no audio line"))?;
        if audio.address == IpAddr::V4(Ipv4Addr::BROADCAST) {
            return Err(Unreadable("c= is missing"));
        }
        Ok(Self { session_id, version, audio, others, audio_at })
    }
}

fn read_origin(value: &str) -> Result<(String, u64), Unreadable> {
    let words: Vec<&str> = value.split_ascii_whitespace().collect();
    match words[..] {
        [_, id, version, "IN", _, _] => {
            let version = version.parse().map_err(|_| Unreadable("o= version is no number"))?;
            Ok((id.to_owned(), version))
        }
        _ => Err(Unreadable("o= is malformed")),
    }
}

fn read_address(value: &str) -> Result<IpAddr, Unreadable> {
    let mut words = value.split_ascii_whitespace();
    let (net, _, address) = (words.next(), words.next(), words.next());
    let address = address.filter(|_| net == Some("IN")).and_then(|a| a.parse().ok());
    address.ok_or(Unreadable("c= holds no address"))
}

fn read_media(
    value: &str,
    session: Option<IpAddr>,
    direction: Direction,
) -> Result<Audio, Unreadable> {
    let mut words = value.split_ascii_whitespace().skip(1);
    let port = words.next().and_then(|p| p.parse().ok()).ok_or(Unreadable("m= without port"))?;
    let profile = words.next().ok_or(Unreadable("m= without profile"))?.to_owned();
    Ok(Audio {
        // The broadcast address stands for "not yet given": it can be no unicast peer's.
        address: session.unwrap_or(IpAddr::V4(Ipv4Addr::BROADCAST)),
        port,
        profile,
        formats: words.filter_map(|w| w.parse().ok()).filter(|pt| *pt < 128).collect(),
        maps: Vec::new(),
        direction,
        crypto: Vec::new(),
        foreign_crypto: 0,
        rtcp: None,
        mux: false,
        candidates: 0,
        ice_ufrag: None,
    })
}

fn direction(attribute: &str) -> Option<Direction> {
    [Direction::Both, Direction::SendOnly, Direction::ReceiveOnly, Direction::Inactive]
        .into_iter()
        .find(|d| d.text() == attribute)
}

fn read_attribute(audio: &mut Audio, attribute: &str) {
    if let Some(direction) = direction(attribute) {
        audio.direction = direction;
    }
    let (name, value) = attribute.split_once(':').unwrap_or((attribute, ""));
    match name {
        "rtpmap" => {
            let map = value.split_once(' ').and_then(|(pt, encoding)| {
                let mut parts = encoding.trim().split('/');
                let name = parts.next()?.to_owned();
                Some((pt.parse().ok()?, name, parts.next()?.parse().ok()?))
            });
            audio.maps.extend(map);
        }
        "crypto" => match Crypto::read(value) {
            Some(crypto) => audio.crypto.push(crypto),
            None => audio.foreign_crypto += 1,
        },
        "rtcp" => audio.rtcp = value.split_ascii_whitespace().next().and_then(|p| p.parse().ok()),
        "rtcp-mux" => audio.mux = true,
        "candidate" => audio.candidates += 1,
        "ice-ufrag" => audio.ice_ufrag = Some(value.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The SDP of a golden message.
    pub(crate) fn golden(name: &str) -> Sdp {
        let text = crate::sip::golden::text(name);
        let (_, body) = text.split_once("\r\n\r\n").unwrap();
        Sdp::read(body).unwrap_or_else(|e| panic!("{name}: {e:?}"))
    }

    #[test]
    fn dr_102_every_description_of_the_golden_messages_is_read() {
        for name in [
            "M05", "M06", "M07", "M09", "M10", "M11", "M15", "M16", "M23", "M25", "M30", "M31",
            "M32", "M33", "M35", "M36",
        ] {
            let sdp = golden(name);
            assert!(sdp.audio.is_secure() && sdp.audio.mux, "{name}");
            assert!(!sdp.audio.crypto.is_empty(), "{name}");
            assert!(sdp.audio.law().is_some(), "{name}");
            assert_eq!(sdp.audio.payload_type("telephone-event"), Some(101), "{name}");
        }
    }

    #[test]
    fn em_12_the_odd_crypto_lines_are_told_apart() {
        let offer = golden("M05");
        let lines: Vec<_> =
            offer.audio.crypto.iter().map(|c| (c.tag, c.suite.tag, c.suite.mki)).collect();
        assert_eq!(lines, [(0, 4, None), (1, 10, None), (2, 10, Some((1, 1)))]);
        let answer = golden("M15");
        let lines: Vec<_> = answer.audio.crypto.iter().map(|c| (c.tag, c.suite.mki)).collect();
        assert_eq!(lines, [(2, Some((1, 1))), (3, None)]);
        let text = crate::sip::golden::text("M15");
        for crypto in &answer.audio.crypto {
            assert!(text.contains(&format!("a=crypto:{}\r\n", crypto.text())));
        }
    }

    #[test]
    fn dr_96_direction_is_read_and_media_level_counts() {
        assert_eq!(golden("M09").audio.direction, Direction::Inactive);
        assert_eq!(golden("M05").audio.direction, Direction::Both);
        let text = "v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=sendonly\r\n\
            m=video 9 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 0 foo 101\r\n";
        let sdp = Sdp::read(text).unwrap();
        assert_eq!(sdp.audio.direction, Direction::SendOnly);
        assert!(sdp.audio.address.is_unspecified());
        assert_eq!(sdp.audio.formats, [0, 101]);
        assert_eq!((sdp.others.len(), sdp.audio_at), (1, 1));
    }

    #[test]
    fn rfc8866_what_is_no_description_is_refused_with_its_reason() {
        for (text, why) in [
            ("", "v= is not 0"),
            ("v=0\r\nhello\r\n", "a line without ="),
            ("v=0\r\no=- 1 2 IN IP4 a\r\ns=-\r\nt=0 0\r\n", "no audio line"),
            ("v=0\r\no=- 1 2 IN IP4 a\r\ns=-\r\nt=0 0\r\nm=audio 1 RTP/AVP 0\r\n", "c= is missing"),
            ("v=0\r\no=- 1 2 IN IP4 a\r\ns=-\r\nc=IN IP4 host\r\n", "c= holds no address"),
        ] {
            assert_eq!(Sdp::read(text), Err(Unreadable(why)), "{text:?}");
        }
    }
}
