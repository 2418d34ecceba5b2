//! Tokens that were found good: a sender uses one for many posts.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::Digest;

use super::token::Parts;
use super::{KeySet, Policy, Verified};

/// Tokens remembered at most. Only genuine ones are, so that nobody else can fill the room.
const MOST_TOKENS: usize = 1_024;

/// What a token is known by: the SHA-256 of what is signed, which judging it needs as well, and its
/// signature as it is written. A changed one is another one.
pub(super) struct Name<'a> {
    digest: [u8; 32],
    signature: &'a str,
}

impl<'a> Name<'a> {
    pub(super) fn of(parts: &Parts<'a>, digest: &Digest) -> Self {
        let digest = digest.as_ref().first_chunk().copied().unwrap_or_default();
        Self { digest, signature: parts.signature }
    }
}

/// Genuine tokens, with the key set and the policy that they were judged by. Another set (a key
/// may be gone from it) or another policy judges anew, and dates are looked at each time.
#[derive(Default)]
pub(super) struct KnownTokens {
    tokens: HashMap<[u8; 32], Known>,
    /// Those that tokens were judged by: a few, so that each is kept once.
    policies: Vec<Policy>,
}

/// More policies than anybody has.
const MOST_POLICIES: usize = 16;

struct Known {
    signature: Box<str>,
    keys: Arc<KeySet>,
    policy: usize,
    verified: Verified,
}

impl KnownTokens {
    pub(super) fn get(
        &self,
        name: &Name<'_>,
        keys: &Arc<KeySet>,
        policy: &Policy,
        now_s: i64,
    ) -> Option<Verified> {
        let known = self.tokens.get(&name.digest)?;
        let counts = *known.signature == *name.signature
            && Arc::ptr_eq(&known.keys, keys)
            && self.policies.get(known.policy) == Some(policy)
            && known.verified.is_valid_at(now_s, policy.leeway_s);
        counts.then(|| known.verified.clone())
    }

    pub(super) fn insert(
        &mut self,
        name: &Name<'_>,
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
        let signature = name.signature.into();
        self.tokens.insert(name.digest, Known { signature, keys, policy: at, verified });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwt::tests::{claims, policy};
    use crate::jwt::verify;
    use crate::testing::{HEADER, NOW, key_set, sign};

    fn name(token: &str) -> Name<'_> {
        let parts = Parts::split(token).unwrap();
        Name::of(&parts, &parts.digest())
    }

    #[test]
    fn a_known_token_counts_for_its_set_its_policy_and_its_time() {
        let token = sign(HEADER, &claims().to_string());
        let keys = Arc::new(key_set("good"));
        let verified = verify(&token, &keys, &policy(), NOW).unwrap();
        let mut known = KnownTokens::default();
        known.insert(&name(&token), Arc::clone(&keys), &policy(), verified, NOW);
        let get = |token: &str, keys: &Arc<KeySet>, policy: &Policy, now_s: i64| {
            known.get(&name(token), keys, policy, now_s).is_some()
        };
        assert!(get(&token, &keys, &policy(), NOW));
        let (signed, signature) = token.rsplit_once('.').unwrap();
        assert!(!get(&format!("{signed}.A{signature}"), &keys, &policy(), NOW));
        assert!(!get(&format!("A{signed}.{signature}"), &keys, &policy(), NOW));
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
            let token = format!("a.{number}.c");
            known.insert(&name(&token), Arc::clone(&keys), &policy(), verified.clone(), NOW);
            assert!(known.tokens.len() <= MOST_TOKENS);
        }
        assert!(known.get(&name("a.2999.c"), &keys, &policy(), NOW).is_some());
    }
}
