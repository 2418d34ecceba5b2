//! Bringing somebody into a call.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use teams_cc_core::Address;

use super::failed::InviteFailed;
use super::leg::{Participant, Wish};
use super::life::Life;

/// How long somebody rings unless [`Invite::within`] says otherwise.
const RINGS: Duration = Duration::from_secs(60);
/// The roster tells of somebody who joined within this time; if not, the id stays empty.
const ROSTER_WITHIN: Duration = Duration::from_secs(5);

/// An invitation that has not left yet: tune it, then `.await` it; done when the guest has joined.
/// Music that plays for a waiting caller ends then.
///
/// # Cancel safety
/// Dropping the future stops waiting; whoever rings keeps ringing. The service has no way to take
/// an invitation back.
#[must_use = "an invitation does nothing until it is awaited"]
pub struct Invite {
    life: Arc<Life>,
    who: Address,
    within: Duration,
    replaces: Option<String>,
}

impl Invite {
    pub(super) fn new(life: Arc<Life>, who: Address) -> Self {
        Self { life, who, within: RINGS, replaces: None }
    }

    /// Gives up after this time (60 s).
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// Moves the guest out of a call between the bot and them; that call is dropped.
    pub fn replacing(mut self, call: &super::Call) -> Self {
        self.replaces = Some(call.graph_id().to_owned());
        self
    }

    async fn run(self) -> Result<Participant, InviteFailed> {
        let Self { life, who, within, replaces } = self;
        let mut roster = life.roster();
        let wish = Wish::Invite { who: vec![who.clone()], replaces };
        match tokio::time::timeout(within, life.wish(wish)).await {
            Err(_) => return Err(InviteFailed::late(who)),
            Ok(Err(failure)) => return Err(InviteFailed::new(who, failure)),
            Ok(Ok(_)) => {}
        }
        // A guest came to talk: the music of the wait is over for everybody.
        if life.stop_music() {
            life.fire(Wish::Cancel);
        }
        let is_guest = |one: &&Participant| one.who.as_ref() == Some(&who);
        let there = roster.wait_for(|list| list.iter().any(|one| is_guest(&one)));
        let told = match tokio::time::timeout(ROSTER_WITHIN, there).await {
            Ok(Ok(list)) => list.iter().find(is_guest).cloned(),
            _ => None,
        };
        Ok(told.unwrap_or_else(|| {
            let mut guest = Participant::new("");
            guest.who = Some(who.clone());
            guest
        }))
    }
}

impl IntoFuture for Invite {
    type Output = Result<Participant, InviteFailed>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl std::fmt::Debug for Invite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invite").field("who", &self.who).finish_non_exhaustive()
    }
}
