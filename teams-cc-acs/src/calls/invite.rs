//! Bringing somebody into a call.

use std::future::IntoFuture;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use teams_cc_core::{Ended, Error, Prompt, Verb};

use super::capability::Offering;
use super::failed::{self, InviteFailed};
use super::leg::{Wish, WishId};
use super::life::Life;
use super::party::Party;
use super::source;
use crate::models::{CustomContext, Identifier};

/// How long somebody rings unless [`Invite::within`] says otherwise.
const RINGS: Duration = Duration::from_secs(60);

/// An invitation that has not left yet: tune it, then `.await` it; done when the guest has joined.
///
/// # Cancel safety
/// Dropping the future takes the invitation back: the guest's phone stops ringing.
#[must_use = "an invitation does nothing until it is awaited"]
pub struct Invite {
    life: Arc<Life>,
    who: Party,
    within: Duration,
    context: Option<Box<CustomContext>>,
}

impl Invite {
    pub(super) fn new(life: Arc<Life>, who: Party) -> Self {
        Self { life, who, within: RINGS, context: None }
    }

    /// Rings so long: whole seconds, 1 to 180 (60).
    pub fn within(mut self, within: Duration) -> Self {
        self.within = within;
        self
    }

    /// What the guest's screen shows before the first word (CC-69): a
    /// [`CallContext`](teams_cc_core::CallContext), or headers of your own beside it.
    ///
    /// # Errors
    /// `TCC-ACS-0415` from the invitation if the service would not take it.
    pub fn telling(mut self, context: impl Into<CustomContext>) -> Self {
        self.context = Some(Box::new(context.into()));
        self
    }

    async fn run(self) -> Result<Guest, InviteFailed> {
        let Self { life, who, within, context } = self;
        let address = who.address();
        let told = context.as_ref().map_or(Ok(()), |context| context.check());
        let target = told.and_then(|()| who.target(&life.hub.acs, life.teams_phone));
        let target = match target {
            Ok(target) => target,
            Err(error) => return Err(InviteFailed::early(address, error)),
        };
        let identifier = target.who.clone();
        let (id, joined) = life.begin(Wish::Invite { who: target, within, context }).await;
        let back = TakenBack { life: &life, id, armed: true };
        let joined = match joined.await {
            Err(failure) => Err(life.explained(failure, life.cuts()).await),
            fine => fine,
        };
        back.disarm();
        match joined {
            Ok(_) => {
                // They talk now: the waiting is over.
                if life.stop_music() {
                    drop(life.wish(Wish::Cancel).await);
                }
                Ok(Guest { life, who: identifier })
            }
            Err(failure) => Err(InviteFailed::new(address, failure)),
        }
    }
}

/// Takes an invitation back that nobody waits for any more.
struct TakenBack<'a> {
    life: &'a Arc<Life>,
    id: WishId,
    armed: bool,
}

impl TakenBack<'_> {
    fn disarm(mut self) {
        self.armed = false;
    }
}

impl Drop for TakenBack<'_> {
    fn drop(&mut self) {
        if self.armed && self.life.ended().is_none() {
            self.life.fire(Wish::Withdraw(self.id));
        }
    }
}

impl IntoFuture for Invite {
    type Output = Result<Guest, InviteFailed>;
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

/// Somebody in a call. Dropping it changes nothing: they stay.
#[derive(Clone)]
pub struct Guest {
    life: Arc<Life>,
    who: Identifier,
}

impl Guest {
    pub(super) fn new(life: Arc<Life>, who: Identifier) -> Self {
        Self { life, who }
    }

    /// Who.
    pub fn who(&self) -> &Identifier {
        &self.who
    }

    async fn verb(&self, wish: Wish, what: &str) -> Result<(), Error> {
        self.life.wish(wish).await.map(drop).map_err(|failure| failed::error(failure, what))
    }

    /// Says something that only this one hears; done when it was heard.
    pub async fn whisper(&self, words: impl AsRef<str>) -> Result<(), Error> {
        self.play(Prompt::text(words)).await
    }

    /// Plays something that only this one hears; done when it was heard.
    pub async fn play(&self, prompt: Prompt) -> Result<(), Error> {
        let (source, lasts) = source::of(&self.life, &prompt).await?;
        let to = vec![self.who.clone()];
        let (sources, repeats, interrupts) = (vec![source], false, self.life.stop_music());
        let wish = Wish::Play { sources, to, repeats, interrupts, lasts };
        self.verb(wish, "the prompt was not heard").await
    }

    /// Lets this one wait, in silence or as the service plays.
    pub async fn hold(&self) -> Result<(), Error> {
        self.verb(Wish::Hold(self.who.clone(), None), "the guest cannot be held").await
    }

    /// Lets this one wait with music.
    pub async fn hold_with(&self, music: Prompt) -> Result<(), Error> {
        let (source, _) = source::of(&self.life, &music).await?;
        let wish = Wish::Hold(self.who.clone(), Some(Box::new(source)));
        self.verb(wish, "the guest cannot be held").await
    }

    /// Ends [`hold`](Self::hold).
    pub async fn resume(&self) -> Result<(), Error> {
        self.verb(Wish::Resume(self.who.clone()), "the hold cannot be ended").await
    }

    /// Mutes this one.
    ///
    /// # Errors
    /// `Unsupported` with Teams Phone (CC-68).
    pub async fn mute(&self) -> Result<(), Error> {
        Offering::of(self.life.teams_phone).can(Verb::Mute)?;
        self.verb(Wish::Mute(self.who.clone()), "the guest cannot be muted").await
    }

    /// Moves this one to `to`; done when `to` has accepted. The others go on, and so do we, unless
    /// this one is the caller: then the call is over for us.
    ///
    /// # Errors
    /// `Refused` or `Timeout` if `to` does not take it: this one is still here. `Unsupported` for a
    /// Teams user with Teams Phone (CC-64).
    ///
    /// # Cancel safety
    /// Dropping the future stops waiting; a transfer that is under way may still succeed.
    ///
    /// # Source
    /// `acs.md` section 3, row 9 (`transferee`); CC-63.
    pub async fn transfer(&self, to: impl Into<Party>) -> Result<Ended, Error> {
        let to = to.into();
        let target = to.target(&self.life.hub.acs, self.life.teams_phone)?;
        let who = Some(self.who.clone());
        let wish = Wish::Transfer { to: target, who, context: None };
        self.verb(wish, "the guest cannot be transferred").await?;
        Ok(Ended::Transferred(to.address()))
    }

    /// Puts this one out; done when they are.
    pub async fn remove(&self) -> Result<(), Error> {
        self.verb(Wish::Remove(self.who.clone()), "the guest cannot be removed").await
    }
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guest").field("who", &self.who).finish_non_exhaustive()
    }
}

impl teams_cc_core::Guest for Guest {
    async fn remove(self) -> Result<(), Error> {
        Self::remove(&self).await
    }
}
