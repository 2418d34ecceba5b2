//! The verbs of tests on a Teams user's phone.

use std::time::Duration;

use teams_cc_core::{Address, E164, Key};

use super::calling::{Kind, call_out};
use super::phones::Phones;
use super::sdp::Direction;
use super::stories::{NORMAL, transfer};
use super::switch::{LegHandle, Standing};
use crate::User;
use crate::audio::{Counts, Recording, Voice};
use crate::carrier::Phone;

/// How long an assertion waits for what should happen.
const PATIENCE: Duration = Duration::from_secs(10);
/// A call of a Teams user, in the hands of a test.
#[derive(Clone, Debug)]
pub struct UserCall(LegHandle);

impl UserCall {
    /// What the user hears and has heard.
    pub fn heard(&self) -> Recording {
        self.0.media.heard()
    }

    /// Hangs up; done when it is ended.
    pub async fn hang_up(&self) {
        self.0.ask(NORMAL);
        self.0.ended().await;
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.0.has_ended()
    }
}

/// What a test does with a user's phone.
impl User {
    fn phones(&self) -> &Phones {
        &self.stage.phones
    }

    /// The call the user is in now, or was in last; waits for one up to ten seconds.
    async fn leg(&self) -> Option<LegHandle> {
        let mut changes = self.phones().changes();
        let wait = async {
            loop {
                if let Some(leg) = self.phones().newest(self.id) {
                    return Some(leg);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.ok().flatten()
    }

    /// Waits until the user is in a call that is up; false after ten seconds without.
    pub async fn is_in_a_call(&self) -> bool {
        let mut changes = self.phones().changes();
        let wait = async {
            loop {
                for leg in self.phones().legs(self.id) {
                    if leg.until(|s| s.standing >= Standing::Up).await && !leg.has_ended() {
                        return true;
                    }
                }
                if changes.changed().await.is_err() {
                    return false;
                }
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or(false)
    }

    /// Whether audio flows both ways between the user and `phone`: each hears the voice of the
    /// other, in what arrives from now on. False after ten seconds without.
    pub async fn talks_to(&self, phone: &Phone) -> bool {
        let both = async {
            if !self.is_in_a_call().await {
                return false;
            }
            let Some(leg) = self.leg().await else { return false };
            let (ours, theirs) = (&leg.media, phone.media());
            let (mark, mark_of_theirs) = (ours.mark(), theirs.mark());
            let (voice, other) = (ours.voice(), theirs.voice());
            tokio::join!(hears(ours, mark, &other), hears(theirs, mark_of_theirs, &voice));
            true
        };
        tokio::time::timeout(PATIENCE, both).await.unwrap_or(false)
    }

    /// Whether the user hears this voice, and nothing else, in what arrives from now on. False after
    /// ten seconds without.
    pub async fn hears(&self, voice: &Voice) -> bool {
        let wait = async {
            let Some(leg) = self.leg().await else { return false };
            hears(&leg.media, leg.media.mark(), voice).await;
            true
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or(false)
    }

    /// What the user heard in the newest call.
    pub fn heard(&self) -> Recording {
        self.phones().newest(self.id).map(|leg| leg.media.heard()).unwrap_or_default()
    }

    /// Keys that were pressed at the other end of the newest call.
    pub fn keys(&self) -> Vec<Key> {
        self.phones().newest(self.id).map(|leg| leg.media.keys()).unwrap_or_default()
    }

    /// What passed through the newest call: packets sent, received, forged.
    pub fn counts(&self) -> Counts {
        self.phones().newest(self.id).map(|leg| leg.media.counts()).unwrap_or_default()
    }

    /// Says something else in the newest call.
    pub async fn says(&self, voice: Voice) {
        if let Some(leg) = self.leg().await {
            leg.media.say(voice);
        }
    }

    /// Presses a key; done when it has been sent.
    pub async fn press(&self, key: Key) {
        if let Some(leg) = self.leg().await {
            leg.press(key).await;
        }
    }

    /// Hangs up the newest call; done when it is ended.
    pub async fn hang_up(&self) {
        if let Some(leg) = self.leg().await {
            leg.ask(NORMAL);
            leg.ended().await;
        }
    }

    /// Puts the newest call on hold: re-INVITE with `a=inactive` (M09). The status it got.
    pub async fn hold(&self) -> u16 {
        self.offers(Direction::Inactive).await
    }

    /// Takes it back. The status it got.
    pub async fn resume(&self) -> u16 {
        self.offers(Direction::Both).await
    }

    /// Sends the description once more, unchanged: a session refresh (DR-78). The status it got.
    pub async fn refreshes(&self) -> u16 {
        self.offers(Direction::Both).await
    }

    async fn offers(&self, direction: Direction) -> u16 {
        let Some(leg) = self.leg().await else { return 0 };
        leg.offered(&self.stage.clock, &mut self.phones().rng(), direction).await
    }

    /// Transfers the newest call, blind: REFER (M18, M19). `to` is a short name in the tenant or a
    /// number. The last status the trunk reported; 0 when it takes no REFER.
    pub async fn transfers_to(&self, to: &str) -> u16 {
        match self.leg().await {
            Some(leg) => {
                transfer(&self.stage, self.phones(), &self.record(), &leg, to, false).await
            }
            None => 0,
        }
    }

    /// As [`transfers_to`](Self::transfers_to), after a consultation inside Teams (M20).
    pub async fn consults_and_transfers_to(&self, to: &str) -> u16 {
        match self.leg().await {
            Some(leg) => transfer(&self.stage, self.phones(), &self.record(), &leg, to, true).await,
            None => 0,
        }
    }

    /// Calls out through the trunk, with Teams' failover; the status if nobody answered.
    pub async fn calls(&self, to: impl Into<Address>) -> Result<UserCall, u16> {
        self.places(&to.into().to_string(), Kind::Plain).await
    }

    /// Calls an emergency number, with a location in the body (DR-137).
    pub async fn calls_emergency(&self, number: &str) -> Result<UserCall, u16> {
        self.places(number, Kind::Emergency).await
    }

    /// Sends a call of `caller` on to a phone number, with its history (DR-71).
    pub async fn forwards(&self, caller: E164, to: E164) -> Result<UserCall, u16> {
        self.places(&to.to_string(), Kind::Forwarded { caller }).await
    }

    /// Takes over the newest call of `other`, as a call queue's agent does: INVITE with Replaces
    /// (DR-92). The status if the trunk refused.
    pub async fn takes_over(&self, other: &Self) -> Result<UserCall, u16> {
        match other.leg().await {
            Some(leg) => self.places("", Kind::Replacing(leg)).await,
            None => Err(404),
        }
    }

    async fn places(&self, to: &str, kind: Kind) -> Result<UserCall, u16> {
        let leg = call_out(&self.stage, self.phones(), &self.record(), to, &kind).await?;
        self.phones().add(self.id, leg.clone());
        Ok(UserCall(leg))
    }

    /// Waits until the newest call is over.
    pub async fn is_free(&self) -> bool {
        match self.phones().newest(self.id) {
            Some(leg) => tokio::time::timeout(PATIENCE, leg.ended()).await.is_ok(),
            None => true,
        }
    }

    /// Whether the other side has the newest call on hold: it offered `a=inactive` (DR-96).
    pub fn is_held(&self) -> bool {
        let newest = self.phones().newest(self.id);
        newest.is_some_and(|leg| leg.shown().theirs == Direction::Inactive)
    }
}

/// Waits until `media` hears `voice` in what came after `mark`.
pub(crate) async fn hears(media: &crate::audio::link::MediaLink, mark: usize, voice: &Voice) {
    loop {
        let heard = media.heard_after(mark);
        // A third of a second at least: shorter pieces are too few notes.
        if heard.samples().len() > 2600 && heard.hears(voice) {
            return;
        }
        let target = media.mark() + 800;
        while media.mark() < target {
            media.more().await;
        }
    }
}
