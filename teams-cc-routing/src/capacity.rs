//! How much an agent carries at once.

use serde::{Deserialize, Serialize};
use teams_cc_core::Medium;

/// What one medium costs an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Units that one piece of work holds.
    pub cost: u16,
    /// Pieces at once; 0 switches the medium off.
    pub most: u16,
    /// Channels whose work is parked while work of this medium is live (bit per medium).
    #[serde(default)]
    pub interrupts: u8,
}

/// An agent's capacity: units in all, and what each medium costs (`routing.md` 2.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Capacity {
    /// Units in all.
    pub total: u16,
    /// By medium, in the order of [`Medium::ALL`].
    pub loads: [Load; Medium::COUNT],
}

impl Default for Capacity {
    /// 100 units: one call, or four chats or text or social messages, or ten mails or tasks.
    fn default() -> Self {
        let load = |cost, most| Load { cost, most, interrupts: 0 };
        let (chat, mail) = (load(25, 4), load(10, 10));
        Self { total: 100, loads: [load(100, 1), chat, mail, mail, chat, chat] }
    }
}

impl Capacity {
    /// One medium at `cost` units a piece, at most `most` pieces.
    #[must_use]
    pub fn medium(mut self, medium: Medium, cost: u16, most: u16) -> Self {
        let load = &mut self.loads[medium as usize];
        (load.cost, load.most) = (cost, most);
        self
    }

    /// Work of `over` may be offered although work of `under` is live; that is parked meanwhile.
    #[must_use]
    pub fn interrupts(mut self, over: Medium, under: Medium) -> Self {
        self.loads[over as usize].interrupts |= 1 << under as u8;
        self
    }

    /// Units held by these counts. Work of a medium that a live medium interrupts is parked and
    /// holds none.
    pub fn used(&self, live: &[u16; Medium::COUNT]) -> u32 {
        let parked = self.parked(*live);
        (0..Medium::COUNT)
            .filter(|c| parked & (1 << c) == 0)
            .map(|c| u32::from(live[c]) * u32::from(self.loads[c].cost))
            .sum()
    }

    /// Whether one more piece of work of `medium` fits beside these.
    pub fn fits(&self, medium: Medium, live: &[u16; Medium::COUNT]) -> bool {
        let c = medium as usize;
        if live[c] >= self.loads[c].most || self.parked(*live) & (1 << c) != 0 {
            return false;
        }
        let mut more = *live;
        more[c] += 1;
        self.used(&more) <= u32::from(self.total)
    }

    /// Which media are parked, a bit each.
    pub(crate) fn parked(&self, live: [u16; Medium::COUNT]) -> u8 {
        (0..Medium::COUNT).filter(|c| live[*c] > 0).fold(0, |m, c| m | self.loads[c].interrupts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_2_8_units_and_counts_both_limit() {
        let capacity = Capacity::default();
        assert!(capacity.fits(Medium::Chat, &[0, 3, 0, 0, 0, 0]));
        assert!(!capacity.fits(Medium::Chat, &[0, 4, 0, 0, 0, 0]), "four chats at most");
        assert!(!capacity.fits(Medium::Voice, &[0, 1, 0, 0, 0, 0]), "a call needs all units");
        assert!(!capacity.fits(Medium::Chat, &[1, 0, 0, 0, 0, 0]));
    }

    #[test]
    fn routing_2_8_a_call_may_interrupt_chats_which_then_hold_nothing() {
        let capacity = Capacity::default().interrupts(Medium::Voice, Medium::Chat);
        assert!(capacity.fits(Medium::Voice, &[0, 4, 0, 0, 0, 0]));
        assert_eq!(capacity.used(&[1, 4, 0, 0, 0, 0]), 100);
        assert!(!capacity.fits(Medium::Chat, &[1, 1, 0, 0, 0, 0]), "no new chat during the call");
    }
}
