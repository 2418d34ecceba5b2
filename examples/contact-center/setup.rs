//! What runs around the contact centre: Microsoft's side, a carrier, ports.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::time::Duration;

use teams_cc::graph::Graph;
use teams_cc::routing::{Plan, Queue};
use teams_cc::sip::{Listen, Target, Transport, TrunkConfig};
use teams_cc::{Address, Error, ErrorKind, Result};
use teams_cc_emulator::{Emulator, EmulatorConfig, Ringing, Settings, TenantSettings};

use crate::center::DRAIN;
use crate::staff;

/// Who gets the callers whom nobody could take.
const VOICEMAIL: &str = "+15550199";
/// Calls at once; one more is answered 503.
const MAX_CALLS: usize = 100;

/// The Microsoft side and a carrier.
pub(crate) async fn microsoft(seed: u64) -> Result<Emulator> {
    let mut settings = Settings::default().seed(seed);
    let mut tenant = TenantSettings::default();
    tenant.name = staff::TENANT.into();
    settings.tenants = vec![tenant];
    let microsoft = settings.start().await?;
    microsoft.carrier().line(VOICEMAIL, Ringing::Answer { after_ms: 500 });
    Ok(microsoft)
}

/// Callers come over UDP or TCP to one loopback port; whoever reaches it may call.
pub(crate) fn carrier_config(sip: SocketAddr, carrier: SocketAddr) -> TrunkConfig {
    TrunkConfig::carrier("carrier.contoso.example")
        .listen(Listen::new(Transport::Udp, sip))
        .listen(Listen::new(Transport::Tcp, sip))
        .peer(Target::new(Transport::Udp, carrier.ip().to_string(), carrier.port()))
        .media_address(Ipv4Addr::LOCALHOST.into())
        .danger_anybody_may_call()
        .max_calls(MAX_CALLS)
        .drain(DRAIN)
}

pub(crate) fn graph(config: &EmulatorConfig) -> Result<Graph> {
    Graph::builder()
        .endpoint(&config.graph_tls)
        .sign_in(&config.signin)
        .published_keys(&config.signin)
        .tenant(config.tenant.to_string())
        .client_secret(config.client_id.to_string(), config.client_secret.clone())
        .root_certificates(config.ca_pem.as_bytes())
        .build()
}

/// Where callers go whom nobody could take.
pub(crate) fn voicemail() -> Address {
    VOICEMAIL.parse().unwrap_or(Address::Dialled("0".into()))
}

/// A queue as both models have them.
pub(crate) fn queue(name: &str) -> Queue {
    Queue::new(name)
        .answer_within(Duration::from_secs(20))
        .offer_for(Duration::from_secs(8))
        .max_waiting(50)
}

/// The trunks' queues.
pub(crate) fn plan() -> Plan {
    Plan::new(["billing", "support", "general"].map(queue)).overflow(voicemail())
}

/// A loopback port: the well-known one, or any free one if something else has it.
pub(crate) fn port(wanted: u16) -> Result<SocketAddr> {
    let free = |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|l| l.local_addr());
    free(wanted).or_else(|_| free(0)).map_err(|error| {
        Error::new("TCC-DEMO-0002", ErrorKind::Unavailable, "no free port on 127.0.0.1")
            .with_source(error)
    })
}
