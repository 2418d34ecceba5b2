//! `microsoft.graph.channelDescriptionUpdatedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.channelDescriptionUpdatedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelDescriptionUpdatedEventMessageDetail = "microsoft.graph.channelDescriptionUpdatedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDescription`: text.
        channel_description: String = "channelDescription",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ChannelDescriptionUpdatedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelDescriptionUpdatedEventMessageDetail"]
    }
}

impl From<ChannelDescriptionUpdatedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelDescriptionUpdatedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelDescriptionUpdatedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelDescriptionUpdatedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
