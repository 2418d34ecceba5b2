//! Reading what a bot asks for, and refusing it with the service's words.

use serde_json::{Map, Value};

use crate::graph::answer::Answer;

/// A refusal.
pub(crate) type Refused = Answer;
/// A JSON object.
pub(crate) type Object = Map<String, Value>;

/// 400: what was asked cannot be understood.
pub(crate) fn bad(text: &str) -> Answer {
    Answer::error(400, "BadRequest", text)
}

/// 400 for a property that is not there.
pub(crate) fn missing(name: &str) -> Answer {
    bad(&format!("The property '{name}' is required."))
}

/// 403 with the calling service's number (section 1.3).
pub(crate) fn service(code: &str, text: &str) -> Answer {
    Answer::error(403, code, text)
}

/// 404, also for a call that has ended.
pub(crate) fn not_found(what: &str) -> Answer {
    Answer::error(404, "itemNotFound", &format!("{what} not found."))
}

/// An answer without a body.
pub(crate) fn status(status: u16) -> Answer {
    Answer { status, headers: Vec::new(), body: None, bytes: None }
}

/// Text that may be absent or null.
pub(crate) fn text<'a>(object: &'a Object, name: &str) -> Result<Option<&'a str>, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(bad(&format!("The property '{name}' must be a string."))),
    }
}

/// A whole number within bounds, with its default.
pub(crate) fn number(
    object: &Object,
    name: &str,
    default: u64,
    (least, most): (u64, u64),
) -> Result<u64, Answer> {
    let given = match object.get(name) {
        None | Some(Value::Null) => return Ok(default),
        Some(given) => given.as_u64(),
    };
    let fits = given.filter(|given| (least..=most).contains(given));
    fits.ok_or_else(|| {
        bad(&format!("The property '{name}' must be a number between {least} and {most}."))
    })
}

/// Yes or no, with its default.
pub(crate) fn flag(object: &Object, name: &str, default: bool) -> Result<bool, Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(default),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(bad(&format!("The property '{name}' must be a Boolean."))),
    }
}

/// A collection; empty when absent.
pub(crate) fn list<'a>(object: &'a Object, name: &str) -> Result<&'a [Value], Answer> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(&[]),
        Some(Value::Array(list)) => Ok(list),
        Some(_) => Err(bad(&format!("The property '{name}' must be a collection."))),
    }
}

/// Longest `clientContext` (section 1.7).
const MOST_CONTEXT: usize = 256;

/// The `clientContext` to echo.
pub(crate) fn client_context(object: &Object) -> Result<Option<String>, Answer> {
    let given = text(object, "clientContext")?;
    if given.is_some_and(|given| given.chars().count() > MOST_CONTEXT) {
        return Err(bad("The property 'clientContext' may have at most 256 characters."));
    }
    Ok(given.map(ToOwned::to_owned))
}

/// Only these properties, or 400 as OData refuses an undeclared one.
pub(crate) fn only(object: &Object, known: &[&str]) -> Result<(), Answer> {
    let stranger = object
        .keys()
        .find(|name| !name.contains('@') && !known.iter().any(|k| k.eq_ignore_ascii_case(name)));
    match stranger {
        None => Ok(()),
        Some(name) => Err(bad(&format!(
            "The parameter '{name}' in the request payload is not a valid parameter for the \
             operation."
        ))),
    }
}
