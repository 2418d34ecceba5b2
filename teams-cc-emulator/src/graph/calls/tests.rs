//! The machine in virtual time: worlds from seeds, with what must never happen.

use std::collections::HashMap;
use std::time::Duration;

use axum::http::Method;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, Rng, TenantId};

use super::book::{Book, Effect};
use super::bots::Bot;
use super::incoming::Reason;
use super::party::Party;
use crate::graph::Caller;
use crate::graph::answer::{Answer, Ask, Body};
use crate::people::{Ringing, Step};
use crate::{Clock, Ladder, People, Presences};

const APP: Guid = Guid::from_u128(1);
const HOOK: &str = "http://127.0.0.1:1/hook";
const ROLES: [&str; 4] = [
    "Calls.AccessMedia.All",
    "Calls.Initiate.All",
    "Calls.InitiateGroupCall.All",
    "Calls.JoinGroupCall.All",
];

struct World {
    book: Book,
    people: People,
    presences: Presences,
    tenant: TenantId,
    now: Instant,
    /// States, by call, as the bot was told.
    told: HashMap<String, Vec<String>>,
    /// Operations that run, and how often their end was told.
    operations: HashMap<String, u32>,
}

impl World {
    fn new(seed: u64) -> Self {
        let clock = Clock::start();
        let people = People::new(seed, "sbc.contoso.example");
        let presences = Presences::new(clock.clone());
        let ladder = Ladder::new(clock);
        let rng = Rng::from_seed(seed);
        let mut book = Book::new(people.clone(), presences.clone(), ladder, rng);
        book.bots.insert(APP, Bot::new(APP, HOOK));
        let tenant = people.ensure_tenant("adatum").id;
        for name in ["adele", "diego", "megan"] {
            let user = people.ensure_user("adatum", name);
            presences.client_shows(user.id, "Available", "Available");
        }
        let now = Instant::from_millis(0);
        let (told, operations) = (HashMap::new(), HashMap::new());
        Self { book, people, presences, tenant, now, told, operations }
    }

    fn user(&self, name: &str) -> Guid {
        self.people.ensure_user("adatum", name).id
    }

    fn ask(&mut self, method: Method, path: &str, body: Value) -> Answer {
        let body = if body.is_null() { Body::None } else { Body::Json(body) };
        let ask = Ask::new("v1.0", method, path, body);
        let below: Vec<&str> = ask.path.iter().skip(2).map(String::as_str).collect();
        let caller = Caller::of_app(APP, self.tenant, &ROLES);
        self.book.tick(self.now);
        let answer = self.book.request(self.now, &caller, &below, &ask);
        let answer = answer.unwrap_or_else(|refusal| refusal);
        let body = answer.body.clone().unwrap_or_default();
        if body["status"] == "running" {
            self.operations.entry(text(&body["id"])).or_insert(0);
        }
        self.drain();
        answer
    }

    fn post(&mut self, call: &str, action: &str, body: Value) -> Answer {
        self.ask(Method::POST, &format!("/communications/calls/{call}/{action}"), body)
    }

    /// Lets time pass, one deadline after the other.
    fn pass(&mut self, wait: Duration) {
        let until = self.now + wait;
        while let Some(next) = self.book.deadline().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.book.tick(self.now);
            self.drain();
        }
        self.now = until;
    }

    fn drain(&mut self) {
        while let Some(effect) = self.book.poll() {
            match effect {
                Effect::Prefetch { .. } => {}
                Effect::Fetch { call, operation, prompts } => {
                    let lengths = vec![Duration::from_secs(1); prompts.len()];
                    self.book.fetched(self.now, call, operation, Ok(lengths));
                }
                Effect::Notify(notice) => {
                    let data = &notice.item["resourceData"];
                    let id = text(&data["id"]);
                    if data["@odata.type"] == "#microsoft.graph.call" {
                        self.told.entry(id).or_default().push(text(&data["state"]));
                    } else if notice.item["changeType"] == "deleted" {
                        *self.operations.entry(id).or_insert(0) += 1;
                    }
                }
            }
        }
    }

    fn calls(&mut self, name: &str) -> String {
        let party = Party::User(self.user(name));
        let came = self.book.call_comes(self.now, self.tenant, &party, APP, None, &Reason::Dialled);
        self.drain();
        came.expect("the bot is there").0.to_string()
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn target(id: Guid) -> Value {
    json!({"identity": {"user": {"id": id}}})
}

fn new_call(ids: &[Guid]) -> Value {
    let targets: Vec<Value> = ids.iter().map(|id| target(*id)).collect();
    json!({"callbackUri": HOOK, "mediaConfig": media(), "targets": targets})
}

fn media() -> Value {
    json!({"@odata.type": "#microsoft.graph.serviceHostedMediaConfig"})
}

fn prompts(count: usize) -> Value {
    let one = |n| json!({"mediaInfo": {"uri": format!("http://127.0.0.1:1/{n}.wav")}});
    json!({"prompts": (0..count).map(one).collect::<Vec<_>>()})
}

/// From one state to the next as the bot is told (section 2.3).
fn may_follow(before: &str, after: &str) -> bool {
    let allowed: &[&str] = match before {
        "incoming" => &["establishing", "terminated"],
        "establishing" => &["established", "terminated"],
        "established" => &["established", "hold", "transferring", "terminated"],
        "hold" => &["established", "transferring", "terminated"],
        "transferring" => &["transferring", "established", "transferAccepted", "terminated"],
        "transferAccepted" => &["established", "terminated"],
        _ => &[],
    };
    allowed.contains(&after)
}

/// One world: people with random manners, a bot that asks for random things. Gives the states the
/// bot was told of.
fn run(seed: u64) -> Vec<String> {
    let mut world = World::new(seed);
    let mut rng = Rng::from_seed(seed ^ 0xca11);
    let names = ["adele", "diego", "megan"];
    for name in names {
        let ringing = match rng.below(5) {
            0 => Ringing::Decline { after_ms: rng.below(3000) },
            1 => Ringing::Ignore,
            2 => Ringing::Busy,
            _ => Ringing::Answer { after_ms: rng.below(3000) },
        };
        let script = match rng.below(4) {
            0 => vec![Step::Talk { ms: 700 }, Step::HangUp],
            1 => vec![Step::Hold, Step::Talk { ms: 300 }, Step::Resume],
            2 => vec![Step::Press { keys: "1#".into() }],
            _ => Vec::new(),
        };
        let id = world.user(name);
        world.people.change(id, |user| {
            user.behaviour.ringing = ringing;
            user.behaviour.script = script;
        });
    }
    let mut known: Vec<String> = Vec::new();
    for _ in 0..60 {
        let name = names[usize::try_from(rng.below(3)).unwrap_or(0)];
        let id = world.user(name);
        let pick = known.get(usize::try_from(rng.below(known.len().max(1) as u64)).unwrap_or(0));
        let call = pick.cloned().unwrap_or_default();
        match rng.below(16) {
            0 => known.push(world.calls(name)),
            1 => {
                let answer = world.ask(Method::POST, "/communications/calls", new_call(&[id]));
                known.push(text(&answer.body.unwrap_or_default()["id"]));
            }
            2 | 3 => {
                let body = json!({"callbackUri": HOOK, "mediaConfig": media()});
                world.post(&call, "answer", body);
            }
            4 => drop(world.post(&call, "playPrompt", prompts(2))),
            5 => drop(world.post(&call, "recordResponse", json!({"stopTones": ["#"]}))),
            6 => drop(world.post(&call, "cancelMediaProcessing", Value::Null)),
            7 => drop(world.post(&call, "transfer", json!({"transferTarget": target(id)}))),
            8 => {
                let body = json!({"participants": [target(id)]});
                drop(world.post(&call, "participants/invite", body));
            }
            9 => drop(world.post(&call, "reject", json!({"reason": "Busy"}))),
            10 => drop(world.post(&call, "redirect", json!({"targets": [target(id)]}))),
            11 => drop(world.post(&call, "subscribeToTone", json!({}))),
            12 => drop(world.post(&call, "sendDtmfTones", json!({"tones": ["tone1"]}))),
            13 => {
                let path = format!("/communications/calls/{call}");
                drop(world.ask(Method::DELETE, &path, Value::Null));
            }
            14 => {
                let party = Party::User(id);
                world.book.ends_talk(&party);
            }
            _ => drop(world.post(&call, "keepAlive", Value::Null)),
        }
        world.pass(Duration::from_millis(rng.below(2500)));
    }
    // Everything comes to an end by itself: nobody keeps a call alive any more.
    world.pass(Duration::from_secs(2 * 3600));
    for name in names {
        while world.book.ends_talk(&Party::User(world.user(name))) {}
    }
    for (call, states) in &world.told {
        for two in states.windows(2) {
            assert!(may_follow(&two[0], &two[1]), "seed {seed}: {call} {states:?}");
        }
        assert_eq!(states.last().map(String::as_str), Some("terminated"), "seed {seed}: {call}");
        let ends = states.iter().filter(|state| *state == "terminated").count();
        assert_eq!(ends, 1, "seed {seed}: {call} ended more than once");
    }
    for (operation, ends) in &world.operations {
        assert!(*ends <= 1, "seed {seed}: {operation} ended {ends} times");
    }
    for name in names {
        let shown = world.presences.shown(world.user(name)).0;
        assert_eq!(shown.1, "Available", "seed {seed}: {name} is in no call");
    }
    assert!(world.book.calls.values().all(super::call::Call::is_over), "seed {seed}");
    world.told.into_values().flatten().collect()
}

#[tokio::test(start_paused = true)]
async fn graph_2_3_in_any_world_states_never_go_backwards_and_each_call_ends_once() {
    let mut seen: Vec<String> = (0..200).flat_map(run).collect();
    seen.sort_unstable();
    seen.dedup();
    let all = [
        "established",
        "establishing",
        "hold",
        "incoming",
        "terminated",
        "transferAccepted",
        "transferring",
    ];
    assert_eq!(seen, all, "every state was reached");
}

#[tokio::test(start_paused = true)]
async fn graph_2_4_prompts_and_recordings_are_one_queue_and_barge_in_overtakes_it() {
    let mut world = World::new(1);
    let call = world.calls("adele");
    world.post(&call, "answer", json!({"callbackUri": HOOK, "mediaConfig": media()}));
    world.pass(Duration::from_secs(1));
    let first = text(&world.post(&call, "playPrompt", prompts(3)).body.expect("a body")["id"]);
    let second = text(&world.post(&call, "playPrompt", prompts(1)).body.expect("a body")["id"]);
    world.pass(Duration::from_millis(3500));
    assert_eq!(
        (world.operations[&first], world.operations[&second]),
        (1, 0),
        "one after the other"
    );
    let barge = json!({"bargeInAllowed": true, "playBeep": false});
    world.post(&call, "recordResponse", barge);
    assert_eq!(world.operations[&second], 1, "overtaken");
    assert_eq!(world.post(&call, "playPrompt", prompts(21)).status, 400, "20 at most");
    assert_eq!(world.post(&call, "playPrompt", json!({"prompts": []})).status, 400);
    let long = json!({"maxRecordDurationInSeconds": 121});
    assert_eq!(world.post(&call, "recordResponse", long).status, 400, "120 s at most");
    let long = "x".repeat(257);
    let context = json!({"clientContext": long});
    assert_eq!(world.post(&call, "subscribeToTone", context).status, 400, "256 characters at most");
}

#[tokio::test(start_paused = true)]
async fn graph_1_4_the_101st_concurrent_call_of_an_application_is_throttled() {
    let mut world = World::new(1);
    let adele = world.user("adele");
    world.people.change(adele, |user| user.behaviour.ringing = Ringing::Ignore);
    for _ in 0..100 {
        let answer = world.ask(Method::POST, "/communications/calls", new_call(&[adele]));
        assert_eq!(answer.status, 201);
    }
    let answer = world.ask(Method::POST, "/communications/calls", new_call(&[adele]));
    assert_eq!(answer.status, 429);
}

#[tokio::test(start_paused = true)]
async fn graph_2_7_3_a_group_call_without_anybody_ends_and_one_with_somebody_goes_on() {
    let mut world = World::new(1);
    let (adele, diego) = (world.user("adele"), world.user("diego"));
    for id in [adele, diego] {
        world.people.change(id, |user| user.behaviour.ringing = Ringing::Busy);
    }
    let both = new_call(&[adele, diego]);
    let answer = world.ask(Method::POST, "/communications/calls", both.clone());
    let call = text(&answer.body.expect("a body")["id"]);
    world.pass(Duration::from_secs(1));
    let ended = world.book.calls.values().find(|one| one.id.to_string() == call);
    let why = ended.and_then(|one| one.result.clone()).expect("it has ended");
    assert_eq!((why.code, why.subcode), (200, 5013), "nobody joined");
    world.people.change(adele, |user| user.behaviour.ringing = Ringing::Answer { after_ms: 0 });
    let answer = world.ask(Method::POST, "/communications/calls", both);
    let call = text(&answer.body.expect("a body")["id"]);
    world.pass(Duration::from_secs(1));
    let path = format!("/communications/calls/{call}/participants");
    let roster = world.ask(Method::GET, &path, Value::Null).body.expect("a body");
    assert_eq!(roster["value"].as_array().map(Vec::len), Some(2), "Adele and the bot");
}

/// A value of any shape, often with a name that means something.
fn any(rng: &mut Rng, depth: u32) -> Value {
    const NAMES: [&str; 24] = [
        "callbackUri",
        "targets",
        "mediaConfig",
        "identity",
        "user",
        "phone",
        "id",
        "prompts",
        "mediaInfo",
        "uri",
        "participants",
        "transferTarget",
        "transferee",
        "replacesCallId",
        "tones",
        "stopTones",
        "reason",
        "timeout",
        "status",
        "clientContext",
        "meetingInfo",
        "chatInfo",
        "@odata.type",
        "routingMode",
    ];
    const TEXTS: [&str; 8] = [
        "",
        "x",
        HOOK,
        "#microsoft.graph.serviceHostedMediaConfig",
        "00000000-0000-0000-0000-000000000001",
        "tone1",
        "+4940123456",
        "\u{1f3a7}\u{0}\"",
    ];
    let pick = |rng: &mut Rng, most: usize| usize::try_from(rng.below(most as u64)).unwrap_or(0);
    match rng.below(if depth == 0 { 5 } else { 8 }) {
        0 => Value::Null,
        1 => (rng.below(3) == 0).into(),
        2 => rng.next_u64().into(),
        3 => json!(-1.5),
        4 => TEXTS[pick(rng, TEXTS.len())].into(),
        5 => (0..rng.below(4)).map(|_| any(rng, depth - 1)).collect(),
        _ => {
            let mut object = serde_json::Map::new();
            for _ in 0..rng.below(6) {
                let name = NAMES[pick(rng, NAMES.len())].to_owned();
                object.insert(name, any(rng, depth - 1));
            }
            Value::Object(object)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn whatever_a_bot_asks_for_is_answered_with_a_status_of_the_document() {
    let mut world = World::new(1);
    let mut rng = Rng::from_seed(9);
    let mut actions: Vec<String> = super::ACTIONS.iter().map(|one| (*one).to_owned()).collect();
    let more = ["participants/invite", "participants/x/mute", "audioRoutingGroups", "nonsense"];
    actions.extend(more.map(ToOwned::to_owned));
    for round in 0..300_u32 {
        let call = world.calls("adele");
        if round % 2 == 0 {
            world.post(&call, "answer", json!({"callbackUri": HOOK, "mediaConfig": media()}));
            world.pass(Duration::from_millis(100));
        }
        for action in &actions {
            let mut body = any(&mut rng, 4);
            // Past the first look: a body that begins well.
            if body.is_object() && rng.one_in(2) {
                body["callbackUri"] = HOOK.into();
                body["mediaConfig"] = media();
            }
            let answer = world.post(&call, action, body.clone());
            let expected = [200, 201, 202, 204, 400, 403, 404, 405, 409, 429];
            assert!(expected.contains(&answer.status), "{action} {body}: {}", answer.status);
        }
        let body = any(&mut rng, 4);
        world.ask(Method::POST, "/communications/calls", body);
        world.pass(Duration::from_secs(30));
    }
}
