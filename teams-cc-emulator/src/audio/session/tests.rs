//! Two sessions, face to face.

use super::*;

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn agreed(send: bool, seal: Option<u8>, open: Option<u8>) -> Agreed {
    let key = |byte: u8| (MasterKey([byte; 30]), Suite::SHA1_80);
    Agreed {
        remote: ([127, 0, 0, 1], 4000).into(),
        remote_rtcp: ([127, 0, 0, 1], 4000).into(),
        law: Law::A,
        events_out: Some(101),
        events_in: Some(96),
        noise: true,
        seal: seal.map(key),
        open: open.map(key),
        send,
        receive: true,
    }
}

fn pair() -> (Session, Session) {
    let mut rng = Rng::from_seed(1);
    let mut adele = Session::new(Voice::of("adele"), true, &mut rng);
    let mut diego = Session::new(Voice::of("diego"), false, &mut rng);
    adele.agree(at(0), agreed(true, Some(1), Some(2)));
    diego.agree(at(0), Agreed { events_in: Some(101), ..agreed(true, Some(2), Some(1)) });
    (adele, diego)
}

fn run(adele: &mut Session, diego: &mut Session, from: u64, to: u64) {
    for millis in (from..to).step_by(20) {
        adele.due(at(millis)).iter().for_each(|d| diego.receive(&d.bytes));
        diego.due(at(millis)).iter().for_each(|d| adele.receive(&d.bytes));
    }
}

#[test]
fn em_13_two_sessions_hear_each_other_behind_srtp() {
    let (mut adele, mut diego) = pair();
    run(&mut adele, &mut diego, 0, 6000);
    assert!(diego.heard().hears(adele.voice()));
    assert!(adele.heard().hears(diego.voice()));
    assert_eq!(adele.counts().sent, 300);
    assert_eq!(diego.counts().received, 300);
    assert_eq!(diego.counts().reports_received, 1);
    assert_eq!(diego.counts().forged, 0);
}

#[test]
fn dr_121_keys_are_heard_once_each() {
    let (mut adele, mut diego) = pair();
    adele.press(Key::D4);
    adele.press(Key::D4);
    adele.press(Key::Pound);
    run(&mut adele, &mut diego, 0, 1000);
    assert!(adele.has_pressed());
    assert_eq!(diego.keys(), [Key::D4, Key::D4, Key::Pound]);
}

#[test]
fn dr_104_a_new_address_in_mid_call_is_agreed_and_ignored() {
    let (mut adele, _) = pair();
    let moved = Agreed { remote: ([127, 0, 0, 1], 9000).into(), ..agreed(true, Some(1), Some(2)) };
    adele.agree(at(100), moved);
    assert!(adele.due(at(100)).iter().all(|d| d.to.port() == 4000));
}

#[test]
fn dr_100_resuming_goes_on_under_the_same_key() {
    let (mut adele, mut diego) = pair();
    run(&mut adele, &mut diego, 0, 500);
    adele.agree(at(500), agreed(false, Some(1), Some(2)));
    let quiet = diego.counts().received;
    run(&mut adele, &mut diego, 500, 1000);
    assert_eq!(diego.counts().received, quiet, "nothing is sent on hold");
    adele.agree(at(1000), agreed(true, Some(1), Some(2)));
    run(&mut adele, &mut diego, 1000, 1500);
    assert!(diego.counts().received >= quiet + 25);
    assert_eq!(diego.counts().forged, 0);
}

#[test]
fn dr_123_who_says_nothing_sends_comfort_noise_every_200_ms() {
    let (mut adele, mut diego) = pair();
    adele.say(Voice::silence());
    run(&mut adele, &mut diego, 0, 1000);
    assert_eq!(adele.counts().sent, 5);
    assert!(diego.heard().is_silent());
}

#[test]
fn an_echo_says_back_what_it_hears() {
    let (mut adele, mut diego) = pair();
    diego.say(Voice::echo());
    run(&mut adele, &mut diego, 0, 1000);
    assert!(adele.heard().hears(adele.voice()));
}
