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

#[test]
fn cc_51_sentences_are_spoken_while_more_are_written() {
    let mut talk = Conversing::new(Limits { most_letters: 30, ..Limits::default() });
    talk.handle(second(0), TalkInput::Start);
    drain(&mut talk);
    talk.handle(second(1), TalkInput::Wrote("I look for it.".into()));
    assert_eq!(drain(&mut talk), [TalkOutput::Speak("I look for it.".into())]);
    assert_eq!(talk.deadline(), Some(second(13)), "for the next one");
    talk.handle(second(2), TalkInput::Wrote("There it is.".into()));
    assert_eq!(drain(&mut talk), [TalkOutput::Speak("There it is.".into())]);
    // Too long is left out, and what follows on it; it does not keep the assistant alive either.
    talk.handle(second(3), TalkInput::Wrote("And there is more.".into()));
    talk.handle(second(4), TalkInput::Wrote("So?".into()));
    assert_eq!((drain(&mut talk), talk.deadline()), (vec![], Some(second(14))));
    talk.handle(second(5), TalkInput::Thought(Turn::resolved("Bye.")));
    assert_eq!(drain(&mut talk), [TalkOutput::Say(String::new())]);
    talk.handle(second(6), TalkInput::Spoken);
    assert_eq!(drain(&mut talk), [TalkOutput::Done(Closing::Resolved)]);
}

#[test]
fn cc_51_an_assistant_that_breaks_off_is_heard_out_and_replaced() {
    let mut talk = Conversing::new(Limits::default());
    talk.handle(second(0), TalkInput::Start);
    talk.handle(second(3), TalkInput::Tick);
    talk.handle(second(4), TalkInput::Wrote("I look for it.".into()));
    drain(&mut talk);
    talk.handle(second(5), TalkInput::Spoken);
    assert_eq!(
        drain(&mut talk),
        [TalkOutput::Speak("I look for it.".into())],
        "the filler is over"
    );
    talk.handle(second(17), TalkInput::Tick);
    assert_eq!(drain(&mut talk), [TalkOutput::Say(String::new())]);
    talk.handle(second(18), TalkInput::Spoken);
    let done = drain(&mut talk);
    assert!(matches!(&done[..], [TalkOutput::Done(Closing::Handover(_))]), "{done:?}");
}

/// Assistants and lines that hang, babble, fall silent and break.
#[test]
fn every_conversation_closes_once_and_in_bounded_time() {
    for seed in 0..3_000 {
        let mut rng = Rng::from_seed(seed);
        let mut talk = Conversing::new(Limits::default());
        let mut now = Instant::START;
        talk.handle(now, TalkInput::Start);
        let (mut done, mut say, mut ask, mut think, mut speak) = (0, false, false, false, false);
        for _ in 0..2_000 {
            while let Some(output) = talk.poll() {
                assert_eq!(done, 0, "seed {seed}: {output:?} after the end");
                match output {
                    TalkOutput::Done(_) => done += 1,
                    TalkOutput::Speak(_) => speak = true,
                    TalkOutput::Say(_) => say = true,
                    TalkOutput::Ask(_) => ask = true,
                    TalkOutput::Think(_) => think = true,
                }
            }
            if done > 0 {
                break;
            }
            let input = match rng.below(7) {
                5 if think => TalkInput::Wrote("A sentence.".into()),
                6 if speak => {
                    speak = false;
                    if rng.one_in(2) {
                        ask = true;
                        TalkInput::Interrupted
                    } else {
                        TalkInput::Answered(Heard::Words("x".into()))
                    }
                }
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
