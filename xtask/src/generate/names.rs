//! Graph's names in Rust's spelling.

/// `callMediaState` to `CallMediaState`.
pub(crate) fn pascal(name: &str) -> String {
    let mut word = String::new();
    let mut is_start = true;
    for letter in name.chars() {
        if !letter.is_ascii_alphanumeric() {
            is_start = true;
        } else if is_start {
            word.push(letter.to_ascii_uppercase());
            is_start = false;
        } else {
            word.push(letter);
        }
    }
    if word.starts_with(|first: char| first.is_ascii_digit()) { format!("N{word}") } else { word }
}

/// `callMediaState` to `call_media_state`, `isSCO` to `is_sco`.
pub(crate) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut word = String::new();
    for (at, letter) in letters.iter().enumerate() {
        if !letter.is_ascii_alphanumeric() {
            if !word.is_empty() && !word.ends_with('_') {
                word.push('_');
            }
            continue;
        }
        let before = at.checked_sub(1).map(|at| letters[at]);
        let after = letters.get(at + 1);
        let begins = letter.is_ascii_uppercase()
            && before.is_some_and(|before| {
                before.is_ascii_lowercase()
                    || before.is_ascii_digit()
                    || (before.is_ascii_uppercase() && after.is_some_and(char::is_ascii_lowercase))
            });
        if begins && !word.ends_with('_') {
            word.push('_');
        }
        word.push(letter.to_ascii_lowercase());
    }
    word.trim_end_matches('_').to_owned()
}

/// A field's name: `type` is a word of the language, `rest` a field of every model.
pub(crate) fn field(json: &str) -> String {
    let name = snake(json.strip_prefix('@').unwrap_or(json));
    match name.as_str() {
        "type" | "final" | "static" | "ref" | "self" | "match" | "move" | "where" | "in" => {
            format!("r#{name}")
        }
        "rest" | "cast" | "default" => format!("{name}_"),
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_spelt_as_rust_spells_them() {
        assert_eq!(pascal("callMediaState"), "CallMediaState");
        assert_eq!(pascal("2gVideo"), "N2gVideo");
        for (graph, rust) in [
            ("callMediaState", "call_media_state"),
            ("isSCO", "is_sco"),
            ("oDataType", "o_data_type"),
            ("PSTNCalls", "pstn_calls"),
            ("@odata.type", "odata_type"),
            ("type", "r#type"),
        ] {
            assert_eq!(field(graph), rust);
        }
    }
}
