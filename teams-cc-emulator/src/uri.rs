//! What stands in a request's address.

/// Percent escapes decoded; what is no escape stays.
pub(crate) fn percent_decoded(text: &str, plus_is_blank: bool) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while let Some(byte) = bytes.get(i) {
        let escape = (*byte == b'%')
            .then(|| text.get(i + 1..i + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        if let Some(octet) = escape {
            out.push(octet);
            i += 3;
        } else {
            out.push(if *byte == b'+' && plus_is_blank { b' ' } else { *byte });
            i += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The segments of a path, decoded; empty ones are passed over.
pub(crate) fn segments(path: &str) -> Vec<String> {
    let segments = path.split('/').filter(|segment| !segment.is_empty());
    segments.map(|segment| percent_decoded(segment, false)).collect()
}

/// The names and values of a query, decoded; a name alone has an empty value.
pub(crate) fn query_pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let split = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    split.map(|(name, value)| (percent_decoded(name, true), percent_decoded(value, true))).collect()
}
