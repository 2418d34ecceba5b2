//! An administrator's consent (`graph.md` section 1.2).

use std::fmt;

use teams_cc_core::{Error, Secret, TenantId};

use super::query::parameters;
use crate::auth::aadsts::Denial;
use crate::auth::entra::Entra;
use crate::error;

/// A consent that is under way in an administrator's browser. Used up by its answer.
pub struct AdminConsent {
    url: String,
    state: Secret,
}

impl AdminConsent {
    pub(super) fn new(entra: &Entra, redirect_uri: &str, state: &str) -> Self {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &entra.client_id)
            .append_pair("state", state)
            .append_pair("redirect_uri", redirect_uri)
            .finish();
        let url = format!("{}?{query}", entra.address("organizations", "adminconsent"));
        Self { url, state: Secret::new(state) }
    }

    /// What the administrator opens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Reads what the browser brought back: the tenant that consented. Anybody can type an
    /// address: check the permissions before you rely on it.
    ///
    /// # Errors
    /// `TCC-GRAPH-0205` if it is not the answer to this; with a [`Denial`] if it was declined.
    pub fn answer(self, query: &str) -> Result<TenantId, Error> {
        let names = ["state", "error", "error_description", "admin_consent", "tenant"];
        let [state, error, description, given, tenant] = parameters(query, names)?;
        if Secret::new(state.unwrap_or_default()) != self.state {
            return Err(error::foreign_answer("the state is of another consent"));
        }
        if let Some(error) = error {
            let description = description.unwrap_or_default();
            return Err(error::sign_in_refused(Denial::from_browser(&error, &description)));
        }
        let given = given.is_some_and(|given| given.eq_ignore_ascii_case("true"));
        let tenant = tenant.filter(|_| given).and_then(|tenant| tenant.parse().ok());
        tenant.ok_or_else(|| error::foreign_answer("no consent was given"))
    }
}

/// Without the state.
impl fmt::Debug for AdminConsent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AdminConsent").finish_non_exhaustive()
    }
}
