//! Orders about the AI resource: what it hears, says and answers next.

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use super::{Desk, No, body, not_found};
use crate::ai::{Recognition, Reply};
use crate::audio::Voice;
use crate::http::MOST_BODY;

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/ai", get(resource))
        .route("/ai/recognitions", post(hears))
        .route("/ai/replies", post(replies))
        .route("/ai/voices/{name}", put(voice))
        .route("/ai/asked", get(asked))
}

async fn resource(State(desk): State<Desk>) -> axum::Json<Value> {
    let addresses = desk.stage.addresses();
    axum::Json(desk.stage.ai.with(|lines| {
        json!({
            "endpoint": format!("http://{}", addresses.ai),
            "endpoint_tls": format!("https://{}", addresses.ai_tls),
            "key": lines.key.expose(),
            "deployments": lines.deployments,
            "scripted": true,
        })
    }))
}

async fn hears(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let all: Vec<Recognition> = body(request).await?;
    desk.stage.ai.with(|lines| all.into_iter().for_each(|one| lines.expect_recognition(one)));
    Ok(StatusCode::NO_CONTENT)
}

async fn replies(State(desk): State<Desk>, request: Request) -> Result<StatusCode, No> {
    let all: Vec<Reply> = body(request).await?;
    desk.stage.ai.with(|lines| all.into_iter().for_each(|one| lines.expect_reply(one)));
    Ok(StatusCode::NO_CONTENT)
}

async fn voice(
    State(desk): State<Desk>,
    Path(name): Path<String>,
    request: Request,
) -> Result<StatusCode, No> {
    let bad = |why: String| No(StatusCode::BAD_REQUEST, "not_understood", why);
    let bytes = axum::body::to_bytes(request.into_body(), MOST_BODY).await;
    let bytes = bytes.map_err(|error| bad(error.to_string()))?;
    let voice = Voice::wav(&bytes).map_err(|error| bad(error.to_string()))?;
    let given = desk.stage.ai.with(|lines| lines.give_voice(&name, voice.as_samples().to_vec()));
    given.then_some(StatusCode::NO_CONTENT).ok_or_else(|| not_found("32 voices are enough".into()))
}

async fn asked(State(desk): State<Desk>) -> axum::Json<Vec<Value>> {
    axum::Json(desk.stage.ai.with(|lines| lines.asked.iter().cloned().collect()))
}
