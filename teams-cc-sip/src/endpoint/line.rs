//! Between calls and the wire: flows, transactions, outputs, and the making of messages.

use std::collections::VecDeque;
use std::fmt::Write as _;

use bytes::Bytes;
use teams_cc_core::{Instant, Rng};

use super::Output;
use super::call::Call;
use super::command::{Header, Hop, Reply};
use super::config::{EndpointConfig, slot};
use super::event::{Event, Refusal};
use super::flows::{Flows, Handed};
use super::mark::Mark;
use crate::dialog::Dialog;
use crate::message::{
    CSeq, Malformed, Method, Name, Request, RequestBuilder, Response, ResponseBuilder, StatusCode,
    Uri,
};
use crate::transaction::{TransactionId, Transactions};
use crate::{Flow, Target, Transport};

/// How many characters a tag or Call-ID of ours has: 5 random bits each (RS-22: at least 64).
const RANDOM: usize = 16;

#[derive(Debug)]
pub(super) struct Line {
    pub(super) config: EndpointConfig,
    pub(super) rng: Rng,
    pub(super) layer: Transactions,
    pub(super) flows: Flows,
    pub(super) outputs: VecDeque<Output>,
    pub(super) allow: String,
    pub(super) supported: String,
    pub(super) lost: u64,
}

impl Line {
    pub(super) fn new(config: EndpointConfig) -> Self {
        let mut rng = config.seed.rng();
        let layer = Transactions::new(config.timers, rng.fork()).limit(config.limits.transactions);
        let names: Vec<_> = config.allow.iter().map(Method::as_str).collect();
        Self {
            allow: names.join(", "),
            supported: config.supported.join(", "),
            rng,
            layer,
            flows: Flows::default(),
            outputs: VecDeque::new(),
            lost: 0,
            config,
        }
    }

    pub(super) fn event(&mut self, event: Event) {
        self.outputs.push_back(Output::Event(event));
    }

    pub(super) fn tag(&mut self) -> String {
        self.rng.token(RANDOM)
    }

    pub(super) fn call_id(&mut self, host: &str) -> String {
        format!("{}@{}", self.rng.token(RANDOM), bracketed(host))
    }

    /// True if the method is one that this endpoint serves.
    pub(super) fn allows(&self, method: &Method) -> bool {
        self.config.allow.contains(method)
    }

    /// True if we said so in Supported.
    pub(super) fn supports(&self, tag: &str) -> bool {
        self.config.supported.iter().any(|known| known.eq_ignore_ascii_case(tag))
    }

    // ------------------------------------------------------------------ flows

    /// Puts bytes on a flow, or lets them wait for it.
    pub(super) fn transmit(&mut self, flow: Flow, bytes: Bytes) {
        match self.flows.hand(flow, bytes, self.config.limits.waiting) {
            Handed::Now(bytes) => self.outputs.push_back(Output::Send(flow, bytes)),
            Handed::Later => {}
            Handed::Nowhere => self.lost += 1,
        }
    }

    /// The flow for a hop; a new one is asked for if needed and allowed.
    pub(super) fn flow_to(&mut self, hop: &Hop) -> Result<Flow, Refusal> {
        match hop {
            Hop::Flow(flow) if self.flows.is_known(*flow) => Ok(*flow),
            Hop::Flow(_) => Err(Refusal::NoFlow),
            Hop::Target(target) => self.connect(target),
        }
    }

    fn connect(&mut self, target: &Target) -> Result<Flow, Refusal> {
        if let Some(flow) = self.flows.find(target) {
            return Ok(flow);
        }
        if self.flows.len() >= self.config.limits.flows {
            return Err(Refusal::Full);
        }
        let flow = self.flows.ask(target);
        self.layer.opened(flow, target.transport);
        self.outputs.push_back(Output::Connect(flow, target.clone()));
        Ok(flow)
    }

    /// The flow for the next request of a dialog (DR-76): the way its next hop names; without a
    /// route set a stream that is still open is used on.
    pub(super) fn flow_within(
        &mut self,
        flow: Flow,
        transport: Transport,
        dialog: &Dialog,
    ) -> Flow {
        let live = self.flows.is_known(flow);
        if live && transport.is_reliable() && !dialog.has_routes() {
            return flow;
        }
        let target = dialog.next_hop().parse::<Uri>().ok().and_then(|uri| target(&uri, transport));
        let Some(target) = target else { return flow };
        let same = |line: &Self| {
            let remote = line.flows.get(flow)?.remote?;
            let ip: std::net::IpAddr = target.host.parse().ok()?;
            Some(remote.ip() == ip && remote.port() == target.port && target.transport == transport)
        };
        if live && same(self) == Some(true) {
            return flow;
        }
        self.connect(&target).unwrap_or(flow)
    }

    /// The flow for an answer: where the request came from, or, if that is gone, where its Via
    /// says that its sender listens (RFC 3261 §18.2.2; never `maddr`, RS-21).
    pub(super) fn flow_back(&mut self, id: TransactionId) -> Option<Flow> {
        let flow = self.layer.flow(id)?;
        if self.flows.is_known(flow) {
            return Some(flow);
        }
        let via = self.layer.request_of(id)?.via();
        let transport = via.transport().parse().unwrap_or(Transport::Tcp);
        let host = via.received().map_or_else(|| via.host().to_owned(), |ip| ip.to_string());
        let port = via.port().unwrap_or_else(|| transport.default_port());
        let flow = self.connect(&Target::new(transport, host, port)).ok()?;
        self.layer.rebind(id, flow);
        Some(flow)
    }

    // ------------------------------------------------------------------ our names

    /// The port that we write for a transport; `None` for its default.
    pub(super) fn port(&self, transport: Transport) -> Option<u16> {
        self.config.ports[slot(transport)]
    }

    /// A Via value with a fresh branch.
    pub(super) fn via(&mut self, host: &str, transport: Transport) -> String {
        let branch = self.layer.branch();
        let mut via = String::with_capacity(96);
        let _ = write!(via, "SIP/2.0/{} {}", transport.via(), bracketed(host));
        if let Some(port) = self.port(transport) {
            let _ = write!(via, ":{port}");
        }
        match transport {
            Transport::Udp => via.push_str(";rport"),
            Transport::Tls if self.config.alias => via.push_str(";alias"),
            _ => {}
        }
        let _ = write!(via, ";branch={branch}");
        via
    }

    /// Our Contact value.
    pub(super) fn contact(&self, host: &str, transport: Transport, user: Option<&str>) -> String {
        let mut contact = String::with_capacity(96);
        contact.push_str("<sip:");
        if let Some(user) = user {
            contact.push_str(&crate::message::encode_user(user));
            contact.push('@');
        }
        contact.push_str(&bracketed(host));
        if let Some(port) = self.port(transport) {
            let _ = write!(contact, ":{port}");
        }
        if transport.is_reliable() {
            let _ = write!(contact, ";transport={transport}");
        }
        contact.push('>');
        contact
    }

    /// The host by which we were addressed if it is ours (the name itself or one below it), else
    /// our own name.
    pub(super) fn host_for(&self, uri: &Uri) -> Box<str> {
        let (host, name) = (uri.host(), self.config.name.as_str());
        let below = host.len() > name.len()
            && host
                .get(host.len() - name.len()..)
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
            && host.as_bytes()[host.len() - name.len() - 1] == b'.';
        if below { host.to_ascii_lowercase().into() } else { name.into() }
    }

    // ------------------------------------------------------------------ answers

    /// An answer with what each answer of ours has.
    pub(super) fn answer(
        &self,
        request: &Request,
        status: StatusCode,
        tag: &str,
    ) -> ResponseBuilder {
        let mut answer = Response::to(request, status);
        if status != StatusCode::TRYING {
            answer = answer.to_tag(tag);
            if let Some(name) = &self.config.user_agent {
                answer = answer.header("Server", name);
            }
        }
        answer
    }

    /// Sends what the layer has queued since, so that it leaves before what is told afterwards.
    fn flush(&mut self, before: usize) {
        while let Some((flow, bytes)) = self.layer.take_send(before) {
            self.transmit(flow, bytes);
        }
    }

    /// Puts a finished answer on a transaction.
    pub(super) fn put(&mut self, now: Instant, id: TransactionId, response: &Response) {
        let before = self.layer.queued();
        self.layer.respond(now, id, response);
        self.flush(before);
    }

    /// Cancels an INVITE of ours.
    pub(super) fn withdraw(
        &mut self,
        now: Instant,
        id: TransactionId,
        headers: &[Header],
    ) -> Result<(), Malformed> {
        let before = self.layer.queued();
        let done = self.layer.cancel(now, id, headers);
        self.flush(before);
        done
    }

    /// Sends an answer on a transaction.
    pub(super) fn respond(
        &mut self,
        now: Instant,
        id: TransactionId,
        answer: ResponseBuilder,
    ) -> Option<Bytes> {
        // Values of the peer that cannot be repeated, or a flow that cannot be opened: the peer
        // gets nothing, its own timers end it.
        let response = answer.finish().ok()?;
        self.flow_back(id)?;
        self.put(now, id, &response);
        Some(response.to_bytes())
    }

    /// Answers with a status and nothing else.
    pub(super) fn say(
        &mut self,
        now: Instant,
        id: TransactionId,
        request: &Request,
        status: StatusCode,
        tag: &str,
    ) {
        let answer = self.answer(request, status, tag);
        self.respond(now, id, answer);
    }

    // ------------------------------------------------------------------ requests

    /// The start of a request inside a dialog, and the flow that it takes.
    pub(super) fn within(
        &mut self,
        call: &Call,
        dialog: &Dialog,
        method: Method,
        number: u32,
    ) -> Result<(RequestBuilder, Flow), Malformed> {
        let flow = self.flow_within(call.flow, call.transport, dialog);
        let transport = self.flows.get(flow).map_or(call.transport, |state| state.transport);
        let via = self.via(&call.host, transport);
        let (uri, routes) = dialog.way();
        let parties = dialog.parties();
        let mut request = Request::build(method.clone(), &uri.parse()?).header(Name::Via, via);
        for route in routes {
            request = if route.contains('<') {
                request.header(Name::Route, route)
            } else {
                request.header(Name::Route, format!("<{route}>"))
            };
        }
        let request = request
            .header(Name::From, &*parties.local)
            .header(Name::To, &*parties.remote)
            .header(Name::CallId, &*parties.call_id)
            .header(Name::CSeq, CSeq::new(number, method));
        Ok((request, flow))
    }

    /// Sends a request as a transaction that is known by `mark`.
    pub(super) fn request(
        &mut self,
        now: Instant,
        flow: Flow,
        request: Request,
        mark: Mark,
    ) -> TransactionId {
        let before = self.layer.queued();
        let id = self.layer.request(now, flow, request);
        self.layer.mark(id, mark.number());
        self.flush(before);
        id
    }

    /// Adds what a user gave: headers and body.
    pub(super) fn dress(mut request: RequestBuilder, reply: &Reply) -> RequestBuilder {
        for (name, value) in &reply.headers {
            request = request.header(name.as_str(), value.as_str());
        }
        match &reply.body {
            Some(body) => request.body(&body.kind, body.bytes.clone()),
            None => request,
        }
    }
}

/// Adds headers of the user to an answer.
pub(super) fn with_headers(mut answer: ResponseBuilder, headers: &[Header]) -> ResponseBuilder {
    for (name, value) in headers {
        answer = answer.header(name.as_str(), value.as_str());
    }
    answer
}

/// True if the user gave this header, so that ours stays away.
pub(super) fn gives(headers: &[Header], name: &str) -> bool {
    headers.iter().any(|(given, _)| given.eq_ignore_ascii_case(name))
}

/// Where a URI leads: its host, port and transport; `sips` and no transport stay as they are.
pub(super) fn target(uri: &Uri, usual: Transport) -> Option<Target> {
    if uri.host().is_empty() {
        return None;
    }
    let transport = match uri.transport() {
        Some(text) => text.parse().ok()?,
        None if uri.scheme() == crate::message::Scheme::Sips => Transport::Tls,
        None => usual,
    };
    let port = uri.port().unwrap_or_else(|| transport.default_port());
    Some(Target::new(transport, uri.host().to_ascii_lowercase(), port))
}

/// A host as it stands in a URI: IPv6 addresses in brackets.
fn bracketed(host: &str) -> std::borrow::Cow<'_, str> {
    if host.contains(':') && !host.starts_with('[') {
        format!("[{host}]").into()
    } else {
        host.into()
    }
}
