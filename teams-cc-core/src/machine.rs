//! The one shape of everything that decides.

use crate::Instant;

/// Something that decides. It owns no socket, no clock, no randomness, and it never waits.
///
/// No order between the three methods is wrong: inputs may follow each other without a poll,
/// outputs come out in the order of their causes, a tick too early does nothing.
pub trait Machine {
    /// What happens to it; an input may borrow (received bytes).
    type Input<'a>;
    /// What it wants done, or wants to be known.
    type Output;

    /// Takes one input. What goes wrong is an output too.
    fn handle(&mut self, now: Instant, input: Self::Input<'_>);

    /// The next thing to do, oldest first; `None` when there is nothing.
    fn poll(&mut self) -> Option<Self::Output>;

    /// When to send a tick if nothing else comes first.
    fn deadline(&self) -> Option<Instant>;
}
