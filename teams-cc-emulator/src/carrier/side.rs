//! The carrier as a side of the exchange: no rules of its own, plain SIP.

use std::net::SocketAddr;
use std::time::Duration;

use teams_cc_core::Instant;
use teams_cc_sip::{Flow, Target, Transport};

use super::Lines;
use crate::audio::Voice;
use crate::audio::g711::Law;
use crate::people::Ringing;
use crate::sip::describe::Manner;
use crate::sip::refusal::Refusal;
use crate::sip::rules::{Before, Judged};
use crate::sip::sdp::Sdp;
use crate::sip::switch::{Admission, Ask, Ends, LegHandle, Route, Side, Verdict};
use crate::sip::text::{Draft, Spelling, Text, Uri, address};
use crate::{Fault, Place, Stage};

/// What a carrier's gateway takes.
const ALLOW: &str = "INVITE, ACK, CANCEL, BYE, OPTIONS, NOTIFY, INFO, UPDATE";

pub(super) struct CarrierSide {
    pub(super) stage: Stage,
    pub(super) lines: Lines,
    pub(super) local: SocketAddr,
}

impl Side for CarrierSide {
    fn name(&self) -> &'static str {
        "carrier"
    }

    fn spelling(&self) -> Spelling {
        Spelling::Plain
    }

    fn machines(&self) -> usize {
        1
    }

    fn judge(&mut self, _: Instant, flow: &Ends, request: &Text) -> Verdict {
        let subject = format!("{} {}", request.method(), request.uri());
        match self.stage.faults.take(Place::Carrier, &subject) {
            Some(Fault::Silent) => return Verdict::Ignore,
            Some(Fault::Reset | Fault::LoseAnswer) => return Verdict::Cut,
            Some(Fault::Status { status, .. }) => return Verdict::Refuse(Refusal::plain(status)),
            _ => {}
        }
        match request.method() {
            "OPTIONS" => Verdict::Answer(
                Draft::answer(request, 200, Some("carrier"))
                    .with("Allow", ALLOW)
                    .with("Accept", "application/sdp"),
            ),
            "INVITE" => self.invite(flow, request),
            _ => Verdict::Refuse(Refusal::METHOD),
        }
    }

    fn inside(&mut self, _: &Ends, _: &Text) -> Result<(), Refusal> {
        Ok(())
    }

    fn description(&self, text: &Text, _: Option<Before>) -> Result<Judged, Refusal> {
        let body = text.sdp().ok_or(Refusal::NO_OFFER)?;
        let sdp = Sdp::read(body).map_err(|_| Refusal::SDP_UNREADABLE)?;
        Ok(Judged { sdp, violations: Vec::new() })
    }

    fn route(&self, flow: Flow, target: &str, known: Option<&Ends>) -> Option<Route> {
        if let Some(known) = known {
            return Some(Route::Prefer(flow, known.target.clone(), 0));
        }
        let uri = Uri::read(target)?;
        let transport = uri.param("transport").and_then(|t| t.parse().ok());
        let transport = transport.unwrap_or(Transport::Udp);
        let port = uri.port.unwrap_or(transport.default_port());
        Some(Route::Prefer(flow, Target::new(transport, uri.host, port), 0))
    }

    fn dress(&self, method: &str, draft: Draft) -> Draft {
        match method {
            "INVITE" => draft.with("Allow", ALLOW).with("Supported", "timer"),
            _ => draft,
        }
    }

    fn dress_answer(&self, _: u16, request: &Text, draft: Draft) -> Draft {
        if request.method() == "INVITE" { draft.with("Allow", ALLOW) } else { draft }
    }
}

impl CarrierSide {
    /// A number of the Azure Communication Services resource, or nobody's.
    fn resource(&self, flow: &Ends, request: &Text, number: &str) -> Verdict {
        let number = if number.starts_with('+') { number.into() } else { format!("+{number}") };
        if self.stage.acs.look(|book| book.line(&number).is_none()) {
            return Verdict::Refuse(Refusal::plain(404));
        }
        let transport = match flow.target.transport {
            Transport::Udp => String::new(),
            other => format!(";transport={other}"),
        };
        let from = Uri::read(address(request.need("From")));
        let from = from.map_or_else(String::new, |uri| uri.number().to_owned());
        let (stage, context) = (self.stage.clone(), crate::acs::context_of(request));
        Verdict::Admit(Box::new(Admission {
            manner: Manner::Carrier { secure: false, first: Law::A },
            voice: Voice::silence(),
            contact: format!("sip:{number}@{}{transport}", self.local),
            tenant: String::new(),
            user: None,
            violations: Vec::new(),
            story: Box::new(move |leg| {
                tokio::spawn(crate::acs::is_called(stage, from, number, context, leg));
            }),
            record_route: None,
        }))
    }

    fn invite(&self, flow: &Ends, request: &Text) -> Verdict {
        let Some(uri) = Uri::read(request.uri()) else {
            return Verdict::Refuse(Refusal::plain(400));
        };
        let Some(line) = self.lines.of(uri.number()) else {
            return self.resource(flow, request, uri.number());
        };
        let transport = match flow.target.transport {
            Transport::Udp => String::new(),
            other => format!(";transport={other}"),
        };
        let (lines, stage, number) = (self.lines.clone(), self.stage.clone(), line.number.clone());
        Verdict::Admit(Box::new(Admission {
            manner: Manner::Carrier { secure: false, first: Law::A },
            voice: Voice::of(&line.number),
            contact: format!("sip:{}@{}{transport}", line.number, self.local),
            tenant: String::new(),
            user: None,
            violations: Vec::new(),
            story: Box::new(move |leg| {
                lines.rang(&number, leg.clone());
                tokio::spawn(rings(stage, line.ringing, leg));
            }),
            record_route: None,
        }))
    }
}

/// A phone at the carrier rings.
async fn rings(stage: Stage, ringing: Ringing, leg: LegHandle) {
    let (after, last) = match ringing {
        Ringing::Answer { after_ms } | Ringing::Voicemail { after_ms } => (after_ms, Ask::Answer),
        Ringing::Decline { after_ms } => (after_ms, Ask::Refuse(Refusal::DECLINED)),
        Ringing::Busy => return leg.ask(Ask::Refuse(Refusal::BUSY)),
        Ringing::Offline => return leg.ask(Ask::Refuse(Refusal::plain(480))),
        Ringing::Unknown => return leg.ask(Ask::Refuse(Refusal::plain(404))),
        Ringing::Ignore => return leg.ask(Ask::Ring { clients: 1 }),
    };
    leg.ask(Ask::Ring { clients: 1 });
    tokio::select! {
        () = stage.clock.sleep(Duration::from_millis(after)) => leg.ask(last),
        _ = leg.ended() => {}
    }
}
