//! Sequences of section 2.7, deadlines and refusals.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::Guid;
use teams_cc_emulator::{Bot, NoBot, ResourceAccount, Step};

use crate::{World, id_of, user};

/// Sequence 1 of section 2.7, whole.
#[tokio::test]
async fn graph_2_7_1_a_caller_hears_a_prompt_presses_a_key_and_is_transferred() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele"), tenant.user("diego").answers());
    let leg = adele.calls_bot(world.app).expect("the bot is there");
    let item = world.until(|item| item["changeType"] == "created").await;
    let data = &item["resourceData"];
    assert_eq!(data["state"], "incoming");
    assert_eq!(data["source"]["identity"]["user"]["id"], adele.id().to_string());
    assert!(data["incomingContext"]["sourceParticipantId"].is_string(), "{data}");
    let call = id_of(&item);
    assert_eq!(world.act(&call, "playPrompt", world.prompts(&["short"])).await.0, 400);
    assert_eq!(world.act(&call, "answer", world.answer()).await.0, 202);
    world.state("establishing").await;
    let up = world.state("established").await;
    assert_eq!(up["resourceData"]["mediaState"]["audio"], "active");
    assert!(leg.is_up().await);
    let (status, tones) = world.act(&call, "subscribeToTone", json!({"clientContext": "t"})).await;
    assert_eq!((status, &tones["status"]), (200, &json!("completed")), "{tones}");
    let (status, playing) = world.act(&call, "playPrompt", world.prompts(&["short", "long"])).await;
    assert_eq!((status, &playing["status"]), (200, &json!("running")), "{playing}");
    assert!(leg.hears(&format!("{}/short.wav", world.bot)).await);
    leg.press("1");
    let pressed = world.until(|item| !item["resourceData"]["toneInfo"].is_null()).await;
    let tone = &pressed["resourceData"]["toneInfo"];
    assert_eq!((&tone["tone"], &tone["sequenceId"]), (&json!("tone1"), &json!(1)));
    assert_eq!(world.act(&call, "cancelMediaProcessing", json!({})).await.0, 200);
    let cut = world.until(|item| item["changeType"] == "deleted").await;
    assert_eq!(cut["resourceData"]["@odata.type"], "#microsoft.graph.playPromptOperation");
    assert_eq!(cut["resourceData"]["resultInfo"]["subcode"], 8508);
    assert_eq!(cut["resourceData"]["clientContext"], "c-1");
    assert_eq!(leg.heard(), [format!("{}/short.wav", world.bot)], "the second was not begun");
    let transfer = json!({"transferTarget": user(diego.id())});
    assert_eq!(world.act(&call, "transfer", transfer).await.0, 202);
    world.state("transferring").await;
    world.state("transferAccepted").await;
    let end = world.until(|item| item["changeType"] == "deleted").await;
    assert_eq!(end["resourceData"]["state"], "terminated");
    assert_eq!(end["resourceData"]["resultInfo"]["subcode"], 7015);
    assert!(adele.talks_after_transfer_with("diego"));
    let shown = |id| world.teams.stage().presences.shown(id).0;
    assert_eq!(shown(diego.id()).1, "InACall");
    let path = format!("/communications/calls/{call}");
    assert_eq!(world.ask("GET", &path, Value::Null).await.0, 404, "an ended call is gone");
    assert!(world.teams.bots().hangs_up("diego"));
    assert_eq!(world.teams.stage().presences.shown(adele.id()).0.1, "Available");
}

#[tokio::test]
async fn graph_2_7_2_a_bot_calls_somebody_who_answers_declines_or_is_not_there() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let adele = tenant.user("adele").answers();
    let (status, call) = world.post("/communications/calls", world.call(&[user(adele.id())])).await;
    assert_eq!(status, 201, "{call}");
    assert_eq!((&call["state"], &call["direction"]), (&json!("establishing"), &json!("outgoing")));
    world.state("establishing").await;
    world.state("established").await;
    let shown = world.teams.stage().presences.shown(adele.id()).0;
    assert_eq!((shown.0.as_str(), shown.1.as_str()), ("Busy", "InACall"));
    let id = call["id"].as_str().expect("an id");
    let (status, _) =
        world.ask("DELETE", &format!("/communications/calls/{id}"), Value::Null).await;
    assert_eq!(status, 204);
    let end = world.state("terminated").await;
    assert_eq!(
        (&end["changeType"], &end["resourceData"]["resultInfo"]["subcode"]),
        (&json!("deleted"), &json!(7000))
    );
    let diego = tenant.user("diego").declines_after(Duration::ZERO);
    world.post("/communications/calls", world.call(&[user(diego.id())])).await;
    let end = world.state("terminated").await;
    assert_eq!(end["resourceData"]["resultInfo"]["code"], 603);
    let nobody = Guid::from_u128(7);
    world.post("/communications/calls", world.call(&[user(nobody)])).await;
    let end = world.state("terminated").await;
    let result = &end["resourceData"]["resultInfo"];
    assert_eq!((&result["code"], &result["subcode"]), (&json!(480), &json!(10037)));
}

#[tokio::test]
async fn graph_2_3_a_bot_that_does_not_answer_in_15_s_and_one_that_forgets_keep_alive_lose_the_call()
 {
    let mut world = World::new().await;
    world.teams.sign_in().tokens_live(Duration::from_secs(24 * 3600));
    world.token = world.sign_in().await;
    let adele = world.teams.tenant("adatum").user("adele");
    adele.calls_bot(world.app).expect("the bot is there");
    world.state("incoming").await;
    world.teams.clock().skip(Duration::from_secs(15));
    let end = world.state("terminated").await;
    assert_eq!(end["resourceData"]["resultInfo"]["code"], 408);
    adele.calls_bot(world.app).expect("the bot is there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    for _ in 0..3 {
        world.teams.clock().skip(Duration::from_secs(15 * 60));
        assert_eq!(world.act(&call, "keepAlive", Value::Null).await.0, 200);
    }
    world.teams.clock().skip(Duration::from_secs(45 * 60));
    let end = world.state("terminated").await;
    let result = &end["resourceData"]["resultInfo"];
    assert_eq!((&result["code"], &result["subcode"]), (&json!(408), &json!(8537)));
    assert_eq!(world.act(&call, "keepAlive", Value::Null).await.0, 404);
}

#[tokio::test]
async fn graph_2_7_6_after_a_consultation_the_caller_is_transferred_into_the_other_call() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let diego = tenant.user("diego").answers();
    let leg = tenant.user("adele").calls_bot(world.app).expect("the bot is there");
    let caller = id_of(&world.state("incoming").await);
    world.act(&caller, "answer", world.answer()).await;
    world.state("established").await;
    let (_, agent) = world.post("/communications/calls", world.call(&[user(diego.id())])).await;
    let agent = agent["id"].as_str().expect("an id").to_owned();
    world
        .until(|item| {
            item["resourceData"]["id"] == agent && item["resourceData"]["state"] == "established"
        })
        .await;
    // A call that is not there: the transfer fails and the caller is still connected.
    let wrong = json!({"transferTarget": {"identity": {"user": {"id": diego.id()}}, "replacesCallId": Guid::from_u128(9)}});
    assert_eq!(world.act(&caller, "transfer", wrong).await.0, 202);
    world.state("transferring").await;
    let back = world.state("established").await;
    assert_eq!(back["resourceData"]["resultInfo"]["subcode"], 7700);
    let right = json!({"transferTarget": {"identity": {"user": {"id": diego.id()}}, "replacesCallId": agent}});
    assert_eq!(world.act(&caller, "transfer", right).await.0, 202);
    world.state("transferAccepted").await;
    world.until(|item| item["resourceData"]["resultInfo"]["subcode"] == 7015).await;
    assert!(leg.has_ended());
    assert!(diego.talks_after_transfer_with("adele"));
}

#[tokio::test]
async fn graph_2_7_3_an_invitation_makes_a_conference_with_one_on_hold_at_a_time() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele"), tenant.user("diego").answers());
    let leg = adele.calls_bot(world.app).expect("the bot is there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    let six: Vec<Value> = (0..6).map(|_| user(diego.id())).collect();
    let (status, refused) =
        world.act(&call, "participants/invite", json!({"participants": six})).await;
    assert_eq!(status, 400, "{refused}");
    let invitation = json!({"participants": [user(diego.id())], "clientContext": "i"});
    let (status, inviting) = world.act(&call, "participants/invite", invitation).await;
    assert_eq!((status, &inviting["status"]), (200, &json!("running")), "{inviting}");
    let done = world.until(|item| item["changeType"] == "deleted").await;
    assert_eq!(done["resourceData"]["status"], "completed");
    let (_, roster) =
        world.ask("GET", &format!("/communications/calls/{call}/participants"), Value::Null).await;
    let all = roster["value"].as_array().expect("a list").clone();
    assert_eq!(all.len(), 3, "two people and the bot: {roster}");
    let of = |id: Guid| {
        let fits = |one: &&Value| one["info"]["identity"]["user"]["id"] == id.to_string();
        all.iter().find(fits).and_then(|one| one["id"].as_str()).expect("in the roster").to_owned()
    };
    let (first, second) = (of(adele.id()), of(diego.id()));
    let held = |who: &str| format!("participants/{who}/startHoldMusic");
    assert_eq!(world.act(&call, &held(&first), json!({"clientContext": "h"})).await.0, 202);
    assert!(leg.is_held());
    assert_eq!(world.act(&call, &held(&second), json!({})).await.0, 409);
    assert_eq!(
        world.act(&call, &format!("participants/{first}/stopHoldMusic"), json!({})).await.0,
        202
    );
    assert_eq!(world.act(&call, &format!("participants/{second}/mute"), json!({})).await.0, 200);
    let path = format!("/communications/calls/{call}/participants/{second}");
    let (_, one) = world.ask("GET", &path, Value::Null).await;
    assert_eq!(one["isMuted"], true);
    let shown = world.teams.stage().presences.shown(diego.id()).0;
    assert_eq!(shown.1, "InAConferenceCall");
    assert_eq!(world.ask("DELETE", &path, Value::Null).await.0, 204);
    leg.hang_up();
    let end = world.state("terminated").await;
    assert_eq!(end["resourceData"]["resultInfo"]["subcode"], 5002);
}

#[tokio::test]
async fn graph_2_4_a_recording_ends_by_tone_silence_or_length_and_is_fetched_with_its_own_token() {
    let mut world = World::new().await;
    let leg = world.teams.tenant("adatum").user("adele").calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    let ask = json!({"clientContext": "r", "playBeep": false, "stopTones": ["#"],
        "maxRecordDurationInSeconds": 10, "initialSilenceTimeoutInSeconds": 3, "maxSilenceTimeoutInSeconds": 2});
    let done = |item: &Value| item["changeType"] == "deleted";
    assert_eq!(world.act(&call, "recordResponse", ask.clone()).await.0, 200);
    leg.says(Duration::from_secs(1));
    leg.press("#");
    let by_tone = world.until(done).await;
    let data = &by_tone["resourceData"];
    assert_eq!(data["status"], "completed", "{data}");
    let location = data["recordingLocation"].as_str().expect("a location");
    let token = data["recordingAccessToken"].as_str().expect("a token");
    let wrong = world.http.get(location).bearer_auth(&world.token).send().await.expect("an answer");
    assert_eq!(wrong.status(), 401, "Graph's token opens no recording");
    let file = world.http.get(location).bearer_auth(token).send().await.expect("an answer");
    assert_eq!(file.bytes().await.expect("bytes")[..4], *b"RIFF");
    world.act(&call, "recordResponse", ask.clone()).await;
    world.teams.clock().skip(Duration::from_secs(3));
    let by_silence = world.until(done).await;
    assert_eq!(by_silence["resourceData"]["resultInfo"]["subcode"], 0);
    world.act(&call, "recordResponse", ask.clone()).await;
    leg.says(Duration::from_secs(60));
    world.teams.clock().skip(Duration::from_secs(10));
    let by_length = world.until(done).await;
    assert_eq!(by_length["resourceData"]["resultInfo"]["subcode"], 8515);
}

#[tokio::test]
async fn graph_2_2_what_is_wrong_is_refused_with_the_services_codes() {
    let world = World::new().await;
    let adele = world.teams.tenant("adatum").user("adele").id();
    let calls = "/communications/calls";
    let code = |answer: &(u16, Value)| {
        (answer.0, answer.1["error"]["code"].as_str().unwrap_or_default().to_owned())
    };
    let mut other = world.call(&[user(adele)]);
    other["tenantId"] = Guid::from_u128(1).to_string().into();
    assert_eq!(code(&world.post(calls, other).await), (403, "7505".into()));
    let phone = json!({"identity": {"phone": {"id": "+4940123"}}});
    assert_eq!(code(&world.post(calls, world.call(&[phone])).await).0, 400, "no instance");
    let mut strange = world.call(&[user(adele)]);
    strange["colour"] = "red".into();
    assert_eq!(world.post(calls, strange).await.0, 400);
    let six = vec![user(adele); 6];
    assert_eq!(world.post(calls, world.call(&six)).await.0, 400);
    let mut off = Bot::new(world.app, "http://127.0.0.1:9/");
    off.calling = false;
    world.teams.bots().register(off);
    assert_eq!(code(&world.post(calls, world.call(&[user(adele)])).await), (403, "7503".into()));
    assert_eq!(
        world.teams.tenant("adatum").user("adele").calls_bot(world.app).err(),
        Some(NoBot::NotReachable)
    );
    world.teams.bots().register(Bot::new(world.app, "http://127.0.0.1:9/"));
    let mut app = world.teams.sign_in().app(world.app).expect("the application");
    app.roles.retain(|role| !role.starts_with("Calls."));
    world.teams.sign_in().register(app);
    let token = world.sign_in().await;
    let without = World { token, ..world };
    let answer = without.post(calls, without.call(&[user(adele)])).await;
    assert_eq!(code(&answer), (403, "7504".into()), "{answer:?}");
}

#[tokio::test]
async fn graph_2_1_a_telephone_calls_a_resource_account_and_a_bot_calls_a_telephone_with_it() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let number = "+18005550100".parse().expect("a number");
    let account: ResourceAccount = world.teams.bots().number(world.app, tenant.id(), number);
    let leg = world.teams.bots().phone_calls("+4940123456", number).expect("a bot has it");
    let item = world.state("incoming").await;
    let data = &item["resourceData"];
    assert_eq!(data["source"]["identity"]["phone"]["id"], "+4940123456");
    assert_eq!(data["targets"][0]["identity"]["applicationInstance"]["id"], account.id.to_string());
    world.act(&id_of(&item), "answer", world.answer()).await;
    world.state("established").await;
    leg.hang_up();
    let end = world.state("terminated").await;
    assert_eq!(end["resourceData"]["resultInfo"]["subcode"], 540_000);
    let mut call = world.call(&[json!({"identity": {"phone": {"id": "+4940654321"}}})]);
    call["source"] = json!({"identity": {"applicationInstance": {"id": account.id}}});
    assert_eq!(world.post("/communications/calls", call).await.0, 201);
    world.teams.clock().skip(Duration::from_secs(1));
    world.state("established").await;
    assert!(world.teams.ladder().to_string().contains("is in the call"));
}

#[tokio::test]
async fn graph_2_7_5_several_people_ring_at_once_when_a_call_is_redirected() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (diego, megan) = (tenant.user("diego").ignores(), tenant.user("megan").answers());
    tenant.user("adele").calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    let redirect = json!({"targets": [user(diego.id()), user(megan.id())], "timeout": 14});
    assert_eq!(world.act(&call, "redirect", redirect.clone()).await.0, 400, "15 to 90 s");
    let redirect = json!({"targets": redirect["targets"], "timeout": 30});
    assert_eq!(world.act(&call, "redirect", redirect).await.0, 202);
    world.state("terminated").await;
    assert!(world.teams.bots().wait_until(|_| megan.talks_after_transfer_with("adele")).await);
}

#[tokio::test]
async fn people_act_by_their_scripts_in_a_bots_call() {
    let mut world = World::new().await;
    let script = [Step::Press { keys: "12".into() }, Step::Hold, Step::Resume, Step::HangUp];
    let adele = world.teams.tenant("adatum").user("adele").answers().then(script);
    let (_, call) = world.post("/communications/calls", world.call(&[user(adele.id())])).await;
    assert!(call["id"].is_string());
    world.state("established").await;
    world.state("hold").await;
    world.state("established").await;
    let end = world.state("terminated").await;
    assert_eq!(end["resourceData"]["resultInfo"]["subcode"], 4521);
}

#[tokio::test]
async fn graph_2_5_a_forwarded_or_transferred_call_says_where_it_comes_from() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let adele = tenant.user("adele");
    adele.forwards_to_bot("+4940123456", world.app).expect("there");
    let item = world.state("incoming").await;
    let data = &item["resourceData"];
    assert_eq!(data["source"]["identity"]["phone"]["id"], "+4940123456");
    let route = &data["callRoutes"][0];
    assert_eq!(route["routingType"], "forwarded");
    assert_eq!(route["original"]["user"]["id"], adele.id().to_string());
    adele.transfers_to_bot("diego", world.app).expect("there");
    let item = world.state("incoming").await;
    let transferor = &item["resourceData"]["incomingContext"]["transferor"];
    assert_eq!(transferor["user"]["id"], adele.id().to_string());
}

#[tokio::test]
async fn audio_routing_groups_are_kept_with_the_call() {
    let mut world = World::new().await;
    world.teams.tenant("adatum").user("adele").calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    let path = format!("/communications/calls/{call}/audioRoutingGroups");
    let group = json!({"routingMode": "oneToOne", "sources": ["a"], "receivers": ["b"]});
    let (status, made) = world.post(&path, group.clone()).await;
    assert_eq!(status, 201, "{made}");
    assert_eq!(world.post(&path, group).await.0, 400, "one of that mode");
    let one = format!("{path}/{}", made["id"].as_str().expect("an id"));
    let (_, changed) = world.ask("PATCH", &one, json!({"receivers": ["c"]})).await;
    assert_eq!((&changed["sources"], &changed["receivers"]), (&json!(["a"]), &json!(["c"])));
    assert_eq!(world.ask("DELETE", &one, Value::Null).await.0, 204);
    assert_eq!(world.ask("GET", &one, Value::Null).await.0, 404);
}

#[tokio::test]
async fn graph_2_1_telephones_are_reached_only_with_an_application_instance() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let adele = tenant.user("adele");
    let phone = json!({"identity": {"phone": {"id": "+4940654321"}}});
    adele.calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    let to_phone = json!({"transferTarget": phone});
    let (status, refused) = world.act(&call, "transfer", to_phone.clone()).await;
    assert_eq!((status, &refused["error"]["code"]), (403, &json!("7504")), "called by its id");
    let number = "+18005550100".parse().expect("a number");
    let account = world.teams.bots().number(world.app, tenant.id(), number);
    adele.calls_bot(account.id).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    assert_eq!(world.act(&call, "transfer", to_phone).await.0, 202);
    world.teams.clock().skip(Duration::from_secs(1));
    world.state("terminated").await;
    assert!(world.teams.bots().talk("adele", "+4940654321"));
}

#[tokio::test]
async fn a_group_call_goes_on_when_the_bot_leaves_and_voicemail_takes_a_transfer() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele").answers(), tenant.user("diego").answers());
    let both = world.call(&[user(adele.id()), user(diego.id())]);
    let (_, call) = world.post("/communications/calls", both).await;
    let id = call["id"].as_str().expect("an id").to_owned();
    world.state("established").await;
    world.until(|item| item["resourceData"].as_array().is_some_and(|all| all.len() == 3)).await;
    let path = format!("/communications/calls/{id}");
    assert_eq!(world.ask("DELETE", &path, Value::Null).await.0, 204);
    assert!(world.teams.bots().talk("adele", "diego"));
    assert!(world.teams.bots().hangs_up("adele"));
    let diego = diego.ignores();
    adele.calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    let mut target = user(diego.id());
    target["endpointType"] = "voicemail".into();
    assert_eq!(world.act(&call, "transfer", json!({"transferTarget": target})).await.0, 202);
    let end =
        world.until(|item| item["resourceData"]["id"] == call && item["changeType"] == "deleted");
    assert_eq!(end.await["resourceData"]["resultInfo"]["subcode"], 7015);
}

#[tokio::test]
async fn graph_2_1_a_bot_that_may_not_join_group_calls_is_dropped_when_somebody_adds_another() {
    let mut world = World::new().await;
    let tenant = world.teams.tenant("adatum");
    let (adele, diego) = (tenant.user("adele"), tenant.user("diego").answers());
    let leg = adele.calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world.state("established").await;
    leg.adds("diego");
    let three = |item: &Value| item["resourceData"].as_array().is_some_and(|all| all.len() == 3);
    world.until(three).await;
    leg.hang_up();
    let mut app = world.teams.sign_in().app(world.app).expect("the application");
    app.roles.retain(|role| !role.starts_with("Calls.JoinGroupCall"));
    world.teams.sign_in().register(app);
    world.token = world.sign_in().await;
    let megan = tenant.user("megan");
    let leg = megan.calls_bot(world.app).expect("there");
    let call = id_of(&world.state("incoming").await);
    world.act(&call, "answer", world.answer()).await;
    world
        .until(|item| {
            item["resourceData"]["id"] == call && item["resourceData"]["state"] == "established"
        })
        .await;
    leg.adds("diego");
    let end =
        world.until(|item| item["resourceData"]["id"] == call && item["changeType"] == "deleted");
    assert_eq!(end.await["resourceData"]["resultInfo"]["subcode"], 5300);
    assert!(diego.talks_after_transfer_with("megan"));
}
