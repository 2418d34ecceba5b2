#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod capacity;
mod command;
#[cfg(feature = "tokio")]
mod conversations;
mod decision;
mod digest;
mod engine;
#[doc = include_str!("errors.md")]
pub mod errors {}
mod explain;
mod gate;
pub mod history;
mod hours;
mod id;
mod journal;
mod plan;
mod policy;
mod queue;
#[cfg(feature = "tokio")]
mod router;
mod stats;
pub mod store;
mod wait;
mod work;

pub use capacity::{Capacity, Load};
pub use command::{
    Classification, Closing, Command, Membership, OfferEnd, Readiness, Refusal, Reply, Revoked,
    WorkState,
};
#[cfg(feature = "tokio")]
pub use conversations::{
    Aside, Conversation, ConversationEvent, Conversations, MOST_CONVERSATIONS, Speaker, Written,
};
pub use decision::{AgentState, Cause, Decision, Event, HeldBy, Why};
pub use engine::Engine;
pub use explain::{Explanation, Hurdle, Standing};
pub use gate::{Gate, PresenceGate, Source};
pub use hours::{Day, Hours, HoursWrong, Span};
pub use id::{CommandId, OfferId, QueueId, WorkId};
pub use journal::{Journal, Record, ReplayFailed};
pub use plan::{BackOff, Limits, MAX_QUEUES, Plan};
pub use policy::{
    AgentKey, AgentView, BestMatch, Candidate, FewestContacts, IdlenessRatio, LeastLoaded,
    LeastOccupied, LeastTalk, LongestIdle, Order, OrderPolicy, PercentShare, Policy, Predictive,
    Random, RankThenIdle, RoundRobin, Score, Scored, StaticKey, TopDown, WaitingView, WorkKey,
};
pub use queue::{
    ANSWER_WITHIN, Callbacks, OFFER_FOR, Queue, Ring, Rule, SHORT, Telling, Then, When, WrapUpHolds,
};
#[cfg(feature = "tokio")]
pub use router::{Assignment, Events, GaveUp, GaveUpWhy, Offer, Router, Ticket, Watched};
pub use stats::{Counts, Figures, QueueFigures, ServiceLevel};
pub(crate) use teams_cc_core::Medium;
pub use wait::{Blend, Estimate, HeadOfLine, Line, QueueLength, WaitEstimator};
pub use work::{Subject, Work};
