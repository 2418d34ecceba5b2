//! Prompts: played one after the other, to all or to some, once or over and over; cancelled.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due, Effect, SOON};
use super::call::{Op, Outcome};
use super::identity::Party;
use super::question::Question;
use super::sound::{From, Piece, length, of_voice, samples_in, spoken};
use crate::audio::Voice;
use crate::outbound::is_reachable;

/// A prompt that is not on loopback, or no WAV file, sounds so long.
const UNKNOWN_LENGTH: Duration = Duration::from_secs(1);
/// Jobs of one call that wait.
const MOST_JOBS: usize = 100;
/// Sources of one request.
const MOST_SOURCES: usize = 10;

/// Something that plays.
#[derive(Clone, Debug)]
pub(crate) enum Source {
    /// A file by its address; fetched if that is on loopback.
    File(String, Option<Vec<i16>>),
    /// Text to be spoken: a melody of those words.
    Words(String),
}

impl Source {
    pub(crate) fn read(given: &Value, name: &str) -> Result<Self, Answer> {
        let object =
            given.as_object().ok_or_else(|| Answer::field(name, "must be a play source"))?;
        let kind = answer::word(object, "kind", &["file", "text", "ssml"])?;
        let kind = kind.ok_or_else(|| missing(&format!("{name}.kind")))?;
        let inner = answer::inner(object, kind)?;
        let inner = inner.ok_or_else(|| missing(&format!("{name}.{kind}")))?;
        Ok(match kind {
            "file" => {
                let uri = answer::address(inner, "uri", &["http://", "https://"])?;
                Self::File(uri.ok_or_else(|| missing("uri"))?, None)
            }
            "text" => {
                answer::word(inner, "voiceKind", &["male", "female"])?;
                Self::Words(answer::needed(inner, "text")?)
            }
            _ => Self::Words(words_of(&answer::needed(inner, "ssmlText")?)),
        })
    }

    /// What sounds, if it need not be fetched.
    pub(crate) fn known_sound(&self) -> Option<Vec<i16>> {
        match self {
            Self::Words(words) => Some(spoken(words)),
            Self::File(_, Some(samples)) => Some(samples.clone()),
            Self::File(url, None) if !is_reachable(url) => {
                Some(of_voice(&Voice::of(url), samples_in(UNKNOWN_LENGTH)))
            }
            Self::File(..) => None,
        }
    }
}

/// The text within SSML.
fn words_of(ssml: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for letter in ssml.chars() {
        match letter {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => words.push(letter),
            _ => {}
        }
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What plays or listens: the first one of a call is under way, the others wait.
#[derive(Clone, Debug)]
pub(crate) struct Job {
    pub(crate) id: Guid,
    pub(crate) op: Op,
    pub(crate) sources: Vec<Source>,
    /// Only these hear it; empty = all.
    pub(crate) to: Vec<Party>,
    pub(crate) is_loop: bool,
    /// `recognize`: what is asked.
    pub(crate) question: Option<Box<Question>>,
    pub(crate) phase: Phase,
    /// Timers of an earlier turn are void.
    pub(crate) turn: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Waits,
    Fetches,
    Plays,
    Listens,
}

impl Book {
    /// `POST ...:play`.
    pub(crate) fn play(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        let sources = sources(object, "playSources")?;
        if sources.is_empty() {
            return Err(missing("playSources"));
        }
        let mut to = Vec::new();
        for (n, one) in answer::list(object, "playTo")?.iter().enumerate() {
            to.push(Party::read(one, &format!("playTo[{n}]"))?);
        }
        let is_loop = match answer::inner(object, "playOptions")? {
            None => false,
            Some(options) if options.get("loop").is_none_or(Value::is_null) => {
                return Err(missing("playOptions.loop"));
            }
            Some(options) => answer::flag(options, "loop")?,
        };
        let interrupts = answer::flag(object, "interruptCallMediaOperation")?;
        let op = Op::read(object)?;
        let id = self.up(id)?.0.id;
        let job = self.id();
        let job =
            Job { id: job, op, sources, to, is_loop, question: None, phase: Phase::Waits, turn: 0 };
        self.add_job(now, id, job, interrupts)
    }

    pub(crate) fn add_job(&mut self, now: Instant, id: Guid, job: Job, interrupts: bool) -> Done {
        if interrupts {
            self.jobs_end(now, id);
        }
        let Some(call) = self.calls.get_mut(&id) else { return Err(Answer::no_call()) };
        if call.jobs.len() >= MOST_JOBS {
            return Err(Answer::conflict("8502", "Too many media operations wait."));
        }
        let (is_first, key) = (call.jobs.is_empty(), job.id);
        call.jobs.push_back(job);
        if is_first {
            self.after(now, SOON, Due::Job(id, key, 0));
        }
        Ok(Answer::empty(202))
    }

    fn job(&mut self, id: Guid, key: Guid) -> Option<&mut Job> {
        self.calls.get_mut(&id)?.jobs.front_mut().filter(|job| job.id == key)
    }

    /// A moment of a job has come: its begin, the end of its prompt, or the end of a silence.
    pub(crate) fn job_goes_on(&mut self, now: Instant, id: Guid, key: Guid, turn: u32) {
        let Some(job) = self.job(id, key).filter(|job| job.turn == turn) else { return };
        match job.phase {
            Phase::Waits => self.job_begins(now, id, key),
            Phase::Fetches => {}
            Phase::Plays => self.prompt_is_over(now, id, key),
            Phase::Listens => self.silence(now, id, key),
        }
    }

    fn job_begins(&mut self, now: Instant, id: Guid, key: Guid) {
        let is_question = self.job(id, key).is_some_and(|job| job.question.is_some());
        if let Some(why) = self.failure(if is_question { "Recognize" } else { "Play" }) {
            return self.job_fails(now, id, key, &why, None);
        }
        let Some(call) = self.calls.get(&id) else { return };
        let Some(job) = call.jobs.front() else { return };
        let room = self.rooms.get(&call.room);
        let mut wanted = job.to.iter().chain(job.question.iter().map(|asked| &asked.target));
        let is_there = |party: &Party| room.is_some_and(|room| room.member(party).is_some());
        if !wanted.all(is_there) {
            return self.job_fails(now, id, key, &Outcome::nobody(), None);
        }
        let urls: Vec<String> = job
            .sources
            .iter()
            .filter(|source| source.known_sound().is_none())
            .filter_map(|source| match source {
                Source::File(url, _) => Some(url.clone()),
                Source::Words(_) => None,
            })
            .collect();
        if urls.is_empty() {
            return self.job_sounds(now, id, key);
        }
        if let Some(job) = self.job(id, key) {
            job.phase = Phase::Fetches;
        }
        self.push(Effect::Fetch { call: id, job: key, urls });
    }

    /// Prompts were fetched: their samples in order, or which one failed and why.
    pub(crate) fn fetched(
        &mut self,
        now: Instant,
        id: Guid,
        key: Guid,
        got: Result<Vec<Vec<i16>>, (String, Outcome)>,
    ) {
        if self.music.contains_key(&key) {
            return self.music_fetched(now, id, key, got);
        }
        let Some(job) = self.job(id, key).filter(|job| job.phase == Phase::Fetches) else {
            return;
        };
        match got {
            Ok(all) => {
                let mut all = all.into_iter();
                for source in &mut job.sources {
                    if source.known_sound().is_none()
                        && let Source::File(_, samples) = source
                    {
                        *samples = all.next();
                    }
                }
                self.job_sounds(now, id, key);
            }
            Err((url, why)) => {
                let is_that =
                    |source: &Source| matches!(source, Source::File(one, _) if *one == url);
                let index = job.sources.iter().position(is_that);
                self.job_fails(now, id, key, &why, index);
            }
        }
    }

    /// The prompt of a job begins to sound.
    fn job_sounds(&mut self, now: Instant, id: Guid, key: Guid) {
        let Some(room_id) = self.calls.get(&id).map(|call| call.room) else { return };
        let Some(job) = self.job(id, key) else { return };
        let is_first = job.phase != Phase::Plays;
        job.phase = Phase::Plays;
        job.turn += 1;
        if let Some(question) = job.question.as_deref_mut() {
            question.opened = now;
        }
        let (turn, op, to) = (job.turn, job.op.clone(), job.to.clone());
        let target = job.question.as_ref().map(|asked| asked.target.clone());
        let samples: Vec<i16> =
            job.sources.iter().filter_map(Source::known_sound).flatten().collect();
        let is_question = target.is_some();
        let lasts = length(samples.len());
        let room = self.rooms.get(&room_id);
        let ears = to.iter().chain(target.as_ref()).filter_map(|party| room?.member(party));
        let ears: Vec<Guid> = ears.map(|one| one.id).collect();
        if is_first && !is_question {
            self.tell(id, "PlayStarted", &op, Some(&Outcome::fine()), Value::Null);
        }
        self.sounds(room_id, Piece { at: now, from: From::App, to: ears, samples });
        self.after(now, lasts, Due::Job(id, key, turn));
    }

    fn prompt_is_over(&mut self, now: Instant, id: Guid, key: Guid) {
        let Some(job) = self.job(id, key) else { return };
        if job.question.is_some() {
            return self.listens(now, id, key);
        }
        if job.is_loop {
            return self.job_sounds(now, id, key);
        }
        self.job_ends(now, id, key, "PlayCompleted", &Outcome::fine(), Value::Null);
    }

    /// A job is over with this event, and the next one begins.
    pub(crate) fn job_ends(
        &mut self,
        now: Instant,
        id: Guid,
        key: Guid,
        name: &'static str,
        outcome: &Outcome,
        extra: Value,
    ) {
        if self.job(id, key).is_none() {
            return;
        }
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(job) = call.jobs.pop_front() else { return };
        let next = call.jobs.front().map(|job| job.id);
        self.tell(id, name, &job.op, Some(outcome), extra);
        if let Some(next) = next {
            self.after(now, SOON, Due::Job(id, next, 0));
        }
    }

    pub(crate) fn job_fails(
        &mut self,
        now: Instant,
        id: Guid,
        key: Guid,
        why: &Outcome,
        source: Option<usize>,
    ) {
        let is_question = self.job(id, key).is_some_and(|job| job.question.is_some());
        let name = if is_question { "RecognizeFailed" } else { "PlayFailed" };
        let extra = source.map_or(Value::Null, |n| json!({ "failedPlaySourceIndex": n }));
        self.job_ends(now, id, key, name, why, extra);
    }

    /// `POST ...:cancelAllMediaOperations`.
    pub(crate) fn cancel_media(&mut self, now: Instant, id: &str, object: &Object) -> Done {
        Op::read(object)?;
        let id = self.up(id)?.0.id;
        self.jobs_end(now, id);
        Ok(Answer::empty(202))
    }

    /// Everything that plays, listens or waits is cancelled, each with its event.
    pub(crate) fn jobs_end(&mut self, now: Instant, id: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let jobs = std::mem::take(&mut call.jobs);
        let room = call.room;
        if jobs.is_empty() {
            return;
        }
        if let Some(room) = self.rooms.get_mut(&room) {
            room.sound.stop(now, From::App);
        }
        for job in jobs {
            let name = if job.question.is_some() { "RecognizeCanceled" } else { "PlayCanceled" };
            let why = Outcome::canceled();
            if let Some(notice) = self.notice(id, name, &job.op, Some(&why), Value::Null) {
                self.push(Effect::Notify(notice));
            }
        }
    }

    /// Whoever was asked or played to has left.
    pub(crate) fn job_lost_target(&mut self, now: Instant, id: Guid, party: &Party) {
        let Some(call) = self.calls.get(&id) else { return };
        let is_gone = |job: &Job| job.question.as_ref().is_some_and(|asked| asked.target == *party);
        let Some(key) = call.jobs.front().filter(|job| is_gone(job)).map(|job| job.id) else {
            return;
        };
        self.job_fails(now, id, key, &Outcome::nobody(), None);
    }
}

/// The play sources in a field.
pub(crate) fn sources(object: &Object, name: &str) -> Result<Vec<Source>, Answer> {
    let given = answer::list(object, name)?;
    if given.len() > MOST_SOURCES {
        return Err(Answer::field(name, "must be ten at most"));
    }
    let read = |(n, one): (usize, &Value)| Source::read(one, &format!("{name}[{n}]"));
    given.iter().enumerate().map(read).collect()
}
