//! Who said what: utterances of each participant of a stream that tells them apart.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::time::Duration;

use teams_cc_core::speech::{Detector, Pcm};
use teams_cc_core::{Instant, Machine};

use super::frames::AudioFrame;
use crate::models::Identifier;

/// One look at a speaker takes 20 ms.
const LOOKS_A_SECOND: usize = 50;
/// An utterance has at least 100 ms of speech: a click is none.
const LEAST: usize = 5;
/// It is over after 700 ms of silence.
const ENDS_AFTER: usize = 35;
/// Frames of a speaker who is not worth any stop: then its silence is ours to count.
const SILENT_FOR: Duration = Duration::from_millis(700);
/// So much before speech was noticed belongs to it: 300 ms.
const BEFORE: usize = 15;
/// An utterance is cut here, in looks: 20 s.
const LONGEST: usize = 20 * LOOKS_A_SECOND;
/// Participants that are told apart; those beyond are not heard. A call has 350 at most.
const MOST_SPEAKERS: usize = 350;

/// What somebody said, as sound.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Utterance {
    /// Who; `None` if the stream does not tell.
    pub who: Option<Identifier>,
    /// What.
    pub sound: Pcm,
}

impl fmt::Debug for Utterance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Utterance")
            .field("who", &self.who)
            .field("lasted", &self.sound.duration())
            .finish()
    }
}

/// What happens to [`Speakers`].
#[derive(Clone, Copy, Debug)]
pub enum SpeakersInput<'a> {
    /// A frame came.
    Frame(&'a AudioFrame),
    /// Time passed.
    Tick,
}

/// Cuts what each participant says into utterances: a [`Machine`] that gives each when it is over.
#[derive(Debug)]
pub struct Speakers {
    rate_hz: u32,
    each: BTreeMap<String, Speaker>,
    outputs: VecDeque<Utterance>,
}

struct Speaker {
    who: Option<Identifier>,
    detector: Detector,
    heard_at: Instant,
    /// Less than a look of samples.
    rest: Vec<i16>,
    /// What is kept: of silence the last 300 ms, of an utterance all.
    kept: Vec<i16>,
    /// Looks of speech in it.
    voiced: usize,
    /// Looks of silence at its end.
    quiet: usize,
}

/// What somebody said is personal.
impl fmt::Debug for Speaker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Speaker").field("who", &self.who).finish_non_exhaustive()
    }
}

impl Speakers {
    /// On a stream of this rate, in samples a second.
    pub fn new(rate_hz: u32) -> Self {
        let rate_hz = rate_hz.max(LOOKS_A_SECOND as u32);
        Self { rate_hz, each: BTreeMap::new(), outputs: VecDeque::new() }
    }

    fn hear(&mut self, now: Instant, frame: &AudioFrame) {
        let look = self.rate_hz as usize / LOOKS_A_SECOND;
        let name = frame.who.as_ref().map(|who| who.raw_id().to_owned()).unwrap_or_default();
        if self.each.len() >= MOST_SPEAKERS && !self.each.contains_key(&name) {
            return;
        }
        let speaker = self.each.entry(name).or_insert_with(|| Speaker::new(frame.who.clone()));
        speaker.heard_at = now;
        speaker.rest.extend_from_slice(&frame.samples);
        while speaker.rest.len() >= look {
            let samples: Vec<i16> = speaker.rest.drain(..look).collect();
            if let Some(sound) = speaker.look(&samples, look) {
                let sound = Pcm::new(self.rate_hz, sound);
                self.outputs.push_back(Utterance { who: speaker.who.clone(), sound });
            }
        }
    }

    fn tick(&mut self, now: Instant) {
        for speaker in self.each.values_mut().filter(|speaker| speaker.speaks()) {
            if now.since(speaker.heard_at) >= SILENT_FOR {
                let sound = Pcm::new(self.rate_hz, speaker.take());
                self.outputs.push_back(Utterance { who: speaker.who.clone(), sound });
            }
        }
    }
}

impl Speaker {
    fn new(who: Option<Identifier>) -> Self {
        Self {
            who,
            detector: Detector::default(),
            heard_at: Instant::START,
            rest: Vec::new(),
            kept: Vec::new(),
            voiced: 0,
            quiet: 0,
        }
    }

    fn speaks(&self) -> bool {
        self.voiced >= LEAST
    }

    /// The next 20 ms; an utterance that is over with them.
    fn look(&mut self, samples: &[i16], look: usize) -> Option<Vec<i16>> {
        self.kept.extend_from_slice(samples);
        if self.detector.hear(samples) {
            self.voiced += 1;
            self.quiet = 0;
        } else {
            self.quiet += 1;
            if !self.speaks() {
                // Clicks are forgotten when they are over.
                if self.quiet >= LEAST {
                    self.voiced = 0;
                }
                let over = self.kept.len().saturating_sub((BEFORE + self.voiced) * look);
                self.kept.drain(..over);
            }
        }
        let is_over = self.quiet >= ENDS_AFTER || self.kept.len() >= LONGEST * look;
        (self.speaks() && is_over).then(|| self.take())
    }

    fn take(&mut self) -> Vec<i16> {
        (self.voiced, self.quiet) = (0, 0);
        std::mem::take(&mut self.kept)
    }
}

impl Machine for Speakers {
    type Input<'a> = SpeakersInput<'a>;
    type Output = Utterance;

    fn handle(&mut self, now: Instant, input: SpeakersInput<'_>) {
        if let SpeakersInput::Frame(frame) = input {
            self.hear(now, frame);
        }
        self.tick(now);
    }

    fn poll(&mut self) -> Option<Utterance> {
        self.outputs.pop_front()
    }

    fn deadline(&self) -> Option<Instant> {
        let speaking = self.each.values().filter(|speaker| speaker.speaks());
        speaking.map(|speaker| speaker.heard_at + SILENT_FOR).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use teams_cc_core::Rng;

    const ADELE: &str = "4:+14255550100";
    const DIEGO: &str = "8:acs:diego";

    fn frame(who: &str, level: i16) -> AudioFrame {
        let samples = (0..320).map(|n| if n / 16 % 2 == 0 { level } else { -level }).collect();
        let who = Some(Identifier::from_raw_id(who));
        AudioFrame { who, time: None, samples, silent: level == 0 }
    }

    fn moment(look: u64) -> Instant {
        Instant::from_millis(look * 20)
    }

    fn drain(speakers: &mut Speakers) -> Vec<(String, Duration)> {
        std::iter::from_fn(|| speakers.poll())
            .map(|said| (said.who.unwrap().raw_id().to_owned(), said.sound.duration()))
            .collect()
    }

    #[test]
    fn cc_66_each_utterance_is_its_speakers_also_when_they_speak_at_once() {
        let mut speakers = Speakers::new(16_000);
        for look in 0..150 {
            let adele = if (20..70).contains(&look) { 5_000 } else { 0 };
            let diego = if (40..80).contains(&look) { 5_000 } else { 0 };
            speakers.handle(moment(look), SpeakersInput::Frame(&frame(ADELE, adele)));
            speakers.handle(moment(look), SpeakersInput::Frame(&frame(DIEGO, diego)));
        }
        let said = drain(&mut speakers);
        let names: Vec<_> = said.iter().map(|(who, _)| who.as_str()).collect();
        assert_eq!(names, [ADELE, DIEGO]);
        // A second of speech, 300 ms before it, 700 ms of silence behind it.
        assert!((1_900..=2_100).contains(&said[0].1.as_millis()), "{said:?}");
        assert!((1_700..=1_900).contains(&said[1].1.as_millis()), "{said:?}");
        assert_eq!(speakers.deadline(), None);
    }

    #[test]
    fn cc_66_a_speaker_whose_frames_stop_has_ended() {
        let mut speakers = Speakers::new(16_000);
        for look in 0..50 {
            speakers.handle(moment(look), SpeakersInput::Frame(&frame(ADELE, 5_000)));
        }
        assert_eq!(speakers.deadline(), Some(moment(49) + SILENT_FOR));
        speakers.handle(moment(60), SpeakersInput::Tick);
        assert_eq!(drain(&mut speakers), []);
        speakers.handle(moment(85), SpeakersInput::Tick);
        assert_eq!(drain(&mut speakers).len(), 1);
        assert_eq!(speakers.deadline(), None);
    }

    #[test]
    fn cc_66_clicks_are_no_utterances_and_nobody_speaks_for_ever() {
        let mut speakers = Speakers::new(16_000);
        for look in 0..500 {
            let click = if look % 25 == 0 { 8_000 } else { 0 };
            speakers.handle(moment(look), SpeakersInput::Frame(&frame(ADELE, click)));
        }
        assert_eq!(drain(&mut speakers), []);
        for look in 500..500 + 2 * LONGEST as u64 {
            speakers.handle(moment(look), SpeakersInput::Frame(&frame(ADELE, 5_000)));
        }
        assert!(!drain(&mut speakers).is_empty());
        let kept = speakers.each.values().map(|one| one.kept.len()).max().unwrap();
        assert!(kept <= LONGEST * 320);
    }

    #[test]
    fn cc_66_frames_of_any_size_from_anybody_stay_within_bounds() {
        for seed in 0..50 {
            let mut rng = Rng::from_seed(seed);
            let mut speakers = Speakers::new(16_000);
            let mut now = Instant::START;
            for _ in 0..500 {
                now += Duration::from_millis(rng.below(400));
                let mut one = frame(&format!("4:+1425555{}", rng.below(5_000)), 0);
                let length = rng.below(2_000) as usize;
                one.samples = (0..length).map(|_| rng.below(20_000) as i16 - 10_000).collect();
                speakers.handle(now, SpeakersInput::Frame(&one));
                assert!(speakers.each.len() <= MOST_SPEAKERS);
            }
            speakers.handle(Instant::FAR, SpeakersInput::Tick);
            drain(&mut speakers);
            assert_eq!(speakers.deadline(), None, "seed {seed}");
        }
    }
}
