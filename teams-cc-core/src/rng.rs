//! Seeded randomness: the same seed gives the same run, on every machine.

use std::fmt;

use rand_chacha::ChaCha12Rng;
use rand_core::{RngCore, SeedableRng};

/// A stream of random numbers from a seed (`ChaCha12`).
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
