//! The emulated Teams against scripted trunks that speak the golden messages.

mod calls;
mod peer;

use std::time::Duration;

use teams_cc_core::Key;

use crate::certs::Flaw;
use crate::sip::golden;
use crate::sip::text::Text;
use crate::{Fault, Place, Rule};
use peer::{Peer, body, changed, connect, woodgrove};

#[tokio::test]
async fn em_01_a_proxy_wants_a_client_certificate_for_client_authentication() {
    let teams = woodgrove().await;
    for proxy in 0..3 {
        assert!(connect(&teams, proxy, Some(Flaw::None)).await.is_ok());
    }
    assert!(connect(&teams, 0, None).await.is_err(), "DR-04");
    assert!(connect(&teams, 0, Some(Flaw::ServerOnly)).await.is_err(), "DR-05");
    assert!(connect(&teams, 0, Some(Flaw::Expired)).await.is_err());
    assert!(connect(&teams, 0, Some(Flaw::UnknownAuthority)).await.is_err());
}

#[tokio::test]
async fn em_15_a_proxy_shows_the_certificate_that_a_fault_asks_for() {
    let teams = woodgrove().await;
    for fault in
        [Fault::ExpiredCertificate, Fault::WrongName, Fault::UnknownAuthority, Fault::Reset]
    {
        teams.faults().add(Rule::once(Place::Tls, fault.clone()).on("sip2."));
        assert!(connect(&teams, 0, Some(Flaw::None)).await.is_ok(), "only sip2 is struck");
        assert!(connect(&teams, 1, Some(Flaw::None)).await.is_err(), "{fault:?}");
        assert!(connect(&teams, 1, Some(Flaw::None)).await.is_ok(), "once");
    }
}

#[tokio::test]
async fn em_05_the_answer_to_golden_options_is_golden_byte_for_byte() {
    let teams = woodgrove().await;
    let mut peer = Peer::new(&teams, 0).await;
    peer.send(&golden::text("M01"));
    assert_eq!(peer.status(200).await.raw, golden::text("M02"));
    assert_eq!(teams.options_heard(), [1, 0, 0]);
}

#[tokio::test]
async fn em_04_teams_pings_the_contact_only_after_the_trunk_did() {
    let teams = woodgrove().await;
    let mut peer = Peer::new(&teams, 0).await;
    assert!(teams.is_demoted());
    let port = format!("adatum.biz:{};transport", peer.address.port());
    peer.send(&changed(
        "M01",
        &[("<sip:customers.adatum.biz:5061;transport", &format!("<sip:customers.{port}"))],
    ));
    peer.status(200).await;
    teams.clock().skip(Duration::from_secs(2));
    let ping = peer.request("OPTIONS").await;
    assert_eq!(ping.connection, 1, "on a connection that Teams opened");
    let golden = Text::read(golden::text("M03").as_bytes()).unwrap();
    let names = |text: &Text| {
        text.headers.iter().map(|(n, _)| n.clone()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(names(&ping.text), names(&golden));
    ping.answer("200 OK", "Contact: <sip:customers.adatum.biz>\r\nAllow: INVITE\r\n", "");
    assert!(teams.options_until(|_, answers| answers[0] == Some(200)).await);
    assert!(!teams.is_demoted());
    teams.clock().skip(Duration::from_secs(301));
    assert!(teams.is_demoted(), "DR-25");
}

/// The Contact of M11.
const CONTACT: &str = "Contact: <sip:+14255550123@sbc1.customers.adatum.biz:5061;transport=tls>";
/// What is exchanged in a golden message.
type Changes = &'static [(&'static str, &'static str)];

#[tokio::test]
async fn em_07_what_teams_refuses_is_refused_with_status_and_reason() {
    let teams = woodgrove().await;
    let mut peer = Peer::new(&teams, 0).await;
    let cases: [(&str, Changes, u16, u8); 14] = [
        ("M01", &[("Contact: <sip:customers.adatum.biz:5061;transport=tls>\r\n", "")], 403, 63),
        ("M01", &[("Contact: <sip:customers.adatum.biz", "Contact: <sip:203.0.113.10")], 403, 63),
        (
            "M01",
            &[("Contact: <sip:customers.adatum.biz", "Contact: <sip:sbc9.customers.adatum.biz")],
            403,
            63,
        ),
        ("M01", &[("Contact: <sip:customers.adatum.biz", "Contact: <sip:other.example")], 403, 63),
        (
            "M11",
            &[(CONTACT, "Contact: <sip:+14255550123@sbc9.customers.adatum.biz:5061>")],
            403,
            63,
        ),
        ("M11", &[("User-Agent", "Replaces: a;to-tag=1;from-tag=2\r\nUser-Agent")], 400, 79),
        ("M11", &[("User-Agent", "Require: 100rel\r\nUser-Agent")], 420, 79),
        ("M11", &[("INVITE sip:+12065550100", "INVITE sip:12065550100")], 404, 28),
        ("M11", &[("INVITE sip:+12065550100", "INVITE sip:+12065550999")], 404, 1),
        ("M11", &[("Session-Expires: 1800", "Session-Expires: 90")], 422, 88),
        ("M11", &[("application/sdp", "text/plain")], 488, 88),
        ("M11", &[("RTP/SAVP", "RTP/AVP")], 488, 88),
        ("M11", &[("c=IN IP4 203.0.113.10", "c=IN IP4 0.0.0.0")], 488, 88),
        ("M11", &[("RTP/SAVP 0 8 9 101 13", "RTP/SAVP 9 101 13")], 488, 88),
    ];
    for (at, (name, changes, status, cause)) in cases.into_iter().enumerate() {
        let text = changed(name, changes);
        let text = text.replace("branch=z9hG4bK", &format!("branch=z9hG4bK{at}x"));
        let text = text.replace("Call-ID: ", &format!("Call-ID: {at}"));
        peer.send(&text);
        let got = peer.status(status).await;
        let reason = got.text.need("Reason");
        assert!(reason.starts_with(&format!("Q.850;cause={cause};text=\"")), "{at}: {reason}");
        assert!(got.raw.contains("REASON: "), "upper case");
        if status == 422 {
            assert_eq!(got.text.need("Min-SE"), "300");
        }
    }
    for (at, method) in
        ["REFER", "UPDATE", "PRACK", "INFO", "SUBSCRIBE", "MESSAGE"].into_iter().enumerate()
    {
        let text = changed("M01", &[("OPTIONS", method)]);
        let text = text.replace("branch=z9hG4bK", &format!("branch=z9hG4bKm{at}x"));
        let allow = format!("BYE, {method}, NOTIFY");
        peer.send(&text.replace(&allow, "BYE, OPTIONS, NOTIFY"));
        let got = peer.status(405).await;
        assert_eq!(got.text.need("Allow"), "INVITE,ACK,OPTIONS,CANCEL,BYE,NOTIFY", "{method}");
    }
}

#[tokio::test]
async fn em_09_a_golden_call_rings_on_two_clients_is_answered_and_hung_up() {
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada");
    let mut behaviour = ada.record().behaviour;
    behaviour.clients = 2;
    let ada = ada.behaves(behaviour).answers();
    let mut peer = Peer::new(&teams, 0).await;
    let port = format!("biz:{};transport=tls>\r\nAllow", peer.address.port());
    peer.send(&changed("M11", &[("biz:5061;transport=tls>\r\nAllow", &port)]));
    let trying = peer.status(100).await;
    assert_eq!(trying.raw.len(), golden::text("M12").len(), "{}", trying.raw);
    let (one, two) = (peer.status(180).await, peer.status(180).await);
    assert_ne!(one.text.to_tag(), two.text.to_tag(), "each client is an early dialog (DR-81)");
    let early = peer.status(183).await;
    assert_eq!(early.text.to_tag(), two.text.to_tag());
    let ok = peer.status(200).await;
    assert_eq!(ok.text.to_tag(), two.text.to_tag());
    assert_eq!(ok.text.body, early.text.body, "the media processor's SDP does not change (DR-82)");
    assert_eq!(ok.text.need("Session-Expires"), "1800;refresher=uac");
    assert!(
        ok.text.contact().unwrap().starts_with("sip:api-du-a-euwe.pstnhub.microsoft.com:443;x-i=")
    );
    let golden = Text::read(golden::text("M16").as_bytes()).unwrap();
    for (name, _) in &golden.headers {
        assert!(ok.text.header(name).is_some(), "M16 has {name}");
        assert!(ok.raw.contains(&format!("\r\n{}: ", name.to_ascii_uppercase())), "{name}");
    }
    // Lines of M15 that name no address, key or port are in our answer too.
    for line in
        body("M15").lines().filter(|l| l.starts_with("a=rtpmap") || l.starts_with("a=label"))
    {
        let known = !line.contains("G722");
        assert!(!known || ok.text.body.contains(line), "{line}\n{}", ok.text.body);
    }
    let crypto: Vec<&str> = ok.text.body.lines().filter(|l| l.starts_with("a=crypto:")).collect();
    assert!(crypto[0].starts_with("a=crypto:2 ") && crypto[0].ends_with("|2^31|1:1"), "{crypto:?}");
    assert!(crypto[1].starts_with("a=crypto:3 ") && crypto[1].ends_with("|2^31"), "{crypto:?}");

    peer.send(&dialog_request("ACK", 1, &ok.text, ""));
    assert!(ada.is_in_a_call().await);
    let hanging_up = tokio::spawn(async move { ada.hang_up().await });
    let bye = peer.request("BYE").await;
    assert!(bye.connection > 0, "a fresh connection (DR-11)");
    let reason = bye.text.need("Reason");
    assert!(
        reason.starts_with("Q.850;cause=16;text=\"")
            && reason.ends_with(";CallEndReasonLocalUserInitiated\"")
    );
    bye.answer("200 OK", "", "");
    hanging_up.await.unwrap();
    let record = teams.calls().list().pop().unwrap();
    assert!(
        record.answered.is_some() && record.end_reason == 0 && record.violations.is_empty(),
        "{record:?}"
    );
}

/// A request of the trunk inside the dialog that an answer made.
fn dialog_request(method: &str, number: u32, answer: &Text, lines: &str) -> String {
    let mut routes = String::new();
    for route in answer.all("Record-Route") {
        routes = routes + "Route: " + route + "\r\n";
    }
    format!(
        "{method} {} SIP/2.0\r\nVia: SIP/2.0/TLS sbc1.customers.adatum.biz:5061;branch=z9hG4bK{method}{number}\r\n\
         Max-Forwards: 70\r\n{routes}From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {number} {method}\r\n\
         Contact: <sip:+14255550123@sbc1.customers.adatum.biz:5061;transport=tls>\r\n{lines}Content-Length: 0\r\n\r\n",
        answer.contact().unwrap(),
        answer.need("From"),
        answer.need("To"),
        answer.call_id(),
    )
}

#[tokio::test]
async fn em_09_users_decline_are_busy_or_offline_with_the_documented_codes() {
    use crate::Ringing;
    let teams = woodgrove().await;
    let mut peer = Peer::new(&teams, 0).await;
    let cases = [
        (Ringing::Decline { after_ms: 0 }, 603, 0, 21),
        (Ringing::Busy, 486, 540_486, 17),
        (Ringing::Offline, 480, 10_037, 31),
        (Ringing::Unknown, 404, 511_404, 1),
    ];
    for (at, (ringing, status, sub_code, cause)) in cases.into_iter().enumerate() {
        let ringing_first = status == 603;
        let _ada = teams.tenant("woodgrove").user("ada").rings(ringing);
        let text = golden::text("M11")
            .replace("bK", &format!("bK{at}"))
            .replace("Call-ID: ", &format!("Call-ID: {at}"));
        peer.send(&text);
        if ringing_first {
            peer.status(180).await;
        }
        let got = peer.status(status).await;
        assert!(got.text.need("Reason").starts_with(&format!("Q.850;cause={cause};")));
        let record = teams.calls().list().pop().unwrap();
        assert_eq!((record.end_reason, record.end_sub_reason), (status, sub_code));
    }
}

#[tokio::test]
async fn dr_61_the_golden_cancel_leaves_no_missed_call() {
    let teams = woodgrove().await;
    let _ada = teams.tenant("woodgrove").user("ada").ignores();
    let mut peer = Peer::new(&teams, 0).await;
    peer.send(&golden::text("M11"));
    peer.status(180).await;
    peer.send(&golden::text("M26"));
    peer.status(200).await;
    let got = peer.status(487).await;
    assert_eq!(got.text.cseq(), (1, "INVITE"));
    let record = teams.calls().list().pop().unwrap();
    assert_eq!((record.end_reason, record.end_sub_reason), (487, 540_200));
}

#[tokio::test]
async fn dr_28_a_busy_proxy_answers_503_with_retry_after() {
    let teams = woodgrove().await;
    teams.faults().add(
        Rule::always(Place::Sip, Fault::retry_after(503, "1"))
            .on("sip.pstnhub.microsoft.com INVITE"),
    );
    let mut peer = Peer::new(&teams, 0).await;
    peer.send(&golden::text("M11"));
    let got = peer.status(503).await;
    assert_eq!(got.text.need("Retry-After"), "1");
    let golden = Text::read(golden::text("M28").as_bytes()).unwrap();
    for (name, _) in &golden.headers {
        assert!(got.text.header(name).is_some(), "M28 has {name}");
    }
    let mut second = Peer::new(&teams, 1).await;
    second.send(&golden::text("M11"));
    second.status(180).await;
}

#[tokio::test]
async fn em_13_audio_flows_both_ways_with_the_odd_keys_and_keys_are_heard() {
    use crate::audio::Voice;
    use crate::audio::link::MediaLink;
    use crate::sip::describe::{Local, Manner};
    use crate::sip::sdp::{Direction, Sdp};
    let teams = woodgrove().await;
    let ada = teams.tenant("woodgrove").user("ada").answers();
    let mut peer = Peer::new(&teams, 0).await;
    let mut rng = teams.stage().rng();
    let ip = [127, 0, 0, 1].into();
    let link =
        MediaLink::open(ip, teams.clock().clone(), Voice::of("customer"), false, &mut rng).unwrap();
    let manner = Manner::Carrier { secure: true, first: crate::audio::g711::Law::A };
    let mut local = Local::new(manner, link.address(), &mut rng);
    let offer = local.offer(Direction::Both);
    peer.send(&changed("M11", &[(&body("M11"), &offer)]));
    peer.status(180).await;
    let ok = peer.status(200).await;
    peer.send(&dialog_request("ACK", 1, &ok.text, ""));
    let answer = Sdp::read(&ok.text.body).unwrap();
    link.agree(local.agree(&answer.audio, Direction::Both, true).unwrap());
    let voice = Voice::of(&ada.record().upn);
    super::hears(&link, 0, &voice).await;
    assert!(ada.is_in_a_call().await);
    let heard = async {
        while !ada.heard().hears(&Voice::of("customer")) {
            link.more().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard).await.expect("Ada hears the customer");
    link.press(Key::D7);
    let keys = async {
        while ada.keys() != [Key::D7] {
            link.more().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), keys).await.expect("Ada's client hears the key");
    assert_eq!(link.counts().forged, 0);
}
