use std::time::Duration;

use super::{Command, Endpoint, Event, Why};
use crate::testing::{End, Link, Pair};

fn answering(_: End, _: &Endpoint, event: &Event) -> Vec<Command> {
    match event {
        Event::Incoming(call) => vec![Command::Answer(*call)],
        Event::Answered { call, .. } => vec![Command::Bye(*call, Vec::new())],
        _ => vec![],
    }
}

#[test]
fn a_call_is_made_answered_and_hung_up() {
    for mut pair in [Pair::udp(Link::new(1)), Pair::tcp(Link::new(1))] {
        pair.call(End::A);
        pair.run(Duration::from_secs(120), answering);
        for end in [End::A, End::B] {
            let endings = pair.endings(end);
            assert_eq!(endings.len(), 1, "{}", pair.ladder());
            assert!(matches!(endings[0].1.why(), Why::Bye(_)), "{:?}", endings[0]);
        }
        println!("{}", pair.ladder());
        pair.assert_nothing_is_left();
    }
}

#[test]
fn rs_01_any_operations_in_any_order_leave_nothing_behind() {
    let mut rng = teams_cc_core::Rng::from_seed(31);
    for round in 0..1_500u64 {
        let length = 8 + rng.below(160) as usize;
        let mut operations = vec![0; length];
        rng.fill(&mut operations);
        println!("round {round}: {operations:?}"); // shown when it fails
        crate::testing::fuzz::endpoint(&operations);
    }
}
