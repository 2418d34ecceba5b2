//! Subscriptions over real connections: handshake, presence, faults.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::Guid;
use teams_cc_emulator::{Fault, Place, Rule};

use crate::{PATIENCE, World};

#[tokio::test]
async fn graph_6_2_a_subscription_needs_the_handshake_and_tells_of_each_change() {
    let world = World::new().await;
    let wall = |minutes: i64| {
        let now: jiff::Timestamp = world.teams.clock().rfc3339().parse().expect("a date");
        (now + jiff::SignedDuration::from_mins(minutes)).to_string()
    };
    let ask = |resource: &str, url: &str, minutes: i64| {
        json!({"changeType": "created,updated", "resource": resource, "clientState": "s",
            "notificationUrl": format!("{}{url}", world.bot), "expirationDateTime": wall(minutes)})
    };
    let path = "/subscriptions";
    let records = "/communications/callRecords";
    let mut app = world.teams.sign_in().app(world.app).expect("the application");
    app.roles.push("CallRecords.Read.All".into());
    world.teams.sign_in().register(app);
    let (status, said) = world.post(path, ask(records, "/wrong", 50)).await;
    assert!(status == 400 || status == 403, "{said}");
    let presence = format!("/communications/presences/{}", Guid::from_u128(5));
    let mut delegated = ask(&presence, "/hook", 50);
    delegated["changeType"] = "updated".into();
    assert_eq!(world.post(path, delegated).await.0, 403, "presence needs a signed-in user");
    let (status, one) = world.post(path, ask("/users", "/hook?a=b", 10)).await;
    assert_eq!(status, 201, "{one}");
    let until: jiff::Timestamp =
        one["expirationDateTime"].as_str().expect("text").parse().expect("a date");
    let floor: jiff::Timestamp = wall(44).parse().expect("a date");
    assert!(until > floor, "raised to 45 minutes");
    assert_eq!(world.post(path, ask("/users", "/wrong", 60)).await.0, 400);
    assert_eq!(world.post(path, ask("/users", "/hook", 60 * 24 * 30)).await.0, 400, "too long");
    let id = one["id"].as_str().expect("an id").to_owned();
    let (_, list) = world.ask("GET", path, Value::Null).await;
    assert_eq!(list["value"].as_array().map(Vec::len), Some(1));
    let renewed = json!({"expirationDateTime": wall(120)});
    assert_eq!(world.ask("PATCH", &format!("{path}/{id}"), renewed).await.0, 200);
    assert_eq!(world.post(&format!("{path}/{id}/reauthorize"), Value::Null).await.0, 204);
    assert_eq!(world.ask("DELETE", &format!("{path}/{id}"), Value::Null).await.0, 204);
    assert_eq!(world.ask("GET", &format!("{path}/{id}"), Value::Null).await.0, 404);
}

/// Section 6 for presence: one subscription for each reader, told of what people do and of what
/// time does.
#[tokio::test]
async fn graph_6_1_a_signed_in_reader_is_told_of_presence_by_people_calls_and_time() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (reader, adele) = (tenant.user("megan"), tenant.user("adele"));
    let scopes = ["Presence.Read.All"];
    let token = world.teams.sign_in().user_token(world.app, &reader.record(), &scopes);
    let token = std::mem::replace(&mut world.token, token.expect("signed").expose().to_owned());
    let presence = format!("/communications/presences?$filter=id in ('{}')", adele.id());
    let expires: jiff::Timestamp = world.teams.clock().rfc3339().parse().expect("a date");
    let expires = (expires + jiff::SignedDuration::from_mins(59)).to_string();
    let ask = json!({"changeType": "updated", "resource": presence, "clientState": "s",
        "notificationUrl": format!("{}/presence", world.bot),
        "lifecycleNotificationUrl": format!("{}/life", world.bot), "expirationDateTime": expires});
    let (status, made) = world.post("/subscriptions", ask.clone()).await;
    assert_eq!(status, 201, "{made}");
    let (status, second) = world.post("/subscriptions", ask).await;
    assert_eq!((status, &second["error"]["code"]), (409, &json!("Conflict")), "{second}");
    let (_, me) = world.ask("GET", "/me/presence", Value::Null).await;
    assert_eq!(me["id"], reader.id().to_string());
    world.token = token;
    assert_eq!(world.ask("GET", "/me/presence", Value::Null).await.0, 400);
    adele.calls_bot(world.app).expect("there");
    let item = world.until(|item| !item["subscriptionId"].is_null()).await;
    assert_eq!(item["subscriptionId"], made["id"]);
    assert_eq!(item["changeType"], "updated");
    assert_eq!(item["clientState"], "s");
    let resource = format!("communications/presences('{}')", adele.id());
    assert_eq!(item["resource"], resource);
    assert!(item["resourceData"].get("availability").is_none(), "a basic item: {item}");
    world.teams.clock().skip(Duration::from_secs(15));
    world.until(|item| item["resource"] == resource).await;
    // An application shows her as available; five minutes later that fades by itself.
    let session = json!({"sessionId": world.app, "availability": "Available",
        "activity": "Available", "expirationDuration": "PT1H"});
    adele.clone().shows("Away", "Away");
    world.until(|item| item["resource"] == resource).await;
    let path = format!("/users/{}/presence/setPresence", adele.id());
    assert_eq!(world.post(&path, session).await.0, 200);
    world.until(|item| item["resource"] == resource).await;
    world.teams.clock().skip(Duration::from_secs(300));
    world.until(|item| item["resource"] == resource).await;
    let shown = world.teams.stage().presences.shown(adele.id()).0;
    assert_eq!(shown.1, "AvailableInactive");
    // A lifecycle event on demand, over the control interface.
    let control = world.teams.config().control;
    let address = format!("{control}/subscriptions/{}/lifecycle", made["id"].as_str().expect("id"));
    let body = json!({"event": "reauthorizationRequired"});
    let answer = world.http.post(address).json(&body).send().await.expect("an answer");
    assert_eq!(answer.status(), 202);
    let item = world.until(|item| !item["lifecycleEvent"].is_null()).await;
    assert_eq!(item["lifecycleEvent"], "reauthorizationRequired");
}

#[tokio::test]
async fn graph_6_3_notifications_are_duplicated_lost_and_signed_wrongly_on_purpose() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (reader, adele) = (tenant.user("megan"), tenant.user("adele"));
    let token =
        world.teams.sign_in().user_token(world.app, &reader.record(), &["Presence.Read.All"]);
    world.token = token.expect("signed").expose().to_owned();
    let expires: jiff::Timestamp = world.teams.clock().rfc3339().parse().expect("a date");
    let expires = (expires + jiff::SignedDuration::from_mins(50)).to_string();
    let ask = json!({"changeType": "updated", "notificationUrl": format!("{}/presence", world.bot),
        "resource": format!("/communications/presences/{}", adele.id()),
        "expirationDateTime": expires});
    assert_eq!(world.post("/subscriptions", ask).await.0, 201);
    let faults = world.teams.faults();
    faults.add(Rule::once(Place::Notification, Fault::Duplicate).on("updated"));
    let adele = adele.shows("Busy", "Busy");
    let (one, two) = (world.next().await, world.next().await);
    assert_eq!(one.body, two.body);
    world.teams.faults().add(Rule::once(Place::Notification, Fault::Reset).on("presences"));
    let adele = adele.shows("Away", "Away");
    let lost = || world.teams.ladder().to_string().contains("notification lost on purpose");
    let is_lost = async {
        while !lost() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, is_lost).await.expect("it is lost");
    adele.shows("Busy", "Busy");
    let third = world.next().await.body;
    assert_ne!(third["value"][0]["id"], one.body["value"][0]["id"], "the second was lost");
}

#[tokio::test]
async fn graph_3_a_signed_in_user_changes_only_the_own_presence_and_place() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele"), tenant.user("diego"));
    let scopes = ["Presence.ReadWrite", "Calendars.ReadWrite"];
    let token = world.teams.sign_in().user_token(world.app, &adele.record(), &scopes);
    world.token = token.expect("signed").expose().to_owned();
    let said = json!({"statusMessage": {"message": {"content": "back at two", "contentType": "text"},
        "expiryDateTime": {"dateTime": "2020-01-01T00:00:00", "timeZone": "UTC"}}});
    assert_eq!(world.post("/me/presence/setStatusMessage", said.clone()).await.0, 400, "long over");
    let mut later = said;
    later["statusMessage"]["expiryDateTime"]["dateTime"] = "2999-01-01T00:00:00".into();
    assert_eq!(world.post("/me/presence/setStatusMessage", later.clone()).await.0, 200);
    let theirs = format!("/users/{}/presence", diego.id());
    assert_eq!(world.post(&format!("{theirs}/setStatusMessage"), later).await.0, 403);
    assert_eq!(world.ask("GET", &theirs, Value::Null).await.0, 403);
    let (_, mine) = world.ask("GET", "/me/presence", Value::Null).await;
    assert_eq!(mine["statusMessage"]["message"]["content"], "back at two");
    let remote = json!({"workLocationType": "remote"});
    assert_eq!(world.post("/me/presence/setManualLocation", remote).await.0, 200);
    let office = json!({"workLocationType": "office"});
    assert_eq!(world.post("/me/presence/setAutomaticLocation", office.clone()).await.0, 200);
    let (_, mine) = world.ask("GET", "/me/presence", Value::Null).await;
    assert_eq!(mine["workLocation"]["workLocationType"], "remote", "manual is stronger");
    let current = "/me/settings/workHoursAndLocations/occurrences/setCurrentLocation";
    assert_eq!(world.post(current, office).await.0, 204);
    let (status, _) = world.ask("GET", "/me/settings/workHoursAndLocations", Value::Null).await;
    assert_eq!(status, 200);
}

/// What other areas publish arrives: a message of a chat, and the record of a bot's call.
#[tokio::test]
async fn graph_6_1_messages_and_call_records_are_told_to_whoever_subscribed() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele"), tenant.user("diego"));
    let expires: jiff::Timestamp = world.teams.clock().rfc3339().parse().expect("a date");
    let expires = (expires + jiff::SignedDuration::from_mins(55)).to_string();
    let subscribe = |resource: String, bot: &str| {
        json!({"changeType": "created", "resource": resource, "clientState": "s",
            "notificationUrl": format!("{bot}/notify"), "expirationDateTime": expires})
    };
    let member = |id: Guid| {
        json!({"@odata.type": "#microsoft.graph.aadUserConversationMember", "roles": ["owner"],
            "user@odata.bind": format!("https://graph.microsoft.com/v1.0/users('{id}')")})
    };
    let chat = json!({"chatType": "oneOnOne", "members": [member(adele.id()), member(diego.id())]});
    let (status, chat) = world.post("/chats", chat).await;
    assert_eq!(status, 201, "{chat}");
    let chat = chat["id"].as_str().expect("an id").to_owned();
    let resource = format!("/chats/{chat}/messages");
    let (status, made) = world.post("/subscriptions", subscribe(resource, &world.bot)).await;
    assert_eq!(status, 201, "{made}");
    let (status, again) = world
        .post("/subscriptions", subscribe(format!("chats('{chat}')/messages"), &world.bot))
        .await;
    assert_eq!(status, 403, "one per application and chat: {again}");
    let of_diego = format!("/users/{}/chats/getAllMessages", diego.id());
    let (status, all) = world.post("/subscriptions", subscribe(of_diego, &world.bot)).await;
    assert_eq!(status, 201, "{all}");
    let scopes = ["Chat.ReadWrite", "ChatMessage.Send"];
    let token = world.teams.sign_in().user_token(world.app, &adele.record(), &scopes);
    let application =
        std::mem::replace(&mut world.token, token.expect("signed").expose().to_owned());
    let message = json!({"body": {"contentType": "text", "content": "hello"}});
    let (status, sent) = world.post(&format!("/chats/{chat}/messages"), message).await;
    assert_eq!(status, 201, "{sent}");
    world.token = application;
    let post = world.next().await.body;
    let items = post["value"].as_array().expect("a list").clone();
    let told: Vec<&Value> = items.iter().map(|item| &item["subscriptionId"]).collect();
    assert!(told.contains(&&made["id"]) && told.contains(&&all["id"]), "{post}");
    assert_eq!(items[0]["resourceData"]["id"], sent["id"]);
    let records = subscribe("/communications/callRecords".into(), &world.bot);
    assert_eq!(world.post("/subscriptions", records).await.0, 201);
    let leg = adele.calls_bot(world.app).expect("there");
    let call = world.state("incoming").await;
    let chain = call["resourceData"]["callChainId"].as_str().expect("a chain").to_owned();
    leg.hang_up();
    world.state("terminated").await;
    world.teams.clock().skip(Duration::from_secs(60));
    let record = format!("communications/callRecords('{chain}')");
    let item = world.until(|item| item["resource"] == record).await;
    assert_eq!(item["changeType"], "created");
}
