//! Passes documented payloads of Graph through the models and shows what came out different.
//!
//! `roundtrip DIR` reads `index.tsv` there (columns by name: `file`, `kind` and `type`; the type is
//! Graph's, may be empty, a collection or the body of a request) and the JSON files it names. Each
//! is read as the model of its type and written back, as a program does that passes it on.
//! `unchanged N of M` counts the equal ones, as JSON values, nulls included. It exits with 1 if any
//! differs, with 2 if the folder cannot be read.

use std::path::Path;
use std::process::ExitCode;

use serde_json::Value;
use teams_cc_graph::models::registry::pass_through;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: roundtrip DIR");
        return ExitCode::from(2);
    };
    match run(Path::new(&folder)) {
        Ok((same, all)) => {
            println!("unchanged {same} of {all}");
            if same == all { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(why) => {
            eprintln!("{why}");
            ExitCode::from(2)
        }
    }
}

fn run(folder: &Path) -> Result<(usize, usize), String> {
    let index = folder.join("index.tsv");
    let text = read(&index)?;
    let mut lines = text.lines();
    let columns: Vec<&str> = lines.next().unwrap_or_default().split('\t').map(str::trim).collect();
    let column = |name: &str| columns.iter().position(|column| *column == name);
    let file = column("file").ok_or_else(|| format!("{}: no column file", index.display()))?;
    let type_name = column("type");
    let (mut same, mut all) = (0, 0);
    for line in lines.filter(|line| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let name = cells.get(file).copied().unwrap_or_default();
        let graph_type = type_name.and_then(|at| cells.get(at)).copied().unwrap_or_default();
        all += 1;
        let original: Value = match serde_json::from_str(&read(&folder.join(name))?) {
            Ok(value) => value,
            Err(error) => {
                println!("{name}: no JSON: {error}");
                continue;
            }
        };
        let passed = pass(&original, graph_type);
        let mut differences = Vec::new();
        compare("", &original, &passed, &mut differences);
        same += usize::from(differences.is_empty());
        for difference in differences {
            println!("{name} ({graph_type}): {difference}");
        }
    }
    Ok((same, all))
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// Through the model of its type: the one in the index, else the one it names itself.
fn pass(payload: &Value, graph_type: &str) -> Value {
    let element = element_of(graph_type);
    match payload {
        Value::Array(list) => Value::Array(list.iter().map(|item| pass(item, element)).collect()),
        Value::Object(fields) => {
            let is_page = fields.get("value").is_some_and(Value::is_array);
            if is_page && !has_values(element) {
                let items = |(name, value): (&String, &Value)| match name.as_str() {
                    "value" => (name.clone(), pass(value, element)),
                    _ => (name.clone(), value.clone()),
                };
                return Value::Object(fields.iter().map(items).collect());
            }
            let named = fields.get("@odata.type").and_then(Value::as_str).unwrap_or_default();
            through(element, payload)
                .or_else(|| through(named, payload))
                .unwrap_or_else(|| payload.clone())
        }
        // A text or a number is what it is.
        other => other.clone(),
    }
}

/// `Collection(microsoft.graph.call)`, `call collection`, `call[]`: a list of calls.
fn element_of(graph_type: &str) -> &str {
    let name = graph_type.trim_start_matches('#').trim();
    let inner = name.strip_prefix("Collection(").and_then(|rest| rest.strip_suffix(')'));
    let name = inner.unwrap_or(name);
    name.trim_end_matches("[]").trim_end_matches(" collection").trim()
}

/// Whether a type has a field `value` of its own, so that it is no page.
fn has_values(graph_type: &str) -> bool {
    ["Notifications", "NotificationCollection"].iter().any(|end| graph_type.ends_with(end))
}

/// The payload written back by the model of this type; `None` where there is none.
fn through(graph_type: &str, payload: &Value) -> Option<Value> {
    let bytes = serde_json::to_vec(payload).ok()?;
    pass_through(graph_type, &bytes)?.ok()
}

/// Where two values differ, by path.
fn compare(path: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(one), Value::Object(other)) => {
            for (name, value) in one {
                let path = format!("{path}/{name}");
                match other.get(name) {
                    Some(after) => compare(&path, value, after, found),
                    None => found.push(format!("{path} is gone")),
                }
            }
            let new = other.keys().filter(|name| !one.contains_key(*name));
            found.extend(new.map(|name| format!("{path}/{name} was not there")));
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (at, (before, after)) in one.iter().zip(other).enumerate() {
                compare(&format!("{path}/{at}"), before, after, found);
            }
        }
        _ if before == after => {}
        _ => found.push(format!("{path}: {before} became {after}")),
    }
}
