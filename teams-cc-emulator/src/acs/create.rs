//! Making connections: create, answer, redirect, reject, connect; reading and ending them.

use serde_json::Value;
use teams_cc_core::{Guid, Instant};

use super::answer::{self, Answer, Done, Object, missing};
use super::book::{Book, Due, MOST_PARTICIPANTS, SOON};
use super::call::{Call, CallState, Outcome};
use super::identity::{Party, number};
use super::incoming::Standing;
use super::ring::{Purpose, RINGS_FOR};
use super::streams::Stream;

const HTTP: [&str; 2] = ["http://", "https://"];

/// What create, answer and connect have in common.
struct Common {
    callback: String,
    context: Option<String>,
    streaming: Option<Stream>,
    transcription: Option<Stream>,
}

impl Book {
    fn common(&mut self, object: &Object) -> Result<Common, Answer> {
        let callback = answer::address(object, "callbackUri", &HTTP)?;
        let callback = callback.ok_or_else(|| missing("callbackUri"))?;
        if let Some(intelligence) = answer::inner(object, "callIntelligenceOptions")? {
            answer::address(intelligence, "cognitiveServicesEndpoint", &HTTP)?;
        }
        let streaming = match answer::inner(object, "mediaStreamingOptions")? {
            None => None,
            Some(options) => Some(Stream::media(self.id(), options)?),
        };
        let transcription = match answer::inner(object, "transcriptionOptions")? {
            None => None,
            Some(options) => Some(Stream::transcription(self.id(), options)?),
        };
        let context = answer::text(object, "operationContext")?;
        Ok(Common { callback, context, streaming, transcription })
    }

    fn connection(&mut self, room: Guid, common: Common) -> Call {
        Call {
            id: self.id(),
            room,
            state: CallState::Connecting,
            callback: common.callback,
            context: common.context,
            targets: Vec::new(),
            source_number: None,
            source_name: None,
            source: None,
            answered_by: None,
            answered_for: None,
            is_tpe: false,
            is_outgoing: false,
            jobs: std::collections::VecDeque::new(),
            continuous: Vec::new(),
            streaming: common.streaming,
            transcription: common.transcription,
            ended: None,
        }
    }

    fn shown(&self, id: Guid) -> Value {
        let call = self.calls.get(&id);
        let room = call.and_then(|call| self.rooms.get(&call.room));
        call.zip(room).map(|(call, room)| call.json(room)).unwrap_or_default()
    }

    /// `POST /callConnections`.
    pub(crate) fn create(&mut self, now: Instant, object: &Object) -> Done {
        let given = answer::list(object, "targets")?;
        if given.is_empty() {
            return Err(missing("targets"));
        }
        if given.len() > MOST_PARTICIPANTS {
            return Err(Answer::field("targets", "must be 350 at most"));
        }
        let mut targets = Vec::new();
        for (n, one) in given.iter().enumerate() {
            let party = Party::read(one, &format!("targets[{n}]"))?;
            if !targets.contains(&party) {
                targets.push(party);
            }
        }
        let source_number = number(object.get("sourceCallerIdNumber"), "sourceCallerIdNumber")?;
        let source_name = answer::text(object, "sourceDisplayName")?;
        let app = match object.get("teamsAppSource") {
            None | Some(Value::Null) => None,
            Some(app) => {
                let wrapped = serde_json::json!({ "microsoftTeamsApp": app });
                Some(Party::read(&wrapped, "teamsAppSource")?)
            }
        };
        let source = match object.get("source") {
            None | Some(Value::Null) => None,
            Some(user) => {
                let wrapped = serde_json::json!({ "communicationUser": user });
                Some(Party::read(&wrapped, "source")?)
            }
        };
        let is_tpe = app.is_some();
        if let Some(app) = &app {
            self.may_call_for(app)?;
            Self::no_caller_id(object)?;
            targets.iter().try_for_each(Self::reachable_in_tpe)?;
        }
        let common = self.common(object)?;
        if self.lines_busy(source_number.as_deref(), &targets) {
            let text = "Too many concurrent outbound calls for this number.";
            return Err(Answer::error(429, "TooManyRequests", text).header("Retry-After", "1"));
        }
        let room = self.room(targets.len() > 1);
        let mut call = self.connection(room, common);
        let id = call.id;
        call.targets.clone_from(&targets);
        call.source_number = source_number;
        call.source_name = source_name;
        call.source = app.or(source);
        call.is_tpe = is_tpe;
        call.is_outgoing = true;
        self.keep(call);
        let failure = self.failure("CreateCall");
        if let Some(why) = failure {
            self.fails_to_start(now, id, "CreateCallFailed", &why);
        } else {
            for target in &targets {
                // These two requests carry none; what it was called with before is over.
                self.keep_context(target, None);
                self.rings(now, target, Purpose::Create(id), RINGS_FOR);
            }
        }
        Ok(Answer::json(201, self.shown(id)))
    }

    /// A connection that never comes up, because a fault says so.
    fn fails_to_start(&mut self, now: Instant, id: Guid, name: &'static str, why: &Outcome) {
        let context = self.calls.get(&id).and_then(|call| call.context.clone());
        let op = super::call::Op { context, callback: None };
        let notice = self.notice(id, name, &op, Some(why), Value::Null);
        if let Some(call) = self.calls.get_mut(&id) {
            call.state = CallState::Disconnected;
            call.ended = Some(now);
        }
        if let Some(notice) = notice {
            self.after(now, SOON, Due::Tell(Box::new(notice)));
        }
    }

    /// `POST /callConnections:answer`.
    pub(crate) fn answer(&mut self, now: Instant, object: &Object) -> Done {
        let context = answer::needed(object, "incomingCallContext")?;
        let answered_by = match object.get("answeredBy") {
            None | Some(Value::Null) => None,
            Some(user) => {
                let wrapped = serde_json::json!({ "communicationUser": user });
                Some(Party::read(&wrapped, "answeredBy")?)
            }
        };
        let common = self.common(object)?;
        if self.is_redirected(&context) && self.rules.known_defects {
            // False, as the service does it: nothing comes of it.
            let room = self.room(false);
            let call = self.connection(room, common);
            let id = call.id;
            self.keep(call);
            return Ok(Answer::json(200, self.shown(id)));
        }
        let incoming = self.rings_here(&context)?;
        incoming.standing = Standing::Answered;
        let incoming = incoming.clone();
        let room = incoming.room;
        let mut call = self.connection(room, common);
        let id = call.id;
        call.targets = vec![incoming.from.clone()];
        call.answered_for = Some(incoming.to.clone());
        call.answered_by = answered_by;
        call.is_tpe = incoming.is_tpe;
        self.keep(call);
        if let Some(why) = self.failure("Answer") {
            self.fails_to_start(now, id, "AnswerFailed", &why);
            self.phone_ends(now, incoming.phone, "failed");
        } else {
            let works = self.phone_waits(incoming.phone);
            if works {
                self.phone_is_answered(now, incoming.phone, room, &incoming.from);
            }
            self.after(now, 2 * SOON, Due::Establish(id, works));
        }
        Ok(Answer::json(200, self.shown(id)))
    }

    /// `POST /callConnections:redirect`.
    pub(crate) fn redirect(&mut self, now: Instant, object: &Object) -> Done {
        let context = answer::needed(object, "incomingCallContext")?;
        let target = object.get("target").filter(|given| !given.is_null());
        let target = Party::read(target.ok_or_else(|| missing("target"))?, "target")?;
        let incoming = self.rings_here(&context)?;
        if incoming.is_tpe {
            Self::reachable_in_tpe(&target)?;
        }
        incoming.standing = Standing::Redirected;
        let phone = incoming.phone;
        self.keep_context(&target, None);
        self.rings(now, &target, Purpose::Redirect(phone), RINGS_FOR);
        Ok(Answer::empty(204))
    }

    /// `POST /callConnections:reject`.
    pub(crate) fn reject(&mut self, now: Instant, object: &Object) -> Done {
        let context = answer::needed(object, "incomingCallContext")?;
        let words = ["none", "busy", "forbidden"];
        let reason = answer::word(object, "callRejectReason", &words)?.unwrap_or("none");
        if self.is_redirected(&context) && self.rules.known_defects {
            return Ok(Answer::empty(204));
        }
        let incoming = self.rings_here(&context)?;
        incoming.standing = Standing::Rejected;
        let phone = incoming.phone;
        let how = match reason {
            "busy" => "busy",
            "forbidden" => "forbidden",
            _ => "rejected",
        };
        self.phone_ends(now, phone, how);
        Ok(Answer::empty(204))
    }

    /// `POST /callConnections:connect`.
    pub(crate) fn connect(&mut self, now: Instant, object: &Object) -> Done {
        let locator =
            answer::inner(object, "callLocator")?.ok_or_else(|| missing("callLocator"))?;
        let locator = Locator::read(locator)?;
        let common = self.common(object)?;
        let found = self.locate(&locator);
        let works = found.is_some();
        let room = found.unwrap_or_else(|| self.room(true));
        let call = self.connection(room, common);
        let id = call.id;
        self.keep(call);
        match self.failure("Connect") {
            Some(why) => self.fails_to_start(now, id, "ConnectFailed", &why),
            None => self.after(now, 2 * SOON, Due::Establish(id, works)),
        }
        Ok(Answer::json(200, self.shown(id)))
    }

    /// The room that a locator names, while somebody is in it. Group calls and rooms are there as
    /// soon as somebody names them.
    pub(crate) fn locate(&mut self, locator: &Locator) -> Option<Guid> {
        match locator {
            Locator::Server(id) => {
                let there = |room: &&Guid| {
                    self.rooms
                        .get(room)
                        .is_some_and(|room| room.server_call_id == *id && !room.members.is_empty())
                };
                self.rooms.keys().find(there).copied()
            }
            Locator::Group(id) | Locator::Room(id) => {
                if let Some(known) = self.named.get(id).filter(|id| self.rooms.contains_key(id)) {
                    return Some(*known);
                }
                let room = self.room(true);
                if let Some(there) = self.rooms.get_mut(&room) {
                    there.locator = Some(locator.clone());
                }
                self.named.insert(id.clone(), room);
                Some(room)
            }
        }
    }

    /// `GET /callConnections/{id}`.
    pub(crate) fn read(&self, id: &str) -> Done {
        let (call, room) = self.call(id)?;
        Ok(Answer::json(200, call.json(room)))
    }

    /// `DELETE /callConnections/{id}`: the application leaves; two people or more go on talking.
    pub(crate) fn hang_up(&mut self, now: Instant, id: &str) -> Done {
        let (call, room) = self.call(id)?;
        let (id, room_id) = (call.id, call.room);
        let stay = room.members.len() > 1 || room.connections.len() > 1;
        let why = Outcome::new(200, 0, "The application left the call.");
        if stay {
            self.ends(now, id, why);
        } else {
            self.phones_end(now, room_id, "hung_up");
            self.room_ends(now, room_id, &why);
        }
        Ok(Answer::empty(204))
    }

    /// `POST /callConnections/{id}:terminate`: for everybody.
    pub(crate) fn terminate(&mut self, now: Instant, id: &str) -> Done {
        let (call, _) = self.call(id)?;
        let room = call.room;
        self.phones_end(now, room, "hung_up");
        self.room_ends(now, room, &Outcome::new(200, 0, "The call was terminated."));
        Ok(Answer::empty(204))
    }
}

/// Which call a request means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Locator {
    Group(String),
    Server(String),
    Room(String),
}

impl Locator {
    pub(crate) fn read(object: &Object) -> Result<Self, Answer> {
        let kinds = ["groupCallLocator", "serverCallLocator", "roomCallLocator"];
        let kind = answer::word(object, "kind", &kinds)?;
        let fields = [
            ("groupCallId", "groupCallLocator"),
            ("serverCallId", "serverCallLocator"),
            ("roomId", "roomCallLocator"),
        ];
        let mut given = Vec::new();
        for (field, of_kind) in fields {
            if let Some(id) = answer::text(object, field)? {
                given.push((id, of_kind));
            }
        }
        match given.as_slice() {
            [(id, of_kind)] if kind.is_none_or(|kind| kind == *of_kind) => Ok(match *of_kind {
                "groupCallLocator" => Self::Group(id.clone()),
                "serverCallLocator" => Self::Server(id.clone()),
                _ => Self::Room(id.clone()),
            }),
            [] => Err(missing("callLocator")),
            _ => Err(Answer::field("callLocator", "must have one id, the one of its kind")),
        }
    }
}
