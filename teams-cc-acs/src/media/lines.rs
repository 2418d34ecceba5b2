//! Between a story and the socket.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use teams_cc_core::speech::{AudioLine, Piece};
use teams_cc_core::{Clock, Error, Key};
use tokio::sync::mpsc;

use super::frames::{AudioFrame, Frame, Line, Outgoing};
use crate::calls::leg::Wish;
use crate::calls::life::Life;
use crate::error;
use crate::models::AudioFormat;

/// Frames that a story has not taken: a second of one stream.
const FRAMES: usize = 50;
/// Lines that a story has not taken.
const LINES: usize = 256;
/// Pieces that the socket has not taken; whoever sends more waits.
const PIECES: usize = 50;

/// The ends of one call's lines, where the socket finds them.
#[derive(Default)]
pub(crate) struct Lines {
    audio: Mutex<Option<mpsc::Sender<Sound>>>,
    transcript: Mutex<Option<mpsc::Sender<Line>>>,
    out: Mutex<Option<mpsc::Receiver<Queued>>>,
    /// Pieces of an earlier stop are not sent any more.
    stops: Arc<AtomicU64>,
    lost: Arc<AtomicU64>,
}

/// What waits for the socket.
#[derive(Debug)]
#[cfg_attr(not(feature = "server"), expect(dead_code, reason = "the socket is a feature"))]
pub(crate) enum Queued {
    /// With the number of stops that were before it.
    Audio(u64, String),
    Stop,
}

/// What is heard on a stream.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sound {
    /// 20 ms of it.
    Audio(AudioFrame),
    /// A key.
    Key(Key),
}

#[cfg_attr(not(feature = "server"), expect(dead_code, reason = "the socket is a feature"))]
impl Lines {
    /// Gives a frame of the socket to whoever listens.
    pub(crate) fn take(&self, frame: Frame) {
        let sound = match frame {
            Frame::Audio(frame) => Sound::Audio(frame),
            Frame::Key(key) => Sound::Key(key),
            Frame::Line(line) => {
                if let Some(listener) = &*self.transcript.lock()
                    && listener.try_send(line).is_err()
                {
                    self.lost.fetch_add(1, Ordering::Relaxed);
                }
                return;
            }
            _ => return,
        };
        if let Some(listener) = &*self.audio.lock()
            && listener.try_send(sound).is_err()
        {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What is to be sent; given back when the socket closes, so that the next one goes on.
    pub(crate) fn take_out(&self) -> Option<mpsc::Receiver<Queued>> {
        self.out.lock().take()
    }

    pub(crate) fn give_back(&self, out: mpsc::Receiver<Queued>) {
        self.out.lock().get_or_insert(out);
    }

    /// How often whoever speaks fell silent: pieces of before are not wanted any more.
    pub(crate) fn stops(&self) -> u64 {
        self.stops.load(Ordering::Acquire)
    }
}

impl Lines {
    /// The call is over: whoever listens hears the end.
    pub(crate) fn close(&self) {
        self.audio.lock().take();
        self.transcript.lock().take();
        self.out.lock().take();
    }
}

/// What a socket needs of a call.
#[cfg(feature = "server")]
pub(crate) struct Socket {
    pub(crate) life: Arc<Life>,
}

impl crate::Call {
    /// Streams the call: audio of 20 ms in, samples out. Done when the service has begun.
    ///
    /// # Errors
    /// `TCC-ACS-0413` if the call was answered without a stream.
    ///
    /// # Cancel safety
    /// Dropping the stream ends it at the service.
    pub async fn stream(&self) -> Result<Audio, Error> {
        let life = self.life();
        let format = life.hub().acs.settings().streaming.clone();
        let Some(format) = format else {
            let fix = "CallAutomationBuilder::streaming, or TEAMS_CC_ACS_STREAMING";
            return Err(error::not_streamed("stream", fix));
        };
        let ((heard, sounds), (pieces, out)) = (mpsc::channel(FRAMES), mpsc::channel(PIECES));
        *life.lines.audio.lock() = Some(heard);
        *life.lines.out.lock() = Some(out);
        // From here on letting go ends it.
        let rate = if format == AudioFormat::Pcm24KMono { 24_000 } else { 16_000 };
        let audio = Audio { life: Arc::clone(life), sounds, pieces, rate };
        self.wish_for(Wish::Streaming(true), "the call cannot be streamed").await?;
        Ok(audio)
    }

    /// Writes down what is said, line by line. Done when the service has begun. A bonus: without
    /// it the talk goes on.
    ///
    /// # Errors
    /// `TCC-ACS-0413` if the call was answered without a transcript: no language, or no Azure AI
    /// resource.
    ///
    /// # Cancel safety
    /// Dropping the transcript ends it at the service.
    pub async fn transcribe(&self) -> Result<Transcript, Error> {
        let life = self.life();
        let settings = life.hub().acs.settings();
        if settings.locale.is_none() || settings.intelligence.is_none() {
            let fix = "CallAutomationBuilder::locale and intelligence, or TEAMS_CC_ACS_LOCALE and \
                       TEAMS_CC_ACS_INTELLIGENCE";
            return Err(error::not_streamed("transcript", fix));
        }
        let (said, lines) = mpsc::channel(LINES);
        *life.lines.transcript.lock() = Some(said);
        let transcript = Transcript { life: Arc::clone(life), lines };
        let wish = Wish::Transcribe(settings.locale.clone());
        self.wish_for(wish, "the call cannot be transcribed").await?;
        Ok(transcript)
    }
}

/// A call's audio, both ways.
pub struct Audio {
    life: Arc<Life>,
    sounds: mpsc::Receiver<Sound>,
    pieces: mpsc::Sender<Queued>,
    rate: u32,
}

impl Audio {
    /// Samples a second, both ways.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// What is heard next; `None` when the call is over.
    pub async fn next(&mut self) -> Option<Sound> {
        self.sounds.recv().await
    }

    /// Speaks: samples of [`rate`](Self::rate), any number. Done when they are on their way; waits
    /// while a second of them waits already.
    ///
    /// # Errors
    /// `Ended` when the call is over.
    pub async fn send(&self, samples: &[i16]) -> Result<(), Error> {
        let stops = self.life.lines.stops.load(Ordering::Acquire);
        let queued = Queued::Audio(stops, Outgoing::Audio(samples).write());
        self.pieces.send(queued).await.map_err(|_| error::call_ended("the stream is over"))
    }

    /// Falls silent at once, here and at the service: the caller speaks up.
    ///
    /// # Errors
    /// `Ended` when the call is over.
    pub async fn stop_playing(&self) -> Result<(), Error> {
        self.life.lines.stops.fetch_add(1, Ordering::AcqRel);
        self.pieces.send(Queued::Stop).await.map_err(|_| error::call_ended("the stream is over"))
    }

    /// How many frames nobody took in time, of audio and of transcripts.
    pub fn lost(&self) -> u64 {
        self.life.lines.lost.load(Ordering::Relaxed)
    }
}

impl AudioLine for Audio {
    fn clock(&self) -> impl Clock {
        self.life.hub().acs.clock().clone()
    }

    fn rate_hz(&self) -> u32 {
        self.rate
    }

    async fn next(&mut self) -> Option<Piece> {
        Some(match self.sounds.recv().await? {
            Sound::Audio(frame) => Piece::Sound(frame.samples),
            Sound::Key(key) => Piece::Key(key),
        })
    }

    fn send(&mut self, samples: &[i16]) -> Result<usize, Error> {
        let room = match self.pieces.try_reserve() {
            Ok(room) => room,
            Err(mpsc::error::TrySendError::Full(())) => return Ok(0),
            Err(mpsc::error::TrySendError::Closed(())) => {
                return Err(error::call_ended("the stream is over"));
            }
        };
        let stops = self.life.lines.stops.load(Ordering::Acquire);
        room.send(Queued::Audio(stops, Outgoing::Audio(samples).write()));
        Ok(samples.len())
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.life.lines.stops.fetch_add(1, Ordering::AcqRel);
        match self.pieces.try_send(Queued::Stop) {
            // Then a piece of before the stop waits in it, and the socket sees by that.
            Ok(()) | Err(mpsc::error::TrySendError::Full(_)) => Ok(()),
            Err(mpsc::error::TrySendError::Closed(_)) => {
                Err(error::call_ended("the stream is over"))
            }
        }
    }
}

impl Drop for Audio {
    fn drop(&mut self) {
        self.life.lines.audio.lock().take();
        self.life.fire_unless_over(Wish::Streaming(false));
    }
}

impl fmt::Debug for Audio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Audio").field("rate", &self.rate).finish_non_exhaustive()
    }
}

/// What is said in a call.
pub struct Transcript {
    life: Arc<Life>,
    lines: mpsc::Receiver<Line>,
}

impl Transcript {
    /// The next line; `None` when the call is over.
    pub async fn next(&mut self) -> Option<Line> {
        self.lines.recv().await
    }

    /// From now on they speak another language.
    pub async fn in_language(&self, locale: impl Into<String>) -> Result<(), Error> {
        let wish = Wish::ChangeLanguage(locale.into());
        self.life.wish_for(wish, "the language cannot be changed").await
    }
}

impl Drop for Transcript {
    fn drop(&mut self) {
        self.life.lines.transcript.lock().take();
        self.life.fire_unless_over(Wish::StopTranscript);
    }
}

impl fmt::Debug for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transcript")
    }
}
