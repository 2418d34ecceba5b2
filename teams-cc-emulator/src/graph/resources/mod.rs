//! What lies in the tenants and is read and written with plain requests: the directory, chats,
//! teams, meetings, call records, voice administration. `operations.tsv` says what there is,
//! `models.tsv` what it looks like; the areas say what it does.

pub(crate) mod access;
mod apps;
mod artifacts;
mod channels;
mod chats;
mod directory;
mod feed;
mod logs;
pub(crate) mod mail;
mod meetings;
mod messages;
mod operations;
pub(crate) mod records;
pub(crate) mod schema;
pub(crate) mod stock;
pub(crate) mod store;
mod teams;
mod voice;
#[cfg(test)]
mod walk;

use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};
use teams_cc_core::TenantId;

use super::answer::{Answer, Ask, percent_encoded};
use super::changes::ChangeKind;
use super::odata::{Listing, Mark, Pages, omit_nulls};
use super::{Caller, Graph};
use crate::UserRecord;
use crate::people::fresh_guid;
use operations::{Found, Lost, Operation};
use store::Store;

/// An operation that somebody asked for and may do.
pub(crate) struct Deed<'a> {
    graph: &'a Graph,
    ask: &'a Ask,
    caller: &'a Caller,
    found: Found,
}

/// Which operation a request is, if it is one of the data areas.
pub(crate) fn operation(ask: &Ask) -> Option<(&'static Operation, Vec<String>)> {
    operations::find(ask).ok().map(|found| (found.operation, found.keys))
}

/// Every permission of an application that the data areas ask for, but those of one chat, team or
/// user (resource-specific consent).
pub(crate) fn application_permissions() -> impl Iterator<Item = &'static str> {
    let all = operations::operations().iter().flat_map(|operation| &operation.app_permissions);
    all.copied().filter(|name| !access::is_specific(name))
}

impl Graph {
    /// Answers a request of the data areas; `None` if it is none of them.
    pub(super) fn resource(&self, ask: &Ask, caller: &Caller) -> Option<Result<Answer, Answer>> {
        let mut ask = ask.clone();
        // `/me` is whoever signed in.
        if ask.path.first().is_some_and(|first| first == "me") {
            let Some(user) = caller.user else {
                let text = "/me request is only valid with delegated authentication flow.";
                return Some(Err(Answer::error(400, "BadRequest", text)));
            };
            ask.path.splice(..1, ["users".to_owned(), user.to_string()]);
        }
        let counts = ask.path.last().is_some_and(|last| last == "$count");
        if counts {
            // The list behind it, one item of it, and how many there are.
            ask.path.pop();
            ask.query.retain(|(name, _)| matches!(name.as_str(), "$filter" | "$search"));
            ask.query.push(("$count".into(), "true".into()));
            ask.query.push(("$top".into(), "1".into()));
        }
        let found = match operations::find(&ask) {
            Ok(found) => found,
            Err(Lost::Path) => return None,
            Err(Lost::Method) => return Some(Err(Answer::wrong_method())),
            Err(Lost::Arguments) => {
                let text = "The arguments of the function cannot be read.";
                return Some(Err(Answer::error(400, "BadRequest", text)));
            }
        };
        let deed = Deed { graph: self, ask: &ask, caller, found };
        let answer = deed.run();
        Some(if counts { answer.and_then(|answer| counted(&answer)) } else { answer })
    }
}

impl Graph {
    /// A user of the caller's tenant, or 404.
    pub(super) fn user(&self, caller: &Caller, who: &str) -> Result<UserRecord, Answer> {
        self.stage.people.user(&caller.tenant, who).ok_or_else(|| Answer::no_resource(who))
    }

    fn fresh_id(&self) -> String {
        fresh_guid(&mut self.shared.rng.lock()).to_string()
    }

    /// Ids of messages are milliseconds since 1970, each one once.
    fn fresh_message_id(&self) -> String {
        let now = self.stage.clock.rfc3339().parse::<jiff::Timestamp>().unwrap_or_default();
        let now = u64::try_from(now.as_millisecond()).unwrap_or_default();
        let last = &self.shared.last_message;
        let before = last.fetch_max(now, Ordering::Relaxed);
        let id = if before < now { now } else { last.fetch_add(1, Ordering::Relaxed) + 1 };
        id.to_string()
    }

    fn fresh_digits(&self, count: u32) -> String {
        let bits = self.shared.rng.lock().next_u64();
        let first = 10_u64.pow(count - 1);
        (first + bits % (9 * first)).to_string()
    }

    fn pages(&self) -> Pages {
        Pages::new(self.stage.settings().seed ^ 0x7061_6765)
    }
}

impl Deed<'_> {
    fn run(&self) -> Result<Answer, Answer> {
        self.allowed()?;
        self.settle();
        let id = self.found.operation.id;
        let (area, _) = id.split_once('.').unwrap_or((id, ""));
        let mut answer = match area {
            "chats" if id.starts_with("chats.messages.") || id == "chats.getAllMessages" => {
                self.messages()
            }
            "chats" | "teams" | "users" if id.contains("installedApps") => self.apps(),
            "chats" if id.contains(".tabs.") => self.tabs(),
            _ if id.contains("sendActivityNotification") => self.feed(),
            "chats" => self.chats(),
            "channels" if id.contains(".messages.") => self.messages(),
            "channels" if id.contains(".tabs.") => self.tabs(),
            "channels" => self.channels(),
            "teams" => self.teams(),
            "mail" => self.mail(),
            "appCatalogs" => self.catalog(),
            "onlineMeetings" | "virtualAppointment" => self.meetings(),
            "attendanceReports" | "attendanceRecords" | "transcripts" | "recordings"
            | "adhocCalls" => self.artifacts(),
            "callRecords" => self.call_records(),
            "userConfigurations" | "numberAssignments" | "numberOperations" | "policy" => {
                self.voice()
            }
            _ => self.directory(),
        }?;
        self.preferences(&mut answer);
        self.locate(&mut answer);
        Ok(answer)
    }

    /// What was made says where it is.
    fn locate(&self, answer: &mut Answer) {
        let id = answer.body.as_ref().and_then(|body| body["id"].as_str());
        let is_said = answer.headers.iter().any(|(name, _)| *name == "Location");
        if let (201, Some(id), false) = (answer.status, id, is_said) {
            let here = self.here();
            let shelf = here.strip_suffix("/createOrGet").unwrap_or(&here);
            answer.headers.push(("Location", format!("{shelf}/{}", segment(id))));
        }
    }

    /// Whether the token has one of the operation's permissions.
    fn allowed(&self) -> Result<(), Answer> {
        let operation = self.found.operation;
        let have = &self.caller.roles;
        let wanted = match self.caller.user {
            Some(_) => &operation.delegated_permissions,
            None => &operation.app_permissions,
        };
        // A permission of one chat, team or user counts where it was consented to, not by name.
        let has = |want: &&&str| {
            let is_given = have.iter().any(|have| want.eq_ignore_ascii_case(have));
            is_given && (self.caller.user.is_some() || !access::is_specific(want))
        };
        let is_application = self.caller.user.is_none();
        if wanted.iter().any(|want| has(&want)) || (is_application && self.is_consented_here()) {
            return Ok(());
        }
        let area = operation.id.split('.').next().unwrap_or_default();
        if matches!(area, "users" | "groups" | "organization" | "directoryObjects") {
            return Err(Answer::forbidden());
        }
        let kind = if self.caller.user.is_some() { "scope" } else { "role" };
        let text = format!(
            "Missing {kind} permissions on the request. API requires one of '{}'. {}s on the request \
             '{}'.",
            wanted.join(", "),
            if kind == "role" { "Role" } else { "Scope" },
            have.join(", ")
        );
        Err(Answer::error(403, "Forbidden", &text))
    }

    /// Lets things happen whose time has come: teams that were being made.
    fn settle(&self) {
        self.ready_teams();
    }

    fn preferences(&self, answer: &mut Answer) {
        let Some(body) = &mut answer.body else { return };
        let kind = self.kind();
        if self.ask.preference("include-unknown-enum-members").is_none() && !kind.is_empty() {
            match body.get_mut("value").and_then(Value::as_array_mut) {
                Some(items) => items.iter_mut().for_each(|i| schema::mask_new_members(kind, i)),
                None => schema::mask_new_members(kind, body),
            }
        }
        if self.ask.preference("omit-values").is_some_and(|v| v.eq_ignore_ascii_case("nulls")) {
            omit_nulls(body);
            answer.headers.push(("Preference-Applied", "omit-values=nulls".into()));
        }
    }

    /// The type of what the operation answers, where enums of ours could be newer.
    fn kind(&self) -> &'static str {
        let id = self.found.operation.id;
        match id.split('.').next().unwrap_or_default() {
            _ if id.contains(".members.") => "conversationMember",
            "mail" => "",
            _ if id.contains("essages") => "chatMessage",
            "chats" => "chat",
            "channels" => "channel",
            "onlineMeetings" => "onlineMeeting",
            "callRecords" => "callRecords.callRecord",
            _ => "",
        }
    }

    fn store(&self) -> &Store {
        &self.graph.stage.store
    }

    fn tenant(&self) -> TenantId {
        self.caller.tenant_id
    }

    /// What stands in a variable segment of the path.
    fn key(&self, place: usize) -> &str {
        self.found.keys.get(place).map(String::as_str).unwrap_or_default()
    }

    /// An argument of a function.
    fn argument(&self, name: &str) -> Option<&str> {
        let found = self.found.arguments.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn now(&self) -> String {
        self.graph.stage.clock.rfc3339()
    }

    fn id(&self) -> &'static str {
        self.found.operation.id
    }

    /// The last part of the operation's id: `list`, `get`, `add`.
    fn verb(&self) -> &'static str {
        self.id().rsplit('.').next().unwrap_or_default()
    }

    /// The body as an object of that type.
    fn body(&self, kind: &str) -> Result<&Map<String, Value>, Answer> {
        let object = self.ask.object()?;
        schema::check(kind, object)?;
        Ok(object)
    }

    /// An answer with the operation's own status.
    fn done(&self, body: Value) -> Answer {
        Answer::with_status(self.found.operation.status, Some(body))
    }

    /// An answer with the operation's own status and nothing in it.
    fn nothing(&self) -> Answer {
        Answer::with_status(self.found.operation.status, None)
    }

    /// The collection below the version that is asked, as a context names it.
    fn context(&self, what: &str) -> String {
        self.graph.context(self.ask, what)
    }

    /// One resource as the answer.
    fn entity(&self, value: Value, what: &str, listing: &Listing<'_>) -> Result<Answer, Answer> {
        let mut shown = listing.shaped(self.ask, value)?;
        let part = self.part_shown();
        shown["@odata.context"] = self.context(&format!("{what}{part}/$entity")).into();
        Ok(self.done(shown))
    }

    /// What a context says of `$select` and `$expand`: `(id,displayName,members())`.
    fn part_shown(&self) -> String {
        let names = |option: &str| {
            let text = self.ask.option(option).unwrap_or_default().to_owned();
            text.split(',').map(|name| name.trim().to_owned()).collect::<Vec<_>>()
        };
        let mut all = names("select");
        let expanded = super::odata::expanded(self.ask.option("expand").unwrap_or_default());
        all.extend(expanded.into_iter().map(|name| format!("{name}()")));
        all.retain(|name| !name.is_empty() && name != "*");
        if all.is_empty() { String::new() } else { format!("({})", all.join(",")) }
    }

    /// The whole address without its query.
    fn here(&self) -> String {
        let path: Vec<String> = self.ask.path.iter().map(|part| segment(part)).collect();
        format!("{}/{}/{}", self.graph.base(), self.ask.version, path.join("/"))
    }

    /// Who asks what: a token is good for nobody and nothing else.
    fn whose(&self) -> String {
        let fixed = self.ask.query.iter().filter(|(name, _)| {
            !matches!(name.trim_start_matches('$'), "skip" | "skiptoken" | "deltatoken")
        });
        let options: Vec<String> = fixed.map(|(name, value)| format!("{name}={value}")).collect();
        let Caller { tenant_id, app, .. } = self.caller;
        format!("{tenant_id} {app} {} {}", self.ask.path.join("/"), options.join("&"))
    }

    /// A list as the answer.
    fn list(&self, items: Vec<Value>, what: &str, listing: &Listing<'_>) -> Result<Answer, Answer> {
        self.list_of(self.ask, items, what, listing)
    }

    /// A list as the answer to a question that says the same in other words.
    fn list_of(
        &self,
        ask: &Ask,
        items: Vec<Value>,
        what: &str,
        listing: &Listing<'_>,
    ) -> Result<Answer, Answer> {
        let now = self.graph.stage.clock.unix();
        let (here, whose) = (self.here(), self.whose());
        let what = if what.starts_with("Collection(") {
            what.to_owned()
        } else {
            format!("{what}{}", self.part_shown())
        };
        let place = (here.as_str(), self.context(&what), whose.as_str());
        listing.answer(ask, items, place, (self.graph.pages(), now))
    }

    /// What changed on a shelf since the caller last asked, page by page.
    fn delta(&self, shelf: &str, what: &str, listing: &Listing<'_>) -> Result<Answer, Answer> {
        let bad = |text: &str| Answer::error(400, "BadRequest", text);
        let (now, whose) = (self.graph.stage.clock.unix(), self.whose());
        let pages = self.graph.pages();
        let token = self.ask.option("deltatoken").or_else(|| self.ask.option("skiptoken"));
        let (from, is_first) = match token {
            None => (0, true),
            Some("latest") => (self.store().version(), false),
            Some(token) => match pages.read(token, &whose, now)? {
                Mark::First(version) => (version, true),
                Mark::Since(version) => (version, false),
                Mark::Skip(_) => return Err(bad("Invalid delta token.")),
            },
        };
        let newest = self.store().version();
        let mut changed = self.store().since(self.tenant(), shelf, from);
        if is_first {
            // Who never saw it needs not hear that it is gone.
            changed.retain(|(_, value)| value.get("@removed").is_none());
        }
        let wish = self.ask.option("top").or_else(|| self.ask.preference("odata.maxpagesize"));
        let wish =
            wish.and_then(|n| n.parse::<usize>().ok()).filter(|n| (1..=listing.most).contains(n));
        let size = wish.unwrap_or(listing.page);
        let is_last = changed.len() <= size;
        changed.truncate(size);
        let upto = changed.last().map_or(newest, |(version, _)| *version);
        let mut value = Vec::new();
        for (_, item) in changed {
            let is_gone = item.get("@removed").is_some();
            value.push(if is_gone { item } else { listing.shaped(self.ask, item)? });
        }
        let (name, key, mark) = match (is_last, is_first) {
            (true, _) => ("$deltatoken", "@odata.deltaLink", Mark::Since(newest)),
            (false, true) => ("$skiptoken", "@odata.nextLink", Mark::First(upto)),
            (false, false) => ("$skiptoken", "@odata.nextLink", Mark::Since(upto)),
        };
        let token = pages.write(mark, &whose, now);
        let next = super::odata::link(&self.here(), self.ask, name, &token);
        let context = match self.id() {
            "users.delta" => self.context(&format!("users{}", self.part_shown())),
            _ => self.context(&format!("Collection({what})")),
        };
        Ok(Answer::ok(json!({"@odata.context": context, key: next, "value": value})))
    }

    /// Tells whoever subscribed.
    fn publish(&self, resource: String, kind: ChangeKind, type_name: &str, data: &Value) {
        let mut data = data.clone();
        data["@odata.type"] = format!("#microsoft.graph.{type_name}").into();
        self.graph.stage.changes.publish(self.tenant(), resource, kind, data);
    }
}

/// A segment of a path as it stands in an address.
fn segment(text: &str) -> String {
    percent_encoded(text, b"-_.~$:@()',=!*;")
}

/// The id behind `...users('id')`, `...users/id`, `...teamsApps/id`.
fn bound(link: &str) -> &str {
    match link.rsplit_once("('") {
        Some((_, rest)) => rest.trim_end_matches("')"),
        None => link.rsplit('/').next().unwrap_or(link),
    }
}

/// The number of all that a list has, as text.
fn counted(answer: &Answer) -> Result<Answer, Answer> {
    let count = answer.body.as_ref().and_then(|body| body["@odata.count"].as_u64());
    match count {
        Some(count) => Ok(Answer::stream("text/plain", count.to_string().into_bytes())),
        None => Err(Answer::no_segment("$count")),
    }
}

fn bad(text: &str) -> Answer {
    Answer::error(400, "BadRequest", text)
}

fn not_found(text: &str) -> Answer {
    Answer::error(404, "NotFound", text)
}

/// A required text of a body.
fn needed<'a>(body: &'a Map<String, Value>, name: &str) -> Result<&'a str, Answer> {
    let text = body.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| bad(&format!("The property '{name}' is required.")))
}

/// An id that says nothing to others and may stand in a path.
fn opaque(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}
