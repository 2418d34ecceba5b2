//! The SDP that Teams and carriers write, and what follows from an exchange (RFC 3264).

use std::fmt::Write as _;
use std::net::SocketAddr;

use teams_cc_core::Rng;

use super::sdp::{Audio, Crypto, Direction, Sdp};
use crate::audio::g711::Law;
use crate::audio::session::Agreed;
use crate::audio::srtp::{MasterKey, Suite};

/// How a description is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As Teams' media processors do (M05, M15).
    Teams(Oddities),
    /// As a carrier does: plain RTP, or SRTP with one key.
    Carrier {
        /// `RTP/SAVP` with a crypto line, or `RTP/AVP`.
        secure: bool,
        /// The law listed first.
        first: Law,
    },
}

/// What is odd about Teams' descriptions; each is a switch (EM-12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "independent switches, as EM-12 lists them")]
pub struct Oddities {
    /// An offer begins with tag 0 and the 32-bit suite (DR-111).
    pub short_tag_first: bool,
    /// An offer has a last line with a master key identifier (DR-111).
    pub master_key_identifier: bool,
    /// An answer has two lines, with tags that nobody offered (DR-115).
    pub two_answer_lines: bool,
    /// Candidates and `a=x-*`, `a=label` and the like (DR-65, DR-108).
    pub extra_attributes: bool,
    /// A video line behind the audio line (DR-105).
    pub extra_media: bool,
}

impl Default for Oddities {
    fn default() -> Self {
        Self {
            short_tag_first: true,
            master_key_identifier: true,
            two_answer_lines: true,
            extra_attributes: true,
            extra_media: false,
        }
    }
}

/// One leg's own half of offer and answer: stable over the life of the leg (DR-113).
#[derive(Clone, Debug)]
pub(crate) struct Local {
    manner: Manner,
    address: SocketAddr,
    session_id: u64,
    version: u64,
    keys: [MasterKey; 3],
    /// The description sent last, without its version: it rises only with a change (DR-106).
    last: String,
    /// Payload types of the other side's offer that an answer repeats.
    answered: Option<Vec<u8>>,
    /// The line of the peer's offer that was taken.
    taken: Option<u32>,
}

/// Why two descriptions do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mismatch {
    /// No codec in common.
    Codec,
    /// One side encrypts, the other does not, or no crypto line can be used.
    Encryption,
}

impl Local {
    pub(crate) fn new(manner: Manner, address: SocketAddr, rng: &mut Rng) -> Self {
        let mut keys = [MasterKey([0; 30]); 3];
        for key in &mut keys {
            rng.fill(&mut key.0);
        }
        Self {
            manner,
            address,
            session_id: 100_000 + rng.below(900_000),
            version: 0,
            keys,
            last: String::new(),
            answered: None,
            taken: None,
        }
    }

    /// An offer; the version rises if it differs from what was said before.
    pub(crate) fn offer(&mut self, direction: Direction) -> String {
        let body = match self.manner {
            Manner::Teams(odd) => self.teams_offer(odd, direction),
            Manner::Carrier { secure, first } => self.carrier(secure, first, direction, None),
        };
        self.numbered(&body)
    }

    /// An answer to `offer`.
    pub(crate) fn answer(&mut self, offer: &Sdp, direction: Direction) -> String {
        let known: Vec<u8> = known_formats(&offer.audio);
        let mut body = match self.manner {
            Manner::Teams(odd) => self.teams_answer(odd, &offer.audio, &known, direction),
            Manner::Carrier { first, .. } => {
                let secure = offer.audio.is_secure();
                self.carrier(secure, first, direction, Some((&offer.audio, &known)))
            }
        };
        self.answered = Some(known);
        // Further lines are refused with port 0, in the places they had (RFC 3264 §6).
        let refused = |lines: &[String]| {
            lines.iter().fold(String::new(), |mut out, line| {
                let mut words = line.split_ascii_whitespace();
                let kind = words.next().unwrap_or("video");
                let rest = words.skip(1).collect::<Vec<_>>().join(" ");
                write!(out, "m={kind} 0 {rest}\r\n").ok();
                out
            })
        };
        let (before, behind) = offer.others.split_at(offer.audio_at);
        if !before.is_empty()
            && let Some(at) = body.find("m=audio")
        {
            body.insert_str(at, &refused(before));
        }
        body += &refused(behind);
        self.numbered(&body)
    }

    /// What follows for our stream from the peer's description.
    ///
    /// `ours` is the direction we wrote. With `peer_answered` the peer's lines answer our offer,
    /// otherwise ours answer the peer's.
    pub(crate) fn agree(
        &mut self,
        peer: &Audio,
        ours: Direction,
        peer_answered: bool,
    ) -> Result<Agreed, Mismatch> {
        let law = peer.law().ok_or(Mismatch::Codec)?;
        let (mut seal, mut open) = (None, None);
        if peer.is_secure() {
            let line = pick(&peer.crypto).ok_or(Mismatch::Encryption)?;
            self.taken = Some(line.tag);
            open = Some((line.key, line.suite));
            seal =
                Some(if peer_answered { self.offered_line(line) } else { self.answer_line(line) });
        } else if !matches!(self.manner, Manner::Carrier { .. }) {
            return Err(Mismatch::Encryption);
        }
        let events = peer.payload_type("telephone-event");
        let rtp = peer.rtp_address();
        Ok(Agreed {
            remote: rtp,
            remote_rtcp: if peer.mux { rtp } else { peer.rtcp_address() },
            law,
            events_out: events,
            events_in: if peer_answered { Some(101) } else { events },
            noise: peer.payload_type("CN").is_some(),
            seal,
            open,
            send: ours.sends() && peer.direction.receives(),
            receive: ours.receives() && peer.direction.sends(),
        })
    }

    fn numbered(&mut self, body: &str) -> String {
        if !self.last.is_empty() && self.last != *body {
            self.version += 1;
        }
        body.clone_into(&mut self.last);
        let head = match self.manner {
            Manner::Teams(_) => {
                format!("v=0\r\no=- {} {} IN IP4 127.0.0.1\r\n", self.session_id, self.version)
            }
            Manner::Carrier { .. } => {
                let (id, version, ip) = (self.session_id, self.version, self.ip());
                format!("v=0\r\no=carrier {id} {version} IN {ip}\r\n")
            }
        };
        head + body
    }

    fn ip(&self) -> String {
        let kind = if self.address.is_ipv4() { "IP4" } else { "IP6" };
        format!("{kind} {}", self.address.ip())
    }

    /// The lines Teams offers: the short tag, the plain one, the one with an identifier.
    fn lines(&self) -> [Crypto; 3] {
        let line = |tag, length, mki, key| Crypto { tag, suite: Suite { tag: length, mki }, key };
        [
            line(0, 4, None, self.keys[0]),
            line(1, 10, None, self.keys[1]),
            line(2, 10, Some((1, 1)), self.keys[2]),
        ]
    }

    /// The line of our offer that an answer means, whatever tag it wrote (DR-115).
    fn offered_line(&self, answer: &Crypto) -> (MasterKey, Suite) {
        let line = self.lines().into_iter().find(|l| {
            l.tag == answer.tag
                && l.suite.tag == answer.suite.tag
                && l.suite.mki == answer.suite.mki
        });
        line.map_or((self.keys[1], Suite::SHA1_80), |l| (l.key, l.suite))
    }

    /// The key of our answer: the media processor uses its line without an identifier.
    fn answer_line(&self, offered: &Crypto) -> (MasterKey, Suite) {
        (self.keys[1], Suite { tag: offered.suite.tag, mki: None })
    }

    fn teams_offer(&self, odd: Oddities, direction: Direction) -> String {
        let (ip, port) = (self.ip(), self.address.port());
        let mut out = format!(
            "s=session\r\nc=IN {ip}\r\nb=CT:10000000\r\nt=0 0\r\n\
             m=audio {port} RTP/SAVP 104 9 103 111 18 0 8 97 101 13 118\r\nc=IN {ip}\r\n\
             a=rtcp:{}\r\n",
            port + 1
        );
        if odd.extra_attributes {
            let at = self.address.ip();
            write!(
                out,
                "a=ice-ufrag:Fm3K\r\na=ice-pwd:7Qm1ZtC0x8V2n4Lr9sYwEbKd\r\na=rtcp-mux\r\n\
                 a=candidate:1 1 UDP 2130706431 {at} {port} typ srflx raddr 10.0.4.17 rport {port}\r\n\
                 a=candidate:1 2 UDP 2130705918 {at} {rtcp} typ srflx raddr 10.0.4.17 rport {rtcp}\r\n\
                 a=label:main-audio\r\na=mid:1\r\na=x-ssrc-range:1-1\r\na=x-mediasettings:applicationsharing=none\r\n",
                rtcp = port + 1
            )
            .ok();
        } else {
            out += "a=rtcp-mux\r\n";
        }
        let [short, plain, identified] = self.lines();
        let kept =
            [(odd.short_tag_first, short), (true, plain), (odd.master_key_identifier, identified)];
        // Later offers of a call name only the key in use (M09).
        let first = self.last.is_empty();
        for (_, line) in
            kept.iter().filter(|(on, l)| *on && (first || Some(l.tag) == self.taken.or(Some(1))))
        {
            write!(out, "a=crypto:{}\r\n", line.text()).ok();
        }
        write!(out, "a={}\r\n", direction.text()).ok();
        out += "a=rtpmap:104 SILK/16000\r\na=rtpmap:9 G722/8000\r\na=rtpmap:103 SILK/8000\r\n\
             a=rtpmap:111 SIREN/16000\r\na=fmtp:111 bitrate=16000\r\na=rtpmap:18 G729/8000\r\n\
             a=fmtp:18 annexb=no\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n\
             a=rtpmap:97 RED/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n\
             a=rtpmap:13 CN/8000\r\na=rtpmap:118 CN/16000\r\na=ptime:20\r\n";
        if odd.extra_media {
            out += "m=video 0 RTP/SAVP 122\r\na=rtpmap:122 X-H264UC/90000\r\na=inactive\r\n";
        }
        out
    }

    fn teams_answer(
        &self,
        odd: Oddities,
        offer: &Audio,
        known: &[u8],
        direction: Direction,
    ) -> String {
        let (ip, port) = (self.ip(), self.address.port());
        let mut out = format!(
            "s=session\r\nc=IN {ip}\r\nb=CT:10000000\r\nt=0 0\r\nm=audio {port} RTP/SAVP{}\r\n\
             c=IN {ip}\r\na=rtcp:{}\r\n",
            listed(known),
            if offer.mux { port } else { port + 1 },
        );
        if offer.mux {
            out += "a=rtcp-mux\r\n";
        }
        if odd.extra_attributes {
            out += "a=label:main-audio\r\na=mid:1\r\n";
        }
        let length = pick(&offer.crypto).map_or(10, |line| line.suite.tag);
        let plain = Suite { tag: length, mki: None };
        let line = |tag, suite, key| Crypto { tag, suite, key }.text();
        if odd.two_answer_lines {
            let identified = Suite { mki: Some((1, 1)), ..plain };
            write!(out, "a=crypto:{}\r\n", line(2, identified, self.keys[2])).ok();
            write!(out, "a=crypto:{}\r\n", line(3, plain, self.keys[1])).ok();
        } else {
            let tag = pick(&offer.crypto).map_or(1, |line| line.tag);
            write!(out, "a=crypto:{}\r\n", line(tag, plain, self.keys[1])).ok();
        }
        write!(out, "a={}\r\n", direction.text()).ok();
        out + &maps(offer, known) + "a=ptime:20\r\n"
    }

    fn carrier(
        &self,
        secure: bool,
        first: Law,
        direction: Direction,
        offer: Option<(&Audio, &[u8])>,
    ) -> String {
        let ip = self.ip();
        let profile = if secure { "RTP/SAVP" } else { "RTP/AVP" };
        let second = if first == Law::Mu { Law::A } else { Law::Mu };
        let ours = [first.payload_type(), second.payload_type(), 101, 13];
        let formats = offer.map_or(&ours[..], |(_, known)| known);
        let mut out = format!(
            "s=-\r\nc=IN {ip}\r\nt=0 0\r\nm=audio {} {profile}{}\r\n",
            self.address.port(),
            listed(formats)
        );
        if offer.is_some_and(|(audio, _)| audio.mux) {
            out += "a=rtcp-mux\r\n";
        }
        if secure {
            let tag = offer.and_then(|(audio, _)| pick(&audio.crypto)).map_or(1, |line| line.tag);
            let line = Crypto { tag, suite: Suite::SHA1_80, key: self.keys[1] };
            write!(out, "a=crypto:{}\r\n", line.text()).ok();
        }
        if let Some((audio, known)) = offer {
            out += &maps(audio, known);
        } else {
            for law in [first, second] {
                write!(out, "a=rtpmap:{} {}/8000\r\n", law.payload_type(), law.name()).ok();
            }
            out +=
                "a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=rtpmap:13 CN/8000\r\n";
        }
        write!(out, "a=ptime:20\r\na={}\r\n", direction.text()).ok();
        out
    }
}

/// The line to use: the long tag without an identifier first (DR-111), the short one last.
pub(crate) fn pick(lines: &[Crypto]) -> Option<&Crypto> {
    lines.iter().min_by_key(|line| (line.suite.tag != 10, line.suite.mki.is_some()))
}

/// What of an offer is known here, in the offer's order and with its numbers.
fn known_formats(offer: &Audio) -> Vec<u8> {
    let wanted = ["PCMU", "PCMA", "telephone-event", "CN"];
    let known: Vec<u8> = wanted.iter().filter_map(|name| offer.payload_type(name)).collect();
    offer.formats.iter().copied().filter(|pt| known.contains(pt)).collect()
}

fn listed(formats: &[u8]) -> String {
    formats.iter().fold(String::new(), |out, pt| format!("{out} {pt}"))
}

fn maps(offer: &Audio, known: &[u8]) -> String {
    known.iter().fold(String::new(), |mut out, pt| {
        let name = match offer.maps.iter().find(|(mapped, ..)| mapped == pt) {
            Some((_, name, _)) => name.as_str(),
            None => Law::of(*pt).map_or("CN", Law::name),
        };
        write!(out, "a=rtpmap:{pt} {name}/8000\r\n").ok();
        if name.eq_ignore_ascii_case("telephone-event") {
            write!(out, "a=fmtp:{pt} 0-16\r\n").ok();
        }
        out
    })
}
