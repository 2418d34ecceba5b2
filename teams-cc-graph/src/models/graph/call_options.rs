//! `microsoft.graph.incomingCallOptions` and what only it uses.

// Made by `cargo xtask generate` from the tables in `metadata`.

use crate::models::CallOptions;
use crate::models::family::derives;
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

derives!(IncomingCallOptions: CallOptions ["microsoft.graph.incomingCallOptions"]);

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

derives!(OutgoingCallOptions: CallOptions ["microsoft.graph.outgoingCallOptions"]);
