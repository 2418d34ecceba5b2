//! Writes the models.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::homes;
use super::names::pascal;
use super::types::{Field, Kind, Type, Types};

/// All files by path below `teams-cc-graph/src/models`.
pub(crate) fn write(types: &Types) -> BTreeMap<String, String> {
    let homes = homes::files(types);
    let mut files = BTreeMap::new();
    let mut modules: BTreeMap<&str, Vec<(String, Vec<String>)>> = BTreeMap::new();
    for (path, names) in &homes {
        let (module, file) = path.rsplit_once('/').unwrap_or(("", path));
        let public = names.iter().map(|name| types.place(name).0).collect();
        modules.entry(module).or_default().push((file.to_owned(), public));
        files.insert(format!("graph/{path}.rs"), file_of(types, path, names));
    }
    let inner: Vec<&str> = modules.keys().copied().filter(|module| !module.is_empty()).collect();
    for (module, children) in &modules {
        let path = if module.is_empty() { "graph".into() } else { format!("graph/{module}") };
        let nested = if module.is_empty() { inner.as_slice() } else { &[] };
        files.insert(format!("{path}/mod.rs"), index(module, nested, children));
    }
    files.insert("graph/registry.rs".into(), registry(types));
    files
}

pub(crate) const MADE: &str = "// Made by `cargo xtask generate` from the tables in `metadata`.\n";

fn index(module: &str, nested: &[&str], children: &[(String, Vec<String>)]) -> String {
    let what = match module {
        "call_records" => "Call records (`microsoft.graph.callRecords`).",
        "teams_administration" => "Voice administration (`microsoft.graph.teamsAdministration`).",
        "requests" => "What the actions of Graph take, by resource and action.",
        _ => "The resources of Graph in its metadata, one file each.",
    };
    let mut text = format!("//! {what}\n\n{MADE}\n");
    for module in nested {
        let _ = writeln!(text, "pub mod {module};");
    }
    if module.is_empty() {
        text.push_str("#[cfg(feature = \"registry\")]\npub(crate) mod registry;\n");
    }
    for (file, _) in children {
        let _ = writeln!(text, "mod {file};");
    }
    text.push('\n');
    for (file, names) in children {
        let _ = writeln!(text, "pub use {file}::{{{}}};", names.join(", "));
    }
    text
}

fn file_of(types: &Types, path: &str, names: &[&str]) -> String {
    let first = names.first().copied().unwrap_or_default();
    let about = names.iter().find(|name| homes_name(name) == path_name(path)).unwrap_or(&first);
    let mut text = match types.0[*about].kind {
        Kind::Request => format!("//! What the actions of `{}` take.\n\n{MADE}\n", path_name(path)),
        _ => format!("//! `{about}` and what only it uses.\n\n{MADE}\n"),
    };
    let mut uses: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let (mut has_model, mut has_enum, mut has_family) = (false, false, false);
    let mut body = String::new();
    for name in names {
        let ty = &types.0[*name];
        match ty.kind {
            Kind::Enum => {
                has_enum = true;
                enumeration(&mut body, types, ty);
            }
            _ => {
                has_model = true;
                model(&mut body, types, ty);
                for field in types.fields(ty) {
                    let target = field.refers_to.as_str();
                    if types.0.contains_key(target) && !names.contains(&target) {
                        let (rust, module) = types.place(target);
                        uses.entry(module).or_default().insert(rust);
                    }
                    match rust_type(types, ty, &field).as_str() {
                        kept if kept.contains("DateTime>") || kept == "DateTime" => {
                            uses.entry("").or_default().insert("DateTime".into());
                        }
                        kept if kept.contains("IsoDuration") => {
                            uses.entry("").or_default().insert("IsoDuration".into());
                        }
                        _ => {}
                    }
                }
                for base in types.bases(name) {
                    has_family = true;
                    family(&mut body, types, ty, base);
                    if !names.contains(&base.name.as_str()) {
                        let (rust, module) = types.place(&base.name);
                        uses.entry(module).or_default().insert(rust);
                    }
                }
            }
        }
    }
    if has_family {
        text.push_str("use crate::models::family::derives;\n");
    }
    let macros = match (has_model, has_enum) {
        (true, true) => "{model, open_enum}",
        (true, false) => "model",
        _ => "open_enum",
    };
    let _ = writeln!(text, "use crate::models::model::{macros};");
    for (module, names) in uses {
        let module = if module.is_empty() { String::new() } else { format!("{module}::") };
        let names: Vec<String> = names.into_iter().collect();
        let _ = writeln!(text, "use crate::models::{module}{{{}}};", names.join(", "));
    }
    text.push('\n');
    text.push_str(body.trim_start());
    text
}

fn homes_name(graph: &str) -> String {
    super::names::snake(graph.rsplit('.').next().unwrap_or(graph))
}

fn path_name(path: &str) -> String {
    path.rsplit('/').next().unwrap_or(path).to_owned()
}

fn model(text: &mut String, types: &Types, ty: &Type) {
    let kind = match ty.kind {
        Kind::Entity => "entity",
        Kind::Request => "what the action takes",
        _ => "complex type",
    };
    let beta = if ty.is_beta { ", beta" } else { "" };
    let (rust, _) = types.place(&ty.name);
    let _ = writeln!(text, "\nmodel! {{\n    /// `{}`: {kind}{beta}.", ty.name);
    if let Some(base) = types.0.get(&ty.base) {
        let _ = writeln!(text, "    ///\n    /// Derives from `{}`.", base.name);
    }
    let _ = writeln!(text, "    {rust} = \"{}\" {{", ty.name);
    for field in types.fields(ty) {
        let _ = writeln!(text, "        /// {}", about(types, &field));
        let (name, rust_type) = (&field.rust, rust_type(types, ty, &field));
        let leads = match rust_type.strip_prefix("Box<").and_then(|model| model.strip_suffix('>')) {
            Some(model) => format!(" => {model}"),
            None => format!(": {rust_type}"),
        };
        let _ = writeln!(text, "        {name}{leads} = \"{}\",", field.json);
    }
    text.push_str("    }\n}\n");
}

/// The base type takes it in, and gives it back.
fn family(text: &mut String, types: &Types, ty: &Type, base: &Type) {
    let (derived, _) = types.place(&ty.name);
    let (wide, _) = types.place(&base.name);
    let names: Vec<String> =
        types.family(&ty.name).iter().map(|name| format!("\"{name}\"")).collect();
    let _ = writeln!(text, "\nderives!({derived}: {wide} [{}]);", names.join(", "));
}

fn about(types: &Types, field: &Field) -> String {
    let simple = field.refers_to.rsplit('.').next().unwrap_or_default();
    let what = match field.json_type.as_str() {
        "object" | "string(enum)" if types.0.contains_key(&field.refers_to) => {
            format!("`{simple}`")
        }
        "object" if !simple.is_empty() => format!("`{simple}`, not described here"),
        "string(date-time)" => "a moment".into(),
        "string(duration)" => "a duration, ISO 8601".into(),
        "string(uuid)" => "a GUID".into(),
        "stream" => "a stream".into(),
        "boolean" => "yes or no".into(),
        kind if kind.starts_with("integer") => "a whole number".into(),
        kind if kind.starts_with("number") => "a number".into(),
        _ => "text".into(),
    };
    let list = if field.is_list { "list of " } else { "" };
    let navigation = if field.is_navigation { "; comes when expanded" } else { "" };
    let beta = if field.is_beta { "; beta" } else { "" };
    format!("`{}`: {list}{what}{navigation}{beta}.", field.json)
}

fn rust_type(types: &Types, ty: &Type, field: &Field) -> String {
    let is_presence = ty.name.contains("presence.") || ty.name == "microsoft.graph.presence";
    let one = match (field.json_type.as_str(), field.json.as_str()) {
        ("string", "availability") if is_presence => "teams_cc_core::Availability".into(),
        ("string", "activity") if is_presence => "teams_cc_core::Activity".into(),
        ("object" | "string(enum)", _) => match types.0.get(&field.refers_to) {
            Some(target) => {
                let (rust, _) = types.place(&target.name);
                let is_boxed = target.kind != Kind::Enum && !field.is_list;
                if is_boxed { format!("Box<{rust}>") } else { rust }
            }
            None => "serde_json::Value".into(),
        },
        ("string(date-time)", _) => "DateTime".into(),
        ("string(duration)", _) => "IsoDuration".into(),
        ("boolean", _) => "bool".into(),
        (kind, _) if kind.starts_with("integer") => "i64".into(),
        (kind, _) if kind.starts_with("number") => "f64".into(),
        _ => "String".to_owned(),
    };
    if field.is_list { format!("Vec<{one}>") } else { one }
}

fn enumeration(text: &mut String, types: &Types, ty: &Type) {
    let (rust, _) = types.place(&ty.name);
    let beta = if ty.is_beta { ", beta" } else { "" };
    let flags = if ty.is_flags { ", several joined by commas" } else { "" };
    let _ = writeln!(text, "\nopen_enum! {{\n    /// `{}`{flags}{beta}.", ty.name);
    let _ = writeln!(text, "    {rust} = \"{}\" {{", ty.name);
    for member in ty.members.iter().filter(|member| *member != "unknownFutureValue") {
        let variant = match pascal(member).as_str() {
            // Ours says that we do not know it, this one that Graph does not.
            "Unknown" => "UnknownToGraph".to_owned(),
            other => other.to_owned(),
        };
        let _ = writeln!(text, "        /// `{member}`.\n        {variant} = \"{member}\",");
    }
    text.push_str("    }\n}\n");
}

fn registry(types: &Types) -> String {
    let mut text = format!("//! Every model by the name of its type in Graph.\n\n{MADE}\n");
    text.push_str(
        "use crate::models::registry::table;
use crate::models::{call_records, requests, teams_administration};

table! {\n",
    );
    let mut all: Vec<(String, String)> = Vec::new();
    for ty in types.0.values().filter(|ty| ty.kind != Kind::Enum) {
        let (rust, module) = types.place(&ty.name);
        let path = match module {
            "" => format!("crate::models::{rust}"),
            module => format!("{module}::{rust}"),
        };
        if ty.kind == Kind::Request {
            // As Microsoft's documents and libraries call it.
            all.push((ty.class.to_lowercase(), path.clone()));
        }
        all.push((ty.name.to_lowercase(), path));
    }
    all.sort();
    // `mute` of a call and of a participant have one name there, and the same fields.
    all.dedup_by(|next, kept| next.0 == kept.0);
    for (name, path) in all {
        let _ = writeln!(text, "    \"{name}\" = {path},");
    }
    text.push_str("}\n");
    text
}
