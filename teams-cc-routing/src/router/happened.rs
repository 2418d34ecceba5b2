//! The engine's decisions in the words that all crates share.

use std::time::Duration;

use teams_cc_core::{Happened, Reason};

use crate::command::Revoked;
use crate::policy::OrderPolicy;
use crate::{Decision, Engine, Event};

fn ms(wait: Duration) -> u64 {
    wait.as_millis().try_into().unwrap_or(u64::MAX)
}

pub(super) fn happened<P: OrderPolicy>(engine: &Engine<P>, event: &Event) -> Option<Happened> {
    Some(match &event.decision {
        Decision::Queued { work, queue } => Happened::Queued {
            work: work.0,
            call: engine.work(*work).and_then(crate::Work::call),
            queue: engine.queue_name(*queue).into(),
        },
        Decision::Offered { work, agent, waited, why, .. } => {
            let order = engine.policy().name().replace('_', " ");
            let idle = why.idle.as_secs();
            let ring = if why.ring > 0 { format!(", ring {}", why.ring) } else { String::new() };
            let preferred = if why.preferred { ", preferred" } else { "" };
            Happened::Offered {
                work: work.0,
                agent: agent.clone(),
                waited_ms: ms(*waited),
                why: format!("best of {}: {order}, idle {idle} s{ring}{preferred}", why.of_agents),
            }
        }
        Decision::Declined { work, agent, reason, .. } => {
            Happened::Declined { work: work.0, agent: agent.clone(), reason: *reason }
        }
        Decision::OfferExpired { work, agent, .. } => {
            Happened::Declined { work: work.0, agent: agent.clone(), reason: Reason::NoAnswer }
        }
        Decision::Revoked { work, agent, why, .. } => Happened::Declined {
            work: work.0,
            agent: agent.clone(),
            reason: match why {
                Revoked::Busy => Reason::Busy,
                Revoked::AgentGone => Reason::Unavailable,
                _ => Reason::Cancelled,
            },
        },
        Decision::ConnectFailed { work, agent, reason } => {
            Happened::Declined { work: work.0, agent: agent.clone(), reason: *reason }
        }
        Decision::Connected { work, agent, waited } => {
            Happened::Assigned { work: work.0, agent: agent.clone(), waited_ms: ms(*waited) }
        }
        Decision::Abandoned { work, waited } => {
            Happened::Abandoned { work: work.0, waited_ms: ms(*waited) }
        }
        Decision::Overflowed { work, queue: Some(queue), .. } => {
            Happened::Overflowed { work: work.0, to: Some(engine.queue_name(*queue).to_owned()) }
        }
        Decision::Deflected { work, to } => {
            Happened::Overflowed { work: work.0, to: to.as_ref().map(|to| format!("{to:?}")) }
        }
        Decision::WrapUpStarted { work, agent, .. } => {
            Happened::WrapUp { work: work.0, agent: agent.clone() }
        }
        Decision::Closed { work } => Happened::Closed { work: work.0, agent: None },
        Decision::Cancelled { work } | Decision::Expired { work, .. } => {
            Happened::Overflowed { work: work.0, to: None }
        }
        Decision::PresenceWanted { agent, show } => {
            Happened::PresenceWanted { agent: agent.clone(), show: *show }
        }
        Decision::Place { work, place, wait } => {
            Happened::Place { work: work.0, place: *place, wait_ms: wait.map(|(half, _)| ms(half)) }
        }
        Decision::AtRisk { work, queue } => {
            Happened::AtRisk { work: work.0, queue: engine.queue_name(*queue).into() }
        }
        Decision::AgentState { agent, state } => Happened::Agent {
            agent: agent.clone(),
            state: state.word().into(),
            because: engine.held_because(agent).map(|by| by.words().to_owned()),
        },
        _ => return None,
    })
}
