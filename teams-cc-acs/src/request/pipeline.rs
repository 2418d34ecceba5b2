//! One request from a wish to an answer: prove who we are, send, wait, ask again, give up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use teams_cc_core::{Clock as _, Error, Instant, Retry, Rng, Secret};
use teams_cc_http::send::{
    Breaker, Incoming, Limit, Limiter, Loss, Opened, Outcome, Outgoing, Place, Schedule, Step,
    Wire, retry_after,
};
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::{Parts, Repeatability};
use crate::auth::Credential;
use crate::auth::signature::http_date;
use crate::clock::Clock;
use crate::error;

/// So many requests are under way at once.
const MOST_IN_FLIGHT: usize = 128;
/// So many requests may wait for their turn; more are refused at once (RS-75).
const LONGEST_QUEUE: usize = 10_000;
const REPEAT_ID: HeaderName = HeaderName::from_static("repeatability-request-id");
const REPEAT_SINCE: HeaderName = HeaderName::from_static("repeatability-first-sent");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// Everything that the requests of one resource share.
pub(crate) struct Pipeline {
    wire: Arc<dyn Wire>,
    credential: Credential,
    clock: Clock,
    rng: Mutex<Rng>,
    turns: Mutex<Turns>,
    breaker: Mutex<Breaker>,
    in_flight: Semaphore,
    waiting: AtomicUsize,
    /// What a refusal of this service means.
    refused: fn(Failure, Retry) -> Error,
}

/// When the next request may leave.
struct Turns {
    /// What the owner of the resource was granted; Microsoft publishes no figure (`acs.md`
    /// section 8).
    limiter: Option<Limiter>,
    /// The service has asked everybody to wait until then.
    paused: Instant,
}

enum Tried<T> {
    Answer(T, Option<Secret>),
    Lost(Loss),
    /// It never left, for a reason of our own, and not before this moment.
    Held(Error, Instant),
}

/// What an attempt came to: what to do next, and what the caller gets if that is nothing.
type Judged<T> = (Step, Result<T, Error>);

impl Pipeline {
    pub(crate) fn new(
        wire: Arc<dyn Wire>,
        credential: Credential,
        clock: Clock,
        rng: Rng,
        limit: Option<Limit>,
    ) -> Self {
        let turns = Turns { limiter: limit.map(Limiter::new), paused: Instant::START };
        Self {
            wire,
            credential,
            clock,
            rng: Mutex::new(rng),
            turns: Mutex::new(turns),
            breaker: Mutex::default(),
            in_flight: Semaphore::new(MOST_IN_FLIGHT),
            waiting: AtomicUsize::new(0),
            refused: error::refused,
        }
    }

    /// Another service, whose refusals mean something else.
    #[cfg(feature = "speech")]
    pub(crate) fn refusing(mut self, refused: fn(Failure, Retry) -> Error) -> Self {
        self.refused = refused;
        self
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    pub(crate) fn fork_rng(&self) -> Rng {
        self.rng.lock().fork()
    }

    /// A new UUID, version 4.
    fn uuid(&self) -> String {
        let mut bytes = [0; 16];
        self.rng.lock().fill(&mut bytes);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Sends a request until it is answered for good or its budget is used up.
    pub(crate) async fn send(&self, parts: &Parts) -> Result<Incoming, Error> {
        self.run(parts, |outgoing| self.wire.carry(outgoing)).await
    }

    /// The same, whose answer's body comes in pieces. The budget ends with its head.
    pub(crate) async fn open(&self, parts: &Parts) -> Result<Opened, Error> {
        self.run(parts, |outgoing| self.wire.open(outgoing)).await
    }

    async fn run<T, F>(
        &self,
        parts: &Parts,
        carry: impl Fn(Outgoing) -> F + Send + Sync,
    ) -> Result<T, Error>
    where
        T: Answered,
        F: Future<Output = Result<T, Loss>> + Send,
    {
        let deadline = self.clock.now() + parts.within;
        let _place = Place::take(&self.waiting, LONGEST_QUEUE)
            .ok_or_else(|| error::no_room(Duration::from_secs(1)))?;
        let outgoing = self.outgoing(parts)?;
        let known = outgoing.headers.get(REPEAT_ID).and_then(|id| id.to_str().ok());
        let known = known.map(str::to_owned);
        // Under an id of its own the caller can only repeat what carries one.
        let named = |error: Error| match (&known, error.retry()) {
            (Some(id), Retry::Check) => error.with_id("repeatability-request-id", id.clone()),
            _ => error,
        };
        let mut schedule = Schedule::new(deadline, parts.repeat);
        if !self.credential.is_renewed() {
            schedule = schedule.without_renewal();
        }
        let safe = parts.is_safe_to_repeat();
        let mut last: Option<Error> = None;
        loop {
            let sent = AtomicBool::new(false);
            let attempt = self.attempt(outgoing.clone(), &carry, deadline, &sent);
            let tried = tokio::select! {
                biased;
                tried = attempt => tried,
                () = self.clock.sleep_until(deadline) => {
                    let sent = sent.load(Ordering::Relaxed);
                    if sent {
                        self.breaker.lock().failed(self.clock.now());
                    }
                    // A refusal says more than our clock, unless this attempt may have done
                    // something.
                    let late = error::timed_out(sent && !safe);
                    return Err(named(last.filter(|_| safe || !sent).unwrap_or(late)));
                }
            };
            let (step, outcome) = self.judge(&mut schedule, tried, safe).await;
            let outcome = outcome.map_err(&named);
            match step {
                Step::Again { at } => {
                    last = outcome.err();
                    self.clock.sleep_until(at).await;
                }
                Step::AgainWithNewToken => last = outcome.err(),
                Step::Done | Step::GiveUp { .. } => return outcome,
            }
        }
    }

    fn outgoing(&self, parts: &Parts) -> Result<Outgoing, Error> {
        let mut headers = parts.headers.clone();
        let text = |text: &str| HeaderValue::from_str(text).map_err(|_| error::bad_id());
        headers.insert(CLIENT_REQUEST_ID, text(&self.uuid())?);
        if parts.body.is_some() && !headers.contains_key(CONTENT_TYPE) {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        // One id and one date for all attempts: that is what makes them one.
        match &parts.repeatability {
            Repeatability::None => {}
            Repeatability::New => {
                headers.insert(REPEAT_ID, text(&self.uuid())?);
            }
            Repeatability::Given(id) => {
                headers.insert(REPEAT_ID, text(id)?);
            }
        }
        if headers.contains_key(REPEAT_ID) {
            headers.insert(REPEAT_SINCE, text(&http_date(self.clock.wall_s())?)?);
        }
        let (method, url, body) = (parts.method.clone(), parts.url.clone()?, parts.body.clone());
        Ok(Outgoing { method, url, headers, body })
    }

    /// One attempt: a place, a moment, a proof, then the network.
    async fn attempt<T, F>(
        &self,
        mut outgoing: Outgoing,
        carry: impl Fn(Outgoing) -> F,
        deadline: Instant,
        sent: &AtomicBool,
    ) -> Tried<T>
    where
        F: Future<Output = Result<T, Loss>>,
    {
        let left_alone =
            |until: Instant| Tried::Held(error::left_alone(until.since(self.clock.now())), until);
        if let Some(until) = self.breaker.lock().refuses(self.clock.now()) {
            return left_alone(until);
        }
        let Ok(_seat) = self.in_flight.acquire().await else {
            return Tried::Held(error::no_room(Duration::from_secs(1)), Instant::FAR);
        };
        if let Err(slot) = self.await_turn(deadline).await {
            return Tried::Held(error::no_room(slot.since(self.clock.now())), slot);
        }
        let token = match self.credential.prove(&mut outgoing, self.clock.wall_s()).await {
            Ok(token) => token,
            Err(error) => {
                let wait = if let Retry::After(wait) = error.retry() { wait } else { FOR_EVER };
                return Tried::Held(error, self.clock.now() + wait);
            }
        };
        if let Err(until) = self.breaker.lock().admit(self.clock.now()) {
            return left_alone(until);
        }
        sent.store(true, Ordering::Relaxed);
        match carry(outgoing).await {
            Ok(answer) => Tried::Answer(answer, token),
            Err(loss) => Tried::Lost(loss),
        }
    }

    /// Waits for our moment; the moment that would be after `deadline` is the error.
    async fn await_turn(&self, deadline: Instant) -> Result<(), Instant> {
        let now = self.clock.now();
        let slot = match &mut self.turns.lock().limiter {
            Some(limiter) => limiter.reserve(now, deadline, 1)?,
            None => now,
        };
        loop {
            // A pause may begin while we wait.
            let until = self.turns.lock().paused.max(slot);
            if until <= self.clock.now() {
                return Ok(());
            }
            self.clock.sleep_until(until).await;
        }
    }

    /// What an attempt means, for the schedule, for everybody else, and for the caller.
    async fn judge<T: Answered>(
        &self,
        schedule: &mut Schedule,
        tried: Tried<T>,
        safe: bool,
    ) -> Judged<T> {
        let now = self.clock.now();
        match tried {
            Tried::Answer(answer, _) if (200..300).contains(&answer.status()) => {
                self.breaker.lock().succeeded(now);
                (Step::Done, Ok(answer))
            }
            Tried::Answer(answer, token) => {
                let status = answer.status();
                let wait = retry_after(answer.headers(), self.clock.wall_s());
                match status {
                    500..=599 => self.breaker.lock().failed(now),
                    _ => self.breaker.lock().succeeded(now),
                }
                if status == 401 {
                    self.credential.rejected(token.as_ref());
                }
                if let (429 | 503, Some(wait)) = (status, wait) {
                    let mut turns = self.turns.lock();
                    turns.paused = turns.paused.max(now + wait);
                    if let Some(limiter) = &mut turns.limiter {
                        limiter.pause(now + wait);
                    }
                }
                let failure = answer.failure().await;
                let outcome = Outcome::Answered { status, wait };
                let step = schedule.after(now, outcome, &mut self.rng.lock());
                let retry = match status {
                    429 => Retry::After(waits(step, now)),
                    408 | 500..=599 if safe => Retry::After(waits(step, now)),
                    408 | 500..=599 => Retry::Check,
                    _ => Retry::Never,
                };
                tracing::debug!(status, %failure, "the service refused");
                (step, Err((self.refused)(failure, retry)))
            }
            Tried::Lost(Loss::TooLarge) => {
                self.breaker.lock().succeeded(now);
                (Step::Done, Err(error::too_large()))
            }
            Tried::Lost(loss) => {
                self.breaker.lock().failed(now);
                let (outcome, error) = match loss {
                    Loss::NotSent(source) => {
                        let error = error::unreachable().with_source(source);
                        (Outcome::NotSent { wait: None }, error)
                    }
                    Loss::Broken(source) => (Outcome::Lost, error::lost().with_source(source)),
                    Loss::TooLarge => (Outcome::Lost, error::too_large()),
                };
                let step = schedule.after(now, outcome, &mut self.rng.lock());
                let retry = match outcome {
                    Outcome::Lost if !safe => Retry::Check,
                    _ => Retry::After(waits(step, now)),
                };
                (step, Err(error.with_retry(retry)))
            }
            Tried::Held(error, until) => {
                if !matches!(error.retry(), Retry::After(_)) {
                    return (Step::Done, Err(error));
                }
                let outcome = Outcome::NotSent { wait: Some(until.since(now)) };
                (schedule.after(now, outcome, &mut self.rng.lock()), Err(error))
            }
        }
    }
}

/// Longer than any budget.
const FOR_EVER: Duration = Duration::from_secs(u32::MAX as u64);

fn waits(step: Step, now: Instant) -> Duration {
    match step {
        Step::Again { at } => at.since(now),
        Step::GiveUp { wait } => wait,
        Step::Done | Step::AgainWithNewToken => Duration::ZERO,
    }
}

/// An answer, whole or as its head.
trait Answered: Send + Sized {
    fn status(&self) -> u16;
    fn headers(&self) -> &HeaderMap;
    /// What it says if it is a refusal.
    fn failure(self) -> impl Future<Output = Failure> + Send;
}

impl Answered for Incoming {
    fn status(&self) -> u16 {
        self.status
    }

    fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    async fn failure(self) -> Failure {
        Failure::read(self.status, &self.headers, &self.body)
    }
}

/// A refusal of what was asked for in pieces is short, or not read.
const LARGEST_REFUSAL: usize = 64 * 1024;

impl Answered for Opened {
    fn status(&self) -> u16 {
        self.status
    }

    fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    async fn failure(self) -> Failure {
        let (status, headers) = (self.status, self.headers.clone());
        match self.collect(LARGEST_REFUSAL).await {
            Ok(incoming) => incoming.failure().await,
            Err(_) => Failure::read(status, &headers, &[]),
        }
    }
}
