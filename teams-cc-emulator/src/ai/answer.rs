//! One answer of the AI resource.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use serde_json::{Value, json};

/// An answer: status, headers, media type and octets.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) kind: &'static str,
    pub(super) body: Bytes,
}

/// Either is an answer; the second one is a refusal.
pub(super) type Done = Result<Answer, Answer>;

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let kind = "application/json; charset=utf-8";
        Self { status, headers: Vec::new(), kind, body: body.to_string().into() }
    }

    pub(super) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, &json!({"error": {"code": code, "message": message}}))
    }

    /// 401 of the gateway before every AI resource.
    pub(super) fn unknown_key() -> Self {
        let text = "Access denied due to invalid subscription key or wrong API endpoint. Make \
                    sure to provide a valid key for an active subscription and use a correct \
                    regional API endpoint for your resource.";
        Self::error(401, "401", text)
    }

    pub(super) fn sound(octets: Vec<u8>, kind: &'static str) -> Self {
        Self { status: 200, headers: Vec::new(), kind, body: octets.into() }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As a response; of one that is cut, half of the body comes and the connection breaks.
    pub(super) fn respond(self, is_cut: bool) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let length = self.body.len();
        let body = if is_cut {
            let half = self.body.slice(..length / 2);
            let pieces = [Ok(half), Err(std::io::Error::other("cut by a fault"))];
            Body::from_stream(futures::stream::iter(pieces))
        } else {
            Body::from(self.body)
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}
