//! Presence as Graph documents it: sessions per user, precedence, expiry (`graph.md` section 3).

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::{Guid, Instant};
use tokio::sync::watch;

use crate::Clock;

/// Shortest and longest `expirationDuration` of `setPresence`; the default is the shortest.
pub const SESSION_LEAST: Duration = Duration::from_secs(5 * 60);
/// See [`SESSION_LEAST`].
pub const SESSION_MOST: Duration = Duration::from_secs(4 * 3600);
/// An available session that is not refreshed fades to inactive, then to away, after so long each.
pub const FADES_AFTER: Duration = Duration::from_secs(5 * 60);
/// A preferred Busy or DoNotDisturb ends after so long by default, every other after
/// [`PREFERRED_LONG`].
pub const PREFERRED_SHORT: Duration = Duration::from_secs(24 * 3600);
/// See [`PREFERRED_SHORT`].
pub const PREFERRED_LONG: Duration = Duration::from_secs(7 * 24 * 3600);

/// The pairs `setPresence` takes.
pub const SESSION_PAIRS: [(&str, &str); 5] = [
    ("Available", "Available"),
    ("Busy", "InACall"),
    ("Busy", "InAConferenceCall"),
    ("Away", "Away"),
    ("DoNotDisturb", "Presenting"),
];

/// The pairs `setUserPreferredPresence` takes.
pub const PREFERRED_PAIRS: [(&str, &str); 6] = [
    ("Available", "Available"),
    ("Busy", "Busy"),
    ("DoNotDisturb", "DoNotDisturb"),
    ("BeRightBack", "BeRightBack"),
    ("Away", "Away"),
    ("Offline", "OffWork"),
];

/// What somebody shows: availability, then activity.
pub type Shown = (String, String);

/// Everybody's presence. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Presences {
    clock: Clock,
    book: Arc<Mutex<HashMap<Guid, Person>>>,
    changed: watch::Sender<u64>,
}

/// What somebody wrote under the name.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct StatusMessage {
    pub(crate) content: String,
    pub(crate) content_type: String,
    pub(crate) published: String,
    /// As it was given: date and time zone.
    pub(crate) expiry: Option<(String, String)>,
    pub(crate) until: Option<Instant>,
}

#[derive(Debug, Default)]
struct Person {
    sessions: HashMap<String, Session>,
    preferred: Option<(Shown, Instant)>,
    message: Option<StatusMessage>,
    place: Option<serde_json::Value>,
    last: Option<Shown>,
    sequence: u64,
}

#[derive(Debug)]
struct Session {
    shown: Shown,
    set: Instant,
    expires: Instant,
    fades: bool,
}

/// The session of the person's own Teams client.
const CLIENT: &str = "teams-client";
/// The calls of that client: while any is up, it shows `Busy/InACall`.
const CALLS: &str = "teams-client-call";

/// Its calls with bots, the same.
const BOT_CALLS: &str = "teams-client-bot-call";

impl Presences {
    pub(crate) fn new(clock: Clock) -> Self {
        Self { clock, book: Arc::default(), changed: watch::Sender::new(0) }
    }

    /// The person's Teams client shows this, until it says otherwise.
    pub fn client_shows(&self, user: Guid, availability: &str, activity: &str) {
        self.put(user, CLIENT, (availability.into(), activity.into()), Instant::FAR, false);
    }

    /// The person's Teams client signs out.
    pub fn client_signs_out(&self, user: Guid) {
        self.clear_session(user, CLIENT);
        self.clear_session(user, CALLS);
    }

    /// The person is in a call, or no longer.
    pub fn in_call(&self, user: Guid, is_in_call: bool) {
        if is_in_call {
            self.put(user, CALLS, ("Busy".into(), "InACall".into()), Instant::FAR, false);
        } else {
            self.clear_session(user, CALLS);
        }
    }

    /// The person is in a bot's call, with this activity, or no longer.
    pub(crate) fn in_bot_call(&self, user: Guid, activity: Option<&str>) {
        match activity {
            Some(activity) => {
                self.put(user, BOT_CALLS, ("Busy".into(), activity.into()), Instant::FAR, false);
            }
            None => {
                self.clear_session(user, BOT_CALLS);
            }
        }
    }

    /// An application's session (`setPresence`), for `lasts`.
    pub fn set_session(&self, user: Guid, session: &str, shown: Shown, lasts: Duration) {
        let fades = shown.0 == "Available";
        self.put(user, session, shown, self.clock.now() + lasts, fades);
    }

    /// Ends an application's session (`clearPresence`); false if there is none.
    pub fn clear_session(&self, user: Guid, session: &str) -> bool {
        let was_there = {
            let mut book = self.book.lock();
            book.get_mut(&user).is_some_and(|person| person.sessions.remove(session).is_some())
        };
        self.tell();
        was_there
    }

    /// What the person chose to show.
    pub fn prefer(&self, user: Guid, shown: Shown, lasts: Option<Duration>) {
        let short = matches!(shown.0.as_str(), "Busy" | "DoNotDisturb");
        let default = if short { PREFERRED_SHORT } else { PREFERRED_LONG };
        let until = self.clock.now() + lasts.unwrap_or(default);
        self.book.lock().entry(user).or_default().preferred = Some((shown, until));
        self.tell();
    }

    /// Forgets what the person chose to show.
    pub fn clear_preferred(&self, user: Guid) {
        if let Some(person) = self.book.lock().get_mut(&user) {
            person.preferred = None;
        }
        self.tell();
    }

    /// The person's status message; `None` takes it away.
    pub(crate) fn says(&self, user: Guid, message: Option<StatusMessage>) {
        let mut book = self.book.lock();
        let person = book.entry(user).or_default();
        person.message = message;
        person.sequence += 1;
        drop(book);
        self.tell();
    }

    /// The status message, unless its time is over.
    pub(crate) fn message(&self, user: Guid) -> Option<StatusMessage> {
        let now = self.clock.now();
        let mut book = self.book.lock();
        let person = book.get_mut(&user)?;
        if person.message.as_ref().is_some_and(|said| said.until.is_some_and(|at| at <= now)) {
            person.message = None;
            person.sequence += 1;
        }
        person.message.clone()
    }

    /// Where the person works today; `None` for not known.
    pub(crate) fn works_at(&self, user: Guid, place: Option<serde_json::Value>) {
        let mut book = self.book.lock();
        let person = book.entry(user).or_default();
        person.place = place;
        person.sequence += 1;
        drop(book);
        self.tell();
    }

    /// See [`works_at`](Self::works_at).
    pub(crate) fn place(&self, user: Guid) -> Option<serde_json::Value> {
        self.book.lock().get(&user).and_then(|person| person.place.clone())
    }

    /// Changes of anybody's presence by somebody's doing; what time does is in
    /// [`next_change`](Self::next_change).
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    /// The next moment at which a session of that person fades or ends.
    pub(crate) fn next_change(&self, user: Guid) -> Option<Instant> {
        let now = self.clock.now();
        let book = self.book.lock();
        let person = book.get(&user)?;
        let fading = person.sessions.values().filter(|session| session.fades);
        let fades = fading.flat_map(|s| [s.set + FADES_AFTER, s.set + 2 * FADES_AFTER]);
        let ends = person.sessions.values().map(|session| session.expires);
        let preferred = person.preferred.iter().map(|(_, until)| *until);
        let said = person.message.iter().filter_map(|said| said.until);
        fades
            .chain(ends)
            .chain(preferred)
            .chain(said)
            .filter(|at| *at > now && *at < Instant::FAR)
            .min()
    }

    /// What the person shows now, and a number that grows with every change of it.
    pub fn shown(&self, user: Guid) -> (Shown, u64) {
        let now = self.clock.now();
        let mut book = self.book.lock();
        let person = book.entry(user).or_default();
        let shown = person.shown(now);
        if person.last.as_ref() != Some(&shown) {
            person.last = Some(shown.clone());
            person.sequence += 1;
        }
        (shown, person.sequence)
    }

    /// Forgets a person.
    pub fn forget(&self, user: Guid) {
        self.book.lock().remove(&user);
        self.tell();
    }

    fn tell(&self) {
        self.changed.send_modify(|times| *times += 1);
    }

    fn put(&self, user: Guid, session: &str, shown: Shown, expires: Instant, fades: bool) {
        let set = self.clock.now();
        let mut book = self.book.lock();
        let sessions = &mut book.entry(user).or_default().sessions;
        sessions.insert(session.into(), Session { shown, set, expires, fades });
        drop(book);
        self.tell();
    }
}

impl Person {
    /// Preferred before sessions; among sessions DoNotDisturb, Busy, Available, Away; without any
    /// session Offline, whatever is preferred.
    fn shown(&mut self, now: Instant) -> Shown {
        self.sessions.retain(|_, session| session.expires > now);
        if self.preferred.as_ref().is_some_and(|(_, until)| *until <= now) {
            self.preferred = None;
        }
        let strongest = self
            .sessions
            .values()
            .map(|session| session.shown(now))
            .min_by_key(|(availability, activity)| (rank(availability), activity.clone()));
        match (strongest, &self.preferred) {
            (None, _) => ("Offline".into(), "Offline".into()),
            (Some(_), Some((preferred, _))) => preferred.clone(),
            (Some(shown), None) => shown,
        }
    }
}

impl Session {
    fn shown(&self, now: Instant) -> Shown {
        let age = now.since(self.set);
        if self.fades && age >= 2 * FADES_AFTER {
            ("Away".into(), "Away".into())
        } else if self.fades && age >= FADES_AFTER {
            ("Available".into(), "AvailableInactive".into())
        } else {
            self.shown.clone()
        }
    }
}

fn rank(availability: &str) -> u8 {
    match availability {
        "DoNotDisturb" => 0,
        "Busy" | "BusyIdle" => 1,
        "Available" | "AvailableIdle" => 2,
        "BeRightBack" | "Away" => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHO: Guid = Guid::from_u128(1);

    fn pair(availability: &str, activity: &str) -> Shown {
        (availability.into(), activity.into())
    }

    #[tokio::test(start_paused = true)]
    async fn sessions_are_joined_by_precedence_and_none_means_offline() {
        let book = Presences::new(Clock::start());
        book.prefer(WHO, pair("Available", "Available"), None);
        assert_eq!(book.shown(WHO).0, pair("Offline", "Offline"), "preferred, yet no session");
        book.clear_preferred(WHO);
        book.client_shows(WHO, "Away", "Away");
        book.set_session(WHO, "app", pair("Available", "Available"), SESSION_LEAST);
        assert_eq!(book.shown(WHO).0, pair("Available", "Available"));
        book.in_call(WHO, true);
        assert_eq!(book.shown(WHO).0, pair("Busy", "InACall"));
        book.client_shows(WHO, "DoNotDisturb", "Presenting");
        assert_eq!(book.shown(WHO).0, pair("DoNotDisturb", "Presenting"));
        book.prefer(WHO, pair("BeRightBack", "BeRightBack"), None);
        assert_eq!(book.shown(WHO).0, pair("BeRightBack", "BeRightBack"));
    }

    #[tokio::test(start_paused = true)]
    async fn an_available_session_fades_and_every_session_expires() {
        let clock = Clock::start();
        let book = Presences::new(clock.clone());
        book.set_session(WHO, "app", pair("Available", "Available"), Duration::from_secs(3600));
        let (_, first) = book.shown(WHO);
        clock.skip(FADES_AFTER);
        let (shown, second) = book.shown(WHO);
        assert_eq!(shown, pair("Available", "AvailableInactive"));
        assert!(second > first);
        clock.skip(FADES_AFTER);
        assert_eq!(book.shown(WHO).0, pair("Away", "Away"));
        clock.skip(Duration::from_secs(3000));
        assert_eq!(book.shown(WHO).0, pair("Offline", "Offline"));
        assert!(!book.clear_session(WHO, "app"), "an expired session is gone");
    }
}
