//! All calls of all bots as one machine: requests, what people do and the clock go in; callbacks and
//! fetches come out. It owns no socket and no clock.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, Rng, TenantId};

use super::bots::{Bot, ResourceAccount};
use super::call::{Call, Outcome, State};
use super::fields::{self, Refused};
use super::party::Party;
use super::response::Recording;
use crate::people::{Ringing, fresh_guid};
use crate::{Ladder, People, Presences, Wire};

/// Answer, reject or redirect an incoming call within (section 2.3).
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(15);
/// The same for a policy recording.
pub(crate) const ANSWER_RECORDING_WITHIN: Duration = Duration::from_secs(5);
/// One keepAlive at least in (section 2.3).
pub(crate) const KEEP_ALIVE: Duration = Duration::from_secs(45 * 60);
/// From a decision of the service to its callback: answers come first.
pub(crate) const SOON: Duration = Duration::from_millis(20);
/// Calls kept, with those that have ended; the oldest ended one goes.
pub(crate) const MOST_CALLS: usize = 5_000;
/// Prompts fetched ahead for one call.
const MOST_PREFETCHED: usize = 100;
/// Operations kept with a call; the oldest final one goes.
pub(crate) const MOST_OPERATIONS: usize = 500;

/// What is to be done outside.
#[derive(Clone, Debug)]
pub(crate) enum Effect {
    /// Tell the bot.
    Notify(Notice),
    /// Fetch prompts ahead, so that their length is known when they are played.
    Prefetch { call: Guid, prompts: Vec<(String, String)> },
    /// Fetch prompts, then [`Book::fetched`].
    Fetch { call: Guid, operation: Guid, prompts: Vec<(String, String)> },
}

/// A callback to a bot.
#[derive(Clone, Debug)]
pub(crate) struct Notice {
    pub(crate) call: Guid,
    pub(crate) app: Guid,
    pub(crate) tenant: TenantId,
    pub(crate) chain: Guid,
    pub(crate) url: String,
    /// For faults and the ladder: `updated established`.
    pub(crate) subject: String,
    /// The item of `value`.
    pub(crate) item: Value,
    /// The call has ended: nothing follows.
    pub(crate) is_last: bool,
    /// The whole body, when it is no `commsNotifications`.
    pub(crate) whole: Option<Value>,
}

/// What happens by itself, later.
#[derive(Clone, Debug)]
pub(crate) enum Due {
    /// The bot has not reacted.
    Unanswered,
    /// Says in which state the call is.
    Announce(State),
    /// The bot's answer takes effect.
    Establish,
    /// Whoever rings has decided.
    Person(Guid, Ringing),
    /// The next step of a person's script.
    Script(Guid, usize),
    /// Keep-alive is due.
    KeepAlive,
    /// A prompt is over.
    Media(Guid),
    /// A recording may be over.
    Record(Guid),
    /// An operation without media is over.
    Operation(Guid),
    /// Whoever is called by a transfer or redirect has decided.
    Target(Guid, Ringing),
    /// A transfer that needs no ringing is accepted.
    Accepted,
}

/// People whom a bot brought together, and who talk without it.
#[derive(Clone, Debug)]
pub(crate) struct Between {
    pub(crate) people: Vec<Party>,
    pub(crate) is_over: bool,
}

/// All calls of all bots.
#[derive(Debug)]
pub(crate) struct Book {
    pub(crate) people: People,
    pub(crate) presences: Presences,
    pub(crate) ladder: Ladder,
    pub(crate) rng: Rng,
    pub(crate) calls: HashMap<Guid, Call>,
    order: VecDeque<Guid>,
    due: BTreeMap<(Instant, u64), (Guid, Due)>,
    next_due: u64,
    effects: VecDeque<Effect>,
    pub(crate) bots: HashMap<Guid, Bot>,
    pub(crate) accounts: Vec<ResourceAccount>,
    pub(crate) lines: HashMap<String, Ringing>,
    pub(crate) between: Vec<Between>,
    /// Who is in which meeting, by thread.
    pub(crate) meetings: HashMap<String, Vec<Party>>,
    /// How long each prompt that was fetched is.
    pub(crate) prompts: HashMap<String, Duration>,
    pub(crate) recordings: HashMap<Guid, Recording>,
    pub(crate) base: String,
}

impl Book {
    pub(crate) fn new(people: People, presences: Presences, ladder: Ladder, rng: Rng) -> Self {
        Self {
            people,
            presences,
            ladder,
            rng,
            calls: HashMap::new(),
            order: VecDeque::new(),
            due: BTreeMap::new(),
            next_due: 0,
            effects: VecDeque::new(),
            bots: HashMap::new(),
            accounts: Vec::new(),
            lines: HashMap::new(),
            between: Vec::new(),
            meetings: HashMap::new(),
            prompts: HashMap::new(),
            recordings: HashMap::new(),
            base: String::new(),
        }
    }

    /// A new id, from the seed.
    pub(crate) fn id(&mut self) -> Guid {
        fresh_guid(&mut self.rng)
    }

    /// When [`tick`](Self::tick) is due if nothing else comes first.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.due.keys().next().map(|(at, _)| *at)
    }

    /// What is to be done next.
    pub(crate) fn poll(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Does what is due.
    pub(crate) fn tick(&mut self, now: Instant) {
        while let Some(entry) = self.due.first_entry() {
            let (at, _) = *entry.key();
            if at > now {
                return;
            }
            let (call, due) = entry.remove();
            self.happens(at, call, due);
        }
    }

    pub(crate) fn after(&mut self, now: Instant, wait: Duration, call: Guid, due: Due) {
        self.next_due += 1;
        self.due.insert((now + wait, self.next_due), (call, due));
    }

    fn happens(&mut self, now: Instant, id: Guid, due: Due) {
        let Some(call) = self.calls.get(&id) else { return };
        if call.is_over() && !matches!(due, Due::Target(..)) {
            return;
        }
        match due {
            Due::Unanswered if call.state == State::Incoming => {
                let why = Outcome::new(408, 10057, "The bot did not answer in time.");
                self.end(now, id, why);
            }
            Due::Unanswered => {}
            Due::Announce(state) => {
                if call.state == state {
                    self.notify_call(id, "updated");
                }
            }
            Due::Establish => self.establish(now, id),
            Due::Person(who, decided) => self.decides(now, id, who, &decided),
            Due::Script(who, step) => self.act(now, id, who, step),
            Due::KeepAlive => {
                let left = call.keep_alive_by.since(now);
                if left.is_zero() {
                    let text = "The call was not kept alive.";
                    self.end(now, id, Outcome::new(408, 8537, text));
                } else {
                    self.after(now, left, id, Due::KeepAlive);
                }
            }
            Due::Media(operation) => self.played(now, id, operation),
            Due::Record(operation) => self.record_on(now, id, operation),
            Due::Operation(operation) => self.operation_ends(id, operation, None),
            Due::Target(target, decided) => self.target_decides(now, id, target, &decided),
            Due::Accepted => self.transfer_accepted(now, id),
        }
    }

    /// A call of that bot which has not ended, or 404.
    pub(crate) fn call_of(&self, app: Guid, id: &str) -> Result<Guid, Refused> {
        let found = id.parse::<Guid>().ok().and_then(|id| self.calls.get(&id));
        let found = found.filter(|call| call.is_of(app));
        found.map(|call| call.id).ok_or_else(|| fields::not_found("Call"))
    }

    /// Keeps a new call.
    pub(crate) fn keep(&mut self, call: Call) {
        if self.order.len() == MOST_CALLS {
            let over = |id: &Guid| self.calls.get(id).is_none_or(Call::is_over);
            let place = self.order.iter().position(over).unwrap_or(0);
            if let Some(id) = self.order.remove(place) {
                self.calls.remove(&id);
            }
        }
        self.order.push_back(call.id);
        self.calls.insert(call.id, call);
    }

    /// Calls, oldest first.
    pub(crate) fn in_order(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.order.iter().filter_map(|id| self.calls.get(id))
    }

    pub(crate) fn fetch(&mut self, call: Guid, operation: Guid, prompts: Vec<(String, String)>) {
        self.effects.push_back(Effect::Fetch { call, operation, prompts });
    }

    /// Fetches what `preFetchMedia` of a media configuration names.
    pub(crate) fn prefetch(&mut self, call: Guid, config: Option<&Value>) {
        let list = config.and_then(|config| config["preFetchMedia"].as_array());
        let text = |one: &Value, name: &str| one[name].as_str().map(ToOwned::to_owned);
        let prompts: Vec<_> = list
            .into_iter()
            .flatten()
            .take(MOST_PREFETCHED)
            .filter_map(|one| Some((text(one, "uri")?, text(one, "resourceId")?)))
            .collect();
        if !prompts.is_empty() {
            self.effects.push_back(Effect::Prefetch { call, prompts });
        }
    }

    /// Tells the bot how the call is.
    pub(crate) fn notify_call(&mut self, id: Guid, change: &str) {
        let Some(call) = self.calls.get(&id) else { return };
        let data = call.notice();
        self.notify_about(id, change, "", &data);
    }

    /// Tells the bot who is in.
    pub(crate) fn notify_roster(&mut self, id: Guid, changed: Option<Value>) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        call.roster_sequence += 1;
        let all = match changed {
            Some(one) if call.has_delta_roster => vec![one],
            _ => call.roster(&self.people),
        };
        self.notify_about(id, "updated", "/participants", &all.into());
    }

    /// Tells the bot about something below the call.
    pub(crate) fn notify_about(&mut self, id: Guid, change: &str, below: &str, data: &Value) {
        let Some(call) = self.calls.get(&id) else { return };
        let what = data.get("state").or_else(|| data.get("status")).and_then(Value::as_str);
        let what = what.unwrap_or(if data.is_array() { "participants" } else { "" });
        let item = json!({
            "@odata.type": "#microsoft.graph.commsNotification",
            "changeType": change,
            "resource": format!("/app/calls/{id}{below}"),
            "resourceUrl": format!("/communications/calls/{id}{below}"),
            "resourceData": data,
        });
        let notice = Notice {
            call: id,
            app: call.app,
            tenant: call.tenant,
            chain: call.chain,
            url: call.callback.clone(),
            subject: format!("{change} {what}").trim_end().to_owned(),
            item,
            is_last: below.is_empty() && call.is_over(),
            whole: None,
        };
        self.effects.push_back(Effect::Notify(notice));
    }

    pub(crate) fn notify(&mut self, notice: Notice) {
        self.effects.push_back(Effect::Notify(notice));
    }

    /// Ends a call: everybody leaves, the bot is told.
    pub(crate) fn end(&mut self, now: Instant, id: Guid, why: Outcome) {
        let Some(call) = self.calls.get_mut(&id) else { return };
        if call.is_over() {
            return;
        }
        call.state = State::Terminated;
        call.has_audio = false;
        call.ended = Some(now);
        call.result = Some(why);
        for operation in call.operations.iter_mut().filter(|one| !one.is_final()) {
            operation.status = super::operation::Status::Failed;
            operation.result = Some(Outcome::new(400, 8508, "The call has ended."));
        }
        call.media.clear();
        let left = std::mem::take(&mut call.participants);
        for one in &left {
            self.shows_calls(&one.party);
        }
        if let Some(call) = self.calls.get_mut(&id) {
            call.left.extend(left);
        }
        self.notify_call(id, "deleted");
    }

    /// Presence follows the calls somebody is in.
    pub(crate) fn shows_calls(&self, party: &Party) {
        let Party::User(user) = party else { return };
        let in_call = |call: &&Call| {
            let one = call.of_party(party);
            !call.is_over() && one.is_some_and(|one| one.standing == super::call::Standing::In)
        };
        let talks = self.between.iter().any(|talk| !talk.is_over && talk.has(party));
        let activity = match self.calls.values().find(in_call) {
            Some(call) if call.kind != super::call::Kind::PeerToPeer => Some("InAConferenceCall"),
            Some(_) => Some("InACall"),
            None if talks => Some("InACall"),
            None => None,
        };
        self.presences.in_bot_call(*user, activity);
    }

    /// Writes into the ladder what a person does.
    pub(crate) fn note(&self, who: &Party, call: Guid, line: &str) {
        let label = who.label(&self.people);
        self.ladder.message(Wire::Note, &label, &label, &call.to_string(), line);
    }
}

impl Between {
    pub(crate) fn has(&self, party: &Party) -> bool {
        self.people.contains(party)
    }
}
