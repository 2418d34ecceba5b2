//! Ticket, offer, assignment: each is a life, and letting go of it ends it.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt;
use futures::stream::FuturesUnordered;
use teams_cc_core::{Address, Agent, Error, ErrorKind, HasReason, Instant, Reason, Voice};
use tokio::sync::{Notify, watch};

use super::Router;
use super::front::Asked;
use crate::history::Caller;
use crate::{Command, OfferEnd, OfferId, Refusal, Work, WorkId};

/// Work, and who says when it has become pointless.
pub struct Watched {
    pub(super) work: Work,
    pub(super) gone: Option<Pin<Box<dyn Future<Output = ()> + Send>>>,
    pub(super) caller: Option<Caller>,
}

impl fmt::Debug for Watched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watched").field(&self.work).finish()
    }
}

impl From<Work> for Watched {
    fn from(work: Work) -> Self {
        Self { work, gone: None, caller: None }
    }
}

impl Work {
    /// The customer is gone when this future ends: the work is abandoned then, unless an agent
    /// has it. Say it last.
    pub fn abandoned_when<F>(self, gone: F) -> Watched
    where
        F: Future + Send + 'static,
    {
        let gone = async move { drop(gone.await) };
        Watched { work: self, gone: Some(Box::pin(gone)), caller: None }
    }

    /// This caller waits, on any wire: the work is their tenant's, it is abandoned when their leg
    /// ends unless an agent has it, and it is in their history if one
    /// [`follow`](crate::history::History::follow)s the router. Say it last.
    pub fn by(self, caller: &impl Voice) -> Watched {
        let mut watched = self.for_tenant(caller.tenant()).abandoned_when(caller.ended());
        watched.caller = Some(Caller::of(caller));
        watched
    }
}

/// Work in a queue. While it lives the work waits; dropping it abandons the work.
#[derive(Debug)]
#[must_use = "a ticket that is dropped gives up its place"]
pub struct Ticket {
    router: Router,
    work: WorkId,
    news: Arc<Notify>,
}

impl Ticket {
    pub(super) fn new(router: Router, work: WorkId, news: Arc<Notify>) -> Self {
        Self { router, work, news }
    }

    /// The id under which the router knows the work.
    pub fn work(&self) -> WorkId {
        self.work
    }

    /// The place in the queue, from 1; 0 once it waits no more.
    pub fn place(&self) -> usize {
        self.router.place_of(self.work).unwrap_or(0)
    }

    /// Where the customer should go when no more offers come.
    pub fn overflow(&self) -> Address {
        self.router.overflow_of(self.work)
    }

    /// Why no more offers come; `None` while some may.
    pub fn gave_up(&self) -> Option<GaveUpWhy> {
        match self.router.line(self.work, |line| line.over) {
            Some(over) => over,
            None => Some(GaveUpWhy::Cancelled),
        }
    }

    /// The next agent to ask; `None` when there will be none: the customer left, or the work
    /// overflowed.
    ///
    /// # Cancel safety
    /// Dropping the future loses nothing: the offer waits for the next call, on its own clock.
    pub async fn next_offer(&mut self) -> Option<Offer> {
        self.next().await
    }

    async fn next(&self) -> Option<Offer> {
        loop {
            let asked = self.router.line(self.work, |line| {
                // An offer that ended before anybody looked at it is no offer any more.
                while let Some(asked) = line.offers.pop_front() {
                    if asked.ended.borrow().is_none() {
                        return Ok(Some(asked));
                    }
                }
                if line.over.is_some() { Err(()) } else { Ok(None) }
            })?;
            match asked {
                Ok(Some(asked)) => return Some(Offer::new(self.router.clone(), self.work, asked)),
                Ok(None) => self.news.notified().await,
                Err(()) => return None,
            }
        }
    }

    /// Rings agent after agent until one is reached, and takes the offer then.
    ///
    /// `ring` gets the agent and the time it may take, and gives what reaches the agent: the future
    /// of `dial` or `invite`. It is dropped when the offer ends first: late, taken by another, or
    /// the customer left. Where the queue asks several agents at once, all ring at once.
    ///
    /// # Errors
    /// [`GaveUp`] when no more offers come.
    ///
    /// # Cancel safety
    /// Dropping the future abandons the work and drops what rings.
    pub async fn reach<C, E, F, R>(self, mut ring: F) -> Result<(C, Assignment), GaveUp>
    where
        F: FnMut(&Agent, Duration) -> R,
        R: IntoFuture<Output = Result<C, E>>,
        E: HasReason,
    {
        let mut ringing = FuturesUnordered::new();
        // Declared later, dropped first: the work is abandoned before its offers are let go.
        let ticket = self;
        loop {
            let offer = tokio::select! {
                biased;
                Some(answer) = ringing.next(), if !ringing.is_empty() => {
                    if let Some((offer, answer)) = answer {
                        match answer {
                            Ok(call) => {
                                if let Some(assignment) = Offer::try_accept(offer) {
                                    return Ok((call, assignment));
                                }
                            }
                            Err(why) => offer.decline(E::reason(&why)),
                        }
                    }
                    continue;
                }
                offer = ticket.next() => offer,
            };
            let Some(mut offer) = offer else {
                let why = ticket.gave_up().unwrap_or(GaveUpWhy::Cancelled);
                return Err(GaveUp { why, overflow: ticket.overflow() });
            };
            let answer = ring(offer.agent(), offer.time_left()).into_future();
            ringing.push(async move {
                tokio::select! {
                    biased;
                    _ = offer.ended() => None,
                    answer = answer => Some((offer, answer)),
                }
            });
        }
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        // Refused once an agent has it, or when it is over: then there is nothing to give up.
        if self.router.line(self.work, |line| line.over.is_none()) == Some(true) {
            self.router.abandon(self.work);
        }
        self.router.forget(self.work);
    }
}

impl Router {
    /// Abandons waiting work; work that an agent has belongs to its assignment.
    fn abandon(&self, work: WorkId) {
        let waits = self.is_with_agent(work) == Some(false);
        if waits {
            let _ = self.tell(Command::Abandoned(work));
        }
    }
}

/// This agent, for so long. Dropping it declines; the work keeps its place.
#[derive(Debug)]
#[must_use = "an offer that is dropped is declined"]
pub struct Offer {
    router: Router,
    id: OfferId,
    work: WorkId,
    agent: Agent,
    until: Instant,
    ended: watch::Receiver<Option<OfferEnd>>,
    answered: bool,
}

impl Offer {
    fn new(router: Router, work: WorkId, asked: Asked) -> Self {
        let Asked { id, agent, until, ended } = asked;
        Self { router, id, work, agent, until, ended, answered: false }
    }

    /// The id of the offer.
    pub fn id(&self) -> OfferId {
        self.id
    }

    /// The work it is about.
    pub fn work(&self) -> WorkId {
        self.work
    }

    /// Whom to ask.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// For how long yet.
    pub fn time_left(&self) -> Duration {
        self.until.since(self.router.now())
    }

    /// Resolves when the offer ends without us: late, taken back, taken by another.
    pub async fn ended(&mut self) -> OfferEnd {
        loop {
            if let Some(end) = *self.ended.borrow_and_update() {
                return end;
            }
            if self.ended.changed().await.is_err() {
                return OfferEnd::Expired;
            }
        }
    }

    /// The agent has it, and talks: the agent is busy as long as the assignment lives.
    ///
    /// Should the offer have ended in this very moment, whoever is on the line has the work all the
    /// same if it still waits. If the customer is gone, the assignment is not
    /// [live](Assignment::is_live), and nothing is held for it.
    pub fn accept(mut self) -> Assignment {
        self.answered = true;
        let live = self.router.take(self.id, self.work, self.agent.id());
        Assignment { router: self.router.clone(), work: self.work, agent: self.agent.clone(), live }
    }

    fn try_accept(self) -> Option<Assignment> {
        Some(self.accept()).filter(Assignment::is_live)
    }

    /// The agent does not take it. What follows depends on why: a pause after no answer, a short
    /// one when the device was busy, no more offers of this work for a while after a refusal.
    pub fn decline(mut self, why: Reason) {
        self.refuse(why);
    }

    fn refuse(&mut self, why: Reason) {
        self.answered = true;
        // Refused if the offer ended first: the same to the agent and to the work.
        let _ = self.router.tell(Command::Decline(self.id, why));
    }
}

impl Drop for Offer {
    fn drop(&mut self) {
        if !self.answered && self.ended.borrow().is_none() {
            self.refuse(Reason::Cancelled);
        }
    }
}

/// This agent has this work. Dropping it ends the work, with the queue's time for notes.
#[derive(Debug)]
#[must_use = "dropping an assignment ends the work"]
pub struct Assignment {
    router: Router,
    work: WorkId,
    agent: Agent,
    live: bool,
}

impl Assignment {
    /// The work.
    pub fn work(&self) -> WorkId {
        self.work
    }

    /// Who has it.
    pub fn agent(&self) -> &Agent {
        &self.agent
    }

    /// False if the customer was gone when the agent accepted.
    pub fn is_live(&self) -> bool {
        self.live
    }

    /// The customer is on hold, for the books.
    pub fn hold(&self) -> Result<(), Refusal> {
        self.router.tell(Command::Hold(self.work)).map(drop)
    }

    /// The hold is over.
    pub fn unhold(&self) -> Result<(), Refusal> {
        self.router.tell(Command::Unhold(self.work)).map(drop)
    }

    /// The talk is over; the agent has so long for notes before the next offer.
    pub fn wrap_up(mut self, time: Duration) {
        self.end(Some(time));
    }

    fn end(&mut self, wrap_up: Option<Duration>) {
        if std::mem::take(&mut self.live) {
            // Refused only if a supervisor ended it first.
            let _ = self.router.tell(Command::Complete(self.work, wrap_up));
        }
    }
}

impl Drop for Assignment {
    fn drop(&mut self) {
        self.end(None);
    }
}

/// Why no agent was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GaveUpWhy {
    /// A rule or limit of the plan sent the work away.
    Overflowed,
    /// The customer left.
    Abandoned,
    /// The customer is to be called back; the place is kept.
    Callback,
    /// It waited as long as it may.
    Expired,
    /// Somebody took it back.
    Cancelled,
    /// The router did not take it.
    Refused(Refusal),
}

/// No agent was reached, and none will be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no agent was reached: {}", match .why {
    GaveUpWhy::Overflowed => "the plan sent the work elsewhere".to_owned(),
    GaveUpWhy::Abandoned => "the customer left".to_owned(),
    GaveUpWhy::Callback => "the customer is to be called back".to_owned(),
    GaveUpWhy::Expired => "it waited as long as it may".to_owned(),
    GaveUpWhy::Cancelled => "it was taken back".to_owned(),
    GaveUpWhy::Refused(refusal) => refusal.to_string(),
})]
pub struct GaveUp {
    why: GaveUpWhy,
    overflow: Address,
}

impl GaveUp {
    /// Why.
    pub fn why(&self) -> GaveUpWhy {
        self.why
    }

    /// Where the customer should go now.
    pub fn overflow(&self) -> Address {
        self.overflow.clone()
    }
}

impl From<GaveUp> for Error {
    fn from(gave_up: GaveUp) -> Self {
        let kind = match gave_up.why {
            GaveUpWhy::Abandoned => ErrorKind::Ended,
            GaveUpWhy::Expired => ErrorKind::Timeout,
            GaveUpWhy::Refused(_) => ErrorKind::Refused,
            _ => ErrorKind::Unavailable,
        };
        Self::new("TCC-ROUTING-0003", kind, gave_up.to_string())
    }
}
