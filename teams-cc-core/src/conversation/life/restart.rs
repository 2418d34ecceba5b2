//! A conversation that outlives its process.

use std::sync::Arc;

use super::{Conversation, State, Turn};
use crate::Instant;
use crate::channel::Abilities;
use crate::conversation::{Rules, Wanted};

impl Conversation {
    /// The customer stopped our messages in an earlier conversation.
    #[must_use]
    pub fn stopped(mut self) -> Self {
        self.has_stopped = true;
        self
    }

    /// As it was written down, with what is not written down.
    #[must_use]
    pub fn resumed(mut self, rules: Arc<Rules>, abilities: Abilities, seed: u64) -> Self {
        (self.rules, self.abilities) = (rules, abilities);
        self.sending.seed(seed);
        self
    }

    /// Another process goes on.
    pub(super) fn restarted(&mut self, now: Instant) {
        let lost = self.sending.restarted(now, &self.rules);
        if self.has_stopped {
            self.send_nothing();
        }
        let mut wanted = self.wanted.clone();
        match &self.state {
            State::Waiting => {}
            State::With(_) => (wanted.prefer, wanted.exclude) = (self.last_agent.clone(), None),
            State::New | State::Over { .. } | State::Forgotten => return self.outputs.extend(lost),
        }
        self.shown.append(&mut self.unread);
        std::mem::swap(&mut self.shown, &mut self.unread);
        self.heard = 0;
        if let Turn::Ours { since, .. } | Turn::Customer { since, .. } = &mut self.turn {
            *since = now;
        }
        self.open(Wanted { again: true, ..wanted });
        self.outputs.extend(lost);
    }
}
