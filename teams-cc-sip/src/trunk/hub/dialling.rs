//! Calls of ours on their way over the proxies, and the pings that say which proxy lives.

use std::sync::Arc;

use teams_cc_core::{CallId, Ended, Instant, Machine, Reason};

use super::{Hub, retry_after};
use crate::direct_routing::{failover, ping};
use crate::endpoint::{Options, PingId};
use crate::message::Response;
use crate::trunk::dial::Plan;
use crate::trunk::life::Life;
use crate::trunk::{TrunkEvent, address};
use crate::{Command, Flow, Input};

/// A call of ours on its way over the proxies.
pub(super) struct Dialling {
    pub(super) plan: Box<Plan>,
    pub(super) failover: failover::Failover,
    pub(super) life: Arc<Life>,
    /// Where its INVITE waits for a connection.
    pub(super) flow: Option<Flow>,
}

impl Hub {
    pub(super) fn ping(&mut self, now: Instant) {
        let Some(pinger) = &mut self.pinger else { return };
        while let Some(output) = pinger.poll() {
            match output {
                ping::Output::Ping { target } => {
                    let peer = &self.shared.config.peers[target];
                    let host = address::bracketed(&peer.host);
                    let transport = address::transport_param(peer.transport);
                    let uri = format!("sip:{host}:{}{transport}", peer.port);
                    // Under the trunk's own name only, however many tenants there are (DR-24).
                    let options = Options::new(peer.clone(), uri);
                    let command = Command::Options(PingId(target as u64), Box::new(options));
                    self.endpoint.handle(now, Input::Do(command));
                }
                ping::Output::Changed { target, now, .. } => {
                    let peer = self.shared.config.peers[target].clone();
                    tracing::info!(trunk = self.shared.config.name, %peer, ?now, "peer");
                    self.shared.tell(TrunkEvent::Health { peer, health: now });
                }
            }
        }
    }

    pub(super) fn ponged(&mut self, now: Instant, ping: PingId, response: Option<&Response>) {
        let target = usize::try_from(ping.0).unwrap_or(usize::MAX);
        let input = match response {
            Some(response) => ping::Input::Answered {
                target,
                status: response.status().code(),
                retry_after: retry_after(response),
            },
            None => ping::Input::Failed { target },
        };
        if let Some(pinger) = &mut self.pinger {
            pinger.handle(now, input);
            self.ping(now);
        }
    }

    pub(super) fn fail_over(&mut self, now: Instant, call: CallId, input: failover::Input) {
        let Some(dial) = self.dialling.get_mut(&call) else { return };
        dial.failover.handle(now, input);
        while let Some(output) = self.dialling.get_mut(&call).and_then(|d| d.failover.poll()) {
            match output {
                failover::Output::Try { target } => self.try_peer(now, call, target),
                failover::Output::MarkDown { target, retry_after } => {
                    if let Some(pinger) = &mut self.pinger {
                        pinger.handle(now, ping::Input::FoundDown { target, retry_after });
                    }
                }
                failover::Output::Settled => {}
                failover::Output::Exhausted => {
                    if let Some(dial) = self.dialling.remove(&call) {
                        self.abandon(now, &dial.life);
                        dial.life.end(Ended::Lost(Reason::Unavailable), None);
                    }
                }
            }
        }
        if self.pinger.is_some() {
            self.ping(now);
        }
    }

    /// Gives up the attempt under way; what becomes of it is nobody's business any more.
    fn abandon(&mut self, now: Instant, life: &Life) {
        let leg = life.leg();
        if self.legs.remove(&leg).is_some() {
            let cancel = Command::Cancel(leg, Vec::new());
            self.endpoint.handle(now, Input::Do(cancel));
        }
    }

    fn try_peer(&mut self, now: Instant, call: CallId, target: usize) {
        let Some(dial) = self.dialling.get(&call) else { return };
        let life = dial.life.clone();
        self.abandon(now, &life);
        let leg = self.endpoint.reserve();
        life.set_leg(leg);
        self.legs.insert(leg, life);
        let Some(dial) = self.dialling.get_mut(&call) else { return };
        let peer = dial.plan.only.as_ref().unwrap_or(&self.shared.config.peers[target]);
        let invite = dial.plan.invite(peer);
        self.endpoint.handle(now, Input::Do(Command::Invite(leg, Box::new(invite))));
        // The INVITE is on its way if its connection is there already.
        let flow = self.endpoint.call(leg).map(crate::endpoint::Call::flow);
        dial.flow = flow;
        if flow.is_some_and(|flow| self.open.contains_key(&flow)) {
            dial.failover.handle(now, failover::Input::Sent);
        }
    }
}
