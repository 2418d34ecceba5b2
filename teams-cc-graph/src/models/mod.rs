//! The resources of Graph as data, one file each.
//!
//! Every field is optional, because `$select`, permissions and clouds leave any of them out. What
//! a version does not know, it keeps: see [`Rest`].

mod collection;
pub(crate) mod model;
mod presence;

pub use collection::Collection;
pub use model::Rest;
pub use presence::{
    BodyType, DateTimeTimeZone, ItemBody, OutOfOfficeSettings, Presence, PresenceStatusMessage,
    UserWorkLocation, WorkLocationSource, WorkLocationType,
};

#[cfg(test)]
mod tests;
