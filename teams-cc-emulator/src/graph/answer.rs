//! One request to Graph and one answer, without a socket: what `$batch` and HTTP have in common.

use axum::http::Method;
use serde_json::{Map, Value, json};

use crate::uri::{query_pairs, segments};

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
    /// Headers that change an answer, names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// A body that is no JSON.
    pub(crate) raw: Vec<u8>,
}

/// Headers of a request that an answer may depend on.
const HEADERS: [&str; 4] = ["prefer", "consistencylevel", "if-match", "if-none-match"];

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
        let (path, query) = (segments(path), query_pairs(query));
        Self { method, path, query, body, version, headers: Vec::new(), raw: Vec::new() }
    }

    /// With a header of the request; those that change no answer are passed over.
    pub(crate) fn with_header(mut self, name: &str, value: &str) -> Self {
        let name = name.to_ascii_lowercase();
        if HEADERS.contains(&name.as_str()) {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    /// A header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// A preference of `Prefer`, whose items are separated by commas: its value, empty if it has
    /// none.
    pub(crate) fn preference(&self, name: &str) -> Option<&str> {
        let all = self.headers.iter().filter(|(other, _)| other == "prefer");
        let mut items = all.flat_map(|(_, value)| value.split([',', ';'])).map(str::trim);
        items.find_map(|item| match item.split_once('=') {
            Some((n, value)) if n.trim().eq_ignore_ascii_case(name) => Some(value.trim()),
            None if item.eq_ignore_ascii_case(name) => Some(""),
            _ => None,
        })
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
    /// What is no JSON: its media type and its octets.
    pub(crate) bytes: Option<(String, Vec<u8>)>,
}

impl Answer {
    pub(crate) fn ok(body: Value) -> Self {
        Self { status: 200, headers: Vec::new(), body: Some(body), bytes: None }
    }

    /// 200 with nothing in it, as the presence actions answer.
    pub(crate) fn empty() -> Self {
        Self { status: 200, headers: Vec::new(), body: None, bytes: None }
    }

    /// A status, with a body or without.
    pub(crate) fn with_status(status: u16, body: Option<Value>) -> Self {
        Self { status, headers: Vec::new(), body, bytes: None }
    }

    /// A stream: a transcript, a recording, a picture.
    pub(crate) fn stream(kind: &str, bytes: Vec<u8>) -> Self {
        let bytes = Some((kind.to_owned(), bytes));
        Self { status: 200, headers: Vec::new(), body: None, bytes }
    }

    /// The error body of section 1.3; `innerError` is added where it leaves.
    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "message": message}});
        Self { status, headers: Vec::new(), body: Some(body), bytes: None }
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

/// Percent escapes for everything that is no letter, digit or one of `plain`.
pub(crate) fn percent_encoded(text: &str, plain: &[u8]) -> String {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || plain.contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(HEX.get(usize::from(half)).copied().map_or('0', char::from));
            }
        }
    }
    out
}
