//! Every error of Call Automation, provoked through what users call: its code, its cause, its fix.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration as Span, OffsetDateTime};
use futures::future::join_all;
use serde_json::json;
use teams_cc_acs::events::Event;
use teams_cc_acs::models::Identifier;
use teams_cc_acs::speech::{AzureOpenAi, AzureSpeech};
use teams_cc_acs::{CallAutomation, CallAutomationBuilder};
use teams_cc_core::channel::{Channel as _, Identity, Thread, ThreadId};
use teams_cc_core::speech::{Complete, Hints, Line, Pcm, Recognise, Role, Synthesise};
use teams_cc_core::{Address, Ended, Error, Key, Menu, Prompt, Secret, Side};
use teams_cc_emulator::ai::{Recognition, Reply};
use teams_cc_emulator::{Emulator, Fault, Place, Rule};
use tokio::net::TcpListener;

use crate::acs_center::{ACCOUNT, Center, NUMBER, soon, tenant};

/// The codes that were seen.
#[derive(Default)]
struct Provoked(BTreeSet<&'static str>);

impl Provoked {
    fn by<T, E: Into<Error>>(&mut self, code: &'static str, result: Result<T, E>) {
        let error = result.err().unwrap_or_else(|| panic!("{code} is not provoked")).into();
        assert_eq!(error.code(), code, "{error:?}");
        let report = error.report();
        for line in ["\n  cause  ", "\n  fix    "] {
            assert!(report.contains(line), "no{line}in {report}");
        }
        self.0.insert(code);
    }
}

/// The service in a shape of our own.
async fn service(answers: Router) -> CallAutomationBuilder {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let text = format!("endpoint=http://{}/;accesskey=a2V5", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, answers).await });
    CallAutomation::builder()
        .connection_string(Secret::new(text))
        .within(Duration::from_millis(400))
}

fn says(status: u16, body: impl Into<String>) -> Router {
    let answer = (StatusCode::from_u16(status).unwrap(), body.into());
    Router::new().fallback(move || std::future::ready(answer.clone().into_response()))
}

async fn answering(status: u16, body: impl Into<String>) -> CallAutomation {
    service(says(status, body)).await.build().unwrap()
}

/// A credential that gives this, or nothing.
#[derive(Debug)]
struct Gives(Option<&'static str>);

#[async_trait::async_trait]
impl TokenCredential for Gives {
    async fn get_token(
        &self,
        _: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let no = || azure_core::Error::with_message(azure_core::error::ErrorKind::Credential, "no");
        let token = self.0.ok_or_else(no)?;
        Ok(AccessToken::new(token.to_owned(), OffsetDateTime::now_utc() + Span::hours(1)))
    }
}

async fn configuration(all: &mut Provoked) {
    // No test has these variables.
    all.by("TCC-ACS-0101", CallAutomation::from_env());
    let key = || Secret::new("a2V5");
    let builder = CallAutomation::builder;
    all.by("TCC-ACS-0102", builder().endpoint("http://contoso.example").access_key(key()).build());
    all.by("TCC-ACS-0103", builder().connection_string(Secret::new("endpoint")).build());
    let root = "https://contoso.communication.azure.com";
    all.by("TCC-ACS-0105", builder().endpoint(root).build());
    let late = builder().endpoint(root).access_key(key()).wall_clock(|| i64::MAX).build().unwrap();
    all.by("TCC-ACS-0106", late.api().call("c").get().await);
    all.by("TCC-ACS-0107", late.api().call("").get().await);
    for (token, code) in [(Some("two\nlines"), "TCC-ACS-0201"), (None, "TCC-ACS-0202")] {
        let acs = builder().endpoint(root).credential(Arc::new(Gives(token)));
        let acs = acs.within(Duration::from_millis(400)).build().unwrap();
        all.by(code, acs.api().call("c").get().await);
    }
}

async fn requests(all: &mut Provoked) {
    let error = |code: &str| json!({"error": {"code": code, "message": "no"}}).to_string();
    for (status, body, code) in [
        (401, error("Denied"), "TCC-ACS-0203"),
        (403, error("Forbidden"), "TCC-ACS-0204"),
        (400, error("BadRequest"), "TCC-ACS-0301"),
        (404, error("NotFound"), "TCC-ACS-0302"),
        (409, error("Conflict"), "TCC-ACS-0303"),
        (429, error("TooMany"), "TCC-ACS-0304"),
        (500, error("Internal"), "TCC-ACS-0305"),
        (200, "{".into(), "TCC-ACS-0308"),
        (200, "x".repeat(17 << 20), "TCC-ACS-0309"),
        (400, error("8523"), "TCC-ACS-0601"),
        (408, error("10057"), "TCC-ACS-0602"),
        (403, error("10105"), "TCC-ACS-0603"),
        (403, error("UserLicenseNotPresentForbidden"), "TCC-ACS-0604"),
    ] {
        let acs = answering(status, body).await;
        // The size is that of a slow machine.
        let get = acs.api().call("c").get().within(Duration::from_secs(if status == 200 {
            30
        } else {
            1
        }));
        all.by(code, get.await);
    }
    let silent = Router::new().fallback(std::future::pending::<StatusCode>);
    let silent = service(silent).await.build().unwrap();
    all.by("TCC-ACS-0307", silent.api().call("c").get().await);
    let gone = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let gone = CallAutomation::builder().endpoint(format!("http://{gone}"));
    let gone = gone.access_key(Secret::new("a2V5")).within(Duration::from_millis(400));
    all.by("TCC-ACS-0306", gone.build().unwrap().api().call("c").get().await);
    let elsewhere = json!({"value": [], "nextLink": "https://evil.example/next"}).to_string();
    let elsewhere = answering(200, elsewhere).await;
    all.by("TCC-ACS-0311", elsewhere.api().call("c").participants().all().await);
    all.by("TCC-ACS-0310", elsewhere.api().recordings().download("https://evil.example/1").await);
    let here = format!("http://{}/recording", elsewhere.host());
    let nowhere = std::env::temp_dir().join("teams-cc-no-such-folder/recording.wav");
    all.by("TCC-ACS-0314", elsewhere.api().recordings().download(here).to_file(nowhere).await);
    let fails = answering(500, "").await;
    let mut last = Ok(());
    for _ in 0..25 {
        last = fails.api().call("c").cancel_media().await;
    }
    all.by("TCC-ACS-0312", last);
    let once = service(says(202, "")).await.at_most(1, Duration::from_secs(60)).build().unwrap();
    once.api().call("c").cancel_media().await.unwrap();
    all.by("TCC-ACS-0313", once.api().call("c").cancel_media().await);
}

async fn posts_and_texts(all: &mut Provoked) {
    all.by("TCC-ACS-0503", Event::read(b"{\"hello\":"));
    let (ours, theirs) = (NUMBER.parse().unwrap(), "+14255550107".parse().unwrap());
    for (status, code) in [(400, "TCC-ACS-0801"), (429, "TCC-ACS-0802")] {
        let one = json!({"to": "+14255550107", "httpStatusCode": status, "successful": false});
        let acs = answering(202, json!({"value": [one]}).to_string()).await;
        all.by(code, acs.sms(ours).send_text(theirs, "hello").await);
    }
    let sms = answering(202, "").await.sms(ours);
    let customer = Identity::account("a-network", "somebody");
    let thread = Thread { id: ThreadId::new("t"), customer, reference: String::new() };
    all.by("TCC-ACS-0803", sms.send(&thread, &"hello".into()).await);
}

async fn calls(all: &mut Provoked) {
    let center = Center::open().await;
    let (phone, call) = center.answered([]).await;
    center.teams.faults().add(Rule::once(Place::AcsSocket, Fault::WrongSignature).on("media"));
    all.by("TCC-ACS-0402", soon(call.stream()).await);
    center.teams.faults().add(Rule::once(Place::AcsSocket, Fault::Reset).on("media"));
    let mut audio = soon(call.stream()).await.unwrap();
    while soon(audio.next()).await.is_some() {}
    all.by("TCC-ACS-0416", Err::<(), _>(audio.broke().expect("it broke")));
    let keys = join_all((0..80).map(|_| call.press(Key::D1)));
    let refused = soon(keys).await.into_iter().find(Result::is_err).expect("too many at once");
    all.by("TCC-ACS-0405", refused);
    all.by("TCC-ACS-0408", call.play(Prompt::file("no-such-file.wav")).await);
    let to = |address: &str| address.parse::<Address>().unwrap();
    all.by("TCC-ACS-0411", soon(call.invite(to("seat:nobody"))).await);
    all.by("TCC-ACS-0412", soon(call.invite(to("sip:desk@contoso.example"))).await);
    let (_agent, seat) = center.agent();
    let context = teams_cc_core::CallContext::default().summary("s".repeat(20_000));
    all.by("TCC-ACS-0415", soon(call.invite(&seat).telling(context)).await);
    phone.hang_up();
    soon(call.ended()).await;
    all.by("TCC-ACS-0401", soon(call.play(Prompt::text("Hello?"))).await);

    let account = Identifier::resource_account(ACCOUNT.parse().unwrap());
    let here = center.teams.acs();
    let busy = here.person("+14255550143").declines_after(Duration::from_millis(100));
    let made = center.calls.create(to("+14255550143")).from_account(account.clone());
    all.by("TCC-ACS-0409", soon(made).await);
    let _both = (
        busy.answers_after(Duration::from_millis(100)),
        here.person("+14255550144").answers_after(Duration::from_millis(100)),
    );
    let made = center.calls.create(to("+14255550143")).and(to("+14255550144"));
    let group = soon(made.from_account(account)).await.unwrap();
    all.by("TCC-ACS-0414", group.guest());
    let (nowhere, _) = center.acs.listen("http://contoso.example/acs");
    all.by("TCC-ACS-0407", nowhere.serve(|_| async { Ok(Ended::HungUp(Side::Us)) }).await);

    let number = |here: &teams_cc_emulator::acs::Acs| {
        drop(here.teams_number(NUMBER, tenant(), ACCOUNT.parse().unwrap()));
    };
    let mute = Center::open_bare(number, |builder| builder, |to| to).await;
    let (_phone, call) = mute.answered([]).await;
    all.by("TCC-ACS-0410", soon(call.play(Prompt::text("Hello?"))).await);
    all.by("TCC-ACS-0413", soon(call.stream()).await);
}

async fn intelligence(all: &mut Provoked) {
    let teams = Emulator::start().await;
    let (ai, endpoint) = (teams.ai(), teams.ai().endpoint());
    let thinks = |name: &str, key| {
        let model = AzureOpenAi::builder().endpoint(teams.ai().endpoint()).deployment(name);
        model.key(key).within(Duration::from_millis(400)).build()
    };
    let (lines, hints) = ([Line::new(Role::Caller, "hello")], Hints::default());
    let model = thinks("concierge", ai.key()).unwrap();
    let speech = AzureSpeech::builder().endpoint(endpoint).key(ai.key()).build().unwrap();
    let nameless = AzureSpeech::builder().endpoint("https://contoso.example").voice("nobody");
    all.by("TCC-ACS-0701", nameless.build());
    let foreign = thinks("concierge", Secret::new("bm8")).unwrap();
    all.by("TCC-ACS-0702", foreign.complete(&lines).await);
    all.by("TCC-ACS-0704", thinks("another", ai.key()).unwrap().complete(&lines).await);
    for (status, code) in
        [(403, "TCC-ACS-0703"), (429, "TCC-ACS-0705"), (503, "TCC-ACS-0706"), (415, "TCC-ACS-0707")]
    {
        teams.faults().add(Rule::always(Place::Ai, Fault::status(status)));
        all.by(code, model.complete(&lines).await);
        teams.faults().clear();
    }
    ai.replies([Reply::AnswerFiltered, Reply::NoChoices, Reply::Nothing]);
    for code in ["TCC-ACS-0708", "TCC-ACS-0710", "TCC-ACS-0712"] {
        all.by(code, model.complete(&lines).await);
    }
    all.by("TCC-ACS-0709", speech.synthesise(&"a".repeat(9_001), 16_000).await);
    ai.hears([Recognition::status("Error")]);
    let sound = Pcm::new(16_000, vec![4_000; 16_000]);
    all.by("TCC-ACS-0711", speech.recognise(sound, &hints).await);
}

/// What takes minutes takes them in virtual time.
async fn patience(all: &mut Provoked) {
    tokio::time::pause();
    let center = Center::open().await;
    let (_phone, call) = center.answered([]).await;
    let menu = Menu::new(Prompt::text("One?")).on(Key::D1, ());
    all.by("TCC-ACS-0406", call.ask(&menu).await);
    center
        .teams
        .faults()
        .add(Rule::always(Place::AcsCallback, Fault::WrongSignature).on("PlayCompleted"));
    all.by("TCC-ACS-0403", call.play(Prompt::text("Hello?")).await);
}

#[tokio::test]
async fn acs_7_every_error_is_provoked_and_says_its_cause_and_its_fix() {
    let mut all = Provoked::default();
    configuration(&mut all).await;
    requests(&mut all).await;
    posts_and_texts(&mut all).await;
    calls(&mut all).await;
    intelligence(&mut all).await;
    patience(&mut all).await;
    let documented: BTreeSet<&str> = include_str!("../../teams-cc-acs/src/errors.md")
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .collect();
    assert_eq!(all.0, documented, "every code has an entry, and every entry is provoked");
}
