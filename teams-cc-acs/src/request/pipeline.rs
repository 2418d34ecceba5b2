//! One request from a wish to an answer: prove who we are, send, wait, ask again, give up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use teams_cc_core::{Clock as _, Error, Instant, Retry, Rng, Secret};
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::retry_after::retry_after;
use super::schedule::{Outcome, Repeat, Schedule, Step};
use super::wire::{Incoming, Loss, Outgoing, Wire};
use super::{Parts, Repeatability};
use crate::auth::Credential;
use crate::auth::signature::http_date;
use crate::clock::Clock;
use crate::error;

/// So many requests are under way at once.
const MOST_IN_FLIGHT: usize = 128;
const REPEAT_ID: HeaderName = HeaderName::from_static("repeatability-request-id");
const REPEAT_SINCE: HeaderName = HeaderName::from_static("repeatability-first-sent");
const CLIENT_REQUEST_ID: HeaderName = HeaderName::from_static("x-ms-client-request-id");

/// Everything that the requests of one resource share.
pub(crate) struct Pipeline {
    wire: Arc<dyn Wire>,
    credential: Credential,
    clock: Clock,
    rng: Mutex<Rng>,
    /// The service has asked everybody to wait until then.
    paused: Mutex<Instant>,
    in_flight: Semaphore,
}

enum Tried {
    Answer(Incoming, Option<Secret>),
    Lost(Loss),
    Held(Error),
}

impl Pipeline {
    pub(crate) fn new(wire: Arc<dyn Wire>, credential: Credential, clock: Clock, rng: Rng) -> Self {
        let (rng, paused) = (Mutex::new(rng), Mutex::new(Instant::START));
        Self { wire, credential, clock, rng, paused, in_flight: Semaphore::new(MOST_IN_FLIGHT) }
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
        let deadline = self.clock.now() + parts.within;
        let harmless = parts.repeat == Repeat::Harmless;
        let outgoing = self.outgoing(parts)?;
        let mut schedule = Schedule::new(deadline, parts.repeat);
        let mut last: Option<Error> = None;
        loop {
            let sent = AtomicBool::new(false);
            let attempt = self.attempt(outgoing.clone(), &sent);
            let tried = tokio::select! {
                biased;
                tried = attempt => tried,
                () = self.clock.sleep_until(deadline) => {
                    let sent = sent.load(Ordering::Relaxed);
                    // A refusal says more than our clock, unless this attempt may have done
                    // something.
                    let late = error::timed_out(sent && !harmless);
                    return Err(last.filter(|_| harmless || !sent).unwrap_or(late));
                }
            };
            let (step, outcome) = self.judge(&mut schedule, tried, harmless);
            match (step, outcome) {
                (Step::Again { at }, outcome) => {
                    last = outcome.err();
                    self.clock.sleep_until(at).await;
                }
                (_, outcome) => return outcome,
            }
        }
    }

    fn outgoing(&self, parts: &Parts) -> Result<Outgoing, Error> {
        let mut headers = HeaderMap::new();
        let text = |text: &str| HeaderValue::from_str(text).map_err(|_| error::bad_id());
        headers.insert(CLIENT_REQUEST_ID, text(&self.uuid())?);
        if parts.body.is_some() {
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

    async fn attempt(&self, mut outgoing: Outgoing, sent: &AtomicBool) -> Tried {
        let Ok(_seat) = self.in_flight.acquire().await else {
            return Tried::Held(error::timed_out(false));
        };
        loop {
            let until = *self.paused.lock();
            if until <= self.clock.now() {
                break;
            }
            self.clock.sleep_until(until).await;
        }
        let token = match self.credential.prove(&mut outgoing, self.clock.wall_s()).await {
            Ok(token) => token,
            Err(error) => return Tried::Held(error),
        };
        sent.store(true, Ordering::Relaxed);
        match self.wire.carry(outgoing).await {
            Ok(incoming) => Tried::Answer(incoming, token),
            Err(loss) => Tried::Lost(loss),
        }
    }

    /// What an attempt means, for the schedule and for the caller.
    fn judge(
        &self,
        schedule: &mut Schedule,
        tried: Tried,
        harmless: bool,
    ) -> (Step, Result<Incoming, Error>) {
        let now = self.clock.now();
        let mut rng = self.rng.lock();
        match tried {
            Tried::Answer(incoming, _) if (200..300).contains(&incoming.status) => {
                (Step::Done, Ok(incoming))
            }
            Tried::Answer(incoming, token) => {
                let status = incoming.status;
                let wait = retry_after(&incoming.headers, self.clock.wall_s());
                let new_token = status == 401 && self.credential.rejected(token.as_ref());
                if let (429 | 503, Some(wait)) = (status, wait) {
                    let mut paused = self.paused.lock();
                    *paused = (*paused).max(now + wait);
                }
                let step =
                    schedule.after(now, Outcome::Answered { status, wait, new_token }, &mut rng);
                let retry = match (status, step) {
                    (429, step) => Retry::After(waits(step, now)),
                    (408 | 500..=599, step) if harmless => Retry::After(waits(step, now)),
                    (408 | 500..=599, _) => Retry::Check,
                    _ => Retry::Never,
                };
                let failure = Failure::read(status, &incoming.headers, &incoming.body);
                tracing::debug!(status, %failure, "call automation refused");
                (step, Err(error::refused(failure, retry)))
            }
            Tried::Lost(loss) => {
                let (outcome, error) = match loss {
                    Loss::NotSent(source) => {
                        (Outcome::NotSent, error::unreachable().with_source(source))
                    }
                    Loss::Broken(source) => (Outcome::Lost, error::lost().with_source(source)),
                    Loss::TooLarge => {
                        return (Step::Done, Err(error::too_large()));
                    }
                };
                let step = schedule.after(now, outcome, &mut rng);
                let retry = match outcome {
                    Outcome::Lost if !harmless => Retry::Check,
                    _ => Retry::After(waits(step, now)),
                };
                (step, Err(error.with_retry(retry)))
            }
            Tried::Held(error) => match error.retry() {
                Retry::After(_) => (schedule.after(now, Outcome::NotSent, &mut rng), Err(error)),
                _ => (Step::Done, Err(error)),
            },
        }
    }
}

fn waits(step: Step, now: Instant) -> Duration {
    match step {
        Step::Again { at } => at.since(now),
        Step::GiveUp { wait } => wait,
        Step::Done => Duration::ZERO,
    }
}
