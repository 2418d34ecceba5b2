//! Prompts and recordings: one queue per call (section 2.4).

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, MOST_OPERATIONS};
use super::call::{Outcome, Participant, Standing, State};
use super::fields::{self, Object, Refused, bad, missing};
use super::operation::{Operation, Record, Status, Work};
use super::wave::{self, speech_as_wav};
use crate::graph::answer::Answer;

/// Prompts of one playPrompt.
const MOST_PROMPTS: usize = 20;
/// Media operations of one call that wait.
const MOST_QUEUED: usize = 100;
/// A prompt whose file the emulator cannot reach plays so long.
pub(crate) const UNKNOWN_LENGTH: Duration = Duration::from_secs(2);
/// The beep before a recording.
const BEEP: Duration = Duration::from_millis(500);
/// A recording is discarded so long after it was made.
const KEPT_FOR: Duration = Duration::from_secs(60 * 60);
/// Recordings and prompt lengths kept.
const MOST_KEPT: usize = 1000;

/// A recording that can be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) token: String,
    pub(crate) wav: Vec<u8>,
    pub(crate) until: Instant,
}

impl Book {
    /// `playPrompt`.
    pub(super) fn play_prompt(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["prompts", "clientContext", "loop"])?;
        let prompts = prompts(object, MOST_PROMPTS)?;
        if prompts.is_empty() {
            return Err(missing("prompts"));
        }
        let context = fields::client_context(object)?;
        let mut operation = Operation::new(self.id(), "playPrompt", context);
        operation.work = Work::Play { prompts, begins: Vec::new() };
        Ok(self.queue(now, id, operation, false))
    }

    /// `recordResponse`.
    pub(super) fn record_response(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(
            object,
            &[
                "bargeInAllowed",
                "clientContext",
                "initialSilenceTimeoutInSeconds",
                "maxRecordDurationInSeconds",
                "maxSilenceTimeoutInSeconds",
                "playBeep",
                "prompts",
                "stopTones",
                "streamWhileRecording",
            ],
        )?;
        let prompts = prompts(object, 1)?;
        let seconds = |name| fields::number(object, name, 5, (1, 120)).map(Duration::from_secs);
        let record = Record {
            prompts,
            initial_silence: seconds("initialSilenceTimeoutInSeconds")?,
            max_silence: seconds("maxSilenceTimeoutInSeconds")?,
            max_length: seconds("maxRecordDurationInSeconds")?,
            has_beep: fields::flag(object, "playBeep", true)?,
            stop_tones: fields::list(object, "stopTones")?
                .iter()
                .filter_map(Value::as_str)
                .filter_map(|tone| tone.chars().next())
                .collect(),
            began: None,
        };
        let barges_in = fields::flag(object, "bargeInAllowed", false)?;
        let context = fields::client_context(object)?;
        let mut operation = Operation::new(self.id(), "record", context);
        operation.work = Work::Record(record);
        operation.more =
            vec![("recordingLocation", Value::Null), ("recordingAccessToken", Value::Null)];
        Ok(self.queue(now, id, operation, barges_in))
    }

    /// `cancelMediaProcessing`: empties the queue, never touches the tone subscription.
    pub(super) fn cancel_media(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["all", "clientContext"])?;
        let context = fields::client_context(object)?;
        self.cancel_all(now, id);
        let mut operation = Operation::new(self.id(), "cancelMediaProcessing", context);
        operation.complete();
        Ok(self.done_at_once(id, operation))
    }

    fn cancel_all(&mut self, now: Instant, id: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let queued: Vec<Guid> = call.media.drain(..).collect();
        for operation in queued {
            self.cut_prompt(now, id, operation);
            let why = Outcome::new(400, 8508, "The media operation was cancelled.");
            self.operation_ends(id, operation, Some(why));
        }
    }

    /// Puts an operation into the queue and starts it if it is first.
    fn queue(&mut self, now: Instant, id: Guid, operation: Operation, barges_in: bool) -> Answer {
        if barges_in {
            self.cancel_all(now, id);
        }
        let waiting = self.calls.get(&id).map_or(0, |call| call.media.len());
        if waiting >= MOST_QUEUED {
            return bad("Too many media operations wait for this call.");
        }
        let shown = operation.json();
        let key = operation.id;
        self.keep_operation(id, operation);
        let Some(call) = self.calls.get_mut(&id) else { return fields::not_found("Call") };
        call.media.push_back(key);
        if call.media.len() == 1 && call.state == State::Established {
            self.start_media(now, id, key);
        }
        self.operation_answer(200, shown)
    }

    pub(super) fn keep_operation(&mut self, id: Guid, operation: Operation) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.operations.len() == MOST_OPERATIONS {
            let place = call.operations.iter().position(Operation::is_final).unwrap_or(0);
            call.operations.remove(place);
        }
        call.operations.push(operation);
    }

    /// Keeps an operation that is final already, and answers with it: no callback follows.
    pub(super) fn done_at_once(&mut self, id: Guid, operation: Operation) -> Answer {
        let shown = operation.json();
        self.keep_operation(id, operation);
        self.operation_answer(200, shown)
    }

    pub(super) fn operation_answer(&self, status: u16, mut shown: Value) -> Answer {
        let kind = shown["@odata.type"].as_str().unwrap_or_default().trim_start_matches('#');
        let context = format!("{}/v1.0/$metadata#{kind}", self.base);
        shown["@odata.context"] = context.into();
        Answer { status, headers: Vec::new(), body: Some(shown), bytes: None }
    }

    /// The first of the queue begins: its prompts are fetched.
    pub(super) fn start_media(&mut self, now: Instant, id: Guid, operation: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(one) = call.operation_mut(operation) else { return };
        let prompts = match &one.work {
            Work::Play { prompts, .. } => prompts.clone(),
            Work::Record(record) => record.prompts.clone(),
            _ => Vec::new(),
        };
        if prompts.is_empty() {
            self.fetched(now, id, operation, Ok(Vec::new()));
        } else {
            self.fetch(id, operation, prompts);
        }
    }

    /// The prompts are here, or one of them is not what it should be.
    pub(crate) fn fetched(
        &mut self,
        now: Instant,
        id: Guid,
        operation: Guid,
        fetched: Result<Vec<Duration>, String>,
    ) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.media.front() != Some(&operation) {
            return;
        }
        match fetched {
            Ok(lengths) => {
                if let Some(one) = call.operation_mut(operation) {
                    one.status = Status::Running;
                }
                let mut total: Duration = lengths.iter().sum();
                self.hear(now, id, operation, &lengths);
                let beeps = self.calls.get_mut(&id).and_then(|c| c.operation_mut(operation));
                if let Some(Work::Record(Record { has_beep: true, .. })) = beeps.map(|o| &o.work) {
                    total += BEEP;
                }
                self.after(now, total, id, Due::Media(operation));
            }
            Err(why) => {
                call.media.pop_front();
                self.ladder.note("graph", &id.to_string(), &format!("prompt not played: {why}"));
                let why = Outcome::new(400, 0, &format!("The prompt cannot be played: {why}"));
                self.operation_ends(id, operation, Some(why));
                self.next_media(now, id);
            }
        }
    }

    /// Everybody who is in and not on hold hears the prompts of an operation.
    fn hear(&mut self, now: Instant, id: Guid, operation: Guid, lengths: &[Duration]) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(one) = call.operation_mut(operation) else { return };
        let uris: Vec<String> = match &mut one.work {
            Work::Play { prompts, begins } => {
                let mut at = now;
                for length in lengths {
                    begins.push(at);
                    at += *length;
                }
                prompts.iter().map(|(uri, _)| uri.clone()).collect()
            }
            Work::Record(record) => record.prompts.iter().map(|(uri, _)| uri.clone()).collect(),
            _ => return,
        };
        let listens = |one: &&mut Participant| one.standing == Standing::In && !one.is_held;
        for one in call.participants.iter_mut().filter(listens) {
            one.heard.extend(uris.iter().cloned());
            let surplus = one.heard.len().saturating_sub(MOST_KEPT);
            one.heard.drain(..surplus);
        }
    }

    /// Takes back the prompts whose turn had not come.
    fn cut_prompt(&mut self, now: Instant, id: Guid, operation: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(Work::Play { prompts, begins }) = call.operation_mut(operation).map(|o| &o.work)
        else {
            return;
        };
        let unheard = prompts.iter().zip(begins).filter(|(_, at)| **at > now);
        let unheard: Vec<String> = unheard.map(|(prompt, _)| prompt.0.clone()).collect();
        for one in &mut call.participants {
            for uri in unheard.iter().rev() {
                if one.heard.last() == Some(uri) {
                    one.heard.pop();
                }
            }
        }
    }

    /// A prompt is over; a recording begins.
    pub(super) fn played(&mut self, now: Instant, id: Guid, operation: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.media.front() != Some(&operation) {
            return;
        }
        let Some(one) = call.operation_mut(operation) else { return };
        if let Work::Record(record) = &mut one.work {
            record.began = Some(now);
            self.record_on(now, id, operation);
            return;
        }
        call.media.pop_front();
        self.operation_ends(id, operation, None);
        self.next_media(now, id);
    }

    fn next_media(&mut self, now: Instant, id: Guid) {
        let next = self.calls.get(&id).and_then(|call| call.media.front().copied());
        if let Some(next) = next {
            self.start_media(now, id, next);
        }
    }

    /// Looks whether a recording is over, and when to look again if not.
    pub(super) fn record_on(&mut self, now: Instant, id: Guid, operation: Guid) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.media.front() != Some(&operation) {
            return;
        }
        let speech: Vec<(Instant, Instant)> =
            call.participants.iter().flat_map(|one| one.speech.iter().copied()).collect();
        let Some(Work::Record(record)) = call.operation_mut(operation).map(|one| &one.work) else {
            return;
        };
        let Some(began) = record.began else { return };
        let longest = began + record.max_length;
        let spoken = speech.iter().map(|(_, to)| *to).filter(|to| *to > began).max();
        let (silent_at, why) = match spoken {
            None => (began + record.initial_silence, "Initial silence."),
            Some(to) => (to + record.max_silence, "Silence."),
        };
        if now >= longest {
            let why = Outcome::new(200, 8515, "The maximum duration was reached.");
            self.recorded(now, id, operation, why, "maxRecordDurationReached");
        } else if now >= silent_at {
            let reason =
                if spoken.is_none() { "initialSilenceTimeout" } else { "maxSilenceTimeout" };
            self.recorded(now, id, operation, Outcome::new(200, 0, why), reason);
        } else {
            let wait = longest.since(now).min(silent_at.since(now));
            self.after(now, wait, id, Due::Record(operation));
        }
    }

    /// A key while a recording runs.
    pub(super) fn stop_tone(&mut self, now: Instant, id: Guid, key: char) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        let Some(operation) = call.media.front().copied() else { return };
        let Some(Work::Record(record)) = call.operation_mut(operation).map(|one| &one.work) else {
            return;
        };
        if record.began.is_some() && record.stop_tones.contains(key) {
            let why = Outcome::new(200, 0, "A stop tone was pressed.");
            self.recorded(now, id, operation, why, "stopToneDetected");
        }
    }

    fn recorded(
        &mut self,
        now: Instant,
        id: Guid,
        operation: Guid,
        why: Outcome,
        reason: &'static str,
    ) {
        let key = self.id();
        let token = format!("{}{}", self.id(), self.id()).replace('-', "");
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.media.pop_front();
        let speech: Vec<(Instant, Instant)> =
            call.participants.iter().flat_map(|one| one.speech.iter().copied()).collect();
        let Some(one) = call.operation_mut(operation) else { return };
        let Work::Record(record) = &one.work else { return };
        let began = record.began.unwrap_or(now);
        one.status = Status::Completed;
        one.result = Some(why);
        let location = format!("{}/recordings/{key}", self.base);
        one.more = vec![
            ("recordingLocation", location.into()),
            ("recordingAccessToken", token.clone().into()),
            ("completionReason", reason.into()),
        ];
        let wav = speech_as_wav(began, now, &speech);
        self.recordings.retain(|_, one| one.until > now);
        if self.recordings.len() < MOST_KEPT {
            self.recordings.insert(key, Recording { token, wav, until: now + KEPT_FOR });
        }
        self.tell_operation(id, operation);
        self.next_media(now, id);
    }

    /// An operation is over: completed, or failed with a reason.
    pub(super) fn operation_ends(&mut self, id: Guid, operation: Guid, failed: Option<Outcome>) {
        let Some(one) = self.calls.get_mut(&id).and_then(|call| call.operation_mut(operation))
        else {
            return;
        };
        if one.is_final() {
            return;
        }
        match failed {
            None => one.complete(),
            Some(why) => {
                one.status = Status::Failed;
                one.result = Some(why);
            }
        }
        if let Work::SendTones = one.work {
            let reason = if one.status == Status::Completed {
                "completedSuccessfully"
            } else {
                "mediaOperationCanceled"
            };
            one.more = vec![("completionReason", reason.into())];
        }
        self.tell_operation(id, operation);
    }

    fn tell_operation(&mut self, id: Guid, operation: Guid) {
        let call = self.calls.get(&id);
        let one = call.and_then(|call| call.operations.iter().find(|one| one.id == operation));
        let Some(shown) = one.map(Operation::json) else { return };
        self.notify_about(id, "deleted", &format!("/operations/{operation}"), &shown);
    }

    /// The recording behind a location, for whoever has its token.
    pub(crate) fn recording(&self, now: Instant, id: Guid, token: &str) -> Result<Vec<u8>, u16> {
        let found = self.recordings.get(&id).filter(|one| one.until > now).ok_or(404_u16)?;
        if found.token == token { Ok(found.wav.clone()) } else { Err(401) }
    }

    /// Remembers how long a prompt is.
    pub(crate) fn prompt_is(&mut self, key: &str, length: Duration) {
        if self.prompts.len() < MOST_KEPT {
            self.prompts.insert(key.into(), length);
        }
    }
}

/// URI and `resourceId` of each `mediaPrompt`.
fn prompts(object: &Object, most: usize) -> Result<Vec<(String, String)>, Refused> {
    let list = fields::list(object, "prompts")?;
    if list.len() > most {
        return Err(bad(&format!("At most {most} prompts are allowed.")));
    }
    list.iter()
        .map(|prompt| {
            let text = |name: &str| prompt.pointer(name).and_then(Value::as_str);
            let uri = text("/mediaInfo/uri").ok_or_else(|| missing("mediaInfo.uri"))?;
            if !uri.starts_with("http://") && !uri.starts_with("https://") {
                return Err(bad("The property 'uri' must be an absolute address."));
            }
            let resource = text("/mediaInfo/resourceId").unwrap_or_default();
            Ok((uri.to_owned(), resource.to_owned()))
        })
        .collect()
}

/// How long a prompt file plays, or why it cannot be played.
pub(crate) fn prompt_length(file: &[u8]) -> Result<Duration, String> {
    wave::prompt_length(file)
}
