//! The assistant that speaks with callers first: words in, words out, so its test is a list of
//! strings.

use teams_cc::{Assistant, Heard, Need, Skill, Turn};

const HELLO: &str = "Hello, this is Contoso. How can I help?";
const WHICH: &str = "Is it about a card or a contract?";
const TO_A_PERSON: &str = "I bring you to somebody who can help.";

/// What is settled by an answer.
const ANSWERS: [(&str, &str); 3] = [
    ("opening hours", "We are open from eight to six. Goodbye!"),
    ("branch", "It is next to the station. Goodbye!"),
    ("parking", "You park below the house, for free. Goodbye!"),
];
/// What needs a person: the word, who can do it and how well, and what the next one is told.
const MATTERS: [(&str, &str, u8, &str); 4] = [
    ("stolen", "cards", 3, "Stolen card"),
    ("card", "cards", 1, "Card"),
    ("cancel", "contracts", 3, "Wants to leave"),
    ("contract", "contracts", 1, "Contract"),
];

/// A conversation of the concierge.
#[derive(Debug, Default)]
pub(super) struct Concierge {
    asked_again: bool,
}

impl Assistant for Concierge {
    async fn turn(&mut self, heard: Heard) -> Turn {
        self.decide(heard)
    }
}

impl Concierge {
    fn decide(&mut self, heard: Heard) -> Turn {
        // Nothing yet, silence, or keys: asked again.
        let Heard::Words(words) = heard else { return Turn::ask(HELLO) };
        if let Some((_, answer)) = ANSWERS.iter().find(|(word, _)| words.contains(word)) {
            return Turn::resolved(*answer);
        }
        let matter = MATTERS.iter().find(|(word, ..)| words.contains(word));
        if let Some((_, skill, level, about)) = matter {
            let summary = format!("{about}: \"{words}\"");
            return Turn::hand_over(Skill::new(*skill).at_least(*level), summary)
                .saying(TO_A_PERSON);
        }
        if self.asked_again {
            let summary = format!("Unclear: \"{words}\"");
            return Turn::hand_over(Need::anyone(), summary).saying(TO_A_PERSON);
        }
        self.asked_again = true;
        Turn::ask(WHICH)
    }
}

#[cfg(test)]
mod tests {
    use teams_cc::Closing;

    use super::*;

    /// What a caller says, and how it closes: settled, or what the next one is told.
    fn closes(said: &[&str]) -> Option<String> {
        let mut concierge = Concierge::default();
        assert_eq!(concierge.decide(Heard::Nothing).words(), HELLO);
        for words in said {
            let turn = concierge.decide(Heard::Words((*words).into()));
            match turn.closing() {
                Some(Closing::Resolved) => return Some("settled".into()),
                Some(Closing::Handover(to)) => return Some(format!("{}: {}", to.need, to.summary)),
                None => {}
            }
        }
        None
    }

    #[test]
    fn words_in_words_out() {
        let cases: [(&[&str], Option<&str>); 6] = [
            (&["when are your opening hours"], Some("settled")),
            (&["I have lost my card"], Some("cards >= 1: Card: \"I have lost my card\"")),
            (&["my card was stolen"], Some("cards >= 3: Stolen card: \"my card was stolen\"")),
            (&["it is complicated"], None),
            (&["well", "my contract"], Some("contracts >= 1: Contract: \"my contract\"")),
            (&["well", "you know"], Some("anyone: Unclear: \"you know\"")),
        ];
        for (said, want) in cases {
            assert_eq!(closes(said).as_deref(), want, "{said:?}");
        }
    }

    #[test]
    fn silence_is_asked_again() {
        assert_eq!(Concierge::default().decide(Heard::Silence).words(), HELLO);
    }
}
