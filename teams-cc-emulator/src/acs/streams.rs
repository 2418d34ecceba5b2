//! Audio and transcripts over a socket of the application: subscriptions, and what flows.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due, Effect};
use super::call::{Op, Outcome};
use super::identity::Party;
use super::sound::{From, Piece, RATE, resampled};
use super::words::Said;

/// Frames that wait for the socket.
const MOST_FRAMES: usize = 1_000;
/// One frame of audio.
pub(crate) const FRAME: Duration = Duration::from_millis(20);
/// Speakers told apart in a stream that is not mixed.
const MOST_SPEAKERS: usize = 4;

/// A subscription of one call: audio or transcript.
#[derive(Clone, Debug)]
pub(crate) struct Stream {
    id: Guid,
    pub(crate) is_media: bool,
    pub(crate) url: Option<String>,
    /// A socket was asked for.
    pub(crate) is_active: bool,
    /// The socket is open.
    is_open: bool,
    starts_at_once: bool,
    is_mixed: bool,
    pub(crate) is_both_ways: bool,
    /// Samples per second on the wire.
    pub(crate) rate: usize,
    with_keys: bool,
    intermediate: bool,
    locale: String,
    model: Option<String>,
    /// Sockets of before are void.
    pub(crate) turn: u32,
    op: Op,
    since: Instant,
    /// Frames to be sent.
    frames: VecDeque<Value>,
}

impl Stream {
    fn new(id: Guid, is_media: bool, object: &Object) -> Result<Self, Answer> {
        let transport = answer::word(object, "transportType", &["websocket"])?;
        transport.ok_or_else(|| missing("transportType"))?;
        let url = answer::address(object, "transportUrl", &["ws://", "wss://"])?;
        let start = if is_media { "startMediaStreaming" } else { "startTranscription" };
        Ok(Self {
            id,
            is_media,
            url,
            is_active: false,
            is_open: false,
            starts_at_once: answer::flag(object, start)?,
            is_mixed: true,
            is_both_ways: false,
            rate: RATE,
            with_keys: false,
            intermediate: false,
            locale: String::new(),
            model: None,
            turn: 0,
            op: Op::default(),
            since: Instant::START,
            frames: VecDeque::new(),
        })
    }

    /// `mediaStreamingOptions`.
    pub(crate) fn media(id: Guid, object: &Object) -> Result<Self, Answer> {
        let mut stream = Self::new(id, true, object)?;
        let channels = answer::word(object, "audioChannelType", &["mixed", "unmixed"])?;
        stream.is_mixed = channels.ok_or_else(|| missing("audioChannelType"))? == "mixed";
        answer::word(object, "contentType", &["audio"])?;
        let format = answer::word(object, "audioFormat", &["pcm16KMono", "pcm24KMono"])?;
        stream.rate = if format == Some("pcm24KMono") { 24_000 } else { RATE };
        stream.is_both_ways = answer::flag(object, "enableBidirectional")?;
        stream.with_keys = answer::flag(object, "enableDtmfTones")?;
        Ok(stream)
    }

    /// `transcriptionOptions`.
    pub(crate) fn transcription(id: Guid, object: &Object) -> Result<Self, Answer> {
        let mut stream = Self::new(id, false, object)?;
        stream.locale = answer::needed(object, "locale")?;
        stream.model = answer::text(object, "speechModelEndpointId")?;
        stream.intermediate = answer::flag(object, "enableIntermediateResults")?;
        Ok(stream)
    }

    pub(crate) fn json(&self) -> Value {
        let state = if self.is_active { "active" } else { "inactive" };
        if self.is_media {
            return json!({"id": self.id, "state": state, "subscribedContentTypes": ["audio"]});
        }
        let types: &[&str] =
            if self.intermediate { &["intermediate", "final"] } else { &["final"] };
        json!({
            "id": self.id, "state": state, "subscribedResultTypes": types, "locale": self.locale,
        })
    }

    /// Whether its socket is open.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    fn push(&mut self, frame: Value) {
        if self.is_open && self.frames.len() < MOST_FRAMES {
            self.frames.push_back(frame);
        }
    }

    /// Bytes of one frame of audio.
    pub(crate) fn frame_bytes(&self) -> usize {
        self.rate / 50 * 2
    }
}

/// Who is heard, what, and whether that is silence.
pub(crate) type Heard = (Option<String>, Vec<i16>, bool);

/// The name of an event and its update, for either kind of stream.
fn update(stream: &Stream, what: &str, details: &str) -> (&'static str, Value) {
    let name = match (stream.is_media, what) {
        (true, "Started") => "MediaStreamingStarted",
        (true, "Stopped") => "MediaStreamingStopped",
        (true, _) => "MediaStreamingFailed",
        (false, "Started") => "TranscriptionStarted",
        (false, "Stopped") => "TranscriptionStopped",
        (false, "Updated") => "TranscriptionUpdated",
        (false, _) => "TranscriptionFailed",
    };
    let extra = if stream.is_media {
        json!({"mediaStreamingUpdate": {
            "contentType": "audio",
            "mediaStreamingStatus": format!("mediaStreaming{what}"),
            "mediaStreamingStatusDetails": details,
        }})
    } else {
        json!({"transcriptionUpdate": {
            "transcriptionStatus": format!("transcription{what}"),
            "transcriptionStatusDetails": details,
        }})
    };
    (name, extra)
}

impl Book {
    pub(crate) fn stream(&mut self, id: Guid, is_media: bool) -> Option<&mut Stream> {
        let call = self.calls.get_mut(&id)?;
        if is_media { call.streaming.as_mut() } else { call.transcription.as_mut() }
    }

    /// `POST ...:startMediaStreaming` and `:startTranscription`.
    pub(crate) fn start_stream(
        &mut self,
        now: Instant,
        id: &str,
        object: &Object,
        is_media: bool,
    ) -> Done {
        let op = Op::read(object)?;
        let locale = answer::text(object, "locale")?;
        let model = answer::text(object, "speechModelEndpointId")?;
        let id = self.up(id)?.0.id;
        let Some(stream) = self.stream(id, is_media) else {
            let text = "The call was made without the options of this stream.";
            return Err(Answer::bad(text));
        };
        if stream.is_active {
            return Err(Answer::conflict("8501", "The stream has been started already."));
        }
        if let Some(locale) = locale {
            stream.locale = locale;
        }
        stream.model = model.or(stream.model.take());
        self.stream_begins(now, id, is_media, &op);
        Ok(Answer::empty(202))
    }

    fn stream_begins(&mut self, now: Instant, id: Guid, is_media: bool, op: &Op) {
        let failure = self.failure(if is_media { "MediaStreaming" } else { "Transcription" });
        let Some(stream) = self.stream(id, is_media) else { return };
        stream.op = op.clone();
        stream.turn += 1;
        stream.since = now;
        stream.frames.clear();
        if failure.is_some() || stream.url.is_none() {
            let details = if failure.is_some() { "unspecifiedError" } else { "streamUrlMissing" };
            let (name, extra) = update(stream, "Failed", details);
            let text = "Action failed, the stream could not be started.";
            let why = failure.unwrap_or_else(|| Outcome::new(400, 8581, text));
            return self.soon(now, id, name, op, &why, extra);
        }
        stream.is_active = true;
        self.push(Effect::Dial { call: id, is_media });
    }

    /// What is to start with the call.
    pub(crate) fn streams_begin(&mut self, now: Instant, id: Guid) {
        let context = self.calls.get(&id).and_then(|call| call.context.clone());
        for is_media in [true, false] {
            if self.stream(id, is_media).is_some_and(|stream| stream.starts_at_once) {
                let op = Op { context: context.clone(), callback: None };
                self.stream_begins(now, id, is_media, &op);
            }
        }
    }

    /// `POST ...:stopMediaStreaming` and `:stopTranscription`.
    pub(crate) fn stop_stream(&mut self, id: &str, object: &Object, is_media: bool) -> Done {
        let op = Op::read(object)?;
        let id = self.up(id)?.0.id;
        let is_active = self.stream(id, is_media).is_some_and(|stream| stream.is_active);
        if !is_active {
            return Err(Answer::bad("The stream has not been started."));
        }
        self.stream_ends(id, is_media, "Stopped", "subscriptionStopped", Some(op));
        Ok(Answer::empty(202))
    }

    /// `POST ...:updateTranscription`.
    pub(crate) fn update_transcription(&mut self, id: &str, object: &Object) -> Done {
        let locale = answer::text(object, "locale")?;
        let model = answer::text(object, "speechModelEndpointId")?;
        let op = Op::read(object)?;
        let id = self.up(id)?.0.id;
        let stream = self.stream(id, false).filter(|stream| stream.is_active);
        let stream =
            stream.ok_or_else(|| Answer::bad("The transcription has not been started."))?;
        if let Some(locale) = locale {
            stream.locale = locale;
        }
        stream.model = model.or(stream.model.take());
        let (name, extra) = update(stream, "Updated", "transcriptionLocaleUpdated");
        self.tell(id, name, &op, Some(&Outcome::fine()), extra);
        Ok(Answer::empty(202))
    }

    fn stream_ends(&mut self, id: Guid, is_media: bool, what: &str, details: &str, op: Option<Op>) {
        let Some(stream) = self.stream(id, is_media).filter(|stream| stream.is_active) else {
            return;
        };
        stream.is_active = false;
        stream.is_open = false;
        stream.turn += 1;
        let (name, extra) = update(stream, what, details);
        let op = op.unwrap_or_else(|| stream.op.clone());
        let why = if what == "Failed" {
            Outcome::new(400, 8581, "Action failed, the connection to the socket was lost.")
        } else {
            Outcome::fine()
        };
        self.tell(id, name, &op, Some(&why), extra);
    }

    pub(crate) fn streams_end(&mut self, _: Instant, id: Guid) {
        for is_media in [true, false] {
            self.stream_ends(id, is_media, "Stopped", "subscriptionStopped", None);
        }
    }

    /// The socket is open: the first frame; `None` if nobody wants it any longer.
    pub(crate) fn socket_open(
        &mut self,
        now: Instant,
        id: Guid,
        is_media: bool,
        turn: u32,
    ) -> Option<Value> {
        let call = self.calls.get(&id)?;
        let correlation = self.rooms.get(&call.room)?.correlation;
        let stream = self.stream(id, is_media).filter(|s| s.is_active && s.turn == turn)?;
        stream.is_open = true;
        stream.since = now;
        let first = if is_media {
            json!({"kind": "AudioMetadata", "audioMetadata": {
                "subscriptionId": stream.id,
                "encoding": "PCM",
                "sampleRate": stream.rate,
                "channels": 1,
                "length": stream.frame_bytes(),
            }})
        } else {
            json!({"kind": "TranscriptionMetadata", "transcriptionMetadata": {
                "subscriptionId": stream.id,
                "locale": stream.locale,
                "callConnectionId": id,
                "correlationId": correlation,
                "speechRecognitionModelEndpointId": stream.model,
            }})
        };
        let (name, extra) = update(stream, "Started", "subscriptionStarted");
        let op = stream.op.clone();
        self.tell(id, name, &op, Some(&Outcome::fine()), extra);
        Some(first)
    }

    /// The socket did not open, or was lost.
    pub(crate) fn socket_lost(&mut self, id: Guid, is_media: bool, turn: u32, why: &str) {
        let stream = self.stream(id, is_media).filter(|stream| stream.turn == turn);
        let Some(stream) = stream else { return };
        let details = match (stream.is_open, is_media) {
            (true, _) => "streamConnectionInterrupted",
            (false, true) => "initialWebSocketConnectionFailed",
            (false, false) => "streamConnectionUnsuccessful",
        };
        self.ladder.note("acs", &id.to_string(), &format!("socket lost: {why}"));
        self.stream_ends(id, is_media, "Failed", details, None);
    }

    /// Frames that wait for the socket; `None` if it is to be closed.
    pub(crate) fn take_frames(
        &mut self,
        id: Guid,
        is_media: bool,
        turn: u32,
    ) -> Option<Vec<Value>> {
        let stream = self.stream(id, is_media).filter(|s| s.is_active && s.turn == turn)?;
        Some(stream.frames.drain(..).collect())
    }

    /// What people say in the 20 ms from that moment: who (nobody if mixed), samples at the
    /// stream's rate, and whether that is silence.
    pub(crate) fn frame(&self, id: Guid, at: Instant) -> Option<Vec<Heard>> {
        let call = self.calls.get(&id)?;
        let stream = call.streaming.as_ref().filter(|stream| stream.is_active)?;
        let room = self.rooms.get(&call.room)?;
        let samples = RATE / 50;
        let rate = stream.rate;
        let from_people = |piece: &Piece| piece.from != From::App;
        if stream.is_mixed {
            let mixed = room.sound.mix(at, samples, from_people);
            let is_silent = mixed.iter().all(|sample| *sample == 0);
            return Some(vec![(None, resampled(&mixed, RATE, rate), is_silent)]);
        }
        let mut all: Vec<_> = room
            .members
            .iter()
            .map(|one| {
                let mixed = room.sound.mix(at, samples, |piece| piece.from == From::Member(one.id));
                let is_silent = mixed.iter().all(|sample| *sample == 0);
                (Some(one.party.raw()), resampled(&mixed, RATE, rate), is_silent)
            })
            .collect();
        all.sort_by_key(|(_, _, is_silent)| *is_silent);
        all.truncate(MOST_SPEAKERS);
        Some(all)
    }

    /// The application speaks.
    pub(crate) fn app_speaks(&mut self, now: Instant, id: Guid, samples: &[i16]) {
        let Some(call) = self.calls.get(&id) else { return };
        let Some(stream) = call.streaming.as_ref().filter(|stream| stream.is_active) else {
            return;
        };
        if !stream.is_both_ways {
            return;
        }
        let samples = resampled(samples, stream.rate, RATE);
        if let Some(room) = self.rooms.get_mut(&call.room) {
            room.sound.stream(now, Duration::ZERO, From::App, &samples);
        }
    }

    /// The application falls silent: what it sent and nobody heard yet is dropped.
    pub(crate) fn app_stops(&mut self, now: Instant, id: Guid) {
        let room = self.calls.get(&id).map(|call| call.room);
        if let Some(room) = room.and_then(|room| self.rooms.get_mut(&room)) {
            room.sound.stop(now, From::App);
        }
    }

    /// A key, for a stream of audio that wants keys.
    pub(crate) fn stream_hears_key(&mut self, id: Guid, key: char) {
        if let Some(stream) = self.stream(id, true).filter(|stream| stream.with_keys) {
            stream.push(json!({"kind": "DtmfData", "dtmfData": {"data": key.to_string()}}));
        }
    }

    /// Words, for a transcript.
    pub(crate) fn transcript(&mut self, now: Instant, id: Guid, who: &Party, said: &Said) {
        let Some(stream) = self.stream(id, false).filter(|stream| stream.is_open) else { return };
        let ticks = |span: Duration| u64::try_from(span.as_nanos() / 100).unwrap_or(0);
        let Said { words, confidence, began, lasts } = said;
        let (lasts, offset) = (*lasts, ticks(began.since(stream.since)));
        let letters = words.chars().count().max(1);
        let each = ticks(lasts) / letters as u64;
        let mut place = 0_u64;
        let spelled: Vec<Value> = words
            .split(' ')
            .map(|word| {
                let long = word.chars().count() as u64;
                let begin = offset + place * each;
                place += long + 1;
                json!({"text": word.to_lowercase(), "offset": begin, "duration": long * each})
            })
            .collect();
        let raw = who.raw();
        let frame = |text: &str, words: &[Value], duration: u64, status: &str| {
            json!({"kind": "TranscriptionData", "transcriptionData": {
                "text": text,
                "format": "display",
                "confidence": confidence,
                "offset": offset,
                "duration": duration,
                "words": words,
                "participantRawID": raw,
                "resultStatus": status,
            }})
        };
        if stream.intermediate && spelled.len() > 1 {
            let half = spelled.len().div_ceil(2);
            let begin: Vec<&str> = words.split(' ').take(half).collect();
            let some = spelled.get(..half).unwrap_or_default();
            let part = frame(&begin.join(" "), some, ticks(lasts) / 2, "Intermediate");
            stream.push(part);
        }
        let whole = frame(words, &spelled, ticks(lasts), "Final");
        let left = said.ends().since(now);
        self.after(now, left, Due::Frame(id, Box::new(whole)));
    }

    /// A line of the transcript is complete.
    pub(crate) fn transcript_line(&mut self, id: Guid, frame: Value) {
        if let Some(stream) = self.stream(id, false) {
            stream.push(frame);
        }
    }
}
