//! Stories between two endpoints, each with the outcome that no network may change.

use std::time::Duration;

use teams_cc_core::CallId;
use teams_cc_sip::Transport;
use teams_cc_sip::endpoint::{
    Command, Endpoint, EndpointConfig, Event, Provisionals, Rejection, Reply,
};
use teams_cc_sip::message::StatusCode;
use teams_cc_sip::testing::{End, Link, Pair, Planned, SDP_A, SDP_B};

/// The first call of either end.
pub(crate) const FIRST: CallId = CallId(1);

pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    pub(crate) tune: fn(EndpointConfig) -> EndpointConfig,
    pub(crate) react: fn(End, &Endpoint, &Event) -> Vec<Planned>,
}

pub(crate) fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn now(command: Command) -> Vec<Planned> {
    vec![command.into()]
}

fn after(seconds: u64, command: Command) -> Vec<Planned> {
    vec![(secs(seconds), command).into()]
}

fn status(code: u16) -> StatusCode {
    StatusCode::new(code).expect("a status code")
}

fn answer(call: CallId) -> Vec<Planned> {
    now(Command::AnswerWith(call, Reply::sdp(SDP_B)))
}

fn bye(call: CallId) -> Command {
    Command::Bye(call, Vec::new())
}

fn plain(config: EndpointConfig) -> EndpointConfig {
    config
}

/// Another description, so that it is no refresh.
pub(crate) fn held(sdp: &str) -> Reply {
    Reply::sdp(format!("{sdp}a=inactive\r\n"))
}

pub(crate) const SCENARIOS: [Scenario; 12] = [
    Scenario {
        name: "the caller hangs up",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => vec![
                Command::Progress(*call, StatusCode::RINGING, Reply::new()).into(),
                (secs(3), Command::AnswerWith(*call, Reply::sdp(SDP_B))).into(),
            ],
            Event::Answered { call, .. } => after(40, bye(*call)),
            _ => vec![],
        },
    },
    Scenario {
        name: "the callee hangs up",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Confirmed { call, .. } => after(40, bye(*call)),
            _ => vec![],
        },
    },
    Scenario {
        name: "the callee hangs up before it has seen the ACK",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => {
                let mut both = answer(*call);
                both.push(bye(*call).into());
                both
            }
            _ => vec![],
        },
    },
    Scenario {
        name: "the callee is busy",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => {
                now(Command::Reject(*call, Rejection::new(StatusCode::BUSY_HERE)))
            }
            _ => vec![],
        },
    },
    Scenario {
        name: "the caller gives up while it rings",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => {
                now(Command::Progress(*call, StatusCode::RINGING, Reply::new()))
            }
            // Late enough for a 180 that was lost; 180 is not repeated.
            _ => vec![],
        },
    },
    Scenario {
        name: "hold and resume by the caller",
        tune: plain,
        react: |end, endpoint, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Answered { call, .. } => after(2, Command::Reinvite(*call, held(SDP_A))),
            Event::ReinviteAsked { call, .. } => now(Command::AnswerReinvite(*call, held(SDP_B))),
            Event::Reinvited { call, .. } if end == End::A => {
                let local = endpoint.call(*call).and_then(|call| call.local_description());
                if local.is_some_and(|sdp| sdp.ends_with(b"a=inactive\r\n")) {
                    after(2, Command::Reinvite(*call, Reply::sdp(SDP_A)))
                } else {
                    after(2, bye(*call))
                }
            }
            _ => vec![],
        },
    },
    Scenario {
        name: "hold by the callee",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Confirmed { call, ack } if ack.body().is_empty() => {
                after(2, Command::Reinvite(*call, held(SDP_B)))
            }
            Event::ReinviteAsked { call, .. } => now(Command::AnswerReinvite(*call, held(SDP_A))),
            Event::Reinvited { call, .. } => after(2, bye(*call)),
            _ => vec![],
        },
    },
    Scenario {
        name: "the callee transfers the caller",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Confirmed { call, .. } => {
                after(2, Command::Refer(*call, "<sip:c@192.0.2.9>".into(), Vec::new()))
            }
            Event::ReferAsked { call, .. } => vec![
                Command::AcceptRefer(*call).into(),
                (secs(1), Command::NotifyRefer(*call, StatusCode::RINGING)).into(),
                (secs(2), Command::NotifyRefer(*call, StatusCode::OK)).into(),
            ],
            Event::Notified { call, request } if request.body().starts_with(b"SIP/2.0 200") => {
                now(bye(*call))
            }
            _ => vec![],
        },
    },
    Scenario {
        name: "early media, then the answer",
        tune: plain,
        react: |_, _, event| match event {
            Event::Incoming(call) => vec![
                Command::Progress(*call, StatusCode::SESSION_PROGRESS, Reply::sdp(SDP_B)).into(),
                (secs(1), Command::AnswerWith(*call, Reply::sdp(SDP_B))).into(),
            ],
            Event::Answered { call, .. } => after(2, bye(*call)),
            _ => vec![],
        },
    },
    Scenario {
        name: "reliable early media, then the answer",
        tune: |config| config.provisionals(Provisionals::Reliable),
        react: |_, _, event| match event {
            Event::Incoming(call) => vec![
                Command::Progress(*call, StatusCode::SESSION_PROGRESS, Reply::sdp(SDP_B)).into(),
                Command::Progress(*call, StatusCode::RINGING, Reply::new()).into(),
                (secs(1), Command::AnswerWith(*call, Reply::sdp(SDP_B))).into(),
            ],
            Event::Answered { call, .. } => after(2, bye(*call)),
            _ => vec![],
        },
    },
    Scenario {
        name: "an offer in the answer",
        tune: plain,
        react: |end, _, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Answered { call, .. } if end == End::A => vec![
                Command::AnswerWith(*call, Reply::sdp(SDP_A)).into(),
                (secs(5), bye(*call)).into(),
            ],
            _ => vec![],
        },
    },
    Scenario {
        name: "both renegotiate at once",
        tune: plain,
        react: |end, _, event| match event {
            Event::Incoming(call) => answer(*call),
            Event::Answered { call, .. } => vec![
                (secs(10), Command::Reinvite(*call, held(SDP_A))).into(),
                (secs(90), bye(*call)).into(),
            ],
            Event::Confirmed { call, ack } if ack.body().is_empty() => {
                // The ACK took as long as the answer before it.
                vec![(Duration::from_millis(9_980), Command::Reinvite(*call, held(SDP_B))).into()]
            }
            Event::ReinviteAsked { call, .. } => {
                let sdp = if end == End::A { SDP_A } else { SDP_B };
                now(Command::AnswerReinvite(*call, held(sdp)))
            }
            _ => vec![],
        },
    },
];

/// Plays a scenario to its end.
pub(crate) fn play(scenario: &Scenario, transport: Transport, link: Link) -> Pair {
    let mut pair = Pair::new(transport, link, scenario.tune);
    if scenario.name.starts_with("an offer in the answer") {
        pair.call_with(End::A, teams_cc_sip::endpoint::Invite::without_body);
    } else {
        pair.call(End::A);
    }
    if scenario.name.starts_with("the caller gives up") {
        pair.later(secs(10), End::A, bye(FIRST));
    }
    pair.run(secs(600), scenario.react);
    pair
}

/// What no network may change.
pub(crate) fn outcome(pair: &Pair) -> String {
    let mut lines = Vec::new();
    for end in [End::A, End::B] {
        for (call, ending) in pair.endings(end) {
            lines.push(format!("{end:?} {call} {:?}", ending.why()));
        }
        for event in pair.events(end) {
            match event {
                Event::Reinvited { .. } => lines.push(format!("{end:?} reinvited")),
                Event::ReinviteFailed { status, .. } => {
                    lines.push(format!("{end:?} reinvite failed {status:?}"));
                }
                Event::ReferAnswered { status, .. } => {
                    lines.push(format!("{end:?} refer answered {status:?}"));
                }
                Event::Refused { error, .. } => lines.push(format!("{end:?} refused {error}")),
                _ => {}
            }
        }
    }
    lines.join("\n")
}

#[test]
fn each_scenario_ends_as_it_should_when_nothing_is_lost() {
    for scenario in &SCENARIOS {
        for transport in [Transport::Udp, Transport::Tcp] {
            let pair = play(scenario, transport, Link::new(1));
            let told = outcome(&pair);
            assert_eq!(
                pair.endings(End::A).len(),
                1,
                "{}: {told}\n{}",
                scenario.name,
                pair.ladder()
            );
            assert_eq!(
                pair.endings(End::B).len(),
                1,
                "{}: {told}\n{}",
                scenario.name,
                pair.ladder()
            );
            assert!(
                !told.contains("Broken") && !told.contains("refused"),
                "{}: {told}",
                scenario.name
            );
            pair.assert_nothing_is_left();
            let _ = status(200);
        }
    }
}
