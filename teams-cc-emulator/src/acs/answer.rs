//! One answer of the service, and its refusals: `{"error": {"code", "message"}}` (section 3).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// An answer; ids are added where it leaves.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Option<Value>,
    /// What is no JSON: its media type and its octets.
    pub(crate) bytes: Option<(&'static str, Vec<u8>)>,
}

/// Either is an answer; the second one is a refusal.
pub(crate) type Done = Result<Answer, Answer>;

/// A JSON object of a request.
pub(crate) type Object = Map<String, Value>;

impl Answer {
    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: None, bytes: None }
    }

    pub(crate) fn json(status: u16, body: Value) -> Self {
        Self { body: Some(body), ..Self::empty(status) }
    }

    pub(crate) fn error(status: u16, code: &str, message: &str) -> Self {
        Self::json(status, json!({"error": {"code": code, "message": message}}))
    }

    /// A refusal that blames one field.
    pub(crate) fn field(name: &str, why: &str) -> Self {
        let text = format!("The field {name} {why}.");
        let body = json!({"error": {
            "code": "InvalidArgument", "message": text, "target": name,
            "details": [{"code": "InvalidField", "message": text, "target": name}],
        }});
        Self::json(400, body)
    }

    pub(crate) fn bad(message: &str) -> Self {
        Self::error(400, "BadRequest", message)
    }

    pub(crate) fn no_call() -> Self {
        Self::error(404, "8522", "Call not found.")
    }

    pub(crate) fn no_recording() -> Self {
        Self::error(404, "8522", "Recording not found.")
    }

    pub(crate) fn not_established() -> Self {
        Self::error(400, "8501", "Action is invalid when call is not in Established state.")
    }

    pub(crate) fn conflict(code: &str, message: &str) -> Self {
        Self::error(409, code, message)
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// A text field; absent, null and empty are the same.
pub(crate) fn text(object: &Object, name: &str) -> Result<Option<String>, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.is_empty() => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Answer::field(name, "must be a string")),
    }
}

/// A text field that must be there.
pub(crate) fn needed(object: &Object, name: &str) -> Result<String, Answer> {
    text(object, name)?.ok_or_else(|| missing(name))
}

pub(crate) fn missing(name: &str) -> Answer {
    Answer::field(name, "is required")
}

/// One of the listed words, whatever its case, as it is listed.
pub(crate) fn word(
    object: &Object,
    name: &str,
    listed: &[&'static str],
) -> Result<Option<&'static str>, Answer> {
    let Some(given) = text(object, name)? else { return Ok(None) };
    let found = listed.iter().find(|known| known.eq_ignore_ascii_case(&given));
    let why = || format!("must be one of {}", listed.join(", "));
    found.copied().map(Some).ok_or_else(|| Answer::field(name, &why()))
}

/// A whole number within bounds.
pub(crate) fn number(
    object: &Object,
    name: &str,
    (least, most): (u64, u64),
) -> Result<Option<u64>, Answer> {
    let why = || Answer::field(name, &format!("must be between {least} and {most}"));
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(given) => {
            let given = given.as_u64().filter(|n| (least..=most).contains(n));
            given.map(Some).ok_or_else(why)
        }
    }
}

pub(crate) fn flag(object: &Object, name: &str) -> Result<bool, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(Answer::field(name, "must be true or false")),
    }
}

/// An object within an object.
pub(crate) fn inner<'a>(object: &'a Object, name: &str) -> Result<Option<&'a Object>, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(inner)) => Ok(Some(inner)),
        Some(_) => Err(Answer::field(name, "must be an object")),
    }
}

/// A list; empty if it is absent.
pub(crate) fn list<'a>(object: &'a Object, name: &str) -> Result<&'a [Value], Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(Answer::field(name, "must be a list")),
    }
}

/// An address that events or audio can be sent to.
pub(crate) fn address(
    object: &Object,
    name: &str,
    schemes: &[&str],
) -> Result<Option<String>, Answer> {
    let Some(given) = text(object, name)? else { return Ok(None) };
    let fits = schemes.iter().any(|scheme| {
        given.get(..scheme.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(scheme))
            && given.len() > scheme.len()
            && given.parse::<axum::http::Uri>().is_ok()
    });
    let why = || Answer::field(name, "must be an absolute address");
    fits.then_some(Some(given)).ok_or_else(why)
}
