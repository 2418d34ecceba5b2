//! An assistant that speaks with the caller, over recognition and the service's voice.

use std::future::IntoFuture;
use std::pin::pin;

use futures::future::BoxFuture;
use teams_cc_core::assistant::{Conversing, Limits, TalkInput, TalkOutput};
use teams_cc_core::{Assistant, Closing, Error, Heard, Instant, Machine, Prompt};

use super::call::Call;
use super::question::Answered;
use crate::clock::Clock;
use crate::error;

/// More keys at once are no answer to anything.
const MOST_KEYS: u32 = 20;

/// A conversation that has not begun yet: tune it, then `.await` it; done when it has closed.
///
/// A caller never hears silence without an end: an assistant that hangs is covered by a filler and
/// then replaced by a handover, one that speaks too long is cut at a sentence.
///
/// # Errors
/// `Ended` if the caller leaves; `Config` without a voice.
///
/// # Cancel safety
/// Dropping the future stops what is said.
#[must_use = "nobody speaks until it is awaited"]
pub struct Converse<'a, A> {
    call: &'a Call,
    assistant: A,
    limits: Limits,
}

impl Call {
    /// Lets an assistant speak with the caller.
    pub fn converse<A: Assistant>(&self, assistant: A) -> Converse<'_, A> {
        Converse { call: self, assistant, limits: Limits::default() }
    }
}

impl<'a, A: Assistant + 'a> Converse<'a, A> {
    /// Other limits than usual.
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    async fn run(self) -> Result<Closing, Error> {
        let Self { call, mut assistant, limits } = self;
        if call.life().hub().acs.settings().intelligence.is_none() {
            return Err(error::no_voice());
        }
        let clock = call.life().hub().acs.clock().clone();
        let mut talk = Conversing::new(limits);
        talk.handle(clock.now(), TalkInput::Start);
        loop {
            let input = match talk.poll() {
                Some(TalkOutput::Done(closing)) => return Ok(closing),
                Some(TalkOutput::Say(words)) => said(call, words).await?,
                Some(TalkOutput::Ask(words)) => asked(call, words).await?,
                Some(TalkOutput::Think(heard)) => {
                    match think(call, &clock, &mut talk, &mut assistant, heard).await? {
                        Some(closing) => return Ok(closing),
                        None => continue,
                    }
                }
                // Every state of it wants something of us, or time.
                None => match talk.deadline() {
                    Some(at) => {
                        clock.sleep_until(at).await;
                        TalkInput::Tick
                    }
                    None => TalkInput::Broken,
                },
            };
            talk.handle(clock.now(), input);
        }
    }
}

/// Lets the assistant think; a filler may be said meanwhile.
async fn think<A: Assistant>(
    call: &Call,
    clock: &Clock,
    talk: &mut Conversing,
    assistant: &mut A,
    heard: Heard,
) -> Result<Option<Closing>, Error> {
    let mut turn = pin!(assistant.turn(heard));
    let (mut thought, mut filler) = (false, None::<BoxFuture<'_, Result<TalkInput, Error>>>);
    loop {
        while let Some(output) = talk.poll() {
            match output {
                TalkOutput::Done(closing) => return Ok(Some(closing)),
                TalkOutput::Say(words) if !thought => filler = Some(Box::pin(said(call, words))),
                // The thought has become words: the filler is over then.
                TalkOutput::Say(words) => {
                    let input = said(call, words).await?;
                    talk.handle(clock.now(), input);
                }
                TalkOutput::Ask(words) => {
                    let input = asked(call, words).await?;
                    talk.handle(clock.now(), input);
                    // What was heard is thought about by who called us.
                    return Ok(None);
                }
                TalkOutput::Think(_) => return Ok(None),
            }
        }
        if thought && filler.is_none() {
            return Ok(None);
        }
        let until = talk.deadline().unwrap_or(Instant::FAR);
        let speaking = async {
            match &mut filler {
                Some(filler) => filler.await,
                None => std::future::pending().await,
            }
        };
        let input = tokio::select! {
            biased;
            ended = call.ended() => return Err(error::call_ended(ended.to_string())),
            turn = &mut turn, if !thought => {
                thought = true;
                TalkInput::Thought(turn)
            }
            spoken = speaking => {
                let spoken = spoken?;
                filler = None;
                spoken
            }
            () = clock.sleep_until(until), if until != Instant::FAR => TalkInput::Tick,
        };
        talk.handle(clock.now(), input);
    }
}

async fn said(call: &Call, words: String) -> Result<TalkInput, Error> {
    match call.play(Prompt::text(words)).await {
        Ok(()) => Ok(TalkInput::Spoken),
        Err(error) if error.is_ended() => Err(error),
        Err(error) => {
            tracing::warn!(call.id = %call.id(), %error, "the assistant was not heard");
            Ok(TalkInput::Broken)
        }
    }
}

async fn asked(call: &Call, words: String) -> Result<TalkInput, Error> {
    let answered = call.question(Prompt::text(words)).words().keys(MOST_KEYS).await;
    Ok(TalkInput::Answered(match answered {
        Ok(Answered::Words(words)) => Heard::Words(words),
        Ok(Answered::Keys(keys)) => Heard::Keys(keys),
        Ok(_) => Heard::Silence,
        Err(error) if error.is_ended() => return Err(error),
        Err(error) => {
            tracing::warn!(call.id = %call.id(), %error, "the caller was not heard");
            return Ok(TalkInput::Broken);
        }
    }))
}

impl<'a, A: Assistant + 'a> IntoFuture for Converse<'a, A> {
    type Output = Result<Closing, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<A> std::fmt::Debug for Converse<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Converse").field("call", self.call).finish_non_exhaustive()
    }
}
