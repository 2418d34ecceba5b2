//! The emulated carrier itself, judged by SIPp: who judges others is judged.

use std::time::Duration;

use teams_cc_emulator::{Emulator, Ringing};

use super::{Over, Sipp};

const PATIENCE: Duration = Duration::from_secs(30);

#[tokio::test(flavor = "multi_thread")]
async fn em_13_sipp_calls_a_line_of_the_emulated_carrier_over_udp_and_tcp() {
    let Some(sipp) = Sipp::new("sipp-line") else { return };
    let teams = Emulator::start().await;
    teams.carrier().line("+14255550199", Ringing::Answer { after_ms: 200 });
    let target = teams.stage().addresses().carrier;
    for over in [Over::Udp, Over::Tcp] {
        let up = Duration::from_millis(300);
        let run = sipp.calls("caller", over, ("+14255550199", target), 2, up);
        tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn em_13_the_emulated_carrier_calls_sipp_and_hears_its_echo() {
    let Some(sipp) = Sipp::new("sipp-echo") else { return };
    for over in [Over::Udp, Over::Tcp] {
        let teams = Emulator::start().await;
        let answerer = sipp.answers(over, 1);
        teams.stage().carrier_trunk_is_at(answerer.address);
        let carrier = match over {
            Over::Udp => teams.carrier(),
            Over::Tcp => teams.carrier().over_tcp(),
        };
        let phone = carrier.call("+14255550100", "+14255550199").await;
        assert!(phone.is_answered().await, "{over:?}\n{}", teams.ladder());
        let voice = phone.voice();
        assert!(phone.hears(&voice).await, "{over:?}: the echo\n{}", teams.ladder());
        phone.hang_up().await;
        let done = tokio::task::spawn_blocking(move || answerer.succeeds_within(PATIENCE)).await;
        done.expect("well");
    }
}
