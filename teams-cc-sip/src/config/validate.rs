//! What cannot work is said before a socket is opened.

use teams_cc_core::{Error, ErrorKind};

use super::{Certificate, ClientCertificate, Profile, Protection, RootsOf, TrunkConfig};
use crate::Transport;

/// Something in a config that cannot work: which key, what, and the fix.
pub(super) struct Fault {
    pub(super) key: &'static str,
    pub(super) what: String,
    pub(super) fix: &'static str,
}

impl TrunkConfig {
    /// Checks what can be checked without opening anything.
    pub fn validate(&self) -> Result<(), Error> {
        self.fault().map_or(Ok(()), |fault| {
            let text = format!("trunk {}: `{}`: {}", self.name, fault.key, fault.what);
            Err(Error::new("TCC-SIP-0205", ErrorKind::Config, text).fix(fault.fix))
        })
    }

    pub(super) fn fault(&self) -> Option<Fault> {
        let fault = |key, what: &str, fix| Some(Fault { key, what: what.into(), fix });
        if !is_host(&self.name) {
            return fault("name", "this is not a host name", "give the FQDN of this trunk");
        }
        if let Some((host, _)) = self.tenants.iter().find(|(host, _)| !is_host(host)) {
            return Some(Fault {
                key: "tenant",
                what: format!("{host} is not a host name"),
                fix: "give the FQDN under which this customer's trunk is known in Teams",
            });
        }
        for (index, (host, _)) in self.tenants.iter().enumerate() {
            if self.tenants[..index].iter().any(|(other, _)| other.eq_ignore_ascii_case(host)) {
                return Some(Fault {
                    key: "tenant",
                    what: format!("{host} is given twice"),
                    fix: "customers are told apart by host name: give each its own",
                });
            }
        }
        let serves_tls = self.listeners().iter().any(|listen| listen.transport == Transport::Tls);
        if (serves_tls || self.profile == Profile::DirectRouting) && self.certificate.is_none() {
            return fault(
                "certificate",
                "TLS needs a certificate of ours",
                "set certificate and key to PEM files",
            );
        }
        if self.profile == Profile::DirectRouting {
            let plain = |transport| transport != Transport::Tls;
            if self.listeners().iter().any(|listen| plain(listen.transport)) {
                return fault("listen", "Direct Routing is TLS only", "write tls:address:port");
            }
            if self.peers.iter().any(|peer| plain(peer.transport)) {
                return fault("peers", "Direct Routing is TLS only", "write tls:host:port");
            }
            if self.protection != Protection::Srtp {
                return fault("media", "Direct Routing is SRTP only", "leave it out");
            }
        }
        let mtls = self.speaks_tls()
            && self.client_certificate == ClientCertificate::Required
            && self.roots != RootsOf::DangerousAnybody
            && self.listeners().iter().all(|listen| listen.transport == Transport::Tls);
        if self.acl().is_empty() && !mtls {
            return fault(
                "allow",
                "nothing says who may call",
                "list the other side's addresses, as allow = [\"192.0.2.0/24\"], or require a \
                 client certificate on TLS",
            );
        }
        if self.peers.len() > 16 {
            return fault("peers", "more than 16 peers", "give the few that calls may go to");
        }
        let (first, last) = (*self.media_ports.start(), *self.media_ports.end());
        if first < 1024 || last < first || last - first < 1 {
            return fault("media-ports", "this is not a range of ports", "write \"20000-29999\"");
        }
        if self.max_calls == 0 {
            return fault("max-calls", "no call would ever be taken", "give 1 or more");
        }
        if self.ping.is_some_and(|ping| ping.as_secs() < 1) {
            return fault("ping", "shorter than a second", "Microsoft asks for 60 s");
        }
        if self.session_expires.is_some_and(|interval| interval.as_secs() < 90) {
            return fault("session-expires", "below 90 s", "RFC 4028 §4 allows no less");
        }
        if let Some(Certificate::Files { chain, .. }) = &self.certificate
            && chain.as_os_str().is_empty()
        {
            return fault("certificate", "the path is empty", "give a PEM file");
        }
        None
    }
}

fn is_host(name: &str) -> bool {
    let clean = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    };
    name.len() <= 253 && name.split('.').all(clean)
}
