//! What the engine decides, in the order in which it does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use teams_cc_core::{Address, AgentId, Instant, Reason, SessionPresence, Supervision};

use crate::command::{OfferEnd, Refusal, Revoked};
use crate::{CommandId, OfferId, QueueId, WorkId};

/// One thing that happened, with its place in the order of all that happened (no gaps).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Counts from 1, without gaps.
    pub sequence: u64,
    /// When it was due: a timer's own time, not the time somebody looked.
    pub at: Instant,
    /// Who caused it.
    pub cause: Cause,
    /// What it is.
    pub decision: Decision,
}

/// What made something happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Cause {
    /// The command with this place in the order of all commands, and its id if it had one.
    Command(u64, Option<CommandId>),
    /// The timer with this number.
    Timer(u64),
}

/// Why this agent, in numbers; [`Engine::explain`](crate::Engine::explain) has the words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Why {
    /// How long the agent had been idle.
    pub idle: Duration,
    /// Out of how many agents that could be asked at this moment.
    pub of_agents: u32,
    /// Ring of the work, from 0.
    pub ring: u8,
    /// The work preferred this agent.
    pub preferred: bool,
}

/// How an agent is shown, one word each.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AgentState {
    /// Signed off.
    #[default]
    Off,
    /// Free.
    Idle,
    /// Being asked.
    Offered,
    /// Carries work.
    Talking,
    /// Writes notes.
    WrapUp,
    /// Wants work, but presence says otherwise.
    Held,
    /// Did not answer just now; asked again in a moment.
    BackOff,
    /// Did not answer several times; comes back by hand.
    NotResponding,
    /// Wants none.
    Away,
}

impl AgentState {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Off,
        Self::Idle,
        Self::Offered,
        Self::Talking,
        Self::WrapUp,
        Self::Held,
        Self::BackOff,
        Self::NotResponding,
        Self::Away,
    ];

    /// One word for screens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Idle => "available",
            Self::Offered => "offered",
            Self::Talking => "talking",
            Self::WrapUp => "wrap-up",
            Self::Held => "held",
            Self::BackOff => "back-off",
            Self::NotResponding => "not responding",
            Self::Away => "away",
        }
    }
}

/// Why the presence gate of an agent is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum HeldBy {
    /// What Teams shows.
    Presence,
    /// A call that is not the engine's.
    ForeignCall,
    /// Nobody can tell.
    Unknown,
    /// The agent's application is silent.
    Silent,
}

impl HeldBy {
    /// One clause for screens.
    pub fn words(self) -> &'static str {
        match self {
            Self::Presence => "Teams presence",
            Self::ForeignCall => "in a call outside the centre",
            Self::Unknown => "presence unknown",
            Self::Silent => "application silent",
        }
    }
}

/// What happened (`routing.md` section 5). Drivers act on it, screens show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "fields are named after the types they hold")]
pub enum Decision {
    /// Work is known.
    Created { work: WorkId },
    /// Work is in a queue: a segment of waiting begins.
    Queued { work: WorkId, queue: QueueId },
    /// Work became due.
    Due { work: WorkId },
    /// Less is asked for now.
    RingAdvanced { work: WorkId, ring: u8 },
    /// A rule moved work, or sent it away (`queue` is where it went, if it stays inside).
    Overflowed { work: WorkId, from: QueueId, queue: Option<QueueId> },
    /// The customer is to be called back; the place is kept.
    CallbackAsked { work: WorkId },
    /// The customer who waits has a callback pending, too.
    CallbackPending { work: WorkId, callback: WorkId },
    /// The customer has a callback pending already: this one is not needed.
    CallbackMerged { work: WorkId, into: WorkId },
    /// The customer was not reached; the next try is at `again`, if there is one.
    NotReached { work: WorkId, agent: AgentId, tries: u8, again: Option<Instant> },
    /// What it is about is known.
    Classified { work: WorkId },
    /// What it is about was not found out in time.
    ClassificationFailed { work: WorkId },
    /// The customer could be told this: the place, unless it would have grown, and the wait that
    /// half and nine of ten like this one do not exceed.
    Place { work: WorkId, place: Option<u32>, wait: Option<(Duration, Duration)> },
    /// Waiting work is about to miss the target of its queue.
    AtRisk { work: WorkId, queue: QueueId },
    /// Something is to be said to the customer.
    Announce { work: WorkId, text: String },
    /// Work keeps its place and is not offered.
    Parked { work: WorkId },
    /// Parked work waits again.
    Resumed { work: WorkId },
    /// Ask this agent, until `until`.
    Offered {
        offer: OfferId,
        work: WorkId,
        agent: AgentId,
        until: Instant,
        waited: Duration,
        why: Why,
    },
    /// The offer was taken.
    Accepted { offer: OfferId, work: WorkId, agent: AgentId },
    /// The offer was not taken.
    Declined { offer: OfferId, work: WorkId, agent: AgentId, reason: Reason },
    /// Nobody said anything in time.
    OfferExpired { offer: OfferId, work: WorkId, agent: AgentId },
    /// Stop asking this agent.
    Revoked { offer: OfferId, work: WorkId, agent: AgentId, why: Revoked },
    /// The agent has the work.
    Assigned { work: WorkId, agent: AgentId, waited: Duration },
    /// They talk.
    Connected { work: WorkId, agent: AgentId, waited: Duration },
    /// They could not be joined.
    ConnectFailed { work: WorkId, agent: AgentId, reason: Reason },
    /// The customer is on hold.
    OnHold { work: WorkId },
    /// The hold is over.
    OffHold { work: WorkId },
    /// The agent asks this expert for help.
    ExpertAsked { work: WorkId, expert: AgentId },
    /// This agent helps in the talk.
    ConsultStarted { work: WorkId, agent: AgentId },
    /// The help is over.
    ConsultEnded { work: WorkId, agent: AgentId },
    /// This supervisor is in the talk, in this way.
    Supervised { work: WorkId, agent: AgentId, how: Supervision },
    /// The supervisor left the talk.
    SupervisionEnded { work: WorkId, agent: AgentId },
    /// The work moved to another agent.
    Transferred { work: WorkId, from: AgentId, to: AgentId },
    /// The work goes on as other work.
    Continued { work: WorkId, next: WorkId },
    /// The talk is over.
    Ended { work: WorkId, agent: AgentId },
    /// Time for notes begins; `None`: until the agent says.
    WrapUpStarted { work: WorkId, agent: AgentId, until: Option<Instant> },
    /// Time for notes is over.
    WrapUpEnded { work: WorkId, agent: AgentId },
    /// Over and done.
    Closed { work: WorkId },
    /// The customer left first.
    Abandoned { work: WorkId, waited: Duration },
    /// Taken back.
    Cancelled { work: WorkId },
    /// Waited as long as it may.
    Expired { work: WorkId, waited: Duration },
    /// Went out of the centre, to here.
    Deflected { work: WorkId, to: Option<Address> },
    /// The agent came to work.
    SignedOn { agent: AgentId },
    /// The agent left.
    SignedOff { agent: AgentId },
    /// The agent left with work in hand.
    AgentLost { agent: AgentId, work: WorkId },
    /// The agent is shown differently.
    AgentState { agent: AgentId, state: AgentState },
    /// Presence keeps work away from an agent who wants it.
    AgentHeld { agent: AgentId, by: HeldBy },
    /// Presence allows work again.
    AgentReleased { agent: AgentId },
    /// The agent is in a call that is not the engine's.
    AgentExternallyBusy { agent: AgentId },
    /// The agent did not answer several times in a row.
    AgentNotResponding { agent: AgentId, misses: u16 },
    /// The agent's application is silent: no more offers.
    AgentSilent { agent: AgentId },
    /// Teams should show this for the agent.
    PresenceWanted { agent: AgentId, show: SessionPresence },
    /// The command that caused what came just before was given by this supervisor.
    Ordered { by: AgentId, reason: String },
    /// The plan of this version counts from here on.
    PlanApplied { version: u64 },
    /// Presence of this agent is not known any more.
    PresenceStale { agent: AgentId },
    /// The agent carries more than its capacity, which was lowered.
    OverCommitted { agent: AgentId },
    /// The queue takes work.
    QueueOpened { queue: QueueId },
    /// The queue takes no work.
    QueueClosed { queue: QueueId },
    /// The queue has no room.
    QueueFull { queue: QueueId },
    /// Nobody who serves the queue is signed on.
    NoAgents { queue: QueueId },
    /// A vendor's policy panicked; longest idle decided instead.
    PolicyFailed,
    /// A command without an id was refused; the others get their answer.
    Refused { refusal: Refusal },
}

impl Decision {
    /// The work it is about.
    pub fn work(&self) -> Option<WorkId> {
        use Decision as D;
        match self {
            D::Created { work }
            | D::Queued { work, .. }
            | D::Due { work }
            | D::RingAdvanced { work, .. }
            | D::Overflowed { work, .. }
            | D::CallbackAsked { work }
            | D::CallbackPending { work, .. }
            | D::CallbackMerged { work, .. }
            | D::NotReached { work, .. }
            | D::Classified { work }
            | D::ClassificationFailed { work }
            | D::Place { work, .. }
            | D::AtRisk { work, .. }
            | D::ConsultStarted { work, .. }
            | D::ConsultEnded { work, .. }
            | D::Supervised { work, .. }
            | D::SupervisionEnded { work, .. }
            | D::Announce { work, .. }
            | D::Parked { work }
            | D::Resumed { work }
            | D::Offered { work, .. }
            | D::Accepted { work, .. }
            | D::Declined { work, .. }
            | D::OfferExpired { work, .. }
            | D::Revoked { work, .. }
            | D::Assigned { work, .. }
            | D::Connected { work, .. }
            | D::ConnectFailed { work, .. }
            | D::OnHold { work }
            | D::OffHold { work }
            | D::ExpertAsked { work, .. }
            | D::Transferred { work, .. }
            | D::Continued { work, .. }
            | D::Ended { work, .. }
            | D::WrapUpStarted { work, .. }
            | D::WrapUpEnded { work, .. }
            | D::Closed { work }
            | D::Abandoned { work, .. }
            | D::Cancelled { work }
            | D::Expired { work, .. }
            | D::Deflected { work, .. }
            | D::AgentLost { work, .. } => Some(*work),
            _ => None,
        }
    }

    /// How the offer ended, if this says so.
    pub fn offer_end(&self) -> Option<(OfferId, OfferEnd)> {
        match self {
            Self::Accepted { offer, .. } => Some((*offer, OfferEnd::Accepted)),
            Self::Declined { offer, reason, .. } => Some((*offer, OfferEnd::Declined(*reason))),
            Self::OfferExpired { offer, .. } => Some((*offer, OfferEnd::Expired)),
            Self::Revoked { offer, why, .. } => Some((*offer, OfferEnd::Revoked(*why))),
            _ => None,
        }
    }
}
