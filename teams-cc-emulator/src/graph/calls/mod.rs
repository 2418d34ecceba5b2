//! The calls of bots: `/communications/calls` with all it has below, and the people at the other
//! end (`graph.md` section 2).

mod book;
mod bots;
mod call;
mod create;
mod fields;
mod incoming;
mod leg;
mod media;
mod operation;
mod party;
mod recording;
mod response;
mod ring;
mod roster;
mod routing_groups;
mod tones;
mod transfer;
mod verbs;
mod wave;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::http::Method;
use parking_lot::Mutex;
use serde_json::json;
use teams_cc_core::{Instant, Rng};
use tokio::sync::{Notify, watch};

pub(crate) use book::{Book, Effect, Notice};
pub use bots::{Bot, BotCall, BotCallPerson, CallbackStyle, ResourceAccount};
pub(crate) use call::{Call, Kind, Outcome};
use fields::Object;
pub use incoming::NoBot;
pub(crate) use incoming::SEES_CALLERS;
pub use leg::BotLeg;
pub(crate) use media::{UNKNOWN_LENGTH, prompt_length};
pub(crate) use party::Party;
pub(crate) use recording::Joining;
pub use wave::prompt;

use super::answer::{Answer, Ask, Body};
use super::{Caller, Graph};
use crate::{Clock, Ladder, People, Presences};

/// Calling bots, their calls, and whoever calls them. Cheap to clone; from
/// [`Emulator::bots`](crate::Emulator::bots).
#[derive(Clone, Debug)]
pub struct Bots(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    clock: Clock,
    /// Something is to be done outside, or a deadline has come nearer.
    work: Notify,
    changed: watch::Sender<u64>,
}

impl Bots {
    pub(crate) fn new(
        clock: Clock,
        people: People,
        presences: Presences,
        ladder: Ladder,
        rng: Rng,
    ) -> Self {
        let book = Mutex::new(Book::new(people, presences, ladder, rng));
        Self(Arc::new(Shared { book, clock, work: Notify::new(), changed: watch::Sender::new(0) }))
    }

    /// Works with the book as it is now: what is due has been done before.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Book, Instant) -> T) -> T {
        let now = self.0.clock.now();
        let done = {
            let mut book = self.0.book.lock();
            book.tick(now);
            work(&mut book, now)
        };
        self.0.work.notify_one();
        self.0.changed.send_modify(|times| *times += 1);
        done
    }

    /// Looks at the book as it is, without a trace.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&Book) -> T) -> T {
        at(&self.0.book.lock())
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    /// What is to be done outside, after waiting for it. For one reader.
    pub(crate) async fn next_effect(&self) -> Effect {
        loop {
            let deadline = {
                let now = self.0.clock.now();
                let mut book = self.0.book.lock();
                book.tick(now);
                if let Some(effect) = book.poll() {
                    drop(book);
                    self.0.changed.send_modify(|times| *times += 1);
                    return effect;
                }
                book.deadline()
            };
            self.0.changed.send_modify(|times| *times += 1);
            match deadline {
                None => self.0.work.notified().await,
                Some(deadline) => tokio::select! {
                    () = self.0.work.notified() => {}
                    () = self.0.clock.sleep_until(deadline) => {}
                },
            }
        }
    }
}

impl Graph {
    /// Everything at and below `/communications/calls`.
    pub(super) fn calls(
        &self,
        ask: &Ask,
        caller: &Caller,
        below: &[&str],
    ) -> Result<Answer, Answer> {
        let base = self.base();
        let strip = |name: &&str| name.strip_prefix("microsoft.graph.").is_some();
        let spelled: Vec<&str> = below
            .iter()
            .map(|name| if strip(name) { &name["microsoft.graph.".len()..] } else { *name })
            .collect();
        self.stage.bots.with(|book, now| {
            book.base = base;
            book.request(now, caller, &spelled, ask)
        })
    }

    /// A recording at its location: its own token, not Graph's.
    pub(super) fn recording(&self, id: &str, authorization: Option<&str>) -> Result<Vec<u8>, u16> {
        let token = authorization.and_then(|value| value.split_once(' '));
        let token = token.map_or("", |(_, token)| token.trim());
        let id = id.parse().map_err(|_| 404_u16)?;
        self.stage.bots.with(|book, now| book.recording(now, id, token))
    }
}

impl Book {
    fn request(
        &mut self,
        now: Instant,
        caller: &Caller,
        below: &[&str],
        ask: &Ask,
    ) -> Result<Answer, Answer> {
        let post = ask.method == Method::POST;
        let (id, rest) = match below {
            [] if post => return self.create(now, caller, ask.object()?),
            // Graph lists no calls: a bot knows its own.
            [] => return Err(Answer::wrong_method()),
            ["logTeleconferenceDeviceQuality"] if post => {
                ask.object()?;
                return Ok(fields::status(200));
            }
            [id, rest @ ..] => (self.call_of(caller.app, id)?, rest),
        };
        self.may_call(caller)?;
        match rest {
            [] if ask.method == Method::GET => {
                let mut body = self.calls.get(&id).map(call::Call::json).unwrap_or_default();
                let context = format!("{}/v1.0/$metadata#communications/calls/$entity", self.base);
                body["@odata.context"] = context.into();
                Ok(Answer::ok(body))
            }
            [] if ask.method == Method::DELETE => Ok(self.hang_up(now, id)),
            [] => Err(Answer::wrong_method()),
            ["participants", below @ ..] => self.participants(now, caller, id, below, ask),
            ["operations"] => self.operations(&ask.method, id, None),
            ["operations", one] => self.operations(&ask.method, id, Some(one)),
            ["audioRoutingGroups", below @ ..] => self.routing_groups(id, below, ask),
            ["contentSharingSessions", below @ ..] => self.sharing(ask, id, below),
            [action] if post => self.action(now, caller, id, action, ask),
            [action] if ACTIONS.contains(action) => Err(Answer::wrong_method()),
            [.., last] => Err(Answer::no_segment(last)),
        }
    }

    fn action(
        &mut self,
        now: Instant,
        caller: &Caller,
        id: teams_cc_core::Guid,
        action: &str,
        ask: &Ask,
    ) -> Result<Answer, Answer> {
        // Several of these may come with no body at all.
        let object = match &ask.body {
            Body::None => Object::new(),
            _ if action == "keepAlive" => Object::new(),
            _ => ask.object()?.clone(),
        };
        match action {
            "answer" => self.answer(now, caller, id, &object),
            "reject" => self.reject(now, id, &object),
            "redirect" => self.redirect(now, id, &object),
            "transfer" => self.transfer(now, id, &object),
            "keepAlive" => Ok(self.keep_alive(now, id)),
            _ if !ACTIONS.contains(&action) => Err(Answer::no_segment(action)),
            _ => {
                self.must_be_answered(id)?;
                match action {
                    "playPrompt" => self.play_prompt(now, id, &object),
                    "recordResponse" | "record" => self.record_response(now, id, &object),
                    "cancelMediaProcessing" => self.cancel_media(now, id, &object),
                    "subscribeToTone" => self.subscribe_to_tone(id, &object),
                    "sendDtmfTones" => self.send_tones(now, id, &object),
                    "mute" => self.mute_me(id, &object, true),
                    "unmute" => self.mute_me(id, &object, false),
                    "changeScreenSharingRole" => {
                        fields::text(&object, "role")?.ok_or_else(|| fields::missing("role"))?;
                        Ok(fields::status(202))
                    }
                    "addLargeGalleryView" => self.add_gallery(id, &object),
                    _ => self.update_recording_status(id, &object),
                }
            }
        }
    }

    /// `GET .../contentSharingSessions` and one of them.
    fn sharing(
        &self,
        ask: &Ask,
        id: teams_cc_core::Guid,
        below: &[&str],
    ) -> Result<Answer, Answer> {
        let call = self.calls.get(&id).ok_or_else(|| fields::not_found("Call"))?;
        let session = |id: &teams_cc_core::Guid| json!({"@odata.type": "#microsoft.graph.contentSharingSession", "id": id});
        match below {
            _ if ask.method != Method::GET => Err(Answer::wrong_method()),
            [] => {
                let all: Vec<_> = call.sharing.iter().map(session).collect();
                Ok(Answer::ok(json!({
                    "@odata.context": format!(
                        "{}/v1.0/$metadata#communications/calls('{id}')/contentSharingSessions",
                        self.base
                    ),
                    "value": all,
                })))
            }
            [one] => {
                let found = call.sharing.iter().find(|known| known.to_string() == *one);
                let found = found.ok_or_else(|| fields::not_found("ContentSharingSession"))?;
                Ok(Answer::ok(session(found)))
            }
            [.., last] => Err(Answer::no_segment(last)),
        }
    }

    fn add_gallery(&mut self, id: teams_cc_core::Guid, object: &Object) -> Result<Answer, Answer> {
        let context = fields::client_context(object)?;
        let mut operation = operation::Operation::new(self.id(), "addLargeGalleryView", context);
        operation.complete();
        Ok(self.done_at_once(id, operation))
    }

    /// 400 while the call rings at the bot.
    fn must_be_answered(&self, id: teams_cc_core::Guid) -> Result<(), Answer> {
        let rings = self.calls.get(&id).is_some_and(|call| call.state == call::State::Incoming);
        if rings { Err(fields::bad("The call has not been answered.")) } else { Ok(()) }
    }
}

/// The actions of a call.
const ACTIONS: [&str; 16] = [
    "addLargeGalleryView",
    "answer",
    "cancelMediaProcessing",
    "changeScreenSharingRole",
    "keepAlive",
    "mute",
    "playPrompt",
    "record",
    "recordResponse",
    "redirect",
    "reject",
    "sendDtmfTones",
    "subscribeToTone",
    "transfer",
    "unmute",
    "updateRecordingStatus",
];

/// How long an assertion about a bot's call waits.
const PATIENCE: Duration = Duration::from_secs(10);
