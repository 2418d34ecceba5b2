//! What Direct Routing accepts of a request, and how it refuses the rest (EM-07, EM-08, section 21).
//!
//! Pure functions over a message, the certificate of its connection and what was agreed before.

use std::net::IpAddr;

use teams_cc_core::E164;

use super::refusal::Refusal;
use super::sdp::{Direction, Sdp};
use super::text::{Text, Uri, address, values};

/// What Teams implements (DR-58), as it writes it.
pub(crate) const ALLOW: &str = "INVITE,ACK,OPTIONS,CANCEL,BYE,NOTIFY";
/// The smallest session interval (DR-77).
pub(crate) const MIN_SE: u32 = 300;
/// Extensions that a request may require.
const KNOWN_EXTENSIONS: [&str; 3] = ["timer", "histinfo", "replaces"];

/// Names in the certificate of a connection: DNS names, wildcards included.
pub(crate) type Names = [String];

/// Method and headers of any request.
pub(crate) fn request(text: &Text) -> Result<(), Refusal> {
    if !ALLOW.split(',').any(|method| method == text.method()) {
        return Err(Refusal::METHOD);
    }
    if text.header("Replaces").is_some() {
        return Err(Refusal::REPLACES); // DR-59
    }
    if text.uri().starts_with("sips:") {
        return Err(Refusal::SIPS); // DR-01
    }
    let mut required = text.all("Require").flat_map(|v| v.split(',')).map(str::trim);
    if required.any(|name| !KNOWN_EXTENSIONS.contains(&name)) {
        return Err(Refusal::REQUIRE);
    }
    Ok(())
}

/// The trunk that speaks: the host of the first Contact, which must be a name in the certificate
/// (DR-40). `None` for OPTIONS that have a Record-Route only.
pub(crate) fn trunk<'a>(text: &'a Text, names: &Names) -> Result<Option<Uri<'a>>, Refusal> {
    let Some(contact) = text.contact() else {
        let routed = text.header("Record-Route").is_some();
        return if routed { Ok(None) } else { Err(Refusal::NO_CONTACT) }; // DR-21
    };
    if contact.starts_with("sips:") {
        return Err(Refusal::SIPS);
    }
    let uri = Uri::read(contact).ok_or(Refusal::IP_CONTACT)?;
    if uri.host.parse::<IpAddr>().is_ok() {
        return Err(Refusal::IP_CONTACT);
    }
    if !names.iter().any(|name| covers(name, uri.host)) {
        return Err(Refusal::NOT_IN_CERTIFICATE);
    }
    Ok(Some(uri))
}

/// RFC 2818: equal, or a wildcard that stands for exactly one label (DR-06).
pub(crate) fn covers(name: &str, host: &str) -> bool {
    let (name, host) = (name.to_ascii_lowercase(), host.to_ascii_lowercase());
    match name.strip_prefix("*.") {
        Some(parent) => {
            host.split_once('.').is_some_and(|(label, rest)| !label.is_empty() && rest == parent)
        }
        None => name == host,
    }
}

/// Who is called: a number, or a person by the id in `x-m`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Callee {
    Number(E164),
    /// A Teams identifier, as in `8:orgid:GUID`.
    Identifier(String),
}

/// Reads the Request-URI of an INVITE (DR-50, DR-88).
pub(crate) fn callee(uri: &str) -> Result<Callee, Refusal> {
    let uri = Uri::read(uri).ok_or(Refusal::NUMBER_FORMAT)?;
    if uri.user.is_empty() {
        let identifier = uri.param("x-m").ok_or(Refusal::NO_NUMBER)?;
        return Ok(Callee::Identifier(identifier.replace("%3A", ":")));
    }
    uri.number().parse().map(Callee::Number).map_err(|_| Refusal::NUMBER_FORMAT)
}

/// What an INVITE wants of the session timer: the interval, if any (DR-77).
pub(crate) fn session_expires(text: &Text) -> Result<Option<u32>, Refusal> {
    let Some(value) = text.header("Session-Expires") else { return Ok(None) };
    let seconds = value.split(';').next().and_then(|v| v.trim().parse().ok());
    match seconds {
        Some(seconds) if seconds >= MIN_SE => Ok(Some(seconds)),
        _ => Err(Refusal::INTERVAL),
    }
}

/// What was agreed on a leg before: a re-INVITE may not change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Before {
    pub(crate) mux: bool,
    pub(crate) address: IpAddr,
}

/// An offer or answer from the trunk that passed, with what was wrong but let through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) sdp: Sdp,
    /// What Teams does not understand but does not refuse either, in words (EM-08, DR-104).
    pub(crate) violations: Vec<String>,
}

/// Judges a description from the trunk (DR-57, DR-96, DR-97, DR-105, DR-114, DR-125).
pub(crate) fn description(
    text: &Text,
    bypass: bool,
    before: Option<Before>,
) -> Result<Judged, Refusal> {
    let body = text.sdp().ok_or(Refusal::NO_OFFER)?;
    let mut sdp = Sdp::read(body).map_err(|_| Refusal::SDP_UNREADABLE)?;
    let audio = &mut sdp.audio;
    let mut violations = Vec::new();
    if audio.address.is_unspecified() {
        return Err(Refusal::ZERO_ADDRESS);
    }
    if !audio.is_secure() || audio.crypto.is_empty() {
        return Err(Refusal::NOT_SECURE);
    }
    if audio.law().is_none() {
        return Err(Refusal::NO_CODEC);
    }
    if bypass && audio.candidates == 0 {
        return Err(Refusal::NO_CANDIDATES);
    }
    if let Some(before) = before {
        if before.mux != audio.mux {
            return Err(Refusal::MUX_CHANGED);
        }
        if before.address != audio.address {
            violations.push(format!(
                "media moved from {} to {}: Teams keeps sending to the first (DR-104)",
                before.address, audio.address
            ));
        }
    }
    if matches!(audio.direction, Direction::SendOnly | Direction::ReceiveOnly) {
        violations.push(format!("a={} is not understood (DR-96)", audio.direction.text()));
        audio.direction = Direction::Both;
    }
    if audio.crypto.iter().all(|line| line.suite.tag != 10) {
        violations.push("no AES_CM_128_HMAC_SHA1_80 (DR-110)".into());
    }
    Ok(Judged { sdp, violations })
}

/// What is not refused but should not be, in any request that makes a dialog.
pub(crate) fn remarks(text: &Text) -> Vec<String> {
    let mut remarks = Vec::new();
    if text.header("Record-Route").is_some() {
        remarks.push("Record-Route from the trunk (DR-44)".to_owned());
    }
    if !text.lists("Allow", "NOTIFY") {
        remarks.push("Allow without NOTIFY (DR-85)".to_owned());
    }
    let contacts: usize = text.all("Contact").map(|line| values(line).count()).sum();
    if contacts > 1 {
        remarks.push("more than one Contact: only the first counts (DR-40)".to_owned());
    }
    remarks
}

/// Whether a request cancels with the word that spares the missed call (DR-61).
pub(crate) fn completed_elsewhere(text: &Text) -> bool {
    text.all("Reason").flat_map(values).any(|reason| {
        let mut parts = reason.split(';').map(str::trim);
        parts.next().is_some_and(|p| p.eq_ignore_ascii_case("SIP"))
            && parts.any(|p| p == "cause=200")
    })
}

/// The status that a NOTIFY of a transfer carries (DR-86), and whether it is the last one.
pub(crate) fn transfer_progress(text: &Text) -> Option<(u16, bool)> {
    let refer = text.need("Event").split(';').next()?.trim().eq_ignore_ascii_case("refer");
    let fragment = text.need("Content-Type").to_ascii_lowercase().starts_with("message/sipfrag");
    let status = text.body.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3)?.parse().ok());
    let over = text.need("Subscription-State").to_ascii_lowercase().starts_with("terminated");
    status.filter(|_| refer && fragment).map(|status| (status, over))
}

/// The number in From, as the caller's.
pub(crate) fn caller(text: &Text) -> Option<E164> {
    Uri::read(address(text.need("From"))).and_then(|uri| uri.number().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::golden;

    fn golden(name: &str) -> Text {
        Text::read(golden::text(name).as_bytes()).unwrap()
    }

    fn changed(name: &str, from: &str, to: &str) -> Text {
        let text = golden::text(name);
        assert!(text.contains(from), "{name} has no {from}");
        Text::read(text.replace(from, to).as_bytes()).unwrap()
    }

    fn names() -> Vec<String> {
        vec!["customers.adatum.biz".into(), "*.customers.adatum.biz".into()]
    }

    #[test]
    fn em_07_what_the_golden_trunk_sends_is_accepted() {
        for name in ["M01", "M11", "M17", "M22", "M23", "M24", "M26", "M30", "M35"] {
            assert_eq!(request(&golden(name)), Ok(()), "{name}");
        }
        for name in ["M01", "M11", "M23", "M30", "M35"] {
            let text = golden(name);
            let uri = trunk(&text, &names()).unwrap().unwrap();
            assert!(uri.host.ends_with("customers.adatum.biz"), "{name}");
        }
        for name in ["M11", "M23", "M35"] {
            let judged = description(&golden(name), false, None).unwrap();
            assert!(judged.violations.is_empty(), "{name} {:?}", judged.violations);
        }
        assert!(remarks(&golden("M11")).is_empty());
    }

    #[test]
    fn em_07_each_thing_that_teams_refuses_is_refused_with_its_code() {
        let contact = "Contact: <sip:+14255550123@sbc1.customers.adatum.biz:5061;transport=tls>";
        let request_cases = [
            (changed("M18", "REFER sip", "REFER sip"), Refusal::METHOD),
            (
                changed("M11", "User-Agent", "Replaces: a;to-tag=1;from-tag=2\r\nUser-Agent"),
                Refusal::REPLACES,
            ),
            (changed("M11", "INVITE sip:", "INVITE sips:"), Refusal::SIPS),
            (changed("M11", "User-Agent", "Require: 100rel\r\nUser-Agent"), Refusal::REQUIRE),
        ];
        for (text, refusal) in request_cases {
            assert_eq!(request(&text), Err(refusal));
        }
        let trunk_cases = [
            (changed("M11", contact, "X: y"), Refusal::NO_CONTACT),
            (
                changed("M11", contact, "Contact: <sip:+1425@203.0.113.10:5061;transport=tls>"),
                Refusal::IP_CONTACT,
            ),
            (
                changed("M11", contact, "Contact: <sip:+1425@[2001:db8::1]:5061>"),
                Refusal::IP_CONTACT,
            ),
            (
                changed("M11", contact, "Contact: <sip:a.sbc1.customers.adatum.biz>"),
                Refusal::NOT_IN_CERTIFICATE,
            ),
            (changed("M11", contact, "Contact: <sips:sbc1.customers.adatum.biz>"), Refusal::SIPS),
        ];
        for (text, refusal) in trunk_cases {
            assert_eq!(trunk(&text, &names()), Err(refusal));
        }
        let description_cases = [
            (changed("M11", "application/sdp", "text/plain"), Refusal::NO_OFFER),
            (changed("M11", "c=IN IP4 203.0.113.10", "c=IN IP4 0.0.0.0"), Refusal::ZERO_ADDRESS),
            (changed("M11", "RTP/SAVP", "RTP/AVP"), Refusal::NOT_SECURE),
            (changed("M11", "a=crypto", "a=cripto"), Refusal::NOT_SECURE),
            (changed("M11", "RTP/SAVP 0 8 9 101 13", "RTP/SAVP 9 101 13"), Refusal::NO_CODEC),
            (changed("M11", "t=0 0\r\n", ""), Refusal::SDP_UNREADABLE),
        ];
        for (text, refusal) in description_cases {
            assert_eq!(description(&text, false, None).map(|_| ()), Err(refusal));
        }
        assert_eq!(
            description(&golden("M11"), true, None).map(|_| ()),
            Err(Refusal::NO_CANDIDATES)
        );
        assert!(description(&golden("M30"), true, None).is_ok());
    }

    #[test]
    fn dr_125_multiplexing_may_not_change_and_dr_104_a_move_is_noted() {
        let before = Before { mux: true, address: [203, 0, 113, 10].into() };
        let unmuxed = changed("M35", "a=rtcp-mux\r\n", "");
        assert_eq!(description(&unmuxed, false, Some(before)), Err(Refusal::MUX_CHANGED));
        let moved = changed("M35", "c=IN IP4 203.0.113.10", "c=IN IP4 203.0.113.99");
        assert_eq!(description(&moved, false, Some(before)).unwrap().violations.len(), 1);
        assert!(description(&golden("M35"), false, Some(before)).unwrap().violations.is_empty());
    }

    #[test]
    fn em_08_sendonly_is_no_change_and_a_violation() {
        let hold = changed("M35", "a=sendrecv", "a=sendonly");
        let judged = description(&hold, false, None).unwrap();
        assert_eq!(judged.sdp.audio.direction, Direction::Both);
        assert_eq!(judged.violations, ["a=sendonly is not understood (DR-96)"]);
    }

    #[test]
    fn dr_50_a_number_without_plus_is_not_found() {
        assert_eq!(
            callee("sip:12065550100@sip.pstnhub.microsoft.com"),
            Err(Refusal::NUMBER_FORMAT)
        );
        let number = callee(golden("M11").uri()).unwrap();
        assert_eq!(number, Callee::Number("+12065550100".parse().unwrap()));
        let person = callee(golden("M23").uri()).unwrap();
        assert_eq!(
            person,
            Callee::Identifier("8:orgid:9f9d51bc-70ef-21ca-5c14-f307980a29d8".into())
        );
        assert_eq!(callee("sip:sip.pstnhub.microsoft.com"), Err(Refusal::NO_NUMBER));
    }

    #[test]
    fn dr_77_an_interval_below_300_seconds_is_refused() {
        assert_eq!(session_expires(&golden("M11")), Ok(Some(1800)));
        assert_eq!(session_expires(&golden("M23")), Ok(None));
        assert_eq!(
            session_expires(&changed("M11", "Session-Expires: 1800", "Session-Expires: 90")),
            Err(Refusal::INTERVAL)
        );
    }

    #[test]
    fn dr_61_and_dr_86_reasons_and_progress_are_understood() {
        assert!(completed_elsewhere(&golden("M26")));
        assert!(!completed_elsewhere(&golden("M27")));
        assert_eq!(transfer_progress(&golden("M22")), Some((100, false)));
        assert_eq!(transfer_progress(&golden("M24")), Some((200, true)));
        assert_eq!(transfer_progress(&golden("M27")), None);
    }

    #[test]
    fn dr_06_a_wildcard_stands_for_one_label() {
        assert!(covers("*.customers.adatum.biz", "SBC1.customers.adatum.biz"));
        assert!(!covers("*.customers.adatum.biz", "customers.adatum.biz"));
        assert!(!covers("*.customers.adatum.biz", "a.sbc1.customers.adatum.biz"));
        assert!(covers("customers.adatum.biz", "customers.adatum.biz"));
    }
}
