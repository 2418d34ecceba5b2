//! What somebody says all the time, cut into utterances, as a machine.

use std::collections::VecDeque;
use std::time::Duration;

use super::detect::{Detector, LOOK, Looks};
use super::exchange::{BEFORE, BEHIND};
use super::{Listening, Pcm};
use crate::{Instant, Machine};

/// Most utterances that wait for the ear; one more is missed.
pub const MOST_WAITING: usize = 8;

/// What happens to whoever overhears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OverhearInput<'a> {
    /// Samples of the line's rate, any number of them; silence too.
    Sound(&'a [i16]),
    /// The line is over, or another one takes its place: what was being said is complete.
    Cut,
    /// The words of this number; `None` if nothing could be understood.
    Recognised(u64, Option<String>),
    /// The ear failed at this number.
    Failed(u64),
    /// Time has passed.
    Tick,
}

/// What whoever overhears wants.
#[derive(Clone, Debug, PartialEq)]
pub enum OverhearOutput {
    /// Recognise this; nothing else is being recognised.
    Recognise(u64, Pcm),
    /// Recognise it no more: it took too long.
    Abandon(u64),
    /// Somebody said this, and needed so long.
    Said(String, Duration),
    /// Somebody spoke for so long, and nobody knows what they said.
    Missed(Duration, Missed),
}

/// Why words are missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Missed {
    /// So much waited for the ear that this found no room ([`MOST_WAITING`]).
    Overflow,
    /// The ear did not answer within [`Listening::recognises_for`].
    Late,
    /// The ear failed.
    Failed,
    /// It was recognised, and nobody read it.
    Unread,
}

/// An utterance that is being said.
#[derive(Debug, Default)]
struct Speaking {
    utterance: Vec<i16>,
    looks: u32,
    /// Looks without speech at its end.
    quiet: u32,
}

/// Listens to one person all the time: hears where an utterance begins and ends, also while an
/// earlier one is still being recognised. A [`Machine`].
///
/// Utterances are recognised one after the other, so that they keep their order. Every one ends in
/// [`Said`](OverhearOutput::Said), in [`Missed`](OverhearOutput::Missed), or in nothing if the ear
/// understood nothing. Who speaks longer than [`Listening::longest`] is cut there, and heard on.
#[derive(Debug)]
pub struct Overhearing {
    how: Listening,
    rate_hz: u32,
    detector: Detector,
    looks: Looks,
    before: VecDeque<i16>,
    /// Looks of speech, less those of silence between them.
    voiced: u32,
    speaking: Option<Speaking>,
    waiting: VecDeque<Pcm>,
    /// Since when, and how long it sounds.
    recognising: Option<(Instant, Duration)>,
    number: u64,
    outputs: VecDeque<OverhearOutput>,
}

impl Overhearing {
    /// On a line of this rate.
    pub fn new(how: Listening, rate_hz: u32) -> Self {
        Self {
            how,
            rate_hz: rate_hz.max(50),
            detector: Detector::default(),
            looks: Looks::new(rate_hz),
            before: VecDeque::new(),
            voiced: 0,
            speaking: None,
            waiting: VecDeque::new(),
            recognising: None,
            number: 0,
            outputs: VecDeque::new(),
        }
    }

    /// True if nobody is speaking, and nothing waits for the ear.
    pub fn is_idle(&self) -> bool {
        self.speaking.is_none() && self.waiting.is_empty() && self.recognising.is_none()
    }

    fn sound(&mut self, samples: &[i16]) {
        let mut looks = std::mem::take(&mut self.looks);
        looks.each(samples, |look| self.look_at(look));
        self.looks = looks;
    }

    /// The line brings silence too, so its own samples are the clock of what is said on it.
    fn look_at(&mut self, look: &[i16]) {
        let is_speech = self.detector.hear(look);
        let Some(speaking) = &mut self.speaking else {
            self.before.extend(look);
            let over = self.before.len().saturating_sub(BEFORE * look.len());
            self.before.drain(..over);
            self.voiced = if is_speech { self.voiced + 1 } else { self.voiced.saturating_sub(1) };
            if LOOK * self.voiced >= self.how.begins_after.max(LOOK) {
                let utterance = self.before.drain(..).collect();
                self.speaking = Some(Speaking { utterance, ..Speaking::default() });
                self.voiced = 0;
            }
            return;
        };
        speaking.utterance.extend_from_slice(look);
        speaking.looks += 1;
        speaking.quiet = if is_speech { 0 } else { speaking.quiet + 1 };
        if LOOK * speaking.quiet >= self.how.ends_after.max(LOOK) {
            self.complete();
        } else if LOOK * speaking.looks >= self.how.longest.max(LOOK) {
            self.complete();
            self.speaking = Some(Speaking::default());
        }
    }

    /// What was being said goes to the ear. A cut leaves a rest of silence, which is nothing.
    fn complete(&mut self) {
        let Some(Speaking { mut utterance, looks, quiet }) = self.speaking.take() else { return };
        if quiet == looks && looks > 0 {
            return;
        }
        let behind = (quiet as usize).saturating_sub(BEHIND) * (self.rate_hz / 50) as usize;
        utterance.truncate(utterance.len().saturating_sub(behind));
        let pcm = Pcm::new(self.rate_hz, utterance);
        if self.waiting.len() < MOST_WAITING {
            self.waiting.push_back(pcm);
        } else {
            self.outputs.push_back(OverhearOutput::Missed(pcm.duration(), Missed::Overflow));
        }
    }

    fn cut(&mut self) {
        self.complete();
        self.detector = Detector::default();
        self.looks.clear();
        self.before.clear();
        self.voiced = 0;
    }

    /// The ear is done with this number; how long its utterance sounds, if it is the one we wait for.
    fn done(&mut self, number: u64) -> Option<Duration> {
        self.recognising.take_if(|_| number == self.number).map(|(_, lasted)| lasted)
    }

    fn tick(&mut self, now: Instant) {
        if let Some((since, lasted)) = self.recognising
            && now.since(since) >= self.how.recognises_for
        {
            self.recognising = None;
            self.outputs.push_back(OverhearOutput::Abandon(self.number));
            self.outputs.push_back(OverhearOutput::Missed(lasted, Missed::Late));
        }
        if self.recognising.is_none()
            && let Some(pcm) = self.waiting.pop_front()
        {
            self.number += 1;
            self.recognising = Some((now, pcm.duration()));
            self.outputs.push_back(OverhearOutput::Recognise(self.number, pcm));
        }
    }
}

impl Machine for Overhearing {
    type Input<'a> = OverhearInput<'a>;
    type Output = OverhearOutput;

    fn handle(&mut self, now: Instant, input: OverhearInput<'_>) {
        match input {
            OverhearInput::Sound(samples) => self.sound(samples),
            OverhearInput::Cut => self.cut(),
            OverhearInput::Recognised(number, words) => {
                let words = words.filter(|words| !words.trim().is_empty());
                let said = self.done(number).zip(words);
                self.outputs
                    .extend(said.map(|(lasted, words)| OverhearOutput::Said(words, lasted)));
            }
            OverhearInput::Failed(number) => {
                let lasted = self.done(number);
                let missed = lasted.map(|lasted| OverhearOutput::Missed(lasted, Missed::Failed));
                self.outputs.extend(missed);
            }
            OverhearInput::Tick => {}
        }
        self.tick(now);
    }

    fn poll(&mut self) -> Option<OverhearOutput> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        self.recognising.map(|(since, _)| since + self.how.recognises_for)
    }
}

#[cfg(test)]
mod tests;
