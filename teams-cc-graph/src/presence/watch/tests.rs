use std::sync::Arc;

use futures::stream::StreamExt;
use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Address, AgentSignal, Availability};

use super::*;
use crate::testing::{answer, answer_with, scripted, tuned, unreachable};
use crate::{Cloud, Graph};

const ADELE: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";
const DIEGO: &str = "fa8bf3dc-eca7-46b7-bad1-db199b62afc3";

fn agents() -> Vec<Agent> {
    vec![
        Agent::new("adele").at(Address::teams_user(ADELE).unwrap()),
        Agent::new(DIEGO),
        Agent::new("desk only"),
    ]
}

/// Shows everybody who is asked about as `availability` says at that second.
fn shows(availability: impl Fn(u64, &str) -> &'static str + Send + 'static) -> Graph {
    scripted(1, move |now, outgoing| {
        assert_eq!(outgoing.url.path(), "/v1.0/communications/getPresencesByUserId");
        let body: Value = serde_json::from_slice(outgoing.body.as_ref().unwrap()).unwrap();
        let ids = body["ids"].as_array().unwrap();
        assert!(ids.len() <= 650, "{} ids in one request", ids.len());
        let people = ids.iter().map(|id| {
            let availability = availability(now.as_secs(), id.as_str().unwrap());
            json!({"id": id, "availability": availability, "activity": availability})
        });
        answer(200, &json!({"value": people.collect::<Vec<_>>()}))
    })
}

#[tokio::test(start_paused = true)]
async fn cc_06_agents_are_watched_by_what_says_who_they_are_in_teams() {
    let graph = shows(|now, id| if now >= 10 && id == ADELE { "Busy" } else { "Available" });
    let mut watch = graph.presence().watch(agents()).await.unwrap();
    let mut first = [watch.next().await.unwrap(), watch.next().await.unwrap()];
    first.sort_by(|a, b| b.agent.cmp(&a.agent));
    assert_eq!((first[0].agent.as_str(), first[1].agent.as_str()), (DIEGO, "adele"));
    let started = tokio::time::Instant::now();
    let change = watch.next_change().await.unwrap();
    assert_eq!(change.agent, "adele");
    assert_eq!(change.presence.unwrap().availability, Availability::Busy);
    assert!(started.elapsed() <= Duration::from_secs(13), "{:?}", started.elapsed());
}

#[tokio::test(start_paused = true)]
async fn cc_06_650_people_a_request_and_all_of_them_told() {
    let graph = shows(|_, _| "Available");
    let many: Vec<Agent> =
        (0..1_500).map(|n| Agent::new(Guid::from_u128(n).to_string().as_str())).collect();
    let watch = graph.presence().watch(many).await.unwrap();
    assert_eq!(watch.take(1_500).count().await, 1_500);
    let people: Vec<Guid> = (0..1_400).map(Guid::from_u128).collect();
    let presences = graph.presence().of(&people).await.unwrap();
    assert_eq!(presences.len(), 1_400);
    assert_eq!(presences[1_399].id, Some(people[1_399].to_string()), "in the order asked for");
}

#[tokio::test(start_paused = true)]
async fn cc_17_when_graph_is_lost_knowledge_is_lost_and_found_again() {
    let graph = scripted(1, |now, outgoing| {
        if (20..200).contains(&now.as_secs()) {
            return unreachable();
        }
        let body: Value = serde_json::from_slice(outgoing.body.as_ref().unwrap()).unwrap();
        let id = &body["ids"][0];
        answer(200, &json!({"value": [{"id": id, "availability": "Available"}]}))
    });
    let started = tokio::time::Instant::now();
    let mut watch = graph.presence().watch(&agents()[..1]).await.unwrap();
    assert!(watch.next().await.unwrap().presence.is_some());
    let lost = watch.next().await.unwrap();
    assert_eq!(lost, PresenceChange { agent: "adele".into(), presence: None });
    let after = started.elapsed().as_secs();
    assert!((75..=82).contains(&after), "60 s after the last answer: {after}");
    assert!(watch.next().await.unwrap().presence.is_some());
    let after = started.elapsed().as_secs();
    assert!((200..=245).contains(&after), "soon after Graph is back: {after}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_begins_while_graph_is_away() {
    let graph = scripted(1, |now, _| {
        if now.as_secs() < 30 {
            return unreachable();
        }
        answer(200, &json!({"value": [{"id": ADELE, "availability": "Busy"}]}))
    });
    let mut watch = graph.presence().watch(&agents()[..1]).await.unwrap();
    assert_eq!(watch.next().await.unwrap().presence.unwrap().availability, Availability::Busy);
}

#[tokio::test(start_paused = true)]
async fn a_missing_permission_is_said_at_once() {
    let graph =
        scripted(1, |_, _| answer(403, &json!({"error": {"code": "Forbidden", "message": "no"}})));
    let error = graph.presence().watch(agents()).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0303", ErrorKind::Unauthorized));
    assert!(error.report().contains("Presence.Read.All"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn chinas_cloud_has_no_presence() {
    let graph = tuned(1, |_, _| unreachable!(), |builder| builder.cloud(Cloud::CHINA));
    let error = graph.presence().watch(agents()).await.unwrap_err();
    assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0105", ErrorKind::Unsupported));
}

#[tokio::test(start_paused = true)]
async fn nobody_to_watch_is_an_ended_stream() {
    let graph = scripted(1, |_, _| unreachable!("nobody is asked about"));
    let mut watch = graph.presence().watch(&agents()[2..]).await.unwrap();
    assert_eq!(watch.next().await, None);
}

#[tokio::test(start_paused = true)]
async fn rs_73_a_throttled_watch_obeys_and_goes_on() {
    let times = Arc::new(Mutex::new(Vec::new()));
    let noted = times.clone();
    let graph = scripted(1, move |now, _| {
        noted.lock().push(now);
        match now.as_secs() {
            4..34 => {
                let left = (34 - now.as_secs()).to_string();
                answer_with(429, &[("retry-after", &left)], &json!({}))
            }
            0..4 => answer(200, &json!({"value": [{"id": ADELE, "availability": "Busy"}]})),
            _ => answer(200, &json!({"value": [{"id": ADELE, "availability": "Away"}]})),
        }
    });
    let mut watch = graph.presence().watch(&agents()[..1]).await.unwrap();
    watch.next().await.unwrap();
    assert_eq!(watch.next().await.unwrap().presence.unwrap().availability, Availability::Away);
    let during = times.lock().iter().filter(|t| (4..34).contains(&t.as_secs())).count();
    assert_eq!(during, 1, "{times:?}");
}

/// The line of the sketch: `router.follow(graph.presence().watch(router.agents()).await?)`.
#[tokio::test(start_paused = true)]
async fn the_stream_is_what_a_router_follows() {
    fn follow<S>(stream: S) -> futures::stream::BoxStream<'static, AgentSignal>
    where
        S: Stream<Item: Into<AgentSignal>> + Send + 'static,
    {
        stream.map(Into::into).boxed()
    }
    let graph = shows(|_, _| "Available");
    let mut signals = follow(graph.presence().watch(agents()).await.unwrap());
    assert!(matches!(signals.next().await, Some(AgentSignal::Presence(_))));
}
