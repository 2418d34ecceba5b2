//! Words on their way from an assistant that still writes to a line that speaks.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

/// What is to be said next.
#[derive(Clone, PartialEq, Eq)]
pub enum Words {
    /// Say this, and listen meanwhile; more follows.
    More(String),
    /// Say this, which may be nothing; then listen. Nothing follows.
    Ask(String),
    /// Say this, which may be nothing; from now on nobody interrupts. Nothing follows.
    Say(String),
}

/// What is said is personal.
impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::More(_) => "More(***)",
            Self::Ask(_) => "Ask(***)",
            Self::Say(_) => "Say(***)",
        })
    }
}

#[derive(Debug, Default)]
struct Queue {
    words: VecDeque<Words>,
    waker: Option<Waker>,
    is_dropped: bool,
}

/// What an assistant says, sentence by sentence, while it writes the rest. A line gets it; dropping
/// it says that the caller has spoken up, and that nothing more is wanted.
#[derive(Debug)]
pub struct Written(Arc<Mutex<Queue>>);

/// The other end.
#[derive(Debug)]
pub(super) struct Pen(Arc<Mutex<Queue>>);

/// Both ends of one turn.
pub(super) fn writing() -> (Pen, Written) {
    let queue = Arc::<Mutex<Queue>>::default();
    (Pen(queue.clone()), Written(queue))
}

fn lock(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pen {
    pub(super) fn give(&self, words: Words) {
        let mut queue = lock(&self.0);
        queue.words.push_back(words);
        if let Some(waker) = queue.waker.take() {
            waker.wake();
        }
    }

    /// Nobody wants more.
    pub(super) fn is_dropped(&self) -> bool {
        lock(&self.0).is_dropped
    }
}

impl Written {
    /// What is to be said next. After [`Words::Ask`] and [`Words::Say`] nothing comes.
    ///
    /// # Cancel safety
    /// Nothing is lost by dropping the future.
    pub async fn next(&mut self) -> Words {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The same for a line that waits for more than this.
    pub fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Words> {
        let mut queue = lock(&self.0);
        let Some(words) = queue.words.pop_front() else {
            queue.waker = Some(cx.waker().clone());
            return Poll::Pending;
        };
        Poll::Ready(words)
    }

    /// All of it, when it is written: for a line that says whole turns.
    pub async fn whole(mut self) -> Words {
        let mut all = String::new();
        let mut add = |words: &str| {
            all.push_str(if all.is_empty() || words.is_empty() { "" } else { " " });
            all.push_str(words);
        };
        loop {
            match self.next().await {
                Words::More(words) => add(&words),
                Words::Ask(words) => {
                    add(&words);
                    return Words::Ask(all);
                }
                Words::Say(words) => {
                    add(&words);
                    return Words::Say(all);
                }
            }
        }
    }
}

/// These words alone.
impl From<Words> for Written {
    fn from(words: Words) -> Self {
        let (pen, written) = writing();
        pen.give(words);
        written
    }
}

impl Drop for Written {
    fn drop(&mut self) {
        lock(&self.0).is_dropped = true;
    }
}
