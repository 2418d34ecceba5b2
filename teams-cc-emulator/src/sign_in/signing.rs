//! Tokens that no request asked for: those of Microsoft's services on callbacks and notifications,
//! and users' tokens for tests that do not care how somebody signed in.

use serde_json::{Value, json};
use teams_cc_core::{Error, Guid, Secret};

use super::{GRAPH, Grant, SignIn};
use crate::UserRecord;

impl SignIn {
    /// A token over these claims, with the key that signs now.
    pub(crate) fn sign_service_claims(&self, claims: &Value) -> Result<String, Error> {
        self.keys.sign(claims)
    }

    /// A token for Graph of a user who has signed in to that application and consented to those
    /// scopes (`Presence.Read.All`), as the end of the sign-in flows gives it.
    ///
    /// # Errors
    /// When it cannot be signed, which is a fault of the emulator.
    pub fn user_token(
        &self,
        app: Guid,
        user: &UserRecord,
        scopes: &[&str],
    ) -> Result<Secret, Error> {
        let home = self.stage.people.ensure_tenant(&user.tenant);
        let now = self.stage.clock.unix();
        let expires = now + self.shared.life.lock().as_secs();
        let claims = json!({
            "aud": GRAPH,
            "iss": format!("https://sts.windows.net/{}/", home.id),
            "iat": now,
            "nbf": now,
            "exp": expires,
            "aio": self.shared.rng.lock().token(40),
            "appid": app,
            "appidacr": "1",
            "idtyp": "user",
            "name": user.display_name,
            "oid": user.id,
            "sub": self.shared.rng.lock().token(43),
            "scp": scopes.join(" "),
            "tid": home.id,
            "unique_name": user.upn,
            "upn": user.upn,
            "uti": self.shared.rng.lock().token(22),
            "ver": "1.0",
        });
        let token = self.keys.sign(&claims)?;
        let grant = Grant {
            app,
            tenant: home.id,
            roles: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            user: Some(user.id),
            expires,
            is_revoked: false,
        };
        self.registry.granted(&token, grant, now);
        Ok(Secret::new(token))
    }
}
