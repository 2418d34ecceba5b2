//! Speech to text for short audio, and text to speech.

use std::time::Duration;

use serde_json::json;

use super::Recognition;
use super::answer::{Answer, Done};
use super::serve::{Asked, Front};
use super::ssml;
use crate::acs::{length, melody, read_wav, resampled, spoken};
use crate::audio::{Recording, Voice};

/// Longest sound of one request.
const LONGEST: Duration = Duration::from_secs(60);
/// Sound below this is silence.
const QUIET: u16 = 200;
/// Samples a second of what is recognised, and of every melody.
const RATE: usize = 16_000;

/// Formats that are given here, all of linear PCM: name, rate, with a WAV head. The service has more
/// (MP3, Opus, G.711); this one refuses them.
const FORMATS: [(&str, usize, bool); 12] = [
    ("raw-8khz-16bit-mono-pcm", 8_000, false),
    ("raw-16khz-16bit-mono-pcm", 16_000, false),
    ("raw-22050hz-16bit-mono-pcm", 22_050, false),
    ("raw-24khz-16bit-mono-pcm", 24_000, false),
    ("raw-44100hz-16bit-mono-pcm", 44_100, false),
    ("raw-48khz-16bit-mono-pcm", 48_000, false),
    ("riff-8khz-16bit-mono-pcm", 8_000, true),
    ("riff-16khz-16bit-mono-pcm", 16_000, true),
    ("riff-22050hz-16bit-mono-pcm", 22_050, true),
    ("riff-24khz-16bit-mono-pcm", 24_000, true),
    ("riff-44100hz-16bit-mono-pcm", 44_100, true),
    ("riff-48khz-16bit-mono-pcm", 48_000, true),
];

fn bad(message: &str) -> Answer {
    Answer::error(400, "BadRequest", message)
}

impl Front {
    /// `POST /speech/recognition/conversation/cognitiveservices/v1`.
    pub(super) async fn recognise(&self, asked: &Asked<'_>) -> Done {
        let named = "ocp-apim-subscription-key";
        if asked.header(named).is_empty() && asked.header("authorization").is_empty() {
            let text = "A resource key or authorization token is missing.";
            return Err(Answer::error(403, "Forbidden", text));
        }
        self.admit(asked, named, true)?;
        let language = asked.query("language");
        if language.is_empty() {
            return Err(bad("The query parameter language is required."));
        }
        let format = asked.query("format");
        if !["", "simple", "detailed"].contains(&format) {
            return Err(bad("format must be simple or detailed."));
        }
        let kind = asked.header("content-type").replace(' ', "").to_ascii_lowercase();
        if kind != "audio/wav;codecs=audio/pcm;samplerate=16000" {
            return Err(bad("The emulator takes WAV with PCM of 16 kHz only."));
        }
        let rate = asked
            .body
            .get(24..28)
            .map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]));
        let samples = read_wav(asked.body).map_err(|why| bad(&why))?;
        if rate != Some(RATE as u32) || asked.body.get(22..24) != Some(&[1, 0]) {
            return Err(bad("The sound must be of 16 kHz and one channel."));
        }
        let lasts = length(samples.len());
        if lasts > LONGEST {
            return Err(bad("The audio is longer than 60 seconds."));
        }
        self.note(
            "recognise",
            json!({
                "language": language, "format": format, "ms": lasts.as_millis() as u64,
            }),
        );
        let loud = |sample: &i16| sample.unsigned_abs() >= QUIET;
        let begins = samples.iter().position(loud);
        let ends = samples.iter().rposition(loud).unwrap_or(0);
        let scripted = self.stage.ai.with(|lines| lines.recognitions.pop_front());
        let found = match (scripted, begins) {
            (Some(scripted), _) => scripted,
            (None, None) => Recognition::status("InitialSilenceTimeout"),
            (None, Some(_)) => {
                let said = self.stage.acs.look(|book| book.said.iter().rev().cloned().collect());
                // Comparing takes its time, and others are served meanwhile.
                let compared = tokio::task::spawn_blocking(move || by_melody(&samples, said));
                compared.await.unwrap_or_else(|_| Recognition::status("Error"))
            }
        };
        let begins = begins.unwrap_or(0);
        let ticks = |samples: usize| length(samples).as_nanos() as u64 / 100;
        let mut result = json!({
            "RecognitionStatus": found.status,
            "Offset": ticks(begins), "Duration": ticks(ends.saturating_sub(begins)),
        });
        if found.status == "Success" {
            let plain: String = found.words.to_lowercase().replace(['.', ',', '?', '!'], "");
            result["DisplayText"] = found.words.clone().into();
            if format == "detailed" {
                result["NBest"] = json!([{
                    "Confidence": found.confidence, "Lexical": plain, "ITN": plain,
                    "MaskedITN": plain, "Display": found.words,
                }]);
            }
        }
        Ok(Answer::json(200, &result))
    }

    /// `POST /cognitiveservices/v1`.
    pub(super) fn synthesise(&self, asked: &Asked<'_>) -> Done {
        self.admit(asked, "ocp-apim-subscription-key", true)?;
        if !asked.header("content-type").starts_with("application/ssml+xml") {
            return Err(Answer::error(
                415,
                "UnsupportedMediaType",
                "application/ssml+xml is taken.",
            ));
        }
        if asked.header("user-agent").is_empty() {
            return Err(bad("The header User-Agent is required."));
        }
        let wanted = asked.header("x-microsoft-outputformat");
        let format = FORMATS.iter().find(|(name, ..)| *name == wanted);
        let Some((_, rate, with_head)) = format else {
            return Err(bad(
                "X-Microsoft-OutputFormat is none that the emulator gives: linear PCM.",
            ));
        };
        let text = std::str::from_utf8(asked.body).map_err(|_| bad("The body is no UTF-8."))?;
        let ssml::Spoken { language, voice, words } = ssml::read(text).map_err(|why| bad(&why))?;
        let given = self.stage.ai.with(|lines| lines.voices.get(&voice).cloned());
        if given.is_none() && !voice.ends_with("Neural") {
            return Err(bad("There is no such voice."));
        }
        let all = spoken(&words);
        let samples = match given {
            Some(voice) => melody(&Voice::samples(voice), length(all.len())),
            None => all,
        };
        let note = json!({"language": language, "voice": voice, "words": words, "rate": rate});
        self.note("synthesise", note);
        let samples = resampled(&samples, RATE, *rate);
        let octets = samples.iter().flat_map(|sample| sample.to_le_bytes());
        if *with_head {
            let mut file = crate::audio::write_wav(&samples);
            // The same head with another rate.
            let rate = *rate as u32;
            file.splice(24..32, rate.to_le_bytes().into_iter().chain((rate * 2).to_le_bytes()));
            return Ok(Answer::sound(file, "audio/x-wav"));
        }
        Ok(Answer::sound(octets.collect(), "audio/basic"))
    }
}

/// Whose words these are, of those that were said on an emulated phone.
fn by_melody(samples: &[i16], said: Vec<String>) -> Recognition {
    let heard = Recording::new(crate::acs::halved(samples));
    let words = said.into_iter().find(|words| heard.hears(&Voice::of(words)));
    words.map_or_else(|| Recognition::status("NoMatch"), Recognition::words)
}
