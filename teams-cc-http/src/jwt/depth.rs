//! How deep JSON nests, before anything parses it.

/// Whether brackets nest deeper than `most`. Brackets in texts do not count; what is no JSON is
/// judged by the parser later.
///
/// # Source
/// RS-64, RS-71: 20,000 levels must not reach a recursive parser.
pub fn is_deeper_than(json: &[u8], most: usize) -> bool {
    // Fewer brackets than levels: the usual case costs one vectorised count.
    let brackets = json.iter().filter(|octet| matches!(octet, b'{' | b'[')).count();
    if brackets <= most {
        return false;
    }
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for octet in json {
        if in_text {
            match octet {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match octet {
            b'"' => in_text = true,
            b'{' | b'[' => {
                depth += 1;
                if depth > most {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_deeper_than;

    #[test]
    fn rs_64_depth_is_counted_outside_texts_only() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_deeper_than(nested(16).as_bytes(), 16));
        assert!(is_deeper_than(nested(17).as_bytes(), 16));
        assert!(is_deeper_than(nested(20_000).as_bytes(), 64));
        assert!(!is_deeper_than(br#"{"a":"[[[[\"[[["}"#, 2));
        assert!(!is_deeper_than(br"[[],[],[],[],[]]", 2));
        assert!(is_deeper_than(b"[[[", 2));
    }
}
