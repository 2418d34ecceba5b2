//! Many legs, and which of them hear each other.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use std::time::Duration;

use smallvec::SmallVec;
use teams_cc_core::{Instant, Machine};

use super::leg::{self, Event, Leg, Output, Stats};
pub use super::mix::Member;
use super::mix::{HeardBy, MOST, Mix, Seat};
use super::player::{Player, Sound};

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
    /// The two hear each other from now on; what they were in before ends for them.
    Bridge(LegId, LegId),
    /// These hear each other as far as each lets others hear it; what they were in before ends for
    /// them. More than [`MOST_IN_A_MIX`](super::MOST_IN_A_MIX) are left out.
    Join(&'a [Member]),
    /// Nobody hears the leg from now on, and it nobody.
    Unbridge(LegId),
    /// Plays a sound to this leg alone, together with whom it hears, behind those that wait; it is
    /// over at [`Event::Played`].
    Whisper {
        /// To whom.
        to: LegId,
        /// Names it in events.
        id: u64,
        /// What.
        sound: Sound,
    },
    /// Time has passed.
    Tick,
}

#[derive(Debug)]
struct Entry {
    leg: Leg,
    /// The place of the mix it sits in.
    mix: Option<usize>,
    /// Who is given its packets as they come.
    straight: Option<LegId>,
    /// Somebody hears it mixed.
    mixed: bool,
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
    /// All mixes keep one beat: a place that is empty waits for the next mix. Two who hear only each
    /// other are a mix that nobody adds up.
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
        let (mix, straight, mixed, armed) = (None, None, false, Instant::FAR);
        let entry = Some(Entry { leg, mix, straight, mixed, armed });
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
        let (straight, mix) = (entry.straight, entry.mix.filter(|_| entry.mixed));
        while let Some(output) = self.entry(id).and_then(|entry| entry.leg.poll()) {
            let Output::Frame(frame) = output else {
                self.outputs.push_back((id, output));
                continue;
            };
            if let Some(mix) = mix.and_then(|place| self.mixes.get_mut(place)?.as_mut()) {
                mix.hear(now, id, &frame);
            }
            // The other leg gives packets for it, never frames: this goes one level deep.
            let Some(other) = straight else { continue };
            let Some(entry) = self.entry(other) else { continue };
            entry.leg.handle(now, leg::Input::Relay(frame));
            while let Some(output) = self.entry(other).and_then(|entry| entry.leg.poll()) {
                self.outputs.push_back((other, output));
            }
            self.arm(other);
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
        let Some(place) = self.entry(id).and_then(|entry| entry.mix) else { return };
        let seat = self.mixes.get_mut(place).and_then(|mix| mix.as_mut()?.take(id));
        if let Some(seat) = seat {
            self.stands_up(now, seat);
        }
        self.settle(now, place);
        self.beat(now);
    }

    /// A leg is in no mix any more.
    fn stands_up(&mut self, now: Instant, mut seat: Seat) {
        let id = seat.leg();
        if let Some(entry) = self.entry(id) {
            (entry.mix, entry.straight, entry.mixed) = (None, None, false);
        }
        let stopped =
            seat.stop_whispers().map(|whisper| (id, Output::Event(Event::Stopped(whisper))));
        self.outputs.extend(stopped);
        self.feed(now, id, leg::Input::Unbridge);
    }

    /// Carries out who hears whom in a mix whose legs or whispers are other ones now; one alone
    /// is in no mix.
    fn settle(&mut self, now: Instant, place: usize) {
        let Some(mix) = self.mixes.get_mut(place).and_then(Option::as_mut) else { return };
        if mix.len() < 2 {
            let last = mix.seats().first().map(Seat::leg);
            let last = last.and_then(|last| mix.take(last));
            self.mixes[place] = None;
            if let Some(last) = last {
                self.stands_up(now, last);
            }
        } else {
            mix.plan();
            let ways = mix.seats().iter().map(|seat| (seat.leg(), seat.straight, seat.is_mixed()));
            let ways: SmallVec<[_; MOST]> = ways.collect();
            for (id, straight, mixed) in ways {
                if let Some(entry) = self.entry(id) {
                    (entry.mix, entry.straight, entry.mixed) = (Some(place), straight, mixed);
                }
            }
        }
    }

    /// Starts the beat of the mixes, or lets it go on, or ends it.
    fn beat(&mut self, now: Instant) {
        if !self.mixes.iter().flatten().any(Mix::is_needed) {
            self.mix_at = Instant::FAR;
        } else if self.mix_at == Instant::FAR {
            self.mix_at = now + FRAME_TIME;
        }
    }

    fn join(&mut self, now: Instant, members: &[Member]) {
        let mut there: SmallVec<[Member; MOST]> = SmallVec::new();
        for (id, heard_by) in members {
            let is_there = self.leg(*id).is_some() && there.iter().all(|(other, _)| other != id);
            if is_there && there.len() < MOST {
                there.push((*id, *heard_by));
            } else if there.iter().all(|(other, _)| other != id) {
                self.unbridge(now, *id);
            }
        }
        if there.len() < 2 {
            return there.iter().for_each(|(id, _)| self.unbridge(now, *id));
        }
        // Whoever stays keeps what is in their buffer and what is whispered to them.
        let mut left: SmallVec<[usize; MOST]> = SmallVec::new();
        let mut seats: SmallVec<[Seat; 2]> = SmallVec::new();
        for member in there {
            let before = self.entry(member.0).and_then(|entry| entry.mix.take());
            left.extend(before);
            let mix = before.and_then(|place| self.mixes.get_mut(place)?.as_mut());
            let known = mix.and_then(|mix| mix.take_as(member));
            seats.push(known.unwrap_or_else(|| Seat::new(member)));
        }
        left.iter().for_each(|place| self.settle(now, *place));
        let free = self.mixes.iter().position(Option::is_none);
        let place = free.unwrap_or_else(|| {
            self.mixes.push(None);
            self.mixes.len() - 1
        });
        let ids: SmallVec<[LegId; MOST]> = seats.iter().map(Seat::leg).collect();
        self.mixes[place] = Some(Mix::of(seats));
        self.settle(now, place);
        self.beat(now);
        ids.iter().for_each(|id| self.feed(now, *id, leg::Input::Bridge));
    }

    fn whisper(&mut self, now: Instant, to: LegId, id: u64, sound: Sound) {
        let place = self.entry(to).and_then(|entry| entry.mix);
        let mix = place.and_then(|place| self.mixes.get_mut(place)?.as_mut());
        let (Some(place), Some(mix)) = (place, mix) else {
            // Nobody else is to be heard.
            return self.feed(now, to, leg::Input::Play { id, sound });
        };
        if mix.whisper(to, Player::new(id, sound, false)) {
            self.settle(now, place);
            self.beat(now);
        } else {
            self.outputs.push_back((to, Output::Event(Event::Stopped(id))));
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
                let needed = self.mixes[place].take_if(|mix| mix.is_needed());
                let Some(mut mix) = needed else { continue };
                mix.add_up(at);
                let mut is_over = false;
                for n in 0..mix.len() {
                    let Some((leg, mut heard)) = mix.heard_at(n) else { continue };
                    if self.leg(leg).is_some_and(Leg::hears_others) {
                        mix.whisper_at(n, &mut heard, |whisper| {
                            is_over = true;
                            self.outputs.push_back((leg, Output::Event(Event::Played(whisper))));
                        });
                    }
                    self.feed(at, leg, leg::Input::Mixed(&heard));
                }
                self.mixes[place] = Some(mix);
                if is_over {
                    self.settle(at, place);
                    self.beat(at);
                }
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
                self.join(now, &[(a, HeardBy::Everybody), (b, HeardBy::Everybody)]);
            }
            Input::Join(members) => self.join(now, members),
            Input::Whisper { to, id, sound } => self.whisper(now, to, id, sound),
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

#[cfg(test)]
mod tests;
