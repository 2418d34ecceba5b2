//! The same answers as an axum router, for who has a server already.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};
use axum::routing::any;

use super::{Answer, Asked, Front, LARGEST_BODY};

/// A router (and a `tower` service) that answers at the paths of `front` and below that of the
/// calling service: serve it, or `Router::merge` it into yours. Do not nest it: the paths are whole.
///
/// The limits of size are kept here; those of time and of headers are your server's.
///
/// ```no_run
/// # async fn f(front: teams_cc_graph::notifications::Front) {
/// let app: axum::Router = teams_cc_graph::notifications::router(front);
/// # }
/// ```
pub fn router(front: Front) -> Router {
    let paths: Vec<String> = front.paths().map(str::to_owned).collect();
    let answering = any(move |request: Request| answer(front.clone(), request));
    let mut router = Router::new();
    for (place, path) in paths.iter().enumerate() {
        router = router.route(path, answering.clone());
        if place == 0 {
            let below = format!("{}/{{*below}}", path.trim_end_matches('/'));
            router = router.route(&below, answering.clone());
        }
    }
    router
}

async fn answer(front: Front, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let answer = match to_bytes(body, LARGEST_BODY).await {
        Err(_) => Answer::empty(413),
        Ok(body) => {
            let headers: Vec<_> = parts
                .headers
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_bytes()))
                .collect();
            let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
            let method = parts.method.as_str();
            front.answer(Asked { method, target, headers: &headers, body: &body }).await
        }
    };
    response(answer)
}

fn response(answer: Answer) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() =
        StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = answer.headers.into_iter();
    response.headers_mut().extend(
        headers
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value))),
    );
    response
}
