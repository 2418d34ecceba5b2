//! From writing to speaking: a call, a meeting, with the same agent and one history.

use std::future::IntoFuture;
use std::sync::Arc;

use teams_cc_core::channel::Meeting;
use teams_cc_core::conversation::Input;
use teams_cc_core::{Address, Error, Medium};

use super::story::{Conversation, Story};
use super::{Conversations, Key, error};
use crate::history::{ContactId, wall_ms};

/// Agent and customer speak elsewhere: as long as this lives, no silence of the conversation
/// counts. The agent's assignment goes on.
#[must_use = "silence counts again when this is dropped"]
pub struct Aside {
    all: Conversations,
    key: Key,
    story: Arc<Story>,
    contact: Option<ContactId>,
}

impl std::fmt::Debug for Aside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Aside").field("contact", &self.contact).finish_non_exhaustive()
    }
}

impl Aside {
    /// The call or meeting in the history; it points at the conversation it came from.
    pub fn contact(&self) -> Option<ContactId> {
        self.contact
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        if let (Some(history), Some(contact)) = (&self.all.shared.history, self.contact) {
            history.ended(contact, wall_ms(), "done");
        }
        self.all.input_of(&self.key, &self.story, Input::Aside(false));
    }
}

impl Conversation {
    /// Where a call reaches this customer: as who they write, else as who the history knows them
    /// (a mail's sender whose number was joined).
    pub fn callable(&self) -> Option<Address> {
        let customer = self.customer()?;
        customer.callable().or_else(|| {
            let known = self.all.shared.history.as_ref()?.identities(&customer);
            known.iter().find_map(teams_cc_core::channel::Identity::callable)
        })
    }

    /// Calls the customer over any wire: `dial` gets the address, and gives what rings
    /// (`trunk.dial`, `graph.calls().create`). The agent who writes is the agent who speaks:
    /// the assignment goes on, and the history links both.
    ///
    /// # Errors
    /// `TCC-ROUTING-0009` if no call reaches this customer, `0010` if no agent has the
    /// conversation, `0007` if it is over; else what `dial` says. Then nothing has changed.
    ///
    /// # Cancel safety
    /// Dropping the future drops what rings.
    pub async fn call<C, E, F, R>(&self, dial: F) -> Result<(C, Aside), Error>
    where
        F: FnOnce(Address) -> R,
        R: IntoFuture<Output = Result<C, E>>,
        Error: From<E>,
    {
        let to = self.callable().ok_or_else(error::not_callable)?;
        self.has_agent()?;
        // While it rings nobody has to write.
        let mut aside = self.aside();
        let call = dial(to).await?;
        aside.contact = self.continued("call");
        Ok((call, aside))
    }

    /// Meets the customer: `make` makes a meeting (`graph.api()…online_meetings().create`), and
    /// its link is sent on the conversation's own channel, in `words` that hold `{link}`.
    ///
    /// # Errors
    /// `TCC-ROUTING-0010` if no agent has the conversation, `0007`, `0008` if the link could not
    /// be sent; else what `make` says.
    ///
    /// # Cancel safety
    /// Dropping the future may leave a meeting that nobody was told of.
    pub async fn meet<E, F, R>(&self, words: &str, make: F) -> Result<(Meeting, Aside), Error>
    where
        F: FnOnce() -> R,
        R: IntoFuture<Output = Result<Meeting, E>>,
        Error: From<E>,
    {
        self.has_agent()?;
        let mut aside = self.aside();
        let meeting = make().await?;
        let text = if words.contains("{link}") {
            words.replace("{link}", &meeting.link)
        } else {
            format!("{words} {}", meeting.link)
        };
        self.say(text).await?;
        aside.contact = self.continued("meeting");
        Ok((meeting, aside))
    }

    fn has_agent(&self) -> Result<(), Error> {
        match self.look(|entry| entry.is_with_agent()) {
            Some(true) => Ok(()),
            Some(false) => Err(error::nobody_has_it()),
            None => Err(error::over()),
        }
    }

    fn aside(&self) -> Aside {
        self.all.input_of(&self.key, &self.story, Input::Aside(true));
        let (all, key, story) = (self.all.clone(), self.key.clone(), self.story.clone());
        Aside { all, key, story, contact: None }
    }

    fn continued(&self, channel: &str) -> Option<ContactId> {
        let (history, from) = (self.all.shared.history.as_ref()?, self.contact()?);
        history.continued(from, Medium::Voice, channel, wall_ms())
    }
}
