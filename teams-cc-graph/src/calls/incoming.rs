//! A call that rings at the bot.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use teams_cc_core::{Address, CallId, Ended, Error, Reason, TenantId};

use super::call::Call;
use super::failed;
use super::hub::Calls;
use super::leg::Wish;
use super::life::Life;
use super::recording::RecordingCall;
use super::wire;
use crate::error;

/// A redirect has at most so many targets (`graph.md` section 2.2).
const MOST_TARGETS: usize = 25;

/// A ringing call that waits for a decision: [`answer`](Self::answer), [`reject`](Self::reject) or
/// [`redirect`](Self::redirect) it; each uses it up.
///
/// The service gives up after 15 s. Dropped without a decision it is rejected.
#[must_use = "a call that is dropped is rejected"]
pub struct IncomingCall {
    calls: Calls,
    life: Arc<Life>,
    body: Value,
    decided: bool,
}

impl IncomingCall {
    pub(super) fn new(calls: Calls, life: Arc<Life>, body: Value) -> Self {
        Self { calls, life, body, decided: false }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// Graph's id of the call.
    pub fn graph_id(&self) -> &str {
        &self.life.graph_id
    }

    /// Whose customer is called: the tenant of the verified token.
    pub fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    /// Who calls. `None` if the service does not say: without a permission of calls the caller's
    /// identity stays encrypted.
    pub fn from(&self) -> Option<Address> {
        self.life.peer.clone()
    }

    /// The call as Graph tells it: `source`, `targets`, `callRoutes`, `incomingContext`.
    pub fn json(&self) -> &Value {
        &self.body
    }

    /// How it ended: resolves when the caller gives up, or after the call. Borrows nothing.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = Arc::clone(&self.life);
        async move { life.until_over().await }
    }

    /// Answers; done when the call is established and audio flows.
    ///
    /// # Errors
    /// `Config` if nobody has said where notifications go ([`Calls::listen`]); `Ended` if the
    /// caller is gone; whatever Graph refuses.
    ///
    /// # Cancel safety
    /// Dropping the future hangs up.
    pub async fn answer(self) -> Result<Call, Error> {
        self.answer_for(None).await
    }

    /// Answers as a policy recording bot that takes `capacity` recorded participants. The service
    /// gives it 5 s.
    ///
    /// # Errors
    /// As [`answer`](Self::answer).
    pub async fn answer_to_record(self, capacity: u32) -> Result<RecordingCall, Error> {
        self.answer_for(Some(capacity)).await.map(RecordingCall::new)
    }

    async fn answer_for(mut self, capacity: Option<u32>) -> Result<Call, Error> {
        let callback = self.calls.callback()?.to_string();
        self.decided = true;
        // From here on the call may be up: letting go of it hangs up.
        let call = Call::new(self.calls.clone(), Arc::clone(&self.life));
        let answered = self.life.wish(Wish::Answer { callback, capacity }).await;
        answered.map_err(|failure| failed::error(failure, "the call cannot be answered"))?;
        Ok(call)
    }

    /// Refuses; done when it is over.
    pub async fn reject(mut self, why: Reason) -> Result<(), Error> {
        self.decided = true;
        let done = self.life.wish(Wish::Reject(why)).await;
        done.map(drop).map_err(|failure| failed::error(failure, "the call cannot be rejected"))
    }

    /// Sends the caller elsewhere; done when the bot is out of it. Nobody tells whether the target
    /// answers.
    pub async fn redirect(self, to: impl Into<Address>) -> Result<(), Error> {
        self.redirect_to_any([to.into()], None).await
    }

    /// Sends the caller to several targets that ring together, `ring_for` 15 to 90 s (60 s if
    /// nothing is said).
    ///
    /// # Errors
    /// `Config` for no target or more than 25.
    pub async fn redirect_to_any(
        mut self,
        to: impl IntoIterator<Item = Address>,
        ring_for: impl Into<Option<Duration>>,
    ) -> Result<(), Error> {
        let (to, ring_for): (Vec<_>, _) = (to.into_iter().collect(), ring_for.into());
        if to.is_empty() || to.len() > MOST_TARGETS {
            return Err(error::not_callable().cause("1 to 25 targets can ring"));
        }
        for one in &to {
            wire::identity(one)?;
        }
        self.decided = true;
        let done = self.life.wish(Wish::Redirect { to, ring_for }).await;
        done.map(drop).map_err(|failure| failed::error(failure, "the call cannot be redirected"))
    }
}

impl Drop for IncomingCall {
    fn drop(&mut self) {
        if !self.decided && self.life.ended().is_none() {
            self.life.fire(Wish::Reject(Reason::Unavailable));
        }
    }
}

impl std::fmt::Debug for IncomingCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingCall")
            .field("id", &self.id())
            .field("from", &self.life.peer)
            .finish_non_exhaustive()
    }
}
