//! Policy recording: the signalling, and the one rule that nobody may break.
//!
//! The audio itself needs the media SDK of Windows; whoever records there is steered from here.

use serde_json::{Value, json};
use teams_cc_core::{Ended, Error, Reason};

use super::call::Call;
use super::leg::RecordingStatus;
use super::result::reject_word;

/// A call that is to be recorded by policy. Nothing may be stored yet: [`begin`](Self::begin).
///
/// # Source
/// `graph.md` section 2.7, sequence 7.
#[derive(Debug)]
#[must_use = "a recording call that is dropped is left"]
pub struct RecordingCall {
    call: Call,
}

/// The permission to store: the service has confirmed that everybody is told of the recording.
/// Only this type leads to storing; it cannot be made otherwise.
#[derive(Debug)]
#[must_use = "nothing is recorded until something is stored"]
pub struct MayStore {
    call: Call,
}

impl RecordingCall {
    pub(super) fn new(call: Call) -> Self {
        Self { call }
    }

    /// The call.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Tells everybody that the call is recorded; done when the service has confirmed it. Only then
    /// may anything be stored.
    ///
    /// # Errors
    /// Whatever Graph refuses: then nothing may be stored, and the call is left.
    pub async fn begin(self) -> Result<MayStore, Error> {
        self.call.recording_status(RecordingStatus::Recording).await?;
        Ok(MayStore { call: self.call })
    }

    /// Says that recording failed, and leaves.
    pub async fn failed(self) -> Result<Ended, Error> {
        self.call.recording_status(RecordingStatus::Failed).await?;
        self.call.hang_up().await
    }
}

impl MayStore {
    /// The call.
    pub fn call(&self) -> &Call {
        &self.call
    }

    /// Ends the permission: stop storing first, then call this. Everybody is told.
    pub async fn end(self) -> Result<RecordingCall, Error> {
        self.call.recording_status(RecordingStatus::NotRecording).await?;
        Ok(RecordingCall { call: self.call })
    }
}

/// What the web server answers to a `participantJoiningNotification`, as its body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum JoinReply {
    /// The same call records them too.
    Accept,
    /// Nobody records them.
    Reject(Reason),
    /// Another bot records them: the address it is called at.
    AnotherBot(String),
}

impl JoinReply {
    /// The body, to be sent with status 200.
    pub fn json(&self) -> Value {
        match self {
            Self::Accept => json!({"@odata.type": "#microsoft.graph.acceptJoinResponse"}),
            Self::Reject(reason) => json!({
                "@odata.type": "#microsoft.graph.rejectJoinResponse",
                "reason": reject_word(*reason),
            }),
            Self::AnotherBot(uri) => json!({
                "@odata.type": "#microsoft.graph.inviteNewBotResponse", "inviteUri": uri,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graph_2_7_7_who_joins_is_answered_in_one_of_three_ways() {
        let kind = |reply: JoinReply| reply.json()["@odata.type"].as_str().unwrap().to_owned();
        assert_eq!(kind(JoinReply::Accept), "#microsoft.graph.acceptJoinResponse");
        let rejected = JoinReply::Reject(Reason::Busy).json();
        assert_eq!(rejected["reason"], "busy");
        let other = JoinReply::AnotherBot("https://two.example/cb".into()).json();
        assert_eq!(other["inviteUri"], "https://two.example/cb");
    }
}
