//! A call as a line of sound.

use std::time::Duration;

use teams_cc_core::speech::{AudioLine, Piece};
use teams_cc_core::{Clock, Error, Instant};
use tokio::sync::MutexGuard;

use super::call::{Call, gone, next};
use crate::driver::rtp::{Keys, LegStream};

/// A call as a line of sound, 8 kHz both ways whatever its codec: 20 ms pieces of what the other
/// side says, silence included, its keys, and samples for it to hear. Dropping it ends the stream,
/// not the call.
///
/// Keys that were pressed before and that nobody has taken come first. A leg has one stream at a
/// time: the next one ends it.
#[derive(Debug)]
pub struct Stream<'a> {
    call: &'a Call,
    leg: LegStream,
    keys: MutexGuard<'a, Option<Keys>>,
}

impl Call {
    /// Streams the call; music and prompts end.
    ///
    /// # Errors
    /// `Ended` if the other side is gone, `Unsupported` where media passes by.
    pub async fn stream(&self) -> Result<Stream<'_>, Error> {
        let media = self.leg.media()?;
        if self.leg.life.ended().is_some() {
            return Err(self.gone());
        }
        let keys = self.leg.life.keys.lock().await;
        media.stop();
        Ok(Stream { call: self, leg: media.stream(), keys })
    }
}

impl Stream<'_> {
    /// How many pieces were lost because nobody took them in time.
    pub fn lost(&self) -> u64 {
        self.leg.lost()
    }

    fn there(&self) -> Result<(), Error> {
        self.call.leg.life.ended().map_or(Ok(()), |ended| Err(gone(&ended)))
    }
}

impl AudioLine for Stream<'_> {
    fn clock(&self) -> impl Clock {
        Tokio::default()
    }

    fn rate_hz(&self) -> u32 {
        8_000
    }

    async fn next(&mut self) -> Option<Piece> {
        let Self { call, leg, keys } = self;
        tokio::select! {
            _ = call.leg.life.until_over() => None,
            key = next(keys) => key.map(Piece::Key),
            samples = leg.next() => samples.map(Piece::Sound),
        }
    }

    fn send(&mut self, samples: &[i16]) -> Result<usize, Error> {
        self.there()?;
        Ok(self.leg.send(samples))
    }

    fn stop(&mut self) -> Result<(), Error> {
        self.there()?;
        self.leg.hush();
        Ok(())
    }
}

/// The runtime's time.
#[derive(Clone, Debug)]
pub(super) struct Tokio(tokio::time::Instant);

impl Default for Tokio {
    fn default() -> Self {
        Self(tokio::time::Instant::now())
    }
}

impl Clock for Tokio {
    fn now(&self) -> Instant {
        Instant::from_nanos(u64::try_from(self.0.elapsed().as_nanos()).unwrap_or(u64::MAX))
    }

    fn sleep_until(&self, moment: Instant) -> impl Future<Output = ()> + Send + 'static {
        let wait: Option<Duration> = (moment < Instant::FAR).then(|| moment.since(Instant::START));
        let at = wait.and_then(|wait| self.0.checked_add(wait));
        async move {
            match at {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        }
    }
}
