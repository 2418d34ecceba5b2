//! Recordings: started, paused, resumed, stopped; their files are WAV whatever format was asked for.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object};
use super::book::{Book, Due, Effect, SOON};
use super::call::{CallState, Op, Outcome, Room};
use super::create::Locator;
use super::identity::Party;
use super::sound::{From, samples_in, write_wav};

/// From the end of a recording to its file.
const FILE_AFTER: Duration = Duration::from_millis(500);
/// Channels of a file that is not mixed.
const MOST_CHANNELS: usize = 5;
/// Recordings kept.
const MOST: usize = 200;

/// One recording.
#[derive(Clone, Debug)]
pub(crate) struct Recording {
    pub(crate) id: String,
    call: Guid,
    room: Guid,
    op: Op,
    state: State,
    is_mixed: bool,
    order: Vec<Party>,
    began: Instant,
    spans: Vec<(Instant, Option<Instant>)>,
    /// Name and content of the file.
    pub(crate) file: Option<(String, Vec<u8>)>,
    channels: Vec<Party>,
    /// Event Grid was told of the file.
    is_told: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Starting,
    StartingPaused,
    Active,
    Inactive,
    Stopped,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Starting | Self::Active => "active",
            _ => "inactive",
        }
    }
}

impl Recording {
    fn json(&self) -> Value {
        json!({
            "recordingId": self.id,
            "recordingState": self.state.word(),
            "recordingKind": "azureCommunicationServices",
        })
    }

    fn close(&mut self, now: Instant) {
        if let Some((_, end @ None)) = self.spans.last_mut() {
            *end = Some(now);
        }
    }

    fn length(&self) -> Duration {
        let span = |(from, to): &(Instant, Option<Instant>)| to.map(|to| to.since(*from));
        self.spans.iter().filter_map(span).sum()
    }
}

impl Book {
    /// `POST /recordings`.
    pub(crate) fn start_recording(&mut self, now: Instant, object: &Object) -> Done {
        let callback =
            answer::address(object, "recordingStateCallbackUri", &["http://", "https://"])?;
        let content = answer::word(object, "recordingContentType", &["audio", "audioVideo"])?;
        let channels = answer::word(object, "recordingChannelType", &["mixed", "unmixed"])?;
        let format = answer::word(object, "recordingFormatType", &["wav", "mp3", "mp4"])?;
        match (content, channels, format) {
            (Some("audioVideo"), _, Some("wav" | "mp3")) | (Some("audio"), _, Some("mp4")) => {
                let text = "does not fit recordingContentType: audio is wav or mp3, video is mp4";
                return Err(Answer::field("recordingFormatType", text));
            }
            (_, Some("unmixed"), Some("mp3" | "mp4"))
            | (Some("audioVideo"), Some("unmixed"), _) => {
                let text = "unmixed is for audio as wav";
                return Err(Answer::field("recordingChannelType", text));
            }
            _ => {}
        }
        let mut order = Vec::new();
        for (n, one) in answer::list(object, "audioChannelParticipantOrdering")?.iter().enumerate()
        {
            order.push(Party::read(one, &format!("audioChannelParticipantOrdering[{n}]"))?);
        }
        for one in answer::list(object, "channelAffinity")? {
            let one = one.as_object().ok_or_else(|| answer::missing("channelAffinity"))?;
            answer::number(one, "channel", (0, 4))?;
            order.push(super::people::party(one, "participant")?);
        }
        if let Some(storage) = answer::inner(object, "externalStorage")? {
            let kinds = ["azureCommunicationServices", "azureBlobStorage"];
            let kind = answer::word(storage, "recordingStorageKind", &kinds)?;
            let kind = kind.ok_or_else(|| answer::missing("recordingStorageKind"))?;
            if kind == "azureBlobStorage" {
                answer::needed(storage, "recordingDestinationContainerUrl")?;
            }
        }
        let pauses = answer::flag(object, "pauseOnStart")?;
        let by_id = answer::text(object, "callConnectionId")?;
        let locator = answer::inner(object, "callLocator")?;
        let (room, call, status) = match (by_id, locator) {
            (Some(id), None) => {
                let (call, _) = self.up(&id)?;
                (call.room, call.id, 202)
            }
            (None, Some(locator)) => {
                let locator = Locator::read(locator)?;
                let room = self.locate(&locator).ok_or_else(Answer::no_call)?;
                let there = self.rooms.get(&room);
                let up = |id: &&Guid| self.calls.get(*id).is_some_and(super::call::Call::is_up);
                let call = there.and_then(|room| room.connections.iter().rev().find(up).copied());
                let call = call.ok_or_else(Answer::not_established)?;
                if self.calls.get(&call).is_some_and(|call| call.is_tpe) {
                    let text = "With Teams Phone extensibility a recording must name its \
                                callConnectionId.";
                    return Err(Answer::bad(text));
                }
                (room, call, 200)
            }
            _ => return Err(Answer::field("callLocator", "or callConnectionId is required")),
        };
        let runs = |one: &Recording| one.room == room && one.state != State::Stopped;
        if self.recordings.values().any(runs) {
            return Err(Answer::conflict("8553", "A recording of this call is in progress."));
        }
        let id = format!("eyJQbGF0Zm9ybUVuZHBvaW50SWQiOi{}", self.rng.token(60));
        let state = if pauses { State::StartingPaused } else { State::Starting };
        let recording = Recording {
            id: id.clone(),
            call,
            room,
            op: Op { context: None, callback },
            state,
            is_mixed: channels != Some("unmixed"),
            order,
            began: now,
            spans: Vec::new(),
            file: None,
            channels: Vec::new(),
            is_told: false,
        };
        let shown = recording.json();
        if self.recordings.len() >= MOST {
            self.recordings.retain(|_, one| one.state != State::Stopped);
        }
        self.recordings.insert(id.clone(), recording);
        self.after(now, SOON, Due::Recording(id));
        Ok(Answer::json(status, shown))
    }

    /// Starting takes effect, or the file of a stopped one is there.
    pub(crate) fn recording_goes_on(&mut self, now: Instant, id: &str) {
        let Some(one) = self.recordings.get(id) else { return };
        match one.state {
            State::Starting | State::StartingPaused => {
                let (call, op) = (one.call, one.op.clone());
                let is_up = self.calls.get(&call).is_some_and(super::call::Call::is_up);
                let failure = self.failure("StartRecording").or_else(|| {
                    let text = "The call has ended.";
                    (!is_up).then(|| Outcome::new(404, 8522, text))
                });
                if let Some(why) = failure {
                    self.recordings.remove(id);
                    let extra = json!({ "recordingId": id });
                    return self.tell(call, "StartRecordingFailed", &op, Some(&why), extra);
                }
                let Some(one) = self.recordings.get_mut(id) else { return };
                one.began = now;
                if one.state == State::Starting {
                    one.state = State::Active;
                    one.spans.push((now, None));
                } else {
                    one.state = State::Inactive;
                }
                self.recording_changed(id);
            }
            State::Stopped => self.file_is_there(id),
            State::Active | State::Inactive => {}
        }
    }

    fn recording_changed(&mut self, id: &str) {
        let Some(one) = self.recordings.get(id) else { return };
        let (call, op) = (one.call, one.op.clone());
        let extra = json!({
            "recordingId": id,
            "state": one.state.word(),
            "startDateTime": self.date(one.began),
            "recordingKind": "azureCommunicationServices",
        });
        let fine = Outcome::fine();
        let notice = self.notice(call, "RecordingStateChanged", &op, Some(&fine), extra);
        if let Some(mut notice) = notice {
            notice.source = format!("calling/recordings/{id}");
            self.push(Effect::Notify(notice));
        }
    }

    fn recording(&mut self, id: &str) -> Result<&mut Recording, Answer> {
        let found = self.recordings.get_mut(id).filter(|one| one.state != State::Stopped);
        found.ok_or_else(Answer::no_recording)
    }

    /// `GET /recordings/{id}`.
    pub(crate) fn recording_state(&mut self, id: &str) -> Done {
        Ok(Answer::json(200, self.recording(id)?.json()))
    }

    /// `POST /recordings/{id}:pause` and `:resume`.
    pub(crate) fn pause_recording(&mut self, now: Instant, id: &str, pauses: bool) -> Done {
        let one = self.recording(id)?;
        match (one.state, pauses) {
            (State::Active, true) => {
                one.close(now);
                one.state = State::Inactive;
            }
            (State::Inactive, false) => {
                one.spans.push((now, None));
                one.state = State::Active;
            }
            // Not begun yet: it begins as asked.
            (State::Starting, true) => one.state = State::StartingPaused,
            (State::StartingPaused, false) => one.state = State::Starting,
            _ => {
                let text = if pauses {
                    "The recording is paused already."
                } else {
                    "The recording is not paused."
                };
                return Err(Answer::conflict("8554", text));
            }
        }
        if matches!(one.state, State::Active | State::Inactive) {
            self.recording_changed(id);
        }
        Ok(Answer::empty(202))
    }

    /// `DELETE /recordings/{id}`.
    pub(crate) fn stop_recording(&mut self, now: Instant, id: &str) -> Done {
        self.recording(id)?;
        self.recording_stops(now, id);
        Ok(Answer::empty(204))
    }

    fn recording_stops(&mut self, now: Instant, id: &str) {
        let Some(one) = self.recordings.get_mut(id) else { return };
        one.close(now);
        one.state = State::Stopped;
        let one = one.clone();
        let (channels, wav) =
            self.rooms.get(&one.room).map(|room| render(&one, room)).unwrap_or_default();
        let name = format!("0-emu-d1-{}", self.rng.token(32));
        if let Some(one) = self.recordings.get_mut(id) {
            one.file = Some((name, wav));
            one.channels = channels;
        }
        self.recording_changed(id);
        self.after(now, FILE_AFTER, Due::Recording(id.into()));
    }

    /// A connection is over: recordings of calls that nobody is in any longer end.
    pub(crate) fn recordings_end(&mut self, now: Instant, call: Guid) {
        let Some(room) = self.calls.get(&call).map(|call| call.room) else { return };
        let others = self.rooms.get(&room).is_some_and(|room| {
            room.connections.iter().any(|id| {
                *id != call
                    && self.calls.get(id).is_some_and(|call| call.state == CallState::Connected)
            })
        });
        let ends = |one: &&Recording| {
            one.room == room && one.state != State::Stopped && (one.call == call || !others)
        };
        let all: Vec<String> =
            self.recordings.values().filter(ends).map(|one| one.id.clone()).collect();
        for id in all {
            self.recording_stops(now, &id);
        }
    }

    fn file_is_there(&mut self, id: &str) {
        let Some(one) = self.recordings.get_mut(id).filter(|one| !one.is_told) else { return };
        one.is_told = true;
        let one = one.clone();
        let Some((name, _)) = &one.file else { return };
        let room = self.rooms.get(&one.room);
        let server = room.map(|room| room.server_call_id.clone()).unwrap_or_default();
        let base = self.rules.files_at.as_ref().map(|host| format!("https://{host}"));
        let at = format!("{}/v1/objects/{name}", base.as_ref().unwrap_or(&self.base));
        let data = json!({
            "recordingStorageInfo": {"recordingChunks": [{
                "documentId": name,
                "index": 0,
                "endReason": "SessionEnded",
                "contentLocation": format!("{at}/content/audio"),
                "metadataLocation": format!("{at}/content/acsmetadata"),
                "deleteLocation": at,
            }]},
            "recordingStartTime": self.date(one.began),
            "recordingDurationMs": u64::try_from(one.length().as_millis()).unwrap_or(0),
            // What it is, not what was asked for.
            "recordingContentType": "Audio",
            "recordingChannelType": if one.is_mixed { "Mixed" } else { "Unmixed" },
            "recordingFormatType": "Wav",
            "sessionEndReason": "SessionEnded",
        });
        let subject =
            format!("/recording/call/{}/serverCallId/{server}/recordingId/{id}", one.call);
        let kind = "Microsoft.Communication.RecordingFileStatusUpdated";
        self.push(Effect::Grid(kind, subject, data));
    }

    /// `GET /v1/objects/{name}/content/...` and `DELETE /v1/objects/{name}`.
    pub(crate) fn object(&mut self, method: &str, below: &[&str]) -> Done {
        let find = |name: &str| {
            let mut all = self.recordings.values();
            let is_it = |one: &&Recording| one.file.as_ref().is_some_and(|(own, _)| own == name);
            all.find(is_it).cloned().ok_or_else(Answer::no_recording)
        };
        match (method, below) {
            ("GET", [name, "content", "audio" | "video"]) => {
                let bytes = find(name)?.file.map(|(_, wav)| wav).unwrap_or_default();
                let answer = Answer::empty(200).header("ETag", format!("\"{name}\""));
                Ok(Answer { bytes: Some(("audio/wav", bytes)), ..answer })
            }
            ("GET", [name, "content", "acsmetadata"]) => {
                let one = find(name)?;
                let people: Vec<Value> = one
                    .channels
                    .iter()
                    .enumerate()
                    .map(|(channel, party)| json!({"participantId": party.raw(), "channel": channel}))
                    .collect();
                Ok(Answer::json(
                    200,
                    json!({
                        "resourceId": self.resource.id,
                        "callId": one.call,
                        "chunkDocumentId": name,
                        "chunkIndex": 0,
                        "chunkStartTime": self.date(one.began),
                        "chunkDuration": u64::try_from(one.length().as_millis()).unwrap_or(0),
                        "recordingInfo": {
                            "contentType": "audio",
                            "channelType": if one.is_mixed { "mixed" } else { "unmixed" },
                            "format": "wav",
                            "audioConfiguration": {
                                "sampleRate": 16000, "bitRate": 256_000,
                                "channels": one.channels.len().max(1),
                            },
                        },
                        "participants": people,
                    }),
                ))
            }
            ("DELETE", [name]) => {
                let id = find(name)?.id;
                self.recordings.remove(&id);
                Ok(Answer::empty(200))
            }
            _ => Err(Answer::error(404, "NotFound", "There is nothing at this address.")),
        }
    }
}

/// The sound of all spans, one after the other; and whose the channels are.
fn render(one: &Recording, room: &Room) -> (Vec<Party>, Vec<u8>) {
    let spans: Vec<(Instant, usize)> = one
        .spans
        .iter()
        .filter_map(|(from, to)| Some((*from, samples_in(to.as_ref()?.since(*from)))))
        .collect();
    let channel = |wanted: &dyn Fn(From) -> bool| -> Vec<i16> {
        spans
            .iter()
            .flat_map(|(from, samples)| room.sound.mix(*from, *samples, |piece| wanted(piece.from)))
            .collect()
    };
    if one.is_mixed {
        return (Vec::new(), write_wav(&[channel(&|_| true)]));
    }
    let everybody = room.members.iter().chain(&room.gone);
    let mut people: Vec<(Guid, Party)> = Vec::new();
    for member in everybody {
        if !people.iter().any(|(_, party)| *party == member.party) {
            people.push((member.id, member.party.clone()));
        }
    }
    people.sort_by_key(|(_, party)| {
        one.order.iter().position(|other| other == party).unwrap_or(usize::MAX)
    });
    people.truncate(MOST_CHANNELS);
    let ids: Vec<(Guid, Party)> = people.clone();
    let channels: Vec<Vec<i16>> = ids
        .iter()
        .map(|(_, party)| {
            let own: Vec<From> = room
                .members
                .iter()
                .chain(&room.gone)
                .filter(|member| member.party == *party)
                .map(|member| From::Member(member.id))
                .collect();
            channel(&|from| own.contains(&from))
        })
        .collect();
    (people.into_iter().map(|(_, party)| party).collect(), write_wav(&channels))
}
