//! Many legs, and which two of them hear each other.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use teams_cc_core::{Instant, Machine};

use super::leg::{self, Leg, Output, Stats};

/// A leg's place in a [`Switch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(pub u32);

/// Places that stay free before one is used again: what is still on its way to an old leg hardly
/// ever meets a new one.
const LONG_FREE: usize = 64;

/// What a switch takes.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "inputs are handed over by value and never stored")]
pub enum Input<'a> {
    /// For one leg.
    Leg(LegId, leg::Input<'a>),
    /// The two hear each other from now on; what bridges they were in end.
    Bridge(LegId, LegId),
    /// The leg is in no bridge from now on.
    Unbridge(LegId),
    /// Time has passed.
    Tick,
}

#[derive(Debug)]
struct Entry {
    leg: Leg,
    peer: Option<LegId>,
    /// The deadline that stands in the heap.
    armed: Instant,
}

/// Many legs, and which two of them hear each other.
#[derive(Debug, Default)]
pub struct Switch {
    legs: Vec<Option<Entry>>,
    free: VecDeque<u32>,
    /// Deadlines; those that a leg no longer stands by are passed over.
    due: BinaryHeap<Reverse<(Instant, LegId)>>,
    outputs: VecDeque<(LegId, Output)>,
}

impl Switch {
    /// No legs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a leg. Places are used again as late as possible.
    pub fn add(&mut self, leg: Leg) -> LegId {
        let entry = Some(Entry { leg, peer: None, armed: Instant::FAR });
        if self.free.len() > LONG_FREE
            && let Some(place) = self.free.pop_front()
        {
            self.legs[place as usize] = entry;
            return LegId(place);
        }
        self.legs.push(entry);
        LegId(self.legs.len() as u32 - 1)
    }

    /// Takes a leg away. What it still had to send is lost: close it and poll before.
    pub fn remove(&mut self, id: LegId) -> Option<Leg> {
        self.unbridge(Instant::START, id);
        let entry = self.legs.get_mut(id.0 as usize)?.take()?;
        self.free.push_back(id.0);
        Some(entry.leg)
    }

    /// How many legs there are.
    pub fn len(&self) -> usize {
        self.legs.len() - self.free.len()
    }

    /// True if there is no leg.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The leg at a place.
    pub fn leg(&self, id: LegId) -> Option<&Leg> {
        self.legs.get(id.0 as usize)?.as_ref().map(|entry| &entry.leg)
    }

    /// The figures of a leg.
    pub fn stats(&self, id: LegId) -> Option<Stats> {
        self.leg(id).map(Leg::stats)
    }

    fn entry(&mut self, id: LegId) -> Option<&mut Entry> {
        self.legs.get_mut(id.0 as usize)?.as_mut()
    }

    fn feed(&mut self, now: Instant, id: LegId, input: leg::Input<'_>) {
        let Some(entry) = self.entry(id) else { return };
        entry.leg.handle(now, input);
        let peer = entry.peer;
        while let Some(output) = self.entry(id).and_then(|entry| entry.leg.poll()) {
            let Output::Frame(frame) = output else {
                self.outputs.push_back((id, output));
                continue;
            };
            // The other leg gives packets for it, never frames: this goes one level deep.
            let Some((peer, other)) = peer.and_then(|peer| Some((peer, self.entry(peer)?))) else {
                continue;
            };
            other.leg.handle(now, leg::Input::Relay(frame));
            while let Some(output) = self.entry(peer).and_then(|entry| entry.leg.poll()) {
                self.outputs.push_back((peer, output));
            }
            self.arm(peer);
        }
        self.arm(id);
    }

    fn arm(&mut self, id: LegId) {
        let Some(entry) = self.entry(id) else { return };
        let due = entry.leg.deadline().unwrap_or(Instant::FAR);
        // A later deadline is noticed when the earlier one comes up.
        if due < entry.armed {
            entry.armed = due;
            self.due.push(Reverse((due, id)));
        }
    }

    fn unbridge(&mut self, now: Instant, id: LegId) {
        let peer = self.entry(id).and_then(|entry| entry.peer.take());
        if let Some(peer) = peer {
            if let Some(entry) = self.entry(peer) {
                entry.peer = None;
            }
            self.feed(now, peer, leg::Input::Unbridge);
            self.feed(now, id, leg::Input::Unbridge);
        }
    }

    fn tick(&mut self, now: Instant) {
        while let Some(Reverse((at, id))) = self.due.peek().copied() {
            if at > now {
                break;
            }
            self.due.pop();
            let Some(entry) = self.entry(id).filter(|entry| entry.armed == at) else { continue };
            entry.armed = Instant::FAR;
            if entry.leg.deadline().is_some_and(|due| due <= now) {
                self.feed(now, id, leg::Input::Tick);
            } else {
                self.arm(id);
            }
        }
    }
}

impl Machine for Switch {
    type Input<'a> = Input<'a>;
    type Output = (LegId, Output);

    fn handle(&mut self, now: Instant, input: Input<'_>) {
        match input {
            Input::Leg(id, input) => self.feed(now, id, input),
            Input::Bridge(a, b) => {
                self.unbridge(now, a);
                self.unbridge(now, b);
                if a == b || self.leg(a).is_none() || self.leg(b).is_none() {
                    return;
                }
                for (id, peer) in [(a, b), (b, a)] {
                    if let Some(entry) = self.entry(id) {
                        entry.peer = Some(peer);
                    }
                    self.feed(now, id, leg::Input::Bridge);
                }
            }
            Input::Unbridge(id) => self.unbridge(now, id),
            Input::Tick => self.tick(now),
        }
    }

    fn poll(&mut self) -> Option<(LegId, Output)> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        self.due.peek().map(|Reverse((at, _))| *at)
    }
}
