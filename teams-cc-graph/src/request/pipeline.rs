//! The driver of a request: asks the machines what to do, and does it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use tokio::sync::Semaphore;

use teams_cc_core::{Error, Instant, Retry, Rng};
use teams_cc_http::send::Breaker;
use teams_cc_http::send::retry_after;
use teams_cc_http::send::{Incoming, LARGEST_ANSWER, Loss, Outgoing, Place, Wire};
use teams_cc_http::send::{Outcome, Repeat, Schedule, Step};
use teams_cc_http::{Clock, wall_clock_s};

use super::Parts;
use super::answer::Failure;
use super::budget::Claim;
use super::limits::{Budget, Limits, claimed};
use crate::auth::{Token, Tokens};
use crate::error;

/// So many requests may wait for their turn; more are refused at once (RS-75).
const LONGEST_QUEUE: usize = 10_000;

/// Everything that the requests of one app share.
pub(crate) struct Pipeline {
    wire: Arc<dyn Wire>,
    tokens: Tokens,
    scope: String,
    clock: Clock,
    rng: Mutex<Rng>,
    limits: Mutex<Limits>,
    breaker: Mutex<Breaker>,
    in_flight: Semaphore,
    waiting: AtomicUsize,
}

/// How one attempt ended.
enum Tried {
    Answer(Incoming, Token),
    Lost(Loss),
    /// It never left, for a reason of our own; what to tell the caller, and when to try again.
    Held(Error, Instant),
}

impl Pipeline {
    pub(crate) fn new(
        wire: Arc<dyn Wire>,
        tokens: Tokens,
        scope: String,
        clock: Clock,
        rng: Rng,
        most_in_flight: usize,
    ) -> Self {
        Self {
            wire,
            tokens,
            scope,
            clock,
            rng: Mutex::new(rng),
            limits: Mutex::default(),
            breaker: Mutex::new(Breaker::new()),
            in_flight: Semaphore::new(most_in_flight),
            waiting: AtomicUsize::new(0),
        }
    }

    pub(crate) fn clock(&self) -> Clock {
        self.clock
    }

    /// A stream of randomness of its own.
    pub(crate) fn fork_rng(&self) -> Rng {
        self.rng.lock().fork()
    }

    /// What is used of each limit, as a tenant sees it.
    pub(crate) fn budgets(&self, tenant: &str) -> Vec<Budget> {
        self.limits.lock().budgets(tenant, self.clock.now())
    }

    /// A token, without a request.
    pub(crate) async fn token(
        &self,
        tenant: &str,
        person: Option<&Tokens>,
    ) -> Result<Token, Error> {
        person.unwrap_or(&self.tokens).get(tenant, &self.scope).await
    }

    /// Sends a request until it is answered for good or its budget is used up.
    ///
    /// `person` has the tokens to use instead of the application's own.
    pub(crate) async fn send(
        &self,
        tenant: &str,
        person: Option<&Tokens>,
        parts: &Parts,
    ) -> Result<Incoming, Error> {
        let tokens = person.unwrap_or(&self.tokens);
        let deadline = self.clock.now() + parts.within;
        let _place = Place::take(&self.waiting, LONGEST_QUEUE)
            .ok_or_else(|| error::no_room(Duration::from_secs(1)))?;
        let outgoing = self.outgoing(parts);
        let claims = claimed(&parts.method, &parts.url, &parts.counted);
        let harmless = parts.repeat == Repeat::Harmless;
        let mut schedule = Schedule::new(deadline, parts.repeat);
        let mut last = None;
        loop {
            let sent = AtomicBool::new(false);
            let attempt = self.attempt(tenant, tokens, outgoing.clone(), &claims, deadline, &sent);
            let tried = tokio::select! {
                biased;
                tried = attempt => tried,
                () = self.clock.sleep_until(deadline) => {
                    let sent = sent.load(Ordering::Relaxed);
                    if sent {
                        self.breaker.lock().failed(self.clock.now());
                    }
                    // A refusal of Graph says more than our clock, unless this attempt may have
                    // done something.
                    let late = error::timed_out(sent, harmless)
                        .with_id("client-request-id", client_request_id(&outgoing));
                    return Err(last.filter(|_| harmless || !sent).unwrap_or(late));
                }
            };
            let (step, failed) =
                self.judge(tenant, tokens, &mut schedule, tried, &outgoing, &claims)?;
            match step {
                Step::Done => {
                    return match failed {
                        Ok(incoming) => Ok(incoming),
                        Err(error) => Err(error),
                    };
                }
                Step::GiveUp { .. } => return failed,
                Step::AgainWithNewToken => last = failed.err(),
                Step::Again { at } => {
                    last = failed.err();
                    self.clock.sleep_until(at).await;
                }
            }
        }
    }

    /// One attempt: a token, a place, a moment, then the network.
    async fn attempt(
        &self,
        tenant: &str,
        tokens: &Tokens,
        mut outgoing: Outgoing,
        claims: &[Claim],
        deadline: Instant,
        sent: &AtomicBool,
    ) -> Tried {
        if let Some(until) = self.breaker.lock().refuses(self.clock.now()) {
            return Tried::Held(error::left_alone(until.since(self.clock.now())), until);
        }
        let token = match tokens.get(tenant, &self.scope).await {
            Ok(token) => token,
            Err(error) => {
                let wait = if let Retry::After(wait) = error.retry() { wait } else { FOR_EVER };
                return Tried::Held(error, self.clock.now() + wait);
            }
        };
        let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", token.expose())) else {
            let refused = error::token_refused("the token is no header", "check the credential");
            return Tried::Held(refused, Instant::FAR);
        };
        bearer.set_sensitive(true);
        outgoing.headers.insert(AUTHORIZATION, bearer);

        let Ok(_seat) = self.in_flight.acquire().await else {
            return Tried::Held(error::no_room(Duration::from_secs(1)), Instant::FAR);
        };
        // The narrowest first: what all share is taken when the request can leave.
        for claim in claims {
            if let Err((error, until)) = self.await_turn(claim, tenant, deadline).await {
                return Tried::Held(error, until);
            }
        }
        if let Err(until) = self.breaker.lock().admit(self.clock.now()) {
            return Tried::Held(error::left_alone(until.since(self.clock.now())), until);
        }
        sent.store(true, Ordering::Relaxed);
        match self.wire.carry(outgoing).await {
            Ok(incoming) => Tried::Answer(incoming, token),
            Err(loss) => Tried::Lost(loss),
        }
    }

    /// Waits for a moment within this limit.
    async fn await_turn(
        &self,
        claim: &Claim,
        tenant: &str,
        deadline: Instant,
    ) -> Result<(), (Error, Instant)> {
        loop {
            let now = self.clock.now();
            let reserved = self.limits.lock().reserve(claim, tenant, now, deadline);
            match reserved {
                Ok(slot) if slot > now => self.clock.sleep_until(slot).await,
                Ok(_) => {}
                Err(slot) => return Err((error::no_room(slot.since(now)), slot)),
            }
            // A pause may have begun while we waited for our moment.
            let now = self.clock.now();
            if self.limits.lock().is_open(claim, tenant, now) {
                return Ok(());
            }
        }
    }

    /// What an attempt means: for the schedule, for the breaker, for the limiter, for the caller.
    fn judge(
        &self,
        tenant: &str,
        tokens: &Tokens,
        schedule: &mut Schedule,
        tried: Tried,
        outgoing: &Outgoing,
        claims: &[Claim],
    ) -> Result<(Step, Result<Incoming, Error>), Error> {
        let harmless = schedule.is_harmless();
        let now = self.clock.now();
        let id = client_request_id(outgoing);
        let mut rng = self.rng.lock();
        match tried {
            Tried::Answer(incoming, token) => {
                let status = incoming.status;
                let asked = retry_after(&incoming.headers, wall_clock_s());
                match status {
                    500..=599 => self.breaker.lock().failed(now),
                    _ => self.breaker.lock().succeeded(now),
                }
                tracing::debug!(
                    graph.client_request_id = id,
                    graph.request_id = header(&incoming.headers, "request-id"),
                    status,
                    attempt = schedule.attempts() + 1,
                    "graph answered"
                );
                if (200..300).contains(&status) {
                    return Ok((Step::Done, Ok(incoming)));
                }
                let step = schedule.after(now, Outcome::Answered { status, wait: asked }, &mut rng);
                if status == 401 {
                    tokens.rejected(tenant, &self.scope, &token);
                }
                if let (429, Some(asked)) = (status, asked) {
                    self.limits.lock().pause(claims, tenant, now + asked);
                }
                let failure = Failure::read(status, &incoming.headers, &incoming.body);
                let failure = failure.sent_as(id);
                let wait = match step {
                    Step::GiveUp { wait } => wait,
                    Step::Again { at } => at.since(now),
                    _ => Duration::ZERO,
                };
                let retry = match status {
                    429 => Retry::After(wait),
                    408 | 500 | 502 | 503 | 504 | 509 if harmless => Retry::After(wait),
                    408 | 500..=599 if !harmless => Retry::Check,
                    _ => Retry::Never,
                };
                Ok((step, Err(error::refused(failure, retry, wait))))
            }
            Tried::Lost(Loss::TooLarge) => {
                self.breaker.lock().succeeded(now);
                Err(error::too_large(LARGEST_ANSWER).with_id("client-request-id", id))
            }
            Tried::Lost(loss) => {
                self.breaker.lock().failed(now);
                let (outcome, source) = match loss {
                    Loss::Broken(source) => (Outcome::Lost, source),
                    Loss::NotSent(source) => (Outcome::NotSent { wait: None }, source),
                    Loss::TooLarge => return Err(error::too_large(LARGEST_ANSWER)),
                };
                let step = schedule.after(now, outcome, &mut rng);
                let wait = match step {
                    Step::GiveUp { wait } => wait,
                    Step::Again { at } => at.since(now),
                    _ => Duration::ZERO,
                };
                let error = match outcome {
                    Outcome::Lost => error::lost(harmless, wait),
                    _ => error::not_connected(wait),
                };
                tracing::debug!(graph.client_request_id = id, code = error.code(), "no answer");
                Ok((step, Err(error.with_id("client-request-id", id).with_source(source))))
            }
            Tried::Held(error, until) => {
                if error.retry() == Retry::Never {
                    return Err(error);
                }
                let wait = Some(until.since(now));
                let step = schedule.after(now, Outcome::NotSent { wait }, &mut rng);
                Ok((step, Err(error)))
            }
        }
    }

    fn outgoing(&self, parts: &Parts) -> Outgoing {
        let mut headers = parts.headers.clone();
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        headers.insert("return-client-request-id", HeaderValue::from_static("true"));
        let mut bits = [0; 16];
        self.rng.lock().fill(&mut bits);
        let id = uuid::Builder::from_random_bytes(bits).into_uuid().to_string();
        if let Ok(id) = HeaderValue::from_str(&id) {
            // One id for all repetitions: it is one request.
            headers.entry("client-request-id").or_insert(id);
        }
        if parts.body.is_some() {
            headers.entry(CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
        }
        Outgoing {
            method: parts.method.clone(),
            url: parts.url.clone(),
            headers,
            body: parts.body.clone(),
        }
    }
}

/// Longer than any budget.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn client_request_id(outgoing: &Outgoing) -> &str {
    header(&outgoing.headers, "client-request-id")
}

#[cfg(test)]
mod tests;
