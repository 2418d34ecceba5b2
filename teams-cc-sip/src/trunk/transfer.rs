//! Moving a caller elsewhere: by us, or because Teams asks for it.

use teams_cc_core::{Address, Error, HasReason, Kept, Reason, Retry};
use tokio::sync::mpsc;

use super::address;
use super::call::Call;
use super::dial::{Refused, Verbatim};
use super::table::SeatId;
use super::talk::TalkAsk;
use crate::message::Request;

/// Why a transfer did not happen. The call is still up: [`into_call`](Self::into_call).
#[derive(Debug, thiserror::Error)]
#[error("transfer to {to:?} failed: {}", why.reason())]
pub struct TransferFailed {
    call: Box<Call>,
    to: Address,
    #[source]
    why: Box<Refused>,
}

impl TransferFailed {
    pub(super) fn new(call: Call, to: Address, why: Refused) -> Self {
        Self { call: Box::new(call), to, why: Box::new(why) }
    }

    /// The caller, who is still on the line.
    pub fn into_call(self) -> Call {
        *self.call
    }

    /// Why not.
    pub fn reason(&self) -> Reason {
        self.why.reason()
    }

    /// What may be done about it.
    pub fn retry(&self) -> Retry {
        self.why.retry()
    }
}

/// Lets go of the call: the caller is hung up.
impl From<TransferFailed> for Error {
    fn from(failed: TransferFailed) -> Self {
        Kept::from(failed).into()
    }
}

impl From<TransferFailed> for Kept<Call> {
    fn from(failed: TransferFailed) -> Self {
        let text = failed.to_string();
        let (retry, why) = (failed.retry(), Error::from(*failed.why));
        let error = Error::new("TCC-SIP-0510", why.kind(), text).with_retry(retry);
        Self::new(*failed.call, error.with_source(why))
    }
}

impl HasReason for TransferFailed {
    fn reason(&self) -> Reason {
        self.why.reason()
    }
}

/// The other side pressed transfer; nothing has happened yet. [`allow`](Self::allow) or
/// [`refuse`](Self::refuse) it; dropped, it is refused.
#[must_use = "a transfer that is dropped is refused"]
pub struct TransferAsked {
    request: Request,
    talk: Option<mpsc::UnboundedSender<TalkAsk>>,
    seat: SeatId,
}

impl TransferAsked {
    pub(super) fn new(
        request: Request,
        talk: mpsc::UnboundedSender<TalkAsk>,
        seat: SeatId,
    ) -> Self {
        Self { request, talk: Some(talk), seat }
    }

    /// To whom: a number, or a URI with the `x-m` of a person in Teams (DR-88, DR-89).
    pub fn target(&self) -> Option<Address> {
        let refer_to = self.request.refer_to().ok().flatten()?;
        Some(address::of_uri(refer_to.uri()))
    }

    /// Who asks, as it came.
    pub fn referred_by(&self) -> Option<String> {
        self.request.header("Referred-By").map(|value| value.text().into_owned())
    }

    /// The REFER.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Carries it out: 202, then a new INVITE back to Teams with the Refer-To and Referred-By
    /// untouched (DR-86, DR-87); the new leg takes the old one's place in the talk when it is
    /// answered. If it is not, the old leg stays (DR-91).
    pub fn allow(mut self) {
        self.decide(true);
    }

    /// Refuses it (603); everybody stays where they are.
    pub fn refuse(mut self) {
        self.decide(false);
    }

    fn decide(&mut self, allowed: bool) {
        if let Some(talk) = self.talk.take() {
            let refer = allowed.then(|| Box::new(self.request.clone()));
            talk.send(TalkAsk::Transfer { seat: self.seat, refer }).ok();
        }
    }
}

impl Drop for TransferAsked {
    fn drop(&mut self) {
        self.decide(false);
    }
}

impl std::fmt::Debug for TransferAsked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TransferAsked").field("target", &self.target()).finish_non_exhaustive()
    }
}

/// Where a REFER points, byte for byte (DR-87). Headers inside the URI belong into the INVITE, and
/// are dropped here: Direct Routing takes no Replaces from us (DR-59).
pub(super) fn verbatim(refer: &Request) -> Option<Verbatim> {
    let refer_to = refer.refer_to().ok().flatten()?;
    let uri = refer_to.uri().without_headers().as_str().to_owned();
    let referred_by = refer.header("Referred-By").map(|value| value.text().into_owned());
    Some(Verbatim { uri, referred_by })
}
