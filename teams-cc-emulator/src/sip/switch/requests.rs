//! Requests of the other side: new calls, and everything inside a dialog.

use std::time::Duration;

use teams_cc_core::Instant;
use teams_cc_sip::Flow;
use tokio::sync::watch;

use super::leg::{Ending, Leg, Shown, Standing, Unacked};
use super::tables::Id;
use super::{Admission, LegId, Side, Switch, Verdict};
use crate::sip::describe::{Local, Mismatch};
use crate::sip::refusal::Refusal;
use crate::sip::rules::{self, Before, Judged};
use crate::sip::sdp::Direction;
use crate::sip::text::{Draft, Text, address, values};

/// Between the first two repetitions of a 2xx (T1), and at most (T2).
const T1: Duration = Duration::from_millis(500);
const T2: Duration = Duration::from_secs(4);

impl<S: Side> Switch<S> {
    pub(super) fn request_arrived(&mut self, now: Instant, id: Id, flow: Flow, request: &Text) {
        let Some(info) = self.flows.get(&flow).cloned() else { return };
        if request.to_tag().is_some() {
            return self.inside(now, id, flow, request);
        }
        match self.side.judge(now, &info, request) {
            Verdict::Answer(draft) => self.respond(now, id, &draft),
            Verdict::Refuse(refusal) => self.refuse(now, id, request, refusal),
            Verdict::Ignore => {}
            Verdict::Cut => self.close(flow),
            Verdict::Admit(admission) => {
                let trying = Draft::answer(request, 100, None);
                self.respond(now, id, &trying);
                self.admit(now, id, flow, request, *admission);
            }
        }
    }

    pub(super) fn refuse(&mut self, now: Instant, id: Id, request: &Text, refusal: Refusal) {
        let draft = self.refusal_draft(request, refusal);
        self.respond(now, id, &draft);
    }

    fn admit(&mut self, now: Instant, id: Id, flow: Flow, request: &Text, admission: Admission) {
        let record = self.stage.calls.begin(
            now,
            self.side.name(),
            request.call_id(),
            &admission.tenant,
            admission.user,
            false,
            address(request.need("From")),
            address(request.need("To")),
        );
        let judged = self.side.description(request, None);
        let media = self.media(admission.voice, self.side.name() == "teams");
        let (judged, media) = match (judged, media) {
            (Ok(judged), Some(media)) => (judged, media),
            (Err(refusal), _) => return self.refuse_recorded(now, id, request, record, refusal),
            (_, None) => {
                return self.refuse_recorded(now, id, request, record, Refusal::SERVICE_BUSY);
            }
        };
        let mut sdp = Local::new(admission.manner, media.address(), &mut self.rng);
        if let Err(mismatch) = sdp.agree(&judged.sdp.audio, Direction::Both, false) {
            let refusal = match mismatch {
                Mismatch::Codec => Refusal::NO_CODEC,
                Mismatch::Encryption => Refusal::NOT_SECURE,
            };
            return self.refuse_recorded(now, id, request, record, refusal);
        }
        let violations = admission.violations.into_iter().chain(judged.violations.iter().cloned());
        let violations: Vec<String> = violations.collect();
        self.note_violations(record, request.call_id(), violations);
        let leg = Leg {
            id: self.next_leg,
            record,
            call_id: request.call_id().to_owned(),
            local: request.need("To").to_owned(),
            local_tag: self.tag(),
            remote: without_tag(request.need("From")),
            remote_tag: request.caller_tag().map(str::to_owned),
            local_seq: self.rng.below(1000) as u32,
            remote_seq: request.cseq().0,
            target: request.contact().unwrap_or_default().to_owned(),
            routes: request.all("Record-Route").flat_map(values).map(str::to_owned).collect(),
            contact: admission.contact,
            record_route: admission.record_route,
            flow,
            outgoing: false,
            before: Some(Before { mux: judged.sdp.audio.mux, address: judged.sdp.audio.address }),
            sdp,
            media,
            ours: Direction::Both,
            asked: Some((id, request.clone())),
            asking: None,
            cancelling: None,
            unacked: None,
            acked: None,
            forks: Vec::new(),
            session: rules::session_expires(request).ok().flatten(),
            shown: watch::Sender::new(Shown::new()),
        };
        leg.show(|shown| shown.takes_refer = request.lists("Allow", "REFER"));
        self.next_leg += 1;
        let handle = leg.handle(self.orders.clone());
        self.legs.insert(leg.id, leg);
        (admission.story)(handle);
    }

    fn refuse_recorded(
        &mut self,
        now: Instant,
        id: Id,
        request: &Text,
        record: u64,
        refusal: Refusal,
    ) {
        self.stage.calls.change(record, |call| {
            call.ended = Some(now);
            call.end_reason = refusal.status;
            call.end_sub_reason = refusal.sub_code;
        });
        self.refuse(now, id, request, refusal);
    }

    pub(super) fn note_violations(&mut self, record: u64, call_id: &str, violations: Vec<String>) {
        for violation in &violations {
            self.stage.ladder.note(self.side.name(), call_id, violation);
        }
        self.stage.calls.change(record, |call| call.violations.extend(violations));
    }

    /// The leg a message belongs to: Call-ID and both tags, never the socket (DR-75).
    pub(super) fn leg_of(
        &self,
        call_id: &str,
        ours: Option<&str>,
        theirs: Option<&str>,
    ) -> Option<LegId> {
        let leg = self.legs.values().find(|leg| {
            leg.call_id == call_id
                && Some(leg.local_tag.as_str()) == ours
                && (leg.remote_tag.is_none() || leg.remote_tag.as_deref() == theirs)
        });
        leg.map(|leg| leg.id)
    }

    fn inside(&mut self, now: Instant, id: Id, flow: Flow, request: &Text) {
        let Some(info) = self.flows.get(&flow).cloned() else { return };
        let found = self.leg_of(request.call_id(), request.to_tag(), request.caller_tag());
        if let Err(refusal) = self.side.inside(&info, request) {
            if let Some(leg) = found.and_then(|id| self.legs.get(&id)) {
                let (record, call) = (leg.record, leg.call_id.clone());
                let what = format!("{} refused: {}", request.method(), refusal.phrase);
                self.note_violations(record, &call, vec![what]);
            }
            return self.refuse(now, id, request, refusal);
        }
        let Some(leg_id) = found else {
            return self.refuse(now, id, request, Refusal::NO_DIALOG);
        };
        let Some(leg) = self.legs.get_mut(&leg_id) else { return };
        let (number, method) = request.cseq();
        let verbatim = request.uri() == leg.contact;
        let (record, call) = (leg.record, leg.call_id.clone());
        if number < leg.remote_seq {
            return self.refuse(now, id, request, Refusal::plain(500)); // RFC 3261 §12.2.2
        }
        leg.remote_seq = number;
        leg.flow = flow;
        if !verbatim {
            let what = format!("Request-URI of {method} is not our Contact, byte for byte (DR-76)");
            self.note_violations(record, &call, vec![what]);
        }
        match method {
            "BYE" => {
                self.ok(now, id, request);
                let reasons = request.all("Reason").map(str::to_owned).collect();
                self.end(now, leg_id, Ending { by_us: false, status: 0, reasons }, None);
            }
            "INVITE" => self.offered_again(now, id, leg_id, request),
            "NOTIFY" => {
                self.ok(now, id, request);
                if let Some(progress) = rules::transfer_progress(request)
                    && let Some(leg) = self.legs.get(&leg_id)
                {
                    leg.show(|shown| shown.transfer.push(progress));
                }
            }
            "OPTIONS" | "INFO" | "UPDATE" | "MESSAGE" => self.ok(now, id, request),
            _ => self.refuse(now, id, request, Refusal::METHOD),
        }
    }

    fn ok(&mut self, now: Instant, id: Id, request: &Text) {
        let draft = Draft::answer(request, 200, None);
        let draft = self.side.dress_answer(200, request, draft);
        self.respond(now, id, &draft);
    }

    /// A re-INVITE: hold, resume, refresh.
    fn offered_again(&mut self, now: Instant, id: Id, leg_id: LegId, request: &Text) {
        let Some(leg) = self.legs.get(&leg_id) else { return };
        if leg.standing() != Standing::Up || leg.asked.is_some() {
            return self.refuse(now, id, request, Refusal::plain(500));
        }
        if leg.asking.is_some() {
            return self.refuse(now, id, request, Refusal::GLARE);
        }
        let (record, call) = (leg.record, leg.call_id.clone());
        match self.side.description(request, leg.before) {
            Ok(judged) => self.take_offer(now, id, leg_id, request, &judged),
            Err(refusal) => {
                let what = format!("re-INVITE refused: {}", refusal.phrase);
                self.note_violations(record, &call, vec![what]);
                self.refuse(now, id, request, refusal);
            }
        }
    }

    fn take_offer(&mut self, now: Instant, id: Id, leg_id: LegId, request: &Text, judged: &Judged) {
        let Some(leg) = self.legs.get_mut(&leg_id) else { return };
        let theirs = judged.sdp.audio.direction;
        let ours = allowed(theirs, leg.ours);
        if let Ok(agreed) = leg.sdp.agree(&judged.sdp.audio, ours, false) {
            leg.media.agree(agreed);
        }
        if let Some(contact) = request.contact() {
            contact.clone_into(&mut leg.target);
        }
        leg.before = Some(Before { mux: judged.sdp.audio.mux, address: judged.sdp.audio.address });
        let body = leg.sdp.answer(&judged.sdp, ours);
        leg.show(|shown| {
            shown.theirs = theirs;
            shown.offers += 1;
        });
        let (record, call) = (leg.record, leg.call_id.clone());
        self.note_violations(record, &call, judged.violations.clone());
        self.answer_with(now, id, leg_id, request, body);
    }

    /// A 200 with SDP, repeated until its ACK.
    pub(super) fn answer_with(
        &mut self,
        now: Instant,
        id: Id,
        leg_id: LegId,
        request: &Text,
        body: String,
    ) {
        let Some(draft) = self.dialog_answer(leg_id, request, 200, None) else { return };
        let draft = draft.body("application/sdp", body);
        let Some(response) = self.response(&draft) else { return };
        let Some(leg) = self.legs.get_mut(&leg_id) else { return };
        leg.unacked = Some(Unacked {
            bytes: response.to_bytes(),
            flow: self.transactions.flow(id).unwrap_or(leg.flow),
            cseq: request.cseq().0,
            next: now + T1,
            interval: T1,
            until: now + T1 * 64,
        });
        self.transactions.respond(now, id, &response);
    }

    /// An answer that makes or keeps a dialog; `tag` is that of a fork.
    pub(super) fn dialog_answer(
        &mut self,
        leg_id: LegId,
        request: &Text,
        status: u16,
        tag: Option<&str>,
    ) -> Option<Draft> {
        let leg = self.legs.get(&leg_id)?;
        let tag = tag.unwrap_or(&leg.local_tag);
        let mut draft = Draft::answer(request, status, Some(tag));
        if let Some(route) = &leg.record_route
            && request.to_tag().is_none()
        {
            draft = draft.with("Record-Route", route.clone());
        }
        draft = draft.with("Contact", format!("<{}>", leg.contact));
        let mut draft = self.side.dress_answer(status, request, draft);
        if status == 200
            && let Some(seconds) = leg.session
            && request.lists("Supported", "timer")
        {
            // The asking side refreshes unless it wished otherwise (RFC 4028 §9).
            let refresher = if request.need("Session-Expires").contains("refresher=uas") {
                "uas"
            } else {
                "uac"
            };
            draft = draft
                .with("Session-Expires", format!("{seconds};refresher={refresher}"))
                .with("Require", "timer");
        }
        Some(draft)
    }

    pub(super) fn ack_arrived(&mut self, ack: &Text) {
        let Some(leg) = self
            .leg_of(ack.call_id(), ack.to_tag(), ack.caller_tag())
            .and_then(|id| self.legs.get_mut(&id))
        else {
            return;
        };
        if leg.unacked.as_ref().is_some_and(|u| u.cseq == ack.cseq().0) {
            leg.unacked = None;
        }
    }

    pub(super) fn cancel_arrived(&mut self, now: Instant, id: Id, invite: Id, cancel: &Text) {
        let leg =
            self.legs.values().find(|leg| leg.asked.as_ref().is_some_and(|(i, _)| *i == invite));
        let found = leg.map(|leg| (leg.id, leg.asked.clone()));
        let tag = leg.map_or_else(String::new, |leg| leg.local_tag.clone());
        let ok =
            Draft::answer(cancel, 200, Some(&tag).filter(|t| !t.is_empty()).map(String::as_str));
        let ok = self.side.dress_answer(200, cancel, ok);
        self.respond(now, id, &ok);
        let Some((leg_id, Some((invite, request)))) = found else { return };
        let elsewhere = rules::completed_elsewhere(cancel);
        let refusal = if elsewhere { Refusal::ELSEWHERE } else { Refusal::CANCELLED };
        self.refuse(now, invite, &request, refusal);
        let reasons = cancel.all("Reason").map(str::to_owned).collect();
        let ending = Ending { by_us: false, status: 487, reasons };
        self.end(now, leg_id, ending, Some(refusal));
    }

    /// Repeats what is not acknowledged, gives up what never is.
    pub(super) fn repeat(&mut self, now: Instant) {
        let mut given_up = Vec::new();
        let mut sends = Vec::new();
        for leg in self.legs.values_mut() {
            let Some(unacked) = &mut leg.unacked else { continue };
            if now >= unacked.until {
                given_up.push(leg.id);
            } else if now >= unacked.next {
                sends.push((unacked.flow, unacked.bytes.clone()));
                unacked.interval = (unacked.interval * 2).min(T2);
                unacked.next = now + unacked.interval;
            }
        }
        for (flow, bytes) in sends {
            self.transactions.send(flow, bytes);
        }
        for id in given_up {
            // DR-80: no ACK to our 200 ends the call.
            self.hang_up(now, id, Refusal::NO_ACK.cause, Refusal::NO_ACK.phrase, None);
            if let Some(leg) = self.legs.get(&id) {
                let record = leg.record;
                self.stage.calls.change(record, |call| {
                    (call.end_reason, call.end_sub_reason) =
                        (Refusal::NO_ACK.status, Refusal::NO_ACK.sub_code);
                });
            }
        }
    }

    /// Writes the end down; the leg stays known for 32 s of stragglers only as a record.
    pub(super) fn end(
        &mut self,
        now: Instant,
        leg_id: LegId,
        ending: Ending,
        refusal: Option<Refusal>,
    ) {
        let Some(leg) = self.legs.remove(&leg_id) else { return };
        let status = refusal.map_or(ending.status, |r| r.status);
        self.stage.calls.change(leg.record, |call| {
            call.ended = Some(now);
            if call.end_reason == 0 {
                call.end_reason = status;
                call.end_sub_reason = refusal.map_or(0, |r| r.sub_code);
            }
        });
        leg.media.stop();
        self.pending.retain(|_, p| !matches!(p, super::Pending::Invite(id) if *id == leg_id));
        if leg.flow.is_ours() && !self.legs.values().any(|other| other.flow == leg.flow) {
            self.close_later(now, leg.flow);
        }
        if let Some((_, _, Some(reply))) = leg.asking {
            reply.send(0).ok();
        }
        leg.shown.send_modify(|shown| {
            shown.standing = Standing::Ended;
            shown.ending = Some(ending);
        });
    }
}

/// Our half when the other side wants `theirs` and we want `ours`.
pub(super) fn allowed(theirs: Direction, ours: Direction) -> Direction {
    match (theirs.receives() && ours.sends(), theirs.sends() && ours.receives()) {
        (true, true) => Direction::Both,
        (true, false) => Direction::SendOnly,
        (false, true) => Direction::ReceiveOnly,
        (false, false) => Direction::Inactive,
    }
}

fn without_tag(value: &str) -> String {
    match value.rfind(";tag=") {
        Some(at) => value[..at].to_owned(),
        None => value.to_owned(),
    }
}
