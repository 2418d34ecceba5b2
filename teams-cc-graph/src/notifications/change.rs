//! What Graph posts about resources that somebody subscribed to.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use teams_cc_core::{Error, Secret, TenantId};

use super::call::{ChangeKind, checked, items};
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
    pub(super) data: Option<Box<RawValue>>,
    pub(super) item: Box<RawValue>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Item<'a> {
    #[serde(borrow)]
    subscription_id: Option<Cow<'a, str>>,
    client_state: Option<Secret>,
    #[serde(borrow, alias = "organizationId")]
    tenant_id: Option<Cow<'a, str>>,
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
    #[serde(alias = "EncryptedContent")]
    encrypted_content: Option<EncryptedContent>,
}

#[derive(Deserialize)]
struct Told<'a> {
    #[serde(borrow, rename = "@odata.etag")]
    etag: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Tokens {
    #[serde(rename = "validationTokens")]
    tokens: Option<Vec<String>>,
}

/// A post of change notifications, read and not yet believed.
pub(super) struct Posted {
    pub(super) items: Vec<ChangeNotification>,
    pub(super) tokens: Vec<String>,
}

impl Posted {
    pub(super) fn read(body: &[u8]) -> Result<Self, Error> {
        let text = checked(body)?;
        let items = items(body)?
            .into_iter()
            .map(ChangeNotification::read_item)
            .collect::<Result<_, _>>()?;
        let tokens: Tokens = serde_json::from_str(text)
            .map_err(|_| error::bad_notification("its validationTokens are no list of texts"))?;
        let tokens = tokens.tokens.unwrap_or_default();
        if tokens.len() > MOST_TOKENS {
            return Err(error::bad_notification("it has more than 100 tokens"));
        }
        Ok(Self { items, tokens })
    }
}

impl ChangeNotification {
    /// Reads one item, as it came or as it is kept in a queue.
    pub(crate) fn read_item(item: &RawValue) -> Result<Self, Error> {
        let bad = |_| error::bad_notification("an item is not an object of the right shape");
        // `organizationId` is the tenant's older name; both may come, so the alias is not enough.
        let text = item.get();
        let read: Item<'_> = match serde_json::from_str(text) {
            Ok(read) => read,
            Err(_) => {
                let mut map: serde_json::Map<String, serde_json::Value> =
                    serde_json::from_str(text).map_err(bad)?;
                if map.contains_key("tenantId") {
                    map.remove("organizationId");
                }
                let text = serde_json::to_string(&map).map_err(bad)?;
                return Self::of(serde_json::from_str(&text).map_err(bad)?, item);
            }
        };
        Self::of(read, item)
    }

    fn of(read: Item<'_>, item: &RawValue) -> Result<Self, Error> {
        let data: Option<Told<'_>> =
            read.resource_data.and_then(|data| serde_json::from_str(data.get()).ok());
        let tenant = match read.tenant_id.as_deref() {
            // The dummy of Event Hubs (`graph.md` section 6.6).
            None | Some("" | "NA") => None,
            Some(text) => Some(
                text.parse().map_err(|_| error::bad_notification("an item's tenant is no id"))?,
            ),
        };
        let subscription = read
            .subscription_id
            .ok_or_else(|| error::bad_notification("an item names no subscription"))?;
        Ok(Self {
            subscription: subscription.into(),
            client_state: read.client_state,
            tenant,
            change: ChangeKind::read(read.change_type.as_deref().unwrap_or_default()),
            lifecycle: read.lifecycle_event.as_deref().map(Lifecycle::read),
            resource: read.resource.map(Into::into),
            id: read.id.filter(|id| !id.is_empty()).map(Into::into),
            etag: data.and_then(|data| data.etag).map(Into::into),
            encrypted: read.encrypted_content,
            data: read.resource_data.map(ToOwned::to_owned),
            item: item.to_owned(),
        })
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
