//! What the history knows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};
use teams_cc_core::channel::Identity;
use teams_cc_core::{CallId, Happened, Medium};

use super::{Contact, ContactId, Kept, NotJoined};
use crate::WorkId;

/// The history as it is written down: one list of contacts and identities a customer.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Written {
    next: u64,
    customers: Vec<Customer>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Customer {
    identities: Vec<Identity>,
    /// Oldest first.
    contacts: Vec<ContactId>,
    /// By contact, in the same order as `contacts`; filled when it is written down.
    entries: Vec<Contact>,
    /// When they were there last.
    seen_ms: i64,
}

#[derive(Debug, Default)]
pub(super) struct Book {
    kept: Kept,
    next: u64,
    customers: HashMap<u64, Customer>,
    by_identity: HashMap<Identity, u64>,
    contacts: BTreeMap<ContactId, (u64, Contact)>,
    /// Work that goes on.
    works: HashMap<u64, ContactId>,
    by_contact: HashMap<ContactId, u64>,
    /// Calls that are up.
    calls: HashMap<CallId, ContactId>,
    /// Who was there when, for who is forgotten first.
    seen: BTreeSet<(i64, u64)>,
}

/// What becomes of a contact.
type Change<'a> = dyn FnOnce(&mut Contact) + 'a;

impl Book {
    pub(super) fn new(kept: Kept) -> Self {
        Self { kept, ..Self::default() }
    }

    pub(super) fn len(&self) -> usize {
        self.customers.len()
    }

    /// Numbers of contacts and of customers come from one count.
    fn number(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    fn customer(&mut self, who: &Identity, at_ms: i64) -> u64 {
        if let Some(key) = self.by_identity.get(who).copied() {
            self.see(key, at_ms);
            return key;
        }
        while self.customers.len() >= self.kept.customers.max(1) {
            let Some((_, oldest)) = self.seen.first().copied() else { break };
            self.remove(oldest);
        }
        let key = self.number();
        let customer =
            Customer { identities: vec![who.clone()], seen_ms: at_ms, ..Customer::default() };
        self.customers.insert(key, customer);
        self.by_identity.insert(who.clone(), key);
        self.seen.insert((at_ms, key));
        key
    }

    fn see(&mut self, key: u64, at_ms: i64) {
        if let Some(customer) = self.customers.get_mut(&key)
            && customer.seen_ms < at_ms
        {
            self.seen.remove(&(customer.seen_ms, key));
            customer.seen_ms = at_ms;
            self.seen.insert((at_ms, key));
        }
    }

    pub(super) fn began(
        &mut self,
        who: &Identity,
        medium: Medium,
        channel: String,
        at_ms: i64,
        from: Option<ContactId>,
    ) -> ContactId {
        let id = ContactId(self.number());
        self.put(Contact {
            id,
            who: who.clone(),
            medium,
            channel,
            began_ms: at_ms,
            ended_ms: None,
            queue: None,
            agent: None,
            waited_ms: None,
            outcome: String::new(),
            summary: String::new(),
            from,
        });
        id
    }

    /// A contact as it is now: a new one, or one that has changed.
    pub(super) fn put(&mut self, contact: Contact) {
        let id = contact.id;
        self.next = self.next.max(id.0);
        if let Some((_, known)) = self.contacts.get_mut(&id) {
            *known = contact;
            return;
        }
        let key = self.customer(&contact.who, contact.began_ms);
        self.contacts.insert(id, (key, contact));
        let most = self.kept.contacts.max(1);
        let over = self.customers.get_mut(&key).and_then(|customer| {
            customer.contacts.push(id);
            (customer.contacts.len() > most).then(|| customer.contacts.remove(0))
        });
        if let Some(over) = over {
            self.drop_contact(over);
        }
    }

    /// A call that is up is one contact, however often it is told.
    #[cfg(feature = "tokio")]
    pub(super) fn called(&mut self, call: CallId, who: &Identity, at_ms: i64) -> (ContactId, bool) {
        match self.calls.get(&call) {
            Some(id) => (*id, false),
            None => {
                let id = self.began(who, Medium::Voice, "call".into(), at_ms, None);
                self.calls.insert(call, id);
                (id, true)
            }
        }
    }

    /// How a call ended; that the customer gave up, or went elsewhere, says more than who hung up.
    #[cfg(feature = "tokio")]
    pub(super) fn hung_up(
        &mut self,
        call: CallId,
        at_ms: i64,
        how: &teams_cc_core::Ended,
    ) -> Option<ContactId> {
        use teams_cc_core::Ended;
        let id = self.calls.remove(&call)?;
        let word = match how {
            Ended::Transferred(_) => "transferred".into(),
            how => how.to_string(),
        };
        self.change(id, |contact| {
            contact.ended_ms = Some(at_ms);
            if contact.outcome.is_empty() {
                contact.outcome = word;
            }
        });
        Some(id)
    }

    pub(super) fn continued(
        &mut self,
        from: ContactId,
        medium: Medium,
        channel: String,
        at_ms: i64,
    ) -> Option<ContactId> {
        let before = self.contact(from)?;
        let id = self.began(&before.who, medium, channel, at_ms, Some(from));
        self.change(id, |contact| (contact.queue, contact.agent) = (before.queue, before.agent));
        Some(id)
    }

    fn change(&mut self, id: ContactId, change: impl FnOnce(&mut Contact)) {
        if let Some((_, contact)) = self.contacts.get_mut(&id) {
            change(contact);
        }
    }

    pub(super) fn queued(&mut self, id: ContactId, work: WorkId) {
        if self.contacts.contains_key(&id) {
            if let Some(before) = self.by_contact.insert(id, work.0) {
                self.works.remove(&before);
            }
            self.works.insert(work.0, id);
        }
    }

    /// Gives the contact that has changed, if one has.
    pub(super) fn heed(&mut self, happened: &Happened) -> Option<ContactId> {
        let of = |work: &u64| self.works.get(work).copied();
        let (work, change): (_, Box<Change<'_>>) = match happened {
            Happened::Queued { work, queue, .. } => {
                (work, Box::new(|contact| contact.queue = Some(queue.clone())))
            }
            Happened::Assigned { work, agent, waited_ms } => (
                work,
                Box::new(|contact| {
                    contact.agent = Some(agent.clone());
                    contact.waited_ms = Some(*waited_ms);
                }),
            ),
            Happened::Abandoned { work, .. } => {
                (work, Box::new(|contact| contact.outcome = "abandoned".into()))
            }
            Happened::Overflowed { work, .. } => {
                (work, Box::new(|contact| contact.outcome = "overflowed".into()))
            }
            Happened::Closed { work, .. } => {
                if let Some(id) = self.works.remove(work) {
                    self.by_contact.remove(&id);
                }
                return None;
            }
            _ => return None,
        };
        let id = of(work)?;
        self.change(id, change);
        Some(id)
    }

    pub(super) fn ended(&mut self, id: ContactId, at_ms: i64, outcome: &str) {
        self.change(id, |contact| {
            contact.ended_ms = Some(at_ms);
            if !outcome.is_empty() {
                contact.outcome = outcome.into();
            }
        });
    }

    pub(super) fn summarise(&mut self, id: ContactId, summary: &str) {
        let most = self.kept.summary_bytes;
        let end = (0..=summary.len().min(most)).rev().find(|end| summary.is_char_boundary(*end));
        let summary = summary.get(..end.unwrap_or(0)).unwrap_or_default().to_owned();
        self.change(id, |contact| contact.summary = summary);
    }

    pub(super) fn join(&mut self, one: &Identity, other: &Identity) -> Result<(), NotJoined> {
        let count = |who: &Identity| {
            let known = self.by_identity.get(who).and_then(|key| self.customers.get(key));
            known.map_or(1, |customer| customer.identities.len())
        };
        let keys = [one, other].map(|who| self.by_identity.get(who).copied());
        if one == other || (keys[0].is_some() && keys[0] == keys[1]) {
            return Ok(());
        }
        if count(one) + count(other) > self.kept.identities {
            return Err(NotJoined::TooMany);
        }
        // Who is known by neither name comes as one who was never there.
        let into = self.customer(one, i64::MIN);
        let Some(from) = self.by_identity.get(other).copied() else {
            self.by_identity.insert(other.clone(), into);
            if let Some(customer) = self.customers.get_mut(&into) {
                customer.identities.push(other.clone());
            }
            return Ok(());
        };
        let Some(gone) = self.customers.remove(&from) else { return Ok(()) };
        self.seen.remove(&(gone.seen_ms, from));
        for who in &gone.identities {
            self.by_identity.insert(who.clone(), into);
        }
        for id in &gone.contacts {
            if let Some((key, _)) = self.contacts.get_mut(id) {
                *key = into;
            }
        }
        let most = self.kept.contacts.max(1);
        let mut over = Vec::new();
        if let Some(customer) = self.customers.get_mut(&into) {
            customer.identities.extend(gone.identities);
            customer.contacts.extend(gone.contacts);
            // Numbers count up with time.
            customer.contacts.sort_unstable();
            let beyond = customer.contacts.len().saturating_sub(most);
            over.extend(customer.contacts.drain(..beyond));
        }
        over.into_iter().for_each(|id| self.drop_contact(id));
        self.see(into, gone.seen_ms);
        Ok(())
    }

    fn of_key(&self, who: &Identity) -> Option<&Customer> {
        self.customers.get(self.by_identity.get(who)?)
    }

    pub(super) fn of(&self, who: &Identity) -> Vec<Contact> {
        let Some(customer) = self.of_key(who) else { return Vec::new() };
        let newest = customer.contacts.iter().rev();
        newest.filter_map(|id| self.contact(*id)).collect()
    }

    pub(super) fn contact(&self, id: ContactId) -> Option<Contact> {
        self.contacts.get(&id).map(|(_, contact)| contact.clone())
    }

    pub(super) fn identities(&self, who: &Identity) -> Vec<Identity> {
        self.of_key(who).map_or_else(|| vec![who.clone()], |known| known.identities.clone())
    }

    pub(super) fn erase(&mut self, who: &Identity) -> usize {
        self.by_identity.get(who).copied().map_or(0, |key| self.remove(key))
    }

    pub(super) fn forget_before(&mut self, at_ms: i64) -> usize {
        let mut old = Vec::new();
        let mut empty = Vec::new();
        for (key, customer) in &mut self.customers {
            let contacts = &self.contacts;
            customer.contacts.retain(|id| {
                let keep = contacts.get(id).is_some_and(|(_, one)| one.began_ms >= at_ms);
                if !keep {
                    old.push(*id);
                }
                keep
            });
            if customer.contacts.is_empty() {
                empty.push(*key);
            }
        }
        let count = old.len();
        old.into_iter().for_each(|id| self.drop_contact(id));
        for key in empty {
            self.remove(key);
        }
        count
    }

    fn remove(&mut self, key: u64) -> usize {
        let Some(gone) = self.customers.remove(&key) else { return 0 };
        self.seen.remove(&(gone.seen_ms, key));
        for who in &gone.identities {
            self.by_identity.remove(who);
        }
        let count = gone.contacts.len();
        gone.contacts.into_iter().for_each(|id| self.drop_contact(id));
        count
    }

    fn drop_contact(&mut self, id: ContactId) {
        self.contacts.remove(&id);
        if let Some(work) = self.by_contact.remove(&id) {
            self.works.remove(&work);
        }
        self.calls.retain(|_, contact| *contact != id);
    }

    /// Each customer's identities and contacts, oldest first.
    pub(super) fn customers(
        &self,
    ) -> impl Iterator<Item = (&[Identity], impl Iterator<Item = &Contact>)> {
        let contact = |id: &ContactId| self.contacts.get(id).map(|(_, contact)| contact);
        self.customers.values().map(move |customer| {
            (customer.identities.as_slice(), customer.contacts.iter().filter_map(contact))
        })
    }

    pub(super) fn write(&self) -> Written {
        let mut keys: Vec<_> = self.customers.keys().copied().collect();
        keys.sort_unstable();
        let whole = |key: u64| {
            let mut customer = self.customers.get(&key)?.clone();
            customer.entries =
                customer.contacts.iter().filter_map(|id| self.contact(*id)).collect();
            Some(customer)
        };
        Written { next: self.next, customers: keys.into_iter().filter_map(whole).collect() }
    }

    pub(super) fn read(kept: Kept, written: Written) -> Self {
        let mut book = Self { next: written.next, ..Self::new(kept) };
        for mut customer in written.customers {
            let key = book.number();
            for contact in std::mem::take(&mut customer.entries) {
                book.contacts.insert(contact.id, (key, contact));
            }
            for who in &customer.identities {
                book.by_identity.insert(who.clone(), key);
            }
            book.seen.insert((customer.seen_ms, key));
            book.customers.insert(key, customer);
        }
        book
    }
}
