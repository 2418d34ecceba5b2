//! Sound both ways of one leg.

use std::future::Future;

use crate::{Clock, Error, Key};

/// What came on a leg.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Piece {
    /// Samples of the line's rate, any number of them; 20 ms on the wires we know.
    Sound(Vec<i16>),
    /// A key.
    Key(Key),
}

/// What a caller said or pressed is personal.
impl std::fmt::Debug for Piece {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sound(samples) => write!(f, "Sound({} samples)", samples.len()),
            Self::Key(_) => f.write_str("Key(***)"),
        }
    }
}

/// Sound both ways of one leg, piece by piece: what a wire implements so that somebody can listen
/// and speak on it sample by sample ([`converse_over`](super::converse_over)).
pub trait AudioLine: Send {
    /// The time by which it goes.
    fn clock(&self) -> impl Clock;

    /// Samples a second, both ways.
    fn rate_hz(&self) -> u32;

    /// What comes next; `None` when the line is over. What nobody takes in time is lost, and
    /// counted where the line is made.
    ///
    /// # Cancel safety
    /// Nothing is lost by dropping the future.
    fn next(&mut self) -> impl Future<Output = Option<Piece>> + Send;

    /// Gives samples to the line and says how many it took, from the front; what it did not take
    /// is offered again later. Never waits.
    ///
    /// # Errors
    /// `Ended` when the line is over.
    fn send(&mut self, samples: &[i16]) -> Result<usize, Error>;

    /// Falls silent at once: what was sent and not yet heard is forgotten.
    ///
    /// # Errors
    /// `Ended` when the line is over.
    fn stop(&mut self) -> Result<(), Error>;
}
