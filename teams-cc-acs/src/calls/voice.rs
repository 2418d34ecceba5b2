//! The verbs that all wires share.

use std::time::Duration;

use teams_cc_core::{
    Address, CallId, Ended, Error, Kept, Key, Menu, Prompt, TenantId, Unsupported, Verb, Voice,
};

use super::capability::{BACKEND, Offering};
use super::{Call, Guest};
use crate::models::Identifier;

impl Voice for Call {
    type Guest = Guest;

    fn id(&self) -> CallId {
        self.life.id
    }

    fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    fn other_end(&self) -> Option<Address> {
        self.life.peer.as_ref().and_then(Identifier::address)
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        Offering::of(self.life.teams_phone).can_with(self.life.hub.acs.settings(), verb)?;
        let because = match verb {
            Verb::Press | Verb::Hold | Verb::NextKey | Verb::Mute if self.life.peer.is_none() => {
                "it is done to one participant: name them (Call::guest_named)"
            }
            _ => return Ok(()),
        };
        Err(Unsupported { verb, backend: BACKEND, because })
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
        self.guest()?.mute().await
    }

    async fn unmute(&self) -> Result<(), Error> {
        Ok(Offering::of(self.life.teams_phone).can(Verb::Unmute)?)
    }

    async fn invite(
        &self,
        who: impl Into<Address> + Send,
        within: Duration,
    ) -> Result<Guest, Error> {
        Ok(Self::invite(self, who.into()).within(within).await?)
    }

    async fn transfer(self, to: impl Into<Address> + Send) -> Result<Ended, Kept<Self>> {
        Ok(Self::transfer(self, to.into()).await?)
    }

    fn ended(&self) -> impl Future<Output = Ended> + Send + 'static {
        Self::ended(self)
    }

    async fn hang_up(self) -> Result<Ended, Error> {
        Self::hang_up(self).await
    }
}
