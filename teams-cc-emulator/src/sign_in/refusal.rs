//! What Entra says when it refuses.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// A refusal: status, OAuth error, AADSTS code and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) error: &'static str,
    pub(crate) code: u32,
    pub(crate) text: String,
    /// What a client may do about it, where Entra says so.
    pub(crate) suberror: Option<&'static str>,
}

impl Refusal {
    fn new(status: StatusCode, error: &'static str, code: u32, text: String) -> Self {
        Self { status, error, code, text, suberror: None }
    }

    pub(crate) fn missing(parameter: &str) -> Self {
        let text = format!("The request body must contain the following parameter: '{parameter}'.");
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 900_144, text)
    }

    pub(crate) fn grant_type(given: &str) -> Self {
        let text = format!("The app requested an unsupported grant type '{given}'.");
        Self::new(StatusCode::BAD_REQUEST, "unsupported_grant_type", 70003, text)
    }

    pub(crate) fn no_tenant(tenant: &str) -> Self {
        let text = format!(
            "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are \
             signing into the correct cloud."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 90002, text)
    }

    pub(crate) fn no_app(client: &str, tenant: &str) -> Self {
        let text = format!(
            "Application with identifier '{client}' was not found in the directory '{tenant}'. This \
             can happen if the application has not been installed by the administrator of the tenant \
             or consented to by any user in the tenant."
        );
        Self::new(StatusCode::BAD_REQUEST, "unauthorized_client", 700_016, text)
    }

    pub(crate) fn no_principal(client: &str, tenant: &str) -> Self {
        let text = format!(
            "The client application {client} is missing service principal in the tenant {tenant}."
        );
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized_client", 7_000_229, text)
    }

    pub(crate) fn no_credential() -> Self {
        let text = "'client_assertion', 'client_secret' or 'request' is required for the \
                    'client_credentials' grant type.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_216, text.into())
    }

    pub(crate) fn wrong_secret(client: &str) -> Self {
        let text = format!(
            "Invalid client secret provided. Ensure the secret being sent in the request is the \
             client secret value, not the client secret ID, for a secret added to app '{client}'."
        );
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_215, text)
    }

    pub(crate) fn old_secret(client: &str) -> Self {
        let text = format!("The provided client secret keys for app '{client}' are expired.");
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_222, text)
    }

    pub(crate) fn bad_assertion(why: &str) -> Self {
        let text = format!("Client assertion failed signature validation. {why}");
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_027, text.trim_end().into())
    }

    pub(crate) fn no_federation(subject: &str) -> Self {
        let text = format!(
            "No matching federated identity record found for presented assertion subject '{subject}'."
        );
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_213, text)
    }

    pub(crate) fn assertion_time() -> Self {
        let text = "Client assertion is not within its valid time range.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_024, text.into())
    }

    pub(crate) fn assertion_audience() -> Self {
        let text = "Client assertion audience claim does not match Realm issuer.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 700_023, text.into())
    }

    pub(crate) fn scope_shape(scope: &str) -> Self {
        let text = format!(
            "The provided value for scope {scope} is not valid. Client credential flows must have a \
             scope value with /.default suffixed to the resource identifier (application ID URI)."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_scope", 1_002_012, text)
    }

    pub(crate) fn no_resource(resource: &str, tenant: &str) -> Self {
        let text = format!(
            "The resource principal named {resource} was not found in the tenant named {tenant}."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_resource", 500_011, text)
    }

    pub(crate) fn redirect(uri: &str, client: &str) -> Self {
        let text = format!(
            "The redirect URI '{uri}' specified in the request does not match the redirect URIs \
             configured for the application '{client}'."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 50011, text)
    }

    pub(crate) fn response_type() -> Self {
        let text = "Unsupported response type. The emulator knows 'code'.";
        Self::new(StatusCode::BAD_REQUEST, "unsupported_response_type", 700_051, text.into())
    }

    pub(crate) fn challenge_method() -> Self {
        let text = "The code_challenge_method must be S256.";
        Self::new(StatusCode::BAD_REQUEST, "invalid_request", 9_002_308, text.into())
    }

    pub(crate) fn nobody_signed_in() -> Self {
        let text = "A silent sign-in request was sent but no user is signed in.";
        Self::new(StatusCode::BAD_REQUEST, "login_required", 50058, text.into())
    }

    pub(crate) fn no_user() -> Self {
        let text = "The user account does not exist in the directory.";
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 50034, text.into())
    }

    pub(crate) fn foreign_user(tenant: &str) -> Self {
        let text = format!(
            "User account from another identity provider does not exist in tenant '{tenant}' and \
             cannot access the application in that tenant."
        );
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 50020, text)
    }

    pub(crate) fn disabled() -> Self {
        let text = "The user account is disabled.";
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 50057, text.into())
    }

    pub(crate) fn no_consent(client: &str, name: &str) -> Self {
        let text = format!(
            "The user or administrator has not consented to use the application with ID '{client}' \
             named '{name}'. Send an interactive authorization request for this user and resource."
        );
        let new = Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 65001, text);
        Self { suberror: Some("consent_required"), ..new }
    }

    pub(crate) fn second_factor() -> Self {
        let text = "Due to a configuration change made by your administrator, or because you moved \
                    to a new location, you must use multi-factor authentication to access \
                    '00000003-0000-0000-c000-000000000000'.";
        let new = Self::new(StatusCode::BAD_REQUEST, "interaction_required", 50076, text.into());
        Self { suberror: Some("basic_action"), ..new }
    }

    pub(crate) fn revoked() -> Self {
        let text = "The provided grant has expired due to it being revoked, a fresh auth token is \
                    needed. The user might have changed or reset their password.";
        let new = Self::new(StatusCode::BAD_REQUEST, "invalid_grant", 50173, text.into());
        Self { suberror: Some("bad_token"), ..new }
    }

    pub(crate) fn grant(code: u32, text: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_grant", code, text.into())
    }

    pub(crate) fn public_client() -> Self {
        let text = "The request body must contain the following parameter: 'client_assertion' or \
                    'client_secret'.";
        Self::new(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_218, text.into())
    }

    pub(crate) fn fault(status: StatusCode) -> Self {
        let text = "A transient error has occurred. Please try again.";
        Self::new(status, "temporarily_unavailable", 90033, text.into())
    }

    /// The body, as Entra writes it.
    pub(crate) fn body(&self, trace: &str, correlation: &str, timestamp: &str) -> Value {
        let Self { error, code, text, .. } = self;
        let mut body = json!({
            "error": error,
            "error_description": format!(
                "AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} \
                 Timestamp: {timestamp}"
            ),
            "error_codes": [code],
            "timestamp": timestamp,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": format!("https://login.microsoftonline.com/error?code={code}"),
        });
        if let Some(suberror) = self.suberror {
            body["suberror"] = suberror.into();
        }
        if *code == 50076 {
            body["claims"] = r#"{"access_token":{"capolids":{"essential":true}}}"#.into();
        }
        body
    }
}
