#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod board;
mod routes;

pub use board::{AgentRow, CallRow, FeedLine, LaneRow, QueueRow, Snapshot, Source};
pub use routes::board;
