//! A line of sound as a line of words.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};

use super::{
    AudioLine, Exchange, ExchangeInput, ExchangeOutput, Listening, Pcm, Piece, Recognise,
    Synthesise,
};
use crate::assistant::{Limits, Reply, WordLine, Words, Written, converse};
use crate::{Assistant, Clock, Closing, Error, ErrorKind, Instant, Machine};

/// A line of sound on which words are said and heard, with a voice and an ear.
///
/// [`Exchange`] decides, this carries it out. Dropping a future of it stops what sounds.
pub struct SpokenLine<'a, L, R, S> {
    line: L,
    recognise: &'a R,
    synthesise: &'a S,
    exchange: Exchange,
    listening: Listening,
}

/// Lets an assistant speak on a line of sound until the conversation has closed: for
/// `sip::Call::stream`, for the streamed audio of Call Automation, for a socket of your own.
///
/// # Errors
/// `Ended` when the line is over.
///
/// # Cancel safety
/// Dropping the future stops what is said.
pub async fn converse_over<L, R, S, A>(
    line: L,
    recognise: &R,
    synthesise: &S,
    assistant: A,
    limits: Limits,
) -> Result<Closing, Error>
where
    L: AudioLine,
    R: Recognise,
    S: Synthesise,
    A: Assistant,
{
    let mut line = SpokenLine::new(line, recognise, synthesise, limits.listening.clone());
    converse(&mut line, assistant, limits).await
}

impl<'a, L: AudioLine, R: Recognise, S: Synthesise> SpokenLine<'a, L, R, S> {
    /// With this ear and this voice.
    pub fn new(line: L, recognise: &'a R, synthesise: &'a S, listening: Listening) -> Self {
        let exchange = Exchange::new(listening.clone(), line.rate_hz(), recognise.hears_words());
        Self { line, recognise, synthesise, exchange, listening }
    }

    /// The line of sound again.
    pub fn into_inner(self) -> L {
        self.line
    }

    /// Runs one exchange to its end. The caller who speaks up drops what is being written.
    async fn run(&mut self, written: Written) -> Result<Reply, Error> {
        let Self { line, recognise, synthesise, exchange, listening } = self;
        let clock = line.clock();
        let rate_hz = line.rate_hz();
        let mut running = Running { exchange, line };
        let mut written = Some(written);
        let (mut making, mut recognising) = (Work::default(), Work::default());
        let mut failed = None;
        loop {
            while let Some(output) = running.exchange.poll() {
                match output {
                    ExchangeOutput::Make(number, words) => {
                        let synthesise: &S = synthesise;
                        making.begin(number, async move {
                            let made = synthesise.synthesise(&words, rate_hz).await;
                            made.map(|pcm| pcm.at(rate_hz))
                        });
                    }
                    ExchangeOutput::Recognise(number, utterance) => {
                        let (recognise, hints): (&R, _) = (recognise, listening.hints.clone());
                        recognising.begin(number, async move {
                            recognise.recognise(utterance, &hints).await
                        });
                    }
                    ExchangeOutput::Send(pcm, range) => {
                        let samples = pcm.samples().get(range).unwrap_or_default();
                        let took = running.line.send(samples)?;
                        running.exchange.handle(clock.now(), ExchangeInput::Took(took));
                    }
                    ExchangeOutput::Stop => {
                        (making, written) = (Work::default(), None);
                        running.line.stop()?;
                    }
                    ExchangeOutput::Said => return Ok(crate::Heard::Nothing.into()),
                    ExchangeOutput::Answered(reply) => return Ok(reply),
                    ExchangeOutput::Broken(why) => {
                        let broken = Error::new("TCC-CORE-0601", ErrorKind::Unavailable, why);
                        return Err(match failed.take() {
                            Some(error) => broken.with_source(error),
                            None => broken,
                        });
                    }
                }
            }
            let until = running.exchange.deadline();
            let came = {
                let mut piece = pin!(running.line.next());
                let mut late = pin!(clock.sleep_until(until.unwrap_or(Instant::FAR)));
                poll_fn(|cx| {
                    let words = written.as_mut().map_or(Poll::Pending, |all| all.poll_next(cx));
                    if let Poll::Ready(words) = words {
                        return Poll::Ready(Came::Words(words));
                    }
                    // What was heard comes first: a driver that is late has missed no speech.
                    if let Poll::Ready(piece) = piece.as_mut().poll(cx) {
                        return Poll::Ready(Came::Piece(piece));
                    }
                    if let Poll::Ready((number, made)) = making.poll(cx) {
                        return Poll::Ready(Came::Made(number, made));
                    }
                    if let Poll::Ready((number, words)) = recognising.poll(cx) {
                        return Poll::Ready(Came::Recognised(number, words));
                    }
                    if until.is_some() && late.as_mut().poll(cx).is_ready() {
                        return Poll::Ready(Came::Late);
                    }
                    Poll::Pending
                })
                .await
            };
            let now = clock.now();
            match came {
                Came::Words(words) => running.exchange.handle(
                    now,
                    match &words {
                        Words::More(words) => ExchangeInput::Speak(words),
                        Words::Ask(words) => ExchangeInput::Ask(words),
                        Words::Say(words) => ExchangeInput::Say(words),
                    },
                ),
                Came::Piece(Some(piece)) => running.hear(now, &piece),
                Came::Piece(None) => return Err(Error::ended("the line is over")),
                Came::Made(number, made) => {
                    let pcm = made.map_err(|error| failed = Some(error)).ok();
                    running.exchange.handle(now, ExchangeInput::Made(number, pcm));
                }
                Came::Recognised(number, words) => {
                    let words = words.map_err(|error| failed = Some(error)).ok();
                    running.exchange.handle(now, ExchangeInput::Recognised(number, words));
                }
                Came::Late => running.exchange.handle(now, ExchangeInput::Tick),
            }
        }
    }
}

impl<L: AudioLine, R: Recognise, S: Synthesise> WordLine for SpokenLine<'_, L, R, S> {
    fn clock(&self) -> impl Clock {
        self.line.clock()
    }

    async fn say(&mut self, words: String) -> Result<(), Error> {
        self.run(Words::Say(words).into()).await.map(drop)
    }

    async fn ask(&mut self, words: String) -> Result<Reply, Error> {
        self.run(Words::Ask(words).into()).await
    }

    fn takes_sentences(&self) -> bool {
        true
    }

    async fn speak(&mut self, words: Written) -> Result<Reply, Error> {
        self.run(words).await
    }

    async fn over(&mut self) -> Error {
        let clock = self.line.clock();
        let mut running = Running { exchange: &mut self.exchange, line: &mut self.line };
        while let Some(piece) = running.line.next().await {
            running.hear(clock.now(), &piece);
        }
        Error::ended("the line is over")
    }
}

impl<L, R, S> std::fmt::Debug for SpokenLine<'_, L, R, S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SpokenLine").field("exchange", &self.exchange).finish_non_exhaustive()
    }
}

enum Came {
    Words(Words),
    Piece(Option<Piece>),
    Made(u64, Result<Pcm, Error>),
    Recognised(u64, Result<Option<String>, Error>),
    Late,
}

/// An exchange that runs; dropped before its end, nothing of it sounds on.
struct Running<'a, L: AudioLine> {
    exchange: &'a mut Exchange,
    line: &'a mut L,
}

impl<L: AudioLine> Running<'_, L> {
    fn hear(&mut self, now: Instant, piece: &Piece) {
        match piece {
            Piece::Sound(samples) => self.exchange.handle(now, ExchangeInput::Sound(samples)),
            Piece::Key(key) => self.exchange.handle(now, ExchangeInput::Pressed(*key)),
        }
    }
}

impl<L: AudioLine> Drop for Running<'_, L> {
    fn drop(&mut self) {
        self.exchange.abandon();
        while let Some(output) = self.exchange.poll() {
            if output == ExchangeOutput::Stop {
                // Over already: nothing sounds then.
                self.line.stop().ok();
            }
        }
    }
}

type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Something that a vendor's adapter does for us, under a number.
struct Work<'a, T>(Option<(u64, Doing<'a, T>)>);

impl<T> Default for Work<'_, T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<'a, T> Work<'a, T> {
    fn begin(&mut self, number: u64, doing: impl Future<Output = Result<T, Error>> + Send + 'a) {
        self.0 = Some((number, Box::pin(doing)));
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<(u64, Result<T, Error>)> {
        let Some((number, doing)) = &mut self.0 else { return Poll::Pending };
        let number = *number;
        let done = std::task::ready!(doing.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready((number, done))
    }
}

#[cfg(test)]
mod tests;
