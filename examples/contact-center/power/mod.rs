//! Extend + Power: a Teams Phone number rings at this program, an assistant speaks first, and
//! agents in the vendor's own desktop take over.
//!
//! On-boarding gives us the resource account; calls are announced by Event Grid and carried by Call
//! Automation. What the assistant settles needs no agent; the rest is handed over with a need and
//! a summary, waits in a queue, and is brought to a seat. What is said is read, and advice is
//! whispered.

mod concierge;
mod people;
mod staff;
mod story;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;

use teams_cc::acs::calls::Calls;
use teams_cc::acs::{CallAutomation, Webhook};
use teams_cc::routing::{Plan, Router};
use teams_cc::{Guid, Result, Rng, Secret};
use teams_cc_emulator::acs::Line;
use teams_cc_emulator::{Emulator, EmulatorConfig};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::book::Model;
use crate::center::Center;
use crate::lane::Lane;
use crate::{setup, staff as tenant};
use staff::Seat;

/// The resource account's number.
const SERVICE: &str = "+15550300";
/// A look whether all calls have gone.
const LOOK: Duration = Duration::from_millis(10);

/// What runs of this model.
pub(crate) struct Power {
    pub(crate) lane: Lane,
    /// What on-boarding has done, and what an administrator would have to do.
    onboarding: String,
    calls: Calls,
    webhook: Webhook,
    seats: Vec<Seat>,
    closing: watch::Sender<bool>,
}

/// What the service posts to: its socket listens, and is served once the centre stands.
pub(crate) struct Front {
    listener: TcpListener,
    events: String,
}

impl Power {
    /// Takes on the customer's number, hires. Nobody calls before [`run`].
    pub(crate) async fn open(
        microsoft: &Emulator,
        config: &EmulatorConfig,
        rng: &mut Rng,
    ) -> Result<(Self, Front)> {
        let key = format!("{:016x}", rng.next_u64());
        let acs = CallAutomation::builder()
            .connection_string(config.acs_connection_string())
            .resource_id(config.acs_resource_id.to_string())
            .openid_document(&config.acs_openid)
            .intelligence(&config.acs_intelligence)
            .locale("en-US")
            .event_key(Secret::new(&key))
            .build()?;
        let tenant = microsoft.tenant(tenant::TENANT).id();
        let account =
            Guid::from_u128(u128::from(rng.next_u64()) << 64 | u128::from(rng.next_u64()));
        let mut line = Line::default();
        line.number = SERVICE.into();
        (line.tenant, line.account) = (Some(tenant.0), Some(account));
        line.needs_consent = true;
        microsoft.acs().line(line);
        // Rapid provisioning: one idempotent request gives this service the customer's number.
        let onboarding = acs.teams_phone(&tenant).assign(account.to_string()).await?;

        let (agents, seats) = staff::hire(microsoft, &acs, config.acs_resource_id, rng);
        let router =
            Router::start(Plan::new([setup::queue("desktop")]).overflow(setup::voicemail()));
        router.sign_on(&agents);

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_nonblocking(true)?;
        let public = format!("http://{}/acs", listener.local_addr()?);
        let front = Front { listener, events: format!("{public}/events?key={key}") };
        let (calls, webhook) = acs.listen(&public);
        let lane = Lane::new(Model::Power, router, agents);
        let (onboarding, closing) = (onboarding.to_string(), watch::Sender::new(false));
        Ok((Self { lane, onboarding, calls, webhook, seats, closing }, front))
    }

    /// Done when the centre closes.
    async fn closes(&self) {
        // The sender lives as long as `self`: an error cannot come.
        let _ = self.closing.subscribe().wait_for(|closing| *closing).await;
    }

    /// Ends all calls for everybody; done when the service knows.
    pub(crate) async fn close(&self) {
        self.closing.send_replace(true);
        while !self.calls.is_empty() {
            tokio::time::sleep(LOOK).await;
        }
    }
}

/// Serves the webhook and the calls, and sets the emulated people to work.
pub(crate) fn run(
    center: &Arc<Center>,
    microsoft: &Emulator,
    front: Front,
    rng: &mut Rng,
    tasks: &mut JoinSet<()>,
) {
    tracing::info!("{}", center.power.onboarding);
    // No task of the centre: calls are hung up through it when all else has ended.
    tokio::spawn(serve(center.clone(), front.listener));
    let telling = center.clone();
    tasks.spawn(async move {
        let told = telling.clone();
        let served = telling.power.calls.serve(move |call| story::told(call, told.clone())).await;
        if let Err(error) = served {
            telling.power.lane.fails(&error);
        }
    });
    let (here, seats) = (microsoft.acs(), center.power.seats.clone());
    let (telling, callers) = (center.clone(), rng.fork());
    tasks.spawn(async move {
        // Event Grid shakes hands with the webhook first.
        match here.subscribe(&front.events).await {
            Ok(()) => people::call(here, SERVICE, seats, callers).await,
            Err(why) => telling.power.lane.fails(&why),
        }
    });
    tasks.spawn(people::moods(center.power.seats.clone(), rng.fork()));
}

async fn serve(center: Arc<Center>, listener: TcpListener) {
    let served = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => center.power.webhook.clone().serve_on(listener).await,
        Err(error) => Err(error.into()),
    };
    if let Err(error) = served {
        center.power.lane.fails(&error);
    }
}
