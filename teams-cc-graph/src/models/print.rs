//! Models in logs: what is there, without whole numbers of people and without what opens doors.

use std::fmt;

use serde_json::Value;
use teams_cc_core::redact_number;

use super::field::Shape;
use super::object::{Object, each};

/// Properties whose text lets its holder in, or proves who sent something.
const SECRETS: [&str; 8] = [
    "accessToken",
    "clientState",
    "dataKey",
    "passcode",
    "password",
    "secretText",
    "token",
    "validationTokens",
];

/// The name of the type without its namespace, and the fields that are there.
pub(crate) fn print(object: &dyn Object, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let name = object.graph_type().rsplit('.').next().unwrap_or_default();
    let mut fields = f.debug_struct(name);
    for (place, name) in object.names().iter().enumerate() {
        let shape = object.shape(place);
        if is_secret(name) && !shape.is_nothing() {
            fields.field(name, &format_args!("(hidden)"));
        } else if !shape.is_nothing() {
            fields.field(name, &shape);
        }
    }
    for (name, value) in object.rest().iter() {
        fields.field(name, &Kept(name, value));
    }
    fields.finish()
}

/// A value that was kept, under its name.
pub(super) struct Kept<'a>(pub(super) &'a str, pub(super) &'a Value);

fn is_secret(name: &str) -> bool {
    SECRETS.iter().any(|secret| secret.eq_ignore_ascii_case(name))
}

/// A phone number, however it is spelt: with or without `tel:`, and E.164 or an extension of it.
fn is_number(text: &str) -> bool {
    let number = text.strip_prefix("tel:").unwrap_or(text);
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let spelt = |byte: u8| byte.is_ascii_digit() || b" ()-.".contains(&byte);
    number.strip_prefix('+').is_some_and(|rest| digits >= 7 && rest.bytes().all(spelt))
}

fn text(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    if is_number(text) {
        fmt::Debug::fmt(&redact_number(text), f)
    } else {
        fmt::Debug::fmt(text, f)
    }
}

impl fmt::Debug for Kept<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Value::Null => f.write_str("null"),
            _ if is_secret(self.0) => f.write_str("(hidden)"),
            Value::String(said) => text(said, f),
            Value::Array(all) => f.debug_list().entries(all.iter().map(|v| Kept("", v))).finish(),
            Value::Object(map) => {
                f.debug_map().entries(map.iter().map(|(name, v)| (name, Kept(name, v)))).finish()
            }
            Value::Bool(truth) => truth.fmt(f),
            Value::Number(number) => number.fmt(f),
        }
    }
}

impl fmt::Debug for Shape<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => f.write_str("null"),
            Self::Text(said) => text(said, f),
            Self::Whole(number) => number.fmt(f),
            Self::Float(number) => number.fmt(f),
            Self::Truth(truth) => truth.fmt(f),
            Self::Object(object) => print(*object, f),
            Self::List(list) => f.debug_list().entries(each(*list)).finish(),
            Self::Json(json) => Kept("", json).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::models::{Identity, Subscription};

    #[test]
    fn no_whole_number_and_no_secret_is_printed() {
        let mut caller = Identity::default().id("+14255550100").display_name("Adele");
        caller.rest.insert("phone", json!({"id": "tel:+1 (425) 555-0199", "token": "t0p"}));
        let printed = format!("{caller:?}");
        assert!(printed.contains("Adele") && printed.contains("+1425"), "{printed}");
        for hidden in ["5550100", "555-0199", "t0p"] {
            assert!(!printed.contains(hidden), "{printed}");
        }
        let subscription = Subscription::default().client_state("s3cret").resource("/users");
        let printed = format!("{subscription:?}");
        assert!(printed.contains("/users") && !printed.contains("s3cret"), "{printed}");
    }

    #[test]
    fn what_only_looks_like_a_number_is_printed() {
        let id = Identity::default().id("2026-11-29").display_name("+1 of three");
        let printed = format!("{id:?}");
        assert!(printed.contains("2026-11-29") && printed.contains("+1 of three"), "{printed}");
    }
}
