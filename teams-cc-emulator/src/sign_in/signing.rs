//! Tokens of Microsoft's services themselves: on callbacks and notifications to the application.

use serde_json::Value;
use teams_cc_core::Error;

use super::SignIn;

impl SignIn {
    /// A token over these claims, with the key that signs now.
    pub(crate) fn sign_service_claims(&self, claims: &Value) -> Result<String, Error> {
        self.keys.sign(claims)
    }
}
