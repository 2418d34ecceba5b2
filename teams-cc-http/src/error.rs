//! Every error this crate makes, in one place. Codes are explained in [`crate::errors`].

use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Retry};

use crate::send::FIRST_WAIT;

/// TLS could not be set up.
pub(crate) fn tls() -> Error {
    Error::new("TCC-HTTP-0101", ErrorKind::Config, "tls cannot be set up")
        .fix("check the certificate file, and that the system has root certificates")
}

/// What should be a key set is none.
pub(crate) fn bad_key_set(cause: &'static str) -> Error {
    Error::new("TCC-HTTP-0201", ErrorKind::Protocol, "the key set cannot be used").cause(cause)
}

/// The address of an issuer's document is none that we read.
pub(crate) fn bad_document() -> Error {
    Error::new("TCC-HTTP-0203", ErrorKind::Config, "the issuer's document cannot be read there")
        .cause("its address is not https, or http and not on loopback")
        .fix("write the address of the OpenID document as the issuer names it")
}

/// The queue has no room.
pub(crate) fn queue_full() -> Error {
    Error::new("TCC-HTTP-0301", ErrorKind::Throttled, "the queue of what came in is full")
        .cause("nobody takes from it, or not fast enough")
        .fix("answer 503, so that it is sent again")
        .with_retry(Retry::After(FIRST_WAIT))
}

/// The disk below the queue failed.
pub(crate) fn queue_broken(source: std::io::Error) -> Error {
    Error::new("TCC-HTTP-0302", ErrorKind::Unavailable, "the queue cannot be written or read")
        .fix("answer 503; look at the disk, its room and its permissions")
        .with_source(source)
}

/// No key set can be had now: what a [`KeySource`](crate::jwt::KeySource) says that has none.
pub fn no_key_set(cause: &'static str) -> Error {
    Error::new("TCC-HTTP-0202", ErrorKind::Unavailable, "no key set can be had now")
        .cause(cause)
        .fix("nothing: the set at hand counts for 24 hours, and fetching goes on")
        .with_retry(Retry::After(Duration::from_secs(10)))
}
