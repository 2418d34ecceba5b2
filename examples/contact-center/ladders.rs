//! The messages of each conversation, drawn on demand: SIP as the trunks' traces have it, requests
//! and events of the bot and of Call Automation as the emulated service has written them down.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc::CallId;
use teams_cc::sip::trace::{Entry, Ladder, Trace};

/// Legs kept; a conversation has two or three.
const LEGS_KEPT: usize = 600;
/// Calls of the service whose names are kept.
const CONNECTIONS_KEPT: usize = 200;
/// Messages kept of one leg.
const MESSAGES_KEPT: usize = 200;

/// The header with which an agent's leg names the conversation it belongs to.
pub(crate) const CONVERSATION: &str = "X-Conversation";

/// All messages, by leg.
#[derive(Debug)]
pub(crate) struct Ladders {
    legs: Mutex<Legs>,
    names: Vec<(SocketAddr, &'static str)>,
    /// What the emulated service has written down, by the names that it has for calls.
    service: teams_cc_emulator::Ladder,
    connections: Mutex<BTreeMap<CallId, String>>,
}

#[derive(Debug, Default)]
struct Legs {
    messages: HashMap<String, Vec<Arc<Entry>>>,
    order: VecDeque<String>,
    of_conversation: HashMap<String, Vec<String>>,
}

impl Ladders {
    /// With these parties called by name.
    pub(crate) fn naming(
        names: impl IntoIterator<Item = (SocketAddr, &'static str)>,
        service: teams_cc_emulator::Ladder,
    ) -> Self {
        let (names, connections) = (names.into_iter().collect(), Mutex::default());
        Self { legs: Mutex::default(), names, service, connections }
    }

    /// Keeps what one trunk says and hears, until the trunk is gone.
    pub(crate) async fn follow(self: Arc<Self>, mut trace: Trace) {
        while let Some(entry) = trace.next().await {
            self.legs.lock().keep(entry);
        }
    }

    /// A caller's own leg.
    pub(crate) fn begins(&self, call: CallId, sip_call_id: &str) {
        let mut legs = self.legs.lock();
        legs.of_conversation.entry(call.to_string()).or_default().push(sip_call_id.into());
    }

    /// A call that the service carries, and its name there.
    pub(crate) fn is_connection(&self, call: CallId, name: &str) {
        let mut connections = self.connections.lock();
        connections.insert(call, name.into());
        while connections.len() > CONNECTIONS_KEPT {
            connections.pop_first();
        }
    }

    /// The ladder of a conversation, all its legs on one time axis.
    pub(crate) fn of(&self, call: CallId) -> Option<String> {
        if let Some(connection) = self.connections.lock().get(&call) {
            // The same in every line, and longer than the rest of it.
            let ladder = self.service.of(&[connection]);
            let ladder = ladder.replace(&format!("/calling/callConnections/{connection}"), "…");
            let ladder = ladder.replace(connection.as_str(), "…");
            return Some(ladder.replace("?api-version=2026-03-12", ""));
        }
        let legs = self.legs.lock();
        let ids = legs.of_conversation.get(&call.to_string())?;
        let mut entries: Vec<_> =
            ids.iter().filter_map(|id| legs.messages.get(id)).flatten().cloned().collect();
        entries.sort_by_key(|entry| entry.at);
        let named = self.names.iter().copied();
        let mut ladder = named.fold(Ladder::new(), |ladder, (at, name)| ladder.name(at, name));
        entries.iter().for_each(|entry| ladder.add(entry));
        Some(ladder.to_string())
    }
}

impl Legs {
    fn keep(&mut self, entry: Arc<Entry>) {
        let Some(id) = entry.call_id().map(str::to_owned) else { return };
        if !self.messages.contains_key(&id) {
            // OPTIONS and the like belong to no conversation.
            if !entry.first_line().starts_with("INVITE ") {
                return;
            }
            if let Some(conversation) = entry.header(CONVERSATION, CONVERSATION) {
                let legs = self.of_conversation.entry(conversation.into()).or_default();
                legs.push(id.clone());
            }
            self.order.push_back(id.clone());
            if self.order.len() > LEGS_KEPT {
                let oldest = self.order.pop_front();
                if let Some(oldest) = oldest {
                    self.messages.remove(&oldest);
                    self.of_conversation.retain(|_, legs| !legs.contains(&oldest));
                }
            }
        }
        let messages = self.messages.entry(id).or_default();
        if messages.len() < MESSAGES_KEPT {
            messages.push(entry);
        }
    }
}
