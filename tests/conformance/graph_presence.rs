//! Presence over HTTP, against an emulated Graph that was written from the documents alone
//! (`graph.md` sections 1 and 3, RS-73 to RS-78).

use std::time::Duration;

use futures::StreamExt;
use serde_json::{Value, json};
use teams_cc_core::{Activity, Agent, Availability, CallId, ErrorKind, Guid, Happened, Retry};
use teams_cc_emulator::{Emulator, Fault, Place, Rule};
use teams_cc_graph::{Failure, Graph};
use teams_cc_routing::{Plan, Queue, Router, Work};

/// A client of this emulator, made of what the emulator tells programs in their environment.
fn client(teams: &Emulator) -> Graph {
    let config = teams.config();
    Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
        .build()
        .unwrap()
}

/// An agent as a contact centre knows one: dialled by number, shown in Teams by object id.
fn agent(teams: &Emulator, name: &str) -> Agent {
    let user = user(teams, name);
    Agent::new(name).at(user.number()).in_teams(user.id())
}

/// A person of the tenant that the client signs in to.
fn user(teams: &Emulator, name: &str) -> teams_cc_emulator::User {
    let tenant = teams.stage().people.tenants()[0].name.clone();
    teams.tenant(&tenant).user(name)
}

#[tokio::test]
async fn graph_3_what_teams_shows_is_watched() {
    let teams = Emulator::start().await;
    let adele = user(&teams, "adele").shows("Available", "Available");
    let graph = client(&teams);
    let watch = graph.presence().watch([agent(&teams, "adele")]).every(Duration::from_millis(100));
    let mut watch = watch.await.unwrap();

    let first = watch.next().await.unwrap();
    assert_eq!(first.presence.unwrap().availability, Availability::Available);

    adele.shows("Busy", "InACall");
    let change = watch.next().await.unwrap();
    assert_eq!(change.agent, "adele");
    assert_eq!(change.presence.unwrap().activity, Activity::InACall, "\n{}", teams.ladder());
}

#[tokio::test]
async fn graph_1_4_more_than_650_people_are_several_requests() {
    let teams = Emulator::start().await;
    let adele = user(&teams, "adele").shows("Away", "Away");
    let graph = client(&teams);
    let mut people: Vec<Guid> = (1..=1_300).map(Guid::from_u128).collect();
    people.push(adele.id());
    let presences = graph.presence().of(&people).await.unwrap();
    let last = presences.iter().find(|p| p.id == Some(adele.id().to_string())).unwrap();
    assert_eq!(last.availability, Some(Availability::Away));
    assert!(last.rest.get("statusMessage").is_some_and(Value::is_null), "null is not absent");
}

#[tokio::test]
async fn rs_73_throttling_and_weakness_pass_unseen() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    for fault in [
        Fault::retry_after(429, "0.128"),
        Fault::retry_after(503, "0"),
        Fault::status(502),
        Fault::Reset,
        Fault::LoseAnswer,
    ] {
        teams.faults().add(Rule::once(Place::Graph, fault.clone()));
        let adele = user(&teams, "adele").id();
        let presences = graph.presence().of([adele]).await;
        assert_eq!(presences.map(|p| p.len()).ok(), Some(1), "{fault:?}");
    }
}

#[tokio::test]
async fn rs_73_the_last_refusal_keeps_its_ids_and_its_advice() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    teams.faults().add(Rule::always(Place::Graph, Fault::retry_after(429, "77")));
    let error = graph.get::<Value>("/users").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0306", ErrorKind::Throttled));
    assert!(matches!(error.retry(), Retry::After(wait) if wait >= Duration::from_secs(77)));
    let failure = Failure::of(&error).unwrap();
    assert!(failure.request_id().is_some() && failure.client_request_id().is_some());
}

#[tokio::test]
async fn rs_75_silence_ends_with_the_budget() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let _: Value = graph.get("/users").await.unwrap();
    teams.faults().add(Rule::always(Place::Graph, Fault::Silent));
    let request = graph.get::<Value>("/users").within(Duration::from_millis(200));
    let error = request.await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0308", ErrorKind::Timeout));
}

#[tokio::test]
async fn rs_77_a_revoked_token_is_replaced_once() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let adele = user(&teams, "adele").id();
    graph.presence().of([adele]).await.unwrap();
    assert!(teams.sign_in().revoke_tokens() > 0);
    graph.presence().of([adele]).await.unwrap();
}

#[tokio::test]
async fn rs_77_a_failing_sign_in_is_not_noticed_while_a_token_is_valid() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let adele = user(&teams, "adele").id();
    graph.presence().of([adele]).await.unwrap();
    teams.faults().add(Rule::always(Place::SignIn, Fault::status(503)));
    for _ in 0..20 {
        graph.presence().of([adele]).await.unwrap();
    }
}

#[tokio::test]
async fn graph_1_2_a_wrong_secret_names_its_number_and_its_fix() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let graph = Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), teams_cc_core::Secret::new("wrong"))
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .root_certificates(config.ca_pem.as_bytes())
        .build()
        .unwrap();
    let error = graph.get::<Value>("/users").await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0201", ErrorKind::Unauthorized));
    assert!(error.report().contains("AADSTS7000215"), "{error:?}");
    assert!(!error.report().contains("wrong secret"), "{error:?}");
}

#[tokio::test]
async fn graph_1_3_errors_are_typed() {
    let teams = Emulator::start().await;
    let graph = client(&teams);
    let nobody = "/users/11111111-2222-3333-4444-555555555555";
    let error = graph.get::<Value>(nobody).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0304", ErrorKind::Refused));
    assert!(Failure::of(&error).unwrap().service_code().is_some());
    let path = "/communications/getPresencesByUserId";
    let error = graph.post::<Value>(path, &json!({"ids": []})).await.unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0301");
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused() {
    let teams = Emulator::start().await;
    let config = teams.config();
    let graph = Graph::builder()
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .within(Duration::from_secs(2))
        .build()
        .unwrap();
    let error = graph.get::<Value>("/users").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable, "{error:?}");
}

/// A host that redirects every request to another, and counts what arrives at either.
async fn redirecting(status: u16) -> (String, tokio::net::TcpListener) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let trap = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let front = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let here = front.local_addr().unwrap();
    let there = trap.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = front.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let answer = format!(
                "HTTP/1.1 {status} Elsewhere\r\nLocation: http://{there}/v1.0/me\r\n\
                 Content-Length: 0\r\nConnection: close\r\n\r\n"
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (format!("http://{here}"), trap)
}

#[tokio::test]
async fn rs_78_no_redirect_takes_a_token_to_another_host() {
    let teams = Emulator::start().await;
    let config = teams.config();
    for status in [301, 302, 303, 307, 308] {
        let (endpoint, trap) = redirecting(status).await;
        let graph = Graph::builder()
            .tenant(config.tenant.to_string())
            .client_secret(config.client_id.to_string(), config.client_secret.clone())
            .endpoint(endpoint)
            .sign_in(&config.signin)
            .root_certificates(config.ca_pem.as_bytes())
            .build()
            .unwrap();
        let error = graph.get::<Value>("/me").await.unwrap_err();
        assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0401", ErrorKind::Protocol));
        assert!(futures::poll!(std::pin::pin!(trap.accept())).is_pending(), "{status}: trapped");
    }
}

/// The line of the Connect program: `router.follow(graph.presence().watch(router.agents()).await?)`.
#[tokio::test]
async fn cc_06_an_agent_whom_teams_shows_as_busy_gets_no_calls_until_teams_shows_them_free() {
    let teams = Emulator::start().await;
    let adele = user(&teams, "adele").shows("Busy", "InACall");
    user(&teams, "diego").shows("Available", "Available");
    let graph = client(&teams);
    let router = Router::start(Plan::new([Queue::new("billing")]));
    router.sign_on(&[agent(&teams, "adele"), agent(&teams, "diego")]);
    let mut events = router.events();
    let watch = graph.presence().watch(router.agents()).every(Duration::from_millis(100));
    router.follow(watch.await.unwrap());
    while let Some(event) = events.next().await {
        if matches!(&event, Happened::Agent { agent, .. } if *agent == "adele") {
            break;
        }
    }

    // Adele came first and would be asked first.
    let mut first = router.enqueue(Work::voice(CallId(1)));
    let offer = first.next_offer().await.unwrap();
    assert_eq!(*offer.agent().id(), "diego");
    let _busy = offer.accept();

    let mut second = router.enqueue(Work::voice(CallId(2)));
    let waiting = std::pin::pin!(second.next_offer());
    adele.shows("Available", "Available");
    let offer = waiting.await.unwrap();
    assert_eq!(*offer.agent().id(), "adele");
}
