//! Azure Communication Services Call Automation: the `/calling` requests, events to callbacks,
//! incoming calls through Event Grid, audio over sockets, Teams Phone extensibility. Written from
//! the documents; `people` at the other end are scripted.

mod answer;
mod api;
mod book;
mod call;
mod callers;
mod create;
mod deliver;
mod dtmf;
mod ear;
mod files;
mod grid;
mod headers;
mod hearing;
mod identity;
mod incoming;
mod media;
mod music;
mod people;
mod question;
mod recording;
mod repeat;
mod resource;
mod ring;
mod ringing;
mod rooms;
mod rules;
mod serve;
mod settings;
mod sip;
mod socket;
mod sound;
mod streams;
mod texts;
mod tpe;
mod voip;
mod words;
mod ws;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::{Instant, Rng};
use tokio::sync::{Notify, watch};

pub use api::{Acs, AcsAgent, AcsCall, AcsNumber, AcsParticipant, AcsPhone, Dialing};
pub(crate) use book::{Book, Effect};
pub use call::{CallState, CallerBehaviour, CallerStep};
pub use callers::{Line, PhoneState};
pub(crate) use deliver::Telling;
pub use ear::{Ear, EarSettings};
pub(crate) use grid::{Grid, Subscription, shake_hands};
pub(crate) use headers::context_of;
pub(crate) use identity::Party;
pub(crate) use incoming::Calling;
pub(crate) use resource::Resource;
pub(crate) use ringing::softphone;
pub use rules::{AcsRules, WithoutConsent};
pub(crate) use serve::Front;
pub(crate) use settings::home;
pub use settings::{AcsSettings, EventGridSettings, EventSchema, PersonSettings};
pub(crate) use sip::is_called;
pub(crate) use sound::{halved, length, melody, read_wav, resampled, spoken};
pub use texts::SmsText;
pub(crate) use ws::Both;

use crate::{Clock, Faults, Ladder};

/// Names that the service has: the resource's own, and those that recordings are downloaded from.
pub(crate) const HOSTS: [&str; 4] = [
    "*.communication.azure.com",
    "*.asm.skype.com",
    "*.asyncgw.teams.microsoft.com",
    "*.ams.gov.teams.microsoft.us",
];

/// The resource's calls. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Calls(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    book: Mutex<Book>,
    grid: Mutex<Grid>,
    clock: Clock,
    resource: Resource,
    /// Something is to be done outside, or a deadline has come nearer.
    work: Notify,
    changed: watch::Sender<u64>,
}

impl Calls {
    pub(crate) fn new(
        clock: Clock,
        ladder: Ladder,
        faults: Faults,
        rng: Rng,
        resource: Resource,
    ) -> Self {
        let now = clock.now().since(Instant::START);
        let epoch = clock.wall() - now;
        let book = Mutex::new(Book::new(ladder, faults, rng, resource.clone(), epoch));
        let grid = Mutex::new(Grid::default());
        let (work, changed) = (Notify::new(), watch::Sender::new(0));
        Self(Arc::new(Shared { book, grid, clock, resource, work, changed }))
    }

    /// Works with the book as it is now: what is due has been done before.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Book, Instant) -> T) -> T {
        let done = {
            let mut book = self.0.book.lock();
            // Asked for under the lock, so that nobody's now is before somebody else's.
            let now = self.0.clock.now();
            book.tick(now);
            work(&mut book, now)
        };
        self.0.work.notify_one();
        self.0.changed.send_modify(|times| *times += 1);
        done
    }

    /// Looks at the book as it is, without a trace.
    pub(crate) fn look<T>(&self, at: impl FnOnce(&Book) -> T) -> T {
        at(&self.0.book.lock())
    }

    pub(crate) fn grid(&self) -> parking_lot::MutexGuard<'_, Grid> {
        self.0.grid.lock()
    }

    /// Tells of every change from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    pub(crate) fn resource(&self) -> &Resource {
        &self.0.resource
    }

    /// What is to be done outside, after waiting for it. For one reader.
    pub(crate) async fn next_effect(&self) -> Effect {
        loop {
            let (effect, deadline) = {
                let mut book = self.0.book.lock();
                book.tick(self.0.clock.now());
                (book.poll(), book.deadline())
            };
            self.0.changed.send_modify(|times| *times += 1);
            match (effect, deadline) {
                (Some(effect), _) => return effect,
                (None, None) => self.0.work.notified().await,
                (None, Some(deadline)) => tokio::select! {
                    () = self.0.work.notified() => {}
                    () = self.0.clock.sleep_until(deadline) => {}
                },
            }
        }
    }
}
