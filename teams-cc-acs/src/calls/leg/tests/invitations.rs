//! How an invitation comes out.

use super::*;

fn invite(within: u64) -> Wish {
    Wish::Invite { who: target("+14255550199"), within: Duration::from_secs(within), context: None }
}

#[test]
fn an_invitation_that_is_given_up_is_taken_back() {
    // Dropped before the answer: taken back when its id is known.
    let mut desk = Desk::up();
    desk.wish(1, invite(10));
    desk.wish(2, Wish::Withdraw(WishId(1)));
    desk.say(Input::Answered(desk.sent[0].0, Answer::Invited(Some("i1".into()))));
    assert!(matches!(&desk.sent[1].1, Step::Withdraw(_, id) if id == "i1"));
    desk.news(Some(1), EventKind::CancelAddParticipantSucceeded);
    assert!(matches!(desk.done[..], [(2, Ok(_)), (1, Err(Failure::Cut))]));
    // Nobody says anything: given up, and taken back.
    let mut desk = Desk::up();
    desk.wish(1, invite(10));
    desk.answer(Answer::Invited(Some("i2".into())));
    desk.pass(31);
    assert!(desk.sent.iter().any(|(_, step)| matches!(step, Step::Withdraw(_, id) if id == "i2")));
    assert!(matches!(desk.done[..], [(1, Err(Failure::Unknown))]));
}

/// Of the three that tell it (the event of its own and two rosters) some are lost, doubled, early and
/// in any order, as is the answer to the request.
#[test]
fn rs_68_who_is_in_the_roster_has_joined_whatever_else_is_lost() {
    for seed in 0..1_000 {
        let mut rng = Rng::from_seed(seed);
        let mut desk = Desk::up();
        desk.say(roster(1, &["4:+14255550100"]));
        desk.wish(1, invite(20));
        let joined =
            || Input::News(Some(WishId(1)), EventKind::AddParticipantSucceeded, Box::default());
        let both = ["4:+14255550100", "4:+14255550199"];
        let told = [joined(), roster(2, &both), roster(3, &both)];
        let kept = rng.below(3) as usize;
        let mut later = BTreeMap::new();
        for (n, input) in told.into_iter().enumerate() {
            for copy in 0..if n == kept { 1 + rng.below(2) } else { rng.below(3) } {
                later.insert((rng.below(35_000), n as u64, copy), input.clone());
            }
        }
        let answer = match rng.below(3) {
            0 => Answer::Missed(Miss::Lost),
            _ => Answer::Invited(Some("i".into())),
        };
        later.insert((rng.below(35_000), 9, 0), Input::Answered(desk.sent[0].0, answer));
        for ((at, ..), input) in later {
            desk.now = Instant::START + Duration::from_millis(at);
            desk.say(input);
        }
        desk.pass(60);
        assert!(matches!(desk.done[..], [(1, Ok(Fruit::Done))]), "seed {seed}: {:?}", desk.done);
        let back = desk.sent.iter().any(|(_, step)| matches!(step, Step::Withdraw(..)));
        assert!(!back, "seed {seed}: who has joined is not put out");
    }
}

#[test]
fn a_roster_without_the_guest_or_with_one_who_was_there_before_says_nothing() {
    let mut desk = Desk::up();
    desk.say(roster(4, &["4:+14255550199"]));
    desk.wish(1, invite(20));
    desk.say(roster(3, &["4:+14255550199", "4:1"]));
    desk.say(roster(5, &["4:+14255550199", "4:2"]));
    desk.say(roster(6, &["4:2"]));
    assert!(desk.done.is_empty(), "{:?}", desk.done);
    desk.say(roster(7, &["4:+14255550199"]));
    assert!(matches!(desk.done[..], [(1, Ok(Fruit::Done))]));
}
