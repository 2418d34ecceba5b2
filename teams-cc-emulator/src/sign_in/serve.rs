//! The sign-in service's endpoints.

use std::collections::HashMap;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::refusal::Refusal;
use super::{Issuer, SignIn};
use crate::http::{Cut, MOST_BODY};
use crate::uri::percent_decoded;
use crate::{Fault, Place, Wire};

impl SignIn {
    pub(crate) fn router(&self) -> Router {
        Router::new()
            .route("/{tenant}/v2.0/.well-known/openid-configuration", get(openid))
            .route("/{tenant}/.well-known/openid-configuration", get(openid))
            .route("/{tenant}/discovery/v2.0/keys", get(key_set))
            .route("/{tenant}/discovery/keys", get(key_set))
            .route("/common/discovery/instance", get(instance))
            .route("/{tenant}/oauth2/v2.0/token", post(token))
            .route("/{tenant}/oauth2/v2.0/authorize", get(super::authorize::authorize))
            .route("/{tenant}/adminconsent", get(super::authorize::admin_consent))
            .route("/{tenant}/v2.0/adminconsent", get(super::authorize::admin_consent))
            .route("/metadata/identity/oauth2/token", get(super::identity::metadata_token))
            .merge(super::calling::routes())
            .fallback(nothing_here)
            .with_state(self.clone())
    }
}

async fn openid(State(service): State<SignIn>, Path(tenant): Path<String>) -> Response {
    let found = match service.tenant(&tenant) {
        Ok(found) => found,
        Err(refusal) => {
            let correlation = service.fresh_guid();
            return service.refuse(&refusal, &correlation);
        }
    };
    let base = service.shared.base.lock().clone();
    let id = found.map_or_else(|| "{tenantid}".to_owned(), |found| found.id.to_string());
    service.reply(
        StatusCode::OK,
        &json!({
            "token_endpoint": format!("{base}/{tenant}/oauth2/v2.0/token"),
            "token_endpoint_auth_methods_supported":
                ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "jwks_uri": format!("{base}/{tenant}/discovery/v2.0/keys"),
            "response_modes_supported": ["query", "fragment", "form_post"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "issuer": format!("{base}/{id}/v2.0"),
            "authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/authorize"),
            "device_authorization_endpoint": format!("{base}/{tenant}/oauth2/v2.0/devicecode"),
            "end_session_endpoint": format!("{base}/{tenant}/oauth2/v2.0/logout"),
            "tenant_region_scope": null,
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
        }),
    )
}

async fn key_set(State(service): State<SignIn>) -> Response {
    service.reply(StatusCode::OK, &service.published_keys(Issuer::Entra))
}

/// What Microsoft's libraries ask before they trust an authority they do not know.
async fn instance(State(service): State<SignIn>) -> Response {
    let base = service.shared.base.lock().clone();
    let host = base.trim_start_matches("https://").to_owned();
    let metadata = json!([{
        "preferred_network": host, "preferred_cache": host, "aliases": [host],
    }]);
    service.reply(
        StatusCode::OK,
        &json!({
            "tenant_discovery_endpoint": format!("{base}/common/v2.0/.well-known/openid-configuration"),
            "api-version": "1.1",
            "metadata": metadata,
        }),
    )
}

async fn token(
    State(service): State<SignIn>,
    Path(tenant): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let line = format!("POST {}", uri.path());
    service.stage.ladder.message(Wire::SignIn, "app", "sign-in", "", &line);
    let asked = headers.get("client-request-id").and_then(|id| id.to_str().ok());
    let correlation = asked.map_or_else(|| service.fresh_guid(), ToOwned::to_owned);
    let fault = service.stage.faults.take(Place::SignIn, uri.path());
    match &fault {
        Some(Fault::Status { status, retry_after }) => {
            let status = StatusCode::from_u16(*status).unwrap_or(StatusCode::SERVICE_UNAVAILABLE);
            let mut response = service.refuse(&Refusal::fault(status), &correlation);
            if let Some(Ok(wait)) = retry_after.as_deref().map(HeaderValue::from_str) {
                response.headers_mut().insert(header::RETRY_AFTER, wait);
            }
            return response;
        }
        Some(Fault::Slow { ms }) => service.stage.clock.sleep(Duration::from_millis(*ms)).await,
        Some(Fault::Reset) => return cut(&service, "cut before an answer"),
        Some(Fault::Silent) => std::future::pending().await,
        _ => {}
    }
    if body.len() > MOST_BODY {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    // A field that stands twice counts once, the last time.
    let form: HashMap<String, String> = form_fields(&body);
    let answered = service.issue(&tenant, &form);
    match (answered, fault) {
        (_, Some(Fault::LoseAnswer)) => cut(&service, "carried out, answer lost"),
        (Ok(_), Some(Fault::Malformed)) => {
            service.log_answer(StatusCode::OK, "malformed");
            (StatusCode::OK, r#"{"token_type":"Bearer","#).into_response()
        }
        (Ok(body), _) => {
            service.log_answer(StatusCode::OK, "token");
            service.reply(StatusCode::OK, &body)
        }
        (Err(refusal), _) => service.refuse(&refusal, &correlation),
    }
}

async fn nothing_here(State(service): State<SignIn>, uri: Uri) -> Response {
    service.log_answer(StatusCode::NOT_FOUND, uri.path());
    StatusCode::NOT_FOUND.into_response()
}

fn cut(service: &SignIn, why: &str) -> Response {
    service.stage.ladder.note("sign-in", "", why);
    let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// `application/x-www-form-urlencoded`, leniently.
pub(crate) fn form_fields(body: &[u8]) -> HashMap<String, String> {
    let text = String::from_utf8_lossy(body);
    text.split('&')
        .filter_map(|pair| pair.split_once('='))
        .map(|(name, value)| (percent_decoded(name, true), percent_decoded(value, true)))
        .collect()
}
