//! The words with which people stop text messages, and start them again.

/// The words that every sender of text messages must heed.
///
/// # Source
/// Microsoft, "SMS FAQ": STOP, STOPALL, UNSUBSCRIBE, CANCEL, END, QUIT; START, YES, UNSTOP. The
/// German words are ours. `YES` alone is left out: it is an answer far more often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOut {
    /// Send nothing any more.
    Stop,
    /// Send again.
    Start,
}

const STOP: [&str; 8] =
    ["stop", "stopall", "unsubscribe", "cancel", "end", "quit", "stopp", "abmelden"];
const START: [&str; 3] = ["start", "unstop", "anmelden"];

impl OptOut {
    /// What a whole message says, if it is such a word and nothing else.
    pub fn of(text: &str) -> Option<Self> {
        let word = text.trim().trim_end_matches(['.', '!']).to_lowercase();
        if STOP.contains(&word.as_str()) {
            return Some(Self::Stop);
        }
        START.contains(&word.as_str()).then_some(Self::Start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_alone_counts() {
        for (text, means) in [
            ("STOP", Some(OptOut::Stop)),
            (" Stop! ", Some(OptOut::Stop)),
            ("abmelden", Some(OptOut::Stop)),
            ("Unstop", Some(OptOut::Start)),
            ("please stop the delivery", None),
            ("yes", None),
            ("", None),
        ] {
            assert_eq!(OptOut::of(text), means, "{text:?}");
        }
    }
}
