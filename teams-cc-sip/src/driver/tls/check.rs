//! Reads our own certificate as Teams will, so that the operator hears it from us first.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use teams_cc_core::{Error, ErrorKind};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;
use x509_parser::public_key::PublicKey;

use super::{Identity, names};

/// Expiry is reported this many days ahead, and again at each smaller number (RS-35).
pub const EXPIRY_DAYS: [u64; 4] = [30, 14, 7, 1];
/// The longest host name of a trunk (DR-48).
pub const LONGEST_TRUNK_NAME: usize = 63;
/// The smallest RSA key that Teams takes (DR-07).
pub const SMALLEST_RSA_BITS: usize = 2048;

/// One thing that a certificate check found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// True if calls cannot work with it; false if they may.
    pub fatal: bool,
    /// What is wrong, one clause.
    pub what: String,
    /// What to do about it.
    pub fix: &'static str,
}

impl Finding {
    fn fatal(what: String, fix: &'static str) -> Self {
        Self { fatal: true, what, fix }
    }

    fn warning(what: String, fix: &'static str) -> Self {
        Self { fatal: false, what, fix }
    }
}

/// Checks a certificate for a trunk called `trunk` with tenants called `tenants` at `now`.
///
/// Fatal are a name that it does not carry and a time outside its validity (DR-06); the rest
/// (EKU DR-05, key and chain DR-07, expiry RS-35, length of names DR-48) are warnings.
pub fn check(identity: &Identity, trunk: &str, tenants: &[&str], now: SystemTime) -> Vec<Finding> {
    let chain = identity.chain();
    let leaf = chain.first().map(Vec::as_slice).unwrap_or_default();
    let Ok((_, leaf)) = X509Certificate::from_der(leaf) else {
        return vec![Finding::fatal(
            format!("trunk {trunk}: its certificate cannot be read"),
            "have it issued again",
        )];
    };
    let mut findings = named(&leaf, trunk, tenants);
    findings.extend(valid(&leaf, trunk, now));
    findings.extend(fit_for_teams(&leaf, &chain, trunk));
    findings
}

/// The first fatal finding as an error; the warnings go to the log.
pub fn enforce(findings: Vec<Finding>) -> Result<(), Error> {
    for finding in findings {
        if finding.fatal {
            return Err(
                Error::new("TCC-SIP-0405", ErrorKind::Config, finding.what).fix(finding.fix)
            );
        }
        tracing::warn!(fix = finding.fix, "{}", finding.what);
    }
    Ok(())
}

/// How long the leaf is still valid; zero if it is not.
pub fn expires_in(identity: &Identity, now: SystemTime) -> Duration {
    let chain = identity.chain();
    let leaf = chain.first().map(Vec::as_slice).unwrap_or_default();
    let Ok((_, leaf)) = X509Certificate::from_der(leaf) else { return Duration::ZERO };
    let seconds = leaf.validity().not_after.timestamp().saturating_sub(unix(now));
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0))
}

/// Which of [`EXPIRY_DAYS`] has been passed with `left` to go and was not yet reported; `reported`
/// is the last one that was (RS-35).
pub fn due(left: Duration, reported: Option<u64>) -> Option<u64> {
    let passed = EXPIRY_DAYS.into_iter().filter(|days| left <= Duration::from_secs(days * 86_400));
    passed.min().filter(|days| reported.is_none_or(|last| *days < last))
}

/// The subject of a certificate in DER, for logs; empty if it cannot be read.
pub(super) fn subject(der: &[u8]) -> String {
    X509Certificate::from_der(der).map(|(_, cert)| cert.subject().to_string()).unwrap_or_default()
}

fn named(leaf: &X509Certificate<'_>, trunk: &str, tenants: &[&str]) -> Vec<Finding> {
    let carried = names::of_parsed(leaf);
    let has = if carried.is_empty() { "no name".to_owned() } else { carried.join(", ") };
    let mut findings = Vec::new();
    for host in std::iter::once(&trunk).chain(tenants) {
        if !carried.iter().any(|name| names::matches(name, host)) {
            findings.push(Finding::fatal(
                format!("trunk {host}: certificate does not name it (has {has})"),
                "request one whose subject alternative names hold the trunk's name and, for \
                 tenants below it, a wildcard of one level",
            ));
        }
        if host.len() > LONGEST_TRUNK_NAME {
            findings.push(Finding::warning(
                format!("trunk {host}: longer than {LONGEST_TRUNK_NAME} characters"),
                "Teams does not take it: choose a shorter name",
            ));
        }
        if host.to_ascii_lowercase().ends_with(".onmicrosoft.com") {
            findings.push(Finding::warning(
                format!("trunk {host}: Teams takes no trunk below onmicrosoft.com"),
                "use a domain of your own that is registered in the tenant",
            ));
        }
    }
    findings
}

fn valid(leaf: &X509Certificate<'_>, trunk: &str, now: SystemTime) -> Vec<Finding> {
    let validity = leaf.validity();
    let (now, renew) = (unix(now), "have it renewed and reload it");
    if now > validity.not_after.timestamp() {
        let text = format!("trunk {trunk}: certificate expired on {}", validity.not_after);
        return vec![Finding::fatal(text, renew)];
    }
    if now < validity.not_before.timestamp() {
        let text = format!("trunk {trunk}: certificate is valid only from {}", validity.not_before);
        return vec![Finding::fatal(text, "check the clock of this machine")];
    }
    let days = u64::try_from((validity.not_after.timestamp() - now) / 86_400).unwrap_or(0);
    if days < EXPIRY_DAYS[0] {
        let text = format!("trunk {trunk}: certificate expires in {days} days");
        return vec![Finding::warning(text, renew)];
    }
    Vec::new()
}

fn fit_for_teams(leaf: &X509Certificate<'_>, chain: &[Vec<u8>], trunk: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    if let Ok(Some(usage)) = leaf.extended_key_usage() {
        let usage = usage.value;
        for (present, name) in [
            (usage.server_auth || usage.any, "serverAuth"),
            (usage.client_auth || usage.any, "clientAuth"),
        ] {
            if !present {
                findings.push(Finding::warning(
                    format!("trunk {trunk}: certificate is not for {name}"),
                    "request one with both extended key usages: we are server and client to Teams",
                ));
            }
        }
    }
    match leaf.public_key().parsed() {
        Ok(PublicKey::RSA(key)) => {
            if key.key_size() < SMALLEST_RSA_BITS {
                findings.push(Finding::warning(
                    format!("trunk {trunk}: RSA key of {} bits", key.key_size()),
                    "use 2048 bits or more",
                ));
            }
        }
        _ => findings.push(Finding::warning(
            format!("trunk {trunk}: certificate has no RSA key"),
            "all suites that Microsoft lists are ECDHE_RSA: request one with an RSA key",
        )),
    }
    if leaf.subject() == leaf.issuer() {
        findings.push(Finding::warning(
            format!("trunk {trunk}: certificate is self-signed"),
            "Teams believes only authorities of the Microsoft Trusted Root Program",
        ));
    } else if chain.len() < 2 {
        findings.push(Finding::warning(
            format!("trunk {trunk}: the chain has no intermediate"),
            "put the intermediates behind the leaf in the same file: without them Teams drops \
             the connection silently",
        ));
    }
    findings
}

fn unix(time: SystemTime) -> i64 {
    let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    i64::try_from(seconds).unwrap_or(i64::MAX)
}
