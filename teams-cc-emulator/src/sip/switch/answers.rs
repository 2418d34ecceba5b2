//! Answers to requests of ours, and what follows when none comes.

use teams_cc_core::Instant;
use teams_cc_sip::Flow;
use teams_cc_sip::message::Message;

use super::leg::{Ending, Standing};
use super::tables::Id;
use super::{LegId, Pending, Route, Side, Switch};
use crate::people::fresh_guid;
use crate::sip::refusal::{Refusal, reason};
use crate::sip::rules::Before;
use crate::sip::text::{Text, values};

impl<S: Side> Switch<S> {
    pub(super) fn answer_arrived(&mut self, now: Instant, id: Id, flow: Flow, answer: &Text) {
        let status = answer.status();
        match self.pending.get(&id) {
            Some(Pending::Invite(leg)) => {
                let leg = *leg;
                self.invite_answered(now, id, leg, flow, answer);
                if status >= 300 {
                    self.pending.remove(&id);
                }
            }
            Some(Pending::Request(..) | Pending::Alone(..)) if status >= 200 => {
                match self.pending.remove(&id) {
                    Some(Pending::Request(leg, reply, method)) => {
                        if let Some(reply) = reply {
                            reply.send(status).ok();
                        }
                        // The dialog is gone at the other side (RFC 3261 §12.2.1.2).
                        if matches!(status, 408 | 481) && method != "BYE" {
                            let ending = Ending { by_us: true, status, reasons: Vec::new() };
                            self.end(now, leg, ending, None);
                        }
                        self.close_later_if_ours(now, flow);
                    }
                    Some(Pending::Alone(reply, flow, fresh)) => {
                        reply.send(Some(answer.clone())).ok();
                        if fresh {
                            self.close_later(now, flow);
                        }
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }

    /// Connections made for one transaction do not stay.
    fn close_later_if_ours(&mut self, now: Instant, flow: Flow) {
        if flow.is_ours() && !self.legs.values().any(|leg| leg.flow == flow) {
            self.close_later(now, flow);
        }
    }

    fn invite_answered(&mut self, now: Instant, id: Id, leg_id: LegId, flow: Flow, answer: &Text) {
        let status = answer.status();
        let Some(leg) = self.legs.get_mut(&leg_id) else {
            // Answered after we left: acknowledged and ended (RFC 3261 §13.2.2.4).
            return;
        };
        leg.flow = flow;
        let first = leg.standing() < Standing::Up;
        if first {
            leg.show(|shown| shown.statuses.push(status));
        }
        let (number, _) = answer.cseq();
        if status < 200 {
            if status > 100 && first {
                if leg.remote_tag.is_none() {
                    leg.remote_tag = answer.to_tag().map(str::to_owned);
                }
                leg.show(|shown| shown.standing = Standing::Ringing);
                if answer.sdp().is_some() {
                    // What cannot be heard early is judged again, and ended, with the 200.
                    self.take_answer(leg_id, answer, true).ok();
                }
            }
            return;
        }
        if status >= 300 {
            let reply = leg.asking.take().and_then(|(_, _, reply)| reply);
            if let Some(reply) = reply {
                reply.send(status).ok();
            }
            if first {
                let refusal = leg.cancelling.filter(|_| status == 487);
                let reasons = answer.all("Reason").map(str::to_owned).collect();
                let by_us = refusal.is_some();
                let ending = Ending { by_us, status, reasons };
                self.end(now, leg_id, ending, refusal);
            } else if matches!(status, 408 | 481) {
                self.hang_up(now, leg_id, 31, "Dialog is gone", None);
            }
            return;
        }
        // A 2xx that was acknowledged already: the ACK got lost.
        if leg.acked.as_ref().is_some_and(|(cseq, _)| *cseq == number) {
            let bytes = leg.acked.as_ref().map(|(_, bytes)| bytes.clone()).unwrap_or_default();
            return self.transactions.send(flow, bytes);
        }
        if first {
            leg.remote_tag = answer.to_tag().map(str::to_owned);
            // The route we recorded ourselves comes back with the rest; it leads to us.
            let ours = leg.record_route.clone().unwrap_or_default();
            let routes = answer.all("Record-Route").flat_map(values).filter(|r| *r != ours);
            leg.routes = routes.map(str::to_owned).collect::<Vec<_>>().into_iter().rev().collect();
            leg.show(|shown| shown.takes_refer = answer.lists("Allow", "REFER"));
        }
        if let Some(contact) = answer.contact() {
            contact.clone_into(&mut leg.target);
        }
        let reply = leg.asking.take().and_then(|(_, _, reply)| reply);
        let cancelled = leg.cancelling.is_some();
        let record = leg.record;
        self.acknowledge(now, leg_id, number);
        let judged = self.take_answer(leg_id, answer, false);
        if let Some(reply) = reply {
            reply.send(status).ok();
        }
        let Some(leg) = self.legs.get(&leg_id) else { return };
        if first {
            leg.show_up();
            self.stage.calls.change(record, |call| call.answered = Some(now));
        }
        let _ = id;
        if let Err(refusal) = judged {
            // Nothing can be heard: acknowledged, written down and ended.
            self.stage.calls.change(record, |call| {
                (call.end_reason, call.end_sub_reason) = (refusal.status, refusal.sub_code);
            });
            self.hang_up(now, leg_id, refusal.cause, refusal.phrase, None);
        } else if cancelled {
            self.hang_up(now, leg_id, 16, "CallEndReasonCancelled", None);
        }
    }

    /// The other side's half of an offer of ours.
    fn take_answer(&mut self, leg_id: LegId, answer: &Text, early: bool) -> Result<(), Refusal> {
        let Some(leg) = self.legs.get(&leg_id) else { return Ok(()) };
        // A 2xx without SDP repeats the 183's (RFC 3261 §13.2.1).
        if answer.sdp().is_none() && leg.shown.borrow().early_media {
            return Ok(());
        }
        let judged = self.side.description(answer, leg.before);
        let (record, call) = (leg.record, leg.call_id.clone());
        let judged = match judged {
            Ok(judged) => judged,
            Err(refusal) => {
                let what = format!("answer refused: {}", refusal.phrase);
                self.note_violations(record, &call, vec![what]);
                return Err(refusal);
            }
        };
        let Some(leg) = self.legs.get_mut(&leg_id) else { return Ok(()) };
        leg.before = Some(Before { mux: judged.sdp.audio.mux, address: judged.sdp.audio.address });
        let agreed = leg.sdp.agree(&judged.sdp.audio, leg.ours, true);
        match agreed {
            Ok(agreed) => leg.media.agree(agreed),
            Err(_) => return Err(Refusal::NO_CODEC),
        }
        leg.show(|shown| {
            shown.theirs = judged.sdp.audio.direction;
            shown.early_media |= early;
        });
        self.note_violations(record, &call, judged.violations);
        Ok(())
    }

    /// The ACK to a 2xx: a request of its own, on a way of its own (RFC 3261 §13.2.2.4).
    fn acknowledge(&mut self, now: Instant, leg_id: LegId, number: u32) {
        let Some(leg) = self.legs.get_mut(&leg_id) else { return };
        let seq = std::mem::replace(&mut leg.local_seq, number);
        let drafted = self.dialog_request(leg_id, "ACK", Vec::new());
        if let Some(leg) = self.legs.get_mut(&leg_id) {
            leg.local_seq = seq;
        }
        let Some((route, draft)) = drafted else { return };
        let fresh = matches!(route, Route::Fresh(..));
        let (flow, _) = self.open(&route);
        let Some(request) = self.request_on(flow, draft) else { return };
        let bytes = Message::Request(request).to_bytes();
        self.transactions.send(flow, bytes.clone());
        if fresh {
            self.close_later(now, flow);
        }
        if let Some(leg) = self.legs.get_mut(&leg_id) {
            leg.acked = Some((number, bytes));
        }
    }

    /// No answer: 408 when nobody spoke, 504 when the connection failed.
    pub(super) fn nobody_answered(&mut self, now: Instant, id: Id, status: u16) {
        match self.pending.remove(&id) {
            Some(Pending::Invite(leg_id)) => {
                let Some(leg) = self.legs.get_mut(&leg_id) else { return };
                let first = leg.standing() < Standing::Up;
                leg.show(|shown| shown.statuses.push(status));
                if let Some((_, _, Some(reply))) = leg.asking.take() {
                    reply.send(status).ok();
                }
                if first {
                    let guid = fresh_guid(&mut self.rng);
                    let why = reason(102, guid, "No answer from the trunk");
                    let ending = Ending { by_us: false, status, reasons: vec![why] };
                    self.end(now, leg_id, ending, None);
                } else {
                    self.hang_up(now, leg_id, 102, "Request timed out", None);
                }
            }
            Some(Pending::Request(leg, reply, method)) => {
                if let Some(reply) = reply {
                    reply.send(status).ok();
                }
                if method != "BYE" {
                    let ending = Ending { by_us: true, status, reasons: Vec::new() };
                    self.end(now, leg, ending, None);
                }
            }
            Some(Pending::Alone(reply, ..)) => {
                reply.send(None).ok();
            }
            None => {}
        }
    }
}
