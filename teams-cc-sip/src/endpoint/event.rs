//! What an endpoint tells its user.

use teams_cc_core::{CallId, Ended, Error, Reason, Side};

use super::command::PingId;
use crate::Flow;
use crate::message::{Message, Request, Response, StatusCode};

/// Something that happened. Questions are named `…Asked` and wait for a command.
///
/// Each call ends with exactly one [`Event::Ended`]; until that has been polled,
/// [`Endpoint::call`](super::Endpoint::call) knows the call.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Event {
    /// An INVITE came: answer, progress, reject or redirect it. Its request, identities and offer
    /// are at [`Endpoint::call`](super::Endpoint::call). Never answered, it rings until its caller
    /// gives up.
    Incoming(CallId),
    /// A provisional answer to our INVITE; its To tag tells the forks apart.
    Progress {
        /// The call.
        call: CallId,
        /// 180 to 199.
        response: Response,
    },
    /// Our INVITE was answered; the ACK has been sent.
    Answered {
        /// The call.
        call: CallId,
        /// The 2xx, with the session description.
        response: Response,
    },
    /// The ACK to our 2xx came. It carries the answer if the offer was ours.
    Confirmed {
        /// The call.
        call: CallId,
        /// The ACK.
        ack: Request,
    },
    /// A re-INVITE or UPDATE with a new offer: [`Command::AnswerReinvite`] or
    /// [`Command::RejectReinvite`]; silent for too long, it gets 488 and the call goes on.
    ///
    /// [`Command::AnswerReinvite`]: super::Command::AnswerReinvite
    /// [`Command::RejectReinvite`]: super::Command::RejectReinvite
    ReinviteAsked {
        /// The call.
        call: CallId,
        /// The request.
        request: Request,
    },
    /// A re-INVITE that waited for its answer was cancelled.
    ReinviteWithdrawn(CallId),
    /// Our re-INVITE was accepted.
    Reinvited {
        /// The call.
        call: CallId,
        /// The 2xx, with the answer.
        response: Response,
    },
    /// Our re-INVITE failed; the session is as it was before.
    ReinviteFailed {
        /// The call.
        call: CallId,
        /// The refusal; none if nobody answered.
        status: Option<StatusCode>,
    },
    /// The session was refreshed, by either side; its descriptions are unchanged (DR-78).
    Refreshed(CallId),
    /// A REFER came: the other side wants the call transferred. [`Command::AcceptRefer`] or
    /// [`Command::RefuseRefer`]; silent for too long, it gets 603.
    ///
    /// [`Command::AcceptRefer`]: super::Command::AcceptRefer
    /// [`Command::RefuseRefer`]: super::Command::RefuseRefer
    ReferAsked {
        /// The call.
        call: CallId,
        /// The REFER, with Refer-To and Referred-By as they came.
        request: Request,
    },
    /// The other side no longer listens to the progress of its REFER.
    ReferForgotten(CallId),
    /// What became of our REFER: 202 if the other side will tell how it fares.
    ReferAnswered {
        /// The call.
        call: CallId,
        /// The answer's status; none if nobody answered.
        status: Option<StatusCode>,
    },
    /// An INFO came and was answered with 200.
    Info {
        /// The call.
        call: CallId,
        /// The INFO.
        request: Request,
    },
    /// A NOTIFY inside a call came and was answered with 200.
    Notified {
        /// The call.
        call: CallId,
        /// The NOTIFY.
        request: Request,
    },
    /// The call is over.
    Ended(CallId, Ending),
    /// An OPTIONS outside calls was answered with `status`.
    Pinged {
        /// Where it came from.
        flow: Flow,
        /// The OPTIONS.
        request: Request,
        /// What we said.
        status: StatusCode,
    },
    /// What became of our OPTIONS.
    Ponged {
        /// The ping.
        ping: PingId,
        /// The answer; none if there was none in time or the flow broke.
        response: Option<Response>,
    },
    /// A command could not be carried out; nothing was sent.
    Refused {
        /// The call or ping it was about.
        subject: Subject,
        /// Why.
        error: Refusal,
    },
}

/// What a refused command was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// A call.
    Call(CallId),
    /// A ping.
    Ping(PingId),
}

/// Why a command was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such call: it is over, or it never was.
    #[error("there is no such call")]
    NoCall,
    /// The call's state does not allow it (answering twice, BYE before any answer).
    #[error("the call is not in a state for this")]
    WrongState,
    /// The limit of calls or flows is reached.
    #[error("a limit of the endpoint is reached")]
    Full,
    /// A header or URI given by the user cannot stand in a message (RS-10).
    #[error("a value given by the application cannot stand in a SIP message")]
    Malformed,
    /// The flow is gone, or none can be opened.
    #[error("there is no connection for it")]
    NoFlow,
    /// The call id is in use, or was not reserved.
    #[error("the call id is taken")]
    Taken,
}

impl Refusal {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoCall => "TCC-SIP-0301",
            Self::WrongState => "TCC-SIP-0302",
            Self::Full => "TCC-SIP-0303",
            Self::Malformed => "TCC-SIP-0304",
            Self::Taken => "TCC-SIP-0305",
            Self::NoFlow => "TCC-SIP-0306",
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        use teams_cc_core::ErrorKind;
        let kind = match refusal {
            Refusal::NoCall => ErrorKind::Ended,
            Refusal::Full | Refusal::NoFlow => ErrorKind::Unavailable,
            Refusal::WrongState | Refusal::Taken => ErrorKind::Unsupported,
            Refusal::Malformed => ErrorKind::Config,
        };
        Error::new(refusal.code(), kind, refusal.to_string())
    }
}

/// How a call ended, with the message that ended it.
#[derive(Clone, Debug)]
pub struct Ending {
    pub(super) why: Why,
    pub(super) message: Option<Message>,
}

/// What ended a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// BYE, by whom.
    Bye(Side),
    /// CANCEL before the answer, by whom.
    Cancelled(Side),
    /// A refusal, by whom, with its status (3xx to 6xx).
    Rejected(Side, StatusCode),
    /// Nobody answered our INVITE.
    NoResponse,
    /// Our 2xx was never acknowledged.
    NoAck,
    /// The connection broke and no other could be opened.
    Unreachable,
    /// Nobody refreshed the session in time (RFC 4028).
    Expired,
    /// The other side does not know the call any more (481, 408 to a request inside it).
    Forgotten,
    /// Another call has taken its place (RFC 3891).
    Replaced(CallId),
    /// The session cannot be agreed: an answer that must not be, a description that is missing.
    Broken,
}

impl Ending {
    pub(super) fn new(why: Why) -> Self {
        Self { why, message: None }
    }

    pub(super) fn with(mut self, message: impl Into<Message>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// What ended it.
    pub fn why(&self) -> Why {
        self.why
    }

    /// The BYE, CANCEL or refusal that came, with its Reason headers.
    pub fn message(&self) -> Option<&Message> {
        self.message.as_ref()
    }

    /// The status of a refusal.
    pub fn status(&self) -> Option<StatusCode> {
        match self.why {
            Why::Rejected(_, status) => Some(status),
            _ => None,
        }
    }

    /// In core's words.
    pub fn ended(&self) -> Ended {
        match self.why {
            Why::Bye(side) => Ended::HungUp(side),
            Why::Cancelled(_) => Ended::Abandoned,
            Why::Rejected(_, status) => Ended::Rejected(reason(status)),
            Why::NoResponse => Ended::Lost(Reason::NoAnswer),
            Why::Unreachable => Ended::Lost(Reason::Unavailable),
            Why::Replaced(_) => Ended::HungUp(Side::Them),
            Why::NoAck | Why::Expired | Why::Forgotten | Why::Broken => Ended::Lost(Reason::Failed),
        }
    }
}

/// A refusal's status in core's words.
fn reason(status: StatusCode) -> Reason {
    match status.code() {
        486 | 600 => Reason::Busy,
        408 => Reason::NoAnswer,
        603 => Reason::Declined,
        404 | 410 | 484 | 485 | 604 => Reason::NotFound,
        401..=403 | 407 => Reason::Forbidden,
        503 => Reason::Overloaded,
        415 | 488 | 606 => Reason::Incompatible,
        487 => Reason::Cancelled,
        480 | 500..=699 => Reason::Unavailable,
        _ => Reason::Failed,
    }
}
