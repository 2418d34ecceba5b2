//! When two URIs mean the same: RFC 3261 §19.1.4, RFC 3966 §4.

use std::borrow::Cow;

use super::{Scheme, Uri, escape};

impl Uri {
    /// RFC 3261 §19.1.4 for `sip:` and `sips:`, RFC 3966 §4 for `tel:`, equal text otherwise.
    ///
    /// The rules are not transitive: that is why this is not `==`.
    pub fn equivalent(&self, other: &Self) -> bool {
        if self.scheme() != other.scheme() {
            return false;
        }
        match self.scheme() {
            Scheme::Sip | Scheme::Sips => sip(self, other),
            Scheme::Tel => tel(self, other),
            Scheme::Other => self.as_str() == other.as_str(),
        }
    }
}

/// User part and password compare with case, after escapes; a missing one equals no empty one.
fn userinfo(a: Option<&str>, b: Option<&str>) -> bool {
    a.map(escape::decode) == b.map(escape::decode)
}

fn folded(text: &str) -> Cow<'_, str> {
    let mut text = escape::decode(text);
    if text.bytes().any(|b| b.is_ascii_uppercase()) {
        text.to_mut().make_ascii_lowercase();
    }
    text
}

fn sip(a: &Uri, b: &Uri) -> bool {
    let hosts = match (a.host_ip(), b.host_ip()) {
        (Some(a), Some(b)) => a == b,
        _ => a.host().eq_ignore_ascii_case(b.host()),
    };
    hosts
        && userinfo(a.user(), b.user())
        && userinfo(a.password(), b.password())
        && a.port() == b.port()
        && params(a, b)
        && params(b, a)
        && headers(a, b)
        && headers(b, a)
}

/// These count even if only one side has them.
const DECISIVE: [&str; 5] = ["user", "ttl", "method", "maddr", "transport"];

fn params(a: &Uri, b: &Uri) -> bool {
    a.params().all(|(name, value)| {
        let name = folded(name);
        // A parameter written twice breaks the grammar, but must not make a URI unlike itself.
        let mut others = b.params().filter(|(other, _)| folded(other) == name).peekable();
        match others.peek() {
            Some(_) => others.any(|(_, other)| folded(value) == folded(other)),
            None => !DECISIVE.contains(&&*name),
        }
    })
}

fn headers(a: &Uri, b: &Uri) -> bool {
    a.headers().all(|(name, value)| {
        b.headers().any(|(other, text)| other.eq_ignore_ascii_case(&name) && text == value)
    })
}

fn tel(a: &Uri, b: &Uri) -> bool {
    let number = |uri: &Uri| -> String {
        let digits = uri.user().unwrap_or_default().bytes();
        digits
            .filter(|b| !matches!(b, b'-' | b'.' | b'(' | b')'))
            .map(|b| char::from(b.to_ascii_lowercase()))
            .collect()
    };
    let one_way = |a: &Uri, b: &Uri| {
        a.params()
            .all(|(name, value)| b.param(name).is_some_and(|other| folded(value) == folded(other)))
    };
    number(a) == number(b) && one_way(a, b) && one_way(b, a)
}
