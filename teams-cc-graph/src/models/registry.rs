//! Models by the name of their type, for programs that read payloads of any type.

use serde_json::Value;

use super::Model;
use super::graph::registry::all;

/// Reads a payload as a model and writes it back.
pub(crate) type Through = fn(&[u8]) -> serde_json::Result<Value>;

pub(crate) fn through<T: Model>(payload: &[u8]) -> serde_json::Result<Value> {
    serde_json::to_value(serde_json::from_slice::<T>(payload)?)
}

/// Declares the table, sorted by lower-case name. It is inlined, like what uses it: only a program
/// that asks for a type by name pays for compiling every type.
macro_rules! table {
    ($($name:literal = $model:path,)*) => {
        #[inline]
        pub(crate) fn all() -> &'static [(&'static str, crate::models::registry::Through)] {
            const ALL: &[(&str, crate::models::registry::Through)] =
                &[$(($name, crate::models::registry::through::<$model>),)*];
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
    find(graph_type).map(|through| through(payload))
}

/// The names of all types that have a model, in lower case, sorted.
#[inline]
pub fn graph_types() -> impl Iterator<Item = &'static str> {
    all().iter().map(|(name, _)| *name)
}

#[inline]
fn find(graph_type: &str) -> Option<Through> {
    let name = graph_type.trim_start_matches('#').to_lowercase();
    let prefixes = ["", "microsoft.graph.", "microsoft.graph.callrecords."];
    let administration = ["microsoft.graph.teamsadministration."];
    let known = |prefix: &str| {
        let name = format!("{prefix}{name}");
        all().binary_search_by(|(known, _)| (*known).cmp(&name)).ok()
    };
    let place = prefixes.iter().chain(&administration).find_map(|prefix| known(prefix))?;
    all().get(place).map(|(_, through)| *through)
}
