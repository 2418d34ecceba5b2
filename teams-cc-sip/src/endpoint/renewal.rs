//! Offers and refreshes of ours inside a call, glare, and their questions to us.

use std::time::Duration;

use teams_cc_core::{CallId, Instant, Side};

use super::call::{Phase, Renewal};
use super::command::{Rejection, Reply};
use super::config::RefreshBy;
use super::event::{Event, Refusal};
use super::mark::Mark;
use super::speak::{acknowledge, again, later, send_within, start_session};
use super::within::consent;
use super::{Endpoint, read};
use crate::dialog::offer::Carrier;
use crate::dialog::session::Running;
use crate::message::{Method, Response, StatusCode};
use crate::transaction::TransactionId;

impl Endpoint {
    /// The user wants another session.
    pub(super) fn reinvite(
        &mut self,
        now: Instant,
        id: CallId,
        reply: Reply,
    ) -> Result<(), Refusal> {
        let (call, _) = self.live(id).ok_or(Refusal::NoCall)?;
        if reply.body.is_none() || !matches!(call.phase, Phase::Up | Phase::Answered | Phase::Asked)
        {
            return Err(Refusal::WrongState);
        }
        call.waiting = Some(reply);
        self.next_renewal(now, id);
        Ok(())
    }

    /// Sends what waits, if it is its turn.
    pub(super) fn next_renewal(&mut self, now: Instant, id: CallId) {
        let Some((call, _)) = self.live(id) else { return };
        if let Some(reply) = call.waiting.take() {
            match self.renew(now, id, Some(reply)) {
                Ok(()) => {}
                Err(Some(reply)) => {
                    if let Some((call, _)) = self.live(id) {
                        call.waiting = Some(reply);
                    }
                }
                Err(None) => self.line.event(Event::ReinviteFailed { call: id, status: None }),
            }
        }
    }

    /// Sends an offer, or a refresh if there is no reply. `Err` gives back what has to wait, or
    /// nothing if it can never be sent.
    fn renew(
        &mut self,
        now: Instant,
        id: CallId,
        reply: Option<Reply>,
    ) -> Result<(), Option<Reply>> {
        let Some((call, line)) = self.live(id) else { return Err(None) };
        let idle = call.phase == Phase::Up
            && matches!(call.renewal, Renewal::None)
            && call.reinvite.is_none()
            && call.unacknowledged.is_none()
            && call.negotiation.is_idle();
        if !idle {
            return Err(reply);
        }
        let refresh = reply.is_none();
        let by_update = refresh && line.config.refresh == RefreshBy::Update && call.updates;
        let mut said = reply.clone().unwrap_or_default();
        if refresh && !by_update {
            said.body.clone_from(&call.local);
        }
        if let Some(timer) = line.config.session {
            // §7.4: what was agreed, and who: this request's sender is the `uac`.
            let running = call.session.as_ref();
            let expires = running.map_or(timer.expires, Running::expires);
            let expires = expires.max(call.least.unwrap_or(Duration::ZERO)).as_secs();
            let who = match running.map(Running::is_ours) {
                Some(true) => ";refresher=uac",
                Some(false) => ";refresher=uas",
                None => "",
            };
            said = said.header("Session-Expires", format!("{expires}{who}"));
            let least = call.least.unwrap_or(timer.least).as_secs();
            said = said.header("Min-SE", least.to_string());
        }
        if !said.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("Supported"))
            && !line.supported.is_empty()
        {
            said = said.header("Supported", line.supported.clone());
        }
        said = said.header("Allow", line.allow.clone());
        let Some(dialog) = &mut call.dialog else { return Err(None) };
        let number = dialog.next_seq();
        let method = if by_update { Method::Update } else { Method::Invite };
        let sent = send_within(now, call, line, method, number, &said, Mark::Renewal(id));
        let Some(transaction) = sent else { return Err(None) };
        if said.body.is_some() {
            // It was idle: our offer is the first.
            let _ = call.negotiation.offer(Carrier::Invite);
        }
        call.renewal = Renewal::Sent { id: transaction, reply };
        Ok(())
    }

    /// A final answer to a renewal.
    pub(super) fn renewed(
        &mut self,
        now: Instant,
        id: CallId,
        transaction: TransactionId,
        response: &Response,
    ) {
        let Some((call, line)) = self.live(id) else { return };
        let status = response.status();
        let invite = response.cseq().method == Method::Invite;
        let reply = match &mut call.renewal {
            Renewal::Sent { id: sent, reply } if *sent == transaction => reply.take(),
            _ => {
                if status.is_success() && invite {
                    again(call, line, response.cseq().number);
                }
                return;
            }
        };
        call.renewal = Renewal::None;
        if status.is_success() {
            if let Some(contact) = read::contact(response)
                && let Some(dialog) = &mut call.dialog
            {
                dialog.retarget(&contact);
            }
            let described = read::description(response);
            if invite {
                acknowledge(call, line, response.cseq().number, &Reply::new());
                if described.is_some() {
                    let _ = call.negotiation.answered();
                } else {
                    call.negotiation.roll_back();
                }
            }
            start_session(now, call, response);
            call.retried = false;
            match reply {
                Some(reply) => {
                    call.local = reply.body;
                    if described.is_some() {
                        call.remote = described;
                    }
                    line.event(Event::Reinvited { call: id, response: response.clone() });
                }
                None => line.event(Event::Refreshed(id)),
            }
            return self.next_renewal(now, id);
        }
        call.negotiation.roll_back();
        match status {
            StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST | StatusCode::REQUEST_TIMEOUT => {
                self.forgotten(now, id);
            }
            StatusCode::REQUEST_PENDING => {
                // §14.1: the owner of the Call-ID waits 2.1 to 4 s, the other 0 to 2 s, in 10 ms.
                let wait = match call.caller {
                    Side::Us => 2_100 + 10 * line.rng.below(191),
                    Side::Them => 10 * line.rng.below(201),
                };
                let at = now + Duration::from_millis(wait);
                call.renewal = Renewal::Glare { at, reply };
            }
            StatusCode::SESSION_INTERVAL_TOO_SMALL
                if !call.retried && read::least(response).is_some() =>
            {
                call.retried = true;
                call.least = read::least(response);
                if let Err(Some(reply)) = self.renew(now, id, reply)
                    && let Some((call, _)) = self.live(id)
                {
                    call.waiting = Some(reply);
                }
            }
            _ => self.renewal_failed(now, id, reply.as_ref(), Some(status)),
        }
    }

    pub(super) fn renewal_unanswered(
        &mut self,
        now: Instant,
        id: CallId,
        transaction: TransactionId,
        broken: bool,
    ) {
        let Some((call, _)) = self.live(id) else { return };
        let reply = match &mut call.renewal {
            Renewal::Sent { id: sent, reply } if *sent == transaction => reply.take(),
            _ => return,
        };
        call.renewal = Renewal::None;
        call.negotiation.roll_back();
        if broken {
            // The connection is gone, not the call (DR-75): the next attempt opens another one.
            self.renewal_failed(now, id, reply.as_ref(), None);
        } else {
            self.forgotten(now, id);
        }
    }

    /// The session stays as it was (§14.1); a refresh is tried again before the end.
    fn renewal_failed(
        &mut self,
        now: Instant,
        id: CallId,
        reply: Option<&Reply>,
        status: Option<StatusCode>,
    ) {
        let Some((call, line)) = self.live(id) else { return };
        if reply.is_some() {
            line.event(Event::ReinviteFailed { call: id, status });
        } else if let Some(session) = &mut call.session {
            let at = later(now, session.expires());
            session.again(at);
        }
        self.next_renewal(now, id);
    }

    /// The moment after glare has come.
    pub(super) fn after_glare(&mut self, now: Instant, id: CallId) {
        let Some((call, _)) = self.live(id) else { return };
        let Renewal::Glare { reply, .. } = std::mem::take(&mut call.renewal) else { return };
        // A refresh that met another offer is not tried again: that offer refreshes the session.
        if let Err(Some(reply)) = self.renew(now, id, reply)
            && let Some((call, _)) = self.live(id)
            && call.waiting.is_none()
        {
            call.waiting = Some(reply);
        }
    }

    /// The session wants its refresh.
    pub(super) fn refresh(&mut self, now: Instant, id: CallId) {
        if self.renew(now, id, None).is_err()
            && let Some((call, _)) = self.live(id)
            && let Some(session) = &mut call.session
        {
            // Something else is on the wire; if it is an INVITE it refreshes too.
            let at = later(now, session.expires());
            session.again(at);
        }
    }

    // ------------------------------------------------------------------ their offers

    pub(super) fn answer_reinvite(
        &mut self,
        now: Instant,
        id: CallId,
        reply: Reply,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if reply.body.is_none() {
            return Err(Refusal::WrongState);
        }
        let question = call.reinvite.take().ok_or(Refusal::WrongState)?;
        if !consent(now, call, line, question.id, &question.request, &reply) {
            call.reinvite = Some(question);
            return Err(Refusal::Malformed);
        }
        let _ = call.negotiation.answer();
        call.remote = read::description(&question.request);
        call.local = reply.body;
        self.next_renewal(now, id);
        Ok(())
    }

    pub(super) fn reject_reinvite(
        &mut self,
        now: Instant,
        id: CallId,
        rejection: &Rejection,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if rejection.status.code() < 300 {
            return Err(Refusal::WrongState);
        }
        let question = call.reinvite.take().ok_or(Refusal::WrongState)?;
        call.negotiation.roll_back();
        let answer = line.answer(&question.request, rejection.status, &call.tag);
        line.respond(now, question.id, super::uas::refusal(answer, rejection));
        self.next_renewal(now, id);
        Ok(())
    }
}
