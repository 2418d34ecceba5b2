//! What the service said when it refused.

use std::fmt;

use reqwest::header::HeaderMap;
use serde_json::Value;
use teams_cc_core::Error;

/// What Call Automation said when it refused: the source of our error, found with
/// [`Failure::of`].
#[derive(Clone)]
pub struct Failure {
    status: u16,
    codes: Vec<String>,
    message: Option<String>,
    request_id: Option<String>,
}

/// Inner errors below this are not read.
const DEEPEST: usize = 8;

impl Failure {
    /// So many codes are kept: each number in a long text would be one.
    pub(crate) const MOST_CODES: usize = 64;

    /// The failure that lies below an error.
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

    /// Every code that was said, the outermost first: words, and numbers such as `8523`.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.codes.iter().map(String::as_str)
    }

    /// Whether this code was said.
    pub fn says(&self, code: &str) -> bool {
        self.codes().any(|said| said.eq_ignore_ascii_case(code))
    }

    /// The text, for developers; it may name people, and is never printed by us.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }

    /// The id to quote in a ticket.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    pub(crate) fn read(status: u16, headers: &HeaderMap, body: &[u8]) -> Self {
        let header = |name: &str| headers.get(name)?.to_str().ok().map(str::to_owned);
        let request_id =
            ["x-ms-request-id", "ms-cv", "mise-correlation-id", "x-ms-client-request-id"]
                .into_iter()
                .find_map(header);
        let json: Value = serde_json::from_slice(body).unwrap_or_default();
        let mut failure = Self { status, codes: Vec::new(), message: None, request_id };
        failure.take(json.get("error").unwrap_or(&json), 0);
        failure
    }

    fn keep(&mut self, code: String) {
        if self.codes.len() < Self::MOST_CODES {
            self.codes.push(code);
        }
    }

    fn take(&mut self, error: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        for name in ["code", "subCode", "subcode"] {
            match error.get(name) {
                Some(Value::String(code)) => self.keep(code.clone()),
                Some(Value::Number(code)) => self.keep(code.to_string()),
                _ => {}
            }
        }
        if let Some(message) = error.get("message").and_then(Value::as_str) {
            // The service writes its own number into the text: "(8523) ..." or "subCode: 8523".
            for word in message.split(|c: char| !c.is_ascii_digit()) {
                if (4..=6).contains(&word.len()) && !self.says(word) {
                    self.keep(word.to_owned());
                }
            }
            self.message.get_or_insert_with(|| message.to_owned());
        }
        for name in ["innererror", "innerError"] {
            if let Some(inner) = error.get(name) {
                self.take(inner, depth + 1);
            }
        }
        for detail in error.get("details").and_then(Value::as_array).into_iter().flatten().take(8) {
            self.take(detail, depth + 1);
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HTTP {}", self.status)?;
        // Words of the message may be numbers of people: only short codes are shown.
        let short = self.codes.iter().filter(|code| code.len() <= 40);
        short.take(3).try_for_each(|code| write!(f, ", {code}"))
    }
}

/// The text may name people.
impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("status", &self.status)
            .field("codes", &self.codes)
            .field("request_id", &self.request_id)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Failure {}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn codes_are_found_wherever_the_service_puts_them() {
        let read = |body: &Value| {
            let failure = Failure::read(400, &HeaderMap::new(), body.to_string().as_bytes());
            failure.codes().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(read(&json!({"error": {"code": "8523", "message": "x"}})), ["8523"]);
        assert_eq!(
            read(&json!({"error": {"code": "BadRequest", "innererror": {"code": 8523}}})),
            ["BadRequest", "8523"]
        );
        assert_eq!(
            read(
                &json!({"error": {"code": "a", "details": [{"code": "b"}], "message": "(8523) no"}})
            ),
            ["a", "8523", "b"]
        );
        for odd in [json!(null), json!([]), json!({"error": null}), json!("x")] {
            assert!(read(&odd).is_empty(), "{odd}");
        }
    }

    #[test]
    fn what_is_printed_names_nobody() {
        let body = json!({"error": {"code": "c", "message": "4:+14255550100 is Adele"}});
        let failure = Failure::read(403, &HeaderMap::new(), body.to_string().as_bytes());
        let printed = format!("{failure} {failure:?}");
        assert!(!printed.contains("Adele") && !printed.contains("5550100"), "{printed}");
    }
}
