//! HTML to plain text: what a person reads of it, and nothing that acts.

/// No text becomes longer than this.
const MOST_LETTERS: usize = 200_000;
/// Elements whose content nobody reads.
const SILENT: [&str; 6] = ["script", "style", "head", "title", "template", "noscript"];
/// Elements that begin a line.
const LINES: [&str; 14] =
    ["p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "hr"];

/// The words of a mail. Links keep their text, not their address: an address that differs from
/// its text is what phishing is made of.
pub(crate) fn to_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while text.len() < MOST_LETTERS {
        let Some((before, after)) = rest.split_once('<') else {
            push(&mut text, rest);
            break;
        };
        push(&mut text, before);
        if let Some(comment) = after.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            continue;
        }
        // A lone `<` is a letter.
        if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            text.push('<');
            rest = after;
            continue;
        }
        let Some((tag, after)) = end_of_tag(after) else { break };
        let is_end = tag.starts_with('/');
        let name = tag.trim_start_matches('/');
        let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        rest = after;
        if !is_end && SILENT.contains(&name.as_str()) {
            rest = behind(rest, &name);
        } else if LINES.contains(&name.as_str()) && !text.ends_with('\n') && !text.is_empty() {
            text.truncate(text.trim_end_matches(' ').len());
            text.push('\n');
        } else if name == "td" && !text.ends_with([' ', '\n']) {
            text.push(' ');
        }
    }
    text.trim().to_owned()
}

/// A tag without its brackets, and what follows; quotes may hold a `>`.
fn end_of_tag(text: &str) -> Option<(&str, &str)> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some((text.get(..at)?, text.get(at + 1..)?)),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// What follows the end of an element whose content is left out.
fn behind<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("</") {
        let is_it = after.get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name));
        rest = after;
        if is_it {
            return after.split_once('>').map_or("", |(_, rest)| rest);
        }
    }
    ""
}

/// Letters between tags: blanks are one blank, entities are letters.
fn push(text: &mut String, piece: &str) {
    let mut rest = piece;
    while let Some(c) = rest.chars().next() {
        let (letter, length) = match c {
            '&' => entity(rest).unwrap_or(('&', 1)),
            c => (c, c.len_utf8()),
        };
        rest = rest.get(length..).unwrap_or_default();
        if letter.is_ascii_whitespace() || letter == '\u{a0}' {
            if !text.is_empty() && !text.ends_with([' ', '\n']) {
                text.push(' ');
            }
        } else if !letter.is_control() {
            text.push(letter);
        }
    }
}

fn entity(text: &str) -> Option<(char, usize)> {
    let end = text.char_indices().take(12).find(|(_, c)| *c == ';')?.0;
    let name = text.get(1..end)?;
    let letter = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "euro" => '€',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        _ => {
            let digits = name.strip_prefix('#')?;
            let code = match digits.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => digits.parse().ok()?,
            };
            char::from_u32(code)?
        }
    };
    Some((letter, end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::to_text;

    #[test]
    fn words_stay_and_what_acts_goes() {
        for (html, text) in [
            ("<p>Hello <b>you</b></p><p>Bye</p>", "Hello you\nBye"),
            ("a<br>b<br/>c", "a\nb\nc"),
            ("<script>alert('</p>')</script>x", "x"),
            ("<STYLE>p{}</STYLE >x", "x"),
            ("<a href=\"https://evil.example/?a>b\">your bank</a>", "your bank"),
            ("<!-- <p>no</p> -->yes", "yes"),
            ("Gr&uuml;&#223;e &amp; &lt;b&gt; &#x20AC; &bogus;", "Grüße & <b> € &bogus;"),
            ("1 < 2 <", "1 < 2 <"),
            ("<img src=x onerror=alert(1)", ""),
            ("<script>never closed", ""),
            ("  \n a \t\n b ", "a b"),
            ("<td>a</td><td>b</td>", "a b"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    proptest! {
        #[test]
        fn no_mail_panics_or_grows(html in "([<>&;'\"/!a-zA-Zäß# -]|<p>|</script>|&#x|<script>){0,200}") {
            prop_assert!(to_text(&html).len() <= html.len() + 1);
        }
    }
}
