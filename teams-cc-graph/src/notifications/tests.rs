use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use teams_cc_core::{Error, Instant, Rng, Secret};

use super::*;
use crate::jwt::{KeySource, Keys};
use crate::testing::{APP, HEADER, NOW, TENANT, claims, corpus, jwks, sign};

mod front;

struct Fixed(Vec<u8>, Arc<AtomicUsize>);

#[async_trait]
impl KeySource for Fixed {
    async fn fetch(&self) -> Result<Vec<u8>, Error> {
        self.1.fetch_add(1, Ordering::SeqCst);
        Ok(self.0.clone())
    }
}

fn keys(jwks: &Value) -> Keys {
    Keys::from_source(Fixed(jwks.to_string().into_bytes(), Arc::default()))
}

const STATE: &str = "a-client-state-of-128-bits";

fn notifications() -> Notifications {
    let known = crate::Expectations::new();
    let expected = Expected::client_state(Secret::new(STATE))
        .tenant(TENANT.parse().unwrap())
        .resource("/communications/presences");
    known.expect("S1", expected);
    Notifications::builder(APP)
        .tenant(TENANT.parse().unwrap())
        .calling_keys(keys(&jwks("good")))
        .change_keys(keys(&jwks("good")))
        .subscriptions(Arc::new(known))
        .danger_fixed_clock(NOW)
        .build()
}

fn bearer() -> String {
    format!("Bearer {}", sign(HEADER, &claims().to_string()))
}

fn call(id: &str, change: &str, state: &str) -> Value {
    json!({"@odata.type": "#microsoft.graph.commsNotification", "changeType": change,
        "resourceUrl": format!("/communications/calls/{id}"),
        "resourceData": {"@odata.type": "#microsoft.graph.call", "id": id, "state": state,
            "unheardOf": 1}})
}

fn post(items: &[Value]) -> Vec<u8> {
    json!({"@odata.type": "#microsoft.graph.commsNotifications", "value": items})
        .to_string()
        .into_bytes()
}

fn presence(id: &str) -> Value {
    json!({"id": id, "subscriptionId": "S1", "changeType": "updated", "clientState": STATE,
        "tenantId": TENANT, "resource": "communications/presences('42')",
        "resourceData": {"id": "42"}})
}

async fn calls(items: &[Value]) -> Vec<Notice> {
    notifications().receive(Some(&bearer()), &post(items)).await.unwrap()
}

#[tokio::test(start_paused = true)]
async fn calling_notifications_are_typed_by_what_they_are_about() {
    let operation = json!({"changeType": "deleted",
        "resourceUrl": "communications/calls/A-1/operations/o1",
        "resourceData": {"@odata.type": "#microsoft.graph.playPromptOperation", "id": "o1"}});
    let roster = json!({"changeType": "Updated", "resource": "/app/calls/A-1/participants",
        "resourceData": [{"id": "p1"}, {"id": "p2"}]});
    let tone = json!({"changeType": "updated", "resourceUrl": "/communications/calls/A-1",
        "resourceData": {"id": "A-1", "toneInfo": {"sequenceId": 1, "tone": "tone7"}}});
    let joining = json!({"changeType": "created", "resourceUrl": "/communications/calls/B",
        "resourceData": {"@odata.type": "#microsoft.graph.participantJoiningNotification",
            "call": {"id": "B"}}});
    let strange = json!({"changeType": "wondered", "resourceUrl": "/communications/rooms/9"});
    let all = [call("A-1", "Created", "incoming"), operation, roster, tone, joining, strange];
    let all = calls(&all).await;
    let [
        Notice::IncomingCall(rings),
        Notice::Operation(done),
        Notice::Roster(roster),
        Notice::CallUpdated(tone),
        Notice::Participant(joins),
        Notice::Other(strange),
    ] = &all[..]
    else {
        panic!("{all:?}")
    };
    assert_eq!((rings.call(), rings.call_key().as_str()), ("A-1", "a1"));
    assert_eq!(rings.state(), Some("incoming"));
    assert_eq!(rings.read::<Value>().unwrap()["unheardOf"], 1, "unknown fields are kept");
    assert_eq!(done.about(), &About::Operation("o1".to_owned()));
    assert_eq!(roster.read::<Vec<Value>>().unwrap().len(), 2);
    assert_eq!(tone.tone(), Some((1, "tone7")));
    assert_eq!((joins.about(), joins.call()), (&About::Joining, "B"));
    assert_eq!(strange.change(), &ChangeKind::Other("wondered".to_owned()));
}

#[tokio::test(start_paused = true)]
async fn a_record_of_the_queue_reads_back_as_the_same_change() {
    let mut all = calls(&[call("A", "created", "incoming")]).await;
    let bare = presence("n1").to_string();
    all.extend(notifications().receive(None, bare.as_bytes()).await.unwrap());
    assert_eq!(all.len(), 2);
    for change in all {
        let again = Notice::from_record(&change.to_record()).unwrap();
        assert_eq!(format!("{change:?}"), format!("{again:?}"));
        assert_eq!(change.to_record(), again.to_record());
    }
}

#[tokio::test(start_paused = true)]
async fn rs_64_posts_without_a_good_token_are_refused_alike_and_counted_by_cause() {
    let notifications = notifications();
    let body = post(&[call("A", "created", "incoming")]);
    for token in [None, Some(""), Some("Basic abc"), Some("Bearer abc"), Some("Bearer")] {
        let refused = notifications.verify_calls(token, &body).await.unwrap_err();
        assert_eq!(refused.code(), "TCC-GRAPH-0503", "{token:?}");
    }
    let refused = notifications.refused();
    assert_eq!((refused["missing"], refused["malformed"]), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn rs_62_a_flood_of_unknown_kids_causes_one_fetch() {
    let fetches = Arc::new(AtomicUsize::new(0));
    let source = Fixed(jwks("good").to_string().into_bytes(), Arc::clone(&fetches));
    let keys = Keys::from_source(source);
    let policy = crate::jwt::Policy::calling(APP);
    let forged = sign(r#"{"alg":"RS256","kid":"other"}"#, &claims().to_string());
    let many = (0..1_000).map(|_| keys.verify(&forged, &policy, NOW));
    let verdicts = futures::future::join_all(many).await;
    assert!(verdicts.iter().all(Result::is_err));
    assert_eq!(fetches.load(Ordering::SeqCst), 1, "the set is fresher than any of them");
    for _ in 0..1_000 {
        assert!(keys.verify(&forged, &policy, NOW).await.is_err());
    }
    assert_eq!(fetches.load(Ordering::SeqCst), 2, "a key may have been published since");
    tokio::time::advance(Duration::from_secs(299)).await;
    assert!(keys.verify(&forged, &policy, NOW).await.is_err());
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    tokio::time::advance(Duration::from_secs(1)).await;
    assert!(keys.verify(&forged, &policy, NOW).await.is_err());
    assert_eq!(fetches.load(Ordering::SeqCst), 3);
    let good = sign(HEADER, &claims().to_string());
    assert!(keys.verify(&good, &policy, NOW).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn without_any_key_set_the_post_is_to_come_again() {
    struct Down;
    #[async_trait]
    impl KeySource for Down {
        async fn fetch(&self) -> Result<Vec<u8>, Error> {
            Err(crate::jwt::no_key_set("down"))
        }
    }
    let down = Notifications::builder(APP).calling_keys(Keys::from_source(Down)).build();
    let refused = down.verify_calls(Some(&bearer()), b"{}").await.unwrap_err();
    assert_eq!(refused.code(), "TCC-HTTP-0202");
}

#[tokio::test(start_paused = true)]
async fn rs_67_only_our_subscriptions_with_their_state_tenant_and_resource_count() {
    let notifications = notifications();
    let with = |name: &str, value: Value| {
        let mut item = presence("n");
        item[name] = value;
        item
    };
    let items = [
        presence("good"),
        with("subscriptionId", json!("S2")),
        with("clientState", json!("another")),
        with("clientState", Value::Null),
        with("tenantId", json!("8f73ab57-f04a-4d90-b6bc-5b1dd9c2416f")),
        with("resource", json!("users('42')/messages('1')")),
        with("resource", json!("communications/presencesX")),
        with("changeType", json!("Validation: NA")),
    ];
    let body = json!({"value": items}).to_string();
    let ours = notifications.receive(None, body.as_bytes()).await.unwrap();
    assert_eq!(ours.len(), 1, "{ours:?}");
    let refused = notifications.refused();
    assert_eq!(refused["unknown-subscription"], 1);
    assert_eq!(refused["client-state"], 2);
    assert_eq!(refused["tenant"], 1);
    assert_eq!(refused["resource"], 2);
    assert_eq!(refused["validation"], 1);
}

#[tokio::test(start_paused = true)]
async fn lifecycle_items_and_bare_items_are_read() {
    let item = json!({"subscriptionId": "s1", "clientState": STATE, "tenantId": TENANT,
        "organizationId": TENANT, "subscriptionExpirationDateTime": "NA",
        "lifecycleEvent": "subscriptionRemoved"});
    let body = item.to_string();
    let all = notifications().receive(None, body.as_bytes()).await.unwrap();
    let [Notice::Subscription(change)] = &all[..] else { panic!("{all:?}") };
    assert_eq!(change.lifecycle(), Some(&Lifecycle::Removed));
}

#[tokio::test(start_paused = true)]
async fn rs_71_what_is_no_notification_is_refused() {
    let deep = format!("{{\"value\":[{}1{}]}}", "[".repeat(100), "]".repeat(100));
    for body in ["", "null", "[]", "{", "1", r#"{"value":1}"#, r#"{"value":[1]}"#, &deep] {
        let refused = notifications().receive(None, body.as_bytes()).await;
        assert_eq!(refused.unwrap_err().code(), "TCC-GRAPH-0504", "{body:.60}");
        let refused = notifications().receive(Some(&bearer()), body.as_bytes()).await;
        assert_eq!(refused.unwrap_err().code(), "TCC-GRAPH-0504", "{body:.60}");
    }
}

#[test]
fn vectors_graph_notification_every_case_gets_its_verdict() {
    let vectors = corpus("graph-notification/cases.json");
    let root = std::env::var_os("TEAMS_CC_VECTORS").map_or_else(
        || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/corpus"),
        std::path::PathBuf::from,
    );
    let keys = DecryptionKeys::new();
    let pem = std::fs::read(root.join("graph-notification/test-key.pem")).unwrap();
    keys.add("vector-cert", &pem).unwrap();
    for case in vectors["cases"].as_array().unwrap() {
        let content: EncryptedContent =
            serde_json::from_value(case["encryptedContent"].clone()).unwrap();
        let opened = keys.decrypt(&content);
        match case["verdict"].as_str().unwrap() {
            "decrypt" => {
                let plain = base64::Engine::decode(
                    &base64::prelude::BASE64_STANDARD,
                    vectors["plaintext_b64"].as_str().unwrap(),
                );
                assert_eq!(opened.unwrap(), plain.unwrap(), "{}", case["name"]);
            }
            _ => assert_eq!(opened.unwrap_err().code(), "TCC-GRAPH-0505", "{}", case["name"]),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn vectors_graph_encrypted_notification_opens_and_the_whole_post_counts() {
    let vectors = corpus("graph-encrypted-notification.json");
    let keys = DecryptionKeys::new();
    for certificate in vectors["certificates"].as_array().unwrap() {
        let pem = certificate["privateKeyPem"].as_str().unwrap();
        let id = certificate["encryptionCertificateId"].as_str().unwrap();
        keys.add(id, pem.as_bytes()).unwrap();
    }
    for case in vectors["cases"].as_array().unwrap() {
        let content: EncryptedContent =
            serde_json::from_value(case["encryptedContent"].clone()).unwrap();
        let opened = keys.decrypt(&content);
        if case["expect"] == "ok" {
            let plain = case["plaintextUtf8"].as_str().unwrap();
            assert_eq!(opened.unwrap(), plain.as_bytes(), "{}", case["name"]);
        } else {
            assert_eq!(opened.unwrap_err().code(), "TCC-GRAPH-0505", "{}", case["name"]);
        }
    }
    let whole = &vectors["notification"];
    let text = |name: &str| whole[name].as_str().unwrap().to_owned();
    let known = crate::Expectations::new();
    let subscription = whole["body"]["value"][0]["subscriptionId"].as_str().unwrap();
    known.expect(subscription, Expected::client_state(Secret::new(text("clientState"))));
    let notifications = Notifications::builder(text("appId"))
        .tenant(text("tenantId").parse().unwrap())
        .change_keys(self::keys(&whole["jwks"]))
        .subscriptions(Arc::new(known))
        .decryption(keys)
        .danger_fixed_clock(whole["nowUnix"].as_i64().unwrap())
        .build();
    let body = whole["body"].to_string();
    let all = notifications.receive(None, body.as_bytes()).await.unwrap();
    let [Notice::Resource(change)] = &all[..] else { panic!("{all:?}") };
    let content = notifications.content(change).unwrap().unwrap();
    let plain = vectors["cases"][0]["plaintextUtf8"].as_str().unwrap();
    assert_eq!(content, plain.as_bytes());
    // Encrypted content without a token is nobody's.
    let mut unsigned = whole["body"].clone();
    unsigned["validationTokens"] = json!([]);
    unsigned["value"][0]["id"] = json!("another");
    let unsigned = notifications.receive(None, unsigned.to_string().as_bytes()).await.unwrap();
    assert!(unsigned.is_empty());
}

#[test]
fn rs_69_a_key_without_a_name_is_named_by_what_it_first_opens() {
    let vectors = corpus("graph-encrypted-notification.json");
    let keys = DecryptionKeys::new();
    let pem = vectors["certificates"][0]["privateKeyPem"].as_str().unwrap();
    keys.add_unnamed(pem.as_bytes()).unwrap();
    let content = |id: &str| {
        let mut content = vectors["cases"][0]["encryptedContent"].clone();
        content["encryptionCertificateId"] = json!(id);
        serde_json::from_value::<EncryptedContent>(content).unwrap()
    };
    assert!(keys.decrypt(&content("mine")).is_ok());
    assert!(keys.decrypt(&content("someone-else")).is_err());
    assert!(keys.decrypt(&content("mine")).is_ok());
    assert!(!format!("{keys:?}").contains("PRIVATE"));
    assert!(keys.remove("mine") && keys.decrypt(&content("mine")).is_err(), "rotation ends here");
}

fn read(item: &Value) -> CallNotification {
    let raw = serde_json::value::to_raw_value(item).unwrap();
    CallNotification::read_item(TENANT.parse().unwrap(), &raw).unwrap()
}

#[test]
fn rs_68_repetitions_count_once_and_no_call_goes_backwards() {
    let mut order = Order::new();
    let mut say = |item: Value| order.call(Instant::START, &read(&item));
    assert_eq!(say(call("A", "created", "incoming")), Verdict::New);
    assert_eq!(say(call("A", "created", "incoming")), Verdict::Duplicate);
    assert_eq!(say(call("A", "updated", "established")), Verdict::New);
    assert_eq!(say(call("A", "updated", "establishing")), Verdict::Stale);
    assert_eq!(say(call("A", "updated", "transferring")), Verdict::New);
    assert_eq!(say(call("A", "updated", "established")), Verdict::New, "the transfer failed");
    let tone = |sequence: u64| {
        let mut item = call("a", "updated", "established");
        item["resourceData"]["toneInfo"] = json!({"sequenceId": sequence, "tone": "tone1"});
        item
    };
    let came = [2, 1, 2, 1, 3, 70, 3, 69].map(|sequence| say(tone(sequence)));
    let new = came.map(|verdict| verdict == Verdict::New);
    assert_eq!(new, [true, true, false, false, true, true, false, true]);
    assert_eq!(say(call("A", "deleted", "terminated")), Verdict::New);
    assert_eq!(say(call("A", "deleted", "terminated")), Verdict::Duplicate);
    assert_eq!(say(call("A", "updated", "established")), Verdict::Stale);
}

#[test]
fn rs_68_after_repetitions_reordering_and_loss_the_end_state_is_that_of_the_model() {
    let seeds = std::env::var("TEAMS_CC_WORLDS").ok().and_then(|text| text.parse().ok());
    let states = ["incoming", "establishing", "established", "terminating", "terminated"];
    for seed in 0..seeds.unwrap_or(500_u64) {
        let mut rng = Rng::from_seed(seed);
        let mut wire: Vec<(u64, usize, usize)> = Vec::new();
        for number in 0..4 {
            let steps = 1 + rng.below(states.len() as u64) as usize;
            for step in 0..steps {
                // 5 % lost, 30 % twice, 30 % late by up to three steps.
                if rng.below(100) < 5 {
                    continue;
                }
                for _ in 0..=usize::from(rng.below(100) < 30) {
                    let late = if rng.below(100) < 30 { rng.below(4) } else { 0 };
                    wire.push(((step as u64) * 10 + late * 10, number, step));
                }
            }
        }
        wire.sort_by_key(|(when, ..)| *when);
        let (mut order, mut reached) = (Order::new(), [None::<usize>; 4]);
        let mut model = [None::<usize>; 4];
        for (when, number, step) in wire {
            let change = if step == 4 { "deleted" } else { "updated" };
            let item = read(&call(&format!("call-{number}"), change, states[step]));
            let now = Instant::from_millis(when);
            if order.call(now, &item) == Verdict::New {
                assert!(reached[number] < Some(step), "seed {seed}: forwards only");
                reached[number] = Some(step);
            }
            model[number] = model[number].max(Some(step));
        }
        assert_eq!(reached, model, "seed {seed}");
    }
}

#[test]
fn rs_68_changes_count_once_in_four_and_a_half_hours() {
    let mut order = Order::new();
    let item = |id: &str| {
        let raw = serde_json::value::to_raw_value(&presence(id)).unwrap();
        ChangeNotification::read_item(&raw).unwrap()
    };
    let at = |hours: u64| Instant::START + Duration::from_secs(hours * 3_600);
    assert_eq!(order.change(at(0), &item("1")), Verdict::New);
    assert_eq!(order.change(at(0), &item("2")), Verdict::New);
    assert_eq!(order.change(at(4), &item("1")), Verdict::Duplicate);
    order.withdraw_change(&item("2"));
    assert_eq!(order.change(at(4), &item("2")), Verdict::New);
    assert_eq!(order.change(at(5), &item("1")), Verdict::New);
    assert_eq!(order.change(at(5), &item("2")), Verdict::Duplicate);
}

#[test]
fn rs_68_what_nothing_names_is_a_repetition_only_in_one_breath() {
    let read = |item: &Value| {
        let raw = serde_json::value::to_raw_value(item).unwrap();
        ChangeNotification::read_item(&raw).unwrap()
    };
    let mut bare = presence("");
    let missed = json!({"subscriptionId": "S1", "clientState": STATE, "lifecycleEvent": "missed"});
    let at = |seconds: u64| Instant::START + Duration::from_secs(seconds);
    for item in [&bare, &missed] {
        let mut order = Order::new();
        let mut say = |second| order.change(at(second), &read(item));
        let came = [0, 1, 3, 4, 60].map(|second| say(second) == Verdict::New);
        assert_eq!(came, [true, false, true, false, true], "it may have changed again: {item}");
        order.withdraw_change(&read(item));
        assert_eq!(order.change(at(60), &read(item)), Verdict::New);
    }
    // Who says how it is now may say it again after something else.
    let mut order = Order::new();
    let mut say = |second, activity: &str| {
        bare["resourceData"]["activity"] = json!(activity);
        order.change(at(second), &read(&bare))
    };
    assert_eq!(say(0, "Away"), Verdict::New);
    assert_eq!(say(60, "Away"), Verdict::Duplicate);
    assert_eq!(say(61, "Busy"), Verdict::New);
    assert_eq!(say(62, "Away"), Verdict::New);
}
