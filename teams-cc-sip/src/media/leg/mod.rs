//! One call leg's media as a machine.

mod config;
mod receive;
mod send;
mod stream;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Instant, Key, Machine};

pub use config::{Idle, LOST_AFTER, LegConfig, RTCP_EVERY};
use receive::Incoming;
use send::Outgoing;

use super::player::{FRAME, Sound};
use super::record::{Recorded, Recorder};
use crate::sdp::{Agreed, Codec};

/// A packet on its way out; packets of 20 ms need no heap.
pub type Datagram = SmallVec<[u8; 256]>;

/// What a leg takes.
#[derive(Debug)]
pub enum Input<'a> {
    /// A datagram on the RTP port; RTCP too, if it is multiplexed. It is decrypted in place.
    Rtp {
        /// Who sent it.
        from: SocketAddr,
        /// The datagram.
        bytes: &'a mut [u8],
    },
    /// A datagram on the RTCP port.
    Rtcp {
        /// Who sent it.
        from: SocketAddr,
        /// The datagram.
        bytes: &'a mut [u8],
    },
    /// What the other leg of a bridge heard.
    Relay(Frame),
    /// 20 ms of what all others in a mix said.
    Mixed(&'a [i16; FRAME]),
    /// Offer and answer agreed, for the first time or again.
    Agreed(Agreed),
    /// Plays a sound behind those that wait; it is over at [`Event::Played`].
    Play {
        /// Names it in events.
        id: u64,
        /// What.
        sound: Sound,
    },
    /// Music for as long as nothing else is to be heard; replaces other music.
    Music(Sound),
    /// Ends the music.
    StopMusic,
    /// Ends all sounds and the music.
    Stop,
    /// Presses a key.
    Press(Key),
    /// What the peer says is handed to nobody, or is again; its keys are.
    Mute(bool),
    /// Gives what the peer says as [`Output::Heard`] each 20 ms, bridged or not.
    Tap,
    /// Ends that.
    Untap,
    /// Speaks samples at 8 kHz behind those that wait; sounds come first, music comes last. Whoever
    /// gives them keeps their number within bounds, by [`Output::Spoke`].
    Speak(Vec<i16>),
    /// Forgets the samples that were not spoken yet.
    Hush,
    /// Hands what is heard to the other legs of a bridge or mix, and takes what they hand over.
    Bridge,
    /// Ends that.
    Unbridge,
    /// Starts to record both directions.
    Record,
    /// Ends the recording.
    StopRecord,
    /// Time has passed.
    Tick,
    /// Says goodbye; nothing is sent after it.
    Close,
}

/// What a leg wants.
#[derive(Debug)]
pub enum Output {
    /// Send a datagram.
    Send {
        /// Where to.
        to: SocketAddr,
        /// From the RTCP port.
        rtcp: bool,
        /// The datagram.
        packet: Datagram,
    },
    /// For the other leg of a bridge.
    Frame(Frame),
    /// 20 ms of what the peer says, at 8 kHz.
    Heard(Box<[i16; FRAME]>),
    /// So many samples of the stream were spoken, or forgotten.
    Spoke(usize),
    /// 20 ms of a recording.
    Recorded(Box<Recorded>),
    /// Something to know.
    Event(Event),
}

/// What happens on a leg.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// The peer pressed a key.
    Pressed(Key),
    /// A key that we pressed is out, its last packet included.
    KeySent,
    /// Keys that waited were dropped: the peer takes none.
    NotPressed,
    /// A sound was heard to its end.
    Played(u64),
    /// A sound was stopped.
    Stopped(u64),
    /// The first packet of the peer, and how long after the agreement it came.
    FirstPacket(Duration),
    /// The peer sends from another address than it signalled, and proved itself (DR-120).
    Latched(SocketAddr),
    /// Neither RTP nor RTCP for a long time.
    Lost,
    /// The peer is heard again.
    Back,
}

/// What kind of payload a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FrameKind {
    /// Audio.
    Audio(Codec),
    /// An RFC 4733 event.
    Event,
    /// Comfort noise.
    Noise,
}

/// A packet between the legs of a bridge, free of numbers that belong to one leg.
#[derive(Clone, Debug)]
pub struct Frame {
    /// What it holds.
    pub kind: FrameKind,
    /// First of a talk spurt or of an event.
    pub marker: bool,
    /// The sequence number it arrived with.
    pub sequence: u16,
    /// The timestamp it arrived with.
    pub timestamp: u32,
    /// The stream it came from; another number is another clock.
    pub stream: u32,
    /// The payload.
    pub payload: SmallVec<[u8; 168]>,
}

/// Figures of a leg.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Stats {
    /// RTP packets sent.
    pub sent: u64,
    /// RTP packets received and taken.
    pub received: u64,
    /// Packets that never came.
    pub lost: u64,
    /// Interarrival jitter.
    pub jitter: Duration,
    /// Round trip, once RTCP has told.
    pub round_trip: Option<Duration>,
    /// Share of our packets that the peer lost lately, once RTCP has told.
    pub peer_lost: Option<f32>,
    /// SRTP packets with a wrong tag, or plain ones on a secured leg.
    pub forged: u64,
    /// SRTP packets seen before or too old.
    pub replayed: u64,
    /// Packets from an address that is not the peer's.
    pub foreign: u64,
    /// Datagrams that are no RTP, or of a payload type that was not agreed.
    pub unknown: u64,
    /// RTCP packets sent.
    pub rtcp_sent: u64,
    /// RTCP packets received and taken.
    pub rtcp_received: u64,
    /// From agreement to the first packet.
    pub first_packet: Option<Duration>,
}

/// One call leg's media: packets and ticks in, packets and events out.
///
/// It sends nothing before [`Input::Agreed`], and never in the clear where keys were agreed.
#[derive(Debug)]
pub struct Leg {
    config: LegConfig,
    agreed: Option<Agreed>,
    agreed_at: Instant,
    incoming: Incoming,
    outgoing: Outgoing,
    recorder: Option<Recorder>,
    record_at: Instant,
    tap: Option<Box<stream::Tap>>,
    bridged: bool,
    muted: bool,
    closed: bool,
    lost: bool,
    rtcp_at: Instant,
    stats: Stats,
    outputs: VecDeque<Output>,
}

impl Leg {
    /// A leg that has agreed on nothing yet.
    pub fn new(config: LegConfig) -> Self {
        Self {
            incoming: Incoming::default(),
            outgoing: Outgoing::new(&config),
            config,
            agreed: None,
            agreed_at: Instant::START,
            recorder: None,
            record_at: Instant::FAR,
            tap: None,
            bridged: false,
            muted: false,
            closed: false,
            lost: false,
            rtcp_at: Instant::FAR,
            stats: Stats::default(),
            outputs: VecDeque::new(),
        }
    }

    /// Its figures.
    pub fn stats(&self) -> Stats {
        let source = self.incoming.source.as_ref();
        Stats {
            lost: source.map_or(0, |source| source.lost().max(0) as u64),
            jitter: Duration::from_micros(source.map_or(0, |s| u64::from(s.jitter()) * 125)),
            ..self.stats
        }
    }

    /// What was agreed last.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.agreed.as_ref()
    }

    /// Our stream.
    pub fn ssrc(&self) -> u32 {
        self.config.ssrc
    }

    fn emit(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    /// Takes what offer and answer gave. Contexts of SRTP stay unless their key changed (DR-100,
    /// DR-117); the window for latching opens again (RS-52).
    fn agree(&mut self, now: Instant, agreed: Agreed) {
        let first = self.agreed.is_none();
        let before = self.agreed.as_ref();
        let same_codec = before.is_none_or(|before| before.codec == agreed.codec);
        self.incoming.agree(before, &agreed);
        self.outgoing.agree(before, &agreed);
        if !same_codec {
            self.outgoing.resync();
        }
        let hears = agreed.direction.receives();
        let heard_before = before.is_some_and(|before| before.direction.receives());
        if first {
            self.agreed_at = now;
            // Spread over the first half of the interval, so that legs do not report in step.
            let spread = u64::from(self.config.ssrc) % 1000;
            self.rtcp_at = now + self.config.rtcp_every / 2 * spread as u32 / 1000;
        }
        if hears && !heard_before {
            self.incoming.heard_at = now;
        }
        self.agreed = Some(agreed);
        self.outgoing.pace(now, self.wants_to_send());
    }

    /// True if packets of our own are due each 20 ms.
    fn wants_to_send(&self) -> bool {
        let Some(agreed) = &self.agreed else { return false };
        let fills = self.config.idle == Idle::Silence && !self.bridged;
        !self.closed
            && agreed.direction.sends()
            && agreed.remote.is_some()
            && (self.outgoing.has_something() || fills)
    }

    fn tick(&mut self, now: Instant) {
        if self.closed {
            return;
        }
        self.send_due(now);
        self.tap_due(now);
        while self.record_at <= now {
            let at = self.record_at;
            self.record_at += send::FRAME_TIME;
            if let Some(recorder) = &mut self.recorder {
                self.outputs.push_back(Output::Recorded(Box::new(recorder.pull(at))));
            } else {
                self.record_at = Instant::FAR;
            }
        }
        if self.rtcp_at <= now {
            self.report(now, false);
            self.rtcp_at = now + self.config.rtcp_every;
        }
        if let Some(at) = self.lost_at().filter(|at| *at <= now && !self.lost) {
            debug_assert!(at <= now);
            self.lost = true;
            self.emit(Event::Lost);
        }
    }

    /// When silence becomes loss; never while on hold (DR-99, DR-123).
    fn lost_at(&self) -> Option<Instant> {
        let agreed = self.agreed.as_ref()?;
        let watched = agreed.direction.receives() && agreed.remote.is_some() && !self.lost;
        watched.then(|| self.incoming.heard_at + self.config.lost_after)
    }
}

impl Machine for Leg {
    type Input<'a> = Input<'a>;
    type Output = Output;

    fn handle(&mut self, now: Instant, input: Input<'_>) {
        if self.closed {
            return;
        }
        match input {
            Input::Rtp { from, bytes } => self.datagram(now, from, bytes),
            Input::Rtcp { from, bytes } => self.rtcp(now, from, bytes),
            Input::Relay(frame) => self.relay(now, frame),
            Input::Mixed(samples) => self.mixed(now, samples),
            Input::Agreed(agreed) => self.agree(now, agreed),
            Input::Play { id, sound } => self.outgoing.play(id, sound),
            Input::Music(sound) => self.outgoing.music(Some(sound)),
            Input::StopMusic => self.outgoing.music(None),
            Input::Stop => self.stop(),
            Input::Press(key) => {
                self.outgoing.keys.press(key);
            }
            Input::Mute(muted) => self.muted = muted,
            Input::Tap => self.tap = Some(Box::new(stream::Tap::new(now))),
            Input::Untap => self.tap = None,
            Input::Speak(samples) => self.outgoing.stream.extend(samples),
            Input::Hush => self.hush(),
            Input::Bridge => self.bridged = true,
            Input::Unbridge => self.bridged = false,
            Input::Record => {
                self.recorder = Some(Recorder::default());
                self.record_at = now + send::FRAME_TIME;
            }
            Input::StopRecord => {
                self.recorder = None;
                self.record_at = Instant::FAR;
            }
            Input::Tick => self.tick(now),
            Input::Close => {
                self.stop();
                self.hush();
                self.tap = None;
                self.report(now, true);
                self.closed = true;
                self.recorder = None;
            }
        }
        self.outgoing.pace(now, self.wants_to_send());
    }

    fn poll(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        if self.closed {
            return None;
        }
        let lost_at = self.lost_at().unwrap_or(Instant::FAR);
        let due = self.outgoing.due.min(self.record_at).min(self.rtcp_at).min(lost_at);
        let due = due.min(self.tap_deadline());
        (due < Instant::FAR).then_some(due)
    }
}
