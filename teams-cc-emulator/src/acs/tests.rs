//! The machine alone: requests and time in, events out.

mod words;

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, Rng};

use super::answer::Object;
use super::book::{Book, Effect, Notice};
use super::call::CallerBehaviour;
use super::incoming::Calling;
use super::words::Unheard;
use super::{CallerStep, Line, Party, Resource};
use crate::people::Ringing;
use crate::{Clock, Faults, Ladder};

const CALLER: &str = "+14255550101";

struct World {
    book: Book,
    now: Instant,
    told: Vec<Notice>,
    grid: Vec<(&'static str, Value)>,
    unheard: Vec<Unheard>,
}

impl World {
    fn new(seed: u64) -> Self {
        let clock = Clock::start();
        let (ladder, resource) = (Ladder::new(clock), Resource::new(seed, None));
        let epoch = jiff::Timestamp::UNIX_EPOCH;
        let rng = Rng::from_seed(seed);
        let mut book = Book::new(ladder, Faults::default(), rng, resource, epoch);
        let line = Line { number: "+18005550100".into(), ..Line::default() };
        book.add_line(line, Guid::from_u128(1));
        Self { book, now: Instant::START, told: Vec::new(), grid: Vec::new(), unheard: Vec::new() }
    }

    fn wait(&mut self, ms: u64) {
        self.now += Duration::from_millis(ms);
        self.book.tick(self.now);
        while let Some(effect) = self.book.poll() {
            match effect {
                Effect::Notify(notice) => self.told.push(notice),
                Effect::Grid(kind, _, data) => self.grid.push((kind, data)),
                Effect::Fetch { .. } | Effect::Dial { .. } => {}
                Effect::Ring(..) => {}
                Effect::Understand(unheard) => self.unheard.push(*unheard),
            }
        }
    }

    fn names(&mut self) -> Vec<&'static str> {
        std::mem::take(&mut self.told).iter().map(|notice| notice.name).collect()
    }

    fn create(&mut self, targets: &[&str]) -> String {
        let targets: Vec<Value> = targets.iter().map(|raw| Party::from_raw(raw).json()).collect();
        let body = json!({"targets": targets, "callbackUri": "http://127.0.0.1:1/e",
                          "operationContext": "mine"});
        let answer = self.book.create(self.now, &object(&body)).expect("created");
        answer.body.expect("a body")["callConnectionId"].as_str().expect("an id").to_owned()
    }

    fn up(&mut self) -> String {
        let id = self.create(&[CALLER]);
        self.wait(1100);
        self.told.clear();
        id
    }
}

fn object(value: &Value) -> Object {
    value.as_object().expect("an object").clone()
}

#[test]
fn acs_3_a_call_rings_connects_and_ends_with_its_context() {
    let mut world = World::new(1);
    let id = world.create(&[CALLER]);
    world.wait(900);
    assert!(world.names().is_empty(), "it rings for a second");
    world.wait(200);
    assert_eq!(world.told[0].data["operationContext"], "mine");
    assert_eq!(world.names(), ["CallConnected", "ParticipantsUpdated"]);
    assert_eq!(
        world.book.read(&id).expect("there").body.expect("it")["callConnectionState"],
        "connected"
    );
    world.book.hang_up(world.now, &id).expect("there");
    assert_eq!(world.book.read(&id).expect_err("over").status, 404);
    world.wait(100);
    assert_eq!(world.names(), ["CallDisconnected"]);
}

#[test]
fn acs_12_an_invitation_ends_when_its_time_is_over() {
    let mut world = World::new(1);
    let id = world.up();
    let nobody = CallerBehaviour { ringing: Ringing::Ignore, ..CallerBehaviour::default() };
    world.book.behaviours.insert(Party::from_raw("+14255550109"), nobody);
    let body = json!({"participantToAdd": {"phoneNumber": {"value": "+14255550109"}},
                      "invitationTimeoutInSeconds": 180});
    world.book.add(world.now, &id, &object(&body)).expect("accepted");
    world.wait(179_900);
    assert!(world.names().is_empty());
    world.wait(200);
    assert_eq!(world.names(), ["AddParticipantFailed"]);
}

#[test]
fn acs_3_every_operation_under_way_ends_in_an_event_before_the_call_does() {
    let mut world = World::new(1);
    let id = world.up();
    let words = json!({"playSources": [{"kind": "text", "text": {"text": "for a long time"}}],
                       "playOptions": {"loop": true}});
    let asked = json!({"recognizeInputType": "dtmf", "recognizeOptions": {
        "targetParticipant": {"phoneNumber": {"value": CALLER}}}});
    world.book.play(world.now, &id, &object(&words)).expect("accepted");
    world.book.recognize(world.now, &id, &object(&asked)).expect("accepted");
    world.wait(5_000);
    world.book.terminate(world.now, &id).expect("there");
    world.wait(100);
    assert_eq!(
        world.names(),
        ["PlayStarted", "PlayCanceled", "RecognizeCanceled", "CallDisconnected"]
    );
}

#[test]
fn acs_5_a_caller_waits_for_the_question_and_presses_the_answer() {
    let mut world = World::new(1);
    let script = vec![CallerStep::WaitForQuestion, CallerStep::Press { keys: "42".into() }];
    let calling = Calling {
        from: CALLER.into(),
        to: "+18005550100".into(),
        script: Some(script),
        ..Calling::default()
    };
    world.book.calls_in(world.now, &calling).expect("the number is known");
    world.wait(0);
    let context = world.grid[0].1["incomingCallContext"].clone();
    let body = json!({"incomingCallContext": context, "callbackUri": "http://127.0.0.1:1/e"});
    let answer = world.book.answer(world.now, &object(&body)).expect("answered");
    let id = answer.body.expect("it")["callConnectionId"].as_str().expect("id").to_owned();
    world.wait(60_000);
    assert_eq!(world.names(), ["CallConnected", "ParticipantsUpdated"], "no key yet");
    let asked = json!({
        "recognizeInputType": "dtmf",
        "playPrompt": {"kind": "text", "text": {"text": "your number?"}},
        "recognizeOptions": {
            "targetParticipant": {"phoneNumber": {"value": CALLER}},
            "dtmfOptions": {"maxTonesToCollect": 2},
        },
    });
    world.book.recognize(world.now, &id, &object(&asked)).expect("accepted");
    world.wait(5_000);
    let last = world.told.pop().expect("an event");
    assert_eq!(last.name, "RecognizeCompleted");
    assert_eq!(last.data["dtmfResult"]["tones"], json!(["four", "two"]));
}

#[test]
fn acs_6_what_is_streamed_is_heard_and_what_is_stopped_is_not() {
    let mut world = World::new(1);
    let body = json!({
        "targets": [Party::from_raw(CALLER).json()],
        "callbackUri": "http://127.0.0.1:1/e",
        "mediaStreamingOptions": {
            "transportType": "websocket", "audioChannelType": "mixed",
            "transportUrl": "ws://127.0.0.1:1/", "enableBidirectional": true,
            "startMediaStreaming": true, "audioFormat": "pcm24KMono",
        },
    });
    let answer = world.book.create(world.now, &object(&body)).expect("created");
    let id: Guid =
        answer.body.expect("it")["callConnectionId"].as_str().expect("id").parse().expect("a GUID");
    world.wait(1_100);
    let first = world.book.socket_open(world.now, id, true, 1).expect("wanted");
    assert_eq!(first["audioMetadata"]["length"], 960);
    let begun = world.now;
    world.book.app_speaks(world.now, id, &vec![5000; 24_000]);
    world.wait(500);
    world.book.app_stops(world.now, id);
    world.wait(500);
    let (room, who) = world.book.place_of(CALLER).expect("in the call");
    let heard = world.book.heard(world.now, room, who);
    let tail = &heard[heard.len() - 16_000..];
    assert!(tail[..7_990].iter().all(|sample| *sample == 5000), "half a second of it");
    assert!(tail[8_010..].iter().all(|sample| *sample == 0), "then silence");
    // Nobody but people is in what the application gets.
    let frames = world.book.frame(id, begun).expect("a stream");
    assert!(frames[0].2 && frames[0].1.len() == 480, "480 samples of silence");
}

#[test]
fn em_the_same_seed_and_requests_give_the_same_events() {
    let run = |seed| {
        let mut world = World::new(seed);
        world.up();
        world.create(&[CALLER, "+14255550102"]);
        world.wait(2_000);
        world.told.iter().map(|notice| format!("{notice:?}")).collect::<Vec<_>>()
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn acs_participants_come_in_pages() {
    let mut world = World::new(1);
    let people: Vec<String> = (0..130).map(|n| format!("+1425555{n:04}")).collect();
    let raw: Vec<&str> = people.iter().map(String::as_str).collect();
    let id = world.create(&raw);
    world.wait(1_500);
    let page = world.book.participants(&id, &[]).expect("there").body.expect("it");
    assert_eq!(page["value"].as_array().map(Vec::len), Some(100));
    let link = page["nextLink"].as_str().expect("more").to_owned();
    let token = link.split("skipToken=").nth(1).expect("a token").to_owned();
    let page = world.book.participants(&id, &[("skipToken".into(), token)]).expect("there");
    assert_eq!(page.body.expect("it")["value"].as_array().map(Vec::len), Some(30));
    assert_eq!(
        world.book.participants(&id, &[("skipToken".into(), "?".into())]).expect_err("no").status,
        400
    );
}

/// What ends an operation, by the first letters of its context.
const OUTCOMES: [(&str, &[&str]); 7] = [
    ("play", &["PlayCompleted", "PlayFailed", "PlayCanceled"]),
    ("ask", &["RecognizeCompleted", "RecognizeFailed", "RecognizeCanceled"]),
    ("add", &["AddParticipantSucceeded", "AddParticipantFailed"]),
    ("cancel", &["CancelAddParticipantSucceeded", "CancelAddParticipantFailed"]),
    ("remove", &["RemoveParticipantSucceeded", "RemoveParticipantFailed"]),
    ("transfer", &["CallTransferAccepted", "CallTransferFailed"]),
    ("send", &["SendDtmfTonesCompleted", "SendDtmfTonesFailed"]),
];

/// One call with operations at random; how many were accepted.
fn random_call(seed: u64) -> usize {
    let mut world = World::new(seed);
    let mut dice = Rng::from_seed(seed ^ 0xd1ce);
    let people = ["+14255550101", "+14255550102", "8:acs:x", "+14255550104", "+14255550105"];
    for (who, ringing) in
        [(people[3], Ringing::Decline { after_ms: 300 }), (people[4], Ringing::Ignore)]
    {
        let behaviour = CallerBehaviour { ringing, ..CallerBehaviour::default() };
        world.book.behaviours.insert(Party::from_raw(who), behaviour);
    }
    let id = world.up();
    let mut accepted = Vec::new();
    let mut cancelled = std::collections::HashSet::new();
    let mut invitations: Vec<(String, Value)> = Vec::new();
    for n in 0..30 {
        let who = Party::from_raw(people[dice.below(5) as usize]).json();
        let one = |name: &str, context: &str| {
            object(&json!({ name: who, "operationContext": format!("{context}{n}") }))
        };
        let (now, book) = (world.now, &mut world.book);
        let (context, done) = match dice.below(9) {
            0 => {
                let body = json!({"playSources": [{"kind": "text", "text": {"text": "hello"}}],
                    "operationContext": format!("play{n}"),
                    "interruptCallMediaOperation": dice.one_in(4)});
                ("play", book.play(now, &id, &object(&body)))
            }
            1 => {
                let body = json!({"recognizeInputType": "dtmf", "operationContext": format!("ask{n}"),
                    "recognizeOptions": {"targetParticipant": who,
                                         "dtmfOptions": {"maxTonesToCollect": 2}}});
                ("ask", book.recognize(now, &id, &object(&body)))
            }
            2 | 3 => {
                let body = one("participantToAdd", "add");
                let done = book.add(now, &id, &body);
                if let Ok(answer) = &done {
                    let invitation = answer.body.as_ref().expect("it")["invitationId"].clone();
                    invitations.push((format!("add{n}"), invitation));
                }
                ("add", done)
            }
            4 => {
                let Some((add, invitation)) = invitations.pop() else { continue };
                let open = invitation.as_str().and_then(|text| text.parse().ok());
                if open.is_some_and(|id: Guid| book.invitations.contains_key(&id)) {
                    cancelled.insert(add);
                }
                let body = json!({"invitationId": invitation,
                                  "operationContext": format!("cancel{n}")});
                ("cancel", book.cancel_add(now, &id, &object(&body)))
            }
            5 => ("remove", book.remove(now, &id, &one("participantToRemove", "remove"))),
            6 => ("transfer", book.transfer(now, &id, &one("targetParticipant", "transfer"))),
            7 => {
                let mut body = one("targetParticipant", "send");
                body.insert("tones".into(), json!(["one", "two"]));
                ("send", book.send_tones(now, &id, &body))
            }
            _ => {
                if let Some((room, member)) = book.place_of(people[0]) {
                    book.presses(now, room, member, "12");
                }
                continue;
            }
        };
        if done.is_ok() {
            accepted.push(format!("{context}{n}"));
        }
        let wait = dice.below(1_500);
        world.wait(wait);
    }
    if world.book.read(&id).is_ok() {
        world.book.terminate(world.now, &id).expect("it is there");
    }
    world.wait(200_000);
    assert_eq!(world.told.last().map(|told| told.name), Some("CallDisconnected"), "seed {seed}");
    for context in &accepted {
        let kind = context.trim_end_matches(|c: char| c.is_ascii_digit());
        let (_, ends) = OUTCOMES.iter().find(|(begin, _)| *begin == kind).expect("known");
        let count = world
            .told
            .iter()
            .filter(|told| told.data["operationContext"] == *context && ends.contains(&told.name))
            .count();
        // An invitation that was cancelled ends in the event of the cancelling.
        let wanted = usize::from(!cancelled.contains(context));
        assert_eq!(count, wanted, "seed {seed}: {context}");
    }
    accepted.len()
}

#[test]
fn acs_3_whatever_is_accepted_has_one_outcome_in_three_hundred_random_calls() {
    let accepted: usize = (0..300).map(random_call).sum();
    assert!(accepted > 1_000, "the calls do something: {accepted}");
}
