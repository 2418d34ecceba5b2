//! What the layer says, and the names it uses.

use bytes::Bytes;

use super::slab::Key;
use crate::Flow;
use crate::message::{Request, Response};

/// Names one transaction; never reused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TransactionId(pub(super) Key);

/// What the layer wants done, or wants to be known.
#[derive(Debug)]
pub enum Output {
    /// Put these bytes on this flow.
    Send(Flow, Bytes),
    /// A new request, neither ACK nor CANCEL: answer it with [`Transactions::respond`](super::Transactions::respond).
    Request {
        /// The server transaction.
        id: TransactionId,
        /// Where it came from.
        flow: Flow,
        /// The request.
        request: Request,
    },
    /// An ACK that acknowledges a 2xx: it belongs to a dialog.
    Ack {
        /// Where it came from.
        flow: Flow,
        /// The ACK.
        request: Request,
    },
    /// A CANCEL: answer `id` with 200, and `invite` with 487 unless it is answered already.
    Cancel {
        /// The transaction of the CANCEL itself.
        id: TransactionId,
        /// The INVITE it means.
        invite: TransactionId,
        /// The mark of the INVITE.
        mark: u64,
        /// Where it came from.
        flow: Flow,
        /// The CANCEL.
        request: Request,
    },
    /// An answer to our request. Of a 2xx to INVITE every repetition comes up (RFC 6026).
    Response {
        /// The client transaction.
        id: TransactionId,
        /// Its mark.
        mark: u64,
        /// Where it came from.
        flow: Flow,
        /// The answer.
        response: Response,
    },
    /// Client: nobody answered (timers B, F). Server INVITE: nobody acknowledged the refusal (H).
    /// Server non-INVITE: the user did not answer in time, and no answer may follow (RFC 4320).
    TimedOut {
        /// The transaction; it is forgotten.
        id: TransactionId,
        /// Its mark.
        mark: u64,
    },
    /// Client: its flow closed before a final answer came.
    Failed {
        /// The transaction; it is forgotten.
        id: TransactionId,
        /// Its mark.
        mark: u64,
    },
    /// A new request for which there is no room. 503 with Retry-After through
    /// [`Transactions::reply`](super::Transactions::reply), or what the user can say without a transaction.
    Excess {
        /// Where it came from.
        flow: Flow,
        /// The request.
        request: Request,
    },
}

/// Counts for the operator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Responses that matched nothing and were dropped (RFC 6026 §8.1).
    pub strays: u64,
    /// Requests refused for want of room.
    pub excess: u64,
    /// Repetitions sent.
    pub repeated: u64,
    /// Repetitions received and absorbed.
    pub absorbed: u64,
}
