//! The frames of the WebSocket, in both directions.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use base64::prelude::BASE64_STANDARD;
use base64::{DecodeSliceError, Engine as _};
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::{Error, Key};

use crate::error;
use crate::models::Identifier;

/// A frame larger than this is no 20 ms of anything.
pub(crate) const LARGEST_FRAME: usize = 256 * 1024;

/// What the service sends.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Frame {
    /// Audio follows.
    AudioBegins {
        /// Samples a second: 16,000 or 24,000.
        rate: u32,
    },
    /// 20 ms of audio.
    Audio(AudioFrame),
    /// A key was pressed.
    Key(Key),
    /// A transcript follows.
    TranscriptBegins {
        /// In this language.
        locale: String,
    },
    /// Somebody said something.
    Line(Line),
    /// A kind that is newer than this version.
    Unknown(Value),
}

/// Audio of a moment: 16 bit, mono.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct AudioFrame {
    /// Who speaks, if each participant is streamed apart; `None`: all of them.
    pub who: Option<Identifier>,
    /// When, as the service writes it.
    pub time: Option<String>,
    /// The samples.
    pub samples: Vec<i16>,
    /// Whether the service takes it for silence.
    pub silent: bool,
}

/// Something that was said.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Line {
    /// Who said it, by raw id.
    pub who: Option<Identifier>,
    /// What.
    pub text: String,
    /// Whether it is the last word about it; else a longer line follows.
    pub is_final: bool,
    /// 0 to 1.
    pub confidence: Option<f64>,
    /// From the beginning of the transcript.
    pub offset: Duration,
    /// How long it took.
    pub lasted: Duration,
    /// Each word.
    pub words: Vec<Word>,
}

/// One word of a line.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Word {
    /// The word.
    pub text: String,
    /// From the beginning of the transcript.
    pub offset: Duration,
    /// How long it took.
    pub lasted: Duration,
}

/// What we send.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outgoing<'a> {
    /// Samples in the format of the stream.
    Audio(&'a [i16]),
    /// Forget what you have not played yet: the caller speaks.
    StopAudio,
}

impl Outgoing<'_> {
    /// The frame. Kinds are written as Microsoft's own client writes them.
    pub fn write(self) -> String {
        match self {
            Self::Audio(samples) => {
                // Written by hand: fifty times a second for each call.
                let mut text = String::with_capacity(samples.len() * 3 + 64);
                text.push_str(r#"{"audioData":{"data":""#);
                // Whole groups of three octets, so that no padding comes before the end.
                for some in samples.chunks(384) {
                    let mut octets = [0; 768];
                    let pairs = octets.chunks_exact_mut(2).zip(some);
                    pairs.for_each(|(pair, sample)| pair.copy_from_slice(&sample.to_le_bytes()));
                    let octets = octets.get(..some.len() * 2).unwrap_or_default();
                    BASE64_STANDARD.encode_string(octets, &mut text);
                }
                text.push_str(r#""},"kind":"audioData"}"#);
                text
            }
            Self::StopAudio => json!({"kind": "stopAudio", "stopAudio": {}}).to_string(),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AudioBody {
    timestamp: Option<String>,
    #[serde(alias = "participantRawId")]
    #[serde(rename = "participantRawID")]
    participant: Option<String>,
    data: String,
    #[serde(default)]
    silent: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LineBody {
    #[serde(default)]
    text: String,
    confidence: Option<f64>,
    #[serde(default)]
    offset: u64,
    #[serde(default)]
    duration: u64,
    #[serde(default)]
    words: Vec<WordBody>,
    #[serde(alias = "participantRawId")]
    #[serde(rename = "participantRawID")]
    participant: Option<String>,
    result_status: Option<String>,
}

#[derive(Deserialize)]
struct WordBody {
    #[serde(default)]
    text: String,
    #[serde(default)]
    offset: u64,
    #[serde(default)]
    duration: u64,
}

/// 100 ns each.
fn ticks(ticks: u64) -> Duration {
    Duration::from_nanos(ticks.saturating_mul(100))
}

fn who(raw: Option<impl Into<Box<str>> + AsRef<str>>) -> Option<Identifier> {
    raw.filter(|raw| !raw.as_ref().is_empty()).map(Identifier::from_raw_id)
}

/// A frame of audio as the service writes it, lent from the text.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lent<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, alias = "AudioData")]
    audio_data: LentAudio<'a>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct LentAudio<'a> {
    timestamp: Option<String>,
    #[serde(borrow, rename = "participantRawID", alias = "participantRawId")]
    participant: Option<Cow<'a, str>>,
    #[serde(borrow)]
    data: Cow<'a, str>,
    #[serde(default)]
    silent: bool,
}

/// Octets of 20 ms at 24 kHz are 960.
const USUAL: usize = 2_048;

/// The samples in base64; `None` if it is none.
fn samples(data: &str) -> Option<Vec<i16>> {
    let mut room = [0; USUAL];
    let long;
    let octets = match BASE64_STANDARD.decode_slice(data, &mut room) {
        Ok(length) => room.get(..length)?,
        Err(DecodeSliceError::DecodeError(_)) => return None,
        Err(DecodeSliceError::OutputSliceTooSmall) => {
            long = BASE64_STANDARD.decode(data).ok()?;
            &long
        }
    };
    let pairs = octets.chunks_exact(2);
    Some(pairs.filter_map(|pair| Some(i16::from_le_bytes(pair.try_into().ok()?))).collect())
}

/// Audio as it nearly always comes: without a tree, and without a copy beside the samples.
fn usual(text: &str) -> Option<Frame> {
    // A list would do for a struct, and is no frame.
    if !text.trim_start().starts_with('{') {
        return None;
    }
    let Lent { kind, audio_data } = serde_json::from_str(text).ok()?;
    if !kind.eq_ignore_ascii_case("audiodata") {
        return None;
    }
    Some(Frame::Audio(AudioFrame {
        who: who(audio_data.participant),
        time: audio_data.timestamp,
        samples: samples(&audio_data.data)?,
        silent: audio_data.silent,
    }))
}

impl Frame {
    /// Reads a text frame. Kinds count in any case.
    ///
    /// # Errors
    /// `TCC-ACS-0503` if it is no frame.
    pub fn read(text: &str) -> Result<Self, Error> {
        if text.len() > LARGEST_FRAME {
            return Err(error::bad_post("a media frame is larger than 256 KiB"));
        }
        if let Some(audio) = usual(text) {
            return Ok(audio);
        }
        let frame: Value =
            serde_json::from_str(text).map_err(|_| error::bad_post("a media frame is no JSON"))?;
        let kind = frame.get("kind").and_then(Value::as_str).unwrap_or_default().to_lowercase();
        let body = |name: &str| {
            let fields = frame.as_object().into_iter().flatten();
            let mut named = fields.filter(|(field, _)| field.eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let bad = || error::bad_post("a media frame lacks what its kind promises");
        Ok(match kind.as_str() {
            "audiometadata" => {
                let rate = body("audioMetadata").get("sampleRate").and_then(Value::as_u64);
                let rate = rate.and_then(|rate| u32::try_from(rate).ok());
                Self::AudioBegins { rate: rate.filter(|rate| *rate > 0).ok_or_else(bad)? }
            }
            "audiodata" => {
                let audio: AudioBody =
                    serde_json::from_value(body("audioData")).map_err(|_| bad())?;
                Self::Audio(AudioFrame {
                    who: who(audio.participant),
                    time: audio.timestamp,
                    samples: samples(&audio.data).ok_or_else(bad)?,
                    silent: audio.silent,
                })
            }
            "dtmfdata" => {
                let pressed = body("dtmfData");
                let pressed = pressed.get("data").and_then(Value::as_str).unwrap_or_default();
                let key = pressed.chars().next().and_then(Key::from_char);
                let word = || crate::models::Tone::from_wire(pressed).key();
                Self::Key(key.filter(|_| pressed.len() == 1).or_else(word).ok_or_else(bad)?)
            }
            "transcriptionmetadata" => {
                let locale = body("transcriptionMetadata");
                let locale = locale.get("locale").and_then(Value::as_str).unwrap_or_default();
                Self::TranscriptBegins { locale: locale.to_owned() }
            }
            "transcriptiondata" => {
                let line: LineBody =
                    serde_json::from_value(body("transcriptionData")).map_err(|_| bad())?;
                let words = line.words.into_iter().map(|word| Word {
                    text: word.text,
                    offset: ticks(word.offset),
                    lasted: ticks(word.duration),
                });
                let status = line.result_status.unwrap_or_default();
                Self::Line(Line {
                    who: who(line.participant),
                    text: line.text,
                    is_final: !status.eq_ignore_ascii_case("intermediate"),
                    confidence: line.confidence,
                    offset: ticks(line.offset),
                    lasted: ticks(line.duration),
                    words: words.collect(),
                })
            }
            _ => Self::Unknown(frame),
        })
    }
}

/// What nobody here knows, and what is pressed, may be personal: it is not printed.
impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AudioBegins { rate } => write!(f, "AudioBegins({rate} Hz)"),
            Self::Audio(frame) => frame.fmt(f),
            Self::Key(_) => f.write_str("Key(***)"),
            Self::TranscriptBegins { locale } => write!(f, "TranscriptBegins({locale:?})"),
            Self::Line(line) => line.fmt(f),
            Self::Unknown(_) => f.write_str("Unknown(***)"),
        }
    }
}

impl fmt::Debug for AudioFrame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AudioFrame")
            .field("who", &self.who)
            .field("samples", &self.samples.len())
            .field("silent", &self.silent)
            .finish_non_exhaustive()
    }
}

/// What was said is personal.
impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line")
            .field("who", &self.who)
            .field("is_final", &self.is_final)
            .field("lasted", &self.lasted)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Word").field("lasted", &self.lasted).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn acs_6_frames_of_the_service_are_read_in_any_case() {
        let audio = r#"{"kind":"AudioData","audioData":{"timestamp":"2026-01-01T00:00:00Z",
            "participantRawID":"4:+14255550100","data":"AQACAP//","silent":false}}"#;
        for text in [audio.to_owned(), audio.replace("AudioData\"", "audioData\"")] {
            let Frame::Audio(frame) = Frame::read(&text).unwrap() else { panic!("{text}") };
            assert_eq!(frame.samples, [1, 2, -1]);
            assert_eq!(frame.who.unwrap().raw_id(), "4:+14255550100");
        }
        // As a writer that escapes everything, or names fields as its language does.
        let odd =
            audio.replace("AQACAP//", "AQACAP\\/\\u002f").replace("audioData\":{", "AUDIODATA\":{");
        let Frame::Audio(frame) = Frame::read(&odd).unwrap() else { panic!("{odd}") };
        assert_eq!(frame.samples, [1, 2, -1]);
        let begin = r#"{"kind":"AudioMetadata","audioMetadata":{"subscriptionId":"s",
            "encoding":"PCM","sampleRate":24000,"channels":1,"length":960}}"#;
        assert_eq!(Frame::read(begin).unwrap(), Frame::AudioBegins { rate: 24_000 });
        let key = r#"{"kind":"DtmfData","dtmfData":{"data":"5"}}"#;
        assert_eq!(Frame::read(key).unwrap(), Frame::Key(Key::D5));
        let newer = Frame::read(r#"{"kind":"SmellData","smellData":{}}"#).unwrap();
        assert!(matches!(newer, Frame::Unknown(_)));
        assert_eq!(format!("{newer:?}"), "Unknown(***)");
    }

    #[test]
    fn acs_6_lines_of_a_transcript() {
        let text = r#"{"kind":"TranscriptionData","transcriptionData":{"text":"my card is lost",
            "format":"display","confidence":0.9,"offset":12000000,"duration":5000000,
            "words":[{"text":"my","offset":12000000,"duration":1000000}],
            "participantRawID":"4:+14255550100","resultStatus":"Intermediate"}}"#;
        let Frame::Line(line) = Frame::read(text).unwrap() else { panic!() };
        assert_eq!((line.text.as_str(), line.is_final), ("my card is lost", false));
        assert_eq!(line.offset, Duration::from_millis(1_200));
        assert_eq!(line.words[0].lasted, Duration::from_millis(100));
        assert!(!format!("{line:?}").contains("card"));
    }

    #[test]
    fn acs_6_what_we_send() {
        assert_eq!(
            Outgoing::Audio(&[1, 2, -1]).write(),
            r#"{"audioData":{"data":"AQACAP//"},"kind":"audioData"}"#
        );
        // Longer than a piece of the writer, and of a length that three does not divide.
        let long: Vec<i16> = (0..1_001).collect();
        let Frame::Audio(read) = Frame::read(&Outgoing::Audio(&long).write()).unwrap() else {
            panic!("no audio");
        };
        assert_eq!(read.samples, long);
        assert_eq!(Outgoing::StopAudio.write(), r#"{"kind":"stopAudio","stopAudio":{}}"#);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        for bad in [
            "",
            "[]x",
            r#"{"kind":"AudioData"}"#,
            r#"{"kind":"AudioData","audioData":{"data":"!"}}"#,
            r#"{"kind":"AudioMetadata","audioMetadata":{"sampleRate":0}}"#,
            r#"{"kind":"DtmfData","dtmfData":{"data":"x"}}"#,
        ] {
            assert_eq!(Frame::read(bad).unwrap_err().code(), "TCC-ACS-0503", "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC*") {
            let _ = Frame::read(&text);
            let _ = Frame::read(&format!("{{\"kind\":\"AudioData\",\"audioData\":{text}}}"));
        }

        #[test]
        fn what_is_written_can_be_read(samples: Vec<i16>) {
            let Frame::Audio(frame) = Frame::read(&Outgoing::Audio(&samples).write()).unwrap() else {
                panic!("no audio");
            };
            prop_assert_eq!(frame.samples, samples);
        }
    }
}
