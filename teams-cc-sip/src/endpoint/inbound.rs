//! From bytes to the right place: flows, framing, and what the transaction layer hands up.

use bytes::Bytes;
use teams_cc_core::Instant;

use super::event::Event;
use super::flows::Peer;
use super::line::with_headers;
use super::mark::Mark;
use super::{Endpoint, Output, Pings};
use crate::message::{
    Limits, Malformed, Message, Method, Name, Request, ResponseBuilder, Scheme, StatusCode,
};
use crate::transaction::{Output as Layer, TransactionId};
use crate::{Flow, Transport};

/// Why a request is refused before anybody looks at what it wants.
struct Objection {
    status: StatusCode,
    phrase: Option<String>,
    headers: Vec<(String, String)>,
}

impl Objection {
    fn new(status: StatusCode) -> Self {
        Self { status, phrase: None, headers: Vec::new() }
    }

    /// 400 with a phrase that names the header (RS-05).
    fn phrased(phrase: String) -> Self {
        Self { phrase: Some(phrase), ..Self::new(StatusCode::BAD_REQUEST) }
    }

    fn malformed(malformed: &Malformed) -> Self {
        match malformed.header() {
            Some(name) => Self::phrased(format!("Malformed {name}")),
            None => Self::new(malformed.status()),
        }
    }

    fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl Endpoint {
    pub(super) fn opened(&mut self, flow: Flow, peer: Option<Peer>) {
        let known = self.line.flows.is_known(flow);
        if !known && self.line.flows.len() >= self.line.config.limits.flows {
            self.line.outputs.push_back(Output::Close(flow));
            return;
        }
        let limit = self.line.config.limits.message;
        let waiting = self.line.flows.open(flow, peer, limit);
        let transport = self.line.flows.get(flow).map_or(Transport::Tcp, |state| state.transport);
        self.line.layer.opened(flow, transport);
        for bytes in waiting {
            self.line.outputs.push_back(Output::Send(flow, bytes));
        }
    }

    pub(super) fn closed(&mut self, flow: Flow) {
        if self.line.flows.close(flow).is_some() {
            self.line.layer.closed(flow);
        }
    }

    fn hang_up_on(&mut self, flow: Flow) {
        self.closed(flow);
        self.line.outputs.push_back(Output::Close(flow));
    }

    pub(super) fn received(&mut self, now: Instant, flow: Flow, bytes: &[u8]) {
        if !self.line.flows.is_known(flow) {
            self.opened(flow, None);
        }
        let Some(state) = self.line.flows.get_mut(flow) else { return };
        let Some(framer) = state.framer.as_mut() else {
            return self.datagram(now, flow, bytes);
        };
        framer.push(bytes);
        let pings = loop {
            let Some(framer) =
                self.line.flows.get_mut(flow).and_then(|state| state.framer.as_mut())
            else {
                return;
            };
            match framer.next() {
                None => break framer.take_pings(),
                Some(Ok(message)) => self.message(now, flow, message),
                Some(Err(malformed)) => {
                    self.broken(flow, &malformed);
                    if malformed.closes() {
                        return self.hang_up_on(flow);
                    }
                }
            }
        };
        // RFC 5626 §4.4.1: one CRLF for each CRLF CRLF; a reader of many gets a few (RS-21).
        for _ in 0..pings.min(4) {
            self.line.transmit(flow, Bytes::from_static(b"\r\n"));
        }
    }

    fn datagram(&mut self, now: Instant, flow: Flow, bytes: &[u8]) {
        if bytes.iter().all(|b| matches!(b, b'\r' | b'\n' | 0)) {
            return; // a keep-alive of a NAT
        }
        let limits = Limits::with_message(self.line.config.limits.message);
        match Message::parse_with(Bytes::copy_from_slice(bytes), &limits) {
            Ok(message) => self.message(now, flow, message),
            Err(malformed) => self.broken(flow, &malformed),
        }
    }

    /// RS-05: a request that can be answered is answered, everything else is dropped.
    fn broken(&mut self, flow: Flow, malformed: &Malformed) {
        let tag = self.line.tag();
        if let Some(answer) = malformed.answer(&tag) {
            self.line.transmit(flow, answer);
        }
    }

    fn message(&mut self, now: Instant, flow: Flow, mut message: Message) {
        if let Message::Request(request) = &mut message
            && let Some(remote) = self.line.flows.get(flow).and_then(|state| state.remote)
        {
            let via = request.via();
            let seen = via.seen_from(remote.ip(), remote.port());
            if seen != via && request.set_top_via(&seen).is_err() {
                return;
            }
        }
        self.line.layer.received(now, flow, message);
        self.work(now);
    }

    /// Takes everything that the transaction layer has to say.
    pub(super) fn work(&mut self, now: Instant) {
        while let Some(output) = self.line.layer.poll() {
            match output {
                Layer::Send(flow, bytes) => self.line.transmit(flow, bytes),
                Layer::Request { id, flow, request } => self.request(now, id, flow, &request),
                Layer::Ack { flow, request } => self.acknowledged(now, flow, &request),
                Layer::Cancel { id, invite, mark, request, .. } => {
                    self.cancelled(now, id, invite, Mark::of(mark), &request);
                }
                Layer::Response { id, mark, flow, response } => {
                    self.answered(now, id, Mark::of(mark), flow, response);
                }
                Layer::TimedOut { id, mark } | Layer::Failed { id, mark } => {
                    let broken = matches!(output, Layer::Failed { .. });
                    self.unanswered(now, id, Mark::of(mark), broken);
                }
                Layer::Excess { flow, request } => self.excess(flow, &request),
            }
        }
    }

    fn request(&mut self, now: Instant, id: TransactionId, flow: Flow, request: &Request) {
        if let Some(objection) = self.objection(request) {
            let tag = self.line.tag();
            let mut answer = self.line.answer(request, objection.status, &tag);
            if let Some(phrase) = &objection.phrase {
                answer = answer.phrase(phrase);
            }
            self.line.respond(now, id, with_headers(answer, &objection.headers));
            return;
        }
        if request.to_tag().is_some() {
            return self.within(now, id, flow, request);
        }
        match request.method() {
            Method::Invite => self.invited(now, id, flow, request),
            Method::Options => {
                let tag = self.line.tag();
                let (status, answer) = self.pong(request, &tag);
                self.line.respond(now, id, answer);
                self.line.event(Event::Pinged { flow, request: request.clone(), status });
            }
            // RS-40: nobody is called because a stranger says so.
            Method::Refer => self.refuse(now, id, request, StatusCode::FORBIDDEN),
            Method::Subscribe => self.refuse(now, id, request, StatusCode::BAD_EVENT),
            Method::Register | Method::Publish | Method::Message | Method::Other(_) => {
                self.refuse(now, id, request, StatusCode::METHOD_NOT_ALLOWED);
            }
            _ => self.refuse(now, id, request, StatusCode::CALL_TRANSACTION_DOES_NOT_EXIST),
        }
    }

    pub(super) fn refuse(
        &mut self,
        now: Instant,
        id: TransactionId,
        request: &Request,
        status: StatusCode,
    ) {
        let tag = self.line.tag();
        self.line.say(now, id, request, status, &tag);
    }

    /// RFC 3261 §8.2.1 to §8.2.3, in that order.
    fn objection(&self, request: &Request) -> Option<Objection> {
        let method = request.method();
        let outside = request.to_tag().is_none();
        // Outside dialogs these have answers of their own, allowed or not.
        let special = outside && matches!(method, Method::Refer | Method::Subscribe);
        if !self.line.allows(&method) && !special {
            let status = if method.is_known() {
                StatusCode::METHOD_NOT_ALLOWED
            } else {
                StatusCode::NOT_IMPLEMENTED
            };
            return Some(Objection::new(status).with("Allow", &self.line.allow));
        }
        if request.uri().scheme() == Scheme::Other {
            return Some(Objection::new(StatusCode::UNSUPPORTED_URI_SCHEME));
        }
        let mut unknown = String::new();
        for line in request.headers(&Name::Require) {
            for tag in line.items().filter(|tag| !self.line.supports(&tag.text())) {
                let separator = if unknown.is_empty() { "" } else { ", " };
                unknown.push_str(separator);
                unknown.push_str(&tag.text());
            }
        }
        if !unknown.is_empty() {
            let status = StatusCode::BAD_EXTENSION;
            return Some(Objection::new(status).with("Unsupported", unknown));
        }
        let describes = matches!(method, Method::Invite | Method::Update | Method::Prack);
        if describes && !request.body().is_empty() {
            match request.body_of(super::SDP) {
                Ok(Some(_)) => {}
                Ok(None) => {
                    let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
                    let kinds = "application/sdp, multipart/mixed";
                    return Some(Objection::new(status).with("Accept", kinds));
                }
                Err(malformed) => return Some(Objection::malformed(&malformed)),
            }
        }
        match method {
            Method::Invite => match request.contact() {
                Ok(None) => Some(Objection::phrased("Missing Contact".into())),
                Ok(Some(_)) => acted_on(request),
                Err(malformed) => Some(Objection::malformed(&malformed)),
            },
            _ => acted_on(request),
        }
    }

    /// What we say to OPTIONS outside calls (RFC 3261 §11.2, DR-23).
    fn pong(&self, request: &Request, tag: &str) -> (StatusCode, ResponseBuilder) {
        if self.draining == Some(Pings::Refuse) {
            return (StatusCode::SERVICE_UNAVAILABLE, self.busy(request, tag));
        }
        (StatusCode::OK, self.capabilities(request, tag))
    }

    pub(super) fn capabilities(&self, request: &Request, tag: &str) -> ResponseBuilder {
        let line = &self.line;
        let host = line.host_for(&request.uri());
        let transport = request.via().transport().parse().unwrap_or(Transport::Tcp);
        let mut answer = line
            .answer(request, StatusCode::OK, tag)
            .header(Name::Contact, line.contact(&host, transport, None))
            .header(Name::Allow, &*line.allow)
            .header("Accept", "application/sdp");
        if !line.supported.is_empty() {
            answer = answer.header(Name::Supported, &*line.supported);
        }
        answer
    }

    /// 503 with Retry-After: no room, or no wish (RS-20, DR-28, DR-32).
    pub(super) fn busy(&self, request: &Request, tag: &str) -> ResponseBuilder {
        let wait = self.line.config.limits.retry_after.as_secs().max(1);
        self.line
            .answer(request, StatusCode::SERVICE_UNAVAILABLE, tag)
            .header(Name::RetryAfter, wait.to_string())
    }

    /// No room for another transaction: OPTIONS is answered all the same (DR-26), without state.
    fn excess(&mut self, flow: Flow, request: &Request) {
        let tag = self.line.tag();
        let answer = if request.method() == Method::Options && request.to_tag().is_none() {
            self.pong(request, &tag).1
        } else {
            self.busy(request, &tag)
        };
        if let Ok(response) = answer.finish() {
            self.line.transmit(flow, response.to_bytes());
        }
    }
}

/// The headers that this endpoint acts on must be readable; the others are the application's.
fn acted_on(request: &Request) -> Option<Objection> {
    let mut routes = request.record_route();
    let read = request
        .session_expires()
        .and_then(|_| request.min_se())
        .and_then(|_| request.replaces())
        .and_then(|_| request.refer_to())
        .and_then(|_| request.rack())
        .and_then(|_| routes.try_for_each(|route| route.map(drop)));
    read.err().map(|malformed| Objection::malformed(&malformed))
}
