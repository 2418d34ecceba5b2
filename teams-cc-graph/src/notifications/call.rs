//! What the calling service posts about calls, operations and participants.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use teams_cc_core::{Error, TenantId};

use super::depth::is_deeper_than;
use super::{DEEPEST, LARGEST_BODY, MOST_ITEMS};
use crate::error;

/// A name of the service's is never longer.
const LONGEST_SCENARIO: usize = 128;

/// What happened to the thing a notification is about. Written in either case on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChangeKind {
    /// It is new: a call that rings.
    Created,
    /// It changed.
    Updated,
    /// It is gone: a call that ended, an operation that finished.
    Deleted,
    /// A word that is newer than this crate.
    Other(String),
}

impl ChangeKind {
    pub(crate) fn read(word: &str) -> Self {
        match word {
            _ if word.eq_ignore_ascii_case("created") => Self::Created,
            _ if word.eq_ignore_ascii_case("updated") => Self::Updated,
            _ if word.eq_ignore_ascii_case("deleted") => Self::Deleted,
            _ => Self::Other(word.to_owned()),
        }
    }

    /// The word of the documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Other(word) => word,
        }
    }
}

/// What a calling notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum About {
    /// The call itself.
    Call,
    /// An operation on it: a prompt, a recording, an invitation.
    Operation(String),
    /// Its roster; the data is a list of participants.
    Roster,
    /// Somebody under a recording policy joins (`participantJoiningNotification`).
    Joining,
    /// Somebody under a recording policy left (`participantLeftNotification`).
    Left,
    /// Something newer than this crate.
    Other,
}

/// One notification of the calling service, verified. What it says about the thing is read with
/// [`read`](Self::read), unknown fields included.
#[derive(Clone)]
pub struct CallNotification {
    tenant: TenantId,
    change: ChangeKind,
    about: About,
    call: Box<str>,
    view: View,
    scenario: Option<Box<str>>,
    data: Option<Box<RawValue>>,
    item: Box<RawValue>,
}

/// The few fields that order and routing need.
#[derive(Clone, Default)]
struct View {
    state: Option<Box<str>>,
    tone: Option<(u64, Box<str>)>,
}

#[derive(Deserialize)]
struct Posted<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow, rename = "@odata.type", default)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    change_type: Cow<'a, str>,
    #[serde(borrow)]
    resource_url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource_data: Option<&'a RawValue>,
    #[serde(borrow)]
    call: Option<&'a RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told<'a> {
    #[serde(borrow, default, rename = "@odata.type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    state: Option<&'a RawValue>,
    #[serde(borrow)]
    tone_info: Option<&'a RawValue>,
    #[serde(borrow)]
    call: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Pressed {
    #[serde(rename = "sequenceId")]
    sequence: u64,
    tone: Box<str>,
}

impl CallNotification {
    /// Reads a post whose token spoke of `tenant`.
    pub(crate) fn read_all(tenant: TenantId, body: &[u8]) -> Result<Vec<Self>, Error> {
        let items = items(body)?;
        items.into_iter().map(|item| Self::read_item(tenant, item)).collect()
    }

    /// Reads one item, as it is kept in a queue.
    pub(crate) fn read_item(tenant: TenantId, item: &RawValue) -> Result<Self, Error> {
        let read: Item<'_> = serde_json::from_str(item.get())
            .map_err(|_| error::bad_notification("an item is not an object of the right shape"))?;
        // Participants of a recording policy come without resourceData: the item is the data.
        let raw = read.resource_data.or_else(|| read.call.map(|_| item));
        // A list has no fields; whatever is no object is data for the caller.
        let data = raw.filter(|raw| raw.get().starts_with('{'));
        let data: Option<Told<'_>> = data.and_then(|raw| serde_json::from_str(raw.get()).ok());
        let path = read.resource_url.or(read.resource).unwrap_or_default();
        let (from_path, tail) = split(&path);
        let kind = |word: &str| {
            let ends = |text: &str| {
                let from = text.len().checked_sub(word.len());
                from.and_then(|at| text.get(at..)).is_some_and(|t| t.eq_ignore_ascii_case(word))
            };
            ends(&read.kind) || data.as_ref().is_some_and(|data| ends(&data.kind))
        };
        let about = match tail {
            _ if kind("participantJoiningNotification") => About::Joining,
            _ if kind("participantLeftNotification") => About::Left,
            Some(("operations", id)) => About::Operation(
                data.as_ref().and_then(|d| d.id.as_deref()).unwrap_or(id).to_owned(),
            ),
            Some(("participants", "")) => About::Roster,
            None if !from_path.is_empty() || kind(".call") => About::Call,
            _ => About::Other,
        };
        let named = match (&about, &data) {
            (About::Call, Some(data)) => data.id.clone(),
            (About::Joining | About::Left, Some(data)) => data.call.and_then(id_of).map(Cow::Owned),
            _ => None,
        };
        let call = named.unwrap_or(Cow::Borrowed(from_path));
        if call.is_empty() && about != About::Other {
            return Err(error::bad_notification("an item names no call"));
        }
        let view = match (&about, &data) {
            (About::Call | About::Operation(_), Some(data)) => View {
                state: data.state.and_then(|state| serde_json::from_str(state.get()).ok()),
                tone: data
                    .tone_info
                    .and_then(|tone| serde_json::from_str::<Pressed>(tone.get()).ok())
                    .map(|tone| (tone.sequence, tone.tone)),
            },
            _ => View::default(),
        };
        Ok(Self {
            tenant,
            change: ChangeKind::read(&read.change_type),
            about,
            call: call.into(),
            view,
            scenario: None,
            data: raw.map(ToOwned::to_owned),
            item: item.to_owned(),
        })
    }

    /// The tenant that the token spoke of.
    pub fn tenant(&self) -> TenantId {
        self.tenant
    }

    /// Created, updated, deleted.
    pub fn change(&self) -> &ChangeKind {
        &self.change
    }

    /// The call, an operation on it, its roster.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The id of the call, as the service writes it in addresses.
    pub fn call(&self) -> &str {
        &self.call
    }

    /// The same id in the one form that compares: without dashes, in lower case. The service
    /// itself mixes the forms.
    ///
    /// # Source
    /// `graph.md` section 2.5.
    pub fn call_key(&self) -> String {
        normalised(&self.call)
    }

    /// The state of the call, as sent (`established`).
    pub fn state(&self) -> Option<&str> {
        self.view.state.as_deref()
    }

    /// A key that was pressed: its number in the call, and its name (`tone1`).
    pub fn tone(&self) -> Option<(u64, &str)> {
        self.view.tone.as_ref().map(|(sequence, tone)| (*sequence, &**tone))
    }

    /// The service's name for the conversation that this is part of (header `Scenario-Id`): sent
    /// back with every request about the call (`graph.md` section 2.5).
    pub fn scenario(&self) -> Option<&str> {
        self.scenario.as_deref()
    }

    /// Keeps it if it is short and plain: it becomes a header again.
    pub(super) fn set_scenario(&mut self, scenario: Option<&str>) {
        let plain = |text: &&str| {
            (1..=LONGEST_SCENARIO).contains(&text.len())
                && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        self.scenario = scenario.map(str::trim).filter(plain).map(Into::into);
    }

    /// Whether it is in the format before Graph's: neither a kind nor a change.
    ///
    /// # Source
    /// `graph.md` section 2.5: 204 asks for Graph's format.
    pub(super) fn is_legacy(&self) -> bool {
        #[derive(Deserialize)]
        struct Old<'a> {
            #[serde(borrow, rename = "callState")]
            state: Option<&'a RawValue>,
        }
        let old = serde_json::from_str::<Old<'_>>(self.item.get());
        self.about == About::Other && old.is_ok_and(|old| old.state.is_some())
    }

    /// Reads what is said about the thing into a type: a call, an operation, a list of
    /// participants.
    ///
    /// # Errors
    /// `TCC-GRAPH-0504` if there is nothing, or it does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let data = self.data.as_deref().map_or("null", RawValue::get);
        serde_json::from_str(data)
            .map_err(|_| error::bad_notification("the data does not fit the type asked for"))
    }

    /// The whole item as it came.
    pub fn json(&self) -> &str {
        self.item.get()
    }
}

/// Calls name people; only ids and states are shown.
impl fmt::Debug for CallNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallNotification")
            .field("tenant", &self.tenant)
            .field("call", &self.call)
            .field("change", &self.change)
            .field("about", &self.about)
            .field("state", &self.view.state)
            .finish_non_exhaustive()
    }
}

/// The items of a post, or the bare item that it is.
pub(super) fn items(body: &[u8]) -> Result<Vec<&RawValue>, Error> {
    let body = checked(body)?;
    match serde_json::from_str::<Posted<'_>>(body) {
        Ok(posted) if posted.value.len() > MOST_ITEMS => {
            Err(error::bad_notification("it has more than 10,000 items"))
        }
        Ok(posted) => Ok(posted.value),
        Err(_) => {
            let bare: &RawValue =
                serde_json::from_str(body).map_err(|_| error::bad_notification("it is no JSON"))?;
            if bare.get().starts_with('{') && !has_value(body) {
                Ok(vec![bare])
            } else {
                Err(error::bad_notification("it is neither a list of items nor an item"))
            }
        }
    }
}

/// Whether there is a `value` that is something else than a list.
fn has_value(body: &str) -> bool {
    #[derive(Deserialize)]
    struct Any<'a> {
        #[serde(borrow)]
        value: Option<&'a RawValue>,
    }
    serde_json::from_str::<Any<'_>>(body).is_ok_and(|any| any.value.is_some())
}

/// Size, depth and text, before anything parses it.
pub(super) fn checked(body: &[u8]) -> Result<&str, Error> {
    if body.len() > LARGEST_BODY {
        return Err(error::bad_notification("it is larger than 4 MiB"));
    }
    if is_deeper_than(body, DEEPEST) {
        return Err(error::bad_notification("it nests deeper than 64 levels"));
    }
    std::str::from_utf8(body).map_err(|_| error::bad_notification("it is not UTF-8"))
}

fn id_of(call: &RawValue) -> Option<String> {
    #[derive(Deserialize)]
    struct Id {
        id: String,
    }
    serde_json::from_str::<Id>(call.get()).ok().map(|call| call.id)
}

/// `/communications/calls/{id}/operations/{oid}` → the call's id and what follows it. The old
/// prefix is `/app`, the leading slash may be missing.
fn split(path: &str) -> (&str, Option<(&str, &str)>) {
    let Some((_, after)) = path.split_once("calls/") else { return ("", None) };
    let mut steps = after.trim_end_matches('/').splitn(3, '/');
    let call = steps.next().unwrap_or_default();
    (call, steps.next().map(|what| (what, steps.next().unwrap_or_default())))
}

pub(super) fn normalised(id: &str) -> String {
    id.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()).collect()
}
