//! The shapes of the documents, as far as bodies are checked against them and names in queries are
//! known: a table generated from Microsoft's metadata and client (`graph-models.tsv`).

use std::collections::HashMap;
use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::super::answer::Answer;

/// The table: type, base, property, JSON type, referred type, collection, nullable, navigation,
/// members of the enum.
const TABLE: &str = include_str!("models.tsv");
/// Deepest body that is looked into.
const MOST_DEPTH: usize = 16;

#[derive(Debug, Default)]
struct Type {
    base: &'static str,
    properties: Vec<Property>,
}

#[derive(Debug)]
struct Property {
    name: &'static str,
    json: &'static str,
    refers: &'static str,
    is_collection: bool,
    is_nullable: bool,
    members: Vec<&'static str>,
}

fn types() -> &'static HashMap<&'static str, Type> {
    static ALL: OnceLock<HashMap<&'static str, Type>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all: HashMap<&'static str, Type> = HashMap::new();
        for line in TABLE.lines() {
            let mut columns = line.split('\t');
            let mut next = || columns.next().unwrap_or_default();
            let (name, base, property, json, refers) = (next(), next(), next(), next(), next());
            let (collection, nullable, _, members) = (next(), next(), next(), next());
            let entry = all.entry(name).or_default();
            entry.base = base;
            if !property.is_empty() && !json.starts_with('(') {
                entry.properties.push(Property {
                    name: property,
                    json,
                    refers,
                    is_collection: collection == "yes",
                    is_nullable: nullable == "yes",
                    members: members.split('|').filter(|m| !m.is_empty()).collect(),
                });
            }
        }
        all
    })
}

fn property(kind: &str, name: &str) -> Option<&'static Property> {
    let mut kind = kind;
    // A chain of base types is short; a wrong table must not hang us.
    for _ in 0..8 {
        let found = types().get(kind)?;
        if let Some(property) = found.properties.iter().find(|p| p.name.eq_ignore_ascii_case(name))
        {
            return Some(property);
        }
        kind = found.base;
    }
    None
}

/// Whether a type has a property, or is none we know.
pub(crate) fn has(kind: &str, name: &str) -> bool {
    !types().contains_key(kind)
        || name.eq_ignore_ascii_case("id")
        || name.contains('@')
        || property(kind, name).is_some()
        // Properties that only types derived from it have: `userId` of a member.
        || types().iter().any(|(_, t)| t.base == kind && t.properties.iter().any(|p| p.name.eq_ignore_ascii_case(name)))
}

fn bad(text: &str) -> Answer {
    Answer::error(400, "BadRequest", text)
}

/// Checks a body against a type: unknown properties, wrong kinds of values, unknown enum members.
pub(crate) fn check(kind: &str, body: &Map<String, Value>) -> Result<(), Answer> {
    object(kind, body, 0)
}

fn object(kind: &str, body: &Map<String, Value>, depth: usize) -> Result<(), Answer> {
    if depth > MOST_DEPTH {
        return Err(bad("The request body is nested too deeply."));
    }
    let said = body.get("@odata.type").and_then(Value::as_str);
    let said = said.map(|name| name.trim_start_matches('#').replace("microsoft.graph.", ""));
    // A derived type says so; what is no type of ours is looked at as the declared one.
    let kind = said.as_deref().filter(|name| types().contains_key(name)).unwrap_or(kind);
    if !types().contains_key(kind) {
        return Ok(());
    }
    for (name, value) in body {
        // Annotations: `@odata.type`, `user@odata.bind`, `@microsoft.graph.temporaryId`.
        if name.contains('@') {
            continue;
        }
        let Some(property) = property(kind, name) else {
            if name == "id" {
                continue;
            }
            let text = format!(
                "The property '{name}' does not exist on type 'microsoft.graph.{kind}'. Make sure to \
                 only use property names that are defined by the type."
            );
            return Err(bad(&text));
        };
        one(property, value, depth)?;
    }
    Ok(())
}

fn one(property: &Property, value: &Value, depth: usize) -> Result<(), Answer> {
    let wrong = || {
        bad(&format!(
            "Cannot convert the value of property '{}' to {}.",
            property.name, property.json
        ))
    };
    match value {
        Value::Null if property.is_nullable || property.is_collection => Ok(()),
        Value::Null => Err(bad(&format!("The property '{}' may not be null.", property.name))),
        Value::Array(items) if property.is_collection => {
            items.iter().try_for_each(|item| single(property, item, depth, &wrong))
        }
        Value::Array(_) => Err(wrong()),
        _ if property.is_collection => Err(wrong()),
        other => single(property, other, depth, &wrong),
    }
}

fn single(
    property: &Property,
    value: &Value,
    depth: usize,
    wrong: &dyn Fn() -> Answer,
) -> Result<(), Answer> {
    let fits = match (property.json, value) {
        ("object", Value::Object(inner)) => return object(property.refers, inner, depth + 1),
        ("boolean", Value::Bool(_)) | ("stream", _) => true,
        ("string(enum)", Value::String(text)) => {
            // Flags are a list in one text.
            let known = |part: &str| {
                property.members.iter().any(|member| {
                    let member = member.split('=').next().unwrap_or(member);
                    member.eq_ignore_ascii_case(part.trim())
                })
            };
            property.members.is_empty() || text.split(',').all(known)
        }
        ("string(date-time)", Value::String(text)) => text.parse::<jiff::Timestamp>().is_ok(),
        ("string(duration)", Value::String(text)) => {
            text.parse::<jiff::Span>().is_ok() && text.contains('P')
        }
        (json, Value::String(_)) => json.starts_with("string"),
        (json, Value::Number(number)) => {
            json.starts_with("number") || (json.starts_with("integer") && !number.is_f64())
        }
        _ => false,
    };
    fits.then_some(()).ok_or_else(wrong)
}

/// Members after `unknownFutureValue` are sent only to who asks for them (section 1.5).
pub(crate) fn mask_new_members(kind: &str, value: &mut Value) {
    let Value::Object(object) = value else { return };
    let said = object.get("@odata.type").and_then(Value::as_str);
    let said = said.map(|name| name.trim_start_matches('#').replace("microsoft.graph.", ""));
    let kind = said.unwrap_or_else(|| kind.to_owned());
    for (name, value) in object.iter_mut() {
        let Some(property) = property(&kind, name) else { continue };
        match value {
            Value::String(text) if property.json == "string(enum)" => {
                let names = property.members.iter().map(|m| m.split('=').next().unwrap_or(m));
                let mut later = names.skip_while(|name| *name != "unknownFutureValue").skip(1);
                if later.any(|name| name == text) {
                    "unknownFutureValue".clone_into(text);
                }
            }
            Value::Object(_) => mask_new_members(property.refers, value),
            Value::Array(items) => {
                items.iter_mut().for_each(|item| mask_new_members(property.refers, item));
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused(kind: &str, body: &Value) -> Option<String> {
        let refusal = check(kind, body.as_object().expect("an object")).err()?;
        let text = refusal.body.as_ref().and_then(|b| b.pointer("/error/message"))?;
        text.as_str().map(ToOwned::to_owned)
    }

    #[test]
    fn graph_7_bodies_are_held_against_the_documented_shapes() {
        let well = json!({"body": {"contentType": "html", "content": "<b>x</b>"},
            "mentions": [{"id": 0, "mentionText": "A", "mentioned": {"user": {"id": "x"}}}],
            "hostedContents": [{"@microsoft.graph.temporaryId": "1", "contentBytes": "AA==",
                "contentType": "image/png"}],
            "attachments": null, "importance": "URGENT"});
        assert_eq!(refused("chatMessage", &well), None);
        for (body, word) in [
            (json!({"bdy": {}}), "'bdy'"),
            (json!({"body": "text"}), "'body'"),
            (json!({"body": {"contents": "x"}}), "'contents'"),
            (json!({"importance": "dire"}), "'importance'"),
            (json!({"createdDateTime": "today"}), "'createdDateTime'"),
            (json!({"mentions": {}}), "'mentions'"),
            (json!({"mentions": [{"id": "a"}]}), "'id'"),
            (json!({"body": null}), "'body'"),
        ] {
            let said = refused("chatMessage", &body).unwrap_or_default();
            assert!(said.contains(word), "{body}: {said}");
        }
    }

    #[test]
    fn graph_1_5_members_after_unknown_future_value_are_kept_back() {
        let mut message = json!({"messageType": "systemEventMessage", "importance": "high"});
        mask_new_members("chatMessage", &mut message);
        assert_eq!(message, json!({"messageType": "unknownFutureValue", "importance": "high"}));
    }
}
