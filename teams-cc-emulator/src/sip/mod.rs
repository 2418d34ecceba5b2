//! The SIP side of Teams: three proxies, users with phones, and everything Direct Routing refuses.
//!
//! The proxies listen on loopback over mutual TLS (EM-01). What reaches them is judged by
//! rules written from Microsoft's documents; users ring, answer, hold, transfer
//! and hang up as their [`SipBehaviour`](crate::SipBehaviour) says or as a test asks through
//! [`User`](crate::User). [`TeamsSwitches`] turns each oddity of Teams on and off.

mod calling;
mod certificates;
pub(crate) mod describe;
#[cfg(test)]
pub(crate) mod golden;
mod health;
pub(crate) mod net;
mod phones;
pub(crate) mod refusal;
pub(crate) mod rules;
pub(crate) mod sdp;
mod stories;
pub(crate) mod switch;
mod teams;
#[cfg(test)]
mod tests;
pub(crate) mod text;
mod user;

use std::net::SocketAddr;

use teams_cc_core::Error;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use describe::Oddities;
pub use phones::TeamsSwitches;
pub use user::UserCall;

pub(crate) use certificates::Client;
pub(crate) use phones::Phones;
pub(crate) use user::hears;

use crate::{Emulator, Stage};
use certificates::{PROXIES, Server};
use net::Net;
use switch::{Order, Route, Switch};
use teams::TeamsSide;
use teams_cc_sip::{Target, Transport};
use text::Draft;

/// The running Teams side; it ends when this is dropped.
#[derive(Debug)]
pub(crate) struct TeamsSip {
    _tasks: JoinSet<()>,
}

impl TeamsSip {
    /// Starts the three proxies on these sockets.
    pub(crate) fn start(stage: &Stage, listeners: [TcpListener; 3]) -> Result<Self, Error> {
        let (orders, inputs) = mpsc::unbounded_channel();
        let phones = stage.phones.clone();
        phones.connect(orders.clone());
        let local = stage.addresses().sip[0];
        let side = TeamsSide { stage: stage.clone(), phones: phones.clone(), rng: stage.rng() };
        let switch = Switch::new(side, stage.clone(), local, orders.clone());
        let net = Net::new(stage.clone(), orders, None, Client::new(stage)?);
        let server = Server::new(stage)?;
        let mut tasks = JoinSet::new();
        for (at, listener) in listeners.into_iter().enumerate() {
            let name = PROXIES[at].to_owned();
            tasks.spawn(net.clone().listen_tls(listener, at, name, server.clone()));
        }
        tasks.spawn(net.run(switch, inputs));
        tasks.spawn(ping(stage.clone(), phones));
        Ok(Self { _tasks: tasks })
    }
}

/// Teams' own OPTIONS: only after the trunk's, to the host of its Contact (DR-23).
async fn ping(stage: Stage, phones: Phones) {
    let mut changes = phones.changes();
    let mut rng = stage.rng();
    loop {
        let now = stage.clock.now();
        for (proxy, host, port) in phones.health(|h| h.due(now)) {
            if !phones.switches().enabled {
                continue;
            }
            let draft = options(&mut rng, &host, port);
            let (reply, answer) = tokio::sync::oneshot::channel();
            let target = Target::new(Transport::Tls, host, port);
            phones.order(Order::Send(Route::To(target, proxy), draft, reply));
            let (phones, stage) = (phones.clone(), stage.clone());
            tokio::spawn(async move {
                let answer = answer.await.ok().flatten();
                let status = answer.as_ref().map_or(0, text::Text::status);
                if let Some(answer) = &answer
                    && (answer.header("Contact").is_none() || answer.header("Allow").is_none())
                {
                    let what = "answer to OPTIONS without Contact or Allow (DR-23)";
                    stage.ladder.note("teams", answer.call_id(), what);
                }
                phones.health(|h| h.answered(stage.clock.now(), proxy, status));
            });
        }
        let deadline = phones.health(|h| h.deadline());
        changes.mark_unchanged();
        tokio::select! {
            () = stage.clock.sleep_until(deadline.unwrap_or(teams_cc_core::Instant::FAR)) => {}
            changed = changes.changed() => if changed.is_err() { return },
        }
    }
}

/// M03.
fn options(rng: &mut teams_cc_core::Rng, host: &str, port: u16) -> Draft {
    let regional = "sip-du-a-eu.pstnhub.microsoft.com:5061";
    let (tag, call) = (crate::people::fresh_guid(rng), crate::people::fresh_guid(rng));
    Draft::request("OPTIONS", &format!("sip:{host}:{port};transport=tls"))
        .with("From", format!("<sip:{regional};transport=tls>;tag={:032x}", tag.as_u128()))
        .with("To", format!("<sip:{host}>"))
        .with("CSeq", "1 OPTIONS")
        .with("Call-ID", format!("{:032x}", call.as_u128()))
        .with("Max-Forwards", "70")
        .with("Contact", format!("<sip:{regional}>"))
        .with("User-Agent", teams::AGENT)
        .with("Allow", rules::ALLOW)
}

/// What a test does with the SIP side as a whole.
impl Emulator {
    /// Changes how the emulated Teams behaves on the wire.
    pub fn teams(&self, change: impl FnOnce(&mut TeamsSwitches)) {
        self.stage.phones.change(change);
    }

    /// How often the trunk sent good OPTIONS to each proxy (DR-20).
    pub fn options_heard(&self) -> [u64; 3] {
        self.stage.phones.health(|h| h.times())
    }

    /// What the trunk answered to the last OPTIONS of each proxy; 0 for silence (DR-23).
    pub fn options_answered(&self) -> [Option<u16>; 3] {
        self.stage.phones.health(|h| h.answers())
    }

    /// Whether Teams would try the trunk last (DR-25).
    pub fn is_demoted(&self) -> bool {
        let now = self.stage.clock.now();
        self.stage.phones.health(|h| h.is_demoted(now, 0))
    }

    /// Waits until `is_so` holds for what [`options_heard`](Self::options_heard) and
    /// [`options_answered`](Self::options_answered) tell; false after ten seconds.
    pub async fn options_until(
        &self,
        mut is_so: impl FnMut([u64; 3], [Option<u16>; 3]) -> bool,
    ) -> bool {
        let mut changes = self.stage.phones.changes();
        let wait = async {
            while !is_so(self.options_heard(), self.options_answered()) {
                if changes.changed().await.is_err() {
                    return;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(10), wait).await.is_ok()
    }

    /// A further trunk that routes to the same place, tried by the rules of DR-30.
    pub fn adds_trunk(&self, address: SocketAddr) {
        self.stage.phones.add_trunk(address);
    }

    /// Cuts every SIP connection of the Teams side at once (EM-15); calls live on (DR-12).
    pub fn cuts_connections(&self) {
        self.stage.phones.order(Order::CutAll);
    }
}
