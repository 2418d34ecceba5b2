//! What is to be done.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{AgentId, CallId, Need, Skill, TenantId};

use crate::{Medium, digest};

/// What the work stands for; the engine only carries it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Subject {
    /// A leg of a call.
    Call(CallId),
    /// A conversation, a mail, a ticket: any name of the vendor's.
    Named(String),
}

/// A customer's key as it is kept.
pub(crate) fn customer_key(key: &str) -> Option<NonZeroU64> {
    NonZeroU64::new(digest::of(key).max(1))
}

/// What is to be done: medium, needs, priority, notes. Data, until a router takes it.
///
/// One `Work` is one attempt to bring one interaction to somebody. A transferred call is routed
/// twice, as two pieces of work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Work {
    pub(crate) medium: Medium,
    pub(crate) subject: Subject,
    pub(crate) outbound: bool,
    pub(crate) tenant: Option<TenantId>,
    pub(crate) queue: Option<String>,
    pub(crate) need: Need,
    pub(crate) priority: i32,
    pub(crate) notes: Vec<String>,
    pub(crate) attributes: BTreeMap<String, i64>,
    pub(crate) preferred: Vec<AgentId>,
    pub(crate) prefer_for: Duration,
    pub(crate) excluded: Vec<AgentId>,
    pub(crate) not_before: Option<Duration>,
    pub(crate) give_up_after: Option<Duration>,
    pub(crate) already_waited: Duration,
    #[expect(
        clippy::box_collection,
        reason = "a word in each piece of work, for the few with any"
    )]
    pub(crate) wishes: Option<Box<Vec<(Skill, i32)>>>,
    pub(crate) customer: Option<NonZeroU64>,
    pub(crate) classify_within: Option<Duration>,
}

impl Work {
    /// Work of any medium.
    pub fn new(medium: Medium, subject: Subject) -> Self {
        Self {
            medium,
            subject,
            outbound: false,
            tenant: None,
            queue: None,
            need: Need::anyone(),
            priority: 0,
            notes: Vec::new(),
            attributes: BTreeMap::new(),
            preferred: Vec::new(),
            prefer_for: Duration::ZERO,
            excluded: Vec::new(),
            not_before: None,
            give_up_after: None,
            already_waited: Duration::ZERO,
            wishes: None,
            customer: None,
            classify_within: None,
        }
    }

    /// A call.
    pub fn voice(call: CallId) -> Self {
        Self::new(Medium::Voice, Subject::Call(call))
    }

    /// A chat, by the name of its thread.
    pub fn chat(thread: impl Into<String>) -> Self {
        Self::new(Medium::Chat, Subject::Named(thread.into()))
    }

    /// A mail, by its id.
    pub fn email(id: impl Into<String>) -> Self {
        Self::new(Medium::Email, Subject::Named(id.into()))
    }

    /// A text message, by the name of its conversation.
    pub fn sms(conversation: impl Into<String>) -> Self {
        Self::new(Medium::Sms, Subject::Named(conversation.into()))
    }

    /// A message of a social network, by the name of its conversation.
    pub fn social(conversation: impl Into<String>) -> Self {
        Self::new(Medium::Social, Subject::Named(conversation.into()))
    }

    /// Anything else, by a name of the vendor's.
    pub fn task(name: impl Into<String>) -> Self {
        Self::new(Medium::Task, Subject::Named(name.into()))
    }

    /// Whose customer this is. Takes a `TenantId` or an `Option` of one.
    #[must_use]
    pub fn for_tenant(mut self, tenant: impl Into<Option<TenantId>>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// What an agent must be able to do.
    #[must_use]
    pub fn needs(mut self, need: impl Into<Need>) -> Self {
        self.need = need.into();
        self
    }

    /// The queue. Without it: the queue named like the first skill needed, else the plan's first.
    #[must_use]
    pub fn in_queue(mut self, queue: impl Into<String>) -> Self {
        self.queue = Some(queue.into());
        self
    }

    /// Points ahead of others (see [`Queue::ageing`](crate::Queue::ageing)); may be negative.
    #[must_use]
    pub fn priority(mut self, points: i32) -> Self {
        self.priority = points;
        self
    }

    /// A line that travels with the work to the agent's screen.
    #[must_use]
    pub fn note(mut self, line: impl Into<String>) -> Self {
        self.notes.push(line.into());
        self
    }

    /// A number that a vendor's own policy reads (a predictive score, a customer's value).
    #[must_use]
    pub fn attribute(mut self, name: impl Into<String>, value: i64) -> Self {
        self.attributes.insert(name.into(), value);
        self
    }

    /// Only this agent for the first `within`, if signed on and not away; repeat it for several
    /// agents. `Duration::MAX`: only these agents, ever.
    #[must_use]
    pub fn prefers(mut self, agent: impl Into<AgentId>, within: Duration) -> Self {
        self.preferred.push(agent.into());
        self.prefer_for = within;
        self
    }

    /// Never this agent.
    #[must_use]
    pub fn excludes(mut self, agent: impl Into<AgentId>) -> Self {
        self.excluded.push(agent.into());
        self
    }

    /// Starts to wait only after this long.
    #[must_use]
    pub fn not_before(mut self, wait: Duration) -> Self {
        self.not_before = Some(wait);
        self
    }

    /// Expires after this long in queues.
    #[must_use]
    pub fn give_up_after(mut self, wait: Duration) -> Self {
        self.give_up_after = Some(wait);
        self
    }

    /// Counts as having waited this long before it came (a callback, a call from another centre).
    #[must_use]
    pub fn already_waited(mut self, wait: Duration) -> Self {
        self.already_waited = wait;
        self
    }

    /// A wish beyond the need: agents who hold this skill are better by level times weight, in
    /// orders that look at it ([`BestMatch`](crate::BestMatch)).
    #[must_use]
    pub fn favours(mut self, skill: impl Into<Skill>, weight: i32) -> Self {
        self.wishes.get_or_insert_default().push((skill.into(), weight));
        self
    }

    /// Who the customer is, by any key of the vendor's (a number, an account): one customer has
    /// one pending callback. Kept as a digest, so that no number stands in a journal or log.
    #[must_use]
    pub fn customer(mut self, key: &str) -> Self {
        self.customer = customer_key(key);
        self
    }

    /// Queue and need are still being found out: it waits for
    /// [`Command::Classify`](crate::Command::Classify), and goes to the queue it names (or the
    /// plan's [`fallback`](crate::Plan::fallback)) if that does not come in time.
    #[must_use]
    pub fn classify_within(mut self, wait: Duration) -> Self {
        self.classify_within = Some(wait);
        self
    }

    /// Work that the centre starts; it takes agents only beyond the queue's reserve.
    #[must_use]
    pub fn outbound(mut self) -> Self {
        self.outbound = true;
        self
    }

    /// Its medium.
    pub fn medium(&self) -> Medium {
        self.medium
    }

    /// What it stands for.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// The leg, if it is a call.
    pub fn call(&self) -> Option<CallId> {
        match self.subject {
            Subject::Call(call) => Some(call),
            Subject::Named(_) => None,
        }
    }

    /// Whose customer this is.
    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    /// What it asks of an agent.
    pub fn need(&self) -> &Need {
        &self.need
    }

    /// The lines that travel with it.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// One attribute.
    pub fn value(&self, name: &str) -> Option<i64> {
        self.attributes.get(name).copied()
    }

    /// What it wishes for beyond its need.
    pub(crate) fn wishes(&self) -> &[(Skill, i32)] {
        self.wishes.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Octets of text in it, which [`Limits::work_bytes`](crate::Limits) bounds.
    pub(crate) fn weight(&self) -> usize {
        let subject = match &self.subject {
            Subject::Call(_) => 8,
            Subject::Named(name) => name.len(),
        };
        let notes: usize = self.notes.iter().map(String::len).sum();
        let attributes: usize = self.attributes.keys().map(|name| name.len() + 8).sum();
        let agents = self.preferred.iter().chain(&self.excluded);
        let agents: usize = agents.map(|agent| agent.as_str().len()).sum();
        let atoms: usize = self.need.alternatives().iter().map(Vec::len).sum();
        let wishes: usize = self.wishes().iter().map(|(skill, _)| skill.name().len() + 4).sum();
        subject + notes + attributes + agents + wishes + atoms * 16
    }
}
