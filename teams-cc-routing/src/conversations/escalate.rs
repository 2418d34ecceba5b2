//! From writing to speaking: a call, a meeting, with the same agent and one history.

use std::future::IntoFuture;
use std::sync::Arc;

use teams_cc_core::channel::Meeting;
use teams_cc_core::conversation::Input;
use teams_cc_core::{Address, CallContext, Error, Medium};

use super::story::{Conversation, Story};
use super::{Conversations, Key, error};
use crate::history::{Contact, ContactId, wall_ms};

/// So many of the last lines are the summary of a conversation that nobody has summarised.
const LAST_LINES: usize = 6;

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

    /// What whoever speaks with this customer should know: their number, what was written here (the
    /// summary, else the last lines) and what the contact before it was about.
    pub fn context(&self) -> CallContext {
        let mut context = CallContext::default();
        if let Some(Address::Phone(number)) = self.callable() {
            context = context.number(number);
        }
        if let Some(subject) = self.newest().and_then(|newest| newest.subject) {
            context = context.topic(subject);
        }
        let contact = self.contact();
        let (history, customer) = (self.all.shared.history.as_ref(), self.customer());
        let known = history.zip(customer).map(|(history, customer)| history.of(&customer));
        let known = known.unwrap_or_default();
        let is_this = |one: &&Contact| Some(one.id) == contact;
        let summary = known.iter().find(is_this).map(|one| one.summary.clone());
        let summary = summary.filter(|summary| !summary.is_empty()).unwrap_or_else(|| {
            let lines = self.transcript();
            let last = lines.get(lines.len().saturating_sub(LAST_LINES)..).unwrap_or_default();
            let texts: Vec<String> = last.iter().map(ToString::to_string).collect();
            texts.join("\n")
        });
        context = context.summary(summary);
        if let Some(contact) = contact {
            context = context.session_id(contact.0.to_string());
        }
        match known.iter().find(|one| contact.is_some_and(|this| one.id < this)) {
            Some(before) => {
                let about =
                    if before.summary.is_empty() { &before.outcome } else { &before.summary };
                context.fact("before", format!("{}: {about}", before.channel))
            }
            None => context,
        }
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
