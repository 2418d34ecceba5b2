//! One exchange after the other: what we say, and what the caller answers, as a machine.

use std::collections::VecDeque;
use std::ops::Range;

use super::detect::{Detector, LOOK, Looks};
use super::mouth::{Follows, Mouth};
use super::{Listening, Pcm};
use crate::assistant::Reply;
use crate::{Heard, Instant, Key, Machine};

/// So many looks before speech was noticed belong to it.
pub(super) const BEFORE: usize = 15;
/// Of the silence behind an utterance so many looks stay.
pub(super) const BEHIND: usize = 10;

/// What happens to an exchange.
#[derive(Clone, Debug, PartialEq)]
pub enum ExchangeInput<'a> {
    /// Say this, and listen; more of the same exchange follows, its last words by `Say` or `Ask`.
    Speak(&'a str),
    /// Say this; nobody interrupts it.
    Say(&'a str),
    /// Say this, and listen.
    Ask(&'a str),
    /// The words of this number as sound, of the line's rate; `None` if that failed.
    Made(u64, Option<Pcm>),
    /// The utterance of this number as words: `Some(None)` if nothing could be understood, `None`
    /// if that failed.
    Recognised(u64, Option<Option<String>>),
    /// The line took so many of the samples that it was offered.
    Took(usize),
    /// Samples came, any number.
    Sound(&'a [i16]),
    /// A key came.
    Pressed(Key),
    /// Time passed.
    Tick,
}

/// What an exchange wants.
#[derive(Clone, Debug, PartialEq)]
pub enum ExchangeOutput {
    /// Make sound of words; what was made before under another number is not wanted any more.
    Make(u64, String),
    /// Offer these samples of a sound to the line, and tell how many it took.
    Send(Pcm, Range<usize>),
    /// Fall silent at once.
    Stop,
    /// Recognise an utterance; an earlier one is not wanted any more.
    Recognise(u64, Pcm),
    /// What was to be said was heard to its end.
    Said,
    /// The caller answered.
    Answered(Reply),
    /// Nothing can be said, or nothing recognised.
    Broken(&'static str),
}

#[derive(Debug)]
enum State {
    Idle,
    /// Nobody listens.
    Saying,
    /// Nothing was said yet; since then, once we have ended.
    Waiting(Option<Instant>),
    /// The caller speaks.
    Hearing {
        since: Instant,
        voiced_at: Instant,
        quiet: usize,
        utterance: Vec<i16>,
    },
    /// The caller presses keys; the last one then.
    Pressing(Instant),
    /// The recogniser works, since then.
    Recognising(Instant),
}

/// A line of sound as exchanges: says words sentence by sentence, hears where an utterance begins
/// and ends, takes keys, and stops when the caller speaks up. A [`Machine`].
///
/// One exchange runs at a time, and every exchange ends: in [`ExchangeOutput::Said`],
/// [`ExchangeOutput::Answered`] or [`ExchangeOutput::Broken`].
#[derive(Debug)]
pub struct Exchange {
    how: Listening,
    rate_hz: u32,
    hears_words: bool,
    state: State,
    mouth: Mouth,
    /// What we said until the caller spoke up.
    interrupted: Option<String>,
    keys: Vec<Key>,
    detector: Detector,
    looks: Looks,
    before: VecDeque<i16>,
    /// Looks of speech, less those of silence between them.
    voiced: u32,
    number: u64,
    outputs: VecDeque<ExchangeOutput>,
}

impl Exchange {
    /// On a line of this rate. If it does not hear words, only keys answer and interrupt.
    pub fn new(how: Listening, rate_hz: u32, hears_words: bool) -> Self {
        Self {
            how,
            rate_hz: rate_hz.max(50),
            hears_words,
            state: State::Idle,
            mouth: Mouth::default(),
            interrupted: None,
            keys: Vec::new(),
            detector: Detector::default(),
            looks: Looks::new(rate_hz),
            before: VecDeque::new(),
            voiced: 0,
            number: 0,
            outputs: VecDeque::new(),
        }
    }

    /// Ends what runs, unfinished: what sounds is stopped.
    pub fn abandon(&mut self) {
        if !matches!(self.state, State::Idle) {
            self.outputs.clear();
            self.end(ExchangeOutput::Stop);
        }
    }

    /// Words begin an exchange, or follow on those that said that more would. After the caller has
    /// spoken up nobody wants them.
    fn words(&mut self, now: Instant, words: &str, state: State, follows: Follows) {
        if self.mouth.is_open() {
            self.mouth.add(words, follows);
            self.state = state;
        } else if matches!(self.state, State::Idle) {
            self.mouth.add(words, follows);
            (self.state, self.interrupted, self.voiced) = (state, None, 0);
            // Who knows it presses ahead.
            if matches!(self.state, State::Waiting(_)) && self.how.barge_in && !self.keys.is_empty()
            {
                self.hush(now);
                self.state = State::Pressing(now);
                self.look_at_keys();
            }
        }
    }

    fn end(&mut self, with: ExchangeOutput) {
        self.outputs.push_back(with);
        self.mouth = Mouth::default();
        self.number += 1;
        self.state = State::Idle;
    }

    fn answered(&mut self, heard: Heard) {
        self.keys.clear();
        let reply = Reply { heard, interrupted: self.interrupted.take() };
        self.end(ExchangeOutput::Answered(reply));
    }

    /// The caller is heard: whatever we were saying is over.
    fn hush(&mut self, now: Instant) {
        if self.mouth.ends().is_none_or(|ends| ends > now) {
            self.interrupted = Some(self.mouth.heard(now));
            self.mouth = Mouth::default();
            self.number += 1;
            self.outputs.push_back(ExchangeOutput::Stop);
        }
    }

    /// Whether the caller counts now.
    fn listens(&self, now: Instant) -> bool {
        let we_speak = self.mouth.ends().is_none_or(|ends| ends > now);
        !matches!(self.state, State::Idle | State::Saying) && (self.how.barge_in || !we_speak)
    }

    fn pressed(&mut self, now: Instant, key: Key) {
        // Before a question a key waits for it; while nothing counts it is gone.
        let ahead = matches!(self.state, State::Idle | State::Saying);
        if (ahead || self.listens(now)) && self.keys.len() < self.how.most_keys {
            self.keys.push(key);
        }
        if self.listens(now) {
            self.hush(now);
            self.state = State::Pressing(now);
            self.look_at_keys();
        }
    }

    fn look_at_keys(&mut self) {
        let end = self.how.ends_with.and_then(|end| self.keys.iter().position(|key| *key == end));
        if end.is_some() || self.keys.len() >= self.how.most_keys {
            let mut keys = std::mem::take(&mut self.keys);
            keys.truncate(end.unwrap_or(keys.len()).max(1));
            self.answered(Heard::Keys(keys));
        }
    }

    fn sound(&mut self, now: Instant, samples: &[i16]) {
        let mut looks = std::mem::take(&mut self.looks);
        looks.each(samples, |look| self.look_at(now, look));
        self.looks = looks;
    }

    fn look_at(&mut self, now: Instant, look: &[i16]) {
        let is_speech = self.detector.hear(look);
        let we_speak = self.mouth.ends().is_none_or(|ends| ends > now);
        if let State::Hearing { voiced_at, quiet, utterance, .. } = &mut self.state {
            utterance.extend_from_slice(look);
            (*quiet, *voiced_at) = if is_speech { (0, now) } else { (*quiet + 1, *voiced_at) };
            return;
        }
        self.before.extend(look);
        let over = self.before.len().saturating_sub(BEFORE * look.len());
        self.before.drain(..over);
        self.voiced = if is_speech { self.voiced + 1 } else { self.voiced.saturating_sub(1) };
        if !matches!(self.state, State::Waiting(_)) || !self.hears_words || !self.listens(now) {
            self.voiced = self.voiced.min(1);
            return;
        }
        let wanted = if we_speak { self.how.interrupts_after } else { self.how.begins_after };
        if LOOK * self.voiced >= wanted.max(LOOK) {
            self.hush(now);
            let utterance = self.before.drain(..).collect();
            self.state = State::Hearing { since: now, voiced_at: now, quiet: 0, utterance };
            self.voiced = 0;
        }
    }

    /// What time alone brings.
    fn tick(&mut self, now: Instant) {
        let late = |since: Instant, patience| now.since(since) >= patience;
        if matches!(self.state, State::Idle) {
            return;
        }
        if self.mouth.making_since().is_some_and(|since| late(since, self.how.synthesises_for)) {
            return self.broken("the synthesiser does not answer");
        }
        if self.mouth.refused_since().is_some_and(|since| late(since, self.how.stands_still_for)) {
            return self.broken("the line takes no sound");
        }
        if let Some(words) = self.mouth.next_words(now) {
            self.number += 1;
            self.outputs.push_back(ExchangeOutput::Make(self.number, words));
        }
        if let Some((pcm, range)) = self.mouth.next_samples(now) {
            self.outputs.push_back(ExchangeOutput::Send(pcm, range));
        }
        let ended = self.mouth.ends().filter(|ends| *ends <= now);
        match &mut self.state {
            State::Saying if ended.is_some() => self.end(ExchangeOutput::Said),
            State::Waiting(None) if ended.is_some() => self.state = State::Waiting(Some(now)),
            State::Waiting(Some(since)) if late(*since, self.how.starts_within) => {
                self.answered(Heard::Silence);
            }
            State::Pressing(last) if late(*last, self.how.between_keys) => {
                let keys = std::mem::take(&mut self.keys);
                self.answered(Heard::Keys(keys));
            }
            State::Hearing { since, voiced_at, quiet, utterance }
                if late(*voiced_at, self.how.ends_after) || late(*since, self.how.longest) =>
            {
                let behind = quiet.saturating_sub(BEHIND) * (self.rate_hz / 50) as usize;
                utterance.truncate(utterance.len().saturating_sub(behind));
                let pcm = Pcm::new(self.rate_hz, std::mem::take(utterance));
                self.number += 1;
                self.outputs.push_back(ExchangeOutput::Recognise(self.number, pcm));
                self.state = State::Recognising(now);
            }
            State::Recognising(since) if late(*since, self.how.recognises_for) => {
                self.broken("the recogniser does not answer");
            }
            _ => {}
        }
    }

    fn broken(&mut self, why: &'static str) {
        if self.mouth.ends().is_none() {
            self.outputs.push_back(ExchangeOutput::Stop);
        }
        self.end(ExchangeOutput::Broken(why));
    }
}

impl Machine for Exchange {
    type Input<'a> = ExchangeInput<'a>;
    type Output = ExchangeOutput;

    fn handle(&mut self, now: Instant, input: ExchangeInput<'_>) {
        match input {
            ExchangeInput::Speak(words) => {
                self.words(now, words, State::Waiting(None), Follows::More);
            }
            ExchangeInput::Say(words) => self.words(now, words, State::Saying, Follows::Nothing),
            ExchangeInput::Ask(words) => {
                self.words(now, words, State::Waiting(None), Follows::Nothing);
            }
            ExchangeInput::Made(number, pcm) => match pcm {
                _ if number != self.number || self.mouth.making_since().is_none() => {}
                Some(pcm) => self.mouth.made(pcm),
                None => self.broken("the synthesiser failed"),
            },
            ExchangeInput::Recognised(number, words) => match (&self.state, words) {
                (State::Recognising(_), _) if number != self.number => {}
                (State::Recognising(_), None) => self.broken("the recogniser failed"),
                (State::Recognising(_), Some(words)) => {
                    let words = words.filter(|words| !words.trim().is_empty());
                    self.answered(words.map_or(Heard::Silence, Heard::Words));
                }
                _ => {}
            },
            ExchangeInput::Took(count) => self.mouth.took(now, count),
            ExchangeInput::Sound(samples) => self.sound(now, samples),
            ExchangeInput::Pressed(key) => self.pressed(now, key),
            ExchangeInput::Tick => {}
        }
        self.tick(now);
    }

    fn poll(&mut self) -> Option<ExchangeOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let how = &self.how;
        let state = match &self.state {
            State::Idle => return None,
            State::Saying | State::Waiting(None) => self.mouth.ends(),
            State::Waiting(Some(since)) => Some(*since + how.starts_within),
            State::Hearing { since, voiced_at, .. } => {
                Some((*voiced_at + how.ends_after).min(*since + how.longest))
            }
            State::Pressing(last) => Some(*last + how.between_keys),
            State::Recognising(since) => Some(*since + how.recognises_for),
        };
        let making = self.mouth.making_since().map(|since| since + how.synthesises_for);
        let refused = self.mouth.refused_since().map(|since| since + how.stands_still_for);
        [state, making, refused, self.mouth.due()].into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests;
