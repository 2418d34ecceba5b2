use std::sync::Arc;
use std::sync::atomic::AtomicU32;

use futures::future::join_all;
use serde_json::{Value, json};
use teams_cc_core::ErrorKind;

use super::*;
use crate::testing::{
    Reaction, SECRET_PREFIX, answer, answer_with, broken, scripted, silence, tuned, unreachable,
};
use crate::{Failure, Graph};

mod limits;

type Times = Arc<Mutex<Vec<Duration>>>;

/// A graph that plays these reactions one after the other, the last for ever, and when it did.
fn playing(seed: u64, reactions: Vec<fn() -> Reaction>) -> (Graph, Times) {
    let times = Times::default();
    let noted = times.clone();
    let graph = scripted(seed, move |now, _| {
        let mut times = noted.lock();
        times.push(now);
        reactions[(times.len() - 1).min(reactions.len() - 1)]()
    });
    (graph, times)
}

fn ok() -> Reaction {
    answer(200, &json!({"displayName": "root"}))
}

#[tokio::test(start_paused = true)]
async fn rs_73_never_a_request_before_the_time() {
    for seed in 0..100 {
        let throttled = || answer_with(429, &[("retry-after", "2.128")], &json!({}));
        let (graph, times) = playing(seed, vec![throttled, throttled, ok]);
        let _: Value = graph.get("/sites/root").await.unwrap();
        let times = times.lock().clone();
        assert_eq!(times.len(), 3);
        for pair in times.windows(2) {
            assert!(pair[1] >= pair[0] + Duration::from_millis(2_128), "seed {seed}: {times:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn rs_73_one_throttled_request_holds_the_others_of_its_family_back() {
    let times = Times::default();
    let noted = times.clone();
    let graph = scripted(1, move |now, _| {
        noted.lock().push(now);
        if now < Duration::from_secs(3) {
            answer_with(429, &[("retry-after", "3")], &json!({}))
        } else {
            answer(200, &json!({"value": []}))
        }
    });
    let first = graph.get::<Value>("/communications/presences/a");
    let first = tokio::spawn(first.into_future());
    tokio::time::sleep(Duration::from_millis(500)).await;
    let others = (0..20).map(|_| graph.get::<Value>("/me/presence").into_future());
    assert!(join_all(others).await.iter().all(Result::is_ok));
    first.await.unwrap().unwrap();
    let early = times.lock().iter().filter(|t| **t < Duration::from_secs(3)).count();
    assert_eq!(early, 1, "the pause holds for all: {times:?}");
}

#[tokio::test(start_paused = true)]
async fn rs_73_the_caller_gets_the_last_error_and_its_ids() {
    let throttled = || {
        let headers = [("retry-after", "60"), ("request-id", "r-9"), ("client-request-id", "c-9")];
        answer_with(429, &headers, &json!({"error": {"code": "TooManyRequests"}}))
    };
    let (graph, _) = playing(1, vec![throttled]);
    let error = graph.get::<Value>("/me").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0306", ErrorKind::Throttled));
    assert_eq!(error.retry(), Retry::After(Duration::from_secs(60)));
    let ids: Vec<_> = error.ids().collect();
    assert_eq!(ids, [("request-id", "r-9"), ("client-request-id", "c-9")]);
    assert_eq!(Failure::of(&error).unwrap().service_code(), Some("TooManyRequests"));
}

#[tokio::test(start_paused = true)]
async fn rs_74_a_burst_of_presence_requests_never_exceeds_the_window() {
    let times = Times::default();
    let noted = times.clone();
    let graph = tuned(
        3,
        move |now, _| {
            noted.lock().push(now);
            answer(200, &json!({"value": []}))
        },
        |builder| builder.within(Duration::from_secs(120)),
    );
    let all = (0..4_000).map(|_| graph.get::<Value>("/me/presence").into_future());
    assert!(join_all(all).await.iter().all(Result::is_ok));
    let times = times.lock().clone();
    assert_eq!(times.len(), 4_000);
    for pair in times.windows(1_500) {
        assert!(pair[1_499] >= pair[0] + Duration::from_secs(30));
    }
}

#[tokio::test(start_paused = true)]
async fn rs_75_a_black_hole_ends_at_the_deadline() {
    let (graph, times) = playing(1, vec![silence]);
    let started = tokio::time::Instant::now();
    let error = graph.get::<Value>("/me").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0308", ErrorKind::Timeout));
    assert!(matches!(error.retry(), Retry::After(_)), "a read may be repeated");
    assert!(started.elapsed() <= Duration::from_millis(10_050), "{:?}", started.elapsed());
    assert_eq!(times.lock().len(), 1);

    let error = graph.post::<Value>("/chats", &json!({})).await.unwrap_err();
    assert_eq!(error.retry(), Retry::Check, "it may have happened");
    let quick = graph.get::<Value>("/me").within(Duration::from_millis(300));
    let started = tokio::time::Instant::now();
    quick.await.unwrap_err();
    assert!(started.elapsed() <= Duration::from_millis(350));
}

#[tokio::test(start_paused = true)]
async fn rs_75_a_host_that_fails_is_left_alone_then_tried_again() {
    let times = Times::default();
    let noted = times.clone();
    let graph = scripted(5, move |now, _| {
        noted.lock().push(now);
        if now < Duration::from_secs(30) { unreachable() } else { ok() }
    });
    let all = (0..50).map(|_| graph.get::<Value>("/me").into_future());
    for error in join_all(all).await.into_iter().map(Result::unwrap_err) {
        assert!(["TCC-GRAPH-0309", "TCC-GRAPH-0311"].contains(&error.code()), "{error:?}");
    }
    let in_ten_seconds = times.lock().len();
    assert!(in_ten_seconds < 60, "{in_ten_seconds} requests for 50 callers");
    tokio::time::sleep(Duration::from_secs(30)).await;
    graph.get::<Value>("/me").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn rs_75_cancelled_requests_leak_nothing() {
    let (graph, _) = playing(1, vec![silence]);
    for _ in 0..300 {
        let short = Duration::from_millis(5);
        let request = graph.get::<Value>("/me").into_future();
        assert!(tokio::time::timeout(short, request).await.is_err());
    }
    let (graph_ok, _) = playing(1, vec![ok]);
    graph_ok.get::<Value>("/me").await.unwrap();
    // More were cancelled than may be in flight: their places were given back.
    let started = tokio::time::Instant::now();
    graph.get::<Value>("/me").within(Duration::from_secs(1)).await.unwrap_err();
    assert!(started.elapsed() >= Duration::from_secs(1), "it left, and nobody answered");
}

#[tokio::test(start_paused = true)]
async fn rs_76_a_post_whose_answer_is_lost_happens_once() {
    for seed in 0..200 {
        let effects = Arc::new(AtomicU32::new(0));
        let counted = effects.clone();
        let mut rng = Rng::from_seed(seed);
        let graph = scripted(seed, move |_, _| {
            // The service refuses, acts and answers, or acts and loses the answer.
            match rng.below(4) {
                0 => unreachable(),
                1 => answer_with(429, &[("retry-after", "1")], &json!({})),
                2 => {
                    counted.fetch_add(1, Ordering::SeqCst);
                    broken()
                }
                _ => {
                    counted.fetch_add(1, Ordering::SeqCst);
                    answer(201, &json!({}))
                }
            }
        });
        let done = graph.post::<Value>("/communications/calls", &json!({})).await;
        let effects = effects.load(Ordering::SeqCst);
        match done {
            Ok(_) => assert_eq!(effects, 1, "seed {seed}"),
            Err(error) if error.retry() == Retry::Check => assert_eq!(effects, 1, "seed {seed}"),
            Err(error) => assert_eq!(effects, 0, "seed {seed}: {error:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn rs_77_a_401_brings_one_new_token_and_then_stands() {
    let bearers = Arc::new(Mutex::new(Vec::new()));
    let noted = bearers.clone();
    let graph = scripted(1, move |_, outgoing| {
        let bearer = header(&outgoing.headers, "authorization").to_owned();
        let good = bearer.ends_with("-1");
        noted.lock().push(bearer);
        if good { ok() } else { answer(401, &json!({"error": {"code": "InvalidToken"}})) }
    });
    graph.get::<Value>("/me").await.unwrap();
    assert_eq!(bearers.lock().len(), 2);

    let (graph, times) = playing(1, vec![|| answer(401, &json!({}))]);
    let error = graph.get::<Value>("/me").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0302", ErrorKind::Unauthorized));
    assert_eq!((error.retry(), times.lock().len()), (Retry::Never, 2));
}

#[tokio::test(start_paused = true)]
async fn one_id_for_all_repetitions_and_another_for_each_request() {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let noted = ids.clone();
    let graph = scripted(9, move |_, outgoing| {
        assert_eq!(header(&outgoing.headers, "return-client-request-id"), "true");
        let mut ids = noted.lock();
        ids.push(client_request_id(outgoing).to_owned());
        if ids.len() == 1 { answer(503, &json!({})) } else { ok() }
    });
    graph.get::<Value>("/me").await.unwrap();
    graph.get::<Value>("/me").await.unwrap();
    let ids = ids.lock().clone();
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
    assert!(ids.iter().all(|id| id.parse::<teams_cc_core::Guid>().is_ok()), "{ids:?}");
}

#[tokio::test(start_paused = true)]
async fn each_refusal_has_its_code_and_its_advice() {
    for (status, body, code, kind) in [
        (400, json!({}), "TCC-GRAPH-0301", ErrorKind::Refused),
        (403, json!({}), "TCC-GRAPH-0303", ErrorKind::Unauthorized),
        (404, json!({}), "TCC-GRAPH-0304", ErrorKind::Refused),
        (409, json!({}), "TCC-GRAPH-0305", ErrorKind::Refused),
        (307, json!({}), "TCC-GRAPH-0401", ErrorKind::Protocol),
        (507, json!({}), "TCC-GRAPH-0307", ErrorKind::Unavailable),
    ] {
        let graph = scripted(1, move |_, _| answer(status, &body));
        let error = graph.get::<Value>("/me").await.unwrap_err();
        assert_eq!((error.code(), error.kind()), (code, kind), "{status}");
        assert_eq!(error.retry(), Retry::Never, "{status}");
    }
    let wrong_tenant = json!({"error": {"code": "7505", "message": "x"}});
    let graph = scripted(1, move |_, _| answer(403, &wrong_tenant));
    let error = graph.get::<Value>("/communications/calls/1").await.unwrap_err();
    assert!(error.report().contains("Graph::in_tenant"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn answers_that_cannot_be_read_say_where() {
    let graph = scripted(1, |_, _| answer(200, &json!({"secret": "value"})));
    let error = graph.get::<Vec<u8>>("/me").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0402", ErrorKind::Protocol));
    assert!(!error.report().contains("value"));
    let graph = scripted(1, |_, _| answer(204, &Value::Null));
    graph.delete("/communications/calls/1").await.unwrap();
    let graph = scripted(1, |_, _| (Duration::ZERO, Err(Loss::TooLarge)));
    assert_eq!(graph.get::<Value>("/me").await.unwrap_err().code(), "TCC-GRAPH-0403");
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_sent_is_refused_before_it_leaves() {
    let graph = scripted(1, |_, _| unreachable!("nothing is sent"));
    let trap = graph.get::<Value>("https://evil.example/v1.0/me").await.unwrap_err();
    assert_eq!(trap.code(), "TCC-GRAPH-0401");
    let path = graph.get::<Value>("/../admin").await.unwrap_err();
    assert_eq!(path.code(), "TCC-GRAPH-0404");
    let header = graph.get::<Value>("/me").header("Prefer", "a\r\nX: b").await.unwrap_err();
    assert_eq!(header.code(), "TCC-GRAPH-0405");
}

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn no_secret_number_or_name_is_logged_or_printed() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    // With one subscriber in the process, a place that another test's thread reaches first asks that
    // thread's, which is none, and stays silent for all. With two, all are asked.
    let _second = tracing::Dispatch::new(tracing::subscriber::NoSubscriber::default());
    let _guard = tracing::subscriber::set_default(subscriber);

    let person =
        json!({"error": {"code": "denied", "message": "adele@contoso.example +14255550100"}});
    let mut turn = 0;
    let graph = scripted(1, move |_, _| {
        turn += 1;
        match turn {
            1 => answer_with(429, &[("retry-after", "1")], &person),
            2 => broken(),
            3 => answer(401, &person),
            _ => answer(403, &person),
        }
    });
    let path = "/users?$filter=mobilePhone eq '+14255550100'";
    let request = graph.get::<Value>(path);
    let printed = format!("{request:?} {graph:?}");
    let error = request.await.unwrap_err();
    let everything = format!(
        "{}{printed}{error}{error:?}{}",
        String::from_utf8_lossy(&log.0.lock()),
        error.report()
    );
    assert!(everything.contains("graph answered") && everything.contains("new token"));
    for secret in [SECRET_PREFIX, "Bearer", "14255550100", "adele"] {
        assert!(!everything.contains(secret), "{secret} in\n{everything}");
    }
}

#[test]
fn the_spacing_of_presence_is_that_of_its_limit() {
    let url = "https://graph.example/v1.0/me/presence".parse().unwrap();
    let presence = &crate::request::budget::claims(&reqwest::Method::GET, &url)[0];
    let documented = presence.limit.window / presence.limit.requests;
    assert_eq!(crate::request::PRESENCE_SPACING, documented);
}
