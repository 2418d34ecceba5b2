//! Calling somebody, and joining what is up.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use teams_cc_core::{E164, Error, Verb};
use tokio::sync::oneshot;

use super::call::Call;
use super::capability::Offering;
use super::failed;
use super::hub::{Hub, context};
use super::leg::{Leg, Wish, WishId};
use super::life::{self, Life};
use super::party::Party;
use super::wire;
use crate::error;
use crate::models::{
    CallLocator, CallProperties, ConnectCall, CreateCall, Home, Identifier, Kind, PhoneNumber,
    TeamsApp,
};

/// The create request may take longer than others: the network is asked first.
const CREATE_WITHIN: Duration = Duration::from_secs(20);

/// A call that is to be made: tune it, then `.await` it; done when the other side has answered.
///
/// # Cancel safety
/// Dropping the future hangs up what rings.
#[must_use = "nobody is called until it is awaited"]
pub struct Create {
    hub: Arc<Hub>,
    to: Vec<Party>,
    account: Option<Identifier>,
    body: CreateCall,
}

impl Create {
    pub(super) fn new(hub: Arc<Hub>, to: Party) -> Self {
        Self { hub, to: vec![to], account: None, body: CreateCall::default() }
    }

    /// One more who is called: the call is a group.
    pub fn and(mut self, to: impl Into<Party>) -> Self {
        self.to.push(to.into());
        self
    }

    /// The number that is shown, of the resource's own. With Teams Phone the account's number is
    /// shown and nothing may be said here (8523).
    pub fn showing(mut self, number: E164) -> Self {
        self.body.source_caller_id_number = Some(PhoneNumber::from(number));
        self
    }

    /// The resource account that calls, with Teams Phone.
    pub fn from_account(mut self, account: Identifier) -> Self {
        self.account = Some(account);
        self
    }

    async fn run(self) -> Result<Call, Error> {
        let Self { hub, to, account, mut body } = self;
        let source = account.as_ref().map(Identifier::kind);
        if let Some(Kind::TeamsApp { app, home }) = source {
            let mut source = TeamsApp::default().app_id(app);
            // As Microsoft's library: the public cloud is not named.
            source.cloud = (home != Home::Public).then(|| home.as_str().to_owned());
            body.teams_app_source = Some(source);
        }
        let teams_phone = body.teams_app_source.is_some();
        if body.source_caller_id_number.is_some() {
            Offering::of(teams_phone).can(Verb::ShowNumber)?;
        }
        let tenant = account.as_ref().and_then(|who| hub.acs.tenant_of(who));
        let targets = to.iter().map(|to| Ok(to.target(&hub.acs, teams_phone)?.who));
        let targets = targets.collect::<Result<Vec<_>, Error>>()?;
        let peer = Some(&targets).filter(|all| all.len() == 1).and_then(|all| all.first()).cloned();
        let life = Life::new(Arc::clone(&hub), peer, tenant, teams_phone);
        let (intelligence, streaming, transcription) = wire::options(&life);
        (body.intelligence, body.streaming, body.transcription) =
            (intelligence, streaming, transcription);
        body.targets = Some(targets);
        body.callback_uri = Some(wire::callback(&life));
        body.operation_context = Some(context(life.key, WishId(1)));
        let call = to_its_end(async move {
            let asked = hub.acs.api().create(&body).within(CREATE_WITHIN).await?;
            Ok(made(life, &asked))
        });
        up(call.await?).await
    }
}

impl IntoFuture for Create {
    type Output = Result<Call, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Create {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Create").field("to", &self.to).finish_non_exhaustive()
    }
}

/// Joins a call that is up; done when we are in it.
pub(super) async fn connect(hub: Arc<Hub>, locator: CallLocator) -> Result<Call, Error> {
    let life = Life::new(Arc::clone(&hub), None, None, false);
    let (intelligence, streaming, transcription) = wire::options(&life);
    let mut body = ConnectCall::default()
        .locator(locator)
        .callback_uri(wire::callback(&life))
        .operation_context(context(life.key, WishId(1)));
    (body.intelligence, body.streaming, body.transcription) =
        (intelligence, streaming, transcription);
    let call = to_its_end(async move {
        let asked = hub.acs.api().connect(&body).within(CREATE_WITHIN).await?;
        Ok(made(life, &asked))
    });
    up(call.await?).await
}

/// Asks to the end, also if nobody waits any more: the call that comes of it is let go of then,
/// and so hung up.
async fn to_its_end(
    asking: impl Future<Output = Result<Call, Error>> + Send + 'static,
) -> Result<Call, Error> {
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        drop(tell.send(asking.await));
    });
    told.await.unwrap_or_else(|_| Err(error::call_unknown("the call was not made")))
}

/// A call that the service has made. The first wish is what its context names.
pub(super) fn made(life: Life, asked: &CallProperties) -> Call {
    let connection = asked.call_connection_id.as_deref().unwrap_or_default();
    let leg = Leg::outgoing().of(life.peer.clone());
    Call::new(life::start(leg, life, Some(connection)))
}

/// Waits until it is up.
pub(super) async fn up(call: Call) -> Result<Call, Error> {
    call.life.wish(Wish::Established).await.map_err(failed::not_reached)?;
    Ok(call)
}
