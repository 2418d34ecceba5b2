//! What a user tells an endpoint to do.

use std::time::Duration;

use bytes::Bytes;
use teams_cc_core::CallId;

use crate::message::StatusCode;
use crate::{Flow, Target};

/// Names one OPTIONS of ours; the user chooses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PingId(pub u64);

/// A header to add: name and value. CR, LF and NUL are refused (RS-10).
pub type Header = (String, String);

/// Something to do. What cannot be done comes back as [`Event::Refused`](super::Event::Refused).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Command {
    /// Answers a call without media: every stream of the offer is declined.
    Answer(CallId),
    /// Answers a call with a session description: the answer, or the offer if the INVITE had none.
    AnswerWith(CallId, Reply),
    /// Sends a provisional answer, 180 to 199.
    Progress(CallId, StatusCode, Reply),
    /// Refuses a call.
    Reject(CallId, Rejection),
    /// Sends the caller elsewhere (302).
    Redirect(CallId, Vec<String>),
    /// Calls somebody. The id comes from [`Endpoint::reserve`](super::Endpoint::reserve).
    Invite(CallId, Box<Invite>),
    /// Gives up a call of ours that nobody has answered. If the answer is on its way, BYE follows.
    Cancel(CallId, Vec<Header>),
    /// Hangs up; before the answer it cancels or rejects (480). Headers carry the Reason (DR-142).
    Bye(CallId, Vec<Header>),
    /// Offers another session: hold, resume, new address. Waits for its turn, and repeats itself
    /// after glare (RFC 3261 §14.1).
    Reinvite(CallId, Reply),
    /// Answers a re-INVITE.
    AnswerReinvite(CallId, Reply),
    /// Refuses a re-INVITE; the session stays as it was.
    RejectReinvite(CallId, Rejection),
    /// Accepts a REFER: 202, and a NOTIFY with 100 at once (DR-86).
    AcceptRefer(CallId),
    /// Refuses a REFER.
    RefuseRefer(CallId, Rejection),
    /// Tells the sender of a REFER how the new call fares; a final status ends the telling.
    NotifyRefer(CallId, StatusCode),
    /// Asks the other side to call somebody else: REFER with this Refer-To. Its progress comes as
    /// [`Event::Notified`](super::Event::Notified). Not for Teams, which takes none (DR-58).
    Refer(CallId, String, Vec<Header>),
    /// Asks a peer whether it is there.
    Options(PingId, Box<Options>),
    /// Sends INFO inside a call.
    Info(CallId, Reply),
    /// Takes no new calls from now on (503); what runs goes on (DR-32).
    Drain(Pings),
    /// Takes calls again.
    Resume,
    /// Closes a flow.
    Close(Flow),
}

/// What OPTIONS get while an endpoint drains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pings {
    /// 200: the peer keeps its good opinion of us (DR-26).
    Answer,
    /// 503: the peer looks for others at once (RS-20).
    Refuse,
}

/// What goes into an answer or a request inside a call: headers and a body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    pub(super) headers: Vec<Header>,
    pub(super) body: Option<Body>,
}

/// A body with its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    pub(super) kind: String,
    pub(super) bytes: Bytes,
}

/// The type of a session description.
pub const SDP: &str = "application/sdp";

impl Reply {
    /// Nothing but what the protocol asks for.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this session description.
    pub fn sdp(sdp: impl Into<Bytes>) -> Self {
        Self::new().body(SDP, sdp)
    }

    /// Sets the body.
    pub fn body(mut self, kind: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.body = Some(Body { kind: kind.into(), bytes: bytes.into() });
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// A refusal: a status, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub(super) status: StatusCode,
    pub(super) retry_after: Option<Duration>,
    pub(super) headers: Vec<Header>,
}

impl Rejection {
    /// With this status, 300 to 699.
    pub fn new(status: StatusCode) -> Self {
        Self { status, retry_after: None, headers: Vec::new() }
    }

    /// Adds Retry-After, in whole seconds.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Adds a Reason (RFC 3326), for example `Q.850;cause=17`.
    pub fn reason(self, value: impl Into<String>) -> Self {
        self.header("Reason", value)
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

impl From<StatusCode> for Rejection {
    fn from(status: StatusCode) -> Self {
        Self::new(status)
    }
}

/// Where a request goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hop {
    /// Over a flow that is open.
    Flow(Flow),
    /// To an address: an open flow to it is used again, else a new one is asked for.
    Target(Target),
}

impl From<Flow> for Hop {
    fn from(flow: Flow) -> Self {
        Self::Flow(flow)
    }
}

impl From<Target> for Hop {
    fn from(target: Target) -> Self {
        Self::Target(target)
    }
}

/// An INVITE of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    pub(super) hop: Hop,
    pub(super) uri: String,
    pub(super) from: String,
    pub(super) to: Option<String>,
    pub(super) name: Option<String>,
    pub(super) contact_user: Option<String>,
    pub(super) headers: Vec<Header>,
    pub(super) body: Option<Body>,
}

impl Invite {
    /// Calls `uri` over `hop` as `from` (`"Name" <sip:…>` or a bare URI, without a tag).
    pub fn new(hop: impl Into<Hop>, uri: impl Into<String>, from: impl Into<String>) -> Self {
        Self {
            hop: hop.into(),
            uri: uri.into(),
            from: from.into(),
            to: None,
            name: None,
            contact_user: None,
            headers: Vec::new(),
            body: None,
        }
    }

    /// Sets To; by default the Request-URI in angle brackets.
    pub fn to(mut self, to: impl Into<String>) -> Self {
        self.to = Some(to.into());
        self
    }

    /// Sets the host of Contact, Via and Call-ID for this call: the tenant's FQDN (DR-40, DR-42).
    pub fn name(mut self, host: impl Into<String>) -> Self {
        self.name = Some(host.into());
        self
    }

    /// Sets the user part of Contact.
    pub fn contact_user(mut self, user: impl Into<String>) -> Self {
        self.contact_user = Some(user.into());
        self
    }

    /// Sets the offer.
    pub fn sdp(self, sdp: impl Into<Bytes>) -> Self {
        self.body(SDP, sdp)
    }

    /// Sets the body.
    pub fn body(mut self, kind: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.body = Some(Body { kind: kind.into(), bytes: bytes.into() });
        self
    }

    /// Makes no offer: the other side offers in its 2xx, and
    /// [`Command::AnswerWith`] answers in the ACK. Never towards Teams (DR-57).
    pub fn without_body(mut self) -> Self {
        self.body = None;
        self
    }

    /// Adds a header: Referred-By, Replaces, P-Asserted-Identity, History-Info, Allow.
    ///
    /// A header that the endpoint writes itself and that may stand once (Allow, Supported,
    /// User-Agent, Session-Expires, Min-SE, Max-Forwards) is replaced by the one given here.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// An OPTIONS of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    pub(super) hop: Hop,
    pub(super) uri: String,
    pub(super) name: Option<String>,
    pub(super) headers: Vec<Header>,
}

impl Options {
    /// Asks `uri` over `hop`.
    pub fn new(hop: impl Into<Hop>, uri: impl Into<String>) -> Self {
        Self { hop: hop.into(), uri: uri.into(), name: None, headers: Vec::new() }
    }

    /// Sets the host of Contact, From and Via (DR-24).
    pub fn name(mut self, host: impl Into<String>) -> Self {
        self.name = Some(host.into());
        self
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
