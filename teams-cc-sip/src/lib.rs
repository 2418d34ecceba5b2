#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod config;
pub mod dialog;
pub mod direct_routing;
#[cfg(feature = "tokio")]
pub mod driver;
pub mod endpoint;
#[doc = include_str!("errors.md")]
pub mod errors {}
pub mod media;
pub mod message;
pub mod sdp;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
#[cfg(feature = "tokio")]
pub mod trace;
pub mod transaction;
mod transport;
#[cfg(feature = "tokio")]
pub mod trunk;

pub use config::{Listen, TrunkConfig};
#[doc(inline)]
pub use endpoint::{Command, Endpoint, EndpointConfig, Event, Input, Output};
pub use transport::{Flow, Target, Transport};
#[cfg(feature = "tokio")]
#[doc(inline)]
pub use trunk::{
    Call, Converse, Dial, IncomingCall, Line, MOST_IN_A_TALK, Refused, Speaker, Stream, Talk,
    TalkEvent, Transcript, TranscriptEvent, TransferAsked, TransferFailed, Trunk, TrunkEvent,
};
