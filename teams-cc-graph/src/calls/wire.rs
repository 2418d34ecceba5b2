//! Between the machine's words and Graph's JSON; the only place that knows both.
//!
//! # Source
//! `graph.md` sections 2.2, 2.4 and 2.5.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Address, Error, ErrorKind, Guid, Key, Retry, Secret};

use super::leg::{
    Answer, Miss, News, Participant, Recorded, RecordingStatus, Said, State, Status, Step, Wish,
    WishId,
};
use super::result::{ResultCode, reject_word};
use crate::error;

/// The verb of HTTP, what follows `/communications/calls/{id}`, and the body.
#[derive(Debug, PartialEq)]
pub(crate) enum Ask {
    Get(String),
    Post(String, Value),
    Delete(String),
}

/// The same id in the form that compares (`graph.md` section 2.5).
pub(crate) fn key(id: &str) -> String {
    id.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}

/// An address as Graph's `identitySet`.
pub(crate) fn identity(of: &Address) -> Result<Value, Error> {
    Ok(match of {
        Address::TeamsUser(id) => json!({
            "@odata.type": "#microsoft.graph.identitySet",
            "user": {"@odata.type": "#microsoft.graph.identity", "id": id.to_string()},
        }),
        Address::Phone(number) => json!({
            "@odata.type": "#microsoft.graph.identitySet",
            "phone": {"@odata.type": "#microsoft.graph.identity", "id": number.to_string()},
        }),
        _ => return Err(error::not_callable()),
    })
}

pub(crate) fn invited(who: &Address, replaces: Option<&str>) -> Result<Value, Error> {
    let mut one = json!({
        "@odata.type": "#microsoft.graph.invitationParticipantInfo",
        "identity": identity(who)?,
    });
    if let (Some(call), Some(one)) = (replaces, one.as_object_mut()) {
        one.insert("replacesCallId".into(), call.into());
    }
    Ok(one)
}

pub(crate) fn prompt((uri, resource): &(String, String)) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.mediaPrompt",
        "mediaInfo": {
            "@odata.type": "#microsoft.graph.mediaInfo", "uri": uri, "resourceId": resource,
        },
    })
}

pub(crate) fn service_media() -> Value {
    json!({"@odata.type": "#microsoft.graph.serviceHostedMediaConfig", "preFetchMedia": []})
}

/// What a step asks.
pub(crate) fn ask(step: &Step) -> Result<Ask, Error> {
    Ok(match step {
        Step::Do(id, wish) => wished(*id, wish)?,
        Step::KeepAlive => Ask::Post("/keepAlive".into(), Value::Null),
        Step::Look => Ask::Get(String::new()),
        Step::LookAtOperation(id) => Ask::Get(format!("/operations/{}", segment(id))),
        Step::HangUp => Ask::Delete(String::new()),
    })
}

/// Ids come from the wire: nothing in them may leave their place in a path.
fn segment(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || "-_.".contains(*c)).collect()
}

fn seconds(of: Duration) -> u64 {
    of.as_secs().clamp(1, 120)
}

fn wished(id: WishId, wish: &Wish) -> Result<Ask, Error> {
    let context = id.0.to_string();
    let plain = json!({ "clientContext": &context });
    let post = |verb: &str, body: Value| Ask::Post(format!("/{verb}"), body);
    Ok(match wish {
        Wish::Answer { callback, capacity } => {
            let mut body = json!({
                "callbackUri": callback,
                "mediaConfig": service_media(),
                "acceptedModalities": ["audio"],
            });
            if let (Some(capacity), Some(body)) = (capacity, body.as_object_mut()) {
                body.insert("participantCapacity".into(), (*capacity).into());
            }
            post("answer", body)
        }
        Wish::Reject(reason) => post("reject", json!({"reason": reject_word(*reason)})),
        Wish::Redirect { to, ring_for } => {
            let targets: Result<Vec<_>, _> = to.iter().map(|to| invited(to, None)).collect();
            let mut body = json!({ "targets": targets? });
            if let (Some(ring), Some(body)) = (ring_for, body.as_object_mut()) {
                body.insert("timeout".into(), ring.as_secs().clamp(15, 90).into());
            }
            post("redirect", body)
        }
        Wish::Established => return Err(error::bad_request()),
        Wish::Transfer { to, replaces, who, voicemail } => {
            let mut target = invited(to, replaces.as_deref())?;
            if let (true, Some(target)) = (voicemail, target.as_object_mut()) {
                target.insert("endpointType".into(), "voicemail".into());
            }
            let mut body = json!({ "transferTarget": target });
            if let (Some(who), Some(body)) = (who, body.as_object_mut()) {
                let who = json!({
                    "@odata.type": "#microsoft.graph.participantInfo", "participantId": who,
                });
                body.insert("transferee".into(), who);
            }
            post("transfer", body)
        }
        Wish::Play(prompts) => {
            let prompts: Vec<_> = prompts.iter().map(prompt).collect();
            post("playPrompt", json!({"clientContext": context, "prompts": prompts}))
        }
        Wish::Record { prompt: first, most, silence, stop, barge_in, beep } => {
            let stop: Vec<_> = stop.iter().map(ToString::to_string).collect();
            let body = json!({
                "clientContext": context,
                "prompts": first.iter().map(prompt).collect::<Vec<_>>(),
                "bargeInAllowed": barge_in,
                "initialSilenceTimeoutInSeconds": seconds(*silence),
                "maxSilenceTimeoutInSeconds": seconds(*silence),
                "maxRecordDurationInSeconds": seconds(*most),
                "playBeep": beep,
                "stopTones": stop,
            });
            post("recordResponse", body)
        }
        Wish::SubscribeToTone => post("subscribeToTone", plain),
        Wish::Press(keys) => {
            let tones: Vec<_> = keys.iter().map(|key| tone(*key)).collect();
            post("sendDtmfTones", json!({"clientContext": context, "tones": tones}))
        }
        Wish::Cancel => post("cancelMediaProcessing", plain),
        Wish::Mute(true) => post("mute", plain),
        Wish::Mute(false) => post("unmute", plain),
        Wish::RecordingStatus(status) => {
            let status = match status {
                RecordingStatus::NotRecording => "notRecording",
                RecordingStatus::Recording => "recording",
                RecordingStatus::Failed => "failed",
            };
            let body = json!({"clientContext": context, "status": status});
            post("updateRecordingStatus", body)
        }
        Wish::Invite { who, replaces } => {
            let invited: Result<Vec<_>, _> =
                who.iter().map(|who| invited(who, replaces.as_deref())).collect();
            let body = json!({"clientContext": context, "participants": invited?});
            post("participants/invite", body)
        }
        Wish::Remove(who) => Ask::Delete(format!("/participants/{}", segment(who))),
        Wish::MuteParticipant(who) => post(&format!("participants/{}/mute", segment(who)), plain),
        Wish::HoldMusic(who, on) => {
            let verb = if *on { "startHoldMusic" } else { "stopHoldMusic" };
            post(&format!("participants/{}/{verb}", segment(who)), plain)
        }
        Wish::HangUp => Ask::Delete(String::new()),
    })
}

/// What Graph said to a request.
pub(crate) fn answer(result: Result<Value, Error>) -> Answer {
    match result {
        Ok(body) => said(&body).map_or(Answer::Accepted, Answer::Said),
        Err(error) if error.code() == "TCC-GRAPH-0304" => Answer::Missed(Miss::NotFound),
        // An answer that cannot be read came after the deed.
        Err(error) if error.retry() == Retry::Check || error.kind() == ErrorKind::Protocol => {
            Answer::Missed(Miss::Lost)
        }
        Err(error) => Answer::Missed(Miss::Refused(std::sync::Arc::new(error))),
    }
}

/// The body of a call or an operation.
pub(crate) fn said(body: &Value) -> Option<Said> {
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let kind = text("@odata.type").unwrap_or_default();
    let is_operation = kind.ends_with("Operation")
        || (kind.is_empty() && body.get("status").is_some() && body.get("state").is_none());
    if is_operation {
        let recording = text("recordingLocation").zip(text("recordingAccessToken"));
        return Some(Said::Operation {
            id: key(text("id").unwrap_or_default()),
            wish: text("clientContext").and_then(|text| text.parse().ok()).map(WishId),
            status: Status::from_wire(text("status").unwrap_or_default()),
            result: result(body),
            recording: recording
                .map(|(at, token)| Recorded { location: at.into(), token: Secret::new(token) }),
        });
    }
    let audio = body.get("mediaState").and_then(|media| media.get("audio"));
    let is_call = body.get("state").is_some() || audio.is_some();
    is_call.then(|| Said::Call {
        state: text("state").and_then(State::from_wire),
        audio: audio.and_then(Value::as_str).map(|word| word.eq_ignore_ascii_case("active")),
        result: result(body),
    })
}

/// `resultInfo`, as the metadata and as the examples write it.
fn result(body: &Value) -> Option<ResultCode> {
    let info = body.get("resultInfo").filter(|info| info.is_object())?;
    let number = |value: Option<&Value>| match value {
        Some(Value::Number(number)) => number.as_u64(),
        Some(Value::String(text)) => text.trim().parse().ok(),
        _ => None,
    };
    let code = number(info.get("code")).and_then(|code| u16::try_from(code).ok());
    let subcode = number(info.get("subcode").or_else(|| info.get("subCode")));
    let subcode = subcode.and_then(|code| u32::try_from(code).ok());
    Some(ResultCode::new(code.unwrap_or_default(), subcode.unwrap_or_default()))
}

/// One item of a post in the machine's words.
#[derive(Debug)]
pub(crate) struct Item {
    /// Graph's id of the call.
    pub(crate) call: String,
    /// The call rings at us: what Graph tells of it.
    pub(crate) rings: Option<Value>,
    /// Several, because one item may tell a state and a key.
    pub(crate) news: Vec<News>,
}

/// Reads one item; `None` if it is not about a call.
pub(crate) fn item(item: &Value) -> Option<Item> {
    let text = |name: &str| item.get(name).and_then(Value::as_str);
    let data = item.get("resourceData").unwrap_or(&Value::Null);
    let address = text("resourceUrl").or_else(|| text("resource")).unwrap_or_default();
    let mut parts = address.split('/').skip_while(|part| !part.eq_ignore_ascii_case("calls"));
    let named = parts.nth(1).filter(|id| !id.is_empty()).map(str::to_owned);
    let below = parts.next().unwrap_or_default().to_ascii_lowercase();
    let change = text("changeType").unwrap_or_default().to_ascii_lowercase();
    let own = || data.get("id").and_then(Value::as_str).map(str::to_owned);
    let (rings, news) = match below.as_str() {
        "participants" => (None, roster(data, item).into_iter().collect()),
        "operations" => (None, said(data).map(News::Said).into_iter().collect()),
        "" if change == "deleted" => (None, vec![News::Deleted(result(data))]),
        "" => {
            let news = said(data).map(News::Said).into_iter().chain(pressed(data)).collect();
            let state = data.get("state").and_then(Value::as_str).unwrap_or_default();
            let rings = change == "created" && state.eq_ignore_ascii_case("incoming");
            (rings.then(|| data.clone()), news)
        }
        _ => (None, Vec::new()),
    };
    // The address of an operation ends in the operation's id, its data begin with it.
    let call = if below.is_empty() { own().or(named) } else { named };
    Some(Item { call: call?, rings, news })
}

fn pressed(data: &Value) -> Option<News> {
    let tone = data.get("toneInfo")?;
    let key = tone.get("tone").and_then(Value::as_str).and_then(key_of)?;
    Some(News::Tone(tone.get("sequenceId").and_then(Value::as_u64)?, key))
}

fn roster(data: &Value, item: &Value) -> Option<News> {
    let list = data.as_array()?;
    let numbers = list.iter().filter_map(|one| one.get("rosterSequenceNumber"));
    let sequence = numbers.filter_map(Value::as_u64).max();
    let delta = item.get("isDelta").and_then(Value::as_bool).unwrap_or_default()
        || list.iter().any(|one| one.get("removedState").is_some_and(|state| !state.is_null()));
    let list = list.iter().filter_map(participant).collect();
    Some(News::Roster { list, whole: !delta, sequence })
}

fn participant(one: &Value) -> Option<(Participant, bool)> {
    let mut participant = Participant::new(one.get("id")?.as_str()?);
    participant.who = one.get("info").and_then(|info| info.get("identity")).and_then(address);
    let flag = |name: &str| one.get(name).and_then(Value::as_bool).unwrap_or_default();
    participant.is_muted = flag("isMuted");
    participant.is_in_lobby = flag("isInLobby");
    let left = one.get("removedState").is_some_and(|state| !state.is_null());
    Some((participant, left))
}

/// Whom an `identitySet` names: a person, or a number.
pub(crate) fn address(set: &Value) -> Option<Address> {
    let id = |of: &str| set.get(of).and_then(|one| one.get("id")).and_then(Value::as_str);
    if let Some(user) = id("user").and_then(|id| id.parse::<Guid>().ok()) {
        return Some(Address::TeamsUser(user));
    }
    id("phone").and_then(|number| number.parse().ok())
}

fn tone(key: Key) -> String {
    match key {
        Key::Star => "star".into(),
        Key::Pound => "pound".into(),
        Key::A | Key::B | Key::C | Key::D => key.to_string().to_ascii_lowercase(),
        digit => format!("tone{digit}"),
    }
}

fn key_of(tone: &str) -> Option<Key> {
    let lower = tone.to_ascii_lowercase();
    match lower.as_str() {
        "star" => Some(Key::Star),
        "pound" => Some(Key::Pound),
        other => {
            let face = other.strip_prefix("tone").unwrap_or(other);
            let mut faces = face.chars();
            faces.next().filter(|_| faces.next().is_none()).and_then(Key::from_char)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_2_5_an_item_finds_its_call_in_any_spelling() {
        let told = json!({
            "changeType": "Updated", "resourceUrl": "communications/calls/5F1C-AA/operations/0ff",
            "resourceData": {"@odata.type": "#microsoft.graph.playPromptOperation", "id": "0ff",
                             "status": "completed"},
        });
        let read = item(&told).unwrap();
        assert_eq!(key(&read.call), "5f1caa");
        assert!(matches!(read.news[..], [News::Said(Said::Operation { .. })]));
        let told = json!({
            "changeType": "created", "resource": "/app/calls/5f1c-aa",
            "resourceData": {"id": "5f1c-aa", "state": "incoming"},
        });
        assert!(item(&told).unwrap().rings.is_some());
        let told = json!({
            "changeType": "updated", "resource": "/app/calls/5f1c-aa",
            "resourceData": {"id": "5f1c-aa", "state": "established",
                             "toneInfo": {"sequenceId": 1, "tone": "tone1"}},
        });
        assert_eq!(item(&told).unwrap().news.len(), 2);
        assert!(item(&json!({"resource": "/users/x", "changeType": "updated"})).is_none());
    }

    #[test]
    fn graph_2_2_every_key_has_its_word_and_comes_back() {
        for key in Key::ALL {
            assert_eq!(key_of(&tone(key)), Some(key));
        }
        assert_eq!(tone(Key::D1), "tone1");
        assert_eq!(key_of("flash"), None, "a key that no phone has is nothing");
    }

    #[test]
    fn graph_2_6_result_info_is_read_as_numbers_as_text_and_in_both_spellings() {
        for info in [
            json!({"code": 500, "subcode": 7000}),
            json!({"code": "500", "subCode": "7000"}),
            json!({"code": 500, "subCode": 7000, "message": "x"}),
        ] {
            assert_eq!(result(&json!({"resultInfo": info})), Some(ResultCode::new(500, 7000)));
        }
        assert_eq!(result(&json!({"resultInfo": null})), None);
    }

    #[test]
    fn graph_2_4_the_status_of_an_operation_is_read_in_any_case() {
        for (word, status) in [
            ("Running", Status::Running),
            ("completed", Status::Completed),
            ("Failed", Status::Failed),
            ("notStarted", Status::NotStarted),
        ] {
            let body = json!({
                "@odata.type": "#microsoft.graph.playPromptOperation",
                "id": "0FE0623F-D628-42ED-B4BD-8AC290072CC5", "status": word, "clientContext": "7",
            });
            let Some(Said::Operation { id, wish, status: read, .. }) = said(&body) else {
                panic!("an operation")
            };
            assert_eq!((read, wish), (status, Some(WishId(7))));
            assert_eq!(id, "0fe0623fd62842edb4bd8ac290072cc5");
        }
    }

    #[test]
    fn graph_2_2_a_consultative_transfer_names_the_call_that_it_replaces() {
        let to = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").unwrap();
        let (replaces, voicemail) = (Some("call-b".to_owned()), false);
        let wish = Wish::Transfer { to, replaces, who: Some("p-1".into()), voicemail };
        let Ask::Post(path, body) = ask(&Step::Do(WishId(1), wish)).unwrap() else { panic!() };
        assert_eq!(path, "/transfer");
        assert_eq!(body["transferTarget"]["replacesCallId"], "call-b");
        assert_eq!(body["transferee"]["participantId"], "p-1");
    }

    #[test]
    fn an_id_of_the_wire_stays_in_its_place_of_the_path() {
        let wish = Wish::Remove("../../users/x?y".into());
        let asked = ask(&Step::Do(WishId(1), wish)).unwrap();
        assert_eq!(asked, Ask::Delete("/participants/....usersxy".into()));
    }
}
