//! What Microsoft adds to SIP: tenants by host name, pings, fail-over over three data centres, and
//! what its answers mean. No other module knows the word Teams.
//!
//! All of it decides without sockets or clocks; the trunk in the trunk module joins it to
//! the endpoint.

pub mod acl;
pub mod class;
pub mod failover;
pub mod ping;
pub mod tenants;

pub use acl::{Acl, Cidr};
pub use class::{FailureClass, classify};
pub use tenants::{Owner, Tenants};

/// The names of Teams' SIP proxies, in the order in which they are tried (DR-13): the first is
/// resolved to the nearest region, the others to the next two.
pub const PROXIES: [&str; 3] =
    ["sip.pstnhub.microsoft.com", "sip2.pstnhub.microsoft.com", "sip3.pstnhub.microsoft.com"];
/// The one name of GCC High (DR-13).
pub const PROXY_GCC_HIGH: &str = "sip.pstnhub.gov.teams.microsoft.us";
/// The one name of DoD (DR-13).
pub const PROXY_DOD: &str = "sip.pstnhub.dod.teams.microsoft.us";
/// The port of the proxies (DR-02).
pub const PROXY_PORT: u16 = 5061;
/// What certificates of Teams carry (DR-08).
pub const PEER_NAMES: [&str; 2] = ["sip.pstnhub.microsoft.com", "*.pstnhub.microsoft.com"];
/// Our methods, as told in `Allow`: with REFER, Teams asks us to transfer (DR-85).
pub const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, REFER";
/// The same without REFER: Teams then transfers inside its cloud, and we see nothing of it.
pub const ALLOW_WITHOUT_REFER: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY";
