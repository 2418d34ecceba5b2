//! One leg of a call, as its owner sees it.

use std::future::Future;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use parking_lot::Mutex;
use teams_cc_core::{Error, Key};
use tokio::sync::{broadcast, oneshot};

use super::plane::Inner;
use super::recorder::{Done, RecordingId};
use super::worker::Command;
use crate::media::leg::{Event, Stats};
use crate::media::wav::Writer;
use crate::media::{Layout, Sound};
use crate::sdp::{Agreed, Codec, Description, Direction, Local, MediaLine, Negotiation, SdpError};

/// One leg of a call: its descriptions, sounds, keys and recording.
///
/// A cheap handle; the leg ends with the last one: a goodbye is sent and the ports are free again.
#[derive(Clone, Debug)]
pub struct MediaLeg {
    inner: Arc<LegInner>,
}

#[derive(Debug)]
struct LegInner {
    plane: Arc<Inner>,
    key: u64,
    negotiation: Mutex<Negotiation>,
    events: broadcast::Sender<Event>,
    /// On the shared ports, with the peer address that it holds there.
    shared: Mutex<(bool, Option<SocketAddr>)>,
}

impl Drop for LegInner {
    fn drop(&mut self) {
        self.release_peer();
        self.plane.send(Command::Remove { key: self.key });
    }
}

impl LegInner {
    fn release_peer(&self) {
        let Some(peer) = self.shared.lock().1.take() else { return };
        let mut peers = self.plane.peers.lock();
        if let Some(count) = peers.get_mut(&peer) {
            *count -= 1;
            if *count == 0 {
                peers.remove(&peer);
            }
        }
    }

    /// Holds a peer address on the shared ports; false if another leg has it.
    fn reserve_peer(&self, peer: SocketAddr) -> bool {
        let mut peers = self.plane.peers.lock();
        let free = !peers.contains_key(&peer);
        if free {
            peers.insert(peer, 1);
            self.shared.lock().1 = Some(peer);
        }
        free
    }

    fn agreed(&self, agreed: Agreed) {
        let (shared, held) = *self.shared.lock();
        if shared && held != agreed.remote {
            self.release_peer();
            if let Some(peer) = agreed.remote {
                self.shared.lock().1 = Some(peer);
                *self.plane.peers.lock().entry(peer).or_default() += 1;
            }
        }
        let close_rtcp = agreed.mux && self.negotiation.lock().profile().is_mux_fixed();
        let agreed = Box::new(agreed);
        self.plane.send(Command::Agreed { key: self.key, agreed, close_rtcp });
    }
}

impl MediaLeg {
    pub(super) fn new(
        plane: Arc<Inner>,
        key: u64,
        negotiation: Negotiation,
        events: broadcast::Sender<Event>,
        shared: bool,
    ) -> Self {
        let negotiation = Mutex::new(negotiation);
        let shared = Mutex::new((shared, None));
        Self { inner: Arc::new(LegInner { plane, key, negotiation, events, shared }) }
    }

    pub(super) fn key(&self) -> u64 {
        self.inner.key
    }

    pub(super) fn plane(&self) -> &Arc<Inner> {
        &self.inner.plane
    }

    /// An offer: the first one, or a re-offer with the same address and keys.
    pub fn offer(&self) -> Bytes {
        self.inner.negotiation.lock().offer()
    }

    /// An offer that holds the peer (`a=inactive` towards Teams), to be taken back by
    /// [`resume`](Self::resume).
    pub fn hold(&self) -> Bytes {
        let mut negotiation = self.inner.negotiation.lock();
        negotiation.set_direction(Direction::SendOnly);
        negotiation.offer()
    }

    /// An offer that lets media flow both ways again.
    pub fn resume(&self) -> Bytes {
        let mut negotiation = self.inner.negotiation.lock();
        negotiation.set_direction(Direction::SendRecv);
        negotiation.offer()
    }

    /// The offer was refused: what was agreed before goes on.
    pub fn roll_back(&self) {
        self.inner.negotiation.lock().roll_back();
    }

    /// Answers an offer of the peer; media flows from now on.
    ///
    /// # Errors
    /// [`SdpError::status`] says with which status the request is refused. Nothing has changed.
    pub fn answer(&self, offer: &[u8]) -> Result<Bytes, SdpError> {
        self.settle(offer);
        let (answer, agreed) = self.inner.negotiation.lock().answer(offer)?;
        self.inner.agreed(agreed);
        Ok(answer)
    }

    /// Takes the peer's answer to our last offer, also that of another fork; media flows from now
    /// on.
    ///
    /// # Errors
    /// The call cannot have media: it is ended (a dialog) or left on what was agreed before
    /// (a re-offer).
    pub fn accept(&self, answer: &[u8]) -> Result<(), SdpError> {
        let agreed = self.inner.negotiation.lock().accept(answer)?;
        self.inner.agreed(agreed);
        Ok(())
    }

    /// In shared mode, before the first words: the answering leg shares ports if its peer's address
    /// is its alone, and has ports of its own if not.
    fn settle(&self, offer: &[u8]) {
        let plane = &self.inner.plane;
        let Some(port) = plane.shared() else { return };
        let mut negotiation = self.inner.negotiation.lock();
        if negotiation.has_spoken() || negotiation.address() != plane.address() {
            return;
        }
        let Ok(offer) = Description::parse(offer) else { return };
        let Some(peer) = offer.media.iter().find_map(MediaLine::rtp) else { return };
        let shares = self.inner.shared.lock().0;
        if self.inner.reserve_peer(peer) {
            if !shares {
                negotiation.relocate(&Local::new(plane.address(), port));
                self.inner.shared.lock().0 = true;
                plane.send(Command::Share { key: self.inner.key });
            }
        } else if shares && let Ok(pair) = plane.ports().take() {
            // Without a free port it goes on sharing: SRTP still tells the legs apart.
            negotiation.relocate(&Local::new(plane.address(), pair.port));
            self.inner.shared.lock().0 = false;
            plane.send(Command::Ports { key: self.inner.key, pair });
        }
    }

    /// What is agreed, once it is.
    pub fn agreed(&self) -> Option<Agreed> {
        self.inner.negotiation.lock().agreed().cloned()
    }

    /// The codec that we send, once agreed: offer it first on the leg that this one will be
    /// bridged with.
    pub fn codec(&self) -> Option<Codec> {
        self.inner.negotiation.lock().agreed().map(|agreed| agreed.codec)
    }

    /// True while the peer does not want to hear us, or we it.
    pub fn is_on_hold(&self) -> bool {
        let negotiation = self.inner.negotiation.lock();
        negotiation.agreed().is_some_and(|agreed| agreed.direction != Direction::SendRecv)
    }

    /// Plays a sound after those that wait. The future ends when it has been heard; dropping it
    /// stops nothing.
    ///
    /// Before media is agreed, and on hold, it waits.
    pub fn play(&self, sound: Sound) -> Playing {
        let (done, heard) = oneshot::channel();
        let play = self.inner.plane.number();
        self.inner.plane.send(Command::Play { key: self.inner.key, play, sound, done });
        Playing { heard }
    }

    /// Plays a sound to the peer together with whom it hears, who hear none of it; behind other
    /// whispers, of which 16 may wait: one more is [stopped](Heard::Stopped) at once. The future
    /// ends when it has been heard; dropping it stops nothing.
    ///
    /// Both are as loud as they are, and cut off where that is too loud.
    pub fn whisper(&self, sound: Sound) -> Playing {
        let (done, heard) = oneshot::channel();
        let play = self.inner.plane.number();
        self.inner.plane.send(Command::Whisper { key: self.inner.key, play, sound, done });
        Playing { heard }
    }

    /// Plays music, round and round, while no other sound plays.
    pub fn music(&self, sound: Sound) {
        self.inner.plane.send(Command::Music { key: self.inner.key, sound: Some(sound) });
    }

    /// Ends the music.
    pub fn stop_music(&self) {
        self.inner.plane.send(Command::Music { key: self.inner.key, sound: None });
    }

    /// Ends music and all sounds.
    pub fn stop(&self) {
        self.inner.plane.send(Command::Stop { key: self.inner.key });
    }

    /// Presses a key towards the peer (RFC 4733), after those that wait.
    pub fn press(&self, key: Key) {
        self.inner.plane.send(Command::Press { key: self.inner.key, digit: key });
    }

    /// Nobody hears the peer from now on, or they do again; its keys still count, and a recording
    /// of this leg goes on.
    pub fn mute(&self, muted: bool) {
        self.inner.plane.send(Command::Mute { key: self.inner.key, muted });
    }

    /// Keys that the peer presses from now on.
    pub fn keys(&self) -> Keys {
        Keys { events: self.events() }
    }

    /// What happens from now on.
    pub fn events(&self) -> MediaEvents {
        MediaEvents { events: self.inner.events.subscribe() }
    }

    /// Records both directions into a WAV file at 8 kHz until the recording is stopped or dropped,
    /// or the leg ends. Another recording of the same leg ends this one.
    ///
    /// # Errors
    /// Config if the file cannot be created.
    pub fn record(&self, path: impl AsRef<Path>, layout: Layout) -> Result<Recording, Error> {
        let path = path.as_ref();
        let writer = Writer::create(path, layout.channels(), 8000)?;
        let plane = &self.inner.plane;
        let id = RecordingId(plane.number());
        let done = plane.recorder.open(id, writer, layout);
        plane.send(Command::Record { key: self.inner.key, to: id });
        let stop = StopRecording { plane: plane.clone(), key: self.inner.key, id };
        Ok(Recording { stop, path: path.to_owned(), done })
    }

    /// Figures of the leg.
    ///
    /// # Errors
    /// Ended if the plane has stopped.
    pub async fn stats(&self) -> Result<Stats, Error> {
        let (answer, stats) = oneshot::channel();
        self.inner.plane.send(Command::Stats { key: self.inner.key, answer });
        stats.await.map_err(|_| Error::ended("the media plane has stopped"))
    }
}

/// How a sound ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It was heard to its end.
    ToTheEnd,
    /// It was stopped.
    Stopped,
    /// The leg ended.
    LegEnded,
}

/// A sound that plays; awaiting it waits for its end.
#[derive(Debug)]
#[must_use = "a sound plays on by itself; await it to know when it was heard"]
pub struct Playing {
    heard: oneshot::Receiver<Heard>,
}

impl Future for Playing {
    type Output = Heard;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Heard> {
        Pin::new(&mut self.heard).poll(cx).map(|heard| heard.unwrap_or(Heard::LegEnded))
    }
}

/// What happens on a leg.
#[derive(Debug)]
pub struct MediaEvents {
    events: broadcast::Receiver<Event>,
}

impl MediaEvents {
    /// The next event; `None` when the leg has ended. A listener that lags far behind misses the
    /// oldest ones.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            match self.events.recv().await {
                Ok(event) => return Some(event),
                Err(broadcast::error::RecvError::Lagged(missed)) => {
                    tracing::warn!(missed, "media events were not taken in time");
                }
                Err(broadcast::error::RecvError::Closed) => return None,
            }
        }
    }
}

/// Keys that the peer presses.
#[derive(Debug)]
pub struct Keys {
    events: MediaEvents,
}

impl Keys {
    /// The next key; `None` when the leg has ended.
    pub async fn next(&mut self) -> Option<Key> {
        loop {
            if let Event::Pressed(key) = self.events.next().await? {
                return Some(key);
            }
        }
    }
}

/// A recording that runs; dropping it ends it and completes the file.
#[derive(Debug)]
#[must_use = "dropping a recording ends it"]
pub struct Recording {
    stop: StopRecording,
    path: PathBuf,
    done: oneshot::Receiver<Done>,
}

/// A recording that is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordingDone {
    /// The file.
    pub path: PathBuf,
    /// How long it is.
    pub duration: Duration,
}

#[derive(Debug)]
struct StopRecording {
    plane: Arc<Inner>,
    key: u64,
    id: RecordingId,
}

impl Drop for StopRecording {
    fn drop(&mut self) {
        self.plane.send(Command::StopRecord { key: self.key, to: self.id });
    }
}

impl Recording {
    /// Records nothing until [`resume`](Self::resume): the file goes on without a gap then, so
    /// that what was said meanwhile (a card number) is nowhere in it.
    pub fn pause(&self) {
        let StopRecording { plane, key, id } = &self.stop;
        plane.send(Command::PauseRecord { key: *key, to: *id });
    }

    /// Records again.
    pub fn resume(&self) {
        let StopRecording { plane, key, id } = &self.stop;
        plane.send(Command::ResumeRecord { key: *key, to: *id });
    }

    /// Ends it and waits until the file is complete.
    ///
    /// # Errors
    /// Config if the disk refused some of it.
    pub async fn stop(self) -> Result<RecordingDone, Error> {
        drop(self.stop);
        let duration =
            self.done.await.map_err(|_| Error::ended("the media plane has stopped"))??;
        Ok(RecordingDone { path: self.path, duration })
    }
}
