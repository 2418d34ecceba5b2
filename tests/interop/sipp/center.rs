//! SIPp's callers are queued and answered by an agent in Teams.

use std::time::Duration;

use teams_cc_emulator::Step;
use teams_cc_sip::Transport;

use super::{Over, Sipp};
use crate::center::{Center, First};
use crate::tshark::dissect;

const PATIENCE: Duration = Duration::from_secs(60);

async fn calls_in(over: Over, transport: Transport) {
    let Some(sipp) = Sipp::new("sipp-center") else { return };
    let center = Center::open(First::Queue).await;
    let target = ("+14255550199", center.at(transport));
    let run = sipp.calls("caller", over, target, 3, Duration::from_millis(1500));
    tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    let teams = center.teams.clone();
    let through = |calls: &[teams_cc_emulator::CallRecord]| {
        calls.len() == 3 && calls.iter().all(|call| call.ended.is_some())
    };
    let waiting = teams.calls().wait_until(through);
    let in_time = tokio::time::timeout(Duration::from_secs(10), waiting).await;
    let calls = teams.calls().list();
    assert!(in_time.is_ok(), "{calls:?}\n{}", teams.ladder());
    for call in calls {
        assert_eq!(call.user, Some(center.adele.id()));
        assert!(call.answered.is_some(), "{call:?}\n{}", teams.ladder());
        assert_eq!(call.violations, Vec::<String>::new(), "\n{}", teams.ladder());
    }
    let capture = center.close().await;
    if let Some(seen) = dissect(&capture.path()) {
        assert_eq!(seen.what.iter().filter(|what| *what == "BYE").count(), 6, "{seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_sipp_over_udp_are_queued_and_answered() {
    calls_in(Over::Udp, Transport::Udp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_sipp_over_tcp_are_queued_and_answered() {
    calls_in(Over::Tcp, Transport::Tcp).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_caller_of_sipp_is_hung_up_when_the_agent_hangs_up() {
    let Some(sipp) = Sipp::new("sipp-listener") else { return };
    let center = Center::open(First::Queue).await;
    let target = ("+14255550199", center.at(Transport::Udp));
    let run = sipp.calls("listener", Over::Udp, target, 1, Duration::ZERO);
    assert!(center.adele.is_in_a_call().await, "\n{}", center.teams.ladder());
    center.adele.hang_up().await;
    tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    center.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn callers_of_sipp_wait_their_turn_for_the_one_agent() {
    let Some(sipp) = Sipp::new("sipp-queue") else { return };
    let center = Center::open(First::Queue).await;
    let adele = center.adele.clone().then([Step::Talk { ms: 400 }, Step::HangUp]);
    let target = ("+14255550199", center.at(Transport::Udp));
    let run = sipp.calls_at_once("listener", Over::Udp, target, 4);
    tokio::task::spawn_blocking(move || run.succeeds_within(PATIENCE)).await.expect("well");
    let calls = center.teams.calls().list();
    let mut served: Vec<_> = calls
        .iter()
        .filter(|call| call.user == Some(adele.id()))
        .map(|call| (call.started, call.ended.expect("SIPp is through")))
        .collect();
    served.sort();
    assert_eq!(served.len(), 4, "one offer each\n{}", center.teams.ladder());
    // One agent, one phone: nobody rings while somebody is talked to.
    assert!(served.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{served:?}");
    center.close().await;
}
