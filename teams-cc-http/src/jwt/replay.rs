//! Tokens that were used: the service makes a new one for each event.

use std::collections::{HashMap, VecDeque};

use aws_lc_rs::digest;

/// So many tokens are remembered; each lives five minutes.
const MOST: usize = 50_000;

/// What each token carried, for as long as it counts. The same post twice is a repetition of the
/// service; another post under a used token is somebody else's.
#[derive(Debug, Default)]
pub struct Replays {
    seen: HashMap<[u8; 32], ([u8; 32], i64)>,
    order: VecDeque<[u8; 32]>,
}

impl Replays {
    /// Whether this token may carry this body.
    pub fn admits(&mut self, token: &str, body: &[u8], ends_s: i64, now_s: i64) -> bool {
        let (token, body) = (hash(token.as_bytes()), hash(body));
        while let Some(oldest) = self.order.front() {
            let over = self.seen.get(oldest).is_none_or(|(_, ends_s)| *ends_s < now_s);
            if !over && self.order.len() < MOST {
                break;
            }
            if let Some(oldest) = self.order.pop_front() {
                self.seen.remove(&oldest);
            }
        }
        if let Some((carried, _)) = self.seen.get(&token) {
            return *carried == body;
        }
        self.seen.insert(token, (body, ends_s));
        self.order.push_back(token);
        true
    }
}

fn hash(octets: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.iter_mut()
        .zip(digest::digest(&digest::SHA256, octets).as_ref())
        .for_each(|(a, b)| *a = *b);
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_carries_one_post_which_may_come_again() {
        let mut replays = Replays::default();
        assert!(replays.admits("t1", b"a", 100, 0));
        assert!(replays.admits("t1", b"a", 100, 1));
        assert!(!replays.admits("t1", b"b", 100, 2));
        assert!(replays.admits("t2", b"b", 100, 2));
        for n in 0..MOST {
            replays.admits(&format!("x{n}"), b"c", 1_000, 3);
        }
        assert!(replays.seen.len() <= MOST && replays.order.len() <= MOST);
    }
}
