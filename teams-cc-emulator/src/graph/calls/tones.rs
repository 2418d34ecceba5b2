//! Requests about the bot's own leg: tones, mute, recording status, keep-alive, operations.

use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, KEEP_ALIVE};
use super::call::{Kind, Outcome, Standing};
use super::fields::{self, Object, Refused, bad, missing};
use super::operation::{Operation, Work};
use super::ring::key_of;
use crate::graph::answer::Answer;

/// Tones of one request.
const MOST_TONES: usize = 100;
/// Between two tones, unless told otherwise; the most it may be.
const BETWEEN_MS: u64 = 300;
/// See [`BETWEEN_MS`].
const MOST_BETWEEN_MS: u64 = 60_000;
/// Final words about a recording status.
const RECORDING: [&str; 3] = ["notRecording", "recording", "failed"];

impl Book {
    /// `keepAlive`.
    pub(super) fn keep_alive(&mut self, now: Instant, id: Guid) -> Answer {
        if let Some(call) = self.calls.get_mut(&id) {
            call.keep_alive_by = now + KEEP_ALIVE;
        }
        fields::status(200)
    }

    /// `subscribeToTone`: completed at once.
    pub(super) fn subscribe_to_tone(
        &mut self,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["clientContext"])?;
        let context = fields::client_context(object)?;
        let call = self.calls.get_mut(&id).ok_or_else(|| fields::not_found("Call"))?;
        if call.is_policy {
            return Err(Answer::error(500, "9999", "Tones of a recording call cannot be heard."));
        }
        call.wants_tones = true;
        let mut operation = Operation::new(self.id(), "subscribeToTone", context);
        operation.complete();
        Ok(self.done_at_once(id, operation))
    }

    /// `sendDtmfTones`.
    pub(super) fn send_tones(
        &mut self,
        now: Instant,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["tones", "delayBetweenTonesMs", "clientContext"])?;
        let tones = fields::list(object, "tones")?;
        if tones.is_empty() {
            return Err(missing("tones"));
        }
        if tones.len() > MOST_TONES {
            return Err(bad("Too many tones."));
        }
        let keys: Option<String> = tones.iter().map(|tone| key_of(tone.as_str()?)).collect();
        let keys = keys.ok_or_else(|| bad("A tone is unknown."))?;
        let name = "delayBetweenTonesMs";
        let between = fields::number(object, name, BETWEEN_MS, (0, MOST_BETWEEN_MS))?;
        let context = fields::client_context(object)?;
        let mut operation = Operation::new(self.id(), "sendDtmfTones", context);
        operation.more = vec![("completionReason", Value::Null)];
        operation.work = Work::SendTones;
        let (key, shown) = (operation.id, operation.json());
        self.keep_operation(id, operation);
        if let Some(call) = self.calls.get_mut(&id) {
            for one in call.participants.iter_mut().filter(|one| one.standing == Standing::In) {
                one.keys_heard.push_str(&keys);
            }
        }
        let count = u32::try_from(keys.len()).unwrap_or(1);
        self.after(now, Duration::from_millis(between) * count, id, Due::Operation(key));
        Ok(self.operation_answer(200, shown))
    }

    /// `mute` and `unmute` of the bot itself.
    pub(super) fn mute_me(
        &mut self,
        id: Guid,
        object: &Object,
        is_muted: bool,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["clientContext"])?;
        let context = fields::client_context(object)?;
        let kind = if is_muted { "muteParticipant" } else { "unmuteParticipant" };
        let mut operation = Operation::new(self.id(), kind, context);
        operation.complete();
        let call = self.calls.get_mut(&id).ok_or_else(|| fields::not_found("Call"))?;
        call.is_muted = is_muted;
        let answer = self.done_at_once(id, operation);
        let me = self.calls.get(&id).map(|call| call.me_json(&self.people));
        self.notify_roster(id, me);
        Ok(answer)
    }

    /// `updateRecordingStatus`.
    pub(super) fn update_recording_status(
        &mut self,
        id: Guid,
        object: &Object,
    ) -> Result<Answer, Refused> {
        fields::only(object, &["status", "clientContext"])?;
        let status = fields::text(object, "status")?.ok_or_else(|| missing("status"))?;
        let known = RECORDING.iter().find(|known| known.eq_ignore_ascii_case(status));
        let known = known.ok_or_else(|| bad("The recording status is unknown."))?;
        let context = fields::client_context(object)?;
        let mut operation = Operation::new(self.id(), "updateRecordingStatus", context);
        operation.complete();
        let call = self.calls.get_mut(&id).ok_or_else(|| fields::not_found("Call"))?;
        call.recording = known;
        let answer = self.done_at_once(id, operation);
        let me = self.calls.get(&id).map(|call| call.me_json(&self.people));
        self.notify_roster(id, me);
        Ok(answer)
    }

    /// `GET .../operations` and `GET .../operations/{id}`.
    pub(super) fn operations(
        &self,
        method: &Method,
        id: Guid,
        operation: Option<&str>,
    ) -> Result<Answer, Refused> {
        if *method != Method::GET {
            return Err(Answer::wrong_method());
        }
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let Some(wanted) = operation else {
            let all: Vec<Value> = call.operations.iter().map(Operation::json).collect();
            return Ok(Answer::ok(json!({
                "@odata.context":
                    format!("{}/v1.0/$metadata#communications/calls('{id}')/operations", self.base),
                "value": all,
            })));
        };
        let found = wanted
            .parse::<Guid>()
            .ok()
            .and_then(|wanted| call.operations.iter().find(|one| one.id == wanted));
        let found = found.ok_or_else(|| fields::not_found("Operation"))?;
        Ok(self.operation_answer(200, found.json()))
    }

    /// `DELETE` of the call: the bot hangs up; a group call goes on without it.
    pub(super) fn hang_up(&mut self, now: Instant, id: Guid) -> Answer {
        let stay: Vec<_> = match self.calls.get(&id) {
            Some(call) if call.kind != Kind::PeerToPeer => {
                let here = call.participants.iter().filter(|one| one.standing == Standing::In);
                here.map(|one| one.party.clone()).collect()
            }
            _ => Vec::new(),
        };
        self.end(now, id, Outcome::new(200, 7000, "The call was ended by the bot."));
        if stay.len() > 1 {
            self.talk(&stay);
        }
        fields::status(204)
    }
}
