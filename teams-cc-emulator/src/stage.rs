//! What all parts of one emulator share.

use std::collections::HashSet;
use std::sync::Arc;

use parking_lot::Mutex;
use teams_cc_core::{Error, Guid, Rng};

use crate::acs::{Calls as AcsCalls, Resource};
use crate::ai::Script;
use crate::bot::Connector;
use crate::certs::Authority;
use crate::folder::RunFolder;
use crate::graph::calls::Bots;
use crate::graph::changes::Changes;
use crate::graph::resources::access::AccessPolicies;
use crate::graph::resources::store::Store;
use crate::graph::subscriptions::{Hubs, Subscriptions};
use crate::outbound::Outbound;
use crate::sip::Phones;
use crate::sockets::Addresses;
use crate::{Calls, Clock, Faults, Ladder, People, Presences, Settings};

/// Clock, ladder, people, presence, calls, faults, certificates and randomness of one emulator.
/// Cheap to clone; every server of the emulator gets one.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The clock.
    pub clock: Clock,
    /// The record of every message.
    pub ladder: Ladder,
    /// Tenants and users.
    pub people: People,
    /// What people show.
    pub presences: Presences,
    /// What became of each call.
    pub calls: Calls,
    /// What goes wrong on purpose.
    pub faults: Faults,
    /// The authority of this emulator.
    pub certs: Authority,
    pub(crate) phones: Phones,
    /// Calling bots and their calls.
    pub(crate) bots: Bots,
    /// The calls of the Azure Communication Services resource.
    pub(crate) acs: AcsCalls,
    /// What the Azure AI resource answers.
    pub(crate) ai: Script,
    /// What has changed, for whoever subscribed.
    pub(crate) changes: Changes,
    pub(crate) subscriptions: Subscriptions,
    /// What lies in the tenants.
    pub(crate) store: Store,
    /// For whom applications may work with online meetings.
    pub(crate) access: AccessPolicies,
    /// What Graph sent to Event Hubs, which nobody here runs.
    pub(crate) hubs: Hubs,
    /// Calls a record was written of.
    pub(crate) told: Arc<Mutex<HashSet<Guid>>>,
    /// Bots that chat, and what they and people said.
    pub(crate) connector: Connector,
    pub(crate) outbound: Outbound,
    pub(crate) settings: Arc<Settings>,
    pub(crate) folder: RunFolder,
    addresses: Arc<Mutex<Addresses>>,
    rng: Arc<Mutex<Rng>>,
}

impl Stage {
    pub(crate) fn set(settings: Settings, addresses: &Addresses) -> Result<Self, Error> {
        let mut rng = Rng::from_seed(settings.seed);
        let clock = Clock::start();
        let folder = RunFolder::new(settings.folder.as_deref());
        let people = People::new(settings.seed, &settings.trunk);
        let certs = Authority::new(rng.fork(), folder.clone())?;
        let ladder = Ladder::new(clock.clone());
        let presences = Presences::new(clock.clone());
        // Its randomness is of its own seed, so that ids elsewhere stay what they were.
        let dice = Rng::from_seed(settings.seed ^ 0xb075);
        let bots =
            Bots::new(clock.clone(), people.clone(), presences.clone(), ladder.clone(), dice);
        let dice = Rng::from_seed(settings.seed ^ 0x50b5);
        let subscriptions = Subscriptions::new(clock.clone(), dice);
        let faults = Faults::default();
        let acs = AcsCalls::new(
            clock.clone(),
            ladder.clone(),
            faults.clone(),
            Rng::from_seed(settings.seed ^ 0xca11),
            Resource::new(settings.seed, settings.acs.key.as_deref()),
        );
        let ai = Script::new(settings.seed, &settings.ai);
        let stage = Self {
            acs,
            ai,
            subscriptions,
            store: Store::default(),
            access: AccessPolicies::default(),
            hubs: Hubs::default(),
            told: Arc::default(),
            connector: Connector::default(),
            ladder,
            presences,
            bots,
            calls: Calls::default(),
            faults,
            outbound: Outbound::new(clock.clone(), certs.root_pem()),
            certs,
            changes: Changes::default(),
            people,
            phones: Phones::new(rng.fork()),
            addresses: Arc::new(Mutex::new(*addresses)),
            clock,
            folder,
            rng: Arc::new(Mutex::new(rng)),
            settings: Arc::new(settings),
        };
        stage.settings.clone().populate(&stage)?;
        Ok(stage)
    }

    /// A stream of random numbers of its own, from the emulator's seed.
    pub fn rng(&self) -> Rng {
        self.rng.lock().fork()
    }

    /// Where everything is.
    pub fn addresses(&self) -> Addresses {
        *self.addresses.lock()
    }

    /// Where the Direct Routing trunk is from now on, if it is not where the emulator told it.
    pub fn trunk_is_at(&self, address: std::net::SocketAddr) {
        self.addresses.lock().trunk = address;
    }

    /// Where the carrier trunk is from now on.
    pub fn carrier_trunk_is_at(&self, address: std::net::SocketAddr) {
        self.addresses.lock().carrier_trunk = address;
    }

    /// The settings it was started with.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }
}
