//! When secrets and certificates end: said 30, 14, 7 and 1 days before, and when it is so far.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use serde::Deserialize;
use teams_cc_core::{Error, Instant, Machine};
use teams_cc_http::wall_clock_s;

use crate::models::DateTime;
use crate::{Graph, error};

/// Days ahead at which an end is said (RS-35).
pub const ALARM_DAYS: [u16; 5] = [30, 14, 7, 1, 0];
/// The list is read again so often: who replaces a secret wants the alarm to stop.
const BETWEEN_READS: Duration = Duration::from_secs(DAY_S);
/// An application has no more of them than this.
const MOST: usize = 1_000;
const DAY_S: u64 = 86_400;

/// What ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CredentialKind {
    /// A client secret.
    Secret,
    /// A certificate that the application is registered with.
    Certificate,
    /// The certificate that this process signs in with.
    OwnCertificate,
}

/// A secret or a certificate of the application, and when it ends. Never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Ending {
    /// What it is.
    pub kind: CredentialKind,
    /// Its key id in Entra, or its name in this process.
    pub id: String,
    /// As an administrator has called it.
    pub name: Option<String>,
    /// When it ends, in seconds since 1970.
    pub ends_s: i64,
}

/// What happens to [`Expiry`].
#[derive(Debug)]
pub(crate) enum Input {
    /// All there are, and what the clock on the wall says now, in seconds since 1970.
    Known { all: Vec<Ending>, wall_s: i64 },
    /// The deadline is there.
    Tick,
}

/// An alarm: something ends in so many days, rounded up; 0 if it has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Alarm {
    /// What ends.
    pub ending: Ending,
    /// Days that are left, rounded up; nothing if it has ended.
    pub days_left: u16,
}

/// Decides what is said when. It has no clock: ends are moments of the driver's time.
#[derive(Debug, Default)]
pub(crate) struct Expiry {
    known: BTreeMap<(CredentialKind, String), Known>,
    outputs: VecDeque<Alarm>,
}

#[derive(Debug)]
struct Known {
    ending: Ending,
    /// How long it lives from the moment it was told, and that moment.
    left: Duration,
    told: Instant,
    /// The nearest of [`ALARM_DAYS`] that was said.
    said: Option<u16>,
}

impl Known {
    fn left(&self, now: Instant) -> Duration {
        self.left.saturating_sub(now.since(self.told))
    }

    /// The nearest alarm that is due.
    fn due(&self, now: Instant) -> Option<u16> {
        let left = self.left(now);
        let reached = |days: &&u16| left <= days_long(**days);
        ALARM_DAYS.iter().rev().find(reached).copied()
    }
}

fn days_long(days: u16) -> Duration {
    Duration::from_secs(u64::from(days) * DAY_S)
}

impl Machine for Expiry {
    type Input<'a> = Input;
    type Output = Alarm;

    fn handle(&mut self, now: Instant, input: Input) {
        if let Input::Known { all, wall_s } = input {
            let mut before = std::mem::take(&mut self.known);
            for ending in all.into_iter().take(MOST) {
                let key = (ending.kind, ending.id.clone());
                let left = u64::try_from(ending.ends_s.saturating_sub(wall_s)).unwrap_or(0);
                let same = before.remove(&key).filter(|known| known.ending.ends_s == ending.ends_s);
                let said = same.and_then(|known| known.said);
                let left = Duration::from_secs(left);
                self.known.insert(key, Known { ending, left, told: now, said });
            }
        }
        for known in self.known.values_mut() {
            let due = known.due(now);
            if due.is_some() && known.said.is_none_or(|said| due < Some(said)) {
                known.said = due;
                let days = known.left(now).as_secs().div_ceil(DAY_S);
                let days_left = u16::try_from(days).unwrap_or(u16::MAX);
                self.outputs.push_back(Alarm { ending: known.ending.clone(), days_left });
            }
        }
    }

    fn poll(&mut self) -> Option<Alarm> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let next = |known: &Known| {
            let said = known.said.unwrap_or(u16::MAX);
            let days = ALARM_DAYS.iter().find(|days| **days < said)?;
            Some(known.told + known.left.saturating_sub(days_long(*days)))
        };
        self.known.values().filter_map(next).min()
    }
}

/// Alarms of one application, as they come. Made by [`Graph::expiring`].
#[derive(Debug)]
pub struct Expiring {
    graph: Graph,
    app: String,
    own: Vec<Ending>,
    machine: Expiry,
    read_again: Instant,
}

/// What an [`Expiring`] tells.
#[derive(Debug)]
#[non_exhaustive]
pub enum ExpiryNews {
    /// Something ends soon, or has ended.
    Ends(Alarm),
    /// The application's list cannot be read; it is tried again in a day. Alarms of what is known
    /// go on.
    Unread(Error),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Application {
    #[serde(default)]
    password_credentials: Option<Vec<Entry>>,
    #[serde(default)]
    key_credentials: Option<Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    key_id: Option<String>,
    display_name: Option<String>,
    end_date_time: Option<String>,
}

impl Entry {
    fn ending(self, kind: CredentialKind) -> Option<Ending> {
        let ends = DateTime::from(self.end_date_time?).to_system_time()?;
        let ends = ends.duration_since(std::time::UNIX_EPOCH).ok()?;
        let ends_s = i64::try_from(ends.as_secs()).ok()?;
        Some(Ending { kind, id: self.key_id?, name: self.display_name, ends_s })
    }
}

impl Expiring {
    /// The next alarm; waits for it, for months perhaps.
    ///
    /// # Cancel safety
    /// Nothing is lost when the future is dropped.
    pub async fn next(&mut self) -> ExpiryNews {
        loop {
            if let Some(alarm) = self.machine.poll() {
                return ExpiryNews::Ends(alarm);
            }
            let clock = self.graph.clock();
            if clock.now() >= self.read_again {
                let read = self.read().await;
                // From here on nothing waits: an alarm is either in the machine or returned.
                self.read_again = clock.now() + BETWEEN_READS;
                let (mut all, unread) = match read {
                    Ok(all) => (all, None),
                    Err(error) => (self.machine.registered(), Some(error)),
                };
                all.extend(self.own.iter().cloned());
                let known = Input::Known { all, wall_s: wall_clock_s() };
                self.machine.handle(clock.now(), known);
                if let Some(error) = unread {
                    return ExpiryNews::Unread(error);
                }
                continue;
            }
            let until = self.machine.deadline().unwrap_or(Instant::FAR).min(self.read_again);
            clock.sleep_until(until).await;
            self.machine.handle(clock.now(), Input::Tick);
        }
    }

    async fn read(&self) -> Result<Vec<Ending>, Error> {
        let app = &self.app;
        let path =
            format!("/applications(appId='{app}')?$select=passwordCredentials,keyCredentials");
        let read: Application = self.graph.get(&path).await?;
        let secrets = read.password_credentials.into_iter().flatten();
        let secrets = secrets.filter_map(|entry| entry.ending(CredentialKind::Secret));
        let keys = read.key_credentials.into_iter().flatten();
        let keys = keys.filter_map(|entry| entry.ending(CredentialKind::Certificate));
        Ok(secrets.chain(keys).take(MOST).collect())
    }
}

impl Expiry {
    /// What the application is registered with, as far as it was ever read.
    fn registered(&self) -> Vec<Ending> {
        let all = self.known.values().map(|known| known.ending.clone());
        all.filter(|ending| ending.kind != CredentialKind::OwnCertificate).collect()
    }
}

impl Graph {
    /// Says when this application's secrets and certificates end: 30, 14, 7 and 1 days before, and
    /// when they have. The certificate that this process signs in with is known without asking; the
    /// application's own list needs `Application.Read.All`, in the tenant it is registered in.
    ///
    /// # Errors
    /// `TCC-GRAPH-0509` if nobody has said which application this is.
    ///
    /// # Source
    /// RS-35, for what Graph is signed in with.
    pub fn expiring(&self) -> Result<Expiring, Error> {
        let is_id = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let app = self.inbound().app()?.to_owned();
        if !app.chars().all(is_id) {
            return Err(error::no_app());
        }
        let (graph, read_again) = (self.clone(), Instant::START);
        #[cfg(feature = "identity")]
        let ends_s = self.own_certificate_ends();
        #[cfg(not(feature = "identity"))]
        let ends_s = None;
        let own = ends_s.map(|ends_s| Ending {
            kind: CredentialKind::OwnCertificate,
            id: "this process".to_owned(),
            name: None,
            ends_s,
        });
        let (own, machine) = (own.into_iter().collect(), Expiry::default());
        Ok(Expiring { graph, app, own, machine, read_again })
    }
}

#[cfg(test)]
mod tests;
