//! Recording: both directions of a leg on one clock.

use teams_cc_core::Instant;

use super::jitter::Buffer;
use super::player::FRAME;
use super::voice::Ear;

/// 20 ms of both directions: what the peer said, and what the peer heard.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// What arrived from the peer.
    pub theirs: [i16; FRAME],
    /// What was sent to the peer.
    pub ours: [i16; FRAME],
}

impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Recorded(20 ms)")
    }
}

/// How the two directions become a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Layout {
    /// Two channels: left what the peer said, right what the peer heard.
    #[default]
    Stereo,
    /// One channel: both together.
    Mix,
}

impl Layout {
    /// How many channels a file has.
    pub const fn channels(self) -> u16 {
        match self {
            Self::Stereo => 2,
            Self::Mix => 1,
        }
    }

    /// The samples of a file, of all channels in turn.
    pub fn interleave(self, recorded: &Recorded, samples: &mut Vec<i16>) {
        for (theirs, ours) in recorded.theirs.iter().zip(&recorded.ours) {
            match self {
                Self::Stereo => samples.extend([*theirs, *ours]),
                Self::Mix => samples.push(theirs.saturating_add(*ours)),
            }
        }
    }
}

/// Both directions, each through a jitter buffer, pulled by one clock.
#[derive(Debug, Default)]
pub(super) struct Recorder {
    pub(super) theirs: Buffer,
    pub(super) ours: Buffer,
    /// What decodes each direction.
    pub(super) ear_of_theirs: Ear,
    pub(super) ear_of_ours: Ear,
}

impl Recorder {
    pub(super) fn pull(&mut self, now: Instant) -> Recorded {
        let mut recorded = Recorded { theirs: [0; FRAME], ours: [0; FRAME] };
        self.theirs.pull(now, &mut recorded.theirs);
        self.ours.pull(now, &mut recorded.ours);
        recorded
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_channels_stand_side_by_side_and_one_holds_the_sum() {
        let recorded = Recorded { theirs: [30_000; FRAME], ours: [10_000; FRAME] };
        let (mut stereo, mut mix) = (Vec::new(), Vec::new());
        Layout::Stereo.interleave(&recorded, &mut stereo);
        Layout::Mix.interleave(&recorded, &mut mix);
        assert_eq!((stereo.len(), stereo[0], stereo[1]), (2 * FRAME, 30_000, 10_000));
        assert_eq!((mix.len(), mix[0]), (FRAME, i16::MAX));
    }
}
