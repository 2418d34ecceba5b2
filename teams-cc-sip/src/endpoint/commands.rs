//! Commands, each carried out or refused.

use teams_cc_core::{CallId, Instant};

use super::call::Phase;
use super::command::{Command, Header, Options, PingId, Reply};
use super::event::{Event, Refusal, Subject};
use super::line::gives;
use super::mark::Mark;
use super::speak::send_within;
use super::{Endpoint, Output, Rejection};
use crate::message::{CSeq, Method, Name, Request, StatusCode, Uri};

impl Endpoint {
    pub(super) fn obey(&mut self, now: Instant, command: Command) {
        let subject = subject(&command);
        let done = match command {
            Command::Answer(call) => self.accept(now, call, Reply::new()),
            Command::AnswerWith(call, reply) => self.accept(now, call, reply),
            Command::Progress(call, status, reply) => self.progress(now, call, status, reply),
            Command::Reject(call, rejection) => self.reject(now, call, &rejection),
            Command::Redirect(call, contacts) => {
                let mut rejection = Rejection::new(StatusCode::MOVED_TEMPORARILY);
                for contact in contacts {
                    rejection = rejection.header("Contact", super::uac::address(&contact));
                }
                self.reject(now, call, &rejection)
            }
            Command::Invite(call, invite) => self.invite(now, call, &invite),
            Command::Cancel(call, headers) => self.cancel(now, call, &headers),
            Command::Bye(call, headers) => self.bye(now, call, headers),
            Command::Reinvite(call, reply) => self.reinvite(now, call, reply),
            Command::AnswerReinvite(call, reply) => self.answer_reinvite(now, call, reply),
            Command::RejectReinvite(call, rejection) => self.reject_reinvite(now, call, &rejection),
            Command::AcceptRefer(call) => self.accept_refer(now, call),
            Command::RefuseRefer(call, rejection) => self.refuse_refer(now, call, &rejection),
            Command::NotifyRefer(call, status) => self.notify_refer(now, call, status),
            Command::Refer(call, to, headers) => self.refer(now, call, to, headers),
            Command::Options(ping, options) => self.ping(now, ping, &options),
            Command::Info(call, reply) => self.info(now, call, &reply),
            Command::Drain(pings) => {
                self.draining = Some(pings);
                Ok(())
            }
            Command::Resume => {
                self.draining = None;
                Ok(())
            }
            Command::Close(flow) => {
                self.closed(flow);
                self.line.outputs.push_back(Output::Close(flow));
                Ok(())
            }
        };
        if let (Err(error), Some(subject)) = (done, subject) {
            self.line.event(Event::Refused { subject, error });
        }
    }

    /// OPTIONS outside calls (DR-20: From, To and Contact without a user part).
    fn ping(&mut self, now: Instant, ping: PingId, options: &Options) -> Result<(), Refusal> {
        let line = &mut self.line;
        let uri: Uri = options.uri.parse().map_err(|_| Refusal::Malformed)?;
        let flow = line.flow_to(&options.hop)?;
        let transport = line.flows.get(flow).map_or(crate::Transport::Tcp, |s| s.transport);
        let host = options.name.clone().unwrap_or_else(|| line.config.name.clone());
        let contact = line.contact(&host, transport, None);
        let (tag, via, call_id) = (line.tag(), line.via(&host, transport), line.call_id(&host));
        let given = &options.headers;
        // RFC 3261 §19.1.1, table 1: no transport parameter in From and To.
        let bare = |text: &str| text.replace(&format!(";transport={transport}"), "");
        let from = bare(&contact);
        let mut request = Request::build(Method::Options, &uri)
            .header(Name::Via, via)
            .header(Name::From, format!("{from};tag={tag}"))
            .header(Name::To, format!("<{}>", bare(uri.without_headers().as_str())))
            .header(Name::CallId, call_id)
            .header(Name::CSeq, CSeq::new(1, Method::Options))
            .header(Name::Contact, contact);
        if !gives(given, "Allow") {
            request = request.header(Name::Allow, &*line.allow);
        }
        if !gives(given, "Supported") && !line.supported.is_empty() {
            request = request.header(Name::Supported, &*line.supported);
        }
        if let Some(name) = &line.config.user_agent
            && !gives(given, "User-Agent")
        {
            request = request.header("User-Agent", name);
        }
        for (name, value) in given {
            request = request.header(name.as_str(), value.as_str());
        }
        let request = request.finish().map_err(|_| Refusal::Malformed)?;
        self.next_ping += 1;
        self.pings.insert(self.next_ping, ping);
        line.request(now, flow, request, Mark::Ping(self.next_ping));
        Ok(())
    }

    fn info(&mut self, now: Instant, id: CallId, reply: &Reply) -> Result<(), Refusal> {
        self.ask(now, id, Method::Info, reply, Mark::Within(id))
    }

    fn refer(
        &mut self,
        now: Instant,
        id: CallId,
        to: String,
        headers: Vec<Header>,
    ) -> Result<(), Refusal> {
        let mut reply = Reply { headers, body: None };
        reply.headers.push(("Refer-To".into(), to));
        self.ask(now, id, Method::Refer, &reply, Mark::Refer(id))
    }

    /// Sends a request in a call that is up.
    fn ask(
        &mut self,
        now: Instant,
        id: CallId,
        method: Method,
        reply: &Reply,
        mark: Mark,
    ) -> Result<(), Refusal> {
        let (call, line) = self.live(id).ok_or(Refusal::NoCall)?;
        if call.phase != Phase::Up {
            return Err(Refusal::WrongState);
        }
        let Some(dialog) = &mut call.dialog else { return Err(Refusal::WrongState) };
        let number = dialog.next_seq();
        let sent = send_within(now, call, line, method, number, reply, mark);
        sent.map(|_| ()).ok_or(Refusal::Malformed)
    }
}

fn subject(command: &Command) -> Option<Subject> {
    match command {
        Command::Answer(call)
        | Command::AnswerWith(call, _)
        | Command::Progress(call, ..)
        | Command::Reject(call, _)
        | Command::Redirect(call, _)
        | Command::Invite(call, _)
        | Command::Cancel(call, _)
        | Command::Bye(call, _)
        | Command::Reinvite(call, _)
        | Command::AnswerReinvite(call, _)
        | Command::RejectReinvite(call, _)
        | Command::AcceptRefer(call)
        | Command::RefuseRefer(call, _)
        | Command::NotifyRefer(call, _)
        | Command::Refer(call, ..)
        | Command::Info(call, _) => Some(Subject::Call(*call)),
        Command::Options(ping, _) => Some(Subject::Ping(*ping)),
        Command::Drain(_) | Command::Resume | Command::Close(_) => None,
    }
}
