//! What the service's codes mean.

use teams_cc_core::{Ended, Reason, Side};

use crate::models::ResultInformation;

/// Why somebody was not reached, or a call ended: by the telephone network's own status where
/// there is one, else by the service's code.
///
/// Sub-codes of six digits that begin with `51`, `54` or `56` end in a SIP status (`560486`: busy).
pub(super) fn reason_of(result: &ResultInformation) -> Reason {
    let sub_code = result.sub_code.unwrap_or(0);
    let of_network = result.sip_details.as_ref().and_then(|details| details.code);
    let in_sub_code = match sub_code / 10_000 {
        51 | 54 | 56 => Some(sub_code % 1_000).filter(|code| *code >= 300),
        _ => None,
    };
    // Nobody answered, whatever the status that ended the ringing (487: the service gave up).
    if matches!(result.q850_details.as_ref().and_then(|details| details.code), Some(18 | 19)) {
        return Reason::NoAnswer;
    }
    match sub_code {
        // The agent's client is not the vendor's desktop (`acs.md` section 7).
        10_057 => return Reason::Unavailable,
        10_105 => return Reason::Forbidden,
        // Cancelled, because nobody took it in time.
        10_004 => return Reason::NoAnswer,
        _ => {}
    }
    match of_network.or(in_sub_code).or(result.code).unwrap_or(0) {
        486 | 600 => Reason::Busy,
        408 | 480 => Reason::NoAnswer,
        603 => Reason::Declined,
        404 | 410 | 484 | 604 => Reason::NotFound,
        401 | 403 | 405 => Reason::Forbidden,
        429 | 503 => Reason::Overloaded,
        488 | 606 | 415 => Reason::Incompatible,
        487 => Reason::Cancelled,
        _ => Reason::Failed,
    }
}

/// How a call ended that the other side, or the service, ended.
pub(super) fn ended(result: Option<&ResultInformation>, before_it_was_up: bool) -> Ended {
    let code = result.and_then(|result| result.code).unwrap_or(200);
    match (code, before_it_was_up) {
        (0 | 200..=299, true) => Ended::Abandoned,
        (0 | 200..=299, false) => Ended::HungUp(Side::Them),
        (487, _) => Ended::Abandoned,
        // A party that hangs up with a status of its network is a party that hangs up.
        (486 | 603, false) => Ended::HungUp(Side::Them),
        _ => Ended::Lost(result.map_or(Reason::Failed, reason_of)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_are_explained() {
        for (code, sub_code, reason) in [
            (486, 560_486, Reason::Busy),
            (408, 10_010, Reason::NoAnswer),
            (480, 560_480, Reason::NoAnswer),
            (603, 560_603, Reason::Declined),
            (400, 560_404, Reason::NotFound),
            (408, 10_057, Reason::Unavailable),
            (403, 10_105, Reason::Forbidden),
            (403, 510_403, Reason::Forbidden),
            (487, 540_487, Reason::Cancelled),
            (487, 10_004, Reason::NoAnswer),
            (500, 9_999, Reason::Failed),
            (200, 560_000, Reason::Failed),
        ] {
            let json = json!({"code": code, "subCode": sub_code});
            let result: ResultInformation = serde_json::from_value(json).unwrap();
            assert_eq!(reason_of(&result), reason, "{code} {sub_code}");
        }
        let network = json!({"code": 500, "subCode": 1, "sipDetails": {"code": 486}});
        let network: ResultInformation = serde_json::from_value(network).unwrap();
        assert_eq!(reason_of(&network), Reason::Busy);
    }

    #[test]
    fn ends_are_told_from_each_other() {
        let of = |code: i64| ResultInformation::default().code(code);
        assert_eq!(ended(None, false), Ended::HungUp(Side::Them));
        assert_eq!(ended(Some(&of(200)), true), Ended::Abandoned);
        assert_eq!(ended(Some(&of(487)), false), Ended::Abandoned);
        assert_eq!(ended(Some(&of(500)), false), Ended::Lost(Reason::Failed));
    }
}
