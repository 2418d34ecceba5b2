//! Where notifications find their calls.

use std::collections::{HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use parking_lot::Mutex;
use serde_json::Value;
use teams_cc_core::{Address, Ended, Error, TenantId};
use tokio::sync::mpsc;

use super::create::{Create, Meeting};
use super::incoming::IncomingCall;
use super::leg::{Input, Leg, News};
use super::life::{self, Life};
use super::prompts::Prompts;
use super::wire;
use crate::{Graph, error};

/// Calls that ring and that nobody has taken yet; more are refused.
const MOST_RINGING: usize = 1_000;
/// Notifications about calls that we do not know yet: they overtook the answer that names the
/// call.
const MOST_STRAYS: usize = 1_000;
/// Ended calls whose late notifications are known as such.
const MOST_OVER: usize = 10_000;

/// The calls of one app. Cheap to clone; all clones share the calls.
///
/// Made by [`Graph::calls`].
#[derive(Clone)]
pub struct Calls {
    graph: Graph,
    hub: Arc<Hub>,
}

/// What all handles of one app share.
pub(crate) struct Hub {
    legs: Mutex<HashMap<String, Known>>,
    over: Mutex<Over>,
    strays: Mutex<VecDeque<Stray>>,
    ringing: mpsc::Sender<IncomingCall>,
    rings: tokio::sync::Mutex<mpsc::Receiver<IncomingCall>>,
    callback: Mutex<Option<Arc<str>>>,
    pub(super) prompts: Prompts,
}

/// A call that lives.
struct Known {
    tenant: Option<TenantId>,
    inputs: mpsc::Sender<Input>,
    scenario: Scenario,
}

/// News of a call that is not known yet.
struct Stray {
    key: String,
    tenant: Option<TenantId>,
    scenario: Option<Arc<str>>,
    news: News,
}

/// The service's name for the conversation that a call is part of, once it was told: it goes back
/// with every request about the call (`graph.md` section 2.5).
pub(super) type Scenario = Arc<OnceLock<Arc<str>>>;

/// What a notification was about.
pub(crate) enum Heard {
    /// No call of ours.
    Nothing,
    /// A call that we know, or may come to know.
    Moved,
    /// A call that rings.
    Rings(IncomingCall),
}

#[derive(Default)]
struct Over {
    keys: HashSet<String>,
    order: VecDeque<String>,
}

impl Default for Hub {
    fn default() -> Self {
        let (ringing, rings) = mpsc::channel(MOST_RINGING);
        Self {
            legs: Mutex::default(),
            over: Mutex::default(),
            strays: Mutex::default(),
            ringing,
            rings: tokio::sync::Mutex::new(rings),
            callback: Mutex::default(),
            prompts: Prompts::default(),
        }
    }
}

impl Hub {
    pub(super) fn register(&self, key: &str, life: &Life) {
        let (tenant, inputs) = (life.tenant, life.inputs());
        let scenario = Arc::clone(&life.scenario);
        self.legs.lock().insert(key.to_owned(), Known { tenant, inputs, scenario });
        // What came too early comes now, in its order.
        let mut early = VecDeque::new();
        {
            let mut strays = self.strays.lock();
            let (ours, others) = strays.drain(..).partition(|stray: &Stray| stray.key == key);
            early.extend::<VecDeque<Stray>>(ours);
            *strays = others;
        }
        for stray in early {
            self.deliver(key, stray.tenant, stray.scenario, stray.news);
        }
    }

    pub(super) fn forget(&self, key: &str) {
        self.legs.lock().remove(key);
        let mut over = self.over.lock();
        if over.keys.insert(key.to_owned()) {
            over.order.push_back(key.to_owned());
        }
        if over.order.len() > MOST_OVER
            && let Some(oldest) = over.order.pop_front()
        {
            over.keys.remove(&oldest);
        }
    }

    /// News without a notification.
    #[cfg(test)]
    pub(super) fn tell(&self, key: &str, news: News) {
        self.deliver(key, None, None, news);
    }

    /// Lets a call ring for whoever takes the next. Without room it is dropped, and so refused.
    pub(crate) fn rings(&self, call: IncomingCall) {
        drop(self.ringing.try_send(call));
    }

    fn knows(&self, key: &str) -> bool {
        self.legs.lock().contains_key(key) || self.over.lock().keys.contains(key)
    }

    /// `tenant` is the token's; a call of another tenant hears nothing (RS-43).
    fn deliver(&self, key: &str, tenant: Option<TenantId>, scenario: Option<Arc<str>>, news: News) {
        let inputs = {
            let legs = self.legs.lock();
            let known = legs.get(key);
            if let Some(known) = known {
                if tenant.is_some() && known.tenant.is_some() && known.tenant != tenant {
                    tracing::warn!("a notification of another tenant about this call is left out");
                    return;
                }
                if let Some(scenario) = &scenario {
                    // The first name stays.
                    let _ = known.scenario.set(Arc::clone(scenario));
                }
            }
            known.map(|known| known.inputs.clone())
        };
        match inputs {
            // A full inbox loses news as the network does: the machine looks for itself.
            Some(inputs) => drop(inputs.try_send(Input::News(news))),
            None if self.over.lock().keys.contains(key) => {}
            None => {
                let mut strays = self.strays.lock();
                if strays.len() == MOST_STRAYS {
                    strays.pop_front();
                }
                strays.push_back(Stray { key: key.to_owned(), tenant, scenario, news });
            }
        }
    }
}

impl Calls {
    pub(crate) fn new(graph: Graph, hub: Arc<Hub>) -> Self {
        Self { graph, hub }
    }

    pub(super) fn graph(&self) -> &Graph {
        &self.graph
    }

    pub(super) fn hub(&self) -> &Arc<Hub> {
        &self.hub
    }

    /// Says where the calling service reaches this program: an https address. Notifications of
    /// answered calls go there, and prompts are fetched from below it (`…/prompts/….wav`).
    pub fn listen(&self, callback: impl AsRef<str>) -> Self {
        *self.hub.callback.lock() = Some(callback.as_ref().trim_end_matches('/').into());
        self.clone()
    }

    pub(super) fn callback(&self) -> Result<Arc<str>, Error> {
        self.hub.callback.lock().clone().ok_or_else(error::no_callback)
    }

    /// Takes one item of a post of the calling service (`commsNotification`), after its token was
    /// verified: `tenant` is the token's. `false` if it is not about a call. A call that rings waits
    /// for [`next_call`](Self::next_call).
    ///
    /// [`Graph::webhook`] and [`Graph::notifications`] do this themselves. Twice, late and out of
    /// order is fine.
    pub fn take(&self, tenant: TenantId, item: &str) -> bool {
        match self.hear(tenant, None, item) {
            Heard::Nothing => false,
            Heard::Moved => true,
            Heard::Rings(call) => {
                self.hub.rings(call);
                true
            }
        }
    }

    /// Hears one item; `scenario` is the name of the conversation that it came with.
    pub(crate) fn hear(&self, tenant: TenantId, scenario: Option<&str>, item: &str) -> Heard {
        let Ok(item) = serde_json::from_str::<Value>(item) else { return Heard::Nothing };
        let Some(wire::Item { call, rings, news }) = wire::item(&item) else {
            return Heard::Nothing;
        };
        let key = wire::key(&call);
        let scenario: Option<Arc<str>> = scenario.map(Into::into);
        let mut heard = Heard::Moved;
        if let Some(body) = rings.filter(|_| !self.hub.knows(&key)) {
            let graph = self.graph.in_tenant(tenant);
            let calls = Self::new(graph, Arc::clone(&self.hub));
            let life = Life::of(&body, &call, Some(tenant));
            let leg = Leg::incoming(self.graph.fork_rng().next_u64()).of(life.peer.clone());
            let life = life::start(&calls, leg, life);
            heard = Heard::Rings(IncomingCall::new(calls, life, body));
        }
        for news in news {
            self.hub.deliver(&key, Some(tenant), scenario.clone(), news);
        }
        heard
    }

    /// The next call that comes in. Take it within 15 s.
    pub async fn next_call(&self) -> IncomingCall {
        let mut rings = self.hub.rings.lock().await;
        match rings.recv().await {
            Some(call) => call,
            // The hub holds a sender itself.
            None => std::future::pending().await,
        }
    }

    /// Runs `story` for each call that comes in, each as its own task, as long as the future is
    /// polled: select it against whatever tells your program to stop.
    ///
    /// What a story returns is logged with the call's id.
    pub async fn serve<F, S>(&self, mut story: F)
    where
        F: FnMut(IncomingCall) -> S + Send,
        S: Future<Output = Result<Ended, Error>> + Send + 'static,
    {
        loop {
            let call = self.next_call().await;
            let id = call.id();
            let story = story(call);
            tokio::spawn(async move {
                match story.await {
                    Ok(ended) => tracing::info!(call.id = %id, %ended, "call over"),
                    Err(error) if error.is_ended() => {
                        tracing::info!(call.id = %id, %error, "call over");
                    }
                    Err(error) => tracing::warn!(call.id = %id, %error, "story failed"),
                }
            });
        }
    }

    /// Calls somebody; say where notifications go, then [`send`](Create::send).
    pub fn create(&self, to: impl Into<Address>) -> Create {
        Create::to(self.clone(), to.into())
    }

    /// Joins a meeting as a participant.
    pub fn join(&self, meeting: Meeting) -> Create {
        Create::join(self.clone(), meeting)
    }

    /// How many calls are up, ringing or being made.
    pub fn len(&self) -> usize {
        self.hub.legs.lock().len()
    }

    /// Whether there is no call.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The prompt file that the service fetches at this path, as `audio/wav`; `None` if the path
    /// ends in no name of ours. Any web framework serves it.
    pub fn prompt(&self, path: &str) -> Option<Bytes> {
        self.hub.prompts.at(path)
    }
}

impl fmt::Debug for Calls {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Calls").field("calls", &self.len()).finish_non_exhaustive()
    }
}
