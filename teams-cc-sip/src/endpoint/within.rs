//! Requests inside a dialog, and the answers to ours.

use teams_cc_core::{CallId, Instant, Side};

use super::call::{Call, Phase, Question, Renewal};
use super::event::{Ending, Event, Why};
use super::line::Line;
use super::mark::Mark;
use super::uac::Orphan;
use super::{Endpoint, read};
use crate::Flow;
use crate::dialog::offer::{Carrier, OutOfTurn};
use crate::dialog::repeat::{Capped, Repeat};
use crate::dialog::session::Running;
use crate::message::{CSeq, Method, Name, Refresher, Request, Response, StatusCode};
use crate::transaction::TransactionId;

impl Endpoint {
    /// A request with a To tag.
    pub(super) fn within(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        request: &Request,
    ) {
        let local = request.to_tag().unwrap_or_default();
        let remote = request.from_tag().unwrap_or_default();
        let found = self.find(request.call_id().as_bytes(), local.as_bytes(), remote.as_bytes());
        let method = request.method();
        let Some((call, line)) = found.and_then(|found| self.live(found)) else {
            return self.refuse(now, id, request, StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST);
        };
        let in_order =
            dialog_mut(call, remote).map(|dialog| dialog.take_seq(request.cseq().number));
        if !matches!(in_order, Some(Ok(()))) {
            return later(now, call, line, id, request);
        }
        if line.flows.is_known(flow) {
            // A new connection is normal, and the next request goes there (DR-11, DR-75).
            call.flow = flow;
            call.transport = line.flows.get(flow).map_or(call.transport, |s| s.transport);
        }
        let call = call.id;
        match method {
            Method::Invite | Method::Update => self.offered(now, call, id, request),
            Method::Bye => self.hung_up(now, call, id, request),
            Method::Refer => self.referred(now, call, id, request),
            Method::Prack => self.prack(now, call, id, request),
            Method::Info => {
                self.fine(now, call, id, request);
                self.line.event(Event::Info { call, request: request.clone() });
            }
            Method::Notify => {
                self.fine(now, call, id, request);
                self.line.event(Event::Notified { call, request: request.clone() });
            }
            Method::Options => {
                let answer = self.capabilities(request, local);
                self.line.respond(now, id, answer);
            }
            Method::Subscribe => self.refuse(now, id, request, StatusCode::BAD_EVENT),
            _ => self.refuse(now, id, request, StatusCode::METHOD_NOT_ALLOWED),
        }
    }

    fn fine(&mut self, now: Instant, call: CallId, id: TransactionId, request: &Request) {
        if let Some((call, line)) = self.live(call) {
            line.say(now, id, request, StatusCode::OK, &call.tag);
        }
    }

    fn hung_up(&mut self, now: Instant, id: CallId, bye: TransactionId, request: &Request) {
        let Some((call, line)) = self.live(id) else { return };
        line.say(now, bye, request, StatusCode::OK, &call.tag);
        if call.phase == Phase::Incoming {
            // §15.1.2: a BYE in an early dialog; its INVITE still wants its answer.
            let (invite, tag) = (call.invite.clone(), call.tag.clone());
            line.say(now, call.invite_id, &invite, StatusCode::REQUEST_TERMINATED, &tag);
        }
        self.end(now, id, Ending::new(Why::Bye(Side::Them)).with(request.clone()));
    }

    /// A re-INVITE or an UPDATE.
    fn offered(&mut self, now: Instant, id: CallId, transaction: TransactionId, request: &Request) {
        let Some((call, line)) = self.live(id) else { return };
        let invite = request.method() == Method::Invite;
        let renewing = matches!(call.renewal, Renewal::Sent { .. });
        let fresh = matches!(call.phase, Phase::Incoming | Phase::Calling | Phase::Cancelling);
        if call.reinvite.is_some() {
            return later(now, call, line, transaction, request);
        }
        // §14.2: an INVITE of ours waits for its answer, or our 2xx for its ACK.
        let waits =
            renewing || fresh || call.unacknowledged.is_some() || call.phase == Phase::Asked;
        if invite && waits {
            return line.say(now, transaction, request, StatusCode::REQUEST_PENDING, &call.tag);
        }
        if let Some(timer) = line.config.session
            && let Err(small) = timer.answer(&read::wish(request))
        {
            let answer = line
                .answer(request, StatusCode::SESSION_INTERVAL_TOO_SMALL, &call.tag)
                .header(Name::MinSe, small.0.as_secs().to_string());
            line.respond(now, transaction, answer);
            return;
        }
        let offer = read::description(request);
        if let Some(contact) = read::contact(request)
            && let Some(dialog) = dialog_mut(call, request.from_tag().unwrap_or_default())
        {
            dialog.retarget(&contact);
        }
        let carrier = if invite { Carrier::Invite } else { Carrier::Update };
        match &offer {
            None if invite => {
                // They want our offer: the description in use, unchanged (DR-57).
                if call.negotiation.offer(Carrier::Success).is_err() {
                    return line.say(
                        now,
                        transaction,
                        request,
                        StatusCode::REQUEST_PENDING,
                        &call.tag,
                    );
                }
                let body = call.local.clone();
                consent(
                    now,
                    call,
                    line,
                    transaction,
                    request,
                    &super::Reply { headers: Vec::new(), body },
                );
                return line.event(Event::Refreshed(id));
            }
            None => {
                consent(now, call, line, transaction, request, &super::Reply::new());
                return line.event(Event::Refreshed(id));
            }
            Some(_) => {}
        }
        if let Err(out) = call.negotiation.offered(carrier) {
            return match out {
                OutOfTurn::Busy => later(now, call, line, transaction, request),
                _ => line.say(now, transaction, request, StatusCode::REQUEST_PENDING, &call.tag),
            };
        }
        let Some(offer) = offer else { return };
        if call.local.is_some() && super::uas::same(call.remote.as_ref(), &offer) {
            // A refresh: nothing has changed, so nothing changes (DR-78).
            let body = call.local.clone();
            let _ = call.negotiation.answer();
            consent(
                now,
                call,
                line,
                transaction,
                request,
                &super::Reply { headers: Vec::new(), body },
            );
            return line.event(Event::Refreshed(id));
        }
        line.layer.mark(transaction, Mark::Incoming(id).number());
        let until = now + line.config.question;
        call.reinvite = Some(Question { id: transaction, request: request.clone(), until });
        line.event(Event::ReinviteAsked { call: id, request: request.clone() });
    }

    /// PRACK (RFC 3262 §3).
    fn prack(&mut self, now: Instant, id: CallId, transaction: TransactionId, request: &Request) {
        let Some((call, line)) = self.live(id) else { return };
        let invite = CSeq::new(call.invite.cseq().number, Method::Invite);
        let rack = request.rack().ok().flatten();
        let meant = rack.filter(|rack| rack.cseq == invite).map(|rack| rack.rseq);
        let known = call.provisional.take_if(|sent| Some(sent.rseq) == meant).is_some();
        if !known {
            let status = StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST;
            return line.say(now, transaction, request, status, &call.tag);
        }
        // A second offer in a PRACK is more than this side takes before the call is up.
        let status = if read::description(request).is_some() {
            StatusCode::NOT_ACCEPTABLE_HERE
        } else {
            StatusCode::OK
        };
        line.say(now, transaction, request, status, &call.tag);
        let (held, progress) = (call.held.take(), call.held_progress.take());
        if let Some(reply) = held {
            let _ = self.accept(now, id, reply);
        } else if let Some((status, reply)) = progress {
            let _ = self.progress(now, id, status, reply);
        }
    }

    // ------------------------------------------------------------------ answers to our requests

    pub(super) fn answered(
        &mut self,
        now: Instant,
        id: TransactionId,
        mark: Mark,
        flow: Flow,
        response: Response,
    ) {
        let status = response.status();
        match mark {
            Mark::Invite(call) => self.invite_answered(now, id, call, flow, response),
            Mark::Renewal(call) => {
                if status.is_provisional() {
                    return;
                }
                if self.live(call).is_some() {
                    self.renewed(now, call, id, &response);
                } else if status.is_success() && response.cseq().method == Method::Invite {
                    self.orphan(now, id, flow, &response, Orphan::Fades);
                }
            }
            Mark::Notify(call) if status.is_final() => self.notified(now, call, Some(status)),
            Mark::Refer(call) if status.is_final() && self.live(call).is_some() => {
                self.line.event(Event::ReferAnswered { call, status: Some(status) });
            }
            Mark::Within(call)
                if matches!(
                    status,
                    StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST | StatusCode::REQUEST_TIMEOUT
                ) =>
            {
                self.forgotten(now, call);
            }
            Mark::Ping(number) if status.is_final() => {
                if let Some(ping) = self.pings.remove(&number) {
                    self.line.event(Event::Ponged { ping, response: Some(response) });
                }
            }
            _ => {}
        }
    }

    /// Nobody answered, or the flow broke.
    pub(super) fn unanswered(&mut self, now: Instant, id: TransactionId, mark: Mark, broken: bool) {
        match mark {
            Mark::Invite(call) => {
                let Some((record, _)) = self.live(call) else { return };
                if record.invite_id != id || record.dialog.is_some() {
                    return;
                }
                let why = match (record.phase, record.successor) {
                    (Phase::Cancelling, Some(successor)) => Why::Replaced(successor),
                    (Phase::Cancelling, None) => Why::Cancelled(Side::Us),
                    _ if broken => Why::Unreachable,
                    _ => Why::NoResponse,
                };
                self.end(now, call, Ending::new(why));
            }
            Mark::Renewal(call) => self.renewal_unanswered(now, call, id, broken),
            Mark::Notify(call) => self.notified(now, call, None),
            Mark::Within(call) if !broken => self.forgotten(now, call),
            Mark::Refer(call) if self.live(call).is_some() => {
                self.line.event(Event::ReferAnswered { call, status: None });
            }
            Mark::Ping(number) => {
                if let Some(ping) = self.pings.remove(&number) {
                    self.line.event(Event::Ponged { ping, response: None });
                }
            }
            _ => {}
        }
    }

    /// The other side does not know the dialog any more (§12.2.1.2).
    pub(super) fn forgotten(&mut self, now: Instant, id: CallId) {
        self.say_bye(now, id, &[]);
        self.end(now, id, Ending::new(Why::Forgotten));
    }

    /// Ends a call, once: nothing of it is asked, told or repeated any more.
    pub(super) fn end(&mut self, now: Instant, id: CallId, ending: Ending) {
        let digest = self.digest;
        let Some((call, line)) = self.live(id) else { return };
        call.phase = Phase::Over;
        for question in [call.reinvite.take(), call.refer.take()].into_iter().flatten() {
            let status = StatusCode::REQUEST_TERMINATED; // §15.1.2
            line.say(now, question.id, &question.request, status, &call.tag);
        }
        (call.unacknowledged, call.provisional, call.session) = (None, None, None);
        call.renewal = Renewal::None;
        let ours = call.tag_key;
        let departed = call.dialog.as_ref().map(|dialog| {
            let parties = dialog.parties();
            let parts = [&*parties.call_id, &*parties.local_tag, &*parties.remote_tag];
            digest.of(&parts.map(str::as_bytes))
        });
        if let Some(departed) = departed {
            self.departed.note(departed);
        }
        self.tags.remove(&ours);
        self.line.event(Event::Ended(id, ending));
    }
}

/// The dialog of a call with this remote tag.
fn dialog_mut<'a>(call: &'a mut Call, remote: &str) -> Option<&'a mut crate::dialog::Dialog> {
    let forks = call.forks.iter_mut().map(|fork| &mut fork.dialog);
    call.dialog.iter_mut().chain(forks).find(|dialog| *dialog.parties().remote_tag == *remote)
}

/// 500 with Retry-After: out of order, or one question too many (§12.2.2, §14.2).
pub(super) fn later(
    now: Instant,
    call: &Call,
    line: &mut Line,
    id: TransactionId,
    request: &Request,
) {
    let wait = line.rng.below(11);
    let answer = line
        .answer(request, StatusCode::SERVER_INTERNAL_ERROR, &call.tag)
        .header(Name::RetryAfter, wait.to_string());
    line.respond(now, id, answer);
}

/// The 200 to a re-INVITE or UPDATE; false if it cannot be written.
pub(super) fn consent(
    now: Instant,
    call: &mut Call,
    line: &mut Line,
    id: TransactionId,
    request: &Request,
    reply: &super::Reply,
) -> bool {
    let mut answer = line.answer(request, StatusCode::OK, &call.tag);
    answer = super::uas::within_dialog(answer, call, line);
    let agreed = line.config.session.and_then(|timer| timer.answer(&read::wish(request)).ok());
    // A refresh keeps a timer, and may start one; a request without a word about it ends none.
    if let Some(agreed) = agreed {
        answer = super::uas::session_headers(answer, agreed.expires, agreed.refresher);
        if agreed.require {
            answer = answer.header(Name::Require, "timer");
        }
    }
    let answer = super::line::with_headers(answer, &reply.headers);
    let Ok(response) = super::uas::body(answer, reply.body.as_ref()).finish() else { return false };
    if line.flow_back(id).is_none() {
        return false;
    }
    line.put(now, id, &response);
    if request.method() == Method::Invite {
        let bytes = response.to_bytes();
        let repeat = Repeat::start(bytes, Capped::AtT2, &line.config.timers, now);
        call.unacknowledged = Some((request.cseq().number, repeat));
    }
    call.session = agreed
        .map(|agreed| Running::start(agreed.expires, agreed.refresher == Refresher::Uas, now));
    true
}
