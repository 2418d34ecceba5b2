//! With whom a bot can talk: kept, so that it can speak first.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use teams_cc_core::{Error, Guid, TenantId};

use super::activity::Conversation;
use crate::error;
use crate::subscriptions::InFile;

/// So many conversations are kept; a new one then takes the place of the oldest.
pub(crate) const MOST_CONVERSATIONS: usize = 100_000;

/// Where conversations are kept. Called from a thread that may block, one call at a time.
pub trait ConversationStore: Send + Sync + 'static {
    /// What was saved last; nothing if nothing was.
    ///
    /// # Errors
    /// The place cannot be read.
    fn load(&self) -> Result<Vec<Conversation>, Error>;

    /// Replaces what was saved.
    ///
    /// # Errors
    /// The place cannot be written; it is tried again at the next change.
    fn save(&self, all: &[Conversation]) -> Result<(), Error>;
}

impl ConversationStore for InFile {
    fn load(&self) -> Result<Vec<Conversation>, Error> {
        let Some(text) = self.read()? else { return Ok(Vec::new()) };
        serde_json::from_slice(&text)
            .map_err(|_| error::store().cause("the file is not what was written"))
    }

    fn save(&self, all: &[Conversation]) -> Result<(), Error> {
        let text = serde_json::to_vec(all).map_err(|_| error::store())?;
        self.replace(&text)
    }
}

/// Keeps nothing beyond this process.
#[derive(Debug, Default)]
pub(crate) struct Nowhere;

impl ConversationStore for Nowhere {
    fn load(&self) -> Result<Vec<Conversation>, Error> {
        Ok(Vec::new())
    }

    fn save(&self, _: &[Conversation]) -> Result<(), Error> {
        Ok(())
    }
}

/// The conversations of one bot, by tenant and person, else by id.
#[derive(Clone, Default)]
pub(crate) struct Conversations(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    by_id: HashMap<String, (u64, Conversation)>,
    by_person: HashMap<(Option<TenantId>, Guid), String>,
    /// Rises with each conversation: who is oldest.
    count: u64,
}

impl Conversations {
    /// True if something changed.
    pub(crate) fn keep(&self, conversation: &Conversation) -> bool {
        let mut kept = self.0.lock();
        if conversation.id.is_empty()
            || kept.by_id.get(&conversation.id).is_some_and(|(_, known)| known == conversation)
        {
            return false;
        }
        if kept.by_id.len() >= MOST_CONVERSATIONS && !kept.by_id.contains_key(&conversation.id) {
            let oldest = kept.by_id.iter().min_by_key(|(_, (count, _))| *count);
            if let Some(oldest) = oldest.map(|(id, _)| id.clone()) {
                kept.remove(&oldest);
            }
        }
        kept.count += 1;
        let count = kept.count;
        if let Some(person) = conversation.person {
            kept.by_person.insert((conversation.tenant, person), conversation.id.clone());
        }
        kept.by_id.insert(conversation.id.clone(), (count, conversation.clone()));
        true
    }

    pub(crate) fn forget(&self, id: &str) -> bool {
        self.0.lock().remove(id)
    }

    pub(crate) fn with(&self, tenant: Option<TenantId>, person: Guid) -> Option<Conversation> {
        let kept = self.0.lock();
        let id = kept.by_person.get(&(tenant, person))?;
        kept.by_id.get(id).map(|(_, conversation)| conversation.clone())
    }

    /// Where the connector of this tenant is, as some conversation of it says.
    pub(crate) fn somewhere(&self, tenant: Option<TenantId>) -> Option<(String, String)> {
        let kept = self.0.lock();
        let one = kept.by_id.values().map(|(_, one)| one).find(|one| one.tenant == tenant)?;
        Some((one.service_url.clone(), one.bot.clone()))
    }

    pub(crate) fn all(&self) -> Vec<Conversation> {
        self.0.lock().by_id.values().map(|(_, conversation)| conversation.clone()).collect()
    }
}

impl Kept {
    fn remove(&mut self, id: &str) -> bool {
        let Some((_, gone)) = self.by_id.remove(id) else { return false };
        if let Some(person) = gone.person {
            let key = (gone.tenant, person);
            if self.by_person.get(&key).is_some_and(|known| known == id) {
                self.by_person.remove(&key);
            }
        }
        true
    }
}
