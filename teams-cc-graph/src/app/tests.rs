use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::Reason;

use super::*;
use crate::testing::{answer, scripted};

const ADELE: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";
const TENANT: &str = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";

fn adele() -> Agent {
    Agent::new("adele").in_teams(ADELE.parse().unwrap())
}

/// An app whose bot knows Adele, and what her chat gets.
async fn app() -> (AgentApp, mpsc::UnboundedReceiver<(String, Value)>) {
    let (log, logged) = mpsc::unbounded_channel();
    let graph = scripted(1, move |_: Duration, outgoing| {
        let body = outgoing.body.as_ref().map(|body| serde_json::from_slice(body).unwrap());
        log.send((outgoing.method.to_string(), body.unwrap_or_default())).unwrap();
        answer(200, &json!({"id": "card-1"}))
    });
    let bot = graph.bot("00001111-aaaa-2222-bbbb-3333cccc4444");
    let hello = activity("message", &json!({"text": "hello"}));
    bot.danger_receive_unverified(hello.as_bytes(), None).await.unwrap();
    (AgentApp::start(&bot, &[adele()]), logged)
}

fn activity(kind: &str, more: &Value) -> String {
    let mut activity = json!({
        "type": kind, "id": "m-1", "serviceUrl": "https://smba.trafficmanager.net/emea/",
        "from": {"id": "29:adele", "aadObjectId": ADELE}, "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1", "conversationType": "personal", "tenantId": TENANT},
    });
    for (name, value) in more.as_object().unwrap() {
        activity[name] = value.clone();
    }
    activity.to_string()
}

async fn press(app: &AgentApp, verb: &str, data: Value) -> Option<Reply> {
    let value = json!({"action": {"type": "Action.Execute", "verb": verb, "data": data}});
    let press = activity("invoke", &json!({"name": "adaptiveCard/action", "value": value}));
    app.take(&app.bot.danger_receive_unverified(press.as_bytes(), None).await.unwrap())
}

#[tokio::test(start_paused = true)]
async fn cc_31_a_card_is_shown_with_the_offer_and_goes_with_it() {
    let (app, mut chat) = app().await;
    app.show(&adele(), Card::new().title("Mr Miller, billing"));
    let (method, body) = chat.recv().await.unwrap();
    assert_eq!(method, "POST");
    assert_eq!(body["attachments"][0]["content"]["body"][0]["text"], "Mr Miller, billing");
    let declined = Happened::Declined { work: 1, agent: "adele".into(), reason: Reason::NoAnswer };
    app.follow(futures::stream::iter([declined]));
    assert_eq!(chat.recv().await.unwrap().0, "DELETE");
}

#[tokio::test(start_paused = true)]
async fn cc_31_presses_are_signals_for_the_router() {
    let (app, mut chat) = app().await;
    let reply = press(&app, READY, json!({})).await.unwrap();
    assert_eq!(reply.body()["statusCode"], 503, "nobody listens yet, and the agent is told so");
    let mut presses = app.presses();
    assert!(press(&app, READY, json!({})).await.is_some());
    assert!(press(&app, PAUSE, json!({})).await.is_some());
    assert_eq!(presses.next().await, Some(AgentSignal::Ready("adele".into(), true)));
    assert_eq!(presses.next().await, Some(AgentSignal::Ready("adele".into(), false)));
    assert_eq!(press(&app, "vendors-own", json!({})).await, None, "left to the vendor");
    app.show_controls(&adele());
    let (_, body) = chat.recv().await.unwrap();
    let actions = body["attachments"][0]["content"]["actions"].as_array().unwrap();
    assert_eq!(actions.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn cc_31_notes_end_the_wrap_up() {
    let (app, mut chat) = app().await;
    let mut presses = app.presses();
    let adele = adele();
    let asking = app.ask_for_notes(&adele, "Mr Miller, 3 min");
    let writing = async {
        chat.recv().await.unwrap();
        press(&app, NOTES, json!({"notes": "wants a copy"})).await.unwrap()
    };
    let (notes, _) = tokio::join!(asking, writing);
    assert_eq!(notes.as_deref(), Some("wants a copy"));
    assert_eq!(presses.next().await, Some(AgentSignal::WrappedUp("adele".into())));
}

#[tokio::test(start_paused = true)]
async fn a_wrap_up_that_ends_stops_waiting_for_notes() {
    let (app, _chat) = app().await;
    let adele = adele();
    let asking = app.ask_for_notes(&adele, "Mr Miller");
    let over = async {
        let state = "available".to_owned();
        app.heed(&Happened::Agent { agent: "adele".into(), state, because: None });
    };
    assert_eq!(tokio::join!(asking, over).0, None);
    // And at the latest after a quarter of an hour.
    assert_eq!(app.ask_for_notes(&adele, "Mr Miller").await, None);
}

#[tokio::test(start_paused = true)]
async fn a_stranger_who_presses_is_refused() {
    let (app, _chat) = app().await;
    app.shared.people.lock().clear();
    let reply = press(&app, READY, json!({})).await.unwrap();
    assert_eq!(reply.body()["statusCode"], 403);
}
