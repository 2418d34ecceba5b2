//! Duplicates and order: what comes twice is one message, what overtakes is put in its place.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::Instant;
use crate::channel::Received;

/// Messages of one thread on their way into order.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sorting {
    /// The latest ids, oldest first.
    order: VecDeque<String>,
    known: HashSet<String>,
    /// The number that comes next, where the channel counts.
    next: u64,
    /// What came too early, by number, since when.
    held: BTreeMap<u64, Received>,
    since: Option<Instant>,
    gap_for: Duration,
    most_ids: usize,
    most_held: usize,
}

impl Sorting {
    pub(super) fn new(gap_for: Duration, most_ids: usize, most_held: usize) -> Self {
        Self {
            order: VecDeque::new(),
            known: HashSet::new(),
            next: 1,
            held: BTreeMap::new(),
            since: None,
            gap_for,
            most_ids,
            most_held,
        }
    }

    pub(super) fn knows(&self, id: &str) -> bool {
        self.known.contains(id)
    }

    pub(super) fn held(&self) -> usize {
        self.held.len()
    }

    /// Takes a new message and gives what is in order now.
    pub(super) fn push(&mut self, now: Instant, received: Received) -> Vec<Received> {
        self.know(received.id.clone());
        match received.place {
            Some(place) if place > self.next => {
                self.since.get_or_insert(now);
                if let Some(twin) = self.held.insert(place, received) {
                    // Two ids under one number: both are kept, the first as it came.
                    return vec![twin];
                }
                if self.held.len() >= self.most_held { self.release() } else { Vec::new() }
            }
            Some(place) if place == self.next => {
                self.next = self.next.saturating_add(1);
                let mut ready = vec![received];
                while let Some(more) = self.held.remove(&self.next) {
                    self.next = self.next.saturating_add(1);
                    ready.push(more);
                }
                // What is still missing gets its own time.
                self.since = (!self.held.is_empty()).then_some(now);
                ready
            }
            // Late, or of a channel that does not count.
            _ => vec![received],
        }
    }

    /// What waited long enough for what is missing.
    pub(super) fn tick(&mut self, now: Instant) -> Vec<Received> {
        if self.deadline().is_some_and(|due| due <= now) { self.release() } else { Vec::new() }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.since.map(|since| since + self.gap_for)
    }

    fn release(&mut self) -> Vec<Received> {
        self.since = None;
        let held = std::mem::take(&mut self.held);
        if let Some(last) = held.last_key_value() {
            self.next = last.0.saturating_add(1);
        }
        held.into_values().collect()
    }

    fn know(&mut self, id: String) {
        if self.order.len() >= self.most_ids
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        self.known.insert(id.clone());
        self.order.push_back(id);
    }
}
