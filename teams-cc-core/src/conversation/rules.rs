//! What a conversation may cost, and how long silence may last.

use std::time::Duration;

use crate::Backoff;

/// Times and limits of conversations. Times of silence count on channels where the customer waits
/// in front of a screen ([`Abilities::is_live`](crate::channel::Abilities::is_live)).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Rules {
    /// The customer says nothing for so long: the warning is sent (4 min).
    pub warn_after: Duration,
    /// Still nothing: it closes (2 min).
    pub close_after: Duration,
    /// The warning; empty: none is sent.
    pub warning: String,
    /// Whoever has it says nothing for so long: that is told (2 min).
    pub neglected_after: Duration,
    /// And then somebody else gets it (10 min).
    pub taken_away_after: Duration,
    /// A message within this time after the end opens it again (24 h).
    pub reopen_within: Duration,
    /// Who had it before gets it again, if they can take it within this time (60 s).
    pub prefer_for: Duration,
    /// Messages with a number wait so long for those that are missing before them (2 s).
    pub gap_for: Duration,
    /// So many messages wait for those before them (64).
    pub most_held: usize,
    /// So many ids of messages are known: a copy that comes later than so many others is new
    /// (512).
    pub most_ids: usize,
    /// So many messages wait for a reader (200).
    pub most_unread: usize,
    /// A message has so many octets (64 KiB).
    pub most_bytes: usize,
    /// So many parts of messages wait to be sent (64).
    pub most_queued: usize,
    /// It goes on to another queue, or is taken away, so often (10).
    pub most_transfers: u32,
    /// A message is sent so often when nothing happened (5).
    pub most_attempts: u32,
    /// How long to wait in between, unless the channel says.
    pub again: Backoff,
}

impl Default for Rules {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            warn_after: minutes(4),
            close_after: minutes(2),
            warning: "Are you still there? This conversation closes in two minutes.".into(),
            neglected_after: minutes(2),
            taken_away_after: minutes(10),
            reopen_within: minutes(24 * 60),
            prefer_for: minutes(1),
            gap_for: Duration::from_secs(2),
            most_held: 64,
            most_ids: 512,
            most_unread: 200,
            most_bytes: 64 * 1024,
            most_queued: 64,
            most_transfers: 10,
            most_attempts: 5,
            again: Backoff { first: Duration::from_secs(1), most: Duration::from_secs(30) },
        }
    }
}
