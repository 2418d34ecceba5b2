//! What went wrong, whether it may have happened, and what to do about it.

use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use crate::Retry;

/// Few kinds, the same on every wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The other end is gone; the story is over.
    Ended,
    /// The other side said no.
    Refused,
    /// Nobody said anything in time.
    Timeout,
    /// Asked too often; [`Retry::After`] tells how long to wait.
    Throttled,
    /// Not reachable now.
    Unavailable,
    /// Credentials are missing, wrong or without the permission.
    Unauthorized,
    /// The peer broke its protocol.
    Protocol,
    /// What the operator wrote cannot work.
    Config,
    /// This back end cannot do it.
    Unsupported,
}

/// The one error type a story needs: every public error of the family converts into it and keeps
/// its code, kind, retry advice, ids and source.
///
/// ```
/// use std::time::Duration;
/// use teams_cc_core::{Error, ErrorKind, Retry};
///
/// let busy = Error::new("TCC-GRAPH-0306", ErrorKind::Throttled, "graph throttles us")
///     .with_retry(Retry::After(Duration::from_secs(17)));
/// match busy.retry() {
///     Retry::After(wait) => assert_eq!(wait.as_secs(), 17), // nothing happened: ask again
///     Retry::Check => unreachable!("it may have happened: look before you repeat"),
///     Retry::Never => unreachable!("the answer is final"),
/// }
/// ```
pub struct Error {
    inner: Box<Inner>,
}

struct Inner {
    code: &'static str,
    kind: ErrorKind,
    retry: Retry,
    message: String,
    cause: Option<String>,
    fix: Option<String>,
    ids: Vec<(&'static str, String)>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// What all results of the family look like.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// An error with a stable code (`TCC-CRATE-NNNN`) and one lower-case clause without a stop.
    ///
    /// Retry advice starts as [`Retry::Never`]; the clause holds no personal data.
    pub fn new(code: &'static str, kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            inner: Box::new(Inner {
                code,
                kind,
                retry: Retry::Never,
                message,
                cause: None,
                fix: None,
                ids: Vec::new(),
                source: None,
            }),
        }
    }

    /// The other end of a call is gone.
    pub fn ended(message: impl Into<String>) -> Self {
        Self::new("TCC-CORE-0001", ErrorKind::Ended, message)
    }

    /// Sets what may be done about it.
    pub fn with_retry(mut self, retry: Retry) -> Self {
        self.inner.retry = retry;
        self
    }

    /// Says in one sentence why it happened.
    pub fn cause(mut self, cause: impl Into<String>) -> Self {
        self.inner.cause = Some(cause.into());
        self
    }

    /// Says in one sentence what a person should change.
    pub fn fix(mut self, fix: impl Into<String>) -> Self {
        self.inner.fix = Some(fix.into());
        self
    }

    /// Adds an id under which the other side, or our own log, knows this: `request-id`, `call`.
    /// Never a number or a name of a person.
    pub fn with_id(mut self, name: &'static str, id: impl Into<String>) -> Self {
        self.inner.ids.push((name, id.into()));
        self
    }

    /// Keeps what lies below.
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.inner.source = Some(source.into());
        self
    }

    /// The stable code, as in the error index of the docs.
    pub fn code(&self) -> &'static str {
        self.inner.code
    }

    /// Which of the few kinds.
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether it may have happened, and whether to ask again.
    pub fn retry(&self) -> Retry {
        self.inner.retry
    }

    /// The ids to quote in a ticket, in the order they were added.
    pub fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.inner.ids.iter().map(|(name, id)| (*name, id.as_str()))
    }

    /// True when the other end of the call is gone.
    pub fn is_ended(&self) -> bool {
        self.kind() == ErrorKind::Ended
    }

    /// Cause, fix, retry and code on lines of their own, for a terminal or a ticket.
    pub fn report(&self) -> String {
        let inner = &self.inner;
        let mut text = format!("{}  {}", inner.code, inner.message);
        for (name, line) in [("cause", &inner.cause), ("fix  ", &inner.fix)] {
            if let Some(line) = line {
                let _ = write!(text, "\n  {name}  {line}"); // writing to a String cannot fail
            }
        }
        let mut source = self.source();
        while let Some(below) = source {
            let _ = write!(text, "\n  below  {below}");
            source = below.source();
        }
        let _ = write!(text, "\n  retry  {}", inner.retry);
        for (name, id) in &inner.ids {
            let _ = write!(text, "\n  id     {name} {id}");
        }
        text
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.inner.message)?;
        if let Some(fix) = &self.inner.fix {
            write!(f, ": {fix}")?;
        }
        write!(f, " [{}]", self.inner.code)
    }
}

/// The same as [`Error::report`]: `fn main() -> Result<(), Error>` prints it when it fails.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::new("TCC-CORE-0002", ErrorKind::Unavailable, "the operating system refused")
            .with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn throttled() -> Error {
        let below = Error::from(std::io::Error::other("connection reset"));
        Error::new("TCC-GRAPH-0306", ErrorKind::Throttled, "graph throttles us")
            .cause("too many requests of this app")
            .fix("ask less often")
            .with_retry(Retry::After(Duration::from_millis(2_128)))
            .with_id("request-id", "r-1")
            .with_id("client-request-id", "c-1")
            .with_source(below)
    }

    #[test]
    fn a_report_has_a_line_for_everything_a_person_needs() {
        let golden = "\
TCC-GRAPH-0306  graph throttles us
  cause  too many requests of this app
  fix    ask less often
  below  the operating system refused [TCC-CORE-0002]
  below  connection reset
  retry  after 2.128s
  id     request-id r-1
  id     client-request-id c-1";
        assert_eq!(throttled().report(), golden);
        assert_eq!(format!("{:?}", throttled()), golden);
    }

    #[test]
    fn display_is_one_clause_with_its_fix_and_its_code() {
        assert_eq!(throttled().to_string(), "graph throttles us: ask less often [TCC-GRAPH-0306]");
        let bare = Error::ended("the caller is gone");
        assert_eq!(bare.to_string(), "the caller is gone [TCC-CORE-0001]");
        assert_eq!(bare.report(), "TCC-CORE-0001  the caller is gone\n  retry  no");
    }

    #[test]
    fn what_was_said_can_be_asked_for() {
        let error = throttled();
        assert_eq!((error.code(), error.kind()), ("TCC-GRAPH-0306", ErrorKind::Throttled));
        assert_eq!(error.retry(), Retry::After(Duration::from_millis(2_128)));
        let ids: Vec<_> = error.ids().collect();
        assert_eq!(ids, [("request-id", "r-1"), ("client-request-id", "c-1")]);
        assert!(!error.is_ended() && Error::ended("gone").is_ended());
        assert!(StdError::source(&error).and_then(|below| below.downcast_ref::<Error>()).is_some());
    }

    #[test]
    fn an_error_is_small_and_goes_anywhere() {
        fn anywhere<T: Send + Sync + 'static>(_: &T) {}
        anywhere(&throttled());
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }
}
