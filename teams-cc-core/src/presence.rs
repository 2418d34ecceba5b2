//! What Teams knows about people, as data.

use serde::{Deserialize, Serialize};

use crate::AgentId;

macro_rules! open_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$vmeta])* $variant,)*
            /// A value this version does not know, kept as it came.
            Unknown(Box<str>),
        }

        impl $name {
            /// As Microsoft writes it.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => stringify!($variant),)*
                    Self::Unknown(text) => text,
                }
            }
        }

        impl From<&str> for $name {
            /// Known values match whatever their case; others are kept as [`Self::Unknown`].
            fn from(text: &str) -> Self {
                $(if text.eq_ignore_ascii_case(stringify!($variant)) {
                    return Self::$variant;
                })*
                Self::Unknown(text.into())
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                <std::borrow::Cow<'de, str>>::deserialize(d).map(|text| Self::from(text.as_ref()))
            }
        }
    };
}

open_enum! {
    /// `availability` of a Graph presence (`graph.md` section 3).
    Availability {
        /// Free.
        Available,
        /// Free, keyboard idle.
        AvailableIdle,
        /// Not at the desk.
        Away,
        /// Back soon.
        BeRightBack,
        /// Occupied.
        Busy,
        /// Occupied, keyboard idle.
        BusyIdle,
        /// Wants no interruption.
        DoNotDisturb,
        /// Signed out or appearing so.
        Offline,
        /// Teams does not know.
        PresenceUnknown,
    }
}

open_enum! {
    /// `activity` of a Graph presence: what the person is doing.
    Activity {
        /// Nothing in particular.
        Available,
        /// Free, keyboard idle.
        AvailableInactive,
        /// Not at the desk.
        Away,
        /// Back soon.
        BeRightBack,
        /// Set by hand, or by an application.
        Busy,
        /// Occupied, keyboard idle.
        BusyIdle,
        /// Wants no interruption.
        DoNotDisturb,
        /// In focus time by the calendar.
        Focusing,
        /// In a two-party call.
        InACall,
        /// In a group call.
        InAConferenceCall,
        /// Keyboard idle.
        Inactive,
        /// In a meeting by the calendar.
        InAMeeting,
        /// Signed out.
        Offline,
        /// Outside working hours.
        OffWork,
        /// Automatic replies are on.
        OutOfOffice,
        /// Teams does not know.
        PresenceUnknown,
        /// Shares the screen.
        Presenting,
        /// Only urgent interruptions.
        UrgentInterruptionsOnly,
    }
}

/// What Teams shows for one person.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Presence {
    /// How reachable.
    pub availability: Availability,
    /// Doing what.
    pub activity: Activity,
}

impl Presence {
    /// Both halves.
    pub fn new(availability: Availability, activity: Activity) -> Self {
        Self { availability, activity }
    }
}

/// What the contact centre wants Teams to show for one of its agents, by an application session
/// (`routing.md` 2.9). Never the preferred state: that is the person's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SessionPresence {
    /// At work and free: an application's `Available` fades unless it is set again in time.
    Available,
    /// All that the agent can take of calls is taken.
    InACall,
    /// At work, and wants none.
    Away,
    /// Not at work: the session is cleared.
    Cleared,
}

impl SessionPresence {
    /// Both halves as `setPresence` takes them; `None`: the session is cleared.
    pub fn presence(self) -> Option<Presence> {
        Some(match self {
            Self::Available => Presence::new(Availability::Available, Activity::Available),
            Self::InACall => Presence::new(Availability::Busy, Activity::InACall),
            Self::Away => Presence::new(Availability::Away, Activity::Away),
            Self::Cleared => return None,
        })
    }
}

/// One agent's presence became known, changed, or was lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceChange {
    /// Whose.
    pub agent: AgentId,
    /// What Teams shows now; `None` when nobody can tell any more (subscription lost, polling
    /// fails).
    pub presence: Option<Presence>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every value that any document of Graph names (`graph.md` section 3).
    const AVAILABILITIES: &str = "Available AvailableIdle Away BeRightBack Busy BusyIdle \
        DoNotDisturb Offline PresenceUnknown";
    const ACTIVITIES: &str = "Available AvailableInactive Away BeRightBack Busy BusyIdle \
        DoNotDisturb Focusing InACall InAConferenceCall Inactive InAMeeting Offline OffWork \
        OutOfOffice Presenting PresenceUnknown UrgentInterruptionsOnly";

    #[test]
    fn graph_3_every_documented_value_is_known() {
        for text in AVAILABILITIES.split_whitespace() {
            let value = Availability::from(text);
            assert!(!matches!(value, Availability::Unknown(_)), "{text}");
            assert_eq!((value.as_str(), value.to_string()), (text, text.to_owned()));
            assert_eq!(Availability::from(text.to_lowercase().as_str()), value);
        }
        for text in ACTIVITIES.split_whitespace() {
            let value = Activity::from(text);
            assert!(!matches!(value, Activity::Unknown(_)), "{text}");
            assert_eq!(Activity::from(text.to_uppercase().as_str()).as_str(), text);
        }
    }

    #[test]
    fn rs_79_values_of_tomorrow_are_kept() {
        let text = r#"{"availability":"OnTheMoon","activity":"unknownFutureValue"}"#;
        let presence: Presence = serde_json::from_str(text).unwrap();
        assert_eq!(presence.availability, Availability::Unknown("OnTheMoon".into()));
        assert_eq!(serde_json::to_string(&presence).unwrap(), text);
    }

    #[test]
    fn lost_knowledge_is_an_event_of_its_own() {
        let lost = PresenceChange { agent: "adele".into(), presence: None };
        let text = serde_json::to_string(&lost).unwrap();
        assert_eq!(text, r#"{"agent":"adele","presence":null}"#);
        assert_eq!(serde_json::from_str::<PresenceChange>(&text).unwrap(), lost);
    }
}
