//! Orders about people: tenants, users, what their phones do and what they show.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::Deserialize;
use serde_json::{Value, json};
use teams_cc_core::Guid;

use super::{Desk, No, Who, body, not_found};
use crate::people::SipBehaviour;
use crate::{Stage, TenantRecord, TenantSettings, UserRecord, UserSettings};

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/tenants", get(tenants).post(add_tenant))
        .route("/users", get(users))
        .route("/tenants/{tenant}/users", post(add_user))
        .route("/tenants/{tenant}/users/{user}", get(user).delete(remove_user))
        .route("/tenants/{tenant}/users/{user}/behaviour", put(behave))
        .route("/tenants/{tenant}/users/{user}/presence", get(presence).put(show))
}

async fn tenants(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    axum::Json(desk.stage.people.tenants().iter().map(tenant_json).collect())
}

async fn add_tenant(State(desk): State<Desk>, request: Request) -> Result<Response, No> {
    let settings: TenantSettings = body(request).await?;
    settings.settle(&desk.stage)?;
    let tenant = desk.stage.people.ensure_tenant(&settings.name);
    Ok((StatusCode::CREATED, axum::Json(tenant_json(&tenant))).into_response())
}

async fn users(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    let users = desk.stage.people.users();
    axum::Json(users.iter().map(|user| user_json(&desk.stage, user)).collect())
}

async fn add_user(
    State(desk): State<Desk>,
    Path(tenant): Path<String>,
    request: Request,
) -> Result<Response, No> {
    let known = desk.stage.people.tenant(&tenant);
    let tenant = known.ok_or_else(|| not_found(format!("there is no tenant {tenant}")))?.name;
    let settings: UserSettings = body(request).await?;
    let user = settings.settle(&tenant, &desk.stage)?;
    let shown = user_json(&desk.stage, &user);
    Ok((StatusCode::CREATED, axum::Json(shown)).into_response())
}

pub(super) fn find(stage: &Stage, tenant: &str, user: &str) -> Result<UserRecord, No> {
    let found = stage.people.user_named(tenant, user);
    found.ok_or_else(|| not_found(format!("there is no user {user} in {tenant}")))
}

async fn user(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<axum::Json<Value>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    Ok(axum::Json(user_json(&desk.stage, &user)))
}

async fn remove_user(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<StatusCode, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    desk.stage.people.remove(user.id);
    desk.stage.presences.forget(user.id);
    Ok(StatusCode::NO_CONTENT)
}

async fn behave(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<axum::Json<Value>, No> {
    let found = find(&desk.stage, &tenant, &user)?;
    let behaviour: SipBehaviour = body(request).await?;
    desk.stage.people.change(found.id, |user| user.behaviour = behaviour);
    let user = find(&desk.stage, &tenant, &user)?;
    Ok(axum::Json(user_json(&desk.stage, &user)))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Shows {
    availability: String,
    activity: String,
}

async fn presence(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
) -> Result<axum::Json<Value>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    Ok(axum::Json(presence_json(&desk.stage, user.id)))
}

async fn show(
    State(desk): State<Desk>,
    Path((tenant, user)): Who,
    request: Request,
) -> Result<axum::Json<Value>, No> {
    let user = find(&desk.stage, &tenant, &user)?;
    let Shows { availability, activity } = body(request).await?;
    let presences = &desk.stage.presences;
    if availability == "Offline" {
        presences.client_signs_out(user.id);
    } else {
        presences.client_shows(user.id, &availability, &activity);
    }
    Ok(axum::Json(user_json(&desk.stage, &user)))
}

fn tenant_json(tenant: &TenantRecord) -> Value {
    json!({"name": tenant.name, "id": tenant.id, "domain": tenant.domain, "trunk": tenant.trunk})
}

fn user_json(stage: &Stage, user: &UserRecord) -> Value {
    json!({
        "tenant": user.tenant,
        "name": user.name,
        "displayName": user.display_name,
        "upn": user.upn,
        "id": user.id,
        "number": user.number,
        "presence": presence_json(stage, user.id),
        "behaviour": user.behaviour,
    })
}

fn presence_json(stage: &Stage, user: Guid) -> Value {
    let ((availability, activity), _) = stage.presences.shown(user);
    json!({"availability": availability, "activity": activity})
}
