//! A ringing call that waits for a decision.

use std::sync::Arc;

use bytes::Bytes;
use teams_cc_core::{Address, CallId, Ended, Error, ErrorKind, Reason, Side, TenantId, Verb};
use tokio::sync::mpsc;

use super::call::Call;
use super::hub::Ask;
use super::life::{LegEvent, Life};
use super::{Shared, address, reason};
use crate::Command;
use crate::driver::rtp::MediaLeg;
use crate::endpoint::{Rejection, Reply};
use crate::message::{Request, StatusCode};

/// A ringing call that waits for a decision: [`answer`](Self::answer), [`reject`](Self::reject) or
/// [`redirect`](Self::redirect) it; each uses it up.
///
/// Dropped without a decision it is refused with 480 (temporarily unavailable).
#[must_use = "a call that is dropped is refused with 480"]
pub struct IncomingCall {
    life: Arc<Life>,
    request: Request,
    offer: Bytes,
    hub: mpsc::UnboundedSender<Ask>,
    shared: Arc<Shared>,
    decided: bool,
}

impl std::fmt::Debug for IncomingCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IncomingCall")
            .field("id", &self.life.id)
            .field("from", &self.from())
            .field("to", &self.to())
            .finish_non_exhaustive()
    }
}

impl IncomingCall {
    pub(super) fn new(
        life: Arc<Life>,
        request: Request,
        offer: Bytes,
        hub: mpsc::UnboundedSender<Ask>,
        shared: Arc<Shared>,
    ) -> Self {
        Self { life, request, offer, hub, shared, decided: false }
    }

    /// Its name in logs, ladders and queues.
    pub fn id(&self) -> CallId {
        self.life.id
    }

    /// Who calls: the identity that the trunk asserts (P-Asserted-Identity), else From. Both count
    /// only as much as the trunk is trusted (RS-41).
    pub fn from(&self) -> Address {
        let asserted = self.request.p_asserted_identity().find_map(Result::ok);
        address::of_name_addr(&asserted.unwrap_or_else(|| self.request.from()))
    }

    /// The name that the caller shows, if any.
    pub fn display_name(&self) -> Option<String> {
        self.request.from().display_name().map(std::borrow::Cow::into_owned)
    }

    /// Who is called: the Request-URI.
    pub fn to(&self) -> Address {
        address::of_uri(&self.request.uri())
    }

    /// The user part of the Request-URI as it came, percent-decoded.
    pub fn called_user(&self) -> Option<String> {
        self.request.uri().user_text().map(std::borrow::Cow::into_owned)
    }

    /// Whose customer is called: by the host of the Request-URI, never by number (DR-46).
    pub fn tenant(&self) -> Option<TenantId> {
        self.life.tenant
    }

    /// The INVITE, with all its headers.
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// The session description that was offered; empty if the caller leaves the offer to us.
    pub fn offer(&self) -> &Bytes {
        &self.offer
    }

    /// How it ended: resolves when the caller gives up, or after the call. Borrows nothing.
    pub fn ended(&self) -> impl Future<Output = Ended> + Send + use<> {
        let life = self.life.clone();
        async move { life.until_over().await }
    }

    /// Tells the caller that it rings (180).
    pub fn ring(&self) {
        self.command(Command::Progress(self.life.leg(), StatusCode::RINGING, Reply::new()));
    }

    /// Lets the caller hear us before the answer (183 with a description); the returned value
    /// answers later. Early media on Direct Routing has the same keys and port as the call itself.
    pub fn early(mut self) -> Result<EarlyCall, Error> {
        let media = self.media()?;
        let sdp = self.answer_sdp(&media)?;
        let reply = Reply::sdp(sdp.clone());
        self.command(Command::Progress(self.life.leg(), StatusCode::SESSION_PROGRESS, reply));
        Ok(EarlyCall { incoming: self, sdp })
    }

    /// Answers: 200 with our session description; done when the caller has acknowledged it.
    ///
    /// # Errors
    /// Incompatible media is refused with 488, no free port with 503; a caller who is gone gives an
    /// error of kind `Ended`.
    ///
    /// # Cancel safety
    /// Dropping the future hangs up.
    pub async fn answer(mut self) -> Result<Call, Error> {
        let media = self.media()?;
        let sdp = self.answer_sdp(&media)?;
        self.confirm(Reply::sdp(sdp)).await
    }

    /// Answers with a session description that somebody else made; the call has no media of its
    /// own here, and offers that follow come up as they are. For signalling-only bridges.
    pub async fn answer_with(mut self, sdp: impl Into<Bytes>) -> Result<Call, Error> {
        self.confirm(Reply::sdp(sdp)).await
    }

    /// Refuses for this reason; the status is the table's in [`reason`](super::reason). Done when
    /// the call is over.
    pub async fn reject(self, why: Reason) -> Result<(), Error> {
        let rejection = Rejection::new(reason::status(why)).reason(reason::header(why));
        self.refuse(rejection).await
    }

    /// Refuses with this status, 400 to 699.
    pub async fn reject_with(self, status: StatusCode) -> Result<(), Error> {
        self.refuse(Rejection::new(status)).await
    }

    /// Sends the caller elsewhere (302).
    ///
    /// # Errors
    /// `Unsupported` over Direct Routing: no document says that Teams follows it. The caller is
    /// refused then.
    pub async fn redirect(mut self, to: impl Into<Address>) -> Result<(), Error> {
        let config = &self.shared.config;
        config.profile.can(Verb::Redirect)?;
        let to = to.into();
        let contact = match config.peers.first() {
            Some(peer) => address::called(&to, peer, config.profile)?,
            None => match to {
                Address::Sip(uri) => uri,
                other => format!("sip:{other}@{};user=phone", config.name),
            },
        };
        self.decide(Command::Redirect(self.life.leg(), vec![format!("<{contact}>")]))?;
        self.life.until_over().await;
        Ok(())
    }

    async fn refuse(mut self, rejection: Rejection) -> Result<(), Error> {
        self.decide(Command::Reject(self.life.leg(), rejection))?;
        self.life.until_over().await;
        Ok(())
    }

    fn decide(&mut self, command: Command) -> Result<(), Error> {
        self.decided = true;
        if self.life.ended().is_some() {
            return Err(Error::ended("the caller has gone"));
        }
        self.command(command);
        Ok(())
    }

    fn command(&self, command: Command) {
        // The hub is gone only when the process is going.
        self.hub.send(Ask::Do(command)).ok();
    }

    fn media(&mut self) -> Result<MediaLeg, Error> {
        match self.shared.leg(None) {
            Ok(media) => Ok(self.life.set_media(media).clone()),
            Err(error) => {
                let why = Reason::Overloaded;
                let full = Rejection::new(reason::status(why)).reason(reason::header(why));
                self.decide(Command::Reject(self.life.leg(), full)).ok();
                Err(error)
            }
        }
    }

    /// Our description: an answer, or an offer if the INVITE had none.
    fn answer_sdp(&mut self, media: &MediaLeg) -> Result<Bytes, Error> {
        if self.offer.is_empty() {
            return Ok(media.offer());
        }
        media.answer(&self.offer).map_err(|error| {
            let why = Reason::Incompatible;
            let status = StatusCode::try_from(error.status()).unwrap_or(reason::status(why));
            let refusal = Rejection::new(status).reason(reason::header(why));
            self.decide(Command::Reject(self.life.leg(), refusal)).ok();
            error.into()
        })
    }

    async fn confirm(&mut self, reply: Reply) -> Result<Call, Error> {
        self.decide(Command::AnswerWith(self.life.leg(), reply))?;
        // From here on the call is up as far as we can tell: letting go of it hangs up.
        let call = Call::new(self.life.clone(), self.hub.clone(), self.shared.clone(), self.from());
        loop {
            match self.life.next().await {
                Ok(LegEvent::Confirmed(answer)) => {
                    if let (Some(media), true) = (self.life.media.get(), self.offer.is_empty()) {
                        media.accept(&answer)?;
                    }
                    return Ok(call);
                }
                Ok(_) => {}
                // A BYE that overtook the ACK on another connection says as well that our answer
                // has arrived; that the caller has left already, the call itself tells.
                Err(Ended::HungUp(Side::Them)) => return Ok(call),
                Err(ended) => {
                    return Err(Error::new("TCC-SIP-0502", ErrorKind::Ended, ended.to_string()));
                }
            }
        }
    }
}

impl Drop for IncomingCall {
    fn drop(&mut self) {
        if !self.decided && self.life.ended().is_none() {
            let why = Reason::Unavailable;
            let refusal = Rejection::new(reason::status(why)).reason(reason::header(why));
            self.command(Command::Reject(self.life.leg(), refusal));
        }
    }
}

/// A call that already hears us, and is not answered yet.
#[derive(Debug)]
#[must_use = "a call that is dropped is refused with 480"]
pub struct EarlyCall {
    incoming: IncomingCall,
    sdp: Bytes,
}

impl EarlyCall {
    /// Answers with the same description.
    pub async fn answer(mut self) -> Result<Call, Error> {
        let reply = Reply::sdp(self.sdp.clone());
        self.incoming.confirm(reply).await
    }

    /// Refuses for this reason.
    pub async fn reject(self, why: Reason) -> Result<(), Error> {
        self.incoming.reject(why).await
    }
}
