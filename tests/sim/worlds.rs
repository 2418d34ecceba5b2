//! RS-17: loss of any one message, and of many, does not change how a call ends.

use std::time::Duration;

use teams_cc_sip::Transport;
use teams_cc_sip::testing::{End, Link};

use crate::scenarios::{SCENARIOS, outcome, play, secs};

/// How many worlds: 500 in the short form, any number by `TEAMS_CC_WORLDS`.
fn worlds() -> u64 {
    std::env::var("TEAMS_CC_WORLDS").ok().and_then(|text| text.parse().ok()).unwrap_or(500)
}

#[test]
fn rs_17_the_loss_of_any_one_message_changes_no_outcome() {
    let mut losses = 0;
    for scenario in &SCENARIOS {
        let clean = play(scenario, Transport::Udp, Link::new(1));
        let expected = outcome(&clean);
        for lost in 0..clean.sent().len() as u64 {
            let pair = play(scenario, Transport::Udp, Link::new(1).lose(lost));
            assert_eq!(
                outcome(&pair),
                expected,
                "{} without message {lost}\n{}",
                scenario.name,
                pair.ladder()
            );
            pair.assert_nothing_is_left();
            losses += 1;
        }
    }
    println!("{losses} losses, one at a time, in {} scenarios", SCENARIOS.len());
}

#[test]
fn rs_17_random_loss_of_five_and_twenty_per_cent_is_survived() {
    for (per_mille, least) in [(10, 9_999), (50, 9_999), (200, 9_900)] {
        let (mut good, mut all) = (0u64, 0u64);
        for seed in 0..worlds() {
            let scenario = &SCENARIOS[(seed % SCENARIOS.len() as u64) as usize];
            let link = Link::new(seed)
                .loss(per_mille)
                .doubles(20)
                .jitter(Duration::from_millis(if seed % 2 == 0 { 0 } else { 60 }));
            let pair = play(scenario, Transport::Udp, link);
            // Whatever was lost: each call ends exactly once on both sides, and nothing is left.
            for end in [End::A, End::B] {
                let endings = pair.endings(end).len();
                let reached = end == End::A || endings == 1 || pair.events(end).count() == 0;
                assert!(
                    reached && endings <= 1,
                    "seed {seed}: {}\n{}",
                    scenario.name,
                    pair.ladder()
                );
            }
            pair.assert_nothing_is_left();
            let told = outcome(&pair);
            all += 1;
            let lost = ["NoResponse", "NoAck", "Forgotten", "Unreachable", "Expired", "Broken"];
            good += u64::from(!lost.iter().any(|word| told.contains(word)));
        }
        println!("{per_mille} of 1000 lost: {good} of {all} calls as they should be");
        assert!(good * 10_000 >= all * least, "{per_mille} of 1000 lost: {good} of {all}");
    }
}

#[test]
fn rs_30_broken_connections_end_no_call() {
    for scenario in &SCENARIOS {
        for moment in (0..60_000u64).step_by(997) {
            let mut pair =
                teams_cc_sip::testing::Pair::new(Transport::Tcp, Link::new(1), scenario.tune);
            pair.call(End::A);
            pair.run(Duration::from_millis(moment), scenario.react);
            let broken = pair.events(End::A).count();
            pair.break_connections();
            pair.run(secs(600), scenario.react);
            // Who has not answered yet may be lost with its connection; nobody ends twice.
            for end in [End::A, End::B] {
                assert!(
                    pair.endings(end).len() <= 1,
                    "{} at {moment} ms after {broken} events",
                    scenario.name
                );
            }
        }
    }
}

#[test]
fn clocks_may_jump() {
    for scenario in &SCENARIOS {
        for jump in [1, 40, 400, 4_000, 40_000] {
            let mut pair =
                teams_cc_sip::testing::Pair::new(Transport::Udp, Link::new(1), scenario.tune);
            pair.call(End::A);
            pair.run(secs(1), scenario.react);
            pair.jump(secs(jump));
            pair.run(secs(100_000), scenario.react);
            for end in [End::A, End::B] {
                assert!(pair.endings(end).len() <= 1, "{} {jump} s", scenario.name);
            }
        }
    }
}
