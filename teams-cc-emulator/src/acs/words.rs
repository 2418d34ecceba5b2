//! What people say, in words: scripted, or understood by the ear. Transcripts and questions get it.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::json;
use teams_cc_core::{Guid, Instant};

use super::book::{Book, Due, Effect};
use super::call::Outcome;
use super::hearing::{Hearing, Noticed, Utterance};
use super::identity::Party;
use super::media::Phase;
use super::question::Question;

/// How sure the scripted recognition is.
pub(super) const SCRIPTED: f64 = 0.95;
/// Silence that ends an utterance when nobody asked: what Azure's speech service takes.
const ENDS: Duration = Duration::from_millis(500);
/// Less silence than this ends nothing, whatever was asked for: words have gaps.
const SHORTEST_END: Duration = Duration::from_millis(100);
/// Utterances of one person that wait to be understood; more are not.
const MOST_WAITING: usize = 16;

/// Words that somebody says.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) words: String,
    /// 0 to 1.
    pub(crate) confidence: f64,
    pub(crate) began: Instant,
    pub(crate) lasts: Duration,
}

impl Said {
    pub(crate) fn ends(&self) -> Instant {
        self.began + self.lasts
    }
}

/// An utterance that is to be understood, and what is likely in it.
#[derive(Clone, Debug)]
pub(crate) struct Unheard {
    pub(crate) room: Guid,
    pub(crate) who: Guid,
    pub(crate) utterance: Utterance,
    /// Phrases of the choices that are asked for.
    pub(crate) phrases: Vec<String>,
}

/// Somebody who is listened to: utterances are understood one after the other.
#[derive(Debug, Default)]
pub(crate) struct Speaker {
    hearing: Hearing,
    is_busy: bool,
    waiting: VecDeque<Unheard>,
}

/// Words as they are compared: letters and digits, in small letters.
pub(super) fn normal(words: &str) -> String {
    let plain: String = words
        .chars()
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .flat_map(char::to_lowercase)
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Book {
    /// What a softphone has sent until now, at 8 kHz: if the resource has an ear, it listens.
    pub(crate) fn listens_to(&mut self, now: Instant, room: Guid, who: Guid, said: &[i16]) {
        // An utterance that is under way is heard to its end also when the ear has been taken away.
        let is_speaking = |one: &Speaker| one.hearing.is_speaking();
        if self.ear.is_none() && !self.speakers.get(&who).is_some_and(is_speaking) {
            return;
        }
        let asked = self.asked(room, who);
        let ends = asked.iter().find_map(|(id, _)| {
            let question = self.calls.get(id)?.jobs.front()?.question.as_ref()?;
            question.takes_words().then_some(question.speech_ends.max(SHORTEST_END))
        });
        let speaker = self.speakers.entry(who).or_default();
        for noticed in speaker.hearing.hear(now, said, ends.unwrap_or(ENDS)) {
            match noticed {
                Noticed::Begins => self.begins_to_speak(now, room, who),
                Noticed::Ends(utterance) => self.has_spoken(now, room, who, utterance),
            }
        }
    }

    /// Whether that one is speaking at the moment.
    pub(crate) fn is_speaking(&self, call: Guid, party: &Party) -> bool {
        let room = self.calls.get(&call).and_then(|call| self.rooms.get(&call.room));
        let one = room.and_then(|room| room.member(party));
        let speaker = one.and_then(|one| self.speakers.get(&one.id));
        speaker.is_some_and(|speaker| speaker.hearing.is_speaking())
    }

    /// A question that waits for words waits no longer for their beginning.
    fn begins_to_speak(&mut self, now: Instant, room: Guid, who: Guid) {
        for (id, key) in self.asked(room, who) {
            let Some((job, question)) = self.question(id, key) else { continue };
            match job.phase {
                _ if !question.takes_words() => {}
                Phase::Listens => job.turn += 1,
                Phase::Plays if question.interrupts => {
                    self.silences_prompt(now, room);
                    self.listens(now, id, key);
                }
                _ => {}
            }
        }
    }

    fn has_spoken(&mut self, now: Instant, room: Guid, who: Guid, utterance: Utterance) {
        let Some(there) = self.rooms.get(&room) else { return };
        let calls = there.connections.iter().filter_map(|id| self.calls.get(id));
        let is_written = |stream: &super::streams::Stream| stream.is_open();
        let is_written = calls.filter_map(|call| call.transcription.as_ref()).any(is_written);
        let asked = self.asked(room, who);
        if asked.is_empty() && !is_written {
            return;
        }
        let questions = asked.into_iter().filter_map(|(id, key)| Some(self.question(id, key)?.1));
        let phrases = questions.flat_map(Question::phrases).collect();
        let unheard = Unheard { room, who, utterance, phrases };
        let Some(speaker) = self.speakers.get_mut(&who) else { return };
        if !speaker.is_busy {
            speaker.is_busy = true;
            self.push(Effect::Understand(Box::new(unheard)));
        } else if speaker.waiting.len() < MOST_WAITING {
            speaker.waiting.push_back(unheard);
        } else {
            self.is_said(now, &unheard, None);
        }
    }

    /// What the ear made of an utterance: words and how sure it is, or nothing. The next one.
    pub(crate) fn understood(
        &mut self,
        now: Instant,
        unheard: &Unheard,
        found: Option<(String, f64)>,
    ) {
        if let Some(speaker) = self.speakers.get_mut(&unheard.who) {
            let next = speaker.waiting.pop_front();
            speaker.is_busy = next.is_some();
            if let Some(next) = next {
                self.push(Effect::Understand(Box::new(next)));
            }
        }
        self.is_said(now, unheard, found);
    }

    fn is_said(&mut self, now: Instant, unheard: &Unheard, found: Option<(String, f64)>) {
        let Unheard { room, who, utterance, .. } = unheard;
        let (room, who, began, lasts) = (*room, *who, utterance.began, utterance.lasts);
        if let Some((words, confidence)) = found {
            let said = Said { words, confidence, began, lasts };
            return self.heard_words(now, room, who, &said);
        }
        for (id, key) in self.asked(room, who) {
            let Some((job, question)) = self.question(id, key) else { continue };
            let is_answer = question.takes_words() && began + lasts > question.opened;
            if !is_answer || job.phase != Phase::Listens {
                continue;
            }
            // The service understands free speech: whatever is no option does not match one.
            let why = if question.kind == "choices" {
                no_option()
            } else {
                Outcome::new(400, 8563, "Action failed, speech could not be recognized.")
            };
            self.job_fails(now, id, key, &why, None);
        }
    }

    /// Somebody says words: whoever listens is told.
    pub(crate) fn heard_words(&mut self, now: Instant, room: Guid, who: Guid, said: &Said) {
        let Some(there) = self.rooms.get(&room) else { return };
        let Some(one) = there.of_id(who) else { return };
        let party = one.party.clone();
        for id in there.connections.clone() {
            self.transcript(now, id, &party, said);
        }
        self.question_hears_words(now, room, who, said);
    }

    /// Does a question wait for these words?
    fn question_hears_words(&mut self, now: Instant, room: Guid, who: Guid, said: &Said) {
        for (id, key) in self.asked(room, who) {
            let Some((job, question)) = self.question(id, key) else { continue };
            if !question.takes_words() || said.ends() <= question.opened {
                continue;
            }
            let words = match &question.words {
                Some(before) => format!("{before} {}", said.words),
                None => said.words.clone(),
            };
            if job.phase == Phase::Plays && question.interrupts {
                job.phase = Phase::Listens;
                self.silences_prompt(now, room);
            }
            if let Some(kept) = self.kept(id, key) {
                kept.words = Some(words);
                kept.confidence = kept.confidence.min(said.confidence);
            }
            let Some((job, _)) = self.question(id, key) else { continue };
            if job.phase == Phase::Listens {
                job.turn += 1;
                let turn = job.turn;
                // What was understood from its sound has had its silence.
                let left = said.ends().since(now);
                let wait = if left.is_zero() { left } else { left + question.speech_ends };
                self.after(now, wait, Due::Job(id, key, turn));
            }
        }
    }

    /// The words that a question got are its answer, or fit none.
    pub(super) fn words_count(&mut self, now: Instant, id: Guid, key: Guid, question: &Question) {
        let words = question.words.as_deref().unwrap_or_default();
        let confidence = question.confidence;
        if question.kind != "choices" {
            let extra = json!({
                "recognitionType": "speech",
                "speechResult": {"speech": words, "confidence": confidence},
            });
            let done = Outcome::new(200, 0, "Action completed, speech was recognized.");
            return self.job_ends(now, id, key, "RecognizeCompleted", &done, extra);
        }
        let heard = format!(" {} ", normal(words));
        let matched = question.choices.iter().find_map(|choice| {
            let is_said = |phrase: &&String| heard.contains(&format!(" {phrase} "));
            Some((choice, choice.phrases.iter().find(is_said)?))
        });
        let Some((choice, phrase)) = matched else {
            return self.job_fails(now, id, key, &no_option(), None);
        };
        let extra = json!({
            "recognitionType": "choices",
            "choiceResult": {
                "label": choice.label, "recognizedPhrase": phrase, "confidence": confidence,
            },
        });
        let done = Outcome::new(200, 8545, "Action completed, speech option matched.");
        self.job_ends(now, id, key, "RecognizeCompleted", &done, extra);
    }
}

fn no_option() -> Outcome {
    Outcome::new(400, 8547, "Action failed, recognized phrase does not match a valid option.")
}
