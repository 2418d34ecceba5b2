#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod acs;
pub mod ai;
pub mod audio;
mod bot;
mod calls;
pub mod carrier;
pub mod certs;
mod clock;
mod config;
pub mod control;
#[doc = include_str!("errors.md")]
pub mod errors {}
pub mod faults;
mod folder;
pub mod graph;
mod http;
pub mod ladder;
pub(crate) mod outbound;
pub mod people;
pub mod presence;
mod settings;
pub mod sign_in;
pub mod sip;
mod sockets;
pub mod speech;
mod stage;
mod trust;
mod uri;
mod zip;

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{Address, E164, Error, Guid, TenantId};

pub use acs::{Acs, AcsSettings};
pub use ai::{AiResource, AiSettings};
pub use bot::BotReply;
pub use calls::{CallRecord, Calls};
pub use clock::Clock;
pub use config::EmulatorConfig;
pub use faults::{Fault, Faults, Place, Rule};
pub use graph::calls::{Bot, BotCall, BotLeg, Bots, CallbackStyle, NoBot, ResourceAccount};
pub use graph::resources::access::MeetingAccess;
pub use graph::resources::mail::Mail;
pub use graph::resources::stock::Kept;
pub use ladder::{Ladder, Wire};
pub use people::{People, Ringing, SipBehaviour, Step, TenantRecord, UserRecord};
pub use presence::Presences;
pub use settings::{BotSettings, Settings, TenantSettings, UserSettings};
pub use sockets::Addresses;
pub use stage::Stage;

use bot::Talking;
use carrier::CarrierSip;
use control::Desk;
use graph::Graph;
use graph::callbacks::Delivering;
use graph::resources::records::Writing;
use graph::subscriptions::Notifying;
use http::Served;
use sign_in::SignIn;
use sip::TeamsSip;
use sockets::Sockets;

/// The Microsoft side and a carrier, on loopback ports, for one test.
///
/// Cheap to clone; the servers stop when the last clone goes.
#[derive(Clone, Debug)]
pub struct Emulator {
    stage: Stage,
    sign_in: SignIn,
    servers: Arc<Servers>,
}

/// What runs until the last clone goes.
#[derive(Debug)]
struct Servers {
    _http: [Served; 8],
    _sip: TeamsSip,
    _talking: Talking,
    _records: Writing,
    _callbacks: Delivering,
    _notifications: Notifying,
    _acs: acs::Telling,
    carrier: CarrierSip,
}

impl Emulator {
    /// Starts one with [`Settings::default`].
    ///
    /// # Panics
    /// When it cannot start: a test has nothing better to do. Programs use [`Settings::start`].
    pub async fn start() -> Self {
        match Settings::default().start().await {
            Ok(emulator) => emulator,
            Err(error) => panic!("the emulator does not start: {error:?}"),
        }
    }

    pub(crate) async fn start_with(settings: Settings) -> Result<Self, Error> {
        let (sockets, addresses) = Sockets::bind(&settings).await?;
        let stage = Stage::set(settings, &addresses)?;
        let ip = addresses.signin.ip().to_string();
        let web_leaf = stage.certs.leaf(&["localhost", &ip])?;
        let sign_in = SignIn::new(stage.clone())?;
        sign_in.serves_at(&format!("https://{}", addresses.signin));
        let graph = Graph::new(stage.clone(), sign_in.clone());
        graph.serves_at(&format!("https://{}", addresses.graph_tls));
        let plain = graph.at(&format!("http://{}", addresses.graph));
        stage.connector.serves_at(&format!("http://{}/bot/", addresses.graph));
        let bots = || axum::Router::new().nest("/bot", bot::routes(stage.clone(), sign_in.clone()));
        let tls = http::tls(&web_leaf)?;
        // Also the names that Microsoft's clients insist on, for whoever maps them to loopback.
        let acs_names = [&["localhost", ip.as_str()], acs::HOSTS.as_slice()].concat();
        let acs_tls = http::tls(&stage.certs.leaf(&acs_names)?)?;
        // Its own ring: a key of Entra signs no event.
        let acs_keys = sign_in::Keys::starting_at(stage.rng(), 3)?;
        let acs = |scheme: &str, at: std::net::SocketAddr| {
            acs::Front::new(&stage, &sign_in, &acs_keys, format!("{scheme}://{at}")).router()
        };
        let ai = || ai::Front::new(&stage, &sign_in).router();
        let carrier = CarrierSip::start(&stage, sockets.carrier)?;
        let desk = Desk::new(&stage, &sign_in, carrier.carrier.clone());
        let servers = Servers {
            _sip: TeamsSip::start(&stage, sockets.sip)?,
            _talking: Talking::start(&stage, &sign_in),
            _records: Writing::start(&stage),
            _callbacks: Delivering::start(&stage, &sign_in),
            _notifications: Notifying::start(&stage, &sign_in),
            _acs: acs::Telling::start(&stage, &acs_keys, carrier.carrier.clone()),
            carrier,
            _http: [
                http::serve(sockets.graph, None, bots().merge(plain.router())),
                http::serve(sockets.graph_tls, Some(tls.clone()), bots().merge(graph.router())),
                http::serve(sockets.acs, None, acs("http", addresses.acs)),
                http::serve(sockets.acs_tls, Some(acs_tls), acs("https", addresses.acs_tls)),
                http::serve(sockets.ai, None, ai()),
                http::serve(sockets.ai_tls, Some(tls.clone()), ai()),
                http::serve(sockets.signin, Some(tls), sign_in.router()),
                http::serve(sockets.control, None, control::router(desk)),
            ],
        };
        Ok(Self { stage, sign_in, servers: servers.into() })
    }

    /// What a program needs in order to use this emulator; writes the files it names.
    ///
    /// # Panics
    /// When a file cannot be written; [`try_config`](Self::try_config) says so instead.
    pub fn config(&self) -> EmulatorConfig {
        match self.try_config() {
            Ok(config) => config,
            Err(error) => panic!("{error:?}"),
        }
    }

    /// As [`config`](Self::config), with an error instead of a panic.
    pub fn try_config(&self) -> Result<EmulatorConfig, Error> {
        EmulatorConfig::write(&self.stage, self.sign_in.credentials())
    }

    /// What the program prints when everything listens: `pid`, `graph`, `acs`, `signin`, `sip`,
    /// `control`.
    pub fn ready(&self) -> serde_json::Value {
        control::ready(&self.stage)
    }

    /// The sign-in service: applications, key rotation, revocation.
    pub fn sign_in(&self) -> &SignIn {
        &self.sign_in
    }

    /// The tenant of that short name; made on the spot if it is new.
    pub fn tenant(&self, name: &str) -> Tenant {
        let tenant = self.stage.people.ensure_tenant(name);
        Tenant { stage: self.stage.clone(), name: tenant.name }
    }

    /// Every message so far.
    pub fn ladder(&self) -> &Ladder {
        &self.stage.ladder
    }

    /// What goes wrong on purpose.
    pub fn faults(&self) -> &Faults {
        &self.stage.faults
    }

    /// The emulator's clock.
    pub fn clock(&self) -> &Clock {
        &self.stage.clock
    }

    /// What became of each call.
    pub fn calls(&self) -> &Calls {
        &self.stage.calls
    }

    /// What the servers share.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }
}

/// A tenant of an emulator.
#[derive(Clone, Debug)]
pub struct Tenant {
    stage: Stage,
    name: String,
}

impl Tenant {
    /// The user of that short name; made on the spot if new: with a number, signed in to Teams,
    /// `Available`, answering after a second.
    pub fn user(&self, name: &str) -> User {
        let settings = UserSettings { name: name.into(), ..UserSettings::default() };
        let id = match settings.settle(&self.name, &self.stage) {
            Ok(user) => user.id,
            // Only a presence that is set can be wrong.
            Err(_) => self.stage.people.ensure_user(&self.name, name).id,
        };
        User { stage: self.stage.clone(), tenant: self.name.clone(), name: name.into(), id }
    }

    /// The Entra tenant id.
    pub fn id(&self) -> TenantId {
        self.stage.people.ensure_tenant(&self.name).id
    }

    /// For whom that application may work with online meetings: the tenant's application access
    /// policy. Nobody's but the first application's is open from the start.
    pub fn lets_meet(&self, app: Guid, access: MeetingAccess) {
        self.stage.access.grant(self.id(), app, access);
    }

    /// The name of its trunk (DR-42).
    pub fn trunk(&self) -> String {
        self.stage.people.ensure_tenant(&self.name).trunk
    }
}

/// A Teams user of an emulator.
#[derive(Clone, Debug)]
pub struct User {
    stage: Stage,
    tenant: String,
    name: String,
    id: Guid,
}

impl User {
    /// What the user is now, as data.
    pub fn record(&self) -> UserRecord {
        self.stage.people.ensure_user(&self.tenant, &self.name)
    }

    /// The Entra object id.
    pub fn id(&self) -> Guid {
        self.id
    }

    /// The Teams Phone number.
    pub fn number(&self) -> E164 {
        self.record().number
    }

    /// Where a trunk reaches the user.
    pub fn address(&self) -> Address {
        self.number().into()
    }

    /// What everybody shares.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// Sets the whole behaviour.
    pub fn behaves(self, behaviour: SipBehaviour) -> Self {
        self.stage.people.change(self.id, |user| user.behaviour = behaviour);
        self
    }

    /// Answers after so long.
    pub fn answers_after(self, wait: Duration) -> Self {
        let after_ms = people::millis(wait);
        self.rings(Ringing::Answer { after_ms })
    }

    /// Answers at once.
    pub fn answers(self) -> Self {
        self.answers_after(Duration::ZERO)
    }

    /// Declines after so long.
    pub fn declines_after(self, wait: Duration) -> Self {
        let after_ms = people::millis(wait);
        self.rings(Ringing::Decline { after_ms })
    }

    /// Rings and never answers.
    pub fn ignores(self) -> Self {
        self.rings(Ringing::Ignore)
    }

    /// What happens while it rings.
    pub fn rings(self, ringing: Ringing) -> Self {
        self.stage.people.change(self.id, |user| user.behaviour.ringing = ringing);
        self
    }

    /// What the user does once a call is up.
    pub fn then(self, steps: impl IntoIterator<Item = Step>) -> Self {
        let steps: Vec<Step> = steps.into_iter().collect();
        self.stage.people.change(self.id, |user| user.behaviour.script = steps);
        self
    }

    /// The user's Teams client shows this.
    pub fn shows(self, availability: &str, activity: &str) -> Self {
        self.stage.presences.client_shows(self.id, availability, activity);
        self
    }
}
