//! A conversation as a machine.

use std::collections::VecDeque;

use super::{Closing, Handover, Heard, Limits, Turn};
use crate::{Instant, Machine};

/// What happens to a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum TalkInput {
    /// Begin.
    Start,
    /// The assistant has decided.
    Thought(Turn),
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
    Thinking { since: Instant, filled: bool, filling: bool, ready: Option<Turn> },
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
        self.state = State::Thinking { since: now, filled: false, filling: false, ready: None };
    }

    fn act(&mut self, turn: Turn) {
        let words = shortened(&turn.say, self.limits.most_letters);
        match turn.closing {
            None if words.is_empty() => self.enough("The assistant had nothing to say."),
            None => {
                self.outputs.push_back(TalkOutput::Ask(words));
                self.state = State::Asking;
            }
            Some(closing) if words.is_empty() => self.close(closing),
            Some(closing) => {
                self.outputs.push_back(TalkOutput::Say(words));
                self.state = State::Saying(closing);
            }
        }
    }

    fn tick(&mut self, now: Instant) {
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
            (TalkInput::Thought(turn), State::Thinking { filling, ready, .. }) => {
                if *filling {
                    // The filler is short; nobody is cut off.
                    *ready = Some(turn);
                } else {
                    self.act(turn);
                }
            }
            (TalkInput::Spoken, State::Thinking { filling, ready, .. }) => {
                *filling = false;
                if let Some(turn) = ready.take() {
                    self.act(turn);
                }
            }
            (TalkInput::Spoken, State::Saying(closing)) => {
                let closing = closing.clone();
                self.close(closing);
            }
            (TalkInput::Answered(heard), State::Asking) => self.think(now, heard),
            (TalkInput::Broken, State::Saying(closing)) => {
                let closing = closing.clone();
                self.close(closing);
            }
            (TalkInput::Broken, State::Thinking { .. } | State::Asking) => {
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
            State::Thinking { since, .. } => Some(*since + self.limits.hangs_after),
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
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Rng, Skill};

    fn second(n: u64) -> Instant {
        Instant::START + Duration::from_secs(n)
    }

    fn drain(talk: &mut Conversing) -> Vec<TalkOutput> {
        std::iter::from_fn(|| talk.poll()).collect()
    }

    #[test]
    fn a_conversation_is_words_in_and_words_out() {
        let mut talk = Conversing::new(Limits::default());
        talk.handle(second(0), TalkInput::Start);
        assert_eq!(drain(&mut talk), [TalkOutput::Think(Heard::Nothing)]);
        talk.handle(second(1), TalkInput::Thought(Turn::ask("What is it?")));
        assert_eq!(drain(&mut talk), [TalkOutput::Ask("What is it?".into())]);
        assert_eq!(talk.deadline(), None, "the line keeps the time of listening");
        let words = Heard::Words("my card".into());
        talk.handle(second(9), TalkInput::Answered(words.clone()));
        assert_eq!(drain(&mut talk), [TalkOutput::Think(words)]);
        let turn = Turn::hand_over(Skill::new("cards").at_least(1), "lost card").saying("Wait.");
        talk.handle(second(10), TalkInput::Thought(turn.clone()));
        assert_eq!(drain(&mut talk), [TalkOutput::Say("Wait.".into())]);
        talk.handle(second(12), TalkInput::Spoken);
        let closing = turn.closing().unwrap().clone();
        assert_eq!(drain(&mut talk), [TalkOutput::Done(closing)]);
        talk.handle(second(13), TalkInput::Broken);
        assert_eq!((drain(&mut talk), talk.deadline()), (vec![], None));
    }

    #[test]
    fn an_assistant_that_hangs_is_covered_and_then_replaced() {
        let mut talk = Conversing::new(Limits::default());
        talk.handle(second(0), TalkInput::Start);
        drain(&mut talk);
        assert_eq!(talk.deadline(), Some(second(3)));
        talk.handle(second(3), TalkInput::Tick);
        assert_eq!(drain(&mut talk), [TalkOutput::Say("One moment, please.".into())]);
        // It comes while the filler is spoken: nobody is cut off.
        let mut late = Conversing::new(Limits::default());
        late.handle(second(0), TalkInput::Start);
        late.handle(second(3), TalkInput::Tick);
        drain(&mut late);
        late.handle(second(4), TalkInput::Thought(Turn::ask("So?")));
        assert_eq!(drain(&mut late), []);
        late.handle(second(5), TalkInput::Spoken);
        assert_eq!(drain(&mut late), [TalkOutput::Ask("So?".into())]);
        // It never comes.
        talk.handle(second(5), TalkInput::Spoken);
        talk.handle(second(12), TalkInput::Tick);
        let done = drain(&mut talk);
        assert!(matches!(&done[..], [TalkOutput::Done(Closing::Handover(_))]), "{done:?}");
    }

    #[test]
    fn too_long_a_speech_ends_with_a_sentence() {
        let limits = Limits { most_letters: 20, ..Limits::default() };
        for (said, heard) in [
            ("Short.", "Short."),
            ("One two three. Four five six seven.", "One two three."),
            ("Aaaa bbbb cccc dddd eeee ffff", "Aaaa bbbb cccc dddd"),
            ("äöüäöüäöüäöüäöüäöüäöüäöü", "äöüäöüäöüäöüäöüäöüäö"),
        ] {
            let mut talk = Conversing::new(limits.clone());
            talk.handle(second(0), TalkInput::Start);
            drain(&mut talk);
            talk.handle(second(0), TalkInput::Thought(Turn::ask(said)));
            assert_eq!(drain(&mut talk), [TalkOutput::Ask(heard.into())]);
        }
    }

    #[test]
    fn what_people_say_is_not_printed() {
        let heard = Heard::Words("my card is lost".into());
        let turn = Turn::hand_over(Skill::new("cards").at_least(1), "lost card").saying("Adele");
        let shown = format!("{heard:?} {turn:?}");
        assert!(!shown.contains("lost") && !shown.contains("Adele"), "{shown}");
    }

    /// Assistants and lines that hang, babble, fall silent and break.
    #[test]
    fn every_conversation_closes_once_and_in_bounded_time() {
        for seed in 0..3_000 {
            let mut rng = Rng::from_seed(seed);
            let mut talk = Conversing::new(Limits::default());
            let mut now = Instant::START;
            talk.handle(now, TalkInput::Start);
            let (mut done, mut say, mut ask, mut think) = (0, false, false, false);
            for _ in 0..2_000 {
                while let Some(output) = talk.poll() {
                    assert_eq!(done, 0, "seed {seed}: {output:?} after the end");
                    match output {
                        TalkOutput::Done(_) => done += 1,
                        TalkOutput::Say(_) => say = true,
                        TalkOutput::Ask(_) => ask = true,
                        TalkOutput::Think(_) => think = true,
                    }
                }
                if done > 0 {
                    break;
                }
                let input = match rng.below(5) {
                    0 if think => {
                        think = false;
                        TalkInput::Thought(match rng.below(6) {
                            0 => Turn::ask(""),
                            1 => Turn::resolved("bye"),
                            _ => Turn::ask("and?"),
                        })
                    }
                    1 if say => {
                        say = false;
                        TalkInput::Spoken
                    }
                    2 if ask => {
                        ask = false;
                        let silent = rng.one_in(2);
                        let heard = if silent { Heard::Silence } else { Heard::Words("x".into()) };
                        TalkInput::Answered(heard)
                    }
                    3 if rng.one_in(50) => TalkInput::Broken,
                    _ => TalkInput::Tick,
                };
                now += Duration::from_millis(rng.below(4_000));
                talk.handle(now, input);
            }
            while let Some(output) = talk.poll() {
                done += u32::from(matches!(output, TalkOutput::Done(_)));
            }
            assert_eq!(done, 1, "seed {seed}");
        }
    }
}
