//! How much an agent carries at once.

use serde::{Deserialize, Serialize};

/// Kinds of work that agents can carry side by side.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A call.
    #[default]
    Voice,
    /// A chat, answered while the customer waits.
    Chat,
    /// A mail, answered later.
    Email,
    /// Anything else.
    Task,
}

impl Channel {
    /// All channels.
    pub const ALL: [Self; 4] = [Self::Voice, Self::Chat, Self::Email, Self::Task];
    pub(crate) const COUNT: usize = Self::ALL.len();

    /// One word, as in a plan.
    pub fn name(self) -> &'static str {
        ["voice", "chat", "email", "task"][self as usize]
    }
}

/// What one channel costs an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Units that one piece of work holds.
    pub cost: u16,
    /// Pieces at once; 0 switches the channel off.
    pub most: u16,
    /// Channels whose work is parked while work of this channel is live (bit per channel).
    #[serde(default)]
    pub interrupts: u8,
}

/// An agent's capacity: units in all, and what each channel costs (`routing.md` 2.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Capacity {
    /// Units in all.
    pub total: u16,
    /// By channel, in the order of [`Channel::ALL`].
    pub loads: [Load; Channel::COUNT],
}

impl Default for Capacity {
    /// 100 units: one call, or four chats, or ten mails or tasks.
    fn default() -> Self {
        let load = |cost, most| Load { cost, most, interrupts: 0 };
        Self { total: 100, loads: [load(100, 1), load(25, 4), load(10, 10), load(10, 10)] }
    }
}

impl Capacity {
    /// One channel at `cost` units a piece, at most `most` pieces.
    #[must_use]
    pub fn channel(mut self, channel: Channel, cost: u16, most: u16) -> Self {
        let load = &mut self.loads[channel as usize];
        (load.cost, load.most) = (cost, most);
        self
    }

    /// Work of `over` may be offered although work of `under` is live; that is parked meanwhile.
    #[must_use]
    pub fn interrupts(mut self, over: Channel, under: Channel) -> Self {
        self.loads[over as usize].interrupts |= 1 << under as u8;
        self
    }

    /// Units held by these counts. Work of a channel that a live channel interrupts is parked and
    /// holds none.
    pub fn used(&self, live: &[u16; Channel::COUNT]) -> u32 {
        let parked = self.parked(*live);
        (0..Channel::COUNT)
            .filter(|c| parked & (1 << c) == 0)
            .map(|c| u32::from(live[c]) * u32::from(self.loads[c].cost))
            .sum()
    }

    /// Whether one more piece of work of `channel` fits beside these.
    pub fn fits(&self, channel: Channel, live: &[u16; Channel::COUNT]) -> bool {
        let c = channel as usize;
        if live[c] >= self.loads[c].most || self.parked(*live) & (1 << c) != 0 {
            return false;
        }
        let mut more = *live;
        more[c] += 1;
        self.used(&more) <= u32::from(self.total)
    }

    /// Which channels are parked, a bit each.
    pub(crate) fn parked(&self, live: [u16; Channel::COUNT]) -> u8 {
        (0..Channel::COUNT).filter(|c| live[*c] > 0).fold(0, |m, c| m | self.loads[c].interrupts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_2_8_units_and_counts_both_limit() {
        let capacity = Capacity::default();
        assert!(capacity.fits(Channel::Chat, &[0, 3, 0, 0]));
        assert!(!capacity.fits(Channel::Chat, &[0, 4, 0, 0]), "four chats at most");
        assert!(!capacity.fits(Channel::Voice, &[0, 1, 0, 0]), "a call needs all units");
        assert!(!capacity.fits(Channel::Chat, &[1, 0, 0, 0]));
    }

    #[test]
    fn routing_2_8_a_call_may_interrupt_chats_which_then_hold_nothing() {
        let capacity = Capacity::default().interrupts(Channel::Voice, Channel::Chat);
        assert!(capacity.fits(Channel::Voice, &[0, 4, 0, 0]));
        assert_eq!(capacity.used(&[1, 4, 0, 0]), 100);
        assert!(!capacity.fits(Channel::Chat, &[1, 1, 0, 0]), "no new chat during the call");
    }
}
