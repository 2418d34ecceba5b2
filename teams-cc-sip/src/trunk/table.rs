//! The task behind a talk: who sits in it, who comes, who leaves.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use parking_lot::Mutex;
use teams_cc_core::{Address, CallId, Ended, Error, Key, Reason, Supervision};
use tokio::sync::mpsc;

use super::call::{Call, Leg};
use super::dial::{Dial, Refused};
use super::life::LegEvent;
use super::talk::{Notes, TalkAsk, TalkEvent};
use super::transfer::{TransferAsked, verbatim};
use super::{IncomingCall, reason, transcript};
use crate::Command;
use crate::driver::rtp::{Bridge, Keys, MediaLeg};
use crate::endpoint::{Rejection, Reply};
use crate::media::HeardBy;
use crate::message::StatusCode;

/// Most who take part in one talk, those who ring included.
pub const MOST_IN_A_TALK: usize = 8;

/// After the final NOTIFY the other side hangs up the old leg; if it forgets, we do (DR-91).
const LEAVING: Duration = Duration::from_secs(10);

/// A place in a talk, as long as the talk lasts: who sits there may change.
pub(super) type SeatId = u64;

pub(super) const CALLER: SeatId = 0;
pub(super) const AGENT: SeatId = 1;

/// What a seat waits for while its place is being taken.
type Pending = BoxFuture<'static, (SeatId, Result<Call, Refused>)>;
/// Somebody who rings.
type Inviting = BoxFuture<'static, (Address, Result<Call, Refused>)>;

/// The task behind a talk.
pub(super) struct Table {
    /// Two at least.
    pub(super) seats: Vec<Seat>,
    next: SeatId,
    bridge: Option<Bridge>,
    /// Where the legs that are written down go.
    pub(super) written: Option<mpsc::UnboundedSender<transcript::Leg>>,
    tell: mpsc::UnboundedSender<TalkEvent>,
    /// Weak, so that the talk's own handle is what keeps it.
    asks: mpsc::WeakUnboundedSender<TalkAsk>,
    pending: Option<Pending>,
    pub(super) inviting: FuturesUnordered<Inviting>,
    /// The seat whose re-INVITE waits for the other's answer, where media passes by.
    relaying: Option<SeatId>,
    notes: Arc<Mutex<Notes>>,
}

pub(super) struct Seat {
    pub(super) id: SeatId,
    pub(super) call: Call,
    /// How a supervisor sits there.
    pub(super) supervises: Option<Supervision>,
    keys: Option<Keys>,
    /// It has left, but somebody is about to take its place.
    pub(super) left: Option<Ended>,
    refers: bool,
}

enum News {
    Leg(Result<LegEvent, Ended>),
    Key(Key),
}

impl Seat {
    fn new(id: SeatId, call: Call) -> Self {
        call.leg.life.seated.store(true, Ordering::Release);
        let keys = call.leg.life.media.get().map(MediaLeg::keys);
        Self { id, call, supervises: None, keys, left: None, refers: false }
    }

    /// Whether a talk is one because of them: a supervisor must have barged in.
    fn talks(&self) -> bool {
        self.supervises.is_none_or(|how| how == Supervision::Barge)
    }

    pub(super) fn media(&self) -> Option<&MediaLeg> {
        self.call.leg.life.media.get()
    }

    /// What happens at this seat next. Dropping it loses nothing.
    async fn news(&mut self) -> (SeatId, News) {
        let Self { id, call, keys, left, .. } = self;
        let is_empty = left.is_some();
        let event = async {
            if is_empty {
                return std::future::pending().await;
            }
            call.leg.life.next().await
        };
        let news = tokio::select! {
            event = event => News::Leg(event),
            key = pressed(keys) => News::Key(key),
        };
        (*id, news)
    }

    fn command(&self, command: impl FnOnce(CallId) -> Command) {
        self.call.leg.command(command(self.call.leg.life.leg()));
    }
}

async fn pressed(keys: &mut Option<Keys>) -> Key {
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

/// What happens at any seat next.
async fn next_of(seats: &mut [Seat]) -> (SeatId, News) {
    let all = seats.iter_mut().map(|seat| Box::pin(seat.news()));
    futures::future::select_all(all).await.0
}

impl Table {
    pub(super) fn new(
        caller: Call,
        agent: Call,
        tell: mpsc::UnboundedSender<TalkEvent>,
        asks: mpsc::WeakUnboundedSender<TalkAsk>,
        notes: Arc<Mutex<Notes>>,
    ) -> Self {
        // Whoever was invited before comes along.
        let guests = caller.guests.take().into_iter().chain(agent.guests.take());
        let guests = guests.zip(AGENT + 1..).map(|(guest, id)| Seat::new(id, guest));
        let guests: Vec<_> = guests.collect();
        let next = AGENT + 1 + guests.len() as SeatId;
        let mut seats = vec![Seat::new(CALLER, caller), Seat::new(AGENT, agent)];
        seats.extend(guests);
        let mut table = Self {
            seats,
            next,
            bridge: None,
            written: None,
            tell,
            asks,
            pending: None,
            inviting: FuturesUnordered::new(),
            relaying: None,
            notes,
        };
        table.join();
        table
    }

    /// All who sit here hear each other, but for supervisors who do not want to be heard.
    pub(super) fn join(&mut self) {
        let agent = self.seats.iter().find(|seat| seat.id == AGENT).and_then(Seat::media);
        let heard_by = |seat: &Seat| match (seat.supervises, agent) {
            (None | Some(Supervision::Barge), _) => HeardBy::Everybody,
            (Some(Supervision::Whisper), Some(agent)) => HeardBy::Only(agent),
            (Some(_), _) => HeardBy::Nobody,
        };
        let legs = self.seats.iter().filter_map(|seat| Some((seat.media()?, heard_by(seat))));
        let legs: Vec<(&MediaLeg, HeardBy<&MediaLeg>)> = legs.collect();
        // The bridge of before goes after the next one has come: nobody notices a gap.
        let plane = self.seats.first().map(|seat| &seat.call.leg.shared.plane);
        self.bridge = plane.filter(|_| legs.len() == self.seats.len()).map(|plane| {
            legs.iter().for_each(|(leg, _)| leg.stop());
            plane.conference_of(legs)
        });
    }

    /// Whether nobody is left to talk to each other.
    pub(super) fn is_over(&self) -> bool {
        self.seats.iter().filter(|seat| seat.talks()).count() < 2
    }

    pub(super) async fn run(mut self, mut asked: mpsc::UnboundedReceiver<TalkAsk>) -> Ended {
        let ended = loop {
            let over = tokio::select! {
                (seat, news) = next_of(&mut self.seats) => match news {
                    News::Leg(Ok(event)) => self.event(seat, event),
                    News::Leg(Err(ended)) => self.left(seat, ended),
                    News::Key(key) => self.pressed(seat, key),
                },
                (seat, arrived) = pending(&mut self.pending) => self.arrived(seat, arrived),
                Some((who, arrived)) = self.inviting.next(), if !self.inviting.is_empty() => {
                    self.joined(who, arrived)
                }
                ask = asked.recv() => match ask {
                    Some(TalkAsk::End) | None => return self.end().await,
                    Some(ask) => self.asked(ask),
                },
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

    fn pressed(&self, id: SeatId, key: Key) -> Option<Ended> {
        let supervisor = self.seats.iter().find(|seat| seat.id == id && seat.supervises.is_some());
        self.say(match supervisor {
            Some(seat) => TalkEvent::PressedBySupervisor(seat.call.id(), key),
            None if id == CALLER => TalkEvent::PressedByCaller(key),
            None => TalkEvent::Pressed(key),
        })
    }

    fn seat(&mut self, id: SeatId) -> Option<&mut Seat> {
        self.seats.iter_mut().find(|seat| seat.id == id)
    }

    fn event(&mut self, seat: SeatId, event: LegEvent) -> Option<Ended> {
        let id = self.seat(seat)?.call.id();
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
                    self.seat(seat)?.refers = true;
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
                let other = self.seats.iter().find(|other| other.id != seat)?;
                other.command(|leg| Command::Reinvite(leg, Reply::sdp(offer)));
                None
            }
            LegEvent::Reinvited(answer) => {
                let asking = self.relaying.take()?;
                let answered = |leg| Command::AnswerReinvite(leg, Reply::sdp(answer));
                self.seat(asking)?.command(answered);
                None
            }
            LegEvent::ReinviteFailed => {
                let asking = self.relaying.take()?;
                let refusal = Rejection::new(StatusCode::NOT_ACCEPTABLE_HERE);
                self.seat(asking)?.command(|leg| Command::RejectReinvite(leg, refusal));
                None
            }
            LegEvent::Progress(_) | LegEvent::Answered(_) | LegEvent::Confirmed(_) => None,
        }
    }

    /// Somebody hung up. The end of the talk, if only one stays.
    fn left(&mut self, id: SeatId, ended: Ended) -> Option<Ended> {
        let waits = self.pending.is_some();
        let seat = self.seat(id)?;
        if waits && seat.refers {
            // Its successor is on the way.
            seat.left = Some(ended);
            return None;
        }
        let gone = seat.call.id();
        self.seats.retain(|seat| seat.id != id);
        if self.is_over() {
            // Dropping the table hangs up the others.
            return Some(ended);
        }
        self.join();
        self.say(TalkEvent::Left(gone))
    }

    fn refuse(&mut self, seat: SeatId) {
        let refusal = Rejection::new(reason::status(Reason::Declined));
        if let Some(seat) = self.seat(seat) {
            seat.command(|leg| Command::RefuseRefer(leg, refusal));
        }
    }

    fn asked(&mut self, ask: TalkAsk) -> Option<Ended> {
        match ask {
            TalkAsk::Transfer { seat: id, refer } => {
                let free = self.pending.is_none();
                let seat = self.seat(id)?;
                let Some(verbatim) = refer.as_deref().and_then(verbatim).filter(|_| free) else {
                    seat.refers = false;
                    self.refuse(id);
                    return None;
                };
                let leg = &seat.call.leg;
                let (shared, hub) = (leg.shared.clone(), leg.hub.clone());
                let (tenant, old) = (leg.life.tenant, leg.life.leg());
                seat.command(Command::AcceptRefer);
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
                    (id, arrived)
                }));
                None
            }
            TalkAsk::Invite(who) => self.invite(who),
            ask => self.of_one(ask),
        }
    }

    fn invite(&mut self, who: Address) -> Option<Ended> {
        if self.seats.iter().any(|seat| seat.media().is_none()) {
            return self.say(TalkEvent::NotJoined(who, Reason::Incompatible));
        }
        if self.seats.len() + self.inviting.len() >= MOST_IN_A_TALK {
            return self.say(TalkEvent::NotJoined(who, Reason::Overloaded));
        }
        let dial = self.dial(who.clone())?;
        self.inviting.push(Box::pin(async move { (who, dial.run(|_| {}).await) }));
        None
    }

    /// Over the agent's trunk; once both are gone, that of whoever came last.
    pub(super) fn dial(&self, who: Address) -> Option<Dial> {
        let host = self.seats.iter().find(|seat| seat.id == AGENT).or(self.seats.last())?;
        let leg = &host.call.leg;
        let dial = Dial::new(leg.shared.clone(), leg.hub.clone(), who);
        Some(dial.for_tenant(leg.life.tenant))
    }

    fn joined(&mut self, who: Address, arrived: Result<Call, Refused>) -> Option<Ended> {
        match arrived {
            Ok(call) => {
                let id = call.id();
                self.sit(call, None);
                self.notes.lock().guests += 1;
                self.say(TalkEvent::Joined(who, id))
            }
            Err(refused) => self.say(TalkEvent::NotJoined(who, refused.reason())),
        }
    }

    /// One more takes part.
    pub(super) fn sit(&mut self, call: Call, supervises: Option<Supervision>) {
        self.seats.push(Seat { supervises, ..Seat::new(self.next, call) });
        self.next += 1;
        self.join();
    }

    /// An INVITE with Replaces: its sender takes the seat (DR-92).
    fn replace(&mut self, id: SeatId, incoming: IncomingCall) {
        if self.pending.is_some() {
            return drop(incoming);
        }
        if let Some(seat) = self.seat(id) {
            seat.refers = true;
        }
        self.pending = Some(Box::pin(async move {
            let from = incoming.from();
            let arrived = incoming.answer().await;
            (id, arrived.map_err(|error: Error| Refused::broken(&from, error)))
        }));
    }

    fn arrived(&mut self, id: SeatId, arrived: Result<Call, Refused>) -> Option<Ended> {
        self.pending = None;
        match arrived {
            Ok(call) => {
                let name = call.id();
                // Whoever comes to a seat that is gone is hung up.
                let seat = self.seat(id)?;
                let next = Seat { supervises: seat.supervises, ..Seat::new(id, call) };
                let old = std::mem::replace(seat, next);
                self.join();
                self.write_down(id);
                self.notes.lock().transfers += 1;
                if old.left.is_none() {
                    tokio::spawn(see_off(old.call.leg));
                }
                self.say(TalkEvent::Transferred(name))
            }
            Err(refused) => {
                self.say(TalkEvent::TransferFailed(refused.reason()));
                let seat = self.seat(id)?;
                seat.refers = false;
                let ended = seat.left.take()?;
                self.left(id, ended)
            }
        }
    }

    async fn end(self) -> Ended {
        self.notes.lock().ended = Some(Instant::now());
        for seat in &self.seats {
            seat.call.leg.bye();
        }
        let mut first = None;
        for seat in &self.seats {
            let ended = seat.call.leg.life.until_over().await;
            first.get_or_insert(ended);
        }
        first.unwrap_or(Ended::Lost(Reason::Failed))
    }
}

async fn pending(pending: &mut Option<Pending>) -> (SeatId, Result<Call, Refused>) {
    match pending {
        Some(pending) => pending.await,
        None => std::future::pending().await,
    }
}

/// Waits for the BYE of a leg that has been replaced; hangs up if none comes.
async fn see_off(leg: Leg) {
    tokio::time::timeout(LEAVING, leg.life.until_over()).await.ok();
}
