//! Stories against a scripted service, on paused time.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Address, Ended, HasReason, Key, Menu, Prompt, Reason, Verb, Voice};

use super::leg::{News, Said, State, Status, WishId};
use super::{Call, Calls, ResultCode};
use crate::Graph;
use crate::testing;

const CALL: &str = "5f1c0000-aaaa-4bbb-8ccc-0123456789ab";
const KEY: &str = "5f1c0000aaaa4bbb8ccc0123456789ab";

/// Everything that was asked of the service.
type Asked = Arc<Mutex<Vec<(String, Value)>>>;

fn service(status_of: impl Fn(&str) -> u16 + Send + 'static) -> (Graph, Asked) {
    let asked = Asked::default();
    let heard = Arc::clone(&asked);
    let graph = testing::scripted(7, move |_, outgoing| {
        let body = outgoing.body.as_deref().map(|body| serde_json::from_slice(body).unwrap());
        let path = outgoing.url.path().trim_start_matches("/v1.0").to_owned();
        let verb = path.rsplit('/').next().unwrap_or_default().to_owned();
        let name = format!("{} {verb}", outgoing.method);
        let body: Value = body.unwrap_or_default();
        let context = body["clientContext"].clone();
        heard.lock().push((name, body));
        let status = status_of(&verb);
        let said = match verb.as_str() {
            "calls" => json!({"id": CALL, "state": "establishing"}),
            "playPrompt" | "invite" => json!({
                "@odata.type": "#microsoft.graph.playPromptOperation",
                "id": format!("op-{context}"), "status": "running", "clientContext": context,
            }),
            "subscribeToTone" | "cancelMediaProcessing" | "sendDtmfTones" => json!({
                "@odata.type": "#microsoft.graph.commsOperation",
                "id": format!("op-{context}"), "status": "completed", "clientContext": context,
            }),
            _ => Value::Null,
        };
        testing::answer(status, &if status < 300 { said } else { Value::Null })
    });
    (graph, asked)
}

fn tell(calls: &Calls, news: News) {
    calls.hub().tell(KEY, news);
}

fn state(state: State) -> News {
    News::Said(Said::Call { state: Some(state), audio: Some(true), result: None })
}

async fn connected(graph: &Graph) -> (Calls, Call) {
    let calls = graph.calls().listen("https://cc.example/calling");
    let adele = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").unwrap();
    // The notification overtakes the answer that names the call.
    tell(&calls, state(State::Established));
    let call = calls.create(adele).send().await.unwrap();
    (calls, call)
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(50)).await;
}

fn names(asked: &Asked) -> Vec<String> {
    asked.lock().iter().map(|(name, _)| name.clone()).collect()
}

/// Ends the newest prompt.
fn heard(calls: &Calls, asked: &Asked, status: Status) {
    let asked = asked.lock();
    let played = asked.iter().rev().find(|(name, _)| name.ends_with("playPrompt")).unwrap();
    let context = played.1["clientContext"].as_str().unwrap();
    let wish = Some(WishId(context.parse().unwrap()));
    let id = super::wire::key(&format!("op-\"{context}\""));
    let result = (status == Status::Failed).then(|| ResultCode::new(400, 8508));
    tell(calls, News::Said(Said::Operation { id, wish, status, result, recording: None }));
}

#[tokio::test(start_paused = true)]
async fn graph_2_7_2_a_call_is_made_and_dropping_it_hangs_up() {
    let (graph, asked) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    assert_eq!(calls.len(), 1);
    let body = asked.lock()[0].1.clone();
    assert_eq!(body["callbackUri"], "https://cc.example/calling");
    assert_eq!(
        body["targets"][0]["identity"]["user"]["id"],
        "4b444206-207c-42f8-92a6-e332b41c88a2"
    );
    drop(call);
    settle().await;
    assert_eq!(names(&asked), ["POST calls", &format!("DELETE {CALL}")]);
    assert!(calls.is_empty());
}

#[tokio::test(start_paused = true)]
async fn graph_2_5_the_scenario_of_a_call_goes_back_with_its_requests() {
    let scenarios = Asked::default();
    let heard = Arc::clone(&scenarios);
    let graph = testing::scripted(7, move |_, outgoing| {
        let scenario = outgoing.headers.get("scenario-id").map(|value| value.to_str().unwrap());
        heard.lock().push((outgoing.method.to_string(), json!(scenario)));
        testing::answer(200, &json!({"id": CALL, "state": "establishing"}))
    });
    let calls = graph.calls().listen("https://cc.example/calling");
    let tenant = "87d349ed-44d7-43e1-9a83-5f2406dee5bd".parse().unwrap();
    let item = json!({
        "changeType": "updated", "resourceUrl": format!("/communications/calls/{CALL}"),
        "resourceData": {"id": CALL, "state": "established", "mediaState": {"audio": "active"}},
    })
    .to_string();
    // Somebody else's tenant says nothing about our call.
    let stranger = "11111111-2222-4333-8444-555555555555".parse().unwrap();
    calls.hear(stranger, Some("theirs"), &item);
    calls.hear(tenant, Some("5ce7a1-0"), &item);
    let adele = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").unwrap();
    let call = calls.create(adele).send().await.unwrap();
    drop(call.hang_up().await);
    let told = scenarios.lock().clone();
    assert_eq!(told, [("POST".into(), Value::Null), ("DELETE".into(), json!("5ce7a1-0"))]);
}

#[tokio::test(start_paused = true)]
async fn graph_2_7_1_a_prompt_is_done_when_it_was_heard() {
    let (graph, asked) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    let playing = call.play(Prompt::samples([1i16; 800]));
    let telling = async {
        settle().await;
        heard(&calls, &asked, Status::Completed);
    };
    let (played, ()) = tokio::join!(playing, telling);
    played.unwrap();
    let body = asked.lock().last().unwrap().1.clone();
    let uri = body["prompts"][0]["mediaInfo"]["uri"].as_str().unwrap().to_owned();
    assert!(calls.prompt(&uri).is_some(), "the service fetches it from us");
}

#[tokio::test(start_paused = true)]
async fn cc_53_a_key_cuts_the_prompt_and_chooses() {
    let (graph, asked) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    let menu = Menu::new(Prompt::samples([1i16; 800])).on(Key::D1, "sales").on(Key::D2, "help");
    let telling = async {
        settle().await;
        tell(&calls, News::Tone(1, Key::D2));
        tell(&calls, News::Tone(1, Key::D2));
    };
    let (chosen, ()) = tokio::join!(call.ask(&menu), telling);
    assert_eq!(chosen.unwrap(), "help");
    let names = names(&asked);
    assert_eq!(
        names[1..],
        ["POST subscribeToTone", "POST playPrompt", "POST cancelMediaProcessing"]
    );
}

#[tokio::test(start_paused = true)]
async fn graph_2_7_4_music_is_queued_again_when_it_has_been_heard() {
    let (graph, asked) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    call.play_while_waiting(Prompt::samples([1i16; 80])).await.unwrap();
    settle().await;
    assert_eq!(asked.lock()[1].1["prompts"].as_array().unwrap().len(), 20);
    heard(&calls, &asked, Status::Completed);
    settle().await;
    assert_eq!(names(&asked)[1..], ["POST playPrompt", "POST playPrompt"]);
}

#[tokio::test(start_paused = true)]
async fn graph_2_7_1_a_transfer_that_fails_leaves_the_caller_and_one_that_works_takes_it() {
    let (graph, asked) = service(|verb| if verb == "transfer" { 403 } else { 200 });
    let (_, call) = connected(&graph).await;
    let desk: Address = "+14255550199".parse().unwrap();
    let failed = call.transfer(&desk).await.unwrap_err();
    assert_eq!(failed.reason(), Reason::Forbidden);
    let call = failed.into_call();
    assert!(names(&asked).iter().all(|name| !name.starts_with("DELETE")), "nobody hung up");
    drop(call);

    let (graph, _) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    let telling = async {
        settle().await;
        tell(&calls, state(State::Transferring));
        tell(&calls, News::Deleted(Some(ResultCode::new(200, 7015))));
    };
    let (ended, ()) = tokio::join!(call.transfer(&desk), telling);
    assert_eq!(ended.unwrap(), Ended::Transferred(desk));
}

#[tokio::test(start_paused = true)]
async fn the_caller_may_leave_at_any_line() {
    let (graph, _) = service(|_| 200);
    let (calls, call) = connected(&graph).await;
    let telling = async {
        settle().await;
        tell(&calls, News::Deleted(Some(ResultCode::new(200, 4521))));
    };
    let (played, ()) = tokio::join!(call.play(Prompt::samples([1i16; 800])), telling);
    assert!(played.unwrap_err().is_ended());
    assert!(call.press(Key::D1).await.unwrap_err().is_ended());
    assert!(call.ended().await == Ended::HungUp(teams_cc_core::Side::Them));
}

#[tokio::test(start_paused = true)]
async fn an_invitation_that_nobody_takes_says_why_to_the_router() {
    let (graph, _) = service(|_| 200);
    let (_calls, call) = connected(&graph).await;
    let agent: Address = "+14255550199".parse().unwrap();
    let failed = call.invite(&agent).within(Duration::from_secs(20)).await.unwrap_err();
    assert_eq!(HasReason::reason(&failed), Reason::NoAnswer);
}

#[tokio::test(start_paused = true)]
async fn what_a_bot_cannot_do_is_said_with_its_reason() {
    let (graph, _) = service(|_| 200);
    let (_calls, call) = connected(&graph).await;
    assert!(call.can(Verb::Transfer).is_ok() && call.can(Verb::Record).is_ok());
    assert_eq!(call.can(Verb::Stream).unwrap_err().backend, "graph");
}
