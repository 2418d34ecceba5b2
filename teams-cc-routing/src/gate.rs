//! Presence as one gate among several (`routing.md` 2.9).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Activity, Availability, Presence};

/// How presence decides who may be asked. Presence is a hint with a lag: what the engine itself
/// reserved is the truth, and an agent's own call must not look like a foreign one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PresenceGate {
    /// `AvailableIdle` counts as there: an idle keyboard is no absence.
    pub idle_is_available: bool,
    /// `Available` with automatic replies on counts as there.
    pub out_of_office_is_available: bool,
    /// Busy set by hand closes the gate for calls.
    pub busy_by_hand_blocks: bool,
    /// A meeting in the calendar closes the gate for calls, whether joined or not.
    pub calendar_blocks: bool,
    /// Offline closes the gate; off for agents who work in the vendor's own desktop.
    pub offline_blocks: bool,
    /// What counts once presence has been unknown for [`stale_after`](Self::stale_after).
    pub unknown_blocks_calls: bool,
    /// How long the last known presence is believed when nothing is known any more (60 s).
    #[serde(with = "crate::plan::span")]
    pub stale_after: Duration,
    /// How long a call in presence may be the ring that is under way (2 s).
    #[serde(with = "crate::plan::span")]
    pub lag_in: Duration,
    /// How long presence may still show a call that has ended (10 s).
    #[serde(with = "crate::plan::span")]
    pub lag_out: Duration,
    /// An application that has been silent since its heartbeat was due signs its agent off after
    /// this (5 min).
    #[serde(with = "crate::plan::span")]
    pub silent_off_after: Duration,
}

impl Default for PresenceGate {
    fn default() -> Self {
        Self {
            idle_is_available: true,
            out_of_office_is_available: true,
            busy_by_hand_blocks: true,
            calendar_blocks: true,
            offline_blocks: true,
            unknown_blocks_calls: false,
            stale_after: Duration::from_secs(60),
            lag_in: Duration::from_secs(2),
            lag_out: Duration::from_secs(10),
            silent_off_after: Duration::from_secs(300),
        }
    }
}

/// What one presence means for offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    /// May be asked.
    Open,
    /// May be asked for anything but calls.
    NoCalls,
    /// In a call: open if it is the engine's own, otherwise no calls.
    InCall,
    /// May not be asked.
    Shut,
    /// Nobody can tell.
    Unknown,
}

impl PresenceGate {
    /// The row of the table for this presence.
    pub fn row(&self, presence: &Presence) -> Gate {
        let closed_if = |blocks: bool, gate| if blocks { gate } else { Gate::Open };
        match (&presence.availability, &presence.activity) {
            (Availability::DoNotDisturb, _) => Gate::Shut,
            (_, Activity::Presenting | Activity::UrgentInterruptionsOnly) => Gate::Shut,
            (_, Activity::InACall | Activity::InAConferenceCall) => Gate::InCall,
            (Availability::Available | Availability::AvailableIdle, Activity::OutOfOffice) => {
                closed_if(!self.out_of_office_is_available, Gate::Shut)
            }
            (_, Activity::InAMeeting) => closed_if(self.calendar_blocks, Gate::NoCalls),
            (Availability::Available, _) => Gate::Open,
            (Availability::AvailableIdle, _) => closed_if(!self.idle_is_available, Gate::Shut),
            (Availability::Busy | Availability::BusyIdle, _) => {
                closed_if(self.busy_by_hand_blocks, Gate::NoCalls)
            }
            (Availability::Offline, _) => closed_if(self.offline_blocks, Gate::Shut),
            (Availability::PresenceUnknown | Availability::Unknown(_), _) => Gate::Unknown,
            _ => Gate::Shut, // Away, BeRightBack, and whatever this version does not know
        }
    }
}

/// Who says that an agent is in a call which is not the engine's, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Source {
    /// The agent's own device refused an offer as busy.
    Device,
    /// Signalling that the vendor sees: SIP dialogs, Graph call notifications, the agent app.
    Signalling,
    /// The calendar.
    Calendar,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_2_9_each_row_of_the_presence_table() {
        let gate = PresenceGate::default();
        let rows = [
            ("Available", "Available", Gate::Open),
            ("AvailableIdle", "Available", Gate::Open),
            ("Available", "OutOfOffice", Gate::Open),
            ("Busy", "Busy", Gate::NoCalls),
            ("BusyIdle", "Busy", Gate::NoCalls),
            ("Busy", "InACall", Gate::InCall),
            ("Busy", "InAConferenceCall", Gate::InCall),
            ("Busy", "InAMeeting", Gate::NoCalls),
            ("DoNotDisturb", "DoNotDisturb", Gate::Shut),
            ("DoNotDisturb", "Presenting", Gate::Shut),
            ("DoNotDisturb", "UrgentInterruptionsOnly", Gate::Shut),
            ("Away", "Away", Gate::Shut),
            ("BeRightBack", "BeRightBack", Gate::Shut),
            ("Away", "Inactive", Gate::Shut),
            ("Offline", "Offline", Gate::Shut),
            ("Offline", "OffWork", Gate::Shut),
            ("Offline", "OutOfOffice", Gate::Shut),
            ("PresenceUnknown", "PresenceUnknown", Gate::Unknown),
            ("Holodeck", "Available", Gate::Unknown),
        ];
        for (availability, activity, expected) in rows {
            let presence = Presence::new(availability.into(), activity.into());
            assert_eq!(gate.row(&presence), expected, "{availability} / {activity}");
        }
    }

    #[test]
    fn routing_2_9_each_switch_of_the_presence_table() {
        let off = PresenceGate {
            idle_is_available: false,
            out_of_office_is_available: false,
            busy_by_hand_blocks: false,
            calendar_blocks: false,
            offline_blocks: false,
            ..PresenceGate::default()
        };
        let row = |a: &str, b: &str| off.row(&Presence::new(a.into(), b.into()));
        assert_eq!(row("AvailableIdle", "Available"), Gate::Shut);
        assert_eq!(row("Available", "OutOfOffice"), Gate::Shut);
        assert_eq!(row("Busy", "Busy"), Gate::Open);
        assert_eq!(row("Busy", "InAMeeting"), Gate::Open);
        assert_eq!(row("Offline", "Offline"), Gate::Open);
        assert_eq!(row("Away", "Away"), Gate::Shut);
    }
}
