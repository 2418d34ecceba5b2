//! Azure Speech over REST: sound to words, words to sound.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use teams_cc_core::speech::{Hints, Pcm, Recognise, Synthesise};
use teams_cc_core::{Error, Secret};
use teams_cc_http::is_loopback;
use url::Url;

use super::access::{Access, access_setters, ask, question, root};
use super::ssml;
use crate::request::pipeline::Pipeline;
use crate::{error, wav};

/// Rates that the service speaks, as linear PCM without a head.
const SPOKEN: [(u32, &str); 4] = [
    (8_000, "raw-8khz-16bit-mono-pcm"),
    (16_000, "raw-16khz-16bit-mono-pcm"),
    (24_000, "raw-24khz-16bit-mono-pcm"),
    (48_000, "raw-48khz-16bit-mono-pcm"),
];
/// Other rates are made from this one, the voices' own.
const VOICES_HZ: u32 = 24_000;
/// Longest sound of one request for words.
const LONGEST_HEARD: Duration = Duration::from_secs(60);
/// The service cuts speech after this time, in seconds.
const LONGEST_SPOKEN_S: usize = 600;
/// Letters that are spoken in one request: about ten minutes.
const MOST_LETTERS: usize = 9_000;
/// No answer about words is larger.
const MOST_WORDS: usize = 256 * 1024;
/// A caller who waits longer for one step has hung up.
const WITHIN: Duration = Duration::from_secs(5);
const FORMAT: HeaderName = HeaderName::from_static("x-microsoft-outputformat");

/// Azure Speech: hears and speaks. Cheap to clone; all clones share connections and tokens.
///
/// Hearing is the REST interface for short audio: one utterance of up to 60 s, final words only.
/// Sound of other rates than 16 kHz is resampled. Phrases of [`Hints`] have no place in this
/// interface and are not sent; the language of the hints goes before the builder's.
///
/// Speaking asks for linear PCM at the wanted rate (8, 16, 24 or 48 kHz; others are resampled from
/// 24 kHz).
///
/// # Errors
/// `TCC-ACS-0702` to `0707` for what the service refuses, `0709` for what is too long, `0710` for an
/// answer that is none, `0711` when recognition broke inside the service, `0306`, `0307` and `0309`
/// for the network, the time and the size. See [`errors`](crate::errors).
///
/// # Cancel safety
/// Dropping a future gives up its request; nothing is left behind.
///
/// # Source
/// Microsoft, "Speech to text REST API for short audio"; "Text to speech REST API"; "Use Microsoft
/// Entra authentication" of the Speech service; "Use Speech service through a private endpoint".
#[derive(Clone)]
pub struct AzureSpeech(Arc<Inner>);

struct Inner {
    pipeline: Pipeline,
    hears: Url,
    speaks: Url,
    language: String,
    voice: String,
    within: Duration,
}

impl AzureSpeech {
    /// Starts with what a program must decide itself.
    pub fn builder() -> AzureSpeechBuilder {
        AzureSpeechBuilder::default()
    }
}

impl fmt::Debug for AzureSpeech {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureSpeech")
            .field("host", &self.0.hears.host_str())
            .field("language", &self.0.language)
            .field("voice", &self.0.voice)
            .finish_non_exhaustive()
    }
}

/// Wiring of an [`AzureSpeech`].
#[derive(Default)]
pub struct AzureSpeechBuilder {
    access: Access,
    region: Option<String>,
    endpoint: Option<String>,
    language: Option<String>,
    voice: Option<String>,
}

impl AzureSpeechBuilder {
    /// The resource's region (`westeurope`).
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// The resource's custom domain instead: scheme and host
    /// (`https://contoso.cognitiveservices.azure.com`); http on loopback.
    pub fn endpoint(mut self, root: impl Into<String>) -> Self {
        self.endpoint = Some(root.into());
        self
    }

    /// Tokens of Entra; needs the custom domain. `resource` is the resource's id
    /// (`/subscriptions/…/accounts/contoso`).
    pub fn credential(
        mut self,
        resource: impl AsRef<str>,
        credential: Arc<dyn TokenCredential>,
    ) -> Self {
        self.access.before = format!("aad#{}#", resource.as_ref());
        self.access.credential = Some(credential);
        self
    }

    /// What callers speak, and the voice's language (`en-US`).
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = Some(language.into());
        self
    }

    /// Who speaks, by the voice's short name (`en-US-JennyNeural`).
    pub fn voice(mut self, name: impl Into<String>) -> Self {
        self.voice = Some(name.into());
        self
    }

    access_setters!("5 s");

    /// Puts it together. Nothing is sent yet.
    ///
    /// # Errors
    /// `TCC-ACS-0701`, naming what cannot be used.
    pub fn build(self) -> Result<AzureSpeech, Error> {
        let (hears, speaks) = match (&self.endpoint, &self.region) {
            (Some(endpoint), _) => {
                let root = root(endpoint)?;
                let below = |path: &str| root.join(path).map_err(|_| no_place());
                let hears = "stt/speech/recognition/conversation/cognitiveservices/v1";
                (below(hears)?, below("tts/cognitiveservices/v1")?)
            }
            (None, Some(region)) if is_region(region) => {
                let at = |host: &str, path: &str| {
                    let text = format!("https://{region}.{host}.speech.microsoft.com/{path}");
                    Url::parse(&text).map_err(|_| no_place())
                };
                let hears = "speech/recognition/conversation/cognitiveservices/v1";
                (at("stt", hears)?, at("tts", "cognitiveservices/v1")?)
            }
            _ => return Err(no_place()),
        };
        let language = self.language.unwrap_or_else(|| "en-US".into());
        let voice = self.voice.unwrap_or_else(|| "en-US-JennyNeural".into());
        let within = self.access.within.unwrap_or(WITHIN);
        let pipeline = self.access.open("ocp-apim-subscription-key", is_loopback(&hears))?;
        Ok(AzureSpeech(Arc::new(Inner { pipeline, hears, speaks, language, voice, within })))
    }
}

impl fmt::Debug for AzureSpeechBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AzureSpeechBuilder")
            .field("region", &self.region)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}

fn no_place() -> Error {
    error::ai::config("there is no region and no endpoint, or it is none")
        .fix("copy the region (westeurope) or the custom domain's address from the resource's page")
}

fn is_region(region: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !region.is_empty() && region.len() <= 40 && region.bytes().all(fits)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Recognised {
    recognition_status: String,
    #[serde(default)]
    display_text: Option<String>,
    #[serde(default, rename = "NBest")]
    best: Vec<Guess>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Guess {
    #[serde(default)]
    display: String,
}

/// The words of an answer in the format `detailed`; the service's first guess counts.
pub(super) fn words(body: &[u8]) -> Result<Option<String>, Error> {
    let read: Result<Recognised, _> = serde_json::from_slice(body);
    let read = read.map_err(|_| error::ai::bad_answer("it is no result of a recognition"))?;
    match read.recognition_status.as_str() {
        "Success" => {
            let first = read.best.into_iter().next().map(|guess| guess.display);
            let words = first.or(read.display_text).unwrap_or_default();
            Ok(Some(words.trim().to_owned()).filter(|words| !words.is_empty()))
        }
        // Speech without words of this language, silence, noise.
        "NoMatch" | "InitialSilenceTimeout" | "BabbleTimeout" => Ok(None),
        "Error" => Err(error::ai::recognition_broke()),
        _ => Err(error::ai::bad_answer("its RecognitionStatus is unknown")),
    }
}

impl Recognise for AzureSpeech {
    async fn recognise(&self, utterance: Pcm, hints: &Hints) -> Result<Option<String>, Error> {
        if utterance.duration() > LONGEST_HEARD {
            return Err(error::ai::too_long("the utterance is longer than 60 s"));
        }
        if utterance.samples().is_empty() {
            return Ok(None);
        }
        let inner = &self.0;
        let language = if hints.language.is_empty() { &inner.language } else { &hints.language };
        let mut url = inner.hears.clone();
        url.query_pairs_mut().append_pair("language", language).append_pair("format", "detailed");
        let kind = "audio/wav; codecs=audio/pcm; samplerate=16000";
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static(kind)),
            (ACCEPT, HeaderValue::from_static("application/json")),
        ]);
        let body = wav::file(utterance.at(wav::RATE_HZ).samples()).into();
        let question = question(url, headers, body, inner.within);
        let answer = ask(&inner.pipeline, &question, MOST_WORDS).await?;
        words(&answer.body)
    }
}

impl Synthesise for AzureSpeech {
    async fn synthesise(&self, words: &str, rate_hz: u32) -> Result<Pcm, Error> {
        let nothing = || Ok(Pcm::new(rate_hz, Vec::new()));
        if words.trim().is_empty() {
            return nothing();
        }
        if words.chars().nth(MOST_LETTERS).is_some() {
            return Err(error::ai::too_long("there are more than 9,000 letters to be spoken"));
        }
        let inner = &self.0;
        let own = SPOKEN.iter().find(|(rate, _)| *rate == rate_hz);
        let (rate, format) = own.copied().unwrap_or((VOICES_HZ, "raw-24khz-16bit-mono-pcm"));
        let headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static("application/ssml+xml")),
            (FORMAT, HeaderValue::from_static(format)),
        ]);
        let body = ssml::of(words, &inner.language, &inner.voice).into();
        let most = LONGEST_SPOKEN_S * rate as usize * 2;
        let question = question(inner.speaks.clone(), headers, body, inner.within);
        let answer = ask(&inner.pipeline, &question, most).await?;
        let kind = answer.headers.get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if kind.is_some_and(|kind| !kind.starts_with("audio/")) {
            return Err(error::ai::bad_answer("it is no sound"));
        }
        if answer.body.is_empty() || !answer.body.len().is_multiple_of(2) {
            return Err(error::ai::bad_answer("the sound is empty or ends within a sample"));
        }
        let pairs = answer.body.chunks_exact(2);
        let samples: Vec<i16> =
            pairs.filter_map(|pair| Some(i16::from_le_bytes(pair.try_into().ok()?))).collect();
        Ok(Pcm::new(rate, samples).at(rate_hz))
    }
}
