//! Speech without a vendor, for tests and demos: a voice that every Debian has, and an ear that
//! knows a few phrases.
//!
//! [`Espeak`] calls the program `espeak-ng`; it sounds like the robot that it is. [`Phrases`] is a
//! real recogniser, and a small one: it compares a whole utterance with phrases that it was given
//! as sound. What it cannot do: understand free speech, find a phrase inside a longer sentence, or
//! follow voices that differ much from those it was given. A caller of flesh and blood needs a
//! vendor behind [`Recognise`](teams_cc_core::speech::Recognise).

mod espeak;
mod features;
mod phrases;

pub use espeak::Espeak;
pub use phrases::Phrases;
