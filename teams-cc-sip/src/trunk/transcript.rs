//! What is said in a talk, line by line.

use std::fmt;

use teams_cc_core::assistant::WordLine;
use teams_cc_core::speech::{AudioLine, Listening, Pcm, Piece, Recognise, SpokenLine, Synthesise};
use teams_cc_core::{Clock, Error, Heard};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::stream::Tokio;
use crate::driver::rtp::LegStream;

/// Lines that nobody took; then the newest are lost.
const LINES: usize = 256;

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

/// What caller and agent say, each leg through the ear on its own, so that who spoke is known.
/// Dropping it ends the listening, not the talk.
///
/// A line is an utterance. Limits: what somebody says while the ear still works on what they said
/// before is missed, and whoever takes a leg's place after a transfer is not heard.
#[derive(Debug)]
pub struct Transcript {
    lines: mpsc::Receiver<Line>,
    _listening: JoinSet<()>,
}

impl Transcript {
    pub(super) fn of<R>(legs: Vec<(Speaker, LegStream)>, ear: R, listening: &Listening) -> Self
    where
        R: Recognise + Clone + 'static,
    {
        let (said, lines) = mpsc::channel(LINES);
        let mut tasks = JoinSet::new();
        for (by, leg) in legs {
            let (said, ear, listening) = (said.clone(), ear.clone(), listening.clone());
            tasks.spawn(async move {
                let mut line = SpokenLine::new(Overheard(leg), &ear, &Silent, listening);
                loop {
                    match line.ask(String::new()).await {
                        Ok(reply) => {
                            if let Heard::Words(words) = reply.heard {
                                // Whoever does not read has no right to slow the talk down.
                                said.try_send(Line { by, words }).ok();
                            }
                        }
                        Err(error) if error.is_ended() => return,
                        Err(error) => tracing::warn!(%error, "an utterance was not recognised"),
                    }
                }
            });
        }
        Self { lines, _listening: tasks }
    }

    /// The next line; `None` when the talk is over.
    pub async fn next(&mut self) -> Option<Line> {
        self.lines.recv().await
    }
}

/// A leg that is only listened to.
struct Overheard(LegStream);

impl AudioLine for Overheard {
    fn clock(&self) -> impl Clock {
        Tokio::default()
    }

    fn rate_hz(&self) -> u32 {
        8_000
    }

    async fn next(&mut self) -> Option<Piece> {
        self.0.next().await.map(Piece::Sound)
    }

    fn send(&mut self, samples: &[i16]) -> Result<usize, Error> {
        Ok(samples.len())
    }

    fn stop(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// Nothing is said.
struct Silent;

impl Synthesise for Silent {
    async fn synthesise(&self, _: &str, rate_hz: u32) -> Result<Pcm, Error> {
        Ok(Pcm::new(rate_hz, Vec::new()))
    }
}
