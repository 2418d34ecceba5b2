//! The program of the README, compiled from its text (experience N8).

use teams_cc_emulator::Emulator;
use teams_cc_emulator::audio::Voice;
use teams_cc_sip::{Target, Transport};

use crate::program::{Folder, Running, root};
use crate::{PATIENCE, command};

#[tokio::test(flavor = "multi_thread")]
async fn the_program_of_the_readme_greets_and_connects() {
    let folder = Folder::new("readme");
    let mut program = Running::start(&mut command("readme", &folder), &folder, "readme");
    program.says("dial sip:hello@", PATIENCE);
    let log = program.log();
    let port =
        log.lines().find(|line| line.starts_with("dial")).and_then(|line| line.rsplit(':').next());
    let port = port.and_then(|port| port.trim().parse().ok()).expect("a port");

    let elsewhere = Emulator::start().await; // only its carrier is used here
    let target = Target::new(Transport::Udp, "127.0.0.1", port);
    let phone = elsewhere.carrier().over(target).call("+14255550123", "hello").await;
    assert!(phone.is_answered().await, "{:?}", phone.statuses());
    let welcome = std::fs::read(root().join("examples/sounds/welcome.wav")).expect("the prompt");
    let welcome = Voice::wav(&welcome).expect("16 bit at 8 kHz");
    assert!(phone.hears(&welcome).await);
    assert!(phone.hears(&Voice::of("adele@adatum.example")).await, "then Adele answers");
    phone.hang_up().await;
}
