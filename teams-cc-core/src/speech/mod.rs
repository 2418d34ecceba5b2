//! What an assistant hears with, speaks with and thinks with: three small traits that a vendor's
//! adapter implements, and the values they exchange. No socket, no clock.
//!
//! A vendor gives a [`Recognise`] and a [`Synthesise`]; a wire gives an [`AudioLine`];
//! [`converse_over`] lets an [`Assistant`](crate::Assistant) speak between them.

mod detect;
mod exchange;
mod line;
mod listening;
mod mouth;
mod over;
mod overhear;
mod resample;
mod sentence;

use std::fmt;
use std::future::Future;
use std::sync::Arc;

pub use detect::Detector;
pub use exchange::{Exchange, ExchangeInput, ExchangeOutput};
pub use line::{AudioLine, Piece};
pub use listening::Listening;
pub use over::{SpokenLine, converse_over};
pub use overhear::{MOST_WAITING, Missed, OverhearInput, OverhearOutput, Overhearing};
pub use resample::Resampler;
pub(crate) use sentence::first_sentence;

use crate::Error;

/// Sound in memory: mono, 16 bit, linear.
#[derive(Clone, PartialEq, Eq)]
pub struct Pcm {
    rate_hz: u32,
    samples: Arc<[i16]>,
}

impl Pcm {
    /// So many samples a second (8,000, 16,000 or 24,000 on the wires we know), and the samples.
    pub fn new(rate_hz: u32, samples: impl Into<Arc<[i16]>>) -> Self {
        Self { rate_hz, samples: samples.into() }
    }

    /// Samples a second.
    pub fn rate_hz(&self) -> u32 {
        self.rate_hz
    }

    /// The samples.
    pub fn samples(&self) -> &[i16] {
        &self.samples
    }

    /// How long it sounds.
    pub fn duration(&self) -> std::time::Duration {
        let nanoseconds = self.samples.len() as u64 * 1_000_000_000;
        std::time::Duration::from_nanos(nanoseconds / u64::from(self.rate_hz.max(1)))
    }

    /// The same sound at another rate; nothing is done if it has that rate.
    #[must_use]
    pub fn at(self, rate_hz: u32) -> Self {
        if self.rate_hz == rate_hz {
            return self;
        }
        let mut resampler = Resampler::new(self.rate_hz, rate_hz);
        let late = resampler.delay();
        let mut samples = resampler.resample(&self.samples);
        samples.extend(resampler.resample(&vec![0; late]));
        let there = |count: usize| {
            (count as u64 * u64::from(rate_hz) / u64::from(self.rate_hz.max(1))) as usize
        };
        let (from, count) = (there(late), there(self.samples.len()));
        let end = (from + count).min(samples.len());
        Self::new(rate_hz, samples.get(from..end).unwrap_or_default())
    }
}

/// What a caller said is personal: only how long it sounds is printed.
impl fmt::Debug for Pcm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pcm({} Hz, {:?})", self.rate_hz, self.duration())
    }
}

/// What helps whoever listens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Hints {
    /// The language, as BCP 47 writes it (`en-US`); empty if nobody knows.
    pub language: String,
    /// Phrases that are likely.
    pub phrases: Vec<String>,
}

/// Listens: one utterance in, its words out.
///
/// Where an utterance begins and ends is decided before it comes here.
pub trait Recognise: Send + Sync {
    /// The words; `None` if nothing could be understood.
    fn recognise(
        &self,
        utterance: Pcm,
        hints: &Hints,
    ) -> impl Future<Output = Result<Option<String>, Error>> + Send;

    /// Whether it hears anything at all. One that does not is never asked, and a caller who speaks
    /// does not interrupt: [`KeysOnly`].
    fn hears_words(&self) -> bool {
        true
    }
}

impl<T: Recognise> Recognise for &T {
    async fn recognise(&self, utterance: Pcm, hints: &Hints) -> Result<Option<String>, Error> {
        (**self).recognise(utterance, hints).await
    }

    fn hears_words(&self) -> bool {
        (**self).hears_words()
    }
}

/// No ear: callers answer by keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KeysOnly;

impl Recognise for KeysOnly {
    async fn recognise(&self, _: Pcm, _: &Hints) -> Result<Option<String>, Error> {
        Ok(None)
    }

    fn hears_words(&self) -> bool {
        false
    }
}

/// Speaks: words in, sound out.
pub trait Synthesise: Send + Sync {
    /// The words as sound, at this rate.
    fn synthesise(
        &self,
        words: &str,
        rate_hz: u32,
    ) -> impl Future<Output = Result<Pcm, Error>> + Send;
}

impl<T: Synthesise> Synthesise for &T {
    async fn synthesise(&self, words: &str, rate_hz: u32) -> Result<Pcm, Error> {
        (**self).synthesise(words, rate_hz).await
    }
}

/// Who said a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Role {
    /// What the model is to be and do.
    System,
    /// The caller.
    Caller,
    /// The assistant.
    Assistant,
}

/// One line of a conversation.
#[derive(Clone, PartialEq, Eq)]
pub struct Line {
    /// Who said it.
    pub role: Role,
    /// What was said.
    pub words: String,
}

impl Line {
    /// Somebody said something.
    pub fn new(role: Role, words: impl Into<String>) -> Self {
        Self { role, words: words.into() }
    }
}

/// What a caller said is personal.
impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("role", &self.role).finish_non_exhaustive()
    }
}

/// Thinks: a conversation so far in, the next line of the assistant out.
pub trait Complete: Send + Sync {
    /// What the assistant says next.
    fn complete(&self, so_far: &[Line]) -> impl Future<Output = Result<String, Error>> + Send;

    /// The same, given to `piece` while it is written: pieces of any length, in order, which are the
    /// whole line together. Done when all were given. A model that gives its answer at once has
    /// nothing to do here.
    ///
    /// # Errors
    /// What was given until then stays said.
    ///
    /// # Cancel safety
    /// Dropping the future ends the writing.
    fn write(
        &self,
        so_far: &[Line],
        piece: &mut (dyn FnMut(&str) + Send),
    ) -> impl Future<Output = Result<(), Error>> + Send {
        async { self.complete(so_far).await.map(|whole| piece(&whole)) }
    }
}

impl<T: Complete> Complete for &T {
    async fn complete(&self, so_far: &[Line]) -> Result<String, Error> {
        (**self).complete(so_far).await
    }

    async fn write(
        &self,
        so_far: &[Line],
        piece: &mut (dyn FnMut(&str) + Send),
    ) -> Result<(), Error> {
        (**self).write(so_far, piece).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sound_tells_how_long_it_is_and_nothing_else() {
        let second = Pcm::new(16_000, vec![1i16; 16_000]);
        assert_eq!(second.duration(), std::time::Duration::from_secs(1));
        assert_eq!(format!("{second:?}"), "Pcm(16000 Hz, 1s)");
        assert_eq!(Pcm::new(0, vec![0i16; 4]).duration().as_secs(), 4, "no division by zero");
        let line = Line::new(Role::Caller, "my card number is");
        assert!(!format!("{line:?}").contains("card"));
    }
}
