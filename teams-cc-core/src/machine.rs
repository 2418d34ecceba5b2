//! The one shape of everything that decides.

use crate::Instant;

/// Something that decides. It owns no socket, no clock, no randomness, and it never waits.
///
/// No order between the three methods is wrong: inputs may follow each other without a poll,
/// outputs come out in the order of their causes, a tick too early does nothing. A driver is a loop
/// of reading, [`handle`](Self::handle), [`poll`](Self::poll) and sleeping until the
/// [`deadline`](Self::deadline); a simulator is the same loop over a queue.
///
/// ```
/// use std::sync::Arc;
/// use teams_cc_core::menu::{Asking, Chosen, MenuInput, MenuOutput};
/// use teams_cc_core::{Instant, Key, Machine, Menu, Prompt};
///
/// let menu = Menu::new(Prompt::text("one or two?")).on(Key::D1, "billing").on(Key::D2, "support");
/// let mut asking = Asking::new(Arc::new(menu));
/// asking.handle(Instant::START, MenuInput::Start);
/// assert!(matches!(asking.poll(), Some(MenuOutput::Play(_))));
///
/// asking.handle(Instant::from_millis(1_200), MenuInput::Pressed(Key::D2));
/// assert_eq!(asking.poll(), Some(MenuOutput::Stop));
/// assert_eq!(asking.poll(), Some(MenuOutput::Done(Chosen::Key(Key::D2, "support"))));
/// assert_eq!((asking.poll(), asking.deadline()), (None, None));
/// ```
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
