//! Tokens that no request asked for: those of Microsoft's services on callbacks and notifications,
//! and users' tokens for tests that do not care how somebody signed in.

use serde_json::{Value, json};
use teams_cc_core::{Error, Guid, Secret};

use super::{GRAPH, Grant, Issuer, SignIn};
use crate::UserRecord;

/// The application id of Teams in a browser: it asks for the tokens of tabs.
const TEAMS_WEB: &str = "5e3ce6c0-2b1f-4285-8d4b-75ee78787346";

impl SignIn {
    /// A token over these claims, with the key that the issuer signs with now.
    pub(crate) fn sign_service_claims(
        &self,
        issuer: Issuer,
        claims: &Value,
    ) -> Result<String, Error> {
        self.keys.of(issuer).sign(claims)
    }

    /// A token over whatever claims, for tests of those who check tokens: what the issuer itself
    /// would never say, or what another one should have said.
    ///
    /// # Errors
    /// When it cannot be signed, which is a fault of the emulator.
    pub fn service_token(&self, issuer: Issuer, claims: &Value) -> Result<Secret, Error> {
        self.sign_service_claims(issuer, claims).map(Secret::new)
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
        let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        let (token, _) = self.delegated(app, user, GRAPH, &scopes, true)?;
        Ok(Secret::new(token))
    }

    /// The token that Teams gives a tab of that application for single sign-on: for the
    /// application itself, `access_as_user`, asked for by the Teams web client.
    ///
    /// # Errors
    /// When it cannot be signed, which is a fault of the emulator.
    pub fn tab_token(&self, app: Guid, user: &UserRecord) -> Result<Secret, Error> {
        let (audience, scopes) = (app.to_string(), ["access_as_user".to_owned()]);
        self.delegated(app, user, &audience, &scopes, false).map(|(token, _)| Secret::new(token))
    }

    /// A token of a person, and how long it lives in seconds. Graph gets version 1.0 tokens, an
    /// application's own interface 2.0.
    pub(super) fn delegated(
        &self,
        app: Guid,
        user: &UserRecord,
        audience: &str,
        scopes: &[String],
        mfa: bool,
    ) -> Result<(String, u64), Error> {
        let home = self.stage.people.ensure_tenant(&user.tenant);
        let now = self.stage.clock.unix();
        let life = self.shared.life.lock().as_secs();
        let expires = now + life;
        let mut claims = json!({
            "aud": audience,
            "iat": now,
            "nbf": now,
            "exp": expires,
            "aio": self.shared.rng.lock().token(40),
            "name": user.display_name,
            "oid": user.id,
            "sub": self.shared.rng.lock().token(43),
            "scp": scopes.join(" "),
            "tid": home.id,
            "uti": self.shared.rng.lock().token(22),
        });
        let more = if audience == GRAPH {
            json!({
                "iss": format!("https://sts.windows.net/{}/", home.id),
                "amr": if mfa { json!(["pwd", "mfa"]) } else { json!(["pwd"]) },
                "appid": app,
                "appidacr": "1",
                "idtyp": "user",
                "unique_name": user.upn,
                "upn": user.upn,
                "ver": "1.0",
            })
        } else {
            json!({
                "iss": format!("{}/{}/v2.0", self.shared.base.lock(), home.id),
                "azp": TEAMS_WEB,
                "azpacr": "0",
                "preferred_username": user.upn,
                "ver": "2.0",
            })
        };
        if let (Some(claims), Value::Object(more)) = (claims.as_object_mut(), more) {
            claims.extend(more);
        }
        let token = self.sign_service_claims(Issuer::Entra, &claims)?;
        let grant = Grant {
            app,
            tenant: home.id,
            roles: scopes.to_vec(),
            user: Some(user.id),
            audience: audience.into(),
            mfa,
            expires,
            is_revoked: false,
        };
        self.registry.granted(&token, grant, now);
        Ok((token, life))
    }
}
