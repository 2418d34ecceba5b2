//! Offer and answer for one leg (RFC 3264).

mod write;

use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use teams_cc_core::{Rng, Secret};

use write::switched_off;

use super::{
    Codec, Crypto, Description, Direction, Keying, MasterKey, MediaLine, Profile, SdpError, Suite,
    Transport,
};

/// The telephone-event number that we offer (DR-121: "101 usual").
const EVENT_PAYLOAD_TYPE: u8 = 101;
/// The comfort noise number of RFC 3389 at 8 kHz.
const COMFORT_NOISE_PAYLOAD_TYPE: u8 = 13;

/// Our address, as others can reach it; it never changes during the life of a leg (DR-104).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Local {
    /// Written in `c=` and `o=`.
    pub address: IpAddr,
    /// The RTP port.
    pub port: u16,
    /// The RTCP port, if RTCP is not multiplexed.
    pub rtcp_port: u16,
    /// `o=`'s session id; `None` takes a random one.
    pub session_id: Option<u64>,
}

impl Local {
    /// RTP at `port`, RTCP at the next one (RFC 3550 §11).
    pub fn new(address: IpAddr, port: u16) -> Self {
        Self { address, port, rtcp_port: port.saturating_add(1), session_id: None }
    }
}

/// The numbers of one direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PayloadTypes {
    /// The codec's.
    pub audio: u8,
    /// RFC 4733 events, if both sides have them.
    pub event: Option<u8>,
    /// Comfort noise at 8 kHz.
    pub comfort_noise: Option<u8>,
}

/// The keys of a leg: each side sends with its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Ours.
    pub send: Crypto,
    /// The peer's.
    pub receive: Crypto,
}

/// What two descriptions agree on: all that media needs to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreed {
    /// Where our RTP goes; `None` if the peer gave none (`0.0.0.0`).
    pub remote: Option<SocketAddr>,
    /// Where our RTCP goes.
    pub remote_rtcp: Option<SocketAddr>,
    /// RTCP on the RTP port.
    pub mux: bool,
    /// Our direction.
    pub direction: Direction,
    /// What we send.
    pub codec: Codec,
    /// Numbers in what we send.
    pub send: PayloadTypes,
    /// Every codec that may arrive, with its number.
    pub receive: Vec<(u8, Codec)>,
    /// Number of events that arrive.
    pub receive_event: Option<u8>,
    /// Numbers of comfort noise that arrive.
    pub receive_noise: Vec<u8>,
    /// How much audio one packet of ours carries.
    pub ptime_ms: u8,
    /// SRTP, or `None` for RTP in the clear.
    pub keys: Option<Keys>,
}

/// One leg's side of offer and answer.
///
/// Our keys, our session id and our address stay the same over all re-offers of a leg (DR-104,
/// DR-113); the version rises only when the text changes (DR-106). An offer may be answered more
/// than once, by the forks of a call: the last answer counts.
#[derive(Debug)]
pub struct Negotiation {
    profile: Profile,
    local: Local,
    rng: Rng,
    session_id: u64,
    version: u64,
    /// What stands behind `o=` in our last description; our key is in it.
    last_text: Option<Secret>,
    /// Our keys, one a suite, made when first needed.
    keys: Vec<MasterKey>,
    direction: Direction,
    /// The direction that went with the last agreement.
    settled_direction: Direction,
    mux: Option<bool>,
    secure: Option<bool>,
    offered: Option<Ours>,
    /// The `m=` lines of the session besides ours, which later offers must repeat switched off.
    others_before: Vec<String>,
    others_after: Vec<String>,
    agreed: Option<Agreed>,
}

/// What we last wrote.
#[derive(Clone, Debug)]
struct Ours {
    formats: Vec<(u8, Codec)>,
    event: Option<u8>,
    noise: Option<u8>,
    mux: bool,
    direction: Direction,
    crypto: Vec<Crypto>,
}

impl Negotiation {
    /// A leg that has said nothing yet.
    pub fn new(profile: Profile, local: Local, mut rng: Rng) -> Self {
        // Below 2^53, so that peers who read it as a float survive.
        let session_id = local.session_id.unwrap_or_else(|| rng.below(1 << 53));
        Self {
            profile,
            local,
            rng,
            session_id,
            version: 0,
            last_text: None,
            keys: Vec::new(),
            direction: Direction::SendRecv,
            settled_direction: Direction::SendRecv,
            mux: None,
            secure: None,
            offered: None,
            others_before: Vec::new(),
            others_after: Vec::new(),
            agreed: None,
        }
    }

    /// Uses a given key instead of a random one, for its suite.
    pub fn with_key(mut self, key: MasterKey) -> Self {
        self.keys.retain(|other| other.suite() != key.suite());
        self.keys.push(key);
        self
    }

    /// What this leg is.
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// True once an offer or an answer of ours exists: then the address is fixed (DR-104).
    pub fn has_spoken(&self) -> bool {
        self.last_text.is_some()
    }

    /// Our address, as descriptions carry it.
    pub fn address(&self) -> IpAddr {
        self.local.address
    }

    /// Moves to another port before anything was said; afterwards the address is fixed.
    pub fn relocate(&mut self, local: &Local) {
        if self.last_text.is_none() {
            self.local = local.clone();
        }
    }

    /// What the next description of ours says, and the most an answer of ours allows.
    ///
    /// Where only `inactive` is understood as hold, anything but both ways becomes `inactive`
    /// (DR-96).
    pub fn set_direction(&mut self, direction: Direction) {
        self.direction = match direction {
            Direction::SendRecv => direction,
            _ if self.profile.hold_by_inactive => Direction::Inactive,
            _ => direction,
        };
    }

    /// What was last agreed.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.agreed.as_ref()
    }

    /// An offer: the first one, or a re-offer with the same keys, port and multiplexing.
    pub fn offer(&mut self) -> Bytes {
        let secure = self.secure.unwrap_or(self.profile.keying == Keying::Srtp);
        let mux = self.mux.unwrap_or(self.profile.mux);
        let mut crypto = Vec::new();
        if secure {
            // After the first agreement only its suite is offered again.
            let agreed = self.agreed.as_ref().and_then(|agreed| agreed.keys.as_ref());
            if let Some(keys) = agreed {
                crypto.push(keys.send.clone());
            } else {
                for (place, suite) in self.profile.suites.clone().into_iter().enumerate() {
                    crypto.push(Crypto { tag: place as u32 + 1, key: self.key(suite), mki: None });
                }
            }
        }
        // In a running session numbers keep their meaning (RFC 3264 §8.3.2).
        let agreed = self.agreed.as_ref();
        let number = |codec: Codec| {
            let known = agreed.and_then(|a| a.receive.iter().find(|(_, c)| *c == codec));
            (known.map_or(codec.payload_type(), |(number, _)| *number), codec)
        };
        let mut formats: Vec<_> = self.profile.codecs.iter().map(|codec| number(*codec)).collect();
        // What is being spoken goes first, so that a re-offer never changes it.
        formats.sort_by_key(|(_, codec)| Some(*codec) != agreed.map(|a| a.codec));
        let event = agreed.map_or(Some(EVENT_PAYLOAD_TYPE), |agreed| agreed.receive_event);
        let noise = self.profile.comfort_noise.then_some(COMFORT_NOISE_PAYLOAD_TYPE);
        let ours = Ours { formats, event, noise, mux, direction: self.direction, crypto };
        let body = self.write(&ours);
        self.offered = Some(ours);
        body
    }

    /// Answers an offer: the text, and what is agreed from now on.
    pub fn answer(&mut self, offer: &[u8]) -> Result<(Bytes, Agreed), SdpError> {
        let offer = Description::parse(offer)?;
        let place = self.choose_line(&offer)?;
        let line = &offer.media[place];
        let mux = line.mux && self.profile.mux;
        if self.profile.mux_fixed && self.mux.is_some_and(|fixed| fixed != mux) {
            return Err(SdpError::MuxChanged);
        }
        let receive = match line.transport {
            Transport::Srtp => Some(self.choose_crypto(line)?),
            _ => None,
        };
        let codecs = &self.profile.codecs;
        let formats: Vec<_> = codecs
            .iter()
            .filter_map(|codec| {
                let format = line.formats.iter().find(|f| f.codec() == Some(*codec))?;
                Some((format.payload_type, *codec))
            })
            .collect();
        if formats.is_empty() {
            return Err(SdpError::NoCodec(names(line)));
        }
        let keys = receive.map(|receive| {
            let send = Crypto { tag: receive.tag, key: self.key(receive.key.suite()), mki: None };
            Keys { send, receive }
        });
        // Answers mirror the offer's numbers: then both directions use the same.
        let event = line.formats.iter().find(|f| f.is_event()).map(|f| f.payload_type);
        let noise = line
            .formats
            .iter()
            .find(|f| f.is_comfort_noise() && f.clock_rate == 8000)
            .map(|f| f.payload_type)
            .filter(|_| self.profile.comfort_noise);
        let ours = Ours {
            event,
            noise,
            mux,
            direction: self.answer_direction(line),
            crypto: keys.iter().map(|keys| keys.send.clone()).collect(),
            formats,
        };
        self.others_before = offer.media[..place].iter().map(switched_off).collect();
        self.others_after = offer.media[place + 1..].iter().map(switched_off).collect();
        self.offered = None;
        let agreed = self.agree(&ours, line, keys)?;
        Ok((self.write(&ours), agreed))
    }

    /// Takes the answer to our last offer.
    pub fn accept(&mut self, answer: &[u8]) -> Result<Agreed, SdpError> {
        let answer = Description::parse(answer)?;
        let ours = self.offered.clone().ok_or(SdpError::NoOffer)?;
        let line = answer.media.get(self.others_before.len()).ok_or(SdpError::NoAudio)?;
        if !line.kind.eq_ignore_ascii_case("audio") {
            return Err(SdpError::NoAudio);
        }
        if line.port == 0 {
            return Err(SdpError::Refused);
        }
        let keys = if ours.crypto.is_empty() {
            if line.transport != Transport::Clear {
                return Err(SdpError::ClearRequired(line.protocol.clone()));
            }
            None
        } else {
            // An answer in the clear to a secured offer is an attack or a fault (RS-56).
            if line.transport != Transport::Srtp {
                return Err(SdpError::SrtpRequired(line.protocol.clone()));
            }
            let receive = self.choose_crypto(line)?;
            let suite = receive.key.suite();
            let send = ours.crypto.iter().find(|crypto| crypto.key.suite() == suite);
            Some(Keys { send: send.ok_or(SdpError::NoUsableKey)?.clone(), receive })
        };
        let mux = ours.mux && line.mux;
        if self.profile.mux_fixed && self.mux.is_some_and(|fixed| fixed != mux) {
            return Err(SdpError::MuxChanged);
        }
        self.agree(&Ours { mux, ..ours }, line, keys)
    }

    /// Our last offer was refused: what was agreed before goes on.
    pub fn roll_back(&mut self) {
        self.offered = None;
        self.direction = self.settled_direction;
    }

    fn agree(
        &mut self,
        ours: &Ours,
        line: &MediaLine,
        keys: Option<Keys>,
    ) -> Result<Agreed, SdpError> {
        if line.address.is_none() {
            return Err(SdpError::NoAddress(line.address_text.clone()));
        }
        // In an answer to us the peer's order counts, in an answer of ours the order is ours:
        // either way it is the order of the answer.
        let mut theirs = line.formats.iter().filter_map(|f| Some((f.payload_type, f.codec()?)));
        let spoken = |codec: &Codec| ours.formats.iter().any(|(_, ours)| ours == codec);
        let answered_by_us = self.offered.is_none();
        let (audio, codec) = if answered_by_us {
            ours.formats.first().copied()
        } else {
            theirs.find(|(_, codec)| spoken(codec))
        }
        .ok_or_else(|| SdpError::NoCodec(names(line)))?;
        let event = line.formats.iter().find(|f| f.is_event()).map(|f| f.payload_type);
        let noise = line.formats.iter().find(|f| f.is_comfort_noise() && f.clock_rate == 8000);
        let mut receive_noise: Vec<_> = ours.noise.into_iter().collect();
        for format in line.formats.iter().filter(|f| f.is_comfort_noise()) {
            if !receive_noise.contains(&format.payload_type) {
                receive_noise.push(format.payload_type);
            }
        }
        let mut direction = ours.direction.and(line.direction.reversed());
        if line.rtp().is_none() {
            direction = Direction::of(false, direction.receives());
        }
        let agreed = Agreed {
            remote: line.rtp(),
            remote_rtcp: line.rtcp(ours.mux),
            mux: ours.mux,
            direction,
            codec,
            send: PayloadTypes {
                audio,
                event: event.filter(|_| ours.event.is_some()),
                comfort_noise: noise.map(|format| format.payload_type),
            },
            receive: ours.formats.clone(),
            receive_event: ours.event,
            receive_noise,
            ptime_ms: if line.maxptime_ms.is_some_and(|most| most < 20) { 10 } else { 20 },
            keys,
        };
        self.settled_direction = self.direction;
        self.mux = Some(agreed.mux);
        self.secure = Some(agreed.keys.is_some());
        self.agreed = Some(agreed.clone());
        Ok(agreed)
    }

    /// The audio line that fits best.
    fn choose_line(&self, offer: &Description) -> Result<usize, SdpError> {
        let audio = |line: &&MediaLine| line.kind.eq_ignore_ascii_case("audio") && line.port != 0;
        let first = offer.media.iter().find(audio).ok_or(SdpError::NoAudio)?;
        let find = |transport: Transport| {
            offer.media.iter().position(|line| audio(&line) && line.transport == transport)
        };
        let found = match (self.secure, self.profile.keying) {
            (Some(true), _) | (None, Keying::Srtp) => find(Transport::Srtp),
            (_, Keying::Clear) => find(Transport::Clear),
            (_, _) => find(Transport::Srtp).or_else(|| find(Transport::Clear)),
        };
        found.ok_or_else(|| match self.profile.keying {
            Keying::Clear => SdpError::ClearRequired(first.protocol.clone()),
            _ => SdpError::SrtpRequired(first.protocol.clone()),
        })
    }

    /// The line of the best suite; without a key identifier if there is a choice (DR-111, DR-115).
    fn choose_crypto(&self, line: &MediaLine) -> Result<Crypto, SdpError> {
        let usable = || line.crypto.iter().filter_map(|crypto| crypto.as_ref().ok());
        for suite in &self.profile.suites {
            let of_suite = || usable().filter(|crypto| crypto.key.suite() == *suite);
            let found =
                of_suite().find(|crypto| crypto.mki.is_none()).or_else(|| of_suite().next());
            if let Some(crypto) = found {
                return Ok(crypto.clone());
            }
        }
        Err(SdpError::NoUsableKey)
    }

    fn answer_direction(&self, line: &MediaLine) -> Direction {
        let wanted = if line.rtp().is_none() { Direction::Inactive } else { line.direction };
        let direction = wanted.reversed().and(self.direction);
        if self.profile.hold_by_inactive && direction != Direction::SendRecv {
            return Direction::Inactive;
        }
        direction
    }

    /// Our key for a suite: random, and the same for the life of the leg.
    fn key(&mut self, suite: Suite) -> MasterKey {
        if let Some(key) = self.keys.iter().find(|key| key.suite() == suite) {
            return key.clone();
        }
        let key = MasterKey::random(suite, &mut self.rng);
        self.keys.push(key.clone());
        key
    }
}

fn names(line: &MediaLine) -> String {
    let names: Vec<_> = line.formats.iter().map(|f| f.name.as_str()).collect();
    names.join(" ")
}
