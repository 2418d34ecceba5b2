//! The Teams clients of all users: which calls each has, and how calls are placed from them.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use parking_lot::Mutex;
use teams_cc_core::{E164, Guid, Rng};
use tokio::sync::{mpsc, oneshot, watch};

use super::describe::Oddities;
use super::health::{DEMOTED_AFTER, FAILOVER_CODES, FAILOVER_TIME, Health};
use super::switch::{Input, LegHandle, Order, Placing};

/// How the emulated Teams and its trunk object behave: the switches of section 26 and the fields
/// of `CsOnlinePSTNGateway` that matter on the wire. A derived trunk inherits all (DR-45).
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "independent switches of a trunk object")]
pub struct TeamsSwitches {
    /// Every transaction towards the trunk on a connection of its own (DR-11, EM-02).
    pub fresh_connections: bool,
    /// Header names in upper case (DR-66, EM-05).
    pub upper_case: bool,
    /// `Record-Route` in what Teams sends; without it the Contact decides (DR-76, EM-06).
    pub record_route: bool,
    /// What is odd about SDP (EM-12).
    pub oddities: Oddities,
    /// The trunk's `Enabled`: off, no new call passes in either direction (DR-32).
    pub enabled: bool,
    /// The trunk's `SendSipOptions`.
    pub send_options: bool,
    /// The trunk's `ForwardPai`: `P-Asserted-Identity` and `Privacy` (DR-70).
    pub forward_pai: bool,
    /// The trunk's `FailoverResponseCodes` (DR-30).
    pub failover_codes: Vec<u16>,
    /// The trunk's `FailoverTimeSeconds` (DR-30).
    pub failover_time: Duration,
    /// The trunk's `MediaBypass`: an offer must have candidates (DR-127).
    pub media_bypass: bool,
    /// Silence after which the trunk is tried last (DR-25).
    pub demoted_after: Duration,
    /// Teams hangs up right after the 202 to its REFER instead of after the last NOTIFY.
    pub bye_after_accepted: bool,
    /// Teams ends a call when it hears neither RTP nor RTCP for so long (DR-126); off if absent.
    pub media_timeout: Option<Duration>,
    /// Numbers that may not call in (DR-52).
    pub blocked: Vec<E164>,
    /// The session interval Teams offers, in seconds (DR-77).
    pub session_expires: u32,
}

impl Default for TeamsSwitches {
    fn default() -> Self {
        Self {
            fresh_connections: true,
            upper_case: true,
            record_route: true,
            oddities: Oddities::default(),
            enabled: true,
            send_options: true,
            forward_pai: false,
            failover_codes: FAILOVER_CODES.to_vec(),
            failover_time: FAILOVER_TIME,
            media_bypass: false,
            demoted_after: DEMOTED_AFTER,
            bye_after_accepted: false,
            media_timeout: None,
            blocked: Vec::new(),
            session_expires: 3600,
        }
    }
}

/// A transfer Teams asked for: the INVITE that must come back (DR-87).
#[derive(Clone, Debug)]
pub(crate) struct Referral {
    pub(crate) refer_to: String,
    pub(crate) referred_by: String,
}

/// Calls, switches and health of the Teams side. Part of the [`Stage`](crate::Stage).
#[derive(Clone)]
pub(crate) struct Phones(Arc<Inner>);

struct Inner {
    orders: OnceLock<mpsc::UnboundedSender<Input>>,
    legs: Mutex<HashMap<Guid, Vec<LegHandle>>>,
    changed: watch::Sender<u64>,
    switches: Mutex<TeamsSwitches>,
    health: Mutex<Health>,
    referrals: Mutex<Vec<Referral>>,
    /// Further trunks that route to the same place, tried by DR-30.
    further: Mutex<Vec<std::net::SocketAddr>>,
    rng: Mutex<Rng>,
}

impl std::fmt::Debug for Phones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Phones(..)")
    }
}

impl Phones {
    pub(crate) fn new(rng: Rng) -> Self {
        Self(Arc::new(Inner {
            orders: OnceLock::new(),
            legs: Mutex::default(),
            changed: watch::Sender::new(0),
            switches: Mutex::default(),
            health: Mutex::default(),
            referrals: Mutex::default(),
            further: Mutex::default(),
            rng: Mutex::new(rng),
        }))
    }

    /// Orders go here from now on.
    pub(super) fn connect(&self, orders: mpsc::UnboundedSender<Input>) {
        self.0.orders.set(orders).ok();
    }

    pub(crate) fn switches(&self) -> TeamsSwitches {
        self.0.switches.lock().clone()
    }

    pub(crate) fn change(&self, change: impl FnOnce(&mut TeamsSwitches)) {
        let mut switches = self.0.switches.lock();
        change(&mut switches);
        self.0.health.lock().demote_after(switches.demoted_after);
    }

    pub(crate) fn health<T>(&self, with: impl FnOnce(&mut Health) -> T) -> T {
        let out = with(&mut self.0.health.lock());
        self.0.changed.send_modify(|n| *n += 1);
        out
    }

    pub(crate) fn rng(&self) -> Rng {
        self.0.rng.lock().fork()
    }

    pub(crate) fn further(&self) -> Vec<std::net::SocketAddr> {
        self.0.further.lock().clone()
    }

    pub(crate) fn add_trunk(&self, address: std::net::SocketAddr) {
        self.0.further.lock().push(address);
    }

    pub(super) fn expect(&self, referral: Referral) {
        self.0.referrals.lock().push(referral);
    }

    /// Takes the transfer that a new INVITE carries out; `Err` if there is none like it.
    pub(super) fn redeem(&self, uri: &str, referred_by: &str) -> Result<(), String> {
        let mut referrals = self.0.referrals.lock();
        let found = referrals.iter().position(|r| r.referred_by == referred_by);
        let Some(at) = found else { return Err("Referred-By is not what Teams sent".into()) };
        if referrals[at].refer_to != uri {
            return Err(format!(
                "Request-URI {uri} is not the Refer-To {}",
                referrals[at].refer_to
            ));
        }
        referrals.remove(at);
        Ok(())
    }

    /// A user has one more call; ended ones are forgotten, but for the newest.
    pub(super) fn add(&self, user: Guid, leg: LegHandle) {
        let mut legs = self.0.legs.lock();
        let list = legs.entry(user).or_default();
        list.retain(|leg| !leg.has_ended());
        list.push(leg);
        self.0.changed.send_modify(|n| *n += 1);
    }

    /// The newest call of a user, ended or not.
    pub(crate) fn newest(&self, user: Guid) -> Option<LegHandle> {
        self.0.legs.lock().get(&user).and_then(|list| list.last().cloned())
    }

    /// Every call of a user that is known still.
    pub(crate) fn legs(&self, user: Guid) -> Vec<LegHandle> {
        self.0.legs.lock().get(&user).cloned().unwrap_or_default()
    }

    /// Tells when calls come or health changes.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.0.changed.subscribe()
    }

    pub(crate) async fn place(&self, placing: Placing) -> Option<LegHandle> {
        let (reply, handle) = oneshot::channel();
        let orders = self.0.orders.get()?;
        orders.send(Input::Order(Order::Place(Box::new(placing), reply))).ok()?;
        handle.await.ok().flatten()
    }

    pub(crate) fn order(&self, order: Order) {
        if let Some(orders) = self.0.orders.get() {
            orders.send(Input::Order(order)).ok();
        }
    }
}
