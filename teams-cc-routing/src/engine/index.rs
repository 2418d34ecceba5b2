//! Who can take what, by kind: agents of equal skills and queues are one group, work of equal
//! queue, need and points one class, and between groups and classes lies a table of bits. A
//! decision looks at the first of each kind, never at all agents or all work (`routing.md` 11.2).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smallvec::SmallVec;
use teams_cc_core::{Instant, Need, Skill};

use super::store::{Bits, IdMap};
use crate::Medium;
use crate::policy::top_band;

/// Skills by number and level, and queues with rank and delay (in nanoseconds).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct GroupKey {
    pub(crate) skills: Vec<(u16, u8)>,
    pub(crate) queues: Vec<(u16, i16, u64)>,
}

/// An agent's place among the idle of its group: standing, then who was idle first, then number.
pub(crate) type IdleKey = (i64, u64, u32);

#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) key: GroupKey,
    pub(crate) idle: [BTreeSet<IdleKey>; Medium::COUNT],
    /// Classes that its agents can take.
    pub(crate) row: Bits,
    pub(crate) agents: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ClassKey {
    pub(crate) queue: u16,
    pub(crate) also: SmallVec<[u16; 2]>,
    /// The need, by number.
    pub(crate) need: u32,
    pub(crate) medium: Medium,
    pub(crate) points: i64,
    pub(crate) outbound: bool,
}

/// Work of one class, oldest first: original time, sequence, item.
pub(crate) type WaitKey = (u64, u64, u32);

#[derive(Clone, Debug)]
pub(crate) struct Class {
    pub(crate) key: ClassKey,
    pub(crate) waiting: BTreeSet<WaitKey>,
    /// Groups whose agents can take it.
    pub(crate) row: Bits,
    /// Work that is not over and belongs to it, waiting or not.
    pub(crate) items: u32,
}

/// What decides between classes, packed for the scan: points, ageing, ceiling, first in line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClassOrder {
    pub(crate) points: i64,
    pub(crate) slope: u32,
    pub(crate) ceiling: u64,
    pub(crate) head: WaitKey,
}

/// Points are counted in units of one point-minute in nanoseconds, so that ageing is exact.
const MINUTE: i128 = 60_000_000_000;

impl ClassOrder {
    /// The engine's order of work that came at `original`; lower first.
    pub(crate) fn key(&self, original: u64, now: Instant) -> i128 {
        let waited = now.as_nanos().saturating_sub(original);
        if waited >= self.ceiling {
            return top_band(Instant::from_nanos(original));
        }
        -self.points_at(waited)
    }

    pub(crate) fn points_at(&self, waited: u64) -> i128 {
        i128::from(self.points) * MINUTE + i128::from(self.slope) * i128::from(waited)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    skills: HashMap<Skill, u16>,
    pub(crate) groups: Vec<Group>,
    group_of: HashMap<GroupKey, u32>,
    pub(crate) classes: Vec<Class>,
    pub(crate) orders: Vec<ClassOrder>,
    class_of: IdMap<ClassKey, u32>,
    pub(crate) needs: Vec<Need>,
    need_of: HashMap<Need, u32>,
    /// Groups with somebody idle, by medium.
    pub(crate) idle: [Bits; Medium::COUNT],
    /// Classes with somebody waiting, by medium.
    pub(crate) waiting: [Bits; Medium::COUNT],
    /// Groups that hold a skill at a level.
    levels: Vec<BTreeMap<u8, Bits>>,
    /// Groups that serve a queue.
    members: Vec<Bits>,
}

impl Index {
    pub(crate) fn skill(&mut self, skill: &Skill) -> Option<u16> {
        if let Some(known) = self.skills.get(skill) {
            return Some(*known);
        }
        let number = u16::try_from(self.levels.len()).ok()?;
        self.levels.push(BTreeMap::new());
        self.skills.insert(skill.clone(), number);
        Some(number)
    }

    /// The group of these skills and queues; `None` beyond `most` groups.
    pub(crate) fn group(&mut self, key: GroupKey, most: u32) -> Option<u32> {
        if let Some(known) = self.group_of.get(&key) {
            return Some(*known);
        }
        let vacant = if self.groups.len() < most as usize {
            None
        } else {
            Some(self.groups.iter().position(|group| group.agents == 0)? as u32)
        };
        let g = vacant.unwrap_or(self.groups.len() as u32);
        if vacant.is_some() {
            self.forget_group(g);
        }
        for (skill, level) in &key.skills {
            self.levels[*skill as usize].entry(*level).or_default().set(g);
        }
        for (queue, _, _) in &key.queues {
            if self.members.len() <= *queue as usize {
                self.members.resize(*queue as usize + 1, Bits::default());
            }
            self.members[*queue as usize].set(g);
        }
        self.group_of.insert(key.clone(), g);
        let group = Group { key, idle: Default::default(), row: Bits::default(), agents: 0 };
        if g as usize == self.groups.len() {
            self.groups.push(group);
        } else {
            self.groups[g as usize] = group;
        }
        for c in 0..self.classes.len() {
            let takes = self.takes(g, &self.classes[c].key);
            if takes {
                self.classes[c].row.set(g);
                self.groups[g as usize].row.set(c as u32);
            } else {
                self.classes[c].row.clear(g);
            }
        }
        Some(g)
    }

    fn forget_group(&mut self, g: u32) {
        let key = self.groups[g as usize].key.clone();
        self.group_of.remove(&key);
        for (skill, level) in &key.skills {
            if let Some(bits) = self.levels[*skill as usize].get_mut(level) {
                bits.clear(g);
            }
        }
        for (queue, _, _) in &key.queues {
            self.members[*queue as usize].clear(g);
        }
    }

    fn takes(&self, g: u32, class: &ClassKey) -> bool {
        let key = &self.groups[g as usize].key;
        let serves = |queue: &u16| key.queues.iter().any(|(member, _, _)| member == queue);
        let level = |skill: &Skill| {
            let number = self.skills.get(skill)?;
            let at = key.skills.binary_search_by_key(number, |(skill, _)| *skill).ok()?;
            Some(key.skills[at].1)
        };
        (serves(&class.queue) || class.also.iter().any(serves))
            && self.needs[class.need as usize].is_met_by(level)
    }

    /// The number of a need, so that work is compared by numbers; `None` beyond
    /// the number of skills there is.
    pub(crate) fn need(&mut self, need: &Need, most: u32) -> Option<u32> {
        if let Some(known) = self.need_of.get(need) {
            return Some(*known);
        }
        for atom in need.alternatives().iter().flatten() {
            self.skill(&atom.skill)?;
        }
        // Classes are limited, and each keeps one need: half of the room is always won back.
        if self.needs.len() >= 2 * most as usize {
            self.forget_needs();
        }
        let number = self.needs.len() as u32;
        self.needs.push(need.clone());
        self.need_of.insert(need.clone(), number);
        Some(number)
    }

    /// Keeps the needs of classes, under new numbers.
    fn forget_needs(&mut self) {
        let old = std::mem::take(&mut self.needs);
        self.need_of.clear();
        self.class_of.clear();
        for (c, class) in self.classes.iter_mut().enumerate() {
            let need = &old[class.key.need as usize];
            class.key.need = *self.need_of.entry(need.clone()).or_insert_with(|| {
                self.needs.push(need.clone());
                self.needs.len() as u32 - 1
            });
            self.class_of.insert(class.key.clone(), c as u32);
        }
    }

    /// The class of this key; `None` beyond `most` classes.
    pub(crate) fn class(&mut self, key: ClassKey, order: ClassOrder, most: u32) -> Option<u32> {
        if let Some(known) = self.class_of.get(&key) {
            return Some(*known);
        }
        let vacant = if self.classes.len() < most as usize {
            None
        } else {
            Some(self.classes.iter().position(|class| class.items == 0)? as u32)
        };
        let c = vacant.unwrap_or(self.classes.len() as u32);
        if vacant.is_some() {
            let old = self.classes[c as usize].key.clone();
            self.class_of.remove(&old);
            self.groups.iter_mut().for_each(|group| group.row.clear(c));
        }
        let row = self.row(&key, &self.needs[key.need as usize]);
        row.iter().for_each(|g| self.groups[g as usize].row.set(c));
        self.class_of.insert(key.clone(), c);
        let class = Class { key, waiting: BTreeSet::new(), row, items: 0 };
        if c as usize == self.classes.len() {
            self.classes.push(class);
            self.orders.push(order);
        } else {
            self.classes[c as usize] = class;
            self.orders[c as usize] = order;
        }
        Some(c)
    }

    /// Which groups can take work of this key: AND over conditions of OR over levels.
    pub(crate) fn row(&self, key: &ClassKey, need: &Need) -> Bits {
        let mut members = Bits::default();
        for queue in std::iter::once(&key.queue).chain(&key.also) {
            if let Some(bits) = self.members.get(*queue as usize) {
                members.join(bits);
            }
        }
        if need.alternatives().is_empty() {
            return members;
        }
        let mut row = Bits::default();
        for all in need.alternatives() {
            let mut able = members.clone();
            for atom in all {
                let mut holders = Bits::default();
                if let (Some(skill), true) =
                    (self.skills.get(&atom.skill), atom.at_least <= atom.at_most)
                {
                    let levels = &self.levels[*skill as usize];
                    let range = levels.range(atom.at_least..=atom.at_most);
                    range.for_each(|(_, bits)| holders.join(bits));
                }
                if atom.not {
                    able.minus(&holders);
                } else {
                    able.meet(&holders);
                }
            }
            row.join(&able);
        }
        row
    }

    pub(crate) fn add_waiting(&mut self, c: u32, key: WaitKey) {
        let class = &mut self.classes[c as usize];
        if class.waiting.is_empty() {
            self.waiting[class.key.medium as usize].set(c);
            self.orders[c as usize].head = key;
        } else if key < self.orders[c as usize].head {
            self.orders[c as usize].head = key;
        }
        class.waiting.insert(key);
    }

    pub(crate) fn remove_waiting(&mut self, c: u32, key: WaitKey) {
        let class = &mut self.classes[c as usize];
        class.waiting.remove(&key);
        match class.waiting.first() {
            None => self.waiting[class.key.medium as usize].clear(c),
            Some(first) => self.orders[c as usize].head = *first,
        }
    }

    pub(crate) fn add_idle(&mut self, g: u32, medium: usize, key: IdleKey) {
        let idle = &mut self.groups[g as usize].idle[medium];
        if idle.is_empty() {
            self.idle[medium].set(g);
        }
        idle.insert(key);
    }

    pub(crate) fn remove_idle(&mut self, g: u32, medium: usize, key: IdleKey) {
        let idle = &mut self.groups[g as usize].idle[medium];
        idle.remove(&key);
        if idle.is_empty() {
            self.idle[medium].clear(g);
        }
    }

    /// The delay of a group for work of a class: the least among the memberships that let it in.
    pub(crate) fn delay(&self, g: u32, c: u32) -> u64 {
        let key = &self.classes[c as usize].key;
        let lets_in = |queue: &u16| *queue == key.queue || key.also.contains(queue);
        let queues = &self.groups[g as usize].key.queues;
        queues.iter().filter(|(q, _, _)| lets_in(q)).map(|(_, _, d)| *d).min().unwrap_or(0)
    }

    /// Idle agents of a medium that can take work of a class.
    pub(crate) fn count_idle(&self, c: u32) -> u32 {
        let class = &self.classes[c as usize];
        let medium = class.key.medium as usize;
        let count = |g: u32| self.groups[g as usize].idle[medium].len() as u32;
        class.row.both(&self.idle[medium]).map(count).sum()
    }
}
