//! How callbacks look, how they are signed, and how they go wrong on purpose.

use std::time::Duration;

use axum::http::header;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use teams_cc_emulator::sign_in::Issuer;
use teams_cc_emulator::{Bot, CallbackStyle, Fault, Place, Rule};

use crate::{Callback, World, id_of};

#[tokio::test]
async fn graph_2_5_callbacks_are_signed_and_wrong_on_purpose() {
    let mut world = World::new().await;
    let adele = world.teams.tenant("adatum").user("adele");
    world.teams.faults().add(Rule::once(Place::Callback, Fault::Duplicate).on("created"));
    adele.calls_bot(world.app).expect("there");
    let (one, two) = (world.next().await, world.next().await);
    assert_eq!(one.body, two.body, "twice the same");
    assert_eq!(one.path, "/hook");
    let claims = |callback: &Callback| {
        let token = callback.headers[header::AUTHORIZATION].to_str().expect("text").to_owned();
        let token = token.strip_prefix("Bearer ").expect("bearer").to_owned();
        let part = token.split('.').nth(1).expect("claims").to_owned();
        serde_json::from_slice::<Value>(&URL_SAFE_NO_PAD.decode(part).expect("base64"))
            .expect("JSON")
    };
    let right = claims(&one);
    assert_eq!(right["aud"], world.app.to_string());
    assert_eq!(right["iss"], "https://graph.microsoft.com");
    assert_eq!(right["tid"], world.teams.tenant("adatum").id().to_string());
    world.teams.faults().add(Rule::once(Place::Callback, Fault::WrongAudience).on("created"));
    adele.calls_bot(world.app).expect("there");
    assert_ne!(claims(&world.next().await)["aud"], world.app.to_string());
    world.teams.faults().add(Rule::once(Place::Callback, Fault::Reorder).on("establishing"));
    let call = id_of(&one.body["value"][0]);
    world.act(&call, "answer", world.answer()).await;
    let first = world.next().await.body["value"][0]["resourceData"]["state"].clone();
    let second = world.next().await.body["value"][0]["resourceData"]["state"].clone();
    assert_eq!((first, second), (json!("established"), json!("establishing")));
}

#[tokio::test]
async fn graph_2_5_a_bot_moves_a_call_with_302_and_asks_for_graphs_format_with_204() {
    let mut world = World::new().await;
    let adele = world.teams.tenant("adatum").user("adele");
    let moved = format!("{}/moved", world.bot);
    world.says.send_replace((302, moved, Value::Null));
    adele.calls_bot(world.app).expect("there");
    assert_eq!(world.next().await.path, "/hook");
    assert_eq!(world.next().await.path, "/moved");
    world.says.send_replace((204, String::new(), Value::Null));
    let bot = Bot::new(world.app, format!("{}/hook", world.bot));
    world.teams.bots().register(bot.style(CallbackStyle::legacy()));
    adele.calls_bot(world.app).expect("there");
    assert!(world.next().await.body.get("value").is_none(), "the format before Graph");
    assert_eq!(world.next().await.body["value"][0]["changeType"], "created");
}

#[tokio::test]
async fn graph_2_7_7_a_recording_policy_asks_the_bot_about_everybody_who_joins() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, megan) = (tenant.user("adele"), tenant.user("megan"));
    let leg = adele.is_recorded_by(world.app, "diego").expect("there");
    let item = world.state("incoming").await;
    let data = &item["resourceData"];
    assert!(data["meetingInfo"]["token"].is_string(), "{data}");
    assert_eq!(
        data["applicationMetadata"]["botData"]["user"]["user"]["id"],
        adele.id().to_string()
    );
    let call = id_of(&item);
    let mut answer = world.answer();
    answer["participantCapacity"] = 10.into();
    assert_eq!(world.act(&call, "answer", answer).await.0, 202);
    world.state("established").await;
    let accept = json!({"@odata.type": "#microsoft.graph.acceptJoinResponse"});
    world.says.send_replace((200, String::new(), accept));
    leg.is_joined_by(megan.id()).expect("the call is up");
    loop {
        let body = world.next().await.body;
        if body["@odata.type"] == "#microsoft.graph.participantJoiningNotification" {
            break;
        }
    }
    let is_in = |calls: &[teams_cc_emulator::BotCall]| {
        calls[0].people.iter().filter(|one| one.standing == "in").count() == 3
    };
    assert!(world.teams.bots().wait_until(is_in).await);
    let (status, recording) =
        world.act(&call, "updateRecordingStatus", json!({"status": "recording"})).await;
    assert_eq!((status, &recording["status"]), (200, &json!("completed")));
    adele.is_recorded_by(world.app, "diego").expect("there");
    world.state("incoming").await;
    world.teams.clock().skip(Duration::from_secs(5));
    world.state("terminated").await;
}

#[tokio::test]
async fn graph_2_5_ids_and_change_types_are_spelled_oddly_and_beta_fields_come_on_request() {
    let mut world = World::new().await;
    let mut style = CallbackStyle::beta_fields();
    style.odd_spelling = true;
    let bot = Bot::new(world.app, format!("{}/hook", world.bot));
    world.teams.bots().register(bot.style(style));
    let leg = world.teams.tenant("adatum").user("adele").calls_bot(world.app).expect("there");
    let item = world.state("incoming").await;
    assert_eq!(item["changeType"], "Created");
    let plain = id_of(&item).replace('-', "").to_uppercase();
    assert_eq!(item["resourceUrl"], format!("communications/calls/{plain}"));
    leg.hang_up();
    let end = world.state("terminated").await;
    let data = &end["resourceData"];
    assert_eq!(data["resultInfo"]["code"], "487");
    assert_eq!(data["terminationReason"], "CallTerminated");
}

#[tokio::test]
async fn graph_2_5_the_calling_service_publishes_its_keys_in_an_openid_document() {
    let world = World::new().await;
    let signin = world.teams.config().signin;
    let address = format!("{signin}/v1/.well-known/OpenIdConfiguration");
    let get = |address: String| world.http.get(address).send();
    let document: Value = get(address).await.expect("an answer").json().await.expect("JSON");
    assert_eq!(document["issuer"], "https://api.botframework.com");
    let keys = document["jwks_uri"].as_str().expect("an address").to_owned();
    let keys: Value = get(keys).await.expect("an answer").json().await.expect("JSON");
    assert_eq!(keys, world.teams.sign_in().published_keys(Issuer::Calling));
}
