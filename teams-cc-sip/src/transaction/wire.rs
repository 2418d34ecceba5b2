//! What the layer reads from messages, and the few messages it makes itself.

use super::digest::Digest;
use super::states::Cause;
use crate::message::{
    CSeq, Head, Malformed, Method, Name, Request, RequestBuilder, Response, StatusCode,
};

/// How a branch begins that is unique by itself (RFC 3261 §8.1.1.7).
pub(super) const COOKIE: &str = "z9hG4bK";

/// Keys of the two sides never meet, even if a peer sends us a branch of ours.
const SERVER: &[u8] = b"s";
const CLIENT: &[u8] = b"c";
const OLD: &[u8] = b"o";
const MERGE: &[u8] = b"m";

/// True if the branch is unique by itself: the cookie and something behind it (RS-16).
fn is_unique(branch: &str) -> bool {
    branch.len() > COOKIE.len()
        && branch.get(..COOKIE.len()).is_some_and(|start| start.eq_ignore_ascii_case(COOKIE))
}

/// What a method is matched as: ACK with its INVITE (§17.2.3).
fn matched_as(method: &Method) -> &str {
    if *method == Method::Ack { "INVITE" } else { method.as_str() }
}

/// The key of a server transaction: branch, sent-by, method (§17.2.3). Peers of RFC 2543 send no
/// cookie: then Request-URI, tags, Call-ID, number and the topmost Via count.
pub(super) fn server_key(digest: &Digest, request: &Request, method: &Method) -> u128 {
    let via = request.via();
    let method = matched_as(method).as_bytes();
    match via.branch() {
        Some(branch) if is_unique(branch) => {
            let port = via.port().unwrap_or_default().to_be_bytes();
            digest.of(&[SERVER, branch.as_bytes(), via.host().as_bytes(), &port, method])
        }
        _ => {
            let from = request.from_tag().unwrap_or_default();
            let seq = request.cseq().number.to_be_bytes();
            digest.of(&[
                OLD,
                request.uri().as_str().as_bytes(),
                from.as_bytes(),
                request.call_id().as_bytes(),
                &seq,
                via.value().as_bytes(),
                method,
            ])
        }
    }
}

/// True if both belong to one transaction; the key said so, this makes sure.
pub(super) fn is_same(known: &Request, request: &Request) -> bool {
    let (a, b) = (known.via(), request.via());
    match (a.branch(), b.branch()) {
        (Some(x), Some(y)) if is_unique(x) && is_unique(y) => {
            x == y && a.host() == b.host() && a.port() == b.port()
        }
        _ => known.call_id() == request.call_id() && known.from_tag() == request.from_tag(),
    }
}

/// The key of a client transaction: branch and method (§17.1.3).
pub(super) fn client_key(digest: &Digest, request: &Request) -> u128 {
    let branch = request.branch().unwrap_or_default();
    digest.of(&[CLIENT, branch.as_bytes(), request.method().as_str().as_bytes()])
}

/// The key of the client transaction that a response answers.
pub(super) fn response_key(digest: &Digest, response: &Response) -> Option<u128> {
    let branch = response.branch()?;
    Some(digest.of(&[CLIENT, branch.as_bytes(), response.cseq().method.as_str().as_bytes()]))
}

/// True if the response is to this request, beyond its branch.
pub(super) fn answers(request: &Request, response: &Response) -> bool {
    request.branch() == response.branch()
        && request.call_id() == response.call_id()
        && request.cseq() == response.cseq()
}

/// The key by which a second copy of a request is known (§8.2.2.2).
pub(super) fn merge_key(digest: &Digest, request: &Request, method: &Method) -> u128 {
    let seq = request.cseq().number.to_be_bytes();
    digest.of(&[
        MERGE,
        request.from_tag().unwrap_or_default().as_bytes(),
        request.call_id().as_bytes(),
        &seq,
        method.as_str().as_bytes(),
    ])
}

/// True if both are copies of one request that came by different ways.
pub(super) fn is_merged(known: &Request, request: &Request) -> bool {
    known.call_id() == request.call_id()
        && known.from_tag() == request.from_tag()
        && known.cseq() == request.cseq()
        && known.branch() != request.branch()
}

/// True if the request is part of no dialog.
pub(super) fn is_outside_dialog(request: &Request) -> bool {
    request.to_tag().is_none()
}

/// The client keys that the lower Vias of a request would have if they were ours.
pub(super) fn lower_vias<'a>(
    digest: &'a Digest,
    request: &'a Request,
) -> impl Iterator<Item = u128> + 'a {
    request.vias().skip(1).filter_map(|via| {
        let branch = via.branch().filter(|branch| is_unique(branch))?;
        let method = request.method();
        Some(digest.of(&[CLIENT, branch.as_bytes(), method.as_str().as_bytes()]))
    })
}

/// What an answer is to a machine.
pub(super) fn cause(status: StatusCode) -> Cause {
    match status.code() {
        100..=199 => Cause::Provisional,
        200..=299 => Cause::Success,
        _ => Cause::Failure,
    }
}

/// The start of ACK and CANCEL: the INVITE's Request-URI, topmost Via, From, Call-ID, number and
/// Route (§9.1, §17.1.1.3).
fn follow(invite: &Request, method: Method, to: &Head) -> RequestBuilder {
    let via = invite.via();
    let cseq = CSeq::new(invite.cseq().number, method.clone());
    Request::build(method, &invite.uri())
        .header(Name::Via, via.value())
        .copy(Name::Route, invite)
        .copy(Name::From, invite)
        .copy(Name::To, to)
        .copy(Name::CallId, invite)
        .header(Name::CSeq, cseq)
}

/// The ACK to a refusal (§17.1.1.3).
pub(super) fn ack(invite: &Request, response: &Response) -> Option<Request> {
    follow(invite, Method::Ack, response).finish().ok()
}

/// The CANCEL of an INVITE (§9.1).
pub(super) fn cancel(invite: &Request, headers: &[(String, String)]) -> Result<Request, Malformed> {
    let mut cancel = follow(invite, Method::Cancel, invite);
    for (name, value) in headers {
        cancel = cancel.header(name.as_str(), value.as_str());
    }
    cancel.finish()
}

/// 100 Trying.
pub(super) fn trying(request: &Request) -> Option<Response> {
    Response::to(request, StatusCode::TRYING).finish().ok()
}

/// A refusal with a To tag. `None` if the peer's own header values cannot be repeated.
pub(super) fn refusal(request: &Request, status: StatusCode, tag: &str) -> Option<Response> {
    Response::to(request, status).to_tag(tag).finish().ok()
}
