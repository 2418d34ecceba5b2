//! What is said: sentences that are made one after the other, and how much of them was heard.

use std::collections::VecDeque;
use std::ops::Range;
use std::time::Duration;

use super::Pcm;
use super::sentence::sentences;
use crate::Instant;

/// So much is given to the line before it is due: a driver that comes late leaves no gap.
const LEAD: Duration = Duration::from_millis(120);
/// What the line did not take is offered again after this.
const AGAIN: Duration = Duration::from_millis(20);
/// A sentence sounds so long at most.
const LONGEST: Duration = Duration::from_secs(60);

/// The words of one exchange on their way to the caller.
#[derive(Debug, Default)]
pub(super) struct Mouth {
    words: VecDeque<String>,
    /// More words will come.
    is_open: bool,
    making: Option<(Instant, String)>,
    made: VecDeque<(Pcm, String)>,
    /// Of the first that is made, so many samples are with the line.
    at: usize,
    /// The line has been offered samples and has not said yet how many it took.
    offered: bool,
    refused: Option<Refused>,
    /// Everything that the line has will have been heard then.
    heard_until: Instant,
    /// Sentences, and how many samples of the exchange were with the line at their end.
    said: Vec<(String, usize)>,
    given: usize,
}

/// What follows on words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Follows {
    More,
    Nothing,
}

/// The line took less than it was offered.
#[derive(Clone, Copy, Debug)]
struct Refused {
    since: Instant,
    again: Instant,
}

impl Mouth {
    /// Says these words too.
    pub(super) fn add(&mut self, words: &str, follows: Follows) {
        self.words.extend(sentences(words));
        self.is_open = follows == Follows::More;
    }

    /// More words will come.
    pub(super) fn is_open(&self) -> bool {
        self.is_open
    }

    /// The next sentence to be made: while one sounds, the next is made.
    pub(super) fn next_words(&mut self, now: Instant) -> Option<String> {
        if self.making.is_some() || self.made.len() > 1 {
            return None;
        }
        let words = self.words.pop_front()?;
        self.making = Some((now, words.clone()));
        Some(words)
    }

    /// What was asked for is made. At a rate of 0 nothing is.
    pub(super) fn made(&mut self, pcm: Pcm) {
        let Some((_, words)) = self.making.take() else { return };
        let most = (LONGEST.as_secs() * u64::from(pcm.rate_hz())) as usize;
        let pcm = match pcm.samples().get(..most) {
            Some(head) => Pcm::new(pcm.rate_hz(), head),
            None => pcm,
        };
        self.made.push_back((pcm, words));
    }

    /// What to offer to the line now: 20 ms of a sound.
    pub(super) fn next_samples(&mut self, now: Instant) -> Option<(Pcm, Range<usize>)> {
        while self.made.front().is_some_and(|(pcm, _)| self.at >= pcm.samples().len()) {
            let (_, words) = self.made.pop_front()?;
            self.said.push((words, self.given));
            self.at = 0;
        }
        if self.due()? > now {
            return None;
        }
        let (pcm, _) = self.made.front()?;
        let end = (self.at + (pcm.rate_hz() / 50).max(1) as usize).min(pcm.samples().len());
        self.offered = true;
        Some((pcm.clone(), self.at..end))
    }

    /// The line took so many samples of `offered`.
    pub(super) fn took(&mut self, now: Instant, count: usize) {
        let Some((pcm, _)) = self.made.front().filter(|_| self.offered) else { return };
        self.offered = false;
        let count = count.min(pcm.samples().len() - self.at);
        let offered = ((pcm.rate_hz() / 50).max(1) as usize).min(pcm.samples().len() - self.at);
        let sounds =
            Duration::from_nanos(count as u64 * 1_000_000_000 / u64::from(pcm.rate_hz().max(1)));
        self.heard_until = self.heard_until.max(now) + sounds;
        self.at += count;
        self.given += count;
        self.refused = (count < offered).then(|| Refused {
            since: self.refused.filter(|_| count == 0).map_or(now, |refused| refused.since),
            again: now + AGAIN,
        });
    }

    /// When samples are to be offered next.
    pub(super) fn due(&self) -> Option<Instant> {
        if self.offered || self.made.is_empty() {
            return None;
        }
        let lead =
            Instant::from_nanos(self.heard_until.as_nanos().saturating_sub(LEAD.as_nanos() as u64));
        Some(self.refused.map_or(lead, |refused| refused.again.max(lead)))
    }

    /// A sentence is being made since.
    pub(super) fn making_since(&self) -> Option<Instant> {
        self.making.as_ref().map(|(since, _)| *since)
    }

    /// The line takes nothing since.
    pub(super) fn refused_since(&self) -> Option<Instant> {
        self.refused.map(|refused| refused.since)
    }

    /// When the last of it will have been heard; `None` while some of it is not with the line yet,
    /// or not written.
    pub(super) fn ends(&self) -> Option<Instant> {
        let all =
            !self.is_open && self.words.is_empty() && self.making.is_none() && self.made.is_empty();
        all.then_some(self.heard_until)
    }

    /// What was heard of it until now: whole sentences, and words of the one that sounded in
    /// proportion to its time.
    pub(super) fn heard(&self, now: Instant) -> String {
        let rate = self.made.front().map_or(8_000, |(pcm, _)| pcm.rate_hz().max(1));
        let unheard = self.heard_until.since(now).as_nanos() * u128::from(rate) / 1_000_000_000;
        let heard = self.given.saturating_sub(unheard as usize);
        let mut words: Vec<&str> = Vec::new();
        let mut from = 0;
        let sounding = self.made.front().filter(|_| self.at > 0);
        let sounding =
            sounding.map(|(pcm, said)| (said, self.given - self.at + pcm.samples().len()));
        for (said, end) in self.said.iter().map(|(said, end)| (said, *end)).chain(sounding) {
            let all: Vec<&str> = said.split_whitespace().collect();
            let (length, part) = (end.saturating_sub(from), heard.saturating_sub(from));
            let count = if part >= length { all.len() } else { all.len() * part / length };
            words.extend(all.into_iter().take(count));
            from = end;
        }
        words.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_heard_is_known_to_the_word() {
        let second = |n: u64| Instant::START + Duration::from_millis(n * 1_000);
        let mut mouth = Mouth::default();
        mouth.add("One two three four. Five six seven eight nine.", Follows::Nothing);
        assert_eq!(mouth.next_words(second(0)).unwrap(), "One two three four.");
        assert_eq!(mouth.next_words(second(0)), None, "one at a time");
        mouth.made(Pcm::new(8_000, vec![1i16; 8_000]));
        assert_eq!(mouth.next_words(second(0)).unwrap(), "Five six seven eight nine.");
        mouth.made(Pcm::new(8_000, vec![1i16; 8_000]));
        let mut now = second(0);
        while now < second(1) + Duration::from_millis(500) {
            while mouth.next_samples(now).is_some() {
                mouth.took(now, 160);
            }
            now += Duration::from_millis(10);
        }
        assert_eq!(mouth.heard(second(0) + Duration::from_millis(550)), "One two");
        assert_eq!(mouth.heard(now), "One two three four. Five six");
        assert_eq!(mouth.ends(), None);
    }
}
