//! What the engine is told.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Agent, AgentId, Need, Presence, Reason, Supervision};

use crate::gate::Source;
use crate::{Capacity, OfferId, Plan, Work, WorkId};

/// An agent's own word on whether work is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Readiness {
    /// Wants work.
    Ready,
    /// Wants none, for this reason (lunch, training).
    Away(String),
}

/// One queue that an agent serves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Membership {
    /// Which queue.
    pub queue: String,
    /// Order among members for policies that look at it; lower first.
    #[serde(default)]
    pub rank: i16,
    /// Takes only work that has waited this long.
    #[serde(default)]
    pub delay: Duration,
    /// Share of the work for [`PercentShare`](crate::PercentShare), against the others' shares.
    #[serde(default = "one")]
    pub share: u16,
}

fn one() -> u16 {
    1
}

impl Membership {
    /// Rank 0, no delay, share 1.
    pub fn of(queue: impl Into<String>) -> Self {
        Self { queue: queue.into(), rank: 0, delay: Duration::ZERO, share: 1 }
    }
}

/// Something the engine is told. Each is one step: it happens whole, or is refused and changes
/// nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Command {
    /// An agent comes to work, or what is known of one changes (skills, queues, address).
    SignOn(Agent),
    /// An agent leaves: offers are revoked; with work in hand it leaves when that is done.
    SignOff(AgentId),
    /// An agent is gone at once (a supervisor, a crash). Work in hand stays with its call.
    ForceOff(AgentId),
    /// An agent wants work, or a pause. With work in hand, a pause begins when that is done.
    SetReadiness(AgentId, Readiness),
    /// Teams shows something; `None`: nobody can tell any more.
    SetPresence(AgentId, Option<Presence>),
    /// This source sees the agent in a call that is not the engine's, for at most so long;
    /// zero: it is over.
    SetExternalCall(AgentId, Source, Duration),
    /// How much the agent carries. Lowered below what is in use, it only stops new offers.
    SetCapacity(AgentId, Capacity),
    /// The queues that the agent serves.
    SetMembership(AgentId, Vec<Membership>),

    /// The agent's application is alive and says so again within this; zero: it is not watched any
    /// more. Silence holds offers, and then signs the agent off
    /// ([`PresenceGate::silent_off_after`](crate::PresenceGate)).
    Heartbeat(AgentId, Duration),
    /// All notes of this agent are done.
    NotesDone(AgentId),

    /// New work. The same work under the same id is the same submission.
    Enqueue(WorkId, Work),
    /// Waiting work needs something else, or has other points; it keeps its place.
    Update(WorkId, Option<Need>, Option<i32>),
    /// What work is about is known now: it goes into its queue.
    Classify(WorkId, Classification),
    /// A number that policies read, found out later.
    SetAttribute(WorkId, String, i64),
    /// The customer prefers to be called back, after this long; the place is kept.
    CallBack(WorkId, Duration),
    /// A callback that an agent has did not reach the customer: again later, or never.
    NotReached(WorkId),
    /// The vendor takes the work back.
    Cancel(WorkId),
    /// The customer is gone.
    Abandoned(WorkId),
    /// Not now: keeps its place until [`Resume`](Self::Resume).
    Park(WorkId),
    /// Waits again.
    Resume(WorkId),

    /// The agent takes it: this offer.
    Accept(OfferId),
    /// The agent takes it: the first live offer of this work.
    Accepted(WorkId),
    /// The agent does not take it: this offer.
    Decline(OfferId, Reason),
    /// The agent does not take it: the first live offer of this work.
    Declined(WorkId, Reason),
    /// Given to this agent by hand, asked or not.
    Assign(WorkId, AgentId),
    /// Agent and customer hear each other. Answer time counts to here.
    Connected(WorkId),
    /// They could not be joined: the work goes back to its place.
    ConnectFailed(WorkId, Reason),
    /// The customer is put on hold.
    Hold(WorkId),
    /// The hold is over.
    Unhold(WorkId),
    /// Over for this agent, and the work goes on in another queue as new work.
    TransferToQueue(WorkId, String, WorkId),
    /// Over for this agent, and the work goes on with another.
    TransferToAgent(WorkId, AgentId),
    /// The talk is over. Wrap-up of this length, or as the queue says.
    Complete(WorkId, Option<Duration>),
    /// Notes are done.
    WrapUpDone(WorkId),
    /// The agent with this work asks this expert for help.
    AskExpert(WorkId, AgentId),

    /// This agent helps in the talk, beside the one who has the work.
    Consult(WorkId, AgentId),
    /// The help is over.
    EndConsult(WorkId, AgentId),
    /// A supervisor joins the talk, or joins it differently.
    Supervise(WorkId, AgentId, Supervision),
    /// The supervisor leaves the talk.
    EndSupervision(WorkId, AgentId),
    /// A supervisor's command, journaled with who gave it and why.
    By(AgentId, String, Box<Command>),
    /// The rules change while work waits: a version of the vendor's, and the new plan. Queues are
    /// known by name; a queue with work cannot go.
    PutPlan(u64, Box<Plan>),

    /// The queue takes and offers work again.
    OpenQueue(String),
    /// The queue takes no new work; what waits is kept, still served, or sent away.
    CloseQueue(String, Closing),
    /// Time passes.
    Tick,
}

/// What was found out about work ([`Work::classify_within`]); what is not said stays as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Classification {
    /// The queue.
    pub queue: Option<String>,
    /// What an agent must be able to do.
    pub need: Option<Need>,
    /// Points ahead of others.
    pub priority: Option<i32>,
}

/// What becomes of those who wait when a queue closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// They wait until it opens again.
    Keep,
    /// They are served to the last.
    Drain,
    /// They overflow.
    Overflow,
}

/// A command was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Reply {
    /// It is so now.
    Done,
    /// It was so already.
    Already,
    /// It will be so when the work in hand is done.
    Pending,
    /// The work waits, or is being offered.
    Waiting,
    /// The work found no room and went to the overflow.
    Overflowed,
}

/// A command was not carried out, and nothing changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No work of that id is known (any more).
    #[error("no such work")]
    UnknownWork,
    /// No agent of that name is known.
    #[error("no such agent")]
    UnknownAgent,
    /// No queue of that name is in the plan.
    #[error("no such queue")]
    UnknownQueue,
    /// No offer of that id is known (any more).
    #[error("no such offer")]
    UnknownOffer,
    /// The id was used for other work.
    #[error("this id belongs to other work")]
    OtherWork,
    /// The offer had ended this way before.
    #[error("the offer is over: {0:?}")]
    OfferOver(OfferEnd),
    /// The work is in a state in which this cannot happen.
    #[error("not possible while the work is {0:?}")]
    NotWhile(WorkState),
    /// The agent is not signed on.
    #[error("the agent is not signed on")]
    NotSignedOn,
    /// The agent cannot carry more.
    #[error("the agent carries all it can")]
    NoCapacity,
    /// The queue has work, so a plan without it is refused.
    #[error("a queue that the new plan leaves out has work")]
    QueueInUse,
    /// The expert was asked as often as a day allows.
    #[error("the expert was asked as often as a day allows")]
    ExpertCap,
    /// More people in one talk than is allowed.
    #[error("too many take part in the talk")]
    TooManyParticipants,
    /// Whoever has the work cannot join it as well.
    #[error("the agent has the work already")]
    HasItAlready,
    /// It is not a callback.
    #[error("the work is no callback")]
    NoCallback,
    /// The queue is closed.
    #[error("the queue is closed")]
    QueueClosed,
    /// [`Limits`](crate::Limits): too many agents.
    #[error("the limit of agents is reached")]
    TooManyAgents,
    /// [`Limits`](crate::Limits): too much work at once.
    #[error("the limit of live work is reached")]
    TooMuchWork,
    /// [`Limits`](crate::Limits): too many different needs or profiles at once.
    #[error("the limit of different needs or agent profiles is reached")]
    TooManyKinds,
    /// [`Limits`](crate::Limits): this work carries too much text.
    #[error("the work carries more text than the limit")]
    WorkTooLarge,
    /// [`Limits`](crate::Limits): nobody takes the events.
    #[error("events are not being taken")]
    EventsNotTaken,
}

/// Where work stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum WorkState {
    /// What it is about is being found out.
    Classifying,
    /// Not due yet.
    Scheduled,
    /// Waits.
    Queued,
    /// Waits, and an agent is being asked.
    Offered,
    /// Keeps its place, is not offered.
    Parked,
    /// An agent took it; the two are being joined.
    Assigned,
    /// They talk.
    Active,
    /// The customer is on hold.
    Held,
    /// The talk is over; the agent writes notes.
    WrappingUp,
    /// Over.
    Closed,
    /// The customer left first.
    Abandoned,
    /// Taken back.
    Cancelled,
    /// Waited too long.
    Expired,
    /// Went elsewhere.
    Deflected,
}

impl WorkState {
    /// Nothing more can happen to it.
    pub fn is_final(self) -> bool {
        self >= Self::Closed
    }

    /// In a queue, asked for or not.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Queued | Self::Offered)
    }

    /// An agent has it.
    pub fn is_held_by_agent(self) -> bool {
        matches!(self, Self::Assigned | Self::Active | Self::Held | Self::WrappingUp)
    }
}

/// How an offer ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum OfferEnd {
    /// Taken.
    Accepted,
    /// Not taken.
    Declined(Reason),
    /// Nobody said anything in time.
    Expired,
    /// Taken back.
    Revoked(Revoked),
}

/// Why an offer was taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Revoked {
    /// Another agent was faster.
    Taken,
    /// The customer left.
    Abandoned,
    /// The vendor took the work back, or a rule moved it.
    Withdrawn,
    /// The agent left or paused.
    AgentGone,
    /// The agent turned out to be in another call.
    Busy,
}
