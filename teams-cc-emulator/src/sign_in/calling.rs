//! The OpenID documents of the calling service and of the Bot Framework: where bots find the keys
//! of their callbacks (`graph.md` section 2.5) and of their activities.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;

use super::{Issuer, SignIn};

pub(super) fn routes() -> Router<SignIn> {
    Router::new()
        .route("/v1/.well-known/OpenIdConfiguration", get(document))
        .route("/v1/keys", get(keys))
        .route("/v1/.well-known/openidconfiguration", get(bot_document))
        .route("/v1/.well-known/keys", get(bot_keys))
}

async fn document(State(service): State<SignIn>) -> Response {
    let base = service.shared.base.lock().clone();
    service.reply(
        StatusCode::OK,
        &json!({
            "issuer": "https://api.botframework.com",
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": format!("{base}/v1/keys"),
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }),
    )
}

async fn keys(State(service): State<SignIn>) -> Response {
    service.reply(StatusCode::OK, &service.published_keys(Issuer::Calling))
}

async fn bot_document(State(service): State<SignIn>) -> Response {
    let base = service.shared.base.lock().clone();
    service.reply(
        StatusCode::OK,
        &json!({
            "issuer": "https://api.botframework.com",
            "authorization_endpoint": "https://invalid.botframework.com",
            "jwks_uri": format!("{base}/v1/.well-known/keys"),
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        }),
    )
}

/// Keys of the Bot Framework say for which channels they vouch.
async fn bot_keys(State(service): State<SignIn>) -> Response {
    let mut set = service.published_keys(Issuer::Bots);
    for key in set["keys"].as_array_mut().into_iter().flatten() {
        key["endorsements"] = json!(["msteams"]);
    }
    service.reply(StatusCode::OK, &set)
}
