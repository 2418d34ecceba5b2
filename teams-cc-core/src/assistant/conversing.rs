//! A conversation as a machine.

use std::collections::VecDeque;

use super::{Closing, Handover, Heard, Limits, Turn};
use crate::{Instant, Machine};

/// Sentences that wait for the end of a filler.
const MOST_HELD: usize = 64;

/// What happens to a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkInput {
    /// Begin.
    Start,
    /// The assistant has written a sentence, and goes on.
    Wrote(String),
    /// The assistant has decided.
    Thought(Turn),
    /// The caller has spoken up before all was written: the rest is not wanted, and an answer
    /// follows.
    Interrupted,
    /// What was to be said was heard to its end.
    Spoken,
    /// What was asked was answered.
    Answered(Heard),
    /// Nothing can be said or heard on this line.
    Broken,
    /// Time passed.
    Tick,
}

/// What a conversation wants.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkOutput {
    /// Let the assistant decide about this; an earlier decision that is still open counts no more.
    Think(Heard),
    /// Say this and listen; more follows while it is written, its last words by `Say` or `Ask`, which
    /// then may be empty.
    Speak(String),
    /// Say this; tell when it was heard.
    Say(String),
    /// Say this and listen; tell what came.
    Ask(String),
    /// It is closed; nothing follows.
    Done(Closing),
}

/// A conversation: a [`Machine`] between an [`Assistant`](crate::Assistant) and a line, the same on
/// every wire.
#[derive(Debug)]
pub struct Conversing {
    limits: Limits,
    state: State,
    turns: u32,
    silences: u32,
    outputs: VecDeque<TalkOutput>,
}

#[derive(Debug)]
enum State {
    Idle,
    /// What comes during the filler waits.
    Thinking {
        since: Instant,
        filled: bool,
        filling: bool,
        held: Vec<TalkInput>,
    },
    /// It has begun to speak, and writes on; the last sentence came then, and so many letters are
    /// left to it.
    Speaking {
        since: Instant,
        left: usize,
    },
    Asking,
    Saying(Closing),
    Over,
}

impl Conversing {
    /// Begins when [`TalkInput::Start`] comes.
    pub fn new(limits: Limits) -> Self {
        Self { limits, state: State::Idle, turns: 0, silences: 0, outputs: VecDeque::new() }
    }

    fn close(&mut self, closing: Closing) {
        self.outputs.push_back(TalkOutput::Done(closing));
        self.state = State::Over;
    }

    /// A limit is reached: a person takes over.
    fn enough(&mut self, why: &str) {
        let (need, summary) = (self.limits.otherwise.clone(), why.to_owned());
        self.close(Closing::Handover(Handover { need, summary }));
    }

    fn think(&mut self, now: Instant, heard: Heard) {
        self.silences = if heard == Heard::Silence { self.silences + 1 } else { 0 };
        self.turns += 1;
        if self.silences >= self.limits.most_silences {
            return self.enough("The caller said nothing that could be understood.");
        }
        if self.turns > self.limits.most_turns {
            return self.enough("The assistant came to no end.");
        }
        self.outputs.push_back(TalkOutput::Think(heard));
        self.state = State::Thinking { since: now, filled: false, filling: false, held: vec![] };
    }

    /// So many letters may still be spoken in this turn; whether some were.
    fn left(&self) -> (usize, bool) {
        match self.state {
            State::Speaking { left, .. } => (left, true),
            _ => (self.limits.most_letters, false),
        }
    }

    /// As much of these words as may be spoken, and how many letters are left then: what is left out
    /// is followed by nothing.
    fn fitting(&self, words: &str) -> (String, usize) {
        let (left, has_spoken) = self.left();
        let fits = shortened(words, left);
        if fits == words.trim() {
            let spoken = fits.chars().count();
            return (fits, left - spoken);
        }
        let is_sentence = fits.ends_with(['.', '!', '?']);
        (if has_spoken && !is_sentence { String::new() } else { fits }, 0)
    }

    fn wrote(&mut self, now: Instant, sentence: &str) {
        let (words, still) = self.fitting(sentence);
        if !words.is_empty() {
            self.outputs.push_back(TalkOutput::Speak(words));
            self.state = State::Speaking { since: now, left: still };
        } else if let State::Speaking { left, .. } = &mut self.state {
            *left = still;
        }
    }

    fn act(&mut self, turn: Turn) {
        let (_, has_spoken) = self.left();
        let (words, _) = self.fitting(&turn.say);
        match turn.closing {
            None if words.is_empty() && !has_spoken => {
                self.enough("The assistant had nothing to say.");
            }
            None => {
                self.outputs.push_back(TalkOutput::Ask(words));
                self.state = State::Asking;
            }
            Some(closing) if words.is_empty() && !has_spoken => self.close(closing),
            Some(closing) => {
                self.outputs.push_back(TalkOutput::Say(words));
                self.state = State::Saying(closing);
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        if let State::Speaking { since, .. } = &self.state {
            if now.since(*since) >= self.limits.hangs_after {
                let need = self.limits.otherwise.clone();
                self.act(Turn::hand_over(need, "The assistant broke off."));
            }
            return;
        }
        let State::Thinking { since, filled, filling, .. } = &mut self.state else { return };
        let thought = now.since(*since);
        if thought >= self.limits.hangs_after {
            return self.enough("The assistant did not answer.");
        }
        if thought >= self.limits.thinks_for && !*filled {
            (*filled, *filling) = (true, !self.limits.filler.is_empty());
            if *filling {
                self.outputs.push_back(TalkOutput::Say(self.limits.filler.clone()));
            }
        }
    }
}

impl Machine for Conversing {
    type Input<'a> = TalkInput;
    type Output = TalkOutput;

    fn handle(&mut self, now: Instant, input: TalkInput) {
        match (input, &mut self.state) {
            (TalkInput::Start, State::Idle) => self.think(now, Heard::Nothing),
            // The filler is short; nobody is cut off.
            (
                input @ (TalkInput::Wrote(_) | TalkInput::Thought(_)),
                State::Thinking { since, filling: true, held, .. },
            ) => {
                if held.len() < MOST_HELD {
                    held.push(input);
                }
                *since = now;
            }
            (TalkInput::Wrote(sentence), State::Thinking { .. } | State::Speaking { .. }) => {
                self.wrote(now, &sentence);
            }
            (TalkInput::Thought(turn), State::Thinking { .. } | State::Speaking { .. }) => {
                self.act(turn);
            }
            (TalkInput::Spoken, State::Thinking { filling, held, .. }) => {
                *filling = false;
                for input in std::mem::take(held) {
                    self.handle(now, input);
                }
            }
            (TalkInput::Interrupted, State::Speaking { .. }) => self.state = State::Asking,
            (TalkInput::Spoken, State::Saying(closing)) => {
                let closing = closing.clone();
                self.close(closing);
            }
            // Whoever spoke up before the last words came is listened to once more.
            (
                TalkInput::Answered(heard),
                State::Asking | State::Speaking { .. } | State::Saying(_),
            ) => self.think(now, heard),
            (TalkInput::Broken, State::Saying(closing)) => {
                let closing = closing.clone();
                self.close(closing);
            }
            (
                TalkInput::Broken,
                State::Thinking { .. } | State::Speaking { .. } | State::Asking,
            )
            | (TalkInput::Spoken, State::Speaking { .. }) => {
                self.enough("Nothing could be said or heard.");
            }
            _ => {}
        }
        self.tick(now);
    }

    fn poll(&mut self) -> Option<TalkOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Thinking { since, filled: false, .. } => {
                Some(*since + self.limits.thinks_for.min(self.limits.hangs_after))
            }
            State::Thinking { since, .. } | State::Speaking { since, .. } => {
                Some(*since + self.limits.hangs_after)
            }
            _ => None,
        }
    }
}

/// At most so many letters, up to the end of a sentence where there is one.
fn shortened(words: &str, most: usize) -> String {
    let words = words.trim();
    let Some((cut, _)) = words.char_indices().nth(most) else { return words.to_owned() };
    let head = words.get(..cut).unwrap_or_default();
    let sentence = head.rfind(['.', '!', '?']).map(|end| end + 1);
    let end = sentence.or_else(|| head.rfind(' ')).unwrap_or(cut);
    head.get(..end).unwrap_or(head).trim_end().to_owned()
}

#[cfg(test)]
mod tests;
