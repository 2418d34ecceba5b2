//! An assistant that speaks with the other side.

use std::future::IntoFuture;

use futures::future::BoxFuture;
use teams_cc_core::assistant::{Limits, Reply, WordLine, Written, converse};
use teams_cc_core::speech::{KeysOnly, Recognise, SpokenLine, Synthesise};
use teams_cc_core::{Assistant, Clock, Closing, Error};

use super::call::Call;
use super::stream::Stream;

/// A conversation that has no voice yet: give it one with [`Converse::speaking_with`].
#[derive(Clone, Copy, Debug)]
pub struct NoVoice;

/// A conversation that has not begun yet: give it a voice, an ear if you have one, then `.await` it;
/// done when it has closed.
///
/// A trunk brings neither voice nor ear: both are yours, or adapters to a vendor. Without an ear
/// callers answer by keys. A caller never hears silence without an end, whatever fails.
///
/// # Errors
/// `Ended` if the caller leaves; `Unsupported` where media passes by.
///
/// # Cancel safety
/// Dropping the future stops what is said.
#[must_use = "nobody speaks until it is awaited"]
pub struct Converse<'a, A, S = NoVoice, R = KeysOnly> {
    call: &'a Call,
    assistant: A,
    voice: S,
    ear: R,
    limits: Limits,
}

impl Call {
    /// Lets an assistant speak with the caller.
    ///
    /// ```
    /// use teams_cc_core::speech::{Pcm, Synthesise};
    /// use teams_cc_core::{Assistant, Closing, Error};
    /// use teams_cc_sip::Call;
    ///
    /// async fn ask(
    ///     caller: &Call,
    ///     concierge: impl Assistant,
    ///     voice: &impl Synthesise,
    /// ) -> Result<Closing, Error> {
    ///     caller.converse(concierge).speaking_with(voice).await
    /// }
    /// ```
    pub fn converse<A: Assistant>(&self, assistant: A) -> Converse<'_, A> {
        let limits = Limits::default();
        Converse { call: self, assistant, voice: NoVoice, ear: KeysOnly, limits }
    }
}

impl<'a, A, S, R> Converse<'a, A, S, R> {
    /// The voice.
    pub fn speaking_with<V: Synthesise>(self, voice: &'a V) -> Converse<'a, A, &'a V, R> {
        let Self { call, assistant, ear, limits, .. } = self;
        Converse { call, assistant, voice, ear, limits }
    }

    /// The ear.
    pub fn hearing_with<E: Recognise>(self, ear: &'a E) -> Converse<'a, A, S, &'a E> {
        let Self { call, assistant, voice, limits, .. } = self;
        Converse { call, assistant, voice, ear, limits }
    }

    /// Other limits than usual.
    pub fn within(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }
}

impl<'a, A, S, R> IntoFuture for Converse<'a, A, S, R>
where
    A: Assistant + 'a,
    S: Synthesise + 'a,
    R: Recognise + 'a,
{
    type Output = Result<Closing, Error>;
    type IntoFuture = BoxFuture<'a, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { call, assistant, voice, ear, limits } = self;
            let stream = call.stream().await?;
            let line = SpokenLine::new(stream, &ear, &voice, limits.listening.clone());
            converse(&mut Noted { call, line }, assistant, limits).await
        })
    }
}

/// A spoken line whose failures are in the log.
struct Noted<'a, R, S> {
    call: &'a Call,
    line: SpokenLine<'a, Stream<'a>, R, S>,
}

impl<R, S> Noted<'_, R, S> {
    fn note(call: &Call, error: &Error) {
        if !error.is_ended() {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            tracing::warn!(call.id = %call.id(), %error, cause, "the assistant does not get through");
        }
    }
}

impl<R: Recognise, S: Synthesise> WordLine for Noted<'_, R, S> {
    fn clock(&self) -> impl Clock {
        self.line.clock()
    }

    async fn say(&mut self, words: String) -> Result<(), Error> {
        let Self { call, line } = self;
        line.say(words).await.inspect_err(|error| Self::note(call, error))
    }

    async fn ask(&mut self, words: String) -> Result<Reply, Error> {
        let Self { call, line } = self;
        line.ask(words).await.inspect_err(|error| Self::note(call, error))
    }

    fn takes_sentences(&self) -> bool {
        self.line.takes_sentences()
    }

    async fn speak(&mut self, words: Written) -> Result<Reply, Error> {
        let Self { call, line } = self;
        line.speak(words).await.inspect_err(|error| Self::note(call, error))
    }

    async fn over(&mut self) -> Error {
        self.line.over().await
    }
}

impl<A, S, R> std::fmt::Debug for Converse<'_, A, S, R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Converse").field("call", self.call).finish_non_exhaustive()
    }
}
