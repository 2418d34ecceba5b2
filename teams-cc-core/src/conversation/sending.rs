//! What goes out: one after the other, cut to the channel's length, again when nothing happened.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::{Output, Rules};
use crate::channel::Outgoing;
use crate::{Instant, Retry, Rng};

/// A part of something said.
#[derive(Debug, Serialize, Deserialize)]
struct Part {
    token: u64,
    what: Outgoing,
    is_last: bool,
    /// What follows it was dropped while it was under way.
    is_torn: bool,
}

/// Messages on their way out.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Sending {
    queue: VecDeque<Part>,
    in_flight: bool,
    /// What is in flight may have happened.
    is_going: bool,
    attempts: u32,
    again_at: Option<Instant>,
    /// What was sent, by the id under which a report may come.
    sent: VecDeque<(String, u64)>,
    #[serde(skip, default = "unseeded")]
    rng: Rng,
}

/// Of what was read again, until it is resumed.
fn unseeded() -> Rng {
    Rng::from_seed(0)
}

impl Sending {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            queue: VecDeque::new(),
            in_flight: false,
            is_going: false,
            attempts: 0,
            again_at: None,
            sent: VecDeque::new(),
            rng: Rng::from_seed(seed),
        }
    }

    pub(super) fn seed(&mut self, seed: u64) {
        self.rng = Rng::from_seed(seed);
    }

    /// What is under way is being done.
    pub(super) fn going(&mut self) {
        self.is_going = self.in_flight;
    }

    /// Nobody will say what became of what was under way.
    pub(super) fn restarted(&mut self, now: Instant, rules: &Rules) -> Option<Output> {
        if self.is_going {
            return self.sent(now, Err(Retry::Check), rules);
        }
        self.in_flight = false;
        None
    }

    pub(super) fn len(&self) -> usize {
        self.queue.len()
    }

    pub(super) fn push(&mut self, token: u64, what: Outgoing, longest: usize) {
        let Outgoing { text, attachments } = what;
        let mut parts = cut(&text, longest);
        let last = parts.pop().unwrap_or_default();
        for text in parts {
            let what = Outgoing { text, attachments: Vec::new() };
            self.queue.push_back(Part { token, what, is_last: false, is_torn: false });
        }
        self.queue.push_back(Part {
            token,
            what: Outgoing { text: last, attachments },
            is_last: true,
            is_torn: false,
        });
    }

    /// The next part, if nothing is under way.
    pub(super) fn next(&mut self, now: Instant) -> Option<Output> {
        if self.in_flight || self.again_at.is_some_and(|at| now < at) {
            return None;
        }
        let part = self.queue.front()?;
        self.in_flight = true;
        self.again_at = None;
        Some(Output::Send { token: part.token, what: part.what.clone() })
    }

    /// The part under way was sent, or not.
    pub(super) fn sent(
        &mut self,
        now: Instant,
        outcome: Result<Option<String>, Retry>,
        rules: &Rules,
    ) -> Option<Output> {
        self.is_going = false;
        if !std::mem::take(&mut self.in_flight) {
            return None;
        }
        let front = self.queue.front()?;
        let token = front.token;
        if front.is_torn {
            self.queue.pop_front();
            self.attempts = 0;
            return Some(Output::Undelivered { token, perhaps: true });
        }
        match outcome {
            Ok(message) => {
                let is_last = front.is_last;
                self.queue.pop_front();
                self.attempts = 0;
                if let Some(message) = message {
                    if self.sent.len() >= rules.most_ids {
                        self.sent.pop_front();
                    }
                    self.sent.push_back((message, token));
                }
                is_last.then_some(Output::Sent(token))
            }
            Err(Retry::After(wait)) if self.attempts + 1 < rules.most_attempts => {
                let wait = wait.max(rules.again.wait(self.attempts, &mut self.rng));
                self.attempts += 1;
                self.again_at = Some(now + wait);
                None
            }
            Err(retry) => {
                // The rest of it would make no sense.
                self.queue.retain(|part| part.token != token);
                self.attempts = 0;
                Some(Output::Undelivered { token, perhaps: retry == Retry::Check })
            }
        }
    }

    /// What became of a message, if it is one of ours.
    pub(super) fn reported(&mut self, message: &str, arrived: bool) -> Option<Output> {
        let at = self.sent.iter().position(|(id, _)| id == message)?;
        let (_, token) = self.sent.remove(at)?;
        Some(if arrived {
            Output::Arrived(token)
        } else {
            Output::Undelivered { token, perhaps: false }
        })
    }

    /// Nothing more goes out; what is under way is.
    pub(super) fn clear(&mut self) -> Vec<u64> {
        let keep = usize::from(self.in_flight);
        let mut tokens: Vec<u64> = self.queue.drain(keep..).map(|part| part.token).collect();
        tokens.dedup();
        if let Some(part) = self.queue.front_mut() {
            part.is_torn = tokens.contains(&part.token);
            tokens.retain(|token| *token != part.token);
        }
        self.again_at = None;
        tokens
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.again_at.filter(|_| !self.in_flight && !self.queue.is_empty())
    }
}

/// Pieces of at most so many letters, cut between words where there are any.
fn cut(text: &str, longest: usize) -> Vec<String> {
    let longest = longest.max(1);
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((end, _)) = rest.char_indices().nth(longest) {
        let (head, _) = rest.split_at(end);
        let at = match rest.get(end..).and_then(|tail| tail.chars().next()) {
            Some(next) if next.is_whitespace() => end,
            _ => head.rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(end),
        };
        let (piece, tail) = rest.split_at(at);
        pieces.push(piece.trim_end().to_owned());
        rest = tail.trim_start();
    }
    pieces.push(rest.to_owned());
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::cut;

    #[test]
    fn long_texts_are_cut_between_words_and_lose_none() {
        assert_eq!(cut("one two three", 7), ["one two", "three"]);
        assert_eq!(cut("one two three", 8), ["one two", "three"]);
        assert_eq!(cut("äöüäöü", 4), ["äöüä", "öü"]);
        assert_eq!(cut("short", 100), ["short"]);
        assert_eq!(cut("", 10), Vec::<String>::new());
        assert_eq!(cut(" x", 1), ["x"]);
    }
}
