use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{ErrorKind, Retry};

use crate::models::{CreateCall, Identifier, Play};
use crate::testing::{answer, answer_with, broken, scripted};
use crate::{CallAutomation, Failure};

type Sent = Arc<Mutex<Vec<(Duration, Option<String>, Option<String>)>>>;

/// A service that reacts by turns; what was sent: when, repeatability id and date.
fn by_turns(mut reactions: Vec<crate::testing::Reaction>) -> (CallAutomation, Sent) {
    let sent = Sent::default();
    let log = Arc::clone(&sent);
    reactions.reverse();
    let acs = scripted(7, move |at, outgoing| {
        let header = |name: &str| outgoing.headers.get(name).map(|v| v.to_str().unwrap().into());
        log.lock().push((
            at,
            header("repeatability-request-id"),
            header("repeatability-first-sent"),
        ));
        reactions.pop().unwrap_or_else(|| answer(201, &json!({"callConnectionId": "c1"})))
    });
    (acs, sent)
}

fn create() -> CreateCall {
    CreateCall::default()
        .targets(vec![Identifier::from_raw_id("4:+14255550100")])
        .callback_uri("https://cc.contoso.example/acs")
}

#[tokio::test(start_paused = true)]
async fn rs_76_a_lost_answer_of_create_is_asked_for_again_with_the_same_id() {
    let (acs, sent) = by_turns(vec![broken(), answer(503, &Value::Null)]);
    let call = acs.api().create(&create()).await.unwrap();
    assert_eq!(call.call_connection_id.as_deref(), Some("c1"));
    let sent = sent.lock();
    assert_eq!(sent.len(), 3);
    assert!(sent[0].1.is_some() && sent[0].2.is_some());
    assert!(sent.iter().all(|one| (&one.1, &one.2) == (&sent[0].1, &sent[0].2)), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn rs_76_a_lost_answer_of_play_is_not_repeated_and_says_look_first() {
    let (acs, sent) = by_turns(vec![broken()]);
    let error = acs.api().call("c1").play(&Play::default()).await.unwrap_err();
    assert_eq!((error.retry(), sent.lock().len()), (Retry::Check, 1));
    assert_eq!(sent.lock()[0].1, None);
}

#[tokio::test(start_paused = true)]
async fn rs_73_throttled_is_asked_again_when_the_service_said_and_everybody_waits() {
    let throttled = answer_with(429, &[("retry-after", "3")], &Value::Null);
    let (acs, sent) = by_turns(vec![throttled, answer(202, &Value::Null)]);
    let api = acs.api();
    let (first, later) =
        tokio::join!(async { api.call("c1").play(&Play::default()).await }, async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            api.call("c2").play(&Play::default()).await
        });
    first.unwrap();
    later.unwrap();
    let sent = sent.lock();
    assert_eq!(sent.len(), 3);
    assert!(sent[1].0 >= Duration::from_secs(3) && sent[2].0 >= Duration::from_secs(3), "{sent:?}");
}

#[tokio::test(start_paused = true)]
async fn rs_75_a_budget_is_kept() {
    let (acs, _) = by_turns((0..50).map(|_| answer(503, &Value::Null)).collect());
    let start = tokio::time::Instant::now();
    let error = acs.api().call("c1").get().within(Duration::from_secs(5)).await.unwrap_err();
    assert!(start.elapsed() <= Duration::from_secs(5));
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert!(matches!(error.retry(), Retry::After(_)), "a read may be repeated");
}

#[tokio::test(start_paused = true)]
async fn codes_of_teams_phone_are_explained() {
    for (status, code, ours, kind) in [
        (400, json!("8523"), "TCC-ACS-0601", ErrorKind::Config),
        (408, json!(10057), "TCC-ACS-0602", ErrorKind::Timeout),
        (403, json!(10105), "TCC-ACS-0603", ErrorKind::Config),
        (403, json!("UserLicenseNotPresentForbidden"), "TCC-ACS-0604", ErrorKind::Unauthorized),
        (401, json!("Denied"), "TCC-ACS-0203", ErrorKind::Unauthorized),
        (404, json!("8522"), "TCC-ACS-0302", ErrorKind::Refused),
    ] {
        let body = json!({"error": {"code": code, "message": "because"}});
        let reactions = (0..20).map(|_| answer(status, &body)).collect();
        let (acs, _) = by_turns(reactions);
        let error = acs.api().create(&create()).await.unwrap_err();
        assert_eq!((error.code(), error.kind()), (ours, kind), "{error:?}");
        assert_eq!(Failure::of(&error).unwrap().status(), status);
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_of_the_callers_is_used_and_an_empty_path_is_refused_before_anything_is_sent() {
    let (acs, sent) = by_turns(vec![]);
    acs.api().create(&create()).repeatability_id("my-id").await.unwrap();
    assert_eq!(sent.lock()[0].1.as_deref(), Some("my-id"));
    for bad in ["", ".."] {
        let error = acs.api().call(bad).hang_up().await.unwrap_err();
        assert_eq!(error.code(), "TCC-ACS-0107", "{bad}");
        let error = acs.api().call(bad).terminate().await.unwrap_err();
        assert_eq!(error.code(), "TCC-ACS-0107", "{bad}");
    }
    assert_eq!(sent.lock().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn rs_76_under_an_id_of_ours_a_lost_answer_says_look_first_and_names_the_id() {
    let (acs, sent) = by_turns((0..20).map(|_| broken()).collect());
    let lost = acs.api().create(&create()).await.unwrap_err();
    assert_eq!(lost.retry(), Retry::Check, "another request would have another id");
    let id = sent.lock()[0].1.clone().unwrap();
    let named = lost.ids().find(|(name, _)| *name == "repeatability-request-id");
    assert_eq!(named.map(|(_, id)| id), Some(id.as_str()));
    // Under the caller's own id the same may be sent again.
    let (acs, _) = by_turns((0..20).map(|_| broken()).collect());
    let lost = acs.api().create(&create()).repeatability_id("my-id").await.unwrap_err();
    assert!(matches!(lost.retry(), Retry::After(_)), "{lost:?}");
}

#[tokio::test(start_paused = true)]
async fn rs_75_a_service_that_fails_is_left_alone_and_then_tried_with_one_request() {
    let (acs, sent) = by_turns((0..25).map(|_| answer(500, &Value::Null)).collect());
    for _ in 0..20 {
        acs.api().call("c1").play(&Play::default()).await.unwrap_err();
    }
    let before = sent.lock().len();
    assert_eq!(before, 20);
    let left = acs.api().call("c1").play(&Play::default()).within(Duration::from_secs(1)).await;
    let left = left.unwrap_err();
    assert_eq!((left.code(), left.kind()), ("TCC-ACS-0312", ErrorKind::Unavailable));
    assert!(matches!(left.retry(), Retry::After(_)), "nothing was sent");
    assert_eq!(sent.lock().len(), before);
    // Whoever has time waits for the moment, and is let through.
    tokio::time::sleep(Duration::from_secs(5)).await;
    acs.api().call("c1").play(&Play::default()).await.unwrap_err();
    assert_eq!(sent.lock().len(), before + 1);
}

#[tokio::test(start_paused = true)]
async fn rs_74_a_limit_that_was_set_is_kept_and_the_rest_waits_or_is_told() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let log = Arc::clone(&times);
    let acs = crate::testing::tuned(
        7,
        move |at, _| {
            log.lock().push(at);
            answer(202, &Value::Null)
        },
        |builder| builder.at_most(100, Duration::from_secs(1)),
    );
    let api = acs.api();
    let mut asked = futures::stream::FuturesUnordered::new();
    for _ in 0..300 {
        let call = api.call("c1");
        asked.push(async move { call.play(&Play::default()).await });
    }
    while let Some(answered) = futures::StreamExt::next(&mut asked).await {
        answered.unwrap();
    }
    let times = times.lock().clone();
    let crowded = times.windows(101).find(|some| some[100] < some[0] + Duration::from_secs(1));
    assert_eq!((times.len(), crowded), (300, None));
    drop(api);
    let acs = crate::testing::tuned(
        7,
        |_, _| answer(202, &Value::Null),
        |builder| builder.at_most(1, Duration::from_secs(60)),
    );
    acs.api().call("c1").play(&Play::default()).await.unwrap();
    let late = acs.api().call("c1").play(&Play::default()).await.unwrap_err();
    assert_eq!((late.code(), late.kind()), ("TCC-ACS-0313", ErrorKind::Throttled));
    assert!(matches!(late.retry(), Retry::After(wait) if wait > Duration::from_secs(50)));
}
