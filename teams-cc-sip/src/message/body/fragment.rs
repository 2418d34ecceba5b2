//! `message/sipfrag`: what a NOTIFY of a REFER carries (RFC 3420, RFC 3515 §2.4.5).

use crate::message::lex;
use crate::message::status::StatusCode;

/// The status of a fragment that begins with a status line; `None` if it does not.
pub fn status_of_fragment(body: &[u8]) -> Option<StatusCode> {
    let line = body.split(|&b| b == b'\r' || b == b'\n').find(|line| !line.is_empty())?;
    let (version, rest) = line.split_at_checked(8)?;
    if !version.eq_ignore_ascii_case(b"SIP/2.0 ") {
        return None;
    }
    let end = lex::run(rest, 0, |b| b.is_ascii_digit());
    let number = u16::try_from(lex::number(&rest[..end])?).ok()?;
    matches!(rest.get(end), None | Some(b' ')).then(|| StatusCode::new(number)).flatten()
}

/// The fragment that tells a status: `SIP/2.0 200 OK`.
pub fn status_fragment(status: StatusCode) -> String {
    format!("SIP/2.0 {status} {}\r\n", status.phrase())
}
