//! Packet indices, rollover counters and replay windows, a stream (SSRC) at a time.

use smallvec::SmallVec;

use super::SrtpError;

/// Which of the last 128 indices were seen; RFC 3711 §3.3.2 asks for 64 at least (DR-116).
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    highest: u64,
    seen: u128,
}

impl Window {
    pub(super) fn starting(index: u64) -> Self {
        Self { highest: index, seen: 1 }
    }

    pub(super) fn check(&self, index: u64) -> Result<(), SrtpError> {
        if index > self.highest {
            return Ok(());
        }
        let behind = self.highest - index;
        if behind >= 128 || self.seen >> behind & 1 == 1 {
            return Err(SrtpError::Replayed);
        }
        Ok(())
    }

    pub(super) fn accept(&mut self, index: u64) {
        if index > self.highest {
            let ahead = index - self.highest;
            self.seen = if ahead >= 128 { 1 } else { self.seen << ahead | 1 };
            self.highest = index;
        } else if self.highest - index < 128 {
            self.seen |= 1 << (self.highest - index);
        }
    }
}

/// Most streams under one key; the one heard longest ago makes room.
const MAX_STREAMS: usize = 8;

/// The streams under one key, the last used first.
#[derive(Debug)]
pub(super) struct Streams {
    known: SmallVec<[(u32, Window); 2]>,
    initial_roc: u32,
}

impl Streams {
    pub(super) fn new(initial_roc: u32) -> Self {
        Self { known: SmallVec::new(), initial_roc }
    }

    /// Where the stream stands (if it is known) and the index that a sequence number most likely
    /// has (RFC 3711 §3.3.1 and appendix A).
    pub(super) fn index(&self, ssrc: u32, sequence: u16) -> (Option<usize>, u64) {
        let Some(place) = self.known.iter().position(|(known, _)| *known == ssrc) else {
            return (None, u64::from(self.initial_roc) << 16 | u64::from(sequence));
        };
        let highest = self.known[place].1.highest;
        let roc = highest >> 16;
        let last = highest as u16;
        let roc = if last < 0x8000 {
            // Far ahead of a low number means late, from before the wrap; nothing is before 0.
            if sequence > last && sequence - last > 0x8000 { roc.wrapping_sub(1) } else { roc }
        } else if sequence < last - 0x8000 {
            roc + 1
        } else {
            roc
        };
        let roc = if roc == u64::MAX { 0 } else { roc };
        (Some(place), roc << 16 | u64::from(sequence))
    }

    pub(super) fn check(&self, place: Option<usize>, index: u64) -> Result<(), SrtpError> {
        place.map_or(Ok(()), |place| self.known[place].1.check(index))
    }

    pub(super) fn accept(&mut self, place: Option<usize>, ssrc: u32, index: u64) {
        if let Some(place) = place {
            self.known[place].1.accept(index);
            if place > 0 {
                self.known.swap(0, place);
            }
            return;
        }
        if self.known.len() == MAX_STREAMS {
            self.known.pop();
        }
        self.known.insert(0, (ssrc, Window::starting(index)));
    }
}
