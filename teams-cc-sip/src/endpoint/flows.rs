//! The flows of an endpoint: who is at the other end, what has been cut from the stream, what waits
//! for the connection to open.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use bytes::Bytes;

use crate::message::Framer;
use crate::transaction::MixedMap;
use crate::{Flow, Target, Transport};

/// What a driver knows about the other end of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    pub(super) transport: Transport,
    pub(super) remote: Option<SocketAddr>,
}

impl Peer {
    /// Somebody at `remote`.
    pub fn new(transport: Transport, remote: SocketAddr) -> Self {
        Self { transport, remote: Some(remote) }
    }

    /// Somebody at an address that is not known.
    pub fn unknown(transport: Transport) -> Self {
        Self { transport, remote: None }
    }
}

#[derive(Debug)]
pub(super) struct FlowState {
    pub(super) transport: Transport,
    pub(super) remote: Option<SocketAddr>,
    pub(super) framer: Option<Framer>,
    target: Option<Target>,
    open: bool,
    waiting: Vec<Bytes>,
    waiting_bytes: usize,
}

/// What became of bytes.
#[derive(Debug)]
pub(super) enum Handed {
    /// They can be sent now.
    Now(Bytes),
    /// They wait until the flow opens.
    Later,
    /// There is no such flow, or too much waits for it.
    Nowhere,
}

#[derive(Debug, Default)]
pub(super) struct Flows {
    states: MixedMap<u64, FlowState>,
    targets: BTreeMap<Target, Flow>,
    remotes: BTreeMap<(Transport, SocketAddr), Flow>,
    opened: u64,
}

impl Flows {
    pub(super) fn len(&self) -> usize {
        self.states.len()
    }

    pub(super) fn get(&self, flow: Flow) -> Option<&FlowState> {
        self.states.get(&flow.0)
    }

    pub(super) fn get_mut(&mut self, flow: Flow) -> Option<&mut FlowState> {
        self.states.get_mut(&flow.0)
    }

    pub(super) fn is_known(&self, flow: Flow) -> bool {
        self.states.contains_key(&flow.0)
    }

    /// A flow of ours has opened, or somebody has come: what waited for it.
    pub(super) fn open(&mut self, flow: Flow, peer: Option<Peer>, limit: usize) -> Vec<Bytes> {
        let transport = match (peer, self.states.get(&flow.0)) {
            (Some(peer), _) => peer.transport,
            (None, Some(state)) => state.transport,
            (None, None) => Transport::Tcp,
        };
        let state = self.states.entry(flow.0).or_insert_with(|| FlowState::new(transport, None));
        state.open = true;
        state.transport = transport;
        if transport.is_reliable() && state.framer.is_none() {
            state.framer = Some(Framer::new(limit));
        }
        if let Some(remote) = peer.and_then(|peer| peer.remote) {
            state.remote = Some(remote);
            self.remotes.entry((transport, remote)).or_insert(flow);
        }
        state.waiting_bytes = 0;
        std::mem::take(&mut state.waiting)
    }

    pub(super) fn close(&mut self, flow: Flow) -> Option<FlowState> {
        let state = self.states.remove(&flow.0)?;
        if let Some(target) = &state.target
            && self.targets.get(target) == Some(&flow)
        {
            self.targets.remove(target);
        }
        if let Some(remote) = state.remote
            && self.remotes.get(&(state.transport, remote)) == Some(&flow)
        {
            self.remotes.remove(&(state.transport, remote));
        }
        Some(state)
    }

    /// A flow to `target` that is open or opening.
    pub(super) fn find(&self, target: &Target) -> Option<Flow> {
        self.targets.get(target).copied().or_else(|| {
            let remote = SocketAddr::new(target.host.parse().ok()?, target.port);
            self.remotes.get(&(target.transport, remote)).copied()
        })
    }

    /// A new flow of ours, for the driver to open.
    pub(super) fn ask(&mut self, target: &Target) -> Flow {
        let flow = Flow(Flow::FIRST_OF_OURS + self.opened);
        self.opened += 1;
        let state = FlowState::new(target.transport, Some(target.clone()));
        self.states.insert(flow.0, state);
        self.targets.insert(target.clone(), flow);
        flow
    }

    /// Hands bytes to a flow, or lets them wait.
    pub(super) fn hand(&mut self, flow: Flow, bytes: Bytes, limit: usize) -> Handed {
        let Some(state) = self.states.get_mut(&flow.0) else { return Handed::Nowhere };
        if state.open {
            return Handed::Now(bytes);
        }
        if state.waiting_bytes + bytes.len() > limit {
            return Handed::Nowhere;
        }
        state.waiting_bytes += bytes.len();
        state.waiting.push(bytes);
        Handed::Later
    }
}

impl FlowState {
    fn new(transport: Transport, target: Option<Target>) -> Self {
        Self {
            transport,
            remote: None,
            framer: None,
            target,
            open: false,
            waiting: Vec::new(),
            waiting_bytes: 0,
        }
    }
}
