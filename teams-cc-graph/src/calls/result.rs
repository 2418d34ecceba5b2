//! Why a call, a transfer or an operation ended as it did.

use teams_cc_core::{Ended, Reason, Side};

use super::leg::State;

/// `resultInfo`: two numbers, of which Microsoft documents "some of the common" pairs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ResultCode {
    /// As in HTTP and SIP: 2xx (or 0) is success.
    pub code: u16,
    /// What exactly.
    pub subcode: u32,
}

/// A transfer has been completed (`graph.md` section 2.6).
const TRANSFERRED: u32 = 7015;
/// Ended by the bot (`graph.md` section 2.6).
const BY_US: [u32; 2] = [7000, 10550];
/// A media operation was cancelled (`graph.md` section 2.6).
const CANCELLED: u32 = 8508;

impl ResultCode {
    /// The pair.
    pub fn new(code: u16, subcode: u32) -> Self {
        Self { code, subcode }
    }

    /// Whether it says that something failed.
    pub fn is_failure(&self) -> bool {
        self.code >= 400
    }

    /// Whether it says no more than that it worked.
    pub(super) fn is_plain(self) -> bool {
        !self.is_failure() && self.subcode == 0
    }

    /// Whether a media operation was cut short by `cancelMediaProcessing`.
    pub fn is_cancelled(&self) -> bool {
        (self.code, self.subcode) == (400, CANCELLED)
    }

    /// How a call ended that was in `state` before.
    pub fn ended(&self, state: State) -> Ended {
        let success = self.code == 0 || (200..300).contains(&self.code);
        match self.subcode {
            TRANSFERRED if success => Ended::Transferred(super::leg::unknown()),
            subcode if success && BY_US.contains(&subcode) => Ended::HungUp(Side::Us),
            _ if success && state == State::Incoming => Ended::Abandoned,
            _ if success => Ended::HungUp(Side::Them),
            _ if self.code == 487 && state == State::Incoming => Ended::Abandoned,
            _ => Ended::Lost(self.reason()),
        }
    }

    /// Why somebody was not reached, or a transfer failed.
    ///
    /// | code, subcode | reason |
    /// |---|---|
    /// | 480 / 10037, 10076, 10134 | unavailable |
    /// | 480 / 10199, 403 | forbidden |
    /// | 404 | not found |
    /// | 408, 487 | no answer |
    /// | 408 / 8537 (keep-alive missing), 410, 5xx | failed |
    /// | 486, 600 | busy |
    /// | 603 | declined |
    /// | 488, 606 | no common media |
    /// | 429, 503 | overloaded |
    /// | 400 / 8508 | cancelled |
    pub fn reason(&self) -> Reason {
        match (self.code, self.subcode) {
            (480, 10199) | (403, _) => Reason::Forbidden,
            (480, _) => Reason::Unavailable,
            (404, _) => Reason::NotFound,
            (408, 8537) => Reason::Failed,
            (408 | 487, _) => Reason::NoAnswer,
            (486 | 600, _) => Reason::Busy,
            (603, _) => Reason::Declined,
            (488 | 606, _) => Reason::Incompatible,
            (429 | 503, _) => Reason::Overloaded,
            (400, CANCELLED) => Reason::Cancelled,
            _ => Reason::Failed,
        }
    }
}

/// Why somebody was not reached whose call ended so.
pub(crate) fn reason_of(ended: &Ended) -> Reason {
    match ended {
        Ended::Lost(reason) | Ended::Rejected(reason) => *reason,
        Ended::HungUp(Side::Us) | Ended::Abandoned => Reason::Cancelled,
        Ended::HungUp(Side::Them) => Reason::Declined,
        _ => Reason::Failed,
    }
}

/// The word of `reject` for a reason: there are three.
pub(crate) fn reject_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Busy | Reason::Overloaded => "busy",
        Reason::Forbidden | Reason::Declined => "forbidden",
        _ => "none",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_2_6_every_documented_pair_says_how_a_call_ended() {
        let them = Ended::HungUp(Side::Them);
        for (code, subcode, ended) in [
            (200, 0, them.clone()),
            (200, 4097, them.clone()),
            (200, 4521, them.clone()),
            (200, 18503, them.clone()),
            (200, 5000, them.clone()),
            (200, 5300, them.clone()),
            (200, 5014, them.clone()),
            (200, 540_000, them.clone()),
            (0, 560_000, them),
            (200, 7000, Ended::HungUp(Side::Us)),
            (200, 10550, Ended::HungUp(Side::Us)),
            (408, 8537, Ended::Lost(Reason::Failed)),
            (408, 1106, Ended::Lost(Reason::NoAnswer)),
            (410, 301_005, Ended::Lost(Reason::Failed)),
            (480, 10037, Ended::Lost(Reason::Unavailable)),
            (480, 10199, Ended::Lost(Reason::Forbidden)),
            (500, 1005, Ended::Lost(Reason::Failed)),
            (603, 0, Ended::Lost(Reason::Declined)),
            (486, 0, Ended::Lost(Reason::Busy)),
        ] {
            let result = ResultCode::new(code, subcode);
            assert_eq!(result.ended(State::Established), ended, "{code}/{subcode}");
        }
        for code in [0, 200] {
            let ended = ResultCode::new(code, TRANSFERRED).ended(State::TransferAccepted);
            assert!(matches!(ended, Ended::Transferred(_)), "{code}");
        }
        assert_eq!(ResultCode::new(487, 0).ended(State::Incoming), Ended::Abandoned);
        assert!(ResultCode::new(500, 7000).is_failure() && ResultCode::new(500, 7700).is_failure());
        assert!(ResultCode::new(400, 8508).is_cancelled());
    }

    #[test]
    fn graph_2_2_a_reason_to_reject_is_one_of_three_words() {
        for (reason, word) in [
            (Reason::Busy, "busy"),
            (Reason::Overloaded, "busy"),
            (Reason::Forbidden, "forbidden"),
            (Reason::Unavailable, "none"),
        ] {
            assert_eq!(reject_word(reason), word);
        }
    }
}
