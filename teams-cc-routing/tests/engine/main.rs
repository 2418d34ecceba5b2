//! The engine and its front, seen from outside.

mod front;
mod sketch;
