//! The same answers as an axum router, for who has a server already.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode};

use super::{Answer, Asked, Front, LARGEST_BODY};

/// A router (and a `tower` service) that answers with `front`, whatever the path: mount it at the
/// root, or use `Router::merge` with the paths of the front.
///
/// The limits of size are kept here; those of time and of headers are your server's.
///
/// ```no_run
/// # async fn f(front: teams_cc_graph::notifications::Front) {
/// let app: axum::Router = teams_cc_graph::notifications::router(front);
/// # }
/// ```
pub fn router(front: Front) -> Router {
    Router::new().fallback(move |request: Request| {
        let front = front.clone();
        async move {
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
    })
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
