//! Tokens of Entra, kept until they end.

use std::sync::Arc;
use std::time::Duration;

use azure_core::credentials::TokenCredential;
use parking_lot::Mutex;
use teams_cc_core::{Clock as _, Error, Instant, Secret};

use crate::clock::Clock;
use crate::error;

/// The scope of tokens for Communication Services (`acs.md` section 2).
pub(crate) const SCOPE: &str = "https://communication.azure.com//.default";
/// A token is renewed this long before it ends.
const EARLY: Duration = Duration::from_secs(300);
/// After a renewal that failed, while the token at hand is good.
const AGAIN: Duration = Duration::from_secs(30);
/// A token that cannot be had in this time is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// A cache in front of a credential: it serves what it has while renewal fails, and asks once
/// however many requests wait.
pub(crate) struct Tokens {
    credential: Arc<dyn TokenCredential>,
    scope: &'static str,
    /// What stands before each token in its header.
    before: String,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
    asking: tokio::sync::Mutex<()>,
}

#[derive(Clone)]
struct Kept {
    token: Secret,
    renew: Instant,
    ends: Instant,
}

impl Tokens {
    pub(crate) fn new(credential: Arc<dyn TokenCredential>, clock: Clock) -> Self {
        Self::of(credential, clock, SCOPE, String::new())
    }

    /// Of another service.
    pub(crate) fn of(
        credential: Arc<dyn TokenCredential>,
        clock: Clock,
        scope: &'static str,
        before: String,
    ) -> Self {
        let (kept, asking) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { credential, scope, before, clock, kept, asking }
    }

    /// The header `Authorization` with this token.
    pub(crate) fn bearer(&self, token: &Secret) -> String {
        format!("Bearer {}{}", self.before, token.expose())
    }

    fn fresh(&self) -> Option<Secret> {
        let kept = self.kept.lock();
        kept.as_ref().filter(|kept| self.clock.now() < kept.renew).map(|kept| kept.token.clone())
    }

    pub(crate) async fn token(&self) -> Result<Secret, Error> {
        if let Some(token) = self.fresh() {
            return Ok(token);
        }
        let _turn = self.asking.lock().await;
        // Whoever asked before us may have brought it.
        if let Some(token) = self.fresh() {
            return Ok(token);
        }
        let asked =
            tokio::time::timeout(PATIENCE, self.credential.get_token(&[self.scope], None)).await;
        let now = self.clock.now();
        let failed = match asked {
            Ok(Ok(access)) => {
                let ends_s = access.expires_on.unix_timestamp();
                let life = u64::try_from(ends_s - self.clock.wall_s()).unwrap_or(0);
                let ends = now + Duration::from_secs(life);
                let token = Secret::new(access.token.secret());
                let early = EARLY.min(Duration::from_secs(life / 2));
                let renew = now + Duration::from_secs(life).saturating_sub(early);
                *self.kept.lock() = Some(Kept { token: token.clone(), renew, ends });
                return Ok(token);
            }
            Ok(Err(source)) => error::no_token().with_source(source),
            Err(_) => error::no_token(),
        };
        let mut kept = self.kept.lock();
        match kept.as_mut().filter(|kept| now < kept.ends) {
            Some(kept) => {
                kept.renew = now + AGAIN;
                Ok(kept.token.clone())
            }
            None => Err(failed),
        }
    }

    pub(crate) fn rejected(&self, token: &Secret) {
        let mut kept = self.kept.lock();
        if kept.as_ref().is_some_and(|kept| kept.token == *token) {
            *kept = None;
        }
    }
}
