//! What goes wrong with Azure Speech and Azure OpenAI.

use std::time::Duration;

use teams_cc_core::{Error, ErrorKind, Retry};

use crate::request::Failure;

pub(crate) fn config(because: &'static str) -> Error {
    Error::new("TCC-ACS-0701", ErrorKind::Config, "the AI resource cannot be used").cause(because)
}

pub(crate) fn no_key() -> Error {
    config("there is no key that can be sent, and no credential")
        .fix("copy KEY 1 from the resource's page Keys and Endpoint, or give a credential of Entra")
}

pub(crate) fn refused(failure: Failure, retry: Retry) -> Error {
    let error = match failure.status() {
        401 => {
            Error::new("TCC-ACS-0702", ErrorKind::Unauthorized, "the AI resource does not know us")
                .cause("another key, the key of another region, or a token of another resource")
                .fix("copy key and region from one page; tokens need the custom domain's address")
        }
        403 => Error::new("TCC-ACS-0703", ErrorKind::Unauthorized, "the AI resource forbids it")
            .cause("a missing role, or a network that the resource does not accept")
            .fix("give the identity the role Cognitive Services User; look at Networking"),
        404 => Error::new("TCC-ACS-0704", ErrorKind::Config, "there is no such AI deployment")
            .cause("a deployment of another name, a version of the interface that never was")
            .fix("copy the deployment's name, and wait five minutes after it was made"),
        429 => Error::new("TCC-ACS-0705", ErrorKind::Throttled, "the AI resource throttles us")
            .cause("more requests or words a minute than the quota allows")
            .fix("raise the quota of the resource, or spread calls over several"),
        408 | 500..=599 => {
            Error::new("TCC-ACS-0706", ErrorKind::Unavailable, "the AI resource is out of order")
                .cause("its own")
                .fix("nothing; it was asked again while there was time")
        }
        400 if failure.says("content_filter") => filtered(),
        _ => Error::new("TCC-ACS-0707", ErrorKind::Refused, "the AI resource refuses the request")
            .cause("a language, a voice or a parameter that it does not have")
            .fix("read the codes and the message of the failure below"),
    };
    let error = error.with_retry(retry);
    let error = match failure.request_id() {
        Some(id) => error.with_id("request-id", id.to_owned()),
        None => error,
    };
    error.with_source(failure)
}

pub(crate) fn filtered() -> Error {
    Error::new("TCC-ACS-0708", ErrorKind::Refused, "the words were filtered")
        .cause("the content filter of the deployment stopped the question or the answer")
        .fix("let a person take over; the filter's levels are set at the deployment")
}

pub(crate) fn too_long(what: &'static str) -> Error {
    Error::new("TCC-ACS-0709", ErrorKind::Refused, what)
        .cause("60 s of sound are recognised in one request, ten minutes are spoken")
        .fix("cut it: where an utterance ends is decided before")
}

pub(crate) fn bad_answer(what: &'static str) -> Error {
    Error::new("TCC-ACS-0710", ErrorKind::Protocol, "the AI resource's answer is none")
        .cause(what)
        .fix("look at proxies; try the version of the interface that is the default")
}

pub(crate) fn recognition_broke() -> Error {
    Error::new("TCC-ACS-0711", ErrorKind::Unavailable, "the recognition broke inside the service")
        .cause("its own")
        .fix("ask again")
        .with_retry(Retry::After(Duration::from_secs(1)))
}

pub(crate) fn nothing_said() -> Error {
    Error::new("TCC-ACS-0712", ErrorKind::Refused, "the model said nothing")
        .cause("it refused, or thinking used up all words that it may make")
        .fix("raise most_tokens, or look at what it is asked")
}
