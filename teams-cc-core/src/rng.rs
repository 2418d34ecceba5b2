//! Seeded randomness: the same seed gives the same run, on every machine.

use std::fmt;

use rand_chacha::ChaCha12Rng;
use rand_core::{RngCore, SeedableRng};

/// A stream of random numbers from a seed (`ChaCha12`).
///
/// ```
/// use teams_cc_core::Rng;
///
/// let (mut one, mut two) = (Rng::from_seed(42), Rng::from_seed(42));
/// assert_eq!(one.token(16), two.token(16), "the same seed gives the same run");
/// ```
///
/// Tests give a number; drivers give 32 bytes from the operating system, which makes tags,
/// branches and Call-IDs unpredictable as RFC 3261 §19.3 asks.
#[derive(Clone)]
pub struct Rng(ChaCha12Rng);

impl Rng {
    /// Reproducible, for tests and simulation.
    pub fn from_seed(seed: u64) -> Self {
        Self(ChaCha12Rng::seed_from_u64(seed))
    }

    /// From the operating system's randomness, read by the driver.
    pub fn from_entropy(seed: [u8; 32]) -> Self {
        Self(ChaCha12Rng::from_seed(seed))
    }

    /// A stream of its own, so that two machines do not shift each other's numbers.
    pub fn fork(&mut self) -> Self {
        let mut seed = [0; 32];
        self.fill(&mut seed);
        Self::from_entropy(seed)
    }

    /// The next 64 random bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// A number below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        // Multiply-shift: the bias is below 2^-32 for every `end` used here.
        ((u128::from(self.next_u64()) * u128::from(end)) >> 64) as u64
    }

    /// True once in `n` times on average; never if `n` is 0.
    pub fn one_in(&mut self, n: u64) -> bool {
        n != 0 && self.below(n) == 0
    }

    /// Fills `bytes`.
    pub fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }

    /// `length` characters from `[0-9a-v]`, 5 bits each: a SIP `token`, safe in a tag or branch.
    pub fn token(&mut self, length: usize) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789abcdefghijklmnopqrstuv";
        let mut bits = 0;
        (0..length)
            .map(|i| {
                if i % 12 == 0 {
                    bits = self.next_u64();
                }
                let c = ALPHABET[(bits & 31) as usize];
                bits >>= 5;
                char::from(c)
            })
            .collect()
    }
}

impl fmt::Debug for Rng {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rng(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// These values never change: stored seeds and journals replay by them.
    #[test]
    fn golden_values_of_seed_42() {
        let mut rng = Rng::from_seed(42);
        assert_eq!(rng.next_u64(), 9_713_269_763_989_775_522);
        assert_eq!(rng.next_u64(), 10_011_513_049_433_592_189);
        assert_eq!(rng.below(1_000), 636);
        assert_eq!(rng.token(14), "i5ccnu3fd9qfav");
        assert_eq!(rng.fork().next_u64(), 7_899_576_676_673_825_936);
        let mut bytes = [0; 4];
        rng.fill(&mut bytes);
        assert_eq!(bytes, [30, 58, 186, 122]);
    }

    #[test]
    fn numbers_stay_below_their_end_and_reach_all_of_it() {
        let mut rng = Rng::from_seed(1);
        let mut seen = [0u32; 7];
        for _ in 0..7_000 {
            seen[rng.below(7) as usize] += 1;
        }
        assert!(seen.iter().all(|n| (800..1_200).contains(n)), "{seen:?}");
        assert_eq!((rng.below(0), rng.below(1)), (0, 0));
        assert!(!rng.one_in(0));
        assert!(rng.one_in(1));
    }

    #[test]
    fn a_fork_does_not_shift_the_other_stream() {
        let mut lone = Rng::from_seed(9);
        let mut forked = Rng::from_seed(9);
        let (mut lone_child, mut child) = (lone.fork(), forked.fork());
        for _ in 0..100 {
            child.next_u64();
        }
        assert_eq!(lone.next_u64(), forked.next_u64());
        assert_eq!(lone_child.token(8).len(), 8);
    }

    #[test]
    fn tokens_are_sip_tokens_of_the_length_asked_for() {
        let mut rng = Rng::from_entropy([7; 32]);
        for length in [0, 1, 12, 13, 40] {
            let token = rng.token(length);
            assert_eq!(token.len(), length);
            assert!(token.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'v').contains(&b)));
        }
        assert_eq!(format!("{rng:?}"), "Rng(..)", "a seed is not printed");
    }
}
