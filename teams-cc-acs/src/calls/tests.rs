mod durable;
mod grid;
#[cfg(feature = "server")]
mod socket;

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde_json::{Value, json};
use teams_cc_core::{Address, Ended, ErrorKind, Key, Menu, Prompt, Reason, Side, Verb, Voice as _};

use super::leg::Event as LegEvent;
use super::*;
use crate::events::Ringing;
use crate::jwt::{KeyFile, Policy};
use crate::models::{Identifier, Texts};
use crate::testing::{HEADER, NOW, claims, jwks, sign};
use crate::testing::{RESOURCE, answer, broken, tuned};
use crate::{Post, Webhook};

const ACCOUNT: &str = "28:orgid:e5b7f628-ea94-4fdc-b3d9-1af1fe231111";
const CALLER: &str = "4:+14255550100";

/// What the service was asked: method, path, body.
type Asked = Arc<Mutex<Vec<(String, String, Value)>>>;

/// A service in a test: it answers as a closure says, and tells through the webhook.
struct Azure {
    calls: Calls,
    webhook: Webhook,
    asked: Asked,
    news: Arc<tokio::sync::Notify>,
    told: Mutex<u64>,
    keys: tempfile::File,
}

mod tempfile {
    use std::path::PathBuf;
    use std::sync::atomic::{AtomicU64, Ordering};

    static COUNT: AtomicU64 = AtomicU64::new(0);

    pub(super) struct File(pub(super) PathBuf);

    impl File {
        pub(super) fn holding(text: &str) -> Self {
            let n = COUNT.fetch_add(1, Ordering::Relaxed);
            let name = format!("teams-cc-acs-{}-{n}", std::process::id());
            let path = std::env::temp_dir().join(name);
            std::fs::write(&path, text).unwrap();
            Self(path)
        }
    }

    impl Drop for File {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.0);
        }
    }
}

impl Azure {
    fn new() -> Self {
        Self::reacting(|_, _, _| None)
    }

    /// `react` may answer something else than usual.
    fn reacting(
        react: impl FnMut(&str, &str, &Value) -> Option<crate::testing::Reaction> + Send + 'static,
    ) -> Self {
        Self::tuned(react, |builder| builder)
    }

    fn tuned(
        mut react: impl FnMut(&str, &str, &Value) -> Option<crate::testing::Reaction> + Send + 'static,
        tune: impl FnOnce(crate::CallAutomationBuilder) -> crate::CallAutomationBuilder,
    ) -> Self {
        let asked = Asked::default();
        let log = Arc::clone(&asked);
        let news = Arc::new(tokio::sync::Notify::new());
        let push = Arc::clone(&news);
        let acs = tuned(
            7,
            move |_, outgoing| {
                let (method, path) = (outgoing.method.as_str(), outgoing.url.path());
                let body = outgoing.body.as_deref().unwrap_or(b"null");
                let body: Value = serde_json::from_slice(body).unwrap();
                log.lock().push((method.to_owned(), path.to_owned(), body.clone()));
                push.notify_waiters();
                if let Some(reaction) = react(method, path, &body) {
                    return reaction;
                }
                let call = |state: &str| {
                    answer(200, &json!({"callConnectionId": "c1", "callConnectionState": state}))
                };
                match (method, path.rsplit(['/', ':']).next().unwrap()) {
                    ("POST", "callConnections") | (_, "answer" | "connect") => call("connecting"),
                    ("GET", "c1") => call("connected"),
                    ("POST", "add") => answer(202, &json!({"invitationId": "i1"})),
                    ("POST", "recordings") => answer(200, &json!({"recordingId": "r1"})),
                    _ => answer(202, &Value::Null),
                }
            },
            |builder| tune(builder.wall_clock(|| NOW)),
        );
        let (calls, webhook) = acs.listen("https://cc.contoso.example/acs/");
        let keys = tempfile::File::holding(&jwks("good").to_string());
        let webhook = webhook.keys_from(KeyFile::new(&keys.0));
        Self { calls, webhook, asked, news, told: Mutex::new(0), keys }
    }

    /// Posts an event about `c1` with a good token.
    async fn tell(&self, kind: &str, context: Option<&str>, more: Value) -> u16 {
        let mut data = json!({"callConnectionId": "c1", "serverCallId": "s", "correlationId": "k"});
        if let Some(context) = context {
            data["operationContext"] = json!(context);
        }
        for (name, value) in more.as_object().into_iter().flatten() {
            data[name] = value.clone();
        }
        let number = {
            let mut told = self.told.lock();
            *told += 1;
            *told
        };
        let post = json!([{"id": format!("e{number}"), "source": "calling", "specversion": "1.0",
            "type": format!("Microsoft.Communication.{kind}"), "data": data}])
        .to_string();
        let mut claims = claims();
        claims["jti"] = json!(number);
        let bearer = format!("Bearer {}", sign(HEADER, &claims.to_string()));
        let post = Post { authorization: Some(&bearer), key: None, body: post.as_bytes() };
        self.webhook.receive(post).await.status
    }

    /// Waits until this was asked for the `n`th time (0 = first), and gives its context.
    async fn context_of(&self, end: &str, n: usize) -> String {
        self.body_of(end, n).await["operationContext"].as_str().unwrap_or_default().to_owned()
    }

    async fn body_of(&self, end: &str, n: usize) -> Value {
        let look = async {
            loop {
                let mut news = std::pin::pin!(self.news.notified());
                news.as_mut().enable();
                let found = {
                    let asked = self.asked.lock();
                    asked.iter().filter(|(_, path, _)| path.ends_with(end)).nth(n).cloned()
                };
                if let Some((_, _, body)) = found {
                    return body;
                }
                news.await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(60), look).await;
        found.unwrap_or_else(|_| panic!("{end} was not asked for: {:?}", self.asked.lock()))
    }

    async fn ring(&self) -> IncomingCall {
        let post = json!([{"id": "i1", "eventType": "Microsoft.Communication.IncomingCall", "data": {
            "to": {"kind": "unknown", "rawId": ACCOUNT},
            "from": {"kind": "phoneNumber", "rawId": CALLER, "phoneNumber": {"value": "+14255550100"}},
            "incomingCallContext": "ring-1", "correlationId": "k", "serverCallId": "s"}}])
        .to_string();
        let post = Post { body: post.as_bytes(), ..Post::default() };
        assert_eq!(self.webhook.receive(post).await.status, 200);
        assert_eq!(self.webhook.receive(post).await.status, 200, "twice is once");
        self.calls.next_call().await
    }

    async fn answered(&self) -> Call {
        let ring = self.ring().await;
        let answering = tokio::spawn(ring.answer());
        let context = self.context_of(":answer", 0).await;
        self.tell("CallConnected", Some(&context), json!({})).await;
        answering.await.unwrap().unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn cc_60_a_call_rings_is_answered_played_to_and_left() {
    let service = Azure::new();
    let call = service.answered().await;
    assert_eq!(
        service.body_of(":answer", 0).await["callbackUri"],
        "https://cc.contoso.example/acs/callbacks"
    );
    let ended = call.ended();
    let playing = tokio::spawn(async move {
        call.play(Prompt::text("hello")).await.unwrap();
        call
    });
    let context = service.context_of(":play", 0).await;
    assert_eq!(service.body_of(":play", 0).await["playSources"][0]["text"]["text"], "hello");
    service.tell("PlayStarted", Some(&context), json!({})).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!playing.is_finished(), "play is done when it was heard");
    service.tell("PlayCompleted", Some(&context), json!({})).await;
    let call = playing.await.unwrap();
    assert_eq!(call.hang_up().await.unwrap(), Ended::HungUp(Side::Us));
    assert_eq!(ended.await, Ended::HungUp(Side::Us));
    tokio::time::sleep(Duration::from_secs(100)).await;
    assert!(service.calls.is_empty());
}

#[tokio::test(start_paused = true)]
async fn events_may_overtake_the_answer_that_names_the_call() {
    let service = Azure::reacting(|_, path, _| {
        path.ends_with(":answer").then(|| {
            let (_, answered) = answer(200, &json!({"callConnectionId": "c1"}));
            (Duration::from_secs(3), answered)
        })
    });
    let ring = service.ring().await;
    let answering = tokio::spawn(ring.answer());
    let context = service.context_of(":answer", 0).await;
    // Without context and before the connection is known: kept.
    service
        .tell(
            "ParticipantsUpdated",
            None,
            json!({"sequenceNumber": 1,
        "participants": [{"identifier": {"rawId": CALLER}}]}),
        )
        .await;
    service.tell("CallConnected", Some(&context), json!({})).await;
    let call = answering.await.unwrap().unwrap();
    assert_eq!(call.connection_id(), "c1");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(call.participants().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_comes_up_when_nobody_waits_any_more_is_left() {
    let service = Azure::reacting(|_, path, _| path.ends_with(":answer").then(broken));
    let ring = service.ring().await;
    let failed = ring.answer().await.unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::Timeout, "{failed:?}");
    let context = service.context_of(":answer", 0).await;
    service.tell("CallConnected", Some(&context), json!({})).await;
    service.body_of("/callConnections/c1", 0).await;
    assert!(service.asked.lock().iter().any(|(method, ..)| method == "DELETE"));
}

#[tokio::test(start_paused = true)]
async fn a_ring_that_is_dropped_is_rejected() {
    let service = Azure::new();
    drop(service.ring().await);
    let body = service.body_of(":reject", 0).await;
    assert_eq!(
        (body["incomingCallContext"].as_str(), body["callRejectReason"].as_str()),
        (Some("ring-1"), Some("none"))
    );
}

#[tokio::test(start_paused = true)]
async fn cc_65_a_menu_is_asked_by_recognition_round_by_round() {
    let service = Arc::new(Azure::new());
    let call = service.answered().await;
    let menu = Menu::new(Prompt::text("one or two?")).on(Key::D1, "billing").on(Key::D2, "support");
    let script = Arc::clone(&service);
    let script = tokio::spawn(async move {
        // Silence, then a key.
        let first = script.context_of(":recognize", 0).await;
        let silence = json!({"resultInformation": {"code": 400, "subCode": 8510}});
        script.tell("RecognizeFailed", Some(&first), silence).await;
        let second = script.context_of(":recognize", 1).await;
        let heard = json!({"recognitionType": "dtmf", "dtmfResult": {"tones": ["two"]}});
        script.tell("RecognizeCompleted", Some(&second), heard).await;
    });
    assert_eq!(call.ask(&menu).await.unwrap(), "support");
    script.await.unwrap();
    let body = service.body_of(":recognize", 0).await;
    assert_eq!(body["recognizeInputType"], "dtmf");
    let options = &body["recognizeOptions"];
    assert_eq!(options["dtmfOptions"]["maxTonesToCollect"], 1);
    assert_eq!(
        (&options["interruptPrompt"], &options["initialSilenceTimeoutInSeconds"]),
        (&json!(true), &json!(5))
    );
    assert_eq!(options["targetParticipant"]["rawId"], CALLER);
}

#[tokio::test(start_paused = true)]
async fn cc_65_words_and_choices() {
    let service = Arc::new(Azure::new());
    let call = service.answered().await;
    let script = Arc::clone(&service);
    tokio::spawn(async move {
        let first = script.context_of(":recognize", 0).await;
        let said =
            json!({"recognitionType": "speech", "speechResult": {"speech": "my card is lost"}});
        script.tell("RecognizeCompleted", Some(&first), said).await;
        let second = script.context_of(":recognize", 1).await;
        let chosen = json!({"recognitionType": "choices", "choiceResult": {"label": "yes",
            "recognizedPhrase": "sure"}});
        script.tell("RecognizeCompleted", Some(&second), chosen).await;
    });
    let answered = call.question(Prompt::text("what is it?")).words().keys(1).await.unwrap();
    assert_eq!(answered, Answered::Words("my card is lost".into()));
    let answered =
        call.question(Prompt::text("sure?")).choice("yes", ["yes", "sure"]).await.unwrap();
    assert_eq!(answered, Answered::Choice { label: "yes".into(), phrase: Some("sure".into()) });
    assert_eq!(service.body_of(":recognize", 0).await["recognizeInputType"], "speechOrDtmf");
    assert_eq!(service.body_of(":recognize", 1).await["recognizeInputType"], "choices");
}

#[tokio::test(start_paused = true)]
async fn cc_62_an_invitation_that_is_dropped_is_taken_back() {
    let service = Azure::new();
    let call = service.answered().await;
    let seat: Address = "seat:adele".parse().unwrap();
    let refused = call.invite(&seat).await.unwrap_err();
    assert_eq!(refused.reason(), Reason::Failed, "nobody said who sits there");
    let agent = Identifier::from_raw_id(
        "8:acs:5a6d2c9e-1111-4222-8333-444455556666_87d349ed-44d7-43e1-9a83-5f2406dee5bd_\
         4b444206-207c-42f8-92a6-e332b41c88a2",
    );
    service.calls.hub.acs.seat("adele", agent.clone());
    let late = tokio::time::timeout(Duration::from_secs(5), call.invite(&seat)).await;
    assert!(late.is_err());
    assert_eq!(service.body_of(":cancelAddParticipant", 0).await["invitationId"], "i1");
    let body = service.body_of("participants:add", 0).await;
    assert_eq!(body["participantToAdd"]["rawId"], agent.raw_id());
    // Another one joins.
    let joining = tokio::spawn({
        let invite = call.invite(agent).within(Duration::from_secs(20));
        async move { invite.await }
    });
    let context = service.context_of("participants:add", 1).await;
    service.tell("AddParticipantSucceeded", Some(&context), json!({})).await;
    let guest = joining.await.unwrap().unwrap();
    let refused = guest.mute().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Unsupported, "CC-68");

    // A roster that does not tell of the guest yet says nothing about leaving.
    let people = |number: u64, who: &[&str]| {
        let all: Vec<_> = who.iter().map(|id| json!({"identifier": {"rawId": id}})).collect();
        json!({"sequenceNumber": number, "participants": all})
    };
    let id = guest.who().raw_id().to_owned();
    for (number, who) in [(1, vec![CALLER]), (2, vec![CALLER, &id])] {
        service.tell("ParticipantsUpdated", None, people(number, &who)).await;
        while call.participants().len() != who.len() {
            tokio::task::yield_now().await;
        }
        assert!(futures::FutureExt::now_or_never(call.left(&guest)).is_none(), "{who:?}");
    }
    service.tell("ParticipantsUpdated", None, people(3, &[CALLER])).await;
    call.left(&guest).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn cc_64_teams_users_are_refused_before_anything_is_sent() {
    let service = Azure::new();
    let call = service.answered().await;
    let user = Address::teams_user("4b444206-207c-42f8-92a6-e332b41c88a2").unwrap();
    let refused = teams_cc_core::Error::from(call.invite(&user).await.unwrap_err());
    assert_eq!(refused.kind(), ErrorKind::Unsupported);
    assert!(refused.to_string().contains("CC-64"), "{refused}");
    let failed = call.transfer(user).await.unwrap_err();
    let call = failed.into_call();
    assert!(
        !service
            .asked
            .lock()
            .iter()
            .any(|(_, path, _)| path.contains("add") || path.contains("transfer"))
    );
    assert_eq!(call.can(Verb::Stream).unwrap_err().backend, "acs");
    assert!(call.can(Verb::Play).is_ok());
}

#[tokio::test(start_paused = true)]
async fn cc_63_a_transfer_that_fails_gives_the_caller_back() {
    let service = Azure::new();
    let call = service.answered().await;
    let to: Address = "+14255550199".parse().unwrap();
    let moving = tokio::spawn(call.transfer(to.clone()));
    let context = service.context_of(":transferToParticipant", 0).await;
    let busy = json!({"resultInformation": {"code": 486, "subCode": 560_486}});
    service.tell("CallTransferFailed", Some(&context), busy).await;
    let failed = moving.await.unwrap().unwrap_err();
    assert_eq!(failed.reason(), Reason::Busy);
    let moving = tokio::spawn(failed.into_call().transfer(to.clone()));
    let context = service.context_of(":transferToParticipant", 1).await;
    service.tell("CallTransferAccepted", Some(&context), json!({})).await;
    assert_eq!(moving.await.unwrap().unwrap(), Ended::Transferred(to));
    assert!(
        !service.asked.lock().iter().any(|(method, ..)| method == "DELETE"),
        "nothing to hang up"
    );
}

#[tokio::test(start_paused = true)]
async fn music_is_interrupted_by_what_comes_next() {
    let service = Arc::new(Azure::new());
    let call = service.answered().await;
    call.play_while_waiting(Prompt::samples([0i16; 8_000])).await.unwrap();
    let body = service.body_of(":play", 0).await;
    assert_eq!(body["playOptions"]["loop"], true);
    let uri = body["playSources"][0]["file"]["uri"].as_str().unwrap().to_owned();
    assert!(uri.starts_with("https://cc.contoso.example/acs/prompts/"));
    assert_eq!(service.webhook.prompt(&uri).unwrap().len(), 44 + 32_000);
    let script = Arc::clone(&service);
    tokio::spawn(async move {
        let context = script.context_of(":play", 1).await;
        script.tell("PlayCompleted", Some(&context), json!({})).await;
    });
    call.play(Prompt::text("your turn")).await.unwrap();
    assert_eq!(service.body_of(":play", 1).await["interruptCallMediaOperation"], true);
}

#[tokio::test(start_paused = true)]
async fn cc_70_a_recording_names_the_connection_and_tells_how_it_stands() {
    use futures::StreamExt as _;
    let service = Azure::new();
    let call = service.answered().await;
    let mut events = Box::pin(call.events());
    let recording =
        call.record().unmixed([Identifier::from_raw_id(CALLER)]).paused().await.unwrap();
    let body = service.body_of("/recordings", 0).await;
    assert_eq!(
        (&body["callConnectionId"], &body["recordingChannelType"]),
        (&json!("c1"), &json!("unmixed"))
    );
    assert_eq!(recording.id(), "r1");
    service
        .tell("RecordingStateChanged", None, json!({"recordingId": "r1", "state": "active"}))
        .await;
    let told = events.next().await.unwrap();
    assert!(matches!(told, LegEvent::Recording { id, .. } if id == "r1"));
    recording.resume().await.unwrap();
    recording.stop().await.unwrap();
    service.body_of("/recordings/r1:resume", 0).await;
}

#[tokio::test(start_paused = true)]
async fn cc_61_a_call_that_is_made_is_up_when_the_other_side_answers() {
    let service = Arc::new(Azure::new());
    let account = Identifier::from_raw_id(ACCOUNT);
    let to: Address = "+14255550100".parse().unwrap();
    let calling = service.calls.create(to).from_account(account);
    let calling = tokio::spawn(async move { calling.await });
    let context = service.context_of("/callConnections", 0).await;
    service.tell("CallConnected", Some(&context), json!({})).await;
    let call = calling.await.unwrap().unwrap();
    assert_eq!(
        service.body_of("/callConnections", 0).await["teamsAppSource"],
        json!({"appId": "e5b7f628-ea94-4fdc-b3d9-1af1fe231111"})
    );
    service
        .tell("CallDisconnected", None, json!({"resultInformation": {"code": 200, "subCode": 0}}))
        .await;
    assert_eq!(call.ended().await, Ended::HungUp(Side::Them));
    let gone = call.play(Prompt::text("hello?")).await.unwrap_err();
    assert!(gone.is_ended());
    // Busy.
    let busy = Azure::new();
    let to: Address = "+14255550100".parse().unwrap();
    let calling = busy.calls.create(to);
    let calling = tokio::spawn(async move { calling.await });
    let context = busy.context_of("/callConnections", 0).await;
    let why = json!({"resultInformation": {"code": 486, "subCode": 560_486}});
    busy.tell("CreateCallFailed", Some(&context), why).await;
    let refused = calling.await.unwrap().unwrap_err();
    assert_eq!((refused.code(), refused.kind()), ("TCC-ACS-0409", ErrorKind::Refused));
}

#[tokio::test(start_paused = true)]
async fn rs_63_callbacks_count_only_with_a_token_for_us_and_each_token_for_one_post() {
    let service = Azure::new();
    let ring = service.ring().await;
    let answering = tokio::spawn(ring.answer());
    let context = service.context_of(":answer", 0).await;
    let post = json!([{"id": "x", "type": "Microsoft.Communication.CallConnected",
        "data": {"callConnectionId": "c1", "operationContext": context}}])
    .to_string();
    let token = |name: &str, value: Value| {
        let mut claims = claims();
        claims[name] = value;
        format!("Bearer {}", sign(HEADER, &claims.to_string()))
    };
    let send = async |authorization: Option<&str>, body: &str| {
        let post = Post { authorization, key: None, body: body.as_bytes() };
        service.webhook.receive(post).await.status
    };
    for bad in [
        None,
        Some("Basic abc".to_owned()),
        Some("Bearer abc".to_owned()),
        Some(token("aud", json!("another"))),
        Some(token("iss", json!("https://evil.example"))),
        Some(token("exp", json!(NOW - 301))),
    ] {
        assert_eq!(send(bad.as_deref(), &post).await, 401, "{bad:?}");
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!answering.is_finished(), "nothing of it counted");
    let good = token("jti", json!("1"));
    assert_eq!(send(Some(&good), "{}").await, 400);
    assert_eq!(send(Some(&good), &post).await, 200);
    assert_eq!(send(Some(&good), &post).await, 200, "the service repeats itself");
    assert_eq!(send(Some(&good), &post.replace("\"x\"", "\"y\"")).await, 401, "a replay");
    answering.await.unwrap().unwrap();
    drop(service.keys);
}

#[tokio::test(start_paused = true)]
async fn event_grid_shakes_hands_and_counts_only_with_its_key() {
    let acs = tuned(
        7,
        |_, _| answer(202, &Value::Null),
        |builder| builder.event_key(teams_cc_core::Secret::new("grid-key")),
    );
    let (calls, webhook) = acs.listen("https://cc.contoso.example/acs");
    let hello = json!([{"id": "1", "eventType": "Microsoft.EventGrid.SubscriptionValidationEvent",
        "data": {"validationCode": "abc"}}])
    .to_string();
    let send = async |key: Option<&str>| {
        webhook.receive(Post { authorization: None, key, body: hello.as_bytes() }).await
    };
    assert_eq!(send(None).await.status, 401);
    assert_eq!(send(Some("grid-kez")).await.status, 401);
    let shaken = send(Some("grid-key")).await;
    assert_eq!(
        serde_json::from_slice::<Value>(&shaken.body).unwrap(),
        json!({"validationResponse": "abc"})
    );
    assert!(calls.is_empty());
}

#[tokio::test(start_paused = true)]
async fn cc_77_a_call_on_behalf_of_somebody_is_not_redirected() {
    let service = Azure::new();
    let json = json!({"incomingCallContext": "r", "from": {"rawId": CALLER}, "to": {"rawId": ACCOUNT},
        "onBehalfOfCallee": {"rawId": "8:orgid:x"}});
    let ringing: Ringing = serde_json::from_value(json).unwrap();
    let ring = IncomingCall::start(Arc::clone(&service.calls.hub), ringing, None);
    let to: Address = "+14255550199".parse().unwrap();
    assert_eq!(ring.redirect(to).await.unwrap_err().kind(), ErrorKind::Unsupported);
    // Dropped on the way: refused.
    service.body_of(":reject", 0).await;
}

#[tokio::test(start_paused = true)]
async fn without_the_resources_id_serving_says_so_at_once() {
    let acs = crate::CallAutomation::builder()
        .endpoint("https://contoso.communication.azure.com")
        .access_key(teams_cc_core::Secret::new("aGVsbG8="))
        .build()
        .unwrap();
    let (calls, _) = acs.listen("https://cc.contoso.example");
    let story = |call: IncomingCall| async move { call.answer().await?.hang_up().await };
    assert_eq!(calls.serve(story).await.unwrap_err().code(), "TCC-ACS-0101");
    let acs = tuned(7, |_, _| answer(200, &Value::Null), |builder| builder);
    let (calls, _) = acs.listen("http://cc.contoso.example");
    assert_eq!(calls.serve(story).await.unwrap_err().code(), "TCC-ACS-0407");
    let _ = (RESOURCE, Policy::call_automation("x"), Texts::new());
}

struct Concierge {
    hangs: bool,
}

impl teams_cc_core::Assistant for Concierge {
    async fn turn(&mut self, heard: teams_cc_core::Heard) -> teams_cc_core::Turn {
        use teams_cc_core::{Heard, Skill, Turn};
        match heard {
            Heard::Words(words) if words.contains("open") => Turn::resolved("From eight to six."),
            Heard::Words(words) => {
                Turn::hand_over(Skill::new("general").at_least(1), words).saying("A person comes.")
            }
            _ if self.hangs => std::future::pending().await,
            _ => Turn::ask("How can I help?"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn cc_52_an_assistant_speaks_first_and_hands_over() {
    use teams_cc_core::Closing;
    let service = Arc::new(Azure::new());
    let call = service.answered().await;
    let script = Arc::clone(&service);
    tokio::spawn(async move {
        let asked = script.context_of(":recognize", 0).await;
        let said = json!({"speechResult": {"speech": "my card is lost"}});
        script.tell("RecognizeCompleted", Some(&asked), said).await;
        let saying = script.context_of(":play", 0).await;
        script.tell("PlayCompleted", Some(&saying), json!({})).await;
    });
    let closing = call.converse(Concierge { hangs: false }).await.unwrap();
    let Closing::Handover(handover) = closing else { panic!("{closing:?}") };
    assert_eq!(handover.summary, "my card is lost");
    let asked = service.body_of(":recognize", 0).await;
    assert_eq!(asked["playPrompt"]["text"]["text"], "How can I help?");
    assert_eq!(asked["recognizeOptions"]["speechLanguage"], "en-US");
}

#[tokio::test(start_paused = true)]
async fn an_assistant_that_hangs_ends_with_a_person_and_not_with_silence() {
    use teams_cc_core::Closing;
    let service = Arc::new(Azure::new());
    let call = service.answered().await;
    let script = Arc::clone(&service);
    tokio::spawn(async move {
        let filler = script.context_of(":play", 0).await;
        script.tell("PlayCompleted", Some(&filler), json!({})).await;
    });
    let start = tokio::time::Instant::now();
    let closing = call.converse(Concierge { hangs: true }).await.unwrap();
    assert!(matches!(closing, Closing::Handover(_)), "{closing:?}");
    assert!(start.elapsed() < Duration::from_secs(13));
    let filler = service.body_of(":play", 0).await;
    assert_eq!(filler["playSources"][0]["text"]["text"], "One moment, please.");
}
