//! Which operation a request is: the documents' table of methods, paths, permissions and success
//! statuses (`graph-operations.tsv` of the specification, with the neighbours that clients ask for).

use std::sync::OnceLock;

#[cfg(test)]
use axum::http::Method;

use super::super::answer::Ask;

/// The table: operation, method, path, application permissions, delegated permissions, status.
pub(crate) const TABLE: &str = include_str!("operations.tsv");

/// One operation of Graph.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: &'static str,
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) app_permissions: Vec<&'static str>,
    pub(crate) delegated_permissions: Vec<&'static str>,
    pub(crate) status: u16,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Word(&'static str),
    Variable,
}

/// All operations of the data areas.
pub(crate) fn operations() -> &'static [Operation] {
    static ALL: OnceLock<Vec<Operation>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().filter_map(operation).collect())
}

fn operation(line: &'static str) -> Option<Operation> {
    let mut columns = line.split('\t');
    let mut next = || columns.next().unwrap_or_default();
    let (id, method, path) = (next(), next(), next());
    // Permissions that stand in parentheses come from prose; they count.
    let list = |text: &'static str| {
        let names = text.split(',').map(|name| name.trim_matches(['(', ')', ' ']));
        names.filter(|name| !name.is_empty()).collect::<Vec<_>>()
    };
    let (app_permissions, delegated_permissions) = (list(next()), list(next()));
    let status = next().parse().ok()?;
    let segments = path
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| {
            if segment.starts_with('{') { Segment::Variable } else { Segment::Word(bare(segment)) }
        })
        .collect();
    Some(Operation { id, method, path, app_permissions, delegated_permissions, status, segments })
}

/// Without namespace and arguments: `microsoft.graph.callRecords.getPstnCalls(..)` is
/// `getPstnCalls`.
fn bare(segment: &str) -> &str {
    let name = segment.split('(').next().unwrap_or(segment);
    match name.strip_prefix("microsoft.graph.") {
        Some(rest) => rest.rsplit('.').next().unwrap_or(rest),
        // The documents leave the first part of the namespace out in places.
        None => ["callRecords.", "teamsAdministration."]
            .iter()
            .find_map(|space| name.strip_prefix(space))
            .unwrap_or(name),
    }
}

/// What a request asks for.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) operation: &'static Operation,
    /// What stands in the variable segments, in order.
    pub(crate) keys: Vec<String>,
    /// Arguments of a function, aliases resolved, without quotes.
    pub(crate) arguments: Vec<(String, String)>,
}

/// Why a request is no operation of the data areas.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Lost {
    /// The path is nobody's here.
    Path,
    /// The path is known, with other methods.
    Method,
    /// Arguments of a function that cannot be read.
    Arguments,
}

/// Finds the operation; of several the one with more words of its own.
pub(crate) fn find(ask: &Ask) -> Result<Found, Lost> {
    let mut path: Vec<String> = Vec::new();
    let mut arguments = Vec::new();
    for segment in &ask.path {
        match segment.split_once('(').map(|(name, rest)| (name, rest.strip_suffix(')'))) {
            // `chats('19:..')` is `chats/19:..`.
            Some((name, Some(key))) if is_quoted(key) => {
                path.push(name.to_owned());
                path.push(key.trim_matches('\'').replace("''", "'"));
            }
            Some((name, Some(given))) => {
                arguments = parsed(given, ask).ok_or(Lost::Arguments)?;
                path.push(name.to_owned());
            }
            Some((_, None)) => return Err(Lost::Arguments),
            None => path.push(segment.clone()),
        }
    }
    let fits = |operation: &&Operation| {
        operation.segments.len() == path.len()
            && operation.segments.iter().zip(&path).all(|(want, have)| match want {
                Segment::Word(word) => word.eq_ignore_ascii_case(bare(have)),
                Segment::Variable => !have.is_empty(),
            })
    };
    let words = |operation: &&Operation| {
        operation.segments.iter().filter(|s| matches!(s, Segment::Word(_))).count()
    };
    let known = operations().iter().filter(fits);
    let most = known.clone().map(|operation| words(&operation)).max().ok_or(Lost::Path)?;
    let mut best = known.filter(|operation| words(operation) == most);
    let method = ask.method.as_str();
    let operation = best.find(|operation| operation.method == method).ok_or(Lost::Method)?;
    let keys = operation.segments.iter().zip(path);
    let keys = keys.filter(|(want, _)| matches!(want, Segment::Variable)).map(|(_, key)| key);
    Ok(Found { operation, keys: keys.collect(), arguments })
}

/// One quoted text, and nothing else.
fn is_quoted(key: &str) -> bool {
    key.len() >= 2
        && key.starts_with('\'')
        && key.ends_with('\'')
        && !key[1..key.len() - 1].replace("''", "").contains('\'')
}

/// `name='value',other=@alias`.
fn parsed(given: &str, ask: &Ask) -> Option<Vec<(String, String)>> {
    let mut arguments = Vec::new();
    let mut rest = given.trim();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (value, left) = match after.strip_prefix('\'') {
            Some(quoted) => {
                let end = quoted.find('\'')?;
                (quoted.get(..end)?, quoted.get(end + 1..)?)
            }
            None => {
                let end = after.find(',').unwrap_or(after.len());
                (after.get(..end)?, after.get(end..)?)
            }
        };
        // A comma is all that may stand between two arguments.
        rest = match left.strip_prefix(',') {
            Some(more) if !more.is_empty() => more,
            None if left.is_empty() => "",
            _ => return None,
        };
        let value = if value.starts_with('@') {
            ask.query.iter().find(|(alias, _)| alias == value)?.1.trim_matches('\'').into()
        } else {
            value.to_owned()
        };
        if name.is_empty()
            || !name.bytes().all(|b| b.is_ascii_alphanumeric())
            || value.contains('=')
        {
            return None;
        }
        arguments.push((name.to_owned(), value));
    }
    Some(arguments)
}

impl Operation {
    /// The method as HTTP has it.
    #[cfg(test)]
    pub(crate) fn verb(&self) -> Method {
        self.method.parse().unwrap_or(Method::GET)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::answer::Body;
    use super::*;

    fn ask(address: &str) -> Ask {
        Ask::new("v1.0", Method::GET, address, Body::None)
    }

    #[test]
    fn graph_1_5_functions_are_found_with_and_without_namespace_and_with_aliases() {
        for address in [
            "/communications/callRecords/getPstnCalls(fromDateTime=2026-01-01,toDateTime=2026-01-02)",
            "/communications/callRecords/microsoft.graph.callRecords.getPstnCalls(fromDateTime=@a,toDateTime=@b)?@a=2026-01-01&@b=2026-01-02",
        ] {
            let found = find(&ask(address)).expect("an operation");
            assert_eq!(found.operation.id, "callRecords.getPstnCalls");
            let want = [("fromDateTime", "2026-01-01"), ("toDateTime", "2026-01-02")];
            let have: Vec<_> =
                found.arguments.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(have, want);
        }
    }

    #[test]
    fn graph_9_2_arguments_without_their_comma_are_refused() {
        let address = "/communications/callRecords/getPstnCalls(fromDateTime=2026-01-01toDateTime=2026-01-02)";
        assert_eq!(find(&ask(address)).err(), Some(Lost::Arguments));
    }

    #[test]
    fn a_word_is_preferred_to_a_variable_and_keys_may_stand_in_parentheses() {
        let found = find(&ask("/users/delta()")).expect("an operation");
        assert_eq!(found.operation.id, "users.delta");
        let found = find(&ask("/chats('19:a@x')/messages/7")).expect("an operation");
        assert_eq!(found.operation.id, "chats.messages.get");
        assert_eq!(found.keys, ["19:a@x", "7"]);
        assert_eq!(find(&ask("/nowhere/x")).err(), Some(Lost::Path));
        let put = Ask::new("v1.0", Method::PUT, "/chats", Body::None);
        assert_eq!(find(&put).err(), Some(Lost::Method));
    }
}
