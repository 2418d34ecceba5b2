//! SSML, as strictly as an XML parser reads it: one `speak` with one `voice` in it.

use std::collections::BTreeMap;

/// What is to be spoken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spoken {
    pub(super) language: String,
    pub(super) voice: String,
    pub(super) words: String,
}

/// An element's begin or end.
struct Tag<'a> {
    name: &'a str,
    attributes: BTreeMap<&'a str, String>,
    closes: bool,
    is_empty: bool,
}

/// Reads a document.
pub(super) fn read(text: &str) -> Result<Spoken, String> {
    let mut spoken = Spoken { language: String::new(), voice: String::new(), words: String::new() };
    let (mut open, mut rest, mut voices) = (Vec::new(), text.trim(), 0);
    while let Some(at) = rest.find('<') {
        let (words, tail) = rest.split_at(at);
        let words = decoded(words)?;
        if open.is_empty() && !words.trim().is_empty() {
            return Err("There is text outside of speak.".into());
        }
        spoken.words.push_str(&words);
        let end = tail.find('>').ok_or("An element does not end.")?;
        let (inner, after) = (tail.get(1..end).unwrap_or_default(), tail.get(end + 1..));
        rest = after.unwrap_or_default();
        let tag = tag(inner)?;
        if tag.closes {
            if open.pop() != Some(tag.name) {
                return Err(format!("The element {} was not open.", tag.name));
            }
            continue;
        }
        let attribute = |name: &str| tag.attributes.get(name).cloned().unwrap_or_default();
        match (tag.name, open.as_slice()) {
            ("speak", []) => {
                if attribute("version") != "1.0" {
                    return Err("speak needs version 1.0.".into());
                }
                spoken.language = attribute("xml:lang");
            }
            ("voice", ["speak"]) => {
                voices += 1;
                spoken.voice = attribute("name");
            }
            (_, []) => return Err("The first element must be speak.".into()),
            _ => {}
        }
        if !tag.is_empty {
            open.push(tag.name);
        }
    }
    let is_whole = open.is_empty() && rest.trim().is_empty();
    if !is_whole || voices != 1 || spoken.language.is_empty() || spoken.voice.is_empty() {
        return Err("It is no SSML with one language and one voice.".into());
    }
    let words: Vec<&str> = spoken.words.split_whitespace().collect();
    spoken.words = words.join(" ");
    Ok(spoken)
}

fn tag(inner: &str) -> Result<Tag<'_>, String> {
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let (is_empty, inner) = inner.strip_suffix('/').map_or((false, inner), |rest| (true, rest));
    let (name, mut rest) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    if name.is_empty() || name.contains(['&', '<', '"', '\'']) {
        return Err("An element has no name.".into());
    }
    let mut attributes = BTreeMap::new();
    while !rest.trim().is_empty() {
        let (name, after) = rest.split_once('=').ok_or("An attribute has no value.")?;
        let after = after.trim_start();
        let quote = after.chars().next().filter(|c| ['"', '\''].contains(c));
        let quote = quote.ok_or("The value of an attribute is not quoted.")?;
        let (value, next) = after
            .get(1..)
            .and_then(|after| after.split_once(quote))
            .ok_or("The value of an attribute does not end.")?;
        attributes.insert(name.trim(), decoded(value)?);
        rest = next;
    }
    Ok(Tag { name, attributes, closes, is_empty })
}

/// References become what they stand for; a bare `&` and control characters are errors.
fn decoded(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let (name, after) = tail
            .get(1..)
            .and_then(|tail| tail.split_once(';'))
            .ok_or("An ampersand begins no reference.")?;
        out.push(match name {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => {
                let digits = name.strip_prefix('#').ok_or("A reference is unknown.")?;
                let code = match digits.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => digits.parse().ok(),
                };
                code.and_then(char::from_u32).ok_or("A reference is no character.")?
            }
        });
        rest = after;
    }
    out.push_str(rest);
    let allowed = |c: char| c >= ' ' || ['\t', '\n', '\r'].contains(&c);
    if out.chars().all(allowed) { Ok(out) } else { Err("A character is not of XML.".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_documents_are_spoken() {
        let good = "<speak version='1.0' xml:lang='en-US'><voice xml:gender=\"Male\" \
                    name='en-US-X'>\n Fish &amp; <break time='1s'/> chips&#33; </voice></speak>";
        let spoken = read(good).expect("it is whole");
        assert_eq!((spoken.voice.as_str(), spoken.words.as_str()), ("en-US-X", "Fish & chips!"));
        for bad in [
            "",
            "hello",
            "<speak version='1.0' xml:lang='en-US'>hello</speak>",
            "<speak version='1.0' xml:lang='en-US'><voice name='x'>a & b</voice></speak>",
            "<speak version='1.0' xml:lang='en-US'><voice name='x'>a < b</voice></speak>",
            "<speak version='1.0' xml:lang='en-US'><voice name='x'>a</speak></voice>",
            "<speak version='1.0'><voice name='x'>a</voice></speak>",
            "<speak version='1.0' xml:lang='en-US'><voice name='x'>\u{1}</voice></speak>",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
