//! What the pairs of code and subcode mean, and what can be done (`graph.md` section 2.6).

use std::time::Duration;

use teams_cc_core::Retry;

use super::ResultCode;

/// What Microsoft documents of a pair of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Meaning {
    /// What happened.
    pub what: &'static str,
    /// What helps; "nothing" where nothing is wrong.
    pub fix: &'static str,
    /// Whether the same may be asked for once more.
    pub retry: Retry,
}

/// A person or a line that was not reachable may be so after a while; the number is ours.
const LATER: Retry = Retry::After(Duration::from_secs(30));
const NOTHING: &str = "nothing";

/// Code, subcode, what happened, what helps, whether to ask again. `0` stands for success of any
/// number.
type Row = (u16, u32, &'static str, &'static str, Retry);

const ROWS: [Row; 41] = [
    (200, 0, "it is done", NOTHING, Retry::Never),
    (200, 4097, "the other side left", NOTHING, Retry::Never),
    (200, 4521, "the other side of a call between two left", NOTHING, Retry::Never),
    (200, 18_503, "the other side of a call between two left", NOTHING, Retry::Never),
    (200, 5000, "another participant removed it", NOTHING, Retry::Never),
    (200, 5300, "another participant removed it", NOTHING, Retry::Never),
    (200, 5001, "the conversation ended", NOTHING, Retry::Never),
    (200, 5003, "the conversation ended", NOTHING, Retry::Never),
    (200, 5002, "all others left", NOTHING, Retry::Never),
    (200, 5007, "who began it left", NOTHING, Retry::Never),
    (200, 5010, "only one was left", NOTHING, Retry::Never),
    (200, 5012, "nobody was in it", NOTHING, Retry::Never),
    (200, 5013, "nobody joined", NOTHING, Retry::Never),
    (200, 5014, "no host was found", NOTHING, Retry::Never),
    (200, 5020, "only hidden participants were left", NOTHING, Retry::Never),
    (200, 5030, "the time of the breakout room was over", NOTHING, Retry::Never),
    (
        200,
        5855,
        "nobody admitted it from the lobby",
        "let an organizer admit the bot",
        Retry::Never,
    ),
    (200, 7000, "the bot ended it", NOTHING, Retry::Never),
    (200, 10_550, "the bot ended it", NOTHING, Retry::Never),
    (200, 7015, "the transfer was completed", NOTHING, Retry::Never),
    (200, 8515, "the longest time to record was over", "ask for a longer one", Retry::Never),
    (200, 540_000, "the caller on the telephone hung up", NOTHING, Retry::Never),
    (200, 560_000, "the caller on the telephone hung up", NOTHING, Retry::Never),
    (400, 8508, "the media operation was cancelled", NOTHING, Retry::Never),
    (
        408,
        1106,
        "the other side's acceptance was not confirmed",
        "look at the call before you make it again",
        Retry::Check,
    ),
    (408, 8537, "no keep-alive came for 45 minutes", "keep the program running", Retry::Never),
    (408, 10_057, "the called side sends nothing", "call later", LATER),
    (
        408,
        13_025,
        "the service gave up; Microsoft does not say why",
        "look at the call before you make it again",
        Retry::Check,
    ),
    (
        410,
        301_005,
        "media could not be connected",
        "check firewall and media ports at the called side",
        LATER,
    ),
    (480, 10_037, "the called person has no device signed in", "call later, or voicemail", LATER),
    (480, 10_076, "the called side cannot be reached", "call later", LATER),
    (
        480,
        10_134,
        "there is no route to the called side",
        "check the number and the voice routes of the bot's resource account",
        Retry::Never,
    ),
    (
        480,
        10_199,
        "private calling is switched off for the called person",
        "switch it on in their calling policy",
        Retry::Never,
    ),
    (
        500,
        1005,
        "the service cannot reach the bot's media",
        "check the address and the certificate that the bot's media is announced with",
        Retry::Never,
    ),
    (500, 3003, "the service failed; Microsoft does not say why", "call again", LATER),
    (
        500,
        7000,
        "the transfer failed, the call goes on",
        "take the caller back, for example into the queue",
        Retry::Never,
    ),
    (
        500,
        7106,
        "the service failed; seen where the bot's own media cannot be reached",
        "use media that the service hosts, or check the bot's media address",
        Retry::Never,
    ),
    (
        500,
        7700,
        "the consultative transfer failed, both calls go on",
        "take the caller back, or transfer without consulting",
        Retry::Never,
    ),
    (486, 0, "the called side is busy", "call later", LATER),
    (487, 0, "the call was cancelled before it was answered", NOTHING, Retry::Never),
    (603, 0, "the called side declined", "call somebody else", Retry::Never),
];

impl ResultCode {
    /// What Microsoft documents of this pair; `None` for a pair that is not in its list of "some
    /// of the common codes".
    pub fn meaning(&self) -> Option<Meaning> {
        let code = if self.code == 0 || (200..300).contains(&self.code) { 200 } else { self.code };
        let known = ROWS.iter().find(|row| (row.0, row.1) == (code, self.subcode));
        known.map(|&(_, _, what, fix, retry)| Meaning { what, fix, retry })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::call_failed;

    #[test]
    fn graph_2_6_each_documented_pair_says_what_it_means_and_what_helps() {
        // The pairs of the table in `graph.md`, written down a second time.
        let pairs: &[(u16, &[u32])] = &[
            (200, &[0, 4097, 4521, 18_503, 5000, 5300, 5001, 5003, 5002, 5010, 5012, 5013]),
            (200, &[5014, 5020, 5007, 5030, 5855, 7000, 10_550, 7015, 540_000, 560_000, 8515]),
            (400, &[8508]),
            (408, &[8537, 1106, 10_057, 13_025]),
            (410, &[301_005]),
            (480, &[10_037, 10_076, 10_134, 10_199]),
            (500, &[1005, 7000, 7700, 7106, 3003]),
        ];
        for (code, subcodes) in pairs {
            for subcode in *subcodes {
                let result = ResultCode::new(*code, *subcode);
                let meaning = result.meaning().unwrap_or_else(|| panic!("{code}/{subcode}"));
                assert!(!meaning.what.is_empty() && !meaning.fix.is_empty());
                let error = call_failed("it did not work", result);
                assert_eq!((error.code(), error.retry()), ("TCC-GRAPH-0702", meaning.retry));
                let report = error.report();
                assert!(report.contains(meaning.what) && report.contains(meaning.fix), "{report}");
                assert!(report.contains(&format!("{code}, subcode {subcode}")), "{report}");
            }
        }
        assert_eq!(ResultCode::new(0, 7015).meaning(), ResultCode::new(200, 7015).meaning());
    }

    #[test]
    fn graph_2_6_an_unknown_pair_keeps_its_numbers() {
        let result = ResultCode::new(500, 123_456);
        assert_eq!(result.meaning(), None);
        let error = call_failed("it did not work", result);
        assert!(error.report().contains("500, subcode 123456"), "{error:?}");
        assert_eq!(error.retry(), Retry::Never);
    }

    #[test]
    fn no_pair_stands_twice() {
        let mut pairs: Vec<_> = ROWS.iter().map(|row| (row.0, row.1)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        assert_eq!(pairs.len(), ROWS.len());
    }
}
