//! Asking a caller for keys, words, or one of some answers.

use std::future::IntoFuture;
use std::time::Duration;

use futures::future::BoxFuture;
use teams_cc_core::{Error, Key, Prompt};

use super::call::{Call, StopOnDrop};
use super::leg::{Failure, Fruit, Wish};
use super::{failed, source};
use crate::error;
use crate::events::EventBody;
use crate::models::{
    Choice, DtmfOptions, Identifier, Recognize, RecognizeInput, RecognizeOptions,
    ResultInformation, SpeechOptions, Tone,
};

/// How long to wait for a beginning after the prompt has ended.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long to wait between two keys.
const BETWEEN_KEYS: Duration = Duration::from_secs(3);
/// Silence that ends what is said.
const END_OF_SPEECH: Duration = Duration::from_millis(800);
/// Nobody speaks longer than this without a pause.
const LONGEST_SPEECH: Duration = Duration::from_secs(60);

/// What a caller answered.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answered {
    /// These keys.
    Keys(Vec<Key>),
    /// These words.
    Words(String),
    /// One of the answers.
    Choice {
        /// Its label.
        label: String,
        /// What was said for it; `None` if a key was pressed.
        phrase: Option<String>,
    },
    /// Nothing, or nothing that could be understood.
    Nothing,
}

/// A question that has not been asked yet: tune it, then `.await` it; done when the caller has
/// answered, or has not.
///
/// # Errors
/// `Ended` if the caller leaves; `Config` for words without an ear.
///
/// # Cancel safety
/// Dropping the future stops the prompt and the listening.
#[must_use = "nothing is asked until it is awaited"]
pub struct Question<'a> {
    call: &'a Call,
    prompt: Prompt,
    who: Option<Identifier>,
    keys: Option<u32>,
    stop: Vec<Key>,
    speech: bool,
    choices: Vec<Choice>,
    patience: Duration,
    between: Duration,
    barge_in: bool,
}

impl<'a> Question<'a> {
    pub(super) fn new(call: &'a Call, prompt: Prompt) -> Self {
        let (who, keys, stop, choices) = (None, None, Vec::new(), Vec::new());
        let (patience, between, speech, barge_in) = (PATIENCE, BETWEEN_KEYS, false, true);
        Self { call, prompt, who, keys, stop, speech, choices, patience, between, barge_in }
    }

    /// Asks this participant; without it the other side of the call.
    pub fn of(mut self, who: Identifier) -> Self {
        self.who = Some(who);
        self
    }

    /// Takes so many keys at most.
    pub fn keys(mut self, most: u32) -> Self {
        self.keys = Some(most.max(1));
        self
    }

    /// This key ends the answer, and is not part of it.
    pub fn until(mut self, key: Key) -> Self {
        self.stop.push(key);
        self
    }

    /// Takes words.
    pub fn words(mut self) -> Self {
        self.speech = true;
        self
    }

    /// One answer that counts: its label, what may be said for it.
    pub fn choice<S: Into<String>>(
        mut self,
        label: impl Into<String>,
        phrases: impl IntoIterator<Item = S>,
    ) -> Self {
        let phrases = phrases.into_iter().map(Into::into).collect::<Vec<_>>();
        self.choices.push(Choice::default().label(label).phrases(phrases));
        self
    }

    /// One answer that counts, and the key that means it.
    pub fn choice_or_key<S: Into<String>>(
        mut self,
        label: impl Into<String>,
        phrases: impl IntoIterator<Item = S>,
        key: Key,
    ) -> Self {
        self = self.choice(label, phrases);
        if let Some(choice) = self.choices.last_mut() {
            choice.tone = Some(key.into());
        }
        self
    }

    /// How long to wait for a beginning after the prompt (5 s; whole seconds, at most 300).
    pub fn patience(mut self, wait: Duration) -> Self {
        self.patience = wait;
        self
    }

    /// How long to wait between two keys (3 s; whole seconds, 1 to 60).
    pub fn between_keys(mut self, wait: Duration) -> Self {
        self.between = wait;
        self
    }

    /// Plays the prompt to its end whatever is said or pressed.
    pub fn to_its_end(mut self) -> Self {
        self.barge_in = false;
        self
    }

    async fn run(self) -> Result<Answered, Error> {
        let Self { call, prompt, who, keys, stop, speech, choices, patience, between, barge_in } =
            self;
        let settings = call.life.hub.acs.settings();
        let hears = speech || !choices.is_empty();
        if hears && settings.intelligence.is_none() {
            return Err(error::no_voice());
        }
        let who = who.map_or_else(|| call.other(), Ok)?;
        let (source, mut lasts) = source::of(&call.life, &prompt).await?;
        let seconds = |wait: Duration, least: i64, most: i64| {
            let whole = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            i64::try_from(whole).unwrap_or(most).clamp(least, most)
        };
        lasts += patience;
        let mut options = RecognizeOptions::default()
            .target_participant(who)
            .interrupt_prompt(barge_in)
            .initial_silence_timeout_s(seconds(patience, 0, 300));
        let most = keys.unwrap_or(1);
        let presses = keys.is_some() || !hears;
        if presses && choices.is_empty() {
            let stops: Vec<Tone> = stop.into_iter().map(Tone::from).collect();
            let mut dtmf = DtmfOptions::default()
                .inter_tone_timeout_s(seconds(between, 1, 60))
                .max_tones(most);
            dtmf.stop_tones = Some(stops).filter(|stops| !stops.is_empty());
            options.dtmf = Some(dtmf);
            lasts += between.saturating_mul(most);
        }
        if hears {
            lasts += LONGEST_SPEECH;
            options.speech_language.clone_from(&settings.locale);
            let ends = i64::try_from(END_OF_SPEECH.as_millis()).unwrap_or(1_000);
            options.speech = Some(SpeechOptions::default().end_silence_timeout_ms(ends));
        }
        let input = match (choices.is_empty(), speech, presses) {
            (false, ..) => RecognizeInput::Choices,
            (true, true, true) => RecognizeInput::SpeechOrDtmf,
            (true, true, false) => RecognizeInput::Speech,
            (true, false, _) => RecognizeInput::Dtmf,
        };
        options.choices = Some(choices).filter(|choices| !choices.is_empty());
        let mut ask = Recognize::default().input(input).prompt(source).options(options);
        if call.stop_music() {
            ask = ask.interrupt(true);
        }
        let stop = StopOnDrop(Some(&call.life));
        let heard = call.life.wish(Wish::Recognize { ask: Box::new(ask), lasts }).await;
        stop.keep();
        match heard {
            Ok(Fruit::Heard(body)) => Ok(answered(*body)),
            Ok(_) => Ok(Answered::Nothing),
            Err(Failure::Failed(result)) if is_silence(&result) => Ok(Answered::Nothing),
            Err(Failure::Cut) => Ok(Answered::Nothing),
            Err(failure) => Err(failed::error(failure, "nothing was heard")),
        }
    }
}

/// Sub-codes of a caller who said nothing, too little, or nothing that fits: 8510 and 8532 are
/// silence, 8511 to 8514 and 8545 to 8547 no match; `408` is the same in general.
fn is_silence(result: &ResultInformation) -> bool {
    let sub_code = result.sub_code.unwrap_or(0);
    matches!(sub_code, 8510 | 8532 | 8534 | 8545 | 8546 | 8547 | 8563 | 8570 | 8571)
        || result.code == Some(408)
}

fn answered(body: EventBody) -> Answered {
    if let Some(choice) = body.choice {
        let label = choice.label.unwrap_or_default();
        return Answered::Choice { label, phrase: choice.phrase.map(|phrase| phrase.to_string()) };
    }
    if let Some(tones) = body.tones.and_then(|heard| heard.tones).filter(|tones| !tones.is_empty())
    {
        return Answered::Keys(tones.iter().filter_map(Tone::key).collect());
    }
    match body.speech.and_then(|heard| heard.speech).filter(|words| !words.trim().is_empty()) {
        Some(words) => Answered::Words(words.to_string()),
        None => Answered::Nothing,
    }
}

impl<'a> IntoFuture for Question<'a> {
    type Output = Result<Answered, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("call", self.call).finish_non_exhaustive()
    }
}
