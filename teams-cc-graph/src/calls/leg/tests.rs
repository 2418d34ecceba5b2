//! One machine with inputs by hand; worlds from seeds are in [`world`].

mod world;

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
    assert_eq!(done(&mut leg), None, "they are still there");
    leg.handle(second(3), roster(&["p2"]));
    assert_eq!(done(&mut leg), Some(true));
    // What is told late of it changes nothing.
    leg.handle(second(4), Input::News(News::Said(call(State::TransferAccepted, true))));
    assert_eq!((leg.state(), leg.ended()), (State::Established, None));
}

#[test]
fn graph_2_7_6_who_was_moved_is_known_by_the_roster_when_notifications_are_lost() {
    for (failed, told) in [(None, None), (Some(ResultCode::new(500, 7000)), Some(false))] {
        let mut leg = up();
        one_of_a_group(&mut leg);
        let established =
            Said::Call { state: Some(State::Established), audio: None, result: failed };
        leg.handle(second(3), Input::News(News::Said(established)));
        let looked = outputs(&mut leg);
        let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
        leg.handle(second(3), Input::Answered(*look, Answer::Said(call(State::Established, true))));
        assert_eq!(done(&mut leg), told, "{failed:?}");
    }
    let mut leg = up();
    one_of_a_group(&mut leg);
    leg.handle(second(3), roster(&["p2"]));
    assert_eq!(done(&mut leg), Some(true));
}

#[test]
fn rs_76_a_lost_decision_is_not_repeated_when_a_look_saw_that_it_was_made() {
    let mut leg = Leg::incoming(1);
    let answer = Wish::Answer { callback: "https://cc.example".into(), capacity: None };
    leg.handle(second(0), Input::Wish(WishId(1), answer));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Missed(Miss::Lost)));
    leg.handle(second(4), Input::Tick);
    let looked = outputs(&mut leg);
    let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
    leg.handle(second(4), Input::Answered(*look, Answer::Said(call(State::Establishing, false))));
    let after = outputs(&mut leg);
    assert!(!after.iter().any(|output| matches!(output, Output::Send(..))), "{after:?}");
}

#[test]
fn graph_2_7_5_a_redirect_of_a_call_that_is_gone_has_sent_nobody_anywhere() {
    for (answer, end, sent_on) in [
        (Answer::Missed(Miss::NotFound), ResultCode::new(200, 4521), false),
        (Answer::Missed(Miss::Lost), ResultCode::new(200, 4521), false),
        (Answer::Accepted, ResultCode::new(200, 0), true),
        (Answer::Missed(Miss::Lost), ResultCode::new(200, 0), true),
    ] {
        let mut leg = Leg::incoming(1);
        let redirect = Wish::Redirect { to: vec![ADELE.parse().unwrap()], ring_for: None };
        leg.handle(second(0), Input::Wish(WishId(1), redirect));
        let sent = outputs(&mut leg);
        let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
        leg.handle(second(1), Input::Answered(*request, answer));
        leg.handle(second(1), Input::News(News::Deleted(Some(end))));
        let is_sent_on = matches!(leg.ended(), Some(Ended::Transferred(_)));
        assert_eq!((is_sent_on, done(&mut leg)), (sent_on, Some(sent_on)), "{end:?}");
    }
}

#[test]
fn graph_2_7_1_a_transfer_that_has_not_begun_has_not_failed() {
    let mut leg = up();
    leg.handle(second(1), Input::Wish(WishId(1), transfer()));
    let sent = outputs(&mut leg);
    let Some(Output::Send(request, _)) = sent.first() else { panic!("{sent:?}") };
    leg.handle(second(1), Input::Answered(*request, Answer::Accepted));
    leg.handle(second(6), Input::Tick);
    let looked = outputs(&mut leg);
    let Some(Output::Send(look, Step::Look)) = looked.last() else { panic!("{looked:?}") };
    leg.handle(second(6), Input::Answered(*look, Answer::Said(call(State::Established, true))));
    assert_eq!(done(&mut leg), None);
}

#[test]
fn rs_68_a_call_that_rings_for_ever_is_given_up_by_us() {
    let mut leg = Leg::outgoing(1);
    leg.handle(second(0), Input::Wish(WishId(1), Wish::Established));
    for at in 1..120 {
        leg.handle(second(at), Input::Tick);
        while let Some(output) = leg.poll() {
            if let Output::Send(look, _) = output {
                let said = Answer::Said(call(State::Establishing, false));
                leg.handle(second(at), Input::Answered(look, said));
            }
            assert!(!matches!(output, Output::Done(..)), "{at}: {output:?}");
        }
    }
    leg.handle(second(120), Input::Tick);
    let given_up = outputs(&mut leg);
    let is_it = |o: &Output| matches!(o, Output::Done(WishId(1), Err(Failure::Unknown)));
    assert!(given_up.iter().any(is_it), "{given_up:?}");
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

/// 500 worlds; `TEAMS_CC_WORLDS=10000` for more.
#[test]
fn rs_68_rs_76_in_any_world_every_wish_has_one_result_and_nothing_is_done_twice() {
    let worlds = std::env::var("TEAMS_CC_WORLDS").ok().and_then(|n| n.parse().ok());
    for seed in 0..worlds.unwrap_or(500) {
        if let Err(wrong) = world::world(seed) {
            panic!("seed {seed}: {wrong}");
        }
    }
}

#[test]
fn graph_2_3_a_cancel_overtakes_no_prompt_and_no_prompt_overtakes_a_cancel() {
    let sent = |leg: &mut Leg| -> Vec<(RequestId, Wish)> {
        let wishes = outputs(leg).into_iter().filter_map(|output| match output {
            Output::Send(request, Step::Do(_, wish)) => Some((request, wish)),
            _ => None,
        });
        wishes.collect()
    };
    let prompt = || Wish::Play(vec![("https://cc.example/a.wav".into(), "a".into())]);
    let mut leg = up();
    for (id, wish) in [prompt(), Wish::Cancel, prompt()].into_iter().enumerate() {
        leg.handle(second(1), Input::Wish(WishId(id as u64), wish));
    }
    let [(first, Wish::Play(_))] = sent(&mut leg)[..] else { panic!("the first prompt alone") };
    leg.handle(second(2), Input::Answered(first, Answer::Accepted));
    let [(cancel, Wish::Cancel)] = sent(&mut leg)[..] else { panic!("then the cancel") };
    // Whatever becomes of it, what is next is played.
    leg.handle(second(3), Input::Answered(cancel, Answer::Missed(Miss::Lost)));
    assert!(matches!(sent(&mut leg)[..], [(_, Wish::Play(_))]));
}
