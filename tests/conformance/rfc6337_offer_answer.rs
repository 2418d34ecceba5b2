//! RFC 3264 and RFC 6337: who may offer, who owes an answer, and what a message out of turn earns.

use teams_cc_sip::dialog::offer::{Carrier, Negotiation, OutOfTurn, Turn};

const CARRIERS: [Carrier; 5] =
    [Carrier::Invite, Carrier::Success, Carrier::Provisional, Carrier::Update, Carrier::Prack];

/// A negotiation in each of its states: fresh, after an agreement, and with an offer open.
fn states() -> Vec<(Negotiation, &'static str)> {
    let fresh = Negotiation::new();
    let mut agreed = fresh;
    agreed.offer(Carrier::Invite).expect("the first offer");
    agreed.answered().expect("its answer");
    vec![(fresh, "fresh"), (agreed, "agreed")]
}

#[test]
fn table_1_each_carrier_takes_an_offer_of_either_side_and_its_answer() {
    for carrier in CARRIERS {
        for (state, name) in states() {
            let mut ours = state;
            assert_eq!(ours.offer(carrier), Ok(()), "{name}");
            assert_eq!(ours.turn(), Turn::Theirs(carrier));
            assert!(!ours.is_idle());
            assert_eq!(ours.answered(), Ok(()));
            assert_eq!(ours.turn(), Turn::Stable);
            assert!(ours.has_session());

            let mut theirs = state;
            assert_eq!(theirs.offered(carrier), Ok(()), "{name}");
            assert_eq!(theirs.turn(), Turn::Ours(carrier));
            assert_eq!(theirs.answer(), Ok(()));
            assert_eq!(theirs.turn(), Turn::Stable);
        }
    }
}

#[test]
fn s4_1_an_offer_against_ours_is_pending_and_a_second_of_theirs_is_too_early() {
    for carrier in CARRIERS {
        for other in CARRIERS {
            for (state, _) in states() {
                let mut ours = state;
                ours.offer(carrier).expect("idle");
                assert_eq!(ours.offered(other), Err(OutOfTurn::Pending), "491");
                assert_eq!(ours.offer(other), Err(OutOfTurn::Pending), "one offer at a time");
                assert_eq!(ours.turn(), Turn::Theirs(carrier), "nothing has changed");

                let mut theirs = state;
                theirs.offered(carrier).expect("idle");
                assert_eq!(theirs.offered(other), Err(OutOfTurn::Busy), "500 and Retry-After");
                assert_eq!(theirs.offer(other), Err(OutOfTurn::Busy));
            }
        }
    }
}

#[test]
fn rfc_3264_s4_one_answer_an_offer_and_no_answer_to_nothing() {
    for (mut state, name) in states() {
        assert_eq!(state.answer(), Err(OutOfTurn::Unexpected), "{name}");
        assert_eq!(state.answered(), Err(OutOfTurn::Unexpected), "{name}");
        state.offer(Carrier::Invite).expect("idle");
        assert_eq!(
            state.answer(),
            Err(OutOfTurn::Unexpected),
            "our own offer is not ours to answer"
        );
        state.answered().expect("their answer");
        assert_eq!(state.answered(), Err(OutOfTurn::Unexpected), "a second answer");
    }
}

#[test]
fn s3_4_a_refused_offer_leaves_what_was_agreed_before() {
    for (state, name) in states() {
        for carrier in CARRIERS {
            let mut ours = state;
            ours.offer(carrier).expect("idle");
            ours.roll_back();
            assert_eq!(ours, state, "{name}");
            let mut theirs = state;
            theirs.offered(carrier).expect("idle");
            theirs.roll_back();
            assert_eq!(theirs, state, "{name}");
        }
    }
}
