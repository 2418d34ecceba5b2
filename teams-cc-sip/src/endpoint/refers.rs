//! REFER that comes: the question, and the telling afterwards (RFC 3515, DR-86).

use teams_cc_core::{CallId, Instant};

use super::Endpoint;
use super::call::{Phase, Question};
use super::command::{Rejection, Reply};
use super::event::{Event, Refusal};
use super::mark::Mark;
use super::speak::send_within;
use super::uas::{refusal, within_dialog};
use super::within::later;
use crate::dialog::refer::{Nth, SIPFRAG, Telling};
use crate::message::{Method, Name, Request, StatusCode};
use crate::transaction::TransactionId;

/// How often a NOTIFY that came out of order is sent again.
const ATTEMPTS: u8 = 3;

impl Endpoint {
    pub(super) fn referred(
        &mut self,
        now: Instant,
        id: CallId,
        transaction: TransactionId,
        request: &Request,
    ) {
        let Some((call, line)) = self.live(id) else { return };
        if request.headers(&Name::ReferTo).count() != 1 {
            return line.say(now, transaction, request, StatusCode::BAD_REQUEST, &call.tag);
        }
        if call.refer.is_some() {
            return later(now, call, line, transaction, request);
        }
        if call.phase != Phase::Up {
            let status = StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST;
            return line.say(now, transaction, request, status, &call.tag);
        }
        let until = now + line.config.question;
        call.refer = Some(Question { id: transaction, request: request.clone(), until });
        line.event(Event::ReferAsked { call: id, request: request.clone() });
    }

    /// 202, and the first NOTIFY.
    pub(super) fn accept_refer(&mut self, now: Instant, id: CallId) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        let question = call.refer.take().ok_or(Refusal::WrongState)?;
        let answer = line.answer(&question.request, StatusCode::ACCEPTED, &call.tag);
        let answer = within_dialog(answer, call, line);
        line.respond(now, question.id, answer);
        let nth = if call.refers == 0 { Nth::First } else { Nth::Later };
        call.refers += 1;
        call.telling = Some(Telling::start(question.request.cseq().number, nth));
        call.notices.clear();
        call.notices.push_back(StatusCode::TRYING);
        self.tell(now, id);
        Ok(())
    }

    pub(super) fn refuse_refer(
        &mut self,
        now: Instant,
        id: CallId,
        rejection: &Rejection,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if rejection.status.code() < 300 {
            return Err(Refusal::WrongState);
        }
        let question = call.refer.take().ok_or(Refusal::WrongState)?;
        let answer = line.answer(&question.request, rejection.status, &call.tag);
        line.respond(now, question.id, refusal(answer, rejection));
        Ok(())
    }

    /// Notes how the new call fares; one NOTIFY at a time, so that none overtakes another.
    pub(super) fn notify_refer(
        &mut self,
        now: Instant,
        id: CallId,
        status: StatusCode,
    ) -> Result<(), Refusal> {
        let (call, _) = self.live(id).ok_or(Refusal::NoCall)?;
        if call.telling.as_ref().is_none_or(Telling::is_over)
            || call.notices.back().is_some_and(|last| last.is_final())
        {
            return Err(Refusal::WrongState);
        }
        // Only the latest provisional is news.
        call.notices.retain(|waiting| *waiting == StatusCode::TRYING);
        call.notices.push_back(status);
        self.tell(now, id);
        Ok(())
    }

    fn tell(&mut self, now: Instant, id: CallId) {
        let Some((call, _)) = self.live(id) else { return };
        if call.notifying.is_some() {
            return;
        }
        let Some(telling) = &mut call.telling else { return };
        let Some(notice) = call.notices.pop_front().and_then(|status| telling.tell(status)) else {
            return;
        };
        call.notifying = Some((notice, ATTEMPTS));
        self.send_notice(now, id);
    }

    fn send_notice(&mut self, now: Instant, id: CallId) {
        let Some((call, line)) = self.live(id) else { return };
        let Some((notice, _)) = &call.notifying else { return };
        let reply = Reply::new()
            .header("Event", notice.event.clone())
            .header("Subscription-State", notice.state.clone())
            .body(SIPFRAG, notice.fragment.clone());
        let Some(dialog) = &mut call.dialog else { return };
        let number = dialog.next_seq();
        send_within(now, call, line, Method::Notify, number, &reply, Mark::Notify(id));
    }

    /// A NOTIFY was answered, or not.
    pub(super) fn notified(&mut self, now: Instant, id: CallId, status: Option<StatusCode>) {
        let Some((call, line)) = self.live(id) else { return };
        match (status, &mut call.notifying) {
            (Some(StatusCode::SERVER_INTERNAL_ERROR), Some((_, attempts))) if *attempts > 0 => {
                // Something of ours with a higher number was faster: again with a new number.
                *attempts -= 1;
                self.send_notice(now, id);
            }
            (Some(status), _) if status.is_success() => {
                call.notifying = None;
                self.tell(now, id);
            }
            _ => {
                call.notifying = None;
                call.notices.clear();
                if let Some(telling) = &mut call.telling {
                    telling.stop();
                }
                line.event(Event::ReferForgotten(id));
            }
        }
    }
}
