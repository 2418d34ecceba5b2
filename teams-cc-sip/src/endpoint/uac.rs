//! Calls that go: INVITE, its answers, forks, CANCEL, BYE.

use teams_cc_core::{CallId, Instant, Side};

use super::call::{Call, Fork, Phase};
use super::command::{Header, Invite, Reply};
use super::config::Provisionals;
use super::event::{Ending, Event, Refusal, Why};
use super::line::{Line, gives};
use super::mark::Mark;
use super::speak::{acknowledge, again, hang_up_fork, send_within, start_session, write_within};
use super::{Endpoint, read};
use crate::Flow;
use crate::dialog::Dialog;
use crate::dialog::offer::{Carrier, Negotiation, Turn};
use crate::message::{CSeq, Method, Name, RAck, Request, Response, StatusCode, Uri};
use crate::transaction::TransactionId;

impl Endpoint {
    /// Sends an INVITE.
    pub(super) fn invite(
        &mut self,
        now: Instant,
        id: CallId,
        invite: &Invite,
    ) -> Result<(), Refusal> {
        if id.0 >= self.next_call || self.calls.contains_key(&id.0) {
            return Err(Refusal::Taken);
        }
        if self.calls.len() >= self.line.config.limits.calls {
            return Err(Refusal::Full);
        }
        let line = &mut self.line;
        let uri: Uri = invite.uri.parse().map_err(|_| Refusal::Malformed)?;
        let flow = line.flow_to(&invite.hop)?;
        let transport = line.flows.get(flow).map_or(crate::Transport::Tcp, |s| s.transport);
        let host: Box<str> = invite.name.as_deref().unwrap_or(&line.config.name).into();
        let tag = line.tag();
        let tag_key = self.digest.of(&[tag.as_bytes()]);
        let from = address(&invite.from);
        let to = invite.to.clone().unwrap_or_else(|| format!("<{}>", uri.without_headers()));
        let user = invite.contact_user.clone().or_else(|| user_of(&from));
        let contact = line.contact(&host, transport, user.as_deref());
        let call_id = line.call_id(&host);
        let via = line.via(&host, transport);
        let mut request = Request::build(Method::Invite, &uri)
            .header(Name::Via, via)
            .header(Name::From, format!("{from};tag={tag}"))
            .header(Name::To, to)
            .header(Name::CallId, call_id)
            .header(Name::CSeq, CSeq::new(1, Method::Invite))
            .header(Name::Contact, &*contact);
        let given = &invite.headers;
        if !gives(given, "Allow") {
            request = request.header(Name::Allow, &*line.allow);
        }
        if !gives(given, "Supported") {
            let supported = supported(line, invite.body.is_some());
            if !supported.is_empty() {
                request = request.header(Name::Supported, supported);
            }
        }
        if let Some(timer) = line.config.session {
            if !gives(given, "Session-Expires") {
                request = request.header(Name::SessionExpires, timer.expires.as_secs().to_string());
            }
            if !gives(given, "Min-SE") && timer.least > super::super::dialog::session::MIN_SE {
                request = request.header(Name::MinSe, timer.least.as_secs().to_string());
            }
        }
        if let Some(name) = &line.config.user_agent
            && !gives(given, "User-Agent")
        {
            request = request.header("User-Agent", name);
        }
        for (name, value) in given {
            request = request.header(name.as_str(), value.as_str());
        }
        if let Some(body) = &invite.body {
            request = request.body(&body.kind, body.bytes.clone());
        }
        let request = request.finish().map_err(|_| Refusal::Malformed)?;
        let mut negotiation = Negotiation::new();
        if read::description(&request).is_some() {
            // A fresh negotiation takes the first offer.
            let _ = negotiation.offer(Carrier::Invite);
        }
        let transaction = line.request(now, flow, request.clone(), Mark::Invite(id));
        let call = Call {
            flow,
            transport,
            negotiation,
            local: invite.body.clone(),
            ..Call::new(id, Side::Us, Phase::Calling, request, transaction, &tag, tag_key)
                .named(host, contact)
        };
        self.calls.insert(id.0, Box::new(call));
        self.tags.insert(tag_key, id);
        Ok(())
    }

    /// An answer to our INVITE.
    pub(super) fn invite_answered(
        &mut self,
        now: Instant,
        id: TransactionId,
        call: CallId,
        flow: Flow,
        response: Response,
    ) {
        let status = response.status();
        let Some((record, _)) = self.live(call) else {
            if status.is_success() {
                self.orphan(now, id, flow, &response, Orphan::Hangs);
            }
            return;
        };
        if status.is_provisional() {
            if record.dialog.is_none() {
                self.rings(now, call, response);
            }
            return;
        }
        if status.is_success() {
            return self.success(now, call, flow, response);
        }
        if record.dialog.is_some() {
            return; // another fork's refusal after the first 2xx
        }
        if record.phase == Phase::Cancelling {
            let why = record.successor.map_or(Why::Cancelled(Side::Us), Why::Replaced);
            return self.end(now, call, Ending::new(why).with(response));
        }
        if status == StatusCode::SESSION_INTERVAL_TOO_SMALL
            && self.again_with_more(now, call, &response)
        {
            return;
        }
        self.end(now, call, Ending::new(Why::Rejected(Side::Them, status)).with(response));
    }

    /// 101 to 199.
    fn rings(&mut self, now: Instant, id: CallId, response: Response) {
        let Some((call, line)) = self.live(id) else { return };
        if response.status() == StatusCode::TRYING {
            return;
        }
        if let Some(tag) = response.to_tag() {
            let fork = call.forks.iter().position(|f| &*f.dialog.parties().remote_tag == tag);
            let at = match fork {
                Some(at) => at,
                None if call.forks.len() >= line.config.limits.forks => return,
                None => {
                    let dialog = read::dialog_as_uac(&call.invite, &response);
                    call.forks.push(Fork { dialog, rseq: 0, early: None });
                    call.forks.len() - 1
                }
            };
            if let Some(early) = read::description(&response) {
                call.forks[at].early = Some(early);
            }
            if line.config.provisionals == Provisionals::Reliable
                && read::lists(&response, &Name::Require, "100rel")
            {
                match acknowledge_provisional(now, call, line, at, &response) {
                    Heard::New => {}
                    Heard::Before => return,
                }
            }
        }
        if call.phase == Phase::Calling {
            line.event(Event::Progress { call: id, response });
        }
    }

    /// A 2xx to our INVITE: the first, a repetition, or one of another fork.
    fn success(&mut self, now: Instant, id: CallId, flow: Flow, response: Response) {
        let Some((call, line)) = self.live(id) else { return };
        let tag = response.to_tag().unwrap_or_default();
        if let Some(dialog) = &call.dialog {
            if *dialog.parties().remote_tag == *tag {
                again(call, line, response.cseq().number);
            } else if let Some((_, ack)) = call.losers.iter().find(|(loser, _)| **loser == *tag) {
                line.transmit(flow, ack.clone());
            } else if let Some(ack) = hang_up_fork(now, call, line, &response)
                && call.losers.len() < line.config.limits.forks
            {
                call.losers.push((tag.into(), ack));
            }
            return;
        }
        let early = call.forks.iter().position(|f| &*f.dialog.parties().remote_tag == tag);
        let mut dialog = read::dialog_as_uac(&call.invite, &response);
        let mut described = read::description(&response);
        if let Some(at) = early {
            let fork = call.forks.swap_remove(at);
            // §13.2.2.4: route set and target are those of the 2xx; the numbers go on.
            dialog = Dialog::resume(dialog, &fork.dialog);
            described = described.or(fork.early);
        }
        // The others are dropped silently (DR-82); a 2xx of one of them gets its ACK and BYE.
        call.forks.clear();
        call.dialog = Some(dialog);
        call.flow = flow;
        call.updates = read::lists(&response, &Name::Allow, "UPDATE");
        if let Some(state) = line.flows.get(flow) {
            call.transport = state.transport;
        }
        call.remote.clone_from(&described);
        let gave_up = call.phase == Phase::Cancelling;
        match call.negotiation.turn() {
            Turn::Theirs(_) if described.is_some() => drop(call.negotiation.answered()),
            Turn::Start if described.is_some() && !gave_up => {
                // Their offer; our answer is due in the ACK.
                let _ = call.negotiation.offered(Carrier::Success);
                call.phase = Phase::Asked;
                start_session(now, call, &response);
                line.event(Event::Answered { call: id, response });
                return;
            }
            _ => {}
        }
        acknowledge(call, line, call.invite.cseq().number, &Reply::new());
        if gave_up {
            let why = call.successor.map_or(Why::Cancelled(Side::Us), Why::Replaced);
            self.say_bye(now, id, &[]);
            self.end(now, id, Ending::new(why).with(response));
        } else if described.is_none() && call.negotiation.turn() != Turn::Stable {
            self.say_bye(now, id, &[]);
            self.end(now, id, Ending::new(Why::Broken).with(response));
        } else {
            call.phase = Phase::Up;
            start_session(now, call, &response);
            line.event(Event::Answered { call: id, response });
            self.next_renewal(now, id);
        }
    }

    /// The ACK with our answer to the offer in their 2xx.
    pub(super) fn acknowledge_with(
        &mut self,
        now: Instant,
        id: CallId,
        reply: &Reply,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        let Some(body) = reply.body.clone() else { return Err(Refusal::WrongState) };
        if !acknowledge(call, line, call.invite.cseq().number, reply) {
            return Err(Refusal::Malformed);
        }
        let _ = call.negotiation.answer();
        call.local = Some(body);
        call.phase = Phase::Up;
        self.next_renewal(now, id);
        Ok(())
    }

    /// 422: once more with the interval that the other side wants (RFC 4028 §7.3).
    fn again_with_more(&mut self, now: Instant, id: CallId, response: &Response) -> bool {
        let Some((call, line)) = self.live(id) else { return false };
        let (Some(timer), Some(least)) = (line.config.session, read::least(response)) else {
            return false;
        };
        if call.retried {
            return false;
        }
        call.retried = true;
        call.least = Some(least);
        let mut invite = call.invite.clone();
        let flow = call.flow;
        let via = line.via(&call.host, call.transport);
        let number = call.invite.cseq().number + 1;
        let edited = via
            .parse()
            .and_then(|via| invite.set_top_via(&via))
            .and_then(|()| invite.set(Name::CSeq, CSeq::new(number, Method::Invite)))
            .and_then(|()| {
                let expires = timer.expires.max(least).as_secs();
                invite.set(Name::SessionExpires, expires.to_string())
            })
            .and_then(|()| invite.set(Name::MinSe, least.as_secs().to_string()));
        if edited.is_err() {
            return false;
        }
        call.forks.clear();
        call.invite = invite.clone();
        call.invite_id = line.request(now, flow, invite, Mark::Invite(id));
        true
    }

    /// Gives up a call of ours that is not answered.
    pub(super) fn cancel(
        &mut self,
        now: Instant,
        id: CallId,
        headers: &[Header],
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        match call.phase {
            Phase::Calling => {
                line.withdraw(now, call.invite_id, headers).map_err(|_| Refusal::Malformed)?;
                call.phase = Phase::Cancelling;
                Ok(())
            }
            Phase::Cancelling => Ok(()),
            _ => Err(Refusal::WrongState),
        }
    }

    /// Ends a call from our side, whatever its phase.
    pub(super) fn bye(
        &mut self,
        now: Instant,
        id: CallId,
        headers: Vec<Header>,
    ) -> Result<(), Refusal> {
        let (call, _) = self.live(id).ok_or(Refusal::NoCall)?;
        match call.phase {
            Phase::Incoming => {
                let mut rejection = super::Rejection::new(StatusCode::TEMPORARILY_UNAVAILABLE);
                rejection.headers = headers;
                self.reject(now, id, &rejection)
            }
            Phase::Calling | Phase::Cancelling => self.cancel(now, id, &headers),
            // §15: not before the ACK has come, or will not come any more.
            Phase::Answered => {
                call.leaving = Some(headers);
                Ok(())
            }
            Phase::Asked => {
                let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
                acknowledge(call, line, call.invite.cseq().number, &Reply::new());
                self.leave(now, id, &headers)
            }
            Phase::Up => self.leave(now, id, &headers),
            Phase::Over => Err(Refusal::NoCall),
        }
    }

    fn leave(&mut self, now: Instant, id: CallId, headers: &[Header]) -> Result<(), Refusal> {
        if !self.say_bye(now, id, headers) {
            return Err(Refusal::Malformed);
        }
        self.end(now, id, Ending::new(Why::Bye(Side::Us)));
        Ok(())
    }

    /// Sends BYE in the call's dialog; false if it cannot be written.
    pub(super) fn say_bye(&mut self, now: Instant, id: CallId, headers: &[Header]) -> bool {
        let Some((call, line)) = self.live(id) else { return false };
        let Some(dialog) = &mut call.dialog else { return false };
        let number = dialog.next_seq();
        let reply = Reply { headers: headers.to_vec(), body: None };
        send_within(now, call, line, Method::Bye, number, &reply, Mark::Nothing).is_some()
    }

    /// A 2xx for a call that is over: acknowledged, and hung up unless the call was (RFC 3261
    /// §13.2.2.4).
    pub(super) fn orphan(
        &mut self,
        now: Instant,
        id: TransactionId,
        flow: Flow,
        response: &Response,
        orphan: Orphan,
    ) {
        let Some(invite) = self.line.layer.request_of(id).cloned() else { return };
        let host = self.line.config.name.clone().into();
        let contact = String::new();
        let tag = invite.from_tag().unwrap_or_default().to_owned();
        let mut dialog = read::dialog_as_uac(&invite, response);
        let number = dialog.next_seq();
        let transport = self.line.flows.get(flow).map_or(crate::Transport::Tcp, |s| s.transport);
        let ghost = Call {
            flow,
            transport,
            dialog: Some(dialog),
            ..Call::new(CallId(0), Side::Us, Phase::Over, invite, id, &tag, 0).named(host, contact)
        };
        let reply = Reply::new();
        let ack = ghost.invite.cseq().number;
        if let Some((bytes, flow)) = write_within(&ghost, &mut self.line, Method::Ack, ack, &reply)
        {
            self.line.transmit(flow, bytes.to_bytes());
        }
        if orphan == Orphan::Hangs {
            let line = &mut self.line;
            send_within(now, &ghost, line, Method::Bye, number, &reply, Mark::Nothing);
        }
    }
}

/// What to do with a 2xx for a call that is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Orphan {
    /// It made a dialog: BYE.
    Hangs,
    /// It answers a re-INVITE of a dialog that has had its BYE.
    Fades,
}

enum Heard {
    New,
    Before,
}

/// PRACK for a reliable provisional (RFC 3262 §4).
fn acknowledge_provisional(
    now: Instant,
    call: &mut Call,
    line: &mut Line,
    at: usize,
    response: &Response,
) -> Heard {
    let Ok(Some(rseq)) = response.rseq() else {
        return Heard::New; // it says that it is reliable and is not
    };
    let fork = &mut call.forks[at];
    if rseq <= fork.rseq && fork.rseq != 0 {
        return Heard::Before;
    }
    if fork.rseq != 0 && rseq != fork.rseq + 1 {
        return Heard::Before; // one is missing; it will be repeated
    }
    fork.rseq = rseq;
    let number = fork.dialog.next_seq();
    let rack = RAck { rseq, cseq: response.cseq().clone() };
    let mark = Mark::Within(call.id);
    if let Ok((request, flow)) = line.within(call, &call.forks[at].dialog, Method::Prack, number)
        && let Ok(request) = request.header("RAck", rack).finish()
    {
        line.request(now, flow, request, mark);
    }
    Heard::New
}

/// The option tags for an INVITE: reliable provisionals only if ours is the offer, so that none of
/// theirs can be one.
fn supported(line: &Line, offers: bool) -> String {
    if offers || line.config.provisionals == Provisionals::Plain {
        return line.supported.clone();
    }
    let tags: Vec<_> =
        line.config.supported.iter().filter(|tag| *tag != "100rel").map(String::as_str).collect();
    tags.join(", ")
}

/// An address for From: brackets around a bare URI.
pub(super) fn address(text: &str) -> String {
    if text.contains('<') { text.to_owned() } else { format!("<{text}>") }
}

/// The user part of an address.
fn user_of(address: &str) -> Option<String> {
    let (_, rest) = address.split_once('<')?;
    let uri: Uri = rest.split('>').next()?.parse().ok()?;
    uri.is_sip().then(|| uri.user_text().map(std::borrow::Cow::into_owned)).flatten()
}
