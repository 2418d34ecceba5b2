//! Hashing what peers choose (branches, tags, Call-IDs) with a secret of our own.
//!
//! Tables are keyed by 128 bits made from the text and two secret numbers, so that nobody outside
//! can aim for one bucket; a hit is compared with the message itself before it counts.

use std::hash::{BuildHasherDefault, Hasher};

use teams_cc_core::Rng;

/// A map whose keys are already well mixed and not chosen by peers.
pub(crate) type MixedMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Mixed>>;

/// Takes the low 64 bits of the key as they are.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }
    fn write_u64(&mut self, number: u64) {
        // Sequential numbers (call ids) are spread too: one multiplication by an odd constant.
        self.0 = (self.0.rotate_left(5) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 ^= self.0 >> 32;
    }
    fn write_u128(&mut self, number: u128) {
        self.write_u64(number as u64);
    }
}

/// Makes keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Digest {
    secret: [u64; 2],
}

impl Digest {
    pub(crate) fn new(rng: &mut Rng) -> Self {
        Self { secret: [rng.next_u64() | 1, rng.next_u64() | 1] }
    }

    /// 128 bits for a list of texts; where one ends and the next begins counts.
    pub(crate) fn of(&self, parts: &[&[u8]]) -> u128 {
        let [mut a, mut b] = self.secret;
        for part in parts {
            for chunk in part.chunks(8) {
                let mut word = [0; 8];
                word[..chunk.len()].copy_from_slice(chunk);
                let word = u64::from_le_bytes(word);
                a = fold(a ^ word, self.secret[1]);
                b = fold(b.wrapping_add(word), self.secret[0]);
            }
            let end = part.len() as u64 ^ 0x5bd1_e995_0000_0000;
            a = fold(a ^ end, self.secret[1]);
            b = fold(b.wrapping_add(end), self.secret[0]);
        }
        u128::from(a) << 64 | u128::from(b)
    }
}

/// Multiplies to 128 bits and folds the halves: each input bit reaches each output bit.
fn fold(x: u64, y: u64) -> u64 {
    let wide = u128::from(x) * u128::from(y ^ 0x2d35_8dcc_aa6c_78a5);
    (wide >> 64) as u64 ^ wide as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_text_ends_counts() {
        let digest = Digest::new(&mut Rng::from_seed(1));
        assert_ne!(digest.of(&[b"ab", b"c"]), digest.of(&[b"a", b"bc"]));
        assert_ne!(digest.of(&[b"a\0"]), digest.of(&[b"a"]));
        assert_eq!(digest.of(&[b"a", b"b"]), digest.of(&[b"a", b"b"]));
    }

    #[test]
    fn another_secret_gives_other_keys() {
        let (one, two) = (Rng::from_seed(1), Rng::from_seed(2));
        let key = |mut rng: Rng| Digest::new(&mut rng).of(&[b"z9hG4bK1"]);
        assert_ne!(key(one), key(two));
    }
}
