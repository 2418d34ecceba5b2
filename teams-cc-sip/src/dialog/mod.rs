//! Dialogs: RFC 3261 §12 to §15, session timer, REFER, Replaces.

pub mod offer;
pub mod session;
