//! Two trunks on loopback: a phone and a contact centre.

use std::time::Duration;

use teams_cc_core::{Key, Menu, Prompt, Reason, Side};

use super::*;
use crate::config::Listen;

fn loopback(name: &str, transport: Transport) -> TrunkConfig {
    TrunkConfig::carrier(name)
        .listen(Listen::loopback(transport))
        .allow("127.0.0.0/8".parse().expect("a block"))
        .media_ports(30_000..=50_000)
        .drain(Duration::ZERO)
}

/// A contact centre, and a phone that calls it.
async fn pair(transport: Transport) -> (Trunk, Trunk) {
    pair_with(transport, |config| config).await
}

async fn pair_with(
    transport: Transport,
    change: impl FnOnce(TrunkConfig) -> TrunkConfig,
) -> (Trunk, Trunk) {
    let centre = Trunk::open(change(loopback("centre.example", transport))).await.expect("open");
    let door = centre.bound()[0].1;
    let phone = loopback("phone.example", transport).caller("+14255550123").peer(Target::new(
        transport,
        door.ip().to_string(),
        door.port(),
    ));
    (centre, Trunk::open(phone).await.expect("open"))
}

fn number(text: &str) -> Address {
    text.parse().expect("a number")
}

#[tokio::test]
async fn a_call_is_answered_asked_and_hung_up_over_each_plain_transport() {
    for transport in [Transport::Udp, Transport::Tcp] {
        let (centre, phone) = pair(transport).await;
        let story = tokio::spawn(async move {
            let call = centre.next_call().await.expect("a call");
            assert_eq!(call.from(), number("+14255550123"));
            assert_eq!(call.to(), number("+14255550199"));
            let caller = call.answer().await?;
            let menu = Menu::new(Prompt::samples([0_i16; 1600])).on(Key::D2, "two").otherwise("-");
            let chosen = caller.ask(&menu).await?;
            assert_eq!(chosen, "two");
            Ok::<_, Error>(caller.ended().await)
        });
        let call = phone.dial(number("+14255550199")).await.expect("answered");
        // The prompt takes 200 ms; the key comes while it plays, or after it.
        call.play(Prompt::samples([0_i16; 800])).await.expect("heard");
        call.press(Key::D2).await.expect("pressed");
        call.play(Prompt::samples([0_i16; 4000])).await.expect("heard");
        let ended = call.hang_up().await.expect("hung up");
        assert_eq!(ended, Ended::HungUp(Side::Us));
        let ended = story.await.expect("no panic").expect("no error");
        assert_eq!(ended, Ended::HungUp(Side::Them));
    }
}

#[tokio::test]
async fn each_way_to_say_no_arrives_as_itself() {
    let (centre, phone) = pair(Transport::Udp).await;
    for why in [Reason::Busy, Reason::Declined, Reason::NotFound, Reason::Overloaded] {
        let saying_no = async {
            let call = centre.next_call().await.expect("a call");
            call.reject(why).await.expect("still there");
        };
        let ((), refused) = tokio::join!(saying_no, phone.dial(number("100")).into_future());
        assert_eq!(refused.expect_err("refused").reason(), why);
    }
    let forgetting = async { drop(centre.next_call().await) };
    let ((), refused) = tokio::join!(forgetting, phone.dial(number("100")).into_future());
    assert_eq!(
        refused.expect_err("refused").status().map(crate::message::StatusCode::code),
        Some(480)
    );
}

#[tokio::test]
async fn dr_30_beyond_the_number_of_calls_a_new_one_gets_503() {
    let (centre, phone) = pair_with(Transport::Udp, |config| config.max_calls(1)).await;
    let answering = async {
        let call = centre.next_call().await.expect("a call");
        call.answer().await.expect("answered")
    };
    let (_first, talking) =
        tokio::join!(answering, async { phone.dial(number("100")).await.expect("answered") });
    let refused = phone.dial(number("101")).await.expect_err("no room");
    assert_eq!(refused.status().map(crate::message::StatusCode::code), Some(503));
    assert_eq!(refused.reason(), Reason::Overloaded);
    drop(talking);
}

#[tokio::test]
async fn a_dial_that_is_dropped_is_cancelled() {
    let (centre, phone) = pair(Transport::Tcp).await;
    let ringing = async {
        let call = centre.next_call().await.expect("a call");
        call.ring();
        call.ended().await
    };
    let dial = phone.dial(number("100")).ring_for(Duration::from_millis(200));
    let (ended, refused) = tokio::join!(ringing, async { dial.await });
    assert_eq!(ended, Ended::Abandoned);
    assert_eq!(refused.expect_err("nobody answered").reason(), Reason::NoAnswer);
}

#[tokio::test]
async fn dr_91_and_dr_94_a_transfer_gives_the_caller_back_or_joins_the_two() {
    let (centre, phone) = pair(Transport::Udp).await;
    // The phone's far end is the centre, so the centre's own transfers go back to the phone.
    let door = phone.bound()[0].1;
    let back = loopback("centre2.example", Transport::Udp).peer(Target::new(
        Transport::Udp,
        door.ip().to_string(),
        door.port(),
    ));
    let back = Trunk::open(back).await.expect("open");
    let (caller, desk) = (back.clone(), phone.clone());
    let desk = tokio::spawn(async move {
        desk.next_call().await.expect("first").reject(Reason::Busy).await.expect("there");
        let call = desk.next_call().await.expect("second").answer().await.expect("answered");
        let third = desk.next_call().await.expect("third").answer().await.expect("answered");
        (call.ended().await, third)
    });
    // A call of `back`'s own making stands for the customer.
    let refused = caller.dial(number("100")).await.expect_err("busy");
    assert_eq!(refused.reason(), Reason::Busy);
    let customer = caller.dial(number("100")).await.expect("answered");
    let ended = customer.transfer(number("200")).await.expect("transferred");
    assert_eq!(ended, Ended::Transferred(number("200")));
    drop(centre);
    desk.abort();
}
