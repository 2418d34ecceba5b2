//! Every verb of a call of Call Automation under bad weather, in many seeds: events that come twice,
//! late, out of order, wrongly signed or never; requests that are throttled, lost or refused. In
//! virtual time, both sides of the wire.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;
use teams_cc_acs::calls::{Answered, Call};
use teams_cc_core::{Error, Key, Menu, Prompt, Rng};
use teams_cc_emulator::{Fault, Place, Rule};

use crate::acs_calls::press;
use crate::acs_center::{CALLER, Center};
use teams_cc_emulator::acs::{AcsPhone, CallerStep};

/// No verb takes longer, whatever happens.
const PATIENCE: Duration = Duration::from_secs(600);
/// Events that are followed by another one, whatever the application does.
const FOLLOWED: [&str; 3] = ["CallConnected", "PlayStarted", "AddParticipantSucceeded"];
/// Requests that are repeated after an answer was lost: they carry an id.
const REPEATED: [&str; 5] =
    [":answer", "participants:add", "participants:remove", "sendDtmfTones", "/recordings"];
/// Any event.
const EVENTS: [&str; 9] = [
    "CallConnected",
    "ParticipantsUpdated",
    "PlayStarted",
    "PlayCompleted",
    "RecognizeCompleted",
    "AddParticipantSucceeded",
    "RemoveParticipantSucceeded",
    "SendDtmfTonesCompleted",
    "RecordingStateChanged",
];
/// Any request.
const REQUESTS: [&str; 8] = [
    ":answer",
    ":play",
    ":recognize",
    ":hold",
    "participants:add",
    "participants:remove",
    "sendDtmfTones",
    "/recordings",
];

/// What a caller hears and the application does, in a row; what came of each.
async fn story(center: &Center, seed: u64) -> BTreeMap<&'static str, Result<(), Error>> {
    let words = CallerStep::Say { words: "my card is lost".into() };
    let steps = press("1").into_iter().chain([CallerStep::WaitForQuestion, words]);
    let before = center.teams.acs().calls().len();
    let (phone, ring) = center.ring(steps).await;
    let mut came = BTreeMap::new();
    let answered = in_time(seed, "answer", ring.answer()).await;
    match answered {
        Ok(call) => verbs(center, seed, &phone, call, &mut came).await,
        Err(error) => {
            came.insert("answer", Err(error));
            phone.hang_up();
        }
    }
    assert!(
        phone.has_ended().await,
        "seed {seed}: the caller is let go\n{}",
        center.teams.ladder()
    );
    let made = center.teams.acs().calls().len() - before;
    assert!(made <= 1, "seed {seed}: {made} connections of one call");
    came
}

async fn verbs(
    center: &Center,
    seed: u64,
    phone: &AcsPhone,
    call: Call,
    came: &mut BTreeMap<&'static str, Result<(), Error>>,
) {
    came.insert("answer", Ok(()));
    let menu = Menu::new(Prompt::text("One?")).on(Key::D1, "yes");
    came.insert("ask", in_time(seed, "ask", call.ask(&menu)).await.map(drop));
    let words = call.question(Prompt::text("What is it?")).words();
    let words = in_time(seed, "words", words).await;
    if let Ok(Answered::Words(words)) = &words {
        assert_eq!(words, "my card is lost", "seed {seed}");
    }
    came.insert("words", words.map(drop));
    came.insert("play", in_time(seed, "play", call.play(Prompt::text("Hello"))).await);
    came.insert("press", in_time(seed, "press", call.press(Key::D5)).await);
    if came["press"].is_ok() {
        assert_eq!(phone.keys(), "5", "seed {seed}: pressed once");
    }
    let recording = in_time(seed, "record", call.record()).await;
    match recording {
        Ok(recording) => {
            came.insert("record", Ok(()));
            came.insert("pause", in_time(seed, "pause", recording.pause()).await);
            came.insert("carry on", in_time(seed, "carry on", recording.resume()).await);
            came.insert("stop", in_time(seed, "stop", recording.stop()).await);
        }
        Err(error) => {
            came.insert("record", Err(error));
        }
    }
    came.insert("hold", in_time(seed, "hold", call.hold()).await);
    came.insert("resume", in_time(seed, "resume", call.resume()).await);
    let (agent, seat) = center.agent();
    let _agent = agent.answers_after(Duration::from_millis(100));
    match in_time(seed, "invite", async { call.invite(&seat).await.map_err(Error::from) }).await {
        Ok(guest) => {
            came.insert("invite", Ok(()));
            let id = call.connection_id().to_owned();
            let all = center.teams.acs().calls();
            let here = all.iter().find(|one| one.id.to_string() == id).expect("the call");
            assert_eq!(here.participants.len(), 2, "seed {seed}: invited once");
            came.insert("remove", in_time(seed, "remove", guest.remove()).await);
        }
        Err(error) => {
            came.insert("invite", Err(error));
        }
    }
    // Who was invited and not heard of may be there, and would go on talking with the caller.
    let ended = if came["invite"].is_ok() {
        in_time(seed, "hang up", call.hang_up()).await
    } else {
        in_time(seed, "hang up", call.end_for_all()).await
    };
    came.insert("hang up", ended.map(drop));
}

/// An outcome, or the seed that hangs.
async fn in_time<T, E: Into<Error>>(
    seed: u64,
    what: &str,
    verb: impl IntoFuture<Output = Result<T, E>>,
) -> Result<T, Error> {
    let ended = tokio::time::timeout(PATIENCE, verb.into_future()).await;
    ended.unwrap_or_else(|_| panic!("seed {seed}: {what} hangs")).map_err(Into::into)
}

/// RS-68: whatever comes twice, late or in another order, and RS-73, RS-76: whoever is throttled or
/// loses an answer to a request with an id, does the same.
#[tokio::test(start_paused = true)]
async fn rs_68_rs_73_every_verb_succeeds_under_doubled_late_and_reordered_events_and_throttling() {
    let center = Center::open().await;
    for seed in 0..24 {
        let mut dice = Rng::from_seed(seed);
        let faults = center.teams.faults();
        faults.clear();
        if dice.one_in(2) {
            faults.add(Rule::always(Place::AcsCallback, Fault::Duplicate));
        }
        for _ in 0..dice.below(4) {
            let late = Fault::Slow { ms: dice.below(3_000) };
            let on = EVENTS[dice.below(EVENTS.len() as u64) as usize];
            faults.add(Rule::once(Place::AcsCallback, late).on(on));
        }
        if dice.one_in(2) {
            let on = FOLLOWED[dice.below(FOLLOWED.len() as u64) as usize];
            faults.add(Rule::once(Place::AcsCallback, Fault::Reorder).on(on));
        }
        for _ in 0..dice.below(3) {
            let on = REQUESTS[dice.below(REQUESTS.len() as u64) as usize];
            faults.add(Rule::once(Place::Acs, Fault::retry_after(429, "2")).on(on));
        }
        if dice.one_in(2) {
            let on = REPEATED[dice.below(REPEATED.len() as u64) as usize];
            faults.add(Rule::once(Place::Acs, Fault::LoseAnswer).on(on));
        }
        if dice.one_in(3) {
            faults.add(Rule::once(Place::EventGrid, Fault::Duplicate));
        }
        let rules = faults.list();
        for (verb, came) in story(&center, seed).await {
            assert!(came.is_ok(), "seed {seed}: {verb}: {came:?}\n{rules:#?}");
        }
    }
}

/// RS-63, RS-76: what is lost or not believed ends in a typed answer, never in silence, and nothing
/// is done twice.
#[tokio::test(start_paused = true)]
async fn rs_63_rs_76_every_verb_ends_under_lost_and_forged_events_and_broken_requests() {
    let center = Center::open().await;
    let mut failed = 0;
    for seed in 100..124 {
        let mut dice = Rng::from_seed(seed);
        let faults = center.teams.faults();
        faults.clear();
        for _ in 0..=dice.below(3) {
            let fault = match dice.below(5) {
                0 => Fault::WrongSignature,
                1 => Fault::ExpiredToken,
                2 => Fault::NoToken,
                3 => Fault::WrongAudience,
                _ => Fault::Reset,
            };
            let on = EVENTS[dice.below(EVENTS.len() as u64) as usize];
            faults.add(Rule::once(Place::AcsCallback, fault).on(on));
        }
        for _ in 0..dice.below(3) {
            let fault = match dice.below(5) {
                0 => Fault::status(500),
                1 => Fault::Malformed,
                2 => Fault::LoseAnswer,
                3 => Fault::Silent,
                _ => Fault::Reset,
            };
            let on = REQUESTS[dice.below(REQUESTS.len() as u64) as usize];
            faults.add(Rule::once(Place::Acs, fault).on(on));
        }
        for (verb, came) in story(&center, seed).await {
            let Err(error) = came else { continue };
            failed += 1;
            assert!(error.code().starts_with("TCC-"), "seed {seed}: {verb}: {error:?}");
        }
    }
    assert!(failed > 5, "the weather was not bad: {failed}");
}

/// What nobody knows yet, and what is about somebody else's call, changes nothing.
#[tokio::test(start_paused = true)]
async fn acs_5_unknown_events_and_those_of_foreign_calls_change_nothing() {
    let center = Center::open().await;
    let (phone, call) = center.answered([]).await;
    let here = center.teams.acs();
    let id = call.connection_id().parse().unwrap();
    let foreign = json!({"callConnectionId": "0f3c2b1a-0000-4000-8000-000000000001"});
    for _ in 0..20 {
        assert!(here.tells(id, "SomethingNewer", json!({"howMany": 3})));
        assert!(here.tells(id, "CallDisconnected", foreign.clone()));
        assert!(here.tells(id, "PlayCompleted", json!({"operationContext": "nobody's"})));
        assert!(here.tells(id, "ParticipantsUpdated", json!({"participants": "none"})));
    }
    in_time(0, "play", call.play(Prompt::text("Still here"))).await.unwrap();
    assert_eq!(call.participants().len(), 1, "{CALLER}");
    drop(call);
    assert!(phone.has_ended().await);
}
