//! The emulated service understands a real softphone: baresip says what espeak-ng has spoken, and
//! the right answer comes back, to our client and to Microsoft's.

use std::process::Command;
use std::time::Duration;

use teams_cc_acs::calls::Answered;
use teams_cc_acs::models::Identifier;
use teams_cc_acs::{CallAutomation, Calls};
use teams_cc_core::Prompt;
use teams_cc_core::speech::Synthesise as _;
use teams_cc_emulator::Emulator;
use teams_cc_emulator::acs::{Ear, EarSettings};
use teams_cc_emulator::audio::write_wav;
use teams_cc_emulator::speech::Espeak;

use crate::acs_softphone::listens;
use crate::baresip::{Phone, Setup};
use crate::program::{Folder, Running, program, root};

const NUMBER: &str = "+18005550100";
const PATIENCE: Duration = Duration::from_secs(30);
/// What the ear knows whatever is asked.
const KNOWN: [&str; 3] = ["speak to an agent", "what are your opening hours", "track my order"];

/// A softphone that says these, each after so many seconds of silence; faster than the ear's own
/// voices speak.
async fn says(folder: &Folder, said: &[(u64, &str)]) -> Option<Phone> {
    program("espeak-ng")?;
    let mut sound = Vec::new();
    for (seconds, words) in said {
        sound.extend(vec![0i16; *seconds as usize * 8_000]);
        let voice = Espeak::voice("en-us").words_a_minute(175);
        let spoken = voice.synthesise(words, 8_000).await.expect("espeak-ng speaks");
        sound.extend_from_slice(spoken.samples());
    }
    sound.extend(vec![0i16; 120 * 8_000]);
    let says = folder.write("says.wav", write_wav(&sound));
    Phone::start(&Setup { user: "customer", says: &says, certificate: "", believes: None }, folder)
}

/// An emulator with an ear and a number.
async fn service() -> Emulator {
    let teams = Emulator::start().await;
    let acs = teams.acs();
    acs.number(NUMBER);
    let known = EarSettings::default().phrases(KNOWN);
    let ear = tokio::task::spawn_blocking(|| Ear::new(known)).await.expect("no panic");
    acs.listens_with(ear.expect("espeak-ng speaks"));
    teams
}

/// Our client, where the emulated service reaches it.
async fn client(teams: &Emulator) -> Calls {
    let here = teams.acs();
    let acs = CallAutomation::builder()
        .connection_string(here.connection_string())
        .resource_id(here.resource_id().to_string())
        .intelligence(teams.config().acs_intelligence.clone())
        .locale("en-US")
        .openid_document(format!("{}/calling/.well-known/acsopenidconfiguration", here.endpoint()))
        .build()
        .unwrap();
    listens(&acs, teams).await
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_65_what_baresip_says_is_the_answer_to_our_question() {
    let folder = Folder::new("ear");
    let said = [
        (4, "I lost my card"),
        (4, "speak to an agent"),
        (4, "I like green apples"),
        (12, "track my order"),
    ];
    let Some(mut phone) = says(&folder, &said).await else { return };
    let teams = service().await;
    let calls = client(&teams).await;
    phone.dial(&format!("sip:{NUMBER}@{}", teams.config().carrier));
    let call = calls.next_call().await.answer().await.expect("answered");
    let question = |prompt: &str| {
        let asked = call.question(Prompt::text(prompt)).patience(PATIENCE);
        asked.choice("bill", ["my bill is wrong"]).choice("card", ["I lost my card", "lost card"])
    };
    let chosen = Answered::Choice { label: "card".into(), phrase: Some("i lost my card".into()) };
    let answer = question("How can I help?").await.expect("an answer");
    assert_eq!(answer, chosen, "\n{}", teams.ladder());
    // Free words are those that the ear knows.
    let words = call.question(Prompt::text("And?")).words().patience(PATIENCE).await;
    assert_eq!(words.expect("an answer"), Answered::Words("speak to an agent".into()));
    // What is no option does not match one, and silence is silence.
    let trace = |text: &str| teams.ladder().to_string().matches(text).count();
    assert_eq!(question("Which?").await.expect("it ends"), Answered::Nothing);
    assert_eq!(trace("is not understood"), 1, "\n{}", teams.ladder());
    let silence = question("Hello?").patience(Duration::from_secs(2)).await;
    assert_eq!(silence.expect("it ends"), Answered::Nothing);
    assert_eq!(trace("is not understood"), 1, "nobody spoke");
    // A transcript has what was said, when, and by whom.
    let mut lines = call.transcribe().await.expect("it begins");
    let line = loop {
        let next = tokio::time::timeout(PATIENCE, lines.next()).await.expect("in time");
        let line = next.expect("a line");
        if line.is_final {
            break line;
        }
    };
    assert_eq!(line.text, "track my order");
    assert_eq!(line.who.as_ref().map(Identifier::raw_id), call.peer().map(Identifier::raw_id));
    call.hang_up().await.expect("ended");
    phone.says("terminated", PATIENCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn acs_10_microsofts_python_client_asks_what_baresip_answers() {
    let folder = Folder::new("ear-python");
    let Some(python) = crate::python::python() else { return };
    let said = [(4, "I lost my card"), (4, "speak to an agent")];
    let Some(mut phone) = says(&folder, &said).await else { return };
    let teams = service().await;
    let config = teams.config();
    let mut command = Command::new(python);
    command.arg(root().join("tests/interop/python/ear.py"));
    command.args([&config.acs, config.acs_key.expose(), &config.control]);
    let mut script = Running::start(&mut command, &folder, "python");
    script.says("it waits for a call", PATIENCE);
    phone.dial(&format!("sip:{NUMBER}@{}", config.carrier));
    script.says("ok    a choice by voice", PATIENCE);
    script.says("ok    words by voice", PATIENCE);
    script.says("ok    silence", PATIENCE);
    phone.says("terminated", PATIENCE);
}
