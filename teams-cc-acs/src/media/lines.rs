//! Between a story and the socket.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use parking_lot::Mutex;
use teams_cc_core::speech::{AudioLine, Piece};
use teams_cc_core::{Clock, Error, Instant, Key, Machine as _};
use tokio::sync::mpsc;

use super::frames::{AudioFrame, Frame, Line, Outgoing};
use super::speakers::{Speakers, SpeakersInput, Utterance};
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
    /// Sockets that brought audio, so that a successor is told from its predecessor.
    sockets: AtomicU64,
    /// The stream has ended although the call has not.
    broke: AtomicBool,
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

    /// A socket begins to bring audio: its number.
    pub(crate) fn opened(&self) -> u64 {
        self.sockets.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// This socket has closed, and none has followed it.
    pub(crate) fn is_last(&self, socket: u64) -> bool {
        self.sockets.load(Ordering::Acquire) == socket
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
    /// The audio has ended, and the call goes on: whoever listens hears the end, and is told why.
    pub(crate) fn audio_broke(&self) {
        if self.audio.lock().take().is_some() {
            self.broke.store(true, Ordering::Release);
        }
        self.out.lock().take();
    }

    /// Whether the audio ended before the call.
    pub(crate) fn broke(&self) -> bool {
        self.broke.load(Ordering::Acquire)
    }

    /// The transcript has ended, and the call goes on.
    pub(crate) fn transcript_broke(&self) {
        self.transcript.lock().take();
    }

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
        life.lines.broke.store(false, Ordering::Release);
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

    /// What is heard next; `None` when the call or the stream is over ([`broke`](Self::broke) tells
    /// them apart).
    pub async fn next(&mut self) -> Option<Sound> {
        self.sounds.recv().await
    }

    /// Speaks: samples of [`rate`](Self::rate), any number. Done when they are on their way; waits
    /// while a second of them waits already.
    ///
    /// # Errors
    /// `Ended` when the call is over, `TCC-ACS-0416` when the stream is and the call goes on.
    pub async fn send(&self, samples: &[i16]) -> Result<(), Error> {
        let stops = self.life.lines.stops.load(Ordering::Acquire);
        let queued = Queued::Audio(stops, Outgoing::Audio(samples).write());
        self.pieces.send(queued).await.map_err(|_| self.over())
    }

    /// Falls silent at once, here and at the service: the caller speaks up.
    ///
    /// # Errors
    /// `Ended` when the call is over.
    pub async fn stop_playing(&self) -> Result<(), Error> {
        self.life.lines.stops.fetch_add(1, Ordering::AcqRel);
        self.pieces.send(Queued::Stop).await.map_err(|_| self.over())
    }

    /// Why the stream is over although the call goes on: the service says that it failed, or its
    /// socket broke and none followed within 5 s. Ask again with [`Call::stream`](crate::Call::stream).
    ///
    /// The error is `TCC-ACS-0416`.
    pub fn broke(&self) -> Option<Error> {
        self.life.lines.broke().then(error::stream_broke)
    }

    fn over(&self) -> Error {
        self.broke().unwrap_or_else(|| error::call_ended("the stream is over"))
    }

    /// How many frames nobody took in time, of audio and of transcripts.
    pub fn lost(&self) -> u64 {
        self.life.lines.lost.load(Ordering::Relaxed)
    }
}

/// A stream of all participants mixed is heard as it is; of one that tells them apart
/// ([`streaming_unmixed`](crate::CallAutomationBuilder::streaming_unmixed)) the caller alone is.
impl AudioLine for Audio {
    fn clock(&self) -> impl Clock {
        self.life.hub().acs.clock().clone()
    }

    fn rate_hz(&self) -> u32 {
        self.rate
    }

    async fn next(&mut self) -> Option<Piece> {
        loop {
            match self.sounds.recv().await? {
                // Where each participant is streamed apart, it is the caller who is listened to.
                Sound::Audio(frame) => {
                    let other = frame.who.as_ref().zip(self.life.peer());
                    if other.is_none_or(|(who, peer)| who == peer) {
                        return Some(Piece::Sound(frame.samples));
                    }
                }
                Sound::Key(key) => return Some(Piece::Key(key)),
            }
        }
    }

    fn send(&mut self, samples: &[i16]) -> Result<usize, Error> {
        let room = match self.pieces.try_reserve() {
            Ok(room) => room,
            Err(mpsc::error::TrySendError::Full(())) => return Ok(0),
            Err(mpsc::error::TrySendError::Closed(())) => {
                return Err(self.over());
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
            Err(mpsc::error::TrySendError::Closed(_)) => Err(self.over()),
        }
    }
}

impl Audio {
    /// Utterances instead of frames, each with who said it: cut where a speaker is silent for
    /// 700 ms. Made for streams that tell participants apart.
    ///
    /// ```no_run
    /// # use teams_cc_acs::Call;
    /// # use teams_cc_core::Error;
    /// # use teams_cc_core::speech::{Hints, Recognise};
    /// /// A transcript by an ear of yours.
    /// async fn write_down(caller: &Call, ear: &impl Recognise) -> Result<(), Error> {
    ///     let mut utterances = caller.stream().await?.utterances();
    ///     while let Some(said) = utterances.next().await {
    ///         if let Some(words) = ear.recognise(said.sound, &Hints::default()).await? {
    ///             println!("{:?}: {words}", said.who);
    ///         }
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub fn utterances(self) -> Utterances {
        Utterances { speakers: Speakers::new(self.rate), audio: self }
    }
}

/// What is said in a call, utterance by utterance.
#[derive(Debug)]
pub struct Utterances {
    audio: Audio,
    speakers: Speakers,
}

impl Utterances {
    /// The next utterance; `None` when the call or the stream is over.
    ///
    /// # Cancel safety
    /// Nothing is lost by dropping the future.
    pub async fn next(&mut self) -> Option<Utterance> {
        let clock = self.audio.life.hub().acs.clock().clone();
        loop {
            if let Some(utterance) = self.speakers.poll() {
                return Some(utterance);
            }
            let until = self.speakers.deadline().unwrap_or(Instant::FAR);
            tokio::select! {
                sound = self.audio.sounds.recv() => match sound {
                    Some(Sound::Audio(frame)) => {
                        self.speakers.handle(clock.now(), SpeakersInput::Frame(&frame));
                    }
                    Some(Sound::Key(_)) => {}
                    None => {
                        self.speakers.handle(Instant::FAR, SpeakersInput::Tick);
                        return self.speakers.poll();
                    }
                },
                () = clock.sleep_until(until), if until < Instant::FAR => {
                    self.speakers.handle(clock.now(), SpeakersInput::Tick);
                }
            }
        }
    }

    /// The stream again.
    pub fn into_audio(self) -> Audio {
        self.audio
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
