//! The answers of a webhook, for any server: plain data in, plain data out.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::future::BoxFuture;
use url::form_urlencoded;

use teams_cc_core::{Error, ErrorKind};

use super::flights::Flights;
use super::{About, CallNotification, DurableQueue, LARGEST_BODY, Notice, Notifications};
use crate::calls::{Calls, JoinReply};
use crate::{Bot, BotEvent, Reply};

/// A validation token longer than this is an attack (RS-65).
const LARGEST_HANDSHAKE: usize = 4 * 1024;
/// An answer that takes 3 s counts as slow with Graph (`graph.md` section 6.3); 503 comes before.
const PATIENCE: Duration = Duration::from_millis(2_700);

/// Teams waits for the answer to a press about this long; what takes longer goes on without one.
const HEARD_WITHIN: Duration = Duration::from_secs(10);

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

    /// The `Authorization` header. Two of them are none: one would go unjudged (RS-64).
    fn token(&self) -> Option<&'a str> {
        let mut tokens = self.header("authorization");
        let token = tokens.next().and_then(|value| std::str::from_utf8(value).ok());
        token.filter(|_| tokens.next().is_none())
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
    pub body: Bytes,
}

impl Answer {
    /// No body: refusals are alike, whatever their cause.
    pub fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    /// Not now: it is to come again.
    pub(super) fn later() -> Self {
        Self { headers: vec![("retry-after", "1")], ..Self::empty(503) }
    }

    fn json(body: &serde_json::Value) -> Self {
        let headers = vec![("content-type", "application/json; charset=utf-8")];
        Self { status: 200, headers, body: body.to_string().into() }
    }
}

/// Takes what passed, before the post is answered. [`DurableQueue`] does.
#[async_trait]
pub trait Sink: Send + Sync {
    /// Takes all or nothing; `Ok` is a promise that a crash does not break.
    ///
    /// # Errors
    /// Why not; the post is answered 503 and comes again.
    async fn take(&self, notices: &[Notice]) -> Result<(), Error>;
}

#[async_trait]
impl Sink for DurableQueue {
    async fn take(&self, notices: &[Notice]) -> Result<(), Error> {
        self.put(notices.iter().map(Notice::to_record).collect()).await
    }
}

/// Answers posts: verified, put into the sink, then 202. Made by
/// [`Graph::webhook`](crate::Graph::webhook), or of its parts.
///
/// | asked | answered |
/// |---|---|
/// | a genuine post | 202, after the sink took it |
/// | a handshake (`?validationToken=`) | 200, `text/plain`, the token |
/// | a calling post without a good token | 401 |
/// | change notifications of strangers | 202, and nothing happens |
/// | not JSON, too deep | 400 |
/// | the sink is full or takes longer than 2.7 s, no keys can be had | 503, `Retry-After` |
/// | a calling post in the format before Graph's | 204: Graph's format, please |
/// | somebody joins a recorded call | 200 with the reply of [`joining`](Self::joining) |
/// | `GET` of a prompt | 200, `audio/wav` |
/// | an activity | 200 with the reply to it |
/// | an activity of strangers, of another service | 401, 403 |
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
    prompts: Option<Calls>,
    joining: Option<Arc<Decide>>,
    messages: Option<Messages>,
    flights: Arc<Flights>,
}

type Decide = dyn Fn(&CallNotification) -> JoinReply + Send + Sync;
type Hear = dyn Fn(BotEvent) -> BoxFuture<'static, Option<Reply>> + Send + Sync;

/// Where a bot listens.
#[derive(Clone)]
struct Messages {
    path: String,
    bot: Bot,
    hear: Arc<Hear>,
}

impl Front {
    /// Paths `/calling` and `/hook`.
    pub fn new(notifications: Notifications, sink: Arc<dyn Sink>) -> Self {
        let (calling, changes) = ("/calling".to_owned(), "/hook".to_owned());
        let (prompts, joining, messages) = (None, None, None);
        let flights = Arc::default();
        Self { notifications, sink, calling, changes, prompts, joining, messages, flights }
    }

    /// Hosts the prompts of these calls below the path of the calling service's posts.
    pub fn prompts(mut self, calls: &Calls) -> Self {
        self.prompts = Some(calls.clone());
        self
    }

    /// Answers those who join a recorded call: the reply is the body of the HTTP answer, and the
    /// same notification gets it again when it is repeated.
    pub fn joining(
        mut self,
        decide: impl Fn(&CallNotification) -> JoinReply + Send + Sync + 'static,
    ) -> Self {
        self.joining = Some(Arc::new(decide));
        self
    }

    /// Takes the bot's activities at `path`: verified, they go to `hear`.
    pub fn messages<F>(
        mut self,
        path: impl Into<String>,
        bot: &Bot,
        hear: impl Fn(BotEvent) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Option<Reply>> + Send + 'static,
    {
        let hear: Arc<Hear> = Arc::new(move |event| Box::pin(hear(event)));
        self.messages = Some(Messages { path: path.into(), bot: bot.clone(), hear });
        self
    }

    /// The paths that something answers at, for routers; prompts lie below the first.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        let messages = self.messages.as_ref().map(|messages| messages.path.as_str());
        [self.calling.as_str(), self.changes.as_str()].into_iter().chain(messages)
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
        let (path, query) = path_and_query(asked.target);
        if let Some(prompt) = self.prompt(asked.method, path) {
            return prompt;
        }
        if let Some(refused) = self.refused_by_head(&asked) {
            return refused;
        }
        if asked.body.len() > LARGEST_BODY {
            return Answer::empty(413);
        }
        if let Some(messages) = self.messages_at(path) {
            return messages.answer(&asked).await;
        }
        let calling = path == self.calling;
        if !calling && let Some(answer) = handshake(query) {
            return answer;
        }
        tokio::time::timeout(PATIENCE, self.take(&asked, calling)).await.unwrap_or_else(|_| {
            self.notifications.count("late");
            Answer::later()
        })
    }

    fn messages_at(&self, path: &str) -> Option<&Messages> {
        self.messages.as_ref().filter(|messages| messages.path == path)
    }

    /// The answer to what is refused whatever its body says.
    pub(super) fn refused_by_head(&self, asked: &Asked<'_>) -> Option<Answer> {
        let (path, _) = path_and_query(asked.target);
        let known = path == self.calling || path == self.changes;
        let is_prompt = self.prompt(asked.method, path).is_some();
        if !known && self.messages_at(path).is_none() && !is_prompt {
            return Some(Answer::empty(404));
        }
        if asked.method != "POST" && !is_prompt {
            return Some(Answer { headers: vec![("allow", "POST")], ..Answer::empty(405) });
        }
        let encoded = |value: &[u8]| !value.trim_ascii().eq_ignore_ascii_case(b"identity");
        asked.header("content-encoding").any(encoded).then(|| Answer::empty(415))
    }

    async fn take(&self, asked: &Asked<'_>, calling: bool) -> Answer {
        let verified = if calling {
            self.notifications.verify_calls(asked.token(), asked.body).await
        } else {
            self.notifications.verify_changes(asked.body).await
        };
        match verified {
            Ok(notices) if calling => self.called(asked, notices).await,
            Ok(notices) => self.hand_over(notices).await,
            // Graph would call an endpoint slow or dead that refuses; nothing happens instead.
            Err(error) if error.kind() == ErrorKind::Unauthorized && !calling => Answer::empty(202),
            Err(error) => match error.kind() {
                ErrorKind::Unauthorized => Answer::empty(401),
                ErrorKind::Protocol => Answer::empty(400),
                _ => Answer::later(),
            },
        }
    }

    /// What only posts of the calling service have: a conversation, an old format, questions.
    async fn called(&self, asked: &Asked<'_>, mut notices: Vec<Notice>) -> Answer {
        let old = |notice: &Notice| notice.call().is_some_and(CallNotification::is_legacy);
        if !notices.is_empty() && notices.iter().all(old) {
            return Answer::empty(204);
        }
        let scenario = asked.header("scenario-id").next();
        let scenario = scenario.and_then(|value| std::str::from_utf8(value).ok());
        notices.iter_mut().for_each(|notice| notice.came_in(scenario));
        let question = notices.iter().filter_map(Notice::call);
        let question = question.into_iter().find(|call| *call.about() == About::Joining);
        let reply = question.zip(self.joining.as_ref()).map(|(call, decide)| decide(call));
        let answer = self.hand_over(notices).await;
        match reply {
            Some(reply) if answer.status == 202 => Answer::json(&reply.json()),
            _ => answer,
        }
    }

    /// The file that is asked for, if it is one of ours.
    fn prompt(&self, method: &str, path: &str) -> Option<Answer> {
        if !matches!(method, "GET" | "HEAD") {
            return None;
        }
        let below = path.strip_prefix(self.calling.as_str())?;
        let body = self.prompts.as_ref()?.prompt(below)?;
        // A prompt has its content's name: it never changes.
        let headers =
            vec![("content-type", "audio/wav"), ("cache-control", "public, max-age=86400")];
        Some(Answer { status: 200, headers, body })
    }

    async fn hand_over(&self, mut notices: Vec<Notice>) -> Answer {
        loop {
            // Before anything is called new, so that who calls it old knows of us.
            let flight = self.flights.begin();
            let (news, old): (Vec<_>, Vec<_>) =
                notices.into_iter().partition(|notice| self.notifications.is_new(notice));
            if !news.is_empty()
                && let Err(error) = self.hand_news_over(&news).await
            {
                tracing::warn!(code = error.code(), %error, "notifications not taken");
                self.notifications.count("not-taken");
                return Answer::later();
            }
            drop(flight);
            // What is repeated may not be on the disk yet: the promise about it waits for the
            // first one's, and if that is broken it is news.
            if old.is_empty() || !self.flights.landed().await {
                return Answer::empty(202);
            }
            notices = old;
        }
    }

    async fn hand_news_over(&self, news: &[Notice]) -> Result<(), Error> {
        // Until the promise is kept, a repetition is news: also if this future is dropped.
        let mut undo = Undo { notifications: &self.notifications, news, armed: true };
        let taken = self.sink.take(news).await;
        undo.armed = taken.is_err();
        taken
    }
}

impl Messages {
    async fn answer(&self, asked: &Asked<'_>) -> Answer {
        let event = match self.bot.receive(asked.token(), asked.body).await {
            Ok(event) => event,
            Err(error) => {
                return Answer::empty(match (error.code(), error.kind()) {
                    ("TCC-GRAPH-0606", _) => 403,
                    (_, ErrorKind::Unauthorized) => 401,
                    (_, ErrorKind::Unavailable) => 503,
                    _ => 400,
                });
            }
        };
        // Whoever hears may take long: the answer does not, and what was begun goes on.
        let heard = tokio::spawn((self.hear)(event));
        match tokio::time::timeout(HEARD_WITHIN, heard).await {
            Ok(Ok(Some(reply))) => Answer::json(reply.body()),
            Ok(Ok(None)) => Answer::json(&serde_json::json!({})),
            Ok(Err(_)) => Answer::empty(500),
            Err(_) => {
                tracing::warn!("an activity was answered before it was heard out");
                Answer::json(&serde_json::json!({}))
            }
        }
    }
}

struct Undo<'a> {
    notifications: &'a Notifications,
    news: &'a [Notice],
    armed: bool,
}

impl Drop for Undo<'_> {
    fn drop(&mut self) {
        if self.armed {
            self.news.iter().for_each(|change| self.notifications.withdraw(change));
        }
    }
}

/// `/hook?a=b` → `/hook`, `a=b`; so does `http://host/hook?a=b` (RFC 9112 section 3.2.2).
fn path_and_query(target: &str) -> (&str, &str) {
    let after = ["http://", "https://"].iter().find_map(|scheme| {
        let (start, rest) = target.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    });
    let target = match after {
        None => target,
        Some(rest) => rest.find('/').and_then(|at| rest.get(at..)).unwrap_or("/"),
    };
    target.split_once('?').unwrap_or((target, ""))
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
        // Control characters, and what was no UTF-8: it could not be given back as it came.
        || token.chars().any(|c| c.is_control() || c == char::REPLACEMENT_CHARACTER)
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
        body: token.into_owned().into(),
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
        let body = String::from_utf8_lossy(&answer.body);
        assert_eq!((answer.status, &*body), (200, "Validation: Testing <b>"));
        assert!(answer.headers.contains(&("x-content-type-options", "nosniff")));
        assert!(answer.headers.contains(&("content-type", "text/plain; charset=utf-8")));
        assert_eq!(handshake("a=b"), None);
    }

    #[test]
    fn rs_71_a_target_with_its_host_is_the_same_target() {
        assert_eq!(path_and_query("/hook?a=b?c"), ("/hook", "a=b?c"));
        assert_eq!(path_and_query("HTTP://host:80/hook?a=b"), ("/hook", "a=b"));
        assert_eq!(path_and_query("https://host"), ("/", ""));
        assert_eq!(path_and_query("*"), ("*", ""));
        assert_eq!(path_and_query("//hook"), ("//hook", ""));
    }

    #[test]
    fn rs_65_long_tokens_and_control_characters_are_refused() {
        let status = |query: &str| handshake(query).unwrap().status;
        assert_eq!(status("validationToken=a%0d%0aSet-Cookie:b"), 400);
        assert_eq!(status("validationToken=%00"), 400);
        assert_eq!(status("validationToken=%ff%fe"), 400);
        assert_eq!(status("validationToken="), 400);
        assert_eq!(status("validationToken=a&validationToken=b"), 400);
        assert_eq!(status(&format!("validationToken={}", "a".repeat(4_097))), 400);
        assert_eq!(status(&format!("validationToken={}", "a".repeat(4_096))), 200);
    }
}
