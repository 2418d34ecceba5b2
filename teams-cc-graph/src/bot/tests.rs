use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::Retry;

use super::*;
use crate::testing::{Reaction, answer, broken, scripted};

const ADELE: &str = "4b444206-207c-42f8-92a6-e332b41c88a2";
const TENANT: &str = "87d349ed-44d7-43e1-9a83-5f2406dee5bd";
const SERVICE: &str = "https://smba.trafficmanager.net/emea/";

type Log = Arc<Mutex<Vec<(String, String, Value)>>>;

fn bot(log: &Log, react: impl Fn(&str) -> Reaction + Send + 'static) -> Bot {
    let log = Arc::clone(log);
    let graph = scripted(1, move |_: Duration, outgoing| {
        let body = outgoing.body.as_ref().map(|body| serde_json::from_slice(body).unwrap());
        let url = outgoing.url.to_string();
        log.lock().push((outgoing.method.to_string(), url.clone(), body.unwrap_or_default()));
        react(&url)
    });
    graph.bot("00001111-aaaa-2222-bbbb-3333cccc4444")
}

fn said(text: &str) -> Value {
    json!({
        "type": "message", "id": "m-1", "serviceUrl": SERVICE, "channelId": "msteams", "text": text,
        "from": {"id": "29:adele", "aadObjectId": ADELE, "name": "Adele"},
        "recipient": {"id": "28:bot"},
        "conversation": {"id": "a:1/x@y;z", "conversationType": "personal", "tenantId": TENANT},
    })
}

async fn received(bot: &Bot, activity: &Value) -> Result<BotEvent, Error> {
    bot.danger_receive_unverified(activity.to_string().as_bytes(), Some(SERVICE)).await
}

#[tokio::test(start_paused = true)]
async fn cc_35_who_spoke_to_the_bot_can_be_spoken_to() {
    let log = Log::default();
    let bot = bot(&log, |_| answer(201, &json!({"id": "sent-1"})));
    let event = received(&bot, &said("<at>Bot</at> hello ")).await.unwrap();
    let BotEvent::Said(hello) = event else { panic!("{event:?}") };
    assert_eq!(hello.text, "hello");
    assert!(!format!("{hello:?}").contains("hello") && !format!("{hello:?}").contains(ADELE));

    let adele = ADELE.parse().unwrap();
    let sent = bot.tell(adele, "good morning").await.unwrap();
    bot.update(&sent, &Card::new().title("changed")).await.unwrap();
    bot.delete(&sent).await.unwrap();
    let log = log.lock();
    let base = "https://smba.trafficmanager.net/emea/v3/conversations/a:1%2Fx@y;z/activities";
    assert_eq!((log[0].0.as_str(), log[0].1.as_str()), ("POST", base));
    assert_eq!(
        log[0].2,
        json!({"type": "message", "text": "good morning", "from": {"id": "28:bot"}})
    );
    assert_eq!((log[1].0.as_str(), log[1].1.clone()), ("PUT", format!("{base}/sent-1")));
    let content = &log[1].2["attachments"][0];
    assert_eq!(content["contentType"], "application/vnd.microsoft.card.adaptive");
    assert_eq!(content["content"]["version"], "1.5");
    assert_eq!((log[2].0.as_str(), log[2].1.clone()), ("DELETE", format!("{base}/sent-1")));
}

#[tokio::test(start_paused = true)]
async fn rs_78_no_forged_address_gets_a_token() {
    let log = Log::default();
    let bot = bot(&log, |_| answer(201, &json!({"id": "1"})));
    for url in [
        "https://evil.example/",
        "http://smba.trafficmanager.net/emea/",
        "https://smba.trafficmanager.net.evil.example/",
        "https://evilbotframework.com/",
        "https://user@smba.trafficmanager.net/",
        "http://127.0.0.1:9/",
        "not a url",
    ] {
        let mut activity = said("hello");
        activity["serviceUrl"] = json!(url);
        let body = activity.to_string();
        let error = bot.danger_receive_unverified(body.as_bytes(), Some(url)).await.unwrap_err();
        assert_eq!(error.code(), "TCC-GRAPH-0606", "{url}");
    }
    let body = said("x").to_string();
    let other = bot
        .danger_receive_unverified(body.as_bytes(), Some("https://smba.trafficmanager.net/amer/"));
    assert_eq!(other.await.unwrap_err().code(), "TCC-GRAPH-0606", "not what the token vouches for");
    assert!(bot.conversation(ADELE.parse().unwrap()).is_none() && log.lock().is_empty());
}

#[tokio::test(start_paused = true)]
async fn cc_31_a_press_is_read_and_answered() {
    let bot = bot(&Log::default(), |_| answer(200, &Value::Null));
    let mut press = said("");
    press["type"] = json!("invoke");
    press["name"] = json!("adaptiveCard/action");
    press["replyToId"] = json!("m-0");
    press["value"] = json!({"action": {
        "type": "Action.Execute", "verb": "wrapped-up", "data": {"notes": "asked for a copy", "work": 7}
    }});
    let event = received(&bot, &press).await.unwrap();
    let BotEvent::Pressed(press) = event else { panic!("{event:?}") };
    assert_eq!(
        (press.verb.as_str(), press.text("notes")),
        ("wrapped-up", Some("asked for a copy"))
    );
    assert_eq!(press.person, ADELE.parse().ok());
    assert_eq!(press.message.as_deref(), Some("m-0"));

    let reply = Reply::card(&Card::new().title("thanks"));
    assert_eq!(reply.body()["type"], "application/vnd.microsoft.card.adaptive");
    let failed = Reply::failed(200, "gone", "the work is over");
    assert_eq!(failed.body()["statusCode"], 400);
    assert_eq!(Reply::text("x".repeat(5_000)).body()["value"].as_str().unwrap().len(), 1_024);
}

#[tokio::test(start_paused = true)]
async fn cc_31_a_search_of_the_message_extension_is_read_and_answered() {
    let bot = bot(&Log::default(), |_| answer(200, &Value::Null));
    let mut search = said("");
    search["type"] = json!("invoke");
    search["name"] = json!("composeExtension/query");
    search["value"] = json!({
        "commandId": "customers", "parameters": [{"name": "q", "value": "miller"}],
        "queryOptions": {"skip": 25, "count": 9_999}
    });
    let event = received(&bot, &search).await.unwrap();
    let BotEvent::Searched(search) = event else { panic!("{event:?}") };
    assert_eq!((search.command.as_str(), search.text.as_str()), ("customers", "miller"));
    assert_eq!((search.skip, search.count), (25, 100));
    let reply = Reply::found((0..99).map(|n| (format!("{n}"), Card::new().text("a customer"))));
    let results = reply.body()["composeExtension"]["attachments"].as_array().unwrap();
    assert_eq!(
        (results.len(), results[3]["preview"]["content"]["title"].as_str()),
        (50, Some("3"))
    );
}

#[tokio::test(start_paused = true)]
async fn graph_1_7_a_message_whose_answer_is_lost_is_not_sent_twice() {
    let log = Log::default();
    let bot = bot(&log, |_| broken());
    received(&bot, &said("hello")).await.unwrap();
    let error = bot.tell(ADELE.parse().unwrap(), "once").await.unwrap_err();
    assert_eq!((error.retry(), log.lock().len()), (Retry::Check, 1));
}

#[tokio::test(start_paused = true)]
async fn a_person_without_the_app_is_said_so_and_limits_are_kept() {
    let log = Log::default();
    let bot = bot(&log, |url| {
        assert!(url.ends_with("/teams/v3/conversations"), "{url}");
        answer(403, &json!({"error": {"code": "Forbidden"}}))
    });
    let adele = ADELE.parse().unwrap();
    let error = bot.tell(adele, "hello").await.unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0605");
    assert_eq!(log.lock()[0].2["members"][0]["id"], ADELE);
    received(&bot, &said("hello")).await.unwrap();
    let long = "x".repeat(30_000);
    assert_eq!(bot.tell(adele, &*long).await.unwrap_err().code(), "TCC-GRAPH-0604");
    let notice = bot.notify(adele, "waiting", &"x".repeat(151), "https://t.example", 1).await;
    assert_eq!(notice.unwrap_err().code(), "TCC-GRAPH-0604");
    assert_eq!(
        bot.danger_receive_unverified(&vec![b' '; 300_000], None).await.unwrap_err().code(),
        "TCC-GRAPH-0604"
    );
}

#[tokio::test(start_paused = true)]
async fn conversations_survive_a_restart_and_an_uninstallation_ends_them() {
    let path = std::env::temp_dir().join(format!("teams-cc-bot-{}.json", uuid::Uuid::new_v4()));
    let new = || bot(&Log::default(), |_| answer(201, &json!({"id": "1"})));
    let first = new().remembered_in(crate::InFile::new(&path)).await.unwrap();
    let mut installed = said("");
    installed["type"] = json!("conversationUpdate");
    installed["membersAdded"] = json!([{"id": "28:bot"}]);
    let event = received(&first, &installed).await.unwrap();
    assert!(matches!(event, BotEvent::Installed(_)), "{event:?}");

    let second = new().remembered_in(crate::InFile::new(&path)).await.unwrap();
    let adele = ADELE.parse().unwrap();
    assert!(second.conversation(adele).is_some());
    let mut removed = said("");
    removed["type"] = json!("installationUpdate");
    removed["action"] = json!("remove");
    assert!(matches!(received(&second, &removed).await.unwrap(), BotEvent::Removed(_)));
    assert!(second.conversation(adele).is_none());
    let third = new().remembered_in(crate::InFile::new(&path)).await.unwrap();
    assert!(third.conversation(adele).is_none());
    std::fs::remove_file(&path).unwrap();
}
