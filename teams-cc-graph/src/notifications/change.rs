//! What Graph posts about resources that somebody subscribed to.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use teams_cc_core::{Error, Secret, TenantId};

use super::call::{ChangeKind, Posted, is_object, some, text_of};
use super::content::EncryptedContent;
use crate::error;

/// One post verifies at most so many tokens: one for each tenant and app (`graph.md` section 6.5).
const MOST_TOKENS: usize = 100;

/// What happened to a subscription itself.
///
/// # Source
/// `graph.md` section 6.3.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Lifecycle {
    /// Reauthorise or renew it, or it falls silent.
    ReauthorizationRequired,
    /// It is gone: make a new one and read what was missed.
    Removed,
    /// Something was not delivered: read it.
    Missed,
    /// A word that is newer than this crate.
    Other(String),
}

impl Lifecycle {
    fn read(word: &str) -> Self {
        match word {
            _ if word.eq_ignore_ascii_case("reauthorizationRequired") => {
                Self::ReauthorizationRequired
            }
            _ if word.eq_ignore_ascii_case("subscriptionRemoved") => Self::Removed,
            _ if word.eq_ignore_ascii_case("missed") => Self::Missed,
            _ => Self::Other(word.to_owned()),
        }
    }

    /// The word of the documents.
    pub fn as_str(&self) -> &str {
        match self {
            Self::ReauthorizationRequired => "reauthorizationRequired",
            Self::Removed => "subscriptionRemoved",
            Self::Missed => "missed",
            Self::Other(word) => word,
        }
    }
}

/// One item of a change notification.
#[derive(Clone)]
pub struct ChangeNotification {
    pub(super) subscription: Box<str>,
    pub(super) client_state: Option<Secret>,
    pub(super) tenant: Option<TenantId>,
    pub(super) change: ChangeKind,
    pub(super) lifecycle: Option<Lifecycle>,
    pub(super) resource: Option<Box<str>>,
    pub(super) id: Option<Box<str>>,
    pub(super) etag: Option<Box<str>>,
    pub(super) encrypted: Option<EncryptedContent>,
    /// What was in it, when somebody opened it already.
    pub(super) opened: Option<Bytes>,
    pub(super) data: Option<Box<RawValue>>,
    pub(super) item: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow)]
    subscription_id: Option<Cow<'a, str>>,
    client_state: Option<Secret>,
    #[serde(borrow)]
    tenant_id: Option<Cow<'a, str>>,
    /// The tenant's older name.
    #[serde(borrow)]
    organization_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    change_type: Option<Cow<'a, str>>,
    #[serde(borrow)]
    lifecycle_event: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource: Option<Cow<'a, str>>,
    #[serde(borrow)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    resource_data: Option<&'a RawValue>,
    #[serde(borrow, alias = "EncryptedContent")]
    encrypted_content: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow, rename = "@odata.etag")]
    etag: Option<&'a RawValue>,
}

/// A post of change notifications, read and not yet believed.
pub(super) struct Changes {
    pub(super) items: Vec<ChangeNotification>,
    /// Items that cannot be read.
    pub(super) odd: usize,
    pub(super) tokens: Vec<String>,
}

impl Changes {
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let (posted, items) = Posted::read(body)?;
        let tokens = posted.tokens.unwrap_or_default();
        if tokens.len() > MOST_TOKENS {
            return Err(error::bad_notification("it has more than 100 tokens"));
        }
        let (items, odd) = some(items.into_iter().map(ChangeNotification::read_item))?;
        let tokens = tokens.into_iter().map(Cow::into_owned).collect();
        Ok(Self { items, odd, tokens })
    }
}

impl ChangeNotification {
    /// Reads one item, as it came or as it is kept in a queue.
    pub(crate) fn read_item(item: &RawValue) -> Result<Self, Error> {
        let odd = |_| error::bad_notification("an item is not an object of the right shape");
        let text = Some(item.get()).filter(|text| is_object(text)).unwrap_or_default();
        let read: Item<'_> = serde_json::from_str(text).map_err(odd)?;
        // A member that is there twice is one too many.
        let data = read.resource_data.filter(|data| is_object(data.get()));
        let data: Option<Told<'_>> =
            data.map(|data| serde_json::from_str(data.get())).transpose().map_err(odd)?;
        let subscription = read
            .subscription_id
            .ok_or_else(|| error::bad_notification("an item names no subscription"))?;
        Ok(Self {
            subscription: subscription.into(),
            client_state: read.client_state,
            tenant: tenant(read.tenant_id.as_deref(), read.organization_id.as_deref())?,
            change: ChangeKind::read(read.change_type.as_deref().unwrap_or_default()),
            lifecycle: read.lifecycle_event.as_deref().map(Lifecycle::read),
            resource: read.resource.map(Into::into),
            id: read.id.filter(|id| !id.is_empty()).map(Into::into),
            etag: data.and_then(|data| text_of(data.etag)).map(Into::into),
            encrypted: read.encrypted_content.map(EncryptedContent::read),
            opened: None,
            data: read.resource_data.map(ToOwned::to_owned),
            item: item.to_owned(),
        })
    }

    /// Whether nothing but its octets tells it from another: no id, no etag, no content.
    pub(super) fn is_nameless(&self) -> bool {
        self.id.is_none() && self.etag.is_none() && self.encrypted.is_none()
    }

    /// Whether it says more about the resource than that it changed.
    pub(super) fn says_how(&self) -> bool {
        let members = self.data.as_ref().and_then(|data| {
            serde_json::from_str::<HashMap<Cow<'_, str>, &RawValue>>(data.get()).ok()
        });
        let told = |name: &str| name != "id" && !name.starts_with('@');
        members.is_some_and(|members| members.keys().any(|name| told(name)))
    }

    /// The subscription it belongs to.
    pub fn subscription(&self) -> &str {
        &self.subscription
    }

    /// The tenant, where the item names it.
    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    /// Created, updated, deleted.
    pub fn change(&self) -> &ChangeKind {
        &self.change
    }

    /// What happened to the subscription itself, if it is about that.
    pub fn lifecycle(&self) -> Option<&Lifecycle> {
        self.lifecycle.as_ref()
    }

    /// The path of what changed, below the root: `communications/presences('id')`.
    pub fn resource(&self) -> Option<&str> {
        self.resource.as_deref()
    }

    /// The content that came along encrypted; [`DecryptionKeys`](super::DecryptionKeys) open it.
    pub fn encrypted(&self) -> Option<&EncryptedContent> {
        self.encrypted.as_ref()
    }

    /// Whether it is the first message of an Event Hub, which says nothing.
    pub fn is_validation(&self) -> bool {
        matches!(&self.change, ChangeKind::Other(word) if word.starts_with("Validation:"))
    }

    /// Reads the open part (`resourceData`) into a type.
    ///
    /// # Errors
    /// `TCC-GRAPH-0504` if there is none, or it does not fit.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let data = self.data.as_deref().map_or("null", RawValue::get);
        serde_json::from_str(data)
            .map_err(|_| error::bad_notification("the data does not fit the type asked for"))
    }

    /// The whole item as it came, `clientState` included: not for logs.
    pub fn json(&self) -> &str {
        self.item.get()
    }
}

/// The tenant by its two names. Two that differ name nobody.
fn tenant(name: Option<&str>, older: Option<&str>) -> Result<Option<TenantId>, Error> {
    let odd = || error::bad_notification("an item's tenant is no id");
    let read = |text: Option<&str>| match text {
        // The dummy of Event Hubs (`graph.md` section 6.6).
        None | Some("" | "NA") => Ok(None),
        Some(text) => text.parse::<TenantId>().map(Some).map_err(|_| odd()),
    };
    match (read(name)?, read(older)?) {
        (Some(name), Some(older)) if name != older => Err(odd()),
        (name, older) => Ok(name.or(older)),
    }
}

/// Without `clientState` and content.
impl fmt::Debug for ChangeNotification {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChangeNotification")
            .field("subscription", &self.subscription)
            .field("tenant", &self.tenant)
            .field("change", &self.change)
            .field("lifecycle", &self.lifecycle)
            .field("encrypted", &self.encrypted.is_some())
            .finish_non_exhaustive()
    }
}
