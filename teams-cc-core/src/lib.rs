#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
// RS-117: what comes from outside is data.
#![cfg_attr(not(test), deny(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

mod address;
mod agent;
pub mod assistant;
mod call;
pub mod channel;
mod context;
pub mod conversation;
mod error;
#[doc = include_str!("errors.md")]
pub mod errors {}
mod event;
pub mod frame;
mod id;
mod machine;
mod medium;
pub mod menu;
mod phone;
mod presence;
mod prompt;
mod retry;
mod retry_after;
mod rng;
mod secret;
pub mod skill;
pub mod speech;
mod store;
mod supervision;
mod time;
mod verb;
mod voice;

pub use address::Address;
pub use agent::Agent;
pub use assistant::{Assistant, Closing, Handover, Heard, Turn};
pub use call::{Ended, HasReason, Reason, Side};
pub use context::CallContext;
pub use error::{Error, ErrorKind, Result};
pub use event::{AgentSignal, Happened, Key};
pub use id::{AgentId, CallId, Guid, TenantId};
pub use machine::Machine;
pub use medium::Medium;
pub use menu::Menu;
pub use phone::{E164, redact_number};
pub use presence::{Activity, Availability, Presence, PresenceChange, SessionPresence};
pub use prompt::Prompt;
pub use retry::{Backoff, Retry};
pub use retry_after::retry_after;
pub use rng::Rng;
pub use secret::Secret;
pub use skill::{Need, Skill};
pub use store::Store;
pub use supervision::Supervision;
pub use time::{Clock, Instant};
pub use verb::{Unsupported, Verb};
pub use voice::{Guest, Kept, Voice};
