//! The sessions of a chat page: who may write how much, and what waits to be read.

use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::{Rng, Secret};
use tokio::sync::watch;
use tokio::time::Instant;

use super::WebChatLimits;

/// Addresses whose new sessions are counted.
const MOST_ADDRESSES: usize = 10_000;
/// Streams of one session at once: a page, and the one that takes its place.
pub(super) const MOST_STREAMS: usize = 3;
/// The time over which new sessions of an address are counted.
const BY_ADDRESS: Duration = Duration::from_secs(600);
const MINUTE: Duration = Duration::from_secs(60);

/// Why something is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum No {
    /// No such session: the page opens a new one.
    Unknown,
    /// Too much of this session or address: later.
    TooMuch,
    /// No room for more sessions.
    Full,
}

/// All sessions. Cheap to clone.
#[derive(Clone)]
pub(super) struct Sessions(Arc<Mutex<Book>>);

struct Book {
    limits: WebChatLimits,
    rng: Rng,
    /// By thread, which is no secret.
    open: HashMap<String, Session>,
    /// Thread by the digest-free token: compared in the map, by whole equality of random values.
    by_token: HashMap<String, String>,
    by_address: HashMap<IpAddr, Count>,
    threads: u64,
}

struct Session {
    token: Secret,
    seen: Instant,
    /// What the page has posted, for the limit.
    written: Count,
    /// Answers, numbered from 1; `first` is the number of the oldest kept.
    answers: VecDeque<String>,
    first: u64,
    typing: u64,
    news: watch::Sender<u64>,
    streams: usize,
    is_over: bool,
}

struct Count {
    since: Instant,
    times: u32,
}

impl Count {
    /// One more, if that is within `most` in `time`.
    fn add(&mut self, most: u32, time: Duration) -> bool {
        if self.since.elapsed() >= time {
            (self.since, self.times) = (Instant::now(), 0);
        }
        self.times += 1;
        self.times <= most
    }
}

/// What a stream reads.
#[derive(Debug, PartialEq)]
pub(super) struct News {
    /// Answers with their numbers.
    pub(super) answers: Vec<(u64, String)>,
    /// Rises whenever somebody writes.
    pub(super) typing: u64,
    pub(super) is_over: bool,
}

impl Sessions {
    pub(super) fn new(limits: WebChatLimits) -> Self {
        let mut seed = [0; 32];
        // Whoever guesses a token reads a chat: 256 bits of the operating system.
        let filled = aws_lc_rs::rand::fill(&mut seed);
        debug_assert!(filled.is_ok(), "the operating system has no randomness");
        Self(Arc::new(Mutex::new(Book {
            limits,
            rng: Rng::from_entropy(seed),
            open: HashMap::new(),
            by_token: HashMap::new(),
            by_address: HashMap::new(),
            threads: 0,
        })))
    }

    /// A new session: its token.
    pub(super) fn open(&self, address: IpAddr) -> Result<String, No> {
        let mut book = self.0.lock();
        let book = &mut *book;
        let idle = book.limits.idle;
        let tokens = &mut book.by_token;
        book.open.retain(|_, session| {
            let keep = session.seen.elapsed() < idle || session.streams > 0;
            if !keep {
                tokens.remove(session.token.expose());
            }
            keep
        });
        if book.by_address.len() >= MOST_ADDRESSES {
            book.by_address.retain(|_, count| count.since.elapsed() < BY_ADDRESS);
        }
        if book.open.len() >= book.limits.sessions || book.by_address.len() >= MOST_ADDRESSES {
            return Err(No::Full);
        }
        let fresh = || Count { since: Instant::now(), times: 0 };
        let count = book.by_address.entry(address).or_insert_with(fresh);
        if !count.add(book.limits.sessions_by_address, BY_ADDRESS) {
            return Err(No::TooMuch);
        }
        book.threads += 1;
        let thread = format!("{}-{}", book.threads, book.rng.token(12));
        let token = book.rng.token(43);
        let session = Session {
            token: Secret::new(token.clone()),
            seen: Instant::now(),
            written: fresh(),
            answers: VecDeque::new(),
            first: 1,
            typing: 0,
            news: watch::Sender::new(0),
            streams: 0,
            is_over: false,
        };
        book.by_token.insert(token.clone(), thread.clone());
        book.open.insert(thread, session);
        Ok(token)
    }

    /// The thread of a token.
    pub(super) fn thread(&self, token: &str) -> Result<String, No> {
        let mut book = self.0.lock();
        let thread = book.by_token.get(token).cloned().ok_or(No::Unknown)?;
        if let Some(session) = book.open.get_mut(&thread) {
            session.seen = Instant::now();
        }
        Ok(thread)
    }

    /// Whether this thread may write once more now.
    pub(super) fn may_write(&self, thread: &str) -> Result<(), No> {
        let mut book = self.0.lock();
        let most = book.limits.messages;
        let session = book.open.get_mut(thread).filter(|s| !s.is_over).ok_or(No::Unknown)?;
        if session.written.add(most, MINUTE) { Ok(()) } else { Err(No::TooMuch) }
    }

    pub(super) fn letters(&self) -> usize {
        self.0.lock().limits.letters
    }

    /// Keeps an answer for the page; `None` if there is no page any more.
    pub(super) fn answer(&self, thread: &str, text: &str) -> Option<()> {
        let mut book = self.0.lock();
        let kept = book.limits.kept;
        let session = book.open.get_mut(thread).filter(|session| !session.is_over)?;
        if session.answers.len() >= kept {
            session.answers.pop_front();
            session.first += 1;
        }
        session.answers.push_back(text.to_owned());
        session.news.send_modify(|count| *count += 1);
        Some(())
    }

    pub(super) fn typing(&self, thread: &str) {
        if let Some(session) = self.0.lock().open.get_mut(thread) {
            session.typing += 1;
            session.news.send_modify(|count| *count += 1);
        }
    }

    /// The page is closed for good.
    pub(super) fn leave(&self, thread: &str) {
        let mut book = self.0.lock();
        if let Some(session) = book.open.get_mut(thread) {
            session.is_over = true;
            session.news.send_modify(|count| *count += 1);
        }
    }

    /// A stream begins: it is told of news.
    pub(super) fn listen(&self, thread: &str) -> Result<Listener, No> {
        let mut book = self.0.lock();
        let session = book.open.get_mut(thread).ok_or(No::Unknown)?;
        if session.streams >= MOST_STREAMS {
            return Err(No::TooMuch);
        }
        session.streams += 1;
        let news = session.news.subscribe();
        Ok(Listener { sessions: self.clone(), thread: thread.to_owned(), news })
    }

    /// What came after an answer's number.
    pub(super) fn news(&self, thread: &str, after: u64) -> Option<News> {
        let book = self.0.lock();
        let session = book.open.get(thread)?;
        let numbered = (session.first..).zip(session.answers.iter().cloned());
        Some(News {
            answers: numbered.filter(|(number, _)| *number > after).collect(),
            typing: session.typing,
            is_over: session.is_over,
        })
    }
}

/// One stream of a page; dropping it makes room for another.
pub(super) struct Listener {
    sessions: Sessions,
    pub(super) thread: String,
    pub(super) news: watch::Receiver<u64>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Some(session) = self.sessions.0.lock().open.get_mut(&self.thread) {
            session.streams = session.streams.saturating_sub(1);
            session.seen = Instant::now();
        }
    }
}
