//! A leg's sound as samples, both ways, between the media thread and whoever listens.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use tokio::sync::mpsc;

use super::leg::MediaLeg;
use super::plane::Inner;
use super::worker::Command;
use crate::media::FRAME;

/// Frames that nobody took: a second. Then the newest is lost, for a late one is worth nothing.
const HEARD: usize = 50;
/// Samples that wait to be spoken: 200 ms.
const WAITING: usize = 1_600;

/// The media thread's end of a stream.
#[derive(Debug)]
pub(super) struct Ends {
    stream: u64,
    heard: mpsc::Sender<Vec<i16>>,
    counts: Arc<Counts>,
}

/// What a stream asks of the media thread, under its number.
#[derive(Debug)]
pub(super) enum StreamAsk {
    /// Stream the leg to these ends; what streamed before is over.
    Start(Ends),
    Stop(u64),
    Speak(u64, Vec<i16>),
    Hush(u64),
}

#[derive(Debug, Default)]
struct Counts {
    waiting: AtomicUsize,
    lost: AtomicU64,
}

impl Ends {
    pub(super) fn is(&self, stream: u64) -> bool {
        self.stream == stream
    }

    pub(super) fn heard(&self, frame: &[i16; FRAME]) {
        if let Err(mpsc::error::TrySendError::Full(_)) = self.heard.try_send(frame.to_vec()) {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    pub(super) fn spoke(&self, count: usize) {
        // Of an earlier stream more may come back than was given to this one.
        let less = |waiting: usize| Some(waiting.saturating_sub(count));
        self.counts.waiting.fetch_update(Ordering::AcqRel, Ordering::Acquire, less).ok();
    }
}

/// A leg's sound as samples at 8 kHz, both ways; dropping it ends the stream and silences what was
/// not heard yet. A leg has one stream: the next one ends it.
#[derive(Debug)]
pub struct LegStream {
    plane: Arc<Inner>,
    key: u64,
    stream: u64,
    heard: mpsc::Receiver<Vec<i16>>,
    counts: Arc<Counts>,
}

impl MediaLeg {
    /// Streams the leg from now on, bridged or not.
    pub fn stream(&self) -> LegStream {
        let plane = self.plane().clone();
        let (sender, heard) = mpsc::channel(HEARD);
        let counts = Arc::new(Counts::default());
        let (key, stream) = (self.key(), plane.number());
        let ends = Ends { stream, heard: sender, counts: counts.clone() };
        plane.send(Command::Stream(key, StreamAsk::Start(ends)));
        LegStream { plane, key, stream, heard, counts }
    }
}

impl LegStream {
    /// The next 20 ms of what the peer says, silence included; `None` when the leg has ended or is
    /// streamed elsewhere. Dropping the future loses nothing.
    pub async fn next(&mut self) -> Option<Vec<i16>> {
        self.heard.recv().await
    }

    /// Speaks as many of these samples as have room, and says how many: 200 ms may wait.
    pub fn send(&self, samples: &[i16]) -> usize {
        let waiting = self.counts.waiting.load(Ordering::Acquire);
        let count = samples.len().min(WAITING.saturating_sub(waiting));
        if let Some(samples) = samples.get(..count).filter(|samples| !samples.is_empty()) {
            self.counts.waiting.fetch_add(count, Ordering::AcqRel);
            self.ask(StreamAsk::Speak(self.stream, samples.to_vec()));
        }
        count
    }

    fn ask(&self, ask: StreamAsk) {
        self.plane.send(Command::Stream(self.key, ask));
    }

    /// Forgets what was not spoken yet.
    pub fn hush(&self) {
        self.ask(StreamAsk::Hush(self.stream));
    }

    /// How many frames nobody took in time.
    pub fn lost(&self) -> u64 {
        self.counts.lost.load(Ordering::Relaxed)
    }
}

impl Drop for LegStream {
    fn drop(&mut self) {
        self.ask(StreamAsk::Stop(self.stream));
    }
}
