//! The Bot Connector: bots that chat in Teams, and the people at the other end.
//!
//! A bot answers at an endpoint that is registered here; activities reach it with a token of the
//! service, and it speaks through the REST interface below `/bot` of the emulated Graph's address,
//! which is also the `serviceUrl` of every activity. Application-only permission to send chat
//! messages does not exist: this is how a server speaks in Teams (`graph.md` section 7).

mod roster;
mod serve;
mod state;
mod talk;

pub(crate) use serve::routes;
pub(crate) use state::Connector;
pub use talk::BotReply;
pub(crate) use talk::{Talking, install, invoke, tell_installed, write};
