//! Many legs, and which of them hear each other.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Instant, Machine};

use super::leg::{self, Leg, Output, Stats};
use super::mix::{MOST, Mix};

/// A leg's place in a [`Switch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LegId(pub u32);

/// Places that stay free before one is used again: what is still on its way to an old leg hardly
/// ever meets a new one.
const LONG_FREE: usize = 64;
/// What a mix adds up at once.
const FRAME_TIME: Duration = Duration::from_millis(20);
/// Mixes behind by more than this start again instead of catching up.
const BEHIND: Duration = Duration::from_millis(200);

/// What a switch takes.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "inputs are handed over by value and never stored")]
pub enum Input<'a> {
    /// For one leg.
    Leg(LegId, leg::Input<'a>),
    /// The two hear each other from now on; what bridges they were in end.
    Bridge(LegId, LegId),
    /// All of these hear all others from now on; what bridges they were in end. More than
    /// [`MOST_IN_A_MIX`](super::MOST_IN_A_MIX) are left out, two are better bridged.
    Mix(&'a [LegId]),
    /// The leg is in no bridge and no mix from now on.
    Unbridge(LegId),
    /// Time has passed.
    Tick,
}

#[derive(Debug)]
struct Entry {
    leg: Leg,
    peer: Option<LegId>,
    /// The place of its mix.
    mix: Option<usize>,
    /// The deadline that stands in the heap.
    armed: Instant,
}

/// Many legs, and which of them hear each other.
#[derive(Debug)]
pub struct Switch {
    legs: Vec<Option<Entry>>,
    free: VecDeque<u32>,
    /// Deadlines; those that a leg no longer stands by are passed over.
    due: BinaryHeap<Reverse<(Instant, LegId)>>,
    /// All mixes keep one beat: a place that is empty waits for the next mix.
    mixes: Vec<Option<Mix>>,
    mix_at: Instant,
    outputs: VecDeque<(LegId, Output)>,
}

impl Default for Switch {
    fn default() -> Self {
        Self {
            legs: Vec::new(),
            free: VecDeque::new(),
            due: BinaryHeap::new(),
            mixes: Vec::new(),
            mix_at: Instant::FAR,
            outputs: VecDeque::new(),
        }
    }
}

impl Switch {
    /// No legs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a leg. Places are used again as late as possible.
    pub fn add(&mut self, leg: Leg) -> LegId {
        let entry = Some(Entry { leg, peer: None, mix: None, armed: Instant::FAR });
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
        let (peer, mix) = (entry.peer, entry.mix);
        while let Some(output) = self.entry(id).and_then(|entry| entry.leg.poll()) {
            let Output::Frame(frame) = output else {
                self.outputs.push_back((id, output));
                continue;
            };
            if let Some(mix) = mix.and_then(|place| self.mixes.get_mut(place)?.as_mut()) {
                mix.hear(now, id, &frame);
                continue;
            }
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
        if let Some(place) = self.entry(id).and_then(|entry| entry.mix.take()) {
            self.feed(now, id, leg::Input::Unbridge);
            let Some(slot) = self.mixes.get_mut(place) else { return };
            let Some(mix) = slot else { return };
            mix.remove(id);
            if mix.len() < 2 {
                let last = mix.legs().next();
                *slot = None;
                if let Some(entry) = last.and_then(|last| self.entry(last)) {
                    entry.mix = None;
                }
                if let Some(last) = last {
                    self.feed(now, last, leg::Input::Unbridge);
                }
                if self.mixes.iter().all(Option::is_none) {
                    self.mix_at = Instant::FAR;
                }
            }
        }
    }

    fn mix(&mut self, now: Instant, legs: &[LegId]) {
        legs.iter().for_each(|id| self.unbridge(now, *id));
        let mut there: SmallVec<[LegId; MOST]> = SmallVec::new();
        for id in legs.iter().take(MOST) {
            if self.leg(*id).is_some() && !there.contains(id) {
                there.push(*id);
            }
        }
        if there.len() < 2 {
            return;
        }
        let free = self.mixes.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            self.mixes.push(None);
            self.mixes.len() - 1
        });
        self.mixes[place] = Some(Mix::of(&there));
        for id in there {
            if let Some(entry) = self.entry(id) {
                entry.mix = Some(place);
            }
            self.feed(now, id, leg::Input::Bridge);
        }
        if self.mix_at == Instant::FAR {
            self.mix_at = now + FRAME_TIME;
        }
    }

    fn mix_due(&mut self, now: Instant) {
        if now.since(self.mix_at) > BEHIND {
            self.mix_at = now;
        }
        while self.mix_at <= now {
            let at = self.mix_at;
            self.mix_at += FRAME_TIME;
            for place in 0..self.mixes.len() {
                let Some(mut mix) = self.mixes[place].take() else { continue };
                mix.add_up(at);
                for n in 0..mix.len() {
                    if let Some((leg, heard)) = mix.heard_at(n) {
                        self.feed(at, leg, leg::Input::Mixed(&heard));
                    }
                }
                self.mixes[place] = Some(mix);
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        self.mix_due(now);
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
            Input::Mix(legs) => self.mix(now, legs),
            Input::Unbridge(id) => self.unbridge(now, id),
            Input::Tick => self.tick(now),
        }
    }

    fn poll(&mut self) -> Option<(LegId, Output)> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let legs = self.due.peek().map_or(Instant::FAR, |Reverse((at, _))| *at);
        let due = legs.min(self.mix_at);
        (due < Instant::FAR).then_some(due)
    }
}
