//! Where the parts of a URI stand.

use std::net::Ipv6Addr;
use std::ops::Range;

use super::Scheme;
use crate::message::lex::{self, Span};
use crate::message::limits::MAX_URI_PARAMS;

/// Spans into the text that holds the URI, which may be a whole header value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Parts {
    pub(crate) whole: Span,
    pub(crate) scheme: Scheme,
    pub(crate) user: Option<Span>,
    pub(crate) password: Option<Span>,
    /// Without brackets.
    pub(crate) host: Span,
    pub(crate) ipv6: bool,
    /// 0 if none is written.
    pub(crate) port: u16,
    /// Behind the first semicolon.
    pub(crate) params: Span,
    /// Behind the question mark.
    pub(crate) headers: Span,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            whole: Span::default(),
            scheme: Scheme::Other,
            user: None,
            password: None,
            host: Span::default(),
            ipv6: false,
            port: 0,
            params: Span::default(),
            headers: Span::default(),
        }
    }
}

type Findings<T> = Result<T, &'static str>;

impl Parts {
    /// Reads the URI that fills `range`.
    pub(crate) fn read(text: &[u8], range: Range<usize>) -> Findings<Self> {
        let whole = &text[range.clone()];
        let colon = memchr::memchr(b':', whole).ok_or("a URI without a scheme")?;
        let scheme = &whole[..colon];
        let kind = match scheme.len() {
            3 if scheme.eq_ignore_ascii_case(b"sip") => Scheme::Sip,
            4 if scheme.eq_ignore_ascii_case(b"sips") => Scheme::Sips,
            3 if scheme.eq_ignore_ascii_case(b"tel") => Scheme::Tel,
            _ => Scheme::Other,
        };
        let well_formed = scheme.first().is_some_and(u8::is_ascii_alphabetic)
            && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
        if !well_formed {
            return Err("a URI scheme is a letter and letters, digits, +, - or .");
        }
        let mut ascii = true;
        for &b in whole {
            ascii &= b.is_ascii();
            if b <= b' ' || b == 0x7f {
                // Headers in a URI are sometimes left unescaped (DR-71).
                let in_headers = memchr::memchr(b'?', whole).is_some() && matches!(b, b' ' | b'\t');
                if !in_headers {
                    return Err("a URI with white space or control characters");
                }
            }
        }
        if !ascii && std::str::from_utf8(whole).is_err() {
            return Err("a URI that is not UTF-8");
        }
        let mut parts = Self { whole: Span::new(range.clone()), scheme: kind, ..Self::default() };
        let at = range.start + colon + 1;
        match kind {
            Scheme::Sip | Scheme::Sips => parts.read_sip(text, at, range.end)?,
            Scheme::Tel => parts.read_tel(text, at, range.end)?,
            Scheme::Other if at == range.end => return Err("a URI with nothing but a scheme"),
            Scheme::Other => {}
        }
        Ok(parts)
    }

    fn read_sip(&mut self, text: &[u8], start: usize, end: usize) -> Findings<()> {
        let text = &text[..end];
        let mut at = start;
        // `@` must be escaped everywhere else, so the first one ends the user part.
        if let Some(n) = memchr::memchr(b'@', &text[start..]) {
            let userinfo = start..start + n;
            let colon = memchr::memchr(b':', &text[userinfo.clone()]).map(|n| start + n);
            let user = start..colon.unwrap_or(userinfo.end);
            if user.is_empty() {
                return Err("a URI with an empty user part");
            }
            check_escapes(&text[userinfo.clone()])?;
            if memchr::memchr3(b'<', b'>', b'"', &text[userinfo.clone()]).is_some() {
                return Err("a URI with a quote or bracket in the user part");
            }
            self.user = Some(Span::new(user));
            self.password = colon.map(|colon| Span::new(colon + 1..userinfo.end));
            at = userinfo.end + 1;
        }
        at = self.read_host(text, at)?;
        if text.get(at) == Some(&b':') {
            let stop = lex::run(text, at + 1, |b| b.is_ascii_digit());
            self.port = lex::number(&text[at + 1..stop])
                .and_then(|port| u16::try_from(port).ok())
                .filter(|&port| port != 0)
                .ok_or("a port is 1 to 65535")?;
            at = stop;
        }
        if text.get(at) == Some(&b';') {
            let stop = memchr::memchr(b'?', &text[at..]).map_or(end, |n| at + n);
            check_params(&text[at + 1..stop])?;
            self.params = Span::new(at + 1..stop);
            at = stop;
        }
        if text.get(at) == Some(&b'?') {
            self.headers = Span::new(at + 1..end);
            at = end;
        }
        if at == end { Ok(()) } else { Err("a host name with a character it cannot have") }
    }

    fn read_host(&mut self, text: &[u8], at: usize) -> Findings<usize> {
        let (host, next) = read_host(text, at)?;
        self.ipv6 = next != host.end;
        self.host = Span::new(host);
        Ok(next)
    }

    fn read_tel(&mut self, text: &[u8], start: usize, end: usize) -> Findings<()> {
        let stop = memchr::memchr(b';', &text[start..end]).map_or(end, |n| start + n);
        let number = &text[start..stop];
        let digits = number.strip_prefix(b"+").unwrap_or(number);
        let well_formed = !digits.is_empty()
            && digits.iter().all(|b| {
                b.is_ascii_hexdigit() || matches!(b, b'*' | b'#' | b'-' | b'.' | b'(' | b')')
            });
        if !well_formed {
            return Err("a tel URI without a number");
        }
        self.user = Some(Span::new(start..stop));
        if stop < end {
            check_params(&text[stop + 1..end])?;
            self.params = Span::new(stop + 1..end);
        }
        Ok(())
    }
}

/// Reads a host at `at`: the host without brackets, and the position behind it.
pub(crate) fn read_host(text: &[u8], at: usize) -> Findings<(Range<usize>, usize)> {
    if text.get(at) == Some(&b'[') {
        let close = memchr::memchr(b']', &text[at..]).ok_or("an IPv6 address without a bracket")?;
        let host = at + 1..at + close;
        std::str::from_utf8(&text[host.clone()])
            .ok()
            .and_then(|host| host.parse::<Ipv6Addr>().ok())
            .ok_or("brackets around something that is no IPv6 address")?;
        return Ok((host, at + close + 1));
    }
    let stop = lex::run(text, at, lex::is_host_byte);
    if stop == at {
        return Err("no host name");
    }
    Ok((at..stop, stop))
}

fn check_params(params: &[u8]) -> Findings<()> {
    let mut count = 0;
    for param in params.split(|&b| b == b';') {
        count += 1;
        if param.is_empty() || param[0] == b'=' {
            return Err("a URI parameter without a name");
        }
    }
    if count > MAX_URI_PARAMS {
        return Err("too many parameters in a URI");
    }
    if memchr::memchr3(b'<', b'>', b'"', params).is_some() {
        return Err("a URI with a quote or bracket in a parameter");
    }
    check_escapes(params)
}

/// User part and parameters: percent signs start escapes, and there is no white space.
fn check_escapes(text: &[u8]) -> Findings<()> {
    if memchr::memchr2(b' ', b'\t', text).is_some() {
        return Err("a URI with white space");
    }
    let mut rest = text;
    while let Some(n) = memchr::memchr(b'%', rest) {
        let hex = rest.get(n + 1..n + 3).ok_or("a percent escape cut short")?;
        if !hex.iter().all(u8::is_ascii_hexdigit) {
            return Err("a percent escape without two hexadecimal digits");
        }
        rest = &rest[n + 3..];
    }
    Ok(())
}
