//! Many deadlines, one heap: set, move and forget cost O(log n), the next one is known at once.
//!
//! Cancelling is lazy: an entry whose key waits for another moment is thrown away or moved when it
//! reaches the top. After [`Alarms::settle`] the top is live, so [`Alarms::next`] is exact and a
//! machine that waits for nothing says so.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use teams_cc_core::Instant;

/// What the owner says about an entry at the top.
pub(crate) enum Verdict {
    /// Its key waits for exactly this moment.
    Live,
    /// Its key is gone, or waits for nothing, or has another entry.
    Stale,
    /// Its key waits for a later moment; the owner has noted that this entry stands for it.
    Later(Instant),
}

/// The heap. `K` finds the thing that waits; it must not be reused while entries of it can live,
/// so keys carry a generation.
///
/// The owner keeps one `Instant` beside each key, *armed*: the moment of the entry that stands for
/// it, [`Instant::FAR`] if there is none.
#[derive(Debug)]
pub(crate) struct Alarms<K> {
    heap: BinaryHeap<Reverse<(Instant, K)>>,
}

impl<K: Ord + Copy> Default for Alarms<K> {
    fn default() -> Self {
        Self { heap: BinaryHeap::new() }
    }
}

impl<K: Ord + Copy> Alarms<K> {
    /// Makes sure that `key` is woken at `at` or earlier.
    ///
    /// A later moment costs nothing here: the earlier entry stays and is moved when it comes up.
    pub(crate) fn arm(&mut self, armed: &mut Instant, key: K, at: Instant) {
        if at < *armed {
            *armed = at;
            self.heap.push(Reverse((at, key)));
        }
    }

    /// The next moment; exact after [`settle`](Self::settle).
    pub(crate) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// The next entry if it is due. If its moment is the key's *armed* one, the owner sets that to
    /// [`Instant::FAR`] and acts; else the entry is stale.
    pub(crate) fn pop(&mut self, now: Instant) -> Option<(Instant, K)> {
        match self.next() {
            Some(at) if at <= now => self.heap.pop().map(|Reverse(entry)| entry),
            _ => None,
        }
    }

    /// Makes the top live.
    pub(crate) fn settle(&mut self, mut judge: impl FnMut(K, Instant) -> Verdict) {
        while let Some(mut top) = self.heap.peek_mut() {
            let Reverse((at, key)) = *top;
            match judge(key, at) {
                Verdict::Live => return,
                Verdict::Later(later) => *top = Reverse((later, key)),
                Verdict::Stale => {
                    std::collections::binary_heap::PeekMut::pop(top);
                }
            }
        }
    }
}
