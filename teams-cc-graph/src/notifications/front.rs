//! The answers of a webhook, for any server: plain data in, plain data out.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use url::form_urlencoded;

use teams_cc_core::{Error, ErrorKind};

use super::{Change, DurableQueue, LARGEST_BODY, Notifications};

/// A validation token longer than this is an attack (RS-65).
const LARGEST_HANDSHAKE: usize = 4 * 1024;

/// A request, as far as the answer depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// `POST`.
    pub method: &'a str,
    /// Path and query, as sent.
    pub target: &'a str,
    /// Names in any case, values as sent.
    pub headers: &'a [(&'a str, &'a [u8])],
    /// The whole body, 4 MiB at most.
    pub body: &'a [u8],
}

impl<'a> Asked<'a> {
    fn header(&self, name: &str) -> impl Iterator<Item = &'a [u8]> {
        self.headers.iter().filter(move |(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
    }
}

/// What to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers beside `Content-Length`.
    pub headers: Vec<(&'static str, &'static str)>,
    /// The body, mostly empty.
    pub body: String,
}

impl Answer {
    /// No body: refusals are alike, whatever their cause.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: String::new() }
    }
}

/// Takes what passed, before the post is answered. [`DurableQueue`] does.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Takes all or nothing; `Ok` is a promise that a crash does not break.
    ///
    /// # Errors
    /// Why not; the post is answered 503 and comes again.
    async fn take(&self, changes: &[Change]) -> Result<(), Error>;
}

#[async_trait]
impl Sink for DurableQueue {
    async fn take(&self, changes: &[Change]) -> Result<(), Error> {
        self.put(changes.iter().map(Change::to_record).collect()).await
    }
}

/// Answers posts at two paths: verified, put into the sink, then 202.
///
/// | asked | answered |
/// |---|---|
/// | a genuine post | 202, after the sink took it |
/// | a handshake (`?validationToken=`) | 200, `text/plain`, the token |
/// | a calling post without a good token | 401 |
/// | change notifications of strangers | 202, and nothing happens |
/// | not JSON, too deep | 400 |
/// | the sink is full, no keys can be had | 503 |
/// | another path, method | 404, 405 |
/// | `Content-Encoding`, too large | 415, 413 |
///
/// # Source
/// RS-64 to RS-67, RS-71; `graph.md` sections 6.2 and 6.3.
#[derive(Clone)]
pub struct Front {
    notifications: Notifications,
    sink: Arc<dyn Sink>,
    calling: String,
    changes: String,
}

impl Front {
    /// Paths `/calling` and `/hook`.
    pub fn new(notifications: Notifications, sink: Arc<dyn Sink>) -> Self {
        let (calling, changes) = ("/calling".to_owned(), "/hook".to_owned());
        Self { notifications, sink, calling, changes }
    }

    /// The path of the calling service's posts.
    pub fn calling_path(mut self, path: impl Into<String>) -> Self {
        self.calling = path.into();
        self
    }

    /// The path of change notifications, handshakes and lifecycle notifications.
    pub fn changes_path(mut self, path: impl Into<String>) -> Self {
        self.changes = path.into();
        self
    }

    /// Answers one request.
    ///
    /// # Cancel safety
    /// A dropped future may have queued what it did not answer: the repetition is dropped as a
    /// duplicate.
    pub async fn answer(&self, asked: Asked<'_>) -> Answer {
        let (path, query) = asked.target.split_once('?').unwrap_or((asked.target, ""));
        let calling = path == self.calling;
        if !calling && path != self.changes {
            return Answer::empty(404);
        }
        if asked.method != "POST" {
            let mut answer = Answer::empty(405);
            answer.headers.push(("allow", "POST"));
            return answer;
        }
        let encoded = |value: &[u8]| !value.trim_ascii().eq_ignore_ascii_case(b"identity");
        if asked.header("content-encoding").any(encoded) {
            return Answer::empty(415);
        }
        if asked.body.len() > LARGEST_BODY {
            return Answer::empty(413);
        }
        if !calling && let Some(answer) = handshake(query) {
            return answer;
        }
        let verified = if calling {
            let mut tokens = asked.header("authorization");
            let token = tokens.next().and_then(|value| std::str::from_utf8(value).ok());
            // Two tokens: one of them would go unjudged (RS-64).
            let token = token.filter(|_| tokens.next().is_none());
            self.notifications.verify_calls(token, asked.body).await
        } else {
            self.notifications.verify_changes(asked.body).await
        };
        match verified {
            Ok(changes) => self.hand_over(changes).await,
            // Graph would call an endpoint slow or dead that refuses; nothing happens instead.
            Err(error) if error.kind() == ErrorKind::Unauthorized && !calling => Answer::empty(202),
            Err(error) => Answer::empty(match error.kind() {
                ErrorKind::Unauthorized => 401,
                ErrorKind::Protocol => 400,
                _ => 503,
            }),
        }
    }

    async fn hand_over(&self, changes: Vec<Change>) -> Answer {
        let news: Vec<_> =
            changes.into_iter().filter(|change| self.notifications.is_new(change)).collect();
        if news.is_empty() {
            return Answer::empty(202);
        }
        // Until the promise is kept, a repetition is news: also if this future is dropped.
        let mut undo = Undo { notifications: &self.notifications, news: &news, armed: true };
        let taken = self.sink.take(&news).await;
        undo.armed = taken.is_err();
        drop(undo);
        match taken {
            Ok(()) => Answer::empty(202),
            Err(error) => {
                tracing::warn!(code = error.code(), %error, "notifications not taken");
                self.notifications.count("not-taken");
                let mut answer = Answer::empty(503);
                answer.headers.push(("retry-after", "1"));
                answer
            }
        }
    }
}

struct Undo<'a> {
    notifications: &'a Notifications,
    news: &'a [Change],
    armed: bool,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if self.armed {
            self.news.iter().for_each(|change| self.notifications.withdraw(change));
        }
    }
}

/// The answer to a handshake, if it is one (RS-65).
fn handshake(query: &str) -> Option<Answer> {
    let named = |(name, _): &(std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)| {
        name.eq_ignore_ascii_case("validationToken")
    };
    let mut tokens = form_urlencoded::parse(query.as_bytes()).filter(named);
    let (_, token) = tokens.next()?;
    let unfit = token.len() > LARGEST_HANDSHAKE
        || token.is_empty()
        || token.chars().any(char::is_control)
        || tokens.next().is_some();
    if unfit {
        return Some(Answer::empty(400));
    }
    Some(Answer {
        status: 200,
        headers: vec![
            ("content-type", "text/plain; charset=utf-8"),
            ("x-content-type-options", "nosniff"),
        ],
        body: token.into_owned(),
    })
}

impl fmt::Debug for Front {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Front")
            .field("calling", &self.calling)
            .field("changes", &self.changes)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rs_65_a_handshake_is_answered_with_the_decoded_token_as_text() {
        let answer = handshake("a=b&validationToken=Validation%3a+Testing%20%3Cb%3E").unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (200, "Validation: Testing <b>"));
        assert!(answer.headers.contains(&("x-content-type-options", "nosniff")));
        assert!(answer.headers.contains(&("content-type", "text/plain; charset=utf-8")));
        assert_eq!(handshake("a=b"), None);
    }

    #[test]
    fn rs_65_long_tokens_and_control_characters_are_refused() {
        let status = |query: &str| handshake(query).unwrap().status;
        assert_eq!(status("validationToken=a%0d%0aSet-Cookie:b"), 400);
        assert_eq!(status("validationToken=%00"), 400);
        assert_eq!(status("validationToken="), 400);
        assert_eq!(status("validationToken=a&validationToken=b"), 400);
        assert_eq!(status(&format!("validationToken={}", "a".repeat(4_097))), 400);
        assert_eq!(status(&format!("validationToken={}", "a".repeat(4_096))), 200);
    }
}
