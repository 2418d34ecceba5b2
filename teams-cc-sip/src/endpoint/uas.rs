//! Calls that come: INVITE, our answers, CANCEL, ACK.

use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::{CallId, Instant, Side};

use super::call::{Call, Phase, Provisional};
use super::command::{Body, Rejection, Reply, SDP};
use super::config::Provisionals;
use super::event::{Ending, Event, Refusal, Why};
use super::line::{gives, with_headers};
use super::mark::Mark;
use super::{Endpoint, read};
use crate::Flow;
use crate::dialog::offer::{Carrier, Negotiation, Turn};
use crate::dialog::repeat::{Capped, Repeat};
use crate::dialog::replaces::{self, Only, Standing};
use crate::dialog::session::Running;
use crate::message::{Name, Refresher, Request, ResponseBuilder, SessionExpires, StatusCode};
use crate::transaction::{State, TransactionId};

impl Endpoint {
    /// An INVITE outside any dialog.
    pub(super) fn invited(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        request: &Request,
    ) {
        let tag = self.line.tag();
        if self.draining.is_some() || self.calls.len() >= self.line.config.limits.calls {
            let answer = self.busy(request, &tag);
            self.line.respond(now, id, answer);
            return;
        }
        let replaced = match self.replaced(request) {
            Ok(replaced) => replaced,
            Err(status) => return self.line.say(now, id, request, status, &tag),
        };
        if let Some(timer) = self.line.config.session
            && let Err(small) = timer.answer(&read::wish(request))
        {
            let answer = self
                .line
                .answer(request, StatusCode::SESSION_INTERVAL_TOO_SMALL, &tag)
                .header(Name::MinSe, small.0.as_secs().to_string());
            self.line.respond(now, id, answer);
            return;
        }
        let Some(dialog) = read::dialog_as_uas(request, &tag) else {
            return self.line.say(now, id, request, StatusCode::BAD_REQUEST, &tag);
        };
        let call = self.reserve();
        let host = self.line.host_for(&request.uri());
        let transport = self.line.flows.get(flow).map_or(crate::Transport::Tcp, |s| s.transport);
        let uri = request.uri();
        let contact = self.line.contact(&host, transport, uri.user_text().as_deref());
        let mut negotiation = Negotiation::new();
        let remote = read::description(request);
        if remote.is_some() {
            // A fresh negotiation takes the first offer.
            let _ = negotiation.offered(Carrier::Invite);
        }
        let tag_key = self.digest.of(&[tag.as_bytes()]);
        let record = Call {
            flow,
            transport,
            dialog: Some(dialog),
            negotiation,
            remote,
            replaces: replaced,
            ..Call::new(call, Side::Them, Phase::Incoming, request.clone(), id, &tag, tag_key)
                .named(host, contact)
        };
        self.calls.insert(call.0, Box::new(record));
        self.tags.insert(tag_key, call);
        self.line.layer.mark(id, Mark::Incoming(call).number());
        // At once: the caller's fail-over clock stops (DR-30).
        let trying = self.line.answer(request, StatusCode::TRYING, &tag);
        self.line.respond(now, id, trying);
        self.line.event(Event::Incoming(call));
    }

    /// The call that an INVITE wants to replace (RFC 3891 §3).
    fn replaced(&mut self, request: &Request) -> Result<Option<CallId>, StatusCode> {
        if !request.has(&Name::Replaces) {
            return Ok(None);
        }
        let Ok(Some(wanted)) = request.replaces() else { return Err(StatusCode::BAD_REQUEST) };
        let only = if wanted.early_only { Only::Early } else { Only::Any };
        let parts =
            [wanted.call_id.as_bytes(), wanted.to_tag.as_bytes(), wanted.from_tag.as_bytes()];
        let found = self.find(parts[0], parts[1], parts[2]);
        let standing = match found.and_then(|id| self.calls.get(&id.0)) {
            None if self.departed.knows(self.digest.of(&parts)) => Standing::Over,
            None => Standing::Unknown,
            Some(call) => match call.phase {
                Phase::Incoming => Standing::EarlyTheirs,
                Phase::Calling => Standing::EarlyOurs,
                Phase::Answered | Phase::Asked | Phase::Up => Standing::Confirmed,
                Phase::Cancelling | Phase::Over => Standing::Over,
            },
        };
        replaces::decide(standing, only).map(|()| found)
    }

    /// The call with this Call-ID and these tags, whatever its phase.
    pub(super) fn find(&self, call_id: &[u8], local: &[u8], remote: &[u8]) -> Option<CallId> {
        let id = *self.tags.get(&self.digest.of(&[local]))?;
        let call = self.calls.get(&id.0)?;
        let forks = call.forks.iter().map(|fork| &fork.dialog);
        call.dialog
            .iter()
            .chain(forks)
            .any(|dialog| dialog.is(call_id, local, remote))
            .then_some(id)
    }

    // ------------------------------------------------------------------ our answers

    /// A 180 to 199.
    pub(super) fn progress(
        &mut self,
        now: Instant,
        id: CallId,
        status: StatusCode,
        reply: Reply,
    ) -> Result<(), Refusal> {
        if !(101..200).contains(&status.code()) {
            return Err(Refusal::WrongState);
        }
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if call.phase != Phase::Incoming {
            return Err(Refusal::WrongState);
        }
        let invite = call.invite.clone();
        let required = read::lists(&invite, &Name::Require, "100rel");
        let wanted = required || read::lists(&invite, &Name::Supported, "100rel");
        let reliable = line.config.provisionals == Provisionals::Reliable && wanted;
        if reliable && call.provisional.is_some() {
            // One at a time (RFC 3262 §3); the last word of the user counts.
            call.held_progress = Some((status, reply));
            return Ok(());
        }
        let mut answer = line.answer(&invite, status, &call.tag).copy(Name::RecordRoute, &invite);
        answer = within_dialog(answer, call, line);
        if reliable {
            call.rseq += 1;
            answer = answer.header(Name::Require, "100rel").header("RSeq", call.rseq.to_string());
        }
        let description = reply.body.clone();
        let answer = body(with_headers(answer, &reply.headers), description.as_ref());
        let response = answer.finish().map_err(|_| Refusal::Malformed)?;
        if line.flow_back(call.invite_id).is_none() {
            return Err(Refusal::NoFlow);
        }
        line.put(now, call.invite_id, &response);
        if let Some(description) = description {
            call.local = Some(description);
            if reliable {
                // In a reliable provisional the description is the answer (RFC 6337, table 1).
                let _ = call.negotiation.answer();
            }
        }
        if reliable {
            let bytes = response.to_bytes();
            let repeat = Repeat::start(bytes, Capped::Never, &line.config.timers, now);
            call.provisional = Some(Provisional { repeat, rseq: call.rseq });
        }
        Ok(())
    }

    /// The 200, or the ACK with our answer to an offer in their 200.
    pub(super) fn accept(&mut self, now: Instant, id: CallId, reply: Reply) -> Result<(), Refusal> {
        let (call, _) = self.live(id).ok_or(Refusal::NoCall)?;
        match call.phase {
            Phase::Incoming => self.accept_incoming(now, id, reply),
            Phase::Asked => self.acknowledge_with(now, id, &reply),
            _ => Err(Refusal::WrongState),
        }
    }

    fn accept_incoming(
        &mut self,
        now: Instant,
        id: CallId,
        mut reply: Reply,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if call.provisional.is_some() && call.negotiation.turn() == Turn::Stable {
            // RFC 3262 §3: no 2xx while a description in a reliable provisional is unacknowledged.
            call.held = Some(reply);
            return Ok(());
        }
        call.provisional = None;
        if reply.body.is_none() {
            reply.body.clone_from(&call.local);
        }
        if reply.body.is_none() {
            let offer = call.remote.clone().unwrap_or_default();
            let bytes = super::decline::decline(&offer, &mut line.rng);
            reply.body = Some(Body { kind: SDP.into(), bytes });
        }
        let invite = call.invite.clone();
        let mut answer =
            line.answer(&invite, StatusCode::OK, &call.tag).copy(Name::RecordRoute, &invite);
        answer = within_dialog(answer, call, line);
        let agreed = line.config.session.and_then(|timer| timer.answer(&read::wish(&invite)).ok());
        if let Some(agreed) = agreed {
            answer = session_headers(answer, agreed.expires, agreed.refresher);
            if agreed.require {
                answer = answer.header(Name::Require, "timer");
            }
        }
        let answer = body(with_headers(answer, &reply.headers), reply.body.as_ref());
        let response = answer.finish().map_err(|_| Refusal::Malformed)?;
        if line.flow_back(call.invite_id).is_none() {
            return Err(Refusal::NoFlow);
        }
        if let Some(flow) = line.layer.flow(call.invite_id) {
            call.flow = flow;
        }
        line.put(now, call.invite_id, &response);
        match call.negotiation.turn() {
            Turn::Ours(_) => drop(call.negotiation.answer()),
            Turn::Start => drop(call.negotiation.offer(Carrier::Success)),
            _ => {}
        }
        call.local = reply.body;
        let repeat = Repeat::start(response.to_bytes(), Capped::AtT2, &line.config.timers, now);
        call.unacknowledged = Some((invite.cseq().number, repeat));
        call.phase = Phase::Answered;
        call.session = agreed
            .map(|agreed| Running::start(agreed.expires, agreed.refresher == Refresher::Uas, now));
        if let Some(old) = call.replaces {
            self.give_place(now, old, id);
        }
        Ok(())
    }

    /// Ends a call whose place another has taken.
    fn give_place(&mut self, now: Instant, old: CallId, new: CallId) {
        let Some((call, _)) = self.live(old) else { return };
        if call.phase == Phase::Calling {
            let id = call.invite_id;
            call.successor = Some(new);
            call.phase = Phase::Cancelling;
            let _ = self.line.withdraw(now, id, &[]);
        } else {
            self.say_bye(now, old, &[]);
            self.end(now, old, Ending::new(Why::Replaced(new)));
        }
    }

    /// A refusal.
    pub(super) fn reject(
        &mut self,
        now: Instant,
        id: CallId,
        rejection: &Rejection,
    ) -> Result<(), Refusal> {
        let status = rejection.status;
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if call.phase != Phase::Incoming || status.code() < 300 {
            return Err(Refusal::WrongState);
        }
        let answer = line.answer(&call.invite, status, &call.tag);
        let response = refusal(answer, rejection).finish().map_err(|_| Refusal::Malformed)?;
        if line.flow_back(call.invite_id).is_some() {
            line.put(now, call.invite_id, &response);
        }
        self.end(now, id, Ending::new(Why::Rejected(Side::Us, status)));
        Ok(())
    }

    // ------------------------------------------------------------------ CANCEL, ACK

    pub(super) fn cancelled(
        &mut self,
        now: Instant,
        id: TransactionId,
        invite: TransactionId,
        mark: Mark,
        request: &Request,
    ) {
        let Mark::Incoming(call) = mark else {
            return self.refuse(now, id, request, StatusCode::OK);
        };
        let Some((call, line)) = self.live(call) else {
            return self.refuse(now, id, request, StatusCode::OK);
        };
        // §9.2: the tag of the 200 to CANCEL is that of the INVITE's answers.
        line.say(now, id, request, StatusCode::OK, &call.tag);
        if line.layer.state(invite) != Some(State::Proceeding) {
            return; // a final answer has gone; CANCEL has no effect
        }
        if invite == call.invite_id {
            line.say(now, invite, &call.invite, StatusCode::REQUEST_TERMINATED, &call.tag);
            let call = call.id;
            let why = Why::Cancelled(Side::Them);
            self.end(now, call, Ending::new(why).with(request.clone()));
        } else if let Some(question) = call.reinvite.take_if(|question| question.id == invite) {
            call.negotiation.roll_back();
            line.say(now, invite, &question.request, StatusCode::REQUEST_TERMINATED, &call.tag);
            let call = call.id;
            line.event(Event::ReinviteWithdrawn(call));
        }
    }

    /// An ACK to a 2xx of ours.
    pub(super) fn acknowledged(&mut self, now: Instant, flow: Flow, ack: &Request) {
        let local = ack.to_tag().unwrap_or_default().as_bytes();
        let remote = ack.from_tag().unwrap_or_default().as_bytes();
        let Some(id) = self.find(ack.call_id().as_bytes(), local, remote) else { return };
        let Some((call, line)) = self.live(id) else { return };
        let number = ack.cseq().number;
        if call.unacknowledged.take_if(|(waits, _)| *waits == number).is_none() {
            return; // a repetition
        }
        call.flow = flow;
        let first = call.phase == Phase::Answered;
        if first {
            call.phase = Phase::Up;
        }
        let answer = read::description(ack);
        let broken = if call.negotiation.turn() == Turn::Theirs(Carrier::Success) {
            if answer.is_some() {
                let _ = call.negotiation.answered();
                call.remote.clone_from(&answer);
            } else {
                call.negotiation.roll_back();
            }
            answer.is_none() // the answer had to be here (RFC 3261 §13.2.1)
        } else {
            false
        };
        if first || answer.is_some() {
            line.event(Event::Confirmed { call: id, ack: ack.clone() });
        }
        if let Some(headers) = call.leaving.take() {
            self.say_bye(now, id, &headers);
            self.end(now, id, Ending::new(Why::Bye(Side::Us)));
        } else if broken {
            self.say_bye(now, id, &[]);
            self.end(now, id, Ending::new(Why::Broken));
        } else {
            self.next_renewal(now, id);
        }
    }
}

/// Contact, Allow and Supported of an answer that makes or keeps a dialog.
pub(super) fn within_dialog(
    answer: ResponseBuilder,
    call: &Call,
    line: &super::line::Line,
) -> ResponseBuilder {
    let answer = answer.header(Name::Contact, &*call.contact).header(Name::Allow, &*line.allow);
    if line.supported.is_empty() {
        answer
    } else {
        answer.header(Name::Supported, &*line.supported)
    }
}

/// Session-Expires of an answer.
pub(super) fn session_headers(
    answer: ResponseBuilder,
    expires: Duration,
    refresher: Refresher,
) -> ResponseBuilder {
    answer.header(Name::SessionExpires, SessionExpires::new(expires).refresher(refresher))
}

pub(super) fn body(answer: ResponseBuilder, body: Option<&Body>) -> ResponseBuilder {
    match body {
        Some(body) => answer.body(&body.kind, body.bytes.clone()),
        None => answer,
    }
}

/// Retry-After and the user's headers.
pub(super) fn refusal(answer: ResponseBuilder, rejection: &Rejection) -> ResponseBuilder {
    let answer = with_headers(answer, &rejection.headers);
    match rejection.retry_after {
        Some(wait) if !gives(&rejection.headers, "Retry-After") => {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            answer.header(Name::RetryAfter, seconds.to_string())
        }
        _ => answer,
    }
}

/// The bytes of a body, for comparison.
pub(super) fn same(a: Option<&Bytes>, b: &Bytes) -> bool {
    a.is_some_and(|a| a == b)
}
