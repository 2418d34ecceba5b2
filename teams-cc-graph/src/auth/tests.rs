use std::sync::atomic::{AtomicU32, Ordering};

use azure_core::credentials::{AccessToken, TokenRequestOptions};
use futures::future::join_all;

use super::*;
use teams_cc_core::Retry;

/// Answers after 200 ms what its script says: the life of a token in seconds, or why not.
#[derive(Debug, Default)]
struct Scripted {
    asked: AtomicU32,
    script: Mutex<Vec<Result<u64, u16>>>,
}

#[async_trait::async_trait]
impl TokenCredential for Scripted {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        let number = self.asked.fetch_add(1, Ordering::SeqCst);
        let answer = self.script.lock().pop().unwrap_or(Ok(3_600));
        tokio::time::sleep(Duration::from_millis(200)).await;
        match answer {
            Ok(life) => {
                let expires = SystemTime::now() + Duration::from_secs(life);
                Ok(AccessToken::new(format!("{}#{number}", scopes[0]), expires.into()))
            }
            Err(status) => Err(AzureErrorKind::HttpResponse {
                status: status.into(),
                error_code: Some("7000222".into()),
                raw_response: None,
            }
            .into_error()),
        }
    }
}

fn tokens(script: Vec<Result<u64, u16>>) -> (Arc<Scripted>, Arc<Tokens>) {
    let credential = Arc::new(Scripted { asked: AtomicU32::new(0), script: Mutex::new(script) });
    let shared = Arc::clone(&credential);
    let credentials =
        move |_: &str| -> Result<Arc<dyn TokenCredential>, Error> { Ok(shared.clone()) };
    let tokens = Tokens::new(Arc::new(credentials), Clock::start(), Rng::from_seed(7));
    (credential, Arc::new(tokens))
}

#[tokio::test(start_paused = true)]
async fn rs_77_a_hundred_callers_on_two_scopes_make_two_requests_at_once() {
    let (credential, tokens) = tokens(Vec::new());
    let started = tokio::time::Instant::now();
    let all = join_all((0..100).map(|i| {
        let tokens = tokens.clone();
        async move { tokens.get("t", if i % 2 == 0 { "a" } else { "b" }).await }
    }))
    .await;
    assert!(all.iter().all(Result::is_ok));
    assert_eq!(credential.asked.load(Ordering::SeqCst), 2);
    assert_eq!(started.elapsed().as_millis(), 200, "one scope does not wait for the other");
}

#[tokio::test(start_paused = true)]
async fn tenants_never_share_a_token() {
    let (credential, tokens) = tokens(Vec::new());
    let one = tokens.get("one", "s").await.unwrap();
    let two = tokens.get("two", "s").await.unwrap();
    assert_ne!(one, two);
    assert_eq!(tokens.get("one", "s").await.unwrap(), one);
    assert_eq!(credential.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_caller_who_goes_away_does_not_stop_the_renewal() {
    let (credential, tokens) = tokens(Vec::new());
    let short = Duration::from_millis(50);
    assert!(tokio::time::timeout(short, tokens.get("t", "s")).await.is_err());
    tokens.get("t", "s").await.unwrap();
    assert_eq!(credential.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn a_busy_sign_in_service_is_a_passing_thing_and_not_hammered() {
    let (credential, tokens) = tokens(vec![Err(503)]);
    let error = tokens.get("t", "s").await.unwrap_err();
    assert_eq!(error.code(), "TCC-GRAPH-0202");
    assert!(matches!(error.retry(), Retry::After(wait) if wait > Duration::ZERO));
    assert!(tokens.get("t", "s").await.is_err());
    assert_eq!(credential.asked.load(Ordering::SeqCst), 1, "the second waits for its time");
    tokio::time::advance(Duration::from_secs(5)).await;
    assert!(tokens.get("t", "s").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn an_expired_secret_names_itself_and_its_fix() {
    let (_, tokens) = tokens(vec![Err(401)]);
    let error = tokens.get("t", "s").await.unwrap_err();
    assert_eq!((error.code(), error.retry()), ("TCC-GRAPH-0201", Retry::Never));
    assert!(error.report().contains("AADSTS7000222"), "{error:?}");
    assert!(error.report().contains("expired"), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn a_rejected_token_is_replaced() {
    let (_, tokens) = tokens(Vec::new());
    let first = tokens.get("t", "s").await.unwrap();
    tokens.rejected("t", "s", &first);
    assert_ne!(tokens.get("t", "s").await.unwrap(), first);
}

#[test]
fn tokens_do_not_print_themselves() {
    let token = Token(Secret::new("eyJhbGciOi"));
    assert!(!format!("{token:?}").contains("eyJ"));
}
