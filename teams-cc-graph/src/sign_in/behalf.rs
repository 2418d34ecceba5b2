//! On-behalf-of handles, kept per token of the person.

use std::collections::HashMap;
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use parking_lot::Mutex;

use teams_cc_core::{Instant, Secret, TenantId};

use crate::Graph;
use crate::auth::Tokens;
use crate::auth::entra::{Asking, By, Entra};

/// So many people's handles are kept; beyond that the one that was not used for longest goes.
const MOST: usize = 10_000;

/// The tenant and a digest of the token: the token itself is not a key that lies around.
type Key = (TenantId, Vec<u8>);

/// The handles, each with when it was last asked for.
#[derive(Default)]
pub(crate) struct Behalf(Mutex<HashMap<Key, (Arc<Tokens>, Instant)>>);

impl Behalf {
    /// The handle of this person, made if it is new.
    pub(crate) fn graph(
        &self,
        graph: &Graph,
        entra: Arc<Entra>,
        tenant: TenantId,
        token: &Secret,
    ) -> Graph {
        let key = (tenant, digest(&SHA256, token.expose().as_bytes()).as_ref().to_vec());
        let now = graph.clock().now();
        let home = graph.in_tenant(tenant);
        let mut known = self.0.lock();
        if let Some((tokens, used)) = known.get_mut(&key) {
            *used = now;
            return home.with_tokens(Arc::clone(tokens));
        }
        if known.len() >= MOST {
            let oldest = known.iter().min_by_key(|(_, (_, used))| *used);
            if let Some(oldest) = oldest.map(|(key, _)| key.clone()) {
                known.remove(&oldest);
            }
        }
        let by = By::Assertion(token.clone());
        let made = home.asking_as(Arc::new(Asking { entra, tenant: tenant.to_string(), by }));
        if let Some(tokens) = made.tokens() {
            known.insert(key, (tokens, now));
        }
        made
    }
}
