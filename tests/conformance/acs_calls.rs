//! Our Call Automation against an emulated service that was written from the documents alone and
//! shares no type with it (`acs.md`; CC-50 to CC-78).

use std::time::Duration;

use teams_cc_acs::calls::Answered;
use teams_cc_acs::calls::leg::Event;
use teams_cc_acs::media::Sound;
use teams_cc_acs::models::{Identifier, Kind, RecordingState};
use teams_cc_core::{
    Address, Assistant, Closing, Ended, ErrorKind, Heard, Key, Menu, Prompt, Reason, Side, Skill,
    Turn,
};
use teams_cc_emulator::acs::{Acs, CallerStep, EventGridSettings, Line};
use teams_cc_emulator::{Fault, Place, Rule};

use crate::acs_center::{ACCOUNT, AGENT, CALLER, Center, NUMBER, soon, tenant};

pub(super) fn press(keys: &str) -> [CallerStep; 2] {
    [CallerStep::WaitForQuestion, CallerStep::Press { keys: keys.into() }]
}

#[tokio::test]
async fn cc_60_to_63_a_caller_chooses_is_whispered_about_joined_and_hangs_up() {
    let center = Center::open().await;
    let (phone, ring) = center.ring(press("2")).await;
    assert_eq!(ring.from().unwrap().to_string(), CALLER);
    assert!(matches!(ring.to().unwrap().kind(), Kind::TeamsApp { .. }) && ring.is_teams_phone());
    let call = soon(ring.answer()).await.unwrap();
    assert!(phone.is_answered().await);

    let menu = Menu::new(Prompt::text("One or two?")).on(Key::D1, "billing").on(Key::D2, "support");
    assert_eq!(soon(call.ask(&menu)).await.unwrap(), "support");
    call.play_while_waiting(Prompt::samples(vec![500i16; 4_000])).await.unwrap();

    let (agent, seat) = center.agent();
    let _agent = agent.clone().answers_after(Duration::from_millis(300));
    let guest = soon(call.invite(&seat)).await.unwrap();
    assert!(phone.talks_to(&agent).await, "\n{}", center.teams.ladder());
    soon(guest.whisper("Offer the plan.")).await.unwrap();
    soon(guest.hold()).await.unwrap();
    soon(guest.resume()).await.unwrap();
    assert_eq!(guest.mute().await.unwrap_err().kind(), ErrorKind::Unsupported, "CC-68");
    soon(guest.remove()).await.unwrap();
    let ended = call.ended();
    phone.hang_up();
    assert_eq!(soon(ended).await, Ended::HungUp(Side::Them));
    assert!(soon(call.play(Prompt::text("Hello?"))).await.unwrap_err().is_ended());
}

#[tokio::test]
async fn cc_60_calls_are_rejected_and_let_go_of() {
    let center = Center::open().await;
    let (phone, ring) = center.ring([]).await;
    soon(ring.reject(Reason::Busy)).await.unwrap();
    assert!(phone.has_ended().await);
    let (phone, ring) = center.ring([]).await;
    drop(ring);
    assert!(phone.has_ended().await, "a ring that is dropped is rejected");
    let (phone, call) = center.answered([]).await;
    drop(call);
    assert!(phone.has_ended().await, "a call that is dropped is hung up");
    let (phone, call) = center.answered([]).await;
    assert_eq!(soon(call.hang_up()).await.unwrap(), Ended::HungUp(Side::Us));
    assert!(phone.has_ended().await);
}

#[tokio::test]
async fn cc_61_calls_are_made_and_say_why_nobody_was_reached() {
    let center = Center::open().await;
    let here = center.teams.acs();
    let account = Identifier::resource_account(ACCOUNT.parse().unwrap());
    let to = |number: &str| number.parse::<Address>().unwrap();
    let _ = here.person("+14255550142").answers_after(Duration::from_millis(100));
    let call = center.calls.create(to("+14255550142")).from_account(account.clone());
    let call = soon(call).await.unwrap();
    soon(call.press(Key::D5)).await.unwrap();
    let ended = call.ended();
    drop(call);
    assert_eq!(soon(ended).await, Ended::HungUp(Side::Us));
    let _ = here.person("+14255550143").declines_after(Duration::from_millis(100));
    let refused = center.calls.create(to("+14255550143")).from_account(account.clone());
    let refused = soon(refused).await.unwrap_err();
    assert_eq!(refused.code(), "TCC-ACS-0409", "{refused:?}");
    // With Teams Phone no other number may be shown: the service would answer 8523.
    let shown = center.calls.create(to("+14255550142")).from_account(account);
    let shown = soon(shown.showing("+14255550999".parse().unwrap())).await.unwrap_err();
    assert_eq!(shown.kind(), ErrorKind::Unsupported, "{shown:?}");
    assert!(shown.to_string().contains("8523"), "{shown}");
}

#[tokio::test]
async fn cc_62_an_invitation_ends_by_refusal_by_time_or_by_being_taken_back() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (agent, seat) = center.agent();
    let agent = agent.declines_after(Duration::from_millis(100));
    let refused = soon(call.invite(&seat)).await.unwrap_err();
    assert_ne!(refused.reason(), Reason::NoAnswer, "{refused:?}");
    let agent = agent.ignores();
    let late = soon(call.invite(&seat).within(Duration::from_secs(1))).await.unwrap_err();
    assert_eq!(late.reason(), Reason::NoAnswer, "{late:?}");
    // Dropped while it rings: cancelled at the service, and the agent can be asked again.
    let dropped = tokio::time::timeout(Duration::from_millis(500), call.invite(&seat)).await;
    assert!(dropped.is_err());
    let _agent = agent.answers_after(Duration::from_millis(100));
    soon(call.invite(&seat)).await.unwrap();
}

#[tokio::test]
async fn cc_63_a_transfer_gives_the_caller_back_or_away() {
    let center = Center::open().await;
    let here = center.teams.acs();
    let (phone, call) = center.answered([]).await;
    let user = Address::teams_user(AGENT).unwrap();
    let failed = soon(call.transfer(user)).await.unwrap_err();
    let to: Address = "+14255550144".parse().unwrap();
    let busy = here.person("+14255550144").declines_after(Duration::from_millis(100));
    let failed = soon(failed.into_call().transfer(to.clone())).await.unwrap_err();
    let desk = busy.answers_after(Duration::from_millis(100));
    let ended = soon(failed.into_call().transfer(to.clone())).await.unwrap();
    assert_eq!(ended, Ended::Transferred(to));
    assert!(phone.talks_to(&desk).await, "\n{}", center.teams.ladder());
}

#[tokio::test]
async fn acs_5_cloud_events_of_event_grid_ring_at_our_webhook_after_their_own_handshake() {
    let number = |here: &Acs| drop(here.number(NUMBER));
    let center = Center::open_told_by(number, |acs| acs, EventGridSettings::cloud_events).await;
    let (phone, call) = center.answered([]).await;
    assert!(phone.is_answered().await);
    let trace = center.teams.ladder().to_string();
    assert!(trace.contains("OPTIONS") && !trace.contains("SubscriptionValidation"), "{trace}");
    drop(call);
}

#[tokio::test]
async fn cc_65_keys_words_and_silence() {
    let center = Center::open().await;
    let words = CallerStep::Say { words: "my card is lost".into() };
    let steps = press("42#").into_iter().chain([CallerStep::WaitForQuestion, words]);
    let (phone, call) = center.answered(steps).await;
    let keys = call.question(Prompt::text("Your number?")).keys(6).until(Key::Pound);
    assert_eq!(soon(keys).await.unwrap(), Answered::Keys(vec![Key::D4, Key::D2]));
    let words = soon(call.question(Prompt::text("What is it?")).words()).await.unwrap();
    assert_eq!(words, Answered::Words("my card is lost".into()));
    let silence = call.question(Prompt::text("And?")).keys(1).patience(Duration::from_secs(1));
    assert_eq!(soon(silence).await.unwrap(), Answered::Nothing);
    // Every key, all the time.
    let hearing = async {
        let first = call.next_key().await.unwrap();
        (first, call.next_key().await.unwrap())
    };
    let pressing = async {
        // Keys count from when the service has been asked to hear them.
        for _ in 0..3 {
            tokio::task::yield_now().await;
        }
        let mut asked = false;
        while !asked {
            let trace = center.teams.ladder();
            asked = trace.to_string().contains("startContinuousDtmfRecognition");
            tokio::task::yield_now().await;
        }
        phone.press("79");
    };
    let (heard, ()) = soon(async { tokio::join!(hearing, pressing) }).await;
    assert_eq!(heard, (Key::D7, Key::D9));
}

#[tokio::test]
async fn cc_66_audio_and_transcript_over_the_socket() {
    let center = Center::open().await;
    let (phone, call) = center.answered([]).await;
    let mut audio = soon(call.stream()).await.unwrap();
    let heard = async {
        loop {
            match audio.next().await {
                Some(Sound::Audio(frame)) if !frame.samples.is_empty() => return frame,
                Some(_) => {}
                None => panic!("no audio"),
            }
        }
    };
    assert_eq!(soon(heard).await.samples.len(), 320, "20 ms");
    for _ in 0..25 {
        audio.send(&[8_000; 320]).await.unwrap();
    }
    audio.stop_playing().await.unwrap();
    drop(audio);
    let mut lines = soon(call.transcribe()).await.unwrap();
    phone.says("cancel my contract");
    let line = soon(lines.next()).await.expect("a line");
    assert!(line.text.contains("cancel my contract"));
    assert_eq!(line.who.unwrap().raw_id(), format!("4:{CALLER}"));
    let ended = call.ended();
    phone.hang_up();
    soon(ended).await;
    let rest = async { while lines.next().await.is_some() {} };
    soon(rest).await;
}

#[tokio::test]
async fn cc_70_a_recording_begins_pauses_and_ends() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let mut events = Box::pin(call.events());
    let recording = soon(call.record()).await.unwrap();
    let until = async |events: &mut std::pin::Pin<Box<_>>, wanted: RecordingState| {
        loop {
            let next: Option<Event> = futures::StreamExt::next(events).await;
            match next {
                Some(Event::Recording { state, .. }) if state == wanted => return,
                Some(_) => {}
                None => panic!("no event"),
            }
        }
    };
    soon(until(&mut events, RecordingState::Active)).await;
    soon(recording.pause()).await.unwrap();
    soon(recording.resume()).await.unwrap();
    assert_eq!(soon(recording.state()).await.unwrap(), RecordingState::Active);
    soon(recording.stop()).await.unwrap();
}

struct Concierge;

impl Assistant for Concierge {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Words(words) => Turn::hand_over(Skill::new("cards").at_least(1), words),
            _ => Turn::ask("How can I help?"),
        }
    }
}

#[tokio::test]
async fn cc_52_an_assistant_speaks_first() {
    let center = Center::open().await;
    let words = CallerStep::Say { words: "my card is lost".into() };
    let (_phone, call) = center.answered([CallerStep::WaitForQuestion, words]).await;
    let closing = soon(call.converse(Concierge)).await.unwrap();
    let Closing::Handover(handover) = closing else { panic!("{closing:?}") };
    assert_eq!(handover.summary, "my card is lost");
}

#[tokio::test]
async fn cc_54_a_number_answers_once_it_is_assigned() {
    let center = Center::open().await;
    let account = "0c2f8d3e-5a5b-4c6d-8e7f-1a2b3c4d5e6f";
    let line: Line = serde_json::from_value(serde_json::json!({
        "number": "+18005550177", "account": account, "tenant": tenant().to_string(),
        "needs_consent": true}))
    .unwrap();
    center.teams.acs().line(line);
    let phone = center.teams.acs().calls_from(CALLER).to("+18005550177").expect("it calls");
    assert!(phone.has_ended().await, "busy tone without consent");
    let teams_phone = center.acs.teams_phone(&tenant());
    assert!(!soon(teams_phone.assign(account)).await.unwrap().was_assigned());
    assert!(soon(teams_phone.assign(account)).await.unwrap().was_assigned(), "twice is once");
    let _phone = center.teams.acs().calls_from(CALLER).to("+18005550177").expect("it rings");
    let ring = soon(center.calls.next_call()).await;
    assert_eq!(ring.tenant(), Some(tenant()));
    soon(teams_phone.unassign(account)).await.unwrap();
    assert!(teams_phone.assignment(account).await.is_err());
}

/// RS-68: events twice and in another order; RS-76: answers that are lost; RS-73: throttling.
#[tokio::test]
async fn rs_68_rs_76_a_service_at_its_worst_is_survived() {
    let center = Center::open().await;
    let faults = center.teams.faults();
    faults.add(Rule::always(Place::AcsCallback, Fault::Duplicate));
    faults.add(Rule::once(Place::EventGrid, Fault::Duplicate));
    faults.add(Rule::once(Place::Acs, Fault::LoseAnswer).on(":answer"));
    faults.add(Rule::once(Place::Acs, Fault::LoseAnswer).on("participants:add"));
    faults.add(Rule::once(Place::Acs, Fault::retry_after(429, "1")).on(":recognize"));
    faults.add(Rule::once(Place::AcsCallback, Fault::WrongSignature));
    let (phone, call) = center.answered(press("1")).await;
    let menu = Menu::new(Prompt::text("One?")).on(Key::D1, "yes");
    assert_eq!(soon(call.ask(&menu)).await.unwrap(), "yes");
    let (agent, seat) = center.agent();
    let agent = agent.answers_after(Duration::from_millis(100));
    soon(call.invite(&seat)).await.unwrap();
    assert!(phone.talks_to(&agent).await);
    let calls = center.teams.acs().calls();
    assert_eq!(calls.len(), 1, "nothing was done twice");
    assert_eq!(calls[0].participants.len(), 2);
    let ended = call.ended();
    phone.hang_up();
    drop(call);
    soon(ended).await;
}

#[tokio::test]
async fn acs_7_an_agent_without_the_vendors_client_is_explained() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (agent, seat) = center.agent();
    let behaviour = serde_json::json!({"dual_persona": false});
    let _agent = agent.behaves(serde_json::from_value(behaviour).unwrap());
    let refused = soon(call.invite(&seat)).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::Unavailable);
    let error = teams_cc_core::Error::from(refused);
    assert_eq!(error.code(), "TCC-ACS-0602", "{error:?}");
}
