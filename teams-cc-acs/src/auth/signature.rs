//! The signature of an access key over method, target, date, host and content.

use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use teams_cc_core::{Error, Secret};
use teams_cc_http::send::Outgoing;
use url::Url;

use crate::error;

const DATE: HeaderName = HeaderName::from_static("x-ms-date");
const CONTENT: HeaderName = HeaderName::from_static("x-ms-content-sha256");
/// Names the resource whose key signs, where a file lies at another host.
pub(crate) const RESOURCE_HOST: HeaderName = HeaderName::from_static("x-ms-host");

/// An access key, ready to sign. It is never printed.
pub(crate) struct AccessKey(hmac::Key);

impl AccessKey {
    pub(crate) fn new(key: &Secret) -> Result<Self, Error> {
        let octets = BASE64_STANDARD.decode(key.expose().trim()).ok();
        let octets = octets.filter(|octets| !octets.is_empty());
        let octets =
            octets.ok_or_else(|| error::connection_string("the access key is no base64"))?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &octets)))
    }

    /// Adds date, content hash and signature.
    ///
    /// # Source
    /// `acs.md` section 2.
    pub(crate) fn sign(&self, outgoing: &mut Outgoing, now_s: i64) -> Result<(), Error> {
        let date = http_date(now_s)?;
        let content = content_hash(outgoing.body.as_deref().unwrap_or_default());
        let named = outgoing.headers.get(RESOURCE_HOST).and_then(|host| host.to_str().ok());
        let host = named.map_or_else(|| host(&outgoing.url), str::to_owned);
        let method = outgoing.method.as_str();
        let text = string_to_sign(method, &outgoing.url, &date, &host, &content);
        let signature = BASE64_STANDARD.encode(hmac::sign(&self.0, text.as_bytes()));
        let authorization = format!(
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature={signature}"
        );
        for (name, value, sensitive) in
            [(DATE, date, false), (CONTENT, content, false), (AUTHORIZATION, authorization, true)]
        {
            // Base64 and dates are visible ASCII.
            let mut value = HeaderValue::from_str(&value)
                .map_err(|source| error::clock().with_source(source))?;
            value.set_sensitive(sensitive);
            outgoing.headers.insert(name, value);
        }
        Ok(())
    }
}

pub(crate) fn content_hash(body: &[u8]) -> String {
    BASE64_STANDARD.encode(digest::digest(&digest::SHA256, body))
}

/// What is signed: the target is the raw one, still percent-encoded.
fn string_to_sign(method: &str, url: &Url, date: &str, host: &str, content: &str) -> String {
    let target = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    format!("{method}\n{target}\n{date};{host};{content}")
}

/// Host, with the port where it is not the scheme's own.
pub(crate) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A moment as HTTP writes it (RFC 9110 section 5.6.7).
pub(crate) fn http_date(now_s: i64) -> Result<String, Error> {
    let moment = jiff::Timestamp::from_second(now_s).map_err(|_| error::clock())?;
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&moment)
        .map_err(|_| error::clock())
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use reqwest::Method;
    use reqwest::header::HeaderMap;

    #[test]
    fn acs_2_the_raw_target_date_host_and_hash_are_signed() {
        let url = Url::parse(
            "http://127.0.0.1:8080/calling/callConnections/c/participants/4%3A%2B15550100\
             ?api-version=2026-03-12",
        )
        .unwrap();
        let date = "Sun, 06 Nov 1994 08:49:37 GMT";
        assert_eq!(
            string_to_sign("GET", &url, date, &host(&url), &content_hash(b"")),
            "GET\n/calling/callConnections/c/participants/4%3A%2B15550100?api-version=2026-03-12\n\
             Sun, 06 Nov 1994 08:49:37 GMT;127.0.0.1:8080;\
             47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
        );
        let default = Url::parse("https://contoso.communication.azure.com:443/x").unwrap();
        assert_eq!(host(&default), "contoso.communication.azure.com");
    }

    /// The signature was made with Python's `hmac` and `hashlib`:
    /// `base64(hmac_sha256(b"hello", "POST\n/a?b=c\nSun, 06 Nov 1994 08:49:37 GMT;h.example;" +
    /// base64(sha256(b"{}"))))`.
    #[test]
    fn acs_2_a_signature_made_elsewhere() {
        let key = AccessKey::new(&Secret::new("aGVsbG8=")).unwrap();
        let mut outgoing = Outgoing {
            method: Method::POST,
            url: Url::parse("https://h.example/a?b=c").unwrap(),
            headers: HeaderMap::new(),
            body: Some(Bytes::from_static(b"{}")),
        };
        key.sign(&mut outgoing, 784_111_777).unwrap();
        let header = |name: &str| outgoing.headers[name].to_str().unwrap();
        assert_eq!(header("x-ms-date"), "Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(header("x-ms-content-sha256"), "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=");
        assert_eq!(
            header("authorization"),
            "HMAC-SHA256 SignedHeaders=x-ms-date;host;x-ms-content-sha256&Signature=\
             wjffL81viacvrPr6FdMwHOiIyDObSvmO7VYVK3SoWNc="
        );
        assert!(!format!("{:?}", outgoing.headers).contains("Signature="));
        // A file at another host is signed for the resource's.
        outgoing.url = Url::parse("https://files.example/a?b=c").unwrap();
        let before = outgoing.headers["authorization"].clone();
        key.sign(&mut outgoing, 784_111_777).unwrap();
        assert_ne!(outgoing.headers["authorization"], before);
        outgoing.headers.insert(RESOURCE_HOST, HeaderValue::from_static("h.example"));
        key.sign(&mut outgoing, 784_111_777).unwrap();
        assert_eq!(outgoing.headers["authorization"], before);
    }
}
