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

const SPACE: u8 = 1;
const CONTROL: u8 = 2;
const HIGH: u8 = 4;
const PERCENT: u8 = 8;
const QUOTE: u8 = 16;
const AT: u8 = 32;

/// What needs a closer look, by octet: most URIs have nothing of it.
const FLAGS: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = match i as u8 {
            b' ' | b'\t' => SPACE,
            0..0x20 | 0x7f => CONTROL,
            0x80.. => HIGH,
            b'%' => PERCENT,
            b'<' | b'>' | b'"' => QUOTE,
            b'@' => AT,
            _ => 0,
        };
        i += 1;
    }
    table
};

impl Parts {
    /// Reads the URI that fills `range`.
    pub(crate) fn read(text: &[u8], range: Range<usize>) -> Findings<Self> {
        let whole = &text[range.clone()];
        let flags = whole.iter().fold(0, |flags, &b| flags | FLAGS[usize::from(b)]);
        if flags & CONTROL != 0 {
            return Err("a URI with control characters");
        }
        if flags & HIGH != 0 && std::str::from_utf8(whole).is_err() {
            return Err("a URI that is not UTF-8");
        }
        let (scheme, colon) = read_scheme(whole)?;
        let mut parts = Self { whole: Span::new(range.clone()), scheme, ..Self::default() };
        let at = range.start + colon + 1;
        match scheme {
            Scheme::Sip | Scheme::Sips => parts.read_sip(text, at, range.end, flags)?,
            Scheme::Tel => parts.read_tel(text, at, range.end, flags)?,
            Scheme::Other if at == range.end => return Err("a URI with nothing but a scheme"),
            Scheme::Other => {}
        }
        if flags & (SPACE | QUOTE) != 0 {
            // Headers in a URI are sometimes left unescaped (DR-71), nothing else.
            let end =
                if parts.headers.is_empty() { range.end } else { parts.headers.range().start };
            let odd = |&b: &u8| FLAGS[usize::from(b)] & (SPACE | QUOTE) != 0;
            if text[range.start..end].iter().any(odd) {
                return Err("a URI with white space, a quote or a bracket");
            }
        }
        Ok(parts)
    }

    fn read_sip(&mut self, text: &[u8], start: usize, end: usize, flags: u8) -> Findings<()> {
        let text = &text[..end];
        let mut at = start;
        // `@` must be escaped everywhere else, so the first one ends the user part.
        if flags & AT != 0
            && let Some(n) = text[start..].iter().position(|&b| b == b'@')
        {
            let userinfo = start..start + n;
            let colon = text[userinfo.clone()].iter().position(|&b| b == b':').map(|n| start + n);
            let user = start..colon.unwrap_or(userinfo.end);
            if user.is_empty() {
                return Err("a URI with an empty user part");
            }
            if flags & PERCENT != 0 {
                check_escapes(&text[userinfo.clone()])?;
            }
            self.user = Some(Span::new(user));
            self.password = colon.map(|colon| Span::new(colon + 1..userinfo.end));
            at = userinfo.end + 1;
        }
        at = self.read_host(text, at)?;
        if text.get(at) == Some(&b':') {
            let stop = lex::run(text, at + 1, |b| b.is_ascii_digit());
            self.port = lex::port(&text[at + 1..stop]).ok_or("a port is 1 to 65535")?;
            at = stop;
        }
        if text.get(at) == Some(&b';') {
            let stop = check_params(text, at + 1, flags)?;
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

    fn read_tel(&mut self, text: &[u8], start: usize, end: usize, flags: u8) -> Findings<()> {
        let text = &text[..end];
        let stop = lex::run(text, start, |b| b != b';');
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
            if check_params(text, stop + 1, flags)? != end {
                return Err("a tel URI with a question mark");
            }
            self.params = Span::new(stop + 1..end);
        }
        Ok(())
    }
}

fn read_scheme(whole: &[u8]) -> Findings<(Scheme, usize)> {
    let known = match whole {
        [a, b, c, b':', ..] if [*a, *b, *c].eq_ignore_ascii_case(b"sip") => Some((Scheme::Sip, 3)),
        [a, b, c, b':', ..] if [*a, *b, *c].eq_ignore_ascii_case(b"tel") => Some((Scheme::Tel, 3)),
        _ => None,
    };
    if let Some(known) = known {
        return Ok(known);
    }
    let colon = memchr::memchr(b':', whole).ok_or("a URI without a scheme")?;
    let scheme = &whole[..colon];
    let well_formed = scheme.first().is_some_and(u8::is_ascii_alphabetic)
        && scheme.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !well_formed {
        return Err("a URI scheme is a letter and letters, digits, +, - or .");
    }
    let sips = scheme.eq_ignore_ascii_case(b"sips");
    Ok((if sips { Scheme::Sips } else { Scheme::Other }, colon))
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

/// Parameters from `start` to a question mark or the end: where they end.
fn check_params(text: &[u8], start: usize, flags: u8) -> Findings<usize> {
    let mut count = 1;
    let mut before = b';';
    let mut at = start;
    while at < text.len() {
        let b = text[at];
        if b == b'?' {
            break;
        }
        if before == b';' && matches!(b, b';' | b'=') {
            return Err("a URI parameter without a name");
        }
        count += usize::from(b == b';');
        before = b;
        at += 1;
    }
    if before == b';' {
        return Err("a URI parameter without a name");
    }
    if count > MAX_URI_PARAMS {
        return Err("too many parameters in a URI");
    }
    if flags & PERCENT != 0 {
        check_escapes(&text[start..at])?;
    }
    Ok(at)
}

/// User part and parameters: percent signs start escapes.
fn check_escapes(text: &[u8]) -> Findings<()> {
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
