//! Tokens: one cache in front of any credential.
//!
//! `azure_identity` renews late, synchronously, and fails while its token is still valid. Here a
//! token is renewed in the background at 80 % of its life, by one task per tenant and scope
//! however many requests wait, and the old one is used while that fails (RS-77).

pub(crate) mod aadsts;
mod cache;
#[cfg(feature = "identity")]
pub(crate) mod certificate;
#[cfg(feature = "identity")]
mod der;
#[cfg(feature = "identity")]
pub(crate) mod entra;
pub(crate) mod expiry;
#[cfg(feature = "identity")]
pub(crate) mod identity;

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use azure_core::credentials::{Secret, TokenCredential};
use azure_core::error::ErrorKind as AzureErrorKind;
use parking_lot::Mutex;
use tokio::sync::Notify;

use aadsts::Denial;
use cache::{CachedToken, Ticket};
use teams_cc_core::{Error, Rng};
use teams_cc_http::Clock;
use teams_cc_http::send::retry_after;

use crate::error;

/// One renewal takes no longer than this.
const RENEWAL_LIMIT: Duration = Duration::from_secs(30);
/// A refusal that only a person can mend is not repeated before this.
const REFUSAL_STANDS: Duration = Duration::from_secs(60);

/// Makes the credential of a tenant. Called for each renewal, so that no cache inside the
/// credential stands between us and a new token.
pub(crate) type Credentials = dyn Fn(&str) -> Result<Arc<dyn TokenCredential>, Error> + Send + Sync;

/// The tokens of one app: per tenant and scope.
pub(crate) struct Tokens {
    credentials: Arc<Credentials>,
    clock: Clock,
    rng: Mutex<Rng>,
    slots: Mutex<HashMap<(String, String), Arc<Slot>>>,
}

struct Slot {
    tenant: String,
    scope: String,
    state: Mutex<State>,
    ended: Notify,
}

struct State {
    cache: CachedToken<Token>,
    /// Why the last renewal failed.
    denied: Denied,
}

/// A bearer token that does not print itself.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token(Secret);

impl Token {
    /// The text for the header; the call site is the place an auditor looks at.
    pub(crate) fn expose(&self) -> &str {
        self.0.secret()
    }
}

/// Why a renewal brought no token, in words that hold no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    /// Later perhaps; when, if the service said so.
    Passing { wait: Option<Duration> },
    /// Until a person changes something.
    Lasting { cause: String, fix: &'static str },
    /// Entra said no, in its own words.
    Refused(Box<Denial>),
}

impl Denied {
    fn error(&self, wait: Duration) -> Error {
        match self {
            Self::Passing { .. } => error::token_unavailable(wait),
            Self::Lasting { cause, fix } => error::token_refused(cause, fix),
            Self::Refused(denial) => error::sign_in_refused((**denial).clone()),
        }
    }

    /// How long the next renewal waits, if that is not left to the back-off.
    fn wait(&self) -> Option<Duration> {
        match self {
            Self::Passing { wait } => *wait,
            Self::Lasting { .. } | Self::Refused(_) => Some(REFUSAL_STANDS),
        }
    }
}

impl Tokens {
    pub(crate) fn new(credentials: Arc<Credentials>, clock: Clock, rng: Rng) -> Self {
        Self { credentials, clock, rng: Mutex::new(rng), slots: Mutex::default() }
    }

    /// A token to use now. Waits only if there is none at all.
    ///
    /// # Cancel safety
    /// Dropping the future leaves the renewal running for the others who wait.
    pub(crate) async fn get(&self, tenant: &str, scope: &str) -> Result<Token, Error> {
        let slot = self.slot(tenant, scope);
        loop {
            let ended = slot.ended.notified();
            tokio::pin!(ended);
            // Registered before the state is read: a renewal that ends in between is not missed.
            ended.as_mut().enable();
            let now = self.clock.now();
            let ticket = slot.state.lock().cache.ask(now);
            match ticket {
                Ticket::Use { token, renew } => {
                    if renew {
                        self.renew(&slot);
                    }
                    return Ok(token);
                }
                Ticket::Renew => self.renew(&slot),
                Ticket::Wait => {}
                Ticket::Refuse { until } => {
                    return Err(slot.state.lock().denied.error(until.since(now)));
                }
            }
            ended.await;
        }
    }

    /// Graph answered 401 to this token.
    pub(crate) fn rejected(&self, tenant: &str, scope: &str, token: &Token) {
        self.slot(tenant, scope).state.lock().cache.rejected(self.clock.now(), token);
    }

    fn slot(&self, tenant: &str, scope: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock();
        let key = (tenant.to_owned(), scope.to_owned());
        let new = || {
            Arc::new(Slot {
                tenant: tenant.to_owned(),
                scope: scope.to_owned(),
                state: Mutex::new(State {
                    cache: CachedToken::new(self.rng.lock().fork()),
                    denied: Denied::Passing { wait: None },
                }),
                ended: Notify::new(),
            })
        };
        Arc::clone(slots.entry(key).or_insert_with(new))
    }

    /// Starts the one renewal of this slot, as a task of its own: whoever asked may go away.
    fn renew(&self, slot: &Arc<Slot>) {
        let (slot, clock) = (Arc::clone(slot), self.clock);
        let credential = (self.credentials)(&slot.tenant);
        tokio::spawn(async move {
            let asked = async {
                let credential = credential.map_err(|error| Denied::Lasting {
                    cause: error.to_string(),
                    fix: "see the cause",
                })?;
                credential.get_token(&[&slot.scope], None).await.map_err(|error| denied(&error))
            };
            let answer = tokio::time::timeout(RENEWAL_LIMIT, asked).await;
            let answer = answer.unwrap_or(Err(Denied::Passing { wait: None }));
            let (now, tenant) = (clock.now(), &slot.tenant);
            let mut state = slot.state.lock();
            match answer {
                Ok(token) => {
                    // A date only because the wire says so; from here on it is a span of time.
                    let life = SystemTime::from(token.expires_on).duration_since(SystemTime::now());
                    let life = life.unwrap_or_default();
                    tracing::debug!(tenant.id = %tenant, ?life, "new token");
                    state.cache.renewed(now, Token(token.token), life);
                }
                Err(denied) => {
                    tracing::warn!(tenant.id = %tenant, ?denied, "no new token");
                    state.cache.failed(now, denied.wait());
                    state.denied = denied;
                }
            }
            drop(state);
            slot.ended.notify_waiters();
        });
    }
}

/// Reads a credential's error: is it for a person, or will it pass?
fn denied(error: &azure_core::Error) -> Denied {
    let mut below: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(source) = below {
        if let Some(denial) = source.downcast_ref::<Denial>() {
            return Denied::Refused(Box::new(denial.clone()));
        }
        below = source.source();
    }
    let mut below: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let mut kind = error.kind();
    while let Some(source) = below {
        if let Some(azure) = source.downcast_ref::<azure_core::Error>() {
            kind = azure.kind();
            if let AzureErrorKind::HttpResponse { status, error_code, raw_response } = kind {
                let numbers = error_code.as_deref().unwrap_or_default();
                let wait = raw_response.as_ref().and_then(|answer| asked_to_wait(answer));
                return denied_by_entra(u16::from(*status), numbers, wait);
            }
        }
        below = source.source();
    }
    match kind {
        AzureErrorKind::Connection | AzureErrorKind::Io | AzureErrorKind::DataConversion => {
            Denied::Passing { wait: None }
        }
        _ => Denied::Lasting {
            cause: "the credential cannot give a token".into(),
            fix: "check what the credential needs: a signed-in tool, an environment, an identity",
        },
    }
}

fn asked_to_wait(answer: &azure_core::http::RawResponse) -> Option<Duration> {
    let mut headers = reqwest::header::HeaderMap::new();
    for name in ["retry-after", "retry-after-ms", "x-ms-retry-after-ms", "date"] {
        let header = azure_core::http::headers::HeaderName::from_static(name);
        if let Some(Ok(value)) = answer.headers().get_optional_str(&header).map(str::parse) {
            headers.insert(name, value);
        }
    }
    retry_after(&headers, teams_cc_http::wall_clock_s())
}

/// What the AADSTS numbers of a refused token mean for the person who runs this.
fn denied_by_entra(status: u16, numbers: &str, wait: Option<Duration>) -> Denied {
    if !matches!(status, 400 | 401 | 403 | 404) {
        return Denied::Passing { wait };
    }
    Denied::Refused(Box::new(Denial::of_numbers(status, numbers)))
}

#[cfg(test)]
mod tests;
