//! Callers who wait: one call each, with music, and a word in between.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::{Error, Prompt};
use tokio::time::Instant;

use super::call::Call;
use crate::error;

/// So many calls of a bot are up at once (`graph.md` section 2.7.4).
pub const MOST_AT_ONCE: usize = 100;
/// So many calls a month.
pub const MOST_IN_A_MONTH: usize = 10_000;
/// A month, counted in 30 days from the first call in it.
const MONTH: Duration = Duration::from_secs(30 * 24 * 3600);

/// Where callers wait for an agent. Cheap to clone.
///
/// Each caller stays in a call of their own: a conference holds one participant at a time
/// (`graph.md` section 2.4).
///
/// ```no_run
/// # async fn f(caller: teams_cc_graph::calls::Call) -> Result<(), teams_cc_core::Error> {
/// use teams_cc_core::Prompt;
/// use teams_cc_graph::calls::Parking;
///
/// let parking = Parking::new();
/// let parked = parking.park(caller, Prompt::file("music.wav")).await?;
/// parked.announce(Prompt::file("you-are-second.wav")).await?; // and the music goes on
/// let caller = parked.unpark();
/// # caller.hang_up().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Parking {
    inner: Arc<Mutex<Used>>,
    at_once: usize,
    in_a_month: usize,
}

#[derive(Debug, Default)]
struct Used {
    now: usize,
    month: usize,
    since: Option<Instant>,
}

impl Default for Parking {
    fn default() -> Self {
        Self::new()
    }
}

impl Parking {
    /// With the limits that are documented for bots: 100 at once, 10,000 a month.
    pub fn new() -> Self {
        Self { inner: Arc::default(), at_once: MOST_AT_ONCE, in_a_month: MOST_IN_A_MONTH }
    }

    /// With limits of your own.
    #[must_use]
    pub fn limits(mut self, at_once: usize, in_a_month: usize) -> Self {
        (self.at_once, self.in_a_month) = (at_once, in_a_month);
        self
    }

    /// How many wait now, and how many have this month.
    pub fn used(&self) -> (usize, usize) {
        let used = self.inner.lock();
        (used.now, used.month)
    }

    /// Lets a caller wait with `music`; done when it is asked for.
    ///
    /// # Errors
    /// [`ParkingFull`] gives the caller back at either limit, and if the music cannot be played.
    pub async fn park(&self, call: Call, music: Prompt) -> Result<Parked, ParkingFull> {
        let place = match self.place() {
            Ok(place) => place,
            Err(why) => return Err(ParkingFull { call: Box::new(call), why: Box::new(why) }),
        };
        match call.play_while_waiting(music.clone()).await {
            Ok(()) => Ok(Parked { call, music, _place: place }),
            Err(why) => Err(ParkingFull { call: Box::new(call), why: Box::new(why) }),
        }
    }

    fn place(&self) -> Result<Place, Error> {
        let mut used = self.inner.lock();
        let now = Instant::now();
        if used.since.is_none_or(|since| now.duration_since(since) >= MONTH) {
            (used.since, used.month) = (Some(now), 0);
        }
        if used.now >= self.at_once {
            return Err(error::parking_full("all places are taken"));
        }
        if used.month >= self.in_a_month {
            return Err(error::parking_full("the calls of this month are used up"));
        }
        used.now += 1;
        used.month += 1;
        Ok(Place(Arc::clone(&self.inner)))
    }
}

#[derive(Debug)]
struct Place(Arc<Mutex<Used>>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.lock().now -= 1;
    }
}

/// A caller who waits. Dropping it hangs up.
#[derive(Debug)]
pub struct Parked {
    call: Call,
    music: Prompt,
    _place: Place,
}

impl Parked {
    /// The caller.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Says something in between; the music goes on when it has been heard.
    pub async fn announce(&self, prompt: Prompt) -> Result<(), Error> {
        self.call.play(prompt).await?;
        self.call.play_while_waiting(self.music.clone()).await
    }

    /// Ends the waiting: transfer the caller, or bring an agent in. The music ends with the next
    /// verb.
    pub fn unpark(self) -> Call {
        self.call
    }
}

/// There is no place: the caller is still on the line, [`into_call`](Self::into_call).
#[derive(Debug, thiserror::Error)]
#[error("the caller cannot wait here")]
pub struct ParkingFull {
    call: Box<Call>,
    #[source]
    why: Box<Error>,
}

impl ParkingFull {
    /// The caller.
    pub fn into_call(self) -> Call {
        *self.call
    }
}

impl From<ParkingFull> for Error {
    fn from(full: ParkingFull) -> Self {
        *full.why
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn graph_2_7_4_places_and_the_calls_of_a_month_are_counted() {
        let parking = Parking::new().limits(2, 3);
        let (one, two) = (parking.place().unwrap(), parking.place().unwrap());
        assert_eq!(parking.place().unwrap_err().code(), "TCC-GRAPH-0710");
        drop(one);
        let three = parking.place().unwrap();
        drop((two, three));
        assert_eq!(parking.used(), (0, 3));
        assert!(parking.place().is_err(), "the month is used up");
        tokio::time::advance(MONTH).await;
        assert!(parking.place().is_ok());
    }
}
