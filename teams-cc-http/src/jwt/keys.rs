//! The driver of a key ring: fetches when the ring says so, wakes who waits.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::watch;

use teams_cc_core::Machine as _;

use super::known::{KnownTokens, Name};
use super::token::{Parts, key_name};
use super::{KeyRing, KeySet, KeySource, Policy, Refusal, RingInput, RingOutput, Verified};
use crate::clock::Clock;

/// A token waits so long for a fetch that may bring its key. Graph thinks an answer slow that takes
/// 3 s (`graph.md` section 6.3); Call Automation and Event Grid wait longer.
const PATIENCE: Duration = Duration::from_millis(2_500);

/// The keys of one issuer, fetched when needed. Cheap to clone; clones share the set.
///
/// Nothing is fetched before the first token comes. The task that keeps the set fresh ends with
/// the last clone.
#[derive(Clone)]
pub struct Keys(Arc<Shared>);

struct Shared {
    clock: Clock,
    source: Box<dyn KeySource>,
    ring: Mutex<KeyRing>,
    /// The set that counts; sent after every fetch, also one that brought nothing.
    current: watch::Sender<Option<Arc<KeySet>>>,
    known: Mutex<KnownTokens>,
}

impl Keys {
    /// Keys from `source`: an [`OpenIdDocument`](super::OpenIdDocument), a
    /// [`KeyFile`](super::KeyFile), or your own.
    pub fn from_source(source: impl KeySource + 'static) -> Self {
        Self(Arc::new(Shared {
            clock: Clock::start(),
            source: Box::new(source),
            ring: Mutex::new(KeyRing::new()),
            current: watch::Sender::new(None),
            known: Mutex::default(),
        }))
    }

    /// The set that counts now, without waiting.
    pub fn current(&self) -> Option<Arc<KeySet>> {
        self.0.current.borrow().clone()
    }

    /// Decides about `token` at `now_s` seconds since 1970. If its key is unknown and a fetch is
    /// due or under way, waits for it, 2.5 seconds at most. A token that was found good costs its
    /// signature once; what depends on time or on the key set is looked at each time.
    ///
    /// # Errors
    /// As [`verify`](super::verify()); [`Refusal::NoKeys`] if no set can be had.
    ///
    /// # Cancel safety
    /// Dropping the future stops nothing: a fetch goes on for the others.
    pub async fn verify(
        &self,
        token: &str,
        policy: &Policy,
        now_s: i64,
    ) -> Result<Verified, Refusal> {
        if let Some(keys) = self.current() {
            match self.judge(token, &keys, policy, now_s) {
                Err(Refusal::UnknownKey) => {}
                verdict => return verdict,
            }
        }
        // What has not the shape of a token gets no fetch.
        let kid = key_name(token)?;
        let mut news = self.0.current.subscribe();
        news.mark_unchanged();
        self.missing();
        if self.0.ring.lock().is_fetching() {
            let _ = tokio::time::timeout(PATIENCE, news.changed()).await;
        }
        match self.current() {
            None => Err(Refusal::NoKeys),
            Some(keys) if keys.knows(&kid) => self.judge(token, &keys, policy, now_s),
            Some(_) => Err(Refusal::UnknownKey),
        }
    }

    fn judge(
        &self,
        token: &str,
        keys: &Arc<KeySet>,
        policy: &Policy,
        now_s: i64,
    ) -> Result<Verified, Refusal> {
        let parts = Parts::split(token)?;
        let digest = parts.digest();
        let name = Name::of(&parts, &digest);
        if let Some(verified) = self.0.known.lock().get(&name, keys, policy, now_s) {
            return Ok(verified);
        }
        let verified = parts.verify(&digest, keys, policy, now_s)?;
        let (set, counts) = (Arc::clone(keys), verified.clone());
        self.0.known.lock().insert(&name, set, policy, counts, now_s);
        Ok(verified)
    }

    fn missing(&self) {
        Shared::step(&self.0, RingInput::Missing);
    }
}

impl Shared {
    /// Tells the ring, and does what it wants.
    fn step(this: &Arc<Self>, input: RingInput) {
        let mut ring = this.ring.lock();
        let (fetched, first) = (
            matches!(input, RingInput::Fetched(_) | RingInput::Failed),
            ring.deadline().is_none() && !ring.is_fetching(),
        );
        ring.handle(this.clock.now(), input);
        let mut wants_fetch = false;
        while let Some(output) = ring.poll() {
            match output {
                RingOutput::Fetch => wants_fetch = true,
                RingOutput::Use(keys) => {
                    this.current.send_replace(keys);
                }
            }
        }
        if fetched {
            // Whoever waits looks again, also when nothing came.
            this.current.send_modify(|_| {});
        }
        drop(ring);
        if wants_fetch {
            let this = Arc::clone(this);
            tokio::spawn(async move {
                let keys = match this.source.fetch().await {
                    Ok(json) => KeySet::from_jwks(&json),
                    Err(error) => Err(error),
                };
                let input = keys.map_or_else(
                    |error| {
                        tracing::warn!(code = error.code(), %error, "no key set");
                        RingInput::Failed
                    },
                    RingInput::Fetched,
                );
                Self::step(&this, input);
            });
        }
        if first {
            Self::keep_fresh(this);
        }
    }

    /// Keeps the ring's deadlines until the last handle is gone.
    fn keep_fresh(this: &Arc<Self>) {
        let (weak, clock) = (Arc::downgrade(this), this.clock);
        let mut news = this.current.subscribe();
        tokio::spawn(async move {
            loop {
                let Some(this) = weak.upgrade() else { return };
                let deadline = this.ring.lock().deadline();
                drop(this);
                let Some(deadline) = deadline else {
                    // A fetch is under way; its end is news. The sender gone ends it all.
                    if news.changed().await.is_err() {
                        return;
                    }
                    continue;
                };
                tokio::select! {
                    () = clock.sleep_until(deadline) => {
                        let Some(this) = weak.upgrade() else { return };
                        Self::step(&this, RingInput::Tick);
                    }
                    changed = news.changed() => if changed.is_err() { return },
                }
            }
        });
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Keys").field(&self.current()).finish()
    }
}
