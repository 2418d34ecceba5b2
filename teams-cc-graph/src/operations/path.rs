//! Paths with arguments in them.

use std::fmt::Write as _;

/// Puts arguments into a path, in their order, percent-encoded: nothing in an argument can end its
/// segment. Within quotes a quote is doubled, as OData has it. `None` for an argument that is no
/// segment: nothing, and the dots that stand for this folder and the one above.
pub(crate) fn fill(template: &str, arguments: &[&str]) -> Option<String> {
    if arguments.iter().any(|argument| ["", ".", ".."].contains(argument)) {
        return None;
    }
    let mut path = String::with_capacity(template.len() + 64);
    let mut arguments = arguments.iter();
    let mut pieces = template.split("{}").peekable();
    while let Some(piece) = pieces.next() {
        path.push_str(piece);
        if pieces.peek().is_none() {
            break;
        }
        let argument = arguments.next().copied().unwrap_or_default();
        if piece.ends_with('\'') {
            encode(&mut path, &argument.replace('\'', "''"));
        } else {
            encode(&mut path, argument);
        }
    }
    Some(path)
}

/// Everything but RFC 3986's unreserved characters as octets.
pub(crate) fn encode(into: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            into.push(char::from(byte));
        } else {
            let _ = write!(into, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_argument_cannot_leave_its_segment() {
        let path = fill("/chats/{}/messages/{}", &["19:a/b?c#d@thread.v2", "../1"]);
        let expected = "/chats/19%3Aa%2Fb%3Fc%23d%40thread.v2/messages/..%2F1";
        assert_eq!(path.as_deref(), Some(expected));
        let path = fill("/getPolicyId(type='{}',name='{}')", &["a", "O'Hara,b"]);
        assert_eq!(path.as_deref(), Some("/getPolicyId(type='a',name='O%27%27Hara%2Cb')"));
        for dots in ["", ".", ".."] {
            assert_eq!(fill("/chats/{}/messages/{}", &[dots, "x"]), None);
        }
    }
}
