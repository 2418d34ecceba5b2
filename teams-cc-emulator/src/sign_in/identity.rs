//! The instance metadata service: tokens of a managed identity, as a virtual machine gets them.

use std::collections::HashMap;

use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};

use super::SignIn;
use super::serve::form_fields;

/// `GET /metadata/identity/oauth2/token?api-version=2018-02-01&resource=…`, header `Metadata: true`.
pub(super) async fn metadata_token(
    State(service): State<SignIn>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    service.log_asked("GET", "/metadata/identity/oauth2/token");
    let fields = form_fields(query.unwrap_or_default().as_bytes());
    let says = headers.get("metadata").and_then(|value| value.to_str().ok());
    if !says.is_some_and(|says| says.eq_ignore_ascii_case("true")) {
        return refuse(&service, "bad_request_102", "Required metadata header not specified");
    }
    match service.machine_token(&fields) {
        Ok(body) => {
            service.log_answer(StatusCode::OK, "token of a managed identity");
            service.reply(StatusCode::OK, &body)
        }
        Err((error, text)) => refuse(&service, error, &text),
    }
}

fn refuse(service: &SignIn, error: &str, text: &str) -> Response {
    service.log_answer(StatusCode::BAD_REQUEST, error);
    service.reply(StatusCode::BAD_REQUEST, &json!({"error": error, "error_description": text}))
}

impl SignIn {
    fn machine_token(&self, fields: &HashMap<String, String>) -> Result<Value, (&str, String)> {
        let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
        if field("api-version").is_empty() {
            return Err(("bad_request", "The api-version parameter is missing.".into()));
        }
        let resource = field("resource").trim_end_matches('/').trim_end_matches("/.default");
        if resource.is_empty() {
            return Err(("invalid_request", "The resource parameter is missing.".into()));
        }
        // The first application plays the machine's own identity; another is named.
        let id = match field("client_id") {
            "" => self.shared.first.0,
            text => text.parse().map_err(|_| ("invalid_request", "Identity not found".into()))?,
        };
        let app = self.registry.app(id);
        let app = app.ok_or(("invalid_request", "Identity not found".into()))?;
        let home = self.stage.people.tenants().into_iter().next();
        let home = home.ok_or(("invalid_request", "There is no tenant".into()))?;
        let token = self.grant_token(&app, &home, "2", super::GRAPH);
        let token = token.map_err(|error| ("unknown", error.to_string()))?;
        let life = token["expires_in"].as_u64().unwrap_or_default();
        let now = self.stage.clock.unix();
        // All numbers are texts here.
        Ok(json!({
            "access_token": token["access_token"],
            "client_id": app.id,
            "expires_in": life.to_string(),
            "expires_on": (now + life).to_string(),
            "ext_expires_in": life.to_string(),
            "not_before": now.to_string(),
            "resource": resource,
            "token_type": "Bearer",
        }))
    }
}
