//! Orders to the sign-in service: applications, keys, tokens, consent, people's sessions.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::{Guid, Secret, TenantId};

use super::{Desk, No, Seconds, Who, body, people};
use crate::sign_in::{App, Federated, Issuer};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/sign-in/rotate-keys", post(rotate_keys))
        .route("/sign-in/revoke-tokens", post(revoke_tokens))
        .route("/sign-in/token-life", put(token_life))
        .route("/sign-in/user-tokens", post(user_token))
        .route("/sign-in/tab-tokens", post(tab_token))
        .route("/sign-in/service-tokens", post(service_token))
        .route("/sign-in/consent", put(consent))
        .route("/sign-in/people/{tenant}/{user}", put(person))
        .route("/apps", get(apps).post(register))
}

async fn rotate_keys(State(desk): State<Desk>) -> Result<axum::Json<Value>, No> {
    desk.sign_in.rotate_keys()?;
    let set = desk.sign_in.published_keys(Issuer::Entra);
    let ids: Vec<&Value> =
        set["keys"].as_array().into_iter().flatten().map(|key| &key["kid"]).collect();
    Ok(axum::Json(json!({ "kids": ids })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceToken {
    issuer: Issuer,
    claims: Value,
}

async fn service_token(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let ServiceToken { issuer, claims } = body(request).await?;
    let token = desk.sign_in.service_token(issuer, &claims)?;
    let said = json!({"access_token": token.expose()});
    Ok((StatusCode::CREATED, axum::Json(said)).into_response())
}

async fn revoke_tokens(State(desk): State<Desk>) -> axum::Json<Value> {
    axum::Json(json!({"revoked": desk.sign_in.revoke_tokens()}))
}

async fn token_life(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let Seconds { seconds } = body(request).await?;
    // Entra gives at most a day.
    let life = Duration::from_secs_f64(seconds.clamp(1.0, 86_400.0));
    desk.sign_in.tokens_live(life);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserToken {
    tenant: String,
    user: String,
    /// The first application if absent.
    app: Option<Guid>,
    scopes: Vec<String>,
}

async fn user_token(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let UserToken { tenant, user, app, scopes } = body(request).await?;
    let user = people::find(&desk.stage, &tenant, &user)?;
    let app = app.unwrap_or(desk.sign_in.credentials().0);
    let scopes: Vec<&str> = scopes.iter().map(String::as_str).collect();
    let token = desk.sign_in.user_token(app, &user, &scopes)?;
    let said = json!({"access_token": token.expose()});
    Ok((StatusCode::CREATED, axum::Json(said)).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TabToken {
    tenant: String,
    user: String,
    /// The first application if absent.
    app: Option<Guid>,
}

async fn tab_token(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let TabToken { tenant, user, app } = body(request).await?;
    let user = people::find(&desk.stage, &tenant, &user)?;
    let app = app.unwrap_or(desk.sign_in.credentials().0);
    let token = desk.sign_in.tab_token(app, &user)?;
    Ok((StatusCode::CREATED, axum::Json(json!({"access_token": token.expose()}))).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Consent {
    tenant: String,
    /// The first application if absent.
    app: Option<Guid>,
    given: bool,
}

async fn consent(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let Consent { tenant, app, given } = body(request).await?;
    let tenant = desk.stage.people.ensure_tenant(&tenant).id;
    let app = app.unwrap_or(desk.sign_in.credentials().0);
    if given {
        desk.sign_in.consent(app, tenant);
    } else {
        desk.sign_in.withhold_consent(app, tenant);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What is absent stays as it is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Standing {
    second_factor: Option<bool>,
    disabled: Option<bool>,
    #[serde(default)]
    revoke_sessions: bool,
}

async fn person(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<StatusCode, No> {
    let Standing { second_factor, disabled, revoke_sessions } = body(request).await?;
    let user = people::find(&desk.stage, &tenant, &user)?.id;
    match second_factor {
        Some(true) => desk.sign_in.demand_second_factor(user),
        Some(false) => desk.sign_in.waive_second_factor(user),
        None => {}
    }
    match disabled {
        Some(true) => desk.sign_in.disable_account(user),
        Some(false) => desk.sign_in.enable_account(user),
        None => {}
    }
    if revoke_sessions {
        desk.sign_in.revoke_sessions(user);
    }
    Ok(StatusCode::NO_CONTENT)
}

async fn apps(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    let apps = desk.sign_in.apps();
    let shown = apps.iter().map(|app| {
        json!({"id": app.id, "name": app.name, "roles": app.roles, "tenants": app.tenants,
            "secrets": app.secrets.len(), "certificates": app.certificates.len()})
    });
    axum::Json(shown.collect())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewApp {
    id: Guid,
    name: String,
    secret: Option<Secret>,
    certificate: Option<String>,
    #[serde(default)]
    federated: Vec<NewFederated>,
    #[serde(default)]
    roles: Vec<String>,
    #[serde(default)]
    tenants: Vec<TenantId>,
    #[serde(default)]
    redirect_uris: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NewFederated {
    issuer: String,
    subject: String,
    certificate: String,
}

fn certificate(pem: &str) -> Result<CertificateDer<'static>, No> {
    CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| {
        No(StatusCode::BAD_REQUEST, "not_understood", format!("certificate: {error}"))
    })
}

async fn register(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let new: NewApp = body(request).await?;
    let mut app = App::new(new.id, &new.name, Secret::new(""), &[]);
    app.secrets = new.secret.into_iter().map(|secret| (secret, u64::MAX)).collect();
    app.roles = new.roles;
    app.tenants = new.tenants;
    app.redirect_uris = new.redirect_uris;
    if let Some(pem) = new.certificate {
        app.certificates.push(certificate(&pem)?);
    }
    for NewFederated { issuer, subject, certificate: pem } in new.federated {
        app.federated.push(Federated { issuer, subject, certificate: certificate(&pem)? });
    }
    desk.sign_in.register(app);
    Ok((StatusCode::CREATED, axum::Json(json!({"id": new.id}))).into_response())
}
