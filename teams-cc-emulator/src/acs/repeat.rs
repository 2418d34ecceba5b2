//! Repeatable requests (OASIS): the same `Repeatability-Request-ID` gives the first answer.

use std::collections::{HashMap, VecDeque};

use super::answer::{Answer, Done};

/// Answers kept.
const MOST: usize = 10_000;

/// First answers by id.
#[derive(Debug, Default)]
pub(crate) struct Repeats {
    known: HashMap<String, (String, Answer)>,
    order: VecDeque<String>,
}

impl Repeats {
    /// The first answer to that id, if there was one; 400 if it was to something else.
    pub(crate) fn first(&self, id: &str, what: &str) -> Option<Done> {
        let (was, answer) = self.known.get(id)?;
        Some(if was == what {
            Ok(answer.clone())
        } else {
            let text = "The Repeatability-Request-ID belongs to another request.";
            Err(Answer::error(400, "RepeatabilityRequestIdReused", text))
        })
    }

    pub(crate) fn keep(&mut self, id: &str, what: &str, answer: &Answer) {
        if self.order.len() == MOST
            && let Some(old) = self.order.pop_front()
        {
            self.known.remove(&old);
        }
        self.order.push_back(id.into());
        self.known.insert(id.into(), (what.into(), answer.clone()));
    }
}
