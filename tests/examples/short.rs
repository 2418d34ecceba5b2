//! Programs of about thirty lines, each for one thing that contact centres do.

use std::time::Duration;

use serde_json::Value;
use teams_cc::Key;
use teams_cc_core::{Guid, TenantId};
use teams_cc_emulator::acs::{AcsAgent, CallerStep};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::{Emulator, Ringing};

use crate::program::{Folder, Running, free_tcp, run};
use crate::{PATIENCE, command};

const CUSTOMER: &str = "+14255550107";
const AGENT: &str = "+14255550101";
const NUMBER: &str = "+18005550100";

fn carrier(teams: &Emulator, folder: &Folder) {
    let from = teams.config().carrier_file;
    std::fs::copy(from, folder.path().join("carrier.toml")).expect("the folder is writable");
}

/// A program's lines that are neither comment nor empty.
fn lines_of(name: &str) -> usize {
    let file = crate::program::root().join(format!("examples/{name}.rs"));
    let text = std::fs::read_to_string(file).expect("it is an example");
    let counts = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("//");
    text.lines().filter(counts).count()
}

#[test]
fn i2_they_are_short() {
    for name in ["ivr", "outbound", "screen_pop", "handover", "supervisor"] {
        assert!(lines_of(name) <= 30, "{name}: {}", lines_of(name));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_a_choice_leads_to_a_queue_and_to_an_agent() {
    let teams = Emulator::start().await;
    let folder = Folder::new("ivr");
    carrier(&teams, &folder);
    let plan = format!(
        "overflow = \"+14255550188\"\n[[queue]]\nname = \"calls\"\n\
         [[agent]]\nid = \"adele\"\naddress = \"{AGENT}\"\nskills = {{ billing = 5 }}\n"
    );
    folder.write("queues.toml", plan);
    teams.carrier().line(AGENT, Ringing::Answer { after_ms: 200 });
    let mut ivr = Running::start(command("ivr", &folder).arg(folder.path()), &folder, "ivr");
    ivr.says("serving", PATIENCE);
    let phone = teams.carrier().call(CUSTOMER, "+14255550199").await;
    phone.press(Key::D1).await;
    let agent = teams.carrier().phone_of(AGENT).await.expect("the agent rings");
    agent.says(agent.voice());
    assert!(phone.hears(&agent.voice()).await, "\n{}", teams.ladder());
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_only_who_consents_is_connected() {
    for (key, outcome) in [(Key::D1, "connected"), (Key::D9, "no consent")] {
        let teams = Emulator::start().await;
        let folder = Folder::new("outbound");
        carrier(&teams, &folder);
        for number in [CUSTOMER, AGENT] {
            teams.carrier().line(number, Ringing::Answer { after_ms: 200 });
        }
        let mut outbound = command("outbound", &folder);
        outbound.arg(folder.path()).args([CUSTOMER, AGENT]);
        let mut outbound = Running::start(&mut outbound, &folder, "outbound");
        let customer = teams.carrier().phone_of(CUSTOMER).await.expect("the customer is called");
        customer.press(key).await;
        if key == Key::D1 {
            let agent = teams.carrier().phone_of(AGENT).await.expect("the agent is called");
            agent.says(agent.voice());
            assert!(customer.hears(&agent.voice()).await, "\n{}", teams.ladder());
            customer.hang_up().await;
        }
        outbound.says(outcome, PATIENCE);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_a_supervisor_listens_whispers_and_barges_in() {
    let teams = Emulator::start().await;
    let (folder, boss) = (Folder::new("supervisor"), "+14255550102");
    carrier(&teams, &folder);
    for number in [AGENT, boss] {
        teams.carrier().line(number, Ringing::Answer { after_ms: 200 });
    }
    let mut supervisor = command("supervisor", &folder);
    supervisor.arg(folder.path()).args([AGENT, boss]);
    let mut supervisor = Running::start(&mut supervisor, &folder, "supervisor");
    supervisor.says("serving", PATIENCE);
    let phone = teams.carrier().call(CUSTOMER, "+14255550199").await;
    let phone_of = async |number| teams.carrier().phone_of(number).await.expect("it rings");
    let (agent, boss) = (phone_of(AGENT).await, phone_of(boss).await);
    supervisor.says("listens: true", PATIENCE);
    agent.says(Voice::silence());
    boss.says(boss.voice());
    phone.says(phone.voice());
    assert!(boss.hears(&phone.voice()).await, "they listen\n{}", teams.ladder());
    phone.says(Voice::silence());
    boss.press(Key::D2).await;
    supervisor.says("Whisper", PATIENCE);
    assert!(agent.hears(&boss.voice()).await, "the agent hears the whisper\n{}", teams.ladder());
    assert!(!phone.heard().hears(&boss.voice()), "the caller does not");
    boss.press(Key::D3).await;
    supervisor.says("Barge", PATIENCE);
    assert!(phone.hears(&boss.voice()).await, "all hear who barges in\n{}", teams.ladder());
}

/// Starts a program of Call Automation with one agent, and calls it.
async fn pops(name: &str, script: Vec<CallerStep>) -> (Value, Emulator) {
    let teams = Emulator::start().await;
    let (here, tenant) = (teams.acs(), TenantId(Guid::from_u128(7)));
    here.teams_number(NUMBER, tenant, Guid::from_u128(8));
    let agent: AcsAgent = here.agent(tenant, Guid::from_u128(9));
    let agent = agent.answers_after(Duration::from_millis(200));
    let (listen, folder) = (free_tcp(), Folder::new(name));
    let public = format!("http://{listen}/acs");
    let mut program = command(name, &folder);
    program.args([public.clone(), listen.to_string(), agent.id()]).envs(teams.config().env());
    let mut program = Running::start(&mut program, &folder, name);
    program.says("serving", PATIENCE);
    here.subscribe(&format!("{public}/events")).await.expect("it shakes hands");
    let caller = here.calls_from(CUSTOMER).named("Grace").then(script).to(NUMBER).expect("rings");
    assert!(caller.talks_to(&agent).await, "\n{}", teams.ladder());
    (agent.context().expect("the screen shows something"), teams)
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_the_agents_screen_shows_the_caller() {
    let (shown, _teams) = pops("screen_pop", Vec::new()).await;
    let caller = &shown["teamsPhoneCallDetails"]["teamsPhoneCallerDetails"];
    assert_eq!(caller["name"], "Grace", "{shown}");
    assert_eq!(caller["screenPopUrl"], "https://crm.contoso.example/customers/4711");
}

#[tokio::test(flavor = "multi_thread")]
async fn i2_the_agents_screen_shows_what_the_assistant_heard() {
    let words = CallerStep::Say { words: "my invoice is wrong".into() };
    let (shown, _teams) = pops("handover", vec![CallerStep::WaitForQuestion, words]).await;
    assert_eq!(shown["teamsPhoneCallDetails"]["callTopic"], "my invoice is wrong", "{shown}");
}

#[test]
fn i2_a_missing_environment_is_one_error_that_names_the_variable() {
    let folder = Folder::new("screen-pop-without");
    let output = run(&mut command("screen_pop", &folder), b"", PATIENCE);
    assert!(!output.status.success());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("TEAMS_CC_ACS_CONNECTION_STRING"), "{said}");
}
