//! What an application may show for a person, and what Teams makes of everything shown.

use std::time::Duration;

use teams_cc_core::{Activity, Availability, Presence};

/// What an application may show for a person (`setPresence`). Teams takes no other pairs.
///
/// # Source
/// Graph v1.0, "presence: setPresence".
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Shown {
    /// Free. Fades to away after ten minutes unless shown again.
    Available,
    /// In a two-party call: an agent who talks to a customer.
    InACall,
    /// In a group call: an agent who has a colleague in the call.
    InAConferenceCall,
    /// Not at the desk.
    Away,
    /// No interruptions: an agent who writes notes after a call.
    Presenting,
}

impl Shown {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Available, Self::InACall, Self::InAConferenceCall, Self::Away, Self::Presenting];

    /// The two halves that Graph takes.
    pub fn pair(self) -> (Availability, Activity) {
        match self {
            Self::Available => (Availability::Available, Activity::Available),
            Self::InACall => (Availability::Busy, Activity::InACall),
            Self::InAConferenceCall => (Availability::Busy, Activity::InAConferenceCall),
            Self::Away => (Availability::Away, Activity::Away),
            Self::Presenting => (Availability::DoNotDisturb, Activity::Presenting),
        }
    }

    /// What a contact centre shows for an agent in this state (the words of
    /// [`Happened::Agent`](teams_cc_core::Happened::Agent)). Only work is shown: `talking` and
    /// `wrap-up`. Everything else is left to the person and their clients, above all what Teams
    /// itself told us: whoever shows that back plays ping-pong (CC-40).
    pub fn for_state(state: &str) -> Option<Self> {
        match state {
            "talking" => Some(Self::InACall),
            "wrap-up" => Some(Self::Presenting),
            _ => None,
        }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }

    /// Whether Teams shows exactly this.
    pub fn is(self, presence: &Presence) -> bool {
        let (availability, activity) = self.pair();
        presence.availability == availability && presence.activity == activity
    }
}

/// A session of one client or application, or what the person prefers to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// What it says.
    pub presence: Presence,
    /// How long it still counts.
    pub left: Duration,
}

/// What Teams shows when these sessions are there and the person prefers that: what is preferred
/// wins over sessions, `DoNotDisturb` over `Busy` over `Available` over `Away`; without any session
/// that counts the person is offline whatever they prefer.
///
/// # Source
/// Graph v1.0, "Manage presence state using the Microsoft Graph cloud communications API".
pub fn aggregate(preferred: Option<&Session>, sessions: &[Session]) -> Presence {
    let counts = |session: &&Session| !session.left.is_zero();
    let strongest =
        sessions.iter().filter(counts).min_by_key(|session| rank(&session.presence.availability));
    match (strongest, preferred.filter(counts)) {
        (None, _) => Presence::new(Availability::Offline, Activity::Offline),
        (Some(_), Some(preferred)) => preferred.presence.clone(),
        (Some(session), None) => session.presence.clone(),
    }
}

fn rank(availability: &Availability) -> u8 {
    match availability {
        Availability::DoNotDisturb => 0,
        Availability::Busy | Availability::BusyIdle => 1,
        Availability::Available | Availability::AvailableIdle => 2,
        Availability::BeRightBack | Availability::Away => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(shown: Shown) -> Session {
        let (availability, activity) = shown.pair();
        Session { presence: Presence::new(availability, activity), left: Duration::from_secs(60) }
    }

    #[test]
    fn graph_3_every_pair_of_sessions_has_one_winner() {
        // From strong to weak; the same rank keeps the first.
        let order = [Shown::Presenting, Shown::InACall, Shown::Available, Shown::Away];
        for (i, strong) in order.iter().enumerate() {
            for weak in &order[i..] {
                for sessions in
                    [[session(*strong), session(*weak)], [session(*weak), session(*strong)]]
                {
                    assert!(strong.is(&aggregate(None, &sessions)), "{strong:?} over {weak:?}");
                }
            }
        }
    }

    #[test]
    fn graph_3_what_is_preferred_wins_unless_nobody_is_there() {
        let preferred = session(Shown::Away);
        for shown in Shown::ALL {
            let seen = aggregate(Some(&preferred), &[session(shown)]);
            assert!(Shown::Away.is(&seen), "{shown:?}");
        }
        assert_eq!(aggregate(Some(&preferred), &[]).availability, Availability::Offline);
        let ended = Session { left: Duration::ZERO, ..session(Shown::InACall) };
        assert_eq!(aggregate(None, &[ended]).availability, Availability::Offline);
    }

    #[test]
    fn cc_40_only_work_is_shown() {
        assert_eq!(Shown::for_state("talking"), Some(Shown::InACall));
        assert_eq!(Shown::for_state("wrap-up"), Some(Shown::Presenting));
        for state in ["available", "offered", "away", "off", "anything"] {
            assert_eq!(Shown::for_state(state), None, "{state}");
        }
    }
}
