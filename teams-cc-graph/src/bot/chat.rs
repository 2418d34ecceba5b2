//! Chats with a bot in Teams as a channel.

use std::sync::Arc;

use teams_cc_core::channel::{
    Abilities, Channel, Identity, Inbox, Outgoing, Received, Sending, Taken, Thread, ThreadId,
};
use teams_cc_core::{Error, Medium};

use super::{Bot, BotEvent, Conversation, Said};
use crate::error;

/// Letters that Teams takes in one message of plain text, with room for what is around it.
const LONGEST: usize = 6_000;

/// What customers write to a bot in Teams, as a [`Channel`]; made by [`Bot::chats`]. Cheap to
/// clone.
#[derive(Clone, Debug)]
pub struct TeamsChat {
    bot: Bot,
    name: Arc<str>,
}

impl Bot {
    /// What is written to this bot, as a channel named `teams`.
    pub fn chats(&self) -> TeamsChat {
        TeamsChat { bot: self.clone(), name: "teams".into() }
    }
}

impl TeamsChat {
    /// Another name, for a centre with several bots.
    pub fn named(mut self, name: impl Into<Arc<str>>) -> Self {
        self.name = name.into();
        self
    }

    /// Hands what was written to an inbox, and tells it who removed the bot; `None` if the event
    /// is something else.
    ///
    /// # Errors
    /// What the inbox says.
    pub fn heed(&self, event: &BotEvent, inbox: &dyn Inbox) -> Option<Result<Taken, Error>> {
        match event {
            BotEvent::Said(said) => Some(self.received(said).and_then(|said| inbox.take(said))),
            BotEvent::Removed(conversation) => {
                inbox.left(&self.name, &ThreadId::new(&conversation.id));
                None
            }
            _ => None,
        }
    }

    fn received(&self, said: &Said) -> Result<Received, Error> {
        let place = &said.conversation;
        // In a group nobody is the customer: the group is.
        let customer = match place.person {
            Some(person) => Identity::TeamsUser(person),
            None => Identity::account("teams", &place.id),
        };
        let reference = serde_json::to_string(place).map_err(|_| error::bad_request())?;
        let thread = Thread { id: ThreadId::new(&place.id), customer, reference };
        let mut received = Received::new(self.name.clone(), thread, &said.id, &said.text);
        received.tenant = place.tenant;
        Ok(received)
    }
}

impl Channel for TeamsChat {
    fn name(&self) -> &str {
        &self.name
    }

    fn medium(&self) -> Medium {
        Medium::Chat
    }

    fn abilities(&self) -> Abilities {
        let mut abilities = Abilities::text();
        abilities.longest = LONGEST;
        abilities
    }

    fn send<'a>(&'a self, to: &'a Thread, what: &'a Outgoing) -> Sending<'a> {
        Box::pin(async move {
            let place: Conversation =
                serde_json::from_str(&to.reference).map_err(|_| error::no_mail_address())?;
            let sent = self.bot.say(&place, what.text.as_str()).await?;
            drop(sent); // Teams reports nothing about it
            Ok(None)
        })
    }
}
