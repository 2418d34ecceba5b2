//! What is to be subscribed to.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Error, Guid};

use crate::error;
use crate::presence::BATCH;

/// Shorter lives are raised to this by Graph (`graph.md` section 6.1).
pub(crate) const LEAST_LIFE: Duration = Duration::from_secs(45 * 60);
/// The longest life of a presence subscription (section 6.1).
const PRESENCE_LIFE: Duration = Duration::from_secs(60 * 60);
/// The longest life of a call record subscription (section 6.1).
const RECORD_LIFE: Duration = Duration::from_secs(4_230 * 60);
/// The longest life of chats, messages, recordings, transcripts (section 6.1).
const TEAMS_LIFE: Duration = Duration::from_secs(4_320 * 60);

/// One thing to be told about: a resource of Graph, which changes, for how long at a time.
///
/// ```
/// use teams_cc_graph::Wanted;
///
/// let records = Wanted::call_records();
/// assert_eq!(records.resource(), "/communications/callRecords");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Wanted {
    name: Arc<str>,
    resource: Arc<str>,
    changes: Arc<str>,
    life: Duration,
    with_content: bool,
}

impl Wanted {
    /// This resource, created, updated and deleted, three days at a time. Its name, by which
    /// events speak of it, is the resource itself.
    pub fn new(resource: impl AsRef<str>) -> Self {
        let resource: Arc<str> = resource.as_ref().into();
        let changes = "created,updated,deleted".into();
        let name = Arc::clone(&resource);
        Self { name, resource, changes, life: TEAMS_LIFE, with_content: false }
    }

    /// Call records of the tenant: created, and updated by later versions.
    pub fn call_records() -> Self {
        Self::new("/communications/callRecords").changes("created,updated").life(RECORD_LIFE)
    }

    /// The presence of these people, at most 650, with encrypted content. Needs a signed-in
    /// reader; Graph allows one such subscription per app and reader.
    ///
    /// # Errors
    /// Kind [`Config`](teams_cc_core::ErrorKind::Config): nobody, or more than 650.
    pub fn presence_of(people: impl IntoIterator<Item: Borrow<Guid>>) -> Result<Self, Error> {
        let people: Vec<String> =
            people.into_iter().map(|id| format!("'{}'", id.borrow())).collect();
        if people.is_empty() || people.len() > BATCH {
            return Err(error::bad_wish("a presence subscription is about 1 to 650 people"));
        }
        let resource = format!("/communications/presences?$filter=id in ({})", people.join(","));
        let wanted = Self::new(resource).changes("updated").life(PRESENCE_LIFE).with_content();
        Ok(wanted.named("presence"))
    }

    /// Messages of one chat, with encrypted content.
    pub fn messages_of_chat(chat: &str) -> Self {
        Self::new(format!("/chats/{chat}/messages")).with_content()
    }

    /// Another name than the resource. Wanting something of the same name replaces the former.
    pub fn named(mut self, name: impl AsRef<str>) -> Self {
        self.name = name.as_ref().into();
        self
    }

    /// Only these changes: `created`, `updated`, `deleted`, joined by commas.
    pub fn changes(mut self, changes: impl AsRef<str>) -> Self {
        self.changes = changes.as_ref().into();
        self
    }

    /// For how long at a time: 45 minutes at least. It is renewed long before.
    pub fn life(mut self, life: Duration) -> Self {
        self.life = life.max(LEAST_LIFE);
        self
    }

    /// The content comes along, encrypted for the certificate of
    /// [`Receiver::encrypted_for`](crate::Receiver::encrypted_for).
    pub fn with_content(mut self) -> Self {
        self.with_content = true;
        self
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The resource, as Graph gets it.
    pub fn resource(&self) -> &str {
        &self.resource
    }

    pub(crate) fn key(&self) -> &Arc<str> {
        &self.name
    }

    pub(crate) fn life_of(&self) -> Duration {
        self.life
    }

    pub(crate) fn kinds(&self) -> &str {
        &self.changes
    }

    pub(crate) fn has_content(&self) -> bool {
        self.with_content
    }
}

/// Without the resource: it may name people.
impl fmt::Debug for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wanted")
            .field("family", &family(&self.resource))
            .field("life", &self.life)
            .field("with_content", &self.with_content)
            .finish_non_exhaustive()
    }
}

/// The part of a resource that says what it is about: no version, no ids, no query. Presence
/// subscriptions of one family exclude each other (`graph.md` section 6.1).
pub(crate) fn family(resource: &str) -> String {
    let path = resource.split(['?', '(']).next().unwrap_or_default().trim_matches('/');
    let path = path.strip_prefix("v1.0/").or_else(|| path.strip_prefix("beta/")).unwrap_or(path);
    let words = path.split('/').filter(|part| part.bytes().all(|b| b.is_ascii_alphabetic()));
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("/")
}

/// Whether two spellings mean the same resource: leading slash, version and case do not matter.
pub(crate) fn same(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> &str {
        let text = text.trim_matches('/');
        text.strip_prefix("v1.0/").or_else(|| text.strip_prefix("beta/")).unwrap_or(text)
    }
    plain(a).eq_ignore_ascii_case(plain(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_6_1_a_presence_subscription_is_about_at_most_650_people() {
        let people = |n: u128| (0..n).map(Guid::from_u128).collect::<Vec<_>>();
        assert!(Wanted::presence_of(people(650)).is_ok());
        for n in [0, 651] {
            assert_eq!(Wanted::presence_of(people(n)).unwrap_err().code(), "TCC-GRAPH-0601");
        }
        let debug = format!("{:?}", Wanted::presence_of(people(2)).unwrap());
        assert!(!debug.contains("0000-0000"), "{debug}");
    }

    #[test]
    fn families_and_spellings() {
        assert_eq!(
            family("/communications/presences?$filter=id in ('a')"),
            "communications/presences"
        );
        assert_eq!(family("v1.0/communications/presences('x')"), "communications/presences");
        assert!(same("/communications/callRecords", "v1.0/Communications/callrecords"));
        assert!(!same("/chats/1/messages", "/chats/2/messages"));
    }
}
