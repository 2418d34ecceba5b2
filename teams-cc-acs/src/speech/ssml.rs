//! Words as SSML 1.0.

use std::fmt::Write as _;

/// One voice that says these words, whatever is in them.
pub(super) fn of(words: &str, language: &str, voice: &str) -> String {
    let mut ssml = String::with_capacity(words.len() + 160);
    ssml.push_str(
        "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"",
    );
    escape(&mut ssml, language);
    ssml.push_str("\"><voice name=\"");
    escape(&mut ssml, voice);
    ssml.push_str("\">");
    escape(&mut ssml, words);
    ssml.push_str("</voice></speak>");
    ssml
}

/// Characters that mark up become references; what XML 1.0 has no place for becomes a space.
fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' => drop(write!(out, "&#{};", u32::from(letter))), // never fails
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => out.push(' '),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_stay_words() {
        let ssml = of("Fish & chips <b>\"now\"</b>\0\u{8}", "en-US", "en-US-JennyNeural");
        assert_eq!(
            ssml,
            "<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" \
             xml:lang=\"en-US\"><voice name=\"en-US-JennyNeural\">Fish &amp; chips &lt;b&gt;&quot;\
             now&quot;&lt;/b&gt;  </voice></speak>"
        );
        assert!(!of("x", "en\"><script>", "v").contains("<script>"));
    }

    proptest! {
        #[test]
        fn no_words_open_or_close_an_element(words in "\\PC*") {
            let ssml = of(&words, "en-US", "v");
            prop_assert_eq!(ssml.matches('<').count(), 4);
            prop_assert_eq!(ssml.matches('>').count(), 4);
        }
    }
}
