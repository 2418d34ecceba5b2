//! What is said in a talk, line by line.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use teams_cc_core::speech::{
    Listening, Missed, OverhearInput, OverhearOutput, Overhearing, Recognise,
};
use teams_cc_core::{Clock as _, Error, Instant, Machine as _};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::task::JoinSet;

use super::stream::Tokio;
use crate::driver::rtp::LegStream;

/// Lines that nobody took; what comes then is told as [`Missed::Unread`].
const LINES: usize = 256;
/// Samples a second of a leg's stream.
const RATE_HZ: u32 = 8_000;

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Speaker {
    /// The first of the talk.
    Caller,
    /// The second.
    Agent,
}

/// One utterance.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Line {
    /// Who said it.
    pub by: Speaker,
    /// What.
    pub words: String,
}

/// What people say is personal.
impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Line").field("by", &self.by).finish_non_exhaustive()
    }
}

/// What a transcript tells.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TranscriptEvent {
    /// Somebody said something.
    Said(Line),
    /// Somebody spoke for so long, and what they said is not known.
    Missed(Speaker, Duration, Missed),
}

/// What caller and agent say, each leg through the ear on its own, so that who spoke is known.
/// Dropping it ends the listening, not the talk.
///
/// A line is an utterance. The lines of one speaker keep their order; what is said while the ear
/// still works waits for it, up to [`MOST_WAITING`](teams_cc_core::speech::MOST_WAITING) utterances
/// of each, and what is missing is [told](TranscriptEvent::Missed). Whoever takes a leg's place
/// after a transfer is heard in its stead, whoever is taken out of the talk no more.
#[derive(Debug)]
pub struct Transcript {
    lines: mpsc::Receiver<TranscriptEvent>,
    _listening: JoinSet<()>,
}

/// Who is to be heard in a place; `None` if nobody sits there.
#[derive(Debug)]
pub(super) struct Leg {
    pub(super) by: Speaker,
    pub(super) leg: Option<LegStream>,
}

impl Transcript {
    pub(super) fn of<R>(legs: mpsc::UnboundedReceiver<Leg>, ear: R, listening: Listening) -> Self
    where
        R: Recognise + 'static,
    {
        let (said, lines) = mpsc::channel(LINES);
        let mut tasks = JoinSet::new();
        tasks.spawn(async move { write_down(legs, &ear, &listening, said).await });
        Self { lines, _listening: tasks }
    }

    /// What comes next; `None` when the talk is over and all of it is written.
    pub async fn next(&mut self) -> Option<TranscriptEvent> {
        self.lines.recv().await
    }
}

/// What the ear answers.
type Words = Result<Option<String>, Error>;

/// One of the two, and what hears them.
struct Side<'a> {
    by: Speaker,
    leg: Option<LegStream>,
    machine: Overhearing,
    ear: Option<(u64, BoxFuture<'a, Words>)>,
    /// How long they spoke without a reader.
    unread: Duration,
}

enum Came {
    Sound(Option<Vec<i16>>),
    Words(Words),
}

/// Until the talk is over, and what was said in it is written.
async fn write_down<R: Recognise>(
    mut legs: mpsc::UnboundedReceiver<Leg>,
    ear: &R,
    listening: &Listening,
    said: mpsc::Sender<TranscriptEvent>,
) {
    let clock = Tokio::default();
    let mut sides = [Speaker::Caller, Speaker::Agent].map(|by| Side::new(by, listening));
    let mut is_over = false;
    while !(is_over && sides.iter().all(|side| side.machine.is_idle())) {
        let deadlines = sides.iter().filter_map(|side| side.machine.deadline());
        let until = deadlines.min().unwrap_or(Instant::FAR);
        let [caller, agent] = &mut sides;
        let mut came = tokio::select! {
            biased;
            leg = legs.recv(), if !is_over => {
                match leg {
                    Some(Leg { by, leg }) => {
                        let side = if by == Speaker::Caller { caller } else { agent };
                        side.listen(clock.now(), leg);
                    }
                    None => {
                        is_over = true;
                        caller.listen(clock.now(), None);
                        agent.listen(clock.now(), None);
                    }
                }
                None
            }
            came = caller.next() => Some((Speaker::Caller, came)),
            came = agent.next() => Some((Speaker::Agent, came)),
            () = clock.sleep_until(until) => None,
        };
        let now = clock.now();
        for side in &mut sides {
            if let Some((_, came)) = came.take_if(|(by, _)| *by == side.by) {
                side.came(now, came);
            }
            side.machine.handle(now, OverhearInput::Tick);
            side.carry_out(ear, listening, &said);
        }
    }
    for Side { by, unread, .. } in sides {
        if !unread.is_zero() {
            said.send(TranscriptEvent::Missed(by, unread, Missed::Unread)).await.ok();
        }
    }
}

impl<'a> Side<'a> {
    fn new(by: Speaker, listening: &Listening) -> Self {
        let machine = Overhearing::new(listening.clone(), RATE_HZ);
        Self { by, leg: None, machine, ear: None, unread: Duration::ZERO }
    }

    /// Another leg from now on.
    fn listen(&mut self, now: Instant, leg: Option<LegStream>) {
        self.machine.handle(now, OverhearInput::Cut);
        self.leg = leg;
    }

    /// What happens next. Dropping it loses nothing.
    async fn next(&mut self) -> Came {
        let Self { leg, ear, .. } = self;
        let sound = async {
            match leg {
                Some(leg) => leg.next().await,
                None => std::future::pending().await,
            }
        };
        let words = async {
            match ear {
                Some((_, words)) => words.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            sound = sound => Came::Sound(sound),
            words = words => Came::Words(words),
        }
    }

    fn came(&mut self, now: Instant, came: Came) {
        match came {
            Came::Sound(Some(samples)) => {
                self.machine.handle(now, OverhearInput::Sound(&samples));
            }
            Came::Sound(None) => self.listen(now, None),
            Came::Words(words) => {
                let Some((number, _)) = self.ear.take() else { return };
                let input = match words {
                    Ok(words) => OverhearInput::Recognised(number, words),
                    Err(error) => {
                        tracing::warn!(%error, "an utterance was not recognised");
                        OverhearInput::Failed(number)
                    }
                };
                self.machine.handle(now, input);
            }
        }
    }

    fn carry_out<R: Recognise>(
        &mut self,
        ear: &'a R,
        listening: &'a Listening,
        said: &mpsc::Sender<TranscriptEvent>,
    ) {
        while let Some(output) = self.machine.poll() {
            match output {
                OverhearOutput::Recognise(number, pcm) => {
                    self.ear = Some((number, Box::pin(ear.recognise(pcm, &listening.hints))));
                }
                OverhearOutput::Abandon(_) => self.ear = None,
                OverhearOutput::Said(words, lasted) => {
                    let line = Line { by: self.by, words };
                    self.tell(said, TranscriptEvent::Said(line), lasted);
                }
                OverhearOutput::Missed(lasted, why) => {
                    self.tell(said, TranscriptEvent::Missed(self.by, lasted, why), lasted);
                }
            }
        }
    }

    /// Whoever does not read has no right to slow the talk down.
    fn tell(
        &mut self,
        said: &mpsc::Sender<TranscriptEvent>,
        event: TranscriptEvent,
        lasted: Duration,
    ) {
        if !self.unread.is_zero() {
            let unread = TranscriptEvent::Missed(self.by, self.unread, Missed::Unread);
            if said.try_send(unread).is_ok() {
                self.unread = Duration::ZERO;
            }
        }
        if let Err(TrySendError::Full(_)) = said.try_send(event) {
            self.unread += lasted;
        }
    }
}
