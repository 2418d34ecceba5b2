//! What Microsoft posts, at one webhook of ours: calls, notifications, activities (RS-60 to RS-68).

use std::sync::{Arc, Mutex};
use std::time::Duration;

use teams_cc_core::{Address, Agent, Availability, Ended, Guid, Reason};
use teams_cc_emulator::{Fault, Place, Rule};
use teams_cc_graph::calls::JoinReply;
use teams_cc_graph::{BotEvent, Change, Graph, OpenWebhook, Reply, Wanted};

use crate::graph_world::{World, builder};

#[tokio::test(flavor = "multi_thread")]
async fn rs_60_only_signed_callbacks_make_a_call_ring() {
    let world = World::new().await;
    let wrong = [Fault::WrongAudience, Fault::WrongSignature, Fault::ExpiredToken, Fault::NoToken];
    for fault in wrong {
        world.teams.faults().add(Rule::once(Place::Callback, fault).on("created"));
    }
    for _ in 0..4 {
        world.user("adele").calls_bot(world.app).unwrap();
    }
    world.until(|| world.webhook.refused().values().sum::<u64>() == 4).await;
    let (_, call) = world.rings("diego").await;
    assert_eq!(call.from(), Some(Address::TeamsUser(world.user("diego").id())));
    call.reject(Reason::Busy).await.unwrap();
    assert_eq!(world.webhook.refused().len(), 4, "four causes: {:?}", world.webhook.refused());
}

/// The sketch: any web framework, header and body.
#[tokio::test(flavor = "multi_thread")]
async fn cc_41_without_a_webhook_header_and_body_are_enough() {
    let world = World::new().await;
    // A second bot program of the same application, with a framework of its own.
    let graph = builder(&world.teams).build().unwrap();
    let (heard, mut calls) = tokio::sync::mpsc::unbounded_channel();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/mine", listener.local_addr().unwrap());
    graph.calls().listen(&address);
    let app = axum::Router::new().route(
        "/mine",
        axum::routing::post(move |headers: axum::http::HeaderMap, body: axum::body::Bytes| {
            let (graph, heard) = (graph.clone(), heard.clone());
            async move {
                let token = headers.get("authorization").and_then(|value| value.to_str().ok());
                for change in graph.notifications().receive(token, &body).await.unwrap() {
                    match change {
                        Change::IncomingCall(call) => drop(tokio::spawn(async move {
                            drop(call.answer().await.unwrap().hang_up().await);
                        })),
                        Change::CallUpdated(id) => drop(heard.send(id)),
                        other => panic!("{other:?}"),
                    }
                }
                axum::http::StatusCode::ACCEPTED
            }
        }),
    );
    tokio::spawn(async move { axum::serve(listener, app).await });
    world.teams.bots().register(teams_cc_emulator::Bot::new(world.app, &address));
    let leg = world.user("adele").calls_bot(world.app).unwrap();
    assert!(world.within(leg.ended()).await, "\n{}", world.teams.ladder());
    let ended = world.teams.bots().call(leg.call()).unwrap().ended_with;
    assert_eq!(ended, Some((200, 7000)), "answered, and hung up by the bot");
    let id = world.within(calls.recv()).await.unwrap();
    assert_eq!(id.parse::<Guid>().unwrap(), leg.call());
}

/// Sequence 7 of section 2.7, as far as a program without the media SDK goes.
#[tokio::test(flavor = "multi_thread")]
async fn graph_2_7_7_a_recording_bot_answers_those_who_join_in_the_http_answer() {
    let asked = Arc::new(Mutex::new(0));
    let count = Arc::clone(&asked);
    let world = World::tuned(move |_, _, webhook| {
        webhook.joining(move |call| {
            assert!(call.json().contains("observedParticipantId"));
            let mut count = count.lock().unwrap();
            *count += 1;
            if *count == 1 { JoinReply::Accept } else { JoinReply::Reject(Reason::Busy) }
        })
    })
    .await;
    let leg = world.user("adele").is_recorded_by(world.app, "diego").unwrap();
    let call = world.within(world.graph.calls().next_call()).await;
    let recording = world.within(call.answer_to_record(3)).await.unwrap();
    let may_store = world.within(recording.begin()).await.unwrap();
    let joins = |name: &str| leg.is_joined_by(world.user(name).id()).unwrap();
    let lee = joins("lee");
    assert!(world.within(lee.is_up()).await, "\n{}", world.teams.ladder());
    joins("megan");
    let said = |text: &str| world.teams.ladder().to_string().contains(text);
    world.until(|| said("is not recorded by this bot")).await;
    let (change, receipt) = world.within(world.webhook.next_change()).await;
    assert!(matches!(change, Change::Participant(_)), "{change:?}");
    receipt.acknowledge();
    let recording = world.within(may_store.end()).await.unwrap();
    drop(recording);
    assert!(world.within(leg.ended()).await, "\n{}", world.teams.ladder());
}

/// A certificate and its key for encrypted content: those of the vectors.
fn content_key() -> (String, String) {
    let text = include_str!("../corpus/graph-encrypted-notification.json");
    let vectors: serde_json::Value = serde_json::from_str(text).unwrap();
    let one = &vectors["certificates"][0];
    let text = |name: &str| one[name].as_str().unwrap().to_owned();
    let der = text("encryptionCertificate");
    let pem = format!("-----BEGIN CERTIFICATE-----\n{der}\n-----END CERTIFICATE-----\n");
    (pem, text("privateKeyPem"))
}

/// A handle that asks as a signed-in reader.
fn reader(world: &World, name: &str) -> Graph {
    let user = world.user(name).record();
    let token = world.teams.sign_in().user_token(world.app, &user, &["Presence.Read.All"]);
    let credential = crate::graph_world::Given(token.unwrap());
    builder(&world.teams).credential(Arc::new(credential)).build().unwrap()
}

/// Sequence 8 of section 2.7: a subscription with encrypted content, through a reader.
#[tokio::test(flavor = "multi_thread")]
async fn cc_06_presence_is_notified_encrypted_and_reaches_the_watch() {
    let (certificate, key) = content_key();
    let tune = |webhook: OpenWebhook| webhook.encrypted_for("content-1", certificate, key);
    let world = World::tuned(|_, _, webhook| tune(webhook)).await;
    let adele = world.user("adele").shows("Available", "Available");
    let agents = [Agent::new("adele").in_teams(adele.id())];
    let watch = world.graph.presence().watch(&agents).every(Duration::from_secs(3_600));
    let watch = watch.stale_after(Duration::from_secs(10_000));
    let reader = reader(&world, "reader");
    let mut watch = watch.notified_through([reader], world.webhook.receiver()).await.unwrap();
    let feed = watch.feed();
    let mut seen = async || {
        let change = world.within(watch.next_change()).await.unwrap();
        change.presence.unwrap().availability
    };
    assert_eq!(seen().await, Availability::Available);
    world.until(|| !feed.expectations().is_empty()).await;
    // The first changes may be seen by asking: a new subscription has everybody asked about.
    let is_notified = || world.teams.ladder().to_string().contains("/graph/hook updated");
    while !is_notified() {
        adele.clone().shows("Busy", "InACall");
        assert_eq!(seen().await, Availability::Busy, "\n{}", world.teams.ladder());
        adele.clone().shows("Available", "Available");
        assert_eq!(seen().await, Availability::Available, "\n{}", world.teams.ladder());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rs_66_call_records_wait_on_disk_for_the_program_and_survive_it() {
    let folder = std::env::temp_dir().join(format!("teams-cc-hook-{}", std::process::id()));
    let at = folder.clone();
    let world = World::tuned(move |_, _, webhook| webhook.queued_in(at)).await;
    let wanted = world.graph.subscriptions(world.webhook.receiver());
    let subscriptions = wanted.wanting(Wanted::call_records()).await.unwrap();
    world.until(|| !subscriptions.expectations().is_empty()).await;
    let (leg, call) = world.connected("adele").await;
    let chain = world.teams.bots().call(leg.call()).unwrap().chain;
    assert!(matches!(call.hang_up().await, Ok(Ended::HungUp(_))));
    world.teams.clock().skip(Duration::from_secs(60));
    let (change, receipt) = world.within(world.webhook.next_change()).await;
    let Change::Resource(record) = &change else { panic!("{change:?}") };
    assert_eq!(record.call_record(), Some(chain));
    // Not dealt with: it is given again.
    drop(receipt);
    let (again, receipt) = world.within(world.webhook.next_change()).await;
    let Change::Resource(record) = &again else { panic!("{again:?}") };
    assert_eq!(record.call_record(), Some(chain));
    receipt.acknowledge();
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn cc_35_an_activity_of_the_bot_connector_is_verified_and_answered() {
    let (heard, mut said) = tokio::sync::mpsc::unbounded_channel();
    let world = World::tuned(move |teams, graph, webhook| {
        let bot = graph.bot(teams.config().client_id.to_string());
        webhook.messages(&bot, move |event| {
            let _ = heard.send(event);
            std::future::ready(Some(Reply::text("thank you")))
        })
    })
    .await;
    let adele = world.user("adele");
    world.teams.chat_bot(world.app, &format!("{}/messages", world.address));
    adele.installs_bot(world.app).await.unwrap();
    adele.writes_to_bot(world.app, "hello").await.unwrap();
    loop {
        match world.within(said.recv()).await.unwrap() {
            BotEvent::Said(said) => break assert_eq!(said.text, "hello"),
            BotEvent::Installed(_) => {}
            other => panic!("{other:?}"),
        }
    }
    // The same activity without its token, or with another's, is nobody's.
    let http = reqwest::Client::new();
    let body = r#"{"type":"message","serviceUrl":"http://127.0.0.1:9/","text":"pay me"}"#;
    for token in [None, Some("Bearer abc"), Some("Bearer e30.e30.e30")] {
        let mut post = http.post(format!("{}/messages", world.address)).body(body);
        if let Some(token) = token {
            post = post.header("authorization", token);
        }
        let answer = post.send().await.unwrap();
        assert_eq!(answer.status(), 401);
        assert!(answer.bytes().await.unwrap().is_empty());
    }
}
