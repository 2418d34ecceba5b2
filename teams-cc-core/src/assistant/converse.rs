//! The loop between an assistant and a line, the same on every wire.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

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
/// Only one of [`say`](Self::say), [`ask`](Self::ask) and [`over`](Self::over) runs at a time;
/// dropping one stops what sounds. An error of kind [`Ended`](crate::ErrorKind::Ended) says that
/// nobody is there any more; every other one, that nothing can be said or heard.
pub trait WordLine: Send {
    /// The time by which the conversation goes.
    fn clock(&self) -> impl Clock;

    /// Says this; done when it was heard to its end. Nobody interrupts it.
    fn say(&mut self, words: String) -> impl Future<Output = Result<(), Error>> + Send;

    /// Says this and listens; done when words, keys or a silence came.
    fn ask(&mut self, words: String) -> impl Future<Output = Result<Reply, Error>> + Send;

    /// The assistant thinks; done only when the line is over, with the error that says so.
    fn over(&mut self) -> impl Future<Output = Error> + Send;
}

/// Lets an assistant speak on a line until the conversation has closed.
///
/// A caller never hears silence without an end: an assistant that hangs is covered by a filler and
/// then replaced by a handover, one that speaks too long is cut at a sentence, and a line on which
/// nothing can be said or heard ends in a handover.
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
        let input = match next.take().or_else(|| talk.poll()) {
            Some(TalkOutput::Done(closing)) => return Ok(closing),
            Some(TalkOutput::Say(words)) => said(line.say(words).await)?,
            Some(TalkOutput::Ask(words)) => match line.ask(words).await {
                Ok(reply) => {
                    if let Some(until) = reply.interrupted {
                        assistant.interrupted(&until);
                    }
                    TalkInput::Answered(reply.heard)
                }
                Err(error) if error.is_ended() => return Err(error),
                Err(_) => TalkInput::Broken,
            },
            Some(TalkOutput::Think(heard)) => {
                next = think(line, &clock, &mut talk, assistant.turn(heard)).await?;
                continue;
            }
            // Every state of it wants something of us: nothing comes here.
            None => TalkInput::Broken,
        };
        talk.handle(clock.now(), input);
    }
}

fn said(said: Result<(), Error>) -> Result<TalkInput, Error> {
    match said {
        Ok(()) => Ok(TalkInput::Spoken),
        Err(error) if error.is_ended() => Err(error),
        Err(_) => Ok(TalkInput::Broken),
    }
}

/// What came first.
enum First<T> {
    Done(T),
    Thought(Turn),
    Late,
}

/// Lets the assistant think; a filler may be said meanwhile. Gives what the conversation wants then.
async fn think<L: WordLine>(
    line: &mut L,
    clock: &impl Clock,
    talk: &mut Conversing,
    turn: impl Future<Output = Turn> + Send,
) -> Result<Option<TalkOutput>, Error> {
    let mut turn = pin!(turn);
    let mut thinking = Some(turn.as_mut());
    loop {
        match talk.poll() {
            None => match first(clock, talk.deadline(), &mut thinking, pin!(line.over())).await {
                First::Done(error) => return Err(error),
                First::Thought(turn) => talk.handle(clock.now(), TalkInput::Thought(turn)),
                First::Late => talk.handle(clock.now(), TalkInput::Tick),
            },
            Some(TalkOutput::Say(words)) if thinking.is_some() => {
                let mut filler = pin!(line.say(words));
                loop {
                    let input =
                        match first(clock, talk.deadline(), &mut thinking, filler.as_mut()).await {
                            First::Done(spoken) => {
                                talk.handle(clock.now(), said(spoken)?);
                                break;
                            }
                            First::Thought(turn) => TalkInput::Thought(turn),
                            First::Late => TalkInput::Tick,
                        };
                    talk.handle(clock.now(), input);
                    if let Some(output) = talk.poll() {
                        return Ok(Some(output));
                    }
                }
            }
            wanted => return Ok(wanted),
        }
    }
}

/// Waits for the first of three: something on the line, the assistant's thought, a moment.
async fn first<T, F>(
    clock: &impl Clock,
    until: Option<Instant>,
    thinking: &mut Option<Pin<&mut F>>,
    mut doing: Pin<&mut impl Future<Output = T>>,
) -> First<T>
where
    F: Future<Output = Turn>,
{
    let mut late = pin!(clock.sleep_until(until.unwrap_or(Instant::FAR)));
    poll_fn(|cx| {
        if let Poll::Ready(done) = doing.as_mut().poll(cx) {
            return Poll::Ready(First::Done(done));
        }
        if let Some(turn) = thinking
            && let Poll::Ready(turn) = turn.as_mut().poll(cx)
        {
            *thinking = None;
            return Poll::Ready(First::Thought(turn));
        }
        if until.is_some() && late.as_mut().poll(cx).is_ready() {
            return Poll::Ready(First::Late);
        }
        Poll::Pending
    })
    .await
}
