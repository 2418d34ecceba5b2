//! Calls that an earlier process of ours had up when it died.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Ended, Error, Side, TenantId};
use teams_cc_http::queue::Taken;

use super::call::Call;
use super::create;
use super::durable::Up;
use super::hub::Hub;
use super::life::Life;
use crate::models::{CallProperties, CallState, Identifier};
use crate::{CallAutomation, Failure};

/// So long a call that was found waits for somebody who wants it.
const WANTED_WITHIN: Duration = Duration::from_secs(10);
/// A service that cannot say how a call stands is asked again after this time, so often.
const AGAIN: Duration = Duration::from_secs(5);
const MOST_LOOKS: usize = 24;

/// A call that is up, and whose story died with an earlier process: [`resume`](Self::resume) it, or
/// let it go. What was played, asked or recorded when the process died is not known any more.
///
/// Dropped, it is ended as if we hung up: two who talk go on, one who is alone is hung up, so that
/// nobody hears silence without an end.
#[must_use = "a call that is dropped is ended"]
pub struct Left {
    hub: Arc<Hub>,
    up: Up,
    call: CallProperties,
    taken: Option<Taken>,
}

impl Left {
    /// Looks whether it is up still, and offers it.
    pub(super) fn found(hub: &Arc<Hub>, up: Up, taken: Taken) {
        let hub = Arc::clone(hub);
        tokio::spawn(async move {
            match look(&hub.acs, &up.connection).await {
                Some(call) => {
                    let left = Self { hub: Arc::clone(&hub), up, call, taken: Some(taken) };
                    hub.offer_left(left, WANTED_WITHIN).await;
                }
                None => {
                    tracing::info!(
                        connection = up.connection,
                        "a call of an earlier process ended while nobody was there"
                    );
                    taken.acknowledge();
                }
            }
        });
    }

    /// The service's id of our part of it.
    pub fn connection_id(&self) -> &str {
        &self.up.connection
    }

    /// The other side, where there was one.
    pub fn peer(&self) -> Option<Identifier> {
        self.up.peer()
    }

    /// Whose customer this is.
    pub fn tenant(&self) -> Option<TenantId> {
        self.up.tenant
    }

    /// How the service sees it now.
    pub fn properties(&self) -> &CallProperties {
        &self.call
    }

    /// Takes it up again; done when the service says that it is connected.
    ///
    /// # Errors
    /// The call ended meanwhile, or the service does not answer.
    ///
    /// # Cancel safety
    /// Dropping the future hangs up.
    pub async fn resume(mut self) -> Result<Call, Error> {
        let hub = Arc::clone(&self.hub);
        let life = Life::new(hub, self.up.peer(), self.up.tenant, self.up.teams_phone);
        if let Some(taken) = self.taken.take() {
            life.owe(taken);
        }
        create::up(create::made(life, &self.call)).await
    }

    /// Leaves it; who is left alone in it is hung up.
    pub async fn hang_up(mut self) -> Ended {
        let taken = self.taken.take();
        end(&self.hub.acs, &self.up.connection, taken).await;
        Ended::HungUp(Side::Us)
    }
}

impl Drop for Left {
    fn drop(&mut self) {
        let (Some(taken), Ok(runtime)) = (self.taken.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let (acs, connection) = (self.hub.acs.clone(), self.up.connection.clone());
        tracing::info!(connection, "a call of an earlier process is ended: nobody wants it");
        runtime.spawn(async move { end(&acs, &connection, Some(taken)).await });
    }
}

impl fmt::Debug for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Left").field("connection", &self.up.connection).finish_non_exhaustive()
    }
}

/// The call if it is up; `None` if it is over, or nobody says.
async fn look(acs: &CallAutomation, connection: &str) -> Option<CallProperties> {
    for _ in 0..MOST_LOOKS {
        match acs.api().call(connection).get().await {
            Ok(call) if call.state == Some(CallState::Disconnected) => return None,
            Ok(call) => return Some(call),
            Err(error) if is_refusal(&error) => return None,
            Err(error) => tracing::warn!(code = error.code(), "a call cannot be looked at"),
        }
        tokio::time::sleep(AGAIN).await;
    }
    None
}

/// The service answered, and will not answer otherwise.
fn is_refusal(error: &Error) -> bool {
    Failure::of(error).is_some_and(|failure| {
        (400..500).contains(&failure.status()) && ![401, 403, 408, 429].contains(&failure.status())
    })
}

async fn end(acs: &CallAutomation, connection: &str, taken: Option<Taken>) {
    let api = acs.api();
    let call = api.call(connection);
    // Two who talk go on without us; whoever is alone would hear nothing for ever.
    let others = call.participants().all().await.map(|all| all.len());
    let ended = match others {
        Ok(2..) => call.hang_up().await,
        _ => call.terminate().await,
    };
    match ended {
        Err(error) if !is_refusal(&error) => {
            tracing::warn!(code = error.code(), "a call of an earlier process could not be ended");
        }
        _ => {
            if let Some(taken) = taken {
                taken.acknowledge();
            }
        }
    }
}
