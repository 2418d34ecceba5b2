//! Writing down, and reading again: each input of a thread is a record, appended before anything
//! comes of it.
//!
//! Who stops our messages is written before the message itself, so that no crash between the two
//! forgets it. What is forgotten or erased is gone from the store when it is rewritten.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::channel::{Channel, Identity, OptOut, Taken};
use teams_cc_core::conversation::{Closed, Conversation as Life, Input, Output, Rules};
use teams_cc_core::{Error, Instant, Store};

use super::drive::Entry;
use super::kept::{Kept, Read, Record, stop_of};
use super::{Conversations, Key, MOST_CONVERSATIONS, Shared};
use crate::history::{ContactId, History, wall_ms};
use crate::store::{Ledger, written};

/// What is forgotten lies in the store for so long at most.
const FORGOTTEN_WITHIN: Duration = Duration::from_secs(3_600);

/// A record as it is written.
type Write<'a> = Record<&'a Kept, &'a Input>;

impl Conversations {
    /// Writes everything down in this store, and reads what an earlier process wrote there:
    /// conversations go on when their channel [`join`](Self::join)s. A message that was taken is not
    /// lost when the process is killed, and is still known when the channel brings it again; words
    /// that were about to be sent are not sent twice, their story hears that they may not have
    /// arrived. Whoever stopped our messages gets none until they want them again, however long ago
    /// that was.
    ///
    /// Taking a message and sending one each wait until the store has synced, for all threads
    /// together. A conversation that is over is gone from the store an hour after it is forgotten
    /// ([`Rules::reopen_within`]); see also [`erase`](Self::erase).
    ///
    /// # Errors
    /// `TCC-ROUTING-0011`: the store cannot be read.
    pub fn stored(
        rules: Rules,
        history: &History,
        store: impl Store + 'static,
    ) -> Result<Self, Error> {
        let (ledger, records) = Ledger::open(Box::new(store))?;
        let mut shared = Shared::new(rules, Some(history.clone()), MOST_CONVERSATIONS);
        let mut asleep: HashMap<Key, Vec<Read>> = HashMap::new();
        let stopped = shared.stopped.get_mut();
        let mut latest = Instant::from_millis(u64::try_from(wall_ms()).unwrap_or(0));
        for bytes in records {
            let record: Read = match serde_json::from_slice(&bytes) {
                Ok(record) => record,
                Err(error) => {
                    tracing::error!(%error, "a record of another version is left out");
                    continue;
                }
            };
            match (&record, record.key()) {
                (Record::Stopped(who), _) => stopped.extend(who),
                (Record::Started(who), _) => drop(stopped.remove(who)),
                (Record::Gone(..), Some(key)) => drop(asleep.remove(&key)),
                (_, Some(key)) => {
                    if let Record::Step(_, _, at, _) = &record {
                        latest = latest.max(*at);
                    }
                    let records = asleep.entry(key).or_default();
                    // As it began, so it is told again: to somebody who had stopped us, or not.
                    if let Record::Step(channel, _, _, Input::Received(first)) = &record
                        && records.is_empty()
                        && stopped.contains(&stop_of(channel, &first.thread.customer))
                    {
                        records.push(Record::Stopped(Vec::new()));
                    }
                    records.push(record);
                }
                (_, None) => {}
            }
        }
        // No clock goes back: what was written down was before.
        shared.base = latest;
        (shared.asleep, shared.ledger) = (Mutex::new(asleep), Some(Mutex::new(ledger)));
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The threads of a channel go on.
    pub(super) fn resume(&self, channel: &Arc<dyn Channel>) {
        let of_channel = |key: &Key, _: &mut Vec<Read>| *key.0 == *channel.name();
        let found: Vec<_> = self.shared.asleep.lock().extract_if(of_channel).collect();
        for (key, records) in found {
            if let Some(kept) = self.replayed(&**channel, records) {
                self.wake(&key, Entry::new(kept, channel.clone()));
            }
        }
    }

    fn replayed(&self, channel: &dyn Channel, records: Vec<Read>) -> Option<Kept> {
        let (rules, most_ids) = (&self.shared.rules, self.shared.rules.most_ids);
        let mut kept: Option<Kept> = None;
        let mut had_stopped = false;
        for record in records {
            match (record, &mut kept) {
                (Record::Stopped(_), None) => had_stopped = true,
                (Record::Thread(read), kept) => {
                    *kept = Some(read.resumed(rules.clone(), channel.abilities(), self.seed()));
                }
                (Record::Step(_, _, at, input), Some(kept)) => {
                    kept.step(at, input, most_ids);
                }
                (Record::Step(_, _, at, Input::Received(first)), kept @ None) => {
                    let new = kept.insert(Kept::new(self.life(channel, had_stopped), &first));
                    new.step(at, Input::Received(first), most_ids);
                }
                (Record::Contact(.., contact), Some(kept)) => kept.contact = Some(contact),
                _ => {}
            }
        }
        kept.filter(|kept| !kept.life.is_forgotten())
    }

    /// Of a thread that begins, with somebody who had stopped our messages or not.
    pub(super) fn life(&self, channel: &dyn Channel, has_stopped: bool) -> Life {
        let life = Life::new(self.shared.rules.clone(), channel.abilities(), self.seed());
        if has_stopped { life.stopped() } else { life }
    }

    pub(super) fn has_stopped(&self, channel: &dyn Channel, customer: &Identity) -> bool {
        self.shared.stopped.lock().contains(&stop_of(channel.name(), customer))
    }

    /// Whether a contact of an earlier process has not ended.
    pub(super) fn goes_on(&self, contact: ContactId) -> bool {
        let history = self.shared.history.as_ref();
        let contact = history.and_then(|history| history.contact(contact));
        contact.is_some_and(|contact| contact.ended_ms.is_none())
    }

    /// What a step will be written as, if anything is written.
    pub(super) fn record(&self, key: &Key, at: Instant, input: &Input) -> Option<Vec<u8>> {
        self.shared.ledger.as_ref()?;
        Some(written(&Write::Step(key.0.clone(), key.1.clone(), at, input)))
    }

    /// Writes a step down, and first of all who stopped our messages by it.
    pub(super) fn write_step(&self, entry: &Entry, record: Option<Vec<u8>>, outputs: &[Output]) {
        for output in outputs {
            let Output::OptedOut(word) = output else { continue };
            let who = stop_of(entry.channel.name(), &entry.kept.thread.customer);
            match word {
                OptOut::Stop => {
                    self.shared.stopped.lock().insert(who);
                    self.write(&Write::Stopped(vec![who]));
                }
                OptOut::Start => {
                    self.shared.stopped.lock().remove(&who);
                    self.write(&Write::Started(who));
                }
            }
        }
        // What came twice or found no room has changed nothing.
        let is_nothing = matches!(outputs, [Output::Accepted(Taken::Again) | Output::Refused(_)]);
        if let (Some(record), false) = (record, is_nothing) {
            self.append(&record);
        }
    }

    pub(super) fn write(&self, record: &Write<'_>) {
        if self.shared.ledger.is_some() {
            self.append(&written(record));
        }
    }

    fn append(&self, record: &[u8]) {
        if let Some(ledger) = &self.shared.ledger {
            // The ledger says so itself, and whoever needs it safe asks for that.
            drop(ledger.lock().append(record));
        }
    }

    /// Everything that was written down until now outlives a loss of power.
    pub(super) fn secure(&self) -> Result<(), Error> {
        self.shared.ledger.as_ref().map_or(Ok(()), |ledger| ledger.lock().sync())
    }

    /// Rewrites the store when most of it counts no more.
    pub(super) fn tidy(&self) {
        if self.shared.ledger.as_ref().is_some_and(|ledger| ledger.lock().is_due()) {
            // Said in the log; what lies there is still right.
            drop(self.rewrite());
        }
    }

    /// What counts, and nothing else.
    fn rewrite(&self) -> Result<(), Error> {
        let Some(ledger) = &self.shared.ledger else { return Ok(()) };
        let open = self.shared.open.lock();
        let stopped: Vec<u64> = self.shared.stopped.lock().iter().copied().collect();
        let mut records = vec![written(&Write::Stopped(stopped))];
        records.extend(open.values().map(|entry| written(&Write::Thread(&entry.kept))));
        records.extend(self.shared.asleep.lock().values().flatten().map(written));
        self.shared.is_stale.store(false, Ordering::Relaxed);
        ledger.lock().rewrite(&records)
    }

    /// A thread is forgotten: what was written of it goes within a time.
    pub(super) fn forgot(&self, key: Key) {
        if self.shared.ledger.is_none() {
            return;
        }
        self.write(&Write::Gone(key.0, key.1));
        // Whoever was first waits for all.
        if self.shared.is_stale.swap(true, Ordering::Relaxed) {
            return;
        }
        let weak = Arc::downgrade(&self.shared);
        tokio::spawn(async move {
            tokio::time::sleep(FORGOTTEN_WITHIN).await;
            if let Some(shared) = weak.upgrade()
                && shared.is_stale.load(Ordering::Relaxed)
            {
                drop(Self { shared }.rewrite());
            }
        });
    }

    /// Removes everything about a customer, under all their identities: conversations (those that
    /// are open are closed), their words, and the history. Nothing of it is in the store when this
    /// returns. That they stopped our messages stays known, under a number that names nobody. Gives
    /// how many conversations that were.
    ///
    /// # Errors
    /// `TCC-ROUTING-0011`: the store could not be rewritten, and still holds it.
    pub fn erase(&self, who: &Identity) -> Result<usize, Error> {
        let history = self.shared.history.as_ref();
        let known = history.map_or_else(|| vec![who.clone()], |history| history.identities(who));
        let mut count = 0;
        {
            let mut open = self.shared.open.lock();
            let theirs = |entry: &Entry| known.contains(&entry.kept.thread.customer);
            let found = open.iter().filter(|(_, entry)| theirs(entry));
            let keys: Vec<Key> = found.map(|(key, _)| key.clone()).collect();
            for key in keys {
                if let Some(mut entry) = open.remove(&key) {
                    self.step(&key, &mut entry, Input::Close(Closed::Done));
                    count += 1;
                }
            }
        }
        self.shared.asleep.lock().retain(|_, records| {
            let theirs = |record: &Read| record.customer().is_some_and(|one| known.contains(one));
            let keep = !records.iter().any(theirs);
            count += usize::from(!keep);
            keep
        });
        if let Some(history) = history {
            history.erase(who)?;
        }
        self.rewrite()?;
        Ok(count)
    }
}
