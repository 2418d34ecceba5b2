//! An assistant made of a model that completes conversations.

use std::collections::VecDeque;

use super::{Assistant, Heard, Turn};
use crate::Need;
use crate::speech::{Complete, Line, Role, first_sentence};

/// The model writes this when a person is to take over; a line that says why may follow.
pub const HAND_OVER: &str = "[hand over]";
/// The model writes this when the matter is settled.
pub const RESOLVED: &str = "[resolved]";

/// Octets of an answer; what a model writes beyond is not read. Nobody listens so long.
const LONGEST_ANSWER: usize = 8 * 1024;

/// What the model is told besides what it is to be.
const RULES: &str = "You speak on the telephone: answer in one or two short sentences without any \
    formatting. When a person should take over, end with [hand over] and, behind it, one line that \
    tells that person what the caller wants. When the matter is settled and you have said goodbye, \
    end with [resolved].";
/// Lines of the conversation that the model gets, the newest.
const MOST_LINES: usize = 40;

/// An assistant that says what a model completes: your instructions, the conversation so far, and
/// two marks by which the model closes ([`HAND_OVER`], [`RESOLVED`]).
///
/// It uses no tools. A model that fails hands over, with what the caller said last. Of a model that
/// [writes](Complete::write), each sentence is spoken as soon as the next one has begun, where the
/// line can do that; the marks are never spoken, and of an answer that breaks off the whole sentences
/// are.
///
/// ```
/// use teams_cc_core::assistant::CompletedBy;
/// use teams_cc_core::speech::{Complete, Line};
/// use teams_cc_core::{Error, Skill};
///
/// struct Model; // your client
///
/// impl Complete for Model {
///     async fn complete(&self, so_far: &[Line]) -> Result<String, Error> {
///         Ok(format!("I see. [hand over] {}", so_far.last().unwrap().words))
///     }
/// }
///
/// let assistant = CompletedBy::new(Model, "You work for Contoso, a bank.")
///     .greeting("Hello, this is Contoso. How can I help?")
///     .hands_over_to(Skill::new("cards").at_least(1))
///     .hands_over_when("agent");
/// ```
#[derive(Clone, Debug)]
pub struct CompletedBy<C> {
    model: C,
    instructions: String,
    greeting: String,
    need: Need,
    words: Vec<String>,
    lines: VecDeque<Line>,
}

impl<C: Complete> CompletedBy<C> {
    /// With these instructions to the model.
    pub fn new(model: C, instructions: impl Into<String>) -> Self {
        Self {
            model,
            instructions: instructions.into(),
            greeting: String::new(),
            need: Need::anyone(),
            words: Vec::new(),
            lines: VecDeque::new(),
        }
    }

    /// Says this first, without asking the model.
    #[must_use]
    pub fn greeting(mut self, words: impl Into<String>) -> Self {
        self.greeting = words.into();
        self
    }

    /// Who takes over (anyone).
    #[must_use]
    pub fn hands_over_to(mut self, need: impl Into<Need>) -> Self {
        self.need = need.into();
        self
    }

    /// Hands over when the caller says this, whatever the model thinks. Case does not count.
    #[must_use]
    pub fn hands_over_when(mut self, says: impl Into<String>) -> Self {
        self.words.push(says.into().to_lowercase());
        self
    }

    fn add(&mut self, role: Role, words: impl Into<String>) {
        self.lines.push_back(Line::new(role, words));
        let over = self.lines.len().saturating_sub(MOST_LINES);
        self.lines.drain(..over);
    }

    fn hand_over(&self, why: &str) -> Turn {
        let mut callers = self.lines.iter().rev().filter(|line| line.role == Role::Caller);
        let last = callers.next().map_or("", |line| line.words.as_str());
        Turn::hand_over(self.need.clone(), if why.is_empty() { last } else { why })
    }
}

impl<C: Complete> CompletedBy<C> {
    /// What the model is asked, or a turn that needs no model.
    fn question(&mut self, heard: Heard) -> Result<Vec<Line>, Turn> {
        match heard {
            Heard::Nothing if !self.greeting.is_empty() => {
                self.add(Role::Assistant, self.greeting.clone());
                return Err(Turn::ask(self.greeting.clone()));
            }
            Heard::Nothing => {}
            Heard::Words(words) => {
                let lower = words.to_lowercase();
                self.add(Role::Caller, words);
                if self.words.iter().any(|word| lower.contains(word)) {
                    return Err(self.hand_over(""));
                }
            }
            Heard::Keys(keys) => {
                let keys: String = keys.iter().map(ToString::to_string).collect();
                self.add(Role::Caller, format!("(pressed {keys})"));
            }
            Heard::Silence => self.add(Role::Caller, "(silence)"),
        }
        let system = Line::new(Role::System, format!("{}\n{RULES}", self.instructions));
        Ok(std::iter::once(system).chain(self.lines.iter().cloned()).collect())
    }

    /// What is left to say of an answer, and how it closes.
    fn answer(&mut self, draft: &Draft) -> Turn {
        let closing = match (draft.text.split_once(HAND_OVER), draft.text.contains(RESOLVED)) {
            (Some((_, why)), _) => Some(self.hand_over(why.trim())),
            (None, true) => Some(Turn::resolved("")),
            (None, false) => None,
        };
        let said = draft.rest();
        note(&mut self.lines, said);
        closing.map_or_else(|| Turn::ask(said), |closing| closing.saying(said))
    }
}

impl<C: Complete> Assistant for CompletedBy<C> {
    async fn turn(&mut self, heard: Heard) -> Turn {
        let so_far = match self.question(heard) {
            Ok(so_far) => so_far,
            Err(turn) => return turn,
        };
        match self.model.complete(&so_far).await {
            Ok(text) => self.answer(&Draft { text, spoken: 0 }),
            Err(_) => self.hand_over(""),
        }
    }

    async fn speak(&mut self, heard: Heard, aloud: &mut (dyn FnMut(String) + Send)) -> Turn {
        let so_far = match self.question(heard) {
            Ok(so_far) => so_far,
            Err(turn) => return turn,
        };
        let Self { model, lines, .. } = self;
        let mut draft = Draft::default();
        let mut take = |piece: &str| {
            draft.add(piece);
            while let Some(sentence) = draft.next_sentence() {
                note(lines, &sentence);
                aloud(sentence);
            }
        };
        match model.write(&so_far, &mut take).await {
            Ok(()) => self.answer(&draft),
            Err(_) => self.hand_over(""),
        }
    }

    fn interrupted(&mut self, until: &str) {
        if let Some(last) = self.lines.back_mut().filter(|line| line.role == Role::Assistant) {
            last.words = format!("{until} (interrupted)");
        }
    }
}

/// The assistant has said this, or this too.
fn note(lines: &mut VecDeque<Line>, said: &str) {
    match lines.back_mut().filter(|line| line.role == Role::Assistant) {
        _ if said.is_empty() => {}
        Some(last) => last.words.extend([" ", said]),
        None => lines.push_back(Line::new(Role::Assistant, said)),
    }
}

/// An answer as far as it is written, and spoken.
#[derive(Debug, Default)]
struct Draft {
    text: String,
    spoken: usize,
}

impl Draft {
    fn add(&mut self, piece: &str) {
        if self.text.len() < LONGEST_ANSWER {
            self.text.push_str(piece);
        }
    }

    /// What is neither spoken nor part of a mark, nor of what may become one; whether a mark follows.
    fn open(&self) -> (&str, bool) {
        let open = self.text.get(self.spoken..).unwrap_or_default();
        let tails = open.match_indices('[').map(|(at, _)| open.split_at(at));
        let mut marks = tails.filter_map(|(head, tail)| {
            let is_mark = [HAND_OVER, RESOLVED].iter().any(|mark| tail.starts_with(mark));
            let may_be = [HAND_OVER, RESOLVED].iter().any(|mark| mark.starts_with(tail));
            (is_mark || may_be).then_some((head, is_mark))
        });
        marks.next().unwrap_or((open, false))
    }

    /// What is left to say of the whole answer; half a mark is not said.
    fn rest(&self) -> &str {
        self.open().0.trim()
    }

    fn next_sentence(&mut self) -> Option<String> {
        let (open, is_closed) = self.open();
        let all = (is_closed && !open.trim().is_empty()).then_some(open.len());
        let end = first_sentence(open).or(all)?;
        let sentence = open.get(..end)?.trim().to_owned();
        self.spoken += end;
        Some(sentence)
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::{Closing, Error, ErrorKind, Key, Skill};

    /// Says what it is told to, and nothing when that is used up.
    struct Model(std::sync::Mutex<VecDeque<&'static str>>);

    impl Complete for Model {
        async fn complete(&self, so_far: &[Line]) -> Result<String, Error> {
            assert_eq!(so_far[0].role, Role::System);
            assert!(so_far.len() <= MOST_LINES + 1);
            let next = self.0.lock().unwrap().pop_front();
            next.map(str::to_owned).ok_or_else(|| Error::new("T", ErrorKind::Timeout, "gone"))
        }
    }

    fn assistant(says: &[&'static str]) -> CompletedBy<Model> {
        CompletedBy::new(Model(std::sync::Mutex::new(says.iter().copied().collect())), "Be kind.")
            .hands_over_to(Skill::new("cards").at_least(1))
            .hands_over_when("Agent")
    }

    fn turn(assistant: &mut CompletedBy<Model>, heard: Heard) -> Turn {
        let turn = pin!(assistant.turn(heard));
        match turn.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => turn,
            Poll::Pending => panic!("the model answers at once"),
        }
    }

    /// Writes an answer in pieces of this many letters; at the end it may break off.
    struct Writes(&'static str, usize, bool);

    impl Complete for Writes {
        async fn complete(&self, _: &[Line]) -> Result<String, Error> {
            Ok(self.0.to_owned())
        }

        async fn write(
            &self,
            _: &[Line],
            piece: &mut (dyn FnMut(&str) + Send),
        ) -> Result<(), Error> {
            let letters: Vec<char> = self.0.chars().collect();
            letters.chunks(self.1).for_each(|some| piece(&some.iter().collect::<String>()));
            if self.2 { Err(Error::new("T", ErrorKind::Unavailable, "cut")) } else { Ok(()) }
        }
    }

    fn spoken(model: Writes, heard: &str) -> (Vec<String>, Turn, CompletedBy<Writes>) {
        let mut it = CompletedBy::new(model, "Be kind.");
        let mut said = Vec::new();
        let mut aloud = |words| said.push(words);
        let turn = {
            let turn = pin!(it.speak(words(heard), &mut aloud));
            match turn.poll(&mut Context::from_waker(Waker::noop())) {
                Poll::Ready(turn) => turn,
                Poll::Pending => panic!("the model answers at once"),
            }
        };
        (said, turn, it)
    }

    #[test]
    fn cc_52_marks_are_found_however_the_pieces_are_cut_and_never_spoken() {
        let answer = "I see that it is lost [sic]. I connect you now. [hand over] Lost card. Blue.";
        for size in 1..=answer.len() {
            let (said, turn, it) = spoken(Writes(answer, size, false), "lost");
            assert_eq!(said, ["I see that it is lost [sic].", "I connect you now."], "{size}");
            assert_eq!((turn.words(), summary(&turn)), ("", "Lost card. Blue."), "{size}");
            let line = &it.lines.back().unwrap().words;
            assert_eq!(line, "I see that it is lost [sic]. I connect you now.", "{size}");
        }
        for size in 1..40 {
            let answer = "It is unlocked again. Goodbye![resolved] [hand over";
            let (said, turn, _) = spoken(Writes(answer, size, false), "locked");
            assert_eq!(said.join("|"), "It is unlocked again.|Goodbye!", "{size}");
            assert_eq!((turn.words(), turn.closing()), ("", Some(&Closing::Resolved)), "{size}");
        }
        // What was to become a mark, and did not, is not said.
        let (said, turn, _) = spoken(Writes("One moment. [hand", 3, false), "hm");
        assert_eq!((said.len(), turn), (0, Turn::ask("One moment.")));
    }

    #[test]
    fn cc_52_of_an_answer_that_breaks_off_whole_sentences_were_spoken() {
        let (said, turn, mut it) =
            spoken(Writes("I look for your card. It must be", 4, true), "my card");
        assert_eq!((said.join("|").as_str(), turn.words()), ("I look for your card.", ""));
        assert_eq!(summary(&turn), "my card");
        it.interrupted("I look");
        assert_eq!(it.lines.back().unwrap().words, "I look (interrupted)");
        assert_eq!(it.lines.len(), 2, "one line of the caller, one of ours");
    }

    fn words(said: &str) -> Heard {
        Heard::Words(said.into())
    }

    fn summary(turn: &Turn) -> &str {
        let Some(Closing::Handover(handover)) = turn.closing() else { panic!("{turn:?}") };
        &handover.summary
    }

    #[test]
    fn a_model_closes_by_its_marks() {
        let mut it =
            assistant(&["Which card?", "I see. [hand over] Lost card, blue.", "Bye. [resolved]"])
                .greeting("Hello.");
        assert_eq!(turn(&mut it, Heard::Nothing).words(), "Hello.");
        let asked = turn(&mut it, words("my card is lost"));
        assert_eq!((asked.words(), asked.closing()), ("Which card?", None));
        let handed = turn(&mut it, words("the blue one"));
        assert_eq!((handed.words(), summary(&handed)), ("I see.", "Lost card, blue."));
        assert_eq!(turn(&mut it, Heard::Silence), Turn::resolved("Bye."));
    }

    #[test]
    fn a_word_of_the_caller_and_a_model_that_fails_hand_over() {
        let mut it = assistant(&["So?"]);
        turn(&mut it, Heard::Keys(vec![Key::D1]));
        it.interrupted("S");
        assert_eq!(it.lines.back().unwrap().words, "S (interrupted)");
        assert_eq!(summary(&turn(&mut it, words("an AGENT please"))), "an AGENT please");
        assert_eq!(summary(&turn(&mut it, words("hm"))), "hm");
        for _ in 0..100 {
            turn(&mut it, words("hm"));
        }
        assert!(it.lines.len() <= MOST_LINES);
    }
}
