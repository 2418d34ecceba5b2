//! `microsoft.graph.channelRenamedEventMessageDetail` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::family::{Derives, widen};
use crate::models::model::model;
use crate::models::{EventMessageDetail, IdentitySet};

model! {
    /// `microsoft.graph.channelRenamedEventMessageDetail`: complex type.
    ///
    /// Derives from `microsoft.graph.eventMessageDetail`.
    ChannelRenamedEventMessageDetail = "microsoft.graph.channelRenamedEventMessageDetail" {
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

impl Derives<EventMessageDetail> for ChannelRenamedEventMessageDetail {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.channelRenamedEventMessageDetail"]
    }
}

impl From<ChannelRenamedEventMessageDetail> for EventMessageDetail {
    fn from(derived: ChannelRenamedEventMessageDetail) -> Self {
        widen(&derived)
    }
}

impl From<ChannelRenamedEventMessageDetail> for Box<EventMessageDetail> {
    fn from(derived: ChannelRenamedEventMessageDetail) -> Self {
        Box::new(widen(&derived))
    }
}
