//! Entry points for fuzzers: any octets in, no panic, and what must hold is checked.
//!
//! Each target in `fuzz/` is a line around one of these; the seeded mutation tests use the same
//! functions, so a finding of one is a test of the other. Tokens and key sets are fuzzed where
//! Graph's are: both crates read them with the same code.

#![cfg_attr(
    not(test),
    expect(clippy::unwrap_used, reason = "a fuzzer wants to hear about it, and the JSON is ours")
)]

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use teams_cc_core::{CallContext, Instant, Machine as _};

use crate::calls::leg::{Input, Leg, Output};
use crate::events::{Event, EventKind, GridEvent, data, items};
use crate::media::{Frame, Outgoing, Speakers, SpeakersInput};
use crate::models::{
    Accepted, AddParticipant, AnswerCall, CallParticipant, CallProperties, CreateCall,
    CustomContext, Identifier, Kind, ParticipantPage, Play, Recognize, RecordingStatus,
    ResultInformation, StartRecording, TransferCall,
};
use crate::request::Failure;

/// A post of events about calls, told to a call.
pub fn events(octets: &[u8]) {
    let (Ok(items), Ok(events)) = (items(octets), Event::read(octets)) else { return };
    assert_eq!(items.len(), events.len());
    let mut now = Instant::START;
    let peer = events.iter().find_map(|event| event.body.participant.clone());
    let mut legs = [Leg::incoming().of(peer), Leg::outgoing()];
    for (item, event) in items.into_iter().zip(events) {
        // From the disk it is read as it came.
        let stored: Value = serde_json::from_slice(&serde_json::to_vec(&item).unwrap()).unwrap();
        assert_eq!(Event::of(stored).unwrap(), event);
        let _ = (GridEvent::is_one(&item), format!("{event:?}"));
        let told = item.get("type").and_then(Value::as_str).unwrap();
        let word = event.kind.as_str();
        let short = told.strip_prefix("Microsoft.Communication.").unwrap_or(told);
        let is_exact = matches!(event.kind, EventKind::Unknown(_)) && short == word;
        assert!(is_exact || short.eq_ignore_ascii_case(word), "another kind");
        unchanged(&data(&item), &event.body);
        now += Duration::from_millis(100);
        for leg in &mut legs {
            tell(leg, now, &event);
        }
    }
    let _ = format!("{legs:?}");
}

/// Tells a call of an event: it never moves backwards, and after its end nothing is said of it.
fn tell(leg: &mut Leg, now: Instant, event: &Event) {
    let (was, before) = (leg.ended().is_some(), leg.state());
    leg.handle(now, Input::News(None, event.kind.clone(), Box::new(event.body.clone())));
    leg.handle(now, Input::Tick);
    assert!(leg.state() >= before, "backwards");
    assert!(leg.deadline().is_none_or(|due| due > now), "a deadline that stays");
    while let Some(output) = leg.poll() {
        assert!(!was || matches!(output, Output::Done(..)), "after the end");
    }
}

/// What was read is written as it came, if it is an object: nothing is lost.
fn unchanged(came: &Value, model: &(impl Serialize + DeserializeOwned)) {
    if came.is_object() {
        assert_eq!(&serde_json::to_value(model).unwrap(), came, "something is lost");
    }
}

/// A post of Event Grid, in either schema.
pub fn grid(octets: &[u8]) {
    let (Ok(items), Ok(events)) = (items(octets), GridEvent::read(octets)) else { return };
    assert_eq!(items.len(), events.len());
    for (item, event) in items.into_iter().zip(events) {
        let stored: Value = serde_json::from_slice(&serde_json::to_vec(&item).unwrap()).unwrap();
        assert_eq!(GridEvent::of(stored).unwrap(), event);
        let _ = (GridEvent::is_one(&item), format!("{event:?}"));
        let body = data(&item);
        match event {
            GridEvent::Handshake { code } => {
                assert_eq!(body.get("validationCode"), Some(&Value::from(code)));
            }
            GridEvent::Incoming { call, .. } => {
                unchanged(&body, &*call);
                let _ = call.caller();
                call.custom_context.iter().for_each(context);
            }
            GridEvent::RecordingFiles { files, .. } => unchanged(&body, &*files),
            GridEvent::Voip { call, .. } => {
                unchanged(&body, &*call);
                let _ = (call.duration(), call.user.map(|user| user.identifier()));
            }
            GridEvent::Other { json, .. } => assert_eq!(json, item, "something is lost"),
        }
    }
}

/// What came with a call is the same after it was handed on.
fn context(custom: &CustomContext) {
    let _ = custom.check();
    let once = CallContext::from(custom);
    // Without a number there is no caller to write.
    if once.number.is_some() {
        assert_eq!(CallContext::from(&CustomContext::from(once.clone())), once);
    }
}

/// A text frame of the WebSocket.
pub fn frame(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let Ok(frame) = Frame::read(&text) else { return };
    let _ = format!("{frame:?}");
    if let Ok(json) = serde_json::from_str::<Value>(&text) {
        unhurried(&frame, json);
    }
    match frame {
        Frame::AudioBegins { rate } => assert!(rate > 0),
        Frame::Audio(audio) => {
            let ours = Outgoing::Audio(&audio.samples).write();
            let Ok(Frame::Audio(again)) = Frame::read(&ours) else { panic_on(&ours) };
            assert_eq!(again.samples, audio.samples);
            let mut speakers = Speakers::new(16_000);
            speakers.handle(Instant::START, SpeakersInput::Frame(&audio));
            speakers.handle(Instant::FAR, SpeakersInput::Tick);
            while speakers.poll().is_some() {}
            assert_eq!(speakers.deadline(), None, "a deadline that stays");
        }
        _ => {}
    }
}

#[expect(clippy::panic, reason = "a fuzzer wants to hear about it")]
fn panic_on(text: &str) -> ! {
    panic!("we cannot read what we write: {text}")
}

/// The short way to audio and the long one read the same; what is newer than this version is kept.
fn unhurried(frame: &Frame, mut json: Value) {
    assert_eq!(&Frame::read(&json.to_string()).unwrap(), frame, "another spelling, another frame");
    match (frame, &mut json) {
        (Frame::Unknown(kept), json) => assert_eq!(kept, json, "something is lost"),
        (Frame::Audio(_), Value::Object(fields)) => {
            // The short way does not know this spelling.
            let spelt = |name: &&String| name.eq_ignore_ascii_case("audioData");
            let names: Vec<String> = fields.keys().filter(spelt).cloned().collect();
            if let [name] = &*names {
                let body = fields.remove(name).unwrap();
                fields.insert("AUDIOdata".to_owned(), body);
                assert_eq!(&Frame::read(&json.to_string()).unwrap(), frame, "the ways differ");
            }
        }
        (_, json) => assert!(json.is_object(), "a frame is an object"),
    }
}

/// Any JSON as each of the models: all of it is written back.
pub fn model(octets: &[u8]) {
    let Ok(json) = serde_json::from_slice::<Value>(octets) else { return };
    for json in std::iter::once(&json).chain(json.as_object().into_iter().flat_map(|f| f.values()))
    {
        again::<Accepted>(json);
        again::<AddParticipant>(json);
        again::<AnswerCall>(json);
        again::<CallParticipant>(json);
        again::<CallProperties>(json);
        again::<CreateCall>(json);
        again::<ParticipantPage>(json);
        again::<Play>(json);
        again::<Recognize>(json);
        again::<RecordingStatus>(json);
        again::<ResultInformation>(json);
        again::<StartRecording>(json);
        again::<TransferCall>(json);
        again::<Identifier>(json);
        if let Ok(custom) = serde_json::from_value(json.clone()) {
            unchanged(json, &custom);
            context(&custom);
        }
    }
}

/// Parse, write, parse: the same model, the same JSON.
fn again<T>(json: &Value)
where
    T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug,
{
    let read = serde_json::from_value::<T>(json.clone());
    assert_eq!(read.is_ok(), json.is_object(), "every object is a model, nothing else is");
    if let Ok(model) = read {
        unchanged(json, &model);
        let written = serde_json::to_vec(&model).unwrap();
        assert_eq!(serde_json::from_slice::<T>(&written).unwrap(), model);
        let _ = format!("{model:?}");
    }
}

/// A raw id: what it says names the same one without it.
pub fn identifier(octets: &[u8]) {
    let raw = String::from_utf8_lossy(octets);
    let id = Identifier::from_raw_id(&*raw);
    let _ = (id.address(), format!("{id:?}"));
    let mut json = serde_json::to_value(&id).unwrap();
    assert_eq!(serde_json::from_value::<Identifier>(json.clone()).unwrap(), id);
    json.as_object_mut().unwrap().remove("rawId");
    if id.kind() != Kind::Unknown {
        assert_eq!(serde_json::from_value::<Identifier>(json).unwrap(), id);
    }
}

/// An error body of the service.
pub fn error_body(octets: &[u8]) {
    let failure = Failure::read(400, &HeaderMap::new(), octets);
    assert!(failure.codes().count() <= Failure::MOST_CODES);
    let shown = format!("{failure:?}");
    let message = failure.message().filter(|message| message.len() > 40);
    assert!(message.is_none_or(|message| !shown.contains(message)), "the text names people");
}

#[cfg(test)]
mod tests;
