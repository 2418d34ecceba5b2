//! Extend + Power as a program: an assistant hands a caller over to an agent's desktop, and
//! whispers (CC-50, CC-52, CC-54, CC-66).

use std::collections::BTreeMap;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Guid, TenantId};
use teams_cc_emulator::Emulator;
use teams_cc_emulator::acs::CallerStep;

use crate::program::{Folder, Running, free_tcp, our_program};
use crate::{PATIENCE, command};

const NUMBER: &str = "+18005550100";
const ACCOUNT: &str = "e5b7f628-ea94-4fdc-b3d9-1af1fe231111";

#[tokio::test(flavor = "multi_thread")]
async fn cc_50_an_assistant_hands_over_to_the_vendors_desktop_and_whispers() {
    let teams = Emulator::start().await;
    let here = teams.acs();
    let (adele, account) = (Guid::from_u128(0x4b44_4206), ACCOUNT.parse().expect("a GUID"));
    let tenant: TenantId = "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().expect("a GUID");
    here.teams_number(NUMBER, tenant, account);
    let agent = here.agent(tenant, adele).answers_after(Duration::from_millis(200));
    let (listen, folder) = (free_tcp(), Folder::new("power"));
    let public = format!("http://{listen}/acs");
    let mut power = command("power", &folder);
    power
        .args([public.clone(), listen.to_string(), tenant.to_string(), ACCOUNT.into()])
        .arg(adele.to_string())
        .envs(teams.config().env());
    let mut power = Running::start(&mut power, &folder, "power");
    power.says("we may answer for it", PATIENCE);
    power.says("serving", PATIENCE);
    here.subscribe(&format!("{public}/events")).await.expect("the program shakes hands");

    let words = CallerStep::Say { words: "my card is lost".into() };
    let caller = here.calls_from("+14255550101").then([CallerStep::WaitForQuestion, words]);
    let caller = caller.to(NUMBER).expect("it rings");
    power.says("has joined", PATIENCE);
    assert!(caller.talks_to(&agent).await, "\n{}", teams.ladder());
    // The transcript begins a moment after the agent has joined.
    while !teams.ladder().to_string().contains("TranscriptionStarted") {
        tokio::task::yield_now().await;
    }
    caller.says("I want to cancel my contract");
    power.says("whispered", PATIENCE);
    caller.hang_up();
    power.says("hung up by the other side", PATIENCE);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_emulator_as_a_program_says_which_environment_to_set() {
    let folder = Folder::new("power-program");
    let emulator = our_program("teams-cc-emulator");
    let mut emulator = Running::start(&mut Command::new(emulator), &folder, "emulator");
    emulator.says("\"control\"", PATIENCE);
    let log = emulator.log();
    let ready: Value = serde_json::from_str(log.lines().next().expect("a line")).expect("JSON");
    let control = ready["control"].as_str().expect("where orders go");
    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let all = http.get(control).send().await.expect("it answers").bytes().await.expect("a body");
    let all: Value = serde_json::from_slice(&all).expect("JSON");
    let env: BTreeMap<String, String> =
        serde_json::from_value(all["env"].clone()).expect("names and values");

    let listen = free_tcp();
    let mut power = command("power", &folder);
    power.args([format!("http://{listen}/acs"), listen.to_string()]).envs(env);
    let mut power = Running::start(&mut power, &folder, "power");
    // The service knows the key, and the program trusts the service.
    power.says("we may answer for it", PATIENCE);
    power.says("serving", PATIENCE);
}
