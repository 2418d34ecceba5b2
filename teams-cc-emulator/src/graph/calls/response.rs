//! `recordResponse`: what callers say after the beep, and the file of it.

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, Instant, Secret};

use super::book::{Book, Due};
use super::call::Outcome;
use super::fields::{self, Object, Refused};
use super::media::{MOST_KEPT, prompts};
use super::operation::{Operation, Record, Status, Work};
use super::wave::speech_as_wav;
use crate::graph::answer::Answer;

/// A recording is discarded so long after it was made.
const KEPT_FOR: Duration = Duration::from_secs(60 * 60);

/// A recording that can be fetched.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) token: Secret,
    pub(crate) wav: Vec<u8>,
    pub(crate) until: Instant,
}

impl Book {
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
            self.recordings
                .insert(key, Recording { token: Secret::new(token), wav, until: now + KEPT_FOR });
        }
        self.tell_operation(id, operation);
        self.next_media(now, id);
    }

    /// The recording behind a location, for whoever has its token.
    pub(crate) fn recording(&self, now: Instant, id: Guid, token: &str) -> Result<Vec<u8>, u16> {
        let found = self.recordings.get(&id).filter(|one| one.until > now).ok_or(404_u16)?;
        if found.token.expose() == token { Ok(found.wav.clone()) } else { Err(401) }
    }
}
