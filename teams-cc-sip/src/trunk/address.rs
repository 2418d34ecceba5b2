//! Addresses as URIs of one trunk, and back.

use teams_cc_core::{Address, Error, ErrorKind};

use crate::config::Profile;
use crate::message::{NameAddr, Uri};
use crate::{Target, Transport};

/// The Request-URI and the To value of a call to `address` over `peer`.
///
/// Direct Routing: `sip:+N@PROXY:5061;user=phone;transport=tls` (DR-50, DR-51). A carrier: the
/// same form with its own host.
pub(super) fn called(address: &Address, peer: &Target, profile: Profile) -> Result<String, Error> {
    let refuse = |what: &str, fix: &str| {
        Err(Error::new("TCC-SIP-0501", ErrorKind::Unsupported, what).fix(fix))
    };
    let number = match address {
        Address::Phone(number) => number.to_string(),
        Address::Dialled(text) => text.replace('#', "%23"),
        Address::Sip(uri) => return Ok(uri.clone()),
        Address::TeamsUser(_) => {
            return refuse(
                "a trunk reaches people in Teams by their phone number",
                "give the number that the user has in Teams",
            );
        }
        _ => return refuse("a trunk does not reach this kind of address", "give a number"),
    };
    let host = bracketed(&peer.host);
    let port = match (profile, peer.port == peer.transport.default_port()) {
        (Profile::Carrier, true) => String::new(),
        _ => format!(":{}", peer.port),
    };
    let transport = transport_param(peer.transport);
    Ok(format!("sip:{number}@{host}{port};user=phone{transport}"))
}

/// `;transport=tls`, nothing for UDP, which is what no parameter means.
pub(super) fn transport_param(transport: Transport) -> String {
    match transport {
        Transport::Udp => String::new(),
        other => format!(";transport={other}"),
    }
}

/// An IPv6 address in brackets, anything else as it is.
pub(super) fn bracketed(host: &str) -> String {
    if host.contains(':') { format!("[{host}]") } else { host.to_owned() }
}

/// Who a URI means: a number if its user part is one, else the URI.
pub(super) fn of_uri(uri: &Uri) -> Address {
    let number = uri.number().and_then(|number| number.parse::<Address>().ok());
    match number {
        Some(address @ (Address::Phone(_) | Address::Dialled(_))) => address,
        _ => Address::Sip(uri.as_str().to_owned()),
    }
}

/// Who a From or To value means.
pub(super) fn of_name_addr(value: &NameAddr) -> Address {
    of_uri(value.uri())
}

/// A display name in quotes, with what must not stand in it taken out (RS-10).
pub(super) fn quoted(name: &str) -> String {
    let clean: String = name
        .chars()
        .filter(|c| !c.is_control())
        .flat_map(|c| matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c]))
        .take(256)
        .collect();
    format!("\"{clean}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::direct_routing::{PROXIES, PROXY_PORT};

    #[test]
    fn dr_50_and_dr_51_a_number_goes_to_the_proxy_with_a_plus_and_user_phone() {
        let number: Address = "+12065550100".parse().expect("a number");
        let proxy = Target::new(Transport::Tls, PROXIES[0], PROXY_PORT);
        assert_eq!(
            called(&number, &proxy, Profile::DirectRouting).expect("reachable"),
            "sip:+12065550100@sip.pstnhub.microsoft.com:5061;user=phone;transport=tls"
        );
        let carrier = Target::new(Transport::Udp, "::1", 5060);
        assert_eq!(
            called(&number, &carrier, Profile::Carrier).expect("reachable"),
            "sip:+12065550100@[::1];user=phone"
        );
        let user = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").expect("a GUID");
        assert!(called(&user, &proxy, Profile::DirectRouting).is_err());
    }

    #[test]
    fn who_a_uri_means() {
        for (text, expected) in [
            ("sip:+14255550123@sbc1.customers.adatum.biz:5061;user=phone", "+14255550123"),
            ("sip:0100@10.0.0.1", "0100"),
            ("sip:adele@contoso.example", "sip:adele@contoso.example"),
            ("tel:+14255550123", "+14255550123"),
        ] {
            let uri = Uri::parse(text.to_owned()).expect("a URI");
            assert_eq!(of_uri(&uri), expected.parse().expect("an address"), "{text}");
        }
    }

    #[test]
    fn rs_10_a_display_name_cannot_leave_its_quotes() {
        assert_eq!(quoted("Ann \"the\" Ace\\\r\nX: y"), "\"Ann \\\"the\\\" Ace\\\\X: y\"");
    }
}
