//! Tokens that were found good: a sender uses one for many posts.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};

use super::{KeySet, Policy, Verified};

/// Tokens remembered at most. Only genuine ones are, so that nobody else can fill the room.
const MOST_TOKENS: usize = 1_024;

/// What a token is known by: its whole SHA-256, so that a changed one is another one.
pub(super) type Name = [u8; 32];

/// Genuine tokens, with the key set and the policy that they were judged by. Another set (a key
/// may be gone from it) or another policy judges anew, and dates are looked at each time.
#[derive(Default)]
pub(super) struct KnownTokens {
    tokens: HashMap<Name, Known>,
    /// Those that tokens were judged by: a few, so that each is kept once.
    policies: Vec<Policy>,
}

/// More policies than anybody has.
const MOST_POLICIES: usize = 16;

struct Known {
    keys: Arc<KeySet>,
    policy: usize,
    verified: Verified,
}

pub(super) fn name(token: &str) -> Name {
    digest(&SHA256, token.as_bytes()).as_ref().first_chunk().copied().unwrap_or_default()
}

impl KnownTokens {
    pub(super) fn get(
        &self,
        name: &Name,
        keys: &Arc<KeySet>,
        policy: &Policy,
        now_s: i64,
    ) -> Option<Verified> {
        let known = self.tokens.get(name)?;
        let counts = Arc::ptr_eq(&known.keys, keys)
            && self.policies.get(known.policy) == Some(policy)
            && known.verified.is_valid_at(now_s, policy.leeway_s);
        counts.then(|| known.verified.clone())
    }

    pub(super) fn insert(
        &mut self,
        name: Name,
        keys: Arc<KeySet>,
        policy: &Policy,
        verified: Verified,
        now_s: i64,
    ) {
        if self.policies.len() >= MOST_POLICIES && !self.policies.contains(policy) {
            *self = Self::default();
        }
        let at = self.policies.iter().position(|known| known == policy);
        let at = at.unwrap_or_else(|| {
            self.policies.push(policy.clone());
            self.policies.len() - 1
        });
        if self.tokens.len() >= MOST_TOKENS {
            let leeway_s = policy.leeway_s;
            self.tokens.retain(|_, known| {
                Arc::ptr_eq(&known.keys, &keys) && known.verified.is_valid_at(now_s, leeway_s)
            });
            // All of them count: they are judged again, once.
            if self.tokens.len() >= MOST_TOKENS {
                self.tokens.clear();
            }
        }
        self.tokens.insert(name, Known { keys, policy: at, verified });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::tests::{HEADER, NOW, claims, key_set, policy, sign};
    use crate::jwt::verify;

    #[test]
    fn a_known_token_counts_for_its_set_its_policy_and_its_time() {
        let token = sign(HEADER, &claims().to_string());
        let keys = Arc::new(key_set("good"));
        let verified = verify(&token, &keys, &policy(), NOW).unwrap();
        let mut known = KnownTokens::default();
        known.insert(name(&token), Arc::clone(&keys), &policy(), verified, NOW);
        let get = |token: &str, keys: &Arc<KeySet>, policy: &Policy, now_s: i64| {
            known.get(&name(token), keys, policy, now_s).is_some()
        };
        assert!(get(&token, &keys, &policy(), NOW));
        assert!(!get(&format!("{token}."), &keys, &policy(), NOW));
        assert!(!get(&token, &Arc::new(key_set("good")), &policy(), NOW), "a new set");
        assert!(!get(&token, &keys, &Policy::calling("another"), NOW));
        assert!(get(&token, &keys, &policy(), NOW + 899), "exp is in 600 s, and 300 s of leeway");
        assert!(!get(&token, &keys, &policy(), NOW + 900));
        assert!(!get(&token, &keys, &policy(), NOW - 901), "nbf was 600 s ago");
    }

    #[test]
    fn no_more_than_a_thousand_are_remembered() {
        let token = sign(HEADER, &claims().to_string());
        let keys = Arc::new(key_set("good"));
        let verified = verify(&token, &keys, &policy(), NOW).unwrap();
        let mut known = KnownTokens::default();
        for number in 0..3_000 {
            let name = name(&number.to_string());
            known.insert(name, Arc::clone(&keys), &policy(), verified.clone(), NOW);
            assert!(known.tokens.len() <= MOST_TOKENS);
        }
        assert!(known.get(&name("2999"), &keys, &policy(), NOW).is_some());
    }
}
