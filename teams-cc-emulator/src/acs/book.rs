//! All calls of the resource as one machine: requests, what people do and the clock go in; events,
//! incoming calls and sockets come out. It owns no socket and no clock.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};
use teams_cc_core::{Guid, Instant, Rng};

use super::answer::Answer;
use super::call::{Call, CallerBehaviour, Op, Outcome, Room};
use super::callers::{Line, PhoneRecord};
use super::ear::Ear;
use super::identity::Party;
use super::incoming::Incoming;
use super::recording::Recording;
use super::repeat::Repeats;
use super::resource::Resource;
use super::ring::Invitation;
use super::ringing::SoftphoneCall;
use super::rules::AcsRules;
use super::texts::Texts;
use super::tpe::Assignments;
use super::words::{Speaker, Unheard};
use crate::people::{Ringing, fresh_guid};
use crate::{Fault, Faults, Ladder, Place, Wire};

/// From a decision of the service to its event: answers come first.
pub(crate) const SOON: Duration = Duration::from_millis(20);
/// Calls kept, with those that have ended; the oldest ended one goes.
const MOST_CALLS: usize = 5_000;
/// Participants of a call (section 8).
pub(crate) const MOST_PARTICIPANTS: usize = 350;

/// What is to be done outside.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// Tell the application.
    Notify(Notice),
    /// Tell whoever subscribed at Event Grid: type, subject, data.
    Grid(&'static str, String, Value),
    /// Fetch prompts, then [`Book::fetched`].
    Fetch { call: Guid, job: Guid, urls: Vec<String> },
    /// Dial a socket of the application.
    Dial { call: Guid, is_media: bool },
    /// Call a softphone for that invitation.
    Ring(Guid, SoftphoneCall),
    /// Understand what somebody said, then [`Book::understood`].
    Understand(Box<Unheard>),
}

/// One event to the application.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) call: Guid,
    pub(crate) id: Guid,
    pub(crate) name: &'static str,
    /// Called so instead: a test has an event of its own told.
    pub(crate) other: Option<String>,
    pub(crate) url: String,
    pub(crate) source: String,
    pub(crate) data: Value,
    /// The call has ended: nothing follows.
    pub(crate) is_last: bool,
}

impl Notice {
    /// The name of the event, without its prefix.
    pub(crate) fn title(&self) -> &str {
        self.other.as_deref().unwrap_or(self.name)
    }
}

/// What happens by itself, later.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// Whoever rings has decided.
    Decides(Guid, Ringing),
    /// Nobody waits any longer for that one.
    GivesUp(Guid),
    /// The application has not answered.
    Unanswered(String),
    /// The application's answer takes effect; or fails.
    Establish(Guid, bool),
    /// The next step of a script.
    Script(Guid, Guid, usize),
    /// A job of that call goes on: prompt over, silence, time between keys (with its turn).
    Job(Guid, Guid, u32),
    /// Keys have been sent.
    Sent(Guid, Op, Option<Outcome>, Guid, String),
    /// The call ends for that connection.
    Ends(Guid, Outcome),
    /// An event, a little later.
    Tell(Box<Notice>),
    /// A recording starts, or its file is there.
    Recording(String),
    /// A line of a transcript is complete.
    Frame(Guid, Box<Value>),
    /// Music on hold begins again: room, who, which hold.
    Music(Guid, Guid, usize, Arc<Vec<i16>>),
    /// A caller whom nobody may answer is given up.
    DeadAir(u64),
}

/// All calls.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) ladder: Ladder,
    pub(crate) faults: Faults,
    pub(crate) rng: Rng,
    pub(crate) resource: Resource,
    pub(crate) rooms: HashMap<Guid, Room>,
    pub(crate) calls: HashMap<Guid, Call>,
    order: VecDeque<Guid>,
    /// Rooms that are over, oldest first, as long as what sounded in them is kept.
    pub(crate) over: VecDeque<Guid>,
    due: BTreeMap<(Instant, u64), Due>,
    next_due: u64,
    effects: VecDeque<Effect>,
    pub(crate) incoming: HashMap<String, Incoming>,
    pub(crate) invitations: HashMap<Guid, Invitation>,
    pub(crate) phones: BTreeMap<u64, PhoneRecord>,
    pub(crate) next_phone: u64,
    pub(crate) behaviours: HashMap<Party, CallerBehaviour>,
    /// `customCallingContext` that somebody was last called with.
    pub(crate) contexts: HashMap<Party, Value>,
    /// What people on phones said last, in words.
    pub(crate) said: VecDeque<String>,
    pub(crate) lines: Vec<Line>,
    pub(crate) assignments: Assignments,
    pub(crate) recordings: HashMap<String, Recording>,
    pub(crate) repeats: Repeats,
    pub(crate) texts: Texts,
    /// Rooms that a locator of a group call or a room names.
    pub(crate) named: HashMap<String, Guid>,
    pub(crate) base: String,
    pub(crate) rules: AcsRules,
    /// Music on hold that is being fetched.
    pub(crate) music: HashMap<Guid, super::music::Waited>,
    /// What softphones say is understood by this; without it by nobody.
    pub(crate) ear: Option<Ear>,
    /// People whom it listens to.
    pub(crate) speakers: HashMap<Guid, Speaker>,
    /// The wall clock at the start.
    epoch: jiff::Timestamp,
}

impl Book {
    pub(crate) fn new(
        ladder: Ladder,
        faults: Faults,
        rng: Rng,
        resource: Resource,
        epoch: jiff::Timestamp,
    ) -> Self {
        Self {
            ladder,
            faults,
            rng,
            resource,
            rooms: HashMap::new(),
            calls: HashMap::new(),
            order: VecDeque::new(),
            over: VecDeque::new(),
            due: BTreeMap::new(),
            next_due: 0,
            effects: VecDeque::new(),
            incoming: HashMap::new(),
            invitations: HashMap::new(),
            phones: BTreeMap::new(),
            next_phone: 0,
            behaviours: HashMap::new(),
            contexts: HashMap::new(),
            said: VecDeque::new(),
            lines: Vec::new(),
            assignments: Assignments::default(),
            recordings: HashMap::new(),
            repeats: Repeats::default(),
            texts: Texts::default(),
            named: HashMap::new(),
            base: String::new(),
            rules: AcsRules::default(),
            music: HashMap::new(),
            ear: None,
            speakers: HashMap::new(),
            epoch,
        }
    }

    /// A moment as RFC 3339.
    pub(crate) fn date(&self, at: Instant) -> String {
        let date = self.epoch + at.since(Instant::START);
        format!("{date:.3}")
    }

    pub(crate) fn id(&mut self) -> Guid {
        fresh_guid(&mut self.rng)
    }

    pub(crate) fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Whether something is to be done outside.
    pub(crate) fn has_effects(&self) -> bool {
        !self.effects.is_empty()
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(crate) fn after(&mut self, now: Instant, wait: Duration, due: Due) {
        self.next_due += 1;
        self.due.insert((now + wait, self.next_due), due);
    }

    /// Does what is due by now, each at its own moment.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some(entry) = self.due.first_entry() {
            let at = entry.key().0;
            if at > now {
                return;
            }
            let due = entry.remove();
            self.happens(at, due);
        }
    }

    /// Takes what is due and fits, so that it happens no more.
    pub(crate) fn call_off(&mut self, fits: impl Fn(&Due) -> bool) -> Vec<Due> {
        let keys: Vec<(Instant, u64)> =
            self.due.iter().filter(|(_, due)| fits(due)).map(|(key, _)| *key).collect();
        keys.into_iter().filter_map(|key| self.due.remove(&key)).collect()
    }

    fn happens(&mut self, now: Instant, due: Due) {
        match due {
            Due::Decides(id, ringing) => self.decides(now, id, &ringing),
            Due::GivesUp(id) => self.gives_up(now, id),
            Due::Unanswered(context) => self.unanswered(now, &context),
            Due::Establish(call, works) => self.establish(now, call, works),
            Due::Script(room, member, step) => self.act(now, room, member, step),
            Due::Job(call, job, turn) => self.job_goes_on(now, call, job, turn),
            Due::Sent(call, op, failed, who, tones) => {
                self.tones_sent(call, &op, failed, who, &tones);
            }
            Due::Ends(call, outcome) => self.ended(now, call, &outcome),
            Due::Tell(notice) => self.push(Effect::Notify(*notice)),
            Due::Recording(id) => self.recording_goes_on(now, &id),
            Due::Frame(call, frame) => self.transcript_line(call, *frame),
            Due::Music(room, who, turn, samples) => {
                self.music_sounds(now, room, who, turn, &samples);
            }
            Due::DeadAir(phone) => self.phone_ends(now, phone, "dead_air"),
        }
    }

    /// A new room.
    pub(crate) fn room(&mut self, is_group: bool) -> Guid {
        let (id, correlation) = (self.id(), self.id());
        let path = self.rng.token(22);
        let locator = format!("https://conv-emulator-01.conv.skype.com/conv/{path}?i=1&e={id}");
        let server_call_id = STANDARD.encode(locator);
        let room = Room {
            server_call_id,
            correlation,
            members: Vec::new(),
            gone: Vec::new(),
            connections: Vec::new(),
            sequence: 0,
            sound: super::sound::Sound::default(),
            is_group,
            locator: None,
            told: None,
        };
        self.rooms.insert(id, room);
        id
    }

    /// Keeps a connection; an old one that is over goes if there are too many.
    pub(crate) fn keep(&mut self, call: Call) {
        while self.calls.len() >= MOST_CALLS {
            let over = |id: &Guid| self.calls.get(id).is_none_or(|call| call.ended.is_some());
            let place = self.order.iter().position(over).unwrap_or(0);
            let Some(old) = self.order.remove(place) else { break };
            if let Some(gone) = self.calls.remove(&old)
                && let Some(room) = self.rooms.get_mut(&gone.room)
            {
                room.connections.retain(|other| *other != old);
                if room.connections.is_empty() {
                    self.rooms.remove(&gone.room);
                    self.named.retain(|_, id| *id != gone.room);
                }
            }
        }
        if let Some(room) = self.rooms.get_mut(&call.room) {
            room.connections.push(call.id);
        }
        self.order.push_back(call.id);
        self.calls.insert(call.id, call);
    }

    /// A connection that is not over, or 404.
    pub(crate) fn call(&self, id: &str) -> Result<(&Call, &Room), Answer> {
        let id: Guid = id.parse().map_err(|_| Answer::no_call())?;
        let call = self.calls.get(&id).filter(|call| !call.is_over());
        let call = call.ok_or_else(Answer::no_call)?;
        let room = self.rooms.get(&call.room).ok_or_else(Answer::no_call)?;
        Ok((call, room))
    }

    /// A connection that is up: 404 if there is none, 400 if it is not established.
    pub(crate) fn up(&self, id: &str) -> Result<(&Call, &Room), Answer> {
        let (call, room) = self.call(id)?;
        if call.is_up() { Ok((call, room)) } else { Err(Answer::not_established()) }
    }

    pub(crate) fn note(&self, who: &Party, call: Guid, what: &str) {
        self.ladder.message(Wire::Acs, &who.raw(), &who.raw(), &call.to_string(), what);
    }

    /// Whether this operation is to fail on purpose.
    pub(crate) fn failure(&self, operation: &str) -> Option<Outcome> {
        match self.faults.take(Place::AcsOperation, operation)? {
            Fault::Fails { code, sub_code, message } => {
                Some(Outcome::new(code, sub_code, &message))
            }
            Fault::Status { status, .. } => Some(Outcome::new(status, 0, "Failed on purpose.")),
            _ => None,
        }
    }

    /// An event about a connection, with the fields that all have.
    pub(crate) fn tell(
        &mut self,
        id: Guid,
        name: &'static str,
        op: &Op,
        outcome: Option<&Outcome>,
        extra: Value,
    ) {
        let Some(notice) = self.notice(id, name, op, outcome, extra) else { return };
        self.push(Effect::Notify(notice));
    }

    /// An event that a test wants told about a connection, known or not; false if there is none.
    pub(crate) fn tell_other(&mut self, id: Guid, name: &str, data: Value) -> bool {
        let Some(mut notice) = self.notice(id, "Other", &Op::default(), None, data) else {
            return false;
        };
        notice.other = Some(name.into());
        self.push(Effect::Notify(notice));
        true
    }

    pub(crate) fn notice(
        &mut self,
        id: Guid,
        name: &'static str,
        op: &Op,
        outcome: Option<&Outcome>,
        extra: Value,
    ) -> Option<Notice> {
        let event = self.id();
        let call = self.calls.get(&id)?;
        let room = self.rooms.get(&call.room)?;
        let mut data = Map::new();
        data.insert("callConnectionId".into(), id.to_string().into());
        data.insert("serverCallId".into(), room.server_call_id.clone().into());
        data.insert("correlationId".into(), room.correlation.to_string().into());
        if let Some(context) = &op.context {
            data.insert("operationContext".into(), context.clone().into());
        }
        if let Some(outcome) = outcome {
            data.insert("resultInformation".into(), outcome.json());
        }
        if let Value::Object(extra) = extra {
            data.extend(extra);
        }
        Some(Notice {
            call: id,
            id: event,
            name,
            other: None,
            url: op.callback.clone().unwrap_or_else(|| call.callback.clone()),
            source: format!("calling/callConnections/{id}"),
            data: data.into(),
            is_last: matches!(
                name,
                "CallDisconnected" | "CreateCallFailed" | "AnswerFailed" | "ConnectFailed"
            ),
        })
    }
}
