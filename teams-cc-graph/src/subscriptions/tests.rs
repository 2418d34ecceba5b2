use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};

use super::*;
use crate::testing::{answer, scripted};

type Book = Arc<Mutex<Vec<Value>>>;

/// Graph's subscriptions: what is posted exists, for 55 minutes.
fn graph(book: &Book) -> Graph {
    let book = Arc::clone(book);
    scripted(3, move |_, outgoing| {
        let mut book = book.lock();
        let expires = azure_core::time::OffsetDateTime::now_utc() + Duration::from_secs(3_300);
        let expires = azure_core::time::to_rfc3339(&expires);
        let path = outgoing.url.path().trim_start_matches("/v1.0/subscriptions");
        let id = path.trim_start_matches('/').to_owned();
        match outgoing.method.as_str() {
            "GET" => answer(200, &json!({"value": *book})),
            "POST" => {
                let mut one: Value =
                    serde_json::from_slice(outgoing.body.as_ref().unwrap()).unwrap();
                one["id"] = json!(format!("made-{}", book.len() + 1));
                one["expirationDateTime"] = json!(expires);
                book.push(one.clone());
                answer(201, &one)
            }
            "PATCH" if book.iter().any(|one| one["id"] == id) => {
                answer(200, &json!({"id": id, "expirationDateTime": expires}))
            }
            "DELETE" if book.iter().any(|one| one["id"] == id) => {
                book.retain(|one| one["id"] != id);
                answer(204, &Value::Null)
            }
            _ => answer(404, &json!({"error": {"code": "ResourceNotFound"}})),
        }
    })
}

fn receiver() -> Receiver {
    Receiver::at("https://bots.contoso.example/hook").encrypted_for("key-1", "TUlJ")
}

#[tokio::test(start_paused = true)]
async fn graph_6_1_what_is_posted_is_what_the_documents_want() {
    let book = Book::default();
    let people = [teams_cc_core::Guid::from_u128(1)];
    let subscriptions = graph(&book)
        .subscriptions(receiver())
        .wanting(Wanted::presence_of(people).unwrap())
        .await
        .unwrap();
    assert_eq!(subscriptions.next_news().await, SubscriptionNews::Live("presence".into()));
    assert_eq!(subscriptions.next_news().await, SubscriptionNews::Missed("presence".into()));
    let posted = book.lock()[0].clone();
    assert_eq!(posted["changeType"], "updated");
    assert_eq!(posted["includeResourceData"], true);
    assert_eq!(posted["encryptionCertificateId"], "key-1");
    assert_eq!(posted["lifecycleNotificationUrl"], "https://bots.contoso.example/hook");
    let expected = subscriptions.expectations().of("made-1").unwrap();
    assert_eq!(expected.client_state.unwrap().expose(), posted["clientState"]);
    assert!(
        expected.tenant.is_some() && expected.resource.is_some_and(|one| one.contains("presences"))
    );
    assert!(subscriptions.expectations().of("made-2").is_none());

    // Another thing of the same name replaces it.
    subscriptions.want(Wanted::call_records().named("presence")).await;
    assert_eq!(subscriptions.next_news().await, SubscriptionNews::Live("presence".into()));
    assert_eq!(book.lock().len(), 1);
    assert_eq!(book.lock()[0]["resource"], "/communications/callRecords");
    assert_eq!(book.lock()[0].get("includeResourceData"), None);

    let expectations = subscriptions.expectations().clone();
    subscriptions.close().await;
    assert!(book.lock().is_empty() && expectations.is_empty());
}

#[tokio::test(start_paused = true)]
async fn rs_72_the_next_run_takes_over_what_the_last_one_made() {
    let book = Book::default();
    let path = std::env::temp_dir().join(format!("teams-cc-run-{}.json", uuid::Uuid::new_v4()));
    let open = || {
        graph(&book)
            .subscriptions(receiver())
            .wanting(Wanted::call_records().named("records"))
            .remembered_in(InFile::new(&path))
            .into_future()
    };
    let first = open().await.unwrap();
    assert_eq!(first.next_news().await, SubscriptionNews::Live("records".into()));
    let state = first.expectations().of("made-1").unwrap().client_state.clone();
    // The file is written after the news; the next change of state cannot come before it is.
    while InFile::new(&path).load().unwrap().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(first);

    let second = open().await.unwrap();
    assert_eq!(second.next_news().await, SubscriptionNews::Live("records".into()));
    assert_eq!(second.next_news().await, SubscriptionNews::Missed("records".into()));
    assert_eq!(book.lock().len(), 1, "none was made anew");
    assert_eq!(second.expectations().of("made-1").unwrap().client_state, state);
    std::fs::remove_file(&path).unwrap();
}

#[tokio::test(start_paused = true)]
async fn rs_72_what_another_tenant_remembers_is_not_looked_at() {
    let book = Book::default();
    let store = InMemory::default();
    let other = Remembered {
        id: "theirs".into(),
        tenant: Some("11111111-2222-3333-4444-555555555555".parse().unwrap()),
        resource: "/communications/callRecords".into(),
        name: "/communications/callRecords".into(),
        client_state: teams_cc_core::Secret::new("theirs"),
    };
    store.save(&[other]).unwrap();
    let open = graph(&book).subscriptions(receiver()).remembered_in(store);
    let subscriptions = open.wanting(Wanted::call_records()).await.unwrap();
    let name: Arc<str> = "/communications/callRecords".into();
    assert_eq!(subscriptions.next_news().await, SubscriptionNews::Live(name));
    assert!(subscriptions.expectations().of("theirs").is_none());
}

#[tokio::test(start_paused = true)]
async fn a_receiver_without_tls_is_refused() {
    let open = graph(&Book::default()).subscriptions(Receiver::at("http://contoso.example/hook"));
    assert_eq!(open.await.unwrap_err().code(), "TCC-GRAPH-0601");
}
