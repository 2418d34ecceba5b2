//! What goes wrong on purpose.

use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

/// Where a fault strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Place {
    /// Token requests.
    SignIn,
    /// Graph requests.
    Graph,
    /// SIP requests that reach a proxy of the emulated Teams side.
    Sip,
    /// The TLS handshake of a proxy.
    Tls,
    /// SIP requests that reach the emulated carrier.
    Carrier,
    /// Callbacks about calls to a bot: the subject is change, state and path
    /// (`updated established /cb/42`).
    Callback,
    /// Change notifications to a subscriber: the subject is change, resource and path.
    Notification,
    /// Call Automation requests.
    Acs,
    /// What Call Automation was asked for and accepted: `Play`, `Recognize`, `AddParticipant`,
    /// `RemoveParticipant`, `MoveParticipant`, `CancelAddParticipant`, `Transfer`, `Hold`,
    /// `SendDtmfTones`, `ContinuousDtmf`, `MediaStreaming`, `Transcription`, `StartRecording`,
    /// `CreateCall`, `Answer`, `Connect`. [`Fault::Fails`] makes it end in its `...Failed` event.
    AcsOperation,
    /// Events of Call Automation: the subject is name and path (`CallConnected /events`).
    AcsCallback,
    /// Sockets that Call Automation opens: the subject is `media` or `transcript`.
    AcsSocket,
    /// Requests to the Azure AI resource.
    Ai,
    /// Events of Event Grid: the subject is the last part of the type (`IncomingCall`).
    EventGrid,
}

/// What happens there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", deny_unknown_fields)]
#[non_exhaustive]
pub enum Fault {
    /// This status instead of the right answer, with `Retry-After` if given (text, so that
    /// fractions and dates can be sent).
    Status {
        /// The HTTP or SIP status code.
        status: u16,
        /// The header's value, verbatim.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// The right answer, this much later.
    Slow {
        /// Milliseconds.
        ms: u64,
    },
    /// The request is carried out and the answer is lost: the connection is cut.
    LoseAnswer,
    /// Azure AI: the head and half of the body come, then the connection is cut.
    CutBody,
    /// The connection is cut and nothing is carried out; of a socket, in the middle of a frame.
    Reset,
    /// Sockets: octets where text belongs.
    Binary,
    /// Sockets: a frame of a megabyte.
    Huge,
    /// Sockets: the id of a call that nobody has.
    ForeignCall,
    /// Sockets: ten seconds of sound at once.
    Fast,
    /// The connection stays open and nothing ever comes (half-open).
    Silent,
    /// Bytes that are not what the protocol says.
    Malformed,
    /// TLS: the leaf expired yesterday.
    ExpiredCertificate,
    /// TLS: the leaf names another host.
    WrongName,
    /// TLS: the leaf comes from an authority that nobody trusts.
    UnknownAuthority,
    /// Callbacks and notifications: sent twice.
    Duplicate,
    /// Callbacks and notifications: sent after the next one.
    Reorder,
    /// Callbacks and notifications: the token is for another application.
    WrongAudience,
    /// Callbacks and notifications: the token's signature is that of something else.
    WrongSignature,
    /// Callbacks and notifications: the token has expired.
    ExpiredToken,
    /// Callbacks and notifications: without a token.
    NoToken,
    /// An operation of Call Automation was accepted and fails, with this in its event.
    Fails {
        /// `code`: like an HTTP status.
        code: u16,
        /// `subCode`.
        #[serde(default)]
        sub_code: u32,
        /// `message`.
        #[serde(default)]
        message: String,
    },
}

impl Fault {
    /// A refusal without `Retry-After`.
    pub fn status(status: u16) -> Self {
        Self::Status { status, retry_after: None }
    }

    /// A refusal with `Retry-After`.
    pub fn retry_after(status: u16, value: impl Into<String>) -> Self {
        Self::Status { status, retry_after: Some(value.into()) }
    }

    /// A late answer.
    pub fn slow(by: Duration) -> Self {
        Self::Slow { ms: u64::try_from(by.as_millis()).unwrap_or(u64::MAX) }
    }
}

/// A fault with its conditions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Where.
    #[serde(rename = "where")]
    pub place: Place,
    /// What.
    pub fault: Fault,
    /// How many more times; absent = until it is lifted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// Only subjects that contain this text: an HTTP path (`/communications/`), a SIP method, a
    /// host name (`sip2.`). Empty = all.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub on: String,
}

impl Rule {
    /// Once.
    pub fn once(place: Place, fault: Fault) -> Self {
        Self { place, fault, times: Some(1), on: String::new() }
    }

    /// Until lifted.
    pub fn always(place: Place, fault: Fault) -> Self {
        Self { place, fault, times: None, on: String::new() }
    }

    /// So many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Only where the subject contains `text`.
    #[must_use]
    pub fn on(mut self, text: impl Into<String>) -> Self {
        self.on = text.into();
        self
    }
}

/// The faults that wait to strike. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    next: u64,
    rules: Vec<(u64, Rule)>,
}

impl Faults {
    /// Adds a rule; the number lifts it again.
    pub fn add(&self, rule: Rule) -> u64 {
        let mut plan = self.0.lock();
        plan.next += 1;
        let id = plan.next;
        plan.rules.push((id, rule));
        id
    }

    /// Lifts one rule; false if it is not there (any more).
    pub fn lift(&self, id: u64) -> bool {
        let mut plan = self.0.lock();
        let before = plan.rules.len();
        plan.rules.retain(|(other, _)| *other != id);
        plan.rules.len() != before
    }

    /// Lifts all.
    pub fn clear(&self) {
        self.0.lock().rules.clear();
    }

    /// All rules with their numbers.
    pub fn list(&self) -> Vec<(u64, Rule)> {
        self.0.lock().rules.clone()
    }

    /// The fault that strikes now, if any, and one use of it spent. The oldest rule that fits wins.
    pub fn take(&self, place: Place, subject: &str) -> Option<Fault> {
        let mut plan = self.0.lock();
        let fits = |rule: &Rule| rule.place == place && subject.contains(&rule.on);
        let index = plan.rules.iter().position(|(_, rule)| fits(rule))?;
        let rule = &mut plan.rules[index].1;
        let fault = rule.fault.clone();
        if let Some(times) = &mut rule.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                plan.rules.remove(index);
            }
        }
        Some(fault)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_strikes_as_often_as_asked_and_only_where() {
        let faults = Faults::default();
        faults.add(
            Rule::once(Place::Graph, Fault::retry_after(429, "2.128")).on("/presence").times(2),
        );
        assert_eq!(faults.take(Place::SignIn, "/presence"), None);
        assert_eq!(faults.take(Place::Graph, "/users"), None);
        for _ in 0..2 {
            let taken = faults.take(Place::Graph, "/users/x/presence");
            assert_eq!(taken, Some(Fault::retry_after(429, "2.128")));
        }
        assert_eq!(faults.take(Place::Graph, "/users/x/presence"), None);
        let id = faults.add(Rule::always(Place::Sip, Fault::Silent));
        assert!(faults.take(Place::Sip, "INVITE").is_some());
        assert!(faults.lift(id) && !faults.lift(id));
        assert_eq!(faults.take(Place::Sip, "INVITE"), None);
    }

    #[test]
    fn the_json_of_a_rule_is_what_the_control_interface_documents() {
        let text = r#"{"where":"graph","on":"/presence","times":1,"fault":{"kind":"status","status":503,"retry_after":"1"}}"#;
        let rule: Rule = serde_json::from_str(text).expect("the documented shape");
        assert_eq!(rule, Rule::once(Place::Graph, Fault::retry_after(503, "1")).on("/presence"));
        assert!(
            serde_json::from_str::<Rule>(r#"{"where":"graph","fault":{"kind":"sloww"}}"#).is_err()
        );
    }
}
