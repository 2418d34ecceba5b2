//! The resources of Graph as data, one file each, made from Graph's metadata.
//!
//! Every field is optional, because `$select`, permissions and clouds leave any of them out. What
//! a version does not know, it keeps: see [`Rest`]. Each field has a setter of its name:
//!
//! ```
//! use teams_cc_graph::models::{Call, Identity, IdentitySet, InvitationParticipantInfo};
//!
//! let agent = IdentitySet::default().user(Identity::default().id("4b444206-207c-42f8-92a6-e332b41c88a2"));
//! let call = Call::default()
//!     .callback_uri("https://cc.contoso.example/graph")
//!     .targets([InvitationParticipantInfo::default().identity(agent)]);
//! assert_eq!(serde_json::to_value(&call).unwrap()["targets"][0]["identity"]["user"]["id"],
//!     "4b444206-207c-42f8-92a6-e332b41c88a2");
//! ```

mod collection;
pub(crate) mod family;
pub(crate) mod field;
mod graph;
pub(crate) mod model;
pub(crate) mod object;
mod presence;
pub(crate) mod print;
pub(crate) mod read;
#[cfg(feature = "registry")]
#[cfg_attr(docsrs, doc(cfg(feature = "registry")))]
pub mod registry;
pub(crate) mod rest;
mod time;
pub(crate) mod write;

pub use collection::Collection;
pub use family::{Derives, Model};
#[doc(inline)]
pub use graph::*;
pub use rest::Rest;
pub use time::{DateTime, IsoDuration};

#[cfg(test)]
mod tests;
