//! Writes the operations: a handle for each resource, a function for each operation.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::names::{field, pascal, snake};
use super::table::{self, Row};
use super::types::{Kind, Types};

/// All files by path below `teams-cc-graph/src`.
pub(crate) fn write(root: &Path, types: &Types) -> Result<BTreeMap<String, String>, String> {
    let rows = table::read(root, "graph-operations.tsv")?;
    // `$batch` is no operation on a resource; it has a type of its own.
    let rows = rows.iter().filter(|row| row["operation_id"] != "batch");
    let mut handles: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let id = &row["operation_id"];
        let (handle, _) = id.rsplit_once('.').ok_or_else(|| format!("{id} is of no resource"))?;
        handles.entry(handle.to_owned()).or_default().push(row);
        // `chats.messages.hostedContents` is reached through `chats` and `chats.messages`.
        let mut outer = handle;
        while let Some((next, _)) = outer.rsplit_once('.') {
            handles.entry(next.to_owned()).or_default();
            outer = next;
        }
    }
    let mut files = BTreeMap::new();
    for (handle, rows) in &handles {
        let children: Vec<&str> = handles
            .keys()
            .filter(|child| child.rsplit_once('.').is_some_and(|(outer, _)| outer == handle))
            .map(String::as_str)
            .collect();
        let path = format!("graph/{}.rs", snake(&pascal(handle)));
        files.insert(path, file_of(types, handle, rows, &children));
    }
    files.insert("graph/mod.rs".into(), index(&handles));
    files.insert("graph/needs.rs".into(), needs(&handles));
    Ok(files)
}

/// The permissions of each operation, sorted by its name.
fn needs(handles: &BTreeMap<String, Vec<&Row>>) -> String {
    let mut text = format!(
        "//! The permissions that each operation needs: any one of them.\n\n{}\n\
         use crate::operations::permissions::needs;\n\nneeds! {{\n",
        super::models::MADE
    );
    let rows: BTreeMap<&str, &Row> =
        handles.values().flatten().map(|row| (row["operation_id"].as_str(), *row)).collect();
    for (id, row) in rows {
        let list = |least: &str, all: &str| {
            let mut names: Vec<String> = Vec::new();
            for name in row[least].split(',').chain(row[all].split(',')) {
                let name = name.trim().trim_matches(['(', ')']);
                // Prose stands in parentheses and has spaces.
                if !name.is_empty() && !name.contains(' ') && !names.iter().any(|n| n == name) {
                    names.push(name.to_owned());
                }
            }
            // What an administrator grants for the whole tenant comes before what a team, a chat
            // or a person grants for itself.
            names.sort_by_key(|name| {
                [".Chat", ".Group", ".User"].iter().any(|own| name.ends_with(own))
            });
            let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
            format!("[{}]", names.join(", "))
        };
        let app = list("app_permission_least", "app_permissions");
        let person = list("delegated_permission_least", "delegated_permissions");
        let _ = writeln!(text, "    \"{id}\" = {app}, {person};");
    }
    text.push_str("}\n");
    text
}

fn index(handles: &BTreeMap<String, Vec<&Row>>) -> String {
    let mut text = format!(
        "//! The operations of Graph in its metadata, a file for each resource.\n\n{}\n",
        super::models::MADE
    );
    for handle in handles.keys() {
        let _ = writeln!(text, "mod {};", snake(&pascal(handle)));
    }
    text.push_str("pub(crate) mod needs;\n");
    text.push('\n');
    for handle in handles.keys() {
        let name = pascal(handle);
        let _ = writeln!(text, "pub use {}::{name};", snake(&name));
    }
    text.push_str("\nuse crate::operations::macros::operations;\n\noperations! {\n");
    text.push_str(
        "    /// Every operation of Graph that is in the tables, by resource.\n    Api {\n        leads to [\n",
    );
    for handle in handles.keys().filter(|handle| !handle.contains('.')) {
        let _ = writeln!(text, "        /// `{handle}`.");
        let _ = writeln!(text, "        {}: {},", snake(handle), pascal(handle));
    }
    text.push_str("        ]\n    }\n}\n");
    text
}

fn file_of(types: &Types, handle: &str, rows: &[&Row], children: &[&str]) -> String {
    let mut text = format!("//! `{handle}`.\n\n{}\n", super::models::MADE);
    for child in children {
        let _ = writeln!(text, "use super::{};", pascal(child));
    }
    text.push_str("use crate::operations::macros::operations;\n\noperations! {\n");
    let _ = writeln!(text, "    /// The operations on `{handle}`.\n    {} {{", pascal(handle));
    if !children.is_empty() {
        text.push_str("        leads to [\n");
        for child in children {
            let short = child.rsplit('.').next().unwrap_or(child);
            let _ = writeln!(text, "        /// `{child}`.");
            let _ = writeln!(text, "        {}: {},", snake(short), pascal(child));
        }
        text.push_str("        ]\n");
    }
    for row in rows {
        operation(&mut text, types, row);
    }
    text.push_str("    }\n}\n");
    text
}

fn operation(text: &mut String, types: &Types, row: &Row) {
    let id = &row["operation_id"];
    let name = field(id.rsplit('.').next().unwrap_or(id));
    let (path, arguments) = template(&row["path"]);
    let beta = row["version"] == "beta";
    let path = if beta { format!("/beta{path}") } else { path };
    let _ = writeln!(
        text,
        "        /// `{} {}`{}.",
        row["method"],
        row["path"],
        if beta { ", beta" } else { "" }
    );
    text.push_str("        ///\n");
    let none = row["app_permissions"].is_empty() && row["delegated_permissions"].is_empty();
    if none {
        text.push_str("        /// - No permission of its own is documented.\n");
    }
    for (who, least, all) in [
        ("An application", "app_permission_least", "app_permissions"),
        ("A signed-in user", "delegated_permission_least", "delegated_permissions"),
    ] {
        let all = row[all].as_str();
        let _ = match (all, row[least].as_str()) {
            ("", _) if none => Ok(()),
            ("", _) => writeln!(text, "        /// - {who}: not supported."),
            (all, "") => writeln!(text, "        /// - {who} needs one of: {}.", code(all)),
            (all, least) if all == least => {
                writeln!(text, "        /// - {who} needs {}.", code(least))
            }
            (all, least) => {
                writeln!(
                    text,
                    "        /// - {who} needs at least {}, or one of: {}.",
                    code(least),
                    code(all)
                )
            }
        };
    }
    let status = &row["success_status"];
    let _ = writeln!(text, "        /// - Answer: {status}. Clouds: {}.", row["clouds"]);
    let body = body(types, row).map(|body| format!("; {body}")).unwrap_or_default();
    let answer = answer(types, row);
    let method = &row["method"];
    let _ = writeln!(
        text,
        "        fn {name}({}{body}) => {answer} = {method} \"{path}\";",
        arguments.join(", ")
    );
}

fn code(names: &str) -> String {
    let names: Vec<String> = names.split(',').map(|name| format!("`{}`", name.trim())).collect();
    names.join(", ")
}

/// The path with `{}` for each argument, and their names. `{call-id}`, `{name}` and `@name` are
/// arguments.
fn template(path: &str) -> (String, Vec<String>) {
    let (mut out, mut names) = (String::new(), Vec::<String>::new());
    let mut rest = path;
    while let Some(at) = rest.find(['{', '@']) {
        out.push_str(&rest[..at]);
        out.push_str("{}");
        let from = at + 1;
        let is_end = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '-');
        let length = rest[from..].find(is_end).unwrap_or(rest.len() - from);
        let name = field(&rest[from..from + length]);
        // Whose meetings they are, and whose calls are meant.
        names.push(if names.contains(&name) { format!("of_{name}") } else { name });
        let closing = usize::from(rest.as_bytes()[at] == b'{');
        rest = &rest[from + length + closing..];
    }
    out.push_str(rest);
    (out, names)
}

/// The arguments of a path as it is in the tables, as they are called there.
pub(crate) fn arguments(path: &str) -> Vec<&str> {
    let starts = path.match_indices(['{', '@']).map(|(at, _)| &path[at + 1..]);
    let is_end = |letter: char| !(letter.is_ascii_alphanumeric() || letter == '-');
    starts.map(|rest| &rest[..rest.find(is_end).unwrap_or(rest.len())]).collect()
}

/// What is sent.
fn body(types: &Types, row: &Row) -> Option<String> {
    let name = row["request_type"].as_str();
    if name.is_empty() {
        return None;
    }
    if !name.ends_with("PostRequestBody") {
        return Some(model(types, name));
    }
    match body_type(types, row) {
        Some(body) => {
            let (rust, _) = types.place(body);
            Some(format!("crate::models::requests::{rust}"))
        }
        // Beta actions have no body in the tables.
        None => Some("serde_json::Value".into()),
    }
}

/// What an action takes, by its name in the tables.
pub(crate) fn body_type<'a>(types: &'a Types, row: &Row) -> Option<&'a str> {
    let name = row["request_type"].as_str();
    // Several resources have an action of that name: the one whose operation it is, `userTeamwork`
    // for `users.teamwork`.
    let (handle, _) = row["operation_id"].rsplit_once('.').unwrap_or_default();
    let steps = handle.split('.');
    let resource: String = steps.map(|step| step.strip_suffix('s').unwrap_or(step)).collect();
    let owner = handle.split('.').next().unwrap_or_default().to_lowercase();
    let mut bodies: Vec<_> = types
        .0
        .values()
        .filter(|ty| ty.kind == Kind::Request && ty.class == name)
        .map(|ty| ty.name.as_str())
        .collect();
    bodies.sort_by_key(|body| {
        let of = body.split('.').next().unwrap_or_default();
        (!of.eq_ignore_ascii_case(&resource), !owner.starts_with(&of.to_lowercase()))
    });
    bodies.first().copied()
}

/// What comes back.
fn answer(types: &Types, row: &Row) -> String {
    let name = row["response_type"].as_str();
    match name {
        "" => "()".into(),
        "stream" => "crate::operations::Content".into(),
        "value: string" => "serde_json::Value".into(),
        list if list.starts_with("value: ") => {
            let item = list.trim_start_matches("value: ").trim_end_matches("[]");
            format!("crate::models::Collection<{}>", model(types, item))
        }
        other => model(types, other),
    }
}

/// A type by its name in the tables.
pub(crate) fn model_name(types: &Types, name: &str) -> Option<String> {
    let spaces = ["microsoft.graph.", "microsoft.graph.callRecords.", ""];
    let known = spaces.iter().map(|space| format!("{space}{name}"));
    known.into_iter().find(|full| types.0.contains_key(full))
}

fn model(types: &Types, name: &str) -> String {
    match model_name(types, name) {
        Some(full) => {
            let (rust, module) = types.place(&full);
            let module = if module.is_empty() { String::new() } else { format!("{module}::") };
            format!("crate::models::{module}{rust}")
        }
        None => "serde_json::Value".into(),
    }
}
