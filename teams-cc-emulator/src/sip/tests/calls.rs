//! Calls of Teams users to the trunk: their shape, hold, transfers, replacement, failover.

use std::collections::BTreeSet;
use std::time::Duration;

use teams_cc_core::E164;
use tokio::net::TcpListener;

use super::dialog_request;
use super::peer::{Got, Peer, body, changed, woodgrove};
use crate::sip::golden;
use crate::sip::text::Text;
use crate::{Emulator, User};

/// A trunk in an answered call from Teams: its dialog and the last connection.
async fn called_out(peer: &mut Peer) -> Got {
    let invite = peer.request("INVITE").await;
    invite.answer("100 Trying", "", "");
    let lines = "Contact: <sip:+14255550123@sbc1.customers.adatum.biz:PORT;transport=tls>\r\n\
        Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER\r\n";
    let lines = lines.replace("PORT", &peer.address.port().to_string());
    let record_route = invite.text.need("Record-Route");
    invite.answer("200 OK", &format!("{lines}Record-Route: {record_route}\r\n"), &body("M07"));
    let ack = peer.request("ACK").await;
    assert_eq!(ack.text.cseq().0, invite.text.cseq().0);
    invite
}

#[tokio::test]
async fn em_06_em_12_a_call_of_a_teams_user_looks_like_the_golden_one() {
    let teams = woodgrove().await;
    teams.teams(|s| s.forward_pai = true);
    let ada = teams.tenant("woodgrove").user("ada");
    let mut peer = Peer::new(&teams, 0).await;
    let to: E164 = "+14255550123".parse().unwrap();
    let calling = tokio::spawn(async move { ada.calls(to).await });
    let invite = called_out(&mut peer).await;
    let golden = Text::read(golden::text("M05").as_bytes()).unwrap();
    let names = |text: &Text| text.headers.iter().map(|(n, _)| n.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(&invite.text), names(&golden));
    assert!(invite.raw.len() > 2000, "DR-67: {}", invite.raw.len());

    // Every attribute of the golden offer is there, whatever its values.
    let kinds = |sdp: &str| -> Vec<String> {
        let line = |l: &str| l.split([':', ' ']).next().unwrap_or_default().to_owned();
        sdp.lines().map(line).filter(|l| !l.starts_with("o=") && !l.starts_with("a=x-")).collect()
    };
    assert_eq!(kinds(&invite.text.body), kinds(&body("M05")));
    let call = calling.await.unwrap().expect("answered");
    let hanging_up = tokio::spawn(async move { call.hang_up().await });
    peer.request("BYE").await.answer("200 OK", "", "");
    hanging_up.await.unwrap();
}

#[tokio::test]
async fn em_10_hold_is_inactive_with_the_same_key_and_resume_too() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let mut peer = Peer::new(&teams, 0).await;
    let to: E164 = "+14255550123".parse().unwrap();
    let caller = ada.clone();
    let calling = tokio::spawn(async move { caller.calls(to).await });
    let invite = called_out(&mut peer).await;
    calling.await.unwrap().expect("answered");
    let key = |text: &Text| {
        let line = text.body.lines().find(|l| l.starts_with("a=crypto:1 ")).map(str::to_owned);
        line.expect("the plain line")
    };
    for (direction, verb) in [("a=inactive", 0), ("a=sendrecv", 1)] {
        let user = ada.clone();
        let asking =
            tokio::spawn(
                async move { if verb == 0 { user.hold().await } else { user.resume().await } },
            );
        let offer = peer.request("INVITE").await;
        assert!(offer.text.body.contains(direction), "{}", offer.text.body);
        assert_eq!(key(&offer.text), key(&invite.text), "DR-100");
        assert_eq!(
            offer.text.uri(),
            format!(
                "sip:+14255550123@sbc1.customers.adatum.biz:{};transport=tls",
                peer.address.port()
            )
        );
        let lines = format!("Contact: <{}>\r\n", offer.text.uri());
        offer.answer("200 OK", &lines, &body("M10").replace("a=inactive", direction));
        peer.request("ACK").await;
        assert_eq!(asking.await.unwrap(), 200);
    }
}

#[tokio::test]
async fn em_11_a_blind_transfer_wants_202_notify_and_the_exact_invite() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let _bob = teams.tenant("woodgrove").user("bob").answers();
    let mut peer = Peer::new(&teams, 0).await;
    let to: E164 = "+14255550123".parse().unwrap();
    let caller = ada.clone();
    let calling = tokio::spawn(async move { caller.calls(to).await });
    let invite = called_out(&mut peer).await;
    calling.await.unwrap().expect("answered");
    let transferring = tokio::spawn(async move { ada.transfers_to("bob").await });
    let refer = peer.request("REFER").await;
    let golden = Text::read(golden::text("M18").as_bytes()).unwrap();
    for (name, _) in &golden.headers {
        assert!(refer.text.header(name).is_some(), "M18 has {name}");
    }
    let length = "Referred-By: ".len() + refer.text.need("Referred-By").len();
    assert!((316..=400).contains(&length), "DR-67: {length}");
    assert!(refer.text.need("Referred-By").ends_with("%3D>"), "DR-87: nothing may be re-encoded");
    refer.answer("202 Accepted", "", "");
    // A changed Request-URI is refused, the exact one rings at Bob.
    let uri = refer.text.need("Refer-To").trim_matches(['<', '>']).to_owned();
    let by = refer.text.need("Referred-By").to_owned();
    let golden_uri = Text::read(golden::text("M23").as_bytes()).unwrap().uri().to_owned();
    let golden_by =
        Text::read(golden::text("M23").as_bytes()).unwrap().need("Referred-By").to_owned();
    let wrong = changed("M23", &[(&golden_uri, &uri), (&golden_by, &by.replace("%3D", "="))]);
    peer.send(&wrong.replace("bK", "bKwrong").replace("Call-ID: ", "Call-ID: wrong"));
    peer.status(400).await;
    peer.send(&changed("M23", &[(&golden_uri, &uri), (&golden_by, &by)]));
    peer.status(180).await;
    let ok = peer.status(200).await;
    peer.send(&dialog_request("ACK", 1, &ok.text, ""));
    let back = invite.text;
    let notify = format!(
        "NOTIFY {} SIP/2.0\r\nVia: SIP/2.0/TLS sbc1.customers.adatum.biz:5061;branch=z9hG4bKn1\r\nMax-Forwards: 70\r\n\
         From: {};tag=6cd745f83d\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: 7 NOTIFY\r\nEvent: refer\r\n\
         Contact: <sip:+14255550123@sbc1.customers.adatum.biz:5061;transport=tls>\r\n\
         Subscription-State: terminated;reason=noresource\r\nContent-Type: message/sipfrag;version=2.0\r\n\
         Content-Length: 16\r\n\r\nSIP/2.0 200 OK\r\n",
        back.contact().unwrap(),
        back.need("To"),
        back.need("From"),
        back.call_id(),
    );
    peer.send(&notify);
    // The answer to the NOTIFY and the BYE come on different connections, in any order.
    let (first, second) = (peer.next().await, peer.next().await);
    let bye = if first.text.method() == "BYE" { first } else { second };
    assert_eq!(bye.text.method(), "BYE", "DR-91");
    bye.answer("200 OK", "", "");
    assert_eq!(transferring.await.unwrap(), 200);
}

/// A user who calls out, in the background.
fn calls(user: &User) -> tokio::task::JoinHandle<Result<crate::sip::UserCall, u16>> {
    let user = user.clone();
    tokio::spawn(async move {
        let to: E164 = "+14255550123".parse().unwrap();
        user.calls(to).await
    })
}

fn header_names(text: &Text) -> BTreeSet<String> {
    text.headers.iter().map(|(name, _)| name.to_ascii_uppercase()).collect()
}

fn golden_message(name: &str) -> Text {
    Text::read(golden::text(name).as_bytes()).unwrap()
}

#[tokio::test]
async fn em_11_a_queue_agent_takes_a_call_over_with_replaces() {
    let teams = woodgrove().await;
    let (ada, bob) = (teams.tenant("woodgrove").user("ada"), teams.tenant("woodgrove").user("bob"));
    let mut peer = Peer::new(&teams, 0).await;
    let calling = calls(&ada);
    let first = called_out(&mut peer).await;
    calling.await.unwrap().expect("answered");
    let taking = tokio::spawn(async move { bob.takes_over(&ada).await });
    let invite = peer.request("INVITE").await;
    let mut wanted = header_names(&golden_message("M25"));
    wanted.extend(header_names(&golden_message("M25")));
    assert_eq!(header_names(&invite.text), wanted);
    let replaces = invite.text.need("Replaces");
    let ours = first.text.caller_tag().unwrap();
    assert_eq!(replaces, format!("{};to-tag=6cd745f83d;from-tag={ours}", first.text.call_id()));
    invite.answer("481 Call/Transaction Does Not Exist", "", "");
    peer.request("ACK").await;
    assert_eq!(taking.await.unwrap().err(), Some(481));
}

#[tokio::test]
async fn em_17_an_emergency_call_carries_its_location_and_a_forwarded_one_its_history() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let mut peer = Peer::new(&teams, 0).await;
    let caller = ada.clone();
    let calling = tokio::spawn(async move { caller.calls_emergency("911").await });
    let invite = peer.request("INVITE").await;
    for name in header_names(&golden_message("M34")) {
        assert!(invite.text.header(&name).is_some(), "M34 has {name}");
    }
    assert!(invite.text.uri().starts_with("sip:911@sbc1.customers.adatum.biz"));
    let parts: Vec<&str> = invite.text.body.split("--b1_5e657ff6158d").collect();
    assert_eq!(parts.len(), 4);
    assert!(parts[1].starts_with("\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"));
    assert!(parts[2].contains("<gp:method>LIS</gp:method>") && parts[3] == "--\r\n");
    invite.answer("486 Busy Here", "", "");
    peer.request("ACK").await;
    assert_eq!(calling.await.unwrap().err(), Some(486));

    let forwarding = tokio::spawn(async move {
        ada.forwards("+14255550123".parse().unwrap(), "+12065550177".parse().unwrap()).await
    });
    let invite = peer.request("INVITE").await;
    let golden = golden_message("M36");
    assert_eq!(header_names(&invite.text), header_names(&golden));
    assert_eq!(invite.text.need("History-Info"), golden.need("History-Info"));
    assert_eq!(invite.text.need("Referred-By"), golden.need("Referred-By"));
    assert!(invite.text.uri().ends_with(";user=phone;transport=tls;cause=302"));
    invite.answer("603 Decline", "", "");
    peer.request("ACK").await;
    assert_eq!(forwarding.await.unwrap().err(), Some(603));
}

/// Whether the peer is asked first or the other trunk is not decided: both are healthy.
async fn two_trunks(teams: &Emulator) -> (Peer, Peer) {
    let second = Peer::new(teams, 1).await;
    teams.adds_trunk(second.address);
    (Peer::new(teams, 0).await, second)
}

#[tokio::test]
async fn em_14_a_call_goes_to_the_next_trunk_after_503_and_ends_after_486() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    teams.teams(|s| s.send_options = false);
    let (mut one, mut two) = two_trunks(&teams).await;
    let calling = calls(&ada);
    let first = tokio::select! {
        got = one.request("INVITE") => got,
        got = two.request("INVITE") => got,
    };
    first.answer("503 Service Unavailable", "", "");
    let second = tokio::select! {
        got = next_invite(&mut one, first.text.call_id()) => got,
        got = next_invite(&mut two, first.text.call_id()) => got,
    };
    assert_ne!(first.text.call_id(), second.text.call_id(), "DR-31: a call of its own");
    second.answer("486 Busy Here", "", "");
    assert_eq!(calling.await.unwrap().err(), Some(486), "DR-30");
}

/// The next INVITE of another call; the ACK of the first is passed over.
async fn next_invite(peer: &mut Peer, not: &str) -> Got {
    loop {
        let got = peer.next().await;
        if got.text.method() == "INVITE" && got.text.call_id() != not {
            return got;
        }
    }
}

#[tokio::test]
async fn dr_30_a_trunk_that_says_nothing_for_ten_seconds_loses_the_call() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let mut peer = Peer::new(&teams, 0).await;
    let calling = calls(&ada);
    peer.request("INVITE").await;
    teams.clock().skip(Duration::from_secs(11));
    assert_eq!(calling.await.unwrap().err(), Some(408));
}

#[tokio::test]
async fn dr_30_a_trunk_that_nobody_reaches_is_tried_from_three_data_centres() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    teams.stage().trunk_is_at(closed);
    assert_eq!(calls(&ada).await.unwrap().err(), Some(504));
    assert_eq!(teams.calls().list().len(), 3);
}

#[tokio::test]
async fn dr_12_a_call_survives_the_loss_of_every_connection() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let mut peer = Peer::new(&teams, 0).await;
    let calling = calls(&ada);
    called_out(&mut peer).await;
    let call = calling.await.unwrap().expect("answered");
    teams.cuts_connections();
    assert!(!call.has_ended());
    let ending = tokio::spawn(async move { call.hang_up().await });
    peer.request("BYE").await.answer("200 OK", "", "");
    ending.await.unwrap();
}

#[tokio::test]
async fn acs_7_a_trunk_reaches_call_automation_through_a_resource_account() {
    let teams = woodgrove().await;
    let trunk = teams.stage().people.tenant_by_trunk("sbc1.customers.adatum.biz");
    let (tenant, account) = (trunk.expect("its trunk").id, teams_cc_core::Guid::from_u128(7));
    teams.acs().teams_number("+12065550777", tenant, account);
    let mut peer = Peer::new(&teams, 0).await;
    peer.send(&changed("M11", &[("INVITE sip:+12065550100", "INVITE sip:+12065550777")]));
    peer.status(180).await;
    let announced = teams.acs().until(|book| book.incoming.keys().next().cloned()).await;
    let request = serde_json::json!({
        "incomingCallContext": announced.expect("a call was announced"),
        "callbackUri": "http://127.0.0.1:9/events",
    });
    let object = request.as_object().expect("an object");
    let answer = teams.stage().acs.with(|book, now| book.answer(now, object));
    assert!(answer.is_ok(), "{answer:?}");
    peer.status(200).await;
    let phone = teams.acs().person("+14255550123").phone().await.expect("in a call");
    assert!(phone.heard().is_silent(), "nothing was played yet");
}
