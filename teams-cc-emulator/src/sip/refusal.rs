//! How Teams says no: status, cause and phrase on the wire, sub-code in the call record
//! (section 21 of the specification).

use teams_cc_core::Guid;

/// One way of saying no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// Q.850 cause in the Reason header.
    pub(crate) cause: u8,
    /// Microsoft's sub-code, in the call record only; 0 if it has none.
    pub(crate) sub_code: u32,
    pub(crate) phrase: &'static str,
}

const fn refusal(status: u16, cause: u8, sub_code: u32, phrase: &'static str) -> Refusal {
    Refusal { status, cause, sub_code, phrase }
}

#[rustfmt::skip]
impl Refusal {
    pub(crate) const NO_CONTACT: Self = refusal(403, 63, 0, "Contact and Record-Route headers are missing");
    pub(crate) const IP_CONTACT: Self = refusal(403, 63, 510_532, "Contact header must contain the FQDN of the SBC");
    pub(crate) const NO_TRUNK: Self = refusal(403, 63, 510_532, "No trunk config was found");
    pub(crate) const NOT_IN_CERTIFICATE: Self = refusal(403, 63, 510_532, "Contact FQDN is not in the certificate of the SBC");
    pub(crate) const TRUNK_DISABLED: Self = refusal(403, 63, 510_532, "The trunk is disabled");
    pub(crate) const METHOD: Self = refusal(405, 79, 540_400, "Method is not supported");
    pub(crate) const REPLACES: Self = refusal(400, 79, 540_400, "Replaces header is not supported");
    pub(crate) const REQUIRE: Self = refusal(420, 79, 0, "Required extension is not supported");
    pub(crate) const SIPS: Self = refusal(416, 79, 540_400, "The sips scheme is not supported");
    pub(crate) const CHANGED_REFERRAL: Self = refusal(400, 95, 540_400, "Request-URI or Referred-By differ from the transfer request");
    pub(crate) const NO_OFFER: Self = refusal(488, 88, 531_000, "SDP offer is missing");
    pub(crate) const NOT_SECURE: Self = refusal(488, 88, 531_000, "SrtpEncryptionRequired");
    pub(crate) const NO_CODEC: Self = refusal(488, 88, 531_000, "No common codec");
    pub(crate) const ZERO_ADDRESS: Self = refusal(488, 88, 531_052, "Connection address is 0.0.0.0");
    pub(crate) const NO_CANDIDATES: Self = refusal(488, 88, 531_027, "No ICE candidates for media bypass");
    pub(crate) const MUX_CHANGED: Self = refusal(488, 88, 531_000, "CannotChangeRtcpMultiplexing");
    pub(crate) const SDP_UNREADABLE: Self = refusal(410, 111, 531_000, "SdpParsingFailure");
    pub(crate) const NUMBER_FORMAT: Self = refusal(404, 28, 511_404, "Number is not in E.164 format");
    pub(crate) const NO_NUMBER: Self = refusal(404, 1, 511_404, "Number was not found in the tenant");
    pub(crate) const BLOCKED: Self = refusal(403, 21, 510_534, "Calling number is blocked");
    pub(crate) const INTERVAL: Self = refusal(422, 88, 540_422, "Session interval too small");
    pub(crate) const OFFLINE: Self = refusal(480, 31, 10_037, "No callee endpoints were found.");
    pub(crate) const BUSY: Self = refusal(486, 17, 540_486, "CallEndReasonBusy");
    pub(crate) const DECLINED: Self = refusal(603, 21, 0, "CallEndReasonDeclined");
    pub(crate) const CANCELLED: Self = refusal(487, 16, 540_487, "CallEndReasonCancelled");
    pub(crate) const ELSEWHERE: Self = refusal(487, 16, 540_200, "Call completed elsewhere");
    pub(crate) const NO_DIALOG: Self = refusal(481, 31, 0, "BackToBackSessionNotFound");
    pub(crate) const GLARE: Self = refusal(491, 31, 0, "Request pending");
    pub(crate) const SERVICE_BUSY: Self = refusal(503, 41, 0, "Service is busy");
    pub(crate) const NO_ACK: Self = refusal(408, 102, 1106, "No ACK was received");
    pub(crate) const MEDIA_LOST: Self = refusal(410, 41, 531_005, "MediaConnectivityFailure");

    /// Every row, for the test that goes through the table.
    #[cfg(test)]
    pub(crate) const ALL: [Self; 30] = [
        Self::NO_CONTACT, Self::IP_CONTACT, Self::NO_TRUNK, Self::NOT_IN_CERTIFICATE,
        Self::TRUNK_DISABLED, Self::METHOD, Self::REPLACES, Self::REQUIRE, Self::SIPS,
        Self::CHANGED_REFERRAL, Self::NO_OFFER, Self::NOT_SECURE, Self::NO_CODEC,
        Self::ZERO_ADDRESS, Self::NO_CANDIDATES, Self::MUX_CHANGED, Self::SDP_UNREADABLE,
        Self::NUMBER_FORMAT, Self::NO_NUMBER, Self::BLOCKED, Self::INTERVAL,
        Self::OFFLINE, Self::BUSY, Self::DECLINED, Self::CANCELLED, Self::ELSEWHERE,
        Self::NO_DIALOG, Self::GLARE, Self::SERVICE_BUSY, Self::NO_ACK,
    ];
}

impl Refusal {
    /// A bare status, as a test orders it.
    pub(crate) fn plain(status: u16) -> Self {
        refusal(status, 31, 0, "CallEndReasonOther")
    }

    /// The value of the Reason header (DR-141). The GUID is the key for Microsoft's support.
    pub(crate) fn reason(&self, id: Guid) -> String {
        reason(self.cause, id, self.phrase)
    }
}

/// `Q.850;cause=N;text="GUID;phrase"`.
pub(crate) fn reason(cause: u8, id: Guid, phrase: &str) -> String {
    format!("Q.850;cause={cause};text=\"{id};{phrase}\"")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::golden;
    use crate::sip::text::Text;

    #[test]
    fn dr_141_reasons_are_written_as_in_the_golden_messages() {
        for (name, ours) in [("M28", Refusal::SERVICE_BUSY), ("M29", Refusal::NO_TRUNK)] {
            let golden = Text::read(golden::text(name).as_bytes()).unwrap();
            let wanted = golden.need("Reason");
            let id = wanted.split('"').nth(1).unwrap().split(';').next().unwrap().parse().unwrap();
            assert_eq!(ours.reason(id), wanted);
            assert_eq!(ours.status, golden.status());
        }
    }

    #[test]
    fn every_refusal_has_a_status_with_a_phrase() {
        for refusal in Refusal::ALL {
            assert_ne!(crate::sip::text::phrase(refusal.status), "Unknown", "{refusal:?}");
            assert!((1..=127).contains(&refusal.cause));
        }
    }
}
