//! Two requests for one operation.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Sent;

/// A defect of Microsoft's library that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Defect {
    /// It drops the commas between the parameters of a function.
    NoCommas,
    /// It writes the parameters of a function as `'@name'`, and gives no value to the alias.
    LiteralAliases,
    /// It writes durations as `1:30:00`.
    ClockDurations,
    /// It does not write sets of flags.
    NoFlags,
}

/// How two requests differ.
#[derive(Debug)]
pub(super) enum Difference {
    Known(Defect),
    Other(String),
}

/// Names of properties that are sets of flags.
const FLAGS: [&str; 6] = [
    "actions",
    "contentSharingDisabled",
    "dlpAction",
    "userAction",
    "verdictDetails",
    "videoDisabled",
];

/// Ours against theirs, and against what was wanted.
pub(super) fn requests(ours: &Sent, theirs: &Sent, wanted: Option<&Value>) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut other = |text: String| all.push(Difference::Other(text));
    if ours.method != theirs.method {
        other(format!("{} there, {} here", theirs.method, ours.method));
    }
    if query(ours) != query(theirs) {
        other(format!("?{} there, ?{} here", theirs.query, ours.query));
    }
    if ours.body.is_some() && ours.content_type != theirs.content_type {
        other(format!("{:?} there, {:?} here", theirs.content_type, ours.content_type));
    }
    if ours.body.as_ref() != wanted {
        other(format!("our body is {:?}", ours.body));
    }
    if let Some(difference) = paths(&ours.path, &theirs.path) {
        all.push(difference);
    }
    match (&ours.body, &theirs.body) {
        (Some(ours), Some(theirs)) => bodies("", ours, theirs, &mut all),
        (None, None) => {}
        (ours, theirs) => all.push(Difference::Other(format!("{theirs:?} there, {ours:?} here"))),
    }
    all
}

fn paths(ours: &str, theirs: &str) -> Option<Difference> {
    let (here, there) = (segments(ours), segments(theirs));
    let bare = |path: &[String]| path.iter().map(|one| one.replace(',', "")).collect::<Vec<_>>();
    let name = |path: &[String]| {
        let names = path.iter().map(|one| one.split('(').next().unwrap_or_default().to_owned());
        names.collect::<Vec<_>>()
    };
    if here == there {
        None
    } else if bare(&here) == bare(&there) {
        Some(Difference::Known(Defect::NoCommas))
    } else if theirs.contains("=@") && name(&here) == name(&there) {
        Some(Difference::Known(Defect::LiteralAliases))
    } else {
        Some(Difference::Other(format!("{theirs} there, {ours} here")))
    }
}

fn bodies(at: &str, ours: &Value, theirs: &Value, all: &mut Vec<Difference>) {
    match (ours, theirs) {
        (Value::Object(here), Value::Object(there)) => {
            for name in here.keys().chain(there.keys()).collect::<BTreeSet<_>>() {
                let at = format!("{at}/{name}");
                match (here.get(name), there.get(name)) {
                    (Some(here), Some(there)) => bodies(&at, here, there, all),
                    // It names the type of what is of the declared type anyway.
                    (None, Some(_)) if name == "@odata.type" => {}
                    (Some(_), None) if FLAGS.contains(&name.as_str()) => {
                        all.push(Difference::Known(Defect::NoFlags));
                    }
                    (here, there) => {
                        all.push(Difference::Other(format!(
                            "{at}: {there:?} there, {here:?} here"
                        )));
                    }
                }
            }
        }
        (Value::Array(here), Value::Array(there)) if here.len() == there.len() => {
            for (index, (here, there)) in here.iter().zip(there).enumerate() {
                bodies(&format!("{at}/{index}"), here, there, all);
            }
        }
        (Value::String(here), Value::String(there)) if here != there => {
            // The same moment.
            if here.strip_suffix('Z').is_some_and(|here| there.strip_suffix("+00:00") == Some(here))
            {
                return;
            }
            all.push(if here == "PT1H30M" && there == "1:30:00" {
                Difference::Known(Defect::ClockDurations)
            } else {
                Difference::Other(format!("{at}: {there:?} there, {here:?} here"))
            });
        }
        (here, there) if here != there => {
            all.push(Difference::Other(format!("{at}: {there} there, {here} here")));
        }
        _ => {}
    }
}

/// Split before they are decoded: an argument cannot leave its segment.
fn segments(path: &str) -> Vec<String> {
    path.split('/').map(decoded).collect()
}

fn query(sent: &Sent) -> BTreeSet<(String, String)> {
    let pairs = sent.query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        })
        .collect()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend_from_slice(before.as_bytes());
        let byte = after.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.expect("two digits follow"));
        rest = &after[2..];
    }
    bytes.extend_from_slice(rest.as_bytes());
    String::from_utf8(bytes).expect("UTF-8")
}
