//! A token of a person that came from elsewhere.

use std::fmt;
use std::future::IntoFuture;

use futures::future::BoxFuture;
use serde::Deserialize;

use teams_cc_core::{Error, Secret, TenantId};

use super::Person;
use crate::inbound::Signer;
use crate::jwt::{Policy, Refusal};
use crate::{Graph, error};

/// The judgement of a person's token, not made yet: tune it, then `.await` it.
///
/// The signature must be Entra's (RS256, a published key), the issuer the person's own tenant at our
/// sign-in host, version 2.0; the audience our application, the tenant one that is served, the dates
/// right within 5 minutes. It must be a person's: an application's own token is refused.
///
/// # Errors
/// `TCC-GRAPH-0503` whatever is wrong with the token (answer 401; the counters know the reason),
/// `0502` if no keys can be had, `0509` if nobody said which application this is.
///
/// # Source
/// RS-60 to RS-64; Microsoft, "ID tokens", "Access tokens" of the identity platform; CC-05, CC-31.
#[must_use = "nothing is judged before it is awaited"]
pub struct Verify {
    graph: Graph,
    token: Secret,
    nonce: Option<Secret>,
    audiences: Vec<String>,
    tenants: Vec<TenantId>,
}

/// Beyond what every policy looks at.
#[derive(Deserialize)]
struct Claims {
    oid: Option<String>,
    name: Option<String>,
    preferred_username: Option<String>,
    nonce: Option<String>,
    idtyp: Option<String>,
    scp: Option<String>,
    azp: Option<String>,
}

impl Claims {
    /// An application's own token for our interface names the application as if it were a person:
    /// it has an asker, and no scopes that a person consented to.
    fn is_of_a_person(&self) -> bool {
        let is_access = self.azp.is_some() || self.idtyp.is_some();
        let kind = self.idtyp.as_deref();
        kind.is_none_or(|kind| kind == "user") && (!is_access || self.scp.is_some())
    }
}

impl Verify {
    pub(super) fn new(graph: Graph, token: Secret) -> Self {
        Self { graph, token, nonce: None, audiences: Vec::new(), tenants: Vec::new() }
    }

    /// It must carry the nonce that this very sign-in was begun with.
    pub fn nonce(mut self, nonce: impl Into<String>) -> Self {
        self.nonce = Some(Secret::new(nonce.into()));
        self
    }

    /// It may be for this audience too: the application's URI (`api://...`).
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audiences.push(audience.into());
        self
    }

    /// Only people of this tenant, and of others that are named here, instead of all that are
    /// served.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenants.push(tenant);
        self
    }

    async fn judge(self) -> Result<Person, Error> {
        let inbound = self.graph.inbound();
        let issuer = format!("{}/{{tid}}/v2.0", inbound.sign_in());
        let mut policy = Policy::sign_in_at(issuer, inbound.app()?);
        let tenants = if self.tenants.is_empty() { inbound.tenants() } else { &self.tenants };
        for tenant in tenants {
            policy = policy.tenant(*tenant);
        }
        for audience in self.audiences {
            policy = policy.audience(audience);
        }
        let (judge, keys) = (inbound.notifications()?, inbound.keys(Signer::Entra)?);
        let verified = judge.verified(self.token.expose(), &keys, &policy).await?;
        let claims: Claims = verified.claims().ok_or_else(error::not_verified)?;
        let nonce = Secret::new(claims.nonce.clone().unwrap_or_default());
        if !claims.is_of_a_person() || self.nonce.is_some_and(|expected| expected != nonce) {
            return Err(judge.refuse(Refusal::Sender));
        }
        let id = claims.oid.and_then(|id| id.parse().ok()).zip(verified.tenant());
        let (id, tenant) = id.ok_or_else(error::not_verified)?;
        Ok(Person { id, tenant, name: claims.name, user_name: claims.preferred_username })
    }
}

impl IntoFuture for Verify {
    type Output = Result<Person, Error>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.judge())
    }
}

/// Without the token.
impl fmt::Debug for Verify {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verify").field("audiences", &self.audiences).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[test]
    fn rs_63_an_applications_own_token_is_not_a_person() {
        let is_person = |claims: Value| -> bool {
            serde_json::from_value::<Claims>(claims).unwrap().is_of_a_person()
        };
        assert!(is_person(json!({"oid": "a", "nonce": "n", "preferred_username": "a@b.example"})));
        assert!(is_person(json!({"oid": "a", "azp": "teams", "scp": "access_as_user"})));
        assert!(is_person(json!({"oid": "a", "azp": "x", "scp": "a", "idtyp": "user"})));
        assert!(!is_person(json!({"oid": "a", "azp": "daemon", "roles": ["Agent.All"]})));
        assert!(!is_person(json!({"oid": "a", "idtyp": "app", "azp": "daemon", "scp": "x"})));
    }
}
