//! Who was invited into a call: legs that we mix with it.

use std::future::IntoFuture;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::future::BoxFuture;
use parking_lot::Mutex;
use teams_cc_core::{Address, CallId, Ended, Error, Kept, Reason};

use super::call::Call;
use super::dial::{Dial, Refused};
use super::life::Life;
use super::table::MOST_IN_A_TALK;
use super::{Shared, call};
use crate::driver::rtp::Bridge;

/// The guests of one call. They end with it, and with the last handle of it.
pub(super) struct Guests {
    host: Arc<Life>,
    shared: Arc<Shared>,
    there: Mutex<There>,
}

#[derive(Default)]
struct There {
    calls: Vec<Call>,
    bridge: Option<Bridge>,
    /// Somebody waits for the end of the host.
    is_watched: bool,
}

impl Guests {
    pub(super) fn of(host: Arc<Life>, shared: Arc<Shared>) -> Arc<Self> {
        Arc::new(Self { host, shared, there: Mutex::default() })
    }

    /// Gives all of them to a talk.
    pub(super) fn take(&self) -> Vec<Call> {
        let mut there = self.there.lock();
        there.bridge = None;
        std::mem::take(&mut there.calls)
    }

    fn seat(self: &Arc<Self>, call: Call) -> Result<Guest, Kept<Call>> {
        if let Some(ended) = self.host.ended() {
            return Err(Kept::new(call, call::gone(&ended)));
        }
        let life = call.leg.life.clone();
        if life.media.get().is_none() || self.host.media.get().is_none() {
            let error = call::passes_by();
            return Err(Kept::new(call, error));
        }
        let is_watched = {
            let mut there = self.there.lock();
            // The host takes part as well.
            if there.calls.len() + 2 > MOST_IN_A_TALK {
                return Err(Kept::new(call, too_many()));
            }
            there.calls.push(call);
            self.join(&mut there);
            std::mem::replace(&mut there.is_watched, true)
        };
        if !is_watched {
            self.watch(self.host.clone());
        }
        self.watch(life.clone());
        Ok(Guest { guests: Arc::downgrade(self), life })
    }

    /// Looks after the others when this leg is over.
    fn watch(self: &Arc<Self>, life: Arc<Life>) {
        let guests = Arc::downgrade(self);
        tokio::spawn(async move {
            life.until_over().await;
            if let Some(guests) = guests.upgrade() {
                guests.left(life.id);
            }
        });
    }

    fn left(&self, id: CallId) {
        let mut there = self.there.lock();
        there.calls.retain(|call| call.id() != id);
        if self.host.ended().is_some() && there.calls.len() < 2 {
            // One alone has nobody to talk to: letting go hangs up.
            there.calls.clear();
        }
        self.join(&mut there);
    }

    /// All who are there hear each other; music ends.
    fn join(&self, there: &mut There) {
        let host = self.host.media.get().filter(|_| self.host.ended().is_none());
        let guests = there.calls.iter().filter_map(|call| call.leg.life.media.get());
        let legs: Vec<_> = host.into_iter().chain(guests).collect();
        // The bridge of before goes after the next one has come: nobody notices a gap.
        there.bridge = (legs.len() > 1).then(|| {
            legs.iter().for_each(|leg| leg.stop());
            self.shared.plane.conference(legs)
        });
    }

    fn with<T>(&self, id: CallId, work: impl FnOnce(&Call) -> T) -> Option<T> {
        let there = self.there.lock();
        // One alone is let go of the moment the host has left, whoever notices that first.
        if self.host.ended().is_some() && there.calls.len() < 2 {
            return None;
        }
        there.calls.iter().find(|call| call.id() == id).map(work)
    }
}

pub(super) fn too_many() -> Error {
    Error::new("TCC-SIP-0513", Reason::Overloaded.kind(), "nobody else can take part in this call")
        .fix(format!("{MOST_IN_A_TALK} at most hear each other"))
}

/// An invitation that has not left yet: tune it, then `.await` it; done when the guest has
/// answered and all hear each other.
///
/// # Cancel safety
/// Dropping the future takes the invitation back: the guest's phone stops ringing.
#[must_use = "an invitation does nothing until it is awaited"]
#[derive(Debug)]
pub struct Invite {
    dial: Dial,
    to: Address,
    guests: Arc<Guests>,
}

impl Invite {
    pub(super) fn new(dial: Dial, to: Address, guests: Arc<Guests>) -> Self {
        Self { dial, to, guests }
    }

    /// Gives up after this long; the trunk's default is 30 s.
    pub fn within(mut self, within: Duration) -> Self {
        self.dial = self.dial.ring_for(within);
        self
    }

    /// The dial behind it, to be tuned further: its tenant, what it shows.
    pub fn dialled(mut self, tune: impl FnOnce(Dial) -> Dial) -> Self {
        self.dial = tune(self.dial);
        self
    }

    async fn run(self) -> Result<Guest, Refused> {
        let Self { dial, to, guests } = self;
        let answered = tokio::select! {
            biased;
            ended = guests.host.until_over() => Err(Refused::caller_left(&to, &ended)),
            answered = dial.into_future() => answered,
        };
        guests.seat(answered?).map_err(|kept| Refused::broken(&to, kept.into()))
    }
}

impl IntoFuture for Invite {
    type Output = Result<Guest, Refused>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl Call {
    /// Brings somebody in, over this call's own trunk; done when they have answered and all hear
    /// each other. Guests are hung up when the call is over and fewer than two of them are left,
    /// or when it is let go of; a [`Talk`](super::Talk) takes them along.
    pub fn invite(&self, who: impl Into<Address>) -> Invite {
        let to = who.into();
        let dial = Dial::new(self.leg.shared.clone(), self.leg.hub.clone(), to.clone());
        Invite::new(dial.for_tenant(self.tenant()), to, self.guests.clone())
    }

    /// Takes a leg of any trunk over into this call: all hear each other from now on.
    ///
    /// # Errors
    /// [`Kept`] if the call is over, full, or passes its media by: the other leg is still yours.
    pub fn take_over(&self, other: Self) -> Result<Guest, Kept<Self>> {
        self.guests.seat(other)
    }
}

/// Somebody in a call of ours. Dropping it changes nothing: they stay.
#[derive(Clone)]
pub struct Guest {
    guests: Weak<Guests>,
    life: Arc<Life>,
}

impl Guest {
    /// The leg's name in logs and ladders.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// How their leg ended; resolves then. Borrows nothing.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = self.life.clone();
        async move { life.until_over().await }
    }

    fn there<T>(&self, work: impl FnOnce(&Call) -> T) -> Result<T, Error> {
        let done = self.guests.upgrade().and_then(|guests| guests.with(self.id(), work));
        done.ok_or_else(|| match self.life.ended() {
            Some(ended) => call::gone(&ended),
            None => Error::ended("the guest is in this call no more"),
        })
    }

    /// Puts them out; done when they have confirmed it. The others go on.
    pub async fn remove(&self) -> Result<(), Error> {
        self.there(|call| call.leg.bye())?;
        self.life.until_over().await;
        Ok(())
    }

    /// Nobody hears them until they are unmuted; their keys still count.
    pub fn mute(&self) -> Result<(), Error> {
        self.there(|call| call.leg.mute(true))?
    }

    /// Ends [`mute`](Self::mute).
    pub fn unmute(&self) -> Result<(), Error> {
        self.there(|call| call.leg.mute(false))?
    }
}

impl teams_cc_core::Guest for Guest {
    async fn remove(self) -> Result<(), Error> {
        Self::remove(&self).await
    }
}

impl std::fmt::Debug for Guests {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guests").field("host", &self.host.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Guest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guest").field("id", &self.id()).finish_non_exhaustive()
    }
}
