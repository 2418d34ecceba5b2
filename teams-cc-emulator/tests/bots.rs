//! A bot in a few lines, called and calling: its requests to Graph, its callbacks from Graph.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use teams_cc_core::Guid;
use teams_cc_emulator::graph::calls::prompt;
use teams_cc_emulator::{
    Bot, CallbackStyle, Emulator, Fault, NoBot, Place, ResourceAccount, Rule, Step,
};
use tokio::sync::{mpsc, watch};

/// Longest wait for a callback.
const PATIENCE: Duration = Duration::from_secs(20);

struct World {
    teams: Emulator,
    http: reqwest::Client,
    graph: String,
    token: String,
    app: Guid,
    bot: String,
    callbacks: mpsc::UnboundedReceiver<Callback>,
    says: Says,
}

#[derive(Debug)]
struct Callback {
    path: String,
    headers: HeaderMap,
    body: Value,
}

/// What the bot's web server answers next: status, Location, body.
type Says = Arc<watch::Sender<(u16, String, Value)>>;

#[derive(Clone)]
struct Server {
    heard: mpsc::UnboundedSender<Callback>,
    says: Says,
}

async fn serve(State(server): State<Server>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    if path.split('.').next_back() == Some("wav") {
        let ms = if path.contains("short") { 300 } else { 60_000 };
        return prompt(ms).into_response();
    }
    let query = parts.uri.query().unwrap_or_default();
    if let Some(token) = query.split('&').find_map(|one| one.strip_prefix("validationToken=")) {
        let token = token.replace("%20", " ").replace("%3A", ":");
        let token = if path.ends_with("/wrong") { "wrong".into() } else { token };
        return ([(header::CONTENT_TYPE, "text/plain")], token).into_response();
    }
    let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
    let body = serde_json::from_slice(&bytes).expect("JSON");
    let moved = path.ends_with("/moved");
    // The test may be over.
    let _ = server.heard.send(Callback { path, headers: parts.headers, body });
    let (status, location, said) = server.says.borrow().clone();
    let status = if moved { 202 } else { status };
    let status = StatusCode::from_u16(status).expect("a status");
    (status, [(header::LOCATION, location)], axum::Json(said)).into_response()
}

impl World {
    async fn new() -> Self {
        let teams = Emulator::start().await;
        let config = teams.config();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let bot = format!("http://{}", listener.local_addr().expect("an address"));
        let (heard, callbacks) = mpsc::unbounded_channel();
        let says: Says = Arc::new(watch::Sender::new((202, String::new(), Value::Null)));
        let server = Server { heard, says: says.clone() };
        let router = Router::new().fallback(serve).with_state(server);
        tokio::spawn(async move { axum::serve(listener, router).await });
        teams.bots().register(Bot::new(config.client_id, format!("{bot}/hook")));
        let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).expect("a root");
        let builder = reqwest::Client::builder().tls_certs_only([root]);
        let http = builder.build().expect("a client");
        let (graph, app) = (config.graph.clone(), config.client_id);
        let token = String::new();
        let world = Self { teams, http, graph, token, app, bot, callbacks, says };
        Self { token: world.sign_in().await, ..world }
    }

    async fn sign_in(&self) -> String {
        let config = self.teams.config();
        let form = [
            ("client_id", config.client_id.to_string()),
            ("client_secret", config.client_secret.expose().to_owned()),
            ("scope", "https://graph.microsoft.com/.default".to_owned()),
            ("grant_type", "client_credentials".to_owned()),
        ];
        let address = format!("{}/{}/oauth2/v2.0/token", config.signin, config.tenant);
        let answer = self.http.post(address).form(&form).send().await.expect("an answer");
        let answer: Value = answer.json().await.expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }

    async fn ask(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        let method = method.parse().expect("a method");
        let address = format!("{}/v1.0{path}", self.graph);
        let mut request = self.http.request(method, address).bearer_auth(&self.token);
        if !body.is_null() {
            request = request.json(&body);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        let text = answer.text().await.expect("text");
        (status, serde_json::from_str(&text).unwrap_or_default())
    }

    async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        self.ask("POST", path, body).await
    }

    /// An action of a call.
    async fn act(&self, call: &str, action: &str, body: Value) -> (u16, Value) {
        self.post(&format!("/communications/calls/{call}/{action}"), body).await
    }

    async fn next(&mut self) -> Callback {
        let next = tokio::time::timeout(PATIENCE, self.callbacks.recv()).await;
        next.unwrap_or_else(|_| panic!("no callback came\n{}", self.teams.ladder()))
            .expect("the server runs")
    }

    /// The next item that fits; others are let go.
    async fn until(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let callback = self.next().await;
            let item = callback.body["value"][0].clone();
            if fits(&item) {
                return item;
            }
        }
    }

    /// The next callback about a call in that state.
    async fn state(&mut self, state: &str) -> Value {
        self.until(|item| item["resourceData"]["state"] == state).await
    }

    fn media() -> Value {
        json!({"@odata.type": "#microsoft.graph.serviceHostedMediaConfig"})
    }

    fn answer(&self) -> Value {
        json!({"callbackUri": format!("{}/cb", self.bot), "mediaConfig": Self::media(),
            "acceptedModalities": ["audio"]})
    }

    fn call(&self, targets: &[Value]) -> Value {
        json!({
            "@odata.type": "#microsoft.graph.call",
            "callbackUri": format!("{}/cb", self.bot),
            "requestedModalities": ["audio"],
            "mediaConfig": Self::media(),
            "targets": targets,
        })
    }

    fn prompts(&self, names: &[&str]) -> Value {
        let one = |name: &&str| {
            json!({"@odata.type": "#microsoft.graph.mediaPrompt", "mediaInfo": {
                "@odata.type": "#microsoft.graph.mediaInfo",
                "uri": format!("{}/{name}.wav", self.bot), "resourceId": name}})
        };
        json!({"clientContext": "c-1", "prompts": names.iter().map(one).collect::<Vec<_>>()})
    }
}

fn user(id: Guid) -> Value {
    json!({"identity": {"user": {"id": id}}})
}

fn id_of(item: &Value) -> String {
    item["resourceData"]["id"].as_str().expect("an id").to_owned()
}

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
    while !lost() {
        tokio::task::yield_now().await;
    }
    adele.shows("Busy", "Busy");
    let third = world.next().await.body;
    assert_ne!(third["value"][0]["id"], one.body["value"][0]["id"], "the second was lost");
}
