//! The verbs that all wires share.

use std::time::Duration;

use teams_cc_core::{
    Address, CallId, Ended, Error, Kept, Key, Menu, Prompt, TenantId, Unsupported, Verb, Voice,
};

use super::{Call, Guest, capability};

impl Voice for Call {
    type Guest = Guest;

    fn id(&self) -> CallId {
        Self::id(self)
    }

    fn tenant(&self) -> Option<TenantId> {
        Self::tenant(self)
    }

    fn other_end(&self) -> Option<Address> {
        Some(self.other.clone())
    }

    fn can(&self, verb: Verb) -> Result<(), Unsupported> {
        let has_media = self.leg.life.media.get().is_some();
        capability::of_leg(self.leg.shared.config.profile, has_media, verb)
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
        Self::mute(self)
    }

    async fn unmute(&self) -> Result<(), Error> {
        Self::unmute(self)
    }

    async fn invite(
        &self,
        who: impl Into<Address> + Send,
        within: Duration,
    ) -> Result<Guest, Error> {
        Ok(Self::invite(self, who).within(within).await?)
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
