//! Requests of ours inside a dialog: written, sent, acknowledged.

use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::Instant;

use super::call::Call;
use super::command::Reply;
use super::line::Line;
use super::mark::Mark;
use super::read;
use crate::Flow;
use crate::dialog::session::{Running, SessionTimer};
use crate::message::{Method, Name, Refresher, Request, Response};
use crate::transaction::TransactionId;

/// A request in the call's dialog, and the flow for it.
pub(super) fn write_within(
    call: &Call,
    line: &mut Line,
    method: Method,
    number: u32,
    reply: &Reply,
) -> Option<(Request, Flow)> {
    let dialog = call.dialog.as_ref()?;
    let contact = method != Method::Bye && !call.contact.is_empty();
    let (mut request, flow) = line.within(call, dialog, method, number).ok()?;
    if contact {
        request = request.header(Name::Contact, &*call.contact);
    }
    let request = Line::dress(request, reply).finish().ok()?;
    Some((request, flow))
}

/// Sends a request in the call's dialog.
pub(super) fn send_within(
    now: Instant,
    call: &Call,
    line: &mut Line,
    method: Method,
    number: u32,
    reply: &Reply,
    mark: Mark,
) -> Option<TransactionId> {
    let (request, flow) = write_within(call, line, method, number, reply)?;
    Some(line.request(now, flow, request, mark))
}

/// Acknowledges a 2xx and keeps the ACK for its repetitions; false if it cannot be written.
pub(super) fn acknowledge(call: &mut Call, line: &mut Line, number: u32, reply: &Reply) -> bool {
    let Some((ack, flow)) = write_within(call, line, Method::Ack, number, reply) else {
        return false;
    };
    let bytes = ack.to_bytes();
    call.ack = Some((number, flow, bytes.clone()));
    line.transmit(flow, bytes);
    true
}

/// Repeats the ACK to a repeated 2xx.
pub(super) fn again(call: &Call, line: &mut Line, number: u32) {
    if let Some((known, flow, bytes)) = &call.ack
        && *known == number
    {
        line.transmit(*flow, bytes.clone());
    }
}

/// ACK and BYE for a fork that answered too late.
pub(super) fn hang_up_fork(
    now: Instant,
    call: &Call,
    line: &mut Line,
    response: &Response,
) -> Option<Bytes> {
    let mut dialog = read::dialog_as_uac(&call.invite, response);
    let number = call.invite.cseq().number;
    let (ack, flow) = line.within(call, &dialog, Method::Ack, number).ok()?;
    let ack = ack.finish().ok()?.to_bytes();
    line.transmit(flow, ack.clone());
    let number = dialog.next_seq();
    let (bye, flow) = line.within(call, &dialog, Method::Bye, number).ok()?;
    line.request(now, flow, bye.finish().ok()?, Mark::Nothing);
    Some(ack)
}

/// The session timer after a 2xx to a request of ours.
pub(super) fn start_session(now: Instant, call: &mut Call, response: &Response) {
    let (expires, refresher) = read::session(response);
    call.session = SessionTimer::accept(expires, refresher)
        .map(|agreed| Running::start(agreed.expires, agreed.refresher == Refresher::Uac, now));
}

/// When a refresh that failed is tried again: a quarter of what is left until the end.
pub(super) fn later(now: Instant, expires: Duration) -> Instant {
    now + expires / 8
}
