//! The verbs that all wires share.

use std::time::Duration;

use teams_cc_core::{
    Address, CallId, Ended, Error, Kept, Key, Menu, Prompt, TenantId, Unsupported, Verb, Voice,
};

use super::leg::Participant;
use super::{Call, capability};

/// Somebody in a call of the bot. Dropping it changes nothing: they stay.
pub struct Guest {
    life: std::sync::Arc<super::life::Life>,
    participant: Participant,
}

impl Guest {
    /// Who.
    pub fn participant(&self) -> &Participant {
        &self.participant
    }
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guest").field("participant", &self.participant).finish_non_exhaustive()
    }
}

impl teams_cc_core::Guest for Guest {
    async fn remove(self) -> Result<(), Error> {
        let Self { life, participant } = self;
        super::group::remove(&life, &participant).await
    }
}

impl Voice for Call {
    type Guest = Guest;

    fn id(&self) -> CallId {
        self.life.id
    }

    fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    fn other_end(&self) -> Option<Address> {
        self.life.peer.clone()
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        capability::can(verb)?;
        match verb {
            Verb::Mute if !self.is_group() => Err(capability::only_in_groups(verb)),
            _ => Ok(()),
        }
    }

    async fn play(&self, prompt: Prompt) -> Result<(), Error> {
        Self::play(self, prompt).await
    }

    async fn play_while_waiting(&self, prompt: Prompt) -> Result<(), Error> {
        Self::play_while_waiting(self, prompt).await
    }

    async fn ask<T: Clone + Send + Sync>(&self, menu: &Menu<T>) -> Result<T, Error> {
        Self::ask(self, menu).await
    }

    async fn next_key(&self) -> Result<Key, Error> {
        Self::next_key(self).await
    }

    async fn press(&self, key: Key) -> Result<(), Error> {
        Self::press(self, key).await
    }

    async fn hold(&self) -> Result<(), Error> {
        Self::hold(self).await
    }

    async fn resume(&self) -> Result<(), Error> {
        Self::resume(self).await
    }

    async fn mute(&self) -> Result<(), Error> {
        Self::mute(self).await
    }

    async fn unmute(&self) -> Result<(), Error> {
        Ok(capability::can(Verb::Unmute)?)
    }

    async fn invite(
        &self,
        who: impl Into<Address> + Send,
        within: Duration,
    ) -> Result<Guest, Error> {
        let participant = Self::invite(self, who).within(within).await?;
        Ok(Guest { life: self.life.clone(), participant })
    }

    async fn transfer(self, to: impl Into<Address> + Send) -> Result<Ended, Kept<Self>> {
        Ok(Self::transfer(self, to).await?)
    }

    fn ended(&self) -> impl Future<Output = Ended> + Send + 'static {
        Self::ended(self)
    }

    async fn hang_up(self) -> Result<Ended, Error> {
        Self::hang_up(self).await
    }
}
