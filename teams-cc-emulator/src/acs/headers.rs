//! What a call carries for whoever takes it, as headers of an INVITE: `User-To-User` and
//! `X-MS-Custom-...`, both ways. Written from "How to pass call contextual data in Call Automation".

use serde_json::{Map, Value, json};

use crate::sip::text::Text;

/// Headers of its own that a call carries at most, and how long name and value may be.
const MOST: usize = 5;
const LONGEST_NAME: usize = 64;
const LONGEST_VALUE: usize = 256;
const CUSTOM: &str = "X-MS-Custom-";
const USER_TO_USER: &str = "User-To-User";

/// Marks that a name may have beside letters and digits: those of a token (RFC 3261 §25.1).
const MARKS: &[u8] = b".!%*_+~-";

/// A name that keeps the limits.
fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || MARKS.contains(&byte);
    !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(fits)
}

/// A value that keeps the limits, and is no more than one line.
fn is_value(value: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
    value.len() <= LONGEST_VALUE && value.bytes().all(fits)
}

/// What an INVITE says for the application, as its `customContext`.
pub(crate) fn context_of(request: &Text) -> Value {
    let custom = request.beginning(CUSTOM).take(MOST);
    let own = request.header(USER_TO_USER).map(|value| ("userToUser", value));
    let fits =
        |(name, value): &(&str, &str)| name.len() <= LONGEST_NAME && value.len() <= LONGEST_VALUE;
    let headers: Map<String, Value> =
        own.into_iter().chain(custom).filter(fits).map(|(n, v)| (n.into(), v.into())).collect();
    json!({"voipHeaders": {}, "sipHeaders": headers})
}

/// What `customCallingContext` says to a SIP peer, as lines of an INVITE; and the names of those
/// that keep no limit, which are left out.
///
/// A name without a prefix gets the one that is mandatory. Nothing here ends a line early: whatever
/// has a control character is left out whole.
pub(crate) fn headers_of(context: &Value) -> (Vec<(String, String)>, Vec<String>) {
    let (mut headers, mut left_out) = (Vec::new(), Vec::new());
    let mut custom = 0;
    for (given, value) in context["sipHeaders"].as_object().into_iter().flatten() {
        let is_own = [USER_TO_USER, "userToUser"].iter().any(|own| own.eq_ignore_ascii_case(given));
        let has_prefix = given.get(..2).is_some_and(|begin| begin.eq_ignore_ascii_case("x-"));
        let name = match (is_own, has_prefix) {
            (true, _) => USER_TO_USER.to_owned(),
            (false, true) => given.clone(),
            (false, false) => format!("{CUSTOM}{given}"),
        };
        let value = value.as_str().filter(|value| is_value(value));
        let is_known = |(known, _): &(String, String)| known.eq_ignore_ascii_case(&name);
        let fits = !given.is_empty()
            && is_name(&name)
            && !headers.iter().any(is_known)
            && (is_own || custom < MOST);
        match value.filter(|_| fits) {
            Some(value) => {
                custom += usize::from(!is_own);
                headers.push((name, value.to_owned()));
            }
            None => left_out.push(given.escape_debug().take(LONGEST_NAME).collect()),
        }
    }
    (headers, left_out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cc_69_headers_of_a_sip_call_reach_the_application() {
        let long = "x".repeat(300);
        let custom: Vec<String> = (0..9).map(|n| format!("X-MS-Custom-{n}: {n}\r\n")).collect();
        let invite = format!(
            "INVITE sip:+1@h SIP/2.0\r\nUser-to-User: 616d;encoding=hex\r\n\
             x-ms-custom-case: 4711\r\nX-MS-CustomNot: 1\r\nSubject: s\r\n\
             X-MS-Custom-Long: {long}\r\n{}",
            custom.concat()
        );
        let context = Text::read(format!("{invite}\r\n").as_bytes()).map(|text| context_of(&text));
        let context = context.expect("a message");
        let headers = context["sipHeaders"].as_object().expect("headers");
        assert_eq!(headers["userToUser"], "616d;encoding=hex");
        assert_eq!(headers["x-ms-custom-case"], "4711");
        assert!(headers.len() <= 1 + MOST, "{headers:?}");
        assert!(headers.values().all(|value| value != &long) && !headers.contains_key("Subject"));
    }

    #[test]
    fn cc_69_headers_for_a_sip_peer_keep_their_limits_and_end_no_line() {
        let given = json!({"sipHeaders": {
            "User-To-User": "00;encoding=hex", "userToUser": "again", "x-ms-custom-case": "4711",
            "tier": "gold", "X-Other": "", "": "empty",
            "X-MS-Custom-Evil": "1\r\nRoute: <sip:x>", "X-A: b\r\nRoute": "<sip:x>", "X-Null": null,
            "X-Long": "v".repeat(257), format!("X-{}", "n".repeat(63)): "v",
        }});
        let (headers, left_out) = headers_of(&given);
        let find = |name: &str| headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
        assert_eq!(find("User-To-User"), Some("00;encoding=hex"));
        assert_eq!(find("x-ms-custom-case"), Some("4711"));
        assert_eq!(find("X-MS-Custom-tier"), Some("gold"));
        assert_eq!(headers.len(), 4, "X-Other too: {headers:?}");
        assert_eq!(left_out.len(), 7, "{left_out:?}");
        let text = format!("{headers:?}{left_out:?}");
        assert!(!text.contains(['\r', '\n']), "{text}");

        let many: Map<String, Value> = (0..9).map(|n| (format!("X-{n}"), json!("v"))).collect();
        let (headers, left_out) = headers_of(&json!({"sipHeaders": many}));
        assert_eq!((headers.len(), left_out.len()), (MOST, 4));
        assert_eq!(headers_of(&json!({"sipHeaders": 7})).0, []);
        assert_eq!(headers_of(&json!({"voipHeaders": {"a": "b"}})).0, []);
    }
}
