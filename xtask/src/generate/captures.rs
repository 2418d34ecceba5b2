//! Writes what the capture test sends: each operation of version 1.0 once, with every argument,
//! and the same as data for Microsoft's library.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use super::models::MADE;
use super::names::{field, pascal, snake};
use super::operations::{arguments, body_type, model_name};
use super::samples::{Samples, function};
use super::table::{self, Row};
use super::types::Types;

/// All files by path below `tests/interop/capture`.
pub(crate) fn write(root: &Path, types: &Types) -> Result<BTreeMap<String, String>, String> {
    let rows = table::read(root, "graph-operations.tsv")?;
    // `$batch` is no operation on a resource: it is compared by hand.
    let rows: Vec<&Row> = rows
        .iter()
        .filter(|row| row["version"] == "v1.0" && row["operation_id"] != "batch")
        .collect();
    let mut samples = Samples::new(types);
    let mut calls = String::new();
    let mut plan = Vec::new();
    let mut bodies = BTreeSet::new();
    for row in rows {
        let body = match row["request_type"].as_str() {
            "" => None,
            _ => Some(body_name(types, row)?),
        };
        if let Some(body) = &body {
            samples.whole(body);
            bodies.insert(body.clone());
        }
        let _ = writeln!(calls, "    {},", call(types, row, body.as_deref()));
        plan.push(planned(row, body.as_deref()));
    }
    let operations = format!(
        "//! Each operation of version 1.0, as a vendor's program asks for it.\n\n{MADE}
use super::values;
use crate::capture::Ask;

/// Operations by their ids in the table.
pub(crate) const OPERATIONS: &[(&str, Ask)] = &[\n{calls}];\n"
    );
    let index = format!(
        "//! What is sent, made from the tables.\n\n{MADE}\nmod operations;\nmod values;\n
pub(crate) use operations::OPERATIONS;\n"
    );
    let whole = bodies.iter().map(|body| format!("\"{body}\": {}", samples.json(body)));
    let plan = format!(
        "{{\"operations\": [\n{}\n],\n\"bodies\": {{\n{}\n}}}}\n",
        plan.join(",\n"),
        whole.collect::<Vec<_>>().join(",\n")
    );
    Ok(BTreeMap::from([
        ("graph/mod.rs".into(), index),
        ("graph/operations.rs".into(), operations),
        ("graph/values.rs".into(), samples.file()),
        ("graph/plan.json".into(), plan),
    ]))
}

/// The type of what is sent, by its name in the tables.
fn body_name(types: &Types, row: &Row) -> Result<String, String> {
    let name = match row["request_type"].as_str() {
        action if action.ends_with("PostRequestBody") => body_type(types, row).map(str::to_owned),
        other => model_name(types, other),
    };
    name.ok_or_else(|| format!("{} sends what is in no table", row["operation_id"]))
}

/// `("chats.get", |api| api.chats().get("a chat").reading())`.
fn call(types: &Types, row: &Row, body: Option<&str>) -> String {
    let id = &row["operation_id"];
    let (handle, last) = id.rsplit_once('.').unwrap_or(("", id));
    let way: String = handle.split('.').map(|step| format!(".{}()", snake(step))).collect();
    let mut given: Vec<String> =
        arguments(&row["path"]).iter().map(|name| format!("\"{}\"", value(name))).collect();
    given.extend(body.map(|body| format!("&values::{}()", function(types, body, true))));
    format!("(\"{id}\", |api| api{way}.{}({}).reading())", field(last), given.join(", "))
}

/// What Microsoft's library is told to do.
fn planned(row: &Row, body: Option<&str>) -> String {
    let given = arguments(&row["path"])
        .iter()
        .map(|name| format!("[\"{name}\", \"{}\"]", value(name)))
        .collect::<Vec<_>>()
        .join(", ");
    let options = match row["method"].as_str() {
        "GET" => row["query_options"]
            .split(',')
            .filter(|option| option.starts_with('$'))
            .map(|option| format!("\"{option}\""))
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    };
    let body = body.map_or("null".into(), |body| format!("\"{body}\""));
    format!(
        "{{\"id\": \"{}\", \"method\": \"{}\", \"path\": \"{}\", \"arguments\": [{given}], \
         \"options\": [{options}], \"body\": {body}, \"builder\": \"{}\"}}",
        row["operation_id"], row["method"], row["path"], row["sdk_builder"]
    )
}

/// An argument with what could break out of its place; a moment where one is due.
fn value(name: &str) -> String {
    match name {
        "fromDateTime" | "startDateTime" => "2026-11-01T00:00:00+00:00".into(),
        "toDateTime" | "endDateTime" => "2026-11-29T08:30:00+00:00".into(),
        "chat-id" | "channel-id" => format!("19:{name}/?#&@thread.v2"),
        // Between quotes of a function a quote is doubled by us and not by the library.
        "type" | "name" => format!("{name} a/b"),
        name => format!("{}'s+{name}=", pascal(name)),
    }
}
