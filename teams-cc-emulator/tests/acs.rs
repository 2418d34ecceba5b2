//! A small contact centre on Call Automation, in one process with the service: every line of it is
//! what an application does over HTTP.

use std::time::Duration;

use aws_lc_rs::{digest, hmac};
use axum::Json;
use axum::extract::State;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use teams_cc_emulator::acs::{Acs, CallState, CallerStep, EventGridSettings, PhoneState};
use teams_cc_emulator::audio::Voice;
use teams_cc_emulator::{Emulator, Fault, Place, Ringing, Rule};
use tokio::sync::mpsc;

/// The number of the resource.
const NUMBER: &str = "+18005550100";
const CALLER: &str = "+14255550142";

/// The application's client and webhook.
struct App {
    acs: Acs,
    clock: teams_cc_emulator::Clock,
    http: reqwest::Client,
    at: String,
    events: mpsc::UnboundedReceiver<Value>,
}

impl App {
    async fn new(teams: &Emulator) -> Self {
        let (sender, events) = mpsc::unbounded_channel();
        let take = |State(sender): State<mpsc::UnboundedSender<Value>>, Json(all): Json<Value>| async move {
            if let Some(code) = all.pointer("/0/data/validationCode") {
                return Json(json!({ "validationResponse": code }));
            }
            for event in all.as_array().into_iter().flatten() {
                sender.send(event.clone()).ok();
            }
            Json(Value::Null)
        };
        let routes = axum::Router::new().route("/", post(take)).with_state(sender);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let at = format!("http://{}/", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let acs = teams.acs();
        acs.subscribe(&at).await.expect("the handshake works");
        Self { acs, clock: teams.clock().clone(), http: reqwest::Client::new(), at, events }
    }

    /// A signed request.
    async fn ask(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let target = format!("/calling/{path}?api-version=2026-03-12");
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let host = self.acs.endpoint().trim_start_matches("http://").to_owned();
        let now = jiff::Timestamp::from_second(self.clock.unix() as i64).expect("a date");
        let date = now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
        let content = STANDARD.encode(digest::digest(&digest::SHA256, body.as_bytes()));
        let text = format!("{method}\n{target}\n{date};{host};{content}");
        let key = STANDARD.decode(self.acs.key().expose()).expect("base64");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), text.as_bytes());
        let method = method.parse().expect("a method");
        let answer = self
            .http
            .request(method, format!("{}{target}", self.acs.endpoint()))
            .header("x-ms-date", date)
            .header("x-ms-content-sha256", content)
            .header(
                "authorization",
                format!(
                    "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={}",
                    STANDARD.encode(tag)
                ),
            )
            .header("content-type", "application/json")
            .body(body)
            .send()
            .await
            .expect("an answer");
        let status = answer.status().as_u16();
        let body = answer.text().await.expect("text");
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    /// The data of the next event of that name; others are passed over.
    async fn event(&mut self, name: &str) -> Value {
        let wanted = format!("Microsoft.Communication.{name}");
        let wait = async {
            loop {
                let event = self.events.recv().await.expect("events come");
                if event["type"] == wanted || event["eventType"] == wanted {
                    return event["data"].clone();
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(10), wait).await.expect(name)
    }

    /// Answers the next call; the connection's path.
    async fn answer(&mut self) -> String {
        let rings = self.event("IncomingCall").await;
        let body = json!({"incomingCallContext": rings["incomingCallContext"],
                          "callbackUri": self.at});
        let (status, call) = self.ask("POST", "callConnections:answer", &body).await;
        assert_eq!(status, 200, "{call}");
        self.event("CallConnected").await;
        format!("callConnections/{}", call["callConnectionId"].as_str().expect("an id"))
    }
}

fn phone(number: &str) -> Value {
    json!({"phoneNumber": {"value": number}})
}

#[tokio::test]
async fn acs_a_caller_is_asked_hears_music_and_talks_to_an_agent() {
    let teams = Emulator::start().await;
    let mut app = App::new(&teams).await;
    let acs = teams.acs();
    let tenant = teams.tenant("adatum");
    acs.teams_number(NUMBER, tenant.id(), tenant.user("line").id());
    let agent = acs.agent(tenant.id(), tenant.user("adele").id()).answers_after(Duration::ZERO);
    let steps = [CallerStep::WaitForQuestion, CallerStep::Say { words: "the bill please".into() }];
    let caller = acs.calls_from(CALLER).named("Grace").then(steps).to(NUMBER).expect("known");
    assert_eq!(caller.state(), Some(PhoneState::Ringing));
    let line = app.answer().await;
    assert!(caller.is_answered().await);

    let question = json!({
        "recognizeInputType": "choices",
        "playPrompt": {"kind": "text", "text": {"text": "What is it about?"}},
        "recognizeOptions": {
            "targetParticipant": phone(CALLER),
            "choices": [{"label": "Billing", "phrases": ["bill", "invoice"]}],
        },
    });
    let (status, _) = app.ask("POST", &format!("{line}:recognize"), &question).await;
    assert_eq!(status, 202);
    let chosen = app.event("RecognizeCompleted").await;
    assert_eq!(chosen["choiceResult"]["label"], "Billing");
    assert!(caller.heard().hears(&Voice::of("What is it about?")), "{:?}", caller.heard());

    let mri = agent.id();
    let (resource, user) = (acs.resource_id(), tenant.user("adele").id());
    let identifier = json!({"teamsExtensionUser": {
        "userId": user, "tenantId": tenant.id(), "resourceId": resource}});
    let details = json!({"voipHeaders": {"case": "4711"}});
    let body = json!({"participantToAdd": identifier, "customCallingContext": details,
                      "operationContext": "agent"});
    let (status, _) = app.ask("POST", &format!("{line}/participants:add"), &body).await;
    assert_eq!(status, 202);
    let came = app.event("AddParticipantSucceeded").await;
    assert_eq!(came["participant"]["rawId"], mri);
    assert!(caller.talks_to(&agent).await);
    assert_eq!(agent.context(), Some(details));
    let desk = agent.phone().await.expect("in the call");
    desk.sounds(&Voice::of("adele"), Duration::from_millis(400));
    teams.clock().skip(Duration::from_millis(500));
    let heard = caller.heard_last(Duration::from_millis(450));
    assert!(heard.hears(&Voice::of("adele")), "they hear each other");

    caller.hang_up();
    assert!(caller.has_ended().await);
    app.event("ParticipantsUpdated").await;
    desk.hang_up();
    assert_eq!(app.event("CallDisconnected").await["resultInformation"]["code"], 200);
    assert!(acs.calls().iter().all(|call| call.state == CallState::Disconnected));
    assert!(!teams.ladder().to_string().contains(CALLER), "no whole number in the ladder");
}

#[tokio::test]
async fn acs_a_promised_event_that_fails_or_comes_twice_is_asked_for_by_a_fault() {
    let teams = Emulator::start().await;
    let mut app = App::new(&teams).await;
    teams.acs().number(NUMBER);
    teams.acs().calls_from(CALLER).to(NUMBER).expect("known");
    let line = app.answer().await;
    let fails = Fault::Fails { code: 500, sub_code: 9999, message: "on purpose".into() };
    teams.faults().add(Rule::once(Place::AcsOperation, fails).on("Play"));
    teams.faults().add(Rule::once(Place::AcsCallback, Fault::Duplicate).on("PlayFailed"));
    let words = json!({"playSources": [{"kind": "text", "text": {"text": "hello"}}]});
    app.ask("POST", &format!("{line}:play"), &words).await;
    for _ in 0..2 {
        let failed = app.event("PlayFailed").await;
        assert_eq!(failed["resultInformation"]["subCode"], 9999);
    }
    teams.faults().add(Rule::once(Place::Acs, Fault::retry_after(429, "3")).on(":play"));
    let (status, refused) = app.ask("POST", &format!("{line}:play"), &words).await;
    assert_eq!((status, &refused["error"]["code"]), (429, &json!("TooManyRequests")));
    let (status, _) = app.ask("POST", &format!("{line}:play"), &words).await;
    assert_eq!(status, 202, "once");
    assert_eq!(app.ask("DELETE", &line, &Value::Null).await.0, 204);
    app.event("CallDisconnected").await;
    assert_eq!(app.ask("GET", &line, &Value::Null).await.0, 404);
}

#[tokio::test]
async fn acs_7_softphones_ring_refuse_answer_talk_and_hang_up() {
    let teams = Emulator::start().await;
    let mut app = App::new(&teams).await;
    let (acs, carrier) = (teams.acs(), teams.carrier());
    acs.number(NUMBER);
    // Lines at the carrier are softphones as good as any.
    carrier.line("adele", Ringing::Answer { after_ms: 20 });
    carrier.line("diego", Ringing::Busy);
    carrier.line("megan", Ringing::Ignore);
    let at = teams.config().carrier;
    for name in ["adele", "diego", "megan"] {
        let person = acs.person(&format!("8:acs:{name}"));
        let _ = person.rings_at(&format!("sip:{name}@{at}"));
    }
    let caller = acs.calls_from(CALLER).to(NUMBER).expect("known");
    let line = app.answer().await;
    let add = |name: &str| {
        json!({"participantToAdd": {"communicationUser": {"id": format!("8:acs:{name}")}},
               "customCallingContext": {"sipHeaders": {"User-To-User": "00;encoding=hex"}}})
    };
    let path = format!("{line}/participants:add");
    let (status, _) = app.ask("POST", &path, &add("diego")).await;
    assert_eq!(status, 202);
    assert_eq!(app.event("AddParticipantFailed").await["resultInformation"]["code"], 486);
    let (_, invited) = app.ask("POST", &path, &add("megan")).await;
    let megan = carrier.phone_of("megan").await.expect("it rings");
    let cancel = json!({"invitationId": invited["invitationId"]});
    app.ask("POST", &format!("{line}/participants:cancelAddParticipant"), &cancel).await;
    app.event("CancelAddParticipantSucceeded").await;
    assert!(megan.ended().await, "it rings no longer");

    app.ask("POST", &path, &add("adele")).await;
    app.event("AddParticipantSucceeded").await;
    let adele = carrier.phone_of("adele").await.expect("it rang");
    let lately = Duration::from_secs(1);
    let heard = async {
        while caller.heard_last(lately).is_silent() {
            teams.clock().sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard).await.expect("the caller hears it");
    assert!(adele.heard().is_silent(), "the caller is silent");
    caller.sounds(&Voice::of("grace"), Duration::from_secs(5));
    let heard = async {
        while adele.heard().is_silent() {
            teams.clock().sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), heard).await.expect("and is heard");
    let trace = teams.ladder().to_string();
    assert!(trace.contains("rings"), "{trace}");
    adele.hang_up().await;
    let left = app.event("ParticipantsUpdated").await;
    let left = if left["participants"].as_array().map(Vec::len) == Some(1) {
        left
    } else {
        app.event("ParticipantsUpdated").await
    };
    assert_eq!(left["participants"][0]["identifier"]["rawId"], format!("4:{CALLER}"));

    // Handed over: caller and softphone talk without the application.
    let transfer = json!({"targetParticipant": {"communicationUser": {"id": "8:acs:adele"}}});
    app.ask("POST", &format!("{line}:transferToParticipant"), &transfer).await;
    app.event("CallTransferAccepted").await;
    app.event("CallDisconnected").await;
    let adele = carrier.phone_of("adele").await.expect("it rang again");
    assert!(adele.is_answered().await && !adele.has_ended());
    caller.hang_up();
    assert!(adele.ended().await, "whoever is left is let go");
}

/// A softphone that does nothing but show what it was called with.
async fn next_invite(phone: &tokio::net::UdpSocket) -> String {
    let mut buffer = [0; 4_096];
    let read = tokio::time::timeout(Duration::from_secs(10), phone.recv(&mut buffer));
    let length = read.await.expect("it rings").expect("a datagram");
    String::from_utf8_lossy(&buffer[..length]).into_owned()
}

#[tokio::test]
async fn cc_69_headers_of_the_context_are_in_the_invite_to_a_softphone() {
    let teams = Emulator::start().await;
    let mut app = App::new(&teams).await;
    let acs = teams.acs();
    acs.number(NUMBER);
    let _caller = acs.calls_from(CALLER).to(NUMBER).expect("known");
    let line = app.answer().await;
    for (n, verb) in ["/participants:add", ":transferToParticipant"].into_iter().enumerate() {
        let phone = tokio::net::UdpSocket::bind("127.0.0.1:0").await.expect("a port");
        let at = phone.local_addr().expect("an address");
        let _ = acs.person(&format!("8:acs:{n}")).rings_at(&format!("sip:phone{n}@{at}"));
        let person = json!({"communicationUser": {"id": format!("8:acs:{n}")}});
        let ask = json!({
            "participantToAdd": person, "targetParticipant": person,
            "customCallingContext": {
                "sipHeaders": {"User-To-User": "00;encoding=hex", "X-MS-Custom-Case": "4711",
                    "X-MS-Custom-Evil": "1\r\nX-Injected: yes"},
                "voipHeaders": {"not": "for SIP"},
            },
        });
        let (status, _) = app.ask("POST", &format!("{line}{verb}"), &ask).await;
        assert_eq!(status, 202);
        let invite = next_invite(&phone).await;
        let has = |header: &str| invite.lines().any(|line| line == header);
        assert!(has("User-To-User: 00;encoding=hex") && has("X-MS-Custom-Case: 4711"), "{invite}");
        assert!(!invite.contains("Injected") && !invite.contains("for SIP"), "{invite}");
    }
    let trace = teams.ladder().to_string();
    assert!(trace.contains("X-MS-Custom-Evil left out"), "{trace}");
    // Called again without a context: nothing of before is told.
    let phone = tokio::net::UdpSocket::bind("127.0.0.1:0").await.expect("a port");
    let at = phone.local_addr().expect("an address");
    let _ = acs.person("8:acs:1").rings_at(&format!("sip:phone@{at}"));
    let create = json!({"targets": [{"communicationUser": {"id": "8:acs:1"}}],
                        "callbackUri": app.at});
    let (status, _) = app.ask("POST", "callConnections", &create).await;
    assert_eq!(status, 201);
    let invite = next_invite(&phone).await;
    assert!(invite.starts_with("INVITE") && !invite.contains("4711"), "{invite}");
}

/// What a webhook is asked and told, and how it answers OPTIONS.
async fn cloud_hook(allowed: Option<&'static str>) -> (String, mpsc::UnboundedReceiver<Told>) {
    let (sender, told) = mpsc::unbounded_channel();
    let take = move |request: axum::extract::Request| {
        let sender = sender.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = axum::body::to_bytes(body, 100_000).await.expect("a body");
            let is_asked = head.method == axum::http::Method::OPTIONS;
            sender.send((head, serde_json::from_slice(&body).unwrap_or_default())).ok();
            let allowed = allowed.filter(|_| is_asked);
            [("webhook-allowed-origin", allowed.unwrap_or_default())]
        }
    };
    let routes = axum::Router::new().fallback(take);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let at = format!("http://{}/hook", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    (at, told)
}

type Told = (axum::http::request::Parts, Value);

#[tokio::test]
async fn acs_5_a_subscription_in_cloud_events_asks_by_options_and_posts_one_event_each() {
    let teams = Emulator::start().await;
    let acs = teams.acs();
    acs.number(NUMBER);
    for refusal in [None, Some("somebody.else.example")] {
        let (at, _told) = cloud_hook(refusal).await;
        let refused = acs.subscribe_with(EventGridSettings::new(&at).cloud_events()).await;
        assert!(refused.expect_err("no consent").contains("WebHook-Allowed-Origin"));
    }
    let (at, mut told) = cloud_hook(Some("*")).await;
    let kind = "Microsoft.Communication.IncomingCall";
    let to = EventGridSettings::new(&at).types([kind]).cloud_events();
    acs.subscribe_with(to).await.expect("it wants them");
    let (head, _) = told.recv().await.expect("it was asked");
    assert_eq!((head.method.as_str(), head.uri.path()), ("OPTIONS", "/hook"));
    assert_eq!(head.headers["webhook-request-origin"], "eventgrid.azure.net");
    let callback = head.headers["webhook-request-callback"].to_str().expect("text").to_owned();
    assert_eq!(reqwest::get(callback).await.expect("an answer").status(), 200);

    acs.calls_from(CALLER).to(NUMBER).expect("known");
    let (head, event) = told.recv().await.expect("it is told");
    assert_eq!(head.headers["content-type"], "application/cloudevents+json; charset=utf-8");
    assert_eq!(head.headers["aeg-event-type"], "Notification");
    assert_eq!((&event["specversion"], &event["type"]), (&json!("1.0"), &json!(kind)));
    let source = event["source"].as_str().expect("a source");
    assert!(source.starts_with("/subscriptions/") && event.get("eventType").is_none(), "{event}");
    assert!(event["id"].is_string() && event["time"].is_string() && event["subject"].is_string());
    assert_eq!(event["data"]["from"]["rawId"], format!("4:{CALLER}"));
}
