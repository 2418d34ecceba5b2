//! An assistant that speaks with the caller, over recognition and the service's voice.

use std::future::IntoFuture;

use futures::future::BoxFuture;
use teams_cc_core::assistant::{Limits, Reply, WordLine, converse};
use teams_cc_core::speech::{self, Recognise, Synthesise};
use teams_cc_core::{Assistant, Clock, Closing, Error, Heard, Prompt};

use super::call::Call;
use super::question::Answered;
use crate::error;

/// More keys at once are no answer to anything.
const MOST_KEYS: u32 = 20;

/// A conversation that has not begun yet: tune it, then `.await` it; done when it has closed.
///
/// A caller never hears silence without an end: an assistant that hangs is covered by a filler and
/// then replaced by a handover, one that speaks too long is cut at a sentence.
///
/// The service speaks whole turns, for only so can they be interrupted: what a model writes is spoken
/// when it is written to its end. Over streamed audio ([`Call::converse_over`]) its first sentence is
/// spoken while it writes the rest.
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

    /// Lets an assistant speak with the caller over the call's streamed audio, with an ear and a
    /// voice of yours: it hears where an utterance ends, and falls silent the moment the caller
    /// speaks up. Done when the conversation has closed; a transcript and whispers go on beside it.
    ///
    /// # Errors
    /// `Ended` if the caller leaves, `TCC-ACS-0413` if the call was answered without a stream,
    /// `TCC-ACS-0416` if the stream breaks and the call goes on.
    ///
    /// # Cancel safety
    /// Dropping the future stops what is said.
    ///
    /// # Examples
    /// ```no_run
    /// # use teams_cc_acs::Call;
    /// # use teams_cc_core::assistant::{CompletedBy, Limits};
    /// # use teams_cc_core::{Closing, Error, Skill};
    /// # #[cfg(feature = "speech")]
    /// use teams_cc_acs::speech::{AzureOpenAi, AzureSpeech};
    ///
    /// # #[cfg(feature = "speech")]
    /// async fn talk(caller: &Call, azure: AzureSpeech, model: AzureOpenAi) -> Result<(), Error> {
    ///     let assistant = CompletedBy::new(model, "You work for Contoso, a bank.")
    ///         .greeting("Hello, this is Contoso. How can I help?")
    ///         .hands_over_to(Skill::new("cards").at_least(1));
    ///     let closing = caller.converse_over(&azure, &azure, assistant, Limits::default()).await?;
    ///     if let Closing::Handover(handover) = closing {
    ///         println!("who takes over must know: {}", handover.need);
    ///     }
    ///     Ok(())
    /// }
    /// ```
    pub async fn converse_over<R: Recognise, S: Synthesise, A: Assistant>(
        &self,
        recognise: &R,
        synthesise: &S,
        assistant: A,
        limits: Limits,
    ) -> Result<Closing, Error> {
        let audio = self.stream().await?;
        // A conversation is much to hold within somebody's story.
        let talk = speech::converse_over(audio, recognise, synthesise, assistant, limits);
        match Box::pin(talk).await {
            Err(error) if error.is_ended() && self.life().lines.broke() => {
                Err(error::stream_broke().with_source(error))
            }
            talked => talked,
        }
    }
}

impl<'a, A: Assistant + 'a> Converse<'a, A> {
    /// Other limits than usual.
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    async fn run(self) -> Result<Closing, Error> {
        if self.call.life().hub().acs.settings().intelligence.is_none() {
            return Err(error::no_voice());
        }
        converse(&mut Theirs(self.call), self.assistant, self.limits).await
    }
}

/// A call on which the service speaks and listens for us.
struct Theirs<'a>(&'a Call);

impl WordLine for Theirs<'_> {
    fn clock(&self) -> impl Clock {
        self.0.life().hub().acs.clock().clone()
    }

    async fn say(&mut self, words: String) -> Result<(), Error> {
        let said = self.0.play(Prompt::text(words)).await;
        said.inspect_err(|error| self.note(error))
    }

    async fn ask(&mut self, words: String) -> Result<Reply, Error> {
        let asked = self.0.question(Prompt::text(words)).words().keys(MOST_KEYS);
        let heard = match asked.await.inspect_err(|error| self.note(error))? {
            Answered::Words(words) => Heard::Words(words),
            Answered::Keys(keys) => Heard::Keys(keys),
            _ => Heard::Silence,
        };
        Ok(heard.into())
    }

    async fn over(&mut self) -> Error {
        error::call_ended(self.0.ended().await.to_string())
    }
}

impl Theirs<'_> {
    fn note(&self, error: &Error) {
        if !error.is_ended() {
            tracing::warn!(call.id = %self.0.id(), %error, "the assistant does not get through");
        }
    }
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
