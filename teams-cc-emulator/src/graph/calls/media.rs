//! Prompts and recordings share one queue per call (section 2.4); what is only of recordings is in
//! [`response`](super::response).

use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, MOST_OPERATIONS};
use super::call::{Outcome, Participant, Standing, State};
use super::fields::{self, Object, Refused, bad, missing};
use super::operation::{Operation, Record, Status, Work};
use super::wave;
use crate::graph::answer::Answer;

/// Prompts of one playPrompt.
const MOST_PROMPTS: usize = 20;
/// Media operations of one call that wait.
const MOST_QUEUED: usize = 100;
/// A prompt whose file the emulator cannot reach plays so long.
pub(crate) const UNKNOWN_LENGTH: Duration = Duration::from_secs(2);
/// The beep before a recording.
const BEEP: Duration = Duration::from_millis(500);
/// Recordings and prompt lengths kept.
pub(super) const MOST_KEPT: usize = 1000;

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
    pub(super) fn queue(
        &mut self,
        now: Instant,
        id: Guid,
        operation: Operation,
        barges_in: bool,
    ) -> Answer {
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

    pub(super) fn next_media(&mut self, now: Instant, id: Guid) {
        let next = self.calls.get(&id).and_then(|call| call.media.front().copied());
        if let Some(next) = next {
            self.start_media(now, id, next);
        }
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

    pub(super) fn tell_operation(&mut self, id: Guid, operation: Guid) {
        let call = self.calls.get(&id);
        let one = call.and_then(|call| call.operations.iter().find(|one| one.id == operation));
        let Some(shown) = one.map(Operation::json) else { return };
        self.notify_about(id, "deleted", &format!("/operations/{operation}"), &shown);
    }

    /// Remembers how long a prompt is.
    pub(crate) fn prompt_is(&mut self, key: &str, length: Duration) {
        if self.prompts.len() < MOST_KEPT {
            self.prompts.insert(key.into(), length);
        }
    }
}

/// URI and `resourceId` of each `mediaPrompt`.
pub(super) fn prompts(object: &Object, most: usize) -> Result<Vec<(String, String)>, Refused> {
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
