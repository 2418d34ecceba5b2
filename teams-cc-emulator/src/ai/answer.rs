//! One answer of the AI resource.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::clock::Clock;

/// An answer: status, headers, media type and octets.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) kind: &'static str,
    pub(super) body: Content,
}

/// What an answer says.
#[derive(Debug)]
pub(super) enum Content {
    Whole(Bytes),
    /// One after the other, each so long after the one before; then it may be silent for ever.
    Streamed {
        events: Vec<Bytes>,
        between: Duration,
        stalls: bool,
    },
}

/// Either is an answer; the second one is a refusal.
pub(super) type Done = Result<Answer, Answer>;

impl Answer {
    pub(super) fn json(status: u16, body: &Value) -> Self {
        let kind = "application/json; charset=utf-8";
        let body = Content::Whole(body.to_string().into());
        Self { status, headers: Vec::new(), kind, body }
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
        Self { status: 200, headers: Vec::new(), kind, body: Content::Whole(octets.into()) }
    }

    pub(super) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// As a response; of one that is cut, half of the body comes and the connection breaks.
    pub(super) fn respond(self, is_cut: bool, clock: &Clock) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let cut = || std::io::Error::other("cut by a fault");
        let mut length = None;
        let body = match self.body {
            Content::Whole(body) => {
                length = Some(body.len());
                if is_cut {
                    let pieces = [Ok(body.slice(..body.len() / 2)), Err(cut())];
                    Body::from_stream(stream::iter(pieces))
                } else {
                    Body::from(body)
                }
            }
            Content::Streamed { mut events, between, stalls } => {
                if is_cut {
                    events.truncate(events.len() / 2);
                }
                let last = is_cut.then(|| Err(cut()));
                let clock = clock.clone();
                let events = stream::iter(events).then(move |event| {
                    let clock = clock.clone();
                    async move {
                        clock.sleep(between).await;
                        Ok(event)
                    }
                });
                let events = events.chain(stream::iter(last));
                if stalls {
                    Body::from_stream(events.chain(stream::pending()))
                } else {
                    Body::from_stream(events)
                }
            }
        };
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        if let Some(length) = length {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        for (name, value) in self.headers {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                headers.insert(name, value);
            }
        }
        response
    }
}
