//! How an application proves that it is itself: a secret, or an assertion that its certificate's key
//! has signed.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::apps::is_signed_by;
use super::refusal::Refusal;
use super::{App, SignIn};
use crate::people::TenantRecord;

/// The audience of a workload's token that is shown to Entra.
const EXCHANGE: &str = "api://AzureADTokenExchange";
/// Clock difference that is forgiven in client assertions.
const LEEWAY_S: u64 = 300;

impl SignIn {
    /// The application's proof: `1` for a secret, `2` for an assertion (`appidacr`).
    pub(super) fn check_proof(
        &self,
        app: &App,
        secret: Option<&str>,
        assertion: Option<&str>,
        home: &TenantRecord,
    ) -> Result<Option<&'static str>, Refusal> {
        match (secret, assertion) {
            (Some(secret), _) => self.check_secret(app, secret).map(|()| Some("1")),
            (None, Some(assertion)) => {
                self.check_assertion(app, assertion, home).map(|()| Some("2"))
            }
            (None, None) => Ok(None),
        }
    }

    fn check_secret(&self, app: &App, given: &str) -> Result<(), Refusal> {
        let client = app.id.to_string();
        let known = app.secrets.iter().find(|(secret, _)| secret.expose() == given);
        let (_, ends) = known.ok_or_else(|| Refusal::wrong_secret(&client))?;
        if *ends <= self.stage.clock.unix() {
            return Err(Refusal::old_secret(&client));
        }
        Ok(())
    }

    /// RFC 7523 section 3, as far as Entra asks: signature, issuer, audience, time.
    fn check_assertion(
        &self,
        app: &App,
        assertion: &str,
        home: &TenantRecord,
    ) -> Result<(), Refusal> {
        let shape = || Refusal::bad_assertion("The token is malformed.");
        let (signed, signature) = assertion.rsplit_once('.').ok_or_else(shape)?;
        let (head, claims) = signed.split_once('.').ok_or_else(shape)?;
        let part = |text: &str| -> Option<Value> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()
        };
        let (head, claims) = part(head).zip(part(claims)).ok_or_else(shape)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| shape())?;
        let algorithm = head["alg"].as_str().unwrap_or_default();
        if names(&claims["aud"], EXCHANGE) {
            let proof = (algorithm, signed.as_bytes(), signature.as_slice());
            check_federated(app, &claims, proof)?;
            return self.check_time(&claims);
        }
        if !app.has_signed(algorithm, signed.as_bytes(), &signature) {
            return Err(Refusal::bad_assertion("The key was not found."));
        }
        let us = app.id.to_string();
        if claims["iss"] != us.as_str() || claims["sub"] != us.as_str() {
            return Err(Refusal::bad_assertion("The issuer is not the application."));
        }
        let base = self.shared.base.lock().clone();
        let audience = claims["aud"].as_str().unwrap_or_default();
        let ours = |tenant: &str| {
            let tails = ["oauth2/v2.0/token", "v2.0", "oauth2/token", ""];
            tails.iter().any(|tail| audience == format!("{base}/{tenant}/{tail}"))
        };
        if !ours(&home.id.to_string()) && !ours(&home.domain) && !ours("common") {
            return Err(Refusal::assertion_audience());
        }
        self.check_time(&claims)
    }

    fn check_time(&self, claims: &Value) -> Result<(), Refusal> {
        let now = self.stage.clock.unix();
        // RFC 7519 section 2: seconds may have a fraction, and msal's do.
        let seconds = |name: &str| claims[name].as_f64().map(|seconds| seconds as u64);
        let expires = seconds("exp").ok_or_else(Refusal::assertion_time)?;
        let begins = seconds("nbf").unwrap_or(0);
        if expires + LEEWAY_S <= now || begins > now + LEEWAY_S {
            return Err(Refusal::assertion_time());
        }
        Ok(())
    }
}

/// A text, or a list that holds it.
fn names(audience: &Value, wanted: &str) -> bool {
    let in_list = |all: &Vec<Value>| all.iter().any(|one| one == wanted);
    audience == wanted || audience.as_array().is_some_and(in_list)
}

/// A workload's token: of an issuer and a subject that the application trusts, signed by the first.
fn check_federated(
    app: &App,
    claims: &Value,
    (algorithm, signed, signature): (&str, &[u8], &[u8]),
) -> Result<(), Refusal> {
    let (issuer, subject) = (claims["iss"].as_str(), claims["sub"].as_str());
    let known = app
        .federated
        .iter()
        .find(|one| Some(one.issuer.as_str()) == issuer && Some(one.subject.as_str()) == subject);
    let known = known.ok_or_else(|| Refusal::no_federation(subject.unwrap_or_default()))?;
    if !is_signed_by(&known.certificate, algorithm, signed, signature) {
        return Err(Refusal::bad_assertion("The key was not found."));
    }
    Ok(())
}
