//! Assistants on Call Automation's streams, the context that travels with a call, and sockets that
//! misbehave, against the emulated service (`acs.md` section 6; CC-52, CC-66, CC-69).

use std::time::Duration;

use teams_cc_acs::media::{Audio, Sound};
use teams_cc_acs::models::AudioFormat;
use teams_cc_acs::speech::{AzureOpenAi, AzureSpeech};
use teams_cc_core::assistant::{CompletedBy, Limits};
use teams_cc_core::speech::{Hints, Recognise as _};
use teams_cc_core::{
    Address, Assistant, CallContext, Closing, Ended, Handover, Heard, Need, Prompt, Skill, Turn,
};
use teams_cc_emulator::ai::Reply;
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::{Fault, Place, Rule};

use crate::acs_center::{CALLER, Center, soon};

fn whole() -> CallContext {
    let handover = Handover { need: Need::anyone(), summary: "The blue card is lost.".into() };
    CallContext::from(&handover)
        .name("Adele Vance")
        .number(CALLER.parse().unwrap())
        .record_id("crm-4711")
        .authenticated()
        .fact("loyalty", "gold")
        .intent("block a card")
        .topic("cards")
        .sentiment("worried")
        .suggested_actions("Block the card, send another.")
        .transcript_url("https://cc.contoso.example/transcripts/4711")
}

#[tokio::test]
async fn cc_69_the_next_one_knows_who_calls_and_why_before_the_first_word() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (agent, seat) = center.agent();
    let agent = agent.answers_after(Duration::from_millis(50));
    soon(call.invite(&seat).telling(whole())).await.unwrap();
    let told = agent.context().expect("the agent's client was told");
    let details = &told["teamsPhoneCallDetails"];
    assert_eq!(details["callContext"], "The blue card is lost.", "{told}");
    assert_eq!(details["intent"], "block a card");
    assert_eq!(details["suggestedActions"], "Block the card, send another.");
    assert_eq!(details["transcriptUrl"], "https://cc.contoso.example/transcripts/4711");
    let caller = &details["teamsPhoneCallerDetails"];
    assert_eq!(
        (&caller["name"], &caller["isAuthenticated"]),
        (&"Adele Vance".into(), &true.into())
    );
    assert_eq!(caller["recordId"], "crm-4711");
    assert_eq!(caller["additionalCallerInformation"]["loyalty"], "gold");
    // A transfer tells as much.
    drop(call);
    let (_phone, call) = center.answered([]).await;
    let desk: Address = "+14255550144".parse().unwrap();
    let person = center.teams.acs().person("+14255550144");
    let person = person.answers_after(Duration::from_millis(50));
    let ended = call.transfer_telling(desk, whole().summary("To the desk."));
    soon(ended).await.unwrap();
    let told = person.context().expect("the desk was told");
    assert_eq!(told["teamsPhoneCallDetails"]["callContext"], "To the desk.", "{told}");
}

#[tokio::test]
async fn cc_69_a_context_that_no_call_can_carry_is_refused_and_the_caller_stays() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let (_agent, seat) = center.agent();
    let long = whole().summary("s".repeat(20_000));
    let refused = soon(call.invite(&seat).telling(long.clone())).await.unwrap_err();
    assert_eq!(teams_cc_core::Error::from(refused).code(), "TCC-ACS-0415");
    let desk: Address = "+14255550144".parse().unwrap();
    let call = soon(call.transfer_telling(desk, long)).await.unwrap_err().into_call();
    assert_eq!(center.teams.acs().calls()[0].participants.len(), 1);
    drop(call);
}

fn azure(center: &Center) -> (AzureSpeech, AzureOpenAi) {
    let (endpoint, key) = (center.teams.ai().endpoint(), center.teams.ai().key());
    let speech = AzureSpeech::builder().endpoint(&endpoint).key(key.clone());
    let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("concierge").key(key);
    (speech.build().unwrap(), model.build().unwrap())
}

#[tokio::test]
async fn cc_52_an_assistant_over_streamed_audio_is_interrupted_and_hands_over() {
    let center = Center::open().await;
    let (speech, model) = azure(&center);
    let say = |words: &str| Reply::Say { words: words.into() };
    center.teams.ai().replies([say("I am sorry. [hand over] The card of Adele is lost.")]);
    let (phone, call) = center.answered([]).await;
    // Twelve seconds long, unless the caller speaks up.
    let greeting = format!("Hello, this is Contoso. {}", "How can we help you today? ".repeat(7));
    let assistant = CompletedBy::new(model, "You work for Contoso, a bank.")
        .greeting(greeting)
        .hands_over_to(Skill::new("cards").at_least(1));
    let talk = call.converse_over(&speech, &speech, assistant, Limits::default());
    let speaks_up = async {
        // The moment anything of the greeting is heard.
        assert!(phone.hears_something().await);
        phone.says("my card is lost");
    };
    let (closing, ()) = soon(async { tokio::join!(talk, speaks_up) }).await;
    let Closing::Handover(handover) = closing.unwrap() else { panic!("no handover") };
    assert_eq!(handover.summary, "The card of Adele is lost.");
    let asked = center.teams.ai().asked();
    let thought = asked.iter().find(|one| one["kind"] == "complete").expect("the model was asked");
    let lines = thought["body"]["messages"].to_string();
    assert!(lines.contains("my card is lost"), "{lines}");
    assert!(lines.contains("(interrupted)"), "barge-in: {lines}");
    // It spoke with the voice of the resource, and the caller heard it.
    assert!(phone.heard().hears(&Voice::of("I am sorry.")), "{asked:?}");
}

#[tokio::test]
async fn cc_66_what_is_said_is_written_down_for_whoever_said_it() {
    let unmixed = |builder: teams_cc_acs::CallAutomationBuilder| {
        builder.streaming_unmixed(AudioFormat::Pcm24KMono)
    };
    let center = Center::open_with(unmixed).await;
    let (speech, _) = azure(&center);
    let (phone, call) = center.answered([]).await;
    let (agent, seat) = center.agent();
    let agent = agent.answers_after(Duration::from_millis(50));
    soon(call.invite(&seat)).await.unwrap();
    let desk = agent.phone().await.expect("the agent is in the call");
    let mut utterances = soon(call.stream()).await.unwrap().utterances();
    // Both at once; a transcript of the service goes on beside it.
    let mut lines = soon(call.transcribe()).await.unwrap();
    phone.says("my card is lost");
    desk.says("please tell me its number");
    let mut said = Vec::new();
    for _ in 0..2 {
        let utterance = soon(utterances.next()).await.expect("somebody speaks");
        assert_eq!(utterance.sound.rate_hz(), 24_000);
        let words = soon(speech.recognise(utterance.sound, &Hints::default())).await.unwrap();
        said.push((utterance.who.unwrap().raw_id().to_owned(), words.expect("words")));
    }
    said.sort();
    let by = |id: String, words: &str| (id, words.to_owned());
    let caller = by(format!("4:{CALLER}"), "my card is lost");
    assert_eq!(said, [caller, by(agent.id(), "please tell me its number")]);
    let line = soon(lines.next()).await.expect("a line");
    assert!(!line.text.is_empty());
}

/// Never says anything.
struct Hangs;

impl Assistant for Hangs {
    async fn turn(&mut self, _: Heard) -> Turn {
        std::future::pending().await
    }
}

/// Says too much.
struct Rambles;

impl Assistant for Rambles {
    async fn turn(&mut self, _: Heard) -> Turn {
        Turn::resolved("And then. ".repeat(5_000))
    }
}

struct Panics;

impl Assistant for Panics {
    async fn turn(&mut self, _: Heard) -> Turn {
        panic!("out of ideas")
    }
}

#[tokio::test]
async fn cc_52_an_assistant_that_hangs_rambles_or_is_not_heard_ends_in_time() {
    let center = Center::open().await;
    let (speech, _) = azure(&center);
    let (phone, call) = center.answered([]).await;
    let mut limits = Limits::default();
    limits.thinks_for = Duration::from_millis(50);
    limits.hangs_after = Duration::from_millis(1_200);
    limits.filler = "A moment.".into();
    limits.most_letters = 20;
    limits.otherwise = Skill::new("people").at_least(1);
    let hung = soon(call.converse_over(&speech, &speech, Hangs, limits.clone())).await.unwrap();
    let Closing::Handover(handover) = hung else { panic!("{hung:?}") };
    assert_eq!(handover.need, limits.otherwise);
    assert!(phone.heard().hears(&Voice::of("A moment.")), "no silence without an end");
    let rambled = soon(call.converse_over(&speech, &speech, Rambles, limits.clone())).await;
    assert_eq!(rambled.unwrap(), Closing::Resolved);
    let asked = center.teams.ai().asked();
    let longest = asked.iter().filter_map(|one| one["words"].as_str()).map(str::len).max();
    assert!(longest.is_some_and(|letters| letters <= 20), "{asked:?}");
    // A voice that is out of order for good: a person takes over.
    center.teams.faults().add(Rule::always(Place::Ai, Fault::status(503)).on("/tts/"));
    limits.listening.synthesises_for = Duration::from_millis(300);
    let mute = soon(call.converse_over(&speech, &speech, Rambles, limits)).await;
    assert!(matches!(mute, Ok(Closing::Handover(_) | Closing::Resolved)), "{mute:?}");
}

#[tokio::test]
async fn cc_52_a_caller_of_a_story_that_panics_hears_the_end() {
    let center = Center::open().await;
    let (speech, _) = azure(&center);
    let calls = center.calls.clone();
    let serving = tokio::spawn(async move {
        let story = move |ring: teams_cc_acs::IncomingCall| {
            let speech = speech.clone();
            async move {
                let call = ring.answer().await?;
                call.converse_over(&speech, &speech, Panics, Limits::default()).await?;
                Ok::<_, teams_cc_core::Error>(Ended::HungUp(teams_cc_core::Side::Us))
            }
        };
        calls.serve(story).await
    });
    for _ in 0..2 {
        let phone = center.teams.acs().calls_from(CALLER).to("+18005550100").expect("it rings");
        assert!(phone.is_answered().await);
        assert!(phone.has_ended().await, "the next one is served as well");
    }
    serving.abort();
}

/// What comes until the stream is over.
async fn drained(audio: &mut Audio) -> usize {
    let mut frames = 0;
    while let Some(sound) = audio.next().await {
        frames += usize::from(matches!(sound, Sound::Audio(_)));
    }
    frames
}

#[tokio::test]
async fn rs_63_a_socket_with_a_forged_late_or_foreign_claim_is_no_stream() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    for fault in [
        Fault::NoToken,
        Fault::WrongAudience,
        Fault::WrongSignature,
        Fault::ExpiredToken,
        Fault::ForeignCall,
    ] {
        center.teams.faults().add(Rule::once(Place::AcsSocket, fault.clone()).on("media"));
        let refused = soon(call.stream()).await.unwrap_err();
        assert_eq!(refused.code(), "TCC-ACS-0402", "{fault:?}: {refused:?}");
    }
    // And the call has its stream all the same.
    let mut audio = soon(call.stream()).await.unwrap();
    assert!(matches!(soon(audio.next()).await, Some(Sound::Audio(_))));
}

#[tokio::test]
async fn cc_66_a_socket_that_brings_garbage_or_breaks_ends_its_stream_and_not_the_call() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    for fault in [Fault::Malformed, Fault::Binary, Fault::Huge, Fault::Reset] {
        center.teams.faults().add(Rule::once(Place::AcsSocket, fault.clone()).on("media"));
        let mut audio = soon(call.stream()).await.unwrap();
        let frames = soon(drained(&mut audio)).await;
        let broke = audio.broke().expect("it says why");
        assert_eq!(broke.code(), "TCC-ACS-0416", "{fault:?}");
        assert_eq!(audio.send(&[0; 320]).await.unwrap_err().code(), "TCC-ACS-0416", "{fault:?}");
        assert_eq!(frames > 0, fault == Fault::Reset, "{fault:?}: {frames}");
        drop(audio);
        // The caller is there, and hears us.
        soon(call.play(Prompt::text("Still here."))).await.unwrap();
    }
    let mut audio = soon(call.stream()).await.unwrap();
    assert!(matches!(soon(audio.next()).await, Some(Sound::Audio(_))));
    assert!(audio.broke().is_none());
}

#[tokio::test]
async fn cc_66_audio_faster_than_real_time_is_bounded_and_counted() {
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    center.teams.faults().add(Rule::once(Place::AcsSocket, Fault::Fast).on("media"));
    let mut audio = soon(call.stream()).await.unwrap();
    // Ten seconds came at once, and nobody took them.
    let flooded = async {
        while audio.lost() < 400 {
            tokio::task::yield_now().await;
        }
    };
    soon(flooded).await;
    for _ in 0..60 {
        assert!(matches!(soon(audio.next()).await, Some(Sound::Audio(_))), "it goes on");
    }
}

#[tokio::test]
async fn cc_66_an_assistant_whose_stream_breaks_says_so_and_the_story_goes_on() {
    let center = Center::open().await;
    let (speech, model) = azure(&center);
    let (_phone, call) = center.answered([]).await;
    center.teams.faults().add(Rule::once(Place::AcsSocket, Fault::Reset).on("media"));
    let assistant = CompletedBy::new(model, "You work for Contoso.").greeting("Hello.");
    let broke = call.converse_over(&speech, &speech, assistant, Limits::default());
    let broke = soon(broke).await.unwrap_err();
    assert_eq!(broke.code(), "TCC-ACS-0416", "{broke:?}");
    assert!(!broke.is_ended(), "a story does not take it for the caller's goodbye");
    soon(call.play(Prompt::text("Please hold."))).await.unwrap();
}
