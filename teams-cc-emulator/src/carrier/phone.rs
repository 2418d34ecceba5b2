//! A phone at the carrier: what a caller does and hears.

use std::time::Duration;

use teams_cc_core::{Key, Rng};

use crate::audio::link::MediaLink;
use crate::audio::{Counts, Recording, Voice};
use crate::sip::hears;
use crate::sip::sdp::Direction;
use crate::sip::switch::{Ask, LegHandle, Standing};
use crate::{Clock, Stage};

/// How long an assertion waits for what should happen.
pub(super) const PATIENCE: Duration = Duration::from_secs(10);

/// A phone in a call. Dropping it leaves the call as it is.
#[derive(Clone, Debug)]
pub struct Phone {
    leg: LegHandle,
    clock: Clock,
    rng: Rng,
}

impl Phone {
    pub(super) fn new(leg: LegHandle, stage: &Stage) -> Self {
        Self { leg, clock: stage.clock.clone(), rng: stage.rng() }
    }

    pub(crate) fn media(&self) -> &MediaLink {
        &self.leg.media
    }

    /// The SIP Call-ID, as in [`Ladder::of`](crate::Ladder::of).
    pub fn call_id(&self) -> &str {
        &self.leg.call_id
    }

    /// Waits until the call is answered; false if it ended first, or after ten seconds.
    pub async fn is_answered(&self) -> bool {
        let up = self.leg.until(|s| s.standing == Standing::Up);
        tokio::time::timeout(PATIENCE, up).await.unwrap_or(false)
    }

    /// Waits until the other end rings; false if it ended first, or after ten seconds.
    pub async fn rings(&self) -> bool {
        let ringing = self.leg.until(|s| s.standing >= Standing::Ringing);
        tokio::time::timeout(PATIENCE, ringing).await.unwrap_or(false) && !self.has_ended()
    }

    /// Waits until the call is answered, then presses a key; done when it has been sent.
    pub async fn press(&self, key: Key) {
        if self.is_answered().await {
            self.leg.press(key).await;
        }
    }

    /// Hangs up, also while it rings; done when it is ended.
    pub async fn hang_up(&self) {
        self.leg.ask(Ask::HangUp { cause: 16, phrase: "Normal call clearing" });
        self.leg.ended().await;
    }

    /// Everything heard so far.
    pub fn heard(&self) -> Recording {
        self.leg.media.heard()
    }

    /// Keys pressed at the other end.
    pub fn keys(&self) -> Vec<Key> {
        self.leg.media.keys()
    }

    /// Says something else from now on.
    pub fn says(&self, voice: impl Into<Voice>) {
        self.leg.media.say(voice.into());
    }

    /// What it says.
    pub fn voice(&self) -> Voice {
        self.leg.media.voice()
    }

    /// Waits until `voice` is in what arrives from now on; false after ten seconds.
    pub async fn hears(&self, voice: &Voice) -> bool {
        let wait = hears(&self.leg.media, self.leg.media.mark(), voice);
        tokio::time::timeout(PATIENCE, wait).await.is_ok()
    }

    /// Holds: re-INVITE with `a=inactive`. The status it got.
    pub async fn hold(&self) -> u16 {
        self.offers(Direction::Inactive).await
    }

    /// Holds as most carriers do: re-INVITE with `a=sendonly`. The status it got.
    pub async fn hold_sendonly(&self) -> u16 {
        self.offers(Direction::SendOnly).await
    }

    /// Resumes. The status it got.
    pub async fn resume(&self) -> u16 {
        self.offers(Direction::Both).await
    }

    /// Whether the other side lets it wait: it does not want to hear this phone (RFC 3264 8.4).
    pub fn is_held(&self) -> bool {
        matches!(self.leg.shown().theirs, Direction::Inactive | Direction::SendOnly)
    }

    async fn offers(&self, direction: Direction) -> u16 {
        self.leg.offered(&self.clock, &mut self.rng.clone(), direction).await
    }

    /// Waits for the end; false if the call is up after ten seconds still.
    pub async fn ended(&self) -> bool {
        tokio::time::timeout(PATIENCE, self.leg.ended()).await.is_ok()
    }

    /// Whether it is over.
    pub fn has_ended(&self) -> bool {
        self.leg.has_ended()
    }

    /// The status that refused the call; 0 if it was not refused.
    pub fn refused_with(&self) -> u16 {
        self.leg.shown().ending.map_or(0, |ending| ending.status)
    }

    /// The Reason headers of the message that ended the call.
    pub fn end_reasons(&self) -> Vec<String> {
        self.leg.shown().ending.map_or_else(Vec::new, |ending| ending.reasons)
    }

    /// Every status that answered its INVITE, in order.
    pub fn statuses(&self) -> Vec<u16> {
        self.leg.shown().statuses
    }

    /// What passed through: packets sent, received, forged.
    pub fn counts(&self) -> Counts {
        self.leg.media.counts()
    }
}

impl From<Vec<i16>> for Voice {
    fn from(samples: Vec<i16>) -> Self {
        Self::samples(samples)
    }
}
