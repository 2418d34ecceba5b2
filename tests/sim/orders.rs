//! RS-18: glare and crossing messages, in every order.

use std::time::Duration;

use teams_cc_core::CallId;
use teams_cc_sip::endpoint::{Command, Event, Phase, Reply};
use teams_cc_sip::testing::{End, Link, Pair, SDP_A, SDP_B};

use crate::scenarios::{FIRST, held, secs};

/// What both sides do at once in a call that is up.
const CROSSINGS: [(&str, [Act; 2]); 6] = [
    ("re-INVITE and re-INVITE", [Act::Reinvite, Act::Reinvite]),
    ("BYE and BYE", [Act::Bye, Act::Bye]),
    ("BYE and re-INVITE", [Act::Bye, Act::Reinvite]),
    ("re-INVITE and BYE", [Act::Reinvite, Act::Bye]),
    ("REFER and re-INVITE", [Act::Refer, Act::Reinvite]),
    ("REFER and BYE", [Act::Refer, Act::Bye]),
];

#[derive(Clone, Copy, Debug)]
enum Act {
    Reinvite,
    Bye,
    Refer,
}

impl Act {
    fn command(self, end: End) -> Command {
        let sdp = if end == End::A { SDP_A } else { SDP_B };
        match self {
            Self::Reinvite => Command::Reinvite(FIRST, held(sdp)),
            Self::Bye => Command::Bye(FIRST, Vec::new()),
            Self::Refer => Command::Refer(FIRST, "<sip:c@192.0.2.9>".into(), Vec::new()),
        }
    }
}

fn react(end: End, event: &Event) -> Vec<Command> {
    let sdp = if end == End::A { SDP_A } else { SDP_B };
    match event {
        Event::Incoming(call) => vec![Command::AnswerWith(*call, Reply::sdp(sdp))],
        Event::ReinviteAsked { call, .. } => vec![Command::AnswerReinvite(*call, held(sdp))],
        Event::ReferAsked { call, .. } => vec![
            Command::AcceptRefer(*call),
            Command::NotifyRefer(*call, teams_cc_sip::message::StatusCode::OK),
        ],
        _ => vec![],
    }
}

/// Each order of the first six messages: delays from {10, 35, 70} ms each.
fn orders() -> impl Iterator<Item = Vec<Duration>> {
    (0..3u32.pow(6)).map(|number| {
        let digit = |at| (number / 3u32.pow(at)) % 3;
        (0..6).map(|at| Duration::from_millis([10, 35, 70][digit(at) as usize])).collect()
    })
}

fn up(pair: &Pair, end: End) -> Option<CallId> {
    let call = pair.end(end).call(FIRST)?;
    (call.phase() == Phase::Up).then_some(FIRST)
}

#[test]
fn rs_18_whatever_crosses_in_whatever_order_both_sides_are_up_or_both_are_down() {
    for (name, acts) in CROSSINGS {
        for order in orders() {
            // Four messages set the call up (INVITE, 100, 200, ACK); the orders begin after them.
            let setup = std::iter::repeat_n(Duration::from_millis(20), 4);
            let link = Link::new(1).orders(setup.chain(order.clone()));
            let mut pair = Pair::udp(link);
            pair.call(End::A);
            pair.run(secs(1), |end, _, event| react(end, event));
            for (end, act) in [End::A, End::B].into_iter().zip(acts) {
                assert!(up(&pair, end).is_some(), "{}", pair.ladder());
                pair.command(end, act.command(end));
            }
            pair.run(secs(60), |end, _, event| react(end, event));

            let sides = [up(&pair, End::A), up(&pair, End::B)];
            let told = format!("{name} in {order:?}: {sides:?}\n{}", pair.ladder());
            assert_eq!(sides[0].is_some(), sides[1].is_some(), "{told}");
            for end in [End::A, End::B] {
                let expected = usize::from(sides[0].is_none());
                assert_eq!(pair.endings(end).len(), expected, "{told}");
            }
            if let (Some(a), Some(b)) = (pair.end(End::A).call(FIRST), pair.end(End::B).call(FIRST))
            {
                assert_eq!(a.local_description(), b.remote_description(), "{told}");
                assert_eq!(b.local_description(), a.remote_description(), "{told}");
                pair.command(End::A, Command::Bye(FIRST, Vec::new()));
                pair.run(secs(60), |end, _, event| react(end, event));
            }
            pair.pass(secs(60));
            pair.assert_nothing_is_left();
        }
    }
}

#[test]
fn rs_18_cancel_and_the_answer_cross_in_any_order_and_both_sides_end() {
    for order in orders() {
        for wait in [0, 5, 15, 25, 45] {
            let mut pair = Pair::udp(Link::new(1).orders(order.clone()));
            pair.call(End::A);
            // `Bye` is CANCEL before the answer and BYE after it.
            pair.later(Duration::from_millis(wait), End::A, Command::Bye(FIRST, Vec::new()));
            pair.run(secs(300), |end, _, event| react(end, event));
            let told = format!("{order:?} after {wait} ms\n{}", pair.ladder());
            assert_eq!(pair.endings(End::A).len(), 1, "{told}");
            assert_eq!(pair.endings(End::B).len(), 1, "{told}");
            pair.assert_nothing_is_left();
        }
    }
}
