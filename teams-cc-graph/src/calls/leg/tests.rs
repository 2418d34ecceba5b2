//! Worlds from seeds: a service, a network that loses, doubles and reorders, and a story that
//! wishes at random.

use std::collections::{BTreeMap, HashMap};

use teams_cc_core::Key;

use super::*;
use crate::calls::result::ResultCode;

const ADELE: &str = "8:orgid:4b444206-207c-42f8-92a6-e332b41c88a2";

fn second(n: u64) -> Instant {
    Instant::START + Duration::from_secs(n)
}

fn call(state: State, audio: bool) -> Said {
    Said::Call { state: Some(state), audio: Some(audio), result: None }
}

fn up() -> Leg {
    let mut leg = Leg::outgoing(1);
    leg.handle(second(0), Input::News(News::Said(call(State::Established, true))));
    while leg.poll().is_some() {}
    leg
}

fn outputs(leg: &mut Leg) -> Vec<Output> {
    std::iter::from_fn(|| leg.poll()).collect()
}

fn transfer() -> Wish {
    let to = ADELE.parse().unwrap();
    Wish::Transfer { to, replaces: None, who: None, voicemail: false }
}

#[test]
fn graph_2_3_an_answer_is_done_when_established_and_audio_is_active_in_any_order() {
    let mut leg = Leg::incoming(1);
    let answer = Wish::Answer { callback: "https://cc.example".into(), capacity: None };
    leg.handle(second(0), Input::Wish(WishId(1), answer));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    // Established overtakes establishing, and audio comes last.
    leg.handle(second(1), Input::News(News::Said(call(State::Established, false))));
    leg.handle(second(1), Input::Answered(*request, Answer::Accepted));
    leg.handle(second(1), Input::News(News::Said(call(State::Establishing, false))));
    assert!(!outputs(&mut leg).iter().any(|o| matches!(o, Output::Done(..))));
    assert_eq!(leg.state(), State::Established, "no step back");
    leg.handle(second(2), Input::News(News::Said(call(State::Established, true))));
    assert!(matches!(outputs(&mut leg)[..], [Output::Done(WishId(1), Ok(None))]));
}

#[test]
fn graph_2_7_1_a_failed_transfer_gives_the_call_back() {
    let mut leg = up();
    leg.handle(second(1), Input::Wish(WishId(1), transfer()));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Accepted));
    leg.handle(second(2), Input::News(News::Said(call(State::Transferring, true))));
    // An old notification without a failure changes nothing.
    leg.handle(second(2), Input::News(News::Said(call(State::Established, true))));
    assert_eq!(leg.state(), State::Transferring);
    let result = Some(ResultCode::new(500, 7000));
    let failed = Said::Call { state: Some(State::Established), audio: None, result };
    leg.handle(second(3), Input::News(News::Said(failed)));
    let looked = outputs(&mut leg);
    let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
    leg.handle(second(3), Input::Answered(*look, Answer::Said(call(State::Established, true))));
    let done = outputs(&mut leg);
    assert!(done.iter().any(|o| matches!(o, Output::Done(WishId(1), Err(Failure::Failed(_))))));
    assert_eq!(leg.state(), State::Established);
}

fn roster(who: &[&str]) -> Input {
    let list = who.iter().map(|id| (Participant::new(*id), false)).collect();
    Input::News(News::Roster { list, whole: true, sequence: None })
}

/// A transfer of one of a group, accepted by Graph and under way.
fn one_of_a_group(leg: &mut Leg) {
    leg.handle(second(1), roster(&["p1", "p2"]));
    let to = ADELE.parse().unwrap();
    let wish = Wish::Transfer { to, replaces: None, who: Some("p1".into()), voicemail: false };
    leg.handle(second(1), Input::Wish(WishId(1), wish));
    let sent = outputs(leg);
    let Some(Output::Send(request, _)) = sent.last() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Accepted));
    leg.handle(second(2), Input::News(News::Said(call(State::Transferring, true))));
    outputs(leg);
}

fn done(leg: &mut Leg) -> Option<bool> {
    outputs(leg).iter().find_map(|output| match output {
        Output::Done(WishId(1), result) => Some(result.is_ok()),
        _ => None,
    })
}

#[test]
fn graph_2_7_6_one_of_a_group_is_moved_and_the_group_goes_on() {
    let mut leg = up();
    one_of_a_group(&mut leg);
    leg.handle(second(3), Input::News(News::Said(call(State::TransferAccepted, true))));
    assert_eq!(done(&mut leg), Some(true));
    assert_eq!((leg.state(), leg.ended()), (State::Established, None));
}

#[test]
fn graph_2_7_6_who_was_moved_is_known_by_the_roster_when_notifications_are_lost() {
    for (there, failed, told) in [
        (&["p1", "p2"][..], None, None),
        (&["p2"][..], None, Some(true)),
        (&["p1", "p2"][..], Some(ResultCode::new(500, 7000)), Some(false)),
    ] {
        let mut leg = up();
        one_of_a_group(&mut leg);
        leg.handle(second(3), roster(there));
        let established =
            Said::Call { state: Some(State::Established), audio: None, result: failed };
        leg.handle(second(3), Input::News(News::Said(established)));
        let looked = outputs(&mut leg);
        let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
        leg.handle(second(3), Input::Answered(*look, Answer::Said(call(State::Established, true))));
        assert_eq!(done(&mut leg), told, "{there:?}");
    }
}

#[test]
fn graph_2_6_the_numbers_of_a_failure_and_of_the_end_are_kept() {
    let mut leg = up();
    leg.handle(second(1), Input::Wish(WishId(1), transfer()));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Accepted));
    leg.handle(second(2), Input::News(News::Said(call(State::Transferring, true))));
    let numbers = ResultCode::new(500, 7700);
    let failed = Said::Call { state: Some(State::Established), audio: None, result: Some(numbers) };
    leg.handle(second(3), Input::News(News::Said(failed)));
    let looked = outputs(&mut leg);
    let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
    leg.handle(second(3), Input::Answered(*look, Answer::Said(call(State::Established, true))));
    let failures = outputs(&mut leg);
    let is_it = |output: &Output| matches!(output, Output::Done(_, Err(Failure::Failed(Some(code)))) if *code == numbers);
    assert!(failures.iter().any(is_it), "{failures:?}");
    let end = ResultCode::new(200, 5000);
    leg.handle(second(4), Input::News(News::Deleted(Some(end))));
    assert_eq!(leg.result(), Some(end));
}

#[test]
fn graph_2_3_keep_alive_goes_out_every_15_minutes_and_404_ends_the_call() {
    let mut leg = up();
    let at = leg.deadline().unwrap();
    let minutes = at.since(Instant::START).as_secs() / 60;
    assert!((13..=15).contains(&minutes), "{minutes}");
    leg.handle(at, Input::Tick);
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, Step::KeepAlive)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(at, Input::Answered(*request, Answer::Missed(Miss::NotFound)));
    let why = leg.deadline().unwrap();
    assert_eq!(why.since(at), WHY_WITHIN);
    leg.handle(why, Input::Tick);
    assert!(matches!(outputs(&mut leg).last(), Some(Output::Ended(Ended::Lost(_)))));
}

#[test]
fn graph_2_5_a_key_that_is_told_twice_was_pressed_once() {
    let mut leg = up();
    for (sequence, key) in [(1, Key::D1), (2, Key::D1), (1, Key::D1), (2, Key::D1)] {
        leg.handle(second(1), Input::News(News::Tone(sequence, key)));
    }
    let keys = outputs(&mut leg);
    assert_eq!(keys.len(), 2, "{keys:?}");
}

#[test]
fn graph_2_5_the_roster_is_a_whole_list_or_changes_in_their_order() {
    let mut leg = up();
    let list = |ids: &[&str]| ids.iter().map(|id| (Participant::new(*id), false)).collect();
    let roster = |list, whole, sequence| Input::News(News::Roster { list, whole, sequence });
    leg.handle(second(1), roster(list(&["a", "b"]), true, Some(3)));
    leg.handle(second(1), roster(list(&["c"]), true, Some(2)));
    let left = vec![(Participant::new("a"), true)];
    leg.handle(second(1), roster(left, false, Some(4)));
    assert_eq!(leg.participants().map(|one| &*one.id).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn rs_76_a_lost_answer_is_repeated_only_after_a_look_saw_the_call_untouched() {
    let mut leg = Leg::incoming(1);
    let answer = Wish::Answer { callback: "https://cc.example".into(), capacity: None };
    leg.handle(second(0), Input::Wish(WishId(1), answer));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Missed(Miss::Lost)));
    leg.handle(second(3), Input::Tick);
    let looked = outputs(&mut leg);
    let [Output::Send(look, Step::Look)] = looked[..] else { panic!("{looked:?}") };
    leg.handle(second(3), Input::Answered(look, Answer::Said(call(State::Incoming, false))));
    let again = outputs(&mut leg);
    assert!(matches!(again[..], [Output::Send(_, Step::Do(WishId(1), Wish::Answer { .. }))]));
}

// ---------------------------------------------------------------------------------- worlds

/// What the service knows of the call.
struct Teams {
    state: State,
    operations: BTreeMap<String, (WishId, Status)>,
    answers: u32,
    redirects: u32,
    /// Transfers that were begun and not failed since.
    transfers_at_once: u32,
    over: Option<ResultCode>,
}

impl Teams {
    fn look(&self) -> Said {
        call(self.state, matches!(self.state, State::Established | State::Transferring))
    }

    /// Does what a request says; news follow.
    fn does(&mut self, step: &Step, rng: &mut Rng, news: &mut Vec<News>) -> Answer {
        if self.over.is_some() {
            return Answer::Missed(Miss::NotFound);
        }
        let refused = || {
            let error = teams_cc_core::Error::ended("refused");
            Answer::Missed(Miss::Refused(std::sync::Arc::new(error)))
        };
        match step {
            Step::KeepAlive => Answer::Accepted,
            Step::Look => Answer::Said(self.look()),
            Step::LookAtOperation(id) => match self.operations.get(id) {
                Some((wish, status)) => Answer::Said(operation(id, *wish, *status)),
                None => Answer::Missed(Miss::NotFound),
            },
            Step::HangUp | Step::Do(_, Wish::HangUp) => {
                self.ends(200, 7000, news);
                Answer::Accepted
            }
            Step::Do(_, Wish::Answer { .. }) if self.state == State::Incoming => {
                self.answers += 1;
                news.push(News::Said(call(State::Establishing, false)));
                self.state = State::Established;
                news.push(News::Said(call(State::Established, false)));
                news.push(News::Said(self.look()));
                Answer::Accepted
            }
            Step::Do(_, Wish::Redirect { .. }) if self.state == State::Incoming => {
                self.redirects += 1;
                self.ends(200, 0, news);
                Answer::Accepted
            }
            Step::Do(_, Wish::Transfer { .. }) if self.state == State::Established => {
                self.transfers_at_once += 1;
                self.state = State::Transferring;
                news.push(News::Said(self.look()));
                Answer::Accepted
            }
            Step::Do(id, Wish::Play(_)) if self.state == State::Established => {
                let name = format!("op{}", rng.next_u64());
                self.operations.insert(name.clone(), (*id, Status::Running));
                Answer::Said(operation(&name, *id, Status::Running))
            }
            Step::Do(..) => refused(),
        }
    }

    /// Something happens at the service by itself.
    fn moves(&mut self, rng: &mut Rng, news: &mut Vec<News>) {
        if self.over.is_some() {
            return;
        }
        let running = self.operations.iter_mut().find(|(_, (_, s))| *s == Status::Running);
        if let Some((id, (wish, status))) = running {
            *status = if rng.one_in(4) { Status::Failed } else { Status::Completed };
            news.push(News::Said(operation(id, *wish, *status)));
        }
        if self.state == State::Transferring {
            if rng.one_in(2) {
                news.push(News::Said(call(State::TransferAccepted, false)));
                self.ends(200, 7015, news);
            } else {
                self.state = State::Established;
                self.transfers_at_once -= 1;
                let result = Some(ResultCode::new(500, 7000));
                let state = Some(State::Established);
                news.push(News::Said(Said::Call { state, audio: Some(true), result }));
            }
        } else if rng.one_in(25) {
            self.ends(200, 4521, news);
        }
    }

    fn ends(&mut self, code: u16, subcode: u32, news: &mut Vec<News>) {
        let result = ResultCode::new(code, subcode);
        self.over = Some(result);
        self.state = State::Terminated;
        news.push(News::Deleted(Some(result)));
    }
}

fn operation(id: &str, wish: WishId, status: Status) -> Said {
    let (id, wish) = (id.to_owned(), Some(wish));
    Said::Operation { id, wish, status, result: None, recording: None }
}

/// One world; says what went wrong.
fn world(seed: u64) -> Result<(), String> {
    let mut rng = Rng::from_seed(seed);
    let incoming = rng.one_in(2);
    let mut leg = if incoming { Leg::incoming(seed) } else { Leg::outgoing(seed) };
    let state = if incoming { State::Incoming } else { State::Established };
    let mut service = Teams {
        state,
        operations: BTreeMap::new(),
        answers: 0,
        redirects: 0,
        transfers_at_once: 0,
        over: None,
    };
    // When, in which order, what.
    let mut due: BTreeMap<(Instant, u64), Input> = BTreeMap::new();
    let (mut number, mut now) = (0, Instant::START);
    let (mut wishes, mut results) = (0u64, HashMap::<WishId, u32>::new());
    let (mut ended, mut highest) = (0, 0u8);
    let (mut transferring, mut fresh) = (false, Vec::new());
    if !incoming {
        fresh.push(News::Said(service.look()));
    }
    for round in 0..4_000 {
        // The network: 5 % lost, 30 % twice, 30 % late.
        for news in fresh.drain(..) {
            if rng.below(100) < 5 {
                continue;
            }
            for _ in 0..if rng.below(100) < 30 { 2 } else { 1 } {
                let late = if rng.below(100) < 30 { rng.below(20_000) } else { rng.below(200) };
                number += 1;
                due.insert((now + Duration::from_millis(late), number), Input::News(news.clone()));
            }
        }
        if round < 200 && rng.one_in(3) {
            wishes += 1;
            let wish = match rng.below(12) {
                0 | 1 if incoming => {
                    Wish::Answer { callback: "https://cc.example".into(), capacity: None }
                }
                2 if incoming && rng.one_in(3) => {
                    Wish::Redirect { to: vec![ADELE.parse().unwrap()], ring_for: None }
                }
                3 | 4 => transfer(),
                5 if rng.one_in(4) => Wish::HangUp,
                _ => Wish::Play(vec![("https://cc.example/1.wav".into(), "1".into())]),
            };
            number += 1;
            due.insert((now, number), Input::Wish(WishId(wishes), wish));
        }
        if rng.one_in(3) {
            service.moves(&mut rng, &mut fresh);
        }
        // Whatever is due next, or the machine's own deadline.
        let deadline = leg.deadline().filter(|_| leg.ended().is_none());
        let step = now + Duration::from_millis(500 + rng.below(1_500));
        let next = due.first_key_value().map(|((at, _), _)| *at);
        let (at, input) = match next {
            Some(at) if at <= step && deadline.is_none_or(|until| at <= until) => {
                (at, due.pop_first().map(|(_, input)| input))
            }
            _ => (deadline.map_or(step, |until| until.min(step)), Some(Input::Tick)),
        };
        now = now.max(at);
        leg.handle(now, input.unwrap_or(Input::Tick));
        while let Some(output) = leg.poll() {
            match output {
                Output::Send(request, step) => {
                    let refused = rng.one_in(20);
                    let answer = if refused {
                        let error = teams_cc_core::Error::ended("fault");
                        Answer::Missed(Miss::Refused(std::sync::Arc::new(error)))
                    } else {
                        service.does(&step, &mut rng, &mut fresh)
                    };
                    let lost = !refused && rng.below(100) < 10;
                    let answer = if lost { Answer::Missed(Miss::Lost) } else { answer };
                    number += 1;
                    let at =
                        now + Duration::from_millis(rng.below(if lost { 10_000 } else { 500 }));
                    due.insert((at, number), Input::Answered(request, answer));
                }
                Output::Done(id, _) => *results.entry(id).or_default() += 1,
                Output::Event(Event::Moved(state)) => {
                    let back = transferring && state == State::Established;
                    if state.rank() < highest && !back {
                        return Err(format!("backwards to {state:?}"));
                    }
                    (highest, transferring) = (state.rank(), state == State::Transferring);
                }
                Output::Event(_) => {}
                Output::Ended(_) => ended += 1,
            }
        }
        if service.answers > 1 || service.redirects > 1 || service.transfers_at_once > 1 {
            return Err("something was done twice".into());
        }
        if round > 200 && ended == 1 && due.is_empty() && results.len() as u64 == wishes {
            break;
        }
        if round == 3_000 {
            service.ends(200, 4521, &mut fresh);
        }
    }
    for id in 1..=wishes {
        match results.get(&WishId(id)) {
            Some(1) => {}
            other => return Err(format!("wish {id} of {wishes}: {other:?} results")),
        }
    }
    if ended == 1 { Ok(()) } else { Err(format!("ended {ended} times, {:?}", leg.state())) }
}

/// 500 worlds; `TEAMS_CC_WORLDS=10000` for more.
#[test]
fn rs_68_rs_76_in_any_world_every_wish_has_one_result_and_nothing_is_done_twice() {
    let worlds = std::env::var("TEAMS_CC_WORLDS").ok().and_then(|n| n.parse().ok());
    for seed in 0..worlds.unwrap_or(500) {
        if let Err(wrong) = world(seed) {
            panic!("seed {seed}: {wrong}");
        }
    }
}
