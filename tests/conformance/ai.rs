//! Our adapters of Azure Speech and Azure OpenAI against an emulated resource that was written from
//! the documents alone, each fault included.

use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::time::{Duration as Span, OffsetDateTime};
use teams_cc_acs::Failure;
use teams_cc_acs::speech::{AzureOpenAi, AzureSpeech};
use teams_cc_core::speech::{Complete, Hints, Line, Pcm, Recognise, Role, Synthesise};
use teams_cc_core::{Error, ErrorKind, Retry, Secret};
use teams_cc_emulator::ai::{Recognition, Reply};
use teams_cc_emulator::audio::{Recording, Voice};
use teams_cc_emulator::{Emulator, Fault, Place, Rule};

struct World {
    teams: Emulator,
    speech: AzureSpeech,
    model: AzureOpenAi,
}

impl World {
    async fn open() -> Self {
        let teams = Emulator::start().await;
        let (endpoint, key) = (teams.ai().endpoint(), teams.ai().key());
        let speech = AzureSpeech::builder().endpoint(&endpoint).key(key.clone());
        let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("concierge").key(key);
        Self { teams, speech: speech.build().unwrap(), model: model.build().unwrap() }
    }

    /// A fault strikes once, or always if `times` is absent.
    fn fault(&self, fault: Fault, times: Option<u32>) {
        let rule = Rule::always(Place::Ai, fault);
        self.teams.faults().add(match times {
            Some(times) => rule.times(times),
            None => rule,
        });
    }

    /// The same resource with another patience.
    fn within(&self, budget: Duration) -> (AzureSpeech, AzureOpenAi) {
        let (endpoint, key) = (self.teams.ai().endpoint(), self.teams.ai().key());
        let speech = AzureSpeech::builder().endpoint(&endpoint).key(key.clone()).within(budget);
        let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("concierge").key(key);
        (speech.build().unwrap(), model.within(budget).build().unwrap())
    }
}

fn tone(rate_hz: u32) -> Pcm {
    let samples: Vec<i16> =
        (0..rate_hz).map(|n| if n / 20 % 2 == 0 { 4_000 } else { -4_000 }).collect();
    Pcm::new(rate_hz, samples)
}

fn hello() -> [Line; 1] {
    [Line::new(Role::Caller, "hello")]
}

#[tokio::test]
async fn cc_52_words_are_recognised_at_every_rate_in_the_language_that_is_hinted() {
    let world = World::open().await;
    let ai = world.teams.ai();
    ai.hears([
        Recognition::words("My card is lost."),
        Recognition::words("Hallo."),
        Recognition::status("NoMatch"),
        Recognition::status("BabbleTimeout"),
    ]);
    let mut hints = Hints::default();
    let words = world.speech.recognise(tone(16_000), &hints).await.unwrap();
    assert_eq!(words.as_deref(), Some("My card is lost."));
    hints.language = "de-DE".into();
    let words = world.speech.recognise(tone(8_000), &hints).await.unwrap();
    assert_eq!(words.as_deref(), Some("Hallo."));
    for _ in 0..2 {
        assert_eq!(world.speech.recognise(tone(24_000), &hints).await.unwrap(), None);
    }
    // Nothing is scripted any more: silence is silence.
    let quiet = Pcm::new(16_000, vec![0; 16_000]);
    assert_eq!(world.speech.recognise(quiet, &hints).await.unwrap(), None);
    let asked = ai.asked();
    assert_eq!((&asked[0]["language"], &asked[1]["language"]), (&"en-US".into(), &"de-DE".into()));
    for one in &asked {
        assert_eq!((&one["format"], &one["ms"]), (&"detailed".into(), &1_000.into()), "{one}");
    }
    ai.hears([Recognition::status("Error")]);
    let broke = world.speech.recognise(tone(16_000), &hints).await.unwrap_err();
    assert_eq!(broke.code(), "TCC-ACS-0711");
    assert!(matches!(broke.retry(), Retry::After(_)));
}

#[tokio::test]
async fn cc_52_words_are_spoken_at_every_rate_and_stay_words() {
    let world = World::open().await;
    let melody = Voice::of("x");
    world.teams.ai().voice("en-US-JennyNeural", &melody);
    let words = "Fish & chips <b>\"now\"</b> – 5 > 4, isn't it?";
    for rate in [8_000, 16_000, 24_000, 48_000, 11_025] {
        let sound = world.speech.synthesise(words, rate).await.unwrap();
        assert_eq!(sound.rate_hz(), rate);
        // Sixty milliseconds a letter.
        let wanted = 60.0 * words.chars().count() as f64;
        assert!((sound.duration().as_secs_f64() * 1_000.0 - wanted).abs() < 2.0, "{sound:?}");
    }
    let asked = world.teams.ai().asked();
    assert!(asked.iter().all(|one| one["words"] == words), "{asked:?}");
    let rates: Vec<_> = asked.iter().map(|one| one["rate"].as_u64().unwrap()).collect();
    assert_eq!(rates, [8_000, 16_000, 24_000, 48_000, 24_000]);
    // It is that voice that sounds.
    let sound = world.speech.synthesise(words, 8_000).await.unwrap();
    let heard = Recording::new(sound.samples().to_vec());
    assert!(heard.hears(&melody));
    let other = AzureSpeech::builder().endpoint(world.teams.ai().endpoint()).voice("nobody");
    let other = other.key(world.teams.ai().key()).build().unwrap();
    let refused = other.synthesise(words, 8_000).await.unwrap_err();
    assert_eq!((refused.code(), refused.kind()), ("TCC-ACS-0707", ErrorKind::Refused));
}

#[tokio::test]
async fn cc_52_a_conversation_is_completed_or_refused() {
    let world = World::open().await;
    let ai = world.teams.ai();
    let lines = [
        Line::new(Role::System, "You are a concierge."),
        Line::new(Role::Caller, "my card is lost"),
        Line::new(Role::Assistant, "Which one?"),
        Line::new(Role::Caller, "the blue one"),
    ];
    let said = world.model.complete(&lines).await.unwrap();
    assert_eq!(said, "(scripted) You said: the blue one");
    let asked = &ai.asked()[0]["body"];
    let roles: Vec<_> = asked["messages"].as_array().unwrap().iter().map(|m| &m["role"]).collect();
    assert_eq!(roles, ["system", "user", "assistant", "user"]);
    assert_eq!(asked["max_completion_tokens"], 300);
    let cut = Reply::Cut { words: "Yes, and".into() };
    ai.replies([
        cut,
        Reply::QuestionFiltered,
        Reply::AnswerFiltered,
        Reply::Nothing,
        Reply::NoChoices,
    ]);
    assert_eq!(world.model.complete(&hello()).await.unwrap(), "Yes, and");
    for code in ["TCC-ACS-0708", "TCC-ACS-0708", "TCC-ACS-0712", "TCC-ACS-0710"] {
        assert_eq!(world.model.complete(&hello()).await.unwrap_err().code(), code);
    }
}

/// What was said until the end, piece by piece, and the end.
async fn written(model: &AzureOpenAi) -> (Vec<String>, Result<(), Error>) {
    let mut pieces = Vec::new();
    let end = model.write(&hello(), &mut |piece| pieces.push(piece.to_owned())).await;
    (pieces, end)
}

#[tokio::test]
async fn cc_52_an_answer_is_given_while_it_is_written() {
    let world = World::open().await;
    let ai = world.teams.ai();
    let (pieces, end) = written(&world.model).await;
    end.unwrap();
    assert_eq!(pieces, ["(scripted) ", "You ", "said: ", "hello"]);
    assert_eq!(ai.asked()[0]["body"]["stream"], true);
    let words = || "Yes, but".to_owned();
    ai.replies([
        Reply::Cut { words: words() },
        Reply::FilteredAfter { words: words() },
        Reply::AnswerFiltered,
        Reply::QuestionFiltered,
        Reply::Nothing,
        Reply::NoChoices,
    ]);
    assert!(written(&world.model).await.1.is_ok());
    for (said, code) in [
        ("Yes, but", "TCC-ACS-0708"),
        ("", "TCC-ACS-0708"),
        ("", "TCC-ACS-0708"),
        ("", "TCC-ACS-0712"),
        ("", "TCC-ACS-0710"),
    ] {
        let (pieces, end) = written(&world.model).await;
        assert_eq!((pieces.concat().as_str(), end.unwrap_err().code()), (said, code));
    }
}

#[tokio::test]
async fn rs_75_each_fault_of_a_stream_has_a_typed_answer() {
    let world = World::open().await;
    for (fault, code, kind) in [
        (Fault::status(503), "TCC-ACS-0706", ErrorKind::Unavailable),
        (Fault::status(403), "TCC-ACS-0703", ErrorKind::Unauthorized),
        (Fault::Silent, "TCC-ACS-0307", ErrorKind::Timeout),
        (Fault::Reset, "TCC-ACS-0306", ErrorKind::Unavailable),
        (Fault::Malformed, "TCC-ACS-0710", ErrorKind::Protocol),
    ] {
        let (_, model) = world.within(Duration::from_millis(300));
        world.fault(fault.clone(), None);
        let (pieces, end) = written(&model).await;
        let error = end.unwrap_err();
        assert_eq!((error.code(), error.kind()), (code, kind), "{fault:?}: {error:?}");
        assert!(pieces.is_empty());
        world.teams.faults().clear();
    }
    // What has begun is not begun again, and what was said stays said.
    world.fault(Fault::CutBody, Some(1));
    let (pieces, end) = written(&world.model).await;
    assert_eq!(end.unwrap_err().code(), "TCC-ACS-0306");
    assert!((1..4).contains(&pieces.len()), "{pieces:?}");
    // What has not is.
    world.fault(Fault::status(503), Some(1));
    assert!(written(&world.model).await.1.is_ok());
}

#[tokio::test]
async fn rs_77_keys_and_tokens_are_checked_and_never_shown() {
    let world = World::open().await;
    let endpoint = world.teams.ai().endpoint();
    let wrong = || Secret::new("bm90LXRoZS1rZXk");
    let speech = AzureSpeech::builder().endpoint(&endpoint).key(wrong()).build().unwrap();
    let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("concierge").key(wrong());
    let model = model.build().unwrap();
    for refused in [
        speech.recognise(tone(16_000), &Hints::default()).await.unwrap_err(),
        speech.synthesise("hello", 16_000).await.unwrap_err(),
        model.complete(&hello()).await.unwrap_err(),
    ] {
        assert_eq!((refused.code(), refused.kind()), ("TCC-ACS-0702", ErrorKind::Unauthorized));
        assert_eq!(refused.retry(), Retry::Never);
        assert_eq!(Failure::of(&refused).map(Failure::status), Some(401));
        assert!(!format!("{refused:?} {speech:?} {model:?}").contains("bm90"));
    }
    let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("another");
    let model = model.key(world.teams.ai().key()).build().unwrap();
    let none = model.complete(&hello()).await.unwrap_err();
    assert_eq!((none.code(), none.kind()), ("TCC-ACS-0704", ErrorKind::Config));
}

/// The emulator's own sign-in gives the token.
#[derive(Debug)]
struct SignsIn(Emulator);

#[async_trait::async_trait]
impl TokenCredential for SignsIn {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let config = self.0.config();
        let url = format!("{}/{}/oauth2/v2.0/token", config.signin, config.tenant);
        let root = reqwest::Certificate::from_pem(config.ca_pem.as_bytes()).unwrap();
        let http = reqwest::Client::builder().tls_certs_only([root]).build().unwrap();
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &config.client_id.to_string()),
            ("client_secret", config.client_secret.expose()),
            ("scope", scopes[0]),
        ];
        let answer = http.post(url).form(&form).send().await.unwrap();
        let answer: serde_json::Value = answer.json().await.unwrap();
        let token = answer["access_token"].as_str().unwrap_or_else(|| panic!("{answer}"));
        Ok(AccessToken::new(token.to_owned(), OffsetDateTime::now_utc() + Span::hours(1)))
    }
}

#[tokio::test]
async fn rs_77_tokens_of_entra_open_all_three() {
    let world = World::open().await;
    let endpoint = world.teams.ai().endpoint();
    let credential: Arc<dyn TokenCredential> = Arc::new(SignsIn(world.teams.clone()));
    let id = "/subscriptions/1/resourceGroups/2/providers/Microsoft.CognitiveServices/accounts/3";
    let speech = AzureSpeech::builder().endpoint(&endpoint).credential(id, credential.clone());
    let speech = speech.build().unwrap();
    let model = AzureOpenAi::builder().endpoint(&endpoint).deployment("concierge");
    let model = model.credential(credential).build().unwrap();
    assert!(!speech.synthesise("hello", 16_000).await.unwrap().samples().is_empty());
    assert_eq!(speech.recognise(tone(16_000), &Hints::default()).await.unwrap(), None);
    model.complete(&hello()).await.unwrap();
}

#[tokio::test]
async fn rs_73_throttling_is_waited_for_or_told() {
    let world = World::open().await;
    // Sooner than the limit of time: waited for.
    world.fault(Fault::retry_after(429, "1"), Some(1));
    world.model.complete(&hello()).await.unwrap();
    // Later: told.
    world.fault(Fault::retry_after(429, "45"), Some(1));
    let told = world.model.complete(&hello()).await.unwrap_err();
    assert_eq!((told.code(), told.kind()), ("TCC-ACS-0705", ErrorKind::Throttled));
    assert_eq!(told.retry(), Retry::After(Duration::from_secs(45)));
}

#[tokio::test]
async fn rs_75_each_fault_of_the_resource_has_a_typed_answer() {
    let world = World::open().await;
    for (fault, code, kind) in [
        (Fault::status(503), "TCC-ACS-0706", ErrorKind::Unavailable),
        (Fault::status(500), "TCC-ACS-0706", ErrorKind::Unavailable),
        (Fault::status(403), "TCC-ACS-0703", ErrorKind::Unauthorized),
        (Fault::status(415), "TCC-ACS-0707", ErrorKind::Refused),
        (Fault::slow(Duration::from_secs(3_600)), "TCC-ACS-0307", ErrorKind::Timeout),
        (Fault::Silent, "TCC-ACS-0307", ErrorKind::Timeout),
        (Fault::Reset, "TCC-ACS-0306", ErrorKind::Unavailable),
        (Fault::LoseAnswer, "TCC-ACS-0306", ErrorKind::Unavailable),
        (Fault::CutBody, "TCC-ACS-0306", ErrorKind::Unavailable),
        (Fault::Malformed, "TCC-ACS-0710", ErrorKind::Protocol),
    ] {
        let (speech, model) = world.within(Duration::from_millis(300));
        world.fault(fault.clone(), None);
        let (hints, lines) = (Hints::default(), hello());
        let (heard, said, thought) = tokio::join!(
            speech.recognise(tone(16_000), &hints),
            speech.synthesise("hello", 16_000),
            model.complete(&lines),
        );
        for error in [heard.unwrap_err(), said.unwrap_err(), thought.unwrap_err()] {
            assert_eq!((error.code(), error.kind()), (code, kind), "{fault:?}: {error:?}");
            if kind == ErrorKind::Unavailable {
                assert!(matches!(error.retry(), Retry::After(_)), "{fault:?}: {error:?}");
            }
        }
        world.teams.faults().clear();
    }
    // Once is not heard of.
    for fault in [Fault::status(503), Fault::Reset, Fault::CutBody] {
        world.fault(fault, Some(1));
        world.model.complete(&hello()).await.unwrap();
    }
}
