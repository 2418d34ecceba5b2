//! What routing looks at in a presence.

use teams_cc_core as core;
use teams_cc_core::{Activity, Availability};

use super::Presence;
use super::field::word_fields;

// Plain text in Graph's metadata, not enums; the known values of all its documents are members,
// others are kept.
word_fields!(Availability, Activity);

impl Presence {
    /// The two halves that routing looks at; what is missing reads as `PresenceUnknown`.
    pub fn shown(&self) -> core::Presence {
        core::Presence::new(
            self.availability.clone().unwrap_or(Availability::PresenceUnknown),
            self.activity.clone().unwrap_or(Activity::PresenceUnknown),
        )
    }
}
