//! `recognize`: keys, choices, and words that a script says.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due};
use super::call::{Op, Outcome};
use super::dtmf::TONES;
use super::identity::Party;
use super::media::{Job, Phase, Source, sources};
use super::people::party;
use super::sound::From;
use super::words::normal;

/// Silence before the first key or word.
const SILENCE_S: u64 = 5;
/// Silence between keys.
const BETWEEN_S: u64 = 2;
/// Silence that ends speech.
const SPEECH_ENDS: Duration = Duration::from_secs(1);
/// Keys collected at most.
const MOST_TONES: u64 = 100;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) target: Party,
    pub(super) kind: &'static str,
    pub(super) interrupts: bool,
    silence: Duration,
    between: Duration,
    pub(super) speech_ends: Duration,
    most: Option<u64>,
    stops: Vec<&'static str>,
    pub(super) choices: Vec<Choice>,
    tones: Vec<&'static str>,
    pub(super) words: Option<String>,
    /// How sure these words are.
    pub(super) confidence: f64,
    /// When its prompt began: what was over before is no answer.
    pub(super) opened: Instant,
}

#[derive(Clone, Debug)]
pub(super) struct Choice {
    pub(super) label: String,
    pub(super) phrases: Vec<String>,
    tone: Option<&'static str>,
}

impl Question {
    fn read(object: &Object) -> Result<Self, Answer> {
        let kinds = ["dtmf", "speech", "speechOrDtmf", "choices"];
        let kind = answer::word(object, "recognizeInputType", &kinds)?;
        let kind = kind.ok_or_else(|| missing("recognizeInputType"))?;
        let options = answer::inner(object, "recognizeOptions")?;
        let options = options.ok_or_else(|| missing("recognizeOptions"))?;
        let target = party(options, "targetParticipant")?;
        let silence = answer::number(options, "initialSilenceTimeoutInSeconds", (0, 300))?;
        let nothing = Object::new();
        let dtmf = answer::inner(options, "dtmfOptions")?.unwrap_or(&nothing);
        let between = answer::number(dtmf, "interToneTimeoutInSeconds", (1, 60))?;
        let most = answer::number(dtmf, "maxTonesToCollect", (1, MOST_TONES))?;
        let mut stops = Vec::new();
        for given in answer::list(dtmf, "stopTones")? {
            stops.push(tone(given, "dtmfOptions.stopTones")?);
        }
        let speech = answer::inner(options, "speechOptions")?.unwrap_or(&nothing);
        let ends = answer::number(speech, "endSilenceTimeoutInMs", (0, 60_000))?;
        let mut choices = Vec::new();
        for given in answer::list(options, "choices")? {
            let given = given.as_object().ok_or_else(|| missing("choices"))?;
            let phrases = answer::list(given, "phrases")?;
            let phrases: Vec<String> =
                phrases.iter().filter_map(Value::as_str).map(normal).collect();
            if phrases.is_empty() {
                return Err(missing("choices.phrases"));
            }
            let tone = match given.get("tone").filter(|given| !given.is_null()) {
                None => None,
                Some(given) => Some(tone(given, "choices.tone")?),
            };
            choices.push(Choice { label: answer::needed(given, "label")?, phrases, tone });
        }
        if kind == "choices" && choices.is_empty() {
            return Err(missing("recognizeOptions.choices"));
        }
        Ok(Self {
            target,
            kind,
            interrupts: answer::flag(options, "interruptPrompt")?,
            silence: Duration::from_secs(silence.unwrap_or(SILENCE_S)),
            between: Duration::from_secs(between.unwrap_or(BETWEEN_S)),
            speech_ends: ends.map_or(SPEECH_ENDS, Duration::from_millis),
            most,
            stops,
            choices,
            tones: Vec::new(),
            words: None,
            confidence: 1.0,
            opened: Instant::START,
        })
    }

    fn takes_keys(&self) -> bool {
        self.kind != "speech"
    }

    pub(super) fn takes_words(&self) -> bool {
        self.kind != "dtmf"
    }

    /// Phrases that are answers.
    pub(super) fn phrases(self) -> impl Iterator<Item = String> {
        self.choices.into_iter().flat_map(|choice| choice.phrases)
    }
}

fn tone(given: &Value, name: &str) -> Result<&'static str, Answer> {
    let found = given.as_str().and_then(|given| {
        TONES.iter().find(|(_, word)| word.eq_ignore_ascii_case(given)).map(|(_, word)| *word)
    });
    found
        .ok_or_else(|| Answer::field(name, "must be a tone: zero to nine, a to d, pound, asterisk"))
}

impl Book {
    /// `POST ...:recognize`.
    pub(crate) fn recognize(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let question = Question::read(object)?;
        let mut prompts = sources(object, "playPrompts")?;
        if let Some(one) = object.get("playPrompt").filter(|given| !given.is_null()) {
            prompts.insert(0, Source::read(one, "playPrompt")?);
        }
        let op = Op::read(object)?;
        let interrupts = answer::flag(object, "interruptCallMediaOperation")?;
        let id = self.up(id)?.0.id;
        let job = Job {
            id: self.id(),
            op,
            sources: prompts,
            to: Vec::new(),
            is_loop: false,
            question: Some(Box::new(question)),
            phase: Phase::Waits,
            turn: 0,
        };
        self.add_job(now, id, job, interrupts)
    }

    pub(super) fn question(&mut self, id: Guid, key: Guid) -> Option<(&mut Job, Question)> {
        let job = self.calls.get_mut(&id)?.jobs.front_mut().filter(|job| job.id == key)?;
        let question = (**job.question.as_ref()?).clone();
        Some((job, question))
    }

    /// The question that waits for that one, and its call.
    pub(super) fn asked(&self, room: Guid, who: Guid) -> Vec<(Guid, Guid)> {
        let Some(there) = self.rooms.get(&room) else { return Vec::new() };
        let Some(one) = there.of_id(who) else { return Vec::new() };
        let is_asked = |job: &&super::media::Job| {
            let is_open = matches!(job.phase, Phase::Plays | Phase::Listens);
            is_open && job.question.as_ref().is_some_and(|asked| asked.target == one.party)
        };
        there
            .connections
            .iter()
            .filter_map(|id| {
                let job = self.calls.get(id)?.jobs.front().filter(is_asked)?;
                Some((*id, job.id))
            })
            .collect()
    }

    /// Whether the application asks that one something, prompt included.
    pub(crate) fn is_being_asked(&self, room: Guid, who: Guid) -> bool {
        !self.asked(room, who).is_empty()
    }

    /// Whether that one has been asked something and may answer now.
    pub(crate) fn is_asked(&self, room: Guid, who: Guid) -> bool {
        self.asked(room, who).into_iter().any(|(id, _)| {
            self.calls
                .get(&id)
                .and_then(|call| call.jobs.front())
                .is_some_and(|job| job.phase == Phase::Listens)
        })
    }

    /// The prompt is over, or was interrupted: keys and words count from now on.
    pub(crate) fn listens(&mut self, now: Instant, id: Guid, key: Guid) {
        let Some((job, question)) = self.question(id, key) else { return };
        job.phase = Phase::Listens;
        job.turn += 1;
        let turn = job.turn;
        if !self.is_speaking(id, &question.target) {
            self.after(now, question.silence, Due::Job(id, key, turn));
        }
        // Pressed or said while the prompt could not be interrupted.
        if !question.tones.is_empty() {
            let tones = question.tones.clone();
            if let Some(kept) = self.kept(id, key) {
                kept.tones.clear();
            }
            for tone in tones {
                self.key_counts(now, id, key, tone);
            }
        } else if question.words.is_some() {
            self.silence(now, id, key);
        }
    }

    pub(super) fn kept(&mut self, id: Guid, key: Guid) -> Option<&mut Question> {
        let job = self.calls.get_mut(&id)?.jobs.front_mut().filter(|job| job.id == key)?;
        job.question.as_deref_mut()
    }

    /// A key was pressed by somebody: does a question wait for it?
    pub(crate) fn question_hears_key(
        &mut self,
        now: Instant,
        room: Guid,
        who: Guid,
        tone: &'static str,
    ) {
        for (id, key) in self.asked(room, who) {
            let Some((job, question)) = self.question(id, key) else { continue };
            if !question.takes_keys() {
                continue;
            }
            if job.phase == Phase::Plays {
                if !question.interrupts {
                    if let Some(kept) = self.kept(id, key) {
                        kept.tones.push(tone);
                    }
                    continue;
                }
                self.silences_prompt(now, room);
                self.listens(now, id, key);
            }
            self.key_counts(now, id, key, tone);
        }
    }

    pub(super) fn silences_prompt(&mut self, now: Instant, room: Guid) {
        if let Some(room) = self.rooms.get_mut(&room) {
            room.sound.stop(now, From::App);
        }
    }

    fn key_counts(&mut self, now: Instant, id: Guid, key: Guid, tone: &'static str) {
        let Some((job, mut question)) = self.question(id, key) else { return };
        if question.kind == "choices" {
            let chosen = question.choices.iter().find(|choice| choice.tone == Some(tone));
            let Some(choice) = chosen else {
                let why = Outcome::new(400, 8534, "Action failed, incorrect tone entered.");
                return self.job_fails(now, id, key, &why, None);
            };
            let extra = json!({
                "recognitionType": "choices", "choiceResult": {"label": choice.label},
            });
            let done = Outcome::new(200, 8533, "Action completed, DTMF option matched.");
            return self.job_ends(now, id, key, "RecognizeCompleted", &done, extra);
        }
        job.turn += 1;
        let turn = job.turn;
        let is_stop = question.stops.contains(&tone);
        if !is_stop {
            question.tones.push(tone);
        }
        if let Some(kept) = self.kept(id, key) {
            kept.tones.clone_from(&question.tones);
        }
        let collected = question.tones.len() as u64;
        let done = if is_stop {
            Some(Outcome::new(200, 8514, "Action completed as stop tone was detected."))
        } else if question.most.is_some_and(|most| collected >= most) {
            Some(Outcome::new(200, 8531, "Action completed, max digits received."))
        } else {
            None
        };
        match done {
            None => self.after(now, question.between, Due::Job(id, key, turn)),
            Some(done) => {
                let extra = json!({
                    "recognitionType": "dtmf", "dtmfResult": {"tones": question.tones},
                });
                self.job_ends(now, id, key, "RecognizeCompleted", &done, extra);
            }
        }
    }

    /// Nothing more came: words are weighed, or time is up.
    pub(crate) fn silence(&mut self, now: Instant, id: Guid, key: Guid) {
        let Some((_, question)) = self.question(id, key) else { return };
        if question.words.is_some() {
            return self.words_count(now, id, key, &question);
        }
        let why = if question.tones.is_empty() {
            Outcome::new(400, 8510, "Action failed, initial silence timeout reached.")
        } else {
            Outcome::new(400, 8532, "Action failed, inter-digit silence timeout reached.")
        };
        self.job_fails(now, id, key, &why, None);
    }
}
