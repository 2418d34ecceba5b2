//! Small containers that iterate in one order only, so that nothing depends on a hash.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::time::Duration;

use teams_cc_core::Instant;

/// Records with stable numbers that are used again.
#[derive(Clone, Debug)]
pub(crate) struct Slab<T> {
    slots: Vec<Option<T>>,
    free: Vec<u32>,
    len: usize,
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Self { slots: Vec::new(), free: Vec::new(), len: 0 }
    }
}

impl<T> Slab<T> {
    pub(crate) fn insert(&mut self, value: T) -> u32 {
        self.len += 1;
        if let Some(slot) = self.free.pop() {
            self.slots[slot as usize] = Some(value);
            return slot;
        }
        self.slots.push(Some(value));
        (self.slots.len() - 1) as u32
    }

    pub(crate) fn remove(&mut self, slot: u32) -> Option<T> {
        let value = self.slots.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        self.len -= 1;
        Some(value)
    }

    pub(crate) fn get(&self, slot: u32) -> Option<&T> {
        self.slots.get(slot as usize)?.as_ref()
    }

    pub(crate) fn get_mut(&mut self, slot: u32) -> Option<&mut T> {
        self.slots.get_mut(slot as usize)?.as_mut()
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (u32, &T)> {
        self.slots.iter().enumerate().filter_map(|(i, slot)| Some((i as u32, slot.as_ref()?)))
    }
}

impl<T> std::ops::Index<u32> for Slab<T> {
    type Output = T;
    /// A slot number never leaves the engine while its record lives.
    fn index(&self, slot: u32) -> &T {
        self.get(slot).expect("a slot that is referred to is filled")
    }
}

impl<T> std::ops::IndexMut<u32> for Slab<T> {
    fn index_mut(&mut self, slot: u32) -> &mut T {
        self.get_mut(slot).expect("a slot that is referred to is filled")
    }
}

/// A set of small numbers, a bit each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn set(&mut self, n: u32) {
        let word = n as usize / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (n % 64);
    }

    pub(crate) fn clear(&mut self, n: u32) {
        if let Some(word) = self.0.get_mut(n as usize / 64) {
            *word &= !(1 << (n % 64));
        }
    }

    pub(crate) fn get(&self, n: u32) -> bool {
        self.0.get(n as usize / 64).is_some_and(|word| word & (1 << (n % 64)) != 0)
    }

    pub(crate) fn join(&mut self, other: &Self) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a |= b);
    }

    pub(crate) fn meet(&mut self, other: &Self) {
        self.0.truncate(other.0.len());
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    pub(crate) fn minus(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= !b);
    }

    /// The numbers in both, rising.
    pub(crate) fn both<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = u32> + 'a {
        self.0.iter().zip(&other.0).enumerate().flat_map(|(i, (a, b))| Ones(a & b, i as u32 * 64))
    }

    /// The numbers, rising.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().enumerate().flat_map(|(i, word)| Ones(*word, i as u32 * 64))
    }
}

struct Ones(u64, u32);

impl Iterator for Ones {
    type Item = u32;
    fn next(&mut self) -> Option<u32> {
        if self.0 == 0 {
            return None;
        }
        let bit = self.0.trailing_zeros();
        self.0 &= self.0 - 1;
        Some(self.1 + bit)
    }
}

/// A map by small numbers of our own or of the vendor's choosing: mixed well, hashed fast. It is
/// only ever asked by key, so its order decides nothing.
pub(crate) type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// One multiplication and a fold for each word.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u64(&mut self, word: u64) {
        let mixed = u128::from(self.0 ^ word ^ 0x9E37_79B9_7F4A_7C15) * 0xA24B_AED4_963E_E407;
        self.0 = (mixed >> 64) as u64 ^ mixed as u64;
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u16(&mut self, word: u16) {
        self.write_u64(u64::from(word));
    }

    fn write_u8(&mut self, word: u8) {
        self.write_u64(u64::from(word));
    }
}

/// What is remembered of things that are over: so many, for so long.
#[derive(Clone, Debug)]
pub(crate) struct Remembered<K, V> {
    map: IdMap<K, V>,
    order: VecDeque<(Instant, K)>,
}

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self { map: IdMap::default(), order: VecDeque::new() }
    }
}

impl<K: Hash + Eq + Copy, V> Remembered<K, V> {
    /// Keeps `value`; gives how many were forgotten before their time to make room.
    pub(crate) fn keep(&mut self, now: Instant, key: K, value: V, most: u32, age: Duration) -> u64 {
        while let Some((since, old)) = self.order.front().copied() {
            if now.since(since) < age {
                break;
            }
            self.order.pop_front();
            self.map.remove(&old);
        }
        let mut early = 0;
        while self.order.len() >= most as usize {
            let Some((_, old)) = self.order.pop_front() else { return 1 };
            self.map.remove(&old);
            early += 1;
        }
        if most > 0 && self.map.insert(key, value).is_none() {
            self.order.push_back((now, key));
        }
        early
    }

    pub(crate) fn get(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    pub(crate) fn in_order(&self) -> impl Iterator<Item = (Instant, K)> + '_ {
        self.order.iter().copied()
    }
}

/// When a timer is due, and its number: equal times fire in the order they were set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct TimerKey(pub(crate) Instant, pub(crate) u64);

/// What a timer is for. Slots are of items, offers and agents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Timer {
    Item(u32, ItemTimer),
    Offer(u32),
    Agent(u32, AgentTimer),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum ItemTimer {
    Due,
    Ring,
    Rule,
    Deadline,
    Prefer,
    Exclusion,
    Delay,
    NextOffer,
    WrapUp,
    Classify,
    Tell,
    Risk,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum AgentTimer {
    BackOff,
    LagIn,
    LagOut,
    Stale,
    External,
    Heartbeat,
    Notes,
}

/// All armed timers, by due time and number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers {
    armed: BTreeMap<TimerKey, Timer>,
    next: u64,
}

impl Timers {
    pub(crate) fn arm(&mut self, at: Instant, timer: Timer) -> TimerKey {
        self.next += 1;
        let key = TimerKey(at, self.next);
        self.armed.insert(key, timer);
        key
    }

    pub(crate) fn disarm(&mut self, key: TimerKey) {
        self.armed.remove(&key);
    }

    pub(crate) fn pop_due(&mut self, now: Instant) -> Option<(TimerKey, Timer)> {
        let first = self.armed.first_entry()?;
        (first.key().0 <= now).then(|| first.remove_entry())
    }

    pub(crate) fn first(&self) -> Option<Instant> {
        self.armed.first_key_value().map(|(key, _)| key.0)
    }

    pub(crate) fn get(&self, key: TimerKey) -> Option<Timer> {
        self.armed.get(&key).copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (TimerKey, Timer)> + '_ {
        self.armed.iter().map(|(key, timer)| (*key, *timer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_meet_join_and_count_up() {
        let mut a = Bits::default();
        let mut b = Bits::default();
        [1, 64, 200].into_iter().for_each(|n| a.set(n));
        [1, 65, 200, 900].into_iter().for_each(|n| b.set(n));
        assert_eq!(a.both(&b).collect::<Vec<_>>(), [1, 200]);
        a.clear(200);
        b.meet(&a);
        assert_eq!(b.iter().collect::<Vec<_>>(), [1]);
        b.join(&a);
        assert!(b.get(64) && !b.get(900));
    }

    #[test]
    fn what_is_over_is_remembered_for_a_time_and_up_to_a_count() {
        let mut past = Remembered::default();
        let at = Instant::from_millis;
        let age = Duration::from_secs(1);
        assert_eq!(past.keep(at(0), 1, 'a', 2, age), 0);
        assert_eq!(past.keep(at(1), 2, 'b', 2, age), 0);
        assert_eq!(past.keep(at(2), 3, 'c', 2, age), 1, "one forgotten early");
        assert_eq!((past.get(&1), past.get(&3)), (None, Some(&'c')));
        assert_eq!(past.keep(at(5000), 4, 'd', 2, age), 0);
        assert_eq!(past.get(&3), None, "its time is over");
    }
}
