//! Which certificate names which host: RFC 6125 with wildcards of one level (DR-06).

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

/// Which names a peer's certificate must carry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Names {
    /// The name that we dialled (DR-09); for connections that come to us: any, since nothing was
    /// dialled.
    Dialled,
    /// One of these, each a host or `*.` and a domain (one level).
    OneOf(Vec<String>),
    /// Whatever it says; the chain is still checked.
    Any,
}

/// True if `pattern`, as a certificate writes it, names `host`.
///
/// A `*` stands for exactly one whole label, the first: `*.customers.adatum.biz` names
/// `sbc1.customers.adatum.biz`, not `customers.adatum.biz` and not
/// `a.sbc1.customers.adatum.biz` (RFC 2818, RFC 6125 §6.4.3). A wildcard directly below a
/// top-level domain names nothing.
pub fn matches(pattern: &str, host: &str) -> bool {
    let (pattern, host) = (trim(pattern), trim(host));
    if !is_host(host) {
        return false;
    }
    match pattern.strip_prefix("*.") {
        Some(domain) => {
            is_host(domain)
                && domain.contains('.')
                && host.split_once('.').is_some_and(|(label, rest)| {
                    !label.is_empty() && rest.eq_ignore_ascii_case(domain)
                })
        }
        None => is_host(pattern) && pattern.eq_ignore_ascii_case(host),
    }
}

/// True if a certificate with `presented` (perhaps a wildcard) satisfies `allowed` (perhaps a
/// wildcard too).
pub fn satisfies(presented: &str, allowed: &str) -> bool {
    match trim(allowed).strip_prefix("*.") {
        Some(_) => {
            trim(presented).eq_ignore_ascii_case(trim(allowed)) || matches(allowed, presented)
        }
        None => matches(presented, allowed),
    }
}

/// The host names a certificate carries: its dNSName entries; the common name only if it has no
/// subject alternative name at all (RFC 6125 §6.4.4). Address entries do not count (RS-33).
pub fn of(der: &[u8]) -> Vec<String> {
    match X509Certificate::from_der(der) {
        Ok((_, certificate)) => of_parsed(&certificate),
        Err(_) => Vec::new(),
    }
}

pub(super) fn of_parsed(certificate: &X509Certificate<'_>) -> Vec<String> {
    let names: Vec<String> = match certificate.subject_alternative_name() {
        Ok(Some(extension)) => extension
            .value
            .general_names
            .iter()
            .filter_map(|name| match name {
                GeneralName::DNSName(name) => Some((*name).to_owned()),
                _ => None,
            })
            .collect(),
        Ok(None) => certificate
            .subject()
            .iter_common_name()
            .filter_map(|name| name.as_str().ok().map(str::to_owned))
            .collect(),
        // Twice the same extension, or one that does not parse: it names nothing.
        Err(_) => Vec::new(),
    };
    // A name with a NUL or any other odd character in it names nothing.
    names.into_iter().filter(|name| is_host(name.strip_prefix("*.").unwrap_or(name))).collect()
}

fn trim(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

fn is_host(name: &str) -> bool {
    let clean = name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
    let address = name.parse::<std::net::IpAddr>().is_ok();
    clean
        && !address
        && !name.is_empty()
        && name.len() <= 253
        && !name.split('.').any(str::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dr_06_a_wildcard_names_one_level_and_not_its_own_domain() {
        let table = [
            ("*.customers.adatum.biz", "sbc1.customers.adatum.biz", true),
            ("*.customers.adatum.biz", "SBC1.Customers.adatum.biz.", true),
            ("*.customers.adatum.biz", "customers.adatum.biz", false),
            ("*.customers.adatum.biz", "a.sbc1.customers.adatum.biz", false),
            ("customers.adatum.biz", "customers.adatum.biz", true),
            ("customers.adatum.biz", "sbc1.customers.adatum.biz", false),
            ("*.microsoft.com", "sip.microsoft.com.evil", false),
            ("*.microsoft.com.evil", "sip.microsoft.com", false),
            ("*.com", "adatum.com", false),
            ("s*.adatum.biz", "sbc.adatum.biz", false),
            ("*", "localhost", false),
            ("127.0.0.1", "127.0.0.1", false),
            ("sip.example\0.evil", "sip.example", false),
            ("", "", false),
        ];
        for (pattern, host, expected) in table {
            assert_eq!(matches(pattern, host), expected, "{pattern} against {host}");
        }
    }

    #[test]
    fn rs_33_an_allowed_name_may_be_a_wildcard_on_either_side() {
        assert!(satisfies("*.pstnhub.microsoft.com", "sip.pstnhub.microsoft.com"));
        assert!(satisfies("sip2.pstnhub.microsoft.com", "*.pstnhub.microsoft.com"));
        assert!(satisfies("*.pstnhub.microsoft.com", "*.pstnhub.microsoft.com"));
        assert!(!satisfies("*.microsoft.com", "*.pstnhub.microsoft.com"));
        assert!(!satisfies("sip.pstnhub.microsoft.com.evil", "*.pstnhub.microsoft.com"));
    }
}
