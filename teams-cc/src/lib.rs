#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[doc(inline)]
pub use teams_cc_core::{
    Activity, Address, Agent, AgentId, AgentSignal, Assistant, Availability, Backoff, CallContext,
    CallId, Clock, Closing, E164, Ended, Error, ErrorKind, Guest, Guid, Handover, Happened,
    HasReason, Heard, Instant, Kept, Key, Machine, Medium, Menu, Need, Presence, PresenceChange,
    Prompt, Reason, Result, Retry, Rng, Secret, Side, Skill, Supervision, TenantId, Turn,
    Unsupported, Verb, Voice,
};
#[doc(inline)]
pub use teams_cc_core::{assistant, channel, conversation, speech};

#[cfg(feature = "acs")]
#[doc(inline)]
pub use teams_cc_acs as acs;
#[cfg(feature = "desk")]
#[doc(inline)]
pub use teams_cc_desk as desk;
#[cfg(feature = "graph")]
#[doc(inline)]
pub use teams_cc_graph as graph;
#[cfg(feature = "routing")]
#[doc(inline)]
pub use teams_cc_routing as routing;
#[cfg(feature = "sip")]
#[doc(inline)]
pub use teams_cc_sip as sip;
