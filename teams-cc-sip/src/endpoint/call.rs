//! One call as the endpoint keeps it, and as its user may look at it.

use std::collections::VecDeque;

use bytes::Bytes;
use teams_cc_core::{CallId, Instant, Side};

use super::command::{Body, Header, Reply};
use crate::dialog::Dialog;
use crate::dialog::offer::Negotiation;
use crate::dialog::refer::{Notice, Telling};
use crate::dialog::repeat::Repeat;
use crate::dialog::session::Running;
use crate::message::{Request, StatusCode};
use crate::transaction::TransactionId;
use crate::{Flow, Transport};

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Phase {
    /// Their INVITE waits for our decision.
    Incoming,
    /// We said 2xx and wait for the ACK.
    Answered,
    /// Our INVITE waits for their decision.
    Calling,
    /// We gave up our INVITE; the answer may still come.
    Cancelling,
    /// The other side said 2xx with an offer; our answer belongs into the ACK.
    Asked,
    /// Both sides agree that it is up.
    Up,
    /// Over; kept until its end has been polled.
    Over,
}

/// A request of theirs that waits for the user.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) id: TransactionId,
    pub(super) request: Request,
    pub(super) until: Instant,
}

/// An offer or a refresh of ours in a running call.
#[derive(Debug, Default)]
pub(super) enum Renewal {
    #[default]
    None,
    /// On the wire; no reply means a refresh of the session.
    Sent { id: TransactionId, reply: Option<Reply> },
    /// Refused with 491: again at this moment (RFC 3261 §14.1).
    Glare { at: Instant, reply: Option<Reply> },
}

/// An early dialog of a call of ours.
#[derive(Debug)]
pub(super) struct Fork {
    pub(super) dialog: Dialog,
    /// The last reliable provisional that we acknowledged.
    pub(super) rseq: u32,
    /// What it described before the 2xx.
    pub(super) early: Option<Bytes>,
}

/// A reliable provisional on its way (RFC 3262).
#[derive(Debug)]
pub(super) struct Provisional {
    pub(super) repeat: Repeat,
    pub(super) rseq: u32,
}

/// One leg. Users get `&Call` from [`Endpoint::call`](super::Endpoint::call).
#[derive(Debug)]
pub struct Call {
    pub(super) id: CallId,
    /// Who called.
    pub(super) caller: Side,
    pub(super) phase: Phase,
    pub(super) flow: Flow,
    pub(super) transport: Transport,
    /// The host in our Contact and Via.
    pub(super) host: Box<str>,
    /// Our Contact value.
    pub(super) contact: Box<str>,
    pub(super) invite: Request,
    pub(super) invite_id: TransactionId,
    pub(super) tag: Box<str>,
    pub(super) tag_key: u128,
    /// The dialog: theirs from the start, ours from the 2xx.
    pub(super) dialog: Option<Dialog>,
    /// The early dialogs of a call of ours.
    pub(super) forks: Vec<Fork>,
    /// Dialogs of a call of ours that lost: remote tag and ACK.
    pub(super) losers: Vec<(Box<str>, Bytes)>,
    pub(super) negotiation: Negotiation,
    /// What both sides described last.
    pub(super) local: Option<Body>,
    pub(super) remote: Option<Bytes>,
    /// Our 2xx (to INVITE or re-INVITE) without its ACK: its number, and the repetition.
    pub(super) unacknowledged: Option<(u32, Repeat)>,
    /// Our ACK to their last 2xx: its number, where it went, the bytes.
    pub(super) ack: Option<(u32, Flow, Bytes)>,
    pub(super) provisional: Option<Provisional>,
    pub(super) rseq: u32,
    /// An answer, and a provisional, that wait for a PRACK.
    pub(super) held: Option<Reply>,
    pub(super) held_progress: Option<(StatusCode, Reply)>,
    pub(super) session: Option<Running>,
    /// The Min-SE that a 422 taught us.
    pub(super) least: Option<std::time::Duration>,
    pub(super) retried: bool,
    pub(super) renewal: Renewal,
    /// The user's next offer, until its turn comes.
    pub(super) waiting: Option<Reply>,
    pub(super) reinvite: Option<Question>,
    pub(super) refer: Option<Question>,
    pub(super) telling: Option<Telling>,
    pub(super) refers: u32,
    /// What is still to be told, and what is being told with how many attempts.
    pub(super) notices: VecDeque<StatusCode>,
    pub(super) notifying: Option<(Notice, u8)>,
    /// BYE wanted before our 2xx was acknowledged.
    pub(super) leaving: Option<Vec<Header>>,
    pub(super) replaces: Option<CallId>,
    /// The call that takes the place of this one.
    pub(super) successor: Option<CallId>,
    /// The other side's Allow has UPDATE.
    pub(super) updates: bool,
    pub(super) armed: Instant,
}

impl Call {
    /// Its name.
    pub fn id(&self) -> CallId {
        self.id
    }

    /// Who called: them (INVITE came) or us (INVITE went).
    pub fn caller(&self) -> Side {
        self.caller
    }

    /// How far it is.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// The INVITE that began it, with all its headers.
    pub fn request(&self) -> &Request {
        &self.invite
    }

    /// The flow that its signalling used last.
    pub fn flow(&self) -> Flow {
        self.flow
    }

    /// The transport of that flow.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// The host by which we go in this call: the tenant's name (DR-40, DR-46).
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The dialog, once there is one.
    pub fn dialog(&self) -> Option<&Dialog> {
        self.dialog.as_ref()
    }

    /// Our tag.
    pub fn local_tag(&self) -> &str {
        &self.tag
    }

    /// What the other side described last: its offer or answer.
    pub fn remote_description(&self) -> Option<&Bytes> {
        self.remote.as_ref()
    }

    /// What we described last.
    pub fn local_description(&self) -> Option<&Bytes> {
        self.local.as_ref().map(|body| &body.bytes)
    }

    /// The call whose place this one takes when it is answered (RFC 3891).
    pub fn replaces(&self) -> Option<CallId> {
        self.replaces
    }

    /// The session timer, if one is agreed.
    pub fn session(&self) -> Option<&Running> {
        self.session.as_ref()
    }

    /// When something of this call is due.
    pub(super) fn deadline(&self) -> Instant {
        let mut at = Instant::FAR;
        if let Some((_, repeat)) = &self.unacknowledged {
            at = at.min(repeat.deadline());
        }
        if let Some(provisional) = &self.provisional {
            at = at.min(provisional.repeat.deadline());
        }
        if let Some(session) = &self.session {
            at = at.min(session.deadline());
        }
        if let Renewal::Glare { at: again, .. } = &self.renewal {
            at = at.min(*again);
        }
        for question in [&self.reinvite, &self.refer].into_iter().flatten() {
            at = at.min(question.until);
        }
        at
    }

    pub(super) fn is_over(&self) -> bool {
        self.phase == Phase::Over
    }
}

impl Call {
    pub(super) fn new(
        id: CallId,
        caller: Side,
        phase: Phase,
        invite: Request,
        invite_id: TransactionId,
        tag: &str,
        tag_key: u128,
    ) -> Self {
        Self {
            id,
            caller,
            phase,
            flow: Flow(0),
            transport: Transport::Tcp,
            host: Box::default(),
            contact: Box::default(),
            invite,
            invite_id,
            tag: tag.into(),
            tag_key,
            dialog: None,
            forks: Vec::new(),
            losers: Vec::new(),
            negotiation: Negotiation::new(),
            local: None,
            remote: None,
            unacknowledged: None,
            ack: None,
            provisional: None,
            rseq: 0,
            held: None,
            held_progress: None,
            session: None,
            least: None,
            retried: false,
            renewal: Renewal::None,
            waiting: None,
            reinvite: None,
            refer: None,
            telling: None,
            notices: VecDeque::new(),
            notifying: None,
            refers: 0,
            leaving: None,
            replaces: None,
            successor: None,
            updates: false,
            armed: Instant::FAR,
        }
    }

    pub(super) fn named(mut self, host: Box<str>, contact: String) -> Self {
        self.host = host;
        self.contact = contact.into();
        self
    }
}
