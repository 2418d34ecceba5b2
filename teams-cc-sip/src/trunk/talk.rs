//! Legs that hear each other, and what is asked of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use teams_cc_core::speech::{Listening, Recognise};
use teams_cc_core::{Address, CallId, Ended, Error, Key, Prompt, Reason, Supervision};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use super::call::{Call, passes_by};
use super::dial::Dial;
use super::life::Life;
use super::table::{SeatId, Table};
use super::transcript::{Leg, Transcript};
use super::transfer::TransferAsked;
use crate::driver::rtp::{Heard, MediaPlane, Playing};
use crate::media::Sound;
use crate::message::Request;

/// Legs that hear each other: the first is the caller, the second the agent, more were
/// [invited](Self::invite).
///
/// Of more than two each may leave, and the others go on. The last two are a pair: when either
/// hangs up, the other is hung up. A supervisor who [listens](Self::listen_in) or whispers is not
/// counted: when those who talk are gone, so are they. Dropping it ends all.
#[derive(Debug)]
#[must_use = "dropping a talk hangs up everybody"]
pub struct Talk {
    asks: mpsc::UnboundedSender<TalkAsk>,
    events: mpsc::UnboundedReceiver<TalkEvent>,
    done: oneshot::Receiver<Ended>,
    summary: Arc<Mutex<Notes>>,
    task: AbortHandle,
    plane: Arc<MediaPlane>,
}

/// What happens in a talk. Wishes wait for an answer, facts do not.
#[derive(Debug)]
#[non_exhaustive]
pub enum TalkEvent {
    /// One side pressed transfer.
    TransferAsked(TransferAsked),
    /// A transfer that was allowed is done: this leg has taken the old one's place.
    Transferred(CallId),
    /// A transfer that was allowed came to nothing; everybody is where they were.
    TransferFailed(Reason),
    /// The agent, or somebody who was invited, pressed a key.
    Pressed(Key),
    /// A supervisor pressed a key, whichever way they take part.
    PressedBySupervisor(CallId, Key),
    /// The caller pressed a key.
    PressedByCaller(Key),
    /// This leg put the other on hold.
    Held(CallId),
    /// This leg took the other back.
    Resumed(CallId),
    /// Somebody who was invited has answered: all hear each other. The leg has this name.
    Joined(Address, CallId),
    /// Somebody who was invited did not join.
    NotJoined(Address, Reason),
    /// One of more than two has left; the others go on.
    Left(CallId),
}

/// What a talk has been so far.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// How long it has lasted.
    pub lasted: Duration,
    /// How often somebody was put on hold.
    pub holds: u32,
    /// How often a side was replaced by a transfer.
    pub transfers: u32,
    /// How many of those invited joined.
    pub guests: u32,
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.lasted.as_secs();
        write!(f, "{}:{:02} min", seconds / 60, seconds % 60)?;
        write!(f, ", {} on hold, {} transferred", self.holds, self.transfers)?;
        if self.guests > 0 { write!(f, ", {} joined", self.guests) } else { Ok(()) }
    }
}

impl From<Summary> for String {
    fn from(summary: Summary) -> Self {
        summary.to_string()
    }
}

#[derive(Debug)]
pub(super) struct Notes {
    began: Instant,
    pub(super) ended: Option<Instant>,
    pub(super) holds: u32,
    pub(super) transfers: u32,
    pub(super) guests: u32,
}

#[derive(Debug)]
pub(super) enum TalkAsk {
    Transfer {
        seat: SeatId,
        refer: Option<Box<Request>>,
    },
    Invite(Address),
    /// Over whose trunk somebody is reached for this leg.
    Dial(CallId, Address, Reply<Dial>),
    Mute(CallId, bool, Reply<Result<(), Error>>),
    Remove(CallId, Reply<Arc<Life>>),
    TakeOut(CallId, Reply<Call>),
    TakeOver(Box<Call>, Option<Supervision>, Reply<Result<CallId, Error>>),
    /// How a supervisor is to be reached, while there is room for one.
    Reach(Address, Reply<Result<Dial, Error>>),
    Supervise(CallId, Supervision, Reply<()>),
    /// Plays it to the agent alone.
    Whisper(Sound, oneshot::Sender<Playing>),
    /// Streams the caller and the agent, as far as their media is here, and whoever takes their
    /// places; the answer says whether anybody is here.
    Listen(mpsc::UnboundedSender<Leg>, Reply<()>),
    End,
}

/// Where the answer goes; dropped, there is no such leg.
pub(super) type Reply<T> = oneshot::Sender<T>;

impl Talk {
    pub(super) fn between(caller: Call, agent: Call) -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        let (tell, events) = mpsc::unbounded_channel();
        let (over, done) = oneshot::channel();
        let notes = Notes { began: Instant::now(), ended: None, holds: 0, transfers: 0, guests: 0 };
        let summary = Arc::new(Mutex::new(notes));
        let plane = caller.leg.shared.plane.clone();
        let table = Table::new(caller, agent, tell, asks.downgrade(), summary.clone());
        let task = tokio::spawn(async move {
            let ended = table.run(asked).await;
            over.send(ended).ok();
        });
        Self { asks, events, done, summary, task: task.abort_handle(), plane }
    }

    /// The next thing that happens; `None` when the talk is over.
    pub async fn next_event(&mut self) -> Option<TalkEvent> {
        self.events.recv().await
    }

    /// Invites somebody in, over the agent's trunk; whether they join is an event.
    ///
    /// All hear each other then: we add up what the others say (CC-08, DR-104). Up to
    /// [`MOST_IN_A_TALK`](crate::MOST_IN_A_TALK) take part; one more is told as
    /// [`TalkEvent::NotJoined`] with [`Reason::Overloaded`], and where media passes by with
    /// [`Reason::Incompatible`].
    pub fn invite(&self, who: impl Into<Address>) {
        self.asks.send(TalkAsk::Invite(who.into())).ok();
    }

    /// Puts this leg out; done when it has confirmed it. The others go on; the last one alone is
    /// hung up.
    ///
    /// # Errors
    /// `Ended` if no such leg takes part.
    pub async fn remove(&self, who: CallId) -> Result<(), Error> {
        let life = self.ask(|reply| TalkAsk::Remove(who, reply)).await?;
        life.until_over().await;
        Ok(())
    }

    /// Nobody hears this leg until it is [unmuted](Self::unmute); its keys still count.
    ///
    /// # Errors
    /// `Ended` if no such leg takes part, `Unsupported` where media passes by.
    pub async fn mute(&self, who: CallId) -> Result<(), Error> {
        self.ask(|reply| TalkAsk::Mute(who, true, reply)).await?
    }

    /// Ends [`mute`](Self::mute).
    pub async fn unmute(&self, who: CallId) -> Result<(), Error> {
        self.ask(|reply| TalkAsk::Mute(who, false, reply)).await?
    }

    /// Takes a leg out of the talk, to be moved elsewhere; the others go on, the last one alone is
    /// hung up.
    ///
    /// # Errors
    /// `Ended` if no such leg takes part.
    pub async fn take_out(&self, who: CallId) -> Result<Call, Error> {
        self.ask(|reply| TalkAsk::TakeOut(who, reply)).await
    }

    /// Takes a leg of any trunk over into this talk: all hear each other from now on.
    ///
    /// # Errors
    /// `Throttled` if the talk is full, `Unsupported` where media passes by, `Ended` if it is over:
    /// whoever is not taken is hung up, as with any call that is let go of.
    pub async fn take_over(&self, call: Call) -> Result<CallId, Error> {
        self.ask(|reply| TalkAsk::TakeOver(Box::new(call), None, reply)).await?
    }

    /// Calls a supervisor over the agent's trunk; done when they have answered. They hear all and
    /// are heard by nobody ([`Supervision::Monitor`]) until they [take part
    /// otherwise](Self::supervise), and are [removed](Self::remove) like anybody.
    ///
    /// Caller and agent do not notice: between two who talk no packet is touched. Whether they must
    /// be told that somebody may listen is for the law where they are.
    ///
    /// # Errors
    /// Why the supervisor was not reached; `Throttled` if the talk is full, `Unsupported` where
    /// media passes by, `Ended` if the talk is over.
    ///
    /// # Cancel safety
    /// Dropping the future takes the call back: the supervisor's phone stops ringing.
    pub async fn listen_in(&self, who: impl Into<Address>) -> Result<CallId, Error> {
        let who = who.into();
        let dial = self.ask(|reply| TalkAsk::Reach(who, reply)).await??;
        self.attend(dial.await?).await
    }

    /// The same with a supervisor whose leg is up already, on any trunk.
    ///
    /// # Errors
    /// As of [`take_over`](Self::take_over).
    pub async fn attend(&self, supervisor: Call) -> Result<CallId, Error> {
        let how = Some(Supervision::Monitor);
        self.ask(|reply| TalkAsk::TakeOver(Box::new(supervisor), how, reply)).await?
    }

    /// How a supervisor takes part from now on, in any order: listens, whispers to the agent, or
    /// barges in. Whoever has barged in counts as one of those who talk: when the agent leaves, the
    /// supervisor has taken the caller over.
    ///
    /// # Errors
    /// `Ended` if no such supervisor takes part.
    pub async fn supervise(&self, who: CallId, how: Supervision) -> Result<(), Error> {
        self.ask(|reply| TalkAsk::Supervise(who, how, reply)).await
    }

    /// Moves one leg to `to`, who is called over that leg's own trunk; done when `to` has answered.
    /// Until then the leg is in the talk, and the others go on afterwards.
    ///
    /// # Errors
    /// Why `to` was not reached: nobody has moved. `Ended` if no such leg takes part.
    ///
    /// # Cancel safety
    /// Dropping the future cancels the call to `to`.
    pub async fn transfer(&self, who: CallId, to: impl Into<Address>) -> Result<Ended, Error> {
        let to = to.into();
        let target = self.ask(|reply| TalkAsk::Dial(who, to.clone(), reply)).await?.await?;
        let moved = self.take_out(who).await?;
        tokio::spawn(moved.bridge(target).finished());
        Ok(Ended::Transferred(to))
    }

    async fn ask<T>(&self, what: impl FnOnce(Reply<T>) -> TalkAsk) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        // Without an answer there is no such leg, or no talk any more.
        self.asks.send(what(reply)).ok();
        answer.await.map_err(|_| Error::ended("no such leg takes part in the talk"))
    }

    /// Says something to the agent alone; done when it was heard. The agent hears the caller all the
    /// time, both at 8 kHz and as loud as they are; the caller gets the agent's own packets and hears
    /// none of it. On hold it waits; of several, each waits for those before, 16 at most.
    ///
    /// Words are spoken by a voice of yours first: `Prompt::samples` of what it makes at 8 kHz.
    ///
    /// # Errors
    /// `Ended` if the talk is over or the agent hung up, `Config` if the prompt cannot be read,
    /// `Unsupported` where media passes by.
    ///
    /// # Cancel safety
    /// Dropping the future stops nothing: what was begun is heard.
    pub async fn whisper(&self, prompt: Prompt) -> Result<(), Error> {
        let sound = self.plane.sound(&prompt).await?;
        let (tell, playing) = oneshot::channel();
        self.asks.send(TalkAsk::Whisper(sound, tell)).ok();
        match playing.await.map_err(|_| self.not_here())?.await {
            Heard::LegEnded => Err(Error::ended("the talk is over")),
            _ => Ok(()),
        }
    }

    /// Writes down what caller and agent say, line by line, each through this ear. A bonus:
    /// without it the talk goes on. Whoever takes the place of one of them is heard as well. A talk
    /// has one transcript: another one ends it.
    ///
    /// # Errors
    /// `Ended` if the talk is over, `Unsupported` where media passes by.
    pub async fn transcribe<R>(&self, ear: R, listening: Listening) -> Result<Transcript, Error>
    where
        R: Recognise + Clone + 'static,
    {
        let (give, legs) = mpsc::unbounded_channel();
        let here = self.ask(|reply| TalkAsk::Listen(give, reply)).await;
        here.map_err(|_| self.not_here())?;
        Ok(Transcript::of(legs, ear, listening))
    }

    fn not_here(&self) -> Error {
        if self.asks.is_closed() {
            return Error::ended("the talk is over");
        }
        passes_by()
    }

    /// Hangs up everybody; [`finished`](Self::finished) tells when it is done.
    pub fn end(&self) {
        self.asks.send(TalkAsk::End).ok();
    }

    /// What it has been so far.
    pub fn summary(&self) -> Summary {
        let notes = self.summary.lock();
        let until = notes.ended.unwrap_or_else(Instant::now);
        let lasted = until.duration_since(notes.began);
        let Notes { holds, transfers, guests, .. } = *notes;
        Summary { lasted, holds, transfers, guests }
    }

    /// Waits for the end, and says how it came. Wishes that come meanwhile get their safe answer:
    /// a transfer is refused.
    pub async fn finished(mut self) -> Ended {
        while self.events.recv().await.is_some() {}
        (&mut self.done).await.unwrap_or(Ended::Lost(Reason::Failed))
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        // Its legs are hung up as they are dropped.
        self.task.abort();
    }
}
