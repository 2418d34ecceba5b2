//! What stories order: calls, answers, hold, transfers, the end.

use teams_cc_core::Instant;
use tokio::sync::{oneshot, watch};

use super::leg::{Ending, Leg, Shown, Standing};
use super::{Ask, LegHandle, LegId, Order, Pending, Placing, Route, Side, Switch};
use crate::people::fresh_guid;
use crate::sip::describe::Local;
use crate::sip::refusal::{Refusal, reason};
use crate::sip::sdp::{Direction, Sdp};
use crate::sip::text::{Draft, Line, address};

impl<S: Side> Switch<S> {
    pub(super) fn order(&mut self, now: Instant, order: Order) {
        match order {
            Order::Place(placing, reply) => {
                let handle = self.place(now, *placing);
                reply.send(handle).ok();
            }
            Order::Send(route, draft, reply) => {
                self.send(now, &route, draft, Pending::Alone(reply, teams_cc_sip::Flow(0), false));
            }
            Order::CutAll => {
                let flows: Vec<_> = self.flows.keys().copied().collect();
                for flow in flows {
                    self.close(flow);
                }
            }
            Order::Ask(leg, ask, reply) => self.asked(now, leg, ask, reply),
        }
    }

    fn asked(&mut self, now: Instant, id: LegId, ask: Ask, reply: Option<oneshot::Sender<u16>>) {
        match ask {
            Ask::Ring { clients } => self.ring(now, id, clients),
            Ask::Progress => self.progress(now, id),
            Ask::Answer => self.answer(now, id),
            Ask::Refuse(refusal) => {
                let Some((invite, request)) = self.legs.get_mut(&id).and_then(|l| l.asked.take())
                else {
                    return;
                };
                self.refuse(now, invite, &request, refusal);
                let ending = Ending { by_us: true, status: refusal.status, reasons: Vec::new() };
                self.end(now, id, ending, Some(refusal));
            }
            Ask::HangUp { cause, phrase } => self.hang_up(now, id, cause, phrase, reply),
            Ask::Offer(direction) => self.offer(now, id, direction, reply),
            Ask::Refer { to, by } => {
                let headers = vec![("Refer-To".into(), to), ("Referred-By".into(), by)];
                self.in_dialog(now, id, "REFER", headers, reply);
            }
        }
    }

    fn ring(&mut self, now: Instant, id: LegId, clients: u8) {
        for _ in 0..clients.max(1) {
            let tag = self.tag();
            let Some(leg) = self.legs.get_mut(&id) else { return };
            let Some((invite, request)) = leg.asked.clone() else { return };
            // The last client that rings is the one that will answer.
            leg.local_tag.clone_from(&tag);
            leg.forks.push(tag.clone());
            leg.show(|shown| shown.standing = Standing::Ringing);
            if let Some(draft) = self.dialog_answer(id, &request, 180, Some(&tag)) {
                self.respond(now, invite, &draft);
            }
        }
    }

    fn progress(&mut self, now: Instant, id: LegId) {
        let Some((invite, request, body)) = self.agree_and_answer(id) else { return };
        if let Some(draft) = self.dialog_answer(id, &request, 183, None) {
            self.respond(now, invite, &draft.body("application/sdp", body));
        }
        if let Some(leg) = self.legs.get(&id) {
            leg.show(|shown| (shown.standing, shown.early_media) = (Standing::Ringing, true));
        }
    }

    fn answer(&mut self, now: Instant, id: LegId) {
        let Some((invite, request, body)) = self.agree_and_answer(id) else { return };
        self.answer_with(now, invite, id, &request, body);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        leg.asked = None;
        leg.show_up();
        let record = leg.record;
        self.stage.calls.change(record, |call| call.answered = Some(now));
    }

    /// Media as the first offer wants it, and the answer to it: the same in 183 and 200 (DR-82).
    fn agree_and_answer(
        &mut self,
        id: LegId,
    ) -> Option<(super::tables::Id, crate::sip::text::Text, String)> {
        let leg = self.legs.get_mut(&id)?;
        let (invite, request) = leg.asked.clone()?;
        let offer = Sdp::read(request.sdp()?).ok()?;
        let ours = super::requests::allowed(offer.audio.direction, leg.ours);
        let agreed = leg.sdp.agree(&offer.audio, ours, false).ok()?;
        leg.media.agree(agreed);
        leg.show(|shown| shown.theirs = offer.audio.direction);
        let body = leg.sdp.answer(&offer, ours);
        Some((invite, request, body))
    }

    pub(super) fn hang_up(
        &mut self,
        now: Instant,
        id: LegId,
        cause: u8,
        phrase: &'static str,
        reply: Option<oneshot::Sender<u16>>,
    ) {
        let guid = fresh_guid(&mut self.rng);
        let why = reason(cause, guid, phrase);
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if let Some((invite, request)) = leg.asked.take()
            && leg.standing() != Standing::Up
        {
            self.refuse(now, invite, &request, Refusal::DECLINED);
            let ending = Ending { by_us: true, status: 603, reasons: vec![why] };
            return self.end(now, id, ending, Some(Refusal::DECLINED));
        }
        if leg.standing() != Standing::Up {
            if let Some((invite, ..)) = &leg.asking {
                let invite = *invite;
                leg.cancelling = Some(Refusal::CANCELLED);
                self.transactions.cancel(now, invite, &[("Reason".to_owned(), why)]);
            }
            return;
        }
        self.in_dialog(now, id, "BYE", vec![("Reason".into(), why.clone())], reply);
        let ending = Ending { by_us: true, status: 0, reasons: vec![why] };
        self.end(now, id, ending, None);
    }

    fn offer(
        &mut self,
        now: Instant,
        id: LegId,
        direction: Direction,
        reply: Option<oneshot::Sender<u16>>,
    ) {
        let Some(leg) = self.legs.get_mut(&id) else { return };
        if leg.standing() != Standing::Up || leg.asking.is_some() {
            if let Some(reply) = reply {
                reply.send(491).ok();
            }
            return;
        }
        leg.ours = direction;
        let body = leg.sdp.offer(direction);
        let cseq = leg.local_seq + 1;
        let Some((route, draft)) = self.dialog_request(id, "INVITE", Vec::new()) else { return };
        let draft = draft.body("application/sdp", body);
        if let Some(transaction) = self.send(now, &route, draft, Pending::Invite(id))
            && let Some(leg) = self.legs.get_mut(&id)
        {
            leg.asking = Some((transaction, cseq, reply));
        }
    }

    fn in_dialog(
        &mut self,
        now: Instant,
        id: LegId,
        method: &'static str,
        headers: Vec<Line>,
        reply: Option<oneshot::Sender<u16>>,
    ) {
        if let Some((route, draft)) = self.dialog_request(id, method, headers) {
            self.send(now, &route, draft, Pending::Request(id, reply, method));
        }
    }

    /// A request inside the dialog, without its Via, and where it goes.
    pub(super) fn dialog_request(
        &mut self,
        id: LegId,
        method: &'static str,
        headers: Vec<Line>,
    ) -> Option<(Route, Draft)> {
        let leg = self.legs.get_mut(&id)?;
        if method != "ACK" {
            leg.local_seq += 1;
        }
        let leg = self.legs.get(&id)?;
        let to_tag = leg.remote_tag.as_ref().map(|tag| format!(";tag={tag}")).unwrap_or_default();
        let mut draft = Draft::request(method, &leg.target)
            .with("From", format!("{};tag={}", leg.local, leg.local_tag))
            .with("To", format!("{}{to_tag}", leg.remote))
            .with("CSeq", format!("{} {method}", leg.local_seq))
            .with("Call-ID", leg.call_id.clone())
            .with("Max-Forwards", "70");
        for route in &leg.routes {
            draft = draft.with("Route", route.clone());
        }
        draft = draft.with("Contact", format!("<{}>", leg.contact));
        for (name, value) in headers {
            draft = draft.with(name, value);
        }
        draft = self.side.dress(method, draft);
        // A route set decides the next hop, else the Contact (DR-44).
        let next = leg.routes.first().map_or(leg.target.as_str(), |route| address(route));
        let route = self.side.route(leg.flow, next, self.flows.get(&leg.flow))?;
        Some((route, draft))
    }

    /// Places a call.
    fn place(&mut self, now: Instant, placing: Placing) -> Option<LegHandle> {
        let media = self.media(placing.voice, self.side.name() == "teams")?;
        let mut sdp = Local::new(placing.manner, media.address(), &mut self.rng);
        let body = sdp.offer(Direction::Both);
        let call_id = self.tag();
        let record = self.stage.calls.begin(
            now,
            self.side.name(),
            &call_id,
            &placing.tenant,
            placing.user,
            true,
            address(&placing.from),
            address(&placing.to),
        );
        let recorded = placing.headers.iter().find(|(name, _)| *name == "Record-Route");
        let record_route = recorded.map(|(_, value)| value.clone());
        let leg = Leg {
            id: self.next_leg,
            record,
            call_id,
            local: placing.from,
            local_tag: self.tag(),
            remote: placing.to,
            remote_tag: None,
            local_seq: 0,
            remote_seq: 0,
            target: placing.uri,
            routes: Vec::new(),
            contact: placing.contact,
            record_route,
            flow: teams_cc_sip::Flow(0),
            outgoing: true,
            sdp,
            media,
            ours: Direction::Both,
            before: None,
            asked: None,
            asking: None,
            cancelling: None,
            unacked: None,
            acked: None,
            forks: Vec::new(),
            session: None,
            shown: watch::Sender::new(Shown::new()),
        };
        let id = leg.id;
        self.next_leg += 1;
        self.legs.insert(id, leg);
        let (_, draft) = self.dialog_request(id, "INVITE", placing.headers).or_else(|| {
            self.legs.remove(&id);
            None
        })?;
        let draft = match &placing.location {
            None => draft.body("application/sdp", body),
            Some(location) => {
                draft.body("multipart/mixed;boundary=b1_5e657ff6158d", located(&body, location))
            }
        };
        let transaction = self.send(now, &placing.route, draft, Pending::Invite(id));
        let flow = transaction.and_then(|t| self.transactions.flow(t));
        let leg = self.legs.get_mut(&id)?;
        leg.asking = transaction.map(|t| (t, leg.local_seq, None));
        leg.flow = flow?;
        Some(leg.handle(self.orders.clone()))
    }
}

/// SDP and a location in one body (DR-137, M34): the part's own headers are in `location`.
fn located(sdp: &str, location: &str) -> String {
    let edge = "--b1_5e657ff6158d";
    format!(
        "{edge}\r\nContent-Type: application/sdp\r\n\r\n{sdp}{edge}\r\n{location}\r\n{edge}--\r\n"
    )
}
