//! Who is in a call.

use std::collections::BTreeMap;
use std::fmt;

use teams_cc_core::{Address, Ended, Side};

use super::{Leg, Pending, Step, Wish};

/// So many participants are kept; Teams meetings have at most 1,000 that talk.
const MOST: usize = 2_000;

/// Somebody in a call.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Participant {
    /// The id of the participant in this call.
    pub id: String,
    /// Who it is, where the service tells: a Teams user or a number.
    pub who: Option<Address>,
    /// Whether the participant is muted.
    pub is_muted: bool,
    /// Whether the participant waits in the lobby.
    pub is_in_lobby: bool,
}

impl Participant {
    /// Somebody with this id, of whom nothing else is known yet.
    pub fn new(id: impl Into<String>) -> Self {
        Self { id: id.into(), who: None, is_muted: false, is_in_lobby: false }
    }
}

/// `Address` shows no names.
impl fmt::Debug for Participant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Participant")
            .field("id", &self.id)
            .field("who", &self.who)
            .field("is_muted", &self.is_muted)
            .finish_non_exhaustive()
    }
}

/// The list as last told, by full lists or by changes with a number.
#[derive(Debug, Default)]
pub(super) struct Roster {
    there: BTreeMap<String, Participant>,
    sequence: u64,
}

impl Roster {
    /// Whether the service has not told yet who is there.
    pub(super) fn is_unknown(&self) -> bool {
        self.there.is_empty()
    }

    /// Whether the service has told who is there, and this one is not.
    pub(super) fn lacks(&self, id: &str) -> bool {
        !self.there.is_empty() && !self.there.contains_key(id)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Participant> {
        self.there.values()
    }

    /// Takes a list; `sequence` orders changes, and full lists where they carry one. False if
    /// nothing is different.
    pub(super) fn take(
        &mut self,
        list: Vec<(Participant, bool)>,
        whole: bool,
        sequence: Option<u64>,
    ) -> bool {
        if let Some(sequence) = sequence {
            if sequence <= self.sequence {
                return false;
            }
            self.sequence = sequence;
        }
        let before = self.there.clone();
        if whole {
            self.there.clear();
        }
        for (participant, left) in list {
            if left {
                self.there.remove(&participant.id);
            } else if self.there.len() < MOST || self.there.contains_key(&participant.id) {
                self.there.insert(participant.id.clone(), participant);
            }
        }
        before != self.there
    }
}

impl Leg {
    /// The other side has left a group: two who are left may talk on without us. Of one alone the
    /// service says itself that it is over.
    pub(super) fn peer_left(&mut self) {
        let Some(peer) = &self.peer else { return };
        let (mut there, mut all) = (false, 0);
        for one in self.roster.iter() {
            there |= one.who.as_ref() == Some(peer);
            all += 1;
        }
        let moves = |one: &Pending| matches!(one.wish, Wish::Transfer { .. });
        // Whoever rings is not there yet, and would find the bot alone.
        let invites = |one: &Pending| matches!(one.wish, Wish::Invite { .. });
        all += usize::from(self.wishes.iter().any(invites));
        if there {
            self.peer_seen = true;
        } else if self.peer_seen && all > 1 && !self.wishes.iter().any(moves) {
            self.request(Step::HangUp);
            self.end(Ended::HungUp(Side::Them));
        }
    }
}
