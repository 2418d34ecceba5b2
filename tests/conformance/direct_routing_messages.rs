//! The message skeletons M01 to M36 of the Direct Routing specification, read and written.

use std::path::Path;

use teams_cc_sip::message::{Framer, Message, Method, Name, Request, StatusCode};

fn skeletons() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/direct-routing");
    let mut skeletons: Vec<(String, Vec<u8>)> = std::fs::read_dir(&folder)
        .expect("corpus/direct-routing")
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "sip"))
        .map(|entry| {
            let name = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read(entry.path()).expect("a readable file"))
        })
        .collect();
    skeletons.sort();
    assert_eq!(skeletons.len(), 36);
    skeletons
}

fn read(name: &str) -> Message {
    let (_, octets) = skeletons().into_iter().find(|(found, _)| found == name).expect(name);
    Message::parse(octets).expect(name)
}

fn request(name: &str) -> Request {
    match read(name) {
        Message::Request(request) => request,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn vectors_dr_66_every_skeleton_is_read_whole_and_keeps_its_octets() {
    let mut framer = Framer::new(65_536);
    for (name, octets) in skeletons() {
        let message =
            Message::parse(octets.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(message.to_bytes(), octets, "{name}");
        message.check().unwrap_or_else(|error| panic!("{name}: {error}"));
        framer.push(&octets);
        let framed = framer.next().expect("complete").expect("sound");
        assert_eq!(framed.to_bytes(), octets, "{name}");
    }
    assert!(!framer.is_mid_message());
}

#[test]
fn vectors_dr_22_the_200_to_options_has_no_to_tag() {
    let ok = read("M02");
    assert_eq!(ok.response().map(teams_cc_sip::message::Response::status), Some(StatusCode::OK));
    assert_eq!(ok.to_tag(), None);
    assert!(ok.allow().has_method(&Method::Notify) && !ok.allow().has_method(&Method::Refer));
}

#[test]
fn vectors_dr_76_the_contact_of_teams_is_kept_verbatim() {
    let invite = request("M05");
    let contact = invite.contact().expect("sound").expect("there");
    assert_eq!(contact.uri().port(), Some(443));
    assert!(contact.uri().param("x-c").is_some_and(|path| path.contains("/d/8/")));
    assert_eq!(format!("<{}>", contact.uri()), invite.header(Name::Contact).expect("there").text());
}

#[test]
fn vectors_dr_70_identity_and_privacy() {
    let invite = request("M05");
    let who: Vec<_> = invite.p_asserted_identity().collect::<Result<_, _>>().expect("sound");
    assert_eq!(who[0].uri().number().as_deref(), Some("+12065550100"));
    assert_eq!(who[1].uri().host(), "woodgrovebank.us");
    assert!(invite.privacy().contains("id"));
}

#[test]
fn vectors_dr_88_refer_to_with_and_without_a_user_part() {
    let to_user = request("M18").refer_to().expect("sound").expect("there");
    assert_eq!(to_user.uri().user(), None);
    assert!(to_user.uri().param("x-m").is_some_and(|mri| mri.starts_with("8:orgid:")));
    let to_number = request("M19").refer_to().expect("sound").expect("there");
    assert_eq!(to_number.uri().number().as_deref(), Some("+12065550177"));
}

#[test]
fn vectors_dr_87_the_new_invite_repeats_refer_to_and_referred_by() {
    let (refer, invite) = (request("M18"), request("M23"));
    assert_eq!(&invite.uri(), refer.refer_to().expect("sound").expect("there").uri());
    let value =
        |request: &Request| request.header(Name::ReferredBy).expect("there").as_bytes().to_vec();
    assert_eq!(value(&invite), value(&refer));
}

#[test]
fn vectors_dr_92_replaces_names_the_dialog() {
    let invite = request("M25");
    let replaces = invite.replaces().expect("sound").expect("there");
    assert!(replaces.call_id.ends_with("@sbc1.customers.adatum.biz"));
    assert!(!replaces.early_only);
    assert!(invite.require().contains("replaces"));
}

#[test]
fn vectors_dr_141_reasons_carry_guid_and_phrase() {
    for name in ["M26", "M27", "M28", "M29"] {
        let message = read(name);
        for reason in message.reason() {
            let reason = reason.expect(name);
            assert!(reason.cause.is_some(), "{name}");
            assert_eq!(reason.guid().is_some(), reason.is_q850(), "{name}: {reason}");
        }
    }
    let bye = read("M27");
    let reason = bye.reason().next().expect("there").expect("sound");
    assert_eq!(reason.phrase(), Some("CallEndReasonLocalUserInitiated"));
}

#[test]
fn vectors_dr_137_the_sdp_of_an_emergency_call_is_found_beside_the_location() {
    let invite = request("M34");
    let sdp = invite.body_of("application/sdp").expect("sound").expect("there");
    assert!(sdp.starts_with(b"v=0\r\n"));
    let parts = invite.parts().expect("sound");
    assert!(parts.iter().any(|part| part.is("application/pidf+xml")));
    assert!(invite.has(Name::Geolocation));
}

#[test]
fn vectors_dr_71_the_history_of_a_forwarded_call() {
    let invite = request("M36");
    let history: Vec<_> = invite.history_info().collect::<Result<_, _>>().expect("sound");
    assert!(history.len() >= 2);
    assert!(history.iter().any(|stop| stop.reason().is_some_and(|reason| reason.cause.is_some())));
    assert!(history.iter().all(|stop| stop.index().is_some()));
}
