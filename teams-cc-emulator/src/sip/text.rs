//! SIP messages as text: what the emulated side writes, byte by byte, and how it reads.
//!
//! The framer and the transaction layer are the stack's; what stands in a message is judged and
//! written here, so that a header misread or misspelt by the stack is seen.

use std::borrow::Cow;
use std::fmt::Write as _;

use bytes::Bytes;

/// How header names are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// `CALL-ID`, as Teams does (DR-66).
    Upper,
    /// `Call-ID`, as the RFC does.
    Plain,
}

/// A message taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) start: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// Short names (RFC 3261 §7.3.3 and later).
const SHORT: [(&str, &str); 10] = [
    ("v", "Via"),
    ("f", "From"),
    ("t", "To"),
    ("i", "Call-ID"),
    ("m", "Contact"),
    ("c", "Content-Type"),
    ("l", "Content-Length"),
    ("k", "Supported"),
    ("r", "Refer-To"),
    ("b", "Referred-By"),
];

impl Text {
    /// Takes a whole message apart; `None` if it is no message.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let mut lines = head.split("\r\n");
        let start = lines.next()?.to_owned();
        let mut headers: Vec<(String, String)> = Vec::new();
        for line in lines {
            if line.starts_with([' ', '\t']) {
                let (_, value) = headers.last_mut()?;
                value.push(' ');
                value.push_str(line.trim());
                continue;
            }
            let (name, value) = line.split_once(':')?;
            let name = name.trim();
            let long = SHORT.iter().find(|(short, _)| short.eq_ignore_ascii_case(name));
            headers
                .push((long.map_or(name, |(_, long)| *long).to_owned(), value.trim().to_owned()));
        }
        Some(Self { start, headers, body: body.to_owned() })
    }

    /// The first value line of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// All value lines of a header.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }

    /// Headers whose name begins with that, with their values.
    pub(crate) fn beginning(&self, prefix: &'static str) -> impl Iterator<Item = (&str, &str)> {
        let begins = move |name: &str| {
            name.get(..prefix.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(prefix))
        };
        let headers = self.headers.iter().filter(move |(name, _)| begins(name));
        headers.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// A header that must be there in anything that gets so far; empty if it is not.
    pub(crate) fn need(&self, name: &str) -> &str {
        self.header(name).unwrap_or_default()
    }

    /// The method; empty for a response.
    pub(crate) fn method(&self) -> &str {
        if self.start.starts_with("SIP/") { "" } else { self.start.split(' ').next().unwrap_or("") }
    }

    /// The Request-URI, byte for byte.
    pub(crate) fn uri(&self) -> &str {
        self.start.split(' ').nth(1).unwrap_or_default()
    }

    /// The status; 0 for a request.
    pub(crate) fn status(&self) -> u16 {
        let code = self.start.strip_prefix("SIP/2.0 ").and_then(|rest| rest.get(..3));
        code.and_then(|code| code.parse().ok()).unwrap_or(0)
    }

    /// Number and method of CSeq.
    pub(crate) fn cseq(&self) -> (u32, &str) {
        let mut words = self.need("CSeq").split_ascii_whitespace();
        let number = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        (number, words.next().unwrap_or_default())
    }

    pub(crate) fn caller_tag(&self) -> Option<&str> {
        tag(self.need("From"))
    }

    pub(crate) fn to_tag(&self) -> Option<&str> {
        tag(self.need("To"))
    }

    pub(crate) fn call_id(&self) -> &str {
        self.need("Call-ID")
    }

    /// The URI of the first Contact.
    pub(crate) fn contact(&self) -> Option<&str> {
        self.header("Contact").map(|value| address(values(value).next().unwrap_or("")))
    }

    /// Whether a comma-separated header has this token.
    pub(crate) fn lists(&self, name: &str, token: &str) -> bool {
        self.all(name).flat_map(|v| v.split(',')).any(|v| v.trim().eq_ignore_ascii_case(token))
    }

    /// The SDP, be it the whole body or a part of a multipart one.
    pub(crate) fn sdp(&self) -> Option<&str> {
        let kind = self.need("Content-Type").to_ascii_lowercase();
        if kind.starts_with("application/sdp") {
            return Some(self.body.as_str()).filter(|body| !body.is_empty());
        }
        if !kind.starts_with("multipart/") {
            return None;
        }
        let at = self.body.find("v=0\r\n")?;
        let rest = &self.body[at..];
        Some(rest.find("\r\n--").map_or(rest, |end| &rest[..end + 2]))
    }
}

/// A header as it is written: its name, mostly one of ours, and its value.
pub(crate) type Line = (Cow<'static, str>, String);

/// A message being written.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    start: String,
    headers: Vec<Line>,
    body: String,
}

impl Draft {
    pub(crate) fn request(method: &str, uri: &str) -> Self {
        Self { start: format!("{method} {uri} SIP/2.0"), headers: Vec::new(), body: String::new() }
    }

    /// An answer with the headers every answer repeats; `tag` is added to To where it has none.
    pub(crate) fn answer(request: &Text, status: u16, tag_to_add: Option<&str>) -> Self {
        let start = format!("SIP/2.0 {status} {}", phrase(status));
        let mut draft = Self { start, headers: Vec::new(), body: String::new() };
        let to = request.need("To");
        let to = match tag_to_add.filter(|_| tag(to).is_none()) {
            Some(tag) => format!("{to};tag={tag}"),
            None => to.to_owned(),
        };
        draft = draft.with("From", request.need("From")).with("To", to);
        draft = draft.with("CSeq", request.need("CSeq")).with("Call-ID", request.call_id());
        for via in request.all("Via") {
            draft = draft.with("Via", via);
        }
        if (101..300).contains(&status) && request.method() == "INVITE" {
            for route in request.all("Record-Route") {
                draft = draft.with("Record-Route", route);
            }
        }
        draft
    }

    pub(crate) fn with(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(known, _)| known == name)
    }

    pub(crate) fn body(mut self, kind: &str, body: impl Into<String>) -> Self {
        self = self.with("Content-Type", kind);
        self.body = body.into();
        self
    }

    /// The bytes; Content-Length comes last, as Teams has it.
    pub(crate) fn write(&self, spelling: Spelling) -> Bytes {
        let mut out = String::with_capacity(1024 + self.body.len());
        out.push_str(&self.start);
        out.push_str("\r\n");
        for (name, value) in &self.headers {
            match spelling {
                Spelling::Upper => out.push_str(&name.to_ascii_uppercase()),
                Spelling::Plain => out.push_str(name),
            }
            write!(out, ": {value}\r\n").ok();
        }
        let name = if spelling == Spelling::Upper { "CONTENT-LENGTH" } else { "Content-Length" };
        write!(out, "{name}: {}\r\n\r\n{}", self.body.len(), self.body).ok();
        Bytes::from(out)
    }
}

/// The values of a comma-separated line; commas inside brackets and quotes do not count.
pub(crate) fn values(line: &str) -> impl Iterator<Item = &str> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut inside) = (0, false, false);
    for (at, c) in line.char_indices() {
        match c {
            '"' => quoted = !quoted,
            '<' if !quoted => inside = true,
            '>' if !quoted => inside = false,
            ',' if !quoted && !inside => {
                parts.push(line[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(line[start..].trim());
    parts.into_iter()
}

/// The URI of a name-addr or addr-spec.
pub(crate) fn address(value: &str) -> &str {
    let behind_name = match value.strip_prefix('"').and_then(|rest| rest.find('"')) {
        Some(end) => &value[end + 2..],
        None => value,
    };
    match behind_name.split_once('<') {
        Some((_, rest)) => rest.split('>').next().unwrap_or(rest),
        None => value.split(';').next().unwrap_or(value).trim(),
    }
}

/// The tag behind a From or To.
pub(crate) fn tag(value: &str) -> Option<&str> {
    let behind = value.rfind('>').map_or(value, |at| &value[at..]);
    behind.split(';').skip(1).find_map(|p| p.trim().strip_prefix("tag="))
}

/// A `sip:` URI taken apart; everything is as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Uri<'a> {
    pub(crate) scheme: &'a str,
    pub(crate) user: &'a str,
    pub(crate) host: &'a str,
    pub(crate) port: Option<u16>,
    pub(crate) params: &'a str,
}

impl<'a> Uri<'a> {
    pub(crate) fn read(text: &'a str) -> Option<Self> {
        let (scheme, rest) = text.split_once(':')?;
        let rest = rest.split('?').next()?;
        // Parameters may hold an @ only behind the one that ends the user part.
        let (user, rest) = match rest.split_once('@') {
            Some((user, rest)) if !user.contains("://") => (user, rest),
            _ => ("", rest),
        };
        let (place, params) = rest.split_once(';').unwrap_or((rest, ""));
        let (host, port) = match place.strip_prefix('[') {
            Some(v6) => {
                let (host, port) = v6.split_once(']')?;
                (host, port.strip_prefix(':'))
            }
            None => place.split_once(':').map_or((place, None), |(h, p)| (h, Some(p))),
        };
        let port = match port {
            Some(port) => Some(port.parse().ok()?),
            None => None,
        };
        Some(Self { scheme, user, host, port, params })
    }

    pub(crate) fn param(&self, name: &str) -> Option<&'a str> {
        self.params.split(';').find_map(|p| {
            let (n, v) = p.split_once('=').unwrap_or((p, ""));
            n.eq_ignore_ascii_case(name).then_some(v)
        })
    }

    /// The number of a user part, without its own parameters.
    pub(crate) fn number(&self) -> &'a str {
        self.user.split(';').next().unwrap_or(self.user)
    }
}

/// The reason phrase of a status.
pub(crate) fn phrase(status: u16) -> &'static str {
    match status {
        100 => "Trying",
        180 => "Ringing",
        181 => "Call Is Being Forwarded",
        183 => "Session Progress",
        200 => "OK",
        202 => "Accepted",
        302 => "Moved Temporarily",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        410 => "Gone",
        416 => "Unsupported URI Scheme",
        420 => "Bad Extension",
        422 => "Session Interval Too Small",
        480 => "Temporarily Unavailable",
        481 => "Call/Transaction Does Not Exist",
        484 => "Address Incomplete",
        486 => "Busy Here",
        487 => "Request Terminated",
        488 => "Not Acceptable Here",
        491 => "Request Pending",
        500 => "Server Internal Error",
        501 => "Not Implemented",
        503 => "Service Unavailable",
        504 => "Server Time-out",
        603 => "Decline",
        _ => "Unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sip::golden;

    #[test]
    fn dr_66_every_golden_message_is_taken_apart() {
        for n in 1..=36 {
            let name = format!("M{n:02}");
            let bytes = golden::text(&name);
            let text = Text::read(bytes.as_bytes()).unwrap();
            assert_eq!(text.need("Content-Length"), text.body.len().to_string(), "{name}");
            assert!(text.caller_tag().is_some() && !text.call_id().is_empty(), "{name}");
            assert!(text.status() != 0 || !text.method().is_empty(), "{name}");
        }
    }

    #[test]
    fn dr_88_a_refer_to_without_user_part_is_read() {
        let refer = Text::read(golden::text("M18").as_bytes()).unwrap();
        let uri = Uri::read(address(refer.need("Refer-To"))).unwrap();
        assert_eq!((uri.user, uri.host, uri.port), ("", "sip.pstnhub.microsoft.com", Some(5061)));
        assert_eq!(uri.param("x-m"), Some("8:orgid:9f9d51bc-70ef-21ca-5c14-f307980a29d8"));
        let from = Text::read(golden::text("M05").as_bytes()).unwrap();
        let uri = Uri::read(address(from.need("From"))).unwrap();
        assert_eq!(uri.number(), "+12065550100");
        assert_eq!(from.caller_tag(), Some("3ed076e489659f421068030189407ba6"));
    }

    #[test]
    fn dr_137_sdp_is_found_in_a_multipart_body() {
        let emergency = Text::read(golden::text("M34").as_bytes()).unwrap();
        let sdp = emergency.sdp().unwrap();
        assert!(sdp.starts_with("v=0\r\n") && sdp.ends_with("a=ptime:20\r\n"), "{sdp}");
    }

    #[test]
    fn dr_66_a_draft_equals_the_golden_answer_but_for_the_order() {
        let options = Text::read(golden::text("M01").as_bytes()).unwrap();
        let answer = Draft::answer(&options, 200, None)
            .with("Allow", "INVITE,ACK,OPTIONS,CANCEL,BYE,NOTIFY")
            .with("Server", "Microsoft.PSTNHub.SIPProxy v.2024.2.6.5 i.EUWE.3")
            .write(Spelling::Upper);
        assert_eq!(answer, golden::text("M02").as_bytes());
    }

    #[test]
    fn rfc3261_7_3_1_lines_are_unfolded_and_lists_split() {
        let text = Text::read(
            b"OPTIONS sip:a SIP/2.0\r\nf: <sip:a>;tag=1\r\nSubject: one\r\n two\r\n\r\n",
        );
        let text = text.unwrap();
        assert_eq!((text.caller_tag(), text.need("subject")), (Some("1"), "one two"));
        let list: Vec<&str> = values("\"a,b\" <sip:x;a=1,2>, <sip:y>").collect();
        assert_eq!(list, ["\"a,b\" <sip:x;a=1,2>", "<sip:y>"]);
    }
}
