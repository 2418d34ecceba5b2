//! `microsoft.graph.channelAddedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.channelAddedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelAddedEventMessageDetail = "microsoft.graph.channelAddedEventMessageDetail" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `channelDisplayName`: text.
        channel_display_name: String = "channelDisplayName",
        /// `channelId`: text.
        channel_id: String = "channelId",
        /// `initiator`: `identitySet`.
        initiator: Box<IdentitySet> = "initiator",
    }
}

impl Derives<EventMessageDetail> for ChannelAddedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelAddedEventMessageDetail"]
    }
}

impl From<ChannelAddedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelAddedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelAddedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelAddedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
