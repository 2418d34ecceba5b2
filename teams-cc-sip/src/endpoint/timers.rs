//! What a call does when its time comes.

use teams_cc_core::{CallId, Instant, Side};

use super::Endpoint;
use super::call::{Phase, Renewal};
use super::command::Rejection;
use super::event::{Ending, Event, Why};
use crate::dialog::repeat::Due as RepeatDue;
use crate::dialog::session::Due as SessionDue;
use crate::message::StatusCode;

impl Endpoint {
    pub(super) fn tick(&mut self, now: Instant) {
        self.line.layer.tick(now);
        while let Some((at, id)) = self.alarms.pop(now) {
            match self.calls.get_mut(&id.0) {
                Some(call) if call.armed == at => call.armed = Instant::FAR,
                _ => continue,
            }
            self.touched.push(id);
            self.due(now, id);
        }
    }

    fn due(&mut self, now: Instant, id: CallId) {
        self.repeat_success(now, id);
        self.repeat_provisional(now, id);
        self.session_due(now, id);
        self.questions_due(now, id);
        let glare = match self.live(id) {
            Some((call, _)) => matches!(call.renewal, Renewal::Glare { at, .. } if at <= now),
            None => false,
        };
        if glare {
            self.after_glare(now, id);
        }
    }

    /// Our 2xx has no ACK yet (RFC 3261 §13.3.1.4).
    fn repeat_success(&mut self, now: Instant, id: CallId) {
        let Some((call, line)) = self.live(id) else { return };
        let Some((_, repeat)) = &mut call.unacknowledged else { return };
        match repeat.due(&line.config.timers, now) {
            None => {}
            Some(RepeatDue::Again(bytes)) => {
                let flow = line.layer.flow(call.invite_id).unwrap_or(call.flow);
                let flow = if line.flows.is_known(flow) { flow } else { call.flow };
                line.transmit(flow, bytes);
            }
            Some(RepeatDue::GiveUp) => {
                call.unacknowledged = None;
                let why = match call.leaving.take() {
                    Some(_) => Why::Bye(Side::Us),
                    None => Why::NoAck,
                };
                self.say_bye(now, id, &[]);
                self.end(now, id, Ending::new(why));
            }
        }
    }

    /// Our reliable provisional has no PRACK yet (RFC 3262 §3).
    fn repeat_provisional(&mut self, now: Instant, id: CallId) {
        let Some((call, line)) = self.live(id) else { return };
        let Some(provisional) = &mut call.provisional else { return };
        match provisional.repeat.due(&line.config.timers, now) {
            None => {}
            Some(RepeatDue::Again(bytes)) => {
                let flow = line.layer.flow(call.invite_id).unwrap_or(call.flow);
                line.transmit(flow, bytes);
            }
            Some(RepeatDue::GiveUp) => {
                call.provisional = None;
                if call.phase == Phase::Incoming {
                    let status = StatusCode::SERVER_TIME_OUT;
                    let _ = self.reject(now, id, &Rejection::new(status));
                }
            }
        }
    }

    fn session_due(&mut self, now: Instant, id: CallId) {
        let Some((call, _)) = self.live(id) else { return };
        if call.phase != Phase::Up {
            return;
        }
        match call.session.as_mut().and_then(|session| session.due(now)) {
            None => {}
            Some(SessionDue::Refresh) => self.refresh(now, id),
            Some(SessionDue::Expired) => {
                self.say_bye(now, id, &[]);
                self.end(now, id, Ending::new(Why::Expired));
            }
        }
    }

    /// The user did not decide in time: the safe answer.
    fn questions_due(&mut self, now: Instant, id: CallId) {
        let Some((call, _)) = self.live(id) else { return };
        let late = |question: &Option<super::call::Question>| {
            question.as_ref().is_some_and(|question| question.until <= now)
        };
        let (reinvite, refer) = (late(&call.reinvite), late(&call.refer));
        if reinvite {
            let status = StatusCode::NOT_ACCEPTABLE_HERE;
            let _ = self.reject_reinvite(now, id, &Rejection::new(status));
            self.line.event(Event::ReinviteWithdrawn(id));
        }
        if refer {
            let _ = self.refuse_refer(now, id, &Rejection::new(StatusCode::DECLINE));
        }
    }
}
