//! One request to Graph and one answer, without a socket: what `$batch` and HTTP have in common.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::sign_in::percent_decoded;

/// A request, its path relative to the version.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) method: Method,
    /// Segments, percent-decoded.
    pub(crate) path: Vec<String>,
    /// Query options, decoded, in order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) version: &'static str,
}

/// What came with a request.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    None,
    Json(Value),
    /// Something that is no JSON, or was not said to be.
    Other,
}

impl Ask {
    /// From a method and an address relative to the version (`/users/x?$select=id`).
    pub(crate) fn new(version: &'static str, method: Method, address: &str, body: Body) -> Self {
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        let path = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decoded(segment, false))
            .collect();
        let query = query
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (percent_decoded(name, true), percent_decoded(value, true))
            })
            .collect();
        Self { method, path, query, body, version }
    }

    /// A query option, with or without its dollar sign.
    pub(crate) fn option(&self, name: &str) -> Option<&str> {
        let fits = |other: &str| other == name || other.strip_prefix('$') == Some(name);
        self.query.iter().find(|(other, _)| fits(other)).map(|(_, value)| value.as_str())
    }

    /// The body as an object, or the refusal.
    pub(crate) fn object(&self) -> Result<&Map<String, Value>, Answer> {
        match &self.body {
            Body::Json(Value::Object(object)) => Ok(object),
            Body::Json(_) | Body::None => {
                Err(Answer::error(400, "BadRequest", "The request body must be a JSON object."))
            }
            Body::Other => {
                let text = "A supported MIME type could not be found that matches the content type \
                            of the request. Use application/json.";
                Err(Answer::error(415, "UnsupportedMediaType", text))
            }
        }
    }
}

/// An answer; ids and dates are added where it leaves.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: Some(body) }
    }

    /// 200 with nothing in it, as the presence actions answer.
    pub(crate) fn empty() -> Self {
        Self { status: 200, headers: Vec::new(), body: None }
    }

    /// The error body of section 1.3; `innerError` is added where it leaves.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}});
        Self { status, headers: Vec::new(), body: Some(body) }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Throttled, with a wait in seconds as text.
    pub(crate) fn throttled(wait: &str) -> Self {
        let text = "Too many requests, your request has been throttled.";
        Self::error(429, "TooManyRequests", text).header("Retry-After", wait)
    }

    pub(crate) fn forbidden() -> Self {
        let text = "Insufficient privileges to complete the operation.";
        Self::error(403, "Authorization_RequestDenied", text)
    }

    pub(crate) fn no_segment(segment: &str) -> Self {
        let text = format!("Resource not found for the segment '{segment}'.");
        Self::error(400, "BadRequest", &text)
    }

    pub(crate) fn no_resource(what: &str) -> Self {
        let text = format!(
            "Resource '{what}' does not exist or one of its queried reference-property objects are \
             not present."
        );
        Self::error(404, "Request_ResourceNotFound", &text)
    }

    pub(crate) fn wrong_method() -> Self {
        let text = "The HTTP method is not supported for this resource.";
        Self::error(405, "Request_BadRequest", text)
    }
}
