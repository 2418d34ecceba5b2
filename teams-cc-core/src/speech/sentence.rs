//! Where a sentence ends.

/// Shorter pieces are no sentence: "Mr."
const SHORTEST: usize = 16;

/// Where the first sentence of these words ends; `None` while another word may belong to it: "3.5"
/// and "..." are no ends, and what is short is spoken with its neighbour.
pub(crate) fn first_sentence(words: &str) -> Option<usize> {
    let ends = words.char_indices().filter(|(_, c)| ['.', '!', '?', '\n'].contains(c));
    ends.map(|(at, c)| words.split_at(at + c.len_utf8())).find_map(|(head, tail)| {
        let is_apart = head.ends_with('\n') || tail.starts_with(char::is_whitespace);
        let ends = is_apart && head.trim().len() >= SHORTEST;
        (ends && tail.trim_start().starts_with(char::is_alphabetic)).then_some(head.len())
    })
}

/// Words in pieces that can be spoken one after the other.
pub(super) fn sentences(mut words: &str) -> Vec<String> {
    let mut pieces = Vec::new();
    while let Some(end) = first_sentence(words) {
        let (head, tail) = words.split_at(end);
        pieces.push(head.trim().to_owned());
        words = tail;
    }
    let last = words.trim();
    pieces.extend((!last.is_empty()).then(|| last.to_owned()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_spoken_sentence_by_sentence() {
        let cut = |words| sentences(words).join("|");
        assert_eq!(
            cut("Good morning, this is Contoso. How can I help?"),
            "Good morning, this is Contoso.|How can I help?"
        );
        assert_eq!(
            cut("Yes. You owe 3.5 euros. Dr. Li will call."),
            "Yes. You owe 3.5 euros.|Dr. Li will call."
        );
        assert_eq!(
            cut("Write to help.contoso.example\nGoodbye"),
            "Write to help.contoso.example|Goodbye"
        );
        assert_eq!(cut("  "), "");
        assert_eq!(cut("..."), "...");
    }

    #[test]
    fn a_sentence_has_ended_when_the_next_one_has_begun() {
        assert_eq!(first_sentence("I look for your card."), None);
        assert_eq!(first_sentence("I look for your card. "), None);
        assert_eq!(first_sentence("I look for your card. W"), Some(21));
    }
}
