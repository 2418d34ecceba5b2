//! Two legs that hear each other, and what is asked of them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use parking_lot::Mutex;
use teams_cc_core::{Address, CallId, Ended, Error, Key, Reason};
use tokio::sync::{mpsc, oneshot};
use tokio::task::AbortHandle;

use super::call::{Call, Leg};
use super::dial::{Dial, Refused};
use super::life::LegEvent;
use super::transfer::{TransferAsked, verbatim};
use super::{IncomingCall, reason};
use crate::Command;
use crate::driver::rtp::{Bridge, Keys};
use crate::endpoint::{Rejection, Reply};
use crate::message::{Request, StatusCode};

/// After the final NOTIFY the other side hangs up the old leg; if it forgets, we do (DR-91).
const LEAVING: Duration = Duration::from_secs(10);

/// Two legs that hear each other: the first is the caller, the second the agent.
///
/// It ends when either hangs up; the other is hung up then. Dropping it ends all.
#[derive(Debug)]
#[must_use = "dropping a talk hangs up everybody"]
pub struct Talk {
    asks: mpsc::UnboundedSender<TalkAsk>,
    events: mpsc::UnboundedReceiver<TalkEvent>,
    done: oneshot::Receiver<Ended>,
    summary: Arc<Mutex<Notes>>,
    task: AbortHandle,
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
    /// The agent pressed a key.
    Pressed(Key),
    /// The caller pressed a key.
    PressedByCaller(Key),
    /// This leg put the other on hold.
    Held(CallId),
    /// This leg took the other back.
    Resumed(CallId),
    /// Somebody who was invited did not join.
    NotJoined(Address, Reason),
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
}

impl std::fmt::Display for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.lasted.as_secs();
        write!(f, "{}:{:02} min", seconds / 60, seconds % 60)?;
        write!(f, ", {} on hold, {} transferred", self.holds, self.transfers)
    }
}

#[derive(Debug)]
struct Notes {
    began: Instant,
    ended: Option<Instant>,
    holds: u32,
    transfers: u32,
}

#[derive(Debug)]
pub(super) enum TalkAsk {
    Transfer { seat: usize, refer: Option<Box<Request>> },
    Invite(Address),
    End,
}

impl Talk {
    pub(super) fn between(caller: Call, agent: Call) -> Self {
        let (asks, asked) = mpsc::unbounded_channel();
        let (tell, events) = mpsc::unbounded_channel();
        let (over, done) = oneshot::channel();
        let notes = Notes { began: Instant::now(), ended: None, holds: 0, transfers: 0 };
        let summary = Arc::new(Mutex::new(notes));
        let table = Table::new(caller, agent, tell, asks.downgrade(), summary.clone());
        let task = tokio::spawn(async move {
            let ended = table.run(asked).await;
            over.send(ended).ok();
        });
        Self { asks, events, done, summary, task: task.abort_handle() }
    }

    /// The next thing that happens; `None` when the talk is over.
    pub async fn next_event(&mut self) -> Option<TalkEvent> {
        self.events.recv().await
    }

    /// Invites somebody in; whether they join is an event. This version joins two legs: a third
    /// one is told as [`TalkEvent::NotJoined`] with [`Reason::Incompatible`].
    pub fn invite(&self, who: impl Into<Address>) {
        self.asks.send(TalkAsk::Invite(who.into())).ok();
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
        Summary { lasted, holds: notes.holds, transfers: notes.transfers }
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

/// What a seat waits for while its place is being taken.
type Pending = BoxFuture<'static, (usize, Result<Call, Refused>)>;

/// The task behind a talk.
struct Table {
    seats: [Seat; 2],
    bridge: Option<Bridge>,
    tell: mpsc::UnboundedSender<TalkEvent>,
    /// Weak, so that the talk's own handle is what keeps it.
    asks: mpsc::WeakUnboundedSender<TalkAsk>,
    pending: Option<Pending>,
    /// The seat whose re-INVITE waits for the other's answer, where media passes by.
    relaying: Option<usize>,
    notes: Arc<Mutex<Notes>>,
}

struct Seat {
    call: Call,
    keys: Option<Keys>,
    /// It has left, but somebody is about to take its place.
    left: Option<Ended>,
    refers: bool,
}

impl Seat {
    fn new(call: Call) -> Self {
        call.leg.life.seated.store(true, std::sync::atomic::Ordering::Release);
        let keys = call.leg.life.media.get().map(crate::driver::rtp::MediaLeg::keys);
        Self { call, keys, left: None, refers: false }
    }

    async fn next(&self) -> Result<LegEvent, Ended> {
        if self.left.is_some() {
            return std::future::pending().await;
        }
        self.call.leg.life.next().await
    }

    async fn key(keys: &mut Option<Keys>) -> Key {
        loop {
            match keys {
                Some(listening) => match listening.next().await {
                    Some(key) => return key,
                    None => *keys = None,
                },
                None => std::future::pending().await,
            }
        }
    }

    fn command(&self, command: impl FnOnce(CallId) -> Command) {
        self.call.leg.command(command(self.call.leg.life.leg()));
    }
}

impl Table {
    fn new(
        caller: Call,
        agent: Call,
        tell: mpsc::UnboundedSender<TalkEvent>,
        asks: mpsc::WeakUnboundedSender<TalkAsk>,
        notes: Arc<Mutex<Notes>>,
    ) -> Self {
        let seats = [Seat::new(caller), Seat::new(agent)];
        let mut table =
            Self { seats, bridge: None, tell, asks, pending: None, relaying: None, notes };
        table.join();
        table
    }

    fn join(&mut self) {
        self.bridge = None;
        let [a, b] = &self.seats;
        if let (Some(a), Some(b)) = (a.call.leg.life.media.get(), b.call.leg.life.media.get()) {
            a.stop();
            b.stop();
            self.bridge = Some(self.seats[0].call.leg.shared.plane.bridge(a, b));
        }
    }

    async fn run(mut self, mut asked: mpsc::UnboundedReceiver<TalkAsk>) -> Ended {
        let ended = loop {
            let [a, b] = &mut self.seats;
            let (a_keys, b_keys) = (&mut a.keys, &mut b.keys);
            let (mut from_a, mut from_b) = (a_keys.take(), b_keys.take());
            let happened = tokio::select! {
                event = a.next() => Happened::Leg(0, event),
                event = b.next() => Happened::Leg(1, event),
                key = Seat::key(&mut from_a) => Happened::Key(0, key),
                key = Seat::key(&mut from_b) => Happened::Key(1, key),
                done = pending(&mut self.pending) => Happened::Arrived(done.0, done.1),
                ask = asked.recv() => match ask {
                    Some(ask) => Happened::Asked(ask),
                    None => Happened::Asked(TalkAsk::End),
                },
            };
            (a.keys, b.keys) = (from_a, from_b);
            let over = match happened {
                Happened::Leg(seat, Ok(event)) => self.event(seat, event),
                Happened::Leg(seat, Err(ended)) => self.left(seat, ended),
                Happened::Key(0, key) => self.say(TalkEvent::PressedByCaller(key)),
                Happened::Key(_, key) => self.say(TalkEvent::Pressed(key)),
                Happened::Arrived(seat, arrived) => self.arrived(seat, arrived),
                Happened::Asked(TalkAsk::End) => return self.end().await,
                Happened::Asked(ask) => self.asked(ask),
            };
            if let Some(ended) = over {
                break ended;
            }
        };
        self.notes.lock().ended = Some(Instant::now());
        ended
    }

    fn say(&self, event: TalkEvent) -> Option<Ended> {
        self.tell.send(event).ok();
        None
    }

    fn event(&mut self, seat: usize, event: LegEvent) -> Option<Ended> {
        let id = self.seats[seat].call.id();
        match event {
            LegEvent::Held => {
                self.notes.lock().holds += 1;
                self.say(TalkEvent::Held(id))
            }
            LegEvent::Resumed => self.say(TalkEvent::Resumed(id)),
            LegEvent::TransferAsked(refer) => {
                if self.pending.is_some() {
                    self.refuse(seat);
                } else if let Some(asks) = self.asks.upgrade() {
                    self.seats[seat].refers = true;
                    self.say(TalkEvent::TransferAsked(TransferAsked::new(refer, asks, seat)));
                }
                None
            }
            LegEvent::Replaced(incoming) => {
                self.replace(seat, incoming);
                None
            }
            LegEvent::Reoffered(offer) => {
                self.relaying = Some(seat);
                self.seats[1 - seat].command(|leg| Command::Reinvite(leg, Reply::sdp(offer)));
                None
            }
            LegEvent::Reinvited(answer) => {
                if let Some(asking) = self.relaying.take() {
                    self.seats[asking]
                        .command(|leg| Command::AnswerReinvite(leg, Reply::sdp(answer)));
                }
                None
            }
            LegEvent::ReinviteFailed => {
                if let Some(asking) = self.relaying.take() {
                    let refusal = Rejection::new(StatusCode::NOT_ACCEPTABLE_HERE);
                    self.seats[asking].command(|leg| Command::RejectReinvite(leg, refusal));
                }
                None
            }
            LegEvent::Progress(_) | LegEvent::Answered(_) | LegEvent::Confirmed(_) => None,
        }
    }

    fn left(&mut self, seat: usize, ended: Ended) -> Option<Ended> {
        if self.pending.is_some() && self.seats[seat].refers {
            // Its successor is on the way.
            self.seats[seat].left = Some(ended);
            return None;
        }
        // Dropping the table hangs up the other one.
        Some(ended)
    }

    fn refuse(&self, seat: usize) {
        let refusal = Rejection::new(reason::status(Reason::Declined));
        self.seats[seat].command(|leg| Command::RefuseRefer(leg, refusal));
    }

    fn asked(&mut self, ask: TalkAsk) -> Option<Ended> {
        match ask {
            TalkAsk::Transfer { seat, refer } => {
                match refer.as_deref().and_then(verbatim) {
                    Some(verbatim) if self.pending.is_none() => {
                        let leg = &self.seats[seat].call.leg;
                        let (shared, hub) = (leg.shared.clone(), leg.hub.clone());
                        let (tenant, old) = (leg.life.tenant, leg.life.leg());
                        self.seats[seat].command(Command::AcceptRefer);
                        let to = Address::Sip(verbatim.uri.clone());
                        let tell = hub.clone();
                        let dial = Dial::new(shared, hub, to).for_tenant(tenant).verbatim(verbatim);
                        self.pending = Some(Box::pin(async move {
                            let notify = |status| {
                                let command = Command::NotifyRefer(old, status);
                                tell.send(super::hub::Ask::Do(command)).ok();
                            };
                            let arrived = dial.run(notify).await;
                            let status = match &arrived {
                                Ok(_) => StatusCode::OK,
                                Err(refused) => {
                                    refused.status().unwrap_or(reason::status(refused.reason()))
                                }
                            };
                            notify(status);
                            (seat, arrived)
                        }));
                    }
                    _ => {
                        self.seats[seat].refers = false;
                        self.refuse(seat);
                    }
                }
                None
            }
            TalkAsk::Invite(who) => self.say(TalkEvent::NotJoined(who, Reason::Incompatible)),
            TalkAsk::End => None,
        }
    }

    /// An INVITE with Replaces: its sender takes the seat (DR-92).
    fn replace(&mut self, seat: usize, incoming: IncomingCall) {
        if self.pending.is_some() {
            return drop(incoming);
        }
        self.seats[seat].refers = true;
        self.pending = Some(Box::pin(async move {
            let from = incoming.from();
            let arrived = incoming.answer().await;
            (seat, arrived.map_err(|error: Error| Refused::broken(&from, error)))
        }));
    }

    fn arrived(&mut self, seat: usize, arrived: Result<Call, Refused>) -> Option<Ended> {
        self.pending = None;
        match arrived {
            Ok(call) => {
                let id = call.id();
                let old = std::mem::replace(&mut self.seats[seat], Seat::new(call));
                self.join();
                self.notes.lock().transfers += 1;
                if old.left.is_none() {
                    tokio::spawn(see_off(old.call.leg));
                }
                self.say(TalkEvent::Transferred(id))
            }
            Err(refused) => {
                self.seats[seat].refers = false;
                self.say(TalkEvent::TransferFailed(refused.reason()));
                self.seats[seat].left.take()
            }
        }
    }

    async fn end(self) -> Ended {
        self.notes.lock().ended = Some(Instant::now());
        let lives = self.seats.each_ref().map(|seat| seat.call.leg.life.clone());
        for seat in &self.seats {
            seat.call.leg.bye();
        }
        let ended = lives[0].until_over().await;
        lives[1].until_over().await;
        ended
    }
}

enum Happened {
    Leg(usize, Result<LegEvent, Ended>),
    Key(usize, Key),
    Arrived(usize, Result<Call, Refused>),
    Asked(TalkAsk),
}

async fn pending(pending: &mut Option<Pending>) -> (usize, Result<Call, Refused>) {
    match pending {
        Some(pending) => pending.await,
        None => std::future::pending().await,
    }
}

/// Waits for the BYE of a leg that has been replaced; hangs up if none comes.
async fn see_off(leg: Leg) {
    tokio::time::timeout(LEAVING, leg.life.until_over()).await.ok();
}
