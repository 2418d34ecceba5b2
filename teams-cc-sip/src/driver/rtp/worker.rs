//! The thread that works in rounds.

mod bridging;
mod streaming;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Instant, Key, Machine};
use tokio::sync::{broadcast, oneshot};

use super::leg::Heard;
use super::ports::Pair;
use super::recorder::{self, RecordingId};
use super::sockets::{Outbound, Poller, Token};
use super::stream::{Ends, StreamAsk};
use crate::media::leg::{Event, Input, Leg, Output, Stats};
use crate::media::rtp;
use crate::media::switch::{self, LegId, Switch};
use crate::media::{HeardBy, Sound};
use crate::sdp::Agreed;

/// The pair of ports that all legs share, in shared mode.
const SHARED: Token = Token(0);
/// Legs of one address among which a packet is tried; more are not worth the work.
const MAX_NAMESAKES: usize = 16;

/// The legs of a bridge and who hears each, by key.
pub(super) type Joined = SmallVec<[(u64, HeardBy<u64>); 2]>;

/// What handles ask of the thread.
#[derive(Debug)]
pub(super) enum Command {
    Add {
        key: u64,
        leg: Box<Leg>,
        events: broadcast::Sender<Event>,
    },
    Ports {
        key: u64,
        pair: Pair,
    },
    /// Gives the leg's own ports up for the shared ones.
    Share {
        key: u64,
    },
    Remove {
        key: u64,
    },
    Agreed {
        key: u64,
        agreed: Box<Agreed>,
        close_rtcp: bool,
    },
    Play {
        key: u64,
        play: u64,
        sound: Sound,
        done: oneshot::Sender<Heard>,
    },
    Music {
        key: u64,
        sound: Option<Sound>,
    },
    Stop {
        key: u64,
    },
    Press {
        key: u64,
        digit: Key,
    },
    /// Nobody hears the peer, or they do again.
    Mute {
        key: u64,
        muted: bool,
    },
    Record {
        key: u64,
        to: RecordingId,
    },
    /// The file stays open, and nothing goes into it.
    PauseRecord {
        key: u64,
        to: RecordingId,
    },
    ResumeRecord {
        key: u64,
        to: RecordingId,
    },
    StopRecord {
        key: u64,
        to: RecordingId,
    },
    Stream(u64, StreamAsk),
    /// Plays to this leg alone, together with whom it hears.
    Whisper {
        key: u64,
        play: u64,
        sound: Sound,
        done: oneshot::Sender<Heard>,
    },
    Bridge {
        bridge: u64,
        legs: Joined,
    },
    Unbridge {
        bridge: u64,
        legs: Joined,
    },
    Stats {
        key: u64,
        answer: oneshot::Sender<Stats>,
    },
    Shutdown,
}

/// What the thread knows of a leg besides its machine.
#[derive(Debug)]
struct Slot {
    key: u64,
    /// Its RTP socket; `None` shares.
    own: bool,
    lease: Option<super::ports::Lease>,
    events: broadcast::Sender<Event>,
    plays: SmallVec<[(u64, oneshot::Sender<Heard>); 2]>,
    recording: Option<RecordingId>,
    stream: Option<Ends>,
    bridge: Option<u64>,
    /// Addresses under which it stands in the table of shared ports.
    addresses: SmallVec<[SocketAddr; 2]>,
}

/// The thread's state.
#[derive(Debug)]
pub(super) struct Worker {
    switch: Switch,
    slots: HashMap<LegId, Slot>,
    by_key: HashMap<u64, LegId>,
    by_address: HashMap<SocketAddr, SmallVec<[LegId; 1]>>,
    /// Which of several legs of one address a stream belongs to: proven by its authentication.
    by_stream: HashMap<(SocketAddr, u32), LegId>,
    poller: Poller,
    commands: mpsc::Receiver<Command>,
    recorder: recorder::Sender,
    outbound: Vec<Outbound>,
    clock: std::time::Instant,
    round: Duration,
}

impl Worker {
    pub(super) fn new(
        poller: Poller,
        commands: mpsc::Receiver<Command>,
        recorder: recorder::Sender,
        clock: std::time::Instant,
        round: Duration,
    ) -> Self {
        Self {
            switch: Switch::new(),
            slots: HashMap::new(),
            by_key: HashMap::new(),
            by_address: HashMap::new(),
            by_stream: HashMap::new(),
            poller,
            commands,
            recorder,
            outbound: Vec::new(),
            clock,
            round,
        }
    }

    fn now(&self) -> Instant {
        Instant::from_nanos(self.clock.elapsed().as_nanos() as u64)
    }

    /// Works until it is told to end, or nobody can tell it anything any more.
    pub(super) fn run(mut self) {
        let mut worked_at = self.now();
        loop {
            let wait = self.switch.deadline().map(|due| due - self.now());
            self.poller.wait(wait);
            // Something is there. What comes in the rest of the round is worked on with it.
            let rest = self.round.saturating_sub(self.now() - worked_at);
            if !rest.is_zero() && !self.switch.is_empty() {
                std::thread::sleep(rest);
                self.poller.wait(Some(Duration::ZERO));
            }
            worked_at = self.now();
            if !self.commands() {
                return;
            }
            self.receive();
            let now = self.now();
            self.switch.handle(now, switch::Input::Tick);
            self.drain();
            self.poller.send(&mut self.outbound);
        }
    }

    fn receive(&mut self) {
        let now = self.now();
        let Self { poller, switch, by_address, by_stream, slots, .. } = self;
        poller.receive(|token, from, bytes| {
            let rtcp = token.0 % 2 == 1;
            if token.0 > SHARED.0 + 1 {
                let id = LegId((token.0 / 2 - 1) as u32);
                return switch.handle(now, packet(id, rtcp, from, bytes));
            }
            let Some(legs) = by_address.get(&from) else { return };
            if let [id] = legs[..] {
                return switch.handle(now, packet(id, rtcp, from, bytes));
            }
            let at = if rtcp || rtp::is_rtcp(bytes) { 4 } else { 8 };
            let Some(stream) = bytes.get(at..at + 4).and_then(|b| b.first_chunk()) else { return };
            let stream = (from, u32::from_be_bytes(*stream));
            if let Some(id) = by_stream.get(&stream).filter(|id| slots.contains_key(id)) {
                return switch.handle(now, packet(*id, rtcp, from, bytes));
            }
            // Several legs have this peer address: the one whose keys open the packet has it. In
            // the clear nothing could tell, so plain legs of one address never share ports.
            for id in legs.iter().take(MAX_NAMESAKES) {
                let secured = |leg: &Leg| leg.agreed().is_some_and(|agreed| agreed.keys.is_some());
                let Some(before) = switch.leg(*id).filter(|leg| secured(leg)).map(taken) else {
                    continue;
                };
                let mut copy: SmallVec<[u8; 256]> = SmallVec::from_slice(bytes);
                switch.handle(now, packet(*id, rtcp, from, &mut copy));
                if switch.leg(*id).map(taken) != Some(before) {
                    by_stream.insert(stream, *id);
                    return;
                }
            }
        });
    }

    fn drain(&mut self) {
        while let Some((id, output)) = self.switch.poll() {
            let Some(slot) = self.slots.get_mut(&id) else { continue };
            match output {
                Output::Send { to, rtcp, packet } => {
                    let token = if slot.own { own_token(id) } else { SHARED };
                    let token = Token(token.0 + u64::from(rtcp));
                    self.outbound.push(Outbound { token, to, packet });
                }
                Output::Event(event) => {
                    let over = match event {
                        Event::Played(play) => Some((play, Heard::ToTheEnd)),
                        Event::Stopped(play) => Some((play, Heard::Stopped)),
                        _ => None,
                    };
                    if let Some((play, heard)) = over
                        && let Some(at) = slot.plays.iter().position(|(id, _)| *id == play)
                    {
                        let _ = slot.plays.remove(at).1.send(heard);
                    }
                    // Nobody listening is fine.
                    let _ = slot.events.send(event);
                }
                Output::Heard(frame) => slot.stream.iter().for_each(|ends| ends.heard(&frame)),
                Output::Spoke(count) => slot.stream.iter().for_each(|ends| ends.spoke(count)),
                Output::Recorded(recorded) => {
                    if let Some(to) = slot.recording {
                        self.recorder.write(to, recorded);
                    }
                }
                // A frame reaches the other leg inside the switch, or nobody.
                Output::Frame(_) => {}
            }
        }
    }

    /// Carries out what was asked; false at the end.
    fn commands(&mut self) -> bool {
        loop {
            match self.commands.try_recv() {
                Ok(Command::Shutdown) | Err(mpsc::TryRecvError::Disconnected) => {
                    let keys: Vec<_> = self.by_key.keys().copied().collect();
                    for key in keys {
                        self.remove(key);
                    }
                    return false;
                }
                Ok(command) => self.command(command),
                Err(mpsc::TryRecvError::Empty) => return true,
            }
        }
    }

    fn command(&mut self, command: Command) {
        match command {
            Command::Add { key, leg, events } => {
                let id = self.switch.add(*leg);
                self.by_key.insert(key, id);
                let slot = Slot {
                    key,
                    own: false,
                    lease: None,
                    events,
                    plays: SmallVec::new(),
                    recording: None,
                    stream: None,
                    bridge: None,
                    addresses: SmallVec::new(),
                };
                self.slots.insert(id, slot);
            }
            Command::Ports { key, pair } => {
                let Some(id) = self.by_key.get(&key).copied() else { return };
                let Some(slot) = self.slots.get_mut(&id) else { return };
                let token = own_token(id);
                let mut added = self.poller.add(token, pair.rtp);
                if let (Ok(()), Some(rtcp)) = (&added, pair.rtcp) {
                    added = self.poller.add(Token(token.0 + 1), rtcp);
                }
                if let Err(error) = added {
                    tracing::warn!(%error, "a media socket cannot be watched");
                }
                slot.own = true;
                slot.lease = pair.lease;
            }
            Command::Share { key } => {
                let id = self.by_key.get(&key);
                if let Some((id, slot)) = id.and_then(|id| Some((id, self.slots.get_mut(id)?))) {
                    self.poller.remove(own_token(*id));
                    self.poller.remove(Token(own_token(*id).0 + 1));
                    slot.own = false;
                    slot.lease = None;
                }
            }
            Command::Remove { key } => self.remove(key),
            Command::Agreed { key, agreed, close_rtcp } => {
                let Some(id) = self.by_key.get(&key).copied() else { return };
                if self.slots.get(&id).is_some_and(|slot| slot.own) {
                    if close_rtcp {
                        self.poller.remove(Token(own_token(id).0 + 1));
                    }
                } else {
                    self.list(id, &agreed);
                }
                self.leg(key, Input::Agreed(*agreed));
            }
            Command::Play { key, play, sound, done } => {
                let id = self.by_key.get(&key);
                if let Some(slot) = id.and_then(|id| self.slots.get_mut(id)) {
                    slot.plays.push((play, done));
                    self.leg(key, Input::Play { id: play, sound });
                }
            }
            Command::Music { key, sound: Some(sound) } => self.leg(key, Input::Music(sound)),
            Command::Music { key, sound: None } => self.leg(key, Input::StopMusic),
            Command::Stop { key } => self.leg(key, Input::Stop),
            Command::Press { key, digit } => self.leg(key, Input::Press(digit)),
            Command::Mute { key, muted } => self.leg(key, Input::Mute(muted)),
            Command::PauseRecord { key, to } if self.records(key, to) => {
                self.leg(key, Input::StopRecord);
            }
            Command::ResumeRecord { key, to } if self.records(key, to) => {
                self.leg(key, Input::Record);
            }
            // The recording is over, or another one has taken its place.
            Command::PauseRecord { .. } | Command::ResumeRecord { .. } => {}
            Command::Record { key, to } => {
                let id = self.by_key.get(&key);
                if let Some(slot) = id.and_then(|id| self.slots.get_mut(id)) {
                    if let Some(before) = slot.recording.replace(to) {
                        self.recorder.close(before);
                    }
                    self.leg(key, Input::Record);
                } else {
                    self.recorder.close(to);
                }
            }
            Command::StopRecord { key, to } => {
                let id = self.by_key.get(&key);
                let slot = id.and_then(|id| self.slots.get_mut(id));
                if let Some(slot) = slot.filter(|slot| slot.recording == Some(to)) {
                    slot.recording = None;
                    self.leg(key, Input::StopRecord);
                }
                self.recorder.close(to);
            }
            Command::Stream(key, ask) => self.stream(key, ask),
            Command::Bridge { bridge, legs } => self.bridge(bridge, &legs),
            Command::Unbridge { bridge, legs } => self.unbridge(bridge, &legs),
            Command::Whisper { key, play, sound, done } => self.whisper(key, play, sound, done),
            Command::Stats { key, answer } => {
                let stats = self.by_key.get(&key).and_then(|id| self.switch.stats(*id));
                if let Some(stats) = stats {
                    let _ = answer.send(stats);
                }
            }
            Command::Shutdown => {}
        }
    }

    /// Whether this recording of the leg runs, or is paused.
    fn records(&self, key: u64, recording: RecordingId) -> bool {
        let slot = self.by_key.get(&key).and_then(|id| self.slots.get(id));
        slot.is_some_and(|slot| slot.recording == Some(recording))
    }

    fn leg(&mut self, key: u64, input: Input<'_>) {
        if let Some(id) = self.by_key.get(&key) {
            let now = self.now();
            self.switch.handle(now, switch::Input::Leg(*id, input));
        }
    }

    fn remove(&mut self, key: u64) {
        let Some(id) = self.by_key.get(&key).copied() else { return };
        self.leg(key, Input::Close);
        // The goodbye leaves before the socket does.
        self.drain();
        self.poller.send(&mut self.outbound);
        self.by_key.remove(&key);
        self.switch.remove(id);
        self.unlist(id);
        if let Some(slot) = self.slots.remove(&id) {
            debug_assert_eq!(slot.key, key);
            if slot.own {
                self.poller.remove(own_token(id));
                self.poller.remove(Token(own_token(id).0 + 1));
            }
            if let Some(recording) = slot.recording {
                self.recorder.close(recording);
            }
        }
    }

    /// Enters a leg into the table of shared ports.
    fn list(&mut self, id: LegId, agreed: &Agreed) {
        self.unlist(id);
        let Some(slot) = self.slots.get_mut(&id) else { return };
        slot.addresses = [agreed.remote, agreed.remote_rtcp].into_iter().flatten().collect();
        slot.addresses.dedup();
        for address in &slot.addresses {
            self.by_address.entry(*address).or_default().push(id);
        }
    }

    fn unlist(&mut self, id: LegId) {
        let Some(slot) = self.slots.get_mut(&id) else { return };
        for address in slot.addresses.drain(..) {
            if let Some(legs) = self.by_address.get_mut(&address) {
                legs.retain(|other| *other != id);
                if legs.is_empty() {
                    self.by_address.remove(&address);
                }
            }
            self.by_stream.retain(|(from, _), owner| *from != address || *owner != id);
        }
    }
}

/// Opens the shared ports, which are in use for as long as the plane is.
pub(super) fn share(poller: &mut Poller, pair: Option<Pair>) -> std::io::Result<()> {
    let Some(pair) = pair else { return Ok(()) };
    poller.add(SHARED, pair.rtp)?;
    if let Some(rtcp) = pair.rtcp {
        poller.add(Token(SHARED.0 + 1), rtcp)?;
    }
    std::mem::forget(pair.lease);
    Ok(())
}

fn own_token(id: LegId) -> Token {
    Token(2 * (u64::from(id.0) + 1))
}

fn taken(leg: &Leg) -> u64 {
    let stats = leg.stats();
    stats.received + stats.rtcp_received
}

fn packet(id: LegId, rtcp: bool, from: SocketAddr, bytes: &mut [u8]) -> switch::Input<'_> {
    let input = if rtcp { Input::Rtcp { from, bytes } } else { Input::Rtp { from, bytes } };
    switch::Input::Leg(id, input)
}
