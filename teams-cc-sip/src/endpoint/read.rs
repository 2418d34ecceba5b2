//! What the endpoint reads from headers: tokens, session timer, Replaces, routes.

use std::time::Duration;

use bytes::Bytes;

use crate::dialog::replaces::Only;
use crate::dialog::session::{Refresher, Wish};
use crate::dialog::{Dialog, Parties};
use crate::message::{Head, Name, Named, Request, Response};

/// True if a list header has this token.
pub(super) fn lists(head: &Head, name: impl Named + Copy, token: &str) -> bool {
    head.headers(name).any(|line| line.items().any(|item| item.text().eq_ignore_ascii_case(token)))
}

/// The session description of a message, or what holds it.
pub(super) fn description(head: &Head) -> Option<Bytes> {
    let body = head.body();
    if body.is_empty() {
        return None;
    }
    let kind = head.header(&Name::ContentType)?;
    let kind = kind.text();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let sdp = kind.eq_ignore_ascii_case(super::SDP)
        || kind.get(..10).is_some_and(|start| start.eq_ignore_ascii_case("multipart/"));
    sdp.then_some(body)
}

fn seconds(head: &Head, name: &Name) -> Option<(Duration, String)> {
    let value = head.header(name)?;
    let text = value.text();
    let (number, parameters) = text.split_once(';').unwrap_or((&text, ""));
    let number: u64 = number.trim().parse().ok()?;
    // RS-11: clamps where the RFC has no number.
    Some((Duration::from_secs(number.min(u64::from(u32::MAX))), parameters.to_owned()))
}

/// `refresher=` in the parameters of Session-Expires.
fn refresher(parameters: &str) -> Option<Refresher> {
    parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        if !name.trim().eq_ignore_ascii_case("refresher") {
            return None;
        }
        match value.trim() {
            value if value.eq_ignore_ascii_case("uac") => Some(Refresher::Uac),
            value if value.eq_ignore_ascii_case("uas") => Some(Refresher::Uas),
            _ => None,
        }
    })
}

/// What a request says about the session timer.
pub(super) fn wish(request: &Head) -> Wish {
    let expires = seconds(request, &Name::SessionExpires);
    Wish {
        expires: expires.as_ref().map(|(wait, _)| *wait),
        refresher: expires.as_ref().and_then(|(_, parameters)| refresher(parameters)),
        least: seconds(request, &Name::MinSe).map(|(wait, _)| wait),
        supported: lists(request, &Name::Supported, "timer")
            || lists(request, &Name::Require, "timer"),
    }
}

/// Min-SE of a 422.
pub(super) fn least(response: &Head) -> Option<Duration> {
    seconds(response, &Name::MinSe).map(|(wait, _)| wait)
}

/// Replaces: Call-ID, to-tag, from-tag, early-only. `None` if it breaks its grammar.
pub(super) fn replaces(request: &Request) -> Option<(String, String, String, Only)> {
    let mut values = request.headers(&Name::Replaces);
    let value = values.next()?;
    if values.next().is_some() {
        return None;
    }
    let text = value.text();
    let mut parts = text.split(';');
    let call_id = parts.next()?.trim().to_owned();
    let (mut to, mut from, mut only) = (None, None, Only::Any);
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let slot = match name.trim() {
            name if name.eq_ignore_ascii_case("to-tag") => &mut to,
            name if name.eq_ignore_ascii_case("from-tag") => &mut from,
            name if name.eq_ignore_ascii_case("early-only") => {
                only = Only::Early;
                continue;
            }
            _ => continue,
        };
        if slot.replace(value.trim().to_owned()).is_some() {
            return None;
        }
    }
    Some((call_id, to?, from?, only))
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
pub(super) fn routes_as_uac(response: &Response) -> Vec<Box<str>> {
    let mut routes = record_routes(response);
    routes.reverse();
    routes
}

/// What a 2xx says about the session timer.
pub(super) fn session(response: &Head) -> (Option<Duration>, Option<Refresher>) {
    match seconds(response, &Name::SessionExpires) {
        Some((wait, parameters)) => (Some(wait), refresher(&parameters)),
        None => (None, None),
    }
}
