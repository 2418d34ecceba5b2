//! The loop between an assistant and a line, the same on every wire.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

use super::written::{Pen, Words, Written, writing};
use super::{Assistant, Closing, Conversing, Heard, Limits, TalkInput, TalkOutput, Turn};
use crate::{Clock, Error, Instant, Machine};

/// What a caller answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// That.
    pub heard: Heard,
    /// If the caller spoke up before we had ended: what of our words was heard until then, as far
    /// as the line can tell.
    pub interrupted: Option<String>,
}

impl From<Heard> for Reply {
    fn from(heard: Heard) -> Self {
        Self { heard, interrupted: None }
    }
}

/// A leg on which words travel: said, asked, heard. What a wire implements so that an
/// [`Assistant`] can speak on it.
///
/// Only one of [`say`](Self::say), [`ask`](Self::ask), [`speak`](Self::speak) and
/// [`over`](Self::over) runs at a time; dropping one stops what sounds. An error of kind
/// [`Ended`](crate::ErrorKind::Ended) says that nobody is there any more; every other one, that
/// nothing can be said or heard.
pub trait WordLine: Send {
    /// The time by which the conversation goes.
    fn clock(&self) -> impl Clock;

    /// Says this; done when it was heard to its end. Nobody interrupts it.
    fn say(&mut self, words: String) -> impl Future<Output = Result<(), Error>> + Send;

    /// Says this and listens; done when words, keys or a silence came.
    fn ask(&mut self, words: String) -> impl Future<Output = Result<Reply, Error>> + Send;

    /// Whether it says sentences while more of them are written ([`speak`](Self::speak)). One that
    /// does not is given whole turns.
    fn takes_sentences(&self) -> bool {
        false
    }

    /// Says what is still being written, as it comes, and listens meanwhile. Done when words, keys or
    /// a silence came, or with [`Heard::Nothing`] when [`Words::Say`] was heard to its end. A caller
    /// who speaks up before the last words came has `words` dropped at once.
    fn speak(&mut self, words: Written) -> impl Future<Output = Result<Reply, Error>> + Send {
        async {
            match words.whole().await {
                Words::Say(words) => self.say(words).await.map(|()| Heard::Nothing.into()),
                Words::Ask(words) | Words::More(words) => self.ask(words).await,
            }
        }
    }

    /// The assistant thinks; done only when the line is over, with the error that says so.
    fn over(&mut self) -> impl Future<Output = Error> + Send;
}

/// Lets an assistant speak on a line until the conversation has closed.
///
/// A caller never hears silence without an end: an assistant that hangs is covered by a filler and
/// then replaced by a handover, one that speaks too long is cut at a sentence, and a line on which
/// nothing can be said or heard ends in a handover. On a line that takes sentences the first one is
/// spoken while the assistant writes the rest.
///
/// # Errors
/// What the line says when it is over (kind [`Ended`](crate::ErrorKind::Ended)).
///
/// # Cancel safety
/// Dropping the future stops what is said.
pub async fn converse<L: WordLine, A: Assistant>(
    line: &mut L,
    mut assistant: A,
    limits: Limits,
) -> Result<Closing, Error> {
    let clock = line.clock();
    let mut talk = Conversing::new(limits);
    talk.handle(clock.now(), TalkInput::Start);
    let mut next = None;
    loop {
        let (input, interrupted) = match next.take().or_else(|| talk.poll()) {
            Some(TalkOutput::Done(closing)) => return Ok(closing),
            Some(TalkOutput::Say(words)) => (spoken(line.say(words).await)?, None),
            Some(TalkOutput::Ask(words)) => answered(line.ask(words).await)?,
            Some(TalkOutput::Think(heard)) => {
                let (said, takes) = (Said::default(), line.takes_sentences());
                let turn = async {
                    let mut aloud = |words: String| said.push(words);
                    if takes {
                        assistant.speak(heard, &mut aloud).await
                    } else {
                        assistant.turn(heard).await
                    }
                };
                match think(line, &clock, &mut talk, &said, turn).await? {
                    Next::Wanted(output) => {
                        next = output;
                        continue;
                    }
                    Next::Came(input, interrupted) => (input, interrupted),
                }
            }
            // Every state of it wants something of us: nothing comes here.
            Some(TalkOutput::Speak(_)) | None => (TalkInput::Broken, None),
        };
        if let Some(until) = interrupted {
            assistant.interrupted(&until);
        }
        talk.handle(clock.now(), input);
    }
}

fn spoken(said: Result<(), Error>) -> Result<TalkInput, Error> {
    match said {
        Ok(()) => Ok(TalkInput::Spoken),
        Err(error) if error.is_ended() => Err(error),
        Err(_) => Ok(TalkInput::Broken),
    }
}

/// What came, and what was heard of our words if the caller spoke up.
fn answered(reply: Result<Reply, Error>) -> Result<(TalkInput, Option<String>), Error> {
    match reply {
        Ok(Reply { heard, interrupted }) => Ok((TalkInput::Answered(heard), interrupted)),
        Err(error) if error.is_ended() => Err(error),
        Err(_) => Ok((TalkInput::Broken, None)),
    }
}

/// What an assistant has given to be said, and nobody has taken yet.
#[derive(Default)]
struct Said(Mutex<VecDeque<String>>);

impl Said {
    fn push(&self, words: String) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(words);
    }

    fn pop(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// An assistant that thinks: what it has said, then its turn. Dropped with it, what it writes ends.
struct Thinking<'a, F> {
    said: &'a Said,
    /// To the line that speaks already.
    pen: Option<Pen>,
    turn: Option<Pin<&'a mut F>>,
    thought: Option<Turn>,
}

impl<F: Future<Output = Turn>> Thinking<'_, F> {
    fn is_over(&self) -> bool {
        self.turn.is_none() && self.thought.is_none()
    }

    fn give(&self, words: Words) {
        if let Some(pen) = &self.pen {
            pen.give(words);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<TalkInput> {
        if !self.is_over() && self.pen.as_ref().is_some_and(Pen::is_dropped) {
            (self.turn, self.thought) = (None, None);
            return Poll::Ready(TalkInput::Interrupted);
        }
        if let Some(turn) = &mut self.turn
            && let Poll::Ready(turn) = turn.as_mut().poll(cx)
        {
            (self.turn, self.thought) = (None, Some(turn));
        }
        let wrote = self.said.pop().map(TalkInput::Wrote);
        let came = wrote.or_else(|| self.thought.take().map(TalkInput::Thought));
        came.map_or(Poll::Pending, Poll::Ready)
    }
}

/// What came first.
enum First<T> {
    Done(T),
    Input(TalkInput),
}

/// What follows on thinking.
enum Next {
    Wanted(Option<TalkOutput>),
    Came(TalkInput, Option<String>),
}

/// Lets the assistant think; a filler may be said meanwhile, and what it says while it thinks.
async fn think<L: WordLine, F: Future<Output = Turn> + Send>(
    line: &mut L,
    clock: &impl Clock,
    talk: &mut Conversing,
    said: &Said,
    turn: F,
) -> Result<Next, Error> {
    let mut turn = pin!(turn);
    let mut thinking = Thinking { said, pen: None, turn: Some(turn.as_mut()), thought: None };
    loop {
        match talk.poll() {
            None => match first(clock, talk.deadline(), &mut thinking, pin!(line.over())).await {
                First::Done(error) => return Err(error),
                First::Input(input) => talk.handle(clock.now(), input),
            },
            Some(TalkOutput::Say(words)) if !thinking.is_over() => {
                let mut filler = pin!(line.say(words));
                loop {
                    let until = talk.deadline();
                    match first(clock, until, &mut thinking, filler.as_mut()).await {
                        First::Done(said) => {
                            talk.handle(clock.now(), spoken(said)?);
                            break;
                        }
                        First::Input(input) => talk.handle(clock.now(), input),
                    }
                    if let Some(output) = talk.poll() {
                        return Ok(Next::Wanted(Some(output)));
                    }
                }
            }
            Some(TalkOutput::Speak(words)) => {
                let (pen, written) = writing();
                thinking.pen = Some(pen);
                thinking.give(Words::More(words));
                return speak(clock, talk, &mut thinking, pin!(line.speak(written))).await;
            }
            wanted => return Ok(Next::Wanted(wanted)),
        }
    }
}

/// Lets the line speak what the assistant writes, until it is heard or answered.
async fn speak<F: Future<Output = Turn>>(
    clock: &impl Clock,
    talk: &mut Conversing,
    thinking: &mut Thinking<'_, F>,
    mut line: Pin<&mut impl Future<Output = Result<Reply, Error>>>,
) -> Result<Next, Error> {
    loop {
        match first(clock, talk.deadline(), thinking, line.as_mut()).await {
            First::Input(input) => talk.handle(clock.now(), input),
            First::Done(reply) => {
                let (input, interrupted) = answered(reply)?;
                let nothing = input == TalkInput::Answered(Heard::Nothing);
                let input = if nothing { TalkInput::Spoken } else { input };
                return Ok(Next::Came(input, interrupted));
            }
        }
        while let Some(output) = talk.poll() {
            thinking.give(match output {
                TalkOutput::Speak(words) => Words::More(words),
                TalkOutput::Ask(words) => Words::Ask(words),
                TalkOutput::Say(words) => Words::Say(words),
                wanted => return Ok(Next::Wanted(Some(wanted))),
            });
        }
    }
}

/// Waits for the first of three: something on the line, the assistant's words, a moment.
async fn first<T, F: Future<Output = Turn>>(
    clock: &impl Clock,
    until: Option<Instant>,
    thinking: &mut Thinking<'_, F>,
    mut doing: Pin<&mut impl Future<Output = T>>,
) -> First<T> {
    let mut late = pin!(clock.sleep_until(until.unwrap_or(Instant::FAR)));
    poll_fn(|cx| {
        if let Poll::Ready(done) = doing.as_mut().poll(cx) {
            return Poll::Ready(First::Done(done));
        }
        if let Poll::Ready(input) = thinking.poll(cx) {
            return Poll::Ready(First::Input(input));
        }
        if until.is_some() && late.as_mut().poll(cx).is_ready() {
            return Poll::Ready(First::Input(TalkInput::Tick));
        }
        Poll::Pending
    })
    .await
}
