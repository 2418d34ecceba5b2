//! The resource: its id, its access key, and whether a request is signed with it (section 2).

use aws_lc_rs::{digest, hmac};
use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use teams_cc_core::{Guid, Rng, Secret};

use super::answer::Answer;
use crate::people::guid;

/// How far the clock of a caller may be off.
const SKEW_S: i64 = 5 * 60;

/// An Azure Communication Services resource.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    /// The immutable id: the audience of tokens on callbacks, and part of people's ids.
    pub(crate) id: Guid,
    /// 64 octets in base64.
    pub(crate) key: Secret,
}

impl Resource {
    pub(crate) fn new(seed: u64, key: Option<&str>) -> Self {
        let mut octets = [0; 64];
        Rng::from_seed(seed ^ 0xac5).fill(&mut octets);
        let key = key.map_or_else(|| STANDARD.encode(octets), ToOwned::to_owned);
        Self { id: guid(seed, &["communication-resource"]), key: Secret::new(key) }
    }

    /// Checks `Authorization: HMAC-SHA256` over verb, path with query, date, host and content.
    ///
    /// The date must be near one of `clocks`. `hosts` are signed instead of the one that is asked,
    /// where that is usual.
    pub(crate) fn check(
        &self,
        method: &str,
        target: &str,
        headers: &HeaderMap,
        body: &[u8],
        clocks: [i64; 2],
        hosts: &[String],
    ) -> Result<(), Answer> {
        let header = |name: &str| {
            let value = headers.get(name).and_then(|value| value.to_str().ok());
            value.ok_or_else(|| denied(&format!("The header {name} is missing.")))
        };
        let value = header("authorization")?;
        let (date, content, host) =
            (header("x-ms-date")?, header("x-ms-content-sha256")?, header("host")?);
        let given = value.strip_prefix("HMAC-SHA256 ").unwrap_or_default();
        let mut fields = given.split('&').filter_map(|pair| pair.split_once('='));
        let signed = fields.clone().find(|(name, _)| *name == "SignedHeaders");
        let signature = fields.find(|(name, _)| *name == "Signature").map(|(_, value)| value);
        let known = "x-ms-date;host;x-ms-content-sha256";
        if signed.map(|(_, value)| value) != Some(known) {
            return Err(denied(&format!("SignedHeaders must be {known}.")));
        }
        let then = jiff::fmt::rfc2822::parse(date)
            .map_err(|_| denied("The header x-ms-date is no date as RFC 1123 writes it."))?
            .timestamp()
            .as_second();
        if clocks.iter().all(|now| (now - then).abs() > SKEW_S) {
            return Err(denied("The request is older or newer than five minutes."));
        }
        if STANDARD.encode(digest::digest(&digest::SHA256, body)) != content {
            return Err(denied("The header x-ms-content-sha256 is not that of the body."));
        }
        let key = STANDARD.decode(self.key.expose()).unwrap_or_default();
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key);
        let signature = STANDARD.decode(signature.unwrap_or_default()).unwrap_or_default();
        let is_of = |host: &str| {
            let text = format!("{method}\n{target}\n{date};{host};{content}");
            hmac::verify(&key, text.as_bytes(), &signature).is_ok()
        };
        if is_of(host) || hosts.iter().any(|host| is_of(host)) {
            return Ok(());
        }
        Err(denied("The HMAC signature is not that of the request."))
    }
}

/// 401.
pub(crate) fn denied(message: &str) -> Answer {
    Answer::error(401, "Denied", message).header("WWW-Authenticate", "HMAC-SHA256, Bearer")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(resource: &Resource, target: &str, date: &str, body: &[u8]) -> HeaderMap {
        let content = STANDARD.encode(digest::digest(&digest::SHA256, body));
        let text = format!("POST\n{target}\n{date};127.0.0.1:1;{content}");
        let key = STANDARD.decode(resource.key.expose()).expect("base64");
        let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), text.as_bytes());
        let value = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={}",
            STANDARD.encode(tag)
        );
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("authorization", value.as_str()),
            ("host", "127.0.0.1:1"),
            ("x-ms-date", date),
            ("x-ms-content-sha256", &content),
        ] {
            headers.insert(name, value.parse().expect("a value"));
        }
        headers
    }

    #[test]
    fn acs_2_the_signature_covers_verb_target_date_host_and_body() {
        let resource = Resource::new(7, None);
        let (target, date) = ("/calling/x?api-version=1", "Sun, 29 Nov 2026 02:00:00 GMT");
        let now = 1_795_917_600;
        let headers = signed(&resource, target, date, b"{}");
        let check = |target: &str, body: &[u8], now: i64| {
            let clocks = [now, now - 86_400];
            let checked = resource.check("POST", target, &headers, body, clocks, &[]);
            checked.map_err(|answer| answer.status)
        };
        assert_eq!(check(target, b"{}", now), Ok(()));
        assert_eq!(check(target, b"{}", now + 299), Ok(()));
        assert_eq!(check(target, b"{}", now + 301), Err(401), "late");
        assert_eq!(check(target, b"{}", now - 301), Err(401), "early");
        assert_eq!(check(target, b"[]", now), Err(401), "another body");
        assert_eq!(check("/calling/y?api-version=1", b"{}", now), Err(401), "another target");
        let other = Resource::new(8, None);
        let clocks = [now; 2];
        assert!(other.check("POST", target, &headers, b"{}", clocks, &[]).is_err(), "another key");
        assert!(resource.check("POST", target, &HeaderMap::new(), b"{}", clocks, &[]).is_err());
        // A download from a host of files is signed for the host of the resource.
        let mut elsewhere = headers.clone();
        elsewhere.insert("host", "x.asm.skype.com:1".parse().expect("a value"));
        let hosts = ["127.0.0.1:1".to_owned()];
        assert!(resource.check("POST", target, &elsewhere, b"{}", clocks, &[]).is_err());
        assert!(resource.check("POST", target, &elsewhere, b"{}", clocks, &hosts).is_ok());
    }
}
