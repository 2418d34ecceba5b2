//! What Graph said when it said no: every shape its error bodies have, read into one.

use std::fmt;

use reqwest::header::HeaderMap;
use serde_json::{Map, Value};

use teams_cc_core::Error;

/// Bodies nest their inner errors; deeper than this nobody looks.
const DEEPEST: usize = 8;

/// What the service said about a request that failed. It is the [`source`](std::error::Error) of
/// the [`Error`]; [`Failure::of`] finds it there.
///
/// `Display` prints status and codes only: Graph's message may name people.
#[derive(Clone, PartialEq, Eq)]
pub struct Failure {
    status: u16,
    codes: Vec<String>,
    message: Option<String>,
    request_id: Option<String>,
    client_request_id: Option<String>,
    date: Option<String>,
    diagnostic: Option<String>,
}

impl Failure {
    /// What Graph said, if this error came from an answer of Graph.
    pub fn of(error: &Error) -> Option<&Self> {
        let mut below = std::error::Error::source(error);
        while let Some(source) = below {
            if let Some(failure) = source.downcast_ref() {
                return Some(failure);
            }
            below = source.source();
        }
        None
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The outermost code: `itemNotFound`, `Authorization_RequestDenied`, or a number of the
    /// calling service (`7505`).
    pub fn service_code(&self) -> Option<&str> {
        self.codes.first().map(String::as_str)
    }

    /// All codes, outermost first: inner errors say more.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(String::as_str)
    }

    /// Graph's words for developers. They may name people: not for logs.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The id under which Microsoft finds this request.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// The id we gave it.
    pub fn client_request_id(&self) -> Option<&str> {
        self.client_request_id.as_deref()
    }

    /// When it was answered, in the service's own words.
    pub fn date(&self) -> Option<&str> {
        self.date.as_deref()
    }

    /// `x-ms-ags-diagnostic`: data centre, slice and role that answered.
    pub fn diagnostic(&self) -> Option<&str> {
        self.diagnostic.as_deref()
    }

    /// Reads an answer. Anything may be missing, misspelt or not JSON at all.
    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| {
            let text = headers.get(name)?.to_str().ok()?;
            Some(clipped(text, 512))
        };
        let mut failure = Self {
            status,
            codes: Vec::new(),
            message: None,
            request_id: header("request-id"),
            client_request_id: header("client-request-id"),
            date: header("date"),
            diagnostic: header("x-ms-ags-diagnostic"),
        };
        if let Ok(Value::Object(body)) = serde_json::from_slice(body) {
            match get(&body, &["error"]) {
                Some(Value::Object(error)) => failure.take(error, 0),
                // Sign-in style: {"error": "invalid_request", "error_description": "..."}
                Some(Value::String(code)) => failure.codes.push(clipped(code, 128)),
                // Calling style: {"errorCode": "7503", "message": "..."}
                _ => failure.take(&body, 0),
            }
        }
        failure
    }

    /// Fills in the id we gave the request, where the answer does not repeat it.
    pub(crate) fn sent_as(mut self, client_request_id: &str) -> Self {
        self.client_request_id.get_or_insert_with(|| client_request_id.to_owned());
        self
    }

    fn take(&mut self, error: &Map<String, Value>, depth: usize) {
        match get(error, &["code", "errorCode"]) {
            Some(Value::String(code)) if !code.is_empty() => self.codes.push(clipped(code, 128)),
            Some(Value::Number(code)) => self.codes.push(code.to_string()),
            _ => {}
        }
        let text = |names: &[&str]| get(error, names)?.as_str().map(|text| clipped(text, 2_048));
        self.message = self.message.take().or_else(|| text(&["message"]));
        self.request_id = self.request_id.take().or_else(|| text(&["request-id", "requestId"]));
        self.client_request_id =
            self.client_request_id.take().or_else(|| text(&["client-request-id"]));
        self.date = self.date.take().or_else(|| text(&["date"]));
        if let Some(Value::Object(inner)) = get(error, &["innerError"]).filter(|_| depth < DEEPEST)
        {
            self.take(inner, depth + 1);
        }
        for detail in get(error, &["details"]).and_then(Value::as_array).into_iter().flatten() {
            if let Some(code) = detail.get("code").and_then(Value::as_str) {
                self.codes.push(clipped(code, 128));
            }
        }
    }
}

/// A member by any of its names, whatever their case: `innerError`, `innererror`.
fn get<'a>(object: &'a Map<String, Value>, names: &[&str]) -> Option<&'a Value> {
    let named = |(key, _): &(&String, &Value)| names.iter().any(|n| key.eq_ignore_ascii_case(n));
    object.iter().find(named).map(|(_, value)| value)
}

fn clipped(text: &str, most: usize) -> String {
    text.chars().filter(|c| !c.is_control()).take(most).collect()
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status)?;
        for code in &self.codes {
            write!(f, ", {code}")?;
        }
        Ok(())
    }
}

/// Without Graph's message, which may name people.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("codes", &self.codes)
            .field("request_id", &self.request_id)
            .field("client_request_id", &self.client_request_id)
            .field("date", &self.date)
            .field("diagnostic", &self.diagnostic)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(status: u16, body: &Value) -> Failure {
        Failure::read(status, &HeaderMap::new(), body.to_string().as_bytes())
    }

    fn codes(body: &Value) -> Vec<String> {
        read(403, body).codes().map(str::to_owned).collect()
    }

    #[test]
    fn the_documented_error_body() {
        let failure = read(
            404,
            &json!({"error": {"code": "itemNotFound", "message": "text for developers",
                "innerError": {"code": "429", "date": "2026-01-01T00:00:00",
                    "request-id": "r-1", "client-request-id": "c-1"}}}),
        );
        assert_eq!(failure.service_code(), Some("itemNotFound"));
        assert_eq!(failure.codes().collect::<Vec<_>>(), ["itemNotFound", "429"]);
        assert_eq!(failure.request_id(), Some("r-1"));
        assert_eq!(failure.client_request_id(), Some("c-1"));
        assert_eq!(failure.date(), Some("2026-01-01T00:00:00"));
        assert_eq!(failure.message(), Some("text for developers"));
    }

    #[test]
    fn every_spelling_that_was_seen() {
        assert_eq!(
            codes(&json!({"error": {"code": "a", "innererror": {"code": "b"}}})),
            ["a", "b"]
        );
        assert_eq!(codes(&json!({"error": {"code": "7505", "message": "x"}})), ["7505"]);
        assert_eq!(codes(&json!({"error": {"code": 7505}})), ["7505"]);
        assert_eq!(codes(&json!({"errorCode": "7503", "instanceAnnotations": []})), ["7503"]);
        assert_eq!(codes(&json!({"error": "invalid_grant"})), ["invalid_grant"]);
        assert_eq!(
            codes(&json!({"error": {"code": "a", "details": [{"code": "b", "target": "t"}]}})),
            ["a", "b"]
        );
        for odd in [json!({}), json!([]), json!(null), json!({"error": null}), json!({"error": []})]
        {
            assert!(codes(&odd).is_empty(), "{odd}");
        }
        assert_eq!(Failure::read(502, &HeaderMap::new(), b"<html>").to_string(), "HTTP 502");
    }

    #[test]
    fn headers_win_over_the_body() {
        let mut headers = HeaderMap::new();
        headers.insert("request-id", "from-header".parse().unwrap());
        headers.insert("x-ms-ags-diagnostic", "{\"DataCenter\":\"X\"}".parse().unwrap());
        let body = json!({"error": {"innerError": {"request-id": "from-body"}}}).to_string();
        let failure = Failure::read(500, &headers, body.as_bytes());
        assert_eq!(failure.request_id(), Some("from-header"));
        assert_eq!(failure.diagnostic(), Some("{\"DataCenter\":\"X\"}"));
    }

    #[test]
    fn what_is_printed_names_nobody() {
        let failure =
            read(403, &json!({"error": {"code": "denied", "message": "adele@contoso.example"}}));
        let printed = format!("{failure} {failure:?}");
        assert!(!printed.contains("adele"), "{printed}");
        assert_eq!(failure.to_string(), "HTTP 403, denied");
    }

    #[test]
    fn deep_nesting_ends() {
        let mut body = json!({"code": "innermost"});
        for _ in 0..100 {
            body = json!({"code": "c", "innerError": body});
        }
        assert_eq!(codes(&json!({"error": body})).len(), DEEPEST + 1);
    }
}
