//! One filled value of each type that an operation sends: as Rust, by setters, and as JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::models::MADE;
use super::names::{pascal, snake};
use super::types::{Field, Kind, Type, Types};

/// What stands for an abstract type; else the first that derives from it.
const STANDS_FOR: [(&str, &str); 6] = [
    ("mediaConfig", "serviceHostedMediaConfig"),
    ("meetingInfo", "organizerMeetingInfo"),
    ("callOptions", "outgoingCallOptions"),
    ("conversationMember", "aadUserConversationMember"),
    ("eventMessageDetail", "chatRenamedEventMessageDetail"),
    ("teamworkNotificationRecipient", "aadUserNotificationRecipient"),
];

/// What only OData's annotations say, by type.
const BOUND: [(&str, &str, &str); 5] = [
    ("aadUserConversationMember", "user", "users('8b081ef6-4792-4def-b2c9-c363a1bf41d5')"),
    ("teamsAppInstallation", "teamsApp", "appCatalogs/teamsApps/12345678-9abc-def0-123456789a"),
    (
        "userScopeTeamsAppInstallation",
        "teamsApp",
        "appCatalogs/teamsApps/12345678-9abc-def0-123456789a",
    ),
    ("teamsTab", "teamsApp", "appCatalogs/teamsApps/06805b9e-77e3-4b93-ac81-525eb87513b8"),
    ("team", "template", "teamsTemplates('standard')"),
];

/// The values that were asked for and those in them.
pub(crate) struct Samples<'a> {
    types: &'a Types,
    /// By function: its text, and the value as JSON.
    made: BTreeMap<String, (String, String)>,
    /// Those that are being made: none is put into itself.
    open: BTreeSet<String>,
    used: BTreeSet<String>,
}

/// The function that makes a value: with what comes only when expanded, or without.
pub(crate) fn function(types: &Types, name: &str, is_whole: bool) -> String {
    let (rust, module) = types.place(name);
    let suffix = match (is_whole, module) {
        (true, "requests") | (false, _) => "",
        (true, _) => "_whole",
    };
    format!("{}{suffix}", snake(&rust))
}

impl<'a> Samples<'a> {
    pub(crate) fn new(types: &'a Types) -> Self {
        Self { types, made: BTreeMap::new(), open: BTreeSet::new(), used: BTreeSet::new() }
    }

    /// A value with all that it can have.
    pub(crate) fn whole(&mut self, name: &str) {
        self.make(name, true);
    }

    /// A value that was asked for, as JSON.
    pub(crate) fn json(&self, name: &str) -> &str {
        self.made.get(&function(self.types, name, true)).map_or("null", |made| &made.1)
    }

    /// All values as a file.
    pub(crate) fn file(&self) -> String {
        let mut text = format!(
            "//! Filled bodies: every property that version 1.0 has.\n\n{MADE}
use serde_json::json;
use teams_cc_graph::models::{{{}}};\n",
            self.used.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
        );
        for (function, _) in self.made.values() {
            let _ = write!(text, "\n{function}");
        }
        text
    }

    fn make(&mut self, name: &str, is_whole: bool) -> bool {
        let function = function(self.types, name, is_whole);
        if self.made.contains_key(&function) {
            return true;
        }
        let Some(ty) = self.types.0.get(name) else { return false };
        let stands = self.stands_for(ty);
        // A value within itself would have no end.
        if !self.open.insert(name.to_owned()) {
            return false;
        }
        let rust = self.use_type(name);
        let real = self.use_type(&stands.name);
        let (mut setters, mut json) = (String::new(), Vec::new());
        if stands.name != name {
            json.push(format!("\"@odata.type\": \"#{}\"", stands.name));
        }
        for field in self.types.fields(stands) {
            let is_navigation = field.is_navigation && stands.kind != Kind::Request;
            if field.json == "@odata.type" || field.is_beta || (is_navigation && !is_whole) {
                continue;
            }
            if let Some((value, as_json)) = self.value(&field) {
                let _ = write!(setters, "\n        .{}({value})", field.rust);
                json.push(format!("\"{}\": {as_json}", field.json));
            }
        }
        let simple = stands.name.rsplit('.').next().unwrap_or_default();
        let bound = BOUND.iter().find(|(of, ..)| *of == simple);
        let filled = format!("{real}::default(){setters}");
        let mut body = match bound {
            Some((_, what, place)) => {
                let link = format!("https://graph.microsoft.com/v1.0/{place}");
                json.push(format!("\"{what}@odata.bind\": \"{link}\""));
                format!(
                    "let mut filled = {filled};\n    \
                     filled.rest.insert(\"{what}@odata.bind\", json!(\"{link}\"));\n    filled"
                )
            }
            None => filled,
        };
        if stands.name != name {
            body.push_str(".into()");
        }
        self.open.remove(name);
        let text = format!("pub(crate) fn {function}() -> {rust} {{\n    {body}\n}}\n");
        self.made.insert(function, (text, format!("{{{}}}", json.join(", "))));
        true
    }

    /// The type that is put into a slot of this one.
    fn stands_for(&self, ty: &'a Type) -> &'a Type {
        let simple = ty.name.rsplit('.').next().unwrap_or_default();
        if !ty.is_abstract {
            return ty;
        }
        let named = STANDS_FOR.iter().find(|(base, _)| *base == simple);
        let named =
            named.and_then(|(_, real)| self.types.0.get(&format!("microsoft.graph.{real}")));
        let derived = self.types.family(&ty.name);
        let mut concrete = derived.iter().filter_map(|name| self.types.0.get(*name));
        named.or_else(|| concrete.find(|ty| !ty.is_abstract && !ty.is_beta)).unwrap_or(ty)
    }

    fn use_type(&mut self, name: &str) -> String {
        let (rust, module) = self.types.place(name);
        let path = if module.is_empty() { rust.clone() } else { format!("{module}::{rust}") };
        self.used.insert(path);
        rust
    }

    /// A value of a field, as Rust and as JSON.
    fn value(&mut self, field: &Field) -> Option<(String, String)> {
        let (rust, json) = match (field.json_type.as_str(), self.types.0.get(&field.refers_to)) {
            ("object" | "string(enum)", Some(ty)) if ty.kind == Kind::Enum => {
                let member = ty.members.iter().find(|member| *member != "unknownFutureValue")?;
                let rust = self.use_type(&ty.name);
                let variant = match pascal(member).as_str() {
                    "Unknown" => "UnknownToGraph".to_owned(),
                    other => other.to_owned(),
                };
                (format!("{rust}::{variant}"), format!("\"{member}\""))
            }
            ("object", Some(ty)) => {
                if !self.make(&ty.name, false) {
                    return None;
                }
                let function = function(self.types, &ty.name, false);
                let json = self.made.get(&function)?.1.clone();
                (format!("{function}()"), json)
            }
            ("object" | "string(enum)" | "stream", _) => return None,
            ("boolean", _) => ("true".into(), "true".into()),
            (kind, _) if kind.starts_with("integer") => ("7".into(), "7".into()),
            (kind, _) if kind.starts_with("number") => ("1.5".into(), "1.5".into()),
            (kind, _) => {
                let text = match kind {
                    "string(date-time)" => "2026-11-29T08:30:15Z".into(),
                    "string(duration)" => "PT1H30M".into(),
                    "string(uuid)" => "0d1a5d0c-8f2b-4f6c-9f3e-6a5c1c9b7e21".into(),
                    "string(time)" => "09:30:00".into(),
                    "string(base64url)" => "Y29udGVudA==".into(),
                    _ => match field.json.as_str() {
                        "availability" => "Busy".into(),
                        "activity" => "InACall".into(),
                        name => format!("{name} \u{e4}\\\"<1>"),
                    },
                };
                let is_listed_text = field.is_list && kind.starts_with("string");
                let owned = if is_listed_text { ".to_owned()" } else { "" };
                (format!("\"{text}\"{owned}"), format!("\"{text}\""))
            }
        };
        Some(if field.is_list { (format!("[{rust}]"), format!("[{json}]")) } else { (rust, json) })
    }
}
