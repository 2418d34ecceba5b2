//! Models by the name of their type, for programs that read payloads of any type.

use serde_json::Value;

use super::Model;
use super::graph::registry::all;
use super::object::Object;

/// A type: its name in lower case, a payload read and written back, the names of its fields.
pub(crate) type Row = (&'static str, Through, Names);
type Through = fn(&[u8]) -> serde_json::Result<Value>;
type Names = fn() -> &'static [&'static str];

pub(crate) fn through<T: Model>(payload: &[u8]) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_slice::<T>(payload)?)
}

pub(crate) fn names<T: Object + Default>() -> &'static [&'static str] {
    T::default().names()
}

/// Declares the table, sorted by lower-case name. It is inlined, like what uses it: only a program
/// that asks for a type by name pays for compiling every type.
macro_rules! table {
    ($($name:literal = $model:path,)*) => {
        #[inline]
        pub(crate) fn all() -> &'static [crate::models::registry::Row] {
            use crate::models::registry::{Row, names, through};
            const ALL: &[Row] = &[$(($name, through::<$model>, names::<$model>),)*];
            ALL
        }
    };
}
pub(crate) use table;

/// Reads a payload as the model of a Graph type and writes it back as a program that passes it on
/// would; `None` for a type that has no model here.
///
/// The name is that of Graph's metadata in any case; `#` and `microsoft.graph.` may be missing.
/// The body of an action is named `call.answer`.
///
/// # Errors
/// Of `serde_json`: the payload is no JSON object.
#[inline]
pub fn pass_through(graph_type: &str, payload: &[u8]) -> Option<serde_json::Result<Value>> {
    find(graph_type).map(|(_, through, _)| through(payload))
}

/// The names of all types that have a model, in lower case, sorted.
#[inline]
pub fn graph_types() -> impl Iterator<Item = &'static str> {
    all().iter().map(|(name, _, _)| *name)
}

/// The names in JSON of the fields that the model of a Graph type has; `None` for a type that has
/// no model here.
#[inline]
pub fn field_names(graph_type: &str) -> Option<&'static [&'static str]> {
    find(graph_type).map(|(_, _, names)| names())
}

#[inline]
fn find(graph_type: &str) -> Option<&'static Row> {
    let name = graph_type.trim_start_matches('#').to_lowercase();
    let prefixes = ["", "microsoft.graph.", "microsoft.graph.callrecords."];
    let administration = ["microsoft.graph.teamsadministration."];
    let known = |prefix: &str| {
        let name = format!("{prefix}{name}");
        all().binary_search_by(|(known, _, _)| (*known).cmp(&name)).ok()
    };
    let place = prefixes.iter().chain(&administration).find_map(|prefix| known(prefix))?;
    all().get(place)
}
