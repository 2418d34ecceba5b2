//! The engine and its front, seen from outside.

mod front;
mod lines;
mod offer_states;
mod people;
mod scene;
mod sketch;
mod work_states;
