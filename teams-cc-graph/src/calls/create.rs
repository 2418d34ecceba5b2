//! Calling somebody, or joining a meeting.

use std::time::Duration;

use serde_json::{Value, json};
use teams_cc_core::{Address, Error, Guid};
use tokio::sync::oneshot;

use super::call::Call;
use super::hub::Calls;
use super::leg::{Leg, Wish};
use super::life::{self, Life};
use super::{ResultCode, failed, wire};
use crate::error;

/// How long a call may ring unless [`Create::ring_for`] says otherwise.
const RINGS: Duration = Duration::from_secs(60);
/// A group call begins with at most so many people (`graph.md` section 2.1).
const MOST_TARGETS: usize = 5;

/// A meeting, by what its invitation says.
#[derive(Clone, Debug)]
pub struct Meeting {
    body: Value,
}

impl Meeting {
    /// By the number and the passcode of the invitation.
    pub fn by_number(id: impl Into<String>, passcode: impl Into<Option<String>>) -> Self {
        let body = json!({"meetingInfo": {
            "@odata.type": "#microsoft.graph.joinMeetingIdMeetingInfo",
            "joinMeetingId": id.into(), "passcode": passcode.into(),
        }});
        Self { body }
    }

    /// By the chat thread of the meeting and its organiser.
    pub fn by_thread(thread: &str, organizer: Guid, tenant: Guid) -> Self {
        let user = json!({
            "@odata.type": "#microsoft.graph.identity",
            "id": organizer.to_string(), "tenantId": tenant.to_string(),
        });
        let body = json!({
            "chatInfo": {
                "@odata.type": "#microsoft.graph.chatInfo", "threadId": thread, "messageId": "0",
            },
            "meetingInfo": {
                "@odata.type": "#microsoft.graph.organizerMeetingInfo",
                "organizer": {"@odata.type": "#microsoft.graph.identitySet", "user": user},
                "allowConversationWithoutHost": true,
            },
        });
        Self { body }
    }
}

/// A call that has not been made yet: tune it, then [`send`](Self::send).
#[derive(Debug)]
#[must_use = "a call is not made until it is sent"]
pub struct Create {
    calls: Calls,
    targets: Vec<Address>,
    meeting: Option<Meeting>,
    callback: Option<String>,
    instance: Option<Guid>,
    ring_for: Duration,
}

impl Create {
    pub(super) fn to(calls: Calls, to: Address) -> Self {
        let targets = vec![to];
        Self { calls, targets, meeting: None, callback: None, instance: None, ring_for: RINGS }
    }

    pub(super) fn join(calls: Calls, meeting: Meeting) -> Self {
        let (targets, meeting) = (Vec::new(), Some(meeting));
        Self { calls, targets, meeting, callback: None, instance: None, ring_for: RINGS }
    }

    /// Calls one more at once: a group call, of at most five.
    pub fn and(mut self, to: impl Into<Address>) -> Self {
        self.targets.push(to.into());
        self
    }

    /// Where notifications of this call go, and below which prompts are fetched; the address of
    /// [`Calls::listen`] if nothing is said.
    pub fn callback(mut self, url: impl Into<String>) -> Self {
        self.callback = Some(url.into());
        self
    }

    /// Calls as this application instance (resource account): needed towards telephones, which see
    /// its number.
    pub fn as_instance(mut self, object_id: Guid) -> Self {
        self.instance = Some(object_id);
        self
    }

    /// Gives up after this time (60 s).
    pub fn ring_for(mut self, ring_for: Duration) -> Self {
        self.ring_for = ring_for;
        self
    }

    fn body(&self, callback: &str) -> Result<Value, Error> {
        if self.targets.len() > MOST_TARGETS {
            return Err(error::not_callable().cause("a group call begins with at most five"));
        }
        let targets: Result<Vec<_>, _> =
            self.targets.iter().map(|to| wire::invited(to, None)).collect();
        let mut body = json!({
            "@odata.type": "#microsoft.graph.call",
            "callbackUri": callback,
            "requestedModalities": ["audio"],
            "mediaConfig": wire::service_media(),
            "tenantId": self.calls.graph().tenant(),
        });
        let Some(fields) = body.as_object_mut() else { return Ok(body) };
        let targets = targets?;
        if !targets.is_empty() {
            fields.insert("targets".into(), targets.into());
        }
        if let Some(instance) = self.instance {
            let source = json!({
                "@odata.type": "#microsoft.graph.participantInfo",
                "identity": {
                    "@odata.type": "#microsoft.graph.identitySet",
                    "applicationInstance": {
                        "@odata.type": "#microsoft.graph.identity", "id": instance.to_string(),
                    },
                },
            });
            fields.insert("source".into(), source);
        }
        if let Some(Value::Object(meeting)) = self.meeting.as_ref().map(|one| one.body.clone()) {
            fields.extend(meeting);
        }
        Ok(body)
    }

    /// Makes the call; done when it is established and audio flows.
    ///
    /// # Errors
    /// Kind `Ended` with the reason if it was declined or nobody answered; `Timeout` after
    /// [`ring_for`](Self::ring_for). `Check` if the answer was lost: a phone may be ringing.
    ///
    /// # Cancel safety
    /// Dropping the future hangs up what rings.
    pub async fn send(self) -> Result<Call, Error> {
        let callback = match &self.callback {
            Some(callback) => callback.clone(),
            None => self.calls.callback()?.to_string(),
        };
        let calls = match &self.callback {
            Some(own) if self.calls.callback().is_err() => self.calls.listen(own),
            _ => self.calls.clone(),
        };
        let body = self.body(&callback)?;
        let peer = self.targets.first().filter(|_| self.targets.len() == 1).cloned();
        // Asked to the end, also if nobody waits any more: the call that comes of it is let go of
        // then, and so hung up.
        let (tell, told) = oneshot::channel();
        tokio::spawn(async move { drop(tell.send(made(calls, &body, peer).await)) });
        let unmade = || Err(error::call_unknown("the call was not made"));
        let call = told.await.unwrap_or_else(|_| unmade())?;
        match tokio::time::timeout(self.ring_for, call.life.wish(Wish::Established)).await {
            Ok(Ok(_)) => Ok(call),
            Ok(Err(failure)) => Err(failed::not_reached(failure)),
            Err(_) => {
                drop(call.hang_up().await);
                Err(error::nobody_answered())
            }
        }
    }
}

/// Makes the call; letting go of it hangs up.
async fn made(calls: Calls, body: &Value, peer: Option<Address>) -> Result<Call, Error> {
    let graph = calls.graph();
    let made: Value = graph.post("/communications/calls", body).await?;
    let id = made.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    if id.is_empty() {
        return Err(error::call_failed("graph has named no call", ResultCode::default()));
    }
    let tenant = graph.tenant().parse().ok();
    let mut life = Life::of(&Value::Null, &id, tenant);
    life.peer = peer;
    let leg = Leg::outgoing(graph.fork_rng().next_u64()).of(life.peer.clone());
    let life = life::start(&calls, leg, life);
    Ok(Call::new(calls.clone(), life))
}
