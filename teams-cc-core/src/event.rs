//! What was pressed, and what happened, in words that all crates share.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Agent, AgentId, CallId, PresenceChange, Reason, SessionPresence};

/// A key of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "sixteen keys that say what they are")]
pub enum Key {
    D0,
    D1,
    D2,
    D3,
    D4,
    D5,
    D6,
    D7,
    D8,
    D9,
    Star,
    Pound,
    A,
    B,
    C,
    D,
}

impl Key {
    /// All keys, in the order of their RFC 4733 event codes 0 to 15.
    pub const ALL: [Self; 16] = [
        Self::D0,
        Self::D1,
        Self::D2,
        Self::D3,
        Self::D4,
        Self::D5,
        Self::D6,
        Self::D7,
        Self::D8,
        Self::D9,
        Self::Star,
        Self::Pound,
        Self::A,
        Self::B,
        Self::C,
        Self::D,
    ];

    /// The RFC 4733 event code, 0 to 15.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The key of an RFC 4733 event code.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// The key printed as `c`: `0`-`9`, `*`, `#`, `A`-`D`.
    pub fn from_char(c: char) -> Option<Self> {
        "0123456789*#ABCD".find(c.to_ascii_uppercase()).and_then(|i| Self::from_code(i as u8))
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let face = b"0123456789*#ABCD"[usize::from(self.code())];
        write!(f, "{}", char::from(face))
    }
}

/// What an agent's surroundings tell the router: streams of it are joined by `router.follow`.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum AgentSignal {
    /// Teams shows something new.
    Presence(PresenceChange),
    /// The agent came to work.
    SignedOn(Agent),
    /// The agent left.
    SignedOff(AgentId),
    /// The agent wants work, or a pause.
    Ready(AgentId, bool),
    /// The agent ended wrap-up early.
    WrappedUp(AgentId),
}

impl From<PresenceChange> for AgentSignal {
    fn from(change: PresenceChange) -> Self {
        Self::Presence(change)
    }
}

/// What happened in the contact centre: for screens, history and alarms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Happened {
    /// Work came into a queue.
    Queued {
        /// Which work.
        work: u64,
        /// The leg it stands for, if it is a call.
        call: Option<CallId>,
        /// Where.
        queue: String,
    },
    /// An agent was asked.
    Offered {
        /// Which work.
        work: u64,
        /// Who was asked.
        agent: AgentId,
        /// How long the work had waited, in milliseconds.
        waited_ms: u64,
        /// Why this agent, in one line.
        why: String,
    },
    /// The agent did not take it.
    Declined {
        /// Which work.
        work: u64,
        /// Who was asked.
        agent: AgentId,
        /// Why not.
        reason: Reason,
    },
    /// The agent has it.
    Assigned {
        /// Which work.
        work: u64,
        /// Who.
        agent: AgentId,
        /// How long the work had waited, in milliseconds.
        waited_ms: u64,
    },
    /// Teams should show this for the agent.
    PresenceWanted {
        /// For whom.
        agent: AgentId,
        /// What.
        show: SessionPresence,
    },
    /// The customer could be told this.
    Place {
        /// Which work.
        work: u64,
        /// Its place in the queue, from 1; `None` if that would only disappoint.
        place: Option<u32>,
        /// The wait that is expected, in milliseconds, if anything is known.
        wait_ms: Option<u64>,
    },
    /// Waiting work is about to miss the promise of its queue.
    AtRisk {
        /// Which work.
        work: u64,
        /// Where.
        queue: String,
    },
    /// Nobody had it: the customer left.
    Abandoned {
        /// Which work.
        work: u64,
        /// How long the work had waited, in milliseconds.
        waited_ms: u64,
    },
    /// It went elsewhere.
    Overflowed {
        /// Which work.
        work: u64,
        /// Where to, if the plan says so.
        to: Option<String>,
    },
    /// The talk is over, wrap-up begins.
    WrapUp {
        /// Which work.
        work: u64,
        /// Who.
        agent: AgentId,
    },
    /// Over and done.
    Closed {
        /// Which work.
        work: u64,
        /// Who had it.
        agent: Option<AgentId>,
    },
    /// An agent's state, as screens show it.
    Agent {
        /// Who.
        agent: AgentId,
        /// One word: `available`, `offered`, `talking`, `wrap-up`, `away`, `off`.
        state: String,
        /// Why, if the state was not the agent's own choice.
        because: Option<String>,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Activity, Availability, Presence};

    #[test]
    fn rfc_4733_3_2_keys_and_their_event_codes() {
        for (code, face) in "0123456789*#ABCD".chars().enumerate() {
            let key = Key::from_code(code as u8).unwrap();
            assert_eq!((key.code(), key.to_string()), (code as u8, face.to_string()));
            assert_eq!(Key::from_char(face), Some(key));
            assert_eq!(Key::from_char(face.to_ascii_lowercase()), Some(key));
            assert_eq!(Key::ALL[code], key);
        }
        assert_eq!(
            (Key::from_code(16), Key::from_char('E'), Key::from_char('é')),
            (None, None, None)
        );
    }

    #[test]
    fn events_are_tagged_json() {
        let offered = Happened::Offered {
            work: 7,
            agent: "adele".into(),
            waited_ms: 3_000,
            why: "longest idle".into(),
        };
        let text =
            r#"{"event":"offered","work":7,"agent":"adele","waited_ms":3000,"why":"longest idle"}"#;
        assert_eq!(serde_json::to_string(&offered).unwrap(), text);
        assert_eq!(serde_json::from_str::<Happened>(text).unwrap(), offered);
    }

    #[test]
    fn presence_is_a_signal_of_an_agent() {
        let change = PresenceChange {
            agent: "adele".into(),
            presence: Some(Presence::new(Availability::Busy, Activity::InACall)),
        };
        assert_eq!(AgentSignal::from(change.clone()), AgentSignal::Presence(change));
    }
}
