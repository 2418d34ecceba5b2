//! Bots that chat: who has them installed, by chat.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::Guid;

/// The chats of bots. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(crate) struct Connector(Arc<Mutex<HashMap<String, (Guid, String)>>>);

impl Connector {
    /// A user has the bot from now on.
    pub(crate) fn installed(&self, chat: &str, user: Guid, bot: &str) {
        self.0.lock().insert(chat.into(), (user, bot.into()));
    }

    /// A user has it no more.
    pub(crate) fn uninstalled(&self, chat: &str, user: Guid) {
        self.0.lock().retain(|known, (who, _)| known != chat || *who != user);
    }
}
