//! The verdict on one token: size, shape, signature, claims, in that order.

use std::borrow::Cow;
use std::fmt;

use aws_lc_rs::digest::{Digest, SHA256, digest};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{self, DeserializeOwned, Deserializer, IgnoredAny, SeqAccess, Visitor};

use teams_cc_core::TenantId;

use super::depth::is_deeper_than;
use super::{KeySet, Policy};

/// No token is looked at beyond this (RS-64). Microsoft's have 1 to 3 KiB.
const LARGEST_TOKEN: usize = 16 * 1024;
/// JSON in a token nests at most so deep (RS-64).
const DEEPEST: usize = 16;
/// Seconds beyond this are no date, and sums with a leeway stay far from overflow.
const LAST_SECOND: i64 = 1 << 40;

/// Why a token does not count. For counters and for our own log: to the sender all are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// There is none.
    Missing,
    /// Too large, not three parts, not base64url, not JSON, or nested too deep.
    Malformed,
    /// Another algorithm than RS256, or an extension that must be understood (`crit`).
    Algorithm,
    /// No key of that name is published, or it does not vouch for the channel.
    UnknownKey,
    /// Somebody else signed it, or it was changed.
    Signature,
    /// Another issuer.
    Issuer,
    /// Made for somebody else.
    Audience,
    /// It has ended, or never ends.
    Expired,
    /// Not valid yet.
    NotYetValid,
    /// No tenant, or none that we serve.
    Tenant,
    /// Another application asked for it than the one that sends these.
    Sender,
    /// No key set could be had: nothing can be said about any token now.
    NoKeys,
}

impl Refusal {
    /// A word for metrics: `malformed`, `unknown-key` ...
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Malformed => "malformed",
            Self::Algorithm => "algorithm",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::Tenant => "tenant",
            Self::Sender => "publisher",
            Self::NoKeys => "no-keys",
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A token that counts. Its claims may be believed. Cheap to clone.
#[derive(Clone)]
pub struct Verified {
    tenant: Option<TenantId>,
    dates: Dates,
    claims: Bytes,
}

/// From when until when a token counts, in seconds since 1970.
#[derive(Clone, Copy)]
struct Dates {
    begins_s: Option<i64>,
    ends_s: i64,
}

impl Dates {
    fn judge(self, now_s: i64, leeway_s: i64) -> Result<(), Refusal> {
        if now_s.saturating_sub(leeway_s) >= self.ends_s {
            return Err(Refusal::Expired);
        }
        if self.begins_s.is_some_and(|begins_s| begins_s > now_s.saturating_add(leeway_s)) {
            return Err(Refusal::NotYetValid);
        }
        Ok(())
    }
}

impl Verified {
    /// The tenant it speaks of (`tid`).
    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant
    }

    /// When it ends, in seconds since 1970.
    pub fn expires_s(&self) -> i64 {
        self.dates.ends_s
    }

    /// Whether its dates still hold. Everything else about a token stays as it is.
    pub(crate) fn is_valid_at(&self, now_s: i64, leeway_s: i64) -> bool {
        self.dates.judge(now_s, leeway_s).is_ok()
    }

    /// Reads further claims into a type of yours; `None` if they do not fit.
    pub fn claims<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.claims).ok()
    }

    /// The address that a Bot Framework token vouches for. The claim is written in two ways, and both
    /// may be there; two that differ vouch for nothing.
    pub fn service_url(&self) -> Option<String> {
        #[derive(Deserialize)]
        struct Claims {
            serviceurl: Option<String>,
            #[serde(rename = "serviceUrl")]
            service_url: Option<String>,
        }
        let claims = self.claims::<Claims>()?;
        match (claims.serviceurl, claims.service_url) {
            (Some(one), Some(other)) if one != other => None,
            (one, other) => one.or(other),
        }
    }
}

/// Claims may name a person; only what is no secret is shown.
impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified")
            .field("tenant", &self.tenant)
            .field("expires_s", &self.dates.ends_s)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
struct Header<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    kid: Option<Cow<'a, str>>,
    #[serde(default)]
    crit: Present,
}

/// Whether a member is there at all, whatever it holds, `null` included.
#[derive(Default)]
struct Present(bool);

impl<'de> Deserialize<'de> for Present {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        IgnoredAny::deserialize(deserializer).map(|_| Self(true))
    }
}

#[derive(Deserialize)]
struct Claims<'a> {
    #[serde(borrow)]
    iss: Cow<'a, str>,
    #[serde(borrow)]
    aud: Audience<'a>,
    exp: Date,
    #[serde(default, deserialize_with = "date")]
    nbf: Option<Date>,
    #[serde(borrow)]
    tid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    appid: Option<Cow<'a, str>>,
    #[serde(borrow)]
    azp: Option<Cow<'a, str>>,
}

/// A date that is there must be a number: `null` is none.
fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Date::deserialize(deserializer).map(Some)
}

/// Seconds since 1970: a number, with or without a fraction, never a text.
#[derive(Clone, Copy)]
struct Date(i64);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Seconds;
        impl Visitor<'_> for Seconds {
            type Value = Date;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("seconds since 1970")
            }
            fn visit_u64<E: de::Error>(self, seconds: u64) -> Result<Date, E> {
                i64::try_from(seconds).map_err(E::custom).and_then(|s| self.visit_i64(s))
            }
            fn visit_i64<E: de::Error>(self, seconds: i64) -> Result<Date, E> {
                if (0..LAST_SECOND).contains(&seconds) {
                    Ok(Date(seconds))
                } else {
                    Err(E::custom("no date"))
                }
            }
            fn visit_f64<E: de::Error>(self, seconds: f64) -> Result<Date, E> {
                if (0.0..LAST_SECOND as f64).contains(&seconds) {
                    Ok(Date(seconds as i64))
                } else {
                    Err(E::custom("no date"))
                }
            }
        }
        deserializer.deserialize_any(Seconds)
    }
}

/// One audience or a list of them.
enum Audience<'a> {
    One(Cow<'a, str>),
    All(Vec<Cow<'a, str>>),
}

impl<'a> Audience<'a> {
    fn names(&self) -> &[Cow<'a, str>] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::All(names) => names,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Audience<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;
        impl<'de> Visitor<'de> for Texts {
            type Value = Audience<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Audience::One(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Audience::One(Cow::Owned(text.to_owned())))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut texts = Vec::new();
                while let Some(text) = seq.next_element::<Cow<'de, str>>()? {
                    texts.push(text);
                }
                Ok(Audience::All(texts))
            }
        }
        deserializer.deserialize_any(Texts)
    }
}

/// Decides about one token (without `Bearer`), at `now_s` seconds since 1970.
///
/// Only RS256 counts, and only keys of `keys`: `jku`, `x5u`, `jwk` and `x5c` in the header are
/// never looked at, `crit` is refused. Claims are read only after the signature was found good.
///
/// # Errors
/// The first reason found. Tell it to a counter, not to the sender.
///
/// # Source
/// RFC 8725 sections 3.1 to 3.9; RS-60, RS-61, RS-63, RS-64.
pub fn verify(
    token: &str,
    keys: &KeySet,
    policy: &Policy,
    now_s: i64,
) -> Result<Verified, Refusal> {
    let parts = Parts::split(token)?;
    parts.verify(&parts.digest(), keys, policy, now_s)
}

/// The name of the key that a token wants, if the token has the right shape.
pub(crate) fn key_name(token: &str) -> Result<String, Refusal> {
    Parts::split(token)?.with_kid(|kid| Ok(kid.to_owned()))
}

/// A token as it is written: three parts.
pub(super) struct Parts<'a> {
    signed: &'a str,
    header: &'a str,
    claims: &'a str,
    pub(super) signature: &'a str,
}

impl<'a> Parts<'a> {
    pub(super) fn split(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > LARGEST_TOKEN {
            return Err(Refusal::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        if claims.contains('.') {
            return Err(Refusal::Malformed);
        }
        Ok(Self { signed, header, claims, signature })
    }

    /// What the signature is over.
    pub(super) fn digest(&self) -> Digest {
        digest(&SHA256, self.signed.as_bytes())
    }

    /// As [`verify`], where the digest is known already.
    pub(super) fn verify(
        &self,
        digest: &Digest,
        keys: &KeySet,
        policy: &Policy,
        now_s: i64,
    ) -> Result<Verified, Refusal> {
        self.with_kid(|kid| {
            let (key, endorsements) = keys.key(kid).ok_or(Refusal::UnknownKey)?;
            if let Some(channel) = &policy.endorsement
                && !endorsements.is_empty()
                && endorsements.iter().all(|endorsed| **endorsed != **channel)
            {
                return Err(Refusal::UnknownKey);
            }
            let signature = decode(self.signature)?;
            key.verify_digest_sig(digest, &signature).map_err(|_| Refusal::Signature)
        })?;
        check(decode(self.claims)?, policy, now_s)
    }

    /// The name of the key, for as long as the header is there.
    fn with_kid<T>(&self, then: impl FnOnce(&str) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let json = decode(self.header)?;
        if is_deeper_than(&json, DEEPEST) {
            return Err(Refusal::Malformed);
        }
        let header: Header<'_> = object(&json)?;
        if header.alg != "RS256" || header.crit.0 {
            return Err(Refusal::Algorithm);
        }
        then(&header.kid.ok_or(Refusal::UnknownKey)?)
    }
}

fn decode(part: &str) -> Result<Vec<u8>, Refusal> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| Refusal::Malformed)
}

/// Lists would be read as structures, members in their order.
fn object<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Refusal> {
    let json = Some(json).filter(|json| json.trim_ascii_start().starts_with(b"{"));
    json.and_then(|json| serde_json::from_slice(json).ok()).ok_or(Refusal::Malformed)
}

/// Judges claims as if somebody had signed them: for fuzzers.
#[cfg(feature = "test-util")]
#[doc(hidden)]
pub fn check_unsigned(json: Vec<u8>, policy: &Policy, now_s: i64) -> Result<Verified, Refusal> {
    check(json, policy, now_s)
}

/// Judges claims whose signature was found good.
fn check(json: Vec<u8>, policy: &Policy, now_s: i64) -> Result<Verified, Refusal> {
    if is_deeper_than(&json, DEEPEST) {
        return Err(Refusal::Malformed);
    }
    let claims: Claims<'_> = object(&json)?;
    if !policy.is_issuer(&claims.iss, claims.tid.as_deref()) {
        return Err(Refusal::Issuer);
    }
    let ours = |aud: &Cow<'_, str>| policy.audiences.iter().any(|audience| audience == aud);
    if !claims.aud.names().iter().any(ours) {
        return Err(Refusal::Audience);
    }
    let dates = Dates { begins_s: claims.nbf.map(|nbf| nbf.0), ends_s: claims.exp.0 };
    dates.judge(now_s, policy.leeway_s)?;
    let tenant = match claims.tid.as_deref() {
        Some(tid) => Some(tid.parse::<TenantId>().map_err(|_| Refusal::Tenant)?),
        None if policy.needs_tenant => return Err(Refusal::Tenant),
        None => None,
    };
    if !policy.tenants.is_empty()
        && !tenant.as_ref().is_some_and(|tenant| policy.tenants.contains(tenant))
    {
        return Err(Refusal::Tenant);
    }
    if let Some(sender) = &policy.sender {
        // A token of either version names the sender once; two names that differ name nobody.
        let names = [claims.appid.as_deref(), claims.azp.as_deref()];
        let mut names = names.into_iter().flatten().peekable();
        if names.peek().is_none() || !names.all(|name| name == sender) {
            return Err(Refusal::Sender);
        }
    }
    Ok(Verified { tenant, dates, claims: json.into() })
}
