//! People sign in: authorization code with PKCE, on-behalf-of for the tabs of Teams, an
//! administrator's consent.
//!
//! # Source
//! RFC 6749, RFC 7636 (S256 only), OpenID Connect Core; `graph.md` section 1.2; CC-05.

mod behalf;
mod browser;
mod consent;
mod query;
mod verify;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use parking_lot::Mutex;
use serde::Deserialize;

use teams_cc_core::{Error, Guid, Secret, TenantId};
use teams_cc_http::wall_clock_s;

use crate::auth::entra::{Asking, By, Entra};
use crate::{Graph, error};
pub(crate) use behalf::Behalf;
pub use browser::{Authorize, Pending};
pub use consent::AdminConsent;
pub use verify::Verify;

/// Clocks may differ by this (RS-63).
const LEEWAY_S: i64 = 300;

/// Sign-in of people to the application of a [`Graph`]. Made by [`Graph::sign_in`].
///
/// The application proves itself with what the builder was given:
/// [`client_secret`](crate::GraphBuilder::client_secret),
/// [`client_certificate`](crate::GraphBuilder::client_certificate) or
/// [`workload_identity`](crate::GraphBuilder::workload_identity).
#[derive(Clone, Debug)]
pub struct SignIn {
    graph: Graph,
}

/// Who signed in. `Debug` prints ids only.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Person {
    /// The Entra object id.
    pub id: Guid,
    /// The person's tenant.
    pub tenant: TenantId,
    /// What to call the person, if the token says so.
    pub name: Option<String>,
    /// The user principal name, for showing; it changes, so know people by `id`.
    pub user_name: Option<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("tenant", &self.tenant)
            .finish_non_exhaustive()
    }
}

/// Somebody has signed in.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Graph as this person, with the consented scopes; its token renews itself.
    pub graph: Graph,
    /// What [`SignIn::resume`] needs after a restart. Keep it encrypted.
    pub refresh_token: Option<Secret>,
}

#[derive(Deserialize)]
struct IdClaims {
    iss: String,
    aud: String,
    exp: i64,
    nonce: Option<String>,
    tid: String,
    oid: String,
    name: Option<String>,
    preferred_username: Option<String>,
}

impl SignIn {
    pub(crate) fn new(graph: Graph) -> Self {
        Self { graph }
    }

    /// Begins a sign-in that a browser ends at `redirect_uri`, which is registered exactly so.
    pub fn authorize(&self, redirect_uri: impl Into<String>) -> Authorize {
        Authorize::new(self.graph.clone(), redirect_uri.into())
    }

    /// Ends it: `query` is what the browser brought back (`code=…&state=…`, a query or a form).
    ///
    /// The state is compared in constant time, the code redeemed with its verifier, and the id
    /// token, which comes straight from the token endpoint over TLS, must be for us, of an allowed
    /// tenant, of this very sign-in (nonce) and not ended.
    ///
    /// # Errors
    /// `TCC-GRAPH-0205` if the answer belongs to another sign-in; `TCC-GRAPH-0204` with a
    /// [`Denial`](crate::Denial) if a person must act; `TCC-GRAPH-0201` if Entra refuses for good.
    pub async fn redeem(&self, pending: Pending, query: &str) -> Result<SignedIn, Error> {
        let entra = self.entra()?;
        let code = pending.code_of(query)?;
        let tenant = pending.tenant().to_owned();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.expose()),
            ("redirect_uri", pending.redirect_uri()),
            ("code_verifier", pending.verifier().expose()),
            ("scope", pending.scope()),
        ];
        let granted = entra.ask(&tenant, &fields).await?;
        let id_token = granted.id_token.ok_or_else(|| error::foreign_answer("no id token came"))?;
        let person = person(&entra, &pending, &id_token)?;
        let graph = match &granted.refresh {
            Some(refresh) => self.resume(person.tenant, refresh.clone())?,
            None => self.graph.in_tenant(person.tenant),
        };
        Ok(SignedIn { person, graph, refresh_token: granted.refresh })
    }

    /// Graph as a person who signed in before, by the refresh token of then.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config) if the application cannot prove itself.
    /// What Entra thinks of the token comes with the first request.
    pub fn resume(&self, tenant: TenantId, refresh_token: Secret) -> Result<Graph, Error> {
        let asking = Asking {
            entra: self.entra()?,
            tenant: tenant.to_string(),
            by: By::Refresh(Mutex::new(refresh_token)),
        };
        Ok(self.graph.in_tenant(tenant).asking_as(Arc::new(asking)))
    }

    /// Judges a token of a person that came from elsewhere: an id token of a sign-in that this program
    /// did not do itself, or the token that Teams gave a tab. See [`Verify`].
    ///
    /// ```no_run
    /// # async fn f(graph: teams_cc_graph::Graph, id_token: &str) -> Result<(), teams_cc_core::Error> {
    /// let person = graph.sign_in().verify(id_token).await?;
    /// println!("{:?} of {:?}", person.name, person.tenant);
    /// # Ok(()) }
    /// ```
    pub fn verify(&self, token: impl Into<String>) -> Verify {
        Verify::new(self.graph.clone(), Secret::new(token.into()))
    }

    /// Silent sign-in of a tab in Teams: verifies the token that Teams gave the tab, and becomes
    /// Graph as its person. No window opens.
    ///
    /// # Errors
    /// Those of [`Verify`] (answer 401), and of [`on_behalf_of`](Self::on_behalf_of): with a
    /// [`Denial`](crate::Denial) the tab opens the sign-in window.
    pub async fn from_tab(&self, token: &Secret) -> Result<SignedIn, Error> {
        let person = self.verify(token.expose()).await?;
        let graph = self.on_behalf_of(person.tenant, token).await?;
        Ok(SignedIn { person, graph, refresh_token: None })
    }

    /// Graph as the person behind a token that Teams gave a tab, or a client of ours, for our own
    /// API. [`verify`](Self::verify) that token first, or use [`from_tab`](Self::from_tab). Asked once for many callers, cached per token.
    ///
    /// # Errors
    /// `TCC-GRAPH-0204` if a person must act first: [`Denial::needs`](crate::Denial::needs) says
    /// what, and the tab opens the sign-in window for it.
    pub async fn on_behalf_of(&self, tenant: TenantId, token: &Secret) -> Result<Graph, Error> {
        let graph = self.graph.behalf().graph(&self.graph, self.entra()?, tenant, token);
        graph.token_is_there().await?;
        Ok(graph)
    }

    /// An administrator's consent to the application's permissions; it ends at `redirect_uri`.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config) if there is no application.
    pub fn admin_consent(&self, redirect_uri: &str) -> Result<AdminConsent, Error> {
        Ok(AdminConsent::new(&*self.entra()?, redirect_uri, &self.graph.random_text()))
    }

    fn entra(&self) -> Result<Arc<Entra>, Error> {
        self.graph.entra().ok_or_else(error::no_credential)
    }
}

/// Reads an id token that came from the token endpoint itself (OpenID Connect Core 3.1.3.7, 6: TLS
/// vouches for it in place of the signature).
fn person(entra: &Entra, pending: &Pending, id_token: &Secret) -> Result<Person, Error> {
    let bad = error::foreign_answer;
    let claims = id_token.expose().split('.').nth(1).unwrap_or_default();
    let claims = BASE64_URL_SAFE_NO_PAD.decode(claims).map_err(|_| bad("the id token is none"))?;
    let claims: IdClaims =
        serde_json::from_slice(&claims).map_err(|_| bad("the id token lacks claims"))?;
    if claims.aud != entra.client_id {
        return Err(bad("the id token is for another application"));
    }
    if claims.iss != format!("{}/{}/v2.0", entra.root, claims.tid) {
        return Err(bad("the id token is of another issuer"));
    }
    let nonce = Secret::new(claims.nonce.unwrap_or_default());
    if nonce != *pending.nonce() {
        return Err(bad("the id token is of another sign-in"));
    }
    if claims.exp + LEEWAY_S <= wall_clock_s() {
        return Err(bad("the id token has ended"));
    }
    let tenant: TenantId = claims.tid.parse().map_err(|_| bad("the id token names no tenant"))?;
    if !pending.admits(tenant) {
        return Err(bad("the person is of a tenant that is not served"));
    }
    let id = claims.oid.parse().map_err(|_| bad("the id token names nobody"))?;
    Ok(Person { id, tenant, name: claims.name, user_name: claims.preferred_username })
}

#[cfg(test)]
mod tests;
