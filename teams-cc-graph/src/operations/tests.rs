//! What leaves for an operation, and how lists are walked.

use std::sync::Arc;

use futures::TryStreamExt as _;
use parking_lot::Mutex;
use serde_json::{Value, json};

use crate::Graph;
use crate::models::requests::CallReject;
use crate::models::{Call, RejectReason};
use crate::testing::{answer, scripted};
use teams_cc_http::send::Outgoing;

/// What was sent, in order.
type Sent = Arc<Mutex<Vec<Outgoing>>>;

/// A service that gives these answers, one after the other.
fn answering(answers: Vec<(u16, Value)>) -> (Graph, Sent) {
    let sent = Sent::default();
    let (log, mut answers) = (Arc::clone(&sent), answers.into_iter());
    let graph = scripted(1, move |_, outgoing| {
        log.lock().push(outgoing.clone());
        let (status, body) = answers.next().unwrap_or((500, Value::Null));
        answer(status, &body)
    });
    (graph, sent)
}

#[tokio::test(start_paused = true)]
async fn an_operation_is_its_method_its_path_and_its_body() {
    let (graph, sent) = answering(vec![(202, Value::Null), (201, json!({"id": "c"}))]);
    let why = CallReject::default().reason(RejectReason::Busy);
    graph.api().calls().reject("19:a/b", &why).await.unwrap();
    let call = Call::default().callback_uri("https://cc.contoso.example/graph");
    let call = graph.api().calls().create(&call).await.unwrap();
    assert_eq!(call.id.as_deref(), Some("c"));
    let sent = sent.lock();
    assert_eq!(sent[0].method, "POST");
    assert_eq!(sent[0].url.path(), "/v1.0/communications/calls/19%3Aa%2Fb/reject");
    assert_eq!(sent[0].body.as_deref(), Some(&br#"{"reason":"busy"}"#[..]));
    let body = br#"{"callbackUri":"https://cc.contoso.example/graph"}"#;
    assert_eq!(sent[1].body.as_deref(), Some(&body[..]));
}

#[tokio::test(start_paused = true)]
async fn s1_5_a_list_is_walked_to_its_end_with_its_headers() {
    let next = "https://graph.microsoft.com/v1.0/users?$skiptoken=x";
    let (graph, sent) = answering(vec![
        (200, json!({"value": [{"id": "a"}, null], "@odata.NextLink": next})),
        (200, json!({"value": [{"id": "b"}]})),
    ]);
    let list = graph.api().users().list().select(["id", "mail"]).top(1);
    let list = list.filter("mail eq 'o''hara+1@x'").header("ConsistencyLevel", "eventual");
    let users: Vec<_> = list.items().try_collect().await.unwrap();
    let ids: Vec<_> = users.iter().filter_map(|user| user.id.as_deref()).collect();
    assert_eq!(ids, ["a", "b"]);
    let sent = sent.lock();
    let query = "$select=id%2Cmail&$top=1&$filter=mail%20eq%20%27o%27%27hara%2B1%40x%27";
    assert_eq!(sent[0].url.query(), Some(query));
    assert_eq!(sent[1].url.as_str(), next);
    assert_eq!(sent[1].headers["ConsistencyLevel"], "eventual");
}

#[tokio::test(start_paused = true)]
async fn rs_78_a_next_page_elsewhere_gets_no_token_and_a_circle_ends() {
    for (link, asked) in [
        ("https://elsewhere.example/v1.0/users?page=2", 1),
        ("https://graph.microsoft.com/v1.0/users?page=2", 2),
    ] {
        let page = || (200, json!({"value": [{"id": "a"}], "@odata.nextLink": link}));
        let (graph, sent) = answering(vec![page(), page(), page()]);
        let users: Result<Vec<_>, _> = graph.api().users().list().items().try_collect().await;
        assert!(users.is_err(), "{link}");
        assert_eq!(sent.lock().len(), asked, "{link}");
    }
}
