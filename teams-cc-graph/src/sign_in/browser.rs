//! The part of a sign-in that happens in a browser.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use url::Url;

use teams_cc_core::{Error, Secret, TenantId};

use super::query::parameters;
use crate::auth::aadsts::Denial;
use crate::{Graph, error};

/// A sign-in that has not begun: tune it, then [`open`](Self::open).
#[derive(Clone, Debug)]
#[must_use = "nothing begins before it is opened"]
pub struct Authorize {
    graph: Graph,
    redirect_uri: String,
    scopes: Vec<String>,
    tenants: Vec<TenantId>,
    more: Vec<(&'static str, String)>,
}

/// A sign-in that is under way in a browser. Keep it in the browser's session, and for one answer
/// only: [`SignIn::redeem`](super::SignIn::redeem) uses it up.
pub struct Pending {
    url: Url,
    tenant: String,
    redirect_uri: String,
    scope: String,
    state: Secret,
    nonce: Secret,
    verifier: Secret,
    tenants: Vec<TenantId>,
}

impl Authorize {
    pub(super) fn new(graph: Graph, redirect_uri: String) -> Self {
        let scopes = ["openid", "profile", "offline_access"].map(str::to_owned).into();
        Self { graph, redirect_uri, scopes, tenants: Vec::new(), more: Vec::new() }
    }

    /// Asks for one more scope: `User.Read`, `https://graph.microsoft.com/Presence.ReadWrite`.
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Lets people of this tenant in. The first one named makes it a list; without one only the
    /// handle's own tenant is let in.
    pub fn tenant(mut self, tenant: TenantId) -> Self {
        self.tenants.push(tenant);
        self
    }

    /// Who it will probably be.
    pub fn login_hint(mut self, user_name: impl Into<String>) -> Self {
        self.more.push(("login_hint", user_name.into()));
        self
    }

    /// No window: who would have to act gets an error instead (`prompt=none`).
    pub fn silently(mut self) -> Self {
        self.more.push(("prompt", "none".into()));
        self
    }

    /// Answers a claims challenge ([`Denial::claims`](crate::Denial::claims)).
    pub fn claims(mut self, claims: impl Into<String>) -> Self {
        self.more.push(("claims", claims.into()));
        self
    }

    /// Makes state, nonce and verifier, and the address to open.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): no application, or a redirect address
    /// that is neither https nor on loopback.
    pub fn open(self) -> Result<Pending, Error> {
        let entra = self.graph.entra().ok_or_else(error::no_credential)?;
        let back = Url::parse(&self.redirect_uri).ok();
        let safe = back.is_some_and(|back| {
            back.scheme() == "https"
                || (back.scheme() == "http" && teams_cc_http::is_loopback(&back))
        });
        if !safe {
            return Err(error::bad_redirect());
        }
        // Several tenants, or one by its id: Entra must not decide by what was typed.
        let tenant = match self.tenants.as_slice() {
            [] => self.graph.tenant().to_owned(),
            [one] => one.to_string(),
            _ => "organizations".to_owned(),
        };
        let tenants = match (self.tenants.is_empty(), self.graph.tenant().parse()) {
            (true, Ok(home)) => vec![home],
            _ => self.tenants,
        };
        let [state, nonce, verifier] = [(); 3].map(|()| Secret::new(self.graph.random_text()));
        let challenge = challenge_of(&verifier);
        let scope = self.scopes.join(" ");
        let address = entra.address(&tenant, "oauth2/v2.0/authorize");
        let mut url =
            Url::parse(&address).map_err(|source| error::bad_credential().with_source(source))?;
        url.query_pairs_mut()
            .append_pair("client_id", &entra.client_id)
            .append_pair("response_type", "code")
            .append_pair("redirect_uri", &self.redirect_uri)
            .append_pair("scope", &scope)
            .append_pair("state", state.expose())
            .append_pair("nonce", nonce.expose())
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .extend_pairs(self.more);
        let redirect_uri = self.redirect_uri;
        Ok(Pending { url, tenant, redirect_uri, scope, state, nonce, verifier, tenants })
    }
}

impl Pending {
    /// What the browser opens.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The code in what came back, if it belongs here.
    pub(super) fn code_of(&self, query: &str) -> Result<Secret, Error> {
        let names = ["code", "state", "error", "error_description"];
        let [code, state, error, description] = parameters(query, names)?;
        if Secret::new(state.unwrap_or_default()) != self.state {
            return Err(error::foreign_answer("the state is of another sign-in"));
        }
        if let Some(error) = error {
            let description = description.unwrap_or_default();
            return Err(error::sign_in_refused(Denial::from_browser(&error, &description)));
        }
        let code = code.filter(|code| !code.is_empty());
        code.map(Secret::new).ok_or_else(|| error::foreign_answer("no code came"))
    }

    pub(super) fn admits(&self, tenant: TenantId) -> bool {
        self.tenants.is_empty() || self.tenants.contains(&tenant)
    }

    pub(super) fn tenant(&self) -> &str {
        &self.tenant
    }

    pub(super) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(super) fn scope(&self) -> &str {
        &self.scope
    }

    pub(super) fn nonce(&self) -> &Secret {
        &self.nonce
    }

    pub(super) fn verifier(&self) -> &Secret {
        &self.verifier
    }
}

/// RFC 7636 section 4.2, S256.
fn challenge_of(verifier: &Secret) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.expose().as_bytes()))
}

/// Without state, nonce and verifier.
impl fmt::Debug for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pending").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7636_appendix_b_the_challenge_of_the_example() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge_of(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
