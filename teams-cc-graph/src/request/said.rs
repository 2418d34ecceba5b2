//! Refusals that have a meaning of their own: numbers of the calling service, and what Graph says
//! in words only (`graph.md` sections 1.3, 1.2 and 6.1).

use teams_cc_core::{ErrorKind, Retry};

use super::Failure;

/// What such a refusal means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Meaning {
    pub(crate) code: &'static str,
    pub(crate) kind: ErrorKind,
    pub(crate) text: &'static str,
    pub(crate) cause: &'static str,
    pub(crate) fix: &'static str,
    pub(crate) retry: Retry,
}

/// The meaning of a refusal, if it has one of its own.
pub(crate) fn meaning(failure: &Failure) -> Option<Meaning> {
    let status = failure.status();
    let by_number = failure.codes().find_map(|code| of_number(status, code));
    by_number.or_else(|| of_words(status, failure.message().unwrap_or_default()))
}

fn of_number(status: u16, code: &str) -> Option<Meaning> {
    let never = |code, kind, text, cause, fix| {
        Some(Meaning { code, kind, text, cause, fix, retry: Retry::Never })
    };
    match (status, code) {
        (_, "7503") => never(
            "TCC-GRAPH-0321",
            ErrorKind::Unauthorized,
            "the bot may not call yet",
            "the application is not registered in the calling store (7503)",
            "switch calling on in the bot's Teams channel, with the webhook for calling",
        ),
        (_, "7504") => never(
            "TCC-GRAPH-0322",
            ErrorKind::Unauthorized,
            "the tenant does not let the bot call",
            "the tenant has not granted the permissions (7504)",
            "let an administrator of the tenant consent to the app's Calls permissions",
        ),
        (_, "7505") => never(
            "TCC-GRAPH-0323",
            ErrorKind::Unauthorized,
            "the call is of another tenant",
            "the token's tenant is not the tenant of the call (7505)",
            "use Graph::in_tenant with the tenant that the call belongs to",
        ),
        (500, "9999") => never(
            "TCC-GRAPH-0324",
            ErrorKind::Unsupported,
            "the call gives no tones",
            "calls that record by policy take no subscription to tones (9999)",
            "ask by voice, or outside of the recorded call",
        ),
        (424, _) => never(
            "TCC-GRAPH-0327",
            ErrorKind::Refused,
            "the step before it failed",
            "a step of a batch is done only after the one it depends on has succeeded",
            "look at the error of that step",
        ),
        _ => None,
    }
}

/// Graph has no code for these, only words; other words change nothing.
fn of_words(status: u16, message: &str) -> Option<Meaning> {
    let says = |words: &str| message.to_ascii_lowercase().contains(words);
    match status {
        403 if says("application access policy") => Some(Meaning {
            code: "TCC-GRAPH-0325",
            kind: ErrorKind::Unauthorized,
            text: "the app may not act for this person",
            cause: "no application access policy lets the app have this person's meetings",
            fix: "New-CsApplicationAccessPolicy and Grant-CsApplicationAccessPolicy in Teams \
                  PowerShell; it takes effect within 30 minutes",
            retry: Retry::Never,
        }),
        403 if says("reached its limit") || says("quota") => Some(Meaning {
            code: "TCC-GRAPH-0326",
            kind: ErrorKind::Refused,
            text: "there are too many subscriptions",
            cause: "the app, the tenant or the person has as many subscriptions as Graph allows",
            fix: "list them and delete those that nobody uses, or subscribe to more at once",
            retry: Retry::Never,
        }),
        424 => of_number(424, ""),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{answer, scripted};

    async fn refused(status: u16, body: Value) -> teams_cc_core::Error {
        let graph = scripted(1, move |_, _| answer(status, &body));
        graph.post::<Value>("/communications/calls", &json!({})).await.unwrap_err()
    }

    #[tokio::test(start_paused = true)]
    async fn graph_1_3_each_number_has_its_code_its_cause_and_its_fix() {
        for (status, number, code, word) in [
            (403, "7503", "TCC-GRAPH-0321", "Teams channel"),
            (403, "7504", "TCC-GRAPH-0322", "administrator"),
            (403, "7505", "TCC-GRAPH-0323", "Graph::in_tenant"),
            (500, "9999", "TCC-GRAPH-0324", "voice"),
            (424, "FailedDependency", "TCC-GRAPH-0327", "that step"),
        ] {
            for body in [
                json!({"error": {"code": number, "message": "x"}}),
                json!({"errorCode": number, "message": "x", "instanceAnnotations": []}),
                json!({"error": {"code": "Forbidden", "innerError": {"code": number}}}),
            ] {
                let error = refused(status, body).await;
                assert_eq!((error.code(), error.retry()), (code, Retry::Never), "{number}");
                let report = error.report();
                assert!(report.contains(word) && report.contains("cause"), "{report}");
                assert_eq!(Failure::of(&error).unwrap().status(), status);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn graph_1_2_and_6_1_what_graph_says_in_words_only() {
        let policy = "No Application Access Policy found for this app with ID: x on the user: y.";
        let error = refused(403, json!({"error": {"code": "Forbidden", "message": policy}})).await;
        assert_eq!(error.code(), "TCC-GRAPH-0325");
        assert!(error.report().contains("Grant-CsApplicationAccessPolicy"));
        let limit =
            "Operation: Create; the app has reached its limit of '1' presence subscriptions";
        let body = json!({"error": {"code": "ExtensionError", "message": limit}});
        assert_eq!(refused(403, body).await.code(), "TCC-GRAPH-0326");
        let other = json!({"error": {"code": "Forbidden", "message": "Missing role permissions"}});
        assert_eq!(refused(403, other).await.code(), "TCC-GRAPH-0303");
    }

    #[test]
    fn numbers_of_other_statuses_mean_nothing() {
        let body = json!({"error": {"code": "9999"}}).to_string();
        let failure = Failure::read(400, &HeaderMap::new(), body.as_bytes());
        assert_eq!(meaning(&failure), None);
    }
}
