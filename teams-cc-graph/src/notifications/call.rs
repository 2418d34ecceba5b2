//! What the calling service posts about calls, operations and participants.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error as _, IgnoredAny, SeqAccess, Visitor};
use serde_json::value::RawValue;

use teams_cc_core::{Error, TenantId};
use teams_cc_http::jwt::is_deeper_than;

use super::told::{Resource, Told};
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
    is_old: bool,
    item: Box<RawValue>,
}

/// The few fields that order and routing need.
#[derive(Clone, Default)]
struct View {
    state: Option<Box<str>>,
    tone: Option<(u64, Box<str>)>,
}

/// What is posted, of either kind: a list of items, or a bare item.
#[derive(Deserialize)]
pub(super) struct Posted<'a> {
    #[serde(borrow)]
    value: Option<Items<'a>>,
    #[serde(borrow, rename = "validationTokens")]
    pub(super) tokens: Option<Vec<Cow<'a, str>>>,
}

/// Items, [`MOST_ITEMS`] at most: four million zeros are no notification.
struct Items<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Items<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = Items<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of at most 10,000 items")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = seq.next_element::<&'de RawValue>()? {
                    if items.len() == MOST_ITEMS {
                        return Err(A::Error::custom("more than 10,000 items"));
                    }
                    items.push(item);
                }
                Ok(Items(items))
            }
        }
        deserializer.deserialize_seq(List)
    }
}

impl<'a> Posted<'a> {
    /// Reads a post; the bare item is the whole of it.
    pub(super) fn read(body: &'a [u8]) -> Result<(Self, Vec<&'a RawValue>), Error> {
        let body = checked(body)?;
        // Lists would be read as structures, members in their order.
        let posted = Some(body).filter(|body| is_object(body)).map(serde_json::from_str::<Self>);
        let Some(Ok(mut posted)) = posted else {
            return Err(error::bad_notification("it is neither a list of items nor an item"));
        };
        let items = match posted.value.take() {
            Some(items) => items.0,
            None => vec![
                serde_json::from_str(body).map_err(|_| error::bad_notification("it is no JSON"))?,
            ],
        };
        Ok((posted, items))
    }
}

pub(super) fn is_object(json: &str) -> bool {
    json.trim_ascii_start().starts_with('{')
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
    resource_data: Option<Resource<'a>>,
    #[serde(borrow)]
    call: Option<&'a RawValue>,
    /// Only in the format before Graph's.
    #[serde(borrow)]
    call_state: Option<&'a RawValue>,
}

/// Where the data of an item is: participants of a recording policy come without `resourceData`, and
/// the item is the data.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Place<'a> {
    #[serde(borrow)]
    resource_data: Option<&'a RawValue>,
    call: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Pressed {
    #[serde(rename = "sequenceId")]
    sequence: u64,
    tone: Box<str>,
}

impl CallNotification {
    /// Reads a post whose token spoke of `tenant`: the items that can be read, and how many cannot.
    pub(crate) fn read_all(tenant: TenantId, body: &[u8]) -> Result<(Vec<Self>, usize), Error> {
        let (_, items) = Posted::read(body)?;
        some(items.into_iter().map(|item| Self::read_item(tenant, item)))
    }

    /// Reads one item, as it is kept in a queue.
    pub(crate) fn read_item(tenant: TenantId, item: &RawValue) -> Result<Self, Error> {
        let odd = |_| error::bad_notification("an item is not an object of the right shape");
        let text = Some(item.get()).filter(|text| is_object(text)).unwrap_or_default();
        let read: Item<'_> = serde_json::from_str(text).map_err(odd)?;
        // A list has no fields, and a member that is there twice is one too many.
        let data: Option<Told<'_>> = match read.resource_data {
            Some(data) => data.0,
            None if read.call.is_some() => Some(serde_json::from_str(text).map_err(odd)?),
            None => None,
        };
        let path = read.resource_url.or(read.resource).unwrap_or_default();
        let (from_path, tail) = split(&path);
        let named = data.as_ref().and_then(|data| data.kind.0.as_deref());
        let kind = |word: &str| {
            let ends = |text: &str| {
                let from = text.len().checked_sub(word.len());
                from.and_then(|at| text.get(at..)).is_some_and(|t| t.eq_ignore_ascii_case(word))
            };
            ends(&read.kind) || named.is_some_and(ends)
        };
        let id = data.as_ref().and_then(|data| data.id.0.as_deref());
        let about = match tail {
            _ if kind("participantJoiningNotification") => About::Joining,
            _ if kind("participantLeftNotification") => About::Left,
            Some(("operations", in_path)) => About::Operation(id.unwrap_or(in_path).to_owned()),
            Some(("participants", "")) => About::Roster,
            None if !from_path.is_empty() || kind(".call") => About::Call,
            _ => About::Other,
        };
        let call = match (&about, &data) {
            (About::Call, Some(_)) => id.map(Cow::Borrowed),
            (About::Joining | About::Left, Some(data)) => data.call.and_then(id_of).map(Cow::Owned),
            _ => None,
        };
        let call = call.unwrap_or(Cow::Borrowed(from_path));
        let is_old = read.call_state.is_some();
        let nameless = path.is_empty() && read.kind.is_empty() && named.is_none() && !is_old;
        if call.is_empty() && (about != About::Other || nameless || path.contains("calls/")) {
            return Err(error::bad_notification("an item names no call"));
        }
        let view = match (&about, &data) {
            (About::Call | About::Operation(_), Some(data)) => View {
                state: data.state.0.as_deref().map(Into::into),
                tone: data
                    .tone_info
                    .and_then(|tone| serde_json::from_str::<Pressed>(tone.get()).ok())
                    .map(|tone| (tone.sequence, tone.tone)),
            },
            _ => View::default(),
        };
        let change: &str = &read.change_type;
        Ok(Self {
            tenant,
            change: ChangeKind::read(change),
            about,
            call: call.into(),
            view,
            scenario: None,
            is_old: is_old && change.is_empty(),
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
        self.is_old && self.about == About::Other
    }

    /// Reads what is said about the thing into a type: a call, an operation, a list of
    /// participants.
    ///
    /// # Errors
    /// `TCC-GRAPH-0504` if there is nothing, or it does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let odd = |_| error::bad_notification("the data does not fit the type asked for");
        let place: Place<'_> = serde_json::from_str(self.item.get()).map_err(odd)?;
        let data = match (place.resource_data, place.call) {
            (Some(data), _) => data.get(),
            (None, Some(_)) => self.item.get(),
            (None, None) => "null",
        };
        serde_json::from_str(data).map_err(odd)
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

/// What can be read, and how much cannot. One odd item costs its neighbours nothing (RS-79); a post
/// of nothing else is no notification.
pub(super) fn some<T>(
    read: impl Iterator<Item = Result<T, Error>>,
) -> Result<(Vec<T>, usize), Error> {
    let (mut items, mut odd) = (Vec::with_capacity(read.size_hint().0), Vec::new());
    for item in read {
        match item {
            Ok(item) => items.push(item),
            Err(error) => odd.push(error),
        }
    }
    let count = odd.len();
    match odd.into_iter().next().filter(|_| items.is_empty()) {
        Some(error) => Err(error),
        None => Ok((items, count)),
    }
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

/// A text, if it is one.
pub(super) fn text_of(raw: Option<&RawValue>) -> Option<Cow<'_, str>> {
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);
    raw.and_then(|raw| serde_json::from_str::<Text<'_>>(raw.get()).ok()).map(|text| text.0)
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
    let mut one = String::with_capacity(id.len());
    one.extend(id.chars().filter(|c| *c != '-').map(|c| c.to_ascii_lowercase()));
    one
}
