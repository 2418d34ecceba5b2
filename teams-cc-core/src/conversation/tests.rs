use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::channel::{Abilities, Identity, Thread, ThreadId};
use crate::{Instant, Machine, Rng};

fn second(n: u64) -> Instant {
    Instant::START + Duration::from_secs(n)
}

fn message(place: u64, text: &str) -> Box<Received> {
    let thread = Thread {
        id: ThreadId::new("t1"),
        customer: Identity::account("web", "nora"),
        reference: String::new(),
    };
    let message = Received::new("web", thread, format!("m{place}"), text);
    Box::new(Received { place: Some(place), ..message })
}

fn life(rules: Rules) -> Conversation {
    Conversation::new(Arc::new(rules), Abilities::text(), 7)
}

fn drain(life: &mut Conversation) -> Vec<Output> {
    std::iter::from_fn(|| life.poll()).collect()
}

fn shown(outputs: &[Output]) -> Vec<&str> {
    let text = |output: &'_ Output| matches!(output, Output::Show(_));
    let shown = outputs.iter().filter(|output| text(output));
    shown.map(|o| if let Output::Show(m) = o { m.text.as_str() } else { "" }).collect()
}

fn opened(rules: Rules) -> Conversation {
    let mut life = life(rules);
    life.handle(second(0), Input::Received(message(1, "hello")));
    life.handle(second(1), Input::Taken("adele".into()));
    let outputs = drain(&mut life);
    assert_eq!(outputs[0], Output::Accepted(Taken::New));
    assert_eq!(outputs[1], Output::Open(Wanted::default()));
    assert_eq!(shown(&outputs), ["hello"]);
    life
}

#[test]
fn what_comes_twice_or_too_early_is_sorted_out() {
    let mut life = opened(Rules::default());
    for place in [3, 2, 3] {
        life.handle(second(2), Input::Received(message(place, &place.to_string())));
    }
    let outputs = drain(&mut life);
    assert_eq!(shown(&outputs), ["2", "3"]);
    assert_eq!(outputs.last(), Some(&Output::Accepted(Taken::Again)));
    // What never comes is not waited for without an end, and still welcome when it does.
    life.handle(second(3), Input::Received(message(5, "5")));
    assert_eq!(shown(&drain(&mut life)), [""; 0]);
    assert_eq!(life.deadline(), Some(second(5)));
    life.handle(second(5), Input::Tick);
    life.handle(second(6), Input::Received(message(4, "4")));
    assert_eq!(shown(&drain(&mut life)), ["5", "4"]);
}

#[test]
fn a_silent_customer_is_warned_and_then_left_and_comes_back_to_the_same_agent() {
    let mut life = opened(Rules::default());
    life.handle(second(10), Input::Said(1, "How can I help?".into()));
    life.handle(second(10), Input::Sent(Ok(None)));
    assert!(drain(&mut life).contains(&Output::Sent(1)));
    assert_eq!(life.deadline(), Some(second(250)));
    life.handle(second(250), Input::Tick);
    let outputs = drain(&mut life);
    assert!(outputs.contains(&Output::Warned), "{outputs:?}");
    assert!(matches!(outputs.last(), Some(Output::Send { token: OWN_WORDS, .. })));
    life.handle(second(250), Input::Sent(Ok(None)));
    life.handle(second(370), Input::Tick);
    assert!(drain(&mut life).contains(&Output::Closed(Closed::Silence)));
    life.handle(second(4_000), Input::Received(message(2, "me again")));
    let again = Wanted { prefer: Some("adele".into()), again: true, ..Wanted::default() };
    assert!(drain(&mut life).contains(&Output::Open(again)));
    life.handle(second(4_001), Input::Taken("adele".into()));
    life.handle(second(4_002), Input::Close(Closed::Done));
    drain(&mut life);
    life.handle(second(4_002 + 86_400), Input::Tick);
    assert_eq!(drain(&mut life), [Output::Forget]);
}

#[test]
fn a_silent_agent_is_told_and_then_somebody_else_has_it() {
    let mut life = opened(Rules::default());
    life.handle(second(121), Input::Tick);
    assert_eq!(drain(&mut life), [Output::Neglected]);
    life.handle(second(601), Input::Tick);
    let wanted = Wanted { exclude: Some("adele".into()), again: true, ..Wanted::default() };
    assert_eq!(drain(&mut life), [Output::TakenAway("adele".into()), Output::Open(wanted)]);
}

#[test]
fn nobody_is_silent_while_they_speak_elsewhere() {
    let mut life = opened(Rules::default());
    life.handle(second(2), Input::Aside(true));
    assert_eq!(life.deadline(), None);
    life.handle(second(9_000), Input::Tick);
    life.handle(second(9_000), Input::Aside(false));
    assert_eq!(drain(&mut life), []);
    assert_eq!(life.deadline(), Some(second(9_120)));
}

#[test]
fn a_transfer_keeps_what_is_not_read_and_ends_when_it_goes_round() {
    let mut life = opened(Rules { most_transfers: 2, ..Rules::default() });
    for round in 0..2 {
        life.handle(second(5), Input::Transfer("billing".into()));
        life.handle(second(6), Input::Received(message(2 + round, "and?")));
        assert_eq!(shown(&drain(&mut life)), [""; 0]);
        life.handle(second(7), Input::Taken("diego".into()));
        assert_eq!(shown(&drain(&mut life)), ["and?"]);
    }
    life.handle(second(8), Input::Transfer("billing".into()));
    assert_eq!(drain(&mut life), [Output::Closed(Closed::Handed)]);
}

#[test]
fn stop_ends_it_and_nothing_more_goes_out() {
    let abilities = Abilities { opt_out: true, longest: 10, ..Abilities::text() };
    let mut life = Conversation::new(Arc::new(Rules::default()), abilities, 7);
    life.handle(second(0), Input::Received(message(1, "hello")));
    life.handle(second(0), Input::Taken("adele".into()));
    life.handle(second(0), Input::Said(1, "one and two and three".into()));
    drain(&mut life);
    life.handle(second(1), Input::Received(message(2, "STOP")));
    life.handle(second(1), Input::Sent(Ok(None)));
    life.handle(second(2), Input::Said(2, "Are you sure?".into()));
    let outputs = drain(&mut life);
    assert!(outputs.contains(&Output::OptedOut(OptOut::Stop)));
    assert!(outputs.contains(&Output::Closed(Closed::Stopped)));
    assert!(outputs.contains(&Output::Undelivered { token: 1, perhaps: true }));
    assert!(outputs.contains(&Output::Undelivered { token: 2, perhaps: false }));
    life.handle(second(3), Input::Received(message(3, "start")));
    life.handle(second(3), Input::Received(message(4, "hello again")));
    let outputs = drain(&mut life);
    assert!(outputs.contains(&Output::OptedOut(OptOut::Start)));
    assert!(outputs.iter().any(|o| matches!(o, Output::Open(_))));
}

#[test]
fn each_limit_has_an_answer() {
    let rules = Rules { most_unread: 2, most_bytes: 100, most_queued: 1, ..Rules::default() };
    let mut life = life(rules);
    life.handle(second(0), Input::Received(message(1, &"x".repeat(101))));
    assert_eq!(drain(&mut life), [Output::Refused(Full::TooLarge)]);
    for place in 1..=3 {
        life.handle(second(0), Input::Received(message(place, "x")));
    }
    assert_eq!(drain(&mut life).last(), Some(&Output::Refused(Full::Unread)));
    life.handle(second(0), Input::Said(1, "a".into()));
    life.handle(second(0), Input::Said(2, "b".into()));
    let outputs = drain(&mut life);
    assert_eq!(outputs.last(), Some(&Output::Undelivered { token: 2, perhaps: false }));
}

/// A network that loses nothing but doubles and reorders, a channel that fails, agents who come
/// and go, jumps of time.
#[test]
fn whatever_happens_each_message_is_shown_once_and_each_word_ends_once() {
    for seed in 0..2_000 {
        let mut rng = Rng::from_seed(seed);
        let in_time = rng.one_in(2);
        let abilities = Abilities { longest: 3, opt_out: false, ..Abilities::text() };
        let mut life = Conversation::new(Arc::new(Rules::default()), abilities, seed);
        let mut now = Instant::START;
        // Arrivals by time; in half of the worlds all within the time that gaps are given.
        let mut arrivals: BTreeMap<(Instant, u64), u64> = BTreeMap::new();
        let (total, mut n) = (1 + rng.below(30), 0);
        for place in 1..=total {
            let sent = Instant::from_millis(place * 40);
            for _ in 0..=rng.below(2) {
                n += 1;
                let late = rng.below(if in_time { 700 } else { 9_000 });
                arrivals.insert((sent + Duration::from_millis(late), n), place);
            }
        }
        let (mut accepted, mut shown) = (HashSet::new(), Vec::new());
        let (mut tokens, mut said) = (HashMap::new(), 0);
        let (mut is_sending, mut opens, mut closes, mut forgotten) = (false, 0, 0, false);
        let mut steps = 0;
        while !forgotten || is_sending {
            steps += 1;
            assert!(steps < 5_000, "seed {seed}: no end, {life:?}");
            let input = match arrivals.first_key_value() {
                Some(((at, _), _)) if *at <= now => {
                    let (_, place) = arrivals.pop_first().unwrap();
                    accepted.insert(place);
                    Input::Received(message(place, &place.to_string()))
                }
                _ => match rng.below(9) {
                    0 => Input::Taken(["adele", "diego"][rng.below(2) as usize].into()),
                    1 => Input::Assisted,
                    2 if !arrivals.is_empty() => {
                        said += 1;
                        tokens.insert(said, 0);
                        Input::Said(
                            said,
                            ["ja", "one two three", "", "x"][rng.below(4) as usize].into(),
                        )
                    }
                    3 | 4 if is_sending => {
                        is_sending = false;
                        Input::Sent(match rng.below(4) {
                            0 => Err(Retry::After(Duration::from_millis(rng.below(3_000)))),
                            1 => Err(Retry::Check),
                            2 => Err(Retry::Never),
                            _ => Ok(Some(format!("r{said}"))),
                        })
                    }
                    5 if rng.one_in(6) => Input::Transfer("billing".into()),
                    6 if rng.one_in(6) => Input::Close(Closed::Done),
                    7 => Input::Aside(rng.one_in(2)),
                    _ if arrivals.is_empty() && rng.one_in(4) => Input::Close(Closed::Done),
                    _ => Input::Tick,
                },
            };
            let next = arrivals.first_key_value().map(|((at, _), _)| *at);
            now = match (next, life.deadline()) {
                (Some(at), _) => now.max(at.min(now + Duration::from_millis(rng.below(60)))),
                (None, Some(at)) if !is_sending => now.max(at),
                _ => now + Duration::from_millis(rng.below(500)),
            };
            life.handle(now, input);
            while let Some(output) = life.poll() {
                assert!(!forgotten, "seed {seed}: {output:?} after the end");
                match output {
                    Output::Show(received) | Output::Unread(received) => {
                        shown.push(received.place.unwrap());
                    }
                    Output::Send { what, .. } => {
                        assert!(!is_sending, "seed {seed}: two at once");
                        assert!(what.text.chars().count() <= 3, "seed {seed}: {what:?}");
                        is_sending = true;
                    }
                    Output::Sent(token) | Output::Undelivered { token, .. } if token > 0 => {
                        *tokens.get_mut(&token).unwrap() += 1;
                    }
                    Output::Open(_) => opens += 1,
                    Output::Closed(_) => closes += 1,
                    Output::Forget => forgotten = true,
                    _ => {}
                }
            }
        }
        assert!(tokens.values().all(|ends| *ends == 1), "seed {seed}: {tokens:?}");
        assert!(closes >= 1 && closes <= opens + 1, "seed {seed}: {opens}, {closes}");
        let mut sorted = shown.clone();
        sorted.sort_unstable();
        if in_time {
            assert_eq!(shown, sorted, "seed {seed}: out of order");
        }
        sorted.dedup();
        assert_eq!(sorted.len(), shown.len(), "seed {seed}: shown twice");
        assert_eq!(shown.len(), accepted.len(), "seed {seed}: lost");
    }
}

/// As another process reads it.
fn read_again(life: &Conversation) -> Conversation {
    let written = serde_json::to_string(life).unwrap();
    let read: Conversation = serde_json::from_str(&written).unwrap();
    read.resumed(Arc::new(Rules::default()), Abilities::text(), 8)
}

#[test]
fn cc_51_what_was_not_answered_is_unread_again_after_a_restart() {
    let mut life = opened(Rules::default());
    life.handle(second(2), Input::Received(message(2, "two")));
    life.handle(second(2), Input::Heard);
    // An answer to the first: the second was shown, but not heard.
    life.handle(second(3), Input::Said(1, "one".into()));
    life.handle(second(3), Input::Going);
    life.handle(second(3), Input::Sent(Ok(None)));
    life.handle(second(3), Input::Received(message(3, "three")));
    drain(&mut life);
    let mut life = read_again(&life);
    life.handle(second(9), Input::Received(message(3, "three")));
    life.handle(second(9), Input::Restarted);
    let prefer = Some("adele".into());
    let wanted = Wanted { prefer, again: true, ..Wanted::default() };
    let outputs = drain(&mut life);
    assert_eq!(outputs, [Output::Accepted(Taken::Again), Output::Open(wanted)]);
    life.handle(second(10), Input::Taken("diego".into()));
    assert_eq!(shown(&drain(&mut life)), ["two", "three"]);
}

#[test]
fn cc_51_what_was_said_goes_out_once_whenever_the_process_dies() {
    let said = || {
        let mut life = opened(Rules::default());
        life.handle(second(3), Input::Said(1, "one".into()));
        life.handle(second(3), Input::Said(2, "two".into()));
        drain(&mut life);
        life
    };
    let sends = |outputs: &[Output]| -> Vec<u64> {
        let token = |output: &Output| match output {
            Output::Send { token, .. } => Some(*token),
            _ => None,
        };
        outputs.iter().filter_map(token).collect()
    };
    let mut life = read_again(&said());
    life.handle(second(9), Input::Restarted);
    assert_eq!(sends(&drain(&mut life)), [1], "nobody had begun");
    let mut life = said();
    life.handle(second(3), Input::Going);
    let mut life = read_again(&life);
    life.handle(second(9), Input::Restarted);
    let outputs = drain(&mut life);
    assert!(outputs.contains(&Output::Undelivered { token: 1, perhaps: true }));
    assert_eq!(sends(&outputs), [2], "the first may have arrived");
}

#[test]
fn cc_51_a_stop_holds_in_the_next_conversation_and_after_a_restart() {
    let mut abilities = Abilities::text();
    abilities.opt_out = true;
    let rules = || Arc::new(Rules::default());
    let mut life = Conversation::new(rules(), abilities, 7);
    life.handle(second(0), Input::Received(message(1, "hello")));
    life.handle(second(1), Input::Taken("adele".into()));
    life.handle(second(1), Input::Said(1, "one".into()));
    life.handle(second(2), Input::Received(message(2, "STOP")));
    drain(&mut life);
    // What was under way and had not begun is not sent any more.
    let mut life = read_again(&life).resumed(rules(), abilities, 8);
    life.handle(second(9), Input::Restarted);
    assert_eq!(drain(&mut life), [Output::Undelivered { token: 1, perhaps: false }]);
    let mut next = Conversation::new(rules(), abilities, 7).stopped();
    next.handle(second(0), Input::Received(message(1, "hello")));
    next.handle(second(1), Input::Taken("adele".into()));
    next.handle(second(1), Input::Said(1, "one".into()));
    assert!(drain(&mut next).contains(&Output::Undelivered { token: 1, perhaps: false }));
    // A word that nobody has to read is no conversation that waits for ever.
    let mut word = Conversation::new(rules(), abilities, 7);
    word.handle(second(0), Input::Received(message(1, "START")));
    word.handle(second(86_400), Input::Tick);
    assert!(word.is_forgotten());
}
