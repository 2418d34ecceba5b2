//! One person's sound, cut into utterances: speech begins, and ends with so much silence.
//!
//! What tells speech from noise is core's [`Detector`]: arithmetic about a line, no statement of
//! any document that could be misread on both sides.

use std::collections::VecDeque;
use std::time::Duration;

use teams_cc_core::Instant;
use teams_cc_core::speech::Detector;

use crate::audio::FRAME;

/// One look at the sound.
const LOOK: Duration = Duration::from_millis(20);
/// Sound is speech when it has lasted so long; a click is none.
const BEGINS: Duration = Duration::from_millis(100);
/// What is kept of the time before: speech begins softly.
const LEAD: Duration = Duration::from_millis(300);
/// Packets may be late by so much before they count as silence.
const LATE: Duration = Duration::from_millis(200);
/// An utterance is cut when it has lasted so long.
const LONGEST: Duration = Duration::from_secs(15);

/// What somebody said in one breath: sound of 8 kHz.
#[derive(Clone, PartialEq)]
pub(crate) struct Utterance {
    pub(crate) began: Instant,
    /// How long, without the silence that ended it.
    pub(crate) lasts: Duration,
    /// With a little of what was before, and the silence after.
    pub(crate) samples: Vec<i16>,
}

impl std::fmt::Debug for Utterance {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Utterance({:?} at {:?})", self.lasts, self.began)
    }
}

/// What was noticed.
#[derive(Debug, PartialEq)]
pub(crate) enum Noticed {
    Begins,
    Ends(Utterance),
}

/// Listens to one person.
#[derive(Clone, Debug, Default)]
pub(crate) struct Hearing {
    detector: Detector,
    /// Everything before has been listened to.
    until: Option<Instant>,
    /// The last moments, as long as nobody speaks.
    lead: VecDeque<i16>,
    /// Since when there is sound without a gap.
    sounds_since: Option<Instant>,
    speech: Option<Speech>,
}

#[derive(Clone, Debug)]
struct Speech {
    began: Instant,
    sounded: Instant,
    samples: Vec<i16>,
}

impl Hearing {
    /// Whether an utterance is under way.
    pub(crate) fn is_speaking(&self) -> bool {
        self.speech.is_some()
    }

    /// Takes what has come until `now`, at 8 kHz. What has not come is silence, a little later.
    /// Packets that were held up do not tear an utterance: it is as long as its sound.
    pub(crate) fn hear(
        &mut self,
        now: Instant,
        said: &[i16],
        ends_after: Duration,
    ) -> Vec<Noticed> {
        let mut noticed = Vec::new();
        self.until.get_or_insert(now);
        for look in said.chunks(FRAME) {
            noticed.extend(self.look(look, ends_after));
        }
        // Whatever is missing ends an utterance, but no more of it is listened to than that takes.
        let silent = now.since(self.heard_until() + LATE).min(LATE + LONGEST);
        for _ in 0..silent.as_nanos().div_ceil(LOOK.as_nanos()) {
            noticed.extend(self.look(&[0; FRAME], ends_after));
        }
        // A clock that was moved ahead.
        if now.since(self.heard_until()) > LATE {
            self.until = Some(now);
        }
        noticed
    }

    fn heard_until(&self) -> Instant {
        self.until.unwrap_or(Instant::START)
    }

    fn look(&mut self, samples: &[i16], ends_after: Duration) -> Option<Noticed> {
        let at = self.heard_until();
        let until = at + LOOK;
        self.until = Some(until);
        let sounds = self.detector.hear(samples);
        if let Some(speech) = &mut self.speech {
            speech.samples.extend_from_slice(samples);
            if sounds {
                speech.sounded = until;
            }
            let is_over =
                until.since(speech.sounded) >= ends_after || until.since(speech.began) >= LONGEST;
            let Speech { began, sounded, samples } = self.speech.take_if(|_| is_over)?;
            self.sounds_since = None;
            return Some(Noticed::Ends(Utterance { began, lasts: sounded.since(began), samples }));
        }
        self.lead.extend(samples);
        let kept = LEAD.as_nanos() as usize / LOOK.as_nanos() as usize * FRAME;
        self.lead.drain(..self.lead.len().saturating_sub(kept));
        if !sounds {
            self.sounds_since = None;
            return None;
        }
        let began = *self.sounds_since.get_or_insert(at);
        if until.since(began) < BEGINS {
            return None;
        }
        let samples = self.lead.drain(..).collect();
        self.speech = Some(Speech { began, sounded: until, samples });
        Some(Noticed::Begins)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDS: Duration = Duration::from_millis(500);

    fn at(ms: u64) -> Instant {
        Instant::from_millis(ms)
    }

    fn tone(ms: usize) -> Vec<i16> {
        (0..ms * 8).map(|n| if n % 16 < 8 { 6_000 } else { -6_000 }).collect()
    }

    /// The ends of utterances in what is given every 20 ms.
    fn over(hearing: &mut Hearing, from: u64, looks: &[&[i16]]) -> Vec<Noticed> {
        let each = looks.iter().zip(0..);
        each.flat_map(|(said, n)| hearing.hear(at(from + 20 * n), said, ENDS)).collect()
    }

    #[test]
    fn cc_65_an_utterance_is_cut_by_the_silence_behind_it() {
        let (mut hearing, voice, none) = (Hearing::default(), tone(20), vec![0; FRAME]);
        let mut looks: Vec<&[i16]> = vec![&none; 10];
        looks.extend(vec![&voice[..]; 30]);
        looks.extend(vec![&none[..]; 20]); // a breath
        looks.extend(vec![&voice[..]; 10]);
        looks.extend(vec![&none[..]; 24]);
        let noticed = over(&mut hearing, 0, &looks);
        assert_eq!(noticed, [Noticed::Begins], "it is not over yet");
        assert!(hearing.is_speaking());
        let noticed = over(&mut hearing, 20 * looks.len() as u64, &[&none]);
        let [Noticed::Ends(said)] = &noticed[..] else { panic!("{noticed:?}") };
        assert_eq!((said.began, said.lasts), (at(200), Duration::from_millis(1_200)));
        // With the 200 ms before it, and the 500 ms behind.
        assert_eq!(said.samples.len(), (1_200 + 200 + 500) * 8);
        assert!(!hearing.is_speaking());
    }

    #[test]
    fn cc_65_a_click_is_no_speech_and_a_late_packet_no_silence() {
        let (mut hearing, voice, none) = (Hearing::default(), tone(20), vec![0; FRAME]);
        assert_eq!(over(&mut hearing, 0, &[&none, &voice, &voice, &none, &none]), []);
        // Nothing comes for a while, then everything at once.
        let mut looks: Vec<&[i16]> = vec![&voice; 10];
        let burst = tone(200);
        looks.extend(vec![&[][..]; 10]);
        looks.extend([&burst[..], &voice]);
        assert_eq!(over(&mut hearing, 100, &looks), [Noticed::Begins]);
        // Nothing comes any more: that is silence too.
        let noticed = over(&mut hearing, 100 + 20 * looks.len() as u64, &[&[][..]; 40]);
        let [Noticed::Ends(said)] = &noticed[..] else { panic!("{noticed:?}") };
        assert_eq!(said.lasts, Duration::from_millis(21 * 20));
    }

    #[test]
    fn cc_65_an_utterance_ends_when_the_clock_is_moved_and_when_it_is_too_long() {
        let (mut hearing, voice) = (Hearing::default(), tone(20));
        over(&mut hearing, 0, &[&voice[..]; 20]);
        let noticed = hearing.hear(at(3_600_000), &[], ENDS);
        assert!(matches!(&noticed[..], [Noticed::Ends(said)] if said.samples.len() < 8_000 * 2));
        assert_eq!(hearing.hear(at(3_600_020), &[], ENDS), []);
        // A voice that never rests is a noise to the detector in the end; either way it is cut.
        let wave: Vec<i16> = voice.iter().map(|sample| sample / 2).collect();
        let looks: Vec<&[i16]> =
            (0..1_000).map(|n| if n % 50 < 40 { &voice[..] } else { &wave[..] }).collect();
        let noticed = over(&mut hearing, 3_600_040, &looks);
        let ends = noticed.iter().filter(|one| matches!(one, Noticed::Ends(_))).count();
        assert!(ends >= 1, "{noticed:?}");
    }
}
