#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod config;
pub mod dialog;
pub mod direct_routing;
#[cfg(feature = "tokio")]
pub mod driver;
pub mod endpoint;
pub mod media;
pub mod message;
pub mod sdp;
#[cfg(any(test, feature = "test-util"))]
pub mod testing;
pub mod transaction;
mod transport;

pub use config::{Listen, TrunkConfig};
#[doc(inline)]
pub use endpoint::{Command, Endpoint, EndpointConfig, Event, Input, Output};
pub use transport::{Flow, Target, Transport};
