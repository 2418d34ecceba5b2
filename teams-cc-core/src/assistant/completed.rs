//! An assistant made of a model that completes conversations.

use std::collections::VecDeque;

use super::{Assistant, Heard, Turn};
use crate::Need;
use crate::speech::{Complete, Line, Role};

/// The model writes this when a person is to take over; a line that says why may follow.
pub const HAND_OVER: &str = "[hand over]";
/// The model writes this when the matter is settled.
pub const RESOLVED: &str = "[resolved]";

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
/// It uses no tools. A model that fails hands over, with what the caller said last.
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

impl<C: Complete> Assistant for CompletedBy<C> {
    async fn turn(&mut self, heard: Heard) -> Turn {
        match heard {
            Heard::Nothing if !self.greeting.is_empty() => {
                self.add(Role::Assistant, self.greeting.clone());
                return Turn::ask(self.greeting.clone());
            }
            Heard::Nothing => {}
            Heard::Words(words) => {
                let lower = words.to_lowercase();
                self.add(Role::Caller, words);
                if self.words.iter().any(|word| lower.contains(word)) {
                    return self.hand_over("");
                }
            }
            Heard::Keys(keys) => {
                let keys: String = keys.iter().map(ToString::to_string).collect();
                self.add(Role::Caller, format!("(pressed {keys})"));
            }
            Heard::Silence => self.add(Role::Caller, "(silence)"),
        }
        let system = Line::new(Role::System, format!("{}\n{RULES}", self.instructions));
        let so_far: Vec<Line> = std::iter::once(system).chain(self.lines.iter().cloned()).collect();
        let Ok(answer) = self.model.complete(&so_far).await else {
            return self.hand_over("");
        };
        let (said, closing) = match (answer.split_once(HAND_OVER), answer.split_once(RESOLVED)) {
            (Some((said, why)), _) => (said, Some(self.hand_over(why.trim()))),
            (None, Some((said, _))) => (said, Some(Turn::resolved(""))),
            (None, None) => (answer.as_str(), None),
        };
        let said = said.trim();
        self.add(Role::Assistant, said);
        closing.map_or_else(|| Turn::ask(said), |closing| closing.saying(said))
    }

    fn interrupted(&mut self, until: &str) {
        if let Some(last) = self.lines.back_mut().filter(|line| line.role == Role::Assistant) {
            last.words = format!("{until} (interrupted)");
        }
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
