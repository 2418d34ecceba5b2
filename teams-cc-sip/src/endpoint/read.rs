//! What the endpoint reads from headers: tokens, descriptions, session timer, routes.

use std::time::Duration;

use bytes::Bytes;

use crate::dialog::session::Wish;
use crate::dialog::{Dialog, Parties};
use crate::message::{Head, Name, Named, Refresher, Request, Response};

/// True if a list header has this token.
pub(super) fn lists(head: &Head, name: impl Named + Copy, token: &str) -> bool {
    head.headers(name).any(|line| line.items().any(|item| item.text().eq_ignore_ascii_case(token)))
}

/// The session description of a message, also one that stands among other parts.
pub(super) fn description(head: &Head) -> Option<Bytes> {
    head.body_of(super::SDP).ok().flatten().filter(|body| !body.is_empty())
}

/// What a request says about the session timer. Its headers were checked before.
pub(super) fn wish(request: &Head) -> Wish {
    let expires = request.session_expires().ok().flatten();
    Wish {
        expires: expires.map(|expires| expires.interval),
        refresher: expires.and_then(|expires| expires.refresher),
        least: least(request),
        supported: lists(request, &Name::Supported, "timer")
            || lists(request, &Name::Require, "timer"),
    }
}

/// Min-SE.
pub(super) fn least(head: &Head) -> Option<Duration> {
    head.min_se().ok().flatten()
}

/// What a 2xx says about the session timer.
pub(super) fn session(response: &Head) -> (Option<Duration>, Option<Refresher>) {
    match response.session_expires() {
        Ok(Some(expires)) => (Some(expires.interval), expires.refresher),
        _ => (None, None),
    }
}

fn value(head: &Head, name: &Name) -> Box<str> {
    head.header(name).map(|value| value.text().into()).unwrap_or_default()
}

/// The URI of the first Contact, byte for byte.
pub(super) fn contact(head: &Head) -> Option<String> {
    head.contact().ok().flatten().map(|contact| contact.uri().as_str().to_owned())
}

fn record_routes(head: &Head) -> Vec<Box<str>> {
    head.headers(&Name::RecordRoute)
        .flat_map(|line| line.items().map(|item| Box::from(&*item.text())).collect::<Vec<_>>())
        .collect()
}

/// The dialog that their INVITE begins (RFC 3261 §12.1.1).
pub(super) fn dialog_as_uas(request: &Request, tag: &str) -> Option<Dialog> {
    let target = contact(request)?;
    let to = value(request, &Name::To);
    let parties = Parties {
        call_id: request.call_id().into(),
        local: format!("{to};tag={tag}").into(),
        remote: value(request, &Name::From),
        local_tag: tag.into(),
        remote_tag: request.from_tag().unwrap_or_default().into(),
    };
    Some(Dialog::new(parties, target, record_routes(request), 0, Some(request.cseq().number)))
}

/// The dialog that an answer to our INVITE makes (§12.1.2).
pub(super) fn dialog_as_uac(request: &Request, response: &Response) -> Dialog {
    let target =
        contact(response).unwrap_or_else(|| request.uri().without_headers().as_str().to_owned());
    let parties = Parties {
        call_id: request.call_id().into(),
        local: value(request, &Name::From),
        remote: value(response, &Name::To),
        local_tag: request.from_tag().unwrap_or_default().into(),
        remote_tag: response.to_tag().unwrap_or_default().into(),
    };
    Dialog::new(parties, target, routes_as_uac(response), request.cseq().number, None)
}

/// The route set as the caller sees it: Record-Route from the last to the first.
fn routes_as_uac(response: &Response) -> Vec<Box<str>> {
    let mut routes = record_routes(response);
    routes.reverse();
    routes
}
