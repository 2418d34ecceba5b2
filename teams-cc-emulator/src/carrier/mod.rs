//! A carrier: places calls into the stack under test over UDP, TCP or TLS, and takes calls from it.
//!
//! ```no_run
//! # async fn caller(teams: teams_cc_emulator::Emulator) {
//! let adele = teams.tenant("adatum").user("adele");
//! let phone = teams.carrier().call("+14255550100", "+14255550199").await;
//! phone.press(teams_cc_core::Key::D1).await;
//! assert!(adele.talks_to(&phone).await);
//! # }
//! ```

mod phone;
mod side;

use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::{Error, Rng};
use teams_cc_sip::{Target, Transport};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

pub use phone::Phone;

use crate::audio::Voice;
use crate::audio::g711::Law;
use crate::people::Ringing;
use crate::sip::Client;
use crate::sip::describe::Manner;
use crate::sip::net::Net;
use crate::sip::switch::{Input, LegHandle, Order, Placing, Route, Switch};
use crate::{Emulator, Stage};
use side::CarrierSide;

/// The emulated carrier. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Carrier {
    stage: Stage,
    orders: mpsc::UnboundedSender<Input>,
    lines: Lines,
    over: Option<Target>,
    secure: bool,
    first: Law,
}

/// The running carrier; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct CarrierSip {
    pub(crate) carrier: Carrier,
    _tasks: JoinSet<()>,
}

/// Numbers that can be called at the carrier, and the calls that came.
#[derive(Clone, Debug, Default)]
struct Lines(Arc<Mutex<Vec<Line>>>, Arc<watch::Sender<u64>>);

#[derive(Clone, Debug)]
struct Line {
    number: String,
    ringing: Ringing,
    calls: Vec<LegHandle>,
}

impl Lines {
    fn of(&self, number: &str) -> Option<Line> {
        self.0.lock().iter().find(|line| line.number == number).cloned()
    }

    fn rang(&self, number: &str, leg: LegHandle) {
        if let Some(line) = self.0.lock().iter_mut().find(|line| line.number == number) {
            line.calls.push(leg);
        }
        self.1.send_modify(|n| *n += 1);
    }
}

impl CarrierSip {
    /// Starts the carrier on these sockets.
    pub(crate) fn start(stage: &Stage, sockets: (UdpSocket, TcpListener)) -> Result<Self, Error> {
        let (orders, inputs) = mpsc::unbounded_channel();
        let lines = Lines::default();
        let local = stage.addresses().carrier;
        let side = CarrierSide { stage: stage.clone(), lines: lines.clone(), local };
        let switch = Switch::new(side, stage.clone(), local, orders.clone());
        let net = Net::new(stage.clone(), orders.clone(), Some(sockets.0), Client::new(stage)?);
        let mut tasks = JoinSet::new();
        tasks.spawn(net.clone().listen_udp());
        tasks.spawn(net.clone().listen_tcp(sockets.1));
        tasks.spawn(net.run(switch, inputs));
        let stage = stage.clone();
        let carrier = Carrier { stage, orders, lines, over: None, secure: false, first: Law::A };
        Ok(Self { carrier, _tasks: tasks })
    }
}

impl Carrier {
    /// Calls go to this target from now on: another transport, another trunk. Without it they go
    /// over UDP to where the carrier trunk was told to listen.
    #[must_use]
    pub fn over(mut self, target: Target) -> Self {
        self.over = Some(target);
        self
    }

    /// Calls go over TCP to where the carrier trunk was told to listen.
    #[must_use]
    pub fn over_tcp(self) -> Self {
        let at = self.stage.addresses().carrier_trunk;
        self.over(Target::new(Transport::Tcp, at.ip().to_string(), at.port()))
    }

    /// Offers SRTP with one key instead of RTP.
    #[must_use]
    pub fn with_srtp(mut self) -> Self {
        self.secure = true;
        self
    }

    /// Offers µ-law first instead of A-law.
    #[must_use]
    pub fn with_mu_law(mut self) -> Self {
        self.first = Law::Mu;
        self
    }

    /// Places a call and waits until it is answered or refused, ten seconds at most. The phone
    /// says a melody of its own from the answer on.
    ///
    /// # Panics
    /// When the call cannot even be sent: the emulator has ended, or no port is free.
    pub async fn call(&self, from: &str, to: &str) -> Phone {
        let phone = self.dial(from, to).await;
        phone.is_answered().await;
        phone
    }

    /// Places a call and gives the phone at once, while it rings.
    ///
    /// # Panics
    /// As [`call`](Self::call).
    pub async fn dial(&self, from: &str, to: &str) -> Phone {
        let (reply, handle) = oneshot::channel();
        let placing = Box::new(self.placing(from, to));
        self.orders.send(Input::Order(Order::Place(placing, reply))).ok();
        match handle.await.ok().flatten() {
            Some(leg) => Phone::new(leg, &self.stage),
            None => panic!("the carrier cannot place a call: no port is free"),
        }
    }

    /// A softphone is called, in silence until its story says something; `None` if no port is free.
    pub(crate) async fn rings(
        &self,
        from: &str,
        to: &str,
        headers: Vec<(String, String)>,
    ) -> Option<LegHandle> {
        let (reply, handle) = oneshot::channel();
        let mut placing = self.placing(from, to);
        placing.voice = Voice::silence();
        placing.headers.extend(headers.into_iter().map(|(name, value)| (name.into(), value)));
        self.orders.send(Input::Order(Order::Place(Box::new(placing), reply))).ok()?;
        handle.await.ok().flatten()
    }

    /// A number at the carrier can be called from now on, and does this when it rings.
    pub fn line(&self, number: &str, ringing: Ringing) {
        let mut lines = self.lines.0.lock();
        lines.retain(|line| line.number != number);
        lines.push(Line { number: number.to_owned(), ringing, calls: Vec::new() });
    }

    /// The phone of the last call to that number; waits for one up to ten seconds.
    pub async fn phone_of(&self, number: &str) -> Option<Phone> {
        let mut changed = self.lines.1.subscribe();
        let wait = async {
            loop {
                if let Some(leg) = self.lines.of(number).and_then(|l| l.calls.last().cloned()) {
                    return Some(Phone::new(leg, &self.stage));
                }
                changed.changed().await.ok()?;
            }
        };
        tokio::time::timeout(phone::PATIENCE, wait).await.ok().flatten()
    }

    fn placing(&self, from: &str, to: &str) -> Placing {
        let addresses = self.stage.addresses();
        let at = addresses.carrier_trunk;
        let target = self
            .over
            .clone()
            .unwrap_or_else(|| Target::new(Transport::Udp, at.ip().to_string(), at.port()));
        let place = if target.host.contains(':') {
            format!("[{}]:{}", target.host, target.port)
        } else {
            format!("{}:{}", target.host, target.port)
        };
        let local = addresses.carrier;
        let transport = match target.transport {
            Transport::Udp => String::new(),
            other => format!(";transport={other}"),
        };
        let mut rng: Rng = self.stage.rng();
        Placing {
            route: Route::To(target, 0),
            uri: format!("sip:{to}@{place}{transport}"),
            from: format!("<sip:{from}@{local}>"),
            to: format!("<sip:{to}@{place}>"),
            contact: format!("sip:{from}@{local}{transport}"),
            headers: Vec::new(),
            location: None,
            manner: Manner::Carrier { secure: self.secure, first: self.first },
            voice: Voice::of(&rng.token(12)),
            tenant: String::new(),
            user: None,
        }
    }
}

impl Emulator {
    /// The carrier.
    pub fn carrier(&self) -> Carrier {
        self.servers.carrier.carrier.clone()
    }
}
