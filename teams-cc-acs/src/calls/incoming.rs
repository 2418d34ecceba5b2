//! A call that rings.

use std::sync::Arc;

use teams_cc_core::{Address, CallId, Ended, Error, Reason, TenantId, Unsupported, Verb};

use super::call::Call;
use super::capability::BACKEND;
use super::durable::Ring;
use super::failed;
use super::hub::Hub;
use super::leg::{Leg, Wish};
use super::life::{self, Life};
use super::party::Party;
use crate::events::Ringing;
use crate::models::{CustomContext, Identifier, Kind};

/// A ringing call that waits for a decision: [`answer`](Self::answer), [`reject`](Self::reject) or
/// [`redirect`](Self::redirect) it; each uses it up.
///
/// Dropped without a decision it is rejected. The service gives up by itself after less than a
/// minute.
#[must_use = "a call that is dropped is rejected"]
pub struct IncomingCall {
    life: Arc<Life>,
    ringing: Ringing,
    decided: bool,
    /// The ring on disk: it comes again after a crash until somebody has decided.
    _held: Option<Ring>,
}

impl IncomingCall {
    pub(super) fn start(hub: Arc<Hub>, ringing: Ringing, held: Option<Ring>) -> Self {
        let to = ringing.to.as_ref();
        let teams_phone = to.is_some_and(|to| matches!(to.kind(), Kind::TeamsApp { .. }));
        let tenant = to.and_then(|to| hub.acs.tenant_of(to));
        let life = Life::new(hub, ringing.from.clone(), tenant, teams_phone);
        life.keep_ring(ringing.incoming_call_context.clone());
        let life = life::start(Leg::incoming().of(ringing.from.clone()), life, None);
        Self { life, ringing, decided: false, _held: held }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// Whose customer is called: known for resource accounts that
    /// [`teams_phone`](crate::CallAutomation::teams_phone) has assigned.
    pub fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    /// Who calls; `None` if anonymous.
    pub fn from(&self) -> Option<Address> {
        self.ringing.caller()
    }

    /// Who is called: a resource account with Teams Phone.
    pub fn to(&self) -> Option<&Identifier> {
        self.ringing.to.as_ref()
    }

    /// The caller's name as the network tells it; nobody vouches for it.
    pub fn display_name(&self) -> Option<&str> {
        self.ringing.caller_display_name.as_deref()
    }

    /// What travels with the call: headers, and what another application knew (CC-69).
    pub fn context(&self) -> Option<&CustomContext> {
        self.ringing.custom_context.as_ref()
    }

    /// Everything that the service told.
    pub fn ringing(&self) -> &Ringing {
        &self.ringing
    }

    /// Whether it came through Teams Phone extensibility, with its prohibitions.
    pub fn is_teams_phone(&self) -> bool {
        self.life.teams_phone
    }

    /// How it ended: resolves after the call. Borrows nothing.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = Arc::clone(&self.life);
        async move { life.until_over().await }
    }

    /// Answers; done when the call is connected.
    ///
    /// # Errors
    /// `Ended` if the caller is gone; whatever the service refuses.
    ///
    /// # Cancel safety
    /// Dropping the future hangs up.
    pub async fn answer(mut self) -> Result<Call, Error> {
        self.decided = true;
        // From here on the call may be up: letting go of it hangs up.
        let call = Call::new(Arc::clone(&self.life));
        let answered = self.life.wish(Wish::Answer).await;
        answered.map_err(|failure| failed::error(failure, "the call cannot be answered"))?;
        Ok(call)
    }

    /// Refuses; done when it is over.
    pub async fn reject(mut self, why: Reason) -> Result<(), Error> {
        self.decided = true;
        let done = self.life.wish(Wish::Reject(why)).await;
        done.map(drop).map_err(|failure| failed::error(failure, "the call cannot be rejected"))
    }

    /// Sends the caller elsewhere; done when we are out of it. Nobody tells whether the target
    /// answers: answering and inviting is the better way (CC-77).
    ///
    /// # Errors
    /// `Unsupported` for a call on behalf of somebody, and for a Teams user with Teams Phone.
    pub async fn redirect(mut self, to: impl Into<Party>) -> Result<(), Error> {
        let to = to.into();
        if self.ringing.on_behalf_of.is_some() {
            let because = "a call on behalf of somebody cannot be redirected (CC-77)";
            return Err(Unsupported { verb: Verb::Redirect, backend: BACKEND, because }.into());
        }
        let to = to.target(&self.life.hub.acs, self.life.teams_phone)?;
        self.decided = true;
        let done = self.life.wish(Wish::Redirect(to)).await;
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
            .field("from", &self.ringing.from)
            .field("to", &self.ringing.to)
            .finish_non_exhaustive()
    }
}
