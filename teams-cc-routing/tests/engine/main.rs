//! The engine and its front, seen from outside.

mod front;
mod offer_states;
mod scene;
mod sketch;
mod work_states;
