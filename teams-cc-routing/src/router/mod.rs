//! The async front: a thin driver over the engine. It turns commands into handles that are lives.

mod front;
mod happened;
mod lives;
mod opening;

pub use front::{Events, Router};
pub use lives::{Assignment, GaveUp, GaveUpWhy, Offer, Ticket, Watched};
