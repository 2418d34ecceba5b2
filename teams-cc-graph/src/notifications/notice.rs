//! What happened, verified: the form in which it is kept until somebody deals with it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use teams_cc_core::{Error, TenantId};

use super::{About, CallNotification, ChangeKind, ChangeNotification};
use crate::error;

/// What happened, verified, as it is kept in a queue. [`Change`](crate::Change) is what becomes
/// of it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Notice {
    /// A call rings at the bot. Answer, reject or redirect it within 15 s.
    IncomingCall(CallNotification),
    /// A call moved on, or a key was pressed.
    CallUpdated(CallNotification),
    /// A call has ended.
    CallEnded(CallNotification),
    /// An operation moved on or finished.
    Operation(CallNotification),
    /// Who is in the call: the whole list.
    Roster(CallNotification),
    /// Somebody under a recording policy joins or left.
    Participant(CallNotification),
    /// The calling service said something that is newer than this crate.
    Other(CallNotification),
    /// A resource changed that we subscribed to.
    Resource(ChangeNotification),
    /// Something happened to a subscription.
    Subscription(ChangeNotification),
}

#[derive(Serialize, Deserialize)]
struct Record<'a> {
    tenant: Option<TenantId>,
    #[serde(borrow, default)]
    scenario: Option<Cow<'a, str>>,
    #[serde(borrow)]
    item: &'a RawValue,
}

impl Notice {
    pub(super) fn of_call(call: CallNotification) -> Self {
        match (call.about(), call.change()) {
            (About::Call, ChangeKind::Created) => Self::IncomingCall(call),
            (About::Call, ChangeKind::Deleted) => Self::CallEnded(call),
            (About::Call, _) => Self::CallUpdated(call),
            (About::Operation(_), _) => Self::Operation(call),
            (About::Roster, _) => Self::Roster(call),
            (About::Joining | About::Left, _) => Self::Participant(call),
            (About::Other, _) => Self::Other(call),
        }
    }

    pub(super) fn of_change(change: ChangeNotification) -> Self {
        if change.lifecycle().is_some() {
            Self::Subscription(change)
        } else {
            Self::Resource(change)
        }
    }

    /// The notification of the calling service, if it is one.
    pub fn call(&self) -> Option<&CallNotification> {
        match self {
            Self::IncomingCall(call)
            | Self::CallUpdated(call)
            | Self::CallEnded(call)
            | Self::Operation(call)
            | Self::Roster(call)
            | Self::Participant(call)
            | Self::Other(call) => Some(call),
            Self::Resource(_) | Self::Subscription(_) => None,
        }
    }

    /// Says in which conversation of the calling service this came (`Scenario-Id`).
    pub(super) fn came_in(&mut self, scenario: Option<&str>) {
        match self {
            Self::IncomingCall(call)
            | Self::CallUpdated(call)
            | Self::CallEnded(call)
            | Self::Operation(call)
            | Self::Roster(call)
            | Self::Participant(call)
            | Self::Other(call) => call.set_scenario(scenario),
            Self::Resource(_) | Self::Subscription(_) => {}
        }
    }

    /// The change notification, if it is one.
    pub fn change(&self) -> Option<&ChangeNotification> {
        match self {
            Self::Resource(change) | Self::Subscription(change) => Some(change),
            _ => None,
        }
    }

    /// As a queue keeps it: JSON. Encrypted content stays encrypted.
    pub fn to_record(&self) -> Vec<u8> {
        let (tenant, item, kind) = match (self.call(), self.change()) {
            (Some(call), _) => (Some(call.tenant()), call.json(), "call"),
            (_, Some(change)) => (change.tenant(), change.json(), "change"),
            // One of the two is there for each variant.
            (None, None) => (None, "null", "none"),
        };
        let tenant = tenant.map_or_else(|| "null".to_owned(), |tenant| format!("\"{tenant}\""));
        // A scenario is plain letters: nothing in it needs an escape.
        let scenario = self.call().and_then(CallNotification::scenario);
        let scenario = scenario.map(|text| format!("\"scenario\":\"{text}\",")).unwrap_or_default();
        format!("{{\"kind\":\"{kind}\",\"tenant\":{tenant},{scenario}\"item\":{item}}}")
            .into_bytes()
    }

    /// Reads what [`to_record`](Self::to_record) wrote.
    ///
    /// # Errors
    /// `TCC-GRAPH-0504` if it did not.
    pub fn from_record(record: &[u8]) -> Result<Self, Error> {
        let bad = || error::bad_notification("it is no record of a queue");
        let read: Record<'_> = serde_json::from_slice(record).map_err(|_| bad())?;
        if record.starts_with(b"{\"kind\":\"call\"") {
            let tenant = read.tenant.ok_or_else(bad)?;
            let mut call = CallNotification::read_item(tenant, read.item)?;
            call.set_scenario(read.scenario.as_deref());
            Ok(Self::of_call(call))
        } else {
            ChangeNotification::read_item(read.item).map(Self::of_change)
        }
    }
}
