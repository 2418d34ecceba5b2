//! `microsoft.graph.incomingCallOptions` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::CallOptions;
use crate::models::family::{Derives, widen};
use crate::models::model::model;

model! {
    /// `microsoft.graph.incomingCallOptions`: complex type.
    ///
    /// Derives from `microsoft.graph.callOptions`.
    IncomingCallOptions = "microsoft.graph.incomingCallOptions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `hideBotAfterEscalation`: yes or no.
        hide_bot_after_escalation: bool = "hideBotAfterEscalation",
        /// `isContentSharingNotificationEnabled`: yes or no.
        is_content_sharing_notification_enabled: bool = "isContentSharingNotificationEnabled",
        /// `isDeltaRosterEnabled`: yes or no.
        is_delta_roster_enabled: bool = "isDeltaRosterEnabled",
        /// `isInteractiveRosterEnabled`: yes or no.
        is_interactive_roster_enabled: bool = "isInteractiveRosterEnabled",
    }
}

impl Derives<CallOptions> for IncomingCallOptions {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.incomingCallOptions"]
    }
}

impl From<IncomingCallOptions> for CallOptions {
    fn from(derived: IncomingCallOptions) -> Self {
        widen(&derived)
    }
}

impl From<IncomingCallOptions> for Box<CallOptions> {
    fn from(derived: IncomingCallOptions) -> Self {
        Box::new(widen(&derived))
    }
}

model! {
    /// `microsoft.graph.outgoingCallOptions`: complex type.
    ///
    /// Derives from `microsoft.graph.callOptions`.
    OutgoingCallOptions = "microsoft.graph.outgoingCallOptions" {
        /// `@odata.type`: text.
        odata_type: String = "@odata.type",
        /// `hideBotAfterEscalation`: yes or no.
        hide_bot_after_escalation: bool = "hideBotAfterEscalation",
        /// `isContentSharingNotificationEnabled`: yes or no.
        is_content_sharing_notification_enabled: bool = "isContentSharingNotificationEnabled",
        /// `isDeltaRosterEnabled`: yes or no.
        is_delta_roster_enabled: bool = "isDeltaRosterEnabled",
        /// `isInteractiveRosterEnabled`: yes or no.
        is_interactive_roster_enabled: bool = "isInteractiveRosterEnabled",
    }
}

impl Derives<CallOptions> for OutgoingCallOptions {
    fn names() -> &'static [&'static str] {
        &["microsoft.graph.outgoingCallOptions"]
    }
}

impl From<OutgoingCallOptions> for CallOptions {
    fn from(derived: OutgoingCallOptions) -> Self {
        widen(&derived)
    }
}

impl From<OutgoingCallOptions> for Box<CallOptions> {
    fn from(derived: OutgoingCallOptions) -> Self {
        Box::new(widen(&derived))
    }
}
