//! The machine in virtual time.

use std::collections::HashMap;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::{Timestamp, ToSpan as _};
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256};
use serde_json::{Value, json};
use teams_cc_core::{Guid, Instant, Rng, TenantId};

use super::book::{Book, Health, LATENCY, SLOW, Subscription, TRIED_FOR};
use super::encrypt::Certificate;
use super::rules;
use crate::graph::changes::{Change, ChangeKind};

const APP: Guid = Guid::from_u128(1);
const TENANT: TenantId = TenantId(Guid::from_u128(2));
const HOOK: &str = "http://127.0.0.1:1/hook";

fn wall() -> Timestamp {
    "2026-11-28T12:00:00Z".parse().expect("a date")
}

fn book() -> Book {
    Book::new(Rng::from_seed(1))
}

fn subscribe(book: &mut Book, resource: &str) -> Guid {
    let one = Subscription {
        id: book.id(),
        app: APP,
        tenant: TENANT,
        user: None,
        resource: resource.into(),
        rule: rules::rule(resource).expect("a resource with a rule"),
        change_types: "created,updated".into(),
        url: HOOK.into(),
        lifecycle_url: Some("http://127.0.0.1:1/life".into()),
        client_state: Some("secret".into()),
        expires: wall() + 60.minutes(),
        is_rich: false,
        certificate: None,
        version: "v1_2".into(),
        is_proven: true,
        is_paused: false,
        seen: HashMap::new(),
    };
    book.all.insert(one.id, one.clone());
    one.id
}

fn message(kind: ChangeKind) -> Change {
    let data = json!({"@odata.type": "#microsoft.graph.chatMessage", "id": "7", "@odata.etag": "1",
        "body": {"content": "hello"}, "@emulator.members": ["adele"]});
    let resource = "chats('19:a@thread.v2')/messages('7')".to_owned();
    Change { tenant: TENANT, resource, kind, data }
}

fn at(ms: u64) -> Instant {
    Instant::from_millis(ms)
}

#[test]
fn graph_6_3_a_basic_item_names_the_resource_and_keeps_its_content_to_itself() {
    let mut book = book();
    let id = subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    book.changed(at(0), wall(), &message(ChangeKind::Created));
    book.changed(at(0), wall(), &message(ChangeKind::Deleted));
    assert!(book.poll(at(0)).is_none(), "not at once");
    let post = book.poll(at(0) + LATENCY).expect("a post");
    assert_eq!(post.items.len(), 1, "nobody asked for deletions");
    let item = &post.items[0];
    assert_eq!(item["subscriptionId"], id.to_string());
    assert_eq!(item["clientState"], "secret");
    assert_eq!(item["resource"], "chats('19:a@thread.v2')/messages('7')");
    assert_eq!(item["resourceData"]["id"], "7");
    assert!(item["resourceData"].get("body").is_none(), "{item}");
    assert_eq!(item["subscriptionExpirationDateTime"], "2026-11-28T13:00:00.0000000+00:00");
    assert!(post.tokens.is_empty());
}

#[test]
fn graph_6_1_messages_of_a_user_are_those_of_the_users_chats() {
    let mut book = book();
    subscribe(&mut book, "/users/adele/chats/getAllMessages");
    subscribe(&mut book, "/users/diego/chats/getAllMessages");
    subscribe(&mut book, "/chats/getAllMessages");
    book.changed(at(0), wall(), &message(ChangeKind::Created));
    assert_eq!(book.poll(at(0) + LATENCY).expect("a post").items.len(), 2);
}

#[test]
fn graph_6_4_a_rich_item_is_encrypted_and_needs_a_token_for_each_application() {
    let mut book = book();
    let id = subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
    let params = CertificateParams::new(Vec::new()).expect("parameters");
    let der = params.self_signed(&pair).expect("a certificate");
    let certificate = Certificate::read(&STANDARD.encode(der.der()), "mine").expect("taken");
    if let Some(one) = book.all.get_mut(&id) {
        one.is_rich = true;
        one.certificate = Some(certificate);
    }
    book.changed(at(0), wall(), &message(ChangeKind::Created));
    book.changed(at(0), wall(), &message(ChangeKind::Updated));
    let post = book.poll(at(0) + LATENCY).expect("a post");
    assert_eq!(post.tokens, [(APP, TENANT)], "one for both items");
    let key = |item: &Value| item["encryptedContent"]["dataKey"].as_str().map(ToOwned::to_owned);
    assert!(key(&post.items[0]).is_some());
    assert_ne!(key(&post.items[0]), key(&post.items[1]), "a new key for each item");
}

#[test]
fn rs_66_a_notification_that_is_not_taken_is_tried_for_four_hours_then_missed() {
    let mut book = book();
    subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    book.changed(at(0), wall(), &message(ChangeKind::Created));
    let mut tries = Vec::new();
    let missed = loop {
        let now = book.deadline().expect("something waits");
        let post = book.poll(now).expect("it is due");
        if post.subject.starts_with("lifecycle") {
            break post;
        }
        tries.push(now);
        book.answered(now, post.id, false, Duration::ZERO);
    };
    assert_eq!(missed.items[0]["lifecycleEvent"], "missed");
    let waits: Vec<u64> = tries.windows(2).map(|two| two[1].since(two[0]).as_secs()).collect();
    assert_eq!(waits[..4], [10, 20, 40, 80], "exponential");
    let last = *tries.last().expect("tried");
    assert!(last.since(at(0)) <= TRIED_FOR && last.since(at(0)) > TRIED_FOR / 2);
    assert_eq!(book.lost, 1);
}

#[test]
fn rs_66_an_endpoint_is_slow_above_10_percent_and_dropped_above_15() {
    let mut book = book();
    subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    let mut clock = 0;
    let mut answer = |book: &mut Book, took: Duration| {
        clock += 1000;
        book.changed(at(clock), wall(), &message(ChangeKind::Created));
        let now = book.deadline().expect("a post waits");
        let post = book.poll(now).expect("it is due");
        book.answered(now, post.id, true, took);
    };
    let slow = SLOW + Duration::from_secs(1);
    for _ in 0..17 {
        answer(&mut book, Duration::ZERO);
    }
    answer(&mut book, slow);
    assert_eq!(book.health(at(20_000), HOOK), Health::Good, "1 of 18");
    // The post that was too slow is tried again, and is slow again.
    let now = book.deadline().expect("again");
    let again = book.poll(now).expect("it is due");
    book.answered(now, again.id, true, slow);
    assert_eq!(book.health(now, HOOK), Health::Slow, "2 of 19");
    let now = book.deadline().expect("again");
    let again = book.poll(now).expect("it is due");
    book.answered(now, again.id, true, slow);
    assert_eq!(book.health(now, HOOK), Health::Slow, "3 of 20 are 15 %, not above");
    let now = book.deadline().expect("again");
    let again = book.poll(now).expect("it is due");
    book.answered(now, again.id, true, slow);
    assert_eq!(book.health(now, HOOK), Health::Drop, "4 of 21");
    book.changed(now, wall(), &message(ChangeKind::Created));
    assert_eq!(book.lost, 1, "dropped");
    assert_eq!(
        book.health(now + Duration::from_secs(600), HOOK),
        Health::Good,
        "ten minutes later"
    );
}

#[test]
fn graph_6_3_nothing_is_sent_while_a_new_authorisation_is_asked_for() {
    let mut book = book();
    let id = subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    assert!(book.lifecycle(at(0), id, "reauthorizationRequired"));
    let now = at(0) + LATENCY;
    let post = book.poll(now).expect("the lifecycle item");
    assert_eq!(post.items[0]["lifecycleEvent"], "reauthorizationRequired");
    assert!(post.items[0].get("resource").is_none());
    book.answered(now, post.id, true, Duration::ZERO);
    book.changed(now, wall(), &message(ChangeKind::Created));
    assert!(book.poll(now + LATENCY).is_none());
    if let Some(one) = book.all.get_mut(&id) {
        one.is_paused = false;
    }
    let due = book.deadline().expect("it waits");
    assert!(book.poll(due).is_some());
}

#[test]
fn graph_6_1_an_expired_subscription_hears_nothing() {
    let mut book = book();
    subscribe(&mut book, "/chats/19:a@thread.v2/messages");
    book.changed(at(0), wall() + 61.minutes(), &message(ChangeKind::Created));
    assert!(book.all.is_empty() && book.deadline().is_none());
}
