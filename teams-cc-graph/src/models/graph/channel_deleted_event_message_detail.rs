//! `microsoft.graph.channelDeletedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.channelDeletedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelDeletedEventMessageDetail = "microsoft.graph.channelDeletedEventMessageDetail" {
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

impl Derives<EventMessageDetail> for ChannelDeletedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelDeletedEventMessageDetail"]
    }
}

impl From<ChannelDeletedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelDeletedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelDeletedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelDeletedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
