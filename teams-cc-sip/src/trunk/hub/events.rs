//! What the endpoint says about calls, and what of it a story hears.

use std::sync::Arc;
use std::time::Duration;

use teams_cc_core::{CallId, Ended, Instant, Machine, Reason, Side};

use super::{Hub, retry_after};
use crate::direct_routing::failover;
use crate::endpoint::{Ending, Rejection, Reply, Why};
use crate::message::{Request, StatusCode};
use crate::trunk::incoming::IncomingCall;
use crate::trunk::life::{LegEvent, Life};
use crate::trunk::{TrunkEvent, reason};
use crate::{Command, Event, Input};

/// Retry-After where a call finds no room: the value in Microsoft's text (DR-28).
const RETRY_AFTER: Duration = Duration::from_secs(1);

impl Hub {
    pub(super) fn event(&mut self, now: Instant, event: Event) {
        match event {
            Event::Incoming(call) => self.incoming(now, call),
            Event::Progress { call, response } => {
                if let Some(life) = self.legs.get(&call).cloned() {
                    self.fail_over(now, life.id, failover::Input::Provisional);
                    life.tell(LegEvent::Progress(response.status()));
                }
            }
            Event::Answered { call, response } => {
                let Some(life) = self.legs.get(&call) else {
                    // The answer crossed our giving up.
                    return self.endpoint.handle(now, Input::Do(Command::Bye(call, Vec::new())));
                };
                self.dialling.remove(&life.id);
                life.tell(LegEvent::Answered(response.body()));
            }
            Event::Confirmed { call, ack } => {
                self.tell(call, LegEvent::Confirmed(ack.body()));
            }
            Event::ReinviteAsked { call, request } => self.reinvited(now, call, &request),
            Event::Reinvited { call, response } => {
                self.tell(call, LegEvent::Reinvited(response.body()));
            }
            Event::ReinviteFailed { call, .. } => self.tell(call, LegEvent::ReinviteFailed),
            Event::ReferAsked { call, request } => {
                self.tell(call, LegEvent::TransferAsked(request));
            }
            Event::Ended(call, ending) => self.ended(now, call, &ending),
            Event::Ponged { ping, response } => self.ponged(now, ping, response.as_ref()),
            Event::Refused { subject, error } => {
                tracing::debug!(?subject, %error, "a command came too late");
                if let crate::endpoint::Subject::Call(call) = subject
                    && let Some(life) = self.legs.get(&call)
                    && self.endpoint.call(call).is_none()
                {
                    // An INVITE that could not even be written.
                    let life = life.clone();
                    self.legs.remove(&call);
                    self.dialling.remove(&life.id);
                    life.end(Ended::Lost(Reason::Failed), None);
                }
            }
            _ => {}
        }
    }

    fn tell(&self, call: CallId, event: LegEvent) {
        if let Some(life) = self.legs.get(&call) {
            life.tell(event);
        }
    }

    fn incoming(&mut self, now: Instant, call: CallId) {
        let Some(leg) = self.endpoint.call(call) else { return };
        let request = leg.request().clone();
        let offer = leg.remote_description().cloned().unwrap_or_default();
        let replaces = leg.replaces().and_then(|old| self.legs.get(&old)).cloned();
        let uri = request.uri();
        let tenants = &self.shared.tenants;
        let owner = tenants.owner(uri.host());
        if owner.is_none() && self.shared.is_direct_routing() {
            // A name that is not ours: no call, but somebody should hear of it (DR-46).
            let host = uri.host().to_owned();
            tracing::warn!(host, "a call for a name that is not on this trunk");
            self.shared.tell(TrunkEvent::UnknownTenant { host });
            return self.reject(now, call, Rejection::new(StatusCode::NOT_FOUND));
        }
        let tenant = owner.and_then(crate::direct_routing::Owner::tenant).or(tenants.only());
        let seated = |old: &Arc<Life>| old.seated.load(std::sync::atomic::Ordering::Acquire);
        if replaces.as_ref().is_some_and(|old| !seated(old)) {
            // A leg that no talk holds has nobody who could give its place away.
            return self.reject(now, call, Rejection::new(reason::status(Reason::Unavailable)));
        }
        let Some(back) = self.back.upgrade() else {
            return self.reject(now, call, Rejection::new(StatusCode::SERVICE_UNAVAILABLE));
        };
        if self.legs.len() >= self.shared.config.max_calls {
            let full = Rejection::new(reason::status(Reason::Overloaded))
                .retry_after(RETRY_AFTER)
                .reason(reason::header(Reason::Overloaded));
            return self.reject(now, call, full);
        }
        let life = Arc::new(Life::new(tenant));
        life.set_leg(call);
        self.legs.insert(call, life.clone());
        let incoming = IncomingCall::new(life, request, offer, back, self.shared.clone());
        match replaces {
            // It takes the place of a leg: whoever talks there decides (DR-92).
            Some(old) => old.tell(LegEvent::Replaced(incoming)),
            None => drop(self.incoming.send(incoming)),
        }
    }

    fn reject(&mut self, now: Instant, call: CallId, rejection: Rejection) {
        self.endpoint.handle(now, Input::Do(Command::Reject(call, rejection)));
    }

    /// A re-INVITE is answered here and at once: hold, resume and refresh must not wait for a
    /// story.
    fn reinvited(&mut self, now: Instant, call: CallId, request: &Request) {
        let Some(life) = self.legs.get(&call) else { return };
        let offer = request.body();
        let Some(media) = life.media.get() else {
            return life.tell(LegEvent::Reoffered(offer));
        };
        let held = media.is_on_hold();
        let answer = if offer.is_empty() { Ok(media.offer()) } else { media.answer(&offer) };
        let command = match answer {
            Ok(sdp) => {
                match (held, media.is_on_hold()) {
                    (false, true) => life.tell(LegEvent::Held),
                    (true, false) => life.tell(LegEvent::Resumed),
                    _ => {}
                }
                Command::AnswerReinvite(call, Reply::sdp(sdp))
            }
            Err(error) => {
                tracing::warn!(call.id = %life.id, %error, "a re-INVITE was refused");
                let status =
                    StatusCode::try_from(error.status()).unwrap_or(StatusCode::NOT_ACCEPTABLE_HERE);
                Command::RejectReinvite(call, Rejection::new(status))
            }
        };
        self.endpoint.handle(now, Input::Do(command));
    }

    fn ended(&mut self, now: Instant, call: CallId, ending: &Ending) {
        let Some(life) = self.legs.get(&call).cloned() else { return };
        if self.dialling.contains_key(&life.id) && life.leg() == call {
            let input = match ending.why() {
                Why::Rejected(Side::Them, status) => failover::Input::Final {
                    status: status.code(),
                    retry_after: ending.message().and_then(|message| match message {
                        crate::message::Message::Response(response) => retry_after(response),
                        crate::message::Message::Request(_) => None,
                    }),
                },
                _ => failover::Input::Broken,
            };
            self.legs.remove(&call);
            self.fail_over(now, life.id, input);
            // Another peer is being tried.
            if life.leg() != call || life.ended().is_some() {
                return;
            }
            self.dialling.remove(&life.id);
        }
        self.legs.remove(&call);
        tracing::debug!(call.id = %life.id, why = ?ending.why(), "leg ended");
        life.end(ended_of(ending), ending.status());
    }
}

/// How it ended, with a refusal in the words of our own table.
fn ended_of(ending: &Ending) -> Ended {
    match ending.why() {
        Why::Rejected(_, status) => Ended::Rejected(reason::of_status(status.code())),
        _ => ending.ended(),
    }
}
