#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod board;
mod chat;
#[doc = include_str!("errors.md")]
pub mod errors {}
mod routes;
mod social;
#[cfg(test)]
mod tray;

pub use board::{AgentRow, CallRow, FeedLine, LaneRow, QueueRow, Snapshot, Source};
pub use chat::{WebChat, WebChatLimits};
pub use routes::board;
pub use social::Social;
