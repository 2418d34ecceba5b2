//! Each thing once, and no call backwards.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};

use teams_cc_core::Instant;

use super::{About, CallNotification, ChangeKind, ChangeNotification};

/// Graph repeats for four hours (`graph.md` section 6.3); half an hour is for clocks and queues.
const REMEMBERED: Duration = Duration::from_secs(4 * 3600 + 1800);
/// Things remembered at most; the oldest is forgotten first.
const MOST_CHANGES: usize = 1_000_000;
/// A bare "it changed" within this of the same words is a repetition.
const SAME_BREATH: Duration = Duration::from_secs(2);
/// Calls remembered at most; 100 run at a time (`graph.md` section 1.4).
const MOST_CALLS: usize = 100_000;
/// Operations and rosters of one call whose last notification is remembered.
const MOST_THINGS: usize = 64;

/// What is to be done with a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// It is news.
    New,
    /// It came before.
    Duplicate,
    /// The call has moved on meanwhile.
    Stale,
}

type Digest = [u8; 16];

/// Remembers what came, in virtual time: delivery is at least once and in any order.
///
/// A change notification counts once in four and a half hours, by its id, or by subscription,
/// resource, kind and etag. One that nothing names counts unless it says the same as the last about
/// the resource; if it says no more than "changed" (lifecycle notifications too), two within two
/// seconds are one, and later ones are news: something may have changed again. Calls have no ids on their notifications: the same one twice in a row
/// counts once, a pressed key counts once by its number, a state behind the one reached is stale,
/// and after the end nothing of the call counts but results of its operations. A roster or a
/// sideways state (`hold` and back) repeated later is news: it may be true again.
///
/// # Source
/// RS-68; `graph.md` sections 2.3 and 2.5.
#[derive(Debug, Default)]
pub struct Order {
    changes: HashMap<Digest, Instant>,
    by_age: VecDeque<(Instant, Digest)>,
    /// What was said last by nameless notifications about a resource.
    said: HashMap<Digest, (Digest, Instant)>,
    calls: HashMap<Digest, Place>,
    calls_by_age: VecDeque<(Instant, Digest)>,
    forgotten: u64,
}

/// How far a call has come.
#[derive(Debug, Default)]
struct Place {
    rank: u8,
    touched: Instant,
    /// The highest key number, and which of the 64 below it came.
    tones: Option<(u64, u64)>,
    /// The last notification about each thing.
    last: VecDeque<(Digest, Digest)>,
}

impl Order {
    /// Remembers nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Things that were forgotten before their time, because there were too many.
    pub fn forgotten(&self) -> u64 {
        self.forgotten
    }

    /// Decides about a change notification, and remembers it.
    pub fn change(&mut self, now: Instant, notification: &ChangeNotification) -> Verdict {
        self.forget(now);
        if notification.is_nameless() {
            return self.nameless(now, notification);
        }
        let key = key_of(notification);
        if self.changes.contains_key(&key) {
            return Verdict::Duplicate;
        }
        self.changes.insert(key, now);
        self.by_age.push_back((now, key));
        Verdict::New
    }

    fn nameless(&mut self, now: Instant, notification: &ChangeNotification) -> Verdict {
        let (subject, saying) = (key_of(notification), short(notification.json().as_bytes()));
        let counts = if notification.says_how() { REMEMBERED } else { SAME_BREATH };
        if let Some((said, when)) = self.said.get(&subject)
            && *said == saying
            && now.since(*when) < counts
        {
            return Verdict::Duplicate;
        }
        if self.said.len() >= MOST_CALLS && !self.said.contains_key(&subject) {
            self.forgotten += self.said.len() as u64;
            self.said.clear();
        }
        self.said.insert(subject, (saying, now));
        Verdict::New
    }

    /// It was not taken after all (the queue was full): when it comes again it is news.
    pub fn withdraw_change(&mut self, notification: &ChangeNotification) {
        if notification.is_nameless() {
            self.said.remove(&key_of(notification));
        }
        self.changes.remove(&key_of(notification));
    }

    /// Decides about a notification of the calling service, and remembers it.
    pub fn call(&mut self, now: Instant, notification: &CallNotification) -> Verdict {
        self.forget(now);
        if *notification.about() == About::Other {
            return Verdict::New;
        }
        let call = call_of(notification);
        if !self.calls.contains_key(&call) {
            self.calls_by_age.push_back((now, call));
        }
        let place = self.calls.entry(call).or_default();
        place.touched = now;
        place.judge(notification)
    }

    /// It was not taken after all: when it comes again it is news.
    pub fn withdraw_call(&mut self, notification: &CallNotification) {
        if let Some(place) = self.calls.get_mut(&call_of(notification)) {
            let thing = thing_of(notification);
            place.last.retain(|(known, _)| *known != thing);
            if let Some((sequence, _)) = notification.tone() {
                place.forget_tone(sequence);
            }
            // The state reached was told to nobody. One step back admits the repetition.
            if matches!(notification.about(), About::Call) {
                place.rank = place.rank.min(rank_of(notification).unwrap_or(place.rank));
                if place.rank == ENDED {
                    place.rank -= 1;
                }
            }
        }
    }

    fn forget(&mut self, now: Instant) {
        while let Some((when, key)) = self.by_age.front().copied() {
            let old = now.since(when) >= REMEMBERED;
            if !old && self.by_age.len() < MOST_CHANGES {
                break;
            }
            self.by_age.pop_front();
            // A withdrawn key may have come again since.
            if self.changes.get(&key) == Some(&when) {
                self.changes.remove(&key);
                self.forgotten += u64::from(!old);
            }
        }
        while let Some((when, call)) = self.calls_by_age.front().copied() {
            let old = now.since(when) >= REMEMBERED;
            if !old && self.calls_by_age.len() < MOST_CALLS {
                break;
            }
            self.calls_by_age.pop_front();
            match self.calls.get(&call) {
                // A long call is kept by what it does.
                Some(place) if old && now.since(place.touched) < REMEMBERED => {
                    self.calls_by_age.push_back((place.touched, call));
                }
                Some(_) => {
                    self.calls.remove(&call);
                    self.forgotten += u64::from(!old);
                }
                None => {}
            }
        }
    }
}

/// Nothing follows it.
const ENDED: u8 = 4;

impl Place {
    fn judge(&mut self, notification: &CallNotification) -> Verdict {
        let is_call = matches!(notification.about(), About::Call);
        if self.rank == ENDED && !matches!(notification.about(), About::Operation(_)) {
            let again = is_call && rank_of(notification) == Some(ENDED);
            return if again { Verdict::Duplicate } else { Verdict::Stale };
        }
        if let Some((sequence, _)) = notification.tone() {
            return if self.is_new_tone(sequence) { Verdict::New } else { Verdict::Duplicate };
        }
        let thing = thing_of(notification);
        let saying = short(notification.json().as_bytes());
        let known = self.last.iter().position(|(known, _)| *known == thing);
        if known.and_then(|at| self.last.get(at)).is_some_and(|(_, last)| *last == saying) {
            return Verdict::Duplicate;
        }
        if let Some(rank) = rank_of(notification).filter(|_| is_call) {
            if rank < self.rank {
                return Verdict::Stale;
            }
            self.rank = rank;
        }
        match known.and_then(|at| self.last.get_mut(at)) {
            Some((_, last)) => *last = saying,
            None => {
                if self.last.len() >= MOST_THINGS {
                    self.last.pop_front();
                }
                self.last.push_back((thing, saying));
            }
        }
        Verdict::New
    }

    fn is_new_tone(&mut self, sequence: u64) -> bool {
        let Some((highest, came)) = self.tones else {
            self.tones = Some((sequence, 1));
            return true;
        };
        if sequence > highest {
            let shifted =
                u32::try_from(sequence - highest).ok().and_then(|by| came.checked_shl(by));
            self.tones = Some((sequence, shifted.unwrap_or(0) | 1));
            return true;
        }
        let bit = 1_u64.checked_shl(u32::try_from(highest - sequence).unwrap_or(u32::MAX));
        match bit {
            Some(bit) if came & bit == 0 => {
                self.tones = Some((highest, came | bit));
                true
            }
            _ => false,
        }
    }

    fn forget_tone(&mut self, sequence: u64) {
        if let Some((highest, came)) = &mut self.tones
            && let Some(back) = highest.checked_sub(sequence)
        {
            let bit = 1_u64.checked_shl(u32::try_from(back).unwrap_or(u32::MAX)).unwrap_or(0);
            *came &= !bit;
        }
    }
}

/// How far a state is (`graph.md` section 2.3); `None` for one that is newer than this crate.
fn rank_of(notification: &CallNotification) -> Option<u8> {
    // `terminated` comes with `deleted`, sometimes without a state.
    if *notification.change() == ChangeKind::Deleted {
        return Some(ENDED);
    }
    let state = notification.state()?;
    let table: [(&str, u8); 10] = [
        ("incoming", 0),
        ("establishing", 1),
        ("ringing", 1),
        ("established", 2),
        ("hold", 2),
        ("transferring", 2),
        ("transferAccepted", 2),
        ("redirecting", 2),
        ("terminating", 3),
        ("terminated", ENDED),
    ];
    table.iter().find(|(name, _)| name.eq_ignore_ascii_case(state)).map(|(_, rank)| *rank)
}

fn key_of(notification: &ChangeNotification) -> Digest {
    let kind = notification.lifecycle().map_or(notification.change().as_str(), |l| l.as_str());
    let mut text = format!("{}\n{kind}\n", notification.subscription().to_ascii_lowercase());
    text.push_str(notification.resource().unwrap_or_default());
    text.push('\n');
    match (&notification.id, &notification.etag) {
        (Some(id), _) => {
            text.push_str("id ");
            text.push_str(id);
        }
        (None, Some(etag)) => {
            text.push_str("etag ");
            text.push_str(etag);
        }
        // Content is encrypted with a key of its own each time.
        (None, None) if notification.encrypted().is_some() => text.push_str(notification.json()),
        (None, None) => {}
    }
    short(text.as_bytes())
}

/// The tenant and the id, in the one form that compares.
fn call_of(notification: &CallNotification) -> Digest {
    let id = notification.call();
    let mut name = Vec::with_capacity(size_of::<u128>() + id.len());
    name.extend_from_slice(&notification.tenant().0.as_u128().to_be_bytes());
    name.extend(id.bytes().filter(|octet| *octet != b'-').map(|octet| octet.to_ascii_lowercase()));
    short(&name)
}

/// An operation by the digest of its name; of all else a call has one.
fn thing_of(notification: &CallNotification) -> Digest {
    match notification.about() {
        About::Operation(id) => short(id.as_bytes()),
        About::Call => [1; 16],
        About::Roster => [2; 16],
        About::Joining => [3; 16],
        About::Left => [4; 16],
        About::Other => [5; 16],
    }
}

fn short(bytes: &[u8]) -> Digest {
    let whole = digest(&SHA256, bytes);
    whole.as_ref().first_chunk().copied().unwrap_or_default()
}
